#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints the directory with the lab's small C programs (tools/*.c), compiling them when the cache does not have them.
# They run in the guest, whose root is the host's file system.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/cache.sh"

compiler=${CC:-}
for candidate in cc gcc clang; do
    [ -n "$compiler" ] || ! command -v "$candidate" >/dev/null || compiler=$candidate
done
[ -n "$compiler" ] || die "no C compiler: install gcc or clang"

tools=$lab_cache/$(hash_of "$here"/tools/*.[ch] "$here/tools.sh" < <("$compiler" --version))
if [ ! -d "$tools" ]; then
    lock_cache tools
    if [ ! -d "$tools" ]; then
        scratch_in_cache tools
        mkdir "$scratch/bin"
        for source in "$here"/tools/*.c; do
            name=$(basename "$source" .c)
            "$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -o "$scratch/bin/$name" "$source"
        done
        mv "$scratch/bin" "$tools"
    fi
fi
printf '%s\n' "$tools"
