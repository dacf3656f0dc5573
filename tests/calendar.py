"""Random calendars in Slate's own language and random questions to `slate calendar --batch`, against a plain model that is
written here from semantics.md (T3 to T7) and takes its zones from Python. Usage: calendar.py SLATE [SEED]"""

import bisect
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import zoneinfo

EPOCH = dt.datetime(1970, 1, 1)
UTC = dt.timezone.utc
ZONES = ["Europe/Kyiv", "Europe/Dublin", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia",
         "Antarctica/Troll", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns", "UTC"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
HOUR, DAY = 3_600_000, 86_400_000


def local(zone, ms):
    return (EPOCH + dt.timedelta(milliseconds=ms)).replace(tzinfo=UTC).astimezone(zone)


def offset(zone, ms):
    return int(local(zone, ms).utcoffset().total_seconds()) * 1000


def wall(zone, date, ms, fold):
    """T3: the instant at which the clocks of the zone show `ms` after midnight of `date`."""
    shown = (dt.datetime.combine(date, dt.time()) - EPOCH) // dt.timedelta(milliseconds=1) + ms
    low, high = shown - 30 * HOUR, shown + 30 * HOUR
    hits = sorted({shown - o for o in {offset(zone, t) for t in range(low, high, HOUR // 2)} if offset(zone, shown - o) == o})
    if hits:
        return hits[-1] if fold else hits[0]
    while high - low > 1:  # a gap: the first instant that shows more than that
        middle = (low + high) // 2
        low, high = (middle, high) if middle + offset(zone, middle) < shown else (low, middle)
    return high


class Calendar:
    """Open time as merged spans; pieces are (open, close, where the written span opened), which gives each date its hours."""

    def __init__(self, zone, pieces):
        self.zone, self.pieces = zone, sorted(pieces)
        self.spans = []
        for start, end, _ in self.pieces:
            if self.spans and start <= self.spans[-1][1]:
                self.spans[-1][1] = max(end, self.spans[-1][1])
            else:
                self.spans.append([start, end])
        self.sums = [0]
        for start, end in self.spans:
            self.sums.append(self.sums[-1] + end - start)
        self.days = {}
        for start, end, origin in self.pieces:
            day = local(zone, origin).date()
            first, last = self.days.get(day, (start, end))
            self.days[day] = (min(first, start), max(last, end))
        self.workdays = sorted(self.days)

    def until(self, at):
        i = bisect.bisect_right(self.spans, [at, 1 << 62])
        return 0 if i == 0 else self.sums[i - 1] + min(at, self.spans[i - 1][1]) - self.spans[i - 1][0]

    def is_open(self, at):
        return any(start <= at < end for start, end in self.spans)

    def add(self, s, d):
        if d == 0:
            return s
        total = self.until(s) + d
        if d > 0:
            return next((start + total - self.sums[i] for i, (start, end) in enumerate(self.spans)
                         if self.sums[i] < total <= self.sums[i + 1]), None)
        return next((start + total - self.sums[i] for i, (start, end) in enumerate(self.spans)
                     if self.sums[i] <= total < self.sums[i + 1]), None)

    def next_open(self, at):
        return at if self.is_open(at) else self.next_opening(at)

    def prev_open(self, at):
        return at if self.is_open(at) else max((end for _, end in self.spans if end <= at), default=None)

    def next_opening(self, at):
        return min((start for start, _ in self.spans if start > at), default=None)

    def next_close(self, at):
        return min((end for _, end in self.spans if end > at), default=None)

    def prev_opening(self, at):
        return max((start for start, _ in self.spans if start < at), default=None)

    def prev_close(self, at):
        return max((end for _, end in self.spans if end < at), default=None)

    def step_workdays(self, s, n):
        s = self.next_open(s)
        if s is None or n == 0:
            return s
        shown = local(self.zone, s)
        time = ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1000 + shown.microsecond // 1000
        later = [d for d in self.workdays if (d > shown.date() if n > 0 else d < shown.date())]
        if len(later) < abs(n):
            return None
        day = later[n - 1] if n > 0 else later[n]
        first, last = self.days[day]
        at = wall(self.zone, day, time, 0)
        return last if at >= last else self.next_open(max(at, first))

    def step_days(self, s, n):
        shown = local(self.zone, s)
        time = ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1000 + shown.microsecond // 1000
        return s if n == 0 else wall(self.zone, shown.date() + dt.timedelta(n), time, 0)

    def count(self, a, b):
        one, two = local(self.zone, a).date(), local(self.zone, b).date()
        n = sum(min(one, two) <= d < max(one, two) for d in self.workdays)
        return n if one <= two else -n


def clock(ms):
    return f"{ms // HOUR:02}:{ms // 60000 % 60:02}"


def span_text(span):
    return f"{clock(span[0])}-{clock(span[1] if span[1] <= DAY else span[1] - DAY)}"


def random_spans(rng):
    spans, at = [], rng.randrange(0, 40)
    for last in [False] * rng.randrange(0, 2) + [True]:
        end = at + rng.randrange(1, 60 if last else 20)
        if end > 96 and not last:
            break
        if end - at < 96:
            spans.append((at * HOUR // 4, end * HOUR // 4))
        at = end + rng.randrange(0, 8)
        if at >= 94:
            break
    return spans or [(9 * HOUR, 17 * HOUR)]


def random_hours(rng, name):
    """A calendar's text and its model."""
    zone_name = rng.choice(ZONES)
    zone, lines = zoneinfo.ZoneInfo(zone_name), [f'  zone "{zone_name}"']
    week = {}
    for i, weekday in enumerate(WEEKDAYS):
        if i < 5 or rng.random() < 0.4:
            week[i] = random_spans(rng)
            lines.append(f"  open {weekday} " + ", ".join(map(span_text, week[i])))
    own, closed, cuts = {}, set(), []
    for _ in range(rng.randrange(0, 12)):
        date = FIRST + dt.timedelta(rng.randrange(5, 355))
        days = [date + dt.timedelta(i) for i in range(rng.choice([1, 1, 2, 3]))]
        text = f"{days[0]}..{days[-1]}" if len(days) > 1 else str(date)
        kind = rng.randrange(4)
        if kind == 0 and date not in own:
            own[date] = random_spans(rng)
            lines.append(f"  open on {date} " + ", ".join(map(span_text, own[date])))
        elif kind == 1:
            closed.update(days)
            lines.append(f"  closed on {text}")
        elif kind == 2:
            spans = random_spans(rng)
            cuts += [(d, s) for d in days for s in spans]
            lines.append(f"  closed on {text} " + ", ".join(map(span_text, spans)))
        elif kind == 3:
            lines.append(f"  closed every {date:%m-%d}")
    head, body = lines[0], lines[1:]
    rng.shuffle(body)
    pieces = []
    for n in range(-150, 520):
        day = FIRST + dt.timedelta(n)
        off = day in closed or f"  closed every {day:%m-%d}" in lines
        spans = own[day] if day in own else [] if off else week.get(day.weekday(), [])
        for start, end in spans:
            opening = wall(zone, day, start, 0)
            pieces.append((opening, wall(zone, day, end, 1), opening))
    for day, (start, end) in cuts:
        low, high = wall(zone, day, start, 0), wall(zone, day, end, 1)
        pieces = cut(pieces, low, high)
    pieces = [p for p in pieces if p[0] < p[1]]
    return f"calendar {name} {{\n" + "\n".join([head] + body) + "\n}\n", Calendar(zone, pieces)


def cut(pieces, low, high):
    return [p for a, b, o in pieces for p in ((a, min(b, low), o), (max(a, high), b, o)) if p[0] < p[1]]


def inside(model, others):
    spans = sorted((a, b) for o in others for a, b in o.spans)
    return [p for a, b, o in model.pieces for c, d in spans if (p := (max(a, c), min(b, d), o))[0] < p[1]]


def outside(model, other):
    pieces = list(model.pieces)
    for low, high in other.spans:
        pieces = cut(pieces, low, high)
    return pieces


def show(zone, ms):
    at = local(zone, ms)
    text = at.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")
    return text


def questions(rng, name, model):
    start, end = wall(model.zone, FIRST, 30 * DAY, 0), wall(model.zone, FIRST, 330 * DAY, 0)
    for _ in range(120):
        s = rng.randrange(start, end) if rng.random() < 0.3 else rng.randrange(start // 900000, end // 900000) * 900000
        if rng.random() < 0.3:  # on an edge
            s = rng.choice(rng.choice([p for p in model.spans if start < p[0] and p[1] < end] or [[s, s]]))
        b = s + rng.randrange(-20 * DAY, 20 * DAY)
        given = rng.choice([show(model.zone, s), show(UTC, s).replace("+00:00", "Z"), s])
        ask = {"calendar": name}
        kind = rng.randrange(14)
        if kind == 0:
            d = rng.choice([1, -1]) * rng.choice([rng.randrange(0, 60 * HOUR), rng.randrange(0, 200) * 900000]) // 1000 * 1000
            yield ask | {"op": "add", "start": given, "amount": f"{d // 1000}s"}, model.add(s, d)
        elif kind == 1:
            n = rng.randrange(-9, 10)
            yield ask | {"op": "add", "start": given, "amount": f"{n} workdays"}, model.step_workdays(s, n)
        elif kind == 2:
            n = rng.randrange(-15, 16)
            yield ask | {"op": "add", "start": given, "amount": f"{n} calendar days"}, model.step_days(s, n)
        elif kind == 3:
            yield ask | {"op": "between", "a": given, "b": b}, {"ms": model.until(b) - model.until(s)}
        elif kind == 4:
            yield ask | {"op": "open", "at": given}, {"open": model.is_open(s)}
        elif kind == 5:
            yield ask | {"op": "workday", "at": given}, {"workday": local(model.zone, s).date() in model.days}
        elif kind == 6:
            yield ask | {"op": "workdays", "a": given, "b": b}, {"n": model.count(s, b)}
        elif kind == 7:
            got = [[show(model.zone, max(x, s)), show(model.zone, min(y, b))] for x, y in model.spans if max(x, s) < min(y, b)]
            yield ask | {"op": "spans", "a": given, "b": b}, {"spans": got}
        else:
            op = ["next_open", "prev_open", "next_opening", "next_close", "prev_opening", "prev_close"][kind - 8]
            yield ask | {"op": op, "at": given}, getattr(model, op)(s)


def main():
    slate, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng, texts, models = random.Random(seed), [], {}
    for i in range(10):
        text, models[f"c{i}"] = random_hours(rng, f"c{i}")
        texts.append(text)
    for i, form in enumerate(["union", "intersect", "except"] * 2):
        one, two = rng.sample([f"c{i}" for i in range(10)], 2)
        texts.append(f"calendar x{i} {{ {form} {one}, {two} }}\n")
        a, b = models[one], models[two]
        pieces = a.pieces + b.pieces if form == "union" else inside(a, [b]) if form == "intersect" else outside(a, b)
        models[f"x{i}"] = Calendar(a.zone, pieces)
    asked = [(q, w) for name, model in models.items() for q, w in questions(rng, name, model)]
    with tempfile.NamedTemporaryFile("w", suffix=".sla") as policy:
        policy.write("".join(texts))
        policy.flush()
        run = subprocess.run([slate, "calendar", policy.name, "--batch"], capture_output=True, text=True,
                             input="".join(json.dumps(q) + "\n" for q, _ in asked))
    answers = run.stdout.splitlines()
    failed = 0 if run.returncode == 0 and len(answers) == len(asked) else 1
    if failed:
        print(f"exit {run.returncode}, {len(answers)} answers to {len(asked)} questions: {run.stderr[:2000]}")
    for (question, want), line in zip(asked, answers):
        if isinstance(want, int):
            want = {"at": show(models[question["calendar"]].zone, want)}
        got = json.loads(line)
        if got != want if want is not None else "error" not in got:
            failed += 1
            if failed < 10:
                print(json.dumps(question), "gives", line, "and not", want)
                print(texts[list(models).index(question["calendar"])])
    print(f"{len(asked) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
