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
# What comes through a pipe is read whole, a file as long as it is in order: rows, refusals and sums are the same, also where the
# order breaks at the end, and where more is refused than is kept until the end.
python3 - "$scratch" <<'END'
import sys
rows = ['{"at":"2026-03-02T09:%02d:%02dZ","ticket":"%s%d","event":"%s"}' % (i // 600 % 60, i // 10 % 60, "T" if i % 40 == 0 else "X", i, "created" if i % 40 == 0 else "reply") for i in range(36000)]
for name, lines in (("refused", rows), ("late", rows[:9000] + ["broken"] + rows[1:2] + rows[9000:12000])):
    open(f"{sys.argv[1]}/{name}.ndjson", "w", encoding="utf-8").write("\n".join(lines) + "\n")
END
for name in refused late; do
    for threads in 1 3; do
        "$SLATE" replay "$policy" "$scratch/$name.ndjson" --threads $threads --emit $all -o "$scratch/file.ndjson" --rejects "$scratch/file.txt" 2>"$scratch/file.err"
        "$SLATE" replay "$policy" - --threads $threads --emit $all -o "$scratch/pipe.ndjson" --rejects "$scratch/pipe.txt" 2>"$scratch/pipe.err" <"$scratch/$name.ndjson"
        expect "$name, $threads threads: rows" cmp "$scratch/pipe.ndjson" "$scratch/file.ndjson"
        sed "s#$scratch/$name.ndjson#-#; s/; [0-9]* events.*//" "$scratch/file.err" >"$scratch/file.sum"
        sed 's#standard input#-#; s/; [0-9]* events.*//' "$scratch/pipe.err" >"$scratch/pipe.sum"
        expect_same "$name, $threads threads: messages" "$scratch/pipe.sum" "$scratch/file.sum"
        sed "s#$scratch/$name.ndjson#-#" "$scratch/file.txt" >"$scratch/file.rejects"
        sed 's#standard input#-#' "$scratch/pipe.txt" >"$scratch/pipe.rejects"
        expect_same "$name, $threads threads: refusals" "$scratch/pipe.rejects" "$scratch/file.rejects"
        expect "$name: many are refused" [ "$(wc -l <"$scratch/file.txt")" -gt 8000 ]
    done
done
# A policy without plans holds every SLA; its rows name no plan.
printf '%s\n' 'use std.clocks' 'sla only { resolve within 4h }' >"$scratch/only.sla"
head -n 200 "$scratch/year.ndjson" >"$scratch/few.ndjson"
expect "a replay without plans" "$SLATE" replay "$scratch/only.sla" "$scratch/few.ndjson" --emit $all -o "$scratch/only.ndjson"
expect "its rows" grep -q '"kind":"clock_started".*"sla":"only".*"plan":null' "$scratch/only.ndjson"
tally
