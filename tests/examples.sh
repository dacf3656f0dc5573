# Every folder of examples/: its policy checks clean; where there is an expected.ndjson, the replay of its history gives
# those rows (worked out by hand, or by a figures.py from the history alone); a tests.sla passes;
# where there is a check.sh, that decides.
. .ci/tally
# Machine code of all of them, as many at once as there are processors: it lies in the cache for what follows.
ls -d examples/*/ | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I '{}' "$SLATE" replay '{}policy.sla' /dev/null --engine native >/dev/null 2>&1
for folder in examples/*/; do
    folder=${folder%/}
    scratch=$B/$folder
    mkdir -p "$scratch"
    if [ -e "$folder/check.txt" ]; then
        "$SLATE" check "$folder/policy.sla" >"$scratch/check.txt"
        expect_same "$folder: check" "$folder/check.txt" "$scratch/check.txt"
    else
        expect "$folder: check" "$SLATE" check "$folder/policy.sla"
    fi
    [ ! -e "$folder/expected.ndjson" ] || expect "$folder: replay" python3 tests/examples.py "$SLATE" "$folder"
    [ ! -e "$folder/figures.py" ] || { python3 "$folder/figures.py" <"$folder/history.ndjson" | cmp -s - "$folder/expected.ndjson" && pass || fail "$folder: figures.py"; }
    [ ! -e "$folder/tests.sla" ] || expect "$folder: tests" "$SLATE" test "$folder/tests.sla" >"$scratch/tests.txt"
    [ ! -e "$folder/check.sh" ] || { sh "$folder/check.sh" "$SLATE" "$scratch" && pass || fail "$folder: check.sh"; }
done
tally
