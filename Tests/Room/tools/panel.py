# SPDX-License-Identifier: Apache-2.0
"""A panel on a serial line, in the room: panel.py DEVICE COMMANDS SAID

DEVICE becomes a link to a pseudo-terminal that group dialout may open, as a USB adapter's would be. Lines written to the
pipe COMMANDS go to the agent; what the agent says is appended to SAID.
"""
import grp
import os
import select
import sys

device, commands, said = sys.argv[1:]
ours, theirs = os.openpty()
os.system("stty -F %s raw -echo" % os.ttyname(theirs))
os.chown(os.ttyname(theirs), 0, grp.getgrnam("dialout").gr_gid)
os.chmod(os.ttyname(theirs), 0o660)
os.mkfifo(commands)
pipe = os.open(commands, os.O_RDWR)
log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
os.symlink(os.ttyname(theirs), device)
while True:
    ready, _, _ = select.select([ours, pipe], [], [])
    if ours in ready:
        os.write(log, os.read(ours, 4096))
    if pipe in ready:
        os.write(ours, os.read(pipe, 4096))
