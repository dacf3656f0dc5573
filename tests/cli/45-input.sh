# What a history may be made of, and what may be wrong with it at full speed: compressed files, lines without end, files that
# shrink, pipes that close. Whatever comes, the counts sum and the good lines count.
i=$work/input
mkdir -p "$i"
awk 'BEGIN { for (n = 0; n < 20000; n++) printf "{\"at\":\"2026-03-%02dT%02d:%02d:00Z\",\"ticket\":\"T-%d\",\"event\":\"created\",\"account\":\"A-%d\"}\n",
    2 + n / 1440, n / 60 % 24, n % 60, n, n % 7 }' >"$i/plain.ndjson"
awk -F'"' 'NR == 1 { print "at,ticket,event,account" } { print $4 "," $8 "," $12 "," $16 }' "$i/plain.ndjson" >"$i/plain.csv"
rows() { # file, input…
    out=$1
    shift
    "$SLATE" replay "$p/good.sla" "$@" --emit clocks >"$out" 2>"$work/err"
}
rows "$i/expected" "$i/plain.ndjson"
expect "the history is replayed" test "$(wc -l <"$i/expected")" = 40000
head -n 8000 "$i/plain.ndjson" >"$i/first"
tail -n 12000 "$i/plain.ndjson" >"$i/second"
for pack in 'gzip gz' 'xz xz' 'zstd zst'; do
    tool=${pack% *} ending=${pack#* }
    for kind in ndjson csv; do
        "$tool" -qc "$i/plain.$kind" >"$i/packed.$kind.$ending"
        rows "$i/got" "$i/packed.$kind.$ending"
        expect_same "$kind.$ending gives the same rows" "$i/expected" "$i/got"
    done
    rows "$i/got" - <"$i/packed.ndjson.$ending"
    expect_same "$ending through a pipe gives the same rows" "$i/expected" "$i/got"
    { "$tool" -qc "$i/first" && "$tool" -qc "$i/second"; } >"$i/both.$ending"
    rows "$i/got" "$i/both.$ending"
    expect_same "two streams of $ending one after the other are one, whatever the name" "$i/expected" "$i/got"
    head -c 20000 "$i/packed.ndjson.$ending" >"$i/cut.ndjson.$ending"
    call 4 - 'cut.*: the compressed data ends too early' replay "$p/good.sla" "$i/cut.ndjson.$ending"
    { head -c 3000 "$i/packed.ndjson.$ending" && head -c 90000 /dev/zero | tr '\0' '\377'; } >"$i/bad.ndjson.$ending"
    call 4 - "bad.*: the $tool data is damaged" replay "$p/good.sla" "$i/bad.ndjson.$ending"
done
printf 'x{"at":1}\n{"at":"2026-03-02T09:00:00Z","ticket":"B","event":"created"}\n' | gzip >"$i/rejects.ndjson.gz"
call 0 '*' 'applied 1 \+ rejected 1 ' replay "$p/good.sla" "$i/rejects.ndjson.gz" --rejects "$i/rejects"
expect "a refused row of a compressed file is kept as it stood" grep -q '"x{\\"at\\":1}"' "$i/rejects"

good='{"at":"2026-03-02T09:00:00Z","ticket":"G","event":"created"}'
{
    printf '{"at":"'
    head -c 100000000 /dev/zero | tr '\0' x
    printf '"}\n%s\n' "$good"
} >"$i/long.ndjson"
call 0 '*' 'records in 2 = applied 1 \+ rejected 1 ' replay "$p/good.sla" "$i/long.ndjson" --rejects "$i/rejects"
expect "the reason names the length" grep -q 'longer than 1 MiB' "$i/rejects"
"$SLATE" replay "$p/good.sla" - <"$i/long.ndjson" >"$work/out" 2>"$work/err"
expect "a pipe may hold such a line too" grep -q 'records in 2 = applied 1 + rejected 1 ' "$work/err"
rm "$i/long.ndjson"
{
    yes '{' | head -n 200000
    yes '' | head -n 200000
    echo "$good"
} >"$i/short.ndjson"
call 0 '*' 'records in 200001 = applied 1 \+ rejected 200000 ' replay "$p/good.sla" "$i/short.ndjson"
printf '{"a\000t":1}\n{"\000":1}\n%s\n' "$good" >"$i/nul.ndjson"
call 0 '*' 'records in 3 = applied 1 \+ rejected 2 ' replay "$p/good.sla" "$i/nul.ndjson" --rejects "$i/rejects"
expect "a NUL in a key is named" test "$(grep -c 'a control character in a string' "$i/rejects")" = 2
head -c 100 "$i/plain.ndjson" >"$i/half"
"$SLATE" replay "$p/good.sla" - <"$i/half" >"$work/out" 2>"$work/err"
expect "a pipe that closes within a line costs that line" grep -q 'records in 2 = applied 1 + rejected 1 ' "$work/err"
# A file that shrinks while it is read ends where it ends now; what was read counts.
for _ in 1 2 3 4 5 6; do cat "$i/plain.ndjson"; done | awk '{ sub(/T-/, "T-" int(NR / 20000) "-") } 1' >"$i/shrinks.ndjson"
"$SLATE" replay "$p/good.sla" "$i/shrinks.ndjson" >"$work/out" 2>"$work/err" &
reading=$!
truncate -s 150000 "$i/shrinks.ndjson"
wait "$reading"
code=$?
expect "a file that shrinks is read to its end: exit $code" test "$code" = 0
expect "its counts sum" awk '/^records in/ { found = $3 == $6 + $9 + $12 + 0 } END { exit !found }' "$work/err"
