#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: time-travel
# lab: limit=120
#
# A sensor on a real line: who moves before it keeps the room, and a room is given back only while the sensor can see.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add room room-bank 8 JOIN_BUTTON:4 || give_up "no simulated chip"
chip_add ceiling ceiling-bank 4 PIR:1 || give_up "no second chip"
release JOIN_BUTTON
agent_config <<'EOC'
[button]
source = gpio:JOIN_BUTTON
[presence]
source = gpio:PIR
[manners]
check-in = yes
release-after = 2 min
EOC
# A sensor drives its line: high while somebody moves.
sees() { echo pull-up >"${line_directory[PIR]}/pull"; }
sees_nobody() { echo pull-down >"${line_directory[PIR]}/pull"; }
sees_nobody
meeting 600 900 Visited
meeting 3600 900 Forgotten
meeting 7200 900 Unwatched
meeting 10800 900 "Forgotten again"
meetings+=(--role writer)
cloud_start
agent_start
"$ROOM_AGENT" events --config "$config" >"$work/events.log" 2>&1 &

released() { lines_in "$work/events.log" "Released.*$1"; }

sleep 660
sees
sleep 5
sees_nobody
sleep 300
check_equal "a meeting that the sensor saw somebody in is kept" 0 "$(released '')"
sleep $((3600 - 965 + 180)) # its third minute
check_equal "one that nobody came to is given back" 1 "$(released Forgotten\")"
chip_remove ceiling
sleep 30
check "a sensor that is gone is told" agent_warns presence-lost
sleep $((7200 - 3810 + 300)) # its fifth minute
check_equal "and without it no meeting is given back" 0 "$(released Unwatched)"
chip_add ceiling ceiling-bank 4 PIR:1 || give_up "the chip does not come back"
sees_nobody
sleep 1200
check "and when it is back no more" wait_for '! agent_warns presence-lost' 5
sleep $((10800 - 8710 + 200))
check_equal "with the sensor back rooms are given back again" 1 "$(released 'Forgotten again')"
check_equal "the first was kept to its end" 0 "$(released Visited)"
agent_finish
