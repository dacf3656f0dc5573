# bench: the stages add up to the whole, whatever the machine; what can't be read several times is refused.
b=$work/bench
mkdir -p "$b"
printf '%s\n' 'use std.clocks' 'sla s { respond within 1h }' >"$b/policy.sla"
printf '{"at":"2026-03-02T09:00:00Z","ticket":"T-%d","event":"created","account":"A"}\n' 1 2 3 4 5 >"$b/history.ndjson"
printf '{"account":"A","vip":true}\n' >"$b/accounts.ndjson"
call 0 '^5 records, [0-9]+ bytes; interp, one thread$' - bench "$b/policy.sla" "$b/history.ndjson" --engine interp --rounds 1
call 0 '^read +[0-9.]+ +[0-9]+ +[0-9.]+%$' - bench "$b/policy.sla" "$b/history.ndjson" --engine interp --rounds 1
call 0 '^6 records, ' - bench "$b/policy.sla" "$b/history.ndjson" --engine interp --rounds 1 --accounts "$b/accounts.ndjson"
"$SLATE" bench "$b/policy.sla" "$b/history.ndjson" --engine interp --rounds 5 --format json >"$b/out.json"
cat >"$b/sum.py" <<'E'
import json, sys
told = json.load(open(sys.argv[1]))
assert told["records"] == 5 and told["engine"] == "interp" and told["rounds"] == 5, told
assert [stage["stage"] for stage in told["stages"]] == ["read", "decode", "sort", "evaluate", "emit"], told
assert all(stage["ns"] >= 0 for stage in told["stages"]) and told["ns"] > 0, told
assert sum(stage["ns"] for stage in told["stages"]) >= told["ns"], told
E
expect "the stages are the whole" python3 "$b/sum.py" "$b/out.json"
mkdir -p "$b/tmp"
expect "a temporary folder of its own" env TMPDIR="$b/tmp" "$SLATE" bench "$b/policy.sla" "$b/history.ndjson" --engine interp --rounds 1 >"$b/table.txt"
expect "nothing is left behind" test -z "$(ls "$b/tmp" | grep '^slate-bench-.*ndjson$')"
call 4 - 'no-such.ndjson' bench "$b/policy.sla" "$b/no-such.ndjson" --engine interp
call 2 - 'read several times' bench "$b/policy.sla" -
call 2 - '--rounds is 1 to 1000' bench "$b/policy.sla" "$b/history.ndjson" --rounds 0
call 3 - 'error\[' bench "$b/history.ndjson" "$b/history.ndjson"
