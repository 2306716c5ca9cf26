# SPDX-License-Identifier: Apache-2.0
#
# Sourced by kernel.sh and tools.sh: where built things are kept, outside the source tree, and how two runs share them.

# Directory of the lab's cache; each built thing has a directory of its own in it, named after what it was made from.
lab_cache=${ROOM_AGENT_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/room-agent}/lab

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# hash_of FILE… : a short name for the bytes of the files and of standard input.
hash_of() { cat -- "$@" - | sha256sum | cut -c1-16; }

# lock_cache NAME : waits until no other run builds the same kind of thing; the lock ends with this process.
# Children that may outlive us must close it (`9>&-`).
lock_cache() {
    mkdir -p "$lab_cache"
    exec 9>"$lab_cache/$1.lock"
    flock -n 9 && return
    say "waiting for another run that builds the $1"
    flock 9
}

# scratch_in_cache NAME : sets `scratch` to a fresh directory on the cache's file system, which goes away with this
# process. Call it with the lock held: what an earlier run left behind when it was killed is removed first.
scratch_in_cache() {
    rm -rf -- "$lab_cache/$1".scratch.*
    scratch=$(mktemp -d "$lab_cache/$1.scratch.XXXXXX")
    trap 'rm -rf -- "$scratch"' EXIT
    trap 'exit 130' INT TERM HUP
}
