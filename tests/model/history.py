"""Random histories full of coincidences: events at deadlines, at openings and closings, on days when the clocks change."""
import random

from calendar_model import HOUR, from_ms, instant_at
from datetime import date, timedelta
from model import Model, PRIORITIES

MINUTE = HOUR // 60
STARTS = [date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 27), date(2026, 3, 28), date(2026, 4, 10),
          date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 30), date(2026, 1, 30)]


def moments(rng, model, case, now):
    """Instants after `now` at which something would happen by itself."""
    out = []
    for ticket in model.tickets.values():
        for cycle in model.all_cycles(ticket):
            if cycle.state == "running":
                due = model.deadline(cycle, now)
                out += [due] * 3 if due is not None else []
                out += [cycle.calendar.add(now, r - cycle.run) for _, _, r in model.thresholds(cycle, now) if r > cycle.run]
            elif cycle.state == "paused" and model.cap_of(cycle) and model.cap_of(cycle) > cycle.paused_work:
                out.append(cycle.calendar.add(now, model.cap_of(cycle) - cycle.paused_work))
        for rule in case.get("rules", []):
            due = model.rule_due(ticket, rule)
            out += [due, due] if due else []
    for cal in case["calendars"].values():
        for a, b in [i for i in cal.intervals if i[1] > now][:4]:
            out += [a, b]
    return [t for t in out if t is not None and t >= now]


def next_instant(rng, model, case, now, reach):
    if rng.random() < 0.15:
        return now
    if rng.random() < 0.5:
        near = [t for t in moments(rng, model, case, now) if t <= now + reach]
        if near:
            return max(now, rng.choice(near) + rng.choice([0, 0, 0, 0, 1000, -1000, MINUTE, -MINUTE]))
    step = rng.choice([MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, 24 * HOUR])
    return now + rng.randrange(1, 1 + step // 1000) * 1000


def next_event(rng, case, model, name, names, now):
    ticket = model.tickets[name]
    status = ticket.fields["status"]
    kind = rng.choices(list(case["weights"]), case["weights"].values())[0]
    record = {"ticket": name, "event": "updated"}
    if kind == "priority":
        record["priority"] = rng.choice(PRIORITIES)
    elif kind == "status":
        if status in ("resolved", "closed"):
            return None
        record["status"] = rng.choice(["open", "open", "pending", "on_hold"])
    elif kind == "type":
        record["type"] = rng.choice(["incident", "question", "problem"])
    elif kind == "parts":
        record["parts"] = rng.choice([1, 2, 3])
    elif kind == "promised":
        record["promised"] = rng.choice([None, now + rng.randrange(-10, 40) * HOUR, now + rng.randrange(0, 60) * MINUTE])
    elif kind == "team":
        record["team"] = rng.choice(case.get("teams", ["a", "b"]))
    elif kind == "reply":
        record.update(event="reply", by=rng.choice(["agent", "customer"]))
    elif kind == "note":
        record.update(event="note")
    elif kind == "assigned":
        record.update(event="assigned", team=rng.choice(case.get("teams", ["a", "b"])))
    elif kind in ("resolved", "closed"):
        if status == "closed" or status == kind:
            return None
        record.update({"event": kind} if rng.random() < 0.5 else {"status": kind})
    elif kind == "reopened":
        if status not in ("resolved", "closed"):
            return None
        record.update({"event": kind} if rng.random() < 0.7 else {"status": "open"})
    elif kind in ("linked", "unlinked"):
        others = [n for n in names if n < name and n in model.tickets]
        if not others:
            return None
        record.update(event=kind, to=rng.choice(others))
    elif kind == "merged":
        record.update(event="merged")
    if "priority" in case["weights"] and record["event"] == "updated" and rng.random() < 0.15:
        record["priority"] = rng.choice(PRIORITIES)
    return record


def make(case, seed):
    """(model, records): a history and the model that has lived through it."""
    rng = random.Random(seed)
    model = Model(case)
    names = [f"T{i}" for i in range(1, rng.randint(2, 4))]
    zone = next(iter(case["calendars"].values())).zone
    now = instant_at(zone, rng.choice(STARTS), rng.choice([0, 540, 600, 839, 840, 1075, 1080, 1110, 1300]))
    records, todo = [], list(names)
    for _ in range(rng.randint(6, 26)):
        now = next_instant(rng, model, case, now, case.get("span", 3) * 24 * HOUR) if records else now
        model.go(now)
        name = rng.choice(names)
        if name in todo:
            record = {"ticket": name, "event": "created", "priority": rng.choice(PRIORITIES)}
            if "teams" in case and rng.random() < 0.5:
                record["team"] = rng.choice(case["teams"])
            if "began" in case.get("fields", {}) and rng.random() < 0.6:
                record["began"] = now - rng.randrange(0, 12 * 60) * MINUTE
            todo.remove(name)
        else:
            record = None if model.tickets[name].merged else next_event(rng, case, model, name, names, now)
        if record:
            record = {"at": now, **record}
            records.append(record)
            model.commit(record)
    return lived(case, records), records


def lived(case, records):
    model = Model(case)
    for record in records:
        model.go(record["at"])
        model.commit(record)
    model.finish()
    return model


def text_of(ms):
    t = from_ms(ms)
    return t.strftime("%Y-%m-%dT%H:%M:%S") + (f".{t.microsecond // 1000:03d}" if t.microsecond else "") + "Z"


def line_of(record):
    """A record as the history's line has it."""
    return {k: text_of(v) if k in ("at", "began", "promised") and v is not None else v for k, v in record.items()}


def shuffled(records, seed):
    """The lines in another order; those of one instant keep theirs (E2)."""
    instants = {}
    for record in records:
        instants.setdefault(record["at"], []).append(record)
    order = list(instants)
    random.Random(seed).shuffle(order)
    return [r for at in order for r in instants[at]]
