# What a replay costs, in instructions, which repeat where times do not: the less output is asked for, the less it costs, and
# the rows that are asked for are the same bytes as among all of them.
. .ci/tally
scratch=$B/tests/cost
rm -rf "$scratch"
mkdir -p "$scratch"
policy=tests/replay/policy.sla
history=$scratch/year.ndjson
"$B/generate" --tickets 300 --accounts 10 --seed 7 -o "$history"
valgrind=$(command -v valgrind) || skip "instructions are not counted: there is no valgrind"
case $B in *asan*) valgrind= ;; esac
count() { # name, flags: instructions of a replay
    name=$1
    shift
    "$valgrind" --tool=callgrind --callgrind-out-file="$scratch/$name.callgrind" "$SLATE" replay "$policy" "$history" \
        --engine interp --threads 1 "$@" >"$scratch/$name.out" 2>"$scratch/$name.log"
    sed -n 's/^totals: //p' "$scratch/$name.callgrind"
}
rows() { # kinds, file
    "$SLATE" replay "$policy" "$history" --emit "$1" -o "$2" 2>/dev/null
}
all=clocks,tickets,decisions,actions,ledger
if [ -n "$valgrind" ]; then
    none=$(count none) some=$(count some --emit actions -o "$scratch/some.ndjson")
    more=$(count more --emit clocks,actions -o "$scratch/more.ndjson")
    most=$(count most --emit $all -o "$scratch/most.ndjson")
    expect "actions cost less than clocks and actions" test "$some" -lt "$more"
    expect "these cost less than all rows" test "$more" -lt "$most"
    expect "the summary alone costs less than all rows" test "$none" -lt "$most"
fi
rows $all "$scratch/all.ndjson"
for kind in clock ticket decision action ledger; do
    kinds=${kind}s
    [ $kind = ledger ] && kinds=ledger
    rows "$kinds" "$scratch/$kind.ndjson"
    grep "^{\"row\":\"$kind\"" "$scratch/all.ndjson" >"$scratch/$kind.among"
    expect "the same rows alone as among all: $kinds" cmp "$scratch/$kind.ndjson" "$scratch/$kind.among"
done
tally
