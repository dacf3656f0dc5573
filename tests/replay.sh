# Replays generated histories: every cycle and step as a calculation of its own in Python gives them, the same bytes from
# NDJSON, CSV and SQLite, from one run and the next, from two halves, and whatever the order of the records.
. .ci/tally
scratch=$B/tests/replay
rm -rf "$scratch"
mkdir -p "$scratch"
policy=tests/replay/policy.sla
for format in ndjson csv db; do
    "$B/generate" --tickets 4000 --accounts 60 --seed 42 -o "$scratch/year.$format"
done
replay() { # history, output, flags
    history=$1 out=$2
    shift 2
    "$SLATE" replay "$policy" "$history" --emit clocks,actions -o "$out" "$@"
}
expect "a replay of NDJSON" replay "$scratch/year.ndjson" "$scratch/out.ndjson"
expect "every cycle and step" python3 tests/replay.py "$scratch/year.ndjson" "$scratch/out.ndjson"
expect "a second replay" replay "$scratch/year.ndjson" "$scratch/again.ndjson"
expect "the same bytes again" cmp "$scratch/out.ndjson" "$scratch/again.ndjson"
expect "a replay of CSV" replay "$scratch/year.csv" "$scratch/csv.ndjson"
expect "the same bytes from CSV" cmp "$scratch/out.ndjson" "$scratch/csv.ndjson"
expect "a replay of SQLite" replay "$scratch/year.db" "$scratch/db.ndjson"
expect "the same bytes from SQLite" cmp "$scratch/out.ndjson" "$scratch/db.ndjson"
# Two halves given together are the whole, whichever is named first.
lines=$(($(wc -l <"$scratch/year.ndjson") / 2))
head -n "$lines" "$scratch/year.ndjson" >"$scratch/first.ndjson"
tail -n "+$((lines + 1))" "$scratch/year.ndjson" >"$scratch/second.ndjson"
for order in "first second" "second first"; do
    set -- $order
    expect "a replay of two halves, $order" replay "$scratch/$1.ndjson" "$scratch/halves.ndjson" "$scratch/$2.ndjson"
    expect "the same bytes from two halves, $order" cmp "$scratch/out.ndjson" "$scratch/halves.ndjson"
done
# No two records of one ticket share an instant, so that any order of the lines means the same.
sort -t: -k5 "$scratch/year.ndjson" >"$scratch/shuffled.ndjson"
expect "a replay out of order" replay "$scratch/shuffled.ndjson" "$scratch/sorted.ndjson"
expect "the same rows in any order" python3 tests/replay.py "$scratch/year.ndjson" "$scratch/sorted.ndjson"
# G1: any number of threads gives the bytes of one, columns of --by and numbers of decisions included.
all=clocks,tickets,decisions,actions,ledger
for threads in 1 2 3 5; do
    expect "a replay on $threads threads" "$SLATE" replay "$policy" "$scratch/year.ndjson" --threads $threads --emit $all --by priority,account.tier -o "$scratch/on-$threads.ndjson"
    expect "the same rows on $threads threads" cmp "$scratch/on-1.ndjson" "$scratch/on-$threads.ndjson"
    expect "a summary on $threads threads" "$SLATE" replay "$policy" "$scratch/year.ndjson" --threads $threads --summary json >"$scratch/on-$threads.json"
    expect "the same summary on $threads threads" cmp "$scratch/on-1.json" "$scratch/on-$threads.json"
done
cat >"$scratch/numbered.py" <<'END'
import json, sys
seqs = [row["seq"] for row in map(json.loads, open(sys.argv[1], encoding="utf-8")) if row["row"] == "decision"]
assert len(seqs) > 1000 and seqs == list(range(1, len(seqs) + 1))
END
expect "decisions are numbered through" python3 "$scratch/numbered.py" "$scratch/on-3.ndjson"
# A policy without plans holds every SLA; its rows name no plan.
printf '%s\n' 'use std.clocks' 'sla only { resolve within 4h }' >"$scratch/only.sla"
head -n 200 "$scratch/year.ndjson" >"$scratch/few.ndjson"
expect "a replay without plans" "$SLATE" replay "$scratch/only.sla" "$scratch/few.ndjson" --emit $all -o "$scratch/only.ndjson"
expect "its rows" grep -q '"kind":"clock_started".*"sla":"only".*"plan":null' "$scratch/only.ndjson"
tally
