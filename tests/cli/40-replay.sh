# replay: a small history whose answers are worked out by hand, then everything that can be wrong with a call, a record
# or a file. Hours are 09:00-17:00 UTC; 2026-03-02 is a Monday; respond within 1h, resolve within 8h.
r=$work/replay
mkdir -p "$r"
cp "$p/good.sla" "$r/policy.sla"
cat >"$r/good.ndjson" <<'E'
{"at":"2026-03-02T09:00:00Z","ticket":"T-1","event":"created","account":"ACME","priority":"high"}
{"at":"2026-03-02T09:30:00Z","ticket":"T-1","event":"reply","by":"agent"}
{"at":"2026-03-02T12:00:00Z","ticket":"T-2","event":"created","account":"ACME"}
{"at":"2026-03-02T13:30:00Z","ticket":"T-2","event":"reply","by":"agent"}
{"at":"2026-03-03T13:30:00Z","ticket":"T-1","event":"resolved"}
{"at":"2026-03-02T09:00:00Z","ticket":"T-3","event":"created","account":"Beta"}
E
# ACME: T-1 answered after 30 min, resolved after 12 h 30 min of open time (8 h on Monday, 4 h 30 min on Tuesday): late. T-2
# answered after 1 h 30 min: late; its 8 h are up on Tuesday 12:00. T-3 (Beta): both late, both running.
call 0 '^3 tickets until 2026-03-03T13:30:00Z$' '^records in 6 = applied 6 \+ rejected 0 \+ duplicates 0; ' \
    replay "$r/policy.sla" "$r/good.ndjson"
cat >"$r/expected" <<'E'
3 tickets until 2026-03-03T13:30:00Z

clock    cycles  met         breached          open        untimed  cancelled     p50     p90
respond       3    1  33.3%         2   66.7%     0  0.0%        0          0     30m   1h30m
resolve       3    0   0.0%         3  100.0%     0  0.0%        0          0  12h30m  12h30m

plan   tickets  met         breached         open
basic        3    1  16.7%         5  83.3%     0  0.0%

account  breached          of
ACME            3   75.0%   4
Beta            2  100.0%   2

records in 6 = applied 6 + rejected 0 + duplicates 0
E
"$SLATE" replay "$r/policy.sla" "$r/good.ndjson" >"$work/out" 2>/dev/null
expect_same "the summary is that of the history" "$r/expected" "$work/out"
call 0 '"clock":"respond","cycles":3,"met":1,"breached":2,"open":0' "*" replay "$r/policy.sla" "$r/good.ndjson" --summary json
call 0 '^high      respond       1    1  100.0%' '*' replay "$r/policy.sla" "$r/good.ndjson" --by priority
call 0 '"clocks":\[.*"groups":\[.*"plans":\[.*"accounts":\[.*"records":\{"in":6,"applied":6,"rejected":0,"duplicates":0\}' '*' \
    replay --summary=json "$r/policy.sla" "$r/good.ndjson"
# At 09:30 on Monday T-3 is open still and T-2 is not there yet.
call 0 '^2 tickets until 2026-03-02T09:30:00Z$' '*' replay "$r/policy.sla" "$r/good.ndjson" --until 2026-03-02T09:30
call 0 '^respond +2 +1 +50.0% +0 +0.0% +1 +50.0%' '*' replay "$r/policy.sla" "$r/good.ndjson" --until '2026-03-02 09:30:00'
call 0 'until 2026-03-09T00:00:00Z$' '*' replay "$r/policy.sla" "$r/good.ndjson" --until 2026-03-09

# A policy without plans has no figures by plan.
printf "use std.clocks\nsla usual { calendar always  resolve within 8h }\n" >"$r/bare.sla"
call 0 "^resolve +3 +0 +0.0% +3 +100.0%" "^records in 6" replay "$r/bare.sla" "$r/good.ndjson"
expect "no table of plans" test "$(grep -c "^plan" "$work/out")" = 0
call 0 "\"plans\":\[\{\"plan\":null,\"tickets\":3," "*" replay "$r/bare.sla" "$r/good.ndjson" --summary json
: >"$r/empty.sla"
call 0 "^3 tickets" "^records in 6" replay "$r/empty.sla" "$r/good.ndjson"

