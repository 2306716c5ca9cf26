# SPDX-License-Identifier: Apache-2.0
"""Google's own library signs in with a credential file, and reads the calendar as the agent's `check` does.

sign_in.py PORT FILE [USER]: the hosts of googleapis.com are those of a stand-in at a port of this machine, and no
other is reached. USER is whom the account acts for. Prints the status of the calendar's answer.
"""
import socket
import sys
import warnings

warnings.simplefilter("ignore")

import google.auth
import urllib3.util.connection
from google.auth import impersonated_credentials
from google.auth.transport.requests import AuthorizedSession

PORT, FILE, USER = int(sys.argv[1]), sys.argv[2], (sys.argv[3:] or [None])[0]
CALENDAR = "https://www.googleapis.com/auth/calendar.events.readonly"
CLOUD = "https://www.googleapis.com/auth/cloud-platform"


def connect(address, *_, **__):
    host = address[0].strip("[]")
    if not host.endswith(".googleapis.com") and address != ("127.0.0.1", PORT):
        raise OSError(f"{address} is not the stand-in")
    return socket.create_connection(("127.0.0.1", PORT), timeout=20)


urllib3.util.connection.create_connection = connect

scopes = [CLOUD if USER else CALENDAR]
credentials, _ = google.auth.load_credentials_from_file(FILE)
if hasattr(credentials, "refresh_token"):
    # A user's token has the scopes that the user agreed to.
    scopes = None
if scopes:
    credentials = google.auth.credentials.with_scopes_if_required(credentials, scopes)
if USER:
    credentials = impersonated_credentials.Credentials(
        credentials, credentials.service_account_email, [CALENDAR], subject=USER)
answer = AuthorizedSession(credentials).get(
    "https://www.googleapis.com/calendar/v3/calendars/c_1%40resource.calendar.google.com/events", timeout=20)
print(answer.status_code, answer.json().get("accessRole"))
