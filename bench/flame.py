#!/usr/bin/env python3
"""A flame graph from the stacks that `perf script` prints: standard input to standard output, an SVG without any script.

    perf record --call-graph dwarf -F 2000 -o FILE build/release/slate replay … && perf script -i FILE | bench/flame.py > flame.svg

A box is a function, as wide as its share of the samples, with those that it called above it; whatever has less than 1 in 250 is left out.
"""
import re
import sys
from html import escape

WIDTH, ROW, LEAST, LETTER = 1200, 17, 0.004, 6.2
# What a replay goes through, by the layer that a function's file belongs to; the system's own is grey.
HUES = {"read": "#7fb3d5", "engine": "#f0b27a", "write": "#82e0aa", "other": "#d7dbdd"}
PARTS = [("read", r"^(ingest|shapes|pieces|input|intern|value_read|quick|walk|json|csv|sqlite_|history_(next|read|order)|stream_next|row_next|record_(pack|unpack|sort)|instant_take|text_take)"),
         ("write", r"^(emit|out_|line_|clock_emit|action_emit|ledger_emit|ticket_emit|decision_emit|row_of|clock_row|engine_finish|instant_put|summary|sums)"),
         ("engine", r"^(engine|ticket|clock|cycle|target|calendar|days_|open_until|escalate|threshold|commit|moment|select|quota|ledger|timer|rule|entry_run|interp|sla_|admit|feed|record_feed|pause|wish|charge|timers|pending)")]


def stacks(lines):
    """Each sample's functions, outermost first."""
    stack = []
    for line in lines:
        if not line.strip():
            if stack:
                yield stack[::-1]
            stack = []
        elif line[0] in " \t":
            name, where = line.split(maxsplit=1)[1].rstrip().rsplit(" (", 1)
            name = "kernel" if where.startswith("[kernel") else re.sub(r"(\.(isra|part|constprop|cold)\b.*|\+0x[0-9a-f]+)$", "", name)
            if name != "kernel" or stack[-1:] != ["kernel"]:
                stack.append(name)
    if stack:
        yield stack[::-1]


def tree_of(samples):
    root = {"count": 0, "over": {}}
    for stack in samples:
        names = [name for name in stack if name != "[unknown]"]
        if "main" in names:
            names = names[names.index("main"):]
        node = root
        node["count"] += 1
        for name in names:
            node = node["over"].setdefault(name, {"count": 0, "over": {}})
            node["count"] += 1
    return root


def colour(name):
    return HUES[next((part for part, pattern in PARTS if re.match(pattern, name)), "other")]


def boxes(node, total, left=0.0, depth=0):
    for name, over in sorted(node["over"].items()):
        width = over["count"] / total * WIDTH
        if over["count"] >= LEAST * total:
            yield name, left, depth, width, over["count"] / total
            yield from boxes(over, total, left, depth + 1)
        left += width


def main():
    root = tree_of(stacks(sys.stdin))
    if not root["count"]:
        sys.exit("flame.py: there are no stacks on standard input")
    made = list(boxes(root, root["count"]))
    height = (max(depth for _, _, depth, _, _ in made) + 1) * ROW
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">')
    for name, left, depth, width, share in made:
        y, fits = height - (depth + 1) * ROW, int((width - 4) / LETTER)
        text = name if len(name) <= fits else name[: fits - 1] + "…" if fits > 2 else ""
        label = f'<text x="{left + 2:.1f}" y="{y + 12}">{escape(text)}</text>' if text else ""
        print(f'<g><title>{escape(name)}: {share:.1%}</title><rect x="{left:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" height="{ROW - 1}" '
              f'fill="{colour(name)}"/>{label}</g>')
    print("</svg>")


if __name__ == "__main__":
    main()
