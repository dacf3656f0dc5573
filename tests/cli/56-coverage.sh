# test --coverage: what no test reaches, worked out by hand (docs/reference/75-tests.md).
c=$work/coverage
mkdir -p "$c"
cat >"$c/policy.sla" <<'SLA'
use std.clocks
holidays days { on 2026-03-09 "Day off" }
calendar office {
  zone "Europe/Kyiv"
  open mon..fri 09:00-18:00
  closed on days
  closed on 2026-03-13 13:00-18:00
}
calendar spare { zone "Europe/Rome"  open mon..fri 09:00-18:00 }
sla standard {
  calendar office
  pause while status is pending
  respond within 1h when priority >= high as urgent
  respond within 4h
  resolve within 8h
  except freeze when product is "brake" { resolve within 2h }
  escalate resolve {
    at 50% notify agent
    at breach notify role "manager"
  }
}
plan gold {
  sla standard
  quota incidents {
    2 tickets per month
    counts created
    beyond without sla
  }
}
rule survey on closed when account.vip do emit survey { to: id }
default plan gold
SLA
cat >"$c/one.sla" <<'SLA'
use "policy.sla"
test "answered and solved" {
  at 2026-03-02 09:00 created t1 { account: "A" }
  at 2026-03-02 10:00 reply t1 { by: agent }
  at 2026-03-02 11:00 resolved t1
  expect t1.resolve met
}
SLA
cat >"$work/wanted" <<END
1 passed, 0 failed
not reached by any test:
  $c/policy.sla:3: calendar office: a day of other hours
  $c/policy.sla:3: calendar office: a holiday
  $c/policy.sla:3: calendar office: clocks go back
  $c/policy.sla:3: calendar office: clocks go forward
  $c/policy.sla:10: deadline standard.resolve: breached
  $c/policy.sla:10: deadline standard.respond: breached
  $c/policy.sla:12: boundary standard.pause[1]: status pending
  $c/policy.sla:12: pause standard.pause[1]: begins
  $c/policy.sla:12: pause standard.pause[1]: ends
  $c/policy.sla:13: target standard.respond.urgent
  $c/policy.sla:13: boundary standard: priority high, urgent
  $c/policy.sla:16: target standard.freeze.resolve[1]
  $c/policy.sla:16: exception standard.freeze
  $c/policy.sla:16: boundary standard: product "brake"
  $c/policy.sla:18: escalation standard.resolve step 1
  $c/policy.sla:19: escalation standard.resolve step 2
  $c/policy.sla:25: quota gold.incidents[1]: exceeded
  $c/policy.sla:25: quota gold.incidents[1]: used to the last
  $c/policy.sla:30: condition survey: does not hold
  $c/policy.sla:30: condition survey: holds
  $c/policy.sla:30: boundary survey: account.vip false
  $c/policy.sla:30: boundary survey: account.vip true
  $c/policy.sla:30: rule survey
coverage: 9 of 32 (28%)
  targets      2 of 4 (50%)
  exceptions   0 of 1 (0%)
  conditions   0 of 2 (0%)
  boundaries   3 of 8 (37%)
  pauses       0 of 2 (0%)
  deadlines    2 of 4 (50%)
  escalations  0 of 2 (0%)
  rules        0 of 1 (0%)
  plans        1 of 1 (100%)
  quotas       1 of 3 (33%)
  calendars    0 of 4 (0%)
END
call 0 'coverage: 9 of 32' - test --coverage "$c/one.sla"
expect_same "what one test leaves out" "$work/wanted" "$work/out"
call 1 '\(28%\)' 'the coverage of 28% is below the threshold of 29%' test --coverage --threshold 29 "$c/one.sla"
call 0 '\(28%\)' - test --coverage --threshold 28 "$c/one.sla"

