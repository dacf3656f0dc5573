"""The statement of a ticket against the rows of the replay: for the first tickets of every example, each cycle's intervals
follow one another without a gap, what they ran sums to the row's elapsed_ms, and the rows and the statement agree on
cycles, deadlines and outcomes (semantics.md C3). Prints what differs and how many tickets agree."""
import json, os, subprocess, sys
from html.parser import HTMLParser

SLATE = os.environ["SLATE"]
FEW = 3 if os.environ.get("B", "").endswith("release") else 1  # other builds are slow


def run(*words):
    return subprocess.run([SLATE, *words], capture_output=True, text=True)


def problems_of(folder, ticket, rows):
    got = run("explain", f"{folder}/policy.sla", f"{folder}/history.ndjson", "--ticket", ticket, "--format", "json")
    if got.returncode not in (0, 5):
        return [f"exit {got.returncode}: {got.stderr.strip()}"]
    statement = json.loads(got.stdout)
    problems = []
    said = {(c["sla"], c["clock"], c["cycle"]): c for c in statement["clocks"]}
    for row in rows:
        name = (row["sla"], row["clock"], row["cycle"])
        clock = said.get(name)
        if not clock:
            problems.append(f"{name}: no such cycle in the statement")
            continue
        for key in ("limit_ms", "started", "due", "stopped", "elapsed_ms", "paused_ms", "state", "outcome", "breached_at", "source"):
            if clock[key] != row[key]:
                problems.append(f"{name}: {key} is {clock[key]}, the row has {row[key]}")
        spans = [line for line in clock["lines"] if line["to"] > line["from"]]
        if clock["is_cut"]:
            continue
        ran = sum(line["open_ms"] for line in spans if line["kind"] == "ran")
        if ran != row["elapsed_ms"]:
            problems.append(f"{name}: the intervals ran {ran}, the row says {row['elapsed_ms']}")
        for before, after in zip(spans, spans[1:]):
            if before["to"] != after["from"]:
                problems.append(f"{name}: a gap between {before['to']} and {after['from']}")
        order = [line["from"] for line in clock["lines"]]
        if order != sorted(order) and not any(line["kind"] == "paused" for line in spans):
            problems.append(f"{name}: lines out of order")
    return problems


class Page(HTMLParser):
    """Are all elements closed that were opened?"""
    def __init__(self):
        super().__init__()
        self.open, self.good = [], True

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.good = self.good and bool(self.open) and self.open.pop() == tag


def main():
    passed = failed = 0
    for folder in sorted(f"examples/{name}" for name in os.listdir("examples")):
        if not os.path.exists(f"{folder}/history.ndjson"):
            continue
        rows = {}
        for line in run("replay", f"{folder}/policy.sla", f"{folder}/history.ndjson", "--emit", "clocks").stdout.splitlines():
            row = json.loads(line)
            rows.setdefault(row["ticket"], []).append(row)
        for ticket in list(rows)[:FEW]:
            problems = problems_of(folder, ticket, rows[ticket])
            page = Page()
            page.feed(run("explain", f"{folder}/policy.sla", f"{folder}/history.ndjson", "--ticket", ticket, "--format", "html").stdout)
            if page.open or not page.good:
                problems.append("the page has elements that are not closed")
            for problem in problems:
                print(f"{folder} {ticket}: {problem}")
            passed, failed = passed + (not problems), failed + bool(problems)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
