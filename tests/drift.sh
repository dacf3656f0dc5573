# No drift between the engines (semantics.md G1, G2): random policies and histories through both, byte for byte, and through
# one of them in other forms of the same question; then every example. DRIFT policies from SEED; `make drift` runs many
# more, and every script that replays; other builds than release, which are slow, compare a few and
# no example. Both are seen to fail first: a program that lies once is found out.
. .ci/tally
scratch=$B/tests/drift
rm -rf "$scratch"
mkdir -p "$scratch"
case $B in
*release) count=${DRIFT:-200} ;;
*) count=${DRIFT:-5} ;;
esac

python3 tests/drift/run.py --count 250 --write "$scratch/policies"
# Rules that trigger one another are refused; a few seeds have them.
"$B/reach" "$scratch"/policies/*.sla 2>&1 | sed -n 's/^reach: \(.*\) does not compile$/\1/p' | xargs -r rm -f
expect "nearly all random policies compile" [ "$(ls "$scratch"/policies/*.sla | wc -l)" -gt 220 ]
expect "every operation and construct is reached" "$B/reach" "$scratch"/policies/*.sla

# A program whose native engine swaps two letters of one row.
cat >"$scratch/liar" <<END
#!/bin/sh
"$SLATE" "\$@"
status=\$?
case "\$* " in
*"--engine native "*) sed -i '2s/"ticket"/"tikcet"/' "$scratch/lies/"*/rows.ndjson ;;
esac
exit \$status
END
chmod +x "$scratch/liar"
python3 tests/drift/run.py --slate "$scratch/liar" --count 1 --jobs 1 --tries 10 --checks engines --scratch "$scratch/lies" --keep "$scratch/kept" >"$scratch/lies.txt"
expect "a lie is found out" grep -q 'FAILED: seed 1, engines: native: rows, line 2' "$scratch/lies.txt"
expect "and reduced" grep -q '^0 passed, 1 failed' "$scratch/lies.txt"

# What differs between the engines does so at any level of optimisation; without it a policy takes half the time.
log=$scratch/random.txt
SLATE_OPTIMIZE=${SLATE_OPTIMIZE:-0} python3 tests/drift/run.py --slate "$SLATE" --count "$count" --seed "${SEED:-1}" --scratch "$scratch/random" --keep "$scratch/kept" >"$log"
sed '$d' "$log"
set -- $(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
[ $# = 2 ] && passed=$((passed + $1)) failed=$((failed + $2)) || fail "run.py ended early"

# The scripts that replay what is in the repository, with every replay on both engines; policy_tests.sh sees to tests itself.
scripts=
[ "$count" -lt 100 ] || scripts=examples
[ "$count" -lt 1000 ] || scripts="examples replay ledger model cli"
export REAL="$SLATE" BOTH_LOG="$scratch/both.log" SLATE_CACHE="$PWD/$scratch/cache"
for script in $scripts; do
    : >"$BOTH_LOG"
    SLATE=$PWD/tests/drift/both.py sh "tests/$script.sh" >"$scratch/$script.txt" 2>&1
    compared=$(grep -c '^compared' "$BOTH_LOG")
    expect "$script: something was compared" [ "$compared" -gt 0 ]
    if grep -q '^DIFFERS' "$BOTH_LOG"; then fail "$script: $(grep -A4 '^DIFFERS' "$BOTH_LOG" | head -n 20)"; else passed=$((passed + compared)); fi
done
tally
