# SPDX-License-Identifier: Apache-2.0
"""How much of a screen has a colour, in percent, rounded down: colour.py RRGGBB <PICTURE

The picture is a PPM (grim -t ppm) or an XWD dump of a screen with 32 bits a pixel (xwd -root).
"""
import struct
import sys

wanted = bytes.fromhex(sys.argv[1])
data = sys.stdin.buffer.read()
if len(data) < 80:  # there is no screen yet
    print(0)
    sys.exit()
if data[:2] == b"P6":
    _, size, _, pixels = data.split(b"\n", 3)
    count = int(size.split()[0]) * int(size.split()[1])
    step = 3
else:
    header, _, _, _, width, height, _, _, _, _, _, bits, line = struct.unpack(">13I", data[:52])
    colours = struct.unpack(">20I", data[:80])[19]
    assert bits == 32 and line == width * 4, "not a screen of 32 bits a pixel"
    pixels = data[header + colours * 12:]
    count = width * height
    step = 4
    wanted = wanted[::-1]  # blue is first
same = sum(pixels[i * step:i * step + 3] == wanted for i in range(count))
print(same * 100 // count if count else 0)
