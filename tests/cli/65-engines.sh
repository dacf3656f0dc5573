# Native code: the cache, its bad input, what a compiled policy is, and that a short job never waits (docs/reference
# "Engines"). Needs a compiler; where this build has none, what is left is that the interpreter runs and says so.
n=$work/native
mkdir -p "$n"
own_cache=$SLATE_CACHE
export SLATE_CACHE="$n/cache"
cat >"$n/a.sla" <<'P'
use std.clocks
calendar office { zone "Europe/Berlin"  open mon..fri 09:00-17:00 }
sla standard {
  calendar office
  respond within 1h  when priority is urgent
  respond within 4h
}
plan usual { sla standard }
default plan usual
P
sed 's/priority is urgent/priority is high/' "$n/a.sla" >"$n/b.sla"
cat >"$n/h.ndjson" <<'H'
{"at":"2026-03-02T09:00:00Z","ticket":"T-1","event":"created","priority":"high"}
{"at":"2026-03-02T09:00:00Z","ticket":"T-2","event":"created","priority":"urgent"}
{"at":"2026-03-02T11:30:00Z","ticket":"T-1","event":"reply","by":"agent"}
{"at":"2026-03-02T12:30:00Z","ticket":"T-2","event":"reply","by":"agent"}
H
replay() { # what standard error must contain, words…: the rows must be those of the interpreter
    wanted=$1
    shift
    "$SLATE" replay "$@" --emit clocks >"$work/out" 2>"$work/err" </dev/null
    got=$?
    if [ $got = 0 ] && cmp -s "$n/rows" "$work/out" && stream "$wanted" "$work/err"; then
        pass
    else
        fail "slate replay $*: exit $got, not '$wanted' but:"
        cat "$work/err"
    fi
}
"$SLATE" replay "$n/a.sla" "$n/h.ndjson" --emit clocks >"$n/rows" 2>"$n/err"
expect "four hours, one of them met: worked out by hand" test "$(grep -c '"outcome":"met"' "$n/rows")$(grep -c '"outcome":"breached"' "$n/rows")" = 11
replay '\(interp\)' "$n/a.sla" "$n/h.ndjson"
replay '\(interp\)' "$n/a.sla" "$n/h.ndjson" --engine interp
expect "a short job begins no compiler" test -z "$(ls "$SLATE_CACHE")"

# Without a compiler: the interpreter, and why.
mkdir -p "$n/none" "$n/fake"
echo 'no library' >"$n/fake/libgccjit.so.0"
export LD_LIBRARY_PATH="$n/fake"
replay 'no native code, the interpreter runs: .*' "$n/a.sla" "$n/h.ndjson" --engine native
call 5 '*' 'there is but one engine' replay "$n/a.sla" "$n/h.ndjson" --engine both
call 6 - 'no native code: ' build "$n/a.sla"
unset LD_LIBRARY_PATH

