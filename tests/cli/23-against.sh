# check --against: what is new since a commit of git or another folder (docs/reference/26-ci.md). $p/good.sla is of
# 20-check.sh. The repository lies in a folder whose name git would take for a pattern.
a="$work/repo [x]*"
mkdir -p "$a/support/tests" "$a/other" "$work/tmp"
TMPDIR=$work/tmp
export TMPDIR
in_repo() {
    (cd "$a" && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null \
        git -c user.name=a -c user.email=a@example.org -c init.defaultBranch=main "$@") >/dev/null 2>&1
}
gap() { # names: a policy of SLAs, each with a gap
    cat <<SLA
use std.clocks
use "calendars.sla"
$(for name; do echo "sla $name { calendar office  respond within 1h when priority >= high }"; done)
$(for name; do echo "plan p_$name { sla $name }"; done)
default plan p_first
SLA
}
echo 'calendar office { zone "UTC"  open mon..fri 09:00-17:00 }' >"$a/support/calendars.sla"
gap first second >"$a/support/policy.sla"
in_repo init && in_repo add -A && in_repo commit -m one && in_repo tag one
policy="$a/support/policy.sla"
call 0 'policy.sla:3:5: warning' - check --format short "$policy"
call 0 - - check --against HEAD --fail-on warning "$policy"
gap other first second >"$policy" # one more, above the others
call 1 '^.*policy.sla:3:5: warning\[W0590\]' - check --against HEAD --fail-on warning --format short "$policy"
expect "only what is new is told" test "$(wc -l <"$work/out")" = 1
in_repo commit -am two
call 0 - - check --against HEAD --fail-on warning "$policy"
call 1 'policy.sla:3:5: warning' - check --against one --fail-on warning --format short "$policy"
call 1 'policy.sla:3:5: warning' - check --against main~1 --fail-on warning --format short "$a/support"
expect "a policy is compared with what it used then" test "$(wc -l <"$work/out")" = 1

# A change in a file that the policy uses makes a finding in one that did not change.
echo 'ticket { priority : low | normal | high | urgent = high }' >>"$a/support/calendars.sla"
sed -i 's/when priority >= high/when priority >= low/' "$policy"
in_repo commit -am three
sed -i 's/low | normal | high/lowest | low | normal | high/' "$a/support/calendars.sla"
call 1 'priority. is lowest' - check --against HEAD --fail-on warning --format short "$policy"
expect "each of the three has the gap now" test "$(grep -c W0590 "$work/out")" = 3
in_repo checkout -- . && rm "$a/support/policy.sla" && in_repo commit -am gone
gap first >"$policy"
call 1 'W0590' - check --against HEAD --fail-on warning --format short "$policy" # it was not there: all is new

# The tests of a policy use what lies above them.
printf 'use "../policy.sla"\n' >"$a/support/tests/all.sla"
in_repo add -A && in_repo commit -m four
call 0 - - check --against HEAD --fail-on warning "$a/support/tests/all.sla"
call 0 - - check --against HEAD --fail-on warning "$a/support/tests"

# An earlier version that does not compile says nothing about what is new; a policy of today that does not is told whole.
echo 'sla' >"$a/other/policy.sla"
in_repo add -A && in_repo commit -m five
cp "$policy" "$a/support/calendars.sla" "$a/other/"
call 1 'W0590' 'it did not compile at HEAD; every finding is new' check --against HEAD --fail-on warning --format short "$a/other/policy.sla"
echo 'sla' >"$policy"
call 3 'error\[E' - check --against HEAD --format short "$policy"

# Another folder stands for the policy's own.
mkdir -p "$work/old"
gap first >"$work/old/policy.sla"
cp "$a/support/calendars.sla" "$work/old/"
gap first second >"$policy"
call 1 'policy.sla:4:5: warning' - check --against "$work/old" --fail-on warning --format short "$policy"
expect "only what is new is told" test "$(wc -l <"$work/out")" = 1
call 1 'policy.sla:4:5: warning' - check --against "$work/old" --fail-on warning --format short "$a/support"

call 4 - 'nothing: there is no such commit, branch or folder' check --against nothing "$policy"
call 4 - 'HEAD:support: there is no such commit' check --against HEAD:support "$policy"
call 4 - 'this folder is in no git repository' check --against HEAD "$p/good.sla"
call 2 - 'do not go together' check --against HEAD --fix "$policy"
call 2 - 'standard input has no earlier version' check --against HEAD -
PATH=/nowhere "$SLATE" check --against HEAD "$policy" >"$work/out" 2>"$work/err"
expect "without git the answer is 4" test $? = 4
expect "and says so" grep -q 'HEAD: git cannot be run' "$work/err"
expect "nothing of it stays" test -z "$(ls "$work/tmp")"
unset TMPDIR
