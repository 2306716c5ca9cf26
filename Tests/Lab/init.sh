#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Process 1 of the guest (guest.sh starts it): makes a small system on the host's read-only tree, runs the script, and
# leaves its exit code in the file `result` beside itself. The guest then ends; without that file the host sees red.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home LC_ALL=C.UTF-8
unset TMPDIR mem uml_dir
boot=${0%/*}
. "$boot/environment"

# show DIRECTORY [rw] : our own /tmp and /run hide the host's; a directory below them that the guest needs is shown again.
show() {
    [ ! -d "$1" ] || [ "${2:-ro}" = rw ] || return 0
    mkdir -p "$1"
    mount -t hostfs -o "${2:-ro},$1" none "$1" || echo "lab: can't show $1"
}

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t configfs configfs /sys/kernel/config
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
ln -s /proc/self/fd /dev/fd
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p "$HOME"
show "$boot" rw
show "$LAB_EXCHANGE" rw
for directory in "${shown[@]}"; do
    show "$directory"
done
"$LAB_TOOLS/loopback-up"

export LAB LAB_TOOLS LAB_EXCHANGE LAB_SCRIPT ROOM_AGENT ROOM_DEMO ROOM_TESTS
cd /run || exit 1
bash "$LAB_SCRIPT" </dev/null
echo "$?" >"$boot/result"
echo 0 >/proc/sys/kernel/printk # the kernel's farewell is not the script's output
exec "$LAB_TOOLS/halt"
