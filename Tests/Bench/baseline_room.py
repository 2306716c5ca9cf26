#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What one would write instead of the agent: a Python loop over a serial button, a text display and a SQLite window.

Reads the meetings from DATABASE (as baseline_sync.py left them), draws the current one on the terminal DISPLAY, and starts
COMMAND when a line DOWN comes from the terminal BUTTON. Usage: baseline_room.py DATABASE DISPLAY BUTTON COMMAND...
"""
import datetime
import json
import os
import select
import sqlite3
import subprocess
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def instant(value):
    if "dateTime" in value:
        return datetime.datetime.fromisoformat(value["dateTime"].replace("Z", "+00:00"))
    return datetime.datetime.fromisoformat(value["date"] + "T00:00:00+00:00")


def main():
    database, display_path, button_path, *command = sys.argv[1:]
    db = sqlite3.connect(database)
    now = datetime.datetime.now(datetime.timezone.utc)
    with open(database + ".key", "rb") as file:
        seal = AESGCM(file.read())
    events = [json.loads(seal.decrypt(box[:12], box[12:], name.encode()))
              for name, box in db.execute("SELECT id, box FROM events")]
    meetings = [(instant(e["start"]), instant(e["end"]), e.get("summary", ""), e) for e in events]
    current = [m for m in meetings if m[0] <= now < m[1]]
    display = os.open(display_path, os.O_RDWR | os.O_NOCTTY)
    button = os.open(button_path, os.O_RDWR | os.O_NOCTTY)
    title = current[0][2] if current else "Free"
    os.write(display, f"\x1b[2J\x1b[H{title}\r\nPress to join".encode())
    buffer = b""
    while True:
        select.select([button], [], [])
        buffer += os.read(button, 256)
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            if line.strip() == b"DOWN":
                subprocess.Popen(command)


if __name__ == "__main__":
    main()
