#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What docs/window_reader.py makes of vectors and windows, in the words of docs/window-format.md, section 8.

  window_verdicts.py STORE-DIRECTORY ROOM KEY-FILE   the window's verdict, then a line for each row that opens
  window_verdicts.py --vectors FILE                  what each vector of the file is: name, tab, verdict, tab, content

The reader ends at the first thing that is wrong. This script uses its parts, goes on, and says what kind of failure it
was. Books, whose failures are told apart, it reads by itself, and sessions, which are no part of a window.
"""
import hashlib
import hmac
import os
import shutil
import sqlite3
import sys
import tempfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs"))
import window_reader as reader  # noqa: E402

REFUSED = (InvalidTag, ValueError)


class Failure(Exception):
    """Its text is the class of failure."""


def need(condition, failure):
    if not condition:
        raise Failure(failure)


def unseal(key, box, bound):
    try:
        return AESGCM(key).decrypt(box[:12], box[12:], bound)
    except REFUSED:
        raise Failure("not-authentic") from None


# Content as a line of words.

def quoted(text):
    plain = (c if " " <= c < "\x7f" and c not in '"\\' else "\\u{%x}" % ord(c) for c in text)
    return '"' + "".join(plain) + '"'


def head(fields):
    flags, times = fields["flags"], f"{fields['start']}:{fields['end']}"
    words = [f"{name}={quoted(fields[name])}" for name in ("id", "title", "organizer")]
    words.append(("days=" if flags & 16 else "timed=") + times)
    words.append("flags=" + "".join("1" if flags & bit else "0" for bit in (1, 2, 4, 8)))
    words.append(f"answer={fields['answer']}")
    if fields["body"] is not None:
        words.append(f"body={fields['body'].hex()}")
    words += [f"join={kind}:{quoted(service)}:{quoted(address)}" for kind, service, address in fields["joins"]]
    return " ".join(words)


def body(fields):
    series = "none" if fields["series"] is None else quoted(fields["series"])
    words = [f"etag={quoted(fields['etag'])} series={series}"]
    words.append(f"agenda={quoted(fields['agenda'])} omitted={fields['flags'] & 1}")
    words += [f"person={answer & 127}:{answer >> 7}:{quoted(name)}:{quoted(address)}"
              for answer, name, address in fields["people"]]
    return " ".join(words)


def mark(fields):
    words = [f"{name}={fields[name]}" for name in ("rows", "sum", "synced", "full")]
    cursor = fields["cursor"]
    words.append("cursor=none" if cursor is None else f"cursor={cursor[0]}:{cursor[1]}:{quoted(cursor[2])}")
    words.append("zone=" + ("none" if fields["zone"] is None else quoted(fields["zone"])))
    if fields["count"] is not None:
        words.append(f"count={fields['count']}")
    return " ".join(words)


def opened(kind, name, box, key, room):
    """The fields of a row."""
    content = unseal(key, box, bytes((2, reader.KINDS[kind][0])) + name + room)
    try:
        return reader.decode(kind, content)
    except ValueError:
        raise Failure("malformed") from None


def line(kind, fields):
    return {"head": head, "body": body, "mark": mark}[kind](fields)


# Books, headers, sessions

def book_keys(book, wrapping, room):
    """The data keys of a key book (section 1.1), the sealing one first, each with the time when it was made."""
    need(book[-16:] == hashlib.sha256(book[:-16]).digest()[:16], "no-book")
    try:
        row = reader.Record(book[:-16])
        reader.need(row.take(9) == b"RoAgKeys\1")
        entries = [(row.take(16), row.text(256), row.text(256), row.take(row.count(4096)))
                   for _ in range(row.count(4, 1))]
        reader.need(not row.read())
    except ValueError:
        raise Failure("no-book") from None
    keys, of_service = {}, set()
    for stamp, scheme, _, box in entries:
        if scheme not in ("local", "direct"):
            of_service.add(stamp[:8])
            continue
        try:
            bound = b"room-agent data-key 1\0" + stamp + room
            key = wrapping if scheme == "direct" else unseal(reader.derive(wrapping, b"room-agent wrap 1"), box, bound)
        except Failure:
            continue
        if reader.derive(key, b"room-agent key-id 1")[:8] == stamp[:8]:
            keys.setdefault(stamp[:8], (key, int.from_bytes(stamp[8:], "little", signed=True)))
    need(of_service <= keys.keys(), "needs-service")
    need(keys, "other-key")
    return list(keys.values())


def file_keys(data_key, salt, room):
    return {purpose: reader.derive(data_key, b"room-agent window 2 " + purpose.encode() + b"\0" + room, salt)
            for purpose in ("check", "sum", "head", "body", "mark")}


def header_keys(header, data_keys, room):
    """The keys of a file, from the data key that its header's check is of."""
    need(len(header) == 64 and hashlib.sha256(header[:48]).digest()[:16] == header[48:], "damaged")
    for data_key in data_keys:
        keys = file_keys(data_key, header[:32], room)
        if hmac.digest(keys["check"], header[:32], "sha256")[:16] == header[32:48]:
            return keys
    raise Failure("wrong-key")


