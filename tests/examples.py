"""Replays an example and compares: usage: examples.py SLATE FOLDER. Each row of expected.ndjson names the keys that it
vouches for; every row that the replay emits of a kind that is expected must be matched by exactly one. Rows without
figures direct the comparison: {"flags":[…]} adds to the command, {"row":"decision","only":{"kind":["deferred"]}} leaves
rows of other kinds aside. The accounts are read from accounts.ndjson or accounts.csv where there is one."""
import json, os, subprocess, sys

slate, folder = sys.argv[1:]
KIND = {"clock": "clocks", "ticket": "tickets", "decision": "decisions", "action": "actions", "ledger": "ledger"}


def rows_of(lines):
    return [json.loads(line) for line in lines if line.strip()]


lines = rows_of(open(f"{folder}/expected.ndjson", encoding="utf-8"))
flags = [flag for line in lines for flag in line.get("flags", [])]
only = {line["row"]: line["only"] for line in lines if "only" in line}
expected = [line for line in lines if "row" in line and "only" not in line]
for accounts in (f"{folder}/accounts.ndjson", f"{folder}/accounts.csv"):
    flags += ["--accounts", accounts] if os.path.exists(accounts) else []
kinds = sorted({row["row"] for row in expected})
command = [slate, "replay", f"{folder}/policy.sla", f"{folder}/history.ndjson", "--emit", ",".join(KIND[kind] for kind in kinds), *flags]


def replay(engine):
    run = subprocess.run([*command, "--engine", engine], capture_output=True, text=True)
    if run.returncode and "there is but one engine" not in run.stderr:
        sys.exit(f"{folder}: --engine {engine}: exit {run.returncode}\n{run.stderr}")
    return run


run = replay("interp")
for engine in ("both", "native"):  # invariant 5
    if replay(engine).stdout != run.stdout:
        sys.exit(f"{folder}: --engine {engine} gives other rows")
left = [row for row in rows_of(run.stdout.splitlines())
        if all(row.get(key) in values for key, values in only.get(row["row"], {}).items())]


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
