"""An independent model of ticket clocks, written from semantics.md and language.md alone (T5, T6, C1-C9, E1, E2, E6, X1-X3).

It keeps every cycle as a handful of numbers and moves it forward from instant to instant, looking for the next thing that
happens between two records by trying all of them. It is slow, has no timers, and shares no code with the engine.

A policy is Python data (cases.py): dictionaries of calendars, clocks and SLAs whose conditions are functions of the ticket.
"""
from copy import copy

from calendar_model import Calendar

ALWAYS = Calendar("UTC", always=True)
PRIORITIES = ["low", "normal", "high", "urgent"]
SETS = {"resolved": ("status", "resolved", None), "closed": ("status", "closed", None),
        "reopened": ("status", "open", ("resolved", "closed"))}
DEFAULTS = {"priority": "normal", "status": "new", "type": "incident", "product": None, "team": None, "agent": None,
            "channel": "web", "blocked": False}
OWN_KEYS = {"at", "ticket", "event", "by", "to", "minutes", "account", "id"}


class Target:
    """within: milliseconds, or ("workdays" | "days" | "weeks" | "months", n); cutoff: see `cutoff_at`."""

    def __init__(self, within=None, cutoff=None, calendar=None):
        self.within, self.cutoff, self.calendar = within, cutoff, calendar

    @property
    def limit(self):
        return self.within if isinstance(self.within, int) else None

    @property
    def period(self):
        return self.within if isinstance(self.within, tuple) else None

    def key(self):
        return self.within, self.cutoff, self.calendar


# Patterns: functions of a Change.
class Change:
    def __init__(self, record, before, after):
        self.record, self.before, self.after = record, before, after
        self.names = {record["event"]} if record else set()
        for name, (field, value, sources) in SETS.items():
            if before and after[field] == value and before[field] != value and (not sources or before[field] in sources):
                self.names.add(name)


def event(*names):
    return lambda c: any(n in c.names for n in names)


def reply(by):
    return lambda c: "reply" in c.names and c.record.get("by") == by


def becomes(field, *values):
    return lambda c: bool(c.before) and c.after[field] in values and c.before[field] not in values


def rises(field="priority"):
    return lambda c: bool(c.before) and PRIORITIES.index(c.after[field]) > PRIORITIES.index(c.before[field])


def changes(field):
    return lambda c: bool(c.before) and c.after[field] != c.before[field]


def any_of(*patterns):
    return lambda c: any(p(c) for p in patterns)


class Cycle:
    def __init__(self, number, origin, sla, clock):
        self.number, self.origin, self.sla, self.clock = number, origin, sla, clock
        self.target = self.calendar = self.stopped = self.breached_at = self.due_shown = self.stopped_paused = None
        self.run = self.paused_work = self.paused_elapsed = 0
        self.state, self.outcome = "running", "open"
        self.fired = set()
        self.run_at_breach = None
        self.capped = False
        self.before_pause = origin, 0, 0  # when the pause began, what had been paused until then
        self.check = True  # may reach its deadline at this instant: it ran up to it, began, or its target changed

    def active(self):
        return self.state in ("running", "paused")


class Ticket:
    def __init__(self, name, fields, born):
        self.name, self.fields, self.born = name, fields, born
        self.sla = None          # name of the customer's SLA
        self.cycles = {}         # (sla, clock) -> [Cycle]
        self.links = set()
        self.rules = {}          # rule -> {since, last, fired}
        self.merged = False


