# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
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

# A secret of each kind wherever the papers or somebody's own mind puts one. Each has the same text, to be looked for afterwards.
mark=secret-of-aalto-$RANDOM$RANDOM
secret() { room_write "$@" <<<"$mark $1"; }
room install -d -m 0700 /etc/credstore /etc/credstore.encrypted
secret /etc/credstore.encrypted/room-agent-key
secret /etc/credstore.encrypted/room-agent-google
secret /etc/credstore.encrypted/relay-of-aalto 600
secret /etc/credstore/vault.token 600
secret /etc/credstore/of-two-services 600
secret /etc/credstore/of-others 600
secret /etc/room-agent/device.key 640 root:room-agent
secret /etc/room-agent/vault.token 640 root:room-agent
secret /root/google.json 600
secret "/root/it's a token; touch pwned" 600
secret '/opt/keys/device *.key' 640 root:room-agent
secret /opt/keys/device-2.key 640 root:room-agent
secret /opt/keys/machine.key 600
secret /opt/keys/cert.key 640 root:room-agent
secret /root/precious 600
room_write /etc/room-agent/room-agent.conf.d/vault.conf <<<'[vault]
certificate-key = /opt/keys/device *.key
token-file = /run/credentials/room-agent.service/vault.token'
room_write /etc/room-agent/room-agent.conf.d/other-vault.conf <<<'[vault]
certificate-key = /opt/keys/machine.key'
room_write /etc/room-agent/room-agent.conf.d/certificate.conf <<<'[google]
credential = /etc/room-agent/credential.json'
room_write /etc/room-agent/credential.json <<<'{"type": "external_account", "credential_source": {"certificate": {
    "certificate_config_location": "/etc/room-agent/certificate_config.json"}}}'
room_write /etc/room-agent/certificate_config.json <<<'{"cert_configs": {"workload": {"cert_path": "/opt/keys/cert.pem",
    "key_path": "/opt/keys/cert.key"}}}'
room_write /etc/systemd/system/room-agent.service.d/google.conf <<<"[Service]
LoadCredentialEncrypted=google.json:/etc/credstore.encrypted/room-agent-google
LoadCredential = other.json:/root/google.json
 LoadCredential=token:/root/it's a token; touch pwned
LoadCredential=vault.token
LoadCredential=shared:/etc/credstore/of-two-services
LoadCredentialEncrypted=\\
  relay:/etc/credstore.encrypted/relay-of-aalto
#LoadCredential=others:/etc/credstore/of-others
SetCredential=literal:$mark"
room_write /etc/systemd/system/room-agent-backup.service <<<'[Service]
ExecStart=true
LoadCredential=mine:/etc/credstore/of-two-services'
# The agent's user may write in the store: a link there leads root nowhere.
room ln -s /root/precious /var/lib/room-agent/window.db-old
room ln -s /root/precious /srv/room/window.keys.old
# Who holds the files open sees whether they were overwritten, or only lost their names.
overwritten=(/etc/credstore.encrypted/room-agent-key /etc/credstore.encrypted/room-agent-google /etc/credstore.encrypted/relay-of-aalto
    /etc/credstore/vault.token /etc/room-agent/device.key /etc/room-agent/vault.token '/opt/keys/device *.key' /opt/keys/cert.key
    /etc/systemd/system/room-agent.service.d/google.conf)
room python3 -c 'import os, sys, time
files = [open(path, "rb") for path in sys.argv[2:]]
print("open", flush=True)
while not os.path.exists("/run/purged"): time.sleep(0.1)
for file in files:
    if sys.argv[1].encode() in file.read(): print("readable:", file.name)' "$mark" "${overwritten[@]}" >"$work/held" 2>&1 &
holder=$!
wait_for 'grep -qs ^open "$work/held"' 10

room env DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq room-agent >"$work/purge.log" 2>&1
check "purging says which key stays in its service" grep -q 'the key vault:transit/rooms stays in its service' "$work/purge.log"
check_equal "purging leaves no window in another directory, no key on another medium, and what is somebody else's" /srv/room/notes \
    "$(room find /srv/room /media/key -type f)"
check "purging says which credential stays" grep -q "/opt/keys/google.json is not in /etc/room-agent, and stays" "$work/purge.log"
room touch /run/purged
wait "$holder"
check_equal "each key and credential of the agent's was overwritten before it lost its name" open "$(<"$work/held")"
check_equal "what is left of all secrets is what purging says, and what is none of the agent's" "/etc/credstore/of-others
/etc/credstore/of-two-services
/opt/keys/device-2.key
/opt/keys/machine.key
/root/google.json
/root/it's a token; touch pwned
/root/precious" "$(room grep -rlF --exclude-dir=proc --exclude-dir=sys --exclude-dir=dev "$mark" / 2>/dev/null | LC_ALL=C sort)"
check_equal "a link in the agent's own directory leads to nobody else's file" "$mark /root/precious" "$(room cat /root/precious)"
check_has "purging says which credential is another service's, too" '^Left to do: /etc/credstore/of-two-services is' "$(<"$work/purge.log")"
sed -n 's/^Left to do: .*As root, run: //p' <(tr -d '\r' <"$work/purge.log") >"$work/left.sh"
check "what purging says is left can be typed as it is said" room sh -ec "cd /run && $(<"$work/left.sh")"
check_equal "and is gone then" "" "$(room sh -c 'ls -d /opt/keys/google.json /opt/keys/machine.key /root/google.json /root/it* /run/pwned' 2>/dev/null)"
room rm -r /etc/systemd/system/room-agent-backup.service
check_equal "purging leaves no directory of the agent's" "" \
    "$(room find / -xdev -not -path '/root/*' \( -name 'room-agent*' -o -name 'room-join*' -o -name 'room-kiosk*' \))"
check_equal "purging leaves nothing in /run" "" "$(room find /run -maxdepth 1 -name 'room-*' -not -name 'room-panel')"
check_equal "no unit of the agent's is loaded or wanted" "" \
    "$(room systemctl list-unit-files --no-legend 'room-agent*' 'room-kiosk*'
        room find /etc/systemd/system -name 'room-*' -type l)"
check_equal "nothing of the agent's runs" "" "$(room ps axo args= | grep -E '^/usr/bin/room-agent' || true)"
finish
