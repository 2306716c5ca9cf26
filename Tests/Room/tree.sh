#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints the path of a bare Debian 12 with everything that a room has beside the agent: a browser, a compositor, an X
# server, LCDd, and the libraries that the agent's package needs, so that installing it needs no network. Made once, by
# mmdebstrap from this machine's own package sources, and kept in the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

suite=bookworm
packages=(
    systemd-sysv dbus udev procps                        # a system
    ca-certificates libcurl4 libsqlite3-0 libssl3 tzdata # what the agent's package depends on
    chromium fonts-dejavu-core                           # a browser, and letters to draw with
    sway seatd grim                                      # a screen under Wayland
    xvfb xauth x11-apps x11-utils matchbox-window-manager # a screen under X11
    lcdproc python3                                      # a display, and the wires of button and display
)

say() { printf 'room: %s\n' "$*" >&2; }

cache=${ROOM_AGENT_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/room-agent}
name=room-tree-$({ echo "$suite ${packages[*]}"; cat "${BASH_SOURCE[0]}"; } | sha256sum | cut -c1-16)
tree=$cache/$name

mkdir -p "$cache"
exec 9>"$cache/room-tree.lock"
flock -n 9 || { say "waiting for another run that makes the tree"; flock 9; }
if [ -d "$tree" ]; then
    touch "$tree"
    echo "$tree"
    exit
fi

say "making a Debian tree once, in $tree"
# What an earlier run left when it was killed, and trees of other lists that nobody used for a week.
rm -rf -- "$cache"/room-tree-making.*
find "$cache" -maxdepth 1 -name 'room-tree-*' -type d -mtime +7 -exec rm -rf -- {} +
scratch=$cache/room-tree-making.$$
trap 'rm -rf -- "$scratch" "$scratch.sources"' EXIT
trap 'exit 130' INT TERM HUP

# Debian's own part of this machine's sources, and how it reaches them.
apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    sort -u >"$scratch.sources"
if ! grep -q " $suite " "$scratch.sources"; then
    say "this machine's apt has no source of Debian $suite: run apt-get update, and look into /etc/apt"
    exit 69
fi
options=(--aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"')
while IFS= read -r line; do
    options+=(--aptopt="$line")
done < <(apt-config dump Acquire | grep -iE '^Acquire::https?::.*Proxy')
mmdebstrap --quiet --mode=root --variant=minbase --format=directory "${options[@]}" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/room-agent/*' \
    --dpkgopt='path-include=/usr/share/man/*/room-agent*' \
    --include="$(IFS=,; echo "${packages[*]}")" \
    --customize-hook='rm -f "$1/etc/resolv.conf"; echo room >"$1/etc/hostname"' \
    --customize-hook='tr -d - </proc/sys/kernel/random/uuid >"$1/etc/machine-id"' \
    "$suite" "$scratch" - <"$scratch.sources" >&2
mv -T "$scratch" "$tree"
say "made it in $SECONDS s"
echo "$tree"
