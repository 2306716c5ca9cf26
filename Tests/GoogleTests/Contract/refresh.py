#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the extracts of Google's discovery documents (calendar.v3, gmail.v1, cloudkms.v1), or with --check compares them.

The documents come with the Python package google-api-python-client (Apache-2.0), which pip fetches; nothing of it is
installed. --documents FOLDER reads other copies and fetches nothing. --check ends with 1 where an extract is not what its
document gives.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "google-api-python-client"
VERSION = "2.202.0"
MEMBERS = "googleapiclient/discovery_cache/documents/"
METHODS = {"events": ["list", "get", "insert", "quickAdd", "patch", "delete", "watch", "instances"],
           "freebusy": ["query"], "channels": ["stop"], "acl": ["get", "insert", "delete"], "settings": ["get"]}
GMAIL_METHODS = {"settings": ["getVacation"]}
KMS_METHODS = ["encrypt", "decrypt"]
FOLDER = pathlib.Path(__file__).parent


def fetched(version):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--only-binary", ":all:", "--dest", folder,
             f"{PACKAGE}=={version}"], check=True)
        wheel = zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl")))
        return {name: json.loads(wheel.read(f"{MEMBERS}{name}.json")) for name in EXTRACTS}


def without_prose(value):
    """Descriptions are for people, and a property may be called description: only texts are left out."""
    if isinstance(value, dict):
        return {
            key: without_prose(inner) for key, inner in value.items()
            if key not in ("enumDescriptions", "annotations") and not (key == "description" and isinstance(inner, str))
        }
    return [without_prose(inner) for inner in value] if isinstance(value, list) else value


def schemas_of(value, schemas, found):
    """The schemas that a value refers to, and those that they refer to."""
    if isinstance(value, dict):
        name = value.get("$ref")
        if isinstance(name, str) and name not in found:
            found[name] = without_prose(schemas[name])
            schemas_of(schemas[name], schemas, found)
        for inner in value.values():
            schemas_of(inner, schemas, found)
    elif isinstance(value, list):
        for inner in value:
            schemas_of(inner, schemas, found)


def tree(schema, schemas):
    """The names below a schema, as nested dictionaries; * for any name."""
    if "$ref" in schema:
        return tree(schemas[schema["$ref"]], schemas)
    if schema.get("type") == "array":
        return tree(schema["items"], schemas)
    if "additionalProperties" in schema:
        return {"*": tree(schema["additionalProperties"], schemas)}
    return {name: tree(inner, schemas) for name, inner in schema.get("properties", {}).items()}


def selector(names):
    """A tree as a fields parameter."""
    return ",".join(name + (f"({selector(inner)})" if inner else "") for name, inner in sorted(names.items()))


def extract(document):
    return extract_of(document, document["resources"], METHODS)


def gmail_extract(document):
    return extract_of(document, document["resources"]["users"]["resources"], GMAIL_METHODS)


def extract_of(document, resources, wanted):
    methods = {
        resource: {"methods": {name: resources[resource]["methods"][name] for name in names}}
        for resource, names in wanted.items()
    }
    schemas = {}
    schemas_of(methods, document["schemas"], schemas)
    kept = {key: document[key] for key in ("id", "revision", "rootUrl", "servicePath")}
    return kept | {
        # Made from the rest, for a reader that doesn't go through the keys of an object.
        "derived": {
            f"{resource}.{name}": {
                "parameters": sorted([*document["parameters"], *method.get("parameters", {})]),
            } | ({"reply": selector(tree(method["response"], document["schemas"]))} if "response" in method else {})
            for resource in methods for name, method in methods[resource]["methods"].items()
        },
        "scopes": sorted(document["auth"]["oauth2"]["scopes"]),
        "parameters": without_prose(document["parameters"]),
        "resources": without_prose(methods),
        "schemas": schemas,
    }


def kms_extract(document):
    methods = document["resources"]["projects"]["resources"]["locations"]["resources"]["keyRings"]["resources"]["cryptoKeys"]
    methods = {name: without_prose(methods["methods"][name]) for name in KMS_METHODS}
    schemas = {}
    schemas_of(methods, document["schemas"], schemas)
    kept = {key: document[key] for key in ("id", "revision", "rootUrl", "servicePath")}
    return kept | {"methods": methods, "schemas": schemas}


EXTRACTS = {"calendar.v3": extract, "gmail.v1": gmail_extract, "cloudkms.v1": kms_extract}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--documents", type=pathlib.Path)
    arguments.add_argument("--version", default=VERSION)
    given = arguments.parse_args()
    documents = (
        {name: json.loads((given.documents / f"{name}.json").read_text()) for name in EXTRACTS}
        if given.documents else fetched(given.version))
    for name, make in EXTRACTS.items():
        text = json.dumps(make(documents[name]), indent=1, sort_keys=True, ensure_ascii=True) + "\n"
        file = FOLDER / f"{name}.extract.json"
        if not given.check:
            file.write_text(text)
        elif file.read_text() != text:
            sys.exit(f"{file.name} differs from {PACKAGE} {given.version}")


main()
