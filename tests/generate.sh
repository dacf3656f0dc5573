# The generator of histories: the same bytes for the same options, and the promised shape.
. .ci/tally
scratch=$B/tests/generate
rm -rf "$scratch"
mkdir -p "$scratch"
generate=$B/generate
$generate --tickets 3000 --accounts 40 --seed 7 -o "$scratch/a.ndjson"
$generate --tickets 3000 --accounts 40 --seed 7 -o "$scratch/again.ndjson"
$generate --tickets 3000 --accounts 40 --seed 8 -o "$scratch/other.ndjson"
$generate --tickets 3000 --accounts 40 --seed 7 -o "$scratch/a.csv"
$generate --tickets 3000 --accounts 40 --seed 7 -o "$scratch/a.db"

sum=$(cksum <"$scratch/a.ndjson")
expect "the bytes are those of every machine, not $sum" [ "$sum" = "1032377372 2231605" ]
expect "same seed, same bytes" cmp -s "$scratch/a.ndjson" "$scratch/again.ndjson"
if cmp -s "$scratch/a.ndjson" "$scratch/other.ndjson"; then fail "another seed, another history"; else pass; fi
expect "the shape of a history" python3 tests/generate.py "$scratch"

refused() { # a usage error: exit 2, nothing written
    $generate "$@" -o "$scratch/none.ndjson" >/dev/null 2>&1
    [ $? = 2 ] && [ ! -e "$scratch/none.ndjson" ]
}
expect "a number that is none" refused --tickets 12x
expect "a percentage over 100" refused --pending 101
expect "a year that is not served" refused --from 2199-01-01 --days 400
expect "31 February" refused --from 2026-02-31
expect "an unknown option" refused --ticket 5
expect "an unknown format" refused --format xml
tally
