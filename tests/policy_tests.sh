# The tests of policies: of every form of a test, and of every example that has some, on both engines (invariant 5).
. .ci/tally
mkdir -p "$B/logs"
log=$B/logs/policy_tests
"$SLATE" test tests/lang/tests examples --engine interp >"$log.out"
status=$?
cat "$log.out"
summary=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log.out")
passed=${summary% *} failed=${summary#* }
[ $status -le 1 ] || fail "slate test answers $status"
"$SLATE" test tests/lang/tests examples --engine both >"$log.both" 2>"$log.err"
status=$?
if grep -q 'there is but one engine' "$log.err"; then
    echo "skipped: there is no native code here to compare with"
else
    [ $status -le 1 ] && pass || { fail "slate test --engine both answers $status"; grep differ "$log.err"; }
    expect_same "both engines" "$log.out" "$log.both"
fi
tally
