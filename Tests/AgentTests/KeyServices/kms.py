# SPDX-License-Identifier: Apache-2.0
"""Cloud KMS as far as wrapping goes, written from Google's reference and held against its discovery document: a field that the
document does not name, or of another type, is refused, and so is an answer of this file's own that has one.

What it does beside that stands in the file `kms` of the folder: a word of `Service.moods`, or nothing. Google lets one leave
out `additionalAuthenticatedData`; this does not, because the window's paper has the data key bound to its room. What was sent
last to be encrypted goes into the files `kms.bound` (the additional data) and `kms.seen` (the data key).
"""
import base64
import binascii
import json
import os
import pathlib
import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CONTRACT = json.loads(
    (pathlib.Path(__file__).parents[2] / "GoogleTests/Contract/cloudkms.v1.extract.json").read_text(encoding="utf-8"))


class Refusal(Exception):
    def __init__(self, code, status, reason=None):
        super().__init__(status)
        details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
        self.code, self.body = code, {"error": {"code": code, "message": "refused", "status": status, "details": details}}


def crc32c(data):
    """RFC 3720, appendix B.4, bit by bit."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def read(message, schema):
    """The fields of a message, bytes decoded, or what Google says of one that the schema does not have."""
    fields = {}
    for name, value in message.items():
        known = CONTRACT["schemas"][schema]["properties"].get(name)
        if known is None or not isinstance(value, {"string": str, "boolean": bool}[known["type"]]):
            raise Refusal(400, "INVALID_ARGUMENT")
        fields[name] = value
        if known.get("format") == "byte":
            try:
                fields[name] = base64.b64decode(value, validate=True)
            except binascii.Error as failure:
                raise Refusal(400, "INVALID_ARGUMENT") from failure
        if known.get("format") == "int64":
            fields[name] = int(value)
    return fields


class Service:
    # What each says, by Google's table of errors and https://cloud.google.com/kms/docs/reference/rest.
    moods = {
        "denied": Refusal(403, "PERMISSION_DENIED"), "off": Refusal(403, "PERMISSION_DENIED", "SERVICE_DISABLED"),
        "gone": Refusal(404, "NOT_FOUND"), "disabled": Refusal(400, "FAILED_PRECONDITION"),
        "busy": Refusal(429, "RESOURCE_EXHAUSTED"), "trouble": Refusal(503, "UNAVAILABLE"),
        "token": Refusal(401, "UNAUTHENTICATED"),
    }

    def __init__(self, folder):
        self.folder, self.versions = folder, [AESGCM.generate_key(256)]

    def mood(self):
        path = f"{self.folder}/kms"
        return open(path, encoding="ascii").read().strip() if os.path.exists(path) else ""

    def answer(self, path, authorization, body):
        """Status and message; the message is text where it is not JSON."""
        mood = self.mood()
        if mood == "html":
            return 200, "<html>log in</html>"
        if authorization not in ["Bearer kms", "Bearer user"]:
            raise Refusal(401, "UNAUTHENTICATED")
        if mood in self.moods:
            raise self.moods[mood]
        name, _, verb = path.removeprefix("/v1/").rpartition(":")
        method = CONTRACT["methods"].get(verb)
        if not path.startswith("/v1/") or method is None or not re.match(method["parameters"]["name"]["pattern"], name):
            raise Refusal(404, "NOT_FOUND")
        fields = read(json.loads(body), method["request"]["$ref"])
        for field, data in list(fields.items()):
            if isinstance(data, bytes) and fields.get(f"{field}Crc32c", crc32c(data)) != crc32c(data):
                raise Refusal(400, "INVALID_ARGUMENT")
        answer = (self.encrypt if verb == "encrypt" else self.decrypt)(fields, name, mood)
        read(answer, method["response"]["$ref"])
        return 200, answer

    def encrypt(self, fields, name, mood):
        if not fields.get("additionalAuthenticatedData"):
            raise Refusal(400, "INVALID_ARGUMENT")
        for file, field in [("kms.bound", "additionalAuthenticatedData"), ("kms.seen", "plaintext")]:
            pathlib.Path(self.folder, file).write_bytes(fields[field])
        nonce, number = secrets.token_bytes(12), len(self.versions)
        sealed = AESGCM(self.versions[-1]).encrypt(nonce, fields["plaintext"], fields.get("additionalAuthenticatedData"))
        sealed = bytes([number]) + nonce + sealed
        answer = {
            "name": f"{name}/cryptoKeyVersions/{number}", "protectionLevel": "SOFTWARE",
            "ciphertext": base64.b64encode(sealed).decode(), "ciphertextCrc32c": str(crc32c(sealed) ^ (mood == "crc")),
        }
        for field in ["plaintext", "additionalAuthenticatedData"]:
            if f"{field}Crc32c" in fields and mood != "unverified":
                answer[f"verified{field[0].upper()}{field[1:]}Crc32c"] = True
        if mood == "strange":
            answer["name"] = answer["name"].replace("cryptoKeys/", "cryptoKeys/x")
        return answer

    def decrypt(self, fields, _, mood):
        sealed = fields["ciphertext"]
        if not 1 <= sealed[0] <= len(self.versions) or mood == "other":
            raise Refusal(400, "INVALID_ARGUMENT")
        try:
            plain = AESGCM(self.versions[sealed[0] - 1]).decrypt(
                sealed[1:13], sealed[13:], fields.get("additionalAuthenticatedData"))
        except InvalidTag as failure:
            raise Refusal(400, "INVALID_ARGUMENT") from failure
        if mood == "swapped":
            plain = secrets.token_bytes(len(plain))
        answer = {
            "plaintext": base64.b64encode(plain).decode(), "plaintextCrc32c": str(crc32c(plain) ^ (mood == "crc")),
            "protectionLevel": "SOFTWARE",
        }
        return answer | ({"usedPrimary": True} if sealed[0] == len(self.versions) else {})
