# SPDX-License-Identifier: Apache-2.0
"""What Python's zoneinfo says of every zone of tzdata, for ZoneTests: zones.py NAMES RECORDS.

NAMES gets a line for each zone: its name, and how many records of RECORDS are its own. Of names that share one file only the
first has records. A record is 24 numbers of 64 bits, all in seconds:
  a change T (where there is none, some instant), the offset at T - 1, the offset at T, an instant well between this change and the next, the offset there,
  four times: a local time, and the instants that it is with fold 0 and 1,
  three times: a day's number, and its first instant
and the rest zero. Local times are seconds since 1970-01-01T00:00:00 as clocks show them."""
import bisect, datetime, hashlib, struct, sys, zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
FIRST = 0
# For zones that never changed since 1970.
QUIET = int((datetime.datetime(2026, 7, 1) - EPOCH).total_seconds())
LAST = int((datetime.datetime(2101, 1, 1) - EPOCH).total_seconds())
ROOT = "/usr/share/zoneinfo/"


def offset(zone, instant):
    moment = datetime.datetime.fromtimestamp(instant, UTC).astimezone(zone)
    return int(moment.utcoffset().total_seconds())


def instant(zone, local, fold):
    civil = (EPOCH + datetime.timedelta(seconds=local)).replace(tzinfo=zone, fold=fold)
    return local - int(civil.utcoffset().total_seconds())


def changes(zone):
    """By looking at every third day, and then more closely: no zone changes twice within three days."""
    found = []
    low, at = FIRST, offset(zone, FIRST)
    while low < LAST:
        high = low + 3 * 86400
        then = offset(zone, high)
        if then != at:
            left, right = low, high
            while right - left > 1:
                middle = (left + right) // 2
                if offset(zone, middle) == at:
                    left = middle
                else:
                    right = middle
            found.append(right)
            # Another one on the way to the end of the three days?
            if offset(zone, right) != then:
                low, at = right, offset(zone, right)
                continue
        low, at = high, then
    return found


def first_instant(zone, day, change):
    """Of a day whose midnight the change may have left out."""
    local = day * 86400
    start = instant(zone, local, 0)
    return start if start + offset(zone, start) == local else change


def records(zone):
    found = changes(zone) or [QUIET]
    for index, change in enumerate(found):
        before, after = offset(zone, change - 1), offset(zone, change)
        between = (change + (found[index + 1] if index + 1 < len(found) else LAST)) // 2
        record = [change, before, after, between, offset(zone, between)]
        low, high = change + min(before, after), change + max(before, after)
        for local in (low - 1, low, (low + high) // 2, high):
            record += [local, instant(zone, local, 0), instant(zone, local, 1)]
        for day in ((low // 86400), (low // 86400) + 1, (high // 86400) + 1):
            record += [day, first_instant(zone, day, change)]
        yield record + [0] * (24 - len(record))


known = set()
with open(sys.argv[1], "w") as names, open(sys.argv[2], "wb") as numbers:
    for name in sorted(zoneinfo.available_timezones()):
        content = hashlib.sha256(open(ROOT + name, "rb").read()).digest()
        count = 0
        if content not in known:
            known.add(content)
            for record in records(zoneinfo.ZoneInfo(name)):
                numbers.write(struct.pack("=24q", *record))
                count += 1
        names.write(f"{name} {count}\n")
