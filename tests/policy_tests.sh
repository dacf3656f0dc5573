# The tests of policies: of every form of a test, and of every example that has some.
. .ci/tally
mkdir -p "$B/logs"
log=$B/logs/policy_tests.out
"$SLATE" test tests/lang/tests examples >"$log"
status=$?
cat "$log"
summary=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
passed=${summary% *} failed=${summary#* }
[ $status -le 1 ] || fail "slate test answers $status"
tally
