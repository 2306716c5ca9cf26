# SPDX-License-Identifier: Apache-2.0
#
# Sourced by each case: checks, and a room, which is a Debian of its own with systemd as its first process. A case ends
# with `finish`.
set -uo pipefail

work=$(mktemp -d "${TMPDIR:-/tmp}/room-XXXXXX") # everything a case makes
chmod 755 "$work"

# --- Checks -----------------------------------------------------------------------------------------------------------

. "$(dirname "${BASH_SOURCE[0]}")/../Checks/checks.sh"

# check SENTENCE COMMAND [WORD…] : ok when the command succeeds; what it printed is told when it does not.
check() {
    local said
    if said=$("${@:2}" 2>&1); then ok "$1"; else not_ok "$1" "failed: ${*:2}"$'\n'"$said"; fi
}

# check_fails SENTENCE COMMAND [WORD…]
check_fails() {
    local said
    if said=$("${@:2}" 2>&1); then not_ok "$1" "succeeded: ${*:2}"$'\n'"$said"; else ok "$1"; fi
}

# The case's last line: its plan, and its exit code. Also what a case ends with that stops before it.
finish() {
    finished=yes
    check_words
    [ "$failed" = 0 ] || room_tells
    echo "1..$((passed + failed))"
    echo "# $passed passed, $failed failed, $SECONDS s"
    [ -z "${ROOM_COUNTS:-}" ] || echo "$passed $failed" >"$ROOM_COUNTS"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}

at_end() {
    [ "$finished" = yes ] || (not_ok "the case went to its end" "it stopped before its line \`finish\`" && finish) || true
    room_end
    rm -rf -- "$work"
}
trap at_end EXIT
trap 'exit 130' INT TERM HUP

# wait_for CONDITION SECONDS : evaluates the condition until it is true; fails when the seconds are over.
wait_for() {
    local end=$(($(now_ms) + $2 * 1000))
    until eval "$1"; do
        [ "$(now_ms)" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# --- A room -----------------------------------------------------------------------------------------------------------

# The tree of the running room, and its first process as this machine counts.
root=$work/root
room=
room_shell= # the process that made the room's namespaces
helpers=()  # processes of this machine that work for the room

# room_tree : the files of a fresh room: $ROOM_TREE is under them and stays as it is; what is written to them goes with the case.
room_tree() {
    mkdir -p "$root" "$work/memory"
    mount -t tmpfs -o mode=0755 room "$work/memory"
    mkdir "$work/memory/upper" "$work/memory/work"
    if ! mount -t overlay -o "lowerdir=${ROOM_TREE:?},upperdir=$work/memory/upper,workdir=$work/memory/work" room "$root" \
        2>/dev/null; then
        echo "# no overlay here: copying the tree"
        cp -a "$ROOM_TREE/." "$work/memory/upper"
        mount --bind "$work/memory/upper" "$root"
    fi
}

# room_boot : boots a fresh room.
room_boot() {
    local unified group started
    started=$(now_ms)
    room_tree

    # A control group of the room's own, which becomes the root of what the room sees.
    unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    if [ -z "$unified" ]; then
        unified=$work/cgroup
        mkdir "$unified"
        mount -t cgroup2 cgroup2 "$unified"
    fi
    group=$unified/${work##*/}
    mkdir "$group"
    room_group=$group

    bash -c 'echo $$ >"$1/cgroup.procs" && exec unshare --cgroup --mount --net --pid --uts --ipc --fork --kill-child \
        --propagation private "$2" "$3"' room "$group" "$ROOM_HERE/guest.sh" "$root" >"$work/boot.log" 2>&1 &
    room_shell=$!
    wait_for 'room=$(pgrep -P $room_shell)' 10 || give_up "no room was made: $(<"$work/boot.log")"
    wait_for 'room_is_up || ! kill -0 $room_shell 2>/dev/null' 90
    room_is_up || give_up "the room does not boot: $(tail -n 5 "$work/boot.log")"
    echo "# booted in $(($(now_ms) - started)) ms"
}

room_is_up() {
    case $(room systemctl is-system-running 2>/dev/null) in running | degraded) ;; *) return 1 ;; esac
}

# room COMMAND [WORD…] : runs it in the room as root, outside of every unit.
room() {
    nsenter --target "$room" --all --root --wd env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}

# room_as USER COMMAND [WORD…] : with the user's own groups and no others.
room_as() {
    local user=$1
    room setpriv --reuid "$user" --regid "$(room id -g "$user")" --init-groups -- "${@:2}"
}

# room_put FILE PATH [MODE [OWNER]] : a file of this machine into the room.
room_put() {
    local owner=${4:-root}
    room install -D -m "${3:-644}" -o "${owner%:*}" -g "${owner#*:}" /dev/stdin "$2" <"$1"
}

# room_write PATH [MODE [OWNER]] <<<TEXT
room_write() { room_put /dev/stdin "$@"; }

# room_net COMMAND [WORD…] : a program of this machine on the room's network.
room_net() { nsenter --target "$room" --net -- "$@"; }

# room_help COMMAND [WORD…] : the same in the background, as long as the room lives. Not by room_net, which would be a shell
# between us and the program.
room_help() {
    # The standard input is named, for a shell gives what it starts in the background none else.
    nsenter --target "$room" --net -- "$@" <&0 &
    helpers+=($!)
}

# room_end : ends the room and everything that works for it, and leaves nothing mounted.
room_end() {
    local process
    for process in "${helpers[@]}"; do
        kill -KILL "$process" 2>/dev/null && wait "$process" 2>/dev/null
    done
    helpers=()
    if [ -n "$room_shell" ]; then
        # The kernel ends every process of a room whose first process is gone; unshare takes that one with it.
        kill -KILL "$room_shell" 2>/dev/null
        wait "$room_shell" 2>/dev/null
        wait_for '! grep -q "populated 1" "$room_group/cgroup.events"' 10
        room= room_shell=
    fi
    ! mountpoint -q "$root" || umount -l "$root"
    ! mountpoint -q "$work/memory" || umount -l "$work/memory"
    if [ -n "${room_group:-}" ]; then
        find "$room_group" -depth -type d -exec rmdir {} + 2>/dev/null
        ! mountpoint -q "$work/cgroup" || umount -l "$work/cgroup"
        room_group=
    fi
}

# What a room says about itself when a check failed.
room_tells() {
    [ -n "$room" ] || return 0
    room journalctl -b --no-pager -q -n "${ROOM_JOURNAL:-40}" -o short-monotonic -u 'room-*' -u lcdproc 2>&1 |
        grep -v dbus | cut -c1-200 | sed 's/^/#   /'
}
