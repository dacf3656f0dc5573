"""Recalculates tests/replay/policy.sla over a generated history: usage: replay.py HISTORY.ndjson ROWS.ndjson.
Independent of Slate: zoneinfo, spans of UTC seconds, one ticket at a time."""
import bisect, json, sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
OFF = {date(2026, 1, 1), date(2026, 4, 13), date(2026, 5, 1), date(2026, 8, 24),
       date(2026, 7, 6), date(2026, 7, 7), date(2026, 7, 8)}
HOUR = 3600


def utc(day, hours, fold):
    """Wall clock to UTC seconds: an opening takes the first of two, a closing the second, a gap its end."""
    naive = datetime.combine(day, datetime.min.time()) + timedelta(hours=hours)
    at = naive.replace(tzinfo=KYIV, fold=fold).astimezone(timezone.utc)
    if at.astimezone(KYIV).replace(tzinfo=None, fold=0) != naive:  # in a gap: only its first minute occurs here
        at = naive.replace(tzinfo=KYIV, fold=0).astimezone(timezone.utc)
    return int(at.timestamp())


def office():
    spans, day = [], date(2025, 12, 1)
    while day < date(2028, 1, 1):
        hours = [(9, 13), (14, 18)] if day.weekday() < 5 else [(22, 27)] if day.weekday() == 5 else []
        if day in OFF:
            hours = []
        for first, last in hours:
            if (day.month, day.day) == (12, 31):
                last = min(last, 13)
            if first < last:
                spans.append((utc(day, first, 0), utc(day, last, 1)))
        day += timedelta(days=1)
    return spans


SPANS = office()
OPENS = [a for a, _ in SPANS]
BEFORE = [0]
for a, b in SPANS:
    BEFORE.append(BEFORE[-1] + b - a)


class Office:
    @staticmethod
    def position(at):
        i = bisect.bisect_right(OPENS, at)
        return BEFORE[i] - max(0, SPANS[i - 1][1] - at) if i else 0

    @staticmethod
    def moment(position):
        i = bisect.bisect_left(BEFORE, position) - 1
        return SPANS[i][0] + position - BEFORE[i]


class Always:
    position = moment = staticmethod(lambda x: x)


def limit(clock, tier, priority):
    high = priority in ("high", "urgent")
    respond, resolve = {
        "gold": (HOUR // 4, 6 * HOUR) if high else (2 * HOUR, 48 * HOUR),
        "silver": (HOUR // 2, 8 * HOUR) if priority == "urgent" else (2 * HOUR, 24 * HOUR),
        "basic": (4 * HOUR, 16 * HOUR) if high else (8 * HOUR, 40 * HOUR),
    }[tier]
    return respond if clock == "respond" else resolve


class Clock:
    def __init__(self, name, calendar, at, allowed):
        self.name, self.calendar, self.since, self.allowed = name, calendar, at, allowed
        self.started, self.stopped, self.breached, self.steps = at, None, None, {}
        self.run = self.still = 0
        self.state, self.outcome = "running", "open"

    def reached(self, at, seconds, upto, fire):
        """Fires when the run reaches `seconds` in (now, upto]; a step that was jumped over fires now."""
        if self.run >= seconds:
            fire(at)
        elif self.run + upto >= seconds:
            fire(self.calendar.moment(self.calendar.position(at) + seconds - self.run))

    def timers(self, at, upto):
        if "half" not in self.steps and self.name == "resolve":
            self.reached(at, self.allowed // 2, upto, lambda t: self.steps.__setitem__("half", t))
        if self.breached is None:
            self.reached(at, self.allowed, upto, self.breach)

    def breach(self, at):
        self.breached, self.outcome = at, "breached"

    def advance(self, at):
        """Up to a record: what comes due before it fires, what comes due with it waits for it."""
        passed = self.calendar.position(at) - self.calendar.position(self.since)
        if self.state == "running":
            if passed:
                early = self.calendar.position(at - 1) - self.calendar.position(self.since)
                self.timers(self.since, early)
            self.run += passed
        elif self.state != "done":
            self.still += passed
        self.since = at

    def stop(self, at):
        self.state, self.stopped = "stopped", at
        if self.breached is None:
            self.breach(at) if self.run > self.allowed else setattr(self, "outcome", "met")


def replay(story, tier, end):
    calendar = Always if tier == "gold" else Office
    clocks, priority, pending = [], None, False
    for row in story:
        at = int(datetime.fromisoformat(row["at"].replace("Z", "+00:00")).timestamp())
        for clock in clocks:
            clock.advance(at)
        priority = row.get("priority", priority)
        pending = row["status"] == "pending" if "status" in row else pending and row["event"] not in ("resolved", "closed", "reopened")
        if row["event"] == "created":
            clocks = [Clock(name, calendar, at, limit(name, tier, priority)) for name in ("respond", "resolve")]
        respond, resolve = clocks
        for clock in clocks:
            if clock.state in ("running", "paused"):
                clock.allowed = limit(clock.name, tier, priority)
        if row["event"] == "reply" and row["by"] == "agent" and respond.state != "stopped":
            respond.stop(at)
        if row["event"] == "resolved" and resolve.state != "stopped":
            resolve.stop(at)
        if row["event"] == "reopened" and resolve.state == "stopped":
            resolve.state, resolve.stopped, resolve.allowed = "running", None, limit("resolve", tier, priority)
            resolve.outcome = "open" if resolve.breached is None else "breached"
        for clock in clocks:
            if clock.state in ("running", "paused"):
                clock.state = "paused" if pending else "running"
            if clock.state in ("running", "paused"):
                clock.timers(at, 0)
    for clock in clocks:
        if clock.state in ("running", "paused"):
            clock.advance(end)
            if clock.state == "running":
                clock.timers(end, 0)
    return clocks


def text(at):
    return None if at is None else datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


tiers, stories = {}, {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    if row["event"] == "account":
        tiers[row["account"]] = row["tier"]
    else:
        stories.setdefault(row["ticket"], []).append(row)
end = max(int(datetime.fromisoformat(story[-1]["at"].replace("Z", "+00:00")).timestamp()) for story in stories.values())
clocks, actions = {}, set()
for ticket, story in stories.items():
    for clock in replay(story, tiers[story[0]["account"]], end):
        clocks[ticket, clock.name] = (text(clock.started), text(clock.stopped), clock.allowed * 1000, clock.run * 1000,
                                      clock.state, clock.outcome, text(clock.breached))
        if clock.name == "resolve":
            actions |= {(ticket, text(at)) for at in (clock.steps.get("half"), clock.breached) if at is not None}
got, fired = {}, []
for line in open(sys.argv[2], encoding="utf-8"):
    row = json.loads(line)
    if row["row"] == "clock":
        got[row["ticket"], row["clock"]] = tuple(row[k] for k in ("started", "stopped", "limit_ms", "elapsed_ms", "state", "outcome", "breached_at"))
    else:
        fired.append((row["ticket"], row["at"]))
wrong = [key for key in sorted(clocks.keys() | got.keys()) if clocks.get(key) != got.get(key)]
for key in wrong[:5]:
    print(*key, "\n  slate  ", got.get(key), "\n  by hand", clocks.get(key))
odd = sorted(actions ^ set(fired))
for step in odd[:5]:
    print("step", *step, "by hand only" if step in actions else "slate only")
print(f"{len(clocks)} clocks recalculated, {len(wrong)} differ; {len(actions)} steps, {len(odd)} differ")
sys.exit(bool(wrong or odd))
