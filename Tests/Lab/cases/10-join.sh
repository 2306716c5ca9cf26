#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# A meeting's life at the button: free, joinable, joined at one push, left on hold. The lamp says so all the way.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
release JOIN_BUTTON
agent_config 'join-early = 0 s' <<'EOC'
[button]
source = gpio:JOIN_BUTTON
[lamp]
button = gpio:room-bank/5
EOC
meeting 24 3600
cloud_start
agent_start
record_level JOIN_LAMP

# Free: nothing to join for some seconds yet.
check "the lamp is off while the room is free" is_steady JOIN_LAMP 0
before=$(lines_in "$work/JOIN_LAMP.levels")
push JOIN_BUTTON
check "a push in a free room makes the lamp blink" blinks JOIN_LAMP 3 "$before"
sleep 1
check_equal "and joins nothing" 0 "$(join_count)"
check "after which the lamp is off again" is_steady JOIN_LAMP 0

# Joinable: the meeting starts by itself, without a word from the cloud.
cloud_stop
check "the lamp blinks when the meeting starts" blinks JOIN_LAMP 30
check_within "it blinks slowly" 2 12 "$(changes JOIN_LAMP 4)"

# One push, one join.
took=$(join_within_ms JOIN_BUTTON)
check_within "the join program runs within a second of the press" 0 1000 "$took"
echo "# press to join over GPIO: $took ms"
check_equal "it is told the join address" "$address" "$(join_words)"
check "the lamp is on in the meeting" is_steady JOIN_LAMP 1
push JOIN_BUTTON
push JOIN_BUTTON
sleep 1
check_equal "one push is one join, and later ones change nothing" 1 "$(join_count)"
check "the join program lives on" join_lives

# Held: leaves at two seconds, while it is still held. The pushes above had their cooldown.
sleep 4.5
press JOIN_BUTTON
sleep 1.5
check "a hold of a second and a half does not leave" join_lives
check "a hold of two seconds leaves, before it is let go" wait_for '! join_lives' 6
release JOIN_BUTTON
check "the lamp blinks again: the meeting can still be joined" blinks JOIN_LAMP 10
sleep 1
check_equal "letting go joins nothing" 1 "$(join_count)"
agent_finish
