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
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

cases=()
for wanted in "$@"; do
    [ -f "$wanted" ] || wanted=$here/cases/${wanted%.sh}.sh
    [ -f "$wanted" ] || { echo "lab: no such case: $wanted" >&2; exit 66; }
    cases+=("$wanted")
done
[ "$#" -gt 0 ] || cases=("$here"/cases/*.sh)

if [ -z "${ROOM_AGENT:-}" ] && command -v swift >/dev/null; then
    ROOM_AGENT=$(cd "$here/../.." && swift build --show-bin-path -c release)/room-agent
fi
export ROOM_AGENT=${ROOM_AGENT:-}
export ROOM_DEMO=${ROOM_DEMO:-${ROOM_AGENT:+${ROOM_AGENT%/*}/room-demo}}

LAB_KERNEL=$("$here/kernel.sh" --install)
LAB_TOOLS=$("$here/tools.sh")
export LAB_KERNEL LAB_TOOLS

exchange=$(mktemp -d)
trap 'rm -rf -- "$exchange"' EXIT
trap 'exit 130' INT TERM HUP
passed=0
failed=0
for path in "${cases[@]}"; do
    name=$(basename "$path" .sh)
    words=()
    limit=$(sed -n 's/^# lab: limit=\([0-9]*\)$/\1/p' "$path")
    [ -z "$limit" ] || words+=(--limit "$limit")
    ! grep -qx '# lab: time-travel' "$path" || words+=(--time-travel)

    echo "# case $name"
    mkdir "$exchange/$name"
    started=$SECONDS
    code=0
    LAB_EXCHANGE=$exchange/$name "$here/guest.sh" "${words[@]}" "$path" || code=$?
    case_passed=0
    case_failed=0
    [ ! -f "$exchange/$name/counts" ] || read -r case_passed case_failed <"$exchange/$name/counts" || true
    if [ "$case_failed" = 0 ] && { [ "$code" != 0 ] || [ "$case_passed" = 0 ]; }; then
        echo "not ok - case $name ended with $code after $case_passed checks"
        case_failed=1
    fi
    echo "# case $name: $((SECONDS - started)) s"
    passed=$((passed + case_passed))
    failed=$((failed + case_failed))
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
