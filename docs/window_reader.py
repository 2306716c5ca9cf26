#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Decrypts a room's window by window-format.md, given the key: window_reader.py COPY-OF-THE-STORE ROOM KEY-FILE"""
# Prints each row, and ends with an exception at the first thing that the paper refuses. Needs python3-cryptography.
import hashlib
import hmac
import io
import sqlite3
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Of each kind of record: its number, the highest value of its flags, and the least length of each version.
KINDS = {"head": (1, 31, (64, 448, 448)), "body": (2, 3, (256, 1920)), "mark": (3, 7, (64,))}
TABLES = """CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID
CREATE TABLE heads(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT, WITHOUT ROWID
CREATE TABLE bodies(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT"""
ROWS = """SELECT 'head', name, box FROM heads UNION ALL SELECT 'body', name, box FROM bodies
          UNION ALL SELECT 'mark', zeroblob(16), value FROM meta WHERE name = 'mark'"""


def need(condition, failure="malformed"):
    if not condition:
        raise ValueError(failure)


def derive(key, info, salt=bytes(32)):
    return hmac.digest(hmac.digest(salt, key, "sha256"), info + b"\1", "sha256")  # HKDF (RFC 5869), its first block


class Record(io.BytesIO):
    def take(self, length):
        content = self.read(length)
        need(len(content) == length)
        return content

    def number(self, signed=True):
        return int.from_bytes(self.take(8), "little", signed=signed)

    def count(self, limit, least=0):
        """LEB128 in its shortest form; of a number below 128 that is its byte."""
        value = self.take(1)[0]
        if value > 127:
            value += 128 * self.count(limit >> 7, 1) - 128
        need(least <= value <= limit)
        return value

    def text(self, limit, least=0):
        return self.take(self.count(limit, least)).decode()


def decode(kind, content):
    """The fields of a record (sections 3 to 5), unless section 7 refuses it."""
    row, (_, last_flags, lengths) = Record(content), KINDS[kind]
    version, flags = row.count(len(lengths), 1), row.count(last_flags)
    if kind == "head":
        fields = {"answer": row.count(4), "start": row.number(), "end": row.number(),
                  "body": row.take(8) if version > 2 else None, "id": row.text(1024, 1),
                  "title": row.text(2048), "organizer": row.text(2048),
                  "joins": [(row.count(2), row.text(64), row.text(2048)) for _ in range(row.count(16))]}
        start, end = fields["start"], fields["end"]
        need(start <= end and (flags < 16 or -719162 <= start and end <= 2932896))
    elif kind == "body":
        fields = {"etag": row.text(1024), "series": row.text(1024, 1) if flags & 2 else None, "agenda": row.text(16384),
                  "people": [(row.take(1)[0], row.text(2048), row.text(2048)) for _ in range(row.count(200))]}
        need(all(answer & 127 < 5 for answer, _, _ in fields["people"]))
    else:
        fields = {"rows": row.number(), "sum": row.take(16).hex(), "synced": row.number(), "full": row.number(),
                  "cursor": (row.number(), row.number(), row.text(4096)) if flags & 1 else None,
                  "zone": row.text(128) if flags & 2 else None, "count": row.number(False) if flags & 4 else None}
    length = lengths[version - 1]
    while length < row.tell():
        length += length if version > 1 else lengths[0]
    need(len(content) == length and not any(row.read()) and fields.get("rows", 0) >= 0)
    return {"flags": flags, **fields}


def data_keys(directory, room, wrapping):
    """The given key, of an old window or unwrapped by a service; then those that it wraps (section 1.1)."""
    yield wrapping
    book = open(f"{directory}/window.keys", "rb").read()
    row = Record(book[:-16])
    need(hashlib.sha256(book[:-16]).digest()[:16] == book[-16:] and row.take(9) == b"RoAgKeys\1", "no-book")
    entries = [(row.take(16), row.text(256), row.text(256), row.take(row.count(4096))) for _ in range(row.count(4, 1))]
    need(not row.read(), "no-book")
    for stamp, scheme, _, box in entries:
        if scheme == "local":
            bound = b"room-agent data-key 1\0" + stamp + room
            key = AESGCM(derive(wrapping, b"room-agent wrap 1")).decrypt(box[:12], box[12:], bound)
            need(derive(key, b"room-agent key-id 1")[:8] == stamp[:8], "other-key")
            yield key


def main(directory, room, key):
    database = sqlite3.connect(f"{directory}/window.db")
    schema = database.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY rowid")
    tables = "\n".join(sql for sql, in schema)
    marks = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    need(marks == [0x526F4167, 2] and tables == TABLES, "damaged")
    header, = database.execute("SELECT value FROM meta WHERE name = 'header'").fetchone()
    need(len(header) == 64 and hashlib.sha256(header[:48]).digest()[:16] == header[48:], "damaged")
    for data_key in data_keys(directory, room, key if len(key) == 32 else bytes.fromhex(key.decode())):
        keys = {purpose: derive(data_key, b"room-agent window 2 " + purpose.encode() + b"\0" + room, header[:32])
                for purpose in ("check", "sum", "head", "body", "mark")}
        if header[32:48] == hmac.digest(keys["check"], header[:32], "sha256")[:16]:
            break
    else:
        raise ValueError("wrong-key")
    heads, bodies, total, fields = 0, {}, 0, None
    for kind, name, box in database.execute(ROWS):
        fields = decode(kind, AESGCM(keys[kind]).decrypt(box[:12], box[12:], bytes((2, KINDS[kind][0])) + name + room))
        if kind == "head":
            heads += 1
            total ^= int.from_bytes(hmac.digest(keys["sum"], name + box, "sha256")[:16], "big")
            bodies[name] = fields["body"]
        need(kind != "body" or bodies.pop(name, b"") in (None, box[-8:]), "bodies")
        print(kind, name.hex(), ascii(fields))
    # No row and no mark: a window that no sync has reached, unless one was written here.
    need(fields or not open(f"{directory}/window.lock", "rb").read(), "lost")
    need(not fields or (fields.get("rows"), fields.get("sum")) == (heads, f"{total:032x}"), "rows")
    need(not any(any(mark or b"") for mark in bodies.values()), "bodies")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].encode(), open(sys.argv[3], "rb").read())