if "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --engine native --no-cache 2>&1 >/dev/null | grep -q '(native)'; then
    replay '\(native\)' "$n/a.sla" "$n/h.ndjson" --engine native
    object=$(ls "$SLATE_CACHE"/*.so)
    cp "$object" "$n/good.so"
    expect "the cache folder is the user's alone" test "$(stat -c %a "$SLATE_CACHE")" = 700
    replay '\(native\)' "$n/a.sla" "$n/h.ndjson"
    replay '\(interp\)' "$n/a.sla" "$n/h.ndjson" --no-cache
    replay '\(both\)' "$n/a.sla" "$n/h.ndjson" --engine both
    call 0 '"engine":"native"' '\(native\)' replay "$n/a.sla" "$n/h.ndjson" --summary json
    mkdir "$n/moved"
    cp "$n/a.sla" "$n/moved/a.sla"
    replay '\(native\)' "$n/moved/a.sla" "$n/h.ndjson"

    if command -v addr2line >/dev/null && command -v nm >/dev/null; then
        code=$(nm "$object" | sed -n 's/^\([0-9a-f]*\) t sla_a_l3_code.*/\1/p' | head -n 1)
        expect "machine code has the lines of the policy" sh -c "addr2line -a -i -e '$object' $(seq -s ' ' -f %g $((0x$code)) $((0x$code + 40)) | xargs printf '0x%x ') | grep -q '/a\.sla:5$'"
    else
        skip "lines of machine code: there is no addr2line"
    fi

    # Damage: refused with its reason, wherever it is; the interpreter runs, or it is made anew.
    "$SLATE" replay "$n/b.sla" "$n/h.ndjson" --engine native >/dev/null 2>&1
    for other in "$SLATE_CACHE"/*.so; do [ "$other" = "$object" ] || break; done
    flips='flip:0% flip:4% flip:10% flip:17% flip:25% flip:33% flip:41% flip:50% flip:61% flip:73% flip:85% flip:92% flip:97% flip:99% flip:100%'
    cuts='cut:0 cut:1 cut:100 cut:50% cut:99%'
    python3 tests/objects.py "$n/good.so" "$other" "$n/bad" $flips $cuts abi format key=other functions changed
    refused() { # the changed object, how it is refused, then flags
        bad=$1 reason=$2
        shift 2
        cp "$n/bad/$bad" "$object"
        replay "is not used: $reason" "$n/a.sla" "$n/h.ndjson" "$@"
    }
    for change in $flips $cuts; do
        refused "$change" 'it '
        expect "what is damaged goes" test ! -e "$object"
    done
    refused abi 'its code was made for another version of slate'
    refused format 'it was made by a version of slate with another format'
    refused functions 'its code was made from another policy'
    refused changed 'it was made by another compiler'
    refused flip:50% 'it is damaged' --engine native
    expect "it is made anew" test -e "$object"
    replay '\(native\)' "$n/a.sla" "$n/h.ndjson"
    cp "$other" "$object"
    replay 'is not used: its code was made from another policy' "$n/a.sla" "$n/h.ndjson"

    # Drift: code of another policy that claims to be this one's is found out by --engine both.
    python3 tests/objects.py "$other" "$n/good.so" "$n/bad" key=other
    cp "$n/bad/key=other" "$object"
    call 6 '*' 'the engines differ: .*a\.sla:3: code [0-9]*: the interpreter gives 1, the other engine 0' replay "$n/a.sla" "$n/h.ndjson" --engine both
    rm "$object" "$other"

    # The compiler works beside a replay that does not wait for it, and ends what it began for the next one.
    rm -rf "$SLATE_CACHE"
    replay '\((interp|native)\)' "$n/a.sla" "$n/h.ndjson" --engine auto
    tries=0
    until [ -e "$object" ] || [ $tries = 300 ]; do sleep 0.1 && tries=$((tries + 1)); done
    expect "a compiler outlives the replay that began it" test -e "$object"
    replay '\(native\)' "$n/a.sla" "$n/h.ndjson"
    python3 -c 'for i in range(60000): print("""{"at":%d,"ticket":"t%d","event":"created","priority":"%s"}
{"at":%d,"ticket":"t%d","event":"reply","by":"agent"}""" % (1772442000000 + i * 2000, i, "low high urgent".split()[i % 3], 1772442000000 + i * 2000 + i * 7 % 2000, i))' >"$n/long.ndjson"
    for engine in interp auto; do
        "$SLATE" replay "$n/a.sla" "$n/long.ndjson" --engine $engine --no-cache --emit clocks -o "$n/$engine.ndjson" >/dev/null 2>"$n/$engine.err"
    done
    expect_same "a change of engines amid a replay changes no row" "$n/interp.ndjson" "$n/auto.ndjson"

    # The folder.
    rm "$object"
    chmod 777 "$SLATE_CACHE"
    replay 'can be written by others' "$n/a.sla" "$n/h.ndjson"
    replay 'can be written by others' "$n/a.sla" "$n/h.ndjson" --engine native
    expect "nothing is kept there" test -z "$(ls "$SLATE_CACHE")"
    chmod 700 "$SLATE_CACHE"
    if [ "$(id -u)" = 0 ]; then
        chown 1 "$SLATE_CACHE"
        replay 'belongs to another user' "$n/a.sla" "$n/h.ndjson"
        chown 0 "$SLATE_CACHE"
    fi
    SLATE_CACHE=/proc/none/slate replay '\(native\)' "$n/a.sla" "$n/h.ndjson" --engine native
    SLATE_CACHE="$n/a.sla" replay 'is no folder' "$n/a.sla" "$n/h.ndjson"
    expect "no HOME, no cache" env -u HOME -u XDG_CACHE_HOME -u SLATE_CACHE "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --emit clocks -o "$n/x.ndjson" 2>/dev/null
    (unset SLATE_CACHE && XDG_CACHE_HOME="$n/xdg" "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --engine native >/dev/null 2>&1)
    expect "XDG_CACHE_HOME" test -e "$n"/xdg/slate/*.so
    rm -rf "$SLATE_CACHE"
    for i in 1 2 3; do
        "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --engine native --emit clocks >"$n/out$i" 2>/dev/null &
    done
    wait
    expect "many at once" cmp -s "$n/rows" "$n/out1"
    expect "many at once" cmp -s "$n/rows" "$n/out3"
    expect "leave one object and nothing else" test "$(ls -A "$SLATE_CACHE" | wc -l)" = 1
    truncate -s 70M "$SLATE_CACHE/old.so"
    touch -d 2020-01-01 "$SLATE_CACHE/old.so"
    "$SLATE" replay "$n/b.sla" "$n/h.ndjson" --engine native >/dev/null 2>&1
    expect "the oldest is dropped" test ! -e "$SLATE_CACHE/old.so" -a -e "$object"

    # The compiler: no folder, no assembler, one that fails, one that is killed, no room on the disk.
    mkdir "$n/tmp"
    TMPDIR=/nonexistent replay '\(native\)' "$n/a.sla" "$n/h.ndjson" --engine native --no-cache
    export TMPDIR="$n/tmp"
    PATH_BEFORE=$PATH
    failing() { # what it says, words of a script `as`…
        wanted=$1
        shift
        rm -f "$n/none/as"
        [ $# = 0 ] || printf '#!/bin/sh\n%s\n' "$*" >"$n/none/as"
        [ $# = 0 ] || chmod +x "$n/none/as"
        "$n/none/run" "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --emit clocks --engine native --no-cache >"$work/out" 2>"$work/err"
        if cmp -s "$n/rows" "$work/out" && grep -q "no native code, the interpreter runs: $wanted" "$work/err"; then
            pass
        else
            fail "no '$wanted' but $(cat "$work/err")"
        fi
        expect "nothing temporary is left" test -z "$(ls -A "$n/tmp")"
    }
    printf '#!/bin/sh\nPATH=%s; export PATH; exec "$@"\n' "$n/none" >"$n/none/run"
    chmod +x "$n/none/run"
    failing '.*as'
    failing '.*(as: no space)' 'echo "as: no space" >&2; exit 1'
    failing 'the compiler was ended by signal 9' 'kill -9 $PPID'
    (ulimit -f 8 && "$SLATE" replay "$n/a.sla" "$n/h.ndjson" --engine native --no-cache --emit clocks >"$work/out" 2>"$work/err")
    expect "a full disk" test "$? $(cmp "$n/rows" "$work/out" && grep -c 'the interpreter runs' "$work/err")" = "0 1"
    unset TMPDIR

    # A compiled policy stands for the policy, where there is neither compiler nor source.
    mkdir "$n/away"
    call 0 - - build "$n/a.sla" -o "$n/away/a.so"
    cp "$n/away/a.so" "$n/away/good.so"
    (LD_LIBRARY_PATH=$n/fake "$n/none/run" "$SLATE" replay "$n/away/a.so" "$n/h.ndjson" --emit clocks >"$work/out" 2>"$work/err")
    expect "native code without a compiler" test "$? $(cmp "$n/rows" "$work/out" && grep -c '(native)' "$work/err")" = "0 1"
    replay '\(interp\)' "$n/away/a.so" "$n/h.ndjson" --engine interp
    replay '\(both\)' "$n/away/a.so" "$n/h.ndjson" --engine both
    (cd "$n/away" && "$SLATE" replay a.so "$n/h.ndjson" --emit clocks 2>"$work/err" | cmp -s - "$n/rows" && grep -q '(native)' "$work/err")
    expect "found in the working folder too" test $? = 0
    call 0 - - check "$n/away/a.so"
    call 0 '2026-03-03T10:00' - calendar "$n/away/a.so" office add '2026-03-02 16:00' 2h
    python3 tests/objects.py "$n/away/good.so" "$n/good.so" "$n/bad" $flips $cuts abi
    for change in $flips $cuts; do
        cp "$n/bad/$change" "$n/away/a.so"
        call 4 - 'a\.so: it (is|was|holds)' check "$n/away/a.so"
    done
    cp "$n/good.so" "$n/away/a.so"
    call 4 - 'it holds no policy, only the code of one' check "$n/away/a.so"
    cp "$n/bad/abi" "$n/away/a.so"
    replay 'the code in .* is not used, its policy is: its code was made for another version' "$n/away/a.so" "$n/h.ndjson"
    call 0 - - build "$n/away/a.so"
    replay '\(native\)' "$n/away/a.so" "$n/h.ndjson"
    echo 'clock c { start in created }' >"$n/wrong.sla"
    call 3 - 'E0' build "$n/wrong.sla"
    call 4 - 'no such file' build "$n/none.sla"
    call 0 - - build examples/warranty-quota -o "$n/away/w.so"
    call 0 '*' '\(native\)' replay "$n/away/w.so" examples/warranty-quota/history.ndjson --no-cache
else
    skip "native code: none can be made here"
fi

call 0 'extern SlateCode \*const slate_codes' - build "$n/a.sla" --emit c-header
call 0 'code 0' - build "$n/a.sla" --emit ir
for policy in examples/demo examples/warranty-quota examples/contracts; do
    [ -e "$policy/policy.sla" ] || continue
    "$SLATE" build "$policy/policy.sla" --emit c-header -o "$n/policy.h"
    echo '#include "policy.h"' | ${CC:-cc} -std=c11 -Wall -Wextra -Werror -I"$n" -fsyntax-only -x c -
    expect "$policy: the header compiles" test $? = 0
done
SLATE_CACHE=$own_cache
