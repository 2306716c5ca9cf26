#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vault's and OpenBao's Transit engine over TLS, written from their API papers and the fields that their sources name
(builtin/logical/transit): vault.py FOLDER. Prints its port; a line for each request goes into `vault.requests`.

Takes the token in FOLDER/vault.valid, in the namespace facilities/rooms where FOLDER/vault.namespace is there; a client
certificate that vault-ca.pem signed signs in, too. Its mood stands in FOLDER/vault: a word of MOODS, `html`, `slow`, `other`,
`strange` or `swapped`, or nothing. POST /rotate makes a new version of the key. The last data key that it wrapped goes into `vault.seen`.
"""
import base64
import http.server
import json
import os
import secrets
import ssl
import sys
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = sys.argv[1]
LOG = open(f"{FOLDER}/vault.requests", "w", buffering=1, encoding="utf-8")
VERSIONS = [AESGCM.generate_key(256)]
SIGNED_IN = set()
# Fields that each path knows: rewrap has no associated_data.
FIELDS = {
    "encrypt": {"plaintext", "context", "key_version", "nonce", "associated_data", "type", "convergent_encryption"},
    "decrypt": {"ciphertext", "context", "nonce", "associated_data"},
    "rewrap": {"ciphertext", "context", "key_version", "nonce"},
}
MOODS = {
    "denied": (403, "1 error occurred:\n\t* permission denied\n\n"), "gone": (404, "no handler for route"),
    "no-key": (400, "encryption key not found"), "sealed": (503, "Vault is sealed"), "standby": (473, ""),
    "old": (400, "ciphertext or signature version is disallowed by policy (too old)"), "busy": (429, "rate limit"),
    "internal": (500, "1 error occurred:\n\t* cipher: message authentication failed\n\n"), "trouble": (502, ""),
    "elsewhere": (307, ""),
}


class Refusal(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status, self.text = status, text


def text_of(path):
    return open(f"{FOLDER}/{path}", encoding="ascii").read().strip() if os.path.exists(f"{FOLDER}/{path}") else ""


def encrypt(plain):
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(VERSIONS[-1]).encrypt(nonce, plain, None)
    number = "1" * 999 if text_of("vault") == "strange" else len(VERSIONS)
    return {"ciphertext": f"vault:v{number}:{base64.b64encode(sealed).decode()}", "key_version": len(VERSIONS)}


def decrypt(text):
    prefix, version, sealed = text.split(":")
    number = int(version[1:])
    if prefix != "vault" or not 1 <= number <= len(VERSIONS):
        raise Refusal(400, "invalid ciphertext: version is too new")
    sealed = base64.b64decode(sealed, validate=True)
    try:
        return AESGCM(VERSIONS[number - 1]).decrypt(sealed[:12], sealed[12:], None)
    except InvalidTag as failure:
        raise Refusal(400, "cipher: message authentication failed") from failure


class Vault(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def operate(self, verb, body):
        if self.headers["X-Vault-Token"] not in SIGNED_IN | {text_of("vault.valid") or "none"}:
            raise Refusal(403, "1 error occurred:\n\t* permission denied\n\n")
        if verb == "renew-self":
            return {"auth": {"client_token": self.headers["X-Vault-Token"], "lease_duration": 2764800, "renewable": True}}
        if not set(body) <= FIELDS[verb]:
            raise Refusal(400, "unknown field")
        if verb == "encrypt":
            plain = base64.b64decode(body["plaintext"], validate=True)
            with open(f"{FOLDER}/vault.seen", "wb") as file:
                file.write(plain[:32])
            data = encrypt(plain)
        else:
            plain = decrypt(body["ciphertext"])
            if text_of("vault") == "other":
                raise Refusal(400, "invalid ciphertext: unable to decrypt")
            if text_of("vault") == "swapped":
                plain = bytes(32) + plain[32:]
            data = {"plaintext": base64.b64encode(plain).decode()} if verb == "decrypt" else encrypt(plain)
        return {"request_id": "1", "lease_id": "", "renewable": False, "lease_duration": 0, "data": data}

    def log_in(self):
        if not self.connection.getpeercert(True):
            raise Refusal(400, "missing client token")
        SIGNED_IN.add(token := secrets.token_hex(8))
        return {"auth": {"client_token": token, "lease_duration": 3600, "renewable": True}, "data": None}

    def answer(self, body):
        mood = text_of("vault")
        if mood == "slow":
            time.sleep(12)
        if mood in MOODS:
            raise Refusal(*MOODS[mood])
        if self.headers["X-Vault-Request"] != "true" or not self.path.startswith("/v1/"):
            raise Refusal(404, "no handler for route")
        if os.path.exists(f"{FOLDER}/vault.namespace") and self.headers["X-Vault-Namespace"] != "facilities/rooms":
            raise Refusal(403, "1 error occurred:\n\t* permission denied\n\n")
        words = self.path[4:].split("/")
        if words == ["auth", "cert", "login"]:
            return self.log_in()
        if words == ["auth", "token", "renew-self"]:
            return self.operate("renew-self", body)
        if len(words) != 3 or words[0] != "transit" or words[1] not in FIELDS or words[2] != "rooms":
            raise Refusal(404, "no handler for route")
        return self.operate(words[1], body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/rotate":
            VERSIONS.append(AESGCM.generate_key(256))
            return self.reply(204, b"")
        try:
            status, data = 200, self.answer(json.loads(body))
        except Refusal as refusal:
            status, data = refusal.status, {"errors": [refusal.text] if refusal.text else []}
        print(self.command, self.path, status, file=LOG)
        html = text_of("vault") == "html"
        return self.reply(status, b"<html>log in</html>" if html else json.dumps(data).encode())

    def reply(self, status, data):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(data)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vault)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{FOLDER}/vault.pem", f"{FOLDER}/vault.key")
context.load_verify_locations(f"{FOLDER}/vault-ca.pem")
context.verify_mode = ssl.CERT_OPTIONAL
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
