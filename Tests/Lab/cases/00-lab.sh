#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The lab itself: is the simulator what the other cases, and the agent, take it for?
. "$LAB/lib.sh"

# watch OFFSET [DEBOUNCE_US] : waits for the edges of a line of the room's chip; what it is told goes to $work/watch.
watch() {
    rm -f "$work/watch"
    "$LAB_TOOLS/gpio-watch" "${chip_device[room]}" "$@" >"$work/watch" &
    wait_for '[ -s $work/watch ]' 5
}

chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5 || give_up "no simulated chip"
check "a chip has its label" grep -qx room-bank /sys/kernel/config/gpio-sim/room/bank0/label
check "a chip is gpiochip0 when it is the first" [ "${chip_device[room]}" = /dev/gpiochip0 ]

# Edges
release JOIN_BUTTON
watch 4
check_equal "an open contact reads as not pressed" "level 0" "$(<"$work/watch")"
press JOIN_BUTTON
check "a press is an edge event" wait_for 'grep -qx "press 1" $work/watch' 2
release JOIN_BUTTON
check "a release is the next edge event" wait_for 'grep -qx "release 2" $work/watch' 2
kill $! && wait $! 2>/dev/null

# Debounce in the kernel
watch 4 20000
took=$(bounce JOIN_BUTTON 6 up 300)
check_within "six bounces take less than the debounce time" 0 19999 "$took"
sleep 0.2
check_equal "six bounces are no event with 20 ms of debounce" 1 "$(lines_in "$work/watch")"
bounce JOIN_BUTTON 6 down >/dev/null
check "six bounces that end closed are one press" wait_for 'grep -qx "press 1" $work/watch' 2
sleep 0.2
check_equal "and not two" 2 "$(lines_in "$work/watch")"
kill $! && wait $! 2>/dev/null

watch 4 20000
check_equal "a contact that is closed at the request is a level, not an event" "level 1" "$(<"$work/watch")"

# Removal and renumbering
exec 5<"${chip_device[room]}"
chip_remove room
check "a removed chip's line answers POLLERR and ENODEV" \
    wait_for 'grep -qE "^poll 0x[0-9a-f]*[89a-f] ENODEV$" $work/watch' 5
check "Linux 6.1 does not wake who waits for it: one has to ask again" grep -qx "asked again" "$work/watch"
check "the node of a removed chip is gone" [ ! -e /dev/gpiochip0 ]
chip_add room room-bank 8 JOIN_BUTTON:4 JOIN_LAMP:5
check_equal "a chip that returns gets another number while the old one is held open" \
    /dev/gpiochip1 "${chip_device[room]}"
exec 5<&-

# No interrupt left: the natural test bed of the polling fallback.
chip_add hog hog-bank 128
"$LAB_TOOLS/gpio-hog" "${chip_device[hog]}" >"$work/hog" &
check "the guest runs out of interrupts" wait_for 'grep -q "^hogged" $work/hog' 5
watch 4
check_equal "an edge request without an interrupt answers ENXIO" "refused ENXIO" "$(<"$work/watch")"

# The LED class
led_add room:join 255
echo timer >/sys/class/leds/room:join/trigger
echo 100 >/sys/class/leds/room:join/delay_on
echo 100 >/sys/class/leds/room:join/delay_off
check_equal "an LED says which trigger it has" timer "$(led_trigger room:join)"
check_within "the timer trigger blinks by itself" 7 12 "$(changes room:join 1)"
echo 0 >/sys/class/leds/room:join/brightness
check_equal "brightness 0 ends the trigger" none "$(led_trigger room:join)"
check_equal "an LED that nothing drives is still" 0 "$(changes room:join 1)"
echo pattern >/sys/class/leds/room:join/trigger
echo "255 100 255 0 0 100 0 0" >/sys/class/leds/room:join/pattern
check_within "the pattern trigger blinks by itself" 7 12 "$(changes room:join 1)"
kill "$led_process" && wait "$led_process" 2>/dev/null
check "an LED goes away with its maker" [ ! -e /sys/class/leds/room:join ]

# The rest of the machine
check "the loopback network is up" [ $(($(</sys/class/net/lo/flags) & 1)) = 1 ]
check "what the guest writes stays in it" bash -c '! touch "$LAB/written"' 2>"$work/refused"
check_equal "random numbers do not wait for entropy" 16 "$(timeout 5 head -c 16 /dev/random | wc -c)"
finish
