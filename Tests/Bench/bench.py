#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the agent against what one would otherwise run, and prints one table of ratios.

The two sides of each row run in this same process tree, in turn, on inputs made with a fixed seed. Nothing is asserted: a
number is what was seen. Usage: bench.py AGENT DEMO BASELINE_PYTHON PROBE PARTS [windows] (run.sh prepares the five).
"""
import json
import os
import pty
import re
import resource
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import termios
import threading
import time
import tty

AGENT, DEMO, PYTHON, PROBE, PARTS = sys.argv[1:6]
HERE = os.path.dirname(os.path.abspath(__file__))
CALENDAR = "c_bench@resource.calendar.google.com"
START_RUNS, PRESS_RUNS, SYNC_RUNS, IDLE_SECONDS = 15, 40, 7, 60
# What a full sync may take of the baseline's CPU: what the parts are set against.
SYNC_SHARE = 0.45
SAME_RUNS, WINDOW_RUNS, LIMIT_RUNS = 5, 7, 3
# The boxes of heads, which are all that a start opens (docs/window-format.md, section 4.1).
HEAD_BYTES = 448
rows, parts, limits = [], [], []


def row(name, ours, other, unit, better="lower"):
    ratio = f"{other / ours:.1f}×" if other and ours else "–"
    show = lambda value: "–" if value is None else (f"{value:,.0f}" if value >= 100 else f"{value:.2f}")
    rows.append((name, show(ours), show(other), unit, ratio))
    print(f"  {name}: {show(ours)} {unit}, otherwise {show(other)} {unit}, {ratio}", file=sys.stderr)


class Pty:
    """A pseudo-terminal whose other side the measured program opens as a device."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        termios.tcsetwinsize(self.slave, (4, 20)) if hasattr(termios, "tcsetwinsize") else None
        self.path = os.ttyname(self.slave)
        os.set_blocking(self.master, False)
        self.seen = b""

    def read(self):
        try:
            data = os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            data = b""
        self.seen += data
        return data

    def wait_for(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in plain(self.seen):
            left = end - time.monotonic()
            if left <= 0:
                raise SystemExit(f"'{text}' never came; seen: {plain(self.seen)!r}")
            select.select([self.master], [], [], left)
            self.read()

    def close(self):
        os.close(self.master)
        os.close(self.slave)


def plain(data):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", data.decode("utf-8", "replace"))


class Cloud:
    """The simulated Google on loopback."""

    def __init__(self, folder, events):
        self.key = os.path.join(folder, "key.json")
        self.process = subprocess.Popen(
            [DEMO, "cloud", "--events", str(events), "--calendar", CALENDAR, "--key-file", self.key],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        self.root = self.process.stdout.readline().strip()

    def change_one(self):
        self.process.stdin.write("change\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def close(self):
        self.process.kill()
        self.process.wait()


class Agent:
    def __init__(self, folder, cloud, display=None, button=None, poll="1 h", command="/bin/true", joiner=None):
        """`joiner` starts one: Joiner or WaitingJoiner."""
        self.folder = folder
        self.config = os.path.join(folder, "room.conf")
        key = cloud.key if cloud else os.path.join(folder, "key.json")
        root = cloud.root if cloud else "http://127.0.0.1:9"
        with open(self.config, "w") as file:
            file.write(
                f"[room]\nname = Aalto\ncalendar = {CALENDAR}\ntimezone = UTC\n"
                f"[google]\nkey-file = {key}\napi = {root}\nrequests-per-day = 10000\n[sync]\npoll = {poll}\n"
                f"[store]\ndirectory = {folder}/state\n[control]\nsocket = {folder}/control.sock\n"
                f"[join]\nvideo = {command} {{url}}\nsocket = {folder}/join.sock\n")
            if display:
                file.write(f"[display]\noutput = ansi:{display.path}\nsize = 20x4\n")
            if button:
                file.write(f"[button]\nsource = serial:{button.path}\n")
        self.joiner = joiner(self.config, os.path.join(folder, "join.sock")) if joiner else None
        self.process = subprocess.Popen(
            [AGENT, "run", "--config", self.config], stderr=open(os.path.join(folder, "log"), "a"),
            stdin=subprocess.DEVNULL)

    def status(self):
        reply = subprocess.run(
            [AGENT, "status", "--json", "--config", self.config], capture_output=True, text=True)
        return json.loads(reply.stdout) if reply.returncode == 0 else None

    def wait_synced(self, seconds=120):
        """By its log: asking it would be measured with it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with open(os.path.join(self.folder, "log")) as file:
                if "synced stored" in file.read():
                    time.sleep(0.3)
                    return
            time.sleep(0.05)
        raise SystemExit("the agent did not sync: " + open(os.path.join(self.folder, "log")).read()[-2000:])

    def proc(self, name):
        with open(f"/proc/{self.process.pid}/{name}") as file:
            return file.read()

    def cpu_seconds(self):
        """Of its living threads, to the nanosecond: /proc/PID/stat counts in hundredths."""
        tasks = os.listdir(f"/proc/{self.process.pid}/task")
        return sum(int(self.proc(f"task/{task}/schedstat").split()[0]) for task in tasks) / 1e9

    def sync(self):
        """Asks for a sync; returns the CPU seconds that it took, the asking included."""
        before = self.cpu_seconds()
        subprocess.run([AGENT, "sync", "--config", self.config], check=True, stdout=subprocess.DEVNULL)
        return self.cpu_seconds() - before

    def peak_kib(self):
        return int(re.search(r"VmHWM:\s+(\d+)", self.proc("status")).group(1))

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        if self.joiner:
            self.joiner.close()


class Joiner:
    """One that runs already."""

    def __init__(self, config, path):
        self.process = subprocess.Popen([AGENT, "joiner", "--config", config], stderr=subprocess.DEVNULL)
        while not os.path.exists(path):
            time.sleep(0.01)

    def close(self):
        self.process.terminate()
        self.process.wait()


class WaitingJoiner:
    """One that is started when somebody connects to its socket, as the service manager does it; anew after each use."""

    def __init__(self, config, path):
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.config = config
        self.process = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while not self.over.is_set():
            if self.process and self.process.poll() is not None:
                self.process = None
            if not self.process and select.select([self.listener], [], [], 0.1)[0]:
                number = self.listener.fileno()
                self.process = subprocess.Popen(
                    ["/bin/bash", "-c", f'exec 3<&{number}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" joiner --config "$1"', AGENT,
                     self.config], pass_fds=[number], stderr=subprocess.DEVNULL)
            elif self.process:
                time.sleep(0.05)

    def end_process(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def close(self):
        self.over.set()
        self.thread.join()
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.listener.close()
        os.unlink(self.path)


def private_kib(text, kind="(?:Clean|Dirty)"):
    return sum(int(n) for n in re.findall(rf"Private_{kind}:\s+(\d+)", text))


def switches(agent):
    total = 0
    for task in os.listdir(f"/proc/{agent.process.pid}/task"):
        text = agent.proc(f"task/{task}/status")
        total += sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", text))
    return total


def measured(command):
    """Runs a command; returns its CPU seconds, its peak memory in KiB, and its wall seconds."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, time.monotonic() - start


def full_sync():
    ours, peaks, others, other_peaks, sames, changes = [], [], [], [], [], []
    for _ in range(SYNC_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            cloud = Cloud(folder, 10_000)
            agent = Agent(folder, cloud)
            agent.wait_synced()
            ours.append(agent.cpu_seconds())
            peaks.append(agent.peak_kib() / 1024)
            sames += [agent.sync() * 1000 for _ in range(SAME_RUNS)]
            cloud.change_one()
            changes.append(agent.sync() * 1000)
            agent.close()
            database = os.path.join(folder, "baseline.db")
            other_cpu, other_peak, _ = measured(
                [PYTHON, os.path.join(HERE, "baseline_sync.py"), cloud.key, cloud.root, CALENDAR, database])
            others.append(other_cpu)
            other_peaks.append(other_peak / 1024)
            cloud.close()
    median = statistics.median
    row(f"full sync of 10,000 events: CPU (median of {SYNC_RUNS})", median(ours), median(others), "s")
    row(f"full sync of 10,000 events: CPU (least of {SYNC_RUNS})", min(ours), min(others), "s")
    row("full sync of 10,000 events: peak memory", median(peaks), median(other_peaks), "MiB")
    row("incremental sync with nothing new: CPU (median)", median(sames), None, "ms")
    row("incremental sync of one change among 10,000: CPU", median(changes), None, "ms")
    parts_of_sync(min(ours), min(others) * SYNC_SHARE)


def parts_of_sync(whole, limit):
    """Where the CPU of a full sync goes: each part alone, and what is left of the whole."""
    lines = subprocess.run([PARTS], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        name, seconds = line.split("\t")
        parts.append((name, float(seconds)))
    parts.append(("the rest: start, TLS or loopback, HTTP, the agenda", whole - sum(seconds for _, seconds in parts)))
    parts.append(("the whole, least of all runs", whole))
    parts.append((f"its limit, {SYNC_SHARE} of the baseline's CPU", limit))


def windows():
    """The encrypted window against SQLCipher: the same meetings, each operation in a new process, the two in turn."""
    for count in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            meetings = os.path.join(folder, "rows")
            with open(meetings, "w", encoding="utf-8") as file:
                subprocess.run([PARTS, "rows", folder, str(count)], check=True, stdout=file)
            compare_windows(folder, meetings, count)


def compare_windows(folder, meetings, count):
    seen = {}
    for run in range(WINDOW_RUNS):
        ours, other = os.path.join(folder, f"ours-{run}"), os.path.join(folder, f"sqlcipher-{run}.db")
        os.mkdir(ours, 0o700)
        for verb in ("write", "load", "load", "change", "later"):
            mine = [PARTS, verb, ours, str(count)]
            theirs = [PYTHON, os.path.join(HERE, "baseline_window.py"), verb, other, meetings]
            for side, command in enumerate((mine, theirs)):
                line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                seen.setdefault((verb, side), []).append([float(word) for word in line.split("\t")])
        for verb in ("used", "used", "again", "again"):
            line = subprocess.run([PARTS, verb, ours, str(count)], check=True, capture_output=True, text=True).stdout
            seen.setdefault((verb, 0), []).append([float(word) for word in line.split("\t")])
        for verb in ("write", "load"):
            command = [PYTHON, os.path.join(HERE, "baseline_window.py"), verb, f"{other}.pass", meetings, "passphrase"]
            line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            seen.setdefault((f"{verb} by passphrase", 1), []).append([float(word) for word in line.split("\t")])

    def median(verb, side, place):
        return statistics.median(values[place] for values in seen[verb, side])

    what = {"load": f"load a window of {count:,} from a cold process", "write": f"write a window of {count:,}",
            "change": f"change one meeting of {count:,}",
            "later": f"change one of {count:,} again in the same process"}
    for verb in ("load", "write", "change", "later"):
        for place, name in ((1, "time"), (0, "CPU")):
            row(f"{what[verb]}: {name}", *(median(verb, side, place) * 1000 for side in (0, 1)), "ms")
    row(f"{what['load']}: CPU, SQLCipher with a passphrase, its default", median("load", 0, 0) * 1000,
        median("load by passphrase", 1, 0) * 1000, "ms")
    row(f"file of a window of {count:,}", *(median("write", side, 2) / 1e6 for side in (0, 1)), "MB")
    for name, options in (("opening", ["-decrypt"]), ("sealing", [])):
        alone = count * HEAD_BYTES / aes_gcm_bytes_per_second(options)
        for verb, process in (("load", "from a cold process"), ("used", "where libcrypto and SQLite were used before"),
                              ("again", "for the second time in a process")):
            limits.append((f"{count:,} meetings {process}, against {name}", median(verb, 0, 0) * 1000, alone * 1000))


def aes_gcm_bytes_per_second(options):
    """By `openssl speed`, for messages of the length of a head, with nonce, associated data and tag; the most of some runs."""
    words = ["openssl", "speed", "-mr", "-seconds", "1", "-bytes", str(HEAD_BYTES), "-aead", *options, "-evp", "aes-256-gcm"]
    texts = [subprocess.run(words, check=True, capture_output=True, text=True).stdout for _ in range(LIMIT_RUNS)]
    return max(float(re.search(r"^\+F:.*:([0-9.]+)$", text, re.M).group(1)) for text in texts)


def room_of_thousand():
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(folder, 1_000)
        agent = Agent(folder, cloud)
        agent.wait_synced()
        agent.close()
        database = os.path.join(folder, "baseline.db")
        measured([PYTHON, os.path.join(HERE, "baseline_sync.py"), cloud.key, cloud.root, CALENDAR, database])
        cloud.close()
        start_to_frame(folder, database)
        press_to_join(folder, database)
        idle(folder)


def start_to_frame(folder, database):
    ours, others = [], []
    for _ in range(START_RUNS):
        display = Pty()
        start = time.monotonic()
        agent = Agent(folder, None, display=display)
        display.wait_for("Bench now")
        ours.append((time.monotonic() - start) * 1000)
        agent.close()
        display.close()
        display, button = Pty(), Pty()
        start = time.monotonic()
        other = subprocess.Popen(
            [PYTHON, os.path.join(HERE, "baseline_room.py"), database, display.path, button.path, "/bin/true"])
        display.wait_for("Bench now")
        others.append((time.monotonic() - start) * 1000)
        other.kill()
        other.wait()
        display.close()
        button.close()
    row("start to first correct frame, 1,000 meetings (median)", statistics.median(ours), statistics.median(others), "ms")


def press_once(button, fifo):
    start = time.monotonic()
    os.write(button.master, b"DOWN\n")
    select.select([fifo], [], [], 10)
    data = os.read(fifo, 64)
    if not data:
        raise SystemExit("a press did not start the join program")
    return (float(data.split()[0]) - start) * 1000


def press_to_join(folder, database):
    path = os.path.join(folder, "probe.fifo")
    os.mkfifo(path)
    fifo = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    os.environ["PROBE_FIFO"] = path
    ours, started, others = [], [], []
    for kind, times in [(Joiner, ours), (WaitingJoiner, started)]:
        for _ in range(PRESS_RUNS):
            display, button = Pty(), Pty()
            agent = Agent(folder, None, display=display, button=button, command=PROBE, joiner=kind)
            display.wait_for("Press to join")
            time.sleep(0.3)
            if kind is WaitingJoiner:
                # The one that answered at the agent's start has long ended in a room.
                agent.joiner.end_process()
                time.sleep(0.3)
            times.append(press_once(button, fifo))
            agent.close()
            display.close()
            button.close()
    display, button = Pty(), Pty()
    other = subprocess.Popen(
        [PYTHON, os.path.join(HERE, "baseline_room.py"), database, display.path, button.path, PROBE])
    display.wait_for("Press to join")
    for _ in range(PRESS_RUNS):
        time.sleep(0.05)
        others.append(press_once(button, fifo))
    other.kill()
    other.wait()
    row("press (pty) to join action running (median)", statistics.median(ours), statistics.median(others), "ms")
    row("the same, with a joiner that its socket starts first (median)", statistics.median(started), None, "ms")


def press_by_gpio():
    """In the lab's guest, where the kernel simulates a GPIO chip: one press, its 25 ms of debouncing included."""
    lab = subprocess.run([os.path.join(HERE, "../Lab/run.sh"), "10-join"], capture_output=True, text=True)
    found = re.search(r"^# press to join over GPIO: (\d+) ms", lab.stdout, re.M)
    if not found:
        print("  press (GPIO): not measured, the lab did not run: " + lab.stderr[-300:], file=sys.stderr)
        return
    row("press (GPIO, in the lab's guest, debouncing included) to the join program's first line", int(found[1]), None, "ms")


def idle(folder):
    display, button = Pty(), Pty()
    cloud = Cloud(folder, 1_000)
    # Its button and its display are there; the next look at the calendar is an hour away.
    agent = Agent(folder, cloud, display=display, button=button, poll="1 h")
    agent.wait_synced()
    time.sleep(5)
    before, io_before = switches(agent), agent.proc("io")
    time.sleep(IDLE_SECONDS)
    after, io_after = switches(agent), agent.proc("io")
    written = lambda text: int(re.search(r"^write_bytes: (\d+)", text, re.M).group(1))
    threads = len(os.listdir(f"/proc/{agent.process.pid}/task"))
    row(f"idle for {IDLE_SECONDS} s: threads", threads, None, "")
    row(f"idle for {IDLE_SECONDS} s: context switches", after - before, None, "")
    row(f"idle for {IDLE_SECONDS} s: bytes written", written(io_after) - written(io_before), None, "B")
    memory = private_kib(agent.proc("smaps_rollup")) / 1024
    written_memory = private_kib(agent.proc("smaps_rollup"), "Dirty") / 1024
    other = subprocess.Popen([PYTHON, "-c", "import sqlite3, select, googleapiclient.discovery; select.select([],[],[],30)"])
    time.sleep(3)
    with open(f"/proc/{other.pid}/smaps_rollup") as file:
        text = file.read()
        other_memory, other_written = private_kib(text) / 1024, private_kib(text, "Dirty") / 1024
    other.kill()
    other.wait()
    row("private memory with 1,000 meetings: written", written_memory, other_written, "MiB")
    row("the same, with program text that nobody else has mapped", memory, other_memory, "MiB")
    joiner = Joiner(agent.config, os.path.join(folder, "join.sock"))
    with open(f"/proc/{joiner.process.pid}/smaps_rollup") as file:
        row("private memory of the joiner, which is there for a meeting: written", private_kib(file.read(), "Dirty") / 1024, None, "MiB")
    joiner.close()
    agent.close()
    cloud.close()
    display.close()
    button.close()


def main():
    if sys.argv[6:] == ["windows"]:
        windows()
        return table()
    row("stripped binary", os.path.getsize(AGENT) / 1e6, None, "MB")
    full_sync()
    windows()
    room_of_thousand()
    press_by_gpio()
    return table()


def table():
    print("\n| what | agent | otherwise | unit | ratio |\n|---|---:|---:|---|---:|")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")
    print("\n| load, CPU | agent | AES-GCM alone, by openssl speed | unit | of the limit |\n|---|---:|---:|---|---:|")
    for name, ours, least in limits:
        print(f"| {name} | {ours:.2f} | {least:.2f} | ms | {ours / least:.1f}× |")
    if not parts:
        return
    limit = parts[-1][1]
    print("\n| part of a full sync, alone | CPU | unit | of the limit |\n|---|---:|---|---:|")
    for name, seconds in parts:
        print(f"| {name} | {seconds:.3f} | s | {100 * seconds / limit:.0f} % |")
    print("\n'Otherwise' is Tests/Bench/baseline_*.py: Python with Google's own client library, sqlite3 and AES-GCM.")


main()
