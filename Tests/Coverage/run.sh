#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which regions of the core its unit tests and the seeds run, together: Tests/Coverage/run.sh [seeds, 30 unless told].
# Fails where less than 95 % of RoomCore, JoinLinks or Configuration are, and lists what is not; docs/coverage.md has why.
set -euo pipefail
cd "$(dirname "$0")/../.."
seeds=${1:-30}
tools=$(dirname "$(readlink -f "$(command -v swift)")")
read -r -a flags <<< "${SWIFT_FLAGS:-}"
build=(--scratch-path .build/coverage --build-tests --enable-code-coverage -Xswiftc -gnone "${flags[@]}")

swift build "${build[@]}"
bin=$(swift build "${build[@]}" --show-bin-path)
tests=$bin/room-agentPackageTests.xctest
counts=.build/coverage/counts
rm -rf "$counts"
mkdir -p "$counts"
LLVM_PROFILE_FILE="$counts/unit-%p.profraw" "$tests" --testing-library swift-testing \
    --filter '^(RoomCoreTests|RuntimeTests|GoogleTests)\.|ZoneTests' > "$counts/unit.log" || { tail -40 "$counts/unit.log"; exit 1; }
LLVM_PROFILE_FILE="$counts/seeds-%p.profraw" "$bin/room-soak" worker 1 "$seeds" 1 > "$counts/seeds.log"
"$tools/llvm-profdata" merge -sparse "$counts"/*.profraw -o "$counts/all.profdata"
"$tools/llvm-cov" export "$tests" -object "$bin/room-soak" -instr-profile "$counts/all.profdata" \
    Sources/RoomAgent/{Core,JoinLinks,Configuration} > "$counts/all.json"
Tests/Coverage/regions.py "$counts/all.json" 95