# The others, each for what it names: together with the first they reach everything.
cat >"$c/two.sla" <<'SLA'
use "policy.sla"
test "urgent, late, and the customer is asked" {
  account "V" { vip: true }
  at 2026-03-02 09:00 created t1 { account: "V", priority: urgent }
  at 2026-03-02 10:00:01
  expect t1.respond breached
  at 2026-03-02 11:00 closed t1
}
test "frozen: half of two hours, then the breach" {
  at 2026-03-02 09:00 created t1 { account: "A", product: "brake" }
  at 2026-03-02 11:00:01
  expect t1.resolve breached
}
test "a pause ends, and nobody is asked" {
  at 2026-03-02 09:00 created t1 { account: "A" }
  at 2026-03-02 10:00 updated t1 { status: pending }
  at 2026-03-02 11:00 updated t1 { status: open }
  at 2026-03-02 11:00 created t2 { account: "B" }
  at 2026-03-02 12:00 closed t2
  expect t1.resolve due 2026-03-02 18:00
}
test "the second is the last" {
  at 2026-03-02 09:00 created t1 { account: "A" }
  at 2026-03-02 09:01 created t2 { account: "A" }
  at 2026-03-02 09:02 created t3 { account: "A" }
  expect quota incidents of "A" used 2 left 0
}
SLA
cat >"$c/three.sla" <<'SLA'
use "policy.sla"
test "over a holiday" {
  at 2026-03-06 17:00 created t1 { account: "A" }
  expect t1.resolve due 2026-03-10 16:00
}
test "over half a day" {
  at 2026-03-13 12:00 created t1 { account: "A" }
  expect t1.resolve due 2026-03-16 16:00
}
test "over both changes of the clocks" {
  at 2026-03-27 17:00 created t1 { account: "A" }
  at 2026-10-23 17:00 created t2 { account: "A" }
  expect t1.resolve due 2026-03-30 16:00
  expect t2.resolve due 2026-10-26 16:00
}
SLA
call 0 '^coverage: 32 of 32 \(100%\)$' - test --coverage --threshold 100 "$c"
expect "nothing is left" test "$(grep -c 'not reached' "$work/out")" = 0
call 0 '^coverage: 32 of 32' - test --coverage --threads 1 "$c"

# Boundaries: integers and money by the values next to each limit, times by their sides, texts that are named, conditions.
mkdir "$c/edges"
cat >"$c/edges/policy.sla" <<'SLA'
use std.clocks
account { licences : integer = 1  revenue : money = 0 EUR }
sla standard {
  calendar always
  respond within 1h when account.licences in { 10, 11 } or account.licences between 50 and 100
  respond within 2h when account.revenue >= 1000 EUR
  respond within 3h when created before 16:00 and subject is present
  respond within 4h when (subject else "") contains "x"
  respond within 5h
}
plan gold { sla standard }
default plan gold
test "the first line hides the others" {
  account "A" { licences: 50, revenue: 999.99 EUR }
  at 2026-03-02 15:59:59 created t1 { account: "A", subject: "y" }
  expect t1.respond due 2026-03-02 16:59:59
}
SLA
# edges VALUE…: those that matter to the outcome are reached, no other of all that there are.
edges() {
    call 0 '"unexamined":0' '1 passed' test --coverage --format json "$c/edges/policy.sla" --run "$1"
    shift
    expect "the values next to limits: $*" python3 - "$work/out" "$@" <<'PY'
import json, sys
found = {i["what"]: i["reached"] for i in json.load(open(sys.argv[1]))["items"] if i["kind"] == "boundary"}
wanted = {f"account.licences {n}" for n in (9, 10, 11, 12, 49, 50, 100, 101)}
wanted |= {"account.revenue 999.99 EUR", "account.revenue 1000 EUR", "time of created below 16:00", "time of created from 16:00"}
wanted |= {"subject present", "subject absent", 'subject contains "x" holds', 'subject contains "x" does not hold'}
reached = {what for what in found if found[what]}
print(sorted(wanted ^ set(found)), sorted(reached))
sys.exit(wanted != set(found) or reached != set(sys.argv[2:]))
PY
}
edges first 'account.licences 50'
cat >>"$c/edges/policy.sla" <<'SLA'
test "the third" {
  account "A" { licences: 9, revenue: 999.99 EUR }
  at 2026-03-02 15:59:59 created t1 { account: "A", subject: "x" }
  expect t1.respond due 2026-03-02 18:59:59
}
test "the fourth" {
  account "A" { licences: 102 }
  at 2026-03-02 16:00 created t1 { account: "A", subject: "x" }
  expect t1.respond due 2026-03-02 20:00
}
SLA
# Without the subject, or an hour later, it would be line 5, 4; its text does not matter on line 3.
edges third 'account.licences 9' 'account.revenue 999.99 EUR' 'time of created below 16:00' 'subject present'
edges fourth 'time of created from 16:00' 'subject present' 'subject contains "x" holds'

# JSON stands alone, valid, with every item.
call 0 '^\{"reached":9,"all":32,"percent":28,' '1 passed' test --coverage --format json "$c/one.sla"
expect "the JSON is read by another" python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert len(d["items"]) == 32 and sum(i["reached"] for i in d["items"]) == 9
assert d["kinds"]["quotas"] == {"reached": 1, "all": 3, "percent": 33}
assert {"kind": "target", "name": "standard.respond.urgent", "what": "", "file": sys.argv[2], "line": 13, "reached": False} in d["items"]
' "$work/out" "$c/policy.sla"

