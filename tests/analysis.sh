# What `slate check` proves (docs/reference/25-analysis.md): random policies judged by trying every ticket, witnesses that
# are run as tests, tables and conditions that are too large.
. .ci/tally
scratch=$B/tests/analysis
rm -rf "$scratch"
mkdir -p "$scratch"
expect "random policies are judged as trying every ticket does" \
    python3 tests/analysis.py "$SLATE" "$scratch" 1 40
expect "random rules are judged as running them does" python3 tests/cascade.py "$SLATE" "$scratch" 1 60
for code in E0512_contracts-overlap E0603_rule-cycle; do
    "$SLATE" test "tests/errors/$code.sla" >"$scratch/out" 2>&1
    expect "no command takes what $code shows" test $? = 3
done

# What never happens is shown by what happens instead.
for code in W0913_never-fires W0952_never-drawn; do
    "$SLATE" check --format json "tests/errors/$code.sla" >"$scratch/out"
    expect "$code: a moment at which the event comes in vain" grep -q '"witness":{"status":"closed","before.status":"[a-z]*"}' "$scratch/out"
done

# Each witness is a test, which holds.
cp tests/errors/*.csv "$scratch"
witnesses=0
for file in tests/errors/[EW]*.sla; do
    cp "$file" "$scratch/policy.sla"
    "$SLATE" check --witness-tests "$scratch/tests.sla" "$scratch/policy.sla" >/dev/null 2>&1
    count=$(grep -c '^test' "$scratch/tests.sla")
    [ "$count" = 0 ] && continue
    witnesses=$((witnesses + count))
    expect "$file: its witnesses hold" "$SLATE" test "$scratch/tests.sla" >"$scratch/out"
    grep -q "^$count passed, 0 failed" "$scratch/out" || fail "$file: $count witnesses, not $(tail -1 "$scratch/out")"
done
expect "there are witnesses" test "$witnesses" -ge 10

wide() { # columns, rows: a table in which each row asks about three columns
    python3 - "$1" "$2" <<'PY'
import random, sys
columns, rows = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(7)
print("use std.clocks\nticket {")
for i in range(columns):
    print(f"  f{i} : boolean = false")
print("}\nsla s {\n  targets {\n    | " + " | ".join(f"f{i}" for i in range(columns)) + " | respond |")
for k in range(rows):
    cells = ["_"] * columns
    for i in rng.sample(range(columns), 3):
        cells[i] = "true"
    print("    | " + " | ".join(cells) + f" | {k + 1}h |")
print("    | " + " | ".join(["_"] * columns) + " | 8h |\n  }\n}")
PY
}
wide 200 8 >"$scratch/wide.sla"
expect "a table of 200 columns is examined" timeout 20 "$SLATE" check --fail-on warning "$scratch/wide.sla"
wide 200 150 >"$scratch/wider.sla"
timeout 60 "$SLATE" check --format short "$scratch/wider.sla" >"$scratch/out"
expect "one that would explode is refused, never passed" test $? = 5
expect "and is named" grep -q 'wider.sla:[0-9]*:[0-9]*: warning\[W0901\]: .*`s`.* was not examined' "$scratch/out"

# A line that says again what one before it says is left out.
cat >"$scratch/fixed.sla" <<'SLA'
use std.clocks

sla s {
  respond within 1h when priority >= normal
  respond within 2h
  targets {
    | priority | resolve |
    | >= high  | 4h      |
    | _        | 8h      |
  }
}
SLA
sed -e '/respond within 2h/i\  respond within 1h when priority is high' -e '/| _ /i\    | urgent   | 4h      |' \
    "$scratch/fixed.sla" >"$scratch/twice.sla"
"$SLATE" check --format short "$scratch/twice.sla" >"$scratch/out"
expect "what is said twice is told" test "$(grep -c W0912 "$scratch/out")" = 2
"$SLATE" check --fix "$scratch/twice.sla" 2>/dev/null
expect_same "and left out by --fix" "$scratch/fixed.sla" "$scratch/twice.sla"

# Twenty are shown, and how many more there are; programs get all.
{
    printf 'use std.clocks\nsla s {\n'
    for i in $(seq 1 30); do echo "  respond within ${i}m when priority is high and priority is low"; done
    printf '  respond within 1h\n}\n'
} >"$scratch/many.sla"
"$SLATE" check --format short "$scratch/many.sla" >"$scratch/out"
expect "twenty are shown" test "$(grep -c W0921 "$scratch/out")" = 20
expect "and the rest is counted" grep -q '^and 10 more$' "$scratch/out"
"$SLATE" check --format json "$scratch/many.sla" >"$scratch/out"
expect "JSON has them all" test "$(grep -c W0921 "$scratch/out")" = 30
tally
