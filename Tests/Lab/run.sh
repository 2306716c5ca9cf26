#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the lab's cases, each in a guest of its own, and says how many checks passed and failed. Anything but green is
# red: a failed check, a case that stops early, hangs, crashes its guest or checks nothing, and a run without cases.
#
#   run.sh [CASE…]    paths, or names like 10-join; default: all of cases/
#
# A case may ask, in lines of its own: `# lab: limit=SECONDS` (default 60) and `# lab: time-travel`.
#
# ROOM_AGENT, ROOM_DEMO   the programs under test; default: those of `swift build -c release`
# ROOM_TESTS              the unit tests as a program, for the drivers' own; default: that of `swift build --build-tests`
# LAB_GUESTS              guests at a time; default: one for two processors, at most 4
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

cases=()
for wanted in "$@"; do
    [ -f "$wanted" ] || wanted=$here/cases/${wanted%.sh}.sh
    [ -f "$wanted" ] || {
        echo "lab: no such case: $wanted" >&2
        exit 66
    }
    cases+=("$wanted")
done
[ "$#" -gt 0 ] || cases=("$here"/cases/*.sh)

if [ -z "${ROOM_AGENT:-}" ] && command -v swift >/dev/null; then
    ROOM_AGENT=$(cd "$here/../.." && swift build --show-bin-path -c release)/room-agent
fi
export ROOM_AGENT=${ROOM_AGENT:-}
export ROOM_DEMO=${ROOM_DEMO:-${ROOM_AGENT:+${ROOM_AGENT%/*}/room-demo}}
if [ -z "${ROOM_TESTS:-}" ] && command -v swift >/dev/null; then
    ROOM_TESTS=$(cd "$here/../.." && swift build --show-bin-path)/room-agentPackageTests.xctest
fi
export ROOM_TESTS=${ROOM_TESTS:-}

LAB_KERNEL=$("$here/kernel.sh" --install)
LAB_TOOLS=$("$here/tools.sh")
export LAB_KERNEL LAB_TOOLS

guests=${LAB_GUESTS:-$((($(nproc) + 1) / 2))}
[ "$guests" -le 4 ] || guests=4
exchange=$(mktemp -d)
running=() # process of each case that was started, by its place
end() {
    for process in "${running[@]}"; do
        kill "$process" 2>/dev/null && wait "$process" 2>/dev/null
    done
    rm -rf -- "$exchange"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# start PLACE : boots the case's guest in the background.
start() {
    local path=${cases[$1]} directory=$exchange/$1 words=() limit
    mkdir "$directory"
    limit=$(sed -n 's/^# lab: limit=\([0-9]*\)$/\1/p' "$path")
    [ -z "$limit" ] || words+=(--limit "$limit")
    ! grep -qx '# lab: time-travel' "$path" || words+=(--time-travel)
    LAB_EXCHANGE=$directory "$here/guest.sh" "${words[@]}" "$path" >"$directory.output" 2>&1 &
    running[$1]=$!
}

# report PLACE : waits for the case's end, prints what it said, and adds up.
report() {
    local name code=0 case_passed=0 case_failed=0
    name=$(basename "${cases[$1]}" .sh)
    echo "# case $name"
    wait "${running[$1]}" || code=$?
    unset "running[$1]"
    cat "$exchange/$1.output"
    [ ! -f "$exchange/$1/counts" ] || read -r case_passed case_failed <"$exchange/$1/counts" || true
    # A case that counts no failure and yet doesn't end well, or didn't count at all, is one failure.
    if [ "$case_failed" = 0 ] && { [ "$code" != 0 ] || [ "$case_passed" = 0 ]; }; then
        echo "not ok - case $name ended with $code after $case_passed checks"
        case_failed=1
    fi
    passed=$((passed + case_passed))
    failed=$((failed + case_failed))
}

passed=0
failed=0
started=0
for ((place = 0; place < ${#cases[@]}; place++)); do
    while [ "$started" -lt "${#cases[@]}" ] && [ "$started" -lt $((place + guests)) ]; do
        start "$started"
        started=$((started + 1))
    done
    report "$place"
done

echo "# lab: ${#cases[@]} cases in $SECONDS s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
