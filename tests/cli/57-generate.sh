# test --generate: the tests that are missing (docs/reference/75-tests.md). $c is of 56-coverage.sh, where the items of the
# policy are worked out by hand.
g=$work/generate
mkdir -p "$g"
cp "$c/policy.sla" "$g/"
call 0 '^# Generated. Confirm that this is what the policy is meant to do.$' 'tests generated; with them the tests reach 32 of 32' test --generate "$g/policy.sla"
cp "$work/out" "$g/generated.sla"
call 0 '^coverage: 32 of 32' - test --coverage "$g/generated.sla"
expect "the rule's event was found" grep -q 'created t1' "$g/generated.sla"
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

# What starts on another event, what costs, and what can't be reached.
mkdir "$g/kinds"
cat >"$g/kinds/policy.sla" <<'SLA'
currency EUR
clock handle { start on assigned  stop on closed }
sla standard { handle within 2h  escalate handle { at breach notify role "boss" } }
pack starter { 10 EUR per ticket, at least 5  valid 30 days  draw 2 on closed when priority is high }
plan prepaid {
  sla standard
  draws on starter beyond reject
  bill 30 EUR per hour of work when type is task
  quota many { 100 tickets per week  counts created  beyond reject }
}
rule answered on reply by agent when priority is urgent do notify customer
default plan prepaid
SLA
call 0 '*' 'not reached: .*/policy.sla:9: quota prepaid.many\[1\]: exceeded: it takes 100 tickets' test --generate "$g/kinds/policy.sla" -o "$g/kinds/generated.sla"
expect "the rest is reached" test "$(grep -c 'not reached' "$work/err")" = 2
call 0 '*' - test --engine both "$g/kinds"
has_line() { expect "$1" grep -qxF "  $1" "$g/kinds/generated.sla"; }
# Bought at midnight for 100 EUR, created at 01:00 and assigned at 02:00: two hours. A task's hour and a half costs 45 EUR more.
has_line 'at 2026-03-02 00:00 pack starter { account: "A", quantity: 10 }'
has_line 'expect t1.handle due 2026-03-02 04:00'
has_line 'expect at 2026-03-02 04:00 notify role "boss" for t1'
has_line 'expect draw 2 for "A"'
has_line 'expect t2.rejected is true'
has_line 'expect at 2026-03-02 02:00 notify customer for t1'
has_line 'at 2026-03-02 02:00 reply t1 { by: agent }'
has_line 'expect bill 145 EUR for "A"'

# With -o; beside tests that there are; and where nothing is missing.
rm "$g/generated.sla"
cp "$c/one.sla" "$c/two.sla" "$g/"
call 0 - '[0-9]+ tests generated; with them the tests reach 32 of 32' test --generate "$g/one.sla" -o "$g/more.sla"
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