class Model:
    def __init__(self, policy):
        self.policy, self.tickets, self.actions, self.now = policy, {}, [], None
        self.slas = {s["name"]: s for s in policy["slas"]}

    # ---- Reading the policy ----

    def calendar_of(self, sla, target, fields):
        name = target.calendar if target and target.calendar else None
        if not name:
            name = next(n for n, when in sla["calendars"] if when is None or when(fields))
        return self.policy["calendars"][name]

    def target_of(self, sla, clock, ticket):
        fields = ticket.fields
        for _, holds, lines in sla.get("excepts", []):
            if holds(fields):
                for c, target, when in lines:
                    if c == clock and (when is None or when(fields)):
                        return target(fields) if callable(target) else target
        for c, target, when in sla["lines"]:
            if c == clock and (when is None or when(fields)):
                return target(fields) if callable(target) else target
        return None

    def is_paused(self, cycle, ticket):
        clock, sla = self.policy["clocks"][cycle.clock], self.slas[cycle.sla]
        run = clock.get("run")
        return bool((clock.get("pause") and clock["pause"](ticket.fields)) or
                    (sla.get("pause") and sla["pause"](ticket.fields)) or (run and not run(ticket.fields)))

    def has_cutoff(self, sla, clock):
        return any(c == clock and not callable(t) and t.cutoff for c, t, _ in self.slas[sla]["lines"])

    # ---- Deadlines ----

    def period_due(self, cycle, paused=None):
        unit, n = cycle.target.period
        cal = cycle.calendar
        worked, elapsed = paused or (cycle.paused_work, cycle.paused_elapsed)
        if unit == "workdays":
            return cal.add(cal.add_workdays(cycle.origin, n), worked)
        base = (cal.add_months(cycle.origin, n) if unit == "months" else
                cal.add_days(cycle.origin, n * (7 if unit == "weeks" else 1)))
        return base + elapsed

    def period_exceeded(self, cycle, now, beyond):
        """C5: a pause moves the deadline along, so a paused cycle is judged at the beginning of its pause."""
        if cycle.state == "paused":
            began, worked, elapsed = cycle.before_pause
            return beyond(began, self.period_due(cycle, (worked, elapsed)))
        return beyond(now, self.period_due(cycle))

    def cutoff_at(self, cycle):
        """C6. ("close", 0): by close; ("close", n): n workdays later; ("time", minutes); ("next", minutes): next workday;
        ("at", instant, offset): by FIELD, or FIELD + offset on the calendar."""
        from datetime import timedelta
        from calendar_model import instant_at
        kind, value = cycle.target.cutoff[:2]
        cal, origin = cycle.calendar, cycle.origin
        if kind == "at":
            return max(origin, cal.add(value, cycle.target.cutoff[2]))
        day = cal.day_of(origin)
        if kind == "close" and value:
            return cal.last_close(cal.day_of(cal.add_workdays(origin, value)))
        if kind == "next":
            day += timedelta(1)
            while not cal.is_workday(day):
                day += timedelta(1)
            return instant_at(cal.zone, day, value)
        while True:
            if cal.is_workday(day):
                t = cal.last_close(day) if kind == "close" else instant_at(cal.zone, day, value)
                if t > origin:
                    return t
            day += timedelta(1)

    def deadline(self, cycle, now):
        """What a clock that runs at `now` is due at; None if it has no target."""
        target, dues = cycle.target, []
        if target.limit is not None:
            dues.append(cycle.calendar.add(now, target.limit - cycle.run))
        if target.period:
            dues.append(self.period_due(cycle))
        if target.cutoff:
            dues.append(self.cutoff_at(cycle))
        return min(dues) if dues else None

    def due(self, cycle, now):
        if cycle.due_shown is not None:
            return cycle.due_shown
        if cycle.state == "running":
            return self.deadline(cycle, now)
        return self.cutoff_at(cycle) if cycle.target.cutoff else None

    def exceeded(self, cycle, now, inclusive):
        """Is the limit passed (or, inclusive, reached) at `now`, whatever the state?"""
        target = cycle.target
        beyond = (lambda a, b: a >= b) if inclusive else (lambda a, b: a > b)
        return ((target.limit is not None and beyond(cycle.run, target.limit)) or
                (target.period is not None and cycle.check and self.period_exceeded(cycle, now, beyond)) or
                (target.cutoff is not None and beyond(now, self.cutoff_at(cycle))))

    def breach(self, cycle, at):
        cycle.outcome, cycle.breached_at, cycle.run_at_breach = "breached", at, cycle.run
        cycle.due_shown = self.deadline(cycle, at)

    # ---- Escalation (X1, X2) ----

    def thresholds(self, cycle, now):
        """(step, repetition, time run at which it fires); None for the last: not before the breach."""
        target = cycle.target
        steps = self.slas[cycle.sla].get("escalate", {}).get(cycle.clock, [])
        for index, step in enumerate(steps, 1):
            kind = step[0]
            if kind in ("percent", "before"):
                if target.limit is None and not target.period and not target.cutoff:
                    continue
                length = target.limit
                if target.period or target.cutoff:
                    due = self.deadline(cycle, now) if cycle.due_shown is None else cycle.due_shown  # C9
                    if length is None or due < cycle.calendar.add(now, length - cycle.run):
                        length = cycle.run + cycle.calendar.working(now, due)
                yield index, 0, (-(-step[1] * length // 100) if kind == "percent"
                                 else length - step[1])
            elif cycle.breached_at is not None:
                after = 0 if kind == "breach" else step[1]
                for k in range(step[2] if kind == "every" else 1):
                    yield index, k, cycle.run_at_breach + after * (k + 1)

    def fire(self, ticket, cycle, index, repetition, at):
        cycle.fired.add((cycle.sla, index, repetition))
        step = self.slas[cycle.sla]["escalate"][cycle.clock][index - 1]
        if step[-1] is None or step[-1](ticket.fields):
            self.actions.append((at, ticket.name, f"{cycle.sla}.{cycle.clock}", cycle.number, index, repetition))

    # ---- Time between records ----

    def advance(self, ticket, cycle, start, end):
        """Moves one cycle over (start, end): all that happens before `end`; what happens at `end` waits for its records."""
        now = start
        while now < end:
            stop, what = end, None
            if cycle.state == "running":
                if cycle.outcome == "open":
                    due = self.deadline(cycle, now)
                    if due is not None and now < due < stop:
                        stop, what = due, "breach"
                for index, k, run in self.thresholds(cycle, now):
                    if (cycle.sla, index, k) not in cycle.fired and run > cycle.run:
                        at = cycle.calendar.add(now, run - cycle.run)
                        if at < stop:
                            stop, what = at, None
                        elif at == stop and what is None:
                            what = None
            elif cycle.state == "paused":
                if cycle.outcome == "open" and cycle.target.cutoff and now < self.cutoff_at(cycle) < stop:
                    stop, what = self.cutoff_at(cycle), "breach"
                cap = self.cap_of(cycle)
                if cap is not None:
                    at = cycle.calendar.add(now, cap - cycle.paused_work) if cap > cycle.paused_work else now
                    if now <= at < stop:
                        stop, what = at, "cap"
            worked = cycle.calendar.working(now, stop)
            if cycle.state == "running":
                cycle.run += worked
            elif cycle.state == "paused":
                cycle.paused_work += worked
                cycle.paused_elapsed += stop - now
            now = stop
            if what == "cap":
                cycle.state, cycle.capped = "running", True
            elif what == "breach":
                self.breach(cycle, now)
            if now < end:
                self.fire_reached(ticket, cycle, now)

    def cap_of(self, cycle):
        return self.slas[cycle.sla].get("pause_cap")

    def fire_reached(self, ticket, cycle, now):
        """A pause holds them all (X1), what a change jumps over too (X2); but `at breach` fires with the breach."""
        steps = self.slas[cycle.sla].get("escalate", {}).get(cycle.clock, [])
        held = cycle.state != "running"
        for index, k, run in list(self.thresholds(cycle, now)):
            if (cycle.sla, index, k) not in cycle.fired and cycle.run >= run:
                if not held or steps[index - 1][0] == "breach":
                    self.fire(ticket, cycle, index, k, now)

    def settle(self, now):
        """The timers of this instant, after all its records (E2)."""
        for ticket in self.tickets.values():
            for cycle in self.all_cycles(ticket):
                if not cycle.active():
                    continue
                cap = self.cap_of(cycle)
                if cycle.state == "paused" and cap is not None and cycle.paused_work >= cap:
                    cycle.state, cycle.capped = "running", True
                if cycle.outcome == "open" and self.exceeded(cycle, now, inclusive=True):
                    self.breach(cycle, now)
                self.fire_reached(ticket, cycle, now)
            self.settle_rules(ticket, now)

    def all_cycles(self, ticket):
        return [c for cycles in ticket.cycles.values() for c in cycles]

    # ---- Records ----

    def go(self, instant):
        """To `instant`, before its records: first the timers of the instant left, then all that happens in between."""
        if self.now is not None and instant > self.now:
            self.settle(self.now)
            for ticket in self.tickets.values():
                for cycle in self.all_cycles(ticket):
                    cycle.check = False
                    if cycle.active():
                        self.advance(ticket, cycle, self.now, instant)
                        cycle.check = cycle.state == "running"
                self.advance_rules(ticket, self.now, instant)
        self.now = instant

    def finish(self):
        self.settle(self.now)

    def commit(self, record):
        name = record["ticket"]
        ticket = self.tickets.get(name)
        before = None
        if ticket is None:
            fields = dict(DEFAULTS, **self.policy.get("fields", {}), id=name, created=record["at"])
            ticket = self.tickets[name] = Ticket(name, fields, record["at"])
        else:
            before = copy(ticket.fields)
        sets = SETS.get(record["event"])
        if sets:
            ticket.fields[sets[0]] = sets[1]
        for key, value in record.items():
            if key not in OWN_KEYS:
                ticket.fields[key] = value
        if record["event"] == "linked":
            ticket.links.add(record["to"])
        if record["event"] == "unlinked":
            ticket.links.discard(record["to"])
        self.set_blocked(ticket)
        self.apply(ticket, Change(record, before, ticket.fields))
        for other in self.tickets.values():  # E6
            if other is not ticket and name in other.links:
                was = copy(other.fields)
                self.set_blocked(other)
                if was != other.fields:
                    self.apply(other, Change(None, was, other.fields))

    def set_blocked(self, ticket):
        ticket.fields["blocked"] = any(n in self.tickets and self.tickets[n].fields["status"] != "closed"
                                       for n in ticket.links)

    def apply(self, ticket, change):
        self.select(ticket)
        running = [s["name"] for s in self.policy["slas"] if s.get("team")]
        for sla_name in ([ticket.sla] if ticket.sla else []) + running:
            sla = self.slas[sla_name]
            for clock in self.clocks_of(sla):
                cycles = ticket.cycles.setdefault((sla_name, clock), [])
                for cycle in cycles:
                    if cycle.active():
                        self.retarget(ticket, sla, clock, cycle, change)
                self.run_clock(ticket, sla, clock, cycles, change)
                for cycle in cycles:  # a limit that the commit leaves behind is broken by it, whatever follows (C7)
                    if cycle.active() and cycle.outcome == "open" and self.exceeded(cycle, self.now, inclusive=False):
                        self.breach(cycle, self.now)
        if change.record and change.record["event"] in ("merged", "deleted"):  # C9
            ticket.merged = True
            for cycle in self.all_cycles(ticket):
                if cycle.active():
                    self.end(cycle, "cancelled")
        self.note_rules(ticket, change)

    def clocks_of(self, sla):
        out = []
        for c, _, _ in sla["lines"]:
            if c not in out:
                out.append(c)
        return out

    def select(self, ticket):
        """P1, C1: the first SLA of the plan that applies; clocks of the same name go along."""
        new = next((s["name"] for s in self.policy["slas"]
                    if not s.get("team") and (s.get("applies") is None or s["applies"](ticket.fields))), None)
        old = ticket.sla
        ticket.sla = new
        if old is None or old == new:
            return
        for (sla, clock), cycles in list(ticket.cycles.items()):
            if sla != old:
                continue
            if new and clock in self.clocks_of(self.slas[new]):
                ticket.cycles[(new, clock)] = ticket.cycles.pop((sla, clock))
                for cycle in cycles:
                    cycle.sla = new
            else:
                for cycle in cycles:
                    if cycle.active():
                        self.end(cycle, "cancelled")

    def retarget(self, ticket, sla, clock, cycle, change):
        """C7."""
        mode = sla.get("changes", "keep")
        if mode == "pinned":
            return
        target = self.target_of(sla, clock, ticket)
        if target is None:
            return
        calendar = self.calendar_of(sla, target, ticket.fields)
        if mode == "restart" and change.before and any(change.before[f] != change.after[f] for f in sla["reads"].get(clock, [])):
            cycle.origin, cycle.run, cycle.paused_work, cycle.paused_elapsed = self.now, 0, 0, 0
            cycle.check = True  # the steps that have fired stay fired (X2)
        if target.key() != cycle.target.key() or calendar is not cycle.calendar:
            cycle.target, cycle.calendar, cycle.check = target, calendar, True
            if mode == "final" and cycle.outcome == "breached" and not self.exceeded(cycle, self.now, inclusive=True):
                cycle.outcome, cycle.breached_at, cycle.due_shown, cycle.run_at_breach = "open", None, None, None

    def run_clock(self, ticket, sla, clock, cycles, change):
        """C2: stop, restart, cancel, pause, resume, start."""
        spec = self.policy["clocks"][clock]
        hit = lambda part: spec.get(part) is not None and spec[part](change)
        if hit("stop"):
            for cycle in cycles:
                if cycle.active():
                    self.end(cycle, "stopped")
        if hit("restart"):
            active = [c for c in cycles if c.active()]
            if active and spec.get("repeats"):
                for cycle in active:
                    self.end(cycle, "stopped")
                self.open(ticket, sla, clock, cycles)
            elif active:
                cycle = active[0]
                cycle.origin, cycle.run, cycle.paused_work, cycle.paused_elapsed = self.now, 0, 0, 0
                cycle.check = True
        if hit("cancel"):
            for cycle in cycles:
                if cycle.active():
                    self.end(cycle, "cancelled")
        for cycle in cycles:
            if cycle.active():
                self.set_state(cycle, ticket)
        if hit("resume") and cycles and cycles[-1].state == "stopped":
            self.resume(ticket, sla, clock, cycles[-1])
        starts = hit("start") if spec.get("start") else (spec["run"](ticket.fields) and not cycles)
        if spec.get("team_starts"):
            starts = starts and spec["team_starts"](ticket.fields)
        if sla.get("team") and ticket.fields["team"] != sla["team"]:
            starts = False
        if starts and not ticket.merged:
            if spec.get("repeats") == "independently" or not cycles or (
                    spec.get("repeats") and not any(c.active() for c in cycles)):
                self.open(ticket, sla, clock, cycles)

    def set_state(self, cycle, ticket):
        paused = self.is_paused(cycle, ticket)
        cap = self.cap_of(cycle)
        if paused and cap is not None and cycle.paused_work >= cap:
            paused = False
        if paused and cycle.state != "paused":
            cycle.before_pause = self.now, cycle.paused_work, cycle.paused_elapsed
        cycle.check = cycle.check or (cycle.state == "paused" and not paused)
        cycle.state = "paused" if paused else "running"

    def open(self, ticket, sla, clock, cycles):
        target = self.target_of(sla, clock, ticket)
        if target is None:
            return
        cycle = Cycle(len(cycles) + 1, self.now, sla["name"], clock)
        cycle.target, cycle.calendar = target, self.calendar_of(sla, target, ticket.fields)
        self.set_state(cycle, ticket)
        cycles.append(cycle)
        origin = self.policy["clocks"][clock].get("from")
        if origin:  # retroactive: the clock has run since then, and may have reached its limit then
            cycle.origin = origin(ticket.fields)
            cycle.run = cycle.calendar.working(cycle.origin, self.now)
            if target.limit is not None and cycle.run >= target.limit:
                self.breach(cycle, cycle.calendar.add(cycle.origin, target.limit))
                cycle.due_shown, cycle.run_at_breach = cycle.breached_at, target.limit

    def end(self, cycle, state):
        if state == "cancelled":
            cycle.due_shown = self.due(cycle, self.now)
            cycle.state, cycle.stopped = state, None
            cycle.outcome = "cancelled" if cycle.outcome == "open" else cycle.outcome
            return
        final = self.slas[cycle.sla].get("changes") == "final"
        if final and cycle.outcome == "breached" and not self.exceeded(cycle, self.now, inclusive=True):
            cycle.outcome, cycle.breached_at, cycle.due_shown = "open", None, None
        if cycle.outcome == "open" and self.exceeded(cycle, self.now, inclusive=False):
            self.breach(cycle, self.now)
        cycle.due_shown = self.due(cycle, self.now)
        cycle.stopped_paused = cycle.due_shown is None
        cycle.outcome = "met" if cycle.outcome == "open" else cycle.outcome
        cycle.state, cycle.stopped = "stopped", self.now

    def resume(self, ticket, sla, clock, cycle):
        """C8."""
        cycle.paused_work += cycle.calendar.working(cycle.stopped, self.now)
        cycle.paused_elapsed += self.now - cycle.stopped
        cycle.state, cycle.stopped, cycle.check = "running", None, True
        if cycle.outcome == "met":
            cycle.outcome, cycle.due_shown = "open", None
        if sla.get("changes", "keep") != "pinned":
            cycle.target = self.target_of(sla, clock, ticket) or cycle.target
            cycle.calendar = self.calendar_of(sla, cycle.target, ticket.fields)
        self.set_state(cycle, ticket)

    # ---- Rules (X3): `after D without EVENT when CONDITION` ----

    def note_rules(self, ticket, change):
        for rule in self.policy.get("rules", []):
            state = ticket.rules.setdefault(rule["name"], {"since": None, "last": None, "fired": False})
            if rule["without"](change):
                state["last"], state["fired"] = self.now, False
            holds = rule["when"](ticket.fields)
            if holds and state["since"] is None:
                state["since"], state["fired"] = self.now, False
            if not holds:
                state["since"] = None

    def rule_due(self, ticket, rule):
        state = ticket.rules.get(rule["name"])
        if not state or state["since"] is None or state["fired"]:
            return None
        base = max(state["since"], state["last"] or state["since"])
        cal = self.policy["calendars"][self.policy["slas"][0]["calendars"][0][0]]
        unit, n = rule["after"]
        return cal.add_days(base, n) if unit == "days" else cal.add_workdays(base, n)

    def advance_rules(self, ticket, start, end):
        for rule in self.policy.get("rules", []):
            due = self.rule_due(ticket, rule)
            if due is not None and start < due < end:
                self.fire_rule(ticket, rule, due)

    def settle_rules(self, ticket, now):
        for rule in self.policy.get("rules", []):
            if self.rule_due(ticket, rule) == now:
                self.fire_rule(ticket, rule, now)

    def fire_rule(self, ticket, rule, at):
        ticket.rules[rule["name"]]["fired"] = True
        self.actions.append((at, ticket.name, rule["name"], 0, 0, 0))

    # ---- The answer ----

    def rows(self):
        for ticket in self.tickets.values():
            for (sla, clock), cycles in ticket.cycles.items():
                for c in cycles:
                    elapsed_unit = c.target.period and c.target.period[0] != "workdays"
                    yield {"ticket": ticket.name, "clock": clock, "cycle": c.number, "sla": c.sla,
                           "limit_ms": c.target.limit, "started": c.origin, "due": self.due(c, self.now),
                           "stopped": c.stopped, "elapsed_ms": c.run,
                           "paused_ms": c.paused_elapsed if elapsed_unit else c.paused_work, "state": c.state,
                           "outcome": c.outcome, "breached_at": c.breached_at}
