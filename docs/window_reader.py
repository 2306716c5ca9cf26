#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a room's window, written from docs/window-format.md alone. It needs Debian's python3-cryptography.

  window_reader.py STORE-DIRECTORY ROOM KEY-FILE   the window there, a line each; nothing is changed
  window_reader.py --vectors FILE                  what each vector of the file is: name, tab, verdict, tab, content
"""
import hashlib, hmac, os, shutil, sqlite3, struct, sys, tempfile
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KINDS = {"head": 1, "body": 2, "mark": 3}
SCHEMA = ["CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
          "CREATE TABLE heads(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT, WITHOUT ROWID",
          "CREATE TABLE bodies(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT"]


class Refused(Exception):
    """Its text is the class of failure."""


def need(condition, failure="malformed"):
    if not condition:
        raise Refused(failure)


def derive(key, salt, info, count=32):
    return HKDF(hashes.SHA256(), count, salt, info).derive(key)


def unseal(key, box, bound):
    need(len(box) >= 28, "not-authentic")
    try:
        return AESGCM(key).decrypt(box[:12], box[12:], bound)
    except InvalidTag:
        raise Refused("not-authentic")


def quoted(text):
    plain = lambda c: c if " " <= c < "\x7f" and c not in '"\\' else "\\u{%x}" % ord(c)
    return '"' + "".join(map(plain, text)) + '"'


class Row:
    """The fields of a record, one after the other (section 2)."""

    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, count):
        need(self.at + count <= len(self.content))
        self.at += count
        return self.content[self.at - count:self.at]

    def byte(self, allowed):
        value = self.take(1)[0]
        need(value in allowed)
        return value

    def number(self, form="<q"):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def count(self, limit):
        value = shift = 0
        while True:
            part = self.take(1)[0]
            value |= (part & 127) << shift
            shift += 7
            if part < 128:
                need(value <= limit and (part > 0 or shift == 7))
                return value
            need(shift < 21)

    def text(self, limit, least=0):
        try:
            value = self.take(self.count(limit)).decode("utf-8", "strict")
        except UnicodeDecodeError:
            raise Refused("malformed")
        need(len(value) >= least)
        return value

    def end(self, length, doubling=False):
        """Zeros up to `length` or its first multiple, or doubling, that is long enough; and nothing else."""
        size = length
        while size < self.at:
            size += size if doubling else length
        need(len(self.content) == size and not any(self.content[self.at:]))


def head(row):
    version, flags, answer = row.byte((1, 2)), row.byte(range(32)), row.byte(range(5))
    start, end = row.number(), row.number()
    need(start <= end and (flags < 16 or -719162 <= start and end <= 2932896))
    words = [f"id={quoted(row.text(1024, 1))} title={quoted(row.text(2048))} organizer={quoted(row.text(2048))}"]
    words.append(f"{'days' if flags & 16 else 'timed'}={start}:{end}")
    words.append("flags=" + "".join("1" if flags & bit else "0" for bit in (1, 2, 4, 8)) + f" answer={answer}")
    for _ in range(row.count(16)):
        words.append(f"join={row.byte(range(3))}:{quoted(row.text(64))}:{quoted(row.text(2048))}")
    row.end(*((64,) if version == 1 else (448, True)))
    return " ".join(words)


def body(row):
    version, flags = row.byte((1, 2)), row.byte(range(4))
    words = [f"etag={quoted(row.text(1024))}", "series=" + (quoted(row.text(1024, 1)) if flags & 2 else "none")]
    words.append(f"agenda={quoted(row.text(16384))} omitted={flags & 1}")
    for _ in range(row.count(200)):
        answer = row.byte([0, 1, 2, 3, 4, 128, 129, 130, 131, 132])
        words.append(f"person={answer & 127}:{answer >> 7}:{quoted(row.text(2048))}:{quoted(row.text(2048))}")
    row.end(*((256,) if version == 1 else (1920, True)))
    return " ".join(words)


def mark(row):
    row.byte((1,))
    flags, rows = row.byte(range(8)), row.number("<Q")
    need(rows < 1 << 63)
    words = [f"rows={rows} sum={row.take(16).hex()} synced={row.number()} full={row.number()}"]
    words.append(f"cursor={row.number()}:{row.number()}:{quoted(row.text(4096))}" if flags & 1 else "cursor=none")
    words.append("zone=" + (quoted(row.text(128)) if flags & 2 else "none"))
    if flags & 4:
        words.append(f"count={row.number('<Q')}")
    row.end(64)
    return " ".join(words)


def session(row):
    row.byte((1,))
    token, process, start = row.text(64), row.number("<i"), row.number()
    meeting, end = row.text(1024), start if process == 0 and start > 0 else "none"
    row.text(64)
    row.end(256)
    return f"token={quoted(token)} meeting={quoted(meeting)} end={end}"


def keys_of(book, wrapping, room):
    """The data keys of a key book (section 1.1), the sealing one first, each with the time when it was made."""
    need(book[-16:] == hashlib.sha256(book[:-16]).digest()[:16], "no-book")
    try:
        row, keys, closed = Row(book[:-16]), {}, {}
        need(row.take(9) == b"RoAgKeys\x01")
        count = row.count(4)
        need(count > 0)
        entries = [(row.take(8), row.number(), row.text(256), row.text(256), row.take(row.count(4096)))
                   for _ in range(count)]
        row.end(1)
    except Refused:
        raise Refused("no-book")
    for name, made, scheme, version, box in entries:
        closed[name] = closed.get(name, False) or scheme not in ("local", "direct")
        try:
            if scheme == "direct":
                key = wrapping
            else:
                bound = b"room-agent data-key 1\0" + name + struct.pack("<q", made) + room.encode()
                key = unseal(derive(wrapping, b"", b"room-agent wrap 1"), box, bound)
            if derive(key, b"", b"room-agent key-id 1", 8) == name:
                keys.setdefault(name, (key, made))
        except Refused:
            pass
    need(all(name in keys for name in closed if closed[name]), "needs-service")
    need(keys, "other-key")
    return list(keys.values())


class Window:
    """The keys of one file (section 1)."""

    def __init__(self, key, salt, room):
        self.room = room.encode()
        words = ("names", "check", "sum", "head", "body", "mark")
        self.keys = {word: derive(key, salt, b"room-agent window 2 " + word.encode() + b"\0" + self.room)
                     for word in words}

    def fits(self, header):
        return hmac.digest(self.keys["check"], header[:32], "sha256")[:16] == header[32:48]

    def open(self, kind, name, box):
        bound = bytes((2, KINDS[kind])) + (name or bytes(16)) + self.room
        return globals()[kind](Row(unseal(self.keys[kind], box, bound)))


def check_header(header, keys, room):
    need(len(header) == 64 and hashlib.sha256(header[:48]).digest()[:16] == header[48:], "damaged")
    for key, _ in keys:
        window = Window(key, header[:32], room)
        if window.fits(header):
            return window
    raise Refused("wrong-key")


def read(store, room, key_file):
    """The window's lines, of which the first is the verdict."""
    content = open(key_file, "rb").read()
    wrapping = content if len(content) == 32 else bytes.fromhex(content.decode().strip())
    try:
        keys = keys_of(open(store + "/window.keys", "rb").read(), wrapping, room)
    except FileNotFoundError:
        keys = [(wrapping, 0)]
    except Refused as failure:
        return ["wrong-key" if str(failure) == "other-key" else str(failure)]
    # SQLite makes files beside the one that it reads: a copy is read, with the log of an agent that was killed.
    with tempfile.TemporaryDirectory() as copy:
        for name in ("window.db", "window.db-wal", "window.db-journal"):
            if os.path.exists(f"{store}/{name}"):
                shutil.copy(f"{store}/{name}", copy)
        return rows_of(copy + "/window.db", keys, room)


