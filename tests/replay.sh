# Replays generated histories: every cycle and step as a calculation of its own in Python gives them, the same bytes from
# NDJSON, CSV and SQLite, from one run and the next, and whatever the order of the records.
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
# No two records of one ticket share an instant, so that any order of the lines means the same.
sort -t: -k5 "$scratch/year.ndjson" >"$scratch/shuffled.ndjson"
expect "a replay out of order" replay "$scratch/shuffled.ndjson" "$scratch/sorted.ndjson"
expect "the same rows in any order" python3 tests/replay.py "$scratch/year.ndjson" "$scratch/sorted.ndjson"
tally
