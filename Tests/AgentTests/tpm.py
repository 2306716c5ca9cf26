#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands between the agent and a TPM 2.0 in software: tpm.py SOCKET SOFTWARE-SOCKET MOOD.

Hands on one command and its answer at a time. The file MOOD says what becomes of them: `before N` and `after N` kill the
agent before or after its N-th increment is carried out (the file is emptied then); `fail` answers TPM_RC_FAILURE.
`tpm.py clear SOFTWARE-SOCKET` clears the TPM (TPM2_Clear by the lockout handle), as a firmware does.
"""
import os
import signal
import socket
import struct
import sys

INCREMENT = 0x134
FAILURE = struct.pack(">HII", 0x8001, 10, 0x101)


def carry_out(path, command):
    with socket.socket(socket.AF_UNIX) as tpm:
        tpm.connect(path)
        tpm.sendall(command)
        answer = b""
        while len(answer) < 10 or len(answer) < struct.unpack(">I", answer[2:6])[0]:
            piece = tpm.recv(4096)
            if not piece:
                break
            answer += piece
        return answer


def clear(path):
    lockout = struct.pack(">HIII", 0x8002, 27, 0x126, 0x4000000A) + struct.pack(">IIHBH", 9, 0x40000009, 0, 0, 0)
    code = struct.unpack(">I", carry_out(path, lockout)[6:10])[0]
    sys.exit(f"TPM2_Clear: {code:#x}" if code else 0)


def serve(own, path, mood_file):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(own)
    listener.listen(8)
    print("ready", flush=True)
    increments = 0
    while True:
        agent, _ = listener.accept()
        with agent:
            peer = struct.unpack("3i", agent.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            command = agent.recv(4096)
            if len(command) < 10:
                continue
            with open(mood_file, encoding="utf-8") as file:
                mood = file.read().split()
            is_due = False
            if struct.unpack(">I", command[6:10])[0] == INCREMENT and mood[:1] in (["before"], ["after"]):
                increments += 1
                is_due = increments == int(mood[1])
            if is_due:
                increments = 0
                with open(mood_file, "w", encoding="utf-8"):
                    pass
            if is_due and mood[0] == "before":
                os.kill(peer, signal.SIGKILL)
                continue
            answer = FAILURE if mood == ["fail"] else carry_out(path, command)
            if is_due:
                os.kill(peer, signal.SIGKILL)
                continue
            try:
                agent.sendall(answer)
            except BrokenPipeError:
                pass


if sys.argv[1] == "clear":
    clear(sys.argv[2])
serve(*sys.argv[1:])
