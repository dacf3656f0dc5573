#!/bin/sh
# The example in the head of include/slate.h is a program: it is taken from there, compiled and run.
set -u
cd "$(dirname "$0")/.."
. .ci/tally
B=${B:-build/release}
SLATE=${SLATE:-$PWD/$B/slate}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/support.sla" <<'E'
use std.clocks
calendar office { zone "UTC"  open mon..fri 09:00-17:00 }
sla standard { calendar office  respond within 1h }
plan basic { sla standard }
default plan basic
E
cat >"$work/march.ndjson" <<'E'
{"at":"2026-03-02T09:00:00Z","ticket":"T-1","event":"created"}
{"at":"2026-03-02T09:10:00Z","ticket":"T-9","event":"note"}
E
{
    cat <<'E'
#include <slate.h>
#include <stdio.h>
static void show(void *context, const SlateDecision *decision)
{
    (void)context;
    printf("%s %s\n", decision->kind, decision->ticket);
}
int main(void)
{
    const int64_t now = INT64_C(1772445600000); /* 2026-03-02T10:00:00Z */
E
    sed -n '/^#ifndef/q; s/^       //p' include/slate.h
    cat <<'E'
    slate_source_close(source);
    slate_engine_free(engine);
    slate_policy_free(policy);
    return 0;
}
E
} >"$work/example.c"
sanitizers=
[ "$(basename "$B")" = asan ] && sanitizers=-fsanitize=address,undefined
# shellcheck disable=SC2086
expect "the example compiles" ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror $sanitizers -Iinclude \
    -o "$work/example" "$work/example.c" "$B/libslate.a" -lpthread -ldl -lm
(cd "$work" && ./example >out 2>err)
expect "the example runs" test $? = 0
expect "it shows a breach at 10:00" grep -q '^clock_breached T-1$' "$work/out"
expect "it tells the refused record" grep -q 'T-9' "$work/err"

# The same program over a compiled policy; over one whose code is foreign, which runs on the interpreter; over damage.
if "$SLATE" build "$work/support.sla" -o "$work/support.so" 2>/dev/null; then
    sed 's/"support\.sla"/path/; s/^int main(void)/int main(int argc, char **argv)/' "$work/example.c" |
        sed 's/^    const int64_t now = /    const char *path = argv[argc - 1];\n&/; s/^ *slate_source_close/    fprintf(stderr, "\\n%s%s\\n", slate_policy_problem(policy), slate_policy_engine(policy));\n&/; s/^ *fputs(slate_policy_problem(policy), stderr);/        return fputs(slate_policy_problem(policy), stderr), slate_policy_free(policy), 9;/' >"$work/compiled.c"
    # shellcheck disable=SC2086
    expect "the example of a compiled policy compiles" ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror $sanitizers -Iinclude \
        -o "$work/compiled" "$work/compiled.c" "$B/libslate.a" -lpthread -ldl -lm
    (cd "$work" && ./compiled support.so >out2 2>err2)
    expect "it runs" test $? = 0
    expect "on machine code" grep -q '^native$' "$work/err2"
    expect_same "with the same rows" "$work/out" "$work/out2"
    python3 tests/objects.py "$work/support.so" "$work/support.so" "$work/bad" abi flip:30%
    (cd "$work" && cp bad/abi foreign.so && ./compiled foreign.so >out2 2>err2)
    expect "foreign code is not used" test "$? $(grep -c 'another version' "$work/err2") $(grep -c '^interp$' "$work/err2")" = "0 1 1"
    expect_same "and the rows are the same" "$work/out" "$work/out2"
    (cd "$work" && cp bad/flip:30% damaged.so && ./compiled damaged.so >out2 2>err2)
    expect "damage is refused" test "$? $(grep -c 'it is damaged' "$work/err2")" = "9 1"
else
    skip "compiled policies: none can be made here"
fi
tally
