# SPDX-License-Identifier: Apache-2.0
# CHANGELOG.md as Debian has it: awk -v version=… -v maintainer=… -v seconds=… -f changelog.awk CHANGELOG.md. A version has its
# day in brackets, as in ## 0.2.0 (2026-12-24); one without it is given `seconds` since 1970, and the one below a second less.
function entry(name, when) {
    if (entries++) trailer()
    printf "room-agent (%s) unstable; urgency=medium\n\n", name
    date = when
}
function trailer() {
    item()
    printf "\n -- %s  %s\n\n", maintainer, date
}
function item(   words, count, i, line) {
    count = split(text, words, " ")
    line = "  *"
    for (i = 1; i <= count; i++) {
        if (length(line " " words[i]) > 78) { print line; line = "   " }
        line = line " " words[i]
    }
    if (count) print line
    text = ""
}
function rfc(time,   command, answer) {
    command = "LC_ALL=C date -u -R -d " time
    command | getline answer
    close(command)
    return answer
}
/^## / {
    item()
    if (!entries && $2 != version) { entry(version, rfc("@" seconds--)); text = "Built between two versions." }
    entry($2, $3 ~ /^\(....-..-..\)$/ ? rfc(substr($3, 2, 10)) : rfc("@" seconds--))
    next
}
!entries || /^#/ { next }
/^- / { item(); text = substr($0, 3); next }
/^$/ { item(); next }
{ text = text " " $0 }
END { trailer() }
