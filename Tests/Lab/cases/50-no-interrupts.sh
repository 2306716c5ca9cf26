#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# A button on a line without an interrupt: the kernel refuses edge events with ENXIO, and the agent looks by itself.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add hog hog-bank 128 || give_up "no simulated chip"
"$LAB_TOOLS/gpio-hog" "${chip_device[hog]}" >"$work/hog" &
wait_for 'grep -q "ENXIO" $work/hog' 5 || give_up "the guest does not run out of interrupts"
chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
release JOIN_BUTTON
agent_config <<'EOC'
[button]
source = gpio:room-bank/4
[lamp]
button = gpio:JOIN_LAMP
EOC
meeting -60 3600
cloud_start
agent_start
record_level JOIN_LAMP
check "the lamp blinks: the meeting can be joined" blinks JOIN_LAMP

took=$(bounce JOIN_BUTTON 6 up 300)
check_within "six bounces were a disturbance, not a press" 0 19999 "$took"
sleep 1
check_equal "a disturbance does not join" 0 "$(join_count)"
check_within "a press joins within a second" 0 1000 "$(join_within_ms JOIN_BUTTON)"
sleep 1
check_equal "once" 1 "$(join_count)"
read -r _ ticks < <(agent_work)
sleep 5
read -r _ more_ticks < <(agent_work)
check_within "looking for five seconds takes at most 500 ms of processor time" 0 50 $((more_ticks - ticks))
agent_finish
