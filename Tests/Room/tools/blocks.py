# SPDX-License-Identifier: Apache-2.0
"""Takes the fenced blocks out of a Markdown paper: blocks.py PAPER DIRECTORY

Blocks that are marked exactly `sh` or `ini`, even within a list, become DIRECTORY/NN.sh and DIRECTORY/NN.ini, in the
paper's order. Others (`text`, no mark, `sh example`) are for reading.
"""
import re
import sys
import textwrap

paper = open(sys.argv[1], encoding="utf-8").read()
found = re.findall(r"^( *)```(sh|ini)\n(.*?)^\1```\s*$", paper, re.M | re.S)
for number, (_, kind, text) in enumerate(found, 1):
    with open("%s/%02d.%s" % (sys.argv[2], number, kind), "w", encoding="utf-8") as file:
        file.write(textwrap.dedent(text))
