#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lab: limit=90
#
# A lamp in /sys/class/leds: the kernel blinks, so that the agent can sleep.
. "$LAB/lib.sh"
. "$LAB/agent.sh"

lamp=room:join
chip_add room room-bank 8 JOIN_BUTTON:4 || give_up "no simulated chip"
release JOIN_BUTTON
led_add $lamp 255 || give_up "no LED"
agent_config 'join-early = 0 s' <<EOC
[button]
source = gpio:JOIN_BUTTON
[lamp]
button = led:$lamp
EOC
meeting 10 3600
cloud_start
agent_start

brightness() { cat "/sys/class/leds/$lamp/brightness"; }
kernel_blinks() { [[ $(led_trigger $lamp) =~ ^(timer|pattern)$ ]]; }

check_equal "the LED is dark while the room is free" "none 0" "$(led_trigger $lamp) $(brightness)"
check "the kernel blinks it when the meeting can be joined" wait_for kernel_blinks 20
if [ "$(led_trigger $lamp)" = timer ]; then
    check_within "its dark time is a slow blink's" 300 2000 "$(<"/sys/class/leds/$lamp/delay_off")"
fi
kill -STOP "$agent"
check_within "it blinks while the agent is stopped" 2 12 "$(changes $lamp 4)"
kill -CONT "$agent"

check_within "a press joins within a second" 0 1000 "$(join_within_ms JOIN_BUTTON)"
check "the LED is on in the meeting" wait_for '[ "$(led_trigger $lamp) $(brightness)" = "none 255" ]' 5

# The meeting's end seen by its program.
kill "$(tail -n 1 "$joins" | cut -d' ' -f1)"
check "the LED blinks again when the join program has ended" wait_for kernel_blinks 10

# Lost and found.
kill "$led_process" && wait "$led_process" 2>/dev/null
sleep 3
check "the agent lives without its LED" agent_lives
led_add $lamp 255
check "and lights it again when it is back" wait_for kernel_blinks 30
agent_finish
