"""Recalculates every clock of the policy beside this file: usage: clocks.py LOG.csv CLOCKS.ndjson (none: prints totals).
Written from semantics of the policy alone; times are local, no hour that the clocks change in is a working hour."""
import bisect, csv, json, sys
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Rome")
EASTER = [date(2010, 4, 4), date(2011, 4, 24), date(2012, 4, 8), date(2013, 3, 31), date(2014, 4, 20)]
FEASTS = [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)]
CLOSED = {date(year, *feast) for year in range(2010, 2015) for feast in FEASTS} | {
    day + timedelta(days=n) for day in EASTER for n in (0, 1)}
DAYS = [day for day in (date(2010, 1, 1) + timedelta(days=n) for n in range(365 * 5))
        if day.weekday() < 5 and day not in CLOSED]  # the working days, each 07:00-17:00
OPEN, LENGTH = 7 * 3600, 10 * 3600


def position(at):
    """Working seconds since 2010 at a moment."""
    day = bisect.bisect_left(DAYS, at.date())
    seconds = at.hour * 3600 + at.minute * 60 + at.second - OPEN
    inside = min(max(seconds, 0), LENGTH) if day < len(DAYS) and DAYS[day] == at.date() else 0
    return day * LENGTH + inside


def moment(position):
    """The earliest moment at which that many working seconds have passed."""
    day, rest = divmod(position, LENGTH)
    if not rest:
        day, rest = day - 1, LENGTH
    return datetime.combine(DAYS[day], datetime.min.time()) + timedelta(seconds=OPEN + rest)


def workdays(at, n):
    """The same time of day n working days later; from the next opening where it is closed."""
    day = bisect.bisect_left(DAYS, at.date())
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    if day == len(DAYS) or DAYS[day] != at.date() or seconds < OPEN:
        seconds = OPEN
    elif seconds >= OPEN + LENGTH:
        day, seconds = day + 1, OPEN
    return datetime.combine(DAYS[day + n], datetime.min.time()) + timedelta(seconds=seconds)


LIMITS = {
    "accept": lambda priority: {"Value 4": (1, "h"), "Value 3": (4, "h")}.get(priority, (20, "h")),
    "resolve": lambda priority: {"Value 4": (10, "h"), "Value 3": (30, "h"), "Value 2": (10, "d")}.get(priority, (15, "d")),
    "confirm": lambda priority: None,
}
RULES = {  # start, stop, resume, cancel, repeats
    "accept": ("created", {"accepted", "resolved"}, None, None, False),
    "resolve": ("created", {"resolved"}, "accepted", None, False),
    "confirm": ("resolved", {"closed"}, None, "accepted", True),
}
EVENT = {"Take in charge ticket": "accepted", "Resolve SW anomaly": "accepted", "Resolve ticket": "resolved", "Closed": "closed"}
STATUS = {"Take in charge ticket": "open", "Wait": "pending", "Require upgrade": "pending", "Create SW anomaly": "on_hold",
          "Resolve SW anomaly": "open", "Resolve ticket": "resolved", "Closed": "closed"}


class Cycle:
    def __init__(self, name, number, at):
        self.name, self.number, self.origin, self.since = name, number, at, at
        self.run = self.still = 0  # working seconds run, and stopped or paused
        self.state, self.stopped, self.breached, self.outcome = "running", None, None, "open"
        self.limit = None

    def advance(self, at):
        """Time passes up to a moment; what comes due before it breaches."""
        if self.state == "cancelled":
            return
        passed = position(at) - position(self.since)
        if self.state == "running":
            due = self.due()
            if due and due < at and not self.breached:
                self.breach(due)
            self.run += passed
        else:
            self.still += passed
        self.since = at

    def due(self):
        """For a running cycle, from `since`."""
        if not self.limit:
            return None
        count, unit = self.limit
        if unit == "h":
            return moment(position(self.since) + count * 3600 - self.run) if count * 3600 > self.run else self.since
        end = workdays(self.origin, count)
        return moment(position(end) + self.still) if self.still else end

    def breach(self, at):
        self.breached, self.outcome = at, "breached"

    def exceeded(self, at, strictly):
        if not self.limit:
            return False
        count, unit = self.limit
        if unit == "h":
            return self.run > count * 3600 if strictly else self.run >= count * 3600
        return self.due() < at if strictly else self.due() <= at


