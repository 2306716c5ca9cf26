#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=120
#
# The chip with the button and the lamp is pulled out of the running agent, and put back.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
release JOIN_BUTTON
agent_config <<'EOC'
[button]
source = gpio:JOIN_BUTTON
[lamp]
button = gpio:JOIN_LAMP
EOC
meeting -60 3600
cloud_start
agent_start
record_level JOIN_LAMP
check "the lamp blinks: the meeting can be joined" blinks JOIN_LAMP
check "with its devices in place the agent does not miss the button" bash -c '! grep -q button-lost "$1"' - "$work/status.json"

chip_remove room
check "the agent says that the button is lost" wait_for 'agent_warns button-lost' 30
check "and lives" agent_lives
read -r switches ticks < <(agent_work)
sleep 10
read -r more_switches more_ticks < <(agent_work)
check_within "ten seconds without the device cost at most 200 context switches" 0 200 $((more_switches - switches))
check_within "and at most 200 ms of processor time" 0 20 $((more_ticks - ticks))

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5
release JOIN_BUTTON
record_level JOIN_LAMP
check "the agent finds the button again" wait_for '! agent_warns button-lost' 30
check "and the lamp" blinks JOIN_LAMP
release JOIN_BUTTON
check_within "a press joins within a second" 0 1000 "$(join_within_ms JOIN_BUTTON)"
sleep 1
check_equal "once" 1 "$(join_count)"
agent_finish
