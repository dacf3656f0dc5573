#!/bin/sh
# The example in the head of include/slate.h is a program: it is taken from there, compiled and run.
set -u
cd "$(dirname "$0")/.."
. .ci/tally
B=${B:-build/release}
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
    -o "$work/example" "$work/example.c" "$B/libslate.a" -lsqlite3 -lpthread -ldl -lm
(cd "$work" && ./example >out 2>err)
expect "the example runs" test $? = 0
expect "it shows a breach at 10:00" grep -q '^clock_breached T-1$' "$work/out"
expect "it tells the refused record" grep -q 'T-9' "$work/err"
tally
