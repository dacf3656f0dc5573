# Random policies over random histories: the laws that every ledger keeps (tests/ledger.py says which).
. .ci/tally
scratch=$B/tests/ledger
rm -rf "$scratch"
mkdir -p "$scratch"
expect "the laws of the ledger" python3 tests/ledger.py "$SLATE" "$scratch" 1 25
tally
