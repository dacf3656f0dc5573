# test --generate: the tests that are missing (docs/reference/75-tests.md). $c is of 56-coverage.sh, where the items of the
# policy are worked out by hand.
g=$work/generate
mkdir -p "$g"
cp "$c/policy.sla" "$g/"
call 0 '^# Generated. Confirm that this is what the policy is meant to do.$' 'tests generated; with them the tests reach 27 of 32' test --generate "$g/policy.sla"
cp "$work/out" "$g/generated.sla"
call 0 '^coverage: 27 of 32' - test --coverage "$g/generated.sla"
expect "what no test of this kind reaches is left" test "$(grep -c '^  /' "$work/out")" = 5
expect "the rule, for which no event is thought up" grep -q 'rule survey$' "$work/out"
call 0 - - fmt --check "$g/generated.sla"
call 0 '*' - check "$g/generated.sla"

# What is written there is right, by hand: Monday 2026-03-02 opens at 09:00; the test begins an hour later.
story() { # name, then lines that the test has, in order
    sed -n "/^test \"$1\" {/,/^}/p" "$g/generated.sla" >"$work/story"
    shift
    for line; do
        expect "$line: $(cat "$work/story")" grep -qxF "  $line" "$work/story"
    done
}
story 'boundary standard: priority high, urgent' 'at 2026-03-02 10:00 created t1 { account: "A", priority: high }' \
    'expect t1.respond due 2026-03-02 11:00' 'expect t1.respond because "standard.respond.urgent"' 'expect t1.resolve due 2026-03-02 18:00'
story 'boundary standard: product \\"brake\\"' 'at 2026-03-02 10:00 created t1 { account: "A", product: "brake" }' \
    'expect t1.resolve due 2026-03-02 12:00' 'expect t1.resolve because "standard.freeze.resolve[1]"'
# 09:00 to 10:00 ran, an hour was paused: 8 h end at 10:00 of the next day.
story 'boundary standard.pause\[1\]: status pending' 'at 2026-03-02 11:00 updated t1 { status: pending }' 'at 2026-03-02 12:00 updated t1 { status: new }' \
    'expect t1.resolve due 2026-03-03 10:00'
story 'quota gold.incidents\[1\]: used to the last' 'at 2026-03-02 10:02 created t3 { account: "A" }' 'expect quota incidents of "A" used 2 left 0'
# Friday 17:30, Monday is a holiday, 7 h 30 min are left for Tuesday.
story 'calendar office: a holiday' 'at 2026-03-06 17:30 created t1 { account: "A" }' 'expect t1.resolve due 2026-03-10 16:30'
story 'deadline standard.respond: breached' 'at 2026-03-02 14:00:01' 'expect t1.respond breached'

# With -o; beside tests that there are; and where nothing is missing.
rm "$g/generated.sla"
cp "$c/one.sla" "$c/two.sla" "$g/"
call 0 - '[0-9]+ tests generated; with them the tests reach 27 of 32' test --generate "$g/one.sla" -o "$g/more.sla"
call 0 '^[0-9]+ passed, 0 failed' - test "$g/more.sla"
expect "what the tests reach is not written again" test "$(grep -c 'deadline standard.resolve: met' "$g/more.sla")" = 0
cat "$c/two.sla" >"$g/all.sla"
sed 1d "$c/one.sla" >>"$g/all.sla"
sed 1d "$c/three.sla" >>"$g/all.sla"
call 0 - ' 0 tests generated; with them the tests reach 32 of 32' test --generate "$g/all.sla"

call 2 - '--generate takes one policy' test --generate "$g/one.sla" "$g/two.sla"
call 4 - 'no/such/o.sla: No such file' test --generate "$g/policy.sla" -o no/such/o.sla
printf 'use "policy.sla"\ntest "wrong" { at 2026-03-02 09:00 created t1 { account: "A" }\n expect t1.resolve met }\n' >"$g/wrong.sla"
call 1 - 'failed: wrong' test --generate "$g/wrong.sla"
