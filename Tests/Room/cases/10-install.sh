# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
# The paper works to the letter: every block of provisioning/README.md that is marked `sh` is typed as root, and every one that
# is marked `ini` is written into the configuration, in the paper's order. What differs from a real room is in a file of its own:
# the calendar's name and where the cloud is.

room_boot
meeting -60 3600
cloud_start
panel_start
meeting_server_start
room mkdir -p /etc/systemd/system/room-kiosk.service.d
room_write /etc/systemd/system/room-kiosk.service.d/room-test.conf <<<'[Service]
Environment=WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1'
room_put "$ROOM_DEB" "/root/${ROOM_DEB##*/}"
room_put "$work/google.json" /root/room-aalto-0123456789ab.json 600
room_write /etc/room-agent/room-agent.conf.d/room-test.conf <<<"[room]
calendar = $calendar
timezone = $zone
[google]
api = http://127.0.0.1:$cloud_port
[button]
source = serial:/dev/room-panel
[lamp]
button = serial:/dev/room-panel"

mkdir "$work/paper"
python3 "$ROOM_HERE/tools/blocks.py" "$ROOM_HERE/../../provisioning/README.md" "$work/paper"
check "the paper has lines to type" compgen -G "$work/paper/*.sh"
configured=
for block in "$work"/paper/*; do
    case $block in
    *.sh)
        room_put "$block" /run/block.sh
        check "typed: $(head -n 1 "$block")" \
            room sh -c 'cd /root && DEBIAN_FRONTEND=noninteractive bash -euo pipefail /run/block.sh </dev/null'
        ;;
    *.ini)
        # The first block makes the configuration; the ones after it are written below.
        if [ -z "$configured" ]; then room_put "$block" /etc/room-agent/room-agent.conf; else
            room sh -c 'cat >>/etc/room-agent/room-agent.conf' <"$block"
        fi
        configured=yes
        ok "written: $(head -n 1 "$block")"
        ;;
    esac
done

check_equal "Google's key is for root and the agent alone" "640 root room-agent" \
    "$(room stat -c '%a %U %G' /etc/room-agent/google.json)"
check_equal "the agent is running" active "$(room systemctl is-active room-agent)"
check_equal "and starts with the machine" enabled "$(room systemctl is-enabled room-agent)"
check_equal "meetings can be asked for" active "$(room systemctl is-active room-agent-join.socket)"
check_equal "the screen starts with the machine" enabled "$(room systemctl is-enabled room-kiosk)"
check "the agent has the calendar" wait_for agent_has_window 20
check "a meeting can be joined" wait_for 'agent_is joinable' 10
press
check "a press opens the meeting" wait_for '[ "$(screen_shows 00aa00)" -ge 99 ]' 20
shot 10-install
check "with camera and microphone" wait_for 'grep -q granted "$work/meeting.log"' 5
finish
