#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""regions.py EXPORT PERCENT: reads what `llvm-cov export` wrote. Each region that nothing ran is a line `file:line: text`;
then comes the share of each module. A region of a generic function, or of one that two programs have, counts once.
Fails where a module has less than PERCENT."""
import collections
import json
import os
import sys

MODULES = {"Core": "RoomCore", "JoinLinks": "JoinLinks", "Configuration": "Configuration"}
CODE = 0


def main():
    counts = collections.defaultdict(int)
    for function in json.load(open(sys.argv[1]))["data"][0]["functions"]:
        for line, column, to_line, to_column, count, file, _, kind in function["regions"]:
            name = os.path.relpath(function["filenames"][file])
            if kind == CODE and name.startswith("Sources/RoomAgent/"):
                counts[name, line, column, to_line, to_column] += count
    run, all_regions = collections.Counter(), collections.Counter()
    for (name, line, column, to_line, to_column), count in sorted(counts.items()):
        module = MODULES.get(name.split("/")[2])
        if not module:
            continue
        all_regions[module] += 1
        run[module] += count > 0
        if count == 0:
            text = open(name).readlines()[line - 1].strip()
            print("%s:%d: %s" % (name.replace("Sources/RoomAgent/", ""), line, text))
    failed = False
    for module in MODULES.values():
        share = 100 * run[module] / max(all_regions[module], 1)
        print("%-14s %5d of %5d regions, %.1f %%" % (module, run[module], all_regions[module], share))
        failed = failed or share < float(sys.argv[2])
    sys.exit(1 if failed else 0)


main()
