# SPDX-License-Identifier: Apache-2.0
#
# room: limit=180
# The package: without a fault by Debian's own judge, and installed into an image, where no systemd runs.

check_equal "lintian has nothing to say" "" "$(lintian --allow-root --fail-on none "$ROOM_DEB" 2>&1)"
# The same sources give the same package.
check_equal "its files have one owner" "root/root" "$(dpkg-deb -c "$ROOM_DEB" | awk '{ print $2 }' | sort -u)"

room_tree
cp "$ROOM_DEB" "$root/root/"
in_image() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
check "the package installs into an image" in_image apt-get install -y -qq "/root/${ROOM_DEB##*/}"
check_equal "the image has the agent's user, and its groups" "dialout gpio input room-agent room-control" \
    "$(in_image id -Gn room-agent | tr ' ' '\n' | sort | xargs)"
check_equal "the image has the joiner's user, and what a screen needs" "audio render room-join video" \
    "$(in_image id -Gn room-join | tr ' ' '\n' | sort | xargs)"
check_equal "nobody logs in as one of them" "/usr/sbin/nologin" \
    "$(in_image getent passwd room-agent room-join | cut -d: -f7 | sort -u)"
check_equal "everybody reads the configuration's directory" "755 root root" "$(in_image stat -c '%a %U %G' /etc/room-agent)"
check_equal "a Google key can be put there for the agent's group" "640 root room-agent" \
    "$(in_image install -m 0640 -o root -g room-agent /dev/null /etc/room-agent/google.json &&
        in_image stat -c '%a %U %G' /etc/room-agent/google.json)"
check "the joiner's socket is there at the image's first start" test -L "$root/etc/systemd/system/sockets.target.wants/room-agent-join.socket"
check_fails "the agent is not, before it has a configuration" \
    test -e "$root/etc/systemd/system/multi-user.target.wants/room-agent.service"
check "the example configuration is where the paper says" test -f "$root/usr/share/doc/room-agent/examples/room-agent.conf"
check "an image without a room is told so" grep -q 'Next:' "$root/var/lib/dpkg/info/room-agent.postinst"
finish
