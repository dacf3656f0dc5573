#!/bin/sh
# Replays the ServiceNow log and compares the verdicts: check.sh SLATE SCRATCH. Without the data it says so.
set -eu
here=$(dirname "$0")
packed=${SLATE_DATA:-$here/../../../shared/data}/uci-incident-servicenow/incident_event_log.csv.xz
[ -e "$packed" ] || { echo "skipped: servicenow-incidents, no $packed (see its README)"; exit 0; }
[ -e "$2/log.csv" ] || { xz -dkc "$packed" >"$2/part" && mv "$2/part" "$2/log.csv"; }
"$1" replay "$here/policy.sla" "$2/log.csv" --source servicenow --emit clocks -o "$2/clocks.ndjson"
python3 "$here/verdicts.py" "$2/log.csv" "$2/clocks.ndjson"
