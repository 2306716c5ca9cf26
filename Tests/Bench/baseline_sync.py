#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What one would write instead of the agent's sync: Google's own client library and sqlite3.

Does what the agent's full sync does: a service account's token, events.list with pages and the same window, a look for the join
link (one regular expression), rows sealed with AES-GCM and the sync token in one SQLite transaction. Usage: baseline_sync.py KEY_FILE API_ROOT CALENDAR DATABASE
"""
import datetime
import html
import json
import os
import re
import sqlite3
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.oauth2 import service_account
from googleapiclient import discovery

SCOPES = ["https://www.googleapis.com/auth/calendar.events.readonly"]
LINK = re.compile(
    r"https://(?:[\w.-]+\.)?(?:zoom\.us/(?:j|my)/|meet\.google\.com/|teams\.microsoft\.com/(?:l/meetup-join|meet)/|webex\.com/|"
    r"whereby\.com/|meet\.jit\.si/|gotomeeting\.com/join/)[^\s<>\"']+")


def join_link(event):
    for text in (event.get("hangoutLink", ""), event.get("location", ""), event.get("description", "")):
        found = LINK.search(html.unescape(text))
        if found:
            return found.group()
    return ""


def main():
    key_file, api_root, calendar, database = sys.argv[1:5]
    # Google's library always signs for Google's own address, which the simulated Google is not.
    with open(key_file) as file:
        service_account._GOOGLE_OAUTH2_TOKEN_ENDPOINT = json.load(file)["token_uri"]
    credentials = service_account.Credentials.from_service_account_file(key_file, scopes=SCOPES)
    service = discovery.build(
        "calendar", "v3", credentials=credentials, static_discovery=True, cache_discovery=False,
        client_options={"api_endpoint": f"{api_root}/calendar/v3/"})
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    stamp = "%Y-%m-%dT%H:%M:%SZ"
    db = sqlite3.connect(database)
    db.execute("PRAGMA journal_mode=WAL")
    with open(database + ".key", "wb") as file:
        file.write(os.urandom(32))
    with open(database + ".key", "rb") as file:
        seal = AESGCM(file.read())
    db.execute("CREATE TABLE events(id TEXT PRIMARY KEY, box BLOB)")
    db.execute("CREATE TABLE cursor(token TEXT)")
    page, count = None, 0
    while True:
        reply = service.events().list(
            calendarId=calendar, singleEvents=True, maxResults=250, pageToken=page,
            timeMin=(now - datetime.timedelta(days=7)).strftime(stamp),
            timeMax=(now + datetime.timedelta(days=31)).strftime(stamp)).execute()
        for event in reply.get("items", []):
            if event.get("status") == "cancelled":
                continue
            count += 1
            nonce = os.urandom(12)
            row = json.dumps(dict(event, join=join_link(event))).encode()
            db.execute(
                "INSERT OR REPLACE INTO events VALUES(?,?)",
                (event["id"], nonce + seal.encrypt(nonce, row, event["id"].encode())))
        page = reply.get("nextPageToken")
        if not page:
            db.execute("INSERT INTO cursor VALUES(?)", (reply["nextSyncToken"],))
            db.commit()
            break
    print(count)


if __name__ == "__main__":
    main()
