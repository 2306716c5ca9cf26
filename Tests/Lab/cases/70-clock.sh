#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# Somebody sets the civil clock, forwards and back: the kernel tells the agent at once (TFD_TIMER_CANCEL_ON_SET).
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
release JOIN_BUTTON
agent_config 'join-early = 0 s' <<'EOC'
[sync]
poll = 1 h
[button]
source = gpio:JOIN_BUTTON
[lamp]
button = gpio:JOIN_LAMP
EOC
meeting 7200 3600
cloud_start
agent_start
record_level JOIN_LAMP
check "the lamp is off two hours before the meeting" is_steady JOIN_LAMP 0

date -s "@$((EPOCHSECONDS + 7260))" >/dev/null || give_up "the clock cannot be set"
check "the lamp blinks as soon as the clock is set into the meeting" blinks JOIN_LAMP 10
check "the agent noticed it" grep -q "the clock was set" "$work/agent.log"
date -s "@$((EPOCHSECONDS - 7260))" >/dev/null
check "the lamp is off when the clock is set back" is_steady JOIN_LAMP 0
date -s "@$((EPOCHSECONDS + 7260))" >/dev/null
check "and blinks again when it is set forward again" blinks JOIN_LAMP 10
check_within "a press joins within a second" 0 1000 "$(join_within_ms JOIN_BUTTON)"
check_equal "once" 1 "$(join_count)"
agent_finish
