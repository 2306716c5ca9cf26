# SPDX-License-Identifier: Apache-2.0
#
# The room itself: what the other cases believe about it.

room_boot
check_equal "systemd is the room's first process" systemd "$(room cat /proc/1/comm)"
check_equal "the room has its own control groups" /sys/fs/cgroup "$(room stat -c %m /sys/fs/cgroup)"
check_equal "the room has no network but itself" lo "$(room ls /sys/class/net)"
check_fails "the room does not write to this machine's kernel" room sh -c 'echo 1 >/proc/sys/vm/swappiness'
room mknod /run/kmsg c 1 11
check "a service reaches a device" room systemd-run -q --wait --pipe sh -c ': </run/kmsg'
check_fails "a service under DevicePolicy= does not" room systemd-run -q --wait --pipe -p DevicePolicy=closed sh -c ': </run/kmsg'
check_equal "a user has that user's groups alone" "nobody nogroup" "$(room_as nobody id -un) $(room_as nobody id -Gn)"
check "this machine reaches the room's loopback" \
    room_net python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); socket.create_connection(s.getsockname())'
check "the browser is there" room chromium --version
finish
