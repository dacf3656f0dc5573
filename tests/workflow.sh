#!/bin/sh
# examples/ci end to end: a repository with the hook and the settings, good and bad commits, and the steps of the workflow
# as the runner takes them.
set -u
cd "$(dirname "$0")/.."
. .ci/tally
SLATE=${SLATE:-$PWD/build/release/slate}
example=$PWD/examples/ci
tests=$PWD/tests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/repo"
ln -s "$SLATE" "$work/bin/slate"
PATH=$work/bin:$PATH
export PATH GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset SLATE GITHUB_BASE_REF 2>/dev/null || true
cd "$work/repo"
git -c init.defaultBranch=main init -q .
git config user.name a
git config user.email a@example.org
git config slate.policies support
mkdir support
cp "$example/policy.sla" "$example/tests.sla" support/
cp "$example/slate.toml" .
cp "$example/pre-commit" .git/hooks/

commit() { # exit, message, what it prints; the rest are flags
    wanted=$1 text=$2
    shift 2
    git commit -q "$@" >"$work/out" 2>&1
    code=$?
    if [ $code != "$wanted" ]; then
        fail "git commit $*: exit $code"
        cat "$work/out"
    elif ! grep -Eq -e "$text" "$work/out"; then
        fail "git commit $*: no '$text' but:"
        cat "$work/out"
    else
        pass
    fi
}
run_steps() { # what each step answers
    wanted=$1
    rm -f slate.sarif slate-tests.xml
    got=$(POLICIES=support python3 "$tests/workflow.py" "$example/slate.yml" . "Build Slate" 2>"$work/err" | tr '\n' ' ')
    if [ "$got" = "$wanted" ]; then pass; else
        fail "steps: '$got', not '$wanted'"
        cat "$work/err"
    fi
}

# The first commit has nothing to compare with.
git add -A
commit 0 '2 passed, 0 failed' -m one
commit 1 'nothing to commit' -m again # the hook has nothing to say
run_steps 'Format 0 Check 0 Test 0 '
expect "the document and the results are there" test -s slate.sarif -a -s slate-tests.xml
python3 -c 'import json; d = json.load(open("slate.sarif")); assert d["runs"][0]["results"] == [] and d["version"] == "2.1.0"' && pass || fail "slate.sarif"
xmllint --noout --schema "$tests/junit.xsd" slate-tests.xml 2>/dev/null && pass || fail "slate-tests.xml"
rm -f slate.sarif slate-tests.xml

# A finding: slate.toml makes a warning stop the commit.
git checkout -qb change
sed -i 's/respond within 4h$/respond within 4h when priority is normal/' support/policy.sla
git add -A
commit 1 'warning\[W0590\].*respond' -m gap
expect "the hook leaves nothing behind" test -z "$(find .git -name 'slate-*')"
run_steps 'Format 0 Check 1 Test 0 '
expect "the finding is a command for the line" grep -q '^::warning file=support/policy.sla,line=5,endLine=5,.*W0590 gap::' "$work/err"
expect "and in the document" grep -q '"ruleId":"W0590"' slate.sarif
rm -f slate.sarif slate-tests.xml
git commit -q --no-verify -m gap

# What was there before stops no later change; against main it is new.
sed -i 's/^sla standard/# what we promise\n&/' support/policy.sla
git add -A
commit 0 '2 passed' -m comment
git update-ref refs/remotes/origin/change change
git update-ref refs/remotes/origin/main main
GITHUB_BASE_REF=main
export GITHUB_BASE_REF
run_steps 'Format 0 Check 1 Test 0 '
GITHUB_BASE_REF=change
run_steps 'Format 0 Check 0 Test 0 '
unset GITHUB_BASE_REF
rm -f slate.sarif slate-tests.xml

# A waiver with a reason, a failing test, a layout.
sed -i 's/^sla standard/# allow W0590: low tickets are answered when there is time\n&/' support/policy.sla
git add -A
commit 0 '2 passed' -m waived
run_steps 'Format 0 Check 0 Test 0 '
expect "the waived finding is suppressed" grep -q '"justification":"low tickets are answered when there is time"' slate.sarif
rm -f slate.sarif slate-tests.xml
sed -i 's/within 1h/within 2h/' support/policy.sla
git add -A
commit 1 'failed: an urgent ticket is answered within the hour' -m slower
run_steps 'Format 0 Check 0 Test 1 '
rm -f slate.sarif slate-tests.xml
sed -i 's/within 2h/within 1h/; s/^  calendar office/ calendar office/' support/policy.sla
git add -A
commit 1 'support/policy.sla' -m layout
run_steps 'Format 123 Check 0 Test 0 '
rm -f slate.sarif slate-tests.xml

# The hook looks at what is staged: not at a good file beside it, nor at a bad one.
git checkout -q HEAD -- . && rm -f support/new.sla
echo 'sla' >support/new.sla
git add support/new.sla
rm support/new.sla
commit 1 'error\[E' -m "a bad file that is gone again"
git reset -q --hard
sed -i "1i # a note" support/tests.sla
git add support/tests.sla
echo 'sla' >>support/policy.sla
commit 0 '2 passed' -m "a bad file that is not staged"
git checkout -q -- .
echo 'text' >notes.txt
git add notes.txt
git commit -q -m 'no policy' >"$work/out" 2>&1 && test ! -s "$work/out" && pass || fail 'a commit without policies'
tally
