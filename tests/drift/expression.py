"""Random well-typed expressions. A type is a word: `integer`, `enum:NAME`, `set:text`, …; an expression is text that may
stand as an operand, in parentheses where it is compound. What is read is chosen from a Scope, so that every field is
there and present, or guarded."""
from dataclasses import dataclass, field

ORDERED = ["integer", "decimal", "percent", "duration", "instant", "date", "money"]
WORDS = ["alpha", "beta", "engine", "brake", "gamma ray", "RE: alpha", "omega!", "b", ""]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TIMES = ["00:00", "08:30", "09:00", "12:00", "16:00", "17:45", "23:59", "24:00"]


@dataclass(frozen=True)
class Field:
    owner: str  # ticket, account, contract or event
    name: str
    type: str
    optional: bool = False
    default: str = ""  # as written, "" where there is none
    texts: tuple = ()  # what `text in { … }` admits

    @property
    def path(self):
        return self.name if self.owner in ("ticket", "event") else f"{self.owner}.{self.name}"


@dataclass
class Scope:
    dice: object
    enums: dict  # NAME: words
    fields: list
    calendars: list = field(default_factory=list)
    defines: list = field(default_factory=list)  # (name, type)
    clocks: list = field(default_factory=list)  # those that may be read here

    def of(self, type, optional):
        return [f.path for f in self.fields if f.type == type and f.optional == optional and not f.texts]


def text(word):
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def date(dice):
    return f"2026-{dice.between(2, 5):02}-{dice.between(1, 28):02}"


def instant(dice):
    day, time = date(dice), f"{dice.between(0, 23):02}:{dice.one(['00', '15', '30'])}"
    return dice.one([f"{day} {time}", f"{day}T{time}:00Z", f"{day}T{time}:00+02:00"])


def duration(dice):
    return dice.one(["15m", "30m", "1h", "1h30m", "2h", "4h", "8h", "90s", "36h"])


def literal(scope, type):
    dice = scope.dice
    if type.startswith("enum:"):
        return dice.one(scope.enums[type[5:]])
    return {
        "boolean": lambda: dice.one(["true", "false"]),
        "integer": lambda: dice.one(["0", "1", "2", "3", "5", "7", "12", "100", "(-2)"]),
        "decimal": lambda: dice.one(["0.5", "1.25", "2.0", "0.000001", "40.5"]),
        "percent": lambda: dice.one(["0%", "12%", "50%", "75.5%", "100%"]),
        "duration": lambda: duration(dice),
        "instant": lambda: instant(dice),
        "date": lambda: date(dice),
        "money": lambda: dice.one(["0 UAH", "1 UAH", "30.50 UAH", "350 UAH", "0.01 UAH"]),
        "text": lambda: text(dice.one(WORDS)),
    }[type]()


# What arithmetic gives each type: typing.def, the rows that make sense of small operands.
SUMS = {
    "integer": ["{integer} + {integer}", "{integer} - {integer}", "{integer} * {integer}"],
    "decimal": ["{decimal} + {integer}", "{integer} - {decimal}", "{decimal} * {decimal}", "{integer} * {percent}",
                "{decimal} * {percent}", "{integer} / {integer}", "{decimal} / {integer}", "{decimal} / {decimal}",
                "{integer} / {decimal}", "{duration} / {duration}", "{money} / {money}"],
    "percent": ["{percent} + {percent}", "{percent} - {percent}"],
    "duration": ["{duration} + {duration}", "{duration} - {duration}", "{duration} * {integer}", "{decimal} * {duration}",
                 "{duration} * {percent}", "{duration} / {integer}", "{duration} / {decimal}", "{instant} - {instant}",
                 "{date} - {date}", "{instant} - {date}"],
    "money": ["{money} + {money}", "{money} - {money}", "{money} * {integer}", "{integer} * {money}"],
    "instant": ["{instant} + {duration}", "{duration} + {instant}", "{instant} - {duration}", "{instant} + {period}",
                "{instant} - {period}", "{date} + {duration}"],
    "date": ["{date} + {period}", "{date} - {period}"],
}
ROUNDED = {
    "integer": ["{integer} round {mode} to 5"],
    "decimal": ["{decimal} round {mode} to 0.1", "{decimal} / {integer} round {mode} to 0.01",
                "{decimal} * {decimal} round {mode} to 1", "{integer} / {decimal} round {mode} to 0.5"],
    "duration": ["{duration} round {mode} to 15m", "{duration} / {integer} round {mode} to 1m"],
    "money": ["{money} * {decimal} round {mode} to 0.01", "{money} / {integer} round {mode} to 0.01",
              "{money} * {percent} round {mode} to 1", "{money} round {mode} to 5 UAH",
              "{money} / {decimal} round {mode} to 0.05"],
}
MODES = ["half_even", "half_up", "up", "down"]


def period(dice):
    return dice.one(["1 workday", "2 workdays", "3 calendar days", "1 week", "1 month", "1 year"])


def fill(scope, form, depth):
    """`{integer} + {integer}` with operands in the holes."""
    out, rest = "", form
    while "{" in rest:
        before, _, rest = rest.partition("{")
        hole, _, rest = rest.partition("}")
        made = period(scope.dice) if hole == "period" else scope.dice.one(MODES) if hole == "mode" else value(scope, hole, depth)
        out += before + made
    return out + rest


