#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# Real contacts: they bounce, and somebody leans on them when the power comes back.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
# `pull = none` leaves the contact to us: a simulated pull-up would let go of a held button.
agent_config <<'EOC'
[button]
source = gpio:JOIN_BUTTON
pull = none
[lamp]
button = gpio:JOIN_LAMP
EOC
meeting -60 3600
cloud_start

# Held at start.
press JOIN_BUTTON
agent_start
record_level JOIN_LAMP
check "the lamp blinks: the meeting can be joined" blinks JOIN_LAMP
sleep 3
check_equal "a button that is held at the start is not a press" 0 "$(join_count)"
release JOIN_BUTTON
sleep 1
check_equal "nor is letting go of it" 0 "$(join_count)"

# Bounces, all shorter than the debounce time of 25 ms.
took=$(bounce JOIN_BUTTON 6 up 300)
check_within "six bounces were a disturbance, not a press" 0 19999 "$took"
sleep 1
check_equal "a disturbance does not join" 0 "$(join_count)"
bounce JOIN_BUTTON 6 down >/dev/null
check "a press that bounces joins" wait_for '[ "$(join_count)" -ge 1 ]' 3
bounce JOIN_BUTTON 6 up >/dev/null
sleep 2
check_equal "a press that bounces at both ends joins once" 1 "$(join_count)"
check "and stays in the meeting" join_lives
agent_finish
