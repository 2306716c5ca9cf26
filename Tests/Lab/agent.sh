# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the cases that try the real agent, after lib.sh: its configuration, its process, a simulated cloud, and
# the join program. What the agent is asked for is in here once, so that a changed flag is changed in one place.

calendar=room@resource.calendar.example
cloud_port=8480
address=https://meet.google.com/abc-defg-hij
config=$work/room-agent.conf
joins=$work/joins # a line for each start of the join program: PROCESS REAL_TIME WORD…
agent= joiner= cloud=

for program in "$ROOM_AGENT" "$ROOM_DEMO"; do
    [ -x "$program" ] || give_up "there is no program '$program': swift build -c release, or name it in ROOM_AGENT, ROOM_DEMO"
done

# The join program: writes down how it was started, and lives until it is ended.
cat >"$work/join" <<END
#!/bin/bash
echo "\$\$ \$EPOCHREALTIME \$*" >>"$joins"
exec sleep 100000000
END
chmod 755 "$work/join"
: >"$joins"

# --- The simulated cloud ----------------------------------------------------------------------------------------------

meetings=()

# meeting START_S LENGTH_S [TITLE] : a meeting that starts so many seconds from now and can be joined at $address.
meeting() {
    local start=$((EPOCHSECONDS + $1))
    meetings+=(--meeting "$(date -u -d "@$start" +%FT%TZ)/$(date -u -d "@$((start + $2))" +%FT%TZ) ${3:-Lab meeting} @ $address")
}

# cloud_start : serves the meetings on loopback and writes the service account's key. The only place that knows how the
# simulated cloud is started. It ends with its standard input, so that has to stay open.
cloud_start() {
    "$ROOM_DEMO" cloud --port "$cloud_port" --calendar "$calendar" --key-file "$work/google.json" "${meetings[@]}" \
        < <(exec sleep 100000000) >"$work/cloud.log" 2>&1 &
    cloud=$!
    wait_for '[ -s $work/google.json ] && (exec 3<>/dev/tcp/127.0.0.1/$cloud_port) 2>/dev/null' 10 ||
        agent_gives_up "the simulated cloud does not answer"
}

cloud_stop() {
    kill -KILL "$cloud"
    wait "$cloud" 2>/dev/null
}

# --- The agent --------------------------------------------------------------------------------------------------------

# agent_config [LINE_OF_ROOM…] <<<SECTIONS : the configuration of the lab's room; the devices' sections come from
# standard input.
agent_config() {
    mkdir -p -m 700 "$work/store"
    {
        printf '%s\n' '[room]' 'name = Lab' "calendar = $calendar" "timezone = $zone" "$@"
        printf '%s\n' '[google]' "key-file = $work/google.json" "api = http://127.0.0.1:$cloud_port" 'requests-per-day = 10000'
        printf '%s\n' '[store]' "directory = $work/store" '[control]' "socket = $work/control.sock"
        printf '%s\n' '[join]' "video = $work/join {url}" "socket = $work/join.sock"
        cat
    } >"$config"
}

# The joiner lives as long as the case, whatever becomes of the agent, as its service does.
joiner_start() {
    "$ROOM_AGENT" joiner --config "$config" >>"$work/joiner.log" 2>&1 &
    joiner=$!
    wait_for '[ -S "$work/join.sock" ]' 10 || agent_gives_up "the joiner does not listen"
}

agent_start() {
    [ -n "$joiner" ] || joiner_start
    "$ROOM_AGENT" run --config "$config" >>"$work/agent.log" 2>&1 &
    agent=$!
    wait_for agent_answers 15 || agent_gives_up "the agent does not answer"
}

# agent_kill SIGNAL : and waits for its end; gives its exit code.
agent_kill() {
    kill "-$1" "$agent"
    wait "$agent" 2>/dev/null
}

agent_status() { timeout 5 "$ROOM_AGENT" status --json --config "$config" 2>"$work/status.log"; }
agent_answers() { agent_status >"$work/status.json"; }
agent_lives() { kill -0 "$agent" 2>/dev/null; }
agent_warns() { agent_status | grep -qF "\"$1\""; }

# agent_work : "CONTEXT_SWITCHES CPU_TICKS" of all the agent's threads since it started; a tick is 10 ms.
agent_work() {
    local switches ticks
    switches=$(cat "/proc/$agent"/task/*/status | awk '/ctxt_switches/ { sum += $2 } END { print sum }')
    ticks=$(sed 's/.*) //' "/proc/$agent/stat" | awk '{ print $12 + $13 }')
    echo "$switches $ticks"
}

agent_gives_up() {
    agent_tells
    give_up "$1"
}

agent_tells() {
    local log
    for log in agent joiner cloud status; do
        [ ! -s "$work/$log.log" ] || tail -n 15 "$work/$log.log" | sed "s/^/#   $log: /"
    done
}

# Ends a case with the agent in it: `finish`, with the agent's own words where something failed.
agent_finish() {
    check "the agent still lives" agent_lives
    [ "$failed" = 0 ] || agent_tells
    finish
}

# --- What the room sees -----------------------------------------------------------------------------------------------

join_count() { lines_in "$joins"; }

# The words of the last join, without its process and time.
join_words() { tail -n 1 "$joins" | cut -d' ' -f3-; }

# True while the last join's program lives.
join_lives() { kill -0 "$(tail -n 1 "$joins" | cut -d' ' -f1)" 2>/dev/null; }

# push LINE : a short press.
push() {
    press "$1"
    sleep 0.15
    release "$1"
}

# join_within_ms LINE : presses the line and prints how long it took until the join program ran, "never" after 5 s.
join_within_ms() {
    local before pressed
    before=$(join_count)
    pressed=${EPOCHREALTIME/./}
    push "$1"
    if wait_for '[ "$(join_count)" -gt "$before" ]' 5; then
        echo $((($(sed -n "$((before + 1))p" "$joins" | cut -d' ' -f2 | tr -d .) - pressed) / 1000))
    else
        echo never
    fi
}

# blinks NAME [SECONDS [BEFORE]] : waits until the recorded lamp has changed again and again, since now or since it had BEFORE
# changes.
blinks() {
    local before
    before=${3:-$(lines_in "$work/$1.levels")}
    wait_for "[ \$(lines_in $work/$1.levels) -ge $((before + 4)) ]" "${2:-15}"
}

# is_steady NAME LEVEL : the recorded lamp comes to this level within ten seconds, and keeps it for two.
is_steady() {
    local end=$(($(now_ms) + 10000))
    while [ "$(now_ms)" -lt "$end" ]; do
        [ "$(tail -n 1 "$work/$1.levels" | cut -d' ' -f2)" = "$2" ] && [ "$(changes "$1" 2)" = 0 ] && return
        sleep 0.1
    done
    return 1
}
