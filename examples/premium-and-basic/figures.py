"""Counts the tickets of both kinds of customer anew, from the accounts and the history alone; prints expected.ndjson."""
import json, os, sys
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

accounts = {row["account"]: row for row in map(json.loads, open(os.path.join(os.path.dirname(__file__), "accounts.ndjson")))}
used = Counter()


def show(**row):
    print(json.dumps(row, separators=(",", ":")))


show(row="decision", only={"kind": ["beyond_quota", "rejected"]})
for record in map(json.loads, sys.stdin):
    at, account = record["at"], record["account"] if "account" in record else None
    if record["event"] != "created":
        continue
    ticket, high = record["ticket"], accounts[account].get("premium", False)
    day = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZoneInfo("Europe/Kyiv"))
    size, period = 20 if high else 5, day.strftime("%Y-%m")
    entry = {"row": "ledger", "at": at, "account": account, "ledger": "tickets", "period": period}
    if used[account, period] == size:
        show(row="decision", at=at, ticket=ticket, kind="beyond_quota" if high else "rejected")
        continue
    if not used[account, period]:
        show(**entry, kind="grant", amount=size, balance=size)
    used[account, period] += 1
    show(**entry, ticket=ticket, kind="take", amount=-1, balance=size - used[account, period])
