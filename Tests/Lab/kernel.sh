#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints the path of the hardware lab's kernel (User Mode Linux, see kernel.config), building it from Debian's kernel
# source when the cache does not have it: 2 to 4 minutes of four cores, and 3 GB of disk while it lasts.
#
#   kernel.sh [--install]
#
# --install  first installs, with apt-get and as root, the Debian packages that a build needs and that are missing
#
# LAB_JOBS   compiler processes at a time; default: as many as there are processors
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/cache.sh"

source_package=linux-source-6.1
packages=("$source_package" flex bison bc libelf-dev xz-utils make gcc libc6-dev)
needed_kib=$((3 * 1024 * 1024))

[ "$(uname -m)" = x86_64 ] || die "User Mode Linux 6.1 runs on x86-64 only, and this is $(uname -m)"
command -v dpkg-query >/dev/null || die "this needs Debian's $source_package, and this machine has no dpkg"

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

# The version that is installed, else the one that would be.
source_version() {
    if installed "$source_package"; then
        dpkg-query -W -f '${Version}' "$source_package"
    else
        apt-cache policy "$source_package" | sed -n 's/^  Candidate: //p' | grep -v '^(none)$' || true
    fi
}

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        installed "$package" || printf '%s\n' "$package"
    done
}

# Sets `kernel`, the path that the cache has or will have it under; fails where the source's version is unknown.
find_kernel() {
    local version
    version=$(source_version)
    [ -n "$version" ] || return 1
    kernel=$lab_cache/$(hash_of "$here/kernel.config" "$here/kernel.sh" <<<"$version")/linux
}

install_packages() {
    local missing=("$@")
    [ "$(id -u)" = 0 ] ||
        die "not root, so I can't install: apt-get install --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    [ -n "$(source_version)" ] || apt-get update >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >&2 9>&-
}

# check_config FILE : every line that kernel.config asks for stands in the finished configuration.
check_config() {
    local lost
    lost=$(grep '^CONFIG_' "$here/kernel.config" | grep -vxFf "$1" || true)
    [ -z "$lost" ] || die "the kernel's configuration dropped what kernel.config asks for:"$'\n'"$lost"
}

# make_in TREE ARG… : the kernel's make, quiet; its words go to the log.
make_in() {
    make -s -C "$1" ARCH=um "${@:2}" >>"$log" 2>&1 </dev/null 9>&-
}

build() {
    local tree free_kib
    free_kib=$(df -Pk "$lab_cache" | awk 'NR == 2 { print $4 }')
    [ "$free_kib" -ge "$needed_kib" ] ||
        die "$lab_cache has $((free_kib / 1024)) MiB free, and a build needs $((needed_kib / 1024)) MiB"
    scratch_in_cache kernel
    log=$lab_cache/kernel.log
    : >"$log"
    say "building the lab's kernel from $source_package $(source_version), once: $kernel"
    tar -C "$scratch" -xf "/usr/src/$source_package.tar.xz"
    tree=$scratch/$source_package
    # A processor with AMX has 11 KB of registers, and the kernel hands them back and forth in 2,696 bytes: the host
    # refuses a part of them, and the guest's first program dies. Of a larger buffer the host uses what it needs.
    sed -i 's/(HOST_FP_SIZE, 2696)/(HOST_FP_SIZE, 16384)/' "$tree/arch/x86/um/user-offsets.c"
    grep -q '(HOST_FP_SIZE, 16384)' "$tree/arch/x86/um/user-offsets.c" || die "$source_package has changed: see HOST_FP_SIZE"
    # What the fragment doesn't name is off; what it names and the kernel's own rules add is settled by olddefconfig.
    if ! { make_in "$tree" KCONFIG_ALLCONFIG="$here/kernel.config" allnoconfig && make_in "$tree" olddefconfig; }; then
        tail -n 30 "$log" >&2
        die "configuring the kernel failed; the whole log is $log"
    fi
    check_config "$tree/.config"
    if ! make_in "$tree" -j"${LAB_JOBS:-$(nproc)}" linux; then
        tail -n 30 "$log" >&2
        die "building the kernel failed; the whole log is $log"
    fi
    mkdir "$scratch/done"
    strip -o "$scratch/done/linux" "$tree/linux"
    "$scratch/done/linux" --version >>"$log" 2>&1 || die "the new kernel doesn't run; its words are in $log"
    cp "$tree/.config" "$scratch/done/config"
    rm -rf -- "${kernel%/*}"
    mv "$scratch/done" "${kernel%/*}"
    say "built in $SECONDS s"
}

case "$#:${1:-}" in
0:) may_install=no ;;
1:--install) may_install=yes ;;
*)
    sed -n '3,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0" >&2
    exit 64
    ;;
esac

if ! find_kernel || [ ! -x "$kernel" ]; then
    lock_cache kernel
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" -gt 0 ]; then
        [ "$may_install" = yes ] ||
            die "missing: ${missing[*]}; run '$0 --install' as root, or install them with apt-get"
        install_packages "${missing[@]}"
    fi
    find_kernel || die "no version of $source_package is known; run 'apt-get update'"
    [ -x "$kernel" ] || build
fi
printf '%s\n' "$kernel"
