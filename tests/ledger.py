"""Random policies with quotas, packs and prices over random histories, and what must hold of every ledger, whatever the
policy: usage: ledger.py SLATE SCRATCH FIRST_SEED COUNT.

- a balance is the sum of its entries (L1), and a period begins with its grant;
- a ticket counts in a quota once, anew only after a refund, and in a period once: what it took there less what came
  back is nothing or its weight (L2);
- a quota takes from all its lines or from none (L2), and from none beyond its overdraft (L3);
- a pack draws no more than was bought, but for what it owes (L4);
- a bill for going beyond a quota has a ticket that took nothing from it (L3);
- a second replay, and another number of threads, give the same bytes (G1);
- the order of the accounts and of their records changes no account's entries;
- the summary's figures are the sums of these entries."""
import collections, json, os, random, subprocess, sys

slate, scratch, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
TYPES = ["question", "incident", "problem", "task"]
START = 1772323200  # 2026-03-01T00:00:00Z
DAYS = 75


def policy_of(dice):
    one = dice.choice
    has_contract, has_pack = dice.random() < 0.5, dice.random() < 0.5
    text = 'use std.clocks\n\ncurrency UAH\n\nticket { parts : integer = 1 }\n\n'
    text += f'calendar desk {{ zone "{one(["UTC", "Europe/Kyiv", "America/Toronto", "Asia/Manila"])}"'
    text += f'  open {one(["always", "mon..fri 09:00-18:00", "mon..sat 22:00-06:00"])} }}\n\n'
    text += "sla service { calendar desk  resolve within 8h }\n\nplan usual {\n  sla service\n"
    if dice.random() < 0.4:
        text += f"  fee {dice.randint(1, 900)} UAH per {one(['month', 'week', 'quarter'])}\n"
    for name in ["first", "second"][: dice.randint(1, 2)]:
        text += f"  quota {name} {{\n"
        for period in dice.sample(["day", "week", "month", "quarter", "year"], dice.randint(1, 3)):
            text += f"    {dice.randint(1, 9)} tickets per {period}{one(['', ' of contract'])}\n"
        text += f"    counts {one(['created', 'resolved', 'created when type is incident', 'parts on created', 'parts on resolved'])}\n"
        if dice.random() < 0.4:
            text += f"    rollover {dice.randint(1, 4)}\n"
        if dice.random() < 0.5:
            text += f"    refund on {one(['merged', 'closed'])}\n"
        if dice.random() < 0.3:
            text += f"    overdraft {dice.randint(1, 3)}\n"
        for beyond in dice.sample(["bill 350 UAH per ticket when type is incident", "without sla", "reject"], dice.randint(1, 2)):
            text += f"    beyond {beyond}\n"
        text += "  }\n"
    if has_pack:
        text += f"  draws on starter{one(['', ' overdraft 2'])} beyond {one(['reject', 'bill 10 UAH per ticket'])}\n"
    if dice.random() < 0.3:
        text += f"  limit {dice.randint(2, 4)} tickets per day beyond {one(['defer', 'reject'])}\n"
    text += "}\n\ndefault plan usual\n"
    if has_pack:
        text += f"\npack starter {{\n  35 UAH per ticket, at least 2\n  valid {one(['20 days', '1 month', '3 workdays'])}\n"
        text += f"  draw {one(['1', 'parts'])} on {one(['closed', 'resolved'])} when type in {{ incident, task }}\n}}\n"
    if has_contract:
        text += '\ncontract shared {\n  account "acme", "beta"\n  plan usual\n  from 2026-01-31\n}\n'
    return text


def history_of(dice):
    groups = [["acme", "beta"], ["gamma"], ["delta"]]
    records = []
    for g, accounts in enumerate(groups):
        at = START + dice.randint(0, 86400)
        tickets = []
        while at < START + DAYS * 86400:
            at += 60 * dice.choice([1, 30, 300, 1500])
            account = dice.choice(accounts)
            choice = dice.random()
            if choice < 0.45 or not tickets:
                ticket = f"{account}-{len(tickets)}"
                tickets.append(ticket)
                body = {"ticket": ticket, "event": "created", "account": account, "type": dice.choice(TYPES), "parts": dice.randint(1, 3)}
            elif choice < 0.52:
                body = {"account": account, "event": "pack", "pack": "starter", "quantity": dice.randint(2, 6)}
            else:
                body = {"ticket": dice.choice(tickets[-12:]), "event": dice.choice(["resolved", "closed", "reopened", "merged", "resolved"])}
            records.append({"at": at * 1000, **body})
    return records


def write(path, records):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(record) + "\n" for record in records)


def replay(policy, history, *flags):
    run = subprocess.run([slate, "replay", policy, history, "--max-rejects", "1000000", *flags], capture_output=True, text=True)
    assert run.returncode in (0, 5), f"exit {run.returncode}: {run.stderr}"
    return run.stdout


def owner(row):
    return row["contract"] or row["account"]


def unit_of(text, name):
    """overdraft of a quota, and how many lines it has"""
    body = text.split(f"quota {name} {{")[1].split("}")[0] if f"quota {name} {{" in text else ""
    over = body.split("overdraft ")[1].split()[0] if "overdraft" in body else 0
    return int(over), body.count(" tickets per ")


