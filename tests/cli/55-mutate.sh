# test --mutate: of `within 8h` and `09:00-17:00` only the first is noticed by a test that never sees a night.
m=$work/mutate
mkdir -p "$m"
cat >"$m/policy.sla" <<'SLA'
calendar office { zone "UTC"  open mon..fri 09:00-17:00 }
clock resolve { start on created  stop on resolved }
sla s { calendar office  resolve within 2h }
SLA
cat >"$m/tests.sla" <<'SLA'
use "policy.sla"
test "two hours" {
  at 2026-03-02 10:00 created t1
  expect t1.resolve due 2026-03-02 12:00
}
SLA
call 0 '^1 passed, 0 failed$' - test "$m" --mutate
"$SLATE" test "$m" --mutate >"$m/out"
expect "a longer limit is noticed" test "$(grep -c ' 2h -> 3h$' "$m/out")" = 0
expect "a later close is not" grep -q 'policy.sla:1:51: 17:00 -> 18:00$' "$m/out"
expect "a later opening is not" grep -q 'policy.sla:1:45: 09:00 -> 10:00$' "$m/out"
expect "the text of the line follows" grep -q '^    calendar office { zone "UTC"' "$m/out"
expect "another event is noticed" test "$(grep -c 'created -> ' "$m/out")" = 0
call 1 'mutants: [0-9]+ of [0-9]+ noticed' - test "$m" --mutate --threshold 100
call 0 'were not tried' - test "$m" --mutate --mutants 2
"$SLATE" test "$m" --mutate --threads 1 >"$m/one"
"$SLATE" test "$m" --mutate --threads 4 >"$m/four"
expect_same "threads change nothing" "$m/one" "$m/four"
sed -i 's/12:00/12:01/' "$m/tests.sla"
call 1 '^0 passed, 1 failed$' - test "$m" --mutate
expect "no mutants of a failing test" test "$("$SLATE" test "$m" --mutate | grep -c mutants)" = 0

# Of two limits the lower means nothing: raised by one, or including its value, the policy is the same (by the diagram of the
# condition, P1); the higher one is noticed. What the time does not allow for is told.
cat >"$m/same.sla" <<'SLA'
ticket { parts : integer = 1 }
clock resolve { start on created  stop on resolved }
sla s { resolve within 2h when parts > 10 and parts > 5  resolve within 3h }
test "more than ten parts" {
  at 2026-03-02 10:00 created t1 { parts: 11 }
  at 2026-03-02 10:00 created t2 { parts: 10 }
  expect t1.resolve due 2026-03-02 12:00
  expect t2.resolve due 2026-03-02 13:00
}
SLA
call 0 'mutants: .* 2 mean the same$' - test "$m/same.sla" --mutate
expect "they are not among those to look at" test "$(grep -c ': 5 -> 6' "$work/out")" = 0
call 0 'the time was over before [0-9]+ were tried' - test "$m/same.sla" --mutate --seconds 0
