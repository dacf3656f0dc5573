"""Sorts the customers and counts their tickets anew, from the accounts and the history alone; prints expected.ndjson."""
import json, os, sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

accounts = {row["account"]: row for row in map(json.loads, open(os.path.join(os.path.dirname(__file__), "accounts.ndjson")))}
used = Counter()


def show(**row):
    print(json.dumps(row, separators=(",", ":")))


def number(row, key):
    return Decimal(str(row.get(key, 0)).rstrip(" UAH%"))


def is_high(row):
    return (number(row, "revenue") >= 1_000_000 or number(row, "open_deal") >= 250_000
            or number(row, "conversion") >= 40 or number(row, "days_used") >= 20)


show(row="decision", only={"kind": ["beyond_quota", "rejected"]})
for record in map(json.loads, sys.stdin):
    at, account = record["at"], record["account"] if "account" in record else None
    if record["event"] == "account":
        accounts[account].update(record)
    if record["event"] != "created":
        continue
    ticket, high = record["ticket"], is_high(accounts[account])
    day = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZoneInfo("Europe/Kyiv"))
    size, period = (60, f"{day.year}-Q{(day.month + 2) // 3}") if high else (5, day.strftime("%Y-%m"))
    entry = {"row": "ledger", "at": at, "account": account, "ledger": "tickets", "period": period}
    if used[account, period] == size:
        show(row="decision", at=at, ticket=ticket, kind="beyond_quota" if high else "rejected")
        continue
    if not used[account, period]:
        show(**entry, kind="grant", amount=size, balance=size)
    used[account, period] += 1
    show(**entry, ticket=ticket, kind="take", amount=-1, balance=size - used[account, period])
