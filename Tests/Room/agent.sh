# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the cases after lib.sh: a room with the agent installed from its package, a simulated cloud and a meeting's web
# server on the room's network, a panel, a display, a screen. What the agent is asked for is in here once.

calendar=room@resource.calendar.example
cloud_port=8480
meeting_host=meet.google.com
meeting_path=/abc-defg-hij
address=https://$meeting_host$meeting_path
agent_unit=room-agent.service
join_unit=room-agent-join.service

# --- On the room's network --------------------------------------------------------------------------------------------

meetings=()

# meeting START_S LENGTH_S [TITLE] : a meeting that starts so many seconds from now and can be joined at $address.
meeting() {
    local start=$((EPOCHSECONDS + $1))
    meetings+=(--meeting "$(date -u -d "@$start" +%FT%TZ)/$(date -u -d "@$((start + $2))" +%FT%TZ) ${3:-Room meeting} @ $address")
}

# cloud_start : serves the meetings and writes the service account's key to $work/google.json.
cloud_start() {
    # It ends with its standard input: a pipe that it holds open itself has no end.
    mkfifo "$work/cloud.input"
    room_help "$ROOM_DEMO" cloud --port "$cloud_port" --calendar "$calendar" --key-file "$work/google.json" "${meetings[@]}" \
        <>"$work/cloud.input" >"$work/cloud.log" 2>&1
    cloud=${helpers[-1]}
    wait_for '[ -s $work/google.json ]' 10 || give_up "the simulated cloud does not start: $(<"$work/cloud.log")"
}

# meeting_server_start : the meeting's address leads to a green page in this room, whose certificate its browser trusts.
meeting_server_start() {
    local authority
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=Room test' \
        -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$meeting_host" \
        -keyout "$work/web.key" -out "$work/web.csr" 2>/dev/null
    openssl x509 -req -in "$work/web.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 30 \
        -extfile <(echo "subjectAltName=DNS:$meeting_host") -out "$work/web.pem" 2>/dev/null
    authority=$(openssl x509 -in "$work/ca.pem" -outform DER | base64 -w 0)
    room_write /etc/chromium/policies/managed/room-test.json <<<"{\"CACertificates\": [\"$authority\"]}"
    # No camera in a test room, so the browser brings one.
    room_write /etc/chromium.d/room-test <<<'export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --use-fake-device-for-media-stream"'
    room_write /etc/hosts <<<"127.0.0.1 localhost $meeting_host"
    : >"$work/meeting.log"
    room_help "$(command -v python3)" "$ROOM_HERE/tools/meeting.py" "$work/web.pem" "$work/web.key" "$work/meeting.log" \
        >"$work/meeting.err" 2>&1
}

# --- Devices ----------------------------------------------------------------------------------------------------------

# panel_start : a button and lamps on /dev/room-panel; what the agent says to them is in the room's /run/panel.said.
panel_start() {
    room python3 -c "$(<"$ROOM_HERE/tools/panel.py")" /dev/room-panel /run/panel.do /run/panel.said >"$work/panel.log" 2>&1 &
    helpers+=($!)
    wait_for 'room test -e /dev/room-panel' 5 || give_up "the panel does not start: $(<"$work/panel.log")"
}

panel_says() { room sh -c "echo $1 >/run/panel.do"; }

# The button rests for four seconds after a push that did something; whoever pushes sooner is answered by a flicker.
rested=0
rest() {
    while [ "$(now_ms)" -lt "$rested" ]; do sleep 0.1; done
}

# press : a short push on the button, once it has rested.
press() {
    rest
    panel_says DOWN
    sleep 0.2
    panel_says UP
    rested=$(($(now_ms) + 4200))
}

# hold : a push that is long enough to leave a meeting.
hold() {
    panel_says DOWN
    sleep 2.6
    panel_says UP
    rested=$(($(now_ms) + 4200))
}

lamps() { room cat /run/panel.said 2>/dev/null | tr -d '\r'; }

# display_start : LCDd with four rows of 20, drawn as text; `display` prints the rows of its last picture.
display_start() {
    room_write /etc/LCDd.conf <<<'[server]
DriverPath=/usr/lib/'"$(room dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")"'/lcdproc/
Driver=text
Bind=127.0.0.1
Port=13666
User=nobody
WaitTime=1
ServerScreen=blank
ReportToSyslog=no
[text]
Size=20x4'
    room_write /etc/systemd/system/lcdproc.service.d/room-test.conf <<<'[Service]
ExecStart=
ExecStart=/usr/bin/stdbuf -oL /usr/sbin/LCDd -s 1 -f -c /etc/LCDd.conf
StandardOutput=append:/run/display'
    room systemctl daemon-reload
    room systemctl restart lcdproc
}

display() {
    room tail -n 30 /run/display 2>/dev/null |
        awk -F '|' '/^\+/ { if (n == 4) whole = rows; rows = ""; n = 0 } /^\|/ { rows = rows $2 "\n"; n++ }
            END { printf "%s", whole }'
}

# screen_start : the room's own screen under Wayland, as a facility manager starts it, but without hardware.
screen_start() {
    room_write /etc/systemd/system/room-kiosk.service.d/room-test.conf <<<'[Service]
Environment=WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1'
    room systemctl daemon-reload
    room systemctl enable -q --now room-kiosk
    wait_for '[ "$(screen_shows 000000)" = 100 ]' 10
}