def read(scope, type):
    """A field of that type, with a fallback where it may be absent; a literal where there is none."""
    plain, absent = scope.of(type, False), scope.of(type, True)
    plain = plain + [name for name, of in scope.defines if of == type]
    if absent and (not plain or scope.dice.chance(35)):
        return f"({scope.dice.one(absent)} else {literal(scope, type)})"
    return scope.dice.one(plain) if plain else literal(scope, type)


def value(scope, type, depth):
    dice = scope.dice
    if depth <= 0 or dice.chance(40):
        return read(scope, type) if dice.chance(75) or type.startswith("enum:") else literal(scope, type)
    if dice.chance(12):
        return f"(if {condition(scope, depth - 1)} then {read(scope, type)} otherwise {value(scope, type, depth - 1)})"
    if type in ROUNDED and dice.chance(20):
        return f"({fill(scope, dice.one(ROUNDED[type]), depth - 1)})"
    if type == "integer" and dice.chance(20):
        return f"round({value(scope, 'decimal', depth - 1)})"
    if type in ORDERED and dice.chance(15):
        return f"{dice.one(['min', 'max'])}({read(scope, type)}, {value(scope, type, depth - 1)})"
    if type in ("integer", "decimal", "percent", "duration", "money") and dice.chance(15):
        return dice.one(["abs({})", "(-{})"]).format(read(scope, type))
    if type in SUMS:
        return f"({fill(scope, dice.one(SUMS[type]), depth - 1)})"
    return read(scope, type)


def absent_value(scope, type):
    """One that may be absent, for what takes it: `is`, `in`, keys of an `emit`."""
    absent = scope.of(type, True)
    return scope.dice.one(absent) if absent else value(scope, type, 1)


def compare(scope, type, depth):
    dice = scope.dice
    left, right = value(scope, type, depth), value(scope, type, depth)
    if type.startswith("enum:") and dice.chance(70):
        right = literal(scope, type)
    form = dice.below(8)
    if form < 4 and type != "text":
        return f"{left} {dice.one(['<', '<=', '>', '>='])} {right}"
    if form == 4 and type != "text":
        return f"{left} between {literal(scope, type)} and {right}"
    if form == 5:
        return f"{absent_value(scope, type)} {dice.one(['is', 'is not'])} {right}"
    listed = ", ".join(sorted({literal(scope, type) for _ in range(dice.between(1, 3))}))
    return f"{absent_value(scope, type)} {dice.one(['in', 'not in'])} {{ {listed} }}"


def text_test(scope, depth):
    dice = scope.dice
    operand = read(scope, "text")
    return f"{operand} {dice.one(['contains', 'starts with', 'ends with'])} {read(scope, 'text') if dice.chance(20) else literal(scope, 'text')}"


def time_test(scope, depth):
    dice = scope.dice
    at = value(scope, "instant", depth)
    days = dice.below(7)
    forms = [f"{at} {dice.one(['before', 'after'])} {dice.one(TIMES)}",
             f"{at} {dice.one(['before', 'after'])} {value(scope, dice.one(['date', 'instant']), 0)}",
             f"{at} on {WEEKDAYS[days]}" + dice.one(["", f"..{WEEKDAYS[dice.between(days, 6)]}"]),
             f"{read(scope, 'date')} < {at}"]
    forms += [f"{at} during {name}" for name in scope.calendars[:3]]
    return dice.one(forms)


def presence(scope, depth):
    """Flow typing: where it is present it may be read bare."""
    dice = scope.dice
    fields = [f for f in scope.fields if f.optional and (f.type in ORDERED or f.type.startswith("enum:"))]
    if not fields:
        return compare(scope, "integer", depth)
    chosen = dice.one(fields)
    other = literal(scope, chosen.type)
    return dice.one([
        f"{chosen.path} is present", f"{chosen.path} is absent",
        f"({chosen.path} is present and {chosen.path} >= {other})",
        f"({chosen.path} is absent or {chosen.path} < {other})"])


def membership(scope, depth):
    dice = scope.dice
    sets = [f for f in scope.fields if f.type.startswith("set:")]
    if not sets:
        return text_test(scope, depth)
    chosen = dice.one(sets)
    element = chosen.type[4:]
    return f"{chosen.path} has {literal(scope, element)}"


def test(scope, depth):
    """A condition without `and`, `or`, `not`."""
    dice = scope.dice
    booleans = scope.of("boolean", False) + [name for name, of in scope.defines if of == "boolean"]
    enums = sorted({f.type for f in scope.fields if f.type.startswith("enum:")})
    kind = dice.below(12)
    if kind < 2 and booleans:
        return dice.one(booleans)
    if kind < 5 and enums:
        return compare(scope, dice.one(enums), depth)
    if kind < 8:
        return compare(scope, dice.one(ORDERED + ["text"]), depth)
    return [text_test, time_test, presence, membership][kind - 8](scope, depth)


def condition(scope, depth=2):
    dice = scope.dice
    if depth <= 0 or dice.chance(35):
        return f"({test(scope, depth)})" if dice.chance(10) else test(scope, depth)
    kind = dice.below(10)
    if kind < 4:
        return f"({condition(scope, depth - 1)} and {condition(scope, depth - 1)})"
    if kind < 7:
        return f"({condition(scope, depth - 1)} or {condition(scope, depth - 1)})"
    if kind < 9:
        return f"(not {condition(scope, depth - 1)})"
    return f"(if {condition(scope, depth - 1)} then {condition(scope, depth - 1)} otherwise {test(scope, depth - 1)})"
