"""Random small policies, judged by trying every ticket, and what `slate check` proves of them: analysis.py SLATE FOLDER SEED COUNT.
Both ways: what is told is so, its witness with it, and what is so is told, unless its cause is (docs/reference/25-analysis.md)."""
import itertools, json, random, re, subprocess, sys

FIELDS = {  # name: (values that conditions can tell apart, how they are written)
    "priority": ["low", "normal", "high"],
    "vip": [False, True],
    "parts": list(range(-1, 8)),
    "kind": [None, "bug", "wish"],
    "account.licences": [None] + list(range(-1, 8)),
    "product": [None, "brake", "engine", "another"],
}
RANK = {"low": 0, "normal": 1, "high": 2}
TICKETS = [dict(zip(FIELDS, values)) for values in itertools.product(*FIELDS.values())]
CLOCKS = ["respond", "resolve"]
HEAD = """use std.clocks
ticket {
  priority : low | normal | high = normal
  vip : boolean = false
  parts : integer = 1
  kind : (bug | wish)?
  product : text?
}
account { licences : integer? }
"""


class Condition:
    def __init__(self, text, holds, parts=(), is_name=False):
        self.text, self.holds, self.parts, self.is_name = text, holds, parts, is_name
        self.set = frozenset(i for i, ticket in enumerate(TICKETS) if holds(ticket))

    def constant(self):
        return len(self.set) in (0, len(TICKETS))


