# SPDX-License-Identifier: Apache-2.0
"""A small web server for the client's tests: server.py [CERTIFICATE KEY [CLIENTS]]. Prints its port. With a certificate it speaks TLS;
with CLIENTS, certificates in one file, it takes nobody else's."""
import gzip, http.server, itertools, socket, ssl, sys, threading, time

connections = itertools.count(1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.number = next(connections)

    def log_message(self, *words):
        pass

    def reply(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self):
        """As a proxy: the host's name says what it does. It opens no tunnel."""
        self.close_connection = True
        if self.path.startswith("password."):
            self.reply(b"who are you?", 407, [("Proxy-Authenticate", 'Basic realm="x"')])
        elif self.path.startswith("forbidden."):
            self.reply(b"no", 403)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(self.headers.get("Content-Type", "none").encode() + b" " + body)

    def do_PATCH(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(f"{self.command} {self.headers.get('If-Match', 'none')} ".encode() + body)

    do_REPORT = do_PATCH

    def do_DELETE(self):
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        if self.path == "/connection":
            self.reply(str(self.number).encode())
        elif self.path == "/client":
            self.reply(dict(field[0] for field in self.connection.getpeercert()["subject"])["commonName"].encode())
        elif self.path == "/headers":
            self.reply("\n".join(f"{name.lower()}: {value}" for name, value in self.headers.items()).encode())
        elif self.path == "/gzip":
            assert "gzip" in self.headers["Accept-Encoding"]
            self.reply(gzip.compress(b"x" * 100000), headers=[("Content-Encoding", "gzip")])
        elif self.path == "/bomb":
            self.reply(gzip.compress(b"\0" * 50_000_000, 1), headers=[("Content-Encoding", "gzip")])
        elif self.path == "/large":
            self.reply(b"y" * 2_000_000)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"z" * 65536)
            except OSError:
                self.close_connection = True
        elif self.path == "/redirect":
            self.reply(b"", 302, [("Location", "/connection")])
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
        elif self.path == "/noise":
            self.wfile.write(b"\0\1\2 this is no HTTP\r\n\r\n")
            self.close_connection = True
        elif self.path == "/silence":
            time.sleep(30)
        elif self.path == "/close":
            self.reply(b"bye", headers=[("Connection", "close")])
        elif self.path == "/lines":
            self.reply(b"", 503, [("Retry-After", "7"), ("X-Two", "a"), ("x-two", "b")])
        else:
            self.reply(b"nothing here", 404)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    if len(sys.argv) > 3:
        context.load_verify_locations(sys.argv[3])
        context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
