#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the README's picture from a real session: room-demo in a terminal of 80x24, before the push and after it.

    picture.py ROOM_DEMO PICTURE.svg            writes the picture, unless the one that is there shows the same
    picture.py --check ROOM_DEMO PICTURE.svg    says what has changed, with exit code 1

The date, the process number and the memory are those of the session. They alone don't count as a change.
"""
import codecs
import difflib
import fcntl
import html
import os
import pty
import re
import select
import struct
import sys
import termios
import time

COLUMNS, ROWS = 80, 24
# What the picture shows of the screen: all but the news and the keys, which are below.
ROWS_SHOWN = 15
PATIENCE_SECONDS = 20


class Screen:
    """What a terminal shows of a program's output, as far as room-demo uses one."""

    def __init__(self):
        self.cells = []
        self.place = (0, 0)
        self.look = ()
        self.pending = ""
        self.decode = codecs.getincrementaldecoder("utf-8")().decode
        self.clear()

    def clear(self):
        self.cells = [[(" ", ())] * COLUMNS for _ in range(ROWS)]

    def take(self, data):
        self.pending += self.decode(data)
        while self.pending:
            if self.pending[0] != "\x1b":
                self.put(self.pending[0])
                self.pending = self.pending[1:]
                continue
            sequence = re.match(r"\x1b\[([?0-9;]*)([A-Za-z])", self.pending)
            if not sequence:
                return
            self.pending = self.pending[sequence.end():]
            self.control(*sequence.groups())

    def put(self, character):
        row, column = self.place
        if character < " " or row >= ROWS or column >= COLUMNS:
            sys.exit(f"{character!r} at row {row + 1}, column {column + 1}: this terminal can't show it")
        self.cells[row][column] = (character, self.look)
        self.place = (row, column + 1)

    def control(self, parameters, final):
        if final == "H":
            row, column = parameters.split(";")
            self.place = (int(row) - 1, int(column) - 1)
        elif final == "m":
            numbers = tuple(int(number) for number in parameters.split(";"))
            self.look = () if numbers == (0,) else self.look + numbers
        elif final == "J":
            self.clear()
        elif not (final in "hl" and parameters in ("?1049", "?25", "?7")):
            sys.exit(f"ESC [ {parameters} {final}: this terminal doesn't know it")

    def lines(self):
        return ["".join(character for character, _ in row) for row in self.cells]

    def shows(self, *texts):
        lines = self.lines()
        return all(any(text in line for line in lines) for text in texts)