# Rows.
call 0 '^\{"row":"clock","ticket":"T-1","clock":"respond","cycle":1,.*"due":"2026-03-02T10:00:00Z".*"outcome":"met"' \
    '^records in 6 = ' replay "$r/policy.sla" "$r/good.ndjson" --emit clocks
call 0 '"clock":"resolve".*"due":"2026-03-03T12:00:00Z","stopped":null' '*' replay --emit=clocks "$r/policy.sla" "$r/good.ndjson"
call 0 '^\{"row":"decision",.*"kind":"clock_breached"' '*' replay "$r/policy.sla" "$r/good.ndjson" --emit decisions,tickets
expect "kinds not asked for are not written" test "$("$SLATE" replay "$r/policy.sla" "$r/good.ndjson" --emit tickets 2>/dev/null | grep -vc '"row":"ticket"')" = 0
call 0 - '^records in' replay "$r/policy.sla" "$r/good.ndjson" --emit clocks -o "$r/rows.csv"
expect "a row per clock and a heading" test "$(wc -l <"$r/rows.csv")" = 7
call 0 '^3 tickets' '^records in' replay "$r/policy.sla" "$r/good.ndjson" -o "$r/rows.ndjson" --summary text
call 2 - 'rows take standard output' replay "$r/policy.sla" "$r/good.ndjson" --emit clocks --summary text
call 4 - 'no/rows.csv' replay "$r/policy.sla" "$r/good.ndjson" --emit clocks -o "$r/no/rows.csv"
for run in 1 2; do
    "$SLATE" replay "$r/policy.sla" "$r/good.ndjson" --emit clocks,tickets,decisions,actions --threads $run >"$r/run$run" 2>/dev/null
done
expect_same "any number of threads writes the same bytes" "$r/run1" "$r/run2"
"$SLATE" replay "$r/policy.sla" - --emit clocks <"$r/good.ndjson" 2>/dev/null >"$r/run1"
"$SLATE" replay "$r/policy.sla" "$r/good.ndjson" --emit clocks 2>/dev/null >"$r/run2"
expect_same "standard input is a history" "$r/run2" "$r/run1"

# Words that are off.
call 2 - 'something is missing: slate replay POLICY HISTORY' replay "$r/policy.sla"
call 2 - '--emit cannot be "clock"; did you mean "clocks"' replay --emit tickets,clock "$r/policy.sla" "$r/good.ndjson"
call 2 - '--until takes an instant .* not "soon"' replay "$r/policy.sla" "$r/good.ndjson" --until soon
call 2 - '--until takes an instant' replay "$r/policy.sla" "$r/good.ndjson" --until 2026-02-31
call 2 - '--max-rejects takes a whole number, not "-1"' replay "$r/policy.sla" "$r/good.ndjson" --max-rejects=-1
call 2 - '--engine cannot be "jit": it is one of auto, interp, native, both' replay --engine jit "$r/policy.sla" "$r/good.ndjson"
call 2 - '--by: there is no field colour' replay "$r/policy.sla" "$r/good.ndjson" --by priority,colour
call 2 - 'there is no field colour' replay "$r/policy.sla" "$r/good.ndjson" --by colour --emit clocks
call 2 - 'there is no field account.vop; did you mean account.vip' replay "$r/policy.sla" "$r/good.ndjson" --by account.vop
call 2 - 'there is no source "desk"; the policy has none' replay "$r/policy.sla" "$r/good.ndjson" --source desk
call 0 '^3 tickets' '*' replay "$r/policy.sla" "$r/good.ndjson" --source none
call 0 '^3 tickets' '*' replay "$r/policy.sla" "$r/good.ndjson" --engine native
call 3 - 'error\[E' replay "$p/zone.sla" "$r/good.ndjson"

call 2 - 'standard input can be read but once' replay - -

# Files that are off.
call 4 - 'no/such.sla' replay no/such.sla "$r/good.ndjson"
call 4 - 'none.ndjson' replay "$r/policy.sla" "$r/none.ndjson"
mkdir -p "$r/folder"
call 4 - 'folder' replay "$r/policy.sla" "$r/folder"
call 4 - 'none.csv' replay "$r/policy.sla" "$r/good.ndjson" --accounts "$r/none.csv"
call 4 - 'no/rejects' replay "$r/policy.sla" "$r/good.ndjson" --rejects "$r/no/rejects"
: >"$r/empty.ndjson"
call 0 '^0 tickets until -$' '^records in 0 = ' replay "$r/policy.sla" "$r/empty.ndjson"
printf 'ticket,event\nT-1,created\n' >"$r/lacks.csv"
call 4 - 'lacks.csv.*at' replay "$r/policy.sla" "$r/lacks.csv"

