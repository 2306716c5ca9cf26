#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=180
#
# DeviceIO's drivers in process, on simulated chips and lights: the unit tests of DriverTests, which are skipped where
# the kernel has no such things. Here none may be.
. "$LAB/lib.sh"

[ -x "$ROOM_TESTS" ] || give_up "there are no unit tests '$ROOM_TESTS': swift build --build-tests, or name them in ROOM_TESTS"

ulimit -n 1024
timeout 150 "$ROOM_TESTS" --testing-library swift-testing --no-parallel --filter '^DriverTests\.' >"$work/tests" 2>&1
code=$?

# A line for each test, as the run tells it: `✔ Test "sentence" passed after 0.1 seconds.`
while IFS= read -r line; do
    sentence=${line#*Test \"}
    sentence=${sentence%\"*}
    case $line in
    *' passed after '*) ok "$sentence" ;;
    *) not_ok "$sentence" "$line" ;;
    esac
done < <(grep -E '^[^ ]+ +Test ".*"( with [0-9]+ test cases)? (passed after|failed after|skipped)' "$work/tests")
check_equal "the run of the unit tests ends well" 0 "$code"
[ "$failed" = 0 ] || sed 's/^/#   /' "$work/tests"
check "all of them ran" [ "$passed" -ge 15 ]
finish
