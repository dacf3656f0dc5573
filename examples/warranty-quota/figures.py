"""Counts the repairs of each contract anew, from the history alone, and prints expected.ndjson."""
import json, sys
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

SIZES = {"week": 25, "month": 50}
used = Counter()


def show(**row):
    print(json.dumps(row, separators=(",", ":")))


show(row="decision", only={"kind": ["uncovered", "beyond_quota"]})
for record in map(json.loads, sys.stdin):
    at, ticket = record["at"], record["ticket"]
    day = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZoneInfo("Europe/Kyiv"))
    part = any(word in record.get("product", "") + record.get("subject", "") for word in ("brake", "engine"))
    if not part or record.get("warranty_until", "") <= day.strftime("%Y-%m-%d"):
        show(row="decision", at=at, ticket=ticket, kind="uncovered")
        show(row="ticket", ticket=ticket, covered=False, contract=None, sla=None)
        continue
    contract = record["account"].split()[0].lower()
    periods = {"week": "%d-W%02d" % day.isocalendar()[:2], "month": day.strftime("%Y-%m")}
    room = all(used[contract, periods[line]] < size for line, size in SIZES.items())
    show(row="ticket", ticket=ticket, covered=True, contract=contract, plan="maintenance", sla="warranty" if room else None)
    if not room:
        show(row="decision", at=at, ticket=ticket, kind="beyond_quota")
        continue
    for line, size in SIZES.items():
        entry = {"row": "ledger", "at": at, "contract": contract, "ledger": "repairs", "period": periods[line]}
        if not used[contract, periods[line]]:
            show(**entry, kind="grant", amount=size, balance=size)
        used[contract, periods[line]] += 1
        show(**entry, ticket=ticket, kind="take", amount=-1, balance=size - used[contract, periods[line]])