def rows_of(path, keys, room):
    try:
        database = sqlite3.connect(path)
        value = lambda sql: database.execute(sql).fetchone()[0]
        need(value("PRAGMA application_id") == 0x526F4167 and value("PRAGMA user_version") == 2, "damaged")
        tables = [sql for sql, in database.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY rowid")]
        need(tables == SCHEMA and value("PRAGMA integrity_check(1)") == "ok", "damaged")
        meta = dict(database.execute("SELECT name, value FROM meta"))
        heads = database.execute("SELECT name, box FROM heads").fetchall()
        bodies = database.execute("SELECT name, box FROM bodies").fetchall()
        window = check_header(meta.get("header", b""), keys, room)
    except Refused as failure:
        return [str(failure)]
    except sqlite3.DatabaseError:
        return ["damaged"]
    lines, opened, total = [], 0, 0
    for kind, rows in (("head", heads), ("body", bodies)):
        for name, box in rows:
            try:
                lines.append(f"{kind} {name.hex()} {window.open(kind, name, box)}")
            except Refused:
                continue
            if kind == "head":
                opened += 1
                summand = hmac.digest(window.keys["sum"], name + box, "sha256")[:16]
                total ^= int.from_bytes(summand, "big")
    try:
        last = "mark " + window.open("mark", b"", meta["mark"])
        is_whole = opened == len(heads) and f" rows={opened} sum={total:032x} " in last.replace("mark", "", 1)
    except (KeyError, Refused):
        last, is_whole = "", not heads and "mark" not in meta
    return ["opens" if is_whole else "rows"] + sorted(lines) + ([last] if is_whole and last else [])


def verdict(vector):
    kind, data, room = vector["kind"], bytes.fromhex(vector["bytes"]), vector["room"]
    key, salt, name = (bytes.fromhex(vector[field]) for field in ("key", "salt", "row"))
    try:
        if kind == "book":
            keys = keys_of(data, key, room)
            return "opens", " ".join(f"data-key={found.hex()} made={made}" for found, made in keys)
        if kind == "header":
            check_header(data, [(key, 0)], room)
            return "opens", ""
        if kind == "session":
            secret = derive(key, b"", b"room-agent session 1\0" + room.encode())
            return "opens", session(Row(unseal(secret, data, b"\x01" + room.encode())))
        return "opens", Window(key, salt, room).open(kind, name, data)
    except Refused as failure:
        return "refused" if kind == "session" else str(failure), ""


def vectors(path):
    found = []
    for line in open(path, encoding="utf-8"):
        field, colon, value = line.rstrip("\n").partition(":")
        if field == "vector":
            found.append({})
        if colon and not line.startswith("#"):
            found[-1][field] = value[1:]
    return found


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--vectors":
        for vector in vectors(sys.argv[2]):
            print(vector["vector"], *verdict(vector), sep="\t")
    elif len(sys.argv) == 4:
        print(*read(*sys.argv[1:]), sep="\n")
    else:
        sys.exit(__doc__)
