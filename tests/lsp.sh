# The language server: by the bytes of its protocol (Python), and by a client library from npm (Node) where there is one.
. .ci/tally
scratch=$PWD/$B/tests/lsp
rm -rf "$scratch/work"
mkdir -p "$scratch/work"
part() { # name, command…: a test that ends in its own count
    name=$1
    shift
    "$@" >"$scratch/$name.log" 2>&1
    sed -n 's/^FAILED/&/p; s/^skipped/&/p' "$scratch/$name.log"
    counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/$name.log")
    if [ -n "$counts" ]; then
        passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
    else
        fail "$name did not get to its end"
        tail -n 20 "$scratch/$name.log"
    fi
}
part wire timeout 600 python3 tests/lsp/wire.py "$SLATE"
if node=$(.ci/node "$PWD/$B/node"); then
    cp tests/lsp/*.mjs "$B/node/"
    part methods timeout 600 node "$B/node/methods.mjs" "$SLATE" "$scratch/work"
else
    skip "the language server by a client library: $node"
fi
tally
