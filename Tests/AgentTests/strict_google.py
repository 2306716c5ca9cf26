#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Google's Calendar, Gmail's vacation responder and the token endpoint, as strict as Google's discovery documents.

It shares nothing with the agent or its simulated cloud but those documents (../GoogleTests/Contract): every query
parameter, `fields`, member of a body, type, scope and path of a request is looked up there, and what is not there is
refused as Google refuses it and written into `violations`. A write without `If-Match` is one, too. Stale etags are 412,
tokens without a scope 403. It takes a folder (account.pub: the service account's key), prints its port, and writes a line
for each request into `requests` and one for each change that took effect into `writes`.

For tests: POST /test/event puts an event, /test/fault makes requests fail before or after they took effect, GET
/test/events tells what is there; `--ask PORT PATH [BODY]` does so. `--self-test FOLDER` holds the refusals against itself.
"""
import copy
import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CONTRACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "GoogleTests", "Contract")
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
DATE = re.compile(r"^\d{4}-\d\d-\d\d$")


class Refusal(Exception):
    """An error in Google's JSON. `is_ours`: no client that keeps to the documents meets it."""

    def __init__(self, status, reason, message="refused", is_ours=False):
        super().__init__(f"{status} {reason}: {message}")
        self.status, self.is_ours = status, is_ours
        self.body = {"error": {"code": status, "message": message,
                               "errors": [{"domain": "global", "reason": reason, "message": message}]}}


def violation(reason, message, status=400):
    return Refusal(status, reason, message, is_ours=True)


class Method:
    def __init__(self, document, name, method, base):
        self.document, self.id = document, name
        self.verb, self.base = method["httpMethod"], base
        self.template = method["path"]
        names = re.findall(r"{(\w+)}", self.template)
        self.pattern = re.compile("^" + re.sub(r"{\w+}", "([^/]+)", re.escape(self.template).replace("\\{", "{")
                                               .replace("\\}", "}")) + "$")
        self.names = names
        self.parameters = dict(document["parameters"])
        self.parameters.update({n: p for n, p in method.get("parameters", {}).items() if p["location"] == "query"})
        self.request = method.get("request", {}).get("$ref")
        self.response = method.get("response", {}).get("$ref")
        self.scopes = set(method.get("scopes", []))

    @property
    def schemas(self):
        return self.document["schemas"]


def load_methods():
    found = []
    for name in ["calendar.v3", "gmail.v1"]:
        with open(os.path.join(CONTRACT, f"{name}.extract.json"), encoding="utf-8") as file:
            document = json.load(file)

        def walk(resources):
            for resource in resources.values():
                for method in resource.get("methods", {}).values():
                    found.append(Method(document, method["id"], method, "/" + document["servicePath"]))
                walk(resource.get("resources", {}))

        walk(document["resources"])
    # A literal path goes before one that would take the same word for an ID.
    return sorted(found, key=lambda method: method.template.count("{"))


METHODS = load_methods()


# Types, as the documents have them.

def check_text(value, schema, place):
    form = schema.get("format")
    if form == "date-time" and not TIME.match(value) or form == "date" and not DATE.match(value):
        raise violation("invalid", f"{place} is no {form}")
    if "enum" in schema and value not in schema["enum"]:
        raise violation("invalidParameter", f"{place} is none of {schema['enum']}")
    if form in ["int32", "int64", "uint32"] or schema.get("type") == "integer":
        if not re.match(r"^-?\d+$", value):
            raise violation("invalid", f"{place} is no number")
        if int(value) < int(schema.get("minimum", -2**63)) or int(value) > int(schema.get("maximum", 2**63)):
            raise violation("invalidParameter", f"{place} is out of bounds")
    if schema.get("type") == "boolean" and value not in ["true", "false"]:
        raise violation("invalid", f"{place} is no boolean")


def check_value(value, schema, schemas, place):
    if value is None:
        return
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema["type"]
    python = {"string": str, "boolean": bool, "array": list, "object": dict, "integer": int, "number": (int, float)}[kind]
    if not isinstance(value, python) or kind != "boolean" and isinstance(value, bool):
        raise violation("invalid", f"{place} is no {kind}")
    if kind == "string":
        check_text(value, schema, place)
    elif kind == "array":
        for item in value:
            check_value(item, schema["items"], schemas, f"{place}[]")
    elif kind == "object":
        for name, member in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if inner is None:
                raise violation("badRequest", f"unknown name {place}.{name}")
            check_value(member, inner, schemas, f"{place}.{name}")


# Partial responses.

def parse_fields(text):
    """`a,b/c,d(e,f/g)` as nested dictionaries; an empty one is all of it."""
    place = 0

    def items():
        nonlocal place
        found = {}
        while True:
            found.update(item())
            if place == len(text) or text[place] != ",":
                return found
            place += 1

    def item():
        nonlocal place
        start = place
        while place < len(text) and text[place] not in ",/()":
            place += 1
        name = text[start:place]
        if not name:
            raise violation("invalidParameter", "Invalid field selection")
        if place < len(text) and text[place] == "/":
            place += 1
            return {name: item()}
        if place < len(text) and text[place] == "(":
            place += 1
            inner = items()
            if place >= len(text) or text[place] != ")":
                raise violation("invalidParameter", "Invalid field selection")
            place += 1
            return {name: inner}
        return {name: {}}

    found = items()
    if place != len(text):
        raise violation("invalidParameter", "Invalid field selection")
    return found


def select(value, wanted, schema, schemas, place):
    """What `fields` asks for of a reply; a name that the schema does not have is refused."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    if schema["type"] == "array":
        return [select(item, wanted, schema["items"], schemas, place) for item in value or []] or \
            select_nothing(wanted, schema["items"], schemas, place)
    if not wanted:
        return value
    made = {}
    for name, inner in wanted.items():
        own = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        if own is None:
            raise violation("invalidParameter", f"Invalid field selection {place}.{name}")
        there = (value or {}).get(name)
        chosen = select(there, inner, own, schemas, f"{place}.{name}") if inner else there
        if name in (value or {}):
            made[name] = chosen
    return made


def select_nothing(wanted, schema, schemas, place):
    if wanted:
        select({}, wanted, schema, schemas, place)
    return []


# What there is.

class World:
    """`zone`: of the calendar and of whoever asks, by its IANA name."""

    def __init__(self, folder, zone):
        self.folder, self.lock, self.zone = folder, threading.RLock(), zone
        self.revision, self.events, self.tokens, self.channels, self.rules = 0, {}, {}, {}, {}
        self.faults, self.vacations, self.made = [], {}, 0
        self.settings = {"locale": "fi", "format24HourTime": "true", "timezone": zone}
        files = {name: open(os.path.join(folder, name), "w", buffering=1, encoding="utf-8")
                 for name in ["requests", "writes", "violations"]}
        self.log = lambda name, *words: print(*words, file=files[name])
        words = ["openssl", "rsa", "-pubin", "-in", f"{folder}/account.pub", "-noout", "-modulus"]
        shown = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        self.modulus = int(shown.split("=")[1], 16)

    def touch(self, event, why):
        self.revision += 1
        event["etag"], event["_revision"] = f'"{self.revision}"', self.revision
        self.log("writes", why, event["id"])

    def put(self, event):
        event = {"kind": "calendar#event", "status": "confirmed", **event}
        self.revision += 1
        event["etag"], event["_revision"] = f'"{self.revision}"', self.revision
        self.events[event["id"]] = event

    def fault(self, method):
        for fault in self.faults:
            if fault["method"] in [method, "any"]:
                if fault.get("skip", 0) > 0:
                    fault["skip"] -= 1
                    return None
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    self.faults.remove(fault)
                return fault
        return None


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def edge(event, name):
    value = event[name]
    return instant(value["dateTime"]) if "dateTime" in value else instant(value["date"] + "T00:00:00Z")


def plain(event):
    return {name: value for name, value in event.items() if not name.startswith("_")}


def merge(old, new):
    """JSON merge patch (RFC 7396): objects member by member, null takes out, lists are replaced."""
    for name, value in new.items():
        if value is None:
            old.pop(name, None)
        elif isinstance(value, dict) and isinstance(old.get(name), dict):
            merge(old[name], value)
        else:
            old[name] = value


SHARED = {"summary", "description", "location", "start", "end", "conferenceData", "extendedProperties", "status"}
ID = re.compile(r"^[a-v0-9]{5,1024}$")


class Calendar:
    """The methods; each takes (world, path, query, body, grant)."""

    @staticmethod
    def list(world, path, query, _body, _grant):
        given = set(query) & {"timeMin", "timeMax", "orderBy", "q", "updatedMin", "iCalUID"}
        since = 0
        if "syncToken" in query:
            if given:
                raise violation("badRequest", f"{given} beside a syncToken")
            if query.get("singleEvents") != "true":
                raise violation("badRequest", "the other parameters have to stay as they were")
            since = int(query["syncToken"].split("-")[1])
        found = []
        for event in world.events.values():
            if "recurrence" in event or event["_revision"] <= since:
                continue
            if not since and event["status"] == "cancelled":
                continue
            if "timeMax" in query and edge(event, "start") >= instant(query["timeMax"]):
                continue
            if "timeMin" in query and edge(event, "end") <= instant(query["timeMin"]):
                continue
            found.append(plain_conference(event))
        return {"kind": "calendar#events", "timeZone": world.zone, "accessRole": "writer", "items": found,
                "nextSyncToken": f"sync-{world.revision}"}

    @staticmethod
    def found(world, path):
        event = world.events.get(path["eventId"])
        if event is None:
            raise Refusal(404, "notFound", "Not Found")
        return event

    @staticmethod
    def get(world, path, _query, _body, _grant):
        event = Calendar.found(world, path)
        request = event.get("conferenceData", {}).get("createRequest", {})
        if request.get("status", {}).get("statusCode") == "pending":
            event["conferenceData"].update({
                "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
                "entryPoints": [{"entryPointType": "video", "uri": f"https://meet.google.com/abc-defg-{request['_code']}"}],
            })
            request["status"]["statusCode"] = "success"
            world.touch(event, "conference")
        shown = copy.deepcopy(plain(event))
        shown.get("conferenceData", {}).get("createRequest", {}).pop("_code", None)
        return shown

    @staticmethod
    def instances(world, path, query, _body, _grant):
        Calendar.found(world, path)
        items = [plain_conference(e) for e in world.events.values() if e.get("recurringEventId") == path["eventId"]
                 and e["status"] != "cancelled"
                 and ("timeMin" not in query or edge(e, "end") > instant(query["timeMin"]))]
        return {"kind": "calendar#events", "timeZone": world.zone, "accessRole": "writer",
                "items": items[:int(query.get("maxResults", 250))]}

    @staticmethod
    def insert(world, path, _query, body, _grant):
        for name in ["start", "end"]:
            if name not in body:
                raise violation("required", f"Missing {name} time.")
        if not edge(body, "start") < edge(body, "end"):
            raise violation("timeRangeEmpty", "The specified time range is empty.")
        world.made += 1
        name = body.get("id", f"made{world.made}")
        if not ID.match(name):
            raise violation("invalid", "Invalid resource id value.")
        if name in world.events:
            raise Refusal(409, "duplicate", "The requested identifier already exists.")
        world.put({**body, "id": name, "organizer": {"email": path["calendarId"], "self": True}})
        world.log("writes", "insert", name)
        return plain(world.events[name])

    @staticmethod
    def quick_add(world, path, query, _body, _grant):
        if not query.get("text"):
            raise violation("required", "Required parameter: text")
        words = re.match(r"^(.*) (\d\d:\d\d)-(\d\d:\d\d)$", query["text"])
        now = datetime.now(ZoneInfo(world.zone))
        times = {"start": {"date": f"{now:%F}"}, "end": {"date": f"{now + timedelta(1):%F}"}}
        if words:
            moments = [now.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0, microsecond=0)
                       for clock in words.group(2, 3)]
            times = {edge: {"dateTime": moment.isoformat()} for edge, moment in zip(("start", "end"), moments)}
        world.made += 1
        name = f"quick{world.made}"
        world.put({**times, "id": name, "summary": words[1] if words else query["text"],
                   "organizer": {"email": path["calendarId"], "self": True}})
        world.log("writes", "quickAdd", name)
        return plain(world.events[name])

    @staticmethod
    def patch(world, path, query, body, grant):
        event = Calendar.found(world, path)
        if event["status"] == "cancelled":
            raise Refusal(410, "deleted", "Resource has been deleted")
        is_own = event.get("organizer", {}).get("self", "attendees" not in event)
        if set(body) & SHARED and not is_own and not event.get("guestsCanModify"):
            raise Refusal(403, "forbiddenForNonOrganizer", "Shared properties can only be changed by the organizer.")
        body = copy.deepcopy(body)
        conference = body.pop("conferenceData", "left")
        if conference != "left" and query.get("conferenceDataVersion") == "1":
            Calendar.conference(world, event, conference, grant)
        answers = body.pop("attendees", None)
        omitted = body.pop("attendeesOmitted", False)
        before = copy.deepcopy(event.get("attendees", []))
        merge(event, body)
        if "start" in event and not edge(event, "start") < edge(event, "end"):
            raise violation("timeRangeEmpty", "The specified time range is empty.")
        if answers is not None:
            Calendar.answer(event, answers, omitted, path["calendarId"])
            if "recurrence" in event:
                Calendar.follow(world, event, before)
        world.touch(event, "patch")
        return Calendar.get(world, path, {}, None, grant) if conference == "left" else plain_conference(event)

    @staticmethod
    def conference(world, event, conference, grant):
        if conference is None:
            event.pop("conferenceData", None)
            return
        request = conference.get("createRequest")
        if not request or not request.get("requestId"):
            raise violation("invalid", "Missing createRequest")
        if request.get("conferenceSolutionKey", {}).get("type") != "hangoutsMeet" or not grant["user"]:
            raise Refusal(400, "invalid", "Invalid conference type value.")
        if event.get("conferenceData", {}).get("createRequest", {}).get("requestId") == request["requestId"]:
            return
        world.made += 1
        code = "".join(chr(97 + world.made // 26**n % 26) for n in range(3))
        event["conferenceData"] = {"createRequest": {**request, "status": {"statusCode": "pending"}, "_code": code}}

    @staticmethod
    def answer(event, answers, omitted, calendar):
        if not omitted:
            if event.get("attendees") and len(answers) < len(event["attendees"]):
                raise violation("guestsLost", "a list without attendeesOmitted takes the other guests out")
            event["attendees"] = answers
            return
        for answer in answers:
            own = [a for a in event.get("attendees", []) if a["email"] == answer["email"] and a.get("self")]
            if answer["email"] != calendar or not own:
                raise violation("forbidden", "an answer for somebody else")
            if answer.get("responseStatus") not in ["needsAction", "declined", "tentative", "accepted"]:
                raise violation("invalid", "responseStatus")
            own[0]["responseStatus"] = answer["responseStatus"]

    @staticmethod
    def follow(world, series, before):
        """Occurrences without an answer of their own have their series'."""
        old = {a["email"]: a["responseStatus"] for a in before}
        new = {a["email"]: a["responseStatus"] for a in series["attendees"]}
        for event in world.events.values():
            if event.get("recurringEventId") != series["id"]:
                continue
            for attendee in event["attendees"]:
                name = attendee["email"]
                if attendee["responseStatus"] == old[name] != new[name]:
                    attendee["responseStatus"] = new[name]
                    world.revision += 1
                    event["etag"], event["_revision"] = f'"{world.revision}"', world.revision

    @staticmethod
    def delete(world, path, _query, _body, _grant):
        event = Calendar.found(world, path)
        if event["status"] == "cancelled":
            raise Refusal(410, "deleted", "Resource has been deleted")
        event["status"] = "cancelled"
        world.touch(event, "delete")
        return None

    @staticmethod
    def free_busy(world, _path, _query, body, _grant):
        for name in ["timeMin", "timeMax", "items"]:
            if name not in body:
                raise violation("required", f"Missing {name}")
        start, end = instant(body["timeMin"]), instant(body["timeMax"])
        if not start < end:
            raise violation("timeRangeEmpty", "The specified time range is empty.")
        busy = []
        for event in world.events.values():
            own = [a["responseStatus"] for a in event.get("attendees", []) if a.get("self")]
            if event["status"] == "cancelled" or "recurrence" in event or own == ["declined"]:
                continue
            if edge(event, "start") < end and start < edge(event, "end"):
                busy.append({"start": event["start"]["dateTime"], "end": event["end"]["dateTime"]})
        return {"kind": "calendar#freeBusy", "timeMin": body["timeMin"], "timeMax": body["timeMax"],
                "calendars": {item["id"]: {"busy": busy} for item in body["items"]}}

    @staticmethod
    def watch(world, _path, query, body, _grant):
        if body.get("type") != "web_hook" or not str(body.get("address", "")).startswith("https://"):
            raise violation("push.webhookUrlNotHttps", "WebHook callback must be HTTPS")
        if not body.get("id") or body["id"] in world.channels:
            raise violation("channelIdNotUnique", "Channel id not unique")
        end = datetime.now(timezone.utc) + timedelta(seconds=int(body.get("params", {}).get("ttl", "604800")))
        world.channels[body["id"]] = f"resource{len(world.channels)}"
        world.log("writes", "watch", body["id"])
        return {"kind": "api#channel", "id": body["id"], "resourceId": world.channels[body["id"]],
                "token": body.get("token", ""), "expiration": str(int(end.timestamp() * 1000))}

    @staticmethod
    def stop(world, _path, _query, body, _grant):
        if world.channels.get(body.get("id")) != body.get("resourceId"):
            raise Refusal(404, "notFound", "Channel not found")
        del world.channels[body["id"]]
        world.log("writes", "stop", body["id"])
        return None

    @staticmethod
    def grant(world, _path, _query, body, _grant):
        if body.get("role") not in ["none", "freeBusyReader", "reader", "writer", "owner"]:
            raise violation("invalid", "role")
        scope = body.get("scope", {})
        if scope.get("type") not in ["default", "user", "group", "domain"] or not scope.get("value"):
            raise violation("required", "scope")
        name = f"{scope['type']}:{scope['value']}"
        world.rules[name] = body["role"]
        world.log("writes", "grant", body["role"])
        return {"kind": "calendar#aclRule", "etag": '"1"', "id": name, **body}

    @staticmethod
    def rule(world, path, _query, _body, _grant):
        name = path["ruleId"]
        if name not in world.rules:
            raise Refusal(404, "notFound", "Not Found")
        kind, value = name.split(":", 1)
        return {"kind": "calendar#aclRule", "etag": '"1"', "id": name, "role": world.rules[name],
                "scope": {"type": kind, "value": value}}

    @staticmethod
    def revoke(world, path, _query, _body, _grant):
        if world.rules.pop(path["ruleId"], None) is None:
            raise Refusal(404, "notFound", "Not Found")
        world.log("writes", "revoke", "rule")
        return None

    @staticmethod
    def setting(world, path, _query, _body, grant):
        if path["setting"] not in world.settings:
            raise Refusal(404, "notFound", "Not Found")
        return {"kind": "calendar#setting", "etag": '"1"', "id": path["setting"], "value": world.settings[path["setting"]]}

    @staticmethod
    def vacation(world, path, _query, _body, grant):
        if path["userId"] not in ["me", grant["user"]]:
            raise Refusal(403, "forbidden", "Delegation denied")
        return world.vacations.get(grant["user"], {"enableAutoReply": False})


def plain_conference(event):
    shown = copy.deepcopy(plain(event))
    shown.get("conferenceData", {}).get("createRequest", {}).pop("_code", None)
    return shown


ANSWERS = {
    "calendar.events.list": Calendar.list, "calendar.events.get": Calendar.get,
    "calendar.events.instances": Calendar.instances, "calendar.events.insert": Calendar.insert,
    "calendar.events.quickAdd": Calendar.quick_add, "calendar.events.patch": Calendar.patch,
    "calendar.events.delete": Calendar.delete, "calendar.events.watch": Calendar.watch,
    "calendar.channels.stop": Calendar.stop, "calendar.freebusy.query": Calendar.free_busy,
    "calendar.acl.get": Calendar.rule, "calendar.acl.insert": Calendar.grant, "calendar.acl.delete": Calendar.revoke,
    "calendar.settings.get": Calendar.setting, "gmail.users.settings.getVacation": Calendar.vacation,
}
NO_BODY = {"calendar.events.delete", "calendar.acl.delete", "calendar.channels.stop"}


class Google(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def token(self, body):
        """RFC 7523, and RFC 7515 for the signature."""
        form = dict(urllib.parse.parse_qsl(body.decode("ascii"), strict_parsing=True))
        if set(form) != {"grant_type", "assertion"}:
            raise violation("invalid_request", "form")
        parts = form["assertion"].split(".")
        header, claims, signature = [urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in parts]
        size = (self.world.modulus.bit_length() + 7) // 8
        message = pow(int.from_bytes(signature, "big"), 65537, self.world.modulus).to_bytes(size, "big")
        digest = SHA256 + hashlib.sha256(f"{parts[0]}.{parts[1]}".encode("ascii")).digest()
        if message != b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest:
            raise violation("invalid_grant", "signature")
        header, claims = json.loads(header), json.loads(claims)
        if header.get("alg") != "RS256" or "kid" not in header or not set(claims) <= {"iss", "sub", "aud", "exp", "iat", "scope"}:
            raise violation("invalid_grant", "header or claims")
        name = f"token{len(self.world.tokens)}"
        self.world.tokens[name] = {"scopes": set(claims["scope"].split(" ")), "user": claims.get("sub")}
        return {"access_token": name, "token_type": "Bearer", "expires_in": 3599}

    def call(self, verb, target, body):
        """What Google answers, and whether the reply gets lost: (status, JSON, is cut)."""
        path = target.path
        for method in METHODS:
            if verb != method.verb or not path.startswith(method.base):
                continue
            matched = method.pattern.match(path[len(method.base):])
            if matched:
                return self.answer(method, dict(zip(method.names, map(urllib.parse.unquote, matched.groups()))), target, body)
        raise violation("notFound", f"no method of the documents: {verb} {path}", 404)

    def answer(self, method, path, target, body):
        world = self.world
        grant = world.tokens.get((self.headers.get("Authorization") or "").removeprefix("Bearer "))
        if grant is None:
            raise Refusal(401, "authError", "Invalid Credentials")
        if not method.scopes & grant["scopes"]:
            raise violation("insufficientPermissions", f"{method.id}: {sorted(grant['scopes'])}", 403)
        pairs = urllib.parse.parse_qsl(target.query, keep_blank_values=True, strict_parsing=bool(target.query))
        query = {}
        for name, value in pairs:
            schema = method.parameters.get(name)
            if schema is None:
                raise violation("badRequest", f"{method.id}: unknown parameter {name}")
            check_text(value, schema, name)
            if name in query and not schema.get("repeated"):
                raise violation("badRequest", f"{method.id}: {name} twice")
            query[name] = value
        given = self.given(method, body)
        guard = self.headers.get("If-Match")
        if method.id in ["calendar.events.patch", "calendar.events.delete"]:
            if guard is None:
                raise violation("required", f"{method.id} without If-Match")
            if guard not in ["*", world.events.get(path["eventId"], {}).get("etag", guard)]:
                raise Refusal(412, "conditionNotMet", "Precondition Failed")
        fault = world.fault(method.id)
        if fault and not fault.get("effect"):
            raise Refusal(fault.get("status", 503), fault.get("reason", "backendError"))
        wanted = parse_fields(query["fields"]) if "fields" in query else {}
        if wanted and method.response:
            select({}, wanted, {"$ref": method.response}, method.schemas, method.response)
        made = ANSWERS[method.id](world, path, query, given, grant)
        if method.response:
            check_value(made, {"$ref": method.response}, method.schemas, "reply")
            made = select(made, wanted, {"$ref": method.response}, method.schemas, method.response)
        if fault:
            if fault.get("cut"):
                return 200, made, True
            raise Refusal(fault.get("status", 503), fault.get("reason", "backendError"))
        return (204 if method.id in NO_BODY else 200), made, False

    def given(self, method, body):
        if not method.request:
            if body:
                raise violation("badRequest", f"{method.id} takes no body")
            return None
        if not (self.headers.get("Content-Type") or "").startswith("application/json"):
            raise violation("parseError", f"{method.id}: no JSON")
        try:
            given = json.loads(body)
        except ValueError as error:
            raise violation("parseError", f"{method.id}: {error}") from error
        check_value(given, {"$ref": method.request}, method.schemas, method.request)
        return given

    def test(self, path, body):
        if path == "/test/event":
            self.world.put(json.loads(body))
        elif path == "/test/fault":
            self.world.faults.append(json.loads(body))
        elif path == "/test/vacation":
            self.world.vacations.update(json.loads(body))
        elif path == "/test/calm":
            self.world.faults.clear()
        return {"events": [plain_conference(e) for e in self.world.events.values()], "rules": self.world.rules,
                "channels": list(self.world.channels)}

    def serve(self):
        body = self.body()
        target = urllib.parse.urlsplit(self.path)
        is_cut = False
        with self.world.lock:
            try:
                if target.path.startswith("/test/"):
                    status, made = 200, self.test(target.path, body)
                elif target.path == "/token":
                    status, made = 200, self.token(body)
                else:
                    status, made, is_cut = self.call(self.command, target, body)
            except Refusal as refusal:
                status, made = refusal.status, refusal.body
                if refusal.is_ours:
                    self.world.log("violations", self.command, self.path, refusal)
            if not target.path.startswith("/test/"):
                self.world.log("requests", self.command, target.path, "cut" if is_cut else status)
        data = b"" if made is None else json.dumps(made).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:len(data) // 2] if is_cut else data)
        self.close_connection = is_cut

    do_GET = do_POST = do_PATCH = do_DELETE = serve


def serve(folder, zone="UTC"):
    Google.world = World(folder, zone)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Google)
    server.daemon_threads = True
    return server


def self_test(folder):
    """The refusals that a client must never meet, and those that it has to understand. Prints what is not so."""
    server = serve(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    world, root = Google.world, f"http://127.0.0.1:{server.server_port}"
    scope = "https://www.googleapis.com/auth/calendar.events"
    world.tokens = {"reader": {"scopes": {scope + ".readonly"}, "user": None}, "writer": {"scopes": {scope}, "user": None}}
    world.put({"id": "event", "start": {"dateTime": "2026-11-24T08:00:00Z"}, "end": {"dateTime": "2026-11-24T09:00:00Z"}})
    events = "/calendar/v3/calendars/room/events"

    def ask(verb, path, body=None, token="writer", etag=None):
        headers = {"Authorization": f"Bearer {token}"} | ({"If-Match": etag} if etag else {})
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(root + path, data=body and body.encode(), method=verb, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code

    cases = [
        (200, "GET", f"{events}?singleEvents=true&fields=items(id,start/dateTime)", None, {}),
        (400, "GET", f"{events}?single=true", None, {}), (400, "GET", f"{events}?singleEvents=yes", None, {}),
        (400, "GET", f"{events}?timeMin=2026-11-24", None, {}), (400, "GET", f"{events}?fields=items(nothing)", None, {}),
        (400, "GET", f"{events}?fields=items(id", None, {}), (400, "GET", f"{events}?maxResults=0", None, {}),
        (400, "GET", f"{events}?singleEvents=true&syncToken=sync-0&timeMin=2026-11-24T00:00:00Z", None, {}),
        (401, "GET", events, None, {"token": "none"}), (404, "GET", "/calendar/v3/nothing", None, {}),
        (403, "PATCH", f"{events}/event", "{}", {"token": "reader", "etag": '"1"'}),
        (400, "PATCH", f"{events}/event", "{}", {}), (412, "PATCH", f"{events}/event", "{}", {"etag": '"0"'}),
        (400, "PATCH", f"{events}/event", '{"sumary": "x"}', {"etag": '"1"'}),
        (400, "PATCH", f"{events}/event", '{"summary": 7}', {"etag": '"1"'}),
        (400, "PATCH", f"{events}/event", '{"start": {"dateTime": "today"}}', {"etag": '"1"'}),
        (400, "PATCH", f"{events}/event?conferenceDataVersion=2", "{}", {"etag": '"1"'}),
        (200, "PATCH", f"{events}/event", '{"summary": "x"}', {"etag": '"1"'}),
        (412, "DELETE", f"{events}/event", None, {"etag": '"1"'}), (404, "GET", f"{events}/other", None, {}),
        (400, "POST", events, '{"id": "x"}', {}), (400, "POST", f"{events}/quickAdd", None, {}),
        (204, "DELETE", f"{events}/event", None, {"etag": '"2"'}), (410, "DELETE", f"{events}/event", None, {"etag": '"3"'}),
    ]
    wrong = 0
    for expected, verb, path, body, more in cases:
        status = ask(verb, path, body, **more)
        if status != expected:
            wrong += 1
            print(f"{verb} {path} {body}: {status}, not {expected}")
    print("self-test:", "good" if wrong == 0 else f"{wrong} wrong")
    return 1 if wrong else 0


def ask(port, path, body=None):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data=body and body.encode(), timeout=10) as reply:
        print(reply.read().decode())


if __name__ == "__main__":
    if sys.argv[1] == "--ask":
        sys.exit(ask(*sys.argv[2:]))
    if sys.argv[1] == "--self-test":
        sys.exit(self_test(sys.argv[2]))
    server = serve(*sys.argv[1:])
    print(server.server_port, flush=True)
    server.serve_forever()
