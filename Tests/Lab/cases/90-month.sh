#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: time-travel
# lab: limit=400
#
# A month of the room's life, in virtual time: real binary, real kernel timers, real sockets. Then somebody pushes.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

day=86400
chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
release JOIN_BUTTON
agent_config <<'EOC'
[sync]
poll = 1 h
[button]
source = gpio:JOIN_BUTTON
[lamp]
button = gpio:JOIN_LAMP
EOC
for ((n = 1; n <= 30; n++)); do
    meeting $((n * day)) 900 "Meeting $n"
done
cloud_start
agent_start

private_kib() { awk '/^Private_Dirty:/ { print $2 }' "/proc/$agent/smaps_rollup"; }
descriptors() { ls "/proc/$agent/fd" | wc -l; }

sleep $((day + 60))
check_within "a press joins on the second day" 0 1000 "$(join_within_ms JOIN_BUTTON)"
kill "$(tail -n 1 "$joins" | cut -d' ' -f1)"
sleep 7200
memory=$(private_kib)
opened=$(descriptors)
logged=$(stat -c %s "$work/agent.log")

sleep $((28 * day))
check "the agent lives after a month" agent_lives
check_within "its private memory has grown by at most 512 KiB" -100000 512 $(($(private_kib) - memory))
check_within "it holds no more descriptors than on the second day" 0 "$opened" "$(descriptors)"
check_within "its log has grown by at most 1 MiB" 0 1048576 $(($(stat -c %s "$work/agent.log") - logged))
# Now is two hours and a minute into the thirtieth day of meetings; wait for the last one.
sleep $((day - 7200))
check_within "a press joins on the last day" 0 1000 "$(join_within_ms JOIN_BUTTON)"
check_equal "and that was the second join of the month" 2 "$(join_count)"
agent_finish
