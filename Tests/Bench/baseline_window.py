# SPDX-License-Identifier: Apache-2.0
"""A window of meetings in SQLCipher with its defaults, and with a key of 32 bytes, so that no passphrase is stretched.

baseline_window.py write|load|change|later DATABASE ROWS [passphrase]: prints CPU seconds, seconds of the clock and the file's bytes, as the agent's
side does. ROWS has a meeting in JSON in each line. What a start needs and what is looked at rarely are tables of their own, as
the agent has them, and the interpreter's own start counts for nothing.
"""
import json
import os
import sys
import time

from sqlcipher3 import dbapi2 as sqlcipher

VERB, DATABASE, ROWS = sys.argv[1:4]
# SQLCipher's own default is a passphrase, which it stretches by 256,000 rounds of PBKDF2.
HAS_PASSPHRASE = sys.argv[4:] == ["passphrase"]
HEAD = ("id", "title", "organizer", "start", "end", "answer", "joins")
BODY = ("id", "etag", "series", "agenda", "people")
KEY = bytes(range(32)).hex()
# Printed is what one of them takes.
LATER_CHANGES = 10


def opened():
    database = sqlcipher.connect(DATABASE)
    database.execute("PRAGMA key = 'a passphrase'" if HAS_PASSPHRASE else f"PRAGMA key = \"x'{KEY}'\"")
    return database


def insert(database, table, names, meetings):
    places = ",".join("?" * len(names))
    database.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES({places})", [[meeting[name] for name in names] for meeting in meetings])


def write(database):
    database.execute("CREATE TABLE heads(id TEXT PRIMARY KEY, title, organizer, start, end, answer, joins) WITHOUT ROWID")
    database.execute("CREATE TABLE bodies(id TEXT PRIMARY KEY, etag, series, agenda, people) WITHOUT ROWID")
    insert(database, "heads", HEAD, meetings)
    insert(database, "bodies", BODY, meetings)
    database.commit()


def load(database):
    rows = database.execute("SELECT * FROM heads").fetchall()
    assert len(rows) == len(meetings)
    return rows


def change(database):
    meeting = dict(meetings[-1], title=f"{meetings[-1]['title']} {time.time()}")
    insert(database, "heads", HEAD, [meeting])
    insert(database, "bodies", BODY, [meeting])
    database.commit()


def later(database):
    for _ in range(LATER_CHANGES):
        change(database)


with open(ROWS, encoding="utf-8") as file:
    meetings = [json.loads(line) for line in file]
# A change comes to a process that has the window already.
ready = opened() if VERB in ("change", "later") else None
if ready:
    load(ready)
if VERB == "later":
    change(ready)
cpu, wall = time.process_time(), time.perf_counter()
# What was loaded stays until the clocks have stopped.
loaded = {"write": write, "load": load, "change": change, "later": later}[VERB](ready or opened())
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
times = LATER_CHANGES if VERB == "later" else 1
print(cpu / times, wall / times, os.path.getsize(DATABASE), sep="\t")
