#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the agent's package in whole rooms, each a fresh Debian with systemd as its first process, a browser and a screen, and
# tries what people do there: setting up, joining, leaving, updating, removing. Anything but green is red: a failed check, a case
# that stops early, hangs or checks nothing, and a run that can't boot a room. Runs as root, and leaves nothing behind.
#
#   run.sh [CASE…]    paths, or names like 20-join-wayland; default: all of cases/
#
# A case may ask, in a line of its own: `# room: limit=SECONDS` (default 120).
#
# ROOM_DEB     the package under test; default: the newest dist/room-agent_*.deb (make deb)
# ROOM_DEMO    the simulated cloud; default: the one of `swift build -c release`
# ROOM_KEEP    a directory that gets the pictures of screens which a case takes
set -euo pipefail
ROOM_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$ROOM_HERE/../.." && pwd)

die() {
    echo "room: $2" >&2
    exit "$1"
}

cases=()
for wanted in "$@"; do
    [ -f "$wanted" ] || wanted=$ROOM_HERE/cases/${wanted%.sh}.sh
    [ -f "$wanted" ] || die 66 "no such case: $wanted"
    cases+=("$wanted")
done
[ "$#" -gt 0 ] || cases=("$ROOM_HERE"/cases/*.sh)

[ "$(id -u)" = 0 ] || die 77 "booting a room needs root: sudo $0"
for program in mmdebstrap unshare nsenter openssl python3; do
    command -v "$program" >/dev/null || die 69 "there is no $program: .ci/packages test"
done
ROOM_DEB=${ROOM_DEB:-$(ls -t "$top"/dist/room-agent_*.deb 2>/dev/null | head -n 1)}
[ -f "$ROOM_DEB" ] || die 66 "there is no package to test: make deb"
ROOM_DEB=$(realpath "$ROOM_DEB")
if [ -z "${ROOM_DEMO:-}" ] && command -v swift >/dev/null; then
    ROOM_DEMO=$(cd "$top" && swift build --show-bin-path -c release)/room-demo
fi
[ -x "${ROOM_DEMO:-}" ] || die 66 "there is no program '${ROOM_DEMO:-}': swift build -c release, or name it in ROOM_DEMO"
ROOM_TREE=$("$ROOM_HERE/tree.sh")
export ROOM_HERE ROOM_DEB ROOM_DEMO ROOM_TREE

counts=$(mktemp)
running=
end() {
    if [ -n "$running" ]; then
        kill "$running" 2>/dev/null && wait "$running" 2>/dev/null
    fi
    rm -f -- "$counts"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

passed=0
failed=0
for path in "${cases[@]}"; do
    name=$(basename "$path" .sh)
    limit=$(sed -n 's/^# room: limit=\([0-9]*\)$/\1/p' "$path")
    echo "# case $name"
    : >"$counts"
    code=0 case_passed=0 case_failed=0
    # A case that is ended at its limit ends its room; one that does not is killed, and its room with it.
    ROOM_COUNTS=$counts timeout --kill-after=30 "${limit:-120}" \
        bash -c '. "$ROOM_HERE/lib.sh" && . "$ROOM_HERE/agent.sh" && . "$1"' room "$path" &
    running=$!
    wait "$running" || code=$?
    running=
    read -r case_passed case_failed <"$counts" || true
    # A case that counts no failure and yet doesn't end well, or didn't count at all, is one failure.
    if [ "${case_failed:-0}" = 0 ] && { [ "$code" != 0 ] || [ "${case_passed:-0}" = 0 ]; }; then
        echo "not ok - case $name ended with $code after ${case_passed:-0} checks"
        case_failed=1
    fi
    passed=$((passed + ${case_passed:-0}))
    failed=$((failed + ${case_failed:-0}))
done

echo "# room: ${#cases[@]} cases in $SECONDS s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