def commit(cycles, at, event, paused, priority):
    for name, (start, stops, resume, cancel, repeats) in RULES.items():
        mine = cycles.setdefault(name, [])
        cycle = mine[-1] if mine else None
        if cycle and cycle.state in ("running", "paused"):
            cycle.limit = LIMITS[name](priority)
            if event in stops:
                cycle.state, cycle.stopped = "stopped", at
                if not cycle.breached:
                    cycle.breach(at) if cycle.exceeded(at, True) else setattr(cycle, "outcome", "met")
                continue
            if cancel and event == cancel:
                cycle.state, cycle.stopped = "cancelled", at
                cycle.outcome = cycle.outcome if cycle.breached else "cancelled"
                continue
        elif cycle and resume and event == resume and cycle.state == "stopped":
            cycle.state, cycle.stopped, cycle.limit = "running", None, LIMITS[name](priority)
            if not cycle.breached:
                cycle.outcome = "open"
        elif event == start and (not cycle or repeats):
            cycle = Cycle(name, len(mine) + 1, at)
            cycle.limit = LIMITS[name](priority)
            mine.append(cycle)
        if cycle and cycle.state in ("running", "paused"):
            cycle.state = "paused" if paused else "running"


def settle(cycles, at):
    """Timers come after the records of their instant."""
    for cycle in (c for mine in cycles.values() for c in mine):
        if cycle.state in ("running", "paused") and not cycle.breached and cycle.exceeded(at, False):
            cycle.breach(at)


def replay(rows, end):
    cycles, status = {}, "new"
    for i, (at, row) in enumerate(rows):
        for cycle in (c for mine in cycles.values() for c in mine):
            cycle.advance(at)
        priority, activity = row["seriousness_2"], row["Activity"]
        if i == 0:
            commit(cycles, at, "created", False, priority)
        status = STATUS.get(activity, status)
        commit(cycles, at, EVENT.get(activity), status in ("pending", "on_hold"), priority)
        if i + 1 == len(rows) or rows[i + 1][0] > at:
            settle(cycles, at)
    for cycle in (c for mine in cycles.values() for c in mine):
        if cycle.state in ("running", "paused"):
            cycle.advance(end)
    settle(cycles, end)
    return [c for mine in cycles.values() for c in mine]


def utc(at):
    return at and at.replace(tzinfo=ZONE).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main():
    cases, end = {}, datetime.min
    for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
        at = datetime.strptime(row["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f")
        cases.setdefault(row["Case ID"], []).append((at, row))
        end = max(end, at)
    mine = {}
    for case, rows in cases.items():
        rows.sort(key=lambda pair: pair[0])
        for c in replay(rows, end):
            mine[case, c.name, c.number] = (utc(c.origin), utc(c.stopped), c.run * 1000, c.state, c.outcome, utc(c.breached))
    for (name, outcome), count in sorted(Counter((key[1], value[4]) for key, value in mine.items()).items()):
        print(f"{name:8} {outcome:10} {count:6}")
    if len(sys.argv) < 3:
        return
    theirs = {}
    for line in open(sys.argv[2], encoding="utf-8"):
        row = json.loads(line)
        key = row["ticket"], row["clock"], row["cycle"]
        theirs[key] = tuple(row[k] for k in ("started", "stopped", "elapsed_ms", "state", "outcome", "breached_at"))
    wrong = [key for key in sorted(mine.keys() | theirs.keys()) if mine.get(key) != theirs.get(key)]
    for key in wrong[:10]:
        print(*key, "\n  slate  ", theirs.get(key), "\n  by hand", mine.get(key))
    print(f"{len(mine)} cycles recalculated, {len(wrong)} differ")
    sys.exit(bool(wrong))


main()
