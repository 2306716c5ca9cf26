# SPDX-License-Identifier: Apache-2.0
#
# room: limit=120
# The same on an X server, by the drop-in among the examples.

room_with_agent
check "the kiosk's policies are written" room room-agent provision kiosk
meeting_server_start
x_screen_start || give_up "the X server does not start: $(room systemctl status --no-pager room-x)"
agent_start
wait_for 'agent_is joinable' 10 || give_up "the meeting cannot be joined: $(agent_status)"

press
check "a press fills the screen with the meeting" wait_for '[ "$(x_screen_shows 00aa00)" -ge 99 ]' 15
check_has "there is a window" 'Chromium.*1280x720' "$(x_windows)"
check "the agent knows that the room is in the meeting" wait_for 'agent_is in-meeting' 5
check_has_not "no other user sees the meeting's address" "${meeting_path#/}" "$(room_as nobody ps axwwo args)"
check_has_not "nor does the window's name show it" "${meeting_path#/}" "$(x_windows)"
hold
check "a hold takes the window away" wait_for '! x_windows | grep -qa Chromium' 10
check "nothing of the browser is left" wait_for '! join_processes' 10
finish
