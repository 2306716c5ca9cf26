#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prepares what the benchmark compares with (a Python environment with Google's client library and SQLCipher, kept outside the tree)
# and runs it; `run.sh windows` only the encrypted windows.
set -euo pipefail
cd "$(dirname "$0")"
: "${ROOM_AGENT:?the release binary; 'make bench' sets it}" "${ROOM_DEMO:?}" "${SYNC_PARTS:?}"
cache="${ROOM_AGENT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/room-agent}/bench"
python="$cache/venv/bin/python3"
if ! "$python" -c 'import googleapiclient, google.oauth2.service_account, requests, sqlcipher3' 2>/dev/null; then
    echo "installing Google's Python client library and SQLCipher into $cache/venv (from PyPI)"
    rm -rf "$cache/venv"
    mkdir -p "$cache"
    /usr/bin/python3 -m venv "$cache/venv"
    "$cache/venv/bin/pip" install --quiet google-api-python-client google-auth google-auth-httplib2 requests sqlcipher3-binary
fi
cc -O2 -Wall -o "$cache/probe" probe.c
exec "$python" bench.py "$ROOM_AGENT" "$ROOM_DEMO" "$python" "$cache/probe" "$SYNC_PARTS" "$@"
