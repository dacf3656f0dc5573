#!/bin/sh
# `make bench`: how fast a replay is on this machine, in records a second: run.sh BUILD_FOLDER. The history is the demo's,
# larger; each line is the best of three runs, the file in the page cache.
set -eu
slate=$1/slate
folder=$1/bench
policy=examples/demo/policy.sla
mkdir -p "$folder"
for format in ndjson csv db; do
    [ -e "$folder/year.$format" ] || "$1/generate" --tickets 40000 --accounts 400 -o "$folder/year.$format"
done
records=$(wc -l <"$folder/year.ndjson")

best() { # what, command…
    what=$1
    shift
    least=
    for _ in 1 2 3; do
        from=$(date +%s%N)
        "$@" >/dev/null 2>&1
        took=$((($(date +%s%N) - from) / 1000000))
        [ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
    done
    printf '%-34s %7d ms %9d records/s\n' "$what" "$least" $((records * 1000 / (least + 1)))
}

# The mean of twenty starts, in microseconds.
start() { # what, command…
    what=$1
    shift
    from=$(date +%s%N)
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "$@" >/dev/null 2>&1; done
    printf '%-34s %7d us\n' "$what" $((($(date +%s%N) - from) / 20000))
}
python3 bench/policy.py 1000 >"$folder/policy.sla"
head -n 10 "$folder/year.ndjson" >"$folder/ten.ndjson"
start 'check, the demo policy' "$slate" check "$policy"
start 'check, 1,000 lines' "$slate" check "$folder/policy.sla"
start 'replay of ten records' "$slate" replay "$policy" "$folder/ten.ndjson" --emit clocks -o "$folder/out.ndjson"
start 'the same, 1,000 lines' "$slate" replay "$folder/policy.sla" "$folder/ten.ndjson" --emit clocks -o "$folder/out.ndjson"

echo 'one decision of a table'
"$1/time_rows"

echo "$records records, $(du -h "$folder/year.ndjson" | cut -f1) of NDJSON"
for format in ndjson csv db; do
    printf '%-34s %s\n' "records of $format" "$("$1/decode" "$policy" "$folder/year.$format" 3)"
done
best 'NDJSON, summary only' "$slate" replay "$policy" "$folder/year.ndjson"
best 'NDJSON, clock rows as NDJSON' "$slate" replay "$policy" "$folder/year.ndjson" --emit clocks -o "$folder/out.ndjson"
best 'NDJSON, all rows as NDJSON' "$slate" replay "$policy" "$folder/year.ndjson" --emit clocks,tickets,decisions,actions -o "$folder/out.ndjson"
best 'NDJSON, clock rows as SQLite' "$slate" replay "$policy" "$folder/year.ndjson" --emit clocks -o "$folder/out.db"
best 'CSV, summary only' "$slate" replay "$policy" "$folder/year.csv"
best 'SQLite, summary only' "$slate" replay "$policy" "$folder/year.db"
