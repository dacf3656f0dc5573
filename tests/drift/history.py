"""Random histories for a policy of policy.py: records as JSON objects, a few of them refused, twice, late or out of order."""
import json
from datetime import datetime, timedelta, timezone

from dice import Dice
from expression import WORDS

START = datetime(2026, 3, 2, 7, 0, tzinfo=timezone.utc)
STEPS = [0, 0, 1, 30, 60, 300, 900, 1800, 3600, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 604800]  # seconds
FREE = "updated accepted assigned rang merged".split()


class Teller:
    def __init__(self, policy, seed):
        self.policy, self.dice = policy, Dice(seed)
        self.of = {owner: [f for f in policy.fields if f.owner == owner and f.name not in ("created", "work", "blocked")]
                   for owner in ("ticket", "account")}
        self.records = []  # (seconds since START, record)

    def when(self, seconds):
        at = START + timedelta(seconds=seconds)
        form = self.dice.below(10)
        if form == 0:
            return int(at.timestamp()) * 1000
        if form == 1:
            return at.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat()
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def value(self, f):
        dice = self.dice
        if f.optional and dice.chance(20):
            return None
        if f.texts:
            return dice.one(f.texts)
        kind, _, rest = f.type.partition(":")
        if kind == "enum":
            return dice.one(self.policy.enums[rest])
        if kind == "set":
            element = type(f)(f.owner, f.name, rest)
            return [self.value(element) for _ in range(dice.below(3))]
        return {
            "boolean": lambda: dice.chance(50),
            "integer": lambda: dice.one([0, 1, 2, 3, 5, 8, 51, 100, -2, 2**40]) if dice.chance(90) else 4.0,
            "decimal": lambda: dice.one([0, 0.5, 1.25, 2, 40.5, -1.5]),
            "percent": lambda: dice.one(["75%", 12, 0.5, "100%"]),
            "duration": lambda: dice.one(["15m", "1h30m", "8h", "0s", 5400000, "36h"]),
            "instant": lambda: self.when(dice.between(-100000, 3000000)),
            "date": lambda: (START + timedelta(days=dice.between(-40, 60))).strftime("%Y-%m-%d"),
            "money": lambda: dice.one([0, 1, 30.5, "350.50 UAH", "0.01 UAH", 999999]),
            "text": lambda: dice.one(WORDS + ["тест", "a\"b\\c\n"]),
        }[kind]()

    def fields(self, owner, most):
        return {f.name: self.value(f) for f in self.dice.some(self.of[owner], 0, most)}

    def add(self, seconds, record):
        if self.dice.chance(8):
            record["id"] = f"id{self.dice.below(12)}"
        if self.dice.chance(2):
            record["stray"] = 1
        self.records.append((seconds, dict({"at": self.when(seconds)}, **record)))

    def account(self, seconds, name):
        record = {"event": "account", "account": name, **self.fields("account", 5)}
        if self.policy.plans and self.dice.chance(50):
            record["plan"] = self.dice.one(self.policy.plans)
        self.add(seconds, record)

    def event(self, ticket, others):
        dice = self.dice
        kind = dice.below(20)
        if kind < 5:
            return {"event": "reply", "by": dice.one(["agent", "agent", "customer", "system"])}
        if kind < 9:
            return {"event": "updated", "status": dice.one(self.policy.enums["status"])}
        if kind < 11:
            return {"event": "resolved"}
        if kind < 14:
            return {"event": dice.one(["reopened", "closed", "worked", "note"]), "minutes": dice.between(1, 90)}
        if kind < 15 and others:
            return {"event": dice.one(["linked", "unlinked", "linked"]), "to": dice.one(others)}
        if kind < 16:
            return {"event": "moved", "mood": dice.one(["calm", "cross"]), **({"hops": dice.below(5)} if dice.chance(50) else {})}
        if kind < 17:
            return {"event": "assigned", "agent": dice.one(["ann", "bob"]), "team": dice.one(["alpha", "tier2", None])}
        return {"event": dice.one(FREE + ["deleted"] * dice.chance(10))}

    def ticket(self, seconds, name, others):
        dice = self.dice
        account = dice.one(self.policy.accounts + [None]) if dice.chance(95) else "A99"
        first = {"event": "created", "ticket": name, **self.fields("ticket", 8)}
        self.add(seconds, dict(first, **({"account": account} if account else {})))
        for _ in range(dice.between(0, 9)):
            seconds += dice.one(STEPS)
            self.add(seconds, {**self.event(name, others), "ticket": name, **(self.fields("ticket", 2) if dice.chance(35) else {})})
        if dice.chance(60):
            for event in ("resolved", "closed"):
                seconds += dice.one(STEPS)
                self.add(seconds, {"event": event, "ticket": name})

    def spoil(self, line):
        """Something that is refused, or ignored."""
        dice = self.dice
        return dice.one([
            line[:-1], "[]", "{}", line.replace('"event"', '"evnt"'), line.replace('"ticket": "T', '"ticket": "Z'),
            line.replace('"at"', '"when"'), line.replace("2026", "2326"), json.dumps({"at": "2026-03-03T00:00:00Z", "event": "created"}),
            json.dumps({"at": "2026-03-03", "event": "updated", "ticket": "T1"}), line[:-1] + ', "priority": "none"}',
            line[:-1] + ', "product": 7}', line[:-1] + ', "status": null}'])

    def tell(self):
        dice = self.dice
        for name in self.policy.accounts:
            for _ in range(dice.one([0, 1, 1, 2])):
                self.account(dice.one([0, 0, 3600, 700000, 2000000]), name)
            if self.policy.packs and dice.chance(70):
                self.add(dice.one([0, 3600, 900000]), {"event": "pack", "account": name, "pack": "starter", "quantity": dice.between(1, 4)})
        names, seconds = [], 0
        for index in range(dice.between(2, 9)):
            seconds += dice.one(STEPS)
            self.ticket(seconds, f"T{index + 1}", names)
            names.append(f"T{index + 1}")
        self.records.sort(key=lambda pair: pair[0])
        lines = [json.dumps(record, ensure_ascii=False) for _, record in self.records]
        for index in range(len(lines)):
            if dice.chance(4):
                other = dice.below(len(lines))
                lines[index], lines[other] = lines[other], lines[index]
            if dice.chance(2):
                lines.append(lines[index])
            if dice.chance(2):
                lines.append(self.spoil(lines[index]))
        return lines


def make(policy, seed):
    return Teller(policy, seed).tell()