def session(data_key, box, room):
    """A session (section 6)."""
    key = reader.derive(data_key, b"room-agent session 1\0" + room)
    row = reader.Record(unseal(key, box, b"\1" + room))
    row.count(1, 1)
    token, process, start = row.text(64), int.from_bytes(row.take(4), "little", signed=True), row.number()
    meeting, _ = row.text(1024), row.text(64)
    length = -(-row.tell() // 256) * 256
    reader.need(len(row.getvalue()) == length and not any(row.read()))
    return f"token={quoted(token)} meeting={quoted(meeting)} end={start if process == 0 and start > 0 else 'none'}"


# Whole windows

def window(store, room, key_file):
    """The window's lines, of which the first is the verdict."""
    with open(key_file, "rb") as file:
        content = file.read()
    wrapping = content if len(content) == 32 else bytes.fromhex(content.decode())
    try:
        with open(f"{store}/window.keys", "rb") as file:
            keys = [key for key, _ in book_keys(file.read(), wrapping, room)]
    except FileNotFoundError:
        keys = [wrapping]
    except Failure as failure:
        return ["wrong-key" if str(failure) == "other-key" else str(failure)]
    # SQLite makes files beside the one that it reads: a copy is read, with the log of an agent that was killed.
    with tempfile.TemporaryDirectory() as copy:
        for name in ("window.db", "window.db-wal", "window.db-journal"):
            if os.path.exists(f"{store}/{name}"):
                shutil.copy(f"{store}/{name}", copy)
        try:
            need(os.path.getsize(copy + "/window.db") or not os.path.getsize(f"{store}/window.lock"), "lost")
            found = rows(copy + "/window.db", keys, room)
            need(found != ["opens"] or not os.path.getsize(f"{store}/window.lock"), "lost")
            return found
        except Failure as failure:
            return [str(failure)]
        except sqlite3.DatabaseError:
            return ["damaged"]


def rows(path, data_keys, room):
    database = sqlite3.connect(path)
    values = [database.execute(f"PRAGMA {name}").fetchone()[0]
              for name in ("application_id", "user_version", "integrity_check(1)")]
    tables = [sql for sql, in database.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY rowid")]
    need(values == [0x526F4167, 2, "ok"] and tables == reader.TABLES.split("\n"), "damaged")
    meta = dict(database.execute("SELECT name, value FROM meta"))
    keys = header_keys(meta.get("header", b""), data_keys, room)
    lines, bodies, last, heads, unopened, total = [], {}, None, 0, 0, 0
    for kind, name, box in database.execute(reader.ROWS):
        try:
            fields = opened(kind, name, box, keys[kind], room)
            need(kind != "body" or bodies.get(name, b"") in (None, box[-8:]), "bodies")
        except Failure:
            unopened += kind != "body"
            continue
        if kind == "mark":
            last = fields
            continue
        if kind == "body":
            bodies[name] = None
        if kind == "head":
            heads += 1
            total ^= int.from_bytes(hmac.digest(keys["sum"], name + box, "sha256")[:16], "big")
            bodies[name] = fields["body"]
        lines.append(f"{kind} {name.hex()} {line(kind, fields)}")
    told = (last["rows"], last["sum"]) if last else (0, "0" * 32)
    is_whole = unopened == 0 and told == (heads, f"{total:032x}")
    has_bodies = not any(any(mark or b"") for mark in bodies.values())
    return [("opens" if has_bodies else "bodies") if is_whole else "rows"] + sorted(lines) + (["mark " + mark(last)] if is_whole and last else [])


# Vectors

def verdict(vector):
    kind, data, room = vector["kind"], bytes.fromhex(vector["bytes"]), vector["room"].encode()
    key, salt, name = (bytes.fromhex(vector[field]) for field in ("key", "salt", "row"))
    try:
        if kind == "book":
            keys = book_keys(data, key, room)
            return "opens", " ".join(f"data-key={found.hex()} made={made}" for found, made in keys)
        if kind == "header":
            header_keys(data, [key], room)
            return "opens", ""
        if kind == "session":
            return "opens", session(key, data, room)
        return "opens", line(kind, opened(kind, name or bytes(16), data, file_keys(key, salt, room)[kind], room))
    except (Failure, ValueError) as failure:
        return "refused" if kind == "session" else str(failure), ""


def vectors(path):
    found = []
    with open(path, encoding="utf-8") as file:
        for text in file:
            field, colon, value = text.rstrip("\n").partition(":")
            if field == "vector":
                found.append({})
            if colon and not text.startswith("#"):
                found[-1][field] = value[1:]
    return found


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--vectors":
        for each in vectors(sys.argv[2]):
            print(each["vector"], *verdict(each), sep="\t")
    elif len(sys.argv) == 4:
        print(*window(sys.argv[1], sys.argv[2].encode(), sys.argv[3]), sep="\n")
    else:
        sys.exit(__doc__)
