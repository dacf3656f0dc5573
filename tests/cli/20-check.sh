# check: clean policies, findings, and files that are no policies.
p=$work/policy
mkdir -p "$p"
cat >"$p/good.sla" <<'SLA'
use std.clocks
calendar office { zone "UTC"  open mon..fri 09:00-17:00 }
sla standard {
  calendar office
  respond within 1h
  resolve within 8h
}
plan basic { sla standard }
default plan basic
SLA
call 0 - - check "$p/good.sla"
call 0 - - check --format json "$p/good.sla"
call 0 - - check "$p/good.sla" "$p/good.sla" --fail-on warning

call 2 - 'something is missing: slate check' check
call 2 - '--format cannot be "jsn"; did you mean "json"' check --format jsn "$p/good.sla"
call 2 - '--format cannot be "xml": it is one of text, short, json, sarif, github' check --format xml "$p/good.sla"
call 4 - 'no/such.sla: there is no such file' check no/such.sla
mkdir -p "$p/empty"
call 4 - 'empty: .*\.sla' check "$p/empty"

# bad NAME ERR: the text on standard input does not compile, and the message says ERR with its place.
bad() {
    cat >"$p/$1.sla"
    call 3 "$2" - check "$p/$1.sla"
    call 3 "^$p/$1\\.sla:[0-9]+:[0-9]+: error\\[E[0-9]+\\]" - check --format short "$p/$1.sla"
    call 3 '^\{"code":"E[0-9]+","severity":"error","message":".*"line":[0-9]' - check --format json "$p/$1.sla"
}
bad syntax 'respond' <<'SLA'
sla a { calendar always
  respond 1h }
SLA
bad zone 'Europe/Kyjiv' <<'SLA'
calendar office { zone "Europe/Kyjiv" open mon..fri 09:00-17:00 }
SLA
bad february '02-3[01]' <<'SLA'
holidays h { on 2026-02-31 "no such day" }
SLA
bad shut 'never open|opening' <<'SLA'
use std.clocks
calendar office { zone "UTC" }
sla a { calendar office respond within 1h }
plan p { sla a }
default plan p
SLA
bad startless 'start' <<'SLA'
clock c { stop on resolved }
sla a { calendar always c within 1h }
plan p { sla a }
default plan p
SLA
bad import 'nowhere' <<'SLA'
use "nowhere.sla"
SLA
printf 'calendar \377\376 { zone "UTC" }\n' | bad utf8 'UTF-8'
head -c 1000000 /dev/zero | tr '\0' '{' | bad braces 'error'
head -c 1000000 /dev/zero | tr '\0' '}' | bad closing 'error'
head -c 4000 /dev/zero | bad nul 'error'
echo 'use "cycle_a.sla"' >"$p/cycle_b.sla"
echo 'use "cycle_b.sla"' >"$p/cycle_a.sla"
call 3 'cycle_a.sla uses .*cycle_b.sla uses .*cycle_a.sla' - check "$p/cycle_a.sla"
{
    echo 'use std.clocks'
    i=0
    while [ $i -lt 10000 ]; do
        echo "sla s$i { respond within 1h when colour is red }"
        i=$((i + 1))
    done
} | bad many 'colour'
expect "at most 20 findings are printed" test "$("$SLATE" check --format short "$p/many.sla" 2>/dev/null | grep -c error)" -le 21

# A folder is one policy, several arguments are several; the worst answer holds.
call 3 '^.*zone.sla' - check "$p/good.sla" "$p/zone.sla" --format short
mkdir -p "$p/folder"
echo 'calendar office { zone "UTC"  open mon..fri 09:00-17:00 }' >"$p/folder/calendars.sla"
grep -v '^calendar' "$p/good.sla" >"$p/folder/policy.sla"
call 0 - - check "$p/folder"
"$SLATE" check - <"$p/good.sla" >"$work/out" 2>&1
expect "standard input is a policy" test $? = 0

# Notes are no findings.
sed 's/^use std.clocks$/& ticket { priority : low | high = low }/' "$p/good.sla" >"$p/note.sla"
call 0 - - check "$p/note.sla" --fail-on warning
call 0 - - check "$p/note.sla" --format json
call 0 'note\[N' - check "$p/note.sla" --notes
call 0 '"severity":"note"' - check "$p/note.sla" --notes --format json

# --fix writes what is sure, and the answer is that of the text as it is then.
sed 's/respond within 1h/respond within 1h when priority = high  respond untimed/; s/within 8h/8h/' "$p/good.sla" >"$p/fix.sla"
call 3 'fix: ' - check "$p/fix.sla"
call 0 - 'fix.sla: 2 fixed' check --fix "$p/fix.sla"
expect "the fixes are in the file" grep -q 'respond within 1h when priority is high' "$p/fix.sla"
expect "nothing else is" test "$(diff "$p/good.sla" "$p/fix.sla" | grep -c '^>')" = 1
call 0 - - check --fix "$p/fix.sla"
call 2 - 'standard input cannot be fixed' check --fix -
