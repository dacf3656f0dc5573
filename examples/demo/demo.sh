#!/bin/sh
# `make demo`: invents a year at a help desk, replays it through policy.sla and says what to do with a real one.
# demo.sh BUILD_FOLDER
set -eu
here=$(dirname "$0")
slate=$1/slate
history=$1/demo/year.ndjson
mkdir -p "$1/demo"

echo "A year at a help desk, invented: 20,000 tickets of 300 accounts -> $history"
"$1/generate" --tickets 20000 --accounts 300 --seed 2026 -o "$history"
echo "The policy: $here/policy.sla"
"$slate" check "$here/policy.sla"
echo
"$slate" replay "$here/policy.sla" "$history"
cat <<END

Each clock, escalation and decision as a row:
  $slate replay $here/policy.sla $history --emit clocks,actions,decisions -o $1/demo/out.db
A history of your own (NDJSON, CSV or SQLite; a \`source\` in the policy maps any columns):
  $slate replay POLICY HISTORY --source NAME
  examples/servicenow-incidents and examples/helpdesk-italy show it on two real exports.
END
