"""Random policies that compile: every construct of the language, a random part of them in each policy. One item stands on
a line and a block ends in a line of its own, so that a reducer may drop lines."""
from dataclasses import dataclass, field

import expression as ex
from dice import Dice
from expression import Field, Scope

ZONES = ["UTC", "Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Toronto", "Asia/Manila"]
STATUSES = "new open pending on_hold resolved closed".split()
PRELUDE_ENUMS = {
    "channel": "email phone web chat portal api".split(),
    "type": "question incident problem task".split(),
    "priority": "low normal high urgent".split(),
    "status": STATUSES,
}
SIDES = ["agent", "customer", "system"]
STANDARD_CLOCKS = ["respond", "accept", "resolve", "next_reply", "update", "handle", "agent_work", "held"]
PERIODS = ["day", "week", "month", "quarter", "year"]


@dataclass
class Policy:
    text: str = ""
    enums: dict = field(default_factory=dict)
    fields: list = field(default_factory=list)  # of tickets and accounts, the prelude's too
    events: dict = field(default_factory=dict)  # name: fields
    plans: list = field(default_factory=list)
    packs: list = field(default_factory=list)
    accounts: list = field(default_factory=list)


class Maker:
    """One policy while it is made: `lines`, and what may be named in what follows."""

    def __init__(self, seed):
        self.dice = Dice(seed)
        self.lines = []
        self.indent = 0
        self.policy = Policy(enums=dict(PRELUDE_ENUMS), events={name: [] for name in
                             "created updated assigned accepted resolved closed reopened merged deleted".split()})
        self.calendars, self.holidays, self.defines, self.clocks, self.slas = ["always"], [], [], [], []
        self.contract_fields, self.targets, self.drawn = [], {}, False
        self.final = self.dice.one(["close", "reopen"])  # one of them alone, or rules might go in circles

    def line(self, text):
        self.lines.append("  " * self.indent + text)

    def block(self, head, *parts):
        """A block whose items the parts write."""
        self.line(head + " {")
        self.indent += 1
        for part in parts:
            part() if callable(part) else self.line(part)
        self.indent -= 1
        self.line("}")

    def scope(self, owners=("ticket", "account", "contract"), fields=(), defines=True, clocks=()):
        seen = [f for f in self.policy.fields + self.contract_fields if f.owner in owners]
        named = self.defines if defines and set(owners) >= {"ticket", "account"} else []
        return Scope(self.dice, self.policy.enums, seen + list(fields), self.calendars, named, list(clocks))

    def when(self, percent=60, **options):
        return f" when {ex.condition(self.scope(**options))}" if self.dice.chance(percent) else ""

    # ---- Data ----

    def field(self, owner, name, type, optional=False, default="", texts=()):
        made = Field(owner, name, type, optional, default, tuple(texts))
        written = {"set": lambda: f"set of {type[4:]}", "enum": lambda: " | ".join(self.policy.enums[type[5:]])}.get(
            type.partition(":")[0], lambda: type)()
        if type.startswith("set:enum:"):
            written = f"set of ({' | '.join(self.policy.enums[type[9:]])})"
        if texts:
            written = f"text in {{ {', '.join(ex.text(t) for t in texts)} }}"
        if optional:
            written = f"({written})?" if type.startswith("enum:") else f"{written}?"
        self.line(f"{name} : {written}" + (f" = {default}" if default else ""))
        (self.contract_fields if owner == "contract" else self.policy.fields).append(made)

    def fields(self, owner, prefix):
        dice = self.dice
        kinds = ["boolean", "enum", "set"] + ex.ORDERED + ["text"]
        for index, kind in enumerate(dice.shuffled(kinds + kinds)[: dice.between(4, 14)]):
            name = f"{prefix}{index + 1}"
            if kind == "enum":
                self.policy.enums[name] = [f"{prefix}{index + 1}{letter}" for letter in "abcdef"[: dice.between(2, 6)]]
                kind = f"enum:{name}"
            if kind == "set":
                if dice.chance(30):
                    self.policy.enums[name] = [f"{prefix}{index + 1}{letter}" for letter in "xyz"]
                element = dice.one(["text", "integer", f"enum:{name}" if name in self.policy.enums else "text"])
                self.field(owner, name, f"set:{element}",
                           default=dice.one(["", "{ " + ex.literal(Scope(dice, self.policy.enums, []), element) + " }"]))
            elif kind == "text" and dice.chance(25):
                self.field(owner, name, "text", default='"2.0"', texts=("2.0", "2.1", "next"))
            else:
                literal = ex.literal(Scope(dice, self.policy.enums, []), kind).strip("()")
                literal = "2026-03-02T09:00:00Z" if kind == "instant" else literal
                optional = dice.chance(40)
                self.field(owner, name, kind, optional, "" if optional else literal)

    def data(self):
        dice, policy = self.dice, self.policy
        prelude = [Field("ticket", n, f"enum:{n}") for n in PRELUDE_ENUMS]
        prelude += [Field("ticket", n, "text", True) for n in ("contact", "subject", "product", "team", "agent")]
        prelude += [Field("ticket", "created", "instant"), Field("ticket", "work", "duration"), Field("ticket", "blocked", "boolean"),
                    Field("account", "vip", "boolean")]
        policy.fields.extend(prelude)
        self.block("ticket", lambda: self.field("ticket", "tags", "set:text"), lambda: self.fields("ticket", "t"))
        self.block("account", "manager : text?", "weight : integer = 1", lambda: self.fields("account", "a"))
        policy.fields += [Field("account", "manager", "text", True), Field("account", "weight", "integer")]
        self.block("contract", "rate : money = 350 UAH", lambda: self.fields("contract", "c") if dice.chance(50) else None)
        self.contract_fields.append(Field("contract", "rate", "money"))
        by = Field("event", "by", "enum:side")
        policy.enums["side"] = SIDES
        policy.events["reply"] = [by]
        policy.events["note"] = [Field("event", "by", "enum:side", True)]
        policy.events["worked"] = [Field("event", "minutes", "integer")]
        policy.events["linked"] = policy.events["unlinked"] = [Field("event", "to", "text")]
        self.line("event rang")
        policy.events["rang"] = []
        policy.events["moved"] = [Field("event", "hops", "integer", True), Field("event", "mood", "enum:mood")]
        policy.enums["mood"] = ["calm", "cross"]
        self.block("event moved", "hops : integer?", "mood : calm | cross", f"sets status to {dice.one(STATUSES[:4])}")

    # ---- Calendars ----

    def spans(self):
        return self.dice.one(["09:00-18:00", "09:00-13:00, 14:00-18:00", "22:00-06:00", "00:00-24:00", "10:00-10:30", "08:15-23:45"])

    def calendar_lines(self):
        dice = self.dice
        for days in dice.one([["mon..fri"], ["mon..thu", "fri..sun"], ["mon", "tue..sat"], ["mon..sun"], ["sat, sun"]]):
            self.line(f"open {days} {self.spans()}")
        extras = [f"closed on {name}" for name in self.holidays]
        extras += ["closed on 2026-03-04, 2026-03-09..2026-03-11", "closed every 04-24 13:00-24:00", "open on 2026-03-29 00:00-06:00",
                   "open every 05-01..05-03 10:00-12:00", "valid 2025-01-01..2027-12-31", "closed on 2026-03-17 12:00-15:00"]
        for extra in dice.some(extras, 0, 3):
            self.line(extra)

    def time(self):
        dice = self.dice
        for name in dice.some(["ua", "us", "jp", "gb"], 0, 2):
            self.line(f"use holidays.{name}")
            self.holidays.append(name)
        if dice.chance(40):
            lines = ['every 03-25 "Day" observed sat -> fri, sun -> mon', 'every last mon of may "Spring"', 'every 3rd fri of mar from 2020',
                     'easter orthodox + 1 "Easter Monday"', "easter - 2 until 2030", 'on 2026-03-18 "Once"']
            self.block("holidays local", *dice.some(lines, 1, 6))
            self.holidays.append("local")
        own = ["desk", "shop", "night"][: dice.between(1, 3)]
        for name in own:
            self.block(f"calendar {name}", f'zone "{dice.one(ZONES)}"', self.calendar_lines)
        if len(own) > 1 and dice.chance(40):
            self.block("calendar both", f"{dice.one(['union', 'intersect', 'except'])} {own[0]}, {own[1]}")
            own.append("both")
        if dice.chance(30):
            self.block("calendar around", f'zone "{dice.one(ZONES)}"', "open always")
            own.append("around")
        self.calendars = self.calendars + own

    # ---- Names ----

    def definitions(self):
        dice = self.dice
        if dice.chance(40):
            self.line(f"assess complexity = {ex.fill(self.scope(('account',)), '{integer} + {integer} * {integer}', 1)}")
            self.policy.fields.append(Field("account", "complexity", "integer-assessed"))
        for index in range(dice.between(0, 4)):
            type = dice.one(["boolean", "boolean"] + ex.ORDERED)
            name = f"d{index + 1}"
            made = ex.condition(self.scope(("ticket", "account"))) if type == "boolean" else ex.value(self.scope(("ticket", "account")), type, 2)
            if type == "boolean" or not made.startswith("("):
                made = made if type == "boolean" else f"({made})"
            self.line(f"define {name} = {made}")
            self.defines.append((name, type))

    def pattern(self, event_only=False):
        dice = self.dice
        events = [n for n in self.policy.events if n not in ("deleted", "unlinked", "linked", "reply", "note", "moved", "worked")]
        if event_only or dice.chance(55):
            return dice.one(events + ["reply by agent", "reply by customer", "moved", "reply", "moved", "worked"])
        enums = [f for f in self.policy.fields if f.owner == "ticket" and f.type.startswith("enum:")]
        chosen = dice.one(enums)
        words = self.policy.enums[chosen.type[5:]]
        forms = [f"{chosen.name} becomes {dice.one(words)}", f"{chosen.name} becomes {dice.one(words)}",
                 f"{chosen.name} becomes in {{ {', '.join(dice.some(words, 1, 3))} }}",
                 f"{chosen.name} rises", f"{chosen.name} falls", f"{chosen.name} changes"]
        absent = [f.name for f in self.policy.fields if f.owner == "ticket" and f.optional]
        forms += [f"{dice.one(absent)} {dice.one(['becomes absent', 'becomes present', 'changes'])}", "team becomes \"alpha\"",
                  "account.vip changes"]
        numbers = [f.name for f in self.policy.fields if f.owner == "ticket" and f.type in ("integer", "money", "duration") and f.name != "work"]
        forms += [f"{name} {dice.one(['rises', 'falls', 'changes'])}" for name in numbers[:2]]
        return dice.one(forms)

    def event_fields(self, pattern):
        name, _, rest = pattern.partition(" ")
        return self.policy.events.get(name, []) if not rest or rest.startswith("by ") else []

    def watch(self, percent=35, from_field=False):
        pattern = self.pattern()
        origin = ""
        if from_field and self.dice.chance(25):
            origins = [f for f in self.policy.fields if f.type == "instant" and f.owner == "ticket" and f.name != "created"]
            if origins:
                chosen = self.dice.one(origins)
                origin = f" from {chosen.name}" + (" else created" if chosen.optional else "")
        return pattern + origin + self.when(percent, fields=self.event_fields(pattern))

    # ---- Clocks ----

    def clock_lines(self):
        dice = self.dice
        runs = dice.chance(20)
        if not runs or dice.chance(40):
            start = "created" if dice.chance(50) else self.watch(from_field=True)
            self.line(f"start on {start}" + (f", {self.watch()}" if dice.chance(25) else ""))
        self.line(f"stop on {self.watch()}" + (f", {self.watch()}" if dice.chance(30) else ""))
        for word in dice.some(["restart on", "resume on", "cancel on"], 0, 2):
            self.line(f"{word} {self.watch()}")
        if dice.chance(35):
            self.line(f"pause while {ex.condition(self.scope())}{self.cap()}")
        if runs:
            self.line(f"run while {ex.condition(self.scope())}")
        if dice.chance(35):
            self.line(dice.one(["repeats", "repeats independently"]))

    def cap(self):
        return f" at most {self.dice.one(['4h', '90m', '2 workdays', '3 calendar days', '1 week'])}" if self.dice.chance(35) else ""

    def all_clocks(self):
        own = [f"k{i + 1}" for i in range(self.dice.between(0, 3))]
        for name in own:
            self.block(f"clock {name}", self.clock_lines)
        self.clocks = STANDARD_CLOCKS[:3] + self.dice.some(STANDARD_CLOCKS[3:], 0, 3) + own

    # ---- Targets ----

    def limit(self):
        dice = self.dice
        kind = dice.below(10)
        if kind < 4:
            return dice.one(["15m", "1h", "4h", "8h", "45h", "90s"])
        if kind < 6:
            return dice.one(["1 workday", "3 workdays", "2 calendar days", "1 week", "1 month"])
        if kind < 7:
            return f"if {ex.condition(self.scope(), 1)} then {dice.one(['1 workday', '4 workdays'])} otherwise 2 workdays"
        if kind < 8:
            return f"if {ex.condition(self.scope(), 1)} then 2h otherwise {ex.value(self.scope(), 'duration', 1)}"
        return ex.fill(self.scope(), dice.one(["30m + 1h * account.weight + {duration}", "max(30m, {duration}, work)", "4h * account.weight",
                                           "account.weight * {duration}"]), 1)

    def cutoff(self):
        dice = self.dice
        forms = ["close", "17:00", "12:00 next workday", "close 2 workdays later", "09:30 1 workday later", "close next workday", "created + 6h"]
        for f in self.policy.fields:
            if f.owner == "ticket" and f.type in ("instant", "date") and f.name != "created":
                fallback = " else created" if f.type == "instant" else " else 2026-03-20"
                forms += [f.name + (fallback if f.optional else "")] + ([f"{f.name} + 2h"] if f.type == "instant" and not f.optional else [])
        return dice.one(forms)

    def target(self, clock, percent, count):
        dice = self.dice
        form = dice.below(10)
        body = f"within {self.limit()}" if form < 5 else f"within {self.limit()}, by {self.cutoff()}" if form < 7 \
            else f"by {self.cutoff()}" if form < 9 else "untimed"
        on = f" on {dice.one(self.calendars)}" if dice.chance(15) else ""
        # A value that ends in a name would swallow what follows, so periods and `if` stand without `on`.
        named = f" as {clock}_{count}" if dice.chance(15) else ""
        changes = f" changes {dice.one(['keep', 'restart', 'pinned', 'final'])}" if dice.chance(20) else ""
        self.line(f"{clock} {body}{on}{self.when(percent)}{named}{changes}")

    def column(self):
        dice = self.dice
        if dice.chance(55):
            chosen = dice.one([f for f in self.policy.fields if f.type.startswith("enum:") and f.owner in ("ticket", "account")])
            words = self.policy.enums[chosen.type[5:]]
            cells = words + [f">= {dice.one(words)}", f"< {dice.one(words)}", ", ".join(dice.some(words, 2, 3)), f"is not {dice.one(words)}"]
            return chosen.path, cells + (["absent", "present"] if chosen.optional else [])
        type = dice.one(["integer", "integer", "money", "duration", "boolean", "date", "percent", "decimal", "text"])
        head = ex.value(self.scope(defines=False), type, 1)
        one = lambda: ex.literal(self.scope(), type)
        if type in ("boolean", "text"):
            return head, [one(), one()]
        low, high = {"integer": ("2", "9"), "money": ("10 UAH", "400 UAH"), "duration": ("1h", "9h"), "date": ("2026-03-02", "2026-03-20"),
                     "percent": ("5%", "60%"), "decimal": ("0.5", "7.25")}[type]
        return head, [f"{low}..{high}", f"> {low}", f"<= {high}", f"< {one()}", one(), f"{low}, {high}", f"not {one()}"]

    def result(self):
        dice = self.dice
        return dice.one(["1h", "8h", "30m", "2 workdays", "untimed", "by close", "4h, by 17:00", "8h on always", "3 calendar days", "_",
                         f"1h * {ex.read(self.scope(), 'integer')}", "by created + 5h"])

    def table(self, clocks):
        dice = self.dice
        columns = [self.column() for _ in range(dice.between(1, 3))]
        self.line("| " + " | ".join([head for head, _ in columns] + clocks) + " |")
        for _ in range(dice.between(1, 12)):
            cells = [dice.one(cells) if dice.chance(75) else "_" for _, cells in columns]
            self.line("| " + " | ".join(cells + [self.result() for _ in clocks]) + " |")
        if dice.chance(60):
            self.line("| " + " | ".join(["_"] * len(columns) + [dice.one(["8h", "1 workday"]) for _ in clocks]) + " |")

    def unique_table(self, clocks):
        """Rows that are apart by their first column; their order means nothing."""
        dice = self.dice
        chosen = dice.one([f for f in self.policy.fields if f.type.startswith("enum:") and f.owner == "ticket" and not f.optional])
        self.line("| " + " | ".join([chosen.path] + clocks) + " |")
        for word in dice.shuffled(self.policy.enums[chosen.type[5:]]):
            if dice.chance(85):
                self.line("| " + " | ".join([word] + [self.result().replace("_", "2h") for _ in clocks]) + " |")

    # ---- Actions ----

    def recipient(self):
        return self.dice.one(["agent", "customer", 'team "alpha"', 'role "manager"', '"someone"', 'account.manager else "lead"'])

    def emitted(self, scope):
        dice = self.dice
        keys = [f"{kind}: {ex.absent_value(scope, kind)}" for kind in dice.some(ex.ORDERED + ["text", "boolean"], 1, 4)]
        enums = [f for f in self.policy.fields if f.type.startswith("enum:") and f.owner == "ticket"]
        keys.append(f"word: {dice.one(enums).path}")
        sets = [f.path for f in self.policy.fields if f.type.startswith("set:") and f.owner == "ticket"]
        keys += [f"all: {name}" for name in sets[:1]]
        for name in scope.clocks:
            keys += dice.some([f"due: {name}.due", f"left: {name}.left", f"how: {name}.outcome"], 0, 3)
        return f"emit fact {{ {', '.join(keys)} }}"

    def setting(self, scope):
        dice = self.dice
        fields = [f for f in self.policy.fields if f.owner == "ticket" and f.name not in ("created", "work", "blocked", "status")
                  and not f.type.startswith("set:") and not f.texts]
        chosen = dice.one(fields)
        made = ex.literal(scope, chosen.type) if chosen.type.startswith("enum:") else ex.value(scope, chosen.type, 1)
        return f"set {chosen.name} to {made}"

    def action(self, scope, money=True):
        dice = self.dice
        forms = [f"notify {self.recipient()}", f"notify {self.recipient()}", "assign agent", 'assign team "tier2"', self.setting(scope),
                 "raise priority", "lower priority", f"task {ex.literal(scope, 'text')} within {dice.one(['15m', '2 workdays'])}",
                 'task "call"', self.final, self.emitted(scope), "emit hello"]
        forms += ['tag "seen"', f"untag {ex.literal(scope, 'text')}"]
        if money:
            forms += [f"bill {ex.literal(scope, 'money')}", "bill contract.rate", "credit 5 UAH"]
        return dice.one(forms)

    def actions(self, scope, money=True, most=2):
        return ", ".join(self.action(scope, money) for _ in range(self.dice.between(1, most)))

    def step(self, clock):
        dice = self.dice
        head = dice.one(["at 50%", "at 75%", "at 99.5%", "at 30m before", "at breach", "at breach", "at 30m after", "every 2h after, 3 times",
                         "every 36h after"])
        scope = self.scope(clocks=[clock] if dice.chance(40) else [])
        self.line(f"{head} {self.actions(scope)}{self.when(30)}")

    def escalations(self, clocks):
        for clock in self.dice.some(clocks, 0, 2):
            self.block(f"escalate {clock}", *[lambda: self.step(clock)] * self.dice.between(1, 4))

    # ---- SLAs ----

    def target_lines(self, clocks, percent=60):
        dice = self.dice
        for clock in clocks:
            for count in range(dice.between(1, 3)):
                self.target(clock, percent, count)
            if dice.chance(70):
                self.line(f"{clock} within {dice.one(['8h', '2 workdays', '1h'])}")

    def exceptions(self, clocks):
        dice = self.dice
        names = ["frozen", "rushed", "odd"][: dice.between(0, 3) if dice.chance(55) else 0]
        for name in names:
            parts = [f"calendar {dice.one(self.calendars)}"] if dice.chance(30) else []
            parts += [f"pause while {ex.condition(self.scope(), 1)}"] if dice.chance(30) else []
            self.block(f"except {name} when {ex.condition(self.scope())}", *parts, lambda: self.target_lines(dice.some(clocks, 1, 2)))
        for index, name in enumerate(names):
            for weaker in names[index + 1:]:
                self.line(f"except {name} over {weaker}")

    def sla_lines(self, name):
        dice = self.dice
        if dice.chance(75):
            if dice.chance(30):
                self.line(f"calendar {dice.one(self.calendars)}{self.when(100)}")
            self.line(f"calendar {dice.one(self.calendars)}")
        if dice.chance(45):
            self.line(f"applies when {ex.condition(self.scope())}")
        for _ in range(dice.one([0, 1, 1, 2])):
            test = dice.one(["status in { pending, on_hold }", "blocked", ex.condition(self.scope(), 1)])
            self.line(f"pause while {test}{self.cap()}")
        if dice.chance(40):
            self.line(f"changes {dice.one(['keep', 'restart', 'pinned', 'final'])}")
        clocks = self.targets[name] = dice.some(self.clocks, 1, 4)
        tabled = dice.some(clocks, 0, 2) if dice.chance(60) else []
        if tabled:
            self.block(*dice.one([("targets", lambda: self.table(tabled)), ("targets unique", lambda: self.unique_table(tabled))]))
        self.target_lines([c for c in clocks if c not in tabled or dice.chance(30)])
        self.exceptions(clocks)
        self.escalations(clocks)
        if dice.chance(25):
            clock = dice.one(clocks)
            least = ["at least 2 tickets"] if dice.chance(50) else []
            self.block("objective monthly", f"95% of {clock} per {dice.one(PERIODS[:4])}", *least, "credit 5 UAH")

    def agreements(self):
        for index in range(self.dice.between(1, 3)):
            name = f"s{index + 1}"
            self.slas.append(name)
            self.block(f"sla {name}", lambda: self.sla_lines(name))
        if self.dice.chance(30):
            self.block('sla inner for team "alpha"', lambda: self.target_lines(["handle"], 30), lambda: self.escalations(["handle"]))

    # ---- Plans ----

    def quota(self, name, has_plan_fee):
        dice = self.dice
        for period in dice.some(PERIODS, 1, 2):
            self.line(f"{dice.between(1, 6)} tickets per {period}{dice.one(['', '', ' of contract'])}")
        event = dice.one(["created", "created", "resolved", "reply by customer"])
        self.line("counts " + dice.one(["", "", f"{dice.between(1, 3)} on ", "account.weight on "]) + event + self.when(30))
        for line in dice.some([f"rollover {dice.between(1, 5)}", "refund on merged, closed" + self.when(40), f"overdraft {dice.between(1, 3)}"], 0, 3):
            self.line(line)
        self.line(dice.one(["beyond bill 350 UAH per ticket", "beyond reject", "beyond without sla",
                            f"beyond bill contract.rate per ticket{self.when(60)}"]))
        if dice.chance(30):
            self.line(f"beyond without sla{self.when(60)}")
        if dice.chance(40):
            self.line('warn at 50%, 100% notify account.manager else "lead"')

    def plan_lines(self, name):
        dice = self.dice
        self.line(f"sla {', '.join(dice.some(self.slas, 1, 3))}")
        fee = dice.chance(60)
        if fee:
            self.line(f"fee {dice.one(['500 UAH', '5 UAH * account.weight', '99.99 UAH'])} per {dice.one(PERIODS)}{dice.one(['', ' of contract'])}")
        for index in range(dice.one([0, 0, 1, 2])):
            self.block(f"quota q{index + 1}", lambda: self.quota(name, fee))
        if dice.chance(20):
            self.line(f"limit {dice.between(1, 4)} tickets per day beyond {dice.one(['defer', 'reject', 'bill 10 UAH per ticket', 'without sla'])}")
        if dice.chance(15):
            self.line(f"accept phone, chat only when {ex.condition(self.scope(), 1)}")
        if dice.chance(15):
            self.line("capacity 2 contracts per account.manager")
        clocks = sorted({clock for sla in self.slas for clock in self.targets[sla]})
        if dice.chance(35):
            self.line("credit " + dice.one(["5 UAH"] + (["5% of fee"] * fee)) + f" per breach of {dice.one(clocks)}"
                      + dice.one(["", ", at most 12 UAH per month", ", at most 40% of fee per month" if fee else ""]))
        if dice.chance(35):
            self.line(f"bill 30 UAH per hour of {dice.one(['work', 'resolve'])}{dice.one(['', ' rounded up to 15m'])}{self.when(50)}")
        if self.policy.packs and dice.chance(60):
            self.drawn = True
            self.line("draws on " + self.policy.packs[0] + dice.one(["", " overdraft 2"]) + dice.one([" beyond reject", " beyond bill 30 UAH", " beyond without sla"]))

    def contracts(self):
        dice = self.dice
        for index in range(dice.one([0, 1, 2, 3])):
            account = f"A{index + 1}"
            parts = [f'account "{account}"', f"plan {dice.one(self.policy.plans)}"]
            if dice.chance(30):
                parts.append(f"covers when {ex.condition(self.scope(('ticket', 'account')), 1)}")
            ends = dice.chance(60)
            parts.append("from 2026-01-15" + (" until 2026-03-20" if ends else ""))
            if ends:
                parts += dice.some([f"renew {dice.one(['monthly', 'yearly', 'weekly', 'quarterly'])}", "remind 10 days before end notify role \"sales\""], 0, 2)
            parts.append(f"rate: {dice.between(1, 900)} UAH")
            if dice.chance(60):
                sla = dice.one(self.slas)
                parts.append(lambda: self.block(f"override {sla}", lambda: self.target_lines(dice.some(self.targets[sla], 1, 2), 60)))
            self.block(f"contract n{index + 1}", *parts)

    def plans(self):
        dice, policy = self.dice, self.policy
        if dice.chance(35):
            self.block("pack starter", f"35 UAH per ticket{dice.one(['', ', at least 2'])}", f"valid {dice.one(['20 days', '3 weeks', '200h'])}",
                       f"draw {dice.one(['1', '2', 'account.weight'])} on {dice.one(['closed', 'resolved', 'created'])}{self.when(50)}",
                       *dice.some(["refund on merged"], 0, 1))
            policy.packs.append("starter")
        if dice.chance(20):
            return
        policy.plans = ["p1", "p2", "p3"][: dice.between(1, 3)]
        for name in policy.plans:
            self.block(f"plan {name}", lambda: self.plan_lines(name))
        self.contracts()
        for name in policy.plans[:-1]:
            if dice.chance(50):
                self.line(f"default plan {name}{self.when(100, owners=('ticket', 'account'))}")
        self.line(f"default plan {policy.plans[-1]}")

    # ---- Rules, workflows, queues ----

    def trigger(self):
        dice = self.dice
        amount = dice.one(["2h", "90m", "1 workday", "5 days", "36h"])
        on = f" on {dice.one(self.calendars)}" if dice.chance(50) else ""
        kind = dice.below(10)
        if kind < 5:
            patterns = [self.pattern(event_only=True) for _ in range(dice.between(1, 2))]
            return "on " + ", ".join(patterns), self.event_fields(patterns[0]) if len(patterns) == 1 else []
        if kind < 7:
            return f"after {amount}{on} without {self.pattern(event_only=True)}", []
        if kind < 9:
            return f"after {amount}{on} since {self.pattern(event_only=True)}", []
        return f"at {dice.one(['09:00', '17:30', '00:00'])} on {dice.one(self.calendars)}", []

    def rules(self):
        dice = self.dice
        for index in range(dice.one([0, 1, 2, 3])):
            trigger, fields = self.trigger()
            named = [f for f in fields if not any(f.name == other.name for other in self.policy.fields)]
            clocks = [dice.one(self.clocks)] if dice.chance(30) else []
            self.line(f"rule r{index + 1} {trigger}{self.when(60, fields=named)} do {self.actions(self.scope(fields=named, clocks=clocks))}")
        if self.drawn and dice.chance(40):
            self.line(f"rule drawing on resolved{self.when(40)} do draw {dice.one(['1', 'account.weight'])}")
        if dice.chance(35):
            self.block(f"workflow flow{self.when(50)}", "new -> open -> resolved -> closed", "open -> pending -> open",
                       *dice.some(["resolved -> open", "open -> on_hold -> open", "pending -> resolved"], 0, 3))
        if dice.chance(40):
            keys = dice.some(["account.vip desc", "due", "priority desc", "created", f"{self.clocks[0]}.left", f"{self.clocks[-1]}.due desc",
                              f"{self.clocks[0]}.outcome"], 1, 4)
            self.block("queue desk_queue", f"where {ex.condition(self.scope(), 1)}", f"order by {', '.join(keys)}")

    def file(self):
        dice = self.dice
        if dice.chance(50):
            self.block(f'policy "seed"', *dice.some(['version "1"', "effective 2026-01-01", "migrate open"], 0, 3))
        self.line("use std.clocks")
        self.line("currency UAH")
        for part in (self.data, self.time, self.definitions, self.all_clocks, self.agreements, self.plans, self.rules):
            part()
        self.policy.fields = [f for f in self.policy.fields if f.type != "integer-assessed"]
        self.policy.accounts = [f"A{i + 1}" for i in range(dice.between(2, 5))]
        self.policy.text = "\n".join(self.lines) + "\n"
        return self.policy


def make(seed):
    return Maker(seed).file()


if __name__ == "__main__":
    import sys
    sys.stdout.write(make(int(sys.argv[1])).text)
