"""Random sets of rules, run from every ticket and every change of it, and what `slate check` says of them (E0603):
cascade.py SLATE FOLDER SEED COUNT. The model is a queue of changes, each a commit at which rules fire in order."""
import itertools, json, random, subprocess, sys

FIELDS = {"status": ["new", "open", "pending", "closed"], "flag": [False, True], "priority": ["low", "normal", "high"]}
ORDER = ["status", "flag", "priority"]
STATES = [dict(zip(ORDER, values)) for values in itertools.product(*(FIELDS[f] for f in ORDER))]
HEAD = "use std.clocks\nticket { status : new | open | pending | closed = new  flag : boolean = false  priority : low | normal | high = normal }\n"
COMMITS_MOST = 3000


def word(value):
    return str(value).lower() if isinstance(value, bool) else value


def condition(rng):
    """Text, and what it says of a state."""
    if rng.random() < 0.4:
        return None, lambda s: True
    field = rng.choice(ORDER)
    value = rng.choice(FIELDS[field])
    if field == "priority" and rng.random() < 0.5:
        return f"priority >= {value}", lambda s: FIELDS["priority"].index(s["priority"]) >= FIELDS["priority"].index(value)
    if field == "flag":
        return ("flag" if value else "not flag"), lambda s: s["flag"] == value
    if rng.random() < 0.4:
        return f"not ({field} is {value})", lambda s: s[field] != value
    return f"{field} is {value}", lambda s: s[field] == value


def pattern(rng):
    field = rng.choice(["status", "status", "priority", "flag"])
    values = FIELDS[field]
    if field == "priority" and rng.random() < 0.6:
        up = rng.random() < 0.5
        return f"priority {'rises' if up else 'falls'}", lambda was, now: was is not None and (values.index(now["priority"]) - values.index(was["priority"])) * (1 if up else -1) > 0
    if rng.random() < 0.35:
        return f"{field} changes", lambda was, now: was is not None and was[field] != now[field]
    value = rng.choice(values)
    return f"{field} becomes {word(value)}", lambda was, now: (was is None or was[field] != now[field]) and now[field] == value


def action(rng):
    """Text, and the field and value that it gives in a state."""
    if rng.random() < 0.25:
        by = rng.choice([1, -1])
        values = FIELDS["priority"]
        return f"{'raise' if by > 0 else 'lower'} priority", lambda s: ("priority", values[max(0, min(len(values) - 1, values.index(s["priority"]) + by))])
    field = rng.choice(ORDER)
    value = rng.choice(FIELDS[field])
    if rng.random() < 0.2:
        other, asked = rng.choice(FIELDS[field]), rng.choice(FIELDS["priority"])
        return f"set {field} to if priority is {asked} then {word(value)} otherwise {word(other)}", lambda s: (field, value if s["priority"] == asked else other)
    return f"set {field} to {word(value)}", lambda s: (field, value)


class Rule:
    def __init__(self, rng, name):
        on, self.on = pattern(rng)
        when, self.when = condition(rng)
        actions = [action(rng) for _ in range(rng.choice([1, 1, 2]))]
        self.actions = [give for _, give in actions]
        self.text = f"rule {name} on {on}" + (f" when {when}" if when else "") + " do " + ", ".join(text for text, _ in actions)


def run(rules, was, now):
    """The state in which it ends; None: it does not. At a creation there is no state before."""
    queue, at, commits = [], 0, 0
    while True:
        for rule in rules:
            if rule.on(was, now) and rule.when(now):
                queue += [give(now) for give in rule.actions]
        while at < len(queue) and now[queue[at][0]] == queue[at][1]:
            at += 1
        if at == len(queue):
            return now
        if commits == COMMITS_MOST:
            return None
        was, now = now, {**now, queue[at][0]: queue[at][1]}
        at, commits = at + 1, commits + 1


def is_endless(rules, created, changed):
    """A ticket is created, and then changed."""
    was = run(rules, None, created)
    return was is None or run(rules, was, {**was, **changed}) is None


def judge(rules, found):
    """What is told must go on for ever, its witness too. What goes on by itself is told; a few go on only as two cascades meet."""
    endless = any(is_endless(rules, was, now) for was in STATES for now in STATES)
    codes = {finding["code"] for finding in found}
    return endless, "E0603" in codes, "W0901" in codes


def witness_states(finding):
    """The ticket that the finding shows, before and after its event."""
    read = lambda field, text: text == "true" if field == "flag" else text
    was = {"status": "new", "flag": False, "priority": "low"}
    was.update({field: read(field, text) for field, text in finding["witness"].items() if field in was})
    sets = dict(part.split(": ") for part in finding["witness"]["event"].split("{ ")[1].rstrip(" }").split(", "))
    return was, {field: read(field, text) for field, text in sets.items()}


def main():
    slate, folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    wrong = missed = undecided = endless = 0
    for number in range(seed, seed + count):
        rng = random.Random(number)
        rules = [Rule(rng, "abcdef"[i]) for i in range(rng.randrange(1, 6))]
        path = f"{folder}/rules.sla"
        with open(path, "w", encoding="utf-8") as out:
            out.write(HEAD + "\n".join(rule.text for rule in rules) + "\n")
        check = subprocess.run([slate, "check", "--format", "json", path], capture_output=True, text=True)
        if check.returncode not in (0, 3, 5):
            wrong += 1
            print(f"seed {number}: not checked: {check.stderr}")
            continue
        found = [json.loads(line) for line in check.stdout.splitlines()]
        is_endless_, is_told, is_open = judge(rules, found)
        endless += is_endless_
        missed += is_endless_ and not is_told and not is_open
        undecided += is_open and not is_told
        for finding in found:
            if finding["code"] == "E0603" and not is_endless(rules, *witness_states(finding)):
                wrong += 1
                print(f"seed {number}: the witness ends: {finding['witness']}\n" + "\n".join(rule.text for rule in rules))
        if is_told and not is_endless_:
            wrong += 1
            print(f"seed {number}: told, and it ends\n" + "\n".join(rule.text for rule in rules))
    print(f"{count} sets of rules: {endless} go on for ever, {wrong} are told wrongly, {missed} missed, {undecided} left undecided")
    return wrong > 0 or missed > max(1, endless // 5) or undecided > count // 10 or endless < count // 20


if __name__ == "__main__":
    sys.exit(main())
