# Instructions of a replay on each engine, counted by valgrind, against tests/instructions.txt: counts repeat where times do not.
# More than 5 % above the row of this compiler fails; a compiler without a row, or a build that is no release, is skipped.
# UPDATE=1 writes the row anew. The history is the same to the byte everywhere (bench/generate.c).
. .ci/tally
baseline=tests/instructions.txt
scratch=$B/tests/instructions
slack=5 # per cent: another C library, another kernel

finish() { # why nothing is counted
    skip "instructions: $1"
    tally
    exit
}
[ "${B##*/}" = release ] || finish "counted in release builds alone"
command -v valgrind >/dev/null || finish "valgrind is not installed"
compiler=$(${CC:-gcc} --version | sed -n '1s/^\([a-z]*\).* \([0-9]*\)\.[0-9.]*.*$/\1-\2/p')

rm -rf "$scratch"
mkdir -p "$scratch"
"$B/generate" --tickets 400 --accounts 20 --seed 7 -o "$scratch/history.ndjson"
export SLATE_CACHE="$scratch/cache"
run() { # engine, then what runs it
    engine=$1
    shift
    "$@" "$SLATE" replay examples/demo/policy.sla "$scratch/history.ndjson" --engine "$engine" --threads 1 \
        --emit clocks,actions -o "$scratch/$engine.ndjson" 2>"$scratch/$engine.txt"
}
counted() { # engine: instructions of this process, the compiler's not among them
    run "$1" valgrind --tool=callgrind --callgrind-out-file=/dev/null || return 1
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p' "$scratch/$1.txt"
}
check() { # engine
    count=$(counted "$1")
    [ -n "$count" ] || { fail "$1: valgrind counts nothing: $(tail -n 2 "$scratch/$1.txt")"; return; }
    known=$(sed -n "s/^$compiler $1 \([0-9]*\)$/\1/p" "$baseline")
    if [ -n "${UPDATE:-}" ]; then
        sed -i "/^$compiler $1 /d" "$baseline"
        echo "$compiler $1 $count" >>"$baseline"
        pass
    elif [ -z "$known" ]; then
        skip "instructions: $baseline has no row for $compiler $1; UPDATE=1 writes it"
    elif [ "$count" -gt $((known + known * slack / 100)) ]; then
        fail "$1: $count instructions, $known expected, $((count * 100 / known - 100)) % more; if that is the price of something, UPDATE=1"
    else
        pass
        [ "$count" -ge $((known - known * slack / 100)) ] || skip "instructions: $1 takes $((100 - count * 100 / known)) % fewer; UPDATE=1 keeps that"
    fi
}
check interp
run native || fail "native: $(tail -n 2 "$scratch/native.txt")" # fills the cache
if grep -q 'no native code' "$scratch/native.txt"; then skip "instructions: no native code here"; else check native; fi
expect "both engines give the same rows" cmp "$scratch/interp.ndjson" "$scratch/native.ndjson"
tally
