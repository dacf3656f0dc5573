"""Checks the shape of a generated history: usage: generate.py FOLDER (with a.ndjson, a.csv, a.db of 3,000 tickets)."""
import csv, datetime, json, sqlite3, sys

folder = sys.argv[1]
rows = [json.loads(line) for line in open(f"{folder}/a.ndjson", encoding="utf-8")]
events = [row for row in rows if row["event"] != "account"]


def check(condition, message):
    if not condition:
        sys.exit(f"generate.py: {message}")


check(all(a["at"] <= b["at"] for a, b in zip(rows, rows[1:])), "not ordered by time")
check(len({row["account"] for row in rows if row["event"] == "account"}) == 40, "not 40 accounts")
tickets = {}
for row in events:
    tickets.setdefault(row["ticket"], []).append(row)
check(len(tickets) == 3000, "not 3,000 tickets")
check(5.5 <= len(events) / len(tickets) <= 6.5, "not about six events a ticket")

for name, story in tickets.items():
    kinds = [row["event"] for row in story]
    check(kinds[0] == "created" and kinds.count("created") == 1, f"{name} is not created first and once")
    check("closed" not in kinds[:-1], f"{name} goes on after closed")
    check(all(a["at"] < b["at"] for a, b in zip(story, story[1:])), f"{name} has two events at one instant")
    state = "open"
    for kind in kinds:
        check(kind != "reopened" or state == "resolved", f"{name} is reopened unresolved")
        check(kind != "closed" or state == "resolved", f"{name} is closed unresolved")
        state = {"resolved": "resolved", "reopened": "open"}.get(kind, state)
    waits = [row["status"] for row in story if "status" in row]
    check(waits in ([], ["pending"], ["pending", "open"]), f"{name} waits oddly: {waits}")

# Every kind of event is there, in the shares that the defaults state (3,000 tickets: within four points).
share = {}
for kind, want in (("reopened", 8), ("closed", 97)):
    share[kind] = 100 * sum(any(row["event"] == kind for row in story) for story in tickets.values()) / 3000
    check(abs(share[kind] - want) <= 4, f"{share[kind]:.1f} % {kind}, {want} expected")
pending = 100 * sum(any(row.get("status") == "pending" for row in story) for story in tickets.values()) / 3000
check(abs(pending - 40) <= 4, f"{pending:.1f} % pending")
check({row.get("by") for row in events if row["event"] == "reply"} == {"agent", "customer"}, "replies of one side only")
check(any(row["event"] == "updated" and "priority" in row for row in events), "no priority changes")

# Tickets are filed in working hours mostly: 50 of 168 hours a week hold over 70 % of them.
created = [datetime.datetime.fromisoformat(story[0]["at"].replace("Z", "+00:00")) for story in tickets.values()]
at_work = sum(at.weekday() < 5 and 8 <= at.hour < 18 for at in created)
check(at_work > 0.7 * len(created), f"only {at_work} of {len(created)} tickets filed in working hours")

# CSV and SQLite hold the same records.
as_text = [{key: str(value).lower() if isinstance(value, bool) else value for key, value in row.items()} for row in rows]
with open(f"{folder}/a.csv", encoding="utf-8", newline="") as file:
    check([{k: v for k, v in row.items() if v} for row in csv.DictReader(file)] == as_text, "the CSV differs")
db = sqlite3.connect(f"{folder}/a.db")
db.row_factory = sqlite3.Row
table = [{k: row[k] for k in row.keys() if row[k] is not None} for row in db.execute("SELECT * FROM events ORDER BY rowid")]
check(table == as_text, "the SQLite table differs")
