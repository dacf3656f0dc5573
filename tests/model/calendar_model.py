"""Calendars as plain lists of open intervals, built day by day: slow and obviously right (semantics.md T3-T6).

Instants are integers: milliseconds since 1970 in UTC.
"""
from bisect import bisect_right
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOUR = 3_600_000
FIRST, LAST = date(2025, 10, 1), date(2027, 12, 31)


def to_ms(aware):
    delta = aware - EPOCH
    return (delta.days * 86400 + delta.seconds) * 1000 + delta.microseconds // 1000


def from_ms(ms):
    return EPOCH + timedelta(milliseconds=ms)


def instant_at(zone, day, minutes, closing=False):
    """T3: local wall time to instant. In a gap the first valid instant after it; in a fold an opening (and any
    written time) is the first occurrence, a closing the second. `minutes` may be 24 h or more: a later day."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(timezone.utc)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return to_ms(second if closing else first)
    low, high = to_ms(min(first, second)), to_ms(max(first, second))  # a gap: look for the jump between them
    offset = lambda ms: from_ms(ms).astimezone(zone).utcoffset()
    before = offset(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def local(zone, ms):
    return from_ms(ms).astimezone(zone)


def minutes_of(text):
    hours, minutes = map(int, text.split(":"))
    return hours * 60 + minutes


class Calendar:
    """week: {"mon": ["09:00-13:00", …]}; opened: {date: [spans]}; closed: [dates]; cuts: {date: [spans]};
    holidays: [dates]. `always` is Calendar("UTC", always=True)."""

    def __init__(self, zone, week=None, opened=None, closed=(), cuts=None, always=False, intervals=None):
        self.zone = ZoneInfo(zone)
        self.always = always
        self.week, self.opened, self.closed, self.cuts = week or {}, opened or {}, set(closed), cuts or {}
        self.intervals = intervals if intervals is not None else ([] if always else self._build())
        self.starts = [a for a, _ in self.intervals]

    def spans(self, day):
        """The open spans that begin on a local day, as instants (T4)."""
        if self.always:
            return [(instant_at(self.zone, day, 0), instant_at(self.zone, day + timedelta(1), 0))]
        if day in self.opened:
            written = self.opened[day]
        elif day in self.closed:
            written = []
        else:
            written = self.week.get(DAYS[day.weekday()], [])
        out = []
        for text in written:
            a, b = map(minutes_of, text.split("-"))
            out.append((instant_at(self.zone, day, a),
                        instant_at(self.zone, day, b if b > a else b + 1440, closing=True)))
        for text in self.cuts.get(day, []):
            a, b = map(minutes_of, text.split("-"))
            cut_a, cut_b = instant_at(self.zone, day, a), instant_at(self.zone, day, b, closing=True)
            out = [piece for lo, hi in out for piece in ((lo, min(hi, cut_a)), (max(lo, cut_b), hi))
                   if piece[0] < piece[1]]
        return sorted(s for s in out if s[0] < s[1])

    def _build(self):
        raw, day = [], FIRST
        while day <= LAST:
            raw += self.spans(day)
            day += timedelta(1)
        return merge(raw)

    def is_open(self, at):
        if self.always:
            return True
        i = bisect_right(self.starts, at) - 1
        return i >= 0 and at < self.intervals[i][1]

    def working(self, a, b):
        if b < a:
            return -self.working(b, a)
        if self.always:
            return b - a
        total = 0
        for lo, hi in self.intervals[max(0, bisect_right(self.starts, a) - 1):]:
            if lo >= b:
                break
            total += max(0, min(hi, b) - max(lo, a))
        return total

    def add(self, s, d):
        """T5: the earliest t with working(s, t) = d; for d < 0 the latest t with working(t, s) = -d."""
        if d == 0:
            return s
        if self.always:
            return s + d
        if d > 0:
            for lo, hi in self.intervals[max(0, bisect_right(self.starts, s) - 1):]:
                room = max(0, hi - max(lo, s))
                if room >= d:
                    return max(lo, s) + d
                d -= room
        else:
            for lo, hi in reversed(self.intervals[:bisect_right(self.starts, s)]):
                room = max(0, min(hi, s) - lo)
                if room >= -d:
                    return min(hi, s) + d
                d += room
        raise OverflowError("beyond the calendar")

    def next_opening_or_now(self, at):
        return at if self.is_open(at) else self.intervals[bisect_right(self.starts, at)][0]

    def day_of(self, at):
        return local(self.zone, at).date()

    def is_workday(self, day):
        return bool(self.spans(day))

    def same_time(self, at, day):
        """The local time of day of `at` on another day (T3 for gaps and folds)."""
        wall = local(self.zone, at)
        return instant_at(self.zone, day, (wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(minutes=1))

    def add_workdays(self, s, n):
        """T6, n > 0."""
        s = self.next_opening_or_now(s)
        day = self.day_of(s)
        while n:
            day += timedelta(1)
            n -= self.is_workday(day)
        t, spans = self.same_time(s, day), self.spans(day)
        if t >= spans[-1][1]:
            return spans[-1][1]
        for lo, hi in spans:
            if t < hi:
                return max(t, lo)
        raise AssertionError

    def add_days(self, s, n):
        return self.same_time(s, self.day_of(s) + timedelta(n))

    def add_months(self, s, n):
        day = self.day_of(s)
        index = day.year * 12 + day.month - 1 + n
        year, month = divmod(index, 12)
        last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(1)).day
        return self.same_time(s, date(year, month + 1, min(day.day, last)))

    def last_close(self, day):
        spans = self.spans(day)
        return max(b for _, b in spans) if spans else None


def merge(raw):
    out = []
    for a, b in sorted(raw):
        if out and a <= out[-1][1]:
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return [tuple(x) for x in out]


def union(zone, *calendars):
    return Calendar(zone, intervals=merge([i for c in calendars for i in c.intervals]))