def beyond_bills(text):
    """the lines that bill what goes beyond a quota, and its name"""
    lines, name = {}, None
    for number, line in enumerate(text.splitlines(), 1):
        name = line.split()[1] if "  quota " in line else None if line == "  }" else name
        if name and "beyond bill" in line:
            lines[str(number)] = name
    return lines


def pack_check(row, packs):
    """what has been bought, less what was taken from lots; what is owed is taken from the lots to come"""
    if row["kind"] != "owe":
        packs[row["account"]] += row["amount"]
    assert packs[row["account"]] >= 0, f"more than was bought: {row}"
    assert row["kind"] not in ("draw", "expire") or row["amount"] < 0
    assert row["kind"] != "buy" or row["amount"] > 0


def ledger_check(text, rows):
    balances, net, began, counted = collections.Counter(), collections.Counter(), set(), {}
    lines, packs, bills = collections.defaultdict(list), collections.Counter(), beyond_bills(text)
    for row in rows:
        money = row.get("currency") is not None
        amount = row["amount_minor"] if money else row["amount"]
        quota = not money and row["ledger"] in ("first", "second")
        key = (owner(row), row["ledger"], row["source"] if quota else None, row["period"] if quota else None, row.get("currency"))
        balances[key] += amount
        assert row["balance"] == balances[key], f"not the sum: {row}"
        if row["ledger"] == "starter":
            pack_check(row, packs)
        if row["kind"] == "bill" and (name := bills.get(row["source"].split(":")[1])):
            assert counted.get((row["ticket"], name)) is None, f"billed beyond and counted: {row}"
        if not quota:
            continue
        over, count = unit_of(text, row["ledger"])
        if key not in began:
            assert row["kind"] == "grant", f"a period begins without its grant: {row}"
            began.add(key)
        if row["kind"] in ("take", "refund"):
            held, place = (row["ticket"], *key), (row["ticket"], row["ledger"])
            if row["kind"] == "take":
                assert counted.get(place) in (None, row["at"]), f"counted twice: {row}"
            counted[place] = row["at"] if row["kind"] == "take" else None
            net[held] -= amount
            assert net[held] >= 0, f"more came back than was taken: {row}"
            assert row["kind"] == "refund" or net[held] == -amount, f"counted twice: {row}"
        if row["kind"] == "take":
            assert balances[key] >= -over, f"beyond the overdraft: {row}"
            lines[(row["ticket"], row["ledger"], row["at"])].append(row["amount"])
            if len(lines[(row["ticket"], row["ledger"], row["at"])]) == count:
                taken = lines.pop((row["ticket"], row["ledger"], row["at"]))
                assert len(set(taken)) == 1, f"the lines differ: {row}"
    assert not lines, f"taken from some lines only: {lines}"
    return balances


def summary_check(summary, rows):
    used, left, money = collections.Counter(), {}, collections.Counter()
    for row in rows:
        who = (row["contract"] is None and row["account"], row["contract"])
        if row.get("currency") is not None:
            money[(*who, row.get("currency"))] += row["amount_minor"]
        elif row["ledger"] in ("first", "second"):
            key = (*who, row["ledger"], row["period"], row["source"])
            left[key] = left.get(key, 0) + row["amount"]
            used[key] -= row["amount"] if row["kind"] in ("take", "refund") else 0
    told = [(q["account"] or False, q["contract"], q["quota"], q["period"], q["used"], q["left"]) for q in summary["quotas"]]
    told = sorted(repr(row) for row in told if row[:4] in {key[:4] for key in left})
    want = sorted(repr((*key[:4], used[key], left[key])) for key in left)
    assert told == want, f"quotas of the summary: {told} {want}"
    told = {(m["account"] or False, m["contract"], m["currency"]): m["total_minor"] for m in summary["money"]}
    assert told == dict(money), f"money of the summary: {told} {dict(money)}"
    totals = collections.Counter()
    for (_, _, currency), amount in money.items():
        totals[currency] += amount
    assert {t["currency"]: t["total_minor"] for t in summary["money_totals"]} == dict(totals)


def by_owner(out):
    rows = collections.defaultdict(list)
    for line in out.splitlines():
        rows[owner(json.loads(line))].append(line)
    return rows


def run(seed):
    dice = random.Random(seed)
    text, records = policy_of(dice), history_of(dice)
    policy, base = f"{scratch}/{seed}.sla", f"{scratch}/{seed}.ndjson"
    with open(policy, "w", encoding="utf-8") as out:
        out.write(text)
    write(base, records)
    out = replay(policy, base, "--emit", "ledger")
    rows = [json.loads(line) for line in out.splitlines()]
    ledger_check(text, rows)
    assert out == replay(policy, base, "--emit", "ledger", "--threads", "1"), "one thread, other bytes"
    shuffled = records[:]
    dice.shuffle(shuffled)
    write(base + ".shuffled", shuffled)
    again = replay(policy, base + ".shuffled", "--emit", "ledger")
    assert by_owner(out) == by_owner(again), "another order, other entries"
    summary_check(json.loads(replay(policy, base, "--summary", "json")), rows)
    return len(rows)


entries = 0
for seed in range(first, first + count):
    try:
        entries += run(seed)
    except AssertionError as wrong:
        sys.exit(f"seed {seed}: {wrong}")
assert entries > 100 * count, f"only {entries} entries: the histories show nothing"
