"""Compares the replay with the export: usage: verdicts.py LOG.csv CLOCKS.ndjson. Nothing here comes from Slate but
the rows under test: the verdicts are the column `made_sla`, the working time is counted day by day."""
import csv, json, sys
from datetime import datetime, timedelta

ENOUGH = 24907
HOURS = {"1": 8, "2": 24, "3": 62, "4": 134}


def parse(text):
    day, month, rest = text.split("/")
    year, clock = rest.split(" ")
    hour, minute = clock.split(":")
    return datetime(int(year), int(month), int(day), int(hour), int(minute))


def working(a, b):
    """Time in Mon-Fri 14:00-23:00 between two moments."""
    total, day = timedelta(), a.replace(hour=0, minute=0)
    while day < b:
        if day.weekday() < 5:
            total += max(min(b, day.replace(hour=23)) - max(a, day.replace(hour=14)), timedelta())
        day += timedelta(days=1)
    return total


incidents = {}
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    incidents.setdefault(row["number"], []).append((parse(row["sys_updated_at"]), row))
clocks = {}
for line in open(sys.argv[2], encoding="utf-8"):
    row = json.loads(line)
    if row["ticket"] in clocks:
        sys.exit(f"{row['ticket']} has two clock rows")
    clocks[row["ticket"]] = row
if clocks.keys() != incidents.keys():
    sys.exit(f"{len(clocks)} incidents measured, {len(incidents)} in the log")

agree, wrong = 0, []
for number, rows in incidents.items():
    made = rows[-1][1]["made_sla"] == "true"
    rows.sort(key=lambda pair: pair[0])  # stable: equal minutes stay in the file's order
    closed, last = next(pair for pair in rows if pair[1]["incident_state"] == "Closed")
    opened = min(parse(last["opened_at"]), rows[0][0])
    run = closed - opened if last["priority"][0] in "12" else working(opened, closed)
    clock = clocks[number]
    agree += (clock["outcome"] == "met") == made
    outcome = "met" if run <= timedelta(hours=HOURS[last["priority"][0]]) else "breached"
    if (clock["elapsed_ms"], clock["outcome"]) != (run // timedelta(milliseconds=1), outcome):
        wrong.append(f"{number}: {clock['elapsed_ms']} ms, {clock['outcome']}; by hand {run}, {outcome}")
print(f"{agree} of {len(incidents)} verdicts agree with made_sla ({ENOUGH} expected)")
for line in wrong[:10]:
    print(line)
if wrong:
    print(f"{len(wrong)} run times or outcomes differ from the count day by day")
sys.exit(agree < ENOUGH or bool(wrong))
