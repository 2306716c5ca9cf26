#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The first process of a room, in namespaces of its own that `room_boot` (lib.sh) made: turns the tree into the root of
# the file system and becomes systemd.  guest.sh TREE
set -euo pipefail
tree=$1

mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc "$tree/proc"
# The room does not touch this machine's kernel settings and devices.
mount --bind "$tree/proc/sys" "$tree/proc/sys"
mount -o remount,bind,ro "$tree/proc/sys"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$tree/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$tree/sys/fs/cgroup"
mount -t tmpfs -o mode=0755,nosuid tmpfs "$tree/run"
mount -t tmpfs -o mode=0755,nosuid tmpfs "$tree/dev"
mkdir -m 0755 "$tree/dev/pts"
mkdir -m 1777 "$tree/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts "$tree/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$tree/dev/shm"
umask 0
mknod -m 0666 "$tree/dev/null" c 1 3
mknod -m 0666 "$tree/dev/zero" c 1 5
mknod -m 0666 "$tree/dev/full" c 1 7
mknod -m 0666 "$tree/dev/random" c 1 8
mknod -m 0666 "$tree/dev/urandom" c 1 9
mknod -m 0666 "$tree/dev/tty" c 5 0
umask 022
ln -s pts/ptmx "$tree/dev/ptmx"
ln -s /proc/self/fd "$tree/dev/fd"
ln -s fd/0 "$tree/dev/stdin"
ln -s fd/1 "$tree/dev/stdout"
ln -s fd/2 "$tree/dev/stderr"

cd "$tree"
pivot_root . .
umount -l .
cd /
# As on a real machine: what systemd mounts for a service, its credentials, it mounts from a namespace of its own.
mount --make-rshared /
hostname room
exec env -i container=room-test PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
    /lib/systemd/systemd --show-status=no systemd.unit=multi-user.target </dev/null
