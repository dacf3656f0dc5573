#!/bin/sh
# bench/flame.sh BUILD FILE: a flame graph of one replay on one thread, of a made year of the demo's tickets with all its rows.
set -eu
cd "$(dirname "$0")/.."
command -v perf >/dev/null || { echo "flame: there is no perf (Debian's linux-perf)" >&2; exit 1; }
scratch=$1/bench/flame
rm -rf "$scratch"
mkdir -p "$scratch"
"$1/generate" --tickets 40000 --accounts 400 --seed 7 -o "$scratch/history.ndjson"
perf record -q --call-graph dwarf,16384 -F 3000 -e cpu-clock -o "$scratch/stacks" \
    "$1/slate" replay examples/demo/policy.sla "$scratch/history.ndjson" --threads 1 --engine interp --emit clocks,actions,ledger -o "$scratch/rows.ndjson"
perf script -i "$scratch/stacks" 2>/dev/null | python3 bench/flame.py >"$scratch/flame.svg"
mv "$scratch/flame.svg" "$2"
