#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Boots the lab's kernel with this machine's file system as its root, read-only, runs a script as root in it, and ends
# with the script's exit code.
#
#   guest.sh [--limit SECONDS] [--time-travel] SCRIPT
#
# --limit        how long the guest may live in real time, boot included; default 60
# --time-travel  virtual time: whenever everything in the guest sleeps, its clock jumps to the next timer
#
# Exit codes of its own: 124 the limit passed, 125 the guest ended (crash, panic) before the script did.
#
# LAB_EXCHANGE   an absolute directory that the guest may write to; everything else the guest writes is in its memory.
#                Default: a fresh one, removed at the end.
# LAB_SHOW       more directories that the guest needs, separated by colons; only those below /tmp or /run need naming,
#                because the guest has these two for itself
# LAB_KERNEL, LAB_TOOLS   ready paths instead of asking kernel.sh and tools.sh
# ROOM_AGENT, ROOM_DEMO, ROOM_TESTS   programs of the agent and its unit tests, passed on to the script
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf 'lab: %s\n' "$*" >&2; }

limit=60
kernel_words=()
while [ "$#" -gt 1 ]; do
    case $1 in
    --limit)
        limit=$2
        shift
        ;;
    --time-travel) kernel_words+=(time-travel=inf-cpu) ;;
    *) break ;;
    esac
    shift
done
if [ "$#" != 1 ] || [ ! -f "$1" ]; then
    sed -n '3,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0" >&2
    exit 64
fi
script=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")

ROOM_AGENT=${ROOM_AGENT:-}
ROOM_DEMO=${ROOM_DEMO:-}
ROOM_TESTS=${ROOM_TESTS:-}
kernel=${LAB_KERNEL:-$("$here/kernel.sh")}
tools=${LAB_TOOLS:-$("$here/tools.sh")}

# The guest's memory is a sparse file that the kernel removes at once; containers often have a tiny /dev/shm.
memory_mib=512
work=$(mktemp -d)
memory=$work
[ "$(df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -lt $((2 * memory_mib)) ] 2>/dev/null || memory=/dev/shm
group=
# The guest makes a session of its own, so its group is none that we know; its command line is. Processes of a guest whose kernel
# was killed go on alone, and one that was just being made misses the first signal.
end_guest() {
    local _
    for _ in {1..40}; do
        pkill -KILL -f -- "uml_dir=$work/uml/" || break
        sleep 0.05
    done
}
end() {
    [ -z "$group" ] || end_guest
    rm -rf -- "$work"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

exchange=${LAB_EXCHANGE:-$work/exchange}
mkdir -p "$exchange" "$work/boot" "$work/uml"

IFS=: read -r -a wanted <<<"${LAB_SHOW:-}"
shown=()
for directory in "$here" "${here%/*}/Checks" "${script%/*}" "$tools" "${ROOM_AGENT%/*}" "${ROOM_DEMO%/*}" "${ROOM_TESTS%/*}" "${wanted[@]}"; do
    [ ! -d "$directory" ] || shown+=("$directory")
done

# The kernel's command line carries one word, the path of init.sh; init.sh finds the rest beside itself.
cp "$here/init.sh" "$work/boot/init.sh"
{
    printf '%s=%q\n' LAB "$here" LAB_SCRIPT "$script" LAB_TOOLS "$tools" LAB_EXCHANGE "$exchange" \
        ROOM_AGENT "$ROOM_AGENT" ROOM_DEMO "$ROOM_DEMO" ROOM_TESTS "$ROOM_TESTS"
    printf 'shown=('
    printf '%q ' "${shown[@]}"
    printf ')\n'
} >"$work/boot/environment"

mkfifo "$work/console"
tr -d '\r' <"$work/console" &
reader=$!
ulimit -c 0
TMPDIR=$memory timeout --signal=KILL "$limit" "$kernel" "mem=${memory_mib}M" root=none rootfstype=hostfs rootflags=/ ro \
    quiet loglevel=2 "init=$work/boot/init.sh" "uml_dir=$work/uml/" con=null con0=fd:0,fd:1 "${kernel_words[@]}" \
    </dev/null >"$work/console" 2>&1 &
group=$!
code=0
wait "$group" 2>/dev/null || code=$?
end_guest
group=
wait "$reader"

result=
[ ! -f "$work/boot/result" ] || read -r result <"$work/boot/result" || true
if [[ $result =~ ^[0-9]+$ ]]; then
    exit "$result"
elif [ "$code" = 137 ]; then
    say "the guest was ended after $limit s: $script"
    exit 124
else
    say "the guest ended with $code before the script did: $script"
    exit 125
fi
