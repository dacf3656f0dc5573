# test: passing and failing tests, what a failure says, which tests run, JUnit XML, golden files.
t=$work/test
mkdir -p "$t/desk/tests" "$t/two"
cat >"$t/desk/policy.sla" <<'SLA'
use std.clocks
calendar office { zone "Europe/Kyiv"  open mon..fri 09:00-18:00 }
sla standard {
  calendar office
  pause while status is pending
  respond within 1h
  resolve within 8h as all
  escalate resolve {
    at breach  notify role "manager"
  }
}
SLA
cat >"$t/desk/tests.sla" <<'SLA'
use "policy.sla"
test "due after a night" {
  at 2026-03-02 15:30 created t1
  expect t1.resolve due 2026-03-03 14:30
}
test "paused while pending" {
  at 2026-03-02 09:00 created t1
  at 2026-03-02 10:00 updated t1 { status: pending }
  expect t1.resolve paused
  at 2026-03-02 12:00 updated t1 { status: open }
  expect t1.resolve due 2026-03-03 10:00
}
SLA
sed 's|policy.sla|../policy.sla|; s|14:30|14:29|' "$t/desk/tests.sla" >"$t/desk/tests/bad.sla"

call 0 '^2 passed, 0 failed$' - test "$t/desk/tests.sla"
call 1 '^3 passed, 1 failed$' - test "$t/desk"
call 1 '^failed: due after a night$' - test "$t/desk"
call 1 'bad.sla:4:3: expect t1.resolve due 2026-03-03 14:29$' - test "$t/desk"
call 1 'at 2026-03-02 15:30 t1.resolve is running, due 2026-03-03 14:30, 8h left' - test "$t/desk"
call 1 'its target is standard.resolve.all  \(policy.sla:7  resolve within 8h as all\)' - test "$t/desk"
call 0 '^2 passed, 0 failed$' - test "$t/desk" --run 'paused * pend'
call 0 '^0 passed, 0 failed$' 'no tests of that name' test "$t/desk" --run 'nothing like it'
call 2 - 'something is missing' test
call 4 '^0 passed' 'there is no such file' test "$t/none.sla"

# A file that does not compile answers 3, whatever the others do.
echo 'use "../policy.sla" test "x" { expect t1.resolve met }' >"$t/desk/tests/wrong.sla"
call 3 '^3 passed, 1 failed$' 'E0801' test "$t/desk"
rm "$t/desk/tests/wrong.sla"

# The same bytes for any number of threads.
"$SLATE" test "$t/desk" --threads 1 >"$t/one" 2>/dev/null
"$SLATE" test "$t/desk" --threads 8 >"$t/eight" 2>/dev/null
expect_same "threads change nothing" "$t/one" "$t/eight"

# Contracts are read from their files, rows that are refused left out.
mkdir -p "$t/contracts"
printf 'contract,account,plan,from\none,A,gold,2026-01-01\ntwo,B,brass,2026-01-01\n' >"$t/contracts/contracts.csv"
echo 'sla s { }  plan gold { sla s }  contracts from "contracts.csv"
test "covered" { zone "UTC"  at 2026-03-02 09:00 created t1 { account: who }  expect t1.covered is so
  cases { | who | so | | "A" | true | | "B" | false | } }' >"$t/contracts/policy.sla"
call 0 '^2 passed, 0 failed$' - test "$t/contracts/policy.sla"

# JUnit XML is valid against its schema.
call 1 '1 failed' - test "$t/desk" --junit "$t/junit.xml"
if command -v xmllint >/dev/null; then
    expect "JUnit XML is valid" xmllint --noout --schema tests/junit.xsd "$t/junit.xml"
else
    skip "xmllint is missing: the JUnit XML is not validated"
fi
expect "the failure is in it" grep -q '<failure message="at 2026-03-02 15:30 t1.resolve is running' "$t/junit.xml"

# A folder may be one policy in several files.
grep -v '^use' "$t/desk/tests.sla" >"$t/two/tests.sla"
cp "$t/desk/policy.sla" "$t/two/policy.sla"
call 0 '^2 passed, 0 failed$' - test "$t/two"

# Golden files of replays.
cat >"$t/two/march.ndjson" <<'JSON'
{"at":"2026-03-02T09:00:00+02:00","ticket":"A","event":"created"}
{"at":"2026-03-02T11:00:00+02:00","ticket":"A","event":"resolved"}
JSON
echo 'test "march" { replay "march.ndjson" }' >"$t/two/march.sla"
call 1 'the rows are not those of .*march.golden.ndjson' - test "$t/two" --run march
call 0 '1 passed' - test "$t/two" --run march --update
call 0 '1 passed' - test "$t/two" --run march
expect "the golden file has the clock's row" grep -q '"ticket":"A","clock":"resolve".*"outcome":"met"' "$t/two/march.golden.ndjson"
sed -i 's/11:00/19:00/' "$t/two/march.ndjson"
call 1 '^\+\{"row":"clock","ticket":"A","clock":"resolve".*breached' - test "$t/two" --run march
echo '{"at":"x"}' >>"$t/two/march.ndjson"
call 1 'records were refused: line 3' - test "$t/two" --run march
