# Generated tests of every example: with them no less is reached than before, and they pass on both engines.
. .ci/tally
case $B in # what is tested does not depend on the build, and takes minutes there
*asan*) skip "$(basename "$0" .sh) under the sanitizers"; tally; exit ;;
esac
scratch=$B/tests/generated
rm -rf "$scratch"
mkdir -p "$scratch"
reached() { # file, or folder, of tests
    "$SLATE" test --coverage "$1" 2>/dev/null | sed -n 's/^coverage: \([0-9]*\) of .*/\1/p'
}
more() { # example
    before=$(reached "$scratch/$1")
    "$SLATE" test --generate "$scratch/$1/$2" -o "$scratch/$1/generated.sla" >/dev/null 2>&1 || return 1
    [ "$(reached "$scratch/$1")" -ge "${before:-0}" ]
}
for folder in examples/*/; do
    name=$(basename "$folder")
    [ -f "$folder/policy.sla" ] || continue
    cp -r "$folder" "$scratch/"
    file=tests.sla
    [ -f "$folder/$file" ] || file=policy.sla
    expect "tests are generated for $name" more "$name" "$file"
done
"$SLATE" test "$scratch" --engine both >"$scratch/both" 2>"$scratch/differ"
status=$?
if grep -q 'there is but one engine' "$scratch/differ"; then
    echo "skipped: there is no native code here to compare with"
else
    expect "the generated tests pass on both engines: $(tail -1 "$scratch/both")" [ $status = 0 ]
fi
tally
