# SPDX-License-Identifier: Apache-2.0
"""A meeting's web server: meeting.py CERTIFICATE KEY LOG

Every page is green all over, asks for camera and microphone, and reports: LOG gets a line for each request.
"""
import http.server
import ssl
import sys

PAGE = b"""<!doctype html><meta charset="utf-8"><title>meeting</title><body style="background:#00aa00"><script>
navigator.mediaDevices.getUserMedia({audio: true, video: true}).then(
    stream => report("granted " + stream.getTracks().length), error => report("refused " + error.name))
function report(text) { fetch("/report?" + encodeURIComponent(innerWidth + "x" + innerHeight + " " + text)) }
</script>"""


class Meeting(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(sys.argv[3], "a") as log:
            print(self.headers.get("Host"), self.path, file=log)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Meeting)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
