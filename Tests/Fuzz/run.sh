#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes the parsers with libFuzzer, each for so many inputs: `run.sh [RUNS]`, 20,000 unless told. A finding is kept in
# fuzz-corpus/ and named. Found inputs stay there too, so that a longer run goes on where the last one stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-20000}
# A fixed seed: a short run finds the same things on every machine.
seed=${FUZZ_SEED:-1}
out=.build/fuzz
mkdir -p "$out"

flags=(-O -wmo -parse-as-library -swift-version 6 -package-name room-agent -sanitize=fuzzer
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature NonisolatedNonsendingByDefault
    -I "$out" -I Sources/RoomAgent/System/CSQLite -I Sources/RoomAgent/System/COpenSSL -I Sources/DeviceIO/CLinux/include)

# module NAME FOLDER: an instrumented object, made anew where a source is newer.
module() {
    local name=$1 folder=$2
    if [ -n "$(find "$folder" Tests/Fuzz/run.sh -newer "$out/$name.o" 2>/dev/null | head -1)" ] || [ ! -e "$out/$name.o" ]; then
        echo "building $name for libFuzzer"
        find "$folder" -name '*.swift' | sort | xargs swiftc "${flags[@]}" -module-name "$name" \
            -emit-module -emit-module-path "$out/$name.swiftmodule" -c -o "$out/$name.o"
    fi
}

# target NAME SOURCE MODULES...: builds and runs one.
target() {
    local name=$1 source=$2 objects=() corpus=fuzz-corpus/$1
    shift 2
    for object in "$@"; do objects+=("$out/$object.o"); done
    swiftc "${flags[@]}" -module-name "${name}_fuzz" "Tests/Fuzz/$source" "${objects[@]}" \
        -lsqlite3 -lcrypto -o "$out/fuzz-$name"
    mkdir -p "$corpus"
    echo "fuzzing $name: $runs inputs"
    "$out/fuzz-$name" -runs="$runs" -seed="$seed" -max_len=16384 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$corpus-" "$corpus" "Tests/Fuzz/seeds/$name" >"$out/$name.log" 2>&1 || {
        tail -40 "$out/$name.log"
        echo "fuzzing $name FAILED; the input is kept as $corpus-*" >&2
        exit 1
    }
    grep -E 'stat::number_of_executed_units|stat::new_units_added' "$out/$name.log" | sed "s/^/  /"
}

clang -c -O2 -ISources/DeviceIO/CLinux/include Sources/DeviceIO/CLinux/CLinux.c -o "$out/CLinux.o"
# A module map of the package manager's own making, which stands for it here.
cat >"$out/module.modulemap" <<MAP
module CLinux { header "$PWD/Sources/DeviceIO/CLinux/include/CLinux.h" export * }
MAP
module RoomCore Sources/RoomAgent/Core
module Configuration Sources/RoomAgent/Configuration
module JoinLinks Sources/RoomAgent/JoinLinks
module DeviceIO Sources/DeviceIO
module AgentDevices Sources/RoomAgent/Devices
module AgentCrypto Sources/RoomAgent/Crypto
module JSON Sources/RoomAgent/JSON
module GoogleCalendar Sources/RoomAgent/Google

target configuration ConfigurationFuzz.swift RoomCore Configuration JoinLinks DeviceIO AgentDevices CLinux
target links LinkFuzz.swift RoomCore JoinLinks
target lcdd LCDdFuzz.swift DeviceIO CLinux
target events EventFuzz.swift RoomCore JoinLinks JSON AgentCrypto GoogleCalendar
echo "fuzzing found nothing in $((4 * runs)) inputs"
