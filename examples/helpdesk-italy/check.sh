#!/bin/sh
# Replays the help desk's history and compares every clock: check.sh SLATE SCRATCH. Without the data it says so.
set -eu
here=$(dirname "$0")
packed=${SLATE_DATA:-$here/../../../shared/data}/helpdesk-italy/helpdesk.csv.xz
[ -e "$packed" ] || { echo "skipped: helpdesk-italy, no $packed (see its README)"; exit 0; }
[ -e "$2/log.csv" ] || { xz -dkc "$packed" >"$2/part" && mv "$2/part" "$2/log.csv"; }
"$1" replay "$here/policy.sla" "$2/log.csv" --source helpdesk --emit clocks -o "$2/clocks.ndjson"
python3 "$here/clocks.py" "$2/log.csv" "$2/clocks.ndjson"
