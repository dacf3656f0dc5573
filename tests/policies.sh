# Every policy that a reader may meet compiles: each .sla file of examples/ and stdlib/, and each ```sla block of the
# documents. A block stands alone; `sla more` continues the blocks before it in its document since the last plain one;
# `sla wrong E0203` must be refused with that code. An example whose warnings are its point has them in check.txt.
. .ci/tally
scratch=$B/tests/policies
rm -rf "$scratch"
mkdir -p "$scratch"
python3 tests/policies.py "$scratch" README.md ARCHITECTURE.md CONTRIBUTING.md docs examples >"$scratch/list"
while read -r file place code; do
    if [ -z "$code" ]; then
        expect "$place" "$SLATE" check --fail-on error "$file"
    else
        "$SLATE" check --format short "$file" >"$scratch/out" 2>&1
        if grep -q "$code" "$scratch/out"; then pass; else fail "$place is not refused with $code"; fi
    fi
done <"$scratch/list"
for file in $(find examples stdlib -name '*.sla' ! -name 'bad_*' | sort); do
    level=warning
    [ ! -e "${file%/*}/check.txt" ] || level=error
    expect "$file" "$SLATE" check --fail-on $level "$file"
    expect "$file: canonical" "$SLATE" fmt --check "$file"
done
python3 bench/policy.py 1000 >"$scratch/made.sla"
expect 'the policy of 1,000 lines that make bench starts' "$SLATE" check --fail-on warning "$scratch/made.sla"
tally
