# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
# `check` and `status` tell what is wrong in a room, and nothing where nothing is.

room_with_screen
agent_start
# At once: LCDd has not answered the agent yet.
said=
checked() { said=$(room room-agent check "$@" 2>&1); }

wrong() { grep -E '^(bad|note)|warning:' <<<"$said" || true; }

checked --online
check_equal "a healthy room has nothing that is wrong" "" "$(wrong)"
check_has "it says that the browser has a screen" '^ok .*(screen|display|join program)' "$said"
check_equal "nor does its status warn" "" \
    "$(agent_status | grep -o '"warnings":\[[^]]*\]' | grep -v clock | grep -v '\[\]' || true)"
said=$(room_as room-agent room-agent check 2>&1)
check_equal "nor is there for the agent's own user" "" "$(wrong)"

# broken SENTENCE PATTERN BREAK REPAIR [WARNING] : after BREAK `check` fails with a line that matches, and the status of an agent
# that starts then has the warning; after REPAIR all is well.
broken() {
    room sh -c "$3"
    if checked; then not_ok "$1" "check said: $said"; else check_has "$1" "$2" "$said"; fi
    if [ -n "${5:-}" ]; then
        room systemctl restart room-agent
        check "… and status says $5" wait_for "agent_warns $5" 20
    fi
    room sh -c "$4"
    [ -z "${5:-}" ] || room systemctl restart room-agent
    wait_for 'agent_has_window && ! agent_status | grep -q "\"ready\":false"' 20
    checked
    check_equal "… and after the repair nothing is wrong" "" "$(wrong)"
}

key=/etc/room-agent/google.json
broken "a Google key that everybody may read" "^bad.*$key" "chmod 644 $key" "chmod 640 $key" credentials-unreadable
broken "a Google key that only root may read" "^bad.*$key" "chown root:root $key" "chown root:room-agent $key" \
    credentials-unreadable
broken "a data key of another owner" '^bad.*data.key' \
    'chown root:root /var/lib/room-agent/data.key' 'chown room-agent:room-agent /var/lib/room-agent/data.key' key-missing
broken "a configuration that the agent may not read" '^(bad.*)?.*room-agent.conf.*ermission|^bad.*room-agent.conf' \
    'chmod 600 /etc/room-agent/room-agent.conf' 'chmod 644 /etc/room-agent/room-agent.conf'
room sed -i '1i [rooms]' /etc/room-agent/room-agent.conf
said=$(echo '{}' | room room-agent links 2>&1)
check_has "links says that it does without a faulty configuration" 'rooms.*' "$said"
check_has "and what its answers are without" 'the configuration is not used' "$said"
room sed -i 1d /etc/room-agent/room-agent.conf
said=$(echo '{}' | room room-agent links 2>&1)
check_equal "and no word more than the answer with a good one" '{"best":null,"others":[],"ignored":[],"keyword":null}' "$said"
broken "a device that the agent may not open" '^bad.*room-panel' \
    'systemctl stop room-agent; chown -L root:root /dev/room-panel; chmod 600 $(readlink -f /dev/room-panel)' \
    'chown -L root:dialout /dev/room-panel; chmod 660 $(readlink -f /dev/room-panel); systemctl start room-agent; sleep 1'
broken "a device that is not there" '^bad.*room-panel' 'mv /dev/room-panel /dev/away; systemctl restart room-agent; sleep 1' \
    'mv /dev/away /dev/room-panel; sleep 3' button-lost
broken "an LCDd that does not run" '^bad.*13666' 'systemctl stop lcdproc; sleep 2' 'systemctl start lcdproc; sleep 3' \
    display-lost
broken "a browser without a screen" '^bad.*(screen|display|wayland)' \
    'systemctl stop room-kiosk' 'systemctl start room-kiosk; sleep 2'
broken "a joiner that is not there" '^bad.*join' 'systemctl stop room-agent-join.socket room-agent-join.service' \
    'systemctl start room-agent-join.socket'

# Status, without anybody asking check.
room systemctl stop lcdproc
check "status tells that the display is gone" wait_for 'agent_status | grep -qE "\"display-[a-z-]+\""' 45
room systemctl start lcdproc
check "and that it is back" wait_for '! agent_status | grep -qE "\"display-[a-z-]+\""' 45
room systemctl stop room-agent-join.socket room-agent-join.service
wait_for 'agent_is joinable' 5
press
check "status tells that nothing can join" wait_for 'agent_warns joiner-missing' 10
finish
