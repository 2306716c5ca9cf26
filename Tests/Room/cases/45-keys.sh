# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
# Keys under the real unit: the window's key and what signs in come from systemd as credentials, the data key is changed while the
# agent runs, and a wipe is the end of it.

store=/var/lib/room-agent
credentials=/run/credentials/room-agent.service

# configured LINE… : into a file that is read after the configuration.
configured() { printf '%s\n' "$@" | room_write /etc/room-agent/room-agent.conf.d/keys.conf; }
keys() { room room-agent keys "$@" 2>&1; }

# opens_again : the calendar does not answer, so what the agent has after a restart comes from the disk.
opens_again() {
    kill -STOP "$cloud"
    room systemctl restart room-agent
    wait_for agent_has_window 20
    local code=$?
    kill -CONT "$cloud"
    return "$code"
}

room_with_agent

# --- The window's key, as provisioning/tpm.md has it, but that this room has no TPM --------------------------------------

room sh -c 'install -d -m 0700 /etc/credstore.encrypted
head -c 32 /dev/urandom |
    systemd-creds encrypt --with-key=host --name=room-agent-key - /etc/credstore.encrypted/room-agent-key' >"$work/creds.log" 2>&1 ||
    give_up "systemd-creds does not encrypt: $(<"$work/creds.log")"
configured '[store]' 'key = credential:room-agent-key'
agent_start
check_has "the window's key is systemd's credential" '^wrapping key: credential room-agent-key' "$(keys status)"
check_fails "no key of it lies beside the window" room sh -c "ls $store/data.key*"
check "a restart opens the window, though the calendar is away" opens_again
check_fails "and no warning says otherwise" agent_warns key-missing
check_fails "the credential is not for other users" room_as nobody cat "$credentials/room-agent-key"

# --- Google's key and Vault's token in the same way ---------------------------------------------------------------------

room mv /etc/room-agent/google.json /root/room-aalto-0123456789ab.json
room sh -c 'cd /root
systemd-creds encrypt --name=google.json room-aalto-*.json /etc/credstore.encrypted/room-agent-google
rm room-aalto-*.json' >"$work/creds.log" 2>&1 || give_up "systemd-creds does not encrypt: $(<"$work/creds.log")"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=Vault test' \
    -addext 'subjectAltName=IP:127.0.0.1' -keyout "$work/vault.key" -out "$work/vault.pem" 2>/dev/null
cp "$work/vault.pem" "$work/vault-ca.pem"
echo token-of-aalto >"$work/vault.valid"
room_help "$(command -v python3)" "$ROOM_HERE/../AgentTests/KeyServices/vault.py" "$work" >"$work/vault.port" 2>"$work/vault.err"
wait_for '[ -s "$work/vault.port" ]' 10 || give_up "the key service does not start: $(<"$work/vault.err")"
room_put "$work/vault.pem" /etc/room-agent/vault-ca.pem 640 root:room-agent
room_put "$work/vault.valid" /root/vault.token 600
room_write /etc/systemd/system/room-agent.service.d/google.conf <<<'[Service]
LoadCredentialEncrypted=google.json:/etc/credstore.encrypted/room-agent-google
LoadCredential=vault.token:/root/vault.token'
room sed -i "s|^key-file = .*|key-file = $credentials/google.json|" /etc/room-agent/room-agent.conf
configured '[store]' 'key = vault:transit/rooms' 'offline-unlock = yes' '[vault]' \
    "address = https://127.0.0.1:$(<"$work/vault.port")" "ca-file = /etc/room-agent/vault-ca.pem" \
    "token-file = $credentials/vault.token"
room systemctl daemon-reload
room systemctl restart room-agent
wait_for 'agent_status >/dev/null' 10
check "the key service takes the token that is a credential" wait_for 'keys status | grep -q "^wrapping key: .*transit/rooms"' 10
check "and wraps the data key" wait_for 'grep -q "transit/encrypt/rooms 200" "$work/vault.requests"' 30
room room-agent sync >"$work/sync.log" 2>&1
check_equal "Google takes the key that is a credential" "" "$(grep -v '^synced' "$work/sync.log")"
said=$(room room-agent check --online 2>&1)
# This room has no screen, and who keeps its clock is another case's.
check_has_not "check finds nothing else bad while the agent runs" '^bad' "$(grep -vE '^bad +(screen:|clock)' <<<"$said")"

# --- The data key, changed while the agent runs -------------------------------------------------------------------------

before=$(keys status)
agent=$(agent_pid)
check "root changes the data key" keys rotate
check_fails "which is another one then" test "$before" = "$(keys status)"
check_equal "by the agent that runs" "$agent" "$(agent_pid)"
echo sealed >"$work/vault"
check "a restart opens the window under it, though calendar and key service are away, by the copy that offline-unlock keeps" opens_again
rm "$work/vault"

# --- The wipe -----------------------------------------------------------------------------------------------------------

is_ended() { [ "$(room systemctl show -P ActiveState "$agent_unit")" = failed ]; }
said=$(room room-agent wipe --yes 2>&1)
check_has "a wipe says that the keys are destroyed" '^keys destroyed: ' "$said"
check "the agent ends" wait_for is_ended 10
sleep 5
check "and is not started again" is_ended
check_equal "it ended as one that may not run, and systemd tried no further" "78 0" \
    "$(room systemctl show -P ExecMainStatus "$agent_unit") $(room systemctl show -P NRestarts "$agent_unit")"
check_equal "nothing is left of the window" "window.lock wiped" "$(room ls "$store" | xargs)"
room systemctl start room-agent >"$work/start.log" 2>&1
sleep 5
check "nor does it start when it is asked to" is_ended
check_equal "and systemd tries that once" "78 0" \
    "$(room systemctl show -P ExecMainStatus "$agent_unit") $(room systemctl show -P NRestarts "$agent_unit")"
check_has "the journal says how to use the device again" "rm $store/wiped" \
    "$(room journalctl -b --no-pager -o cat -u "$agent_unit" -n 20)"

# What it says is left, typed as it says.
sed -n 's/^left to do: .*As root, run: //p' <<<"$said" >"$work/left.sh"
check_has "it names the credential, which is systemd's" room-agent-key "$(<"$work/left.sh")"
check_has "and where the files are that systemd made credentials of" '^left to do: .*systemctl cat room-agent' "$said"
check "what is left can be typed as it is said" room sh -ec "$(<"$work/left.sh")"
check_fails "and the credential is gone" room test -e /etc/credstore.encrypted/room-agent-key
room rm "$store/wiped"
room systemctl start room-agent
check "the device is of use again as it says" wait_for agent_has_window 30
finish
