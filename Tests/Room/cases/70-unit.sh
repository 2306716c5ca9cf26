# SPDX-License-Identifier: Apache-2.0
#
# The units: what a feature needs is allowed, and the rest stays closed.

room_with_agent
agent_start

# probe UNIT <<<PYTHON : runs the lines in a service that is like the unit but for its program; prints what they print.
probe() {
    local program
    program=$(cat)
    room_write /run/probe.py <<<"import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(function, *words):
    return 'ok' if getattr(libc, function)(*words) >= 0 else os.strerror(ctypes.get_errno())
$program"
    room test -e "/usr/lib/systemd/system/$1" || return
    {
        room cat "/usr/lib/systemd/system/$1" |
            grep -vE '^(Type|NotifyAccess|Exec|NoExecPaths|Restart|WatchdogSec|StateDirectory|Runtime|Standard)'
        printf '%s\n' '[Service]' Type=oneshot 'ExecStart=/usr/bin/python3 /run/probe.py' StandardOutput=truncate:/run/probe.said
    } | room_write /run/systemd/system/probe.service
    room systemctl daemon-reload
    room timeout 20 systemctl start probe.service || true
    room cat /run/probe.said
}

refused="Operation not permitted"
# Reading the clock's state takes the same system call as setting it; the right to set is what the agent lacks.
check_has "the agent may ask whether the clock is set" '^ok$' "$(probe room-agent.service <<<'print(call("adjtimex", bytes(256)))')"
check_has "in both ways" '^ok$' "$(probe room-agent.service <<<'print(call("clock_adjtime", 0, bytes(256)))')"
check_equal "it may not set it" "$refused" "$(probe room-agent.service <<<'print(call("settimeofday", bytes(16), None))')"
check_equal "nor make namespaces" "$refused" "$(probe room-agent.service <<<'print(call("unshare", 0x10000000))')"
check_equal "the agent's memory is nobody's but root's" root "$(room stat -c %U "/proc/$(agent_pid)/mem")"
# Without a calendar that vouches for it, the clock is judged as the kernel judges it.
kill -KILL "$cloud"
room systemctl restart room-agent
wait_for 'agent_status >/dev/null' 10
if [ "$(python3 -c 'import ctypes; print(ctypes.CDLL(None).adjtimex(bytes(256)))')" = 5 ] && ! [ -e /dev/rtc0 ]; then
    check "a clock that nobody has set is told" wait_for 'agent_warns clock-not-set' 45
else
    sleep 35
    check_fails "a clock that somebody keeps is no news" agent_warns clock-not-set
fi

check_has "a browser may build its sandbox" '^ok$' \
    "$(probe room-agent-join.service <<<'print(call("unshare", 0x10000000 | 0x20000000 | 0x40000000))')"
check_equal "it may not mount" "$refused" "$(probe room-agent-join.service <<<'
call("unshare", 0x10000000)
print(call("mount", b"none", b"/tmp", b"tmpfs", 0, None))')"
check_equal "nor look into another process" "$refused" "$(probe room-agent-join.service <<<'print(call("ptrace", 16, 1, 0, 0))')"
check_equal "it sees no process of other users" end \
    "$(probe room-agent-join.service <<<'
for name in filter(str.isdigit, os.listdir("/proc")):
    if os.stat("/proc/" + name).st_uid != os.getuid(): print(name)
print("end")')"

for unit in room-agent room-agent-join room-kiosk; do
    check_equal "systemd understands every line of $unit" "" \
        "$(room systemd-analyze verify "/usr/lib/systemd/system/$unit.service" 2>&1 | grep -F "$unit" || true)"
done
# The exposure that `systemd-analyze security` tells, in tenths: a loosened unit is a decision, not an accident.
for row in room-agent:19 room-agent-join:25 room-kiosk:13; do
    check_within "the exposure of ${row%:*}" 0 "${row#*:}" \
        "$(room systemd-analyze security --no-pager "${row%:*}" 2>/dev/null | awk '/Overall/ { sub(/.*: /, ""); print $1 * 10 }')"
done
finish
