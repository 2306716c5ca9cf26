#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reading of a room's calendar, from the product's rules and not from the agent's code.

    agenda.py SEED COUNT

Makes COUNT random calendars, and says what the room should make of each at some moments. The calendar's series are expanded
by python-dateutil, in the calendar's own zone. Output, one calendar after another:

    zone NAME
    page JSON                      one page of Google's events.list, singleEvents=true
    at EPOCH-SECONDS current=IDS joinable=IDS coming=IDS taken=0|1 free-until=EPOCH-SECONDS|-
"""
import datetime as dt
import json
import random
import sys

from dateutil import rrule, tz

UTC = dt.timezone.utc
ROOM = "c_aalto@resource.calendar.google.com"
ZONES = [
    "Europe/Helsinki", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana",
    "America/Santiago", "Africa/Cairo", "Pacific/Auckland", "Africa/Casablanca", "UTC", "Asia/Kathmandu",
]
EARLY = 300
COMING = 8


def seconds(moment):
    return int(moment.astimezone(UTC).timestamp())


def midnight(day, zone):
    """The day's first moment: where midnight is left out, the moment that comes instead."""
    return tz.resolve_imaginary(dt.datetime.combine(day, dt.time(), zone))


class Calendar:
    def __init__(self, dice):
        self.dice = dice
        self.zone_name = dice.choice(ZONES)
        self.zone = tz.gettz(self.zone_name)
        self.first = dt.date(2026, 1, 1) + dt.timedelta(days=dice.randrange(700))
        # Many are made around the nights in which clocks change.
        self.events = []
        for number in range(dice.randrange(1, 25)):
            self.add("e%03d" % number)

    def add(self, name):
        dice = self.dice
        base = {"id": name, "status": dice.choices(["confirmed", "tentative", "cancelled"], [8, 2, 1])[0], "summary": name}
        kind = dice.choices(
            [None, "default", "fromGmail", "workingLocation", "focusTime", "outOfOffice", "birthday", "tomorrow"],
            [6, 6, 1, 1, 1, 1, 1, 1])[0]
        if kind:
            base["eventType"] = kind
        if dice.random() < 0.25:
            base["transparency"] = "transparent"
        if dice.random() < 0.2:
            base["visibility"] = dice.choice(["private", "confidential", "public"])
        if dice.random() < 0.6:
            base["location"] = "https://zoom.us/j/%d" % dice.randrange(10**9, 10**10)
        if dice.random() < 0.6:
            answer = dice.choice(["accepted", "declined", "tentative", "needsAction"])
            base["attendees"] = [
                {"email": "someone@example.com", "responseStatus": dice.choice(["accepted", "declined"])},
                {"email": dice.choice([ROOM, ROOM.upper()]), "self": True, "resource": True, "responseStatus": answer},
            ]
        if dice.random() < 0.25:
            self.add_days(base)
        else:
            self.add_times(base)

    def occurrences(self, first):
        """The first one alone, or a series; local times, as a series keeps them over a change of the clocks."""
        dice = self.dice
        if dice.random() < 0.6:
            return [first]
        frequency = dice.choice([rrule.DAILY, rrule.WEEKLY])
        return list(rrule.rrule(frequency, interval=dice.randrange(1, 3), count=dice.randrange(2, 7), dtstart=first))

    def put(self, base, index, start, end):
        event = dict(base, start=start, end=end)
        if index:
            event["id"] = "%s_%d" % (base["id"], index)
            event["recurringEventId"] = base["id"]
        self.events.append(event)

    def add_days(self, base):
        first = dt.datetime.combine(self.first + dt.timedelta(days=self.dice.randrange(10)), dt.time())
        length = self.dice.choice([0, 1, 1, 1, 2, 5])
        for index, start in enumerate(self.occurrences(first)):
            end = start + dt.timedelta(days=length)
            self.put(base, index, {"date": start.date().isoformat()}, {"date": end.date().isoformat()})

    def add_times(self, base):
        dice = self.dice
        minute = dice.choice([0, 0, 15, 30, 45, dice.randrange(60)])
        first = dt.datetime.combine(
            self.first + dt.timedelta(days=dice.randrange(10)), dt.time(dice.randrange(24), minute))
        length = dt.timedelta(minutes=dice.choice([0, 5, 15, 30, 45, 60, 90, 600, 1440, 3000]))
        offset = dice.choice([None, 0, 180, -570])
        for index, local in enumerate(self.occurrences(first)):
            start = tz.resolve_imaginary(local.replace(tzinfo=self.zone)).astimezone(UTC)
            end = start + length
            shown = self.zone if offset is None else dt.timezone(dt.timedelta(minutes=offset))
            times = []
            for moment in (start, end):
                text = moment.astimezone(shown).isoformat()
                times.append({"dateTime": text.replace("+00:00", "Z") if dice.random() < 0.5 else text})
            self.put(base, index, *times)

    # What the room makes of it.

    def meetings(self):
        result = []
        for event in self.events:
            mine = [guest for guest in event.get("attendees", []) if guest["email"].lower() == ROOM]
            if event["status"] == "cancelled" or event.get("eventType", "default") not in ("default", "fromGmail"):
                continue
            if mine and mine[0]["responseStatus"] == "declined":
                continue
            if "date" in event["start"]:
                first, last = (dt.date.fromisoformat(event[edge]["date"]) for edge in ("start", "end"))
                start = seconds(midnight(first, self.zone))
                end = seconds(midnight(max(last, first + dt.timedelta(days=1)), self.zone))
            else:
                start, end = (
                    int(dt.datetime.fromisoformat(event[edge]["dateTime"].replace("Z", "+00:00")).timestamp())
                    for edge in ("start", "end"))
            result.append({
                "id": event["id"], "start": start, "end": end, "day": "date" in event["start"],
                "blocks": event.get("transparency") != "transparent", "joins": "location" in event,
            })
        return result

    def answer(self, now):
        meetings = self.meetings()

        def rank(meeting):
            return (meeting["day"], meeting["start"] > now, -meeting["start"], meeting["id"])

        def names(some):
            return ",".join(meeting["id"] for meeting in some)

        current = sorted((m for m in meetings if m["start"] <= now < m["end"]), key=rank)
        joinable = [m for m in meetings if m["joins"] and m["start"] - EARLY <= now < m["end"]]
        joinable = sorted([m for m in joinable if not m["day"]] or joinable, key=rank)
        later = sorted(
            (m for m in meetings if not m["day"] and m["start"] > now), key=lambda m: (m["start"], m["end"], m["id"]))
        taken = any(m["blocks"] for m in current)
        booked = [m["start"] for m in later if m["blocks"]]
        free = "-" if taken or not booked else booked[0]
        return "at %d current=%s joinable=%s coming=%s taken=%d free-until=%s" % (
            now, names(current), names(joinable), names(later[:COMING]), taken, free)

    def moments(self):
        edges = sorted({edge + shift for m in self.meetings() for edge in (m["start"], m["end"]) for shift in (-EARLY, 0)})
        around = [edge + shift for edge in self.dice.sample(edges, min(len(edges), 12)) for shift in (-1, 0)]
        start = seconds(midnight(self.first, self.zone))
        return around + [start + self.dice.randrange(12 * 86400) for _ in range(6)]

    def write(self):
        self.dice.shuffle(self.events)
        page = {
            "kind": "calendar#events", "timeZone": self.zone_name, "accessRole": "reader", "items": self.events,
            "nextSyncToken": "token",
        }
        print("zone", self.zone_name)
        print("page", json.dumps(page))
        for moment in self.moments():
            print(self.answer(moment))


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for number in range(count):
        Calendar(random.Random("%d/%d" % (seed, number))).write()


main()
