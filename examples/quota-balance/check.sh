#!/bin/sh
# The summary's figures of README.md: check.sh SLATE SCRATCH.
set -eu
here=$(dirname "$0")
"$1" replay "$here/policy.sla" "$here/history.ndjson" --accounts "$here/accounts.ndjson" --summary text 2>"$2/progress" | tr -s ' ' >"$2/summary"
while read -r line; do
    grep -q "^$line" "$2/summary" || { echo "quota-balance: the summary lacks: $line" && exit 1; }
done <<'END'
ACME support 2026-03 50 50 100.0% 0 0 2026-03-19T17:00:00Z
ACME support 2026-04 50 50 100.0% 0 6 2026-04-19T17:00:00Z
ACME support 2026-05 50 50 100.0% 0 12 2026-05-19T17:00:00Z
support month 50 5 56 62 62
ACME 0 UAH 6300 UAH 0 UAH 6300 UAH
END