class Session:
    """room-demo in a pseudo-terminal of its own, with keys to press."""

    def __init__(self, program):
        self.screen = Screen()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            environment = {"PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "TMPDIR": os.environ.get("TMPDIR", "/tmp")}
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execve(program, [program], environment)

    def press(self, key):
        os.write(self.terminal, key.encode())

    def wait(self, *texts):
        """Until all of the texts are shown at once."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.screen.shows(*texts):
            if time.monotonic() > end:
                self.close()
                sys.exit("\n".join(self.screen.lines() + [f"not shown in {PATIENCE_SECONDS} s: {texts}"]))
            self.look()
        return [list(row) for row in self.screen.cells[:ROWS_SHOWN]]

    def rest(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()

    def look(self):
        if select.select([self.terminal], [], [], 0.1)[0]:
            try:
                self.screen.take(os.read(self.terminal, 65536))
            except OSError:
                sys.exit("\n".join(self.screen.lines() + ["room-demo has ended by itself"]))

    def close(self):
        self.press("q")
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass
        os.waitpid(self.process, 0)


def play(program):
    """The two moments, each as rows of cells."""
    session = Session(program)
    session.wait("press space to join")
    # At the pace of the real world both moments are in the same minute of the room's clock.
    session.press("d")
    # The memory is looked at now and then, and first while the agent starts.
    session.rest(2)
    before = session.wait("×1 ", "press space to join", "blinks slowly", "│   ●   │", "● green", "of its own memory")
    session.press(" ")
    after = session.wait("Hold to leave", "would run:", "lamp on", "│   ●   │", "● red", "of its own memory")
    session.close()
    return before, after


# Drawing. The sixteen colours on a dark ground, so that the picture is the same on a light page and on a dark one.

GROUND, PLAIN, FAINT, EDGE = "#12161c", "#d5dae1", "#8b949e", "#4a5260"
COLORS = {
    30: "#12161c", 31: "#ff6b63", 32: "#4cc764", 33: "#e3b341", 36: "#4fd0dc", 37: "#c9d1d9", 97: "#ffffff",
    41: "#c2312b", 43: "#e3b341", 44: "#2457b8", 100: "#4a5260", 103: "#ffe14d",
}
CELL, LINE, SIZE, MARGIN = 9, 19, 15, 12
FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

# Arms of box-drawing characters: left, right, up, down; no font puts them edge to edge by itself.
BOXES = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu",
    "━": "lr", "┃": "ud", "┏": "rd", "┓": "ld", "┗": "ru", "┛": "lu",
}
HEAVY = "━┃┏┓┗┛"
LAMPS = "●○"


def colors(look):
    """Foreground, background (or None) and boldness of SGR parameters."""
    foreground, background, bold = PLAIN, None, False
    for number in look:
        if number == 1:
            bold = True
        elif number == 2:
            foreground = FAINT
        elif number in COLORS and (30 <= number < 40 or 90 <= number < 100):
            foreground = COLORS[number]
        elif number in COLORS:
            background = COLORS[number]
        else:
            sys.exit(f"SGR {number}: the picture has no colour for it")
    return foreground, background, bold


def runs(row):
    """The row in pieces of one look: first column, text, look."""
    start = 0
    for end in range(1, COLUMNS + 1):
        if end == COLUMNS or row[end][1] != row[start][1]:
            yield start, "".join(character for character, _ in row[start:end]), row[start][1]
            start = end


def path(text, column, y):
    """A box-drawing character, or several that make one line, as a path."""
    x = MARGIN + column * CELL
    middle, half = x + CELL / 2, y + LINE / 2
    if text[0] in "─━":
        return f"M{x:g} {half:g}h{len(text) * CELL}"
    if text[0] in "│┃":
        return f"M{middle:g} {y:g}v{LINE}"
    ends = {"l": (x, half), "r": (x + CELL, half), "u": (middle, y), "d": (middle, y + LINE)}
    (x1, y1), (x2, y2) = (ends[arm] for arm in BOXES[text])
    bend = "Q{:g} {:g} " if text in "╭╮╰╯" else "L{:g} {:g}L"
    return f"M{x1:g} {y1:g}" + bend.format(middle, half) + f"{x2:g} {y2:g}"


def draw_run(start, text, look, y):
    color, background, bold = colors(look)
    x = MARGIN + start * CELL
    if background:
        yield f'<rect x="{x}" y="{y}" width="{len(text) * CELL}" height="{LINE}" fill="{background}"/>'
    lines = list(re.finditer("─+|━+|[" + "".join(BOXES) + "]", text))
    if lines:
        shape = "".join(path(match[0], start + match.start(), y) for match in lines)
        width = 2.5 if lines[0][0][0] in HEAVY else 1.2
        yield f'<path d="{shape}" fill="none" stroke="{color}" stroke-width="{width}"/>'
    for index, character in enumerate(text):
        if character in LAMPS:
            place = f'cx="{x + index * CELL + CELL / 2:g}" cy="{y + LINE / 2:g}"'
            fill = color if character == "●" else "none"
            yield f'<circle {place} r="4.2" fill="{fill}" stroke="{color}" stroke-width="1.2"/>'
    # Words that stand apart are placed apart: a font of another width shifts nothing.
    words = re.sub("[" + LAMPS + "".join(BOXES) + "]", " ", text)
    for match in re.finditer(r"\S+(?: \S+)*", words):
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{x + match.start() * CELL}" y="{y + 14}" textLength="{len(match[0]) * CELL}"'
        yield f'<text {place} fill="{color}"{weight}>{html.escape(match[0], quote=False)}</text>'


def draw_frame(title, cells, top):
    width, height = COLUMNS * CELL + 2 * MARGIN, (len(cells) + 1) * LINE + 2 * MARGIN + 6
    yield f'<rect x="0.5" y="{top}.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{GROUND}" stroke="{EDGE}"/>'
    yield f'<text x="{MARGIN}" y="{top + MARGIN + 11}" fill="{PLAIN}">{html.escape(title, quote=False)}</text>'
    for number, row in enumerate(cells):
        for start, text, look in runs(row):
            yield from draw_run(start, text, look, top + MARGIN + LINE + 6 + number * LINE)


def picture(before, after):
    width = COLUMNS * CELL + 2 * MARGIN
    frame = (ROWS_SHOWN + 1) * LINE + 2 * MARGIN + 6
    height = 2 * frame + 10
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONTS}" font-size="{SIZE}" role="img">',
        "<!-- SPDX-License-Identifier: Apache-2.0; made by docs/picture.py -->",
        "<title>room-demo in a terminal: the lamp blinks; one push later the meeting is joined</title>",
        *draw_frame("$ room-demo", before, 0),
        *draw_frame("One push of the button later:", after, frame + 10),
        "</svg>", ""])


def lasting(text):
    """The picture's lines without what differs from session to session."""
    date = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    varying = [(date, "DATE"), (r"process \d+, [\d.]+ MB", "process N, M MB")]
    lines = []
    for line in text.splitlines():
        for pattern, name in varying:
            line, count = re.subn(pattern, name, line)
            # A longer one begins elsewhere.
            line = re.sub(r' x="[^"]*"| textLength="[^"]*"', "", line) if count else line
        lines.append(line)
    return lines


def main(words):
    is_check = words[:1] == ["--check"]
    words = words[1:] if is_check else words
    if len(words) != 2:
        sys.exit(__doc__)
    program, path = words
    new = picture(*play(os.path.abspath(program)))
    old = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            old = file.read()
    changes = list(difflib.unified_diff(lasting(old), lasting(new), path, "a new session", lineterm="", n=0))
    if is_check:
        if changes:
            sys.exit("\n".join(changes + [f"{path} shows another session: run `make picture`"]))
    elif changes:
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
        print(f"wrote {path}")
    else:
        print(f"{path} shows the same already")


main(sys.argv[1:])