# screen_shows RRGGBB : how many percent of the screen have the colour.
screen_shows() {
    room env XDG_RUNTIME_DIR=/run/room-kiosk WAYLAND_DISPLAY=wayland-1 grim -t ppm - 2>/dev/null |
        python3 "$ROOM_HERE/tools/colour.py" "$1"
}

# x_screen_start : an X server of user room-join with a window manager, and the joiner's drop-in for it.
x_screen_start() {
    room_write /etc/systemd/system/room-x.service <<<'[Service]
User=room-join
Group=room-join
RuntimeDirectory=room-x
ExecStartPre=/bin/sh -c "xauth -q -f /run/room-x/cookie add :0 . $(od -An -N16 -tx1 /dev/urandom | tr -d \" \")"
ExecStart=/usr/bin/Xvfb :0 -screen 0 1280x720x24 -auth /run/room-x/cookie -nolisten tcp'
    room_write /etc/systemd/system/room-x-windows.service <<<'[Unit]
Requires=room-x.service
After=room-x.service
[Service]
User=room-join
Group=room-join
Environment=DISPLAY=:0 XAUTHORITY=/run/room-x/cookie
Restart=on-failure
RestartSec=0.3
ExecStart=/usr/bin/matchbox-window-manager -use_titlebar no'
    sed 's|/etc/room-agent/screen.xauth|/run/room-x/cookie|' "$ROOM_HERE/../../init/room-agent-join-x11.conf" |
        room_write /etc/systemd/system/room-agent-join.service.d/x11.conf
    room systemctl daemon-reload
    room systemctl start room-x-windows
    wait_for 'room test -S /tmp/.X11-unix/X0' 10
}

x_room() { room env DISPLAY=:0 XAUTHORITY=/run/room-x/cookie "$@"; }
x_screen_shows() { x_room xwd -silent -root 2>/dev/null | python3 "$ROOM_HERE/tools/colour.py" "$1"; }
x_windows() { x_room xwininfo -root -tree 2>&1 | tr -d '\0'; }

# --- The agent --------------------------------------------------------------------------------------------------------

# agent_install : from its package, without a network.
agent_install() {
    room_put "$ROOM_DEB" "/root/${ROOM_DEB##*/}"
    room env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "/root/${ROOM_DEB##*/}" >"$work/install.log" 2>&1 ||
        give_up "the package does not install: $(tail -n 5 "$work/install.log")"
}

# agent_configure [LINE…] : the configuration of a room with a panel and a display; the lines are [join]'s, in place of
# those of provisioning/README.md.
agent_configure() {
    [ $# -gt 0 ] || set -- 'video = chromium --kiosk --app={url}'
    room_put "$work/google.json" /etc/room-agent/google.json 640 root:room-agent
    printf '%s\n' '[room]' 'name = Aalto' "calendar = $calendar" "timezone = $zone" \
        '[google]' 'key-file = /etc/room-agent/google.json' "api = http://127.0.0.1:$cloud_port" 'requests-per-day = 10000' \
        '[button]' 'source = serial:/dev/room-panel' '[lamp]' 'button = serial:/dev/room-panel' \
        '[display]' 'output = lcdproc:127.0.0.1:13666' '[join]' "$@" | room_write /etc/room-agent/room-agent.conf
    room systemd-tmpfiles --create room-agent.conf
}

agent_start() {
    room systemctl enable -q --now room-agent || give_up "the agent does not start"
    wait_for agent_has_window 20 || give_up "the agent does not get the calendar: $(room room-agent status 2>&1)"
}

agent_status() { room timeout 5 room-agent status --json 2>/dev/null; }
agent_has_window() { room room-agent agenda 2>/dev/null | grep -q .; }
agent_is() { agent_status | grep -q "\"state\":{\"name\":\"$1\""; }
agent_warns() { agent_status | grep -qF "\"$1\""; }
agent_pid() { room systemctl show -P MainPID "$agent_unit"; }

# room_with_agent [LINE_OF_JOIN…] : all of the above, up to a running agent with a meeting that can be joined now.
room_with_agent() {
    room_boot
    [ "${#meetings[@]}" -gt 0 ] || meeting -60 3600
    cloud_start
    agent_install
    panel_start
    display_start
    agent_configure "$@"
}

# shot NAME : keeps a picture of the screen for whoever looks into a failed run.
shot() {
    [ -n "${ROOM_KEEP:-}" ] || return 0
    room env XDG_RUNTIME_DIR=/run/room-kiosk WAYLAND_DISPLAY=wayland-1 grim - >"$ROOM_KEEP/$1.png"
}

# room_with_screen : the room of room_with_agent, with a browser, the screen under Wayland and a meeting to look at.
room_with_screen() {
    room_with_agent "$@"
    check "the kiosk's policies are written" room room-agent provision kiosk
    meeting_server_start
    screen_start || give_up "the screen does not start: $(room systemctl status --no-pager room-kiosk)"
}

# join_processes [PATTERN] : processes of the join user beside the screen's own, one a line.
join_processes() {
    room ps -U room-join -o pid=,args= 2>/dev/null |
        grep -vE '/usr/bin/(sway|Xvfb|matchbox)|swaybg|room-agent joiner' | grep -E -- "${1:-.}"
}
