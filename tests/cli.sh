#!/bin/sh
# The command line from outside: exit code, standard output and standard error of every verb, good calls and bad ones
# (interfaces.md "Verbs", "Exit codes"). $SLATE is the binary; `make check` runs this.
set -u
cd "$(dirname "$0")/.."
. .ci/tally
SLATE=${SLATE:-$PWD/build/release/slate}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset NO_COLOR

# call CODE OUT ERR WORD…: runs slate with the words. OUT and ERR are what the streams must contain: an extended regular
# expression, `-` for nothing at all, `*` for anything.
call() {
    code=$1 out=$2 err=$3
    shift 3
    "$SLATE" "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    if [ "$got" != "$code" ]; then
        fail "slate $*: exit $got, not $code"
        cat "$work/err"
    elif ! stream "$out" "$work/out"; then
        fail "slate $*: standard output has no '$out' but:"
        cat "$work/out"
    elif ! stream "$err" "$work/err"; then
        fail "slate $*: standard error has no '$err' but:"
        cat "$work/err"
    else
        pass
    fi
}
stream() { # what it must contain, file
    case $1 in
    -) [ ! -s "$2" ] ;;
    '*') : ;;
    *) grep -Eq -e "$1" "$2" ;;
    esac
}

for part in tests/cli/*.sh; do
    . "$part"
done
tally
