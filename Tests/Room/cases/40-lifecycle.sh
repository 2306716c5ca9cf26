# SPDX-License-Identifier: Apache-2.0
#
# room: limit=120
# Whatever happens to the agent or to the joiner, the people in the meeting stay in it, and the next start finds it.

room_with_agent 'video = /usr/local/bin/meet {url}' 'leave-grace = 2 s'
# A program that needs its time to end, as a browser does.
room_write /usr/local/bin/meet 755 <<<'#!/bin/sh
trap "sleep 0.3; exit 0" TERM
sleep 100000000 & wait'
agent_start
wait_for 'agent_is joinable' 10 || give_up "the meeting cannot be joined: $(agent_status)"
press
check "a press starts the program" wait_for 'join_processes bin/meet' 5
check "the agent knows that the room is in the meeting" wait_for 'agent_is in-meeting' 5
program=$(room pgrep -o -f bin/meet)

same_meeting() { [ "$(room pgrep -o -f bin/meet)" = "$program" ] && wait_for 'agent_is in-meeting' 10; }

room systemctl restart room-agent
check "a restart of the agent leaves the meeting alone" same_meeting
room systemctl kill -s KILL room-agent
wait_for 'agent_status >/dev/null' 15
check "so does its crash" same_meeting
room systemctl kill --kill-who=main -s KILL "$join_unit"
check "so does the joiner's crash" same_meeting
room systemctl restart room-agent
check "and both" same_meeting

# The next version: the same package with a higher number.
mkdir "$work/next"
dpkg-deb -R "$ROOM_DEB" "$work/next/tree"
sed -i 's/^Version: .*/&+1/' "$work/next/tree/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/next/tree" "$work/next/room-agent.deb" >/dev/null
room_put "$work/next/room-agent.deb" /root/next.deb
before=$(agent_pid)
room env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq /root/next.deb >"$work/upgrade.log" 2>&1
check_fails "an update starts the new agent" test "$before" = "$(agent_pid)"
check "and leaves the meeting alone" same_meeting

hold
check "the new agent leaves the old one's meeting" wait_for '! room pgrep -f bin/meet' 10
check "and says so" wait_for 'agent_is joinable' 5
press
wait_for 'agent_is in-meeting' 10
room systemctl stop room-agent
sleep 1
check "a stop of the agent leaves the meeting alone" room pgrep -f bin/meet
room systemctl stop "$join_unit" room-agent-join.socket 2>/dev/null
check "a stop of the joiner ends it" wait_for '! room pgrep -f bin/meet' 5
check_equal "and that is no failure" success "$(room systemctl show -P Result "$join_unit")"
finish
