#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the path of a Python that has Google's own library for signing in (requirements.txt). It is kept outside the tree,
# under a name of its own for each list of versions, and made from PyPI where it is missing.
set -euo pipefail
cd "$(dirname "$0")"
cache="${ROOM_AGENT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/room-agent}/google-auth"
place="$cache/$(sha256sum requirements.txt | cut -c 1-16)"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ ! -e "$place/complete" ]; then
    rm -rf "$place"
    if ! /usr/bin/python3 -m venv "$place" >&2 ||
        ! "$place/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r requirements.txt >&2; then
        rm -rf "$place"
        echo "google-auth could not be installed from PyPI: this test holds our files against Google's own library," \
            "and cannot pass without it. It needs python3-venv, and a way to PyPI (PIP_INDEX_URL, or a proxy), once." >&2
        exit 69
    fi
    touch "$place/complete"
fi
echo "$place/bin/python3"