def atom(rng):
    pick = rng.randrange(9)
    word, number = rng.choice(list(RANK)), rng.randrange(0, 6)
    if pick == 0:
        return Condition(f"priority is {word}", lambda t: t["priority"] == word)
    if pick == 1:
        op = rng.choice([">=", "<", ">", "<="])
        test = {">=": lambda a, b: a >= b, "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b}[op]
        if rng.random() < 0.5:
            return Condition(f"priority {op} {word}", lambda t: test(RANK[t["priority"]], RANK[word]))
        return Condition(f"parts {op} {number}", lambda t: test(t["parts"], number))
    if pick == 2:
        return Condition("vip", lambda t: t["vip"], is_name=True)
    if pick == 3:
        high = number + rng.randrange(-1, 3)
        return Condition(f"parts between {number} and {high}", lambda t: number <= t["parts"] <= high)
    if pick == 4:
        kind = rng.choice(["bug", "wish"])
        return Condition(f"kind is {kind}", lambda t: t["kind"] == kind)
    if pick == 5:
        return Condition("kind is present", lambda t: t["kind"] is not None)
    if pick == 6:
        least = rng.randrange(0, 5)
        return Condition(f"(account.licences else 0) > {least}", lambda t: (t["account.licences"] or 0) > least)
    if pick == 7:
        text = rng.choice(["brake", "engine"])
        return Condition(f'product is "{text}"', lambda t: t["product"] == text)
    return Condition('product in { "brake", "engine" }', lambda t: t["product"] in ("brake", "engine"))


def condition(rng, depth):
    pick = rng.randrange(5) if depth else 9
    if pick == 0:
        part = condition(rng, depth - 1)
        return Condition(f"not ({part.text})", lambda t: not part.holds(t), [part])
    if pick in (1, 2):
        one, other = condition(rng, depth - 1), condition(rng, depth - 1)
        return Condition(f"({one.text}) and ({other.text})", lambda t: one.holds(t) and other.holds(t), [one, other])
    if pick == 3:
        one, other = condition(rng, depth - 1), condition(rng, depth - 1)
        return Condition(f"({one.text}) or ({other.text})", lambda t: one.holds(t) or other.holds(t), [one, other])
    return atom(rng)


def cell(rng, column):
    if rng.random() < 0.35:
        return "_", lambda v: True
    if column == "priority":
        word = rng.choice(list(RANK))
        if rng.random() < 0.5:
            return f">= {word}", lambda v: RANK[v] >= RANK[word]
        return f"{word}", lambda v: v == word
    if column == "vip":
        value = rng.random() < 0.5
        return str(value).lower(), lambda v: v == value
    if column == "kind":
        word = rng.choice(["bug", "wish", "absent", "present"])
        return word, lambda v: (v is None) == (word == "absent") if word in ("absent", "present") else v == word
    low = rng.randrange(0, 6)
    high = rng.randrange(low, 7)
    if rng.random() < 0.3:
        return f"> {low}", lambda v: v is not None and v > low
    return (f"{low}..{high}", lambda v: v is not None and low <= v <= high)


class Line:
    """A statement of an SLA: what it asks, the clocks that it gives a target, and where it stands."""

    def __init__(self, guard, clocks, row=None, table=None, exception=None):
        self.guard, self.clocks, self.row, self.table, self.exception = guard, clocks, row, table, exception
        self.number = None


class Policy:
    def __init__(self, rng):
        self.rng, self.out, self.conditions, self.slas = rng, HEAD.splitlines(), {}, []
        for name in ("a", "b"):
            self.sla(name)
        self.plans = [["a", "b"]] if rng.random() < 0.7 else [["a"], ["b"]]
        for i, plan in enumerate(self.plans):
            self.out.append(f"plan p{i} {{ sla {', '.join(plan)} }}")

    def say(self, text, told=None):
        self.out.append(text)
        if told:
            self.conditions[len(self.out)] = told
        return len(self.out)

    def limit(self):  # a response is never due after a resolution, so that nothing is told of that
        return {"respond": f"{self.rng.randrange(1, 4)}h", "resolve": f"{self.rng.randrange(4, 9)}h"}

    def target(self, sla, exception=None, indent="  "):
        clock, when = self.rng.choice(CLOCKS), condition(self.rng, 2) if self.rng.random() < 0.8 else None
        line = Line(when.set if when else frozenset(range(len(TICKETS))), [clock], exception=exception)
        text = f"{indent}{clock} within {self.limit()[clock]}" + (f" when {when.text}" if when else "")
        line.number = self.say(text, when)
        line.when = when
        sla["lines"].append(line)
        return line

    def table(self, sla):
        columns = self.rng.sample(["priority", "vip", "parts", "kind", "account.licences"], self.rng.randrange(1, 4))
        unique = self.rng.random() < 0.4
        self.say("  targets unique {" if unique else "  targets {")
        header = self.say("    | " + " | ".join(columns + CLOCKS) + " |")
        rows = []
        for _ in range(self.rng.randrange(2, 6)):
            cells = [cell(self.rng, column) for column in columns]
            given = [clock for clock in CLOCKS if self.rng.random() < 0.75]
            limits = self.limit()
            number = self.say("    | " + " | ".join([c[0] for c in cells] + [limits[c] if c in given else "_" for c in CLOCKS]) + " |")
            fits = frozenset(i for i, t in enumerate(TICKETS) if all(c[1](t[column]) for c, column in zip(cells, columns)))
            row = Line(fits, given, row=number, table=header)
            row.number = number
            rows.append(row)
        self.say("  }")
        sla["lines"] += rows
        sla["tables"].append((header, unique, rows))

    def sla(self, name):
        sla = {"name": name, "lines": [], "tables": [], "exceptions": [], "over": []}
        sla["number"] = self.say(f"sla {name} {{")
        sla["applies"] = condition(self.rng, 1) if self.rng.random() < 0.5 else None
        if sla["applies"]:
            self.say(f"  applies when {sla['applies'].text}", sla["applies"])
        for _ in range(self.rng.randrange(0, 4)):
            self.target(sla)
        if self.rng.random() < 0.7:
            self.table(sla)
        for i in range(self.rng.randrange(0, 3)):
            when = condition(self.rng, 1)
            exception = {"name": f"x{i}", "when": when, "number": self.say(f"  except x{i} when {when.text} {{", when)}
            exception["lines"] = [self.target(sla, exception, "    ") for _ in range(self.rng.randrange(1, 3))]
            for line in exception["lines"]:
                sla["lines"].remove(line)
            self.say("  }")
            sla["exceptions"].append(exception)
        if len(sla["exceptions"]) == 2 and self.rng.random() < 0.5:
            sla["over"] = self.rng.sample([0, 1], 2)
            self.say(f"  except x{sla['over'][0]} over x{sla['over'][1]}")
        self.say("}")
        self.slas.append(sla)


class Truth:
    """What trying every ticket says of an SLA."""

    def __init__(self, policy, sla):
        everything = frozenset(range(len(TICKETS)))
        applies = {s["name"]: s["applies"].set if s["applies"] else everything for s in policy.slas}
        self.sla, self.reach = sla, frozenset()
        for plan in policy.plans:
            left = everything
            for name in plan:
                if name == sla["name"]:
                    self.reach |= left & applies[name]
                left -= applies[name]
        order = [sla["exceptions"][i] for i in sla["over"]] or sla["exceptions"]
        self.order = [line for exception in order for line in exception["lines"]] + sla["lines"]
        self.fits = {line: line.guard & (line.exception["when"].set if line.exception else everything) for line in self.order}
        self.takes, self.gaps, self.takers = {line: set() for line in self.order}, {}, {line: set() for line in self.order}
        for clock in CLOCKS:
            lines, left = [line for line in self.order if clock in line.clocks], self.reach
            for line in lines:
                self.takes[line] |= {(clock, t) for t in left & self.fits[line]}
                left -= self.fits[line]
            if lines:
                self.gaps[clock] = left
        for line in self.order:
            for clock in line.clocks:
                for other in self.order:
                    if other is line:
                        break
                    if clock in other.clocks and self.fits[other] & self.fits[line] & self.reach:
                        self.takers[line].add(other)


def ticket_of(witness):
    """The witness as a ticket of the model; what it does not say is as usual."""
    ticket = {"priority": "normal", "vip": False, "parts": 1, "kind": None, "account.licences": None, "product": None}
    for name, value in witness.items():
        if name in ticket:
            ticket[name] = None if value == "absent" else value == "true" if name == "vip" else \
                max(min(int(value), 7), -1) if name in ("parts", "account.licences") else value.strip('"')
    return TICKETS.index(ticket)


def is_whole(text):
    """Does the first parenthesis end with the last?"""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return i == len(text) - 1
    return False


class Verdict:
    def __init__(self, policy, found):
        self.policy, self.found, self.wrong = policy, found, []
        self.at = {}
        for finding in found:
            self.at.setdefault(finding["line"], []).append(finding)
        self.truths = [Truth(policy, sla) for sla in policy.slas]

    def codes(self, number):
        return {finding["code"] for finding in self.at.get(number, [])}

    def check(self, good, what):
        if not good:
            self.wrong.append(what)

    def has_constant(self, number):
        return bool(self.codes(number) & {"W0920", "W0921"})

    def conditions(self):
        for number, whole in self.policy.conditions.items():
            line = self.policy.out[number - 1]
            told = {}
            for finding in self.at.get(number, []):
                text = line[finding["column"] - 1:finding["end_column"] - 1]
                if finding["code"] in ("W0920", "W0921"):
                    told[text[1:-1] if text.startswith("(") and text.endswith(")") and is_whole(text) else text] = finding["code"]
            self.judge(whole, told, number)

    def judge(self, node, told, number):
        """Is a part of it told? What is told must be so; what is so must be told, or a part of it."""
        below = any([self.judge(part, told, number) for part in node.parts])
        if node.text in told:
            self.check(told[node.text] == ("W0920" if node.set else "W0921") and node.constant(), f"{number}: {node.text} is not constant")
            return True
        if node.constant() and not node.is_name:
            self.check(below, f"{number}: {node.text} is constant, and nobody says so")
        return below

    def gaps(self, truth):
        sla = truth.sla
        places = {sla["number"]} | {header for header, _, _ in sla["tables"]}
        told = [f for place in places for f in self.at.get(place, []) if f["code"] == "W0590"]
        for clock, gap in truth.gaps.items():
            mine = [f for f in told if f"`{clock}`" in f["message"].split(" where ")[0]]
            self.check(bool(gap) == bool(mine), f"{sla['name']}.{clock}: gap {len(gap)}, told {len(mine)}")
            for finding in mine:
                self.check(ticket_of(finding.get("witness", {})) in gap, f"{finding['message']}: no such ticket")

    def line(self, truth, line):
        told = [f for f in self.at.get(line.number, []) if f["code"] == "W0912"]
        dead = not truth.takes[line]
        cells = [f for f in told if "this cell" in f["message"]]
        if told and not cells:
            self.check(dead, f"{line.number}: it is reached")
        for finding in cells:
            self.check(any(not any(c == clock for c, _ in truth.takes[line]) for clock in line.clocks), f"{line.number}: its cells are reached")
        for finding in told:
            if "witness" in finding and finding["witness"]:
                self.check(ticket_of(finding["witness"]) in truth.fits[line] & truth.reach, f"{line.number}: the witness does not fit")
        if not dead or told or not line.clocks or not truth.reach:
            return
        exception = line.exception
        excused = (self.has_constant(line.number) or "E0910" in self.codes(line.number) or
                   any(self.has_constant(taker.number) or (taker.exception and self.has_constant(taker.exception["number"])) or
                       "E0910" in self.codes(taker.number) for taker in truth.takers[line]) or
                   (exception and (self.has_constant(exception["number"]) or "W0912" in self.codes(exception["number"]))))
        self.check(excused, f"{line.number}: it is never reached, and nobody says so")

    def overlaps(self, truth):
        for _, unique, rows in truth.sla["tables"]:
            for i, row in enumerate(rows):
                meets = [o for o in rows[:i] if o.guard & row.guard & truth.reach and set(o.clocks) & set(row.clocks)]
                told = [f for f in self.at.get(row.number, []) if f["code"] == "E0910"]
                self.check(bool(meets and unique) == bool(told), f"{row.number}: meets {len(meets)}, told {len(told)}")
                for finding in told:
                    self.check(any(ticket_of(finding.get("witness") or {}) in o.guard & row.guard for o in meets), f"{row.number}: witness")

    def exceptions(self, truth):
        pair = truth.sla["exceptions"]
        if len(pair) != 2:
            return
        both = set()
        for clock in CLOCKS:
            gives = [frozenset().union(*[line.guard & x["when"].set for line in x["lines"] if clock in line.clocks] or [frozenset()]) for x in pair]
            both |= gives[0] & gives[1] & truth.reach
        told = [f for f in self.at.get(pair[1]["number"], []) if f["code"] == "E0911"]
        self.check(bool(both and not truth.sla["over"]) == bool(told), f"{pair[1]['number']}: meet {len(both)}, told {len(told)}")
        for finding in told:
            self.check(ticket_of(finding.get("witness") or {}) in both, f"{pair[1]['number']}: witness")

    def all(self):
        self.conditions()
        for truth in self.truths:
            self.gaps(truth)
            for line in truth.order:
                self.line(truth, line)
            self.overlaps(truth)
            self.exceptions(truth)
        return self.wrong


def main():
    slate, folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    bad, told = 0, {}
    for number in range(seed, seed + count):
        policy = Policy(random.Random(number))
        path = f"{folder}/random.sla"
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(policy.out) + "\n")
        run = subprocess.run([slate, "check", "--format", "json", path], capture_output=True, text=True)
        found = [json.loads(line) for line in run.stdout.splitlines()] if run.returncode in (0, 1) else []
        wrong = Verdict(policy, found).all() if run.returncode in (0, 1) else [run.stderr or run.stdout]
        for finding in found:
            told[finding["code"]] = told.get(finding["code"], 0) + 1
        if wrong:
            bad += 1
            with open(f"{folder}/wrong_{number}.sla", "w", encoding="utf-8") as out:
                out.write("\n".join(policy.out) + "\n")
            print(f"seed {number}: {folder}/wrong_{number}.sla: " + "; ".join(wrong[:3]))
    print(f"{count - bad} of {count} policies agree;", ", ".join(f"{code} {told[code]}" for code in sorted(told)))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
