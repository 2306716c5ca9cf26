#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# The network cable is out, the power goes and comes back: the button still joins.
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
meeting -60 3600 "Budget of the secret project"
cloud_start
agent_start
record_level JOIN_LAMP
check "the lamp blinks: the meeting can be joined" blinks JOIN_LAMP

# stored PATTERN : some file of the store has it in clear.
stored() { grep -raqE "$1" "$work/store"; }
not() { ! "$@"; }

cloud_stop
agent_kill KILL
check "a line is low when nobody drives it" wait_for '[ "$(level JOIN_LAMP)" = 0 ]' 2
check "something is stored" stored .
check "what is stored does not tell the meeting's title" not stored 'secret project'
check "nor its join address" not stored 'abc-defg-hij'
agent_start
check "without a cloud the lamp blinks as before" blinks JOIN_LAMP 5
check_within "and a press joins within a second" 0 1000 "$(join_within_ms JOIN_BUTTON)"
check_equal "the same meeting" "$address" "$(join_words)"
sleep 1
check_equal "once" 1 "$(join_count)"

# In the meeting.
agent_kill KILL
agent_start
sleep 2
check_equal "a start in the middle of a meeting joins nothing by itself" 1 "$(join_count)"

agent_kill TERM
check_equal "SIGTERM ends it cleanly" 0 $?
check_equal "the agent's log does not tell the meeting's title" 0 "$(lines_in "$work/agent.log" 'secret project')"
check_equal "nor its join address" 0 "$(lines_in "$work/agent.log" 'abc-defg-hij')"
[ "$failed" = 0 ] || agent_tells
finish
