"""Replays an example and compares: usage: examples.py SLATE FOLDER. Each row of expected.ndjson names the keys that it
vouches for; every row that the replay emits of a kind that is expected must be matched by exactly one."""
import json, subprocess, sys

slate, folder = sys.argv[1:]
KIND = {"clock": "clocks", "ticket": "tickets", "decision": "decisions", "action": "actions", "ledger": "ledger"}


def rows_of(lines):
    return [json.loads(line) for line in lines if line.strip()]


expected = rows_of(open(f"{folder}/expected.ndjson", encoding="utf-8"))
kinds = sorted({row["row"] for row in expected})
command = [slate, "replay", f"{folder}/policy.sla", f"{folder}/history.ndjson", "--emit", ",".join(KIND[kind] for kind in kinds)]
run = subprocess.run(command, capture_output=True, text=True)
if run.returncode:
    sys.exit(f"{folder}: exit {run.returncode}\n{run.stderr}")
left = rows_of(run.stdout.splitlines())


def identity(row):
    return [row.get(key, 1 if key == "cycle" else "") for key in ("row", "ticket", "clock", "cycle", "at", "action")]


bad = False
for want in expected:
    match = next((row for row in left if all(key in row and row[key] == value for key, value in want.items())), None)
    if match is not None:
        left.remove(match)
        continue
    bad = True
    print(f"{folder}: expected {json.dumps(want)}")
    for row in left:
        if identity(row) == identity(want):
            print("  got " + ", ".join(f"{key} {json.dumps(row.get(key))}" for key in want if row.get(key) != want[key]))
for row in left:
    bad = True
    print(f"{folder}: not expected {json.dumps(row)}")
sys.exit(bad)
