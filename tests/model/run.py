#!/usr/bin/env python3
"""Replays random histories through the product and through the model, and compares every row.

    run.py [--slate build/debug/slate] [--cases basic,night] [--count 200] [--seed 1] [--keep FOLDER]

Prints `N passed, N failed` and, for the first few differences, the ticket's history. Exit 1 if any history differs.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import CASES  # noqa: E402
from history import line_of, make, shuffled, text_of  # noqa: E402

TIMES = ("started", "due", "stopped", "breached_at")
CLOCK = ("sla", "limit_ms", "started", "due", "stopped", "elapsed_ms", "paused_ms", "state", "outcome", "breached_at")


def written(row):
    out = dict(row)
    for key in TIMES:
        out[key] = None if row[key] is None else text_of(row[key])
    return out


def expected(model):
    clocks = {(r["ticket"], r["clock"], r["cycle"]): written(r) for r in model.rows()}
    actions = Counter((text_of(at), t, rule, cycle, step, k) for at, t, rule, cycle, step, k in model.actions)
    return clocks, actions


def answered(output):
    clocks, actions = {}, Counter()
    for line in output.splitlines():
        row = json.loads(line)
        if row.get("row") == "clock":
            clocks[(row["ticket"], row["clock"], row["cycle"])] = row
        elif row.get("row") == "action":
            actions[(row["at"], row["ticket"], row["rule"], row["cycle"] or 0, row["step"] or 0,
                     row["repetition"] if row["step"] else 0)] += 1
    return clocks, actions


def differences(model, output):
    clocks, actions = expected(model)
    got_clocks, got_actions = answered(output)
    for key in sorted(set(clocks) | set(got_clocks)):
        want, got = clocks.get(key), got_clocks.get(key)
        if want is None or got is None:
            yield key[0], f"clock row {key}: " + ("not expected" if want is None else "missing")
            continue
        for field in CLOCK:
            if field in ("due", "stopped") and want["state"] == "cancelled":
                continue  # C9 leaves open what a cancelled cycle shows
            if want[field] != got.get(field):
                yield key[0], f"{key[1]} cycle {key[2]}: {field} is {got.get(field)}, the model says {want[field]}"
    late = {k for k in set(actions) | set(got_actions) if after_cutoff(model, clocks, k)}
    for key in sorted((set(actions) | set(got_actions)) - late):
        if actions[key] != got_actions[key]:
            yield key[1], f"action {key}: {got_actions[key]} times, the model says {actions[key]}"


def after_cutoff(model, clocks, action):
    """X1 leaves open when a step before the deadline fires that a pause has held beyond a cutoff: not compared."""
    at, ticket, rule, cycle, step, _ = action
    sla, _, clock = rule.partition(".")
    steps = model.slas[sla].get("escalate", {}).get(clock) if sla in model.slas else None
    row = clocks.get((ticket, clock, cycle))
    return bool(steps and row and steps[step - 1][0] in ("percent", "before") and row["breached_at"]
                and at >= row["breached_at"] and model.has_cutoff(sla, clock))


def replay(slate, policy, history):
    done = subprocess.run([slate, "replay", policy, history, "--emit", "clocks,actions"], capture_output=True, text=True)
    if done.returncode not in (0, 4):
        sys.exit(f"slate answers {done.returncode}:\n{done.stderr}{done.stdout[:500]}")
    return done.stdout


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--slate", default="build/debug/slate")
    options.add_argument("--cases", default="")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", type=int, default=1)
    options.add_argument("--keep")
    options.add_argument("--list", action="store_true")
    options = options.parse_args()
    if options.list:
        print("\n".join(name for name in CASES if not CASES[name].get("open")))
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = options.keep or folder
        os.makedirs(folder, exist_ok=True)
        for name in options.cases.split(",") if options.cases else [n for n in CASES if not CASES[n].get("open")]:
            case, shown, bad = CASES[name], 0, 0
            policy, history = os.path.join(folder, name + ".sla"), os.path.join(folder, name + ".ndjson")
            with open(policy, "w", encoding="utf-8") as out:
                out.write(case["text"])
            for seed in range(options.seed, options.seed + options.count):
                model, records = make(case, seed)
                with open(history, "w", encoding="utf-8") as out:
                    for record in shuffled(records, seed) if seed % 2 else records:
                        out.write(json.dumps(line_of(record)) + "\n")
                found = list(differences(model, replay(options.slate, policy, history)))
                if found and shown < options.show:
                    shown += 1
                    print(f"== {name}, seed {seed}: {len(found)} differences")
                    for ticket, what in found[:4]:
                        print("   ", ticket, what)
                    for record in records:
                        if record["ticket"] == found[0][0] or record["event"] in ("linked", "closed", "merged"):
                            print("       ", json.dumps(line_of(record)))
                bad += bool(found)
            print(f"{name}: {options.count - bad} of {options.count} agree", flush=True)
            passed, failed = passed + options.count - bad, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
