"""Counts the tickets of each month anew, from the history alone, and prints expected.ndjson."""
import json, sys
from collections import Counter

SIZE, PRICE = 50, 35000
used = Counter()


def show(**row):
    print(json.dumps(row, separators=(",", ":")))


for record in map(json.loads, sys.stdin):
    at, ticket, month = record["at"], record["ticket"], record["at"][:7]
    entry = {"row": "ledger", "at": at, "account": "ACME", "ledger": "support", "period": month}
    if used[month] == SIZE:
        show(row="ledger", at=at, account="ACME", ticket=ticket, kind="bill", amount_minor=PRICE, currency="UAH")
        continue
    if not used[month]:
        show(**entry, kind="grant", amount=SIZE, balance=SIZE)
    used[month] += 1
    show(**entry, ticket=ticket, kind="take", amount=-1, balance=SIZE - used[month])
    if used[month] in (40, 50):
        show(row="action", at=at, ticket=ticket, action="notify", to="olena")
    if used[month] == 50:
        show(row="action", at=at, ticket=ticket, action="emit", name="out_of_tickets", offer="a pack")
