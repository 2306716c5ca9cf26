# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
# The first use: a press opens the meeting on the room's own screen, a hold leaves it, and nobody else sees its address.

room_with_screen
agent_start
wait_for 'agent_is joinable' 10 || give_up "the meeting cannot be joined: $(agent_status)"
check_equal "between meetings the screen is black" 100 "$(screen_shows 000000)"
check "the display says what to press" wait_for 'display | grep -q "Press to join"' 10

rest
started=$(now_ms)
press
check "a press fills the screen with the meeting" wait_for '[ "$(screen_shows 00aa00)" -ge 99 ]' 15
check_within "within ten seconds" 0 10000 $(($(now_ms) - started))
shot 20-meeting
check "the agent knows that the room is in the meeting" wait_for 'agent_is in-meeting' 5
check "the page has the whole screen, a camera and a microphone, and asked nobody" \
    wait_for 'grep -q "$meeting_host /report?1280x720%20granted%202" "$work/meeting.log"' 5

check_has "the browser runs as user room-join" 'lib/chromium/chromium' "$(join_processes)"
check_equal "and as nobody else" "" "$(room ps -N -U room-join -o args= | grep -F lib/chromium || true)"
check_has_not "no other user sees the meeting's address" "${meeting_path#/}" "$(room_as nobody ps axwwo args)"
check_has_not "nor does the journal have it" "${meeting_path#/}" "$(room journalctl --no-pager -q -o cat)"
check_has_not "nor the service manager" "${meeting_path#/}" "$(room systemctl status --no-pager -l 'room-*')"
# The renderers, which read what strangers send, are behind the browser's own sandbox.
renderers=$(room pgrep -U room-join -f -- --type=renderer)
check_has "there is a renderer" . "$renderers"
for process in $renderers; do
    check_equal "renderer $process filters its system calls" 2 "$(room awk '$1 == "Seccomp:" { print $2 }' "/proc/$process/status")"
    for kind in user pid net; do
        check_fails "renderer $process has a $kind namespace of its own" \
            test "$(room readlink "/proc/$process/ns/$kind")" = "$(room readlink "/proc/1/ns/$kind")"
    done
done

hold
check "a hold clears the screen" wait_for '[ "$(screen_shows 000000)" -ge 99 ]' 10
check "nothing of the browser is left" wait_for '! join_processes' 10
check "the agent says that one can join again" wait_for 'agent_is joinable' 5

# A second time, and once more after a crash: no first-run page, no "restore pages", no keyring.
press
check "a second press joins again" wait_for '[ "$(screen_shows 00aa00)" -ge 99 ]' 15
room pkill -KILL -U room-join -f lib/chromium/chromium
check "a browser that crashes leaves a black screen" wait_for '[ "$(screen_shows 000000)" -ge 99 ]' 10
check "the agent notices" wait_for '! agent_is in-meeting' 10
press
check "the next press joins as ever" wait_for '[ "$(screen_shows 00aa00)" -ge 99 ]' 15
shot 20-after-crash

# The screen's own crash ends the browser, and heals.
room systemctl kill -s KILL room-kiosk
check "a screen that crashes is back" wait_for 'sleep 1; [ "$(screen_shows 000000)" -ge 99 ]' 15
check "the agent notices that the meeting ended" wait_for '! agent_is in-meeting' 10
press
check "and a press joins again" wait_for '[ "$(screen_shows 00aa00)" -ge 99 ]' 15
finish
