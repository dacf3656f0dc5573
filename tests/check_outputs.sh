#!/bin/sh
# What `slate check` writes for programs, read by others: SARIF against its schema (Python's jsonschema), JSON, and the
# workflow commands of GitHub. The schema is not kept here: $SARIF_SCHEMA names it, or it comes from an npm package once.
set -u
cd "$(dirname "$0")/.."
. .ci/tally
SLATE=${SLATE:-$PWD/build/release/slate}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The schema of SARIF 2.1.0 as a file, kept in build/peers/; empty where there is none.
schema_find() {
    kept=build/peers/sarif-2.1.0.json
    [ -z "${SARIF_SCHEMA:-}" ] || { echo "$SARIF_SCHEMA"; return; }
    if [ ! -s $kept ] && command -v npm >/dev/null; then
        mkdir -p build/peers
        (cd "$work" && timeout 60 npm pack --silent --fetch-retries=0 @microsoft/jest-sarif@1.0.0-beta.0) >/dev/null 2>&1 &&
            tar -xzOf "$work"/microsoft-jest-sarif-*.tgz package/lib/schemas/sarif-2.1.0-rtm.5.json >"$work/schema" &&
            mv "$work/schema" $kept
    fi
    [ ! -s $kept ] || echo $kept
}
schema=$(schema_find)
valid() { # document
    python3 tests/check_outputs.py sarif "$schema" "$1"
}

# Every mistake of tests/errors in one document, with its rules, related places and fixes.
"$SLATE" check tests/errors/*.sla --notes --format github --output "sarif=$work/all.sarif" --output "json=$work/all.json" >"$work/all.github"
expect "a policy that does not compile answers 3, whatever is written" test $? = 3
expect "workflow commands say what the JSON lines say" python3 tests/check_outputs.py github "$work/all.github" "$work/all.json"
expect "a document has every finding, and each waived one" test "$(($(wc -l <"$work/all.json") + 2))" = "$(python3 tests/check_outputs.py prints "$work/all.sarif" | wc -l)"
if [ -z "$schema" ]; then
    skip "SARIF is not validated: no schema (set SARIF_SCHEMA, or install npm)"
elif ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "SARIF is not validated: Python has no jsonschema"
else
    expect "the document of all mistakes is valid" valid "$work/all.sarif"
    "$SLATE" check examples/demo/policy.sla --format sarif >"$work/none.sarif"
    expect "the document of a clean policy is valid" valid "$work/none.sarif"
    sed 's/"version":"2.1.0"/"version":"2.1"/' "$work/none.sarif" >"$work/bad.sarif"
    if valid "$work/bad.sarif" >/dev/null; then fail "a version that does not exist is valid"; else pass; fi
fi

# A fingerprint is of a rule: lines above it change nothing, another name does, and two of a kind differ.
cat >"$work/policy.sla" <<'SLA'
use std.clocks
calendar office { zone "UTC"  open mon..fri 09:00-17:00 }
sla first { calendar office  respond within 1h when priority >= high }
sla second { calendar office  respond within 1h when priority >= high }
# allow W0590: measured only
sla third { calendar office  respond within 1h when priority >= high }
plan basic { sla first }
plan better { sla second }
plan best { sla third }
default plan basic
SLA
fingerprints() { # policy
    "$SLATE" check "$1" --format sarif >"$work/one.sarif"
    python3 tests/check_outputs.py prints "$work/one.sarif"
}
fingerprints "$work/policy.sla" >"$work/before"
expect "two SLAs with the same gap have two fingerprints, a third is suppressed" \
    test "$(cut -d' ' -f1,3 "$work/before" | sort | uniq -c | tr -s ' \n' ' ')" = " 2 W0590 0 1 W0590 1 "
expect "fingerprints differ" test "$(sort -u "$work/before" | wc -l)" = 3
{ printf '# a new comment\n\n\n'; sed 's/^sla second/\n  sla second/' "$work/policy.sla"; } >"$work/moved.sla"
fingerprints "$work/moved.sla" >"$work/after"
expect_same "places do not matter" "$work/before" "$work/after"
sed 's/second/other/' "$work/policy.sla" >"$work/renamed.sla"
fingerprints "$work/renamed.sla" >"$work/after"
expect "a name does" test "$(comm -12 "$work/before" "$work/after" | wc -l)" = 2

# Escapes: a file whose name needs them, in every form.
odd="$work/a %b,c: d"
mkdir -p "$odd"
cp "$work/policy.sla" "$odd/é.sla"
"$SLATE" check "$odd/é.sla" --format github --output "json=$work/odd.json" --output "sarif=$work/odd.sarif" >"$work/odd.github"
expect "a name with marks comes back" python3 tests/check_outputs.py github "$work/odd.github" "$work/odd.json"
expect "an absolute path is a file URI" grep -q '"uri":"file:///.*/a%20%25b%2Cc%3A%20d/%C3%A9.sla"' "$work/odd.sarif"
tally
