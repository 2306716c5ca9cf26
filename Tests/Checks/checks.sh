# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the lab's and the rooms' lib.sh: the zone that a case's room is in, and what the case says of what it sees. They
# bring `check`, which runs a command, and `finish`, the case's last line.

# Where it is noon, to the hour: what a room shows is the same at whatever hour the tests run. POSIX counts westward.
printf -v zone 'Etc/GMT%+d' $((EPOCHSECONDS / 3600 % 24 - 12))

passed=0
failed=0
finished=no

ok() {
    passed=$((passed + 1))
    echo "ok $((passed + failed)) - $1"
}

# not_ok SENTENCE [WHY]
not_ok() {
    failed=$((failed + 1))
    echo "not ok $((passed + failed)) - $1"
    [ -z "${2:-}" ] || sed 's/^/#   /' <<<"$2"
}

# check_equal SENTENCE WANTED SEEN
check_equal() {
    if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "wanted: $2"$'\n'"seen:   $3"; fi
}

# check_has SENTENCE PATTERN TEXT : ok when a line of the text matches the extended pattern.
check_has() {
    if grep -qaE -- "$2" <<<"$3"; then ok "$1"; else not_ok "$1" "wanted: $2"$'\n'"seen:   $3"; fi
}

# check_has_not SENTENCE PATTERN TEXT
check_has_not() {
    if grep -qaE -- "$2" <<<"$3"; then not_ok "$1" "not wanted: $2"$'\n'"seen:       $3"; else ok "$1"; fi
}

# check_within SENTENCE LOW HIGH SEEN : whole numbers, both ends included.
check_within() {
    if [[ $4 =~ ^-?[0-9]+$ ]] && [ "$4" -ge "$2" ] && [ "$4" -le "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "wanted: $2 to $3"$'\n'"seen:   $4"
    fi
}

# A word that the shell does not know is a failed check, and not one that is left out. The shell calls the handler in a process of
# its own, so a file keeps the word.
unknown_words=$(mktemp)
command_not_found_handle() {
    echo "$1" >>"$unknown_words"
    return 127
}

# For `finish`, before it counts.
check_words() {
    [ ! -s "$unknown_words" ] || not_ok "the case's words are all known" "no such command: $(sort -u "$unknown_words" | paste -sd' ')"
    rm -f -- "$unknown_words"
}

# give_up WHY : the case can't go on, which is a failure.
give_up() {
    not_ok "the case went to its end" "$1"
    finish
}

# Milliseconds on a clock that nobody sets.
now_ms() {
    local up _
    read -r up _ </proc/uptime
    echo $((10#${up/./} * 10))
}
