#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Google's Security Token Service, IAM credentials, token endpoint and Calendar over TLS, as far as signing in needs them.

It is written from Google's reference alone and shares nothing with the agent or its simulated cloud: it refuses what the
reference does not name. It takes a folder (server.pem, server.key, ca.pem), prints its port, and writes a line for each
request into `requests`, and the names of what it said into `fields`. The public key of the service account, by which
a JWT is verified, is account.pub.
"""
import base64
import hashlib
import http.client
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
from KeyServices import kms

FOLDER = sys.argv[1]
KMS = kms.Service(FOLDER)
AUDIENCE = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/rooms/providers/ca"
ACCOUNT = "room-aalto@project.iam.gserviceaccount.com"
ACCOUNT_PATH = f"/v1/projects/-/serviceAccounts/{ACCOUNT}"
TOKEN_TYPE = "urn:ietf:params:oauth:token-type:"
CALENDAR = "/calendar/v3"
EVENTS, CHANNELS, CHANGES = [], {}, []
LOG = open(f"{FOLDER}/requests", "w", buffering=1, encoding="utf-8")
FIELDS = open(f"{FOLDER}/fields", "w", buffering=1, encoding="utf-8")
SCOPE = "https://www.googleapis.com/auth/calendar.events.readonly"
KMS_SCOPE = "https://www.googleapis.com/auth/cloudkms"
# Either lets a token ask IAM (https://developers.google.com/identity/protocols/oauth2/scopes, IAM): the agent asks for
# the first, which is the one in IAM's discovery document, google-auth for the second.
CLOUD = ["https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/iam"]
# What DER puts before the 32 bytes of a SHA-256 digest (RFC 8017, section 9.2, note 1).
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def account_modulus():
    words = ["openssl", "rsa", "-pubin", "-in", f"{FOLDER}/account.pub", "-noout", "-modulus"]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("=")[1], 16)


class Refusal(Exception):
    def __init__(self, status, body):
        super().__init__(status)
        self.status, self.body = status, body


def refuse(error):
    raise Refusal(400, {"error": error, "error_description": "refused"})


def form_of(body, names):
    pairs = urllib.parse.parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    form = dict(pairs)
    if len(pairs) != len(form) or set(form) != set(names):
        refuse("invalid_request")
    return form


def json_of(body, names, needed):
    value = json.loads(body)
    if not isinstance(value, dict) or not set(needed) <= set(value) <= set(names):
        raise Refusal(400, {"error": {"code": 400, "message": "unknown name", "status": "INVALID_ARGUMENT"}})
    return value


def part_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(assertion):
    """What the service account signed (RFC 7515 section 3.1, RFC 8017 section 8.2.2), if it did."""
    parts = assertion.split(".")
    if len(parts) != 3:
        refuse("invalid_grant")
    header, claims = json.loads(part_of(parts[0])), json.loads(part_of(parts[1]))
    digest = SHA256 + hashlib.sha256(f"{parts[0]}.{parts[1]}".encode("ascii")).digest()
    modulus = account_modulus()
    size = (modulus.bit_length() + 7) // 8
    message = pow(int.from_bytes(part_of(parts[2]), "big"), 65537, modulus).to_bytes(size, "big")
    if header.get("alg") != "RS256" or message != b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest:
        refuse("invalid_grant")
    return claims


def check_claims(claims):
    if claims["iss"] != ACCOUNT or not claims["aud"].endswith("/token") or claims["exp"] - claims["iat"] > 3600:
        refuse("invalid_grant")
    if claims["scope"] not in [SCOPE, KMS_SCOPE] or abs(time.time() - claims["iat"]) > 300:
        refuse("invalid_scope")


def notify(name, state):
    """Posts a notice as Google does: headers, and no body."""
    channel = CHANNELS[name]
    channel["number"] += 1
    headers = {
        "X-Goog-Channel-ID": name, "X-Goog-Channel-Token": channel.get("token", ""), "X-Goog-Resource-State": state,
        "X-Goog-Resource-ID": "resource", "X-Goog-Message-Number": str(channel["number"]),
    }
    trust = ssl.create_default_context(cafile=f"{FOLDER}/ca.pem")
    request = urllib.request.Request(channel["address"], data=b"", headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, context=trust, timeout=10) as reply:
            print("NOTICE", state, reply.status, file=LOG)
    except OSError as failure:
        print("NOTICE", state, failure, file=LOG)


class Google(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def bearer(self, token):
        if self.headers["Authorization"] != f"Bearer {token}":
            raise Refusal(401, {"error": {"code": 401, "status": "UNAUTHENTICATED", "errors": [{"reason": "authError"}]}})

    def tell(self, names):
        print(self.path.split("/")[-1], *sorted(names), file=FIELDS)

    def exchange(self, body):
        form = form_of(body, ["grant_type", "audience", "scope", "requested_token_type", "subject_token", "subject_token_type"])
        self.tell(form)
        if form["scope"] not in CLOUD:
            refuse("invalid_scope")
        if form["grant_type"] != "urn:ietf:params:oauth:grant-type:token-exchange":
            refuse("unsupported_grant_type")
        if form["requested_token_type"] != TOKEN_TYPE + "access_token" or form["subject_token_type"] != TOKEN_TYPE + "mtls":
            refuse("invalid_request")
        if form["audience"] != AUDIENCE:
            refuse("invalid_target")
        shown = self.connection.getpeercert(True)
        if not shown or base64.b64decode(json.loads(form["subject_token"])[0], validate=True) != shown:
            refuse("invalid_grant")
        return {
            "access_token": "federated", "issued_token_type": TOKEN_TYPE + "access_token", "token_type": "Bearer",
            "expires_in": 3599,
        }

    def impersonate(self, body):
        self.bearer("federated")
        request = json_of(body, ["scope", "lifetime", "delegates"], ["scope"])
        self.tell(name for name in request if request[name] is not None)
        if request["scope"] not in [[scope] for scope in [SCOPE, KMS_SCOPE, *CLOUD]]:
            raise Refusal(400, {"error": {"code": 400, "status": "INVALID_ARGUMENT"}})
        end = datetime.now(timezone.utc) + timedelta(seconds=int(request.get("lifetime", "3600s")[:-1]))
        token = "kms" if request["scope"] == [KMS_SCOPE] else "impersonated"
        return {"accessToken": token, "expireTime": end.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def sign(self, body):
        self.bearer("impersonated")
        claims = json.loads(json_of(body, ["payload", "delegates"], ["payload"])["payload"])
        self.tell(claims)
        check_claims(claims)
        return {"keyId": "1", "signedJwt": f"signed.for.{claims['sub'].replace('@', '-at-')}"}

    def token(self, body):
        if b"refresh_token" in body:
            form = form_of(body, ["grant_type", "client_id", "client_secret", "refresh_token"])
            self.tell(form)
            if (form["grant_type"], form["refresh_token"]) != ("refresh_token", "refresh"):
                refuse("invalid_grant")
            return {"access_token": "user", "token_type": "Bearer", "expires_in": 3599, "scope": "calendar"}
        form = form_of(body, ["grant_type", "assertion"])
        if form["grant_type"] != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            refuse("unsupported_grant_type")
        self.tell(form)
        if form["assertion"].startswith("signed.for."):
            return {"access_token": form["assertion"], "token_type": "Bearer", "expires_in": 3599}
        claims = claims_of(form["assertion"])
        self.tell(claims)
        check_claims(claims)
        return {"access_token": "kms" if claims["scope"] == KMS_SCOPE else "key", "token_type": "Bearer", "expires_in": 3599}

    def events(self):
        if os.path.exists(f"{FOLDER}/calendar.down"):
            raise Refusal(503, {"error": {"code": 503, "status": "UNAVAILABLE"}})
        if self.headers["Authorization"] not in [
            "Bearer impersonated", "Bearer user", "Bearer key", "Bearer signed.for.anna-at-example.com",
        ]:
            self.bearer("impersonated")
        return {"kind": "calendar#events", "timeZone": "UTC", "accessRole": "reader", "nextSyncToken": "s", "items": EVENTS}

    def watch(self, body):
        channel = json_of(body, ["id", "type", "address", "token", "params"], ["id", "type", "address"])
        if channel["type"] != "web_hook" or not channel["address"].startswith("https://") or channel["id"] in CHANNELS:
            raise Refusal(400, {"error": {"code": 400, "errors": [{"reason": "invalid"}]}})
        CHANNELS[channel["id"]] = dict(channel, number=0)
        threading.Thread(target=notify, args=(channel["id"], "sync")).start()
        end = datetime.now(timezone.utc) + timedelta(seconds=int(channel["params"]["ttl"]))
        return {
            "kind": "api#channel", "id": channel["id"], "resourceId": "resource", "token": channel.get("token"),
            "expiration": str(int(end.timestamp() * 1000)),
        }

    def stop(self, body):
        if CHANNELS.pop(json_of(body, ["id", "resourceId"], ["id", "resourceId"])["id"], None) is None:
            self.missing()
        return {}

    def change(self, body):
        """Somebody books the room from now on for half an hour; the body is the title, or fields of the event in JSON."""
        now = datetime.now(timezone.utc)
        ends = {"start": now - timedelta(minutes=1), "end": now + timedelta(minutes=30)}
        times = {name: {"dateTime": at.strftime("%Y-%m-%dT%H:%M:%SZ")} for name, at in ends.items()}
        fields = json.loads(body) if body.startswith(b"{") else {"summary": body.decode()}
        EVENTS[:] = [{"id": "e", "etag": f'"{len(CHANGES)}"', "status": "confirmed", **times, **fields}]
        CHANGES.append(body)
        for name in list(CHANNELS):
            notify(name, "exists")
        return {}

    def hand_on(self):
        """As the site's proxy: TLS ends here, and the device gets the same in plain HTTP."""
        with open(f"{FOLDER}/proxy", encoding="ascii") as file:
            device = http.client.HTTPConnection("127.0.0.1", int(file.read()), timeout=10)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ["host", "connection"]}
        device.request(self.command, self.path, headers=headers)
        reply = device.getresponse()
        self.send_response(reply.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        if self.path.startswith("/push/"):
            return self.hand_on()
        path = urllib.parse.urlsplit(self.path).path
        self.reply(path, lambda: self.events() if path.endswith("/events") else self.missing())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/push/"):
            return self.hand_on()
        answers = {
            "/v1/token": self.exchange, f"{ACCOUNT_PATH}:generateAccessToken": self.impersonate,
            f"{ACCOUNT_PATH}:signJwt": self.sign, "/token": self.token, "/change": self.change,
            f"{CALENDAR}/calendars/c_1%40resource.calendar.google.com/events/watch": self.watch,
            f"{CALENDAR}/channels/stop": self.stop,
        }
        if self.path == "/rotate":
            KMS.versions.append(kms.AESGCM.generate_key(256))
            return self.reply(self.path, lambda: {})
        if ":encrypt" in self.path or ":decrypt" in self.path:
            return self.reply(self.path, lambda: self.kms(body))
        path = urllib.parse.urlsplit(self.path).path
        return self.reply(path, lambda: answers[path](body) if path in answers else self.missing())

    def kms(self, body):
        try:
            return KMS.answer(self.path, self.headers["Authorization"], body)[1]
        except kms.Refusal as refusal:
            raise Refusal(refusal.code, refusal.body) from refusal

    def missing(self):
        raise Refusal(404, {"error": {"code": 404, "status": "NOT_FOUND"}})

    def reply(self, path, make):
        try:
            status, body = 200, make()
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        shown = self.connection.getpeercert(True) is not None
        print(self.command, path, "with a certificate" if shown else "without", status, file=LOG)
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Google)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{FOLDER}/server.pem", f"{FOLDER}/server.key")
context.load_verify_locations(f"{FOLDER}/ca.pem")
context.verify_mode = ssl.CERT_OPTIONAL
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
