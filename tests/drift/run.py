#!/usr/bin/env python3
"""Random policies and histories through both engines, and through one engine in other forms of the same question.

    run.py --slate build/release/slate [--count 200] [--seed 1] [--checks engines,threads,…] [--keep FOLDER] [--forms N]

Each seed is a policy and a history (policy.py, history.py). `engines` compares rows, summary, messages and exit code byte for
byte; N of the other checks of case.py, turn by turn, follow. A difference is printed with its seed, reduced (reduce.py)
and kept. Ends in `N passed, N failed`; exit 1 if any differs.
"""
import argparse
import concurrent.futures
import os
import shutil
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import history  # noqa: E402
import policy  # noqa: E402
from case import CHECKS, FORMS, Case, Runner, engines  # noqa: E402
from reduce import shrink  # noqa: E402

FLAGS = [(), ("--closed-loop",), ("--by", "priority,account.vip"), (), ("--closed-loop", "--by", "status")]


def case_of(seed):
    made = policy.make(seed)
    return Case(seed, made.text, tuple(history.make(made, seed)), FLAGS[seed % len(FLAGS)])


def checks_of(seed, args):
    if args.checks:
        return [CHECKS[name] for name in args.checks.split(",")]
    return [engines] + [FORMS[(seed + i * 3) % len(FORMS)] for i in range(args.forms)]


class Keeper:
    """Reports differences one at a time."""

    def __init__(self, args):
        self.args, self.lock, self.failed = args, threading.Lock(), 0

    def report(self, run, case, check, difference):
        with self.lock:
            self.failed += 1
            print(f"FAILED: seed {case.seed}, {check.__name__}: {difference}"[:3000])
            if self.failed > 3 or "does not compile" in difference:
                return
            kind = difference.partition(",")[0]  # what differs: rows, output, a code
            small = shrink(case, lambda c: (check(run, c) or "").startswith(kind), self.args.tries)
            folder = f"{self.args.keep}/{check.__name__}-{case.seed}"
            os.makedirs(folder, exist_ok=True)
            for name, text in (("policy.sla", small.policy), ("history.ndjson", "\n".join(small.lines) + "\n"),
                               ("difference.txt", f"{check.__name__} {' '.join(small.flags)}\n{check(run, small)}\n")):
                with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                    file.write(text)
            print(f"kept: {folder} ({len(small.policy.splitlines())} lines, {len(small.lines)} records)\n{small.policy}", flush=True)


def seed_check(seed, args, keeper):
    case, passed = case_of(seed), 0
    run = Runner(args.slate, f"{args.scratch}/{threading.get_ident()}")
    for check in checks_of(seed, args):
        difference = check(run, case)
        if difference:
            keeper.report(run, case, check, difference)
        else:
            passed += 1
    run.forget()
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slate", default="build/release/slate")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--checks", help="these alone, on every seed")
    parser.add_argument("--forms", type=int, default=1, help="other checks a seed")
    parser.add_argument("--scratch", default="build/drift")
    parser.add_argument("--keep", default="build/drift/kept")
    parser.add_argument("--tries", type=int, default=1500, help="how often a difference is replayed to make it smaller")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--write", metavar="FOLDER", help="writes the policies and histories of the seeds and runs nothing")
    args = parser.parse_args()
    seeds = range(args.seed, args.seed + args.count)
    if args.write:
        os.makedirs(args.write, exist_ok=True)
        for seed in seeds:
            case = case_of(seed)
            for ending, text in (("sla", case.policy), ("ndjson", "\n".join(case.lines) + "\n")):
                with open(f"{args.write}/{seed}.{ending}", "w", encoding="utf-8") as file:
                    file.write(text)
        return 0
    shutil.rmtree(args.scratch, ignore_errors=True)
    keeper = Keeper(args)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        passed = sum(pool.map(lambda seed: seed_check(seed, args, keeper), seeds))
    print(f"{passed} passed, {keeper.failed} failed")
    return 1 if keeper.failed else 0


if __name__ == "__main__":
    sys.exit(main())
