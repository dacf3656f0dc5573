"""`make bench`: what this machine gives, as ratios within one run: run.py BUILD_FOLDER. Rounds of what is compared alternate; a figure
is the median of its rounds, with the quartiles. The tables go to standard output and to BUILD_FOLDER/bench/tables.md. With
YARDSTICK=SCRIPT that script is run at the end, as `SCRIPT -n 100000 -r 3 -q SLATE`."""
import os, resource, shutil, statistics, subprocess, sys, time
from collections import defaultdict

build = sys.argv[1]
slate, folder = os.path.abspath(f"{build}/slate"), f"{build}/bench"
os.makedirs(folder, exist_ok=True)
environment = {**os.environ, "SLATE_CACHE": os.path.abspath(f"{folder}/cache")}
tables = open(f"{folder}/tables.md", "w", encoding="utf-8")


def say(text=""):
    print(text, flush=True)
    tables.write(text + "\n")


def quartiles(values):
    low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
    return low, middle, high


def spread(values, digits=2):
    low, middle, high = quartiles(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} – {high:.{digits}f})"


def ratios(over, under):
    return [a / b for a, b in zip(over, under)]


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(words, clock=time.perf_counter):
    """A process by that clock, in ms."""
    start = clock()
    done = subprocess.run([slate, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    if done.returncode not in (0, 5):
        sys.exit(f"bench: slate {' '.join(words)} answers {done.returncode}")
    return (clock() - start) * 1000


def engines(part):
    """The rounds of bench/engines.c by name."""
    found = defaultdict(list)
    for line in subprocess.run([f"{build}/engines", part], check=True, capture_output=True, text=True).stdout.splitlines():
        name, *values = line.split()
        if values and name != "no":
            found[name].append(float(values[0]))
        else:
            say(line)
    return found


def evaluation():
    got = engines("evaluate")
    say("\n### Evaluation alone\n\nOne commit of `bench/desk.sla`: its patterns, its pause, the targets of two clocks; rows in memory.\n")
    say("| | ns | ratio |\n| --- | --- | --- |")
    say(f"| C by hand, the same flags | {spread(got['hand'], 1)} | 1 |")
    if got["native"]:
        say(f"| machine code | {spread(got['native'], 1)} | {spread(ratios(got['native'], got['hand']))} × by hand |")
        say(f"| interpreter | {spread(got['interp'], 1)} | {spread(ratios(got['interp'], got['native']))} × machine code |")
    else:
        say(f"| interpreter | {spread(got['interp'], 1)} | {spread(ratios(got['interp'], got['hand']))} × by hand |")


def compiling():
    got = engines("compile")
    say("\n### Compiling, by number of rules\n\nProcessor time; 1 where it grows with the rules exactly.\n")
    say("| rules | read, check, lower, ms | a rule, ÷ that at 100 | machine code, ms | a rule, ÷ that at 100 |\n| --- | --- | --- | --- | --- |")
    each = lambda name, count: min(got[f"{name}-{count}"]) / count if got[f"{name}-{count}"] else float("nan")
    for count in (10, 50, 100, 500, 1000):
        cells = [f"{each(name, count) * count / 1e6:.1f} | {each(name, count) / each(name, 100):.2f}" for name in ("front", "native")]
        say(f"| {count} | {' | '.join(cells)} |")


def rows():
    got = engines("rows")
    say("\n### Rows of a table\n\n| rows | interpreter, ns a decision | machine code | reading the policy, ms | machine code, ms |\n| --- | --- | --- | --- | --- |")
    for count in (10, 100, 1000, 10000):
        cell = lambda name, scale, digits: f"{statistics.median(got[f'table-{name}-{count}']) / scale:.{digits}f}" if got[f"table-{name}-{count}"] else "-"
        say(f"| {count} | {cell('interp', 1, 1)} | {cell('native', 1, 1)} | {cell('front', 1e6, 1)} | {cell('compile', 1e6, 0)} |")


def latency():
    record = f"{folder}/one.ndjson"
    with open(record, "w", encoding="utf-8") as file:
        file.write('{"at":"2026-03-02T09:00:00Z","ticket":"T-1","event":"created"}\n')
    words = ["replay", "bench/desk.sla", record]
    found = defaultdict(list)
    for _ in range(7):
        found["start"].append(timed(["help"]))
        found["interp"].append(timed(words + ["--engine", "interp"]))
        shutil.rmtree(environment["SLATE_CACHE"], ignore_errors=True)
        found["cold"].append(timed(words + ["--engine", "native"]))
        found["warm"].append(timed(words + ["--engine", "native"]))
        found["auto"].append(timed(words))
    say("\n### First result\n\nOne record of `bench/desk.sla`, from the start of the process to its end; wall clock.\n\n| | ms |\n| --- | --- |")
    for name, what in (("start", "`slate help`: the process alone"), ("interp", "interpreter"), ("cold", "machine code, cold cache: waits for the compiler"),
                       ("warm", "machine code, warm cache"), ("auto", "whatever is there at once")):
        say(f"| {what} | {spread(found[name], 1)} |")


def replays():
    for ending in ("ndjson", "csv", "db"):
        if not os.path.exists(f"{folder}/year.{ending}"):
            subprocess.run([f"{build}/generate", "--tickets", "40000", "--accounts", "400", "-o", f"{folder}/year.{ending}"], check=True)
    records = sum(1 for _ in open(f"{folder}/year.ndjson", "rb"))
    kinds = ["--emit", "clocks,tickets,decisions,actions", "-o", f"{folder}/out.ndjson"]
    forms = {
        "NDJSON, no rows": ["year.ndjson", "--engine", "native"],
        "the same, interpreter": ["year.ndjson", "--engine", "interp"],
        "NDJSON, all rows": ["year.ndjson", "--engine", "native", *kinds],
        "the same, interpreter ": ["year.ndjson", "--engine", "interp", *kinds],
        "CSV, no rows": ["year.csv", "--engine", "native"],
        "SQLite, no rows": ["year.db", "--engine", "native"],
    }
    call = lambda words: timed(["replay", "examples/demo/policy.sla", f"{folder}/{words[0]}", "--threads", "1", *words[1:]], processor)
    call(forms["NDJSON, no rows"])
    found = defaultdict(list)
    for _ in range(5):
        for name, words in forms.items():
            found[name].append(call(words))
    say(f"\n### A replay\n\n{records} records of `examples/demo`, one thread, processor time of the process.\n\n| | M records/s | time ÷ NDJSON, no rows |\n| --- | --- | --- |")
    for name in forms:
        say(f"| {name.strip()} | {spread([records / ms / 1000 for ms in found[name]])} | {spread(ratios(found[name], found['NDJSON, no rows']))} |")


for part in (evaluation, rows, latency, replays, compiling):
    part()
say()
tables.close()
if os.environ.get("YARDSTICK"):
    subprocess.run([os.environ["YARDSTICK"], "-n", "100000", "-r", "3", "-q", slate])