# Records that are off: each refused with its place, the rest applied, the sum right (E3, G5).
cp "$r/good.ndjson" "$r/mixed.ndjson"
cat >>"$r/mixed.ndjson" <<'E'
{"at":"2026-02-31T09:00:00Z","ticket":"T-1","event":"note"}
{"at":"2026-03-02T14:00:00Z","ticket":"T-77","event":"note"}
{"at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"nothing"}
{"at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"note","priority":"mauve"}
{"at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"note","colour":"red"}
{"id":"x","at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"note"}
{"id":"x","at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"note"}
{"at":"2026-03-02T15:00:00Z","ticket":"T-1","ev
E
printf '{"at":"2026-03-02T15:00:00Z","ticket":"T-1","event":"note","subject":"\377"}' >>"$r/mixed.ndjson"
call 0 'records in 15 = applied 8 \+ rejected 6 \+ duplicates 1' 'mixed.ndjson:7: ' replay "$r/policy.sla" "$r/mixed.ndjson"
call 0 '*' '6 records were refused, the first 5 are above; --rejects FILE' replay "$r/policy.sla" "$r/mixed.ndjson"
call 0 '*' 'keys without a meaning, left out: colour \(1\)' replay "$r/policy.sla" "$r/mixed.ndjson"
call 0 '*' '*' replay "$r/policy.sla" "$r/mixed.ndjson" --rejects "$r/rejects" --max-rejects 6
expect "refused records are kept" test "$(grep -c '"line":.*"reason":' "$r/rejects")" = 6
call 4 '^3 tickets' '6 records were refused, more than --max-rejects 5' replay "$r/policy.sla" "$r/mixed.ndjson" --max-rejects 5

# Sources: the one that fits, and which of several.
cat >"$r/sources.sla" <<'E'
use std.clocks
source desk from csv { ticket = "No"  at = "When" as "%d/%m/%Y %H:%M"  event = match "What" { "open" -> created  _ -> note } }
source log from ndjson { ticket = "id"  at = "ts"  event = match "what" { "open" -> created  _ -> note } }
source old from ndjson { ticket = "nr"  at = "ts"  event = match "what" { "open" -> created  _ -> note } }
E
sed -n '2,$p' "$p/good.sla" >>"$r/sources.sla"
printf 'No,When,What\n7,02/03/2026 09:00,open\n' >"$r/desk.csv"
call 0 '^1 tickets until 2026-03-02T09:00:00Z' '*' replay "$r/sources.sla" "$r/desk.csv"
call 2 - 'several sources fit: say which with --source; the policy has desk \(csv\), log \(ndjson\), old \(ndjson\)' \
    replay "$r/sources.sla" "$r/good.ndjson"
call 0 '^3 tickets' '*' replay "$r/sources.sla" "$r/good.ndjson" --source none
call 2 - 'there is no source "dsk"; did you mean "desk"' replay "$r/sources.sla" "$r/desk.csv" --source dsk
sed 's/^No/Nr/' "$r/desk.csv" >"$r/column.csv"
call 4 - 'column.csv.*No' replay "$r/sources.sla" "$r/column.csv"

# A fault: the calendar ends before the deadline.
sed 's/zone "UTC"/zone "UTC"  valid 2026-01-01..2026-03-02/' "$p/good.sla" >"$r/ends.sla"
call 5 '^3 tickets' 'have no answer' replay "$r/ends.sla" "$r/good.ndjson"

# G4: a step that assigns and so begins a cycle whose step is due at once, for ever: it ends, and says so.
cat >"$r/circle.sla" <<'E'
use std.clocks
ticket { due : date = 2026-02-10 }
sla s { held by due  escalate held { at 75% assign agent } }
E
echo '{"at":"2026-03-02T09:00:00Z","ticket":"T-1","event":"created"}' >"$r/circle.ndjson"
call 5 '*' 'have no answer' replay "$r/circle.sla" "$r/circle.ndjson" --closed-loop
