#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks: prints its port, checks each signature as Standard Webhooks have it, and prints a line for each.

webhook.py KEY REFUSALS: the first REFUSALS messages are answered with 503.
"""
import base64
import hashlib
import hmac
import http.server
import json
import sys
import time


class Receiver(http.server.BaseHTTPRequestHandler):
    refusals = int(sys.argv[2])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        name, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        code = hmac.new(sys.argv[1].encode(), f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
        is_signed = hmac.compare_digest(self.headers["webhook-signature"], "v1," + base64.b64encode(code).decode())
        is_fresh = abs(time.time() - int(stamp)) < 300
        message = json.loads(body)
        status = 204
        if Receiver.refusals > 0:
            Receiver.refusals -= 1
            status = 503
        words = [status, name == message["id"] and is_signed and is_fresh, name, message["event"], message["person"],
                 message["number"], message["until"]]
        print(*words, flush=True)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
