# SPDX-License-Identifier: Apache-2.0
#
# Sourced by each case, in the guest: checks, simulated chips, buttons and lamps, LEDs. A case ends with `finish`.
set -uo pipefail

work=/run/lab # everything a case makes; in the guest's memory
mkdir -p "$work"

# --- Checks -----------------------------------------------------------------------------------------------------------

. "$(dirname "${BASH_SOURCE[0]}")/../Checks/checks.sh"

# check SENTENCE COMMAND [WORD…] : ok when the command succeeds. It runs here and in no subshell, so it may keep what it finds.
check() {
    if "${@:2}"; then ok "$1"; else not_ok "$1" "failed: ${*:2}"; fi
}

# The case's last line: its plan, and its exit code. Also what a case ends with that stops before it.
finish() {
    finished=yes
    check_words
    echo "1..$((passed + failed))"
    echo "# $passed passed, $failed failed"
    echo "$passed $failed" >"$LAB_EXCHANGE/counts"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}
trap '[ "$finished" = yes ] || { not_ok "the case went to its end" "it stopped before its line \`finish\`"; finish; }' EXIT

# wait_for CONDITION SECONDS : evaluates the condition until it is true; fails when the seconds are over.
wait_for() {
    local end=$(($(now_ms) + $2 * 1000))
    until eval "$1"; do
        [ "$(now_ms)" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# lines_in FILE [PATTERN] : how many lines there are (that match the extended pattern).
lines_in() {
    if [ -e "$1" ]; then grep -cE -- "${2:-}" "$1" || true; else echo 0; fi
}

# --- GPIO -------------------------------------------------------------------------------------------------------------

declare -A line_directory=() # by line name
declare -A chip_device=()    # /dev/gpiochipN by chip name

# chip_add NAME LABEL LINES [LINE_NAME:OFFSET…] : a chip appears, and its device node.
chip_add() {
    local name=$1 label=$2 lines=$3 chip=/sys/kernel/config/gpio-sim/$1 line device
    mkdir -p "$chip/bank0"
    echo "$label" >"$chip/bank0/label"
    echo "$lines" >"$chip/bank0/num_lines"
    for line in "${@:4}"; do
        mkdir "$chip/bank0/line${line#*:}"
        echo "${line%:*}" >"$chip/bank0/line${line#*:}/name"
    done
    echo 1 >"$chip/live" || return
    device=/sys/devices/platform/$(<"$chip/dev_name")/$(<"$chip/bank0/chip_name")
    chip_device[$name]=/dev/$(<"$chip/bank0/chip_name")
    for line in "${@:4}"; do
        line_directory[${line%:*}]=$device/sim_gpio${line#*:}
    done
    wait_for "[ -c ${chip_device[$name]} ]" 5
}

# chip_remove NAME : the chip is pulled out, whoever holds its lines.
chip_remove() {
    local chip=/sys/kernel/config/gpio-sim/$1
    echo 0 >"$chip/live" || return
    rmdir "$chip"/bank0/line* 2>/dev/null
    rmdir "$chip/bank0" "$chip"
}

# The button's contact connects its line to ground, so a pressed line is low.
press() { echo pull-down >"${line_directory[$1]}/pull"; }
release() { echo pull-up >"${line_directory[$1]}/pull"; }

# bounce LINE BOUNCES up|down [GAP_US] : a bad contact, ending open or closed; prints the microseconds it took.
bounce() { "$LAB_TOOLS/gpio-bounce" "${line_directory[$1]}/pull" "$2" "${4:-1000}" "$3"; }

# level LINE : 0 or 1, the voltage on the line, whoever drives it.
level() { cat "${line_directory[$1]}/value"; }

# record_level LINE : from now on writes each change of the level to $work/LINE.levels as "MILLISECONDS LEVEL".
record_level() {
    "$LAB_TOOLS/level-watch" "${line_directory[$1]}/value" >"$work/$1.levels" &
    wait_for "[ -s $work/$1.levels ]" 5
}

# --- LEDs -------------------------------------------------------------------------------------------------------------

# led_add NAME [MAX] : an LED in /sys/class/leds; its changes go to $work/NAME.levels as "MILLISECONDS BRIGHTNESS".
led_add() {
    "$LAB_TOOLS/uled" "$1" "${2:-255}" >"$work/$1.levels" &
    led_process=$!
    wait_for "[ -d /sys/class/leds/$1 ]" 5
}

# led_trigger NAME : the kernel trigger that drives the LED.
led_trigger() { sed 's/.*\[\(.*\)\].*/\1/' "/sys/class/leds/$1/trigger"; }

# changes NAME SECONDS : how often the recorded line or LED changes in SECONDS, brought to the time that the sleep really took:
# on a busy machine the guest sleeps longer than it asked for.
changes() {
    local before after start took
    before=$(lines_in "$work/$1.levels")
    start=${EPOCHREALTIME/./}
    sleep "$2"
    after=$(lines_in "$work/$1.levels")
    took=$((${EPOCHREALTIME/./} - start))
    echo $((((after - before) * $2 * 1000000 + took / 2) / took))
}