# The threshold of slate.toml; the call's own outranks it.
printf '[test]\nthreshold = 40\n' >"$c/slate.toml"
call 1 '\(28%\)' 'below the threshold of 40%' test --coverage "$c/one.sla"
call 0 '\(28%\)' - test --coverage --threshold 0 "$c/one.sla"
call 0 '^1 passed' - test "$c/one.sla"
printf '[test]\nthreshold = "all"\n' >"$c/slate.toml"
call 4 '\(28%\)' 'slate.toml:2:13: threshold is a whole number' test --coverage "$c/one.sla"
rm "$c/slate.toml"

# Rules, limits, channels, workflows, steps with a condition, and what an override puts in place of an SLA's lines. The line of
# each is its own; of a list of targets it is the first whose condition turns there.
mkdir "$c/kinds"
cat >"$c/kinds/policy.sla" <<'SLA'
use std.clocks
sla standard {
  resolve within 8h
  respond within 1h
    when priority is urgent
  respond within 2h when priority >= normal
  respond within 4h
  escalate resolve { at breach notify agent when priority is urgent }
}
plan gold {
  sla standard
  limit 1 ticket per day beyond reject
  accept phone only when type is incident
}
contract c {
  account "C"
  plan gold
  override standard {
    resolve within 2h when type is problem
    pause while status is on_hold
    escalate resolve { at 50% notify customer }
  }
}
rule survey on closed when account.vip do notify customer
workflow flow { new -> open -> closed }
default plan gold
test "a ticket, and another" {
  account "C" { vip: true }
  at 2026-03-02 09:00 created t1 { account: "C", type: problem }
  at 2026-03-02 10:00 updated t1 { status: on_hold }
  at 2026-03-02 11:00 updated t1 { status: open }
  at 2026-03-02 11:20 resolved t1
  at 2026-03-02 11:30 closed t1
  at 2026-03-03 09:00 created t2 { account: "C" }
  expect t1.resolve met
}
test "late, by telephone, closed at once" {
  at 2026-03-02 09:00 created t1 { account: "D", channel: phone, type: question }
  at 2026-03-02 09:00 created t2 { account: "D", priority: low }
  at 2026-03-02 09:01 created t3 { account: "D" }
  at 2026-03-02 19:00 closed t2
  expect t1.rejected is true
}
SLA
cat >"$work/wanted" <<END
not reached by any test:
  $c/kinds/policy.sla:2: deadline standard.respond: met
  $c/kinds/policy.sla:4: target standard.respond[1]
  $c/kinds/policy.sla:4: boundary standard: priority urgent
  $c/kinds/policy.sla:8: boundary standard.resolve step 1: priority urgent
  $c/kinds/policy.sla:8: escalation standard.resolve step 1
  $c/kinds/policy.sla:13: condition gold.accept[1]: holds
  $c/kinds/policy.sla:13: boundary gold.accept[1]: type incident
  $c/kinds/policy.sla:25: workflow flow: new -> open
  $c/kinds/policy.sla:25: workflow flow: open -> closed
END
"$SLATE" test --coverage "$c/kinds/policy.sla" | sed '1d;/^coverage/,$d' >"$work/got"
expect_same "what each kind leaves out" "$work/wanted" "$work/got"
"$SLATE" test --coverage --format json "$c/kinds/policy.sla" >"$work/out" 2>/dev/null
has_item() { # kind, name, what, reached
    expect "$1 $2: $3" grep -qF "{\"kind\":\"$1\",\"name\":\"$2\",\"what\":\"$3\"," "$work/out"
}
has_item quota 'gold.limit[1]' exceeded
has_item condition 'gold.accept[1]' 'does not hold'
has_item workflow flow 'an irregular change'
has_item condition survey 'does not hold'
has_item pause 'c.standard.pause[1]' ends
has_item escalation 'c.standard.resolve step 1' ''
has_item boundary c.standard 'type problem'

# Bad input: a test about a ticket that is not there is no test.
printf 'use "policy.sla"\ntest "of nothing" { at 2026-03-02 09:00 created t1 { account: "A" }\n expect t2.resolve met }\n' >"$c/bad.sla"
call 3 '^0 passed' 'E[0-9]+.*' test --coverage "$c/bad.sla"
