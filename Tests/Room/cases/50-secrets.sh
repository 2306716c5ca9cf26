# SPDX-License-Identifier: Apache-2.0
#
# What a join program cannot reach, were it taken over: it runs in the joiner's service, as the joiner's user, and tries.

room_with_agent 'video = /usr/local/bin/evil {url}'
room_write /usr/local/bin/evil 755 <<<'#!/usr/bin/python3
import os, socket, time
out = open("/run/room-join/evil", "w")
def attempt(name, action):
    try:
        action()
        print(name, "REACHED", file=out, flush=True)
    except Exception as error:
        print(name, "refused", type(error).__name__, file=out, flush=True)
def read(path):
    return lambda: open(path, "rb").read(1)
def connect(path):
    def action():
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(3)
            s.connect(path)
            s.sendall(b"status\n")
            if not s.recv(1):
                raise ConnectionError("hung up")
    return action
attempt("its-own-home", lambda: open(os.environ["HOME"] + "/x", "w"))
attempt("google-key", read("/etc/room-agent/google.json"))
attempt("data-key", read("/var/lib/room-agent/data.key"))
attempt("window", read("/var/lib/room-agent/window.db"))
attempt("store-list", lambda: os.listdir("/var/lib/room-agent"))
attempt("store-write", lambda: open("/var/lib/room-agent/x", "w"))
attempt("run-list", lambda: os.listdir("/run/room-agent"))
attempt("control-socket", connect("/run/room-agent/control.sock"))
attempt("join-socket", connect("/run/room-agent-join.sock"))
attempt("panel", lambda: os.open("/dev/room-panel", os.O_RDWR))
attempt("disk", read("/dev/vda"))
attempt("kernel-log", read("/dev/kmsg"))
attempt("etc-write", lambda: open("/etc/x", "w"))
attempt("usr-write", lambda: open("/usr/bin/room-agent", "r+"))
attempt("policy-write", lambda: open("/etc/chromium/policies/managed/x.json", "w"))
attempt("root", lambda: os.setuid(0))
agent = open("/etc/agent-pid").read().strip()
attempt("agent-memory", read("/proc/" + agent + "/mem"))
attempt("agent-environment", read("/proc/" + agent + "/environ"))
attempt("agent-files", lambda: os.listdir("/proc/" + agent + "/fd"))
attempt("agent-signal", lambda: os.kill(int(agent), 0))
attempt("agent-root", lambda: os.listdir("/proc/" + agent + "/root/"))
print("end", file=out, flush=True)
time.sleep(100000000)'
agent_start
room_write /etc/agent-pid <<<"$(agent_pid)"
wait_for 'agent_is joinable' 10 || give_up "the meeting cannot be joined: $(agent_status)"
press
wait_for 'room grep -q ^end /run/room-join/evil' 15 || give_up "the program did not try: $(room cat /run/room-join/evil 2>&1)"
tried=$(room cat /run/room-join/evil)
check_has "a join program has a home" '^its-own-home REACHED' "$tried"
while read -r name result why; do
    [ "$name" != its-own-home ] && [ "$name" != end ] || continue
    check_equal "a join program is kept from: $name" refused "$result"
done <<<"$tried"
check_equal "all of it was tried" 21 "$(grep -c ' ' <<<"$tried")"

# The environment that the agent's secrets are not in.
program=$(room pgrep -o -f bin/evil)
environment=$(room cat "/proc/$program/environ" | tr '\0' '\n')
check_has_not "it learns nothing of systemd's credentials and sockets" \
    '^(LISTEN_|NOTIFY_SOCKET|CREDENTIALS_DIRECTORY|INVOCATION_ID|JOURNAL_STREAM)' "$environment"
check_has "it knows its session" '^ROOM_AGENT_SESSION=[0-9a-f]{32}$' "$environment"
check_equal "it has no open file but the three and its own" "0 1 2 3" "$(room ls "/proc/$program/fd" | sort -n | xargs)"

# Other users of the machine.
check_fails "a stranger does not reach the joiner" room_as nobody python3 -c '
import socket; socket.socket(socket.AF_UNIX).connect("/run/room-agent-join.sock")'
check_fails "a stranger does not read the meeting's page" room_as nobody ls /run/room-join
check_fails "the agent's own user does not read the browser's files" room_as room-agent ls /run/room-join/home
finish
