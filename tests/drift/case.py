"""A case: a policy, a history, and what must hold between two replays of it. Every check returns None or the first difference."""
import csv, io, json, os, re, shutil, subprocess
from dataclasses import dataclass, replace

from dice import Dice

ALL = "clocks,tickets,decisions,actions,ledger"
# What tells of speed or of the engine is no answer.
NO_ANSWER = re.compile(r'; \d+ events a second( \(\w+\))?|"engine":"\w+",|^slate \w+: .*native code.*\n', re.M)
NOT_BUILT = "this build makes no native code"

PATIENCE, HANGS = 60, -99  # seconds; a code


@dataclass(frozen=True)
class Case:
    seed: int
    policy: str
    lines: tuple
    flags: tuple = ()


@dataclass
class Answer:
    code: int
    rows: str
    out: str
    err: str
    engine: str = ""  # which one ran, in the program's own words


class Runner:
    def __init__(self, slate, folder):
        self.slate, self.folder = os.path.abspath(slate), folder
        os.makedirs(folder, exist_ok=True)
        # Objects of policies that nobody meets again stay out of the user's cache.
        self.environment = {**os.environ, "XDG_CACHE_HOME": os.path.abspath(f"{folder}/cache"), "TMPDIR": os.path.abspath(folder)}

    def forget(self):
        shutil.rmtree(f"{self.folder}/cache", ignore_errors=True)

    def path(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def replay(self, case, *flags, policy=None, history=None, more=()):
        """`history` is a name and a text, NDJSON of the case's lines unless given; `more` likewise, read after it."""
        policy = self.path("policy.sla", policy or case.policy)
        name, text = history or ("history.ndjson", "\n".join(case.lines) + "\n")
        files = [self.path(name, text) if text is not None else name] + [self.path(*pair) for pair in more]
        rows = f"{self.folder}/rows.ndjson"
        if os.path.exists(rows):
            os.remove(rows)
        try:
            done = subprocess.run([self.slate, "replay", policy, *files, "--emit", ALL, "-o", rows, "--summary", "json", *case.flags, *flags],
                                  capture_output=True, timeout=PATIENCE, env=self.environment)
        except subprocess.TimeoutExpired:
            return Answer(HANGS, "", "", f"no end after {PATIENCE} s")
        text = open(rows, encoding="utf-8").read() if os.path.exists(rows) else ""
        decode = lambda data: data.decode("utf-8", "replace").replace(self.folder, "")
        err = decode(done.stderr)
        engine = re.search(r"events a second \((\w+)\)", err)
        return Answer(done.returncode, text, NO_ANSWER.sub("", decode(done.stdout)), NO_ANSWER.sub("", err), NOT_BUILT if NOT_BUILT in err else engine.group(1) if engine else "")


def first_difference(a, b):
    for index, (one, other) in enumerate(zip(a.splitlines(), b.splitlines())):
        if one != other:
            at = max(0, len(os.path.commonprefix([one, other])) - 100)
            clip = lambda text: ("…" if at else "") + text[at : at + 300]
            return f"line {index + 1}:\n  - {clip(one)}\n  + {clip(other)}"
    longer = max(a, b, key=lambda text: len(text.splitlines())).splitlines()
    extra = longer[min(len(a.splitlines()), len(b.splitlines())):]
    return f"one has {len(extra)} lines more:\n  {'-' if len(a) > len(b) else '+'} {extra[0]}" if extra else "line ends"


def same(a, b, parts=("code", "rows", "out", "err")):
    if a.code == b.code == 3 and "error[E0603]" in a.err:  # rules that trigger one another: some seeds have them
        return None if a.err == b.err else f"err, {first_difference(a.err, b.err)}"
    if a.code == 3 or b.code == 3:
        return f"the policy does not compile:\n{a.err or b.err}"
    for part in parts:
        one, other = getattr(a, part), getattr(b, part)
        if one != other:
            return f"{part}: {one} and {other}" if part == "code" else f"{part}, {first_difference(one, other)}"
    if a.code < 0 or a.code == 6:
        return f"answers {a.code}\n{a.err}"
    return None


# ---- The two engines ----

def engines(run, case):
    """G2: rows, summary, messages and exit code, byte for byte; then both at each evaluation."""
    plain = run.replay(case, "--engine", "interp")
    for engine in ("native", "both"):
        other = run.replay(case, "--engine", engine)
        difference = same(plain, other)
        if not difference and other.code not in (3, 4) and other.engine not in (engine, NOT_BUILT):
            difference = f"--engine {engine} ran {other.engine or 'nothing'}"
        if difference:
            return f"{engine}: {difference}"
    return None


# ---- One engine, another form of the same question ----

def threads(run, case):
    """G1: the number of threads."""
    return same(run.replay(case, "--threads", "1"), run.replay(case, "--threads", "4"))


DATED = re.compile(r"^\s*(fee|capacity|remind|draws on|credit|rule drawing) ")  # lines of what is due at one instant for many accounts
DATED_BLOCK = re.compile(r"^\s*(objective|pack) .*\{$")


def standing_apart(case):
    """The case three times over, with other tickets and accounts at the same instants, so that no account tells another."""
    policy, depth = [], 0
    for line in case.policy.splitlines():
        depth += line.count("{") - line.count("}") if depth or DATED_BLOCK.match(line) else 0
        if not (depth or DATED_BLOCK.match(line) or DATED.match(line) or (line.strip() == "}" and policy and policy[-1] is None)):
            policy.append(line)
        elif DATED_BLOCK.match(line) and depth:
            policy.append(None)
        if policy and policy[-1] is None and not depth:
            policy.pop()
    lines, owner = [], {}
    for line in case.lines:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            lines.append(line)
            continue
        ticket, event = record.get("ticket"), record.get("event")
        if event in ("linked", "unlinked", "pack"):
            continue
        record.pop("id", None)
        if event == "account":
            record["at"] = "2026-03-01T00:00:00Z"
        if isinstance(ticket, str):
            account = owner.setdefault(ticket, record.get("account"))
            record.pop("account", None)
            record.update({"account": account} if account else {})
        for copy in ("", "b", "c"):
            lines.append(json.dumps({**record, **{key: record[key] + copy for key in ("ticket", "account") if isinstance(record.get(key), str)}}, ensure_ascii=False))
    flags = tuple(flag for flag in case.flags if flag != "--closed-loop")
    return replace(case, policy="\n".join(policy) + "\n", lines=tuple(lines), flags=flags)


def shards(run, case):
    """G1: accounts that stand apart are dealt out to threads, and their rows put in order again."""
    case = standing_apart(case)
    one = run.replay(case, "--threads", "1")
    return same(one, run.replay(case, "--threads", "3")) or same(one, run.replay(case, "--threads", "8", "--engine", "native"))


def halves(run, case):
    """E2: a history in two files, given in their order, is the whole. Rejects name their file."""
    half = len(case.lines) // 2
    parts = ["\n".join(part) + "\n" for part in (case.lines[:half], case.lines[half:])]
    return same(run.replay(case), run.replay(case, history=("first.ndjson", parts[0]), more=[("second.ndjson", parts[1])]), ("code", "rows", "out"))


def renamed(run, case):
    """Names of tickets and accounts mean nothing: others in the same order give the same rows under their names."""
    there = lambda text: re.sub(r'"T(\d)"', r'"UT\1"', re.sub(r'"id(\d+)"', r'"key\1"', text))
    back = lambda text: re.sub(r'"UT(\d)"', r'"T\1"', text)
    a, b = run.replay(case), run.replay(replace(case, lines=tuple(map(there, case.lines))))
    b.rows, b.out = back(b.rows), back(b.out)
    return same(a, b, ("code", "rows", "out"))


def prefix(run, case):
    """What was decided up to an instant does not depend on what came after it."""
    whole = run.replay(case)
    decided = [json.loads(line) for line in whole.rows.splitlines() if line.startswith(('{"row":"decision"', '{"row":"action"', '{"row":"ledger"'))]
    if not decided:
        return None
    until = sorted(row["at"] for row in decided)[len(decided) // 2][:19] + "Z"
    part = run.replay(case, "--until", until)
    for kind in ("decision", "action", "ledger"):
        early = lambda answer: [line for line in answer.rows.splitlines()
                                if line.startswith(f'{{"row":"{kind}"') and json.loads(line)["at"][:19] + "Z" < until]
        if early(whole) != early(part):
            return f"--until {until}, {kind}: " + first_difference("\n".join(early(whole)), "\n".join(early(part)))
    return None


def unused(run, case):
    """A rule, a definition and a field that nothing uses change nothing."""
    more = ("event never\nrule never_done on never do emit never\n"
            "define never_read = priority is high and created on sat..sun\nticket { never_set : integer = 7 }\n")
    return same(run.replay(case), run.replay(case, policy=case.policy + more), ("code", "rows", "out"))


def permuted(run, case):
    """The order of the rows of a `targets unique` means nothing, but to the numbers of lines."""
    dice, out, rows = Dice(case.seed), [], []
    inside = False
    for line in case.policy.splitlines():
        bare = line.strip()
        if inside and bare.startswith("|"):
            rows.append(line)
            continue
        if rows:
            out += rows[:1] + dice.shuffled(rows[1:])
            rows = []
        inside = bare == "targets unique {"
        out.append(line)
    plain = lambda answer: re.sub(r'"source":"[^"]*"', "", answer.rows)
    a, b = run.replay(case), run.replay(case, policy="\n".join(out) + "\n")
    if plain(a) != plain(b):
        return "rows, " + first_difference(plain(a), plain(b))
    return same(a, b, ("code", "out"))


def table_text(f, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(str(v) for v in value)
    return str(value)


def from_csv(run, case):
    """Invariant 6: the same records as CSV. Absent values, empty texts and elements with `;` have no form there."""
    records = []
    for line in case.lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "event" in record and "at" in record:
            kept = {k: v for k, v in record.items() if v is not None and v != "" and v != [] and not (isinstance(v, list) and "" in v)}
            if "ticket" in kept or "account" in kept:
                records.append(kept)
    names = sorted({name for record in records for name in record})
    if not records or not {"at", "event", "ticket"} <= set(names):
        return None
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: table_text(name, value) for name, value in record.items()})
    # A key with text that is a number means a number in CSV: typed columns alone are compared.
    plain = replace(case, lines=tuple(json.dumps(record, ensure_ascii=False) for record in records))
    return same(run.replay(plain), run.replay(case, history=("history.csv", out.getvalue())), ("rows",))


def apart(run, case):
    """Records of accounts that share nothing may stand in any order at one instant: each ticket's rows stay as they are."""
    text = "\n".join(case.lines)
    if any(word in text for word in ('"linked"', '"id"')) or "capacity" in case.policy:
        return None
    account, owner, keyed = {}, {}, []
    for line in case.lines:
        try:
            record = json.loads(line)
        except ValueError:
            return None
        name = record.get("ticket") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(record.get("at"), str):
            return None
        if name and name not in owner:
            owner[name] = record.get("account") or ""
        if name and record.get("account", owner[name]) != owner[name]:
            return None
        keyed.append((record["at"], owner.get(name, record.get("account") or ""), line))
    turned = [line for _, _, line in sorted(keyed, key=lambda k: (k[0], [-ord(c) for c in k[1]]))]
    ordered = [line for _, _, line in sorted(keyed, key=lambda k: k[0])]
    def told(answer):
        rows = {}
        for line in answer.rows.splitlines():
            row = json.loads(line)
            row.pop("seq", None)
            rows.setdefault((row["row"], row.get("ticket") or row.get("account") or ""), []).append(json.dumps(row))
        return "\n".join(line for key in sorted(rows) for line in rows[key])
    a, b = (run.replay(replace(case, lines=tuple(lines))) for lines in (ordered, turned))
    if told(a) != told(b):
        return "rows by ticket, " + first_difference(told(a), told(b))
    return None


FORMS = [threads, shards, halves, renamed, prefix, unused, permuted, from_csv, apart]
CHECKS = {check.__name__: check for check in [engines] + FORMS}
