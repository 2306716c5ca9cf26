#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What one would write instead of the agent's sync: Google's own client library and sqlite3.

Does what the agent's full sync does: a service account's token, events.list with pages and the same window, rows and sync
token into one SQLite transaction. Usage: baseline_sync.py KEY_FILE API_ROOT CALENDAR DATABASE
"""
import datetime
import json
import sqlite3
import sys

from google.oauth2 import service_account
from googleapiclient import discovery

SCOPES = ["https://www.googleapis.com/auth/calendar.events.readonly"]


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
    db.execute("CREATE TABLE events(id TEXT PRIMARY KEY, start TEXT, end TEXT, title TEXT, body TEXT)")
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
            db.execute(
                "INSERT OR REPLACE INTO events VALUES(?,?,?,?,?)",
                (event["id"], json.dumps(event["start"]), json.dumps(event["end"]), event.get("summary", ""),
                 json.dumps(event)))
        page = reply.get("nextPageToken")
        if not page:
            db.execute("INSERT INTO cursor VALUES(?)", (reply["nextSyncToken"],))
            db.commit()
            break
    print(count)


if __name__ == "__main__":
    main()
