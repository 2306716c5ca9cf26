# SPDX-License-Identifier: Apache-2.0
#
# Removing the package leaves the room's keys alone; purging it leaves nothing.

room_with_agent
agent_start
check "the window is stored" room test -s /var/lib/room-agent/window.db
room env DEBIAN_FRONTEND=noninteractive apt-get remove -y -qq room-agent >"$work/remove.log" 2>&1
check_equal "a removed agent does not run" inactive "$(room systemctl is-active room-agent)"
check "removing keeps the window's key" room test -e /var/lib/room-agent/data.key
check "removing keeps Google's key" room test -e /etc/room-agent/google.json
check "removing keeps the configuration" room test -e /etc/room-agent/room-agent.conf
room mkdir -p /etc/room-agent/room-agent.conf.d
room sh -c "printf '[store]\nkey = vault:transit/rooms\n' >/etc/room-agent/room-agent.conf.d/key.conf"
# As if the window had lain elsewhere, its key on another medium, and Google's key in a place of somebody's own.
room mkdir -p /srv/room /media/key /opt/keys
room cp /var/lib/room-agent/window.db /var/lib/room-agent/window.keys /srv/room/
room cp /var/lib/room-agent/data.key /media/key/room.key
room sh -c "printf 'room-agent accounts 1\n' >/srv/room/accounts; echo mine >/srv/room/notes"
room cp /etc/room-agent/google.json /opt/keys/
room sh -c "printf '[store]\ndirectory = /srv/room\n' >/etc/room-agent/room-agent.conf.d/place.conf"
room sh -c "printf '[store]\nkey = file:/media/key/room.key\n[google]\ncredential = /opt/keys/google.json \n' >/etc/room-agent/room-agent.conf.d/old.conf"
room env DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq room-agent >"$work/purge.log" 2>&1
check "purging says which key stays in its service" grep -q 'the key vault:transit/rooms stays in its service' "$work/purge.log"
check_equal "purging leaves no window in another directory, no key on another medium, and what is somebody else's" /srv/room/notes \
    "$(room find /srv/room /media/key -type f)"
check "purging says which credential stays" grep -q "/opt/keys/google.json is not in /etc/room-agent, and stays" "$work/purge.log"
check_equal "purging leaves no directory of the agent's" "" \
    "$(room find / -xdev -not -path '/root/*' \( -name 'room-agent*' -o -name 'room-join*' -o -name 'room-kiosk*' \))"
check_equal "purging leaves nothing in /run" "" "$(room find /run -maxdepth 1 -name 'room-*' -not -name 'room-panel')"
check_equal "no unit of the agent's is loaded or wanted" "" \
    "$(room systemctl list-unit-files --no-legend 'room-agent*' 'room-kiosk*'
        room find /etc/systemd/system -name 'room-*' -type l)"
check_equal "nothing of the agent's runs" "" "$(room ps axo args= | grep -E '^/usr/bin/room-agent' || true)"
finish
