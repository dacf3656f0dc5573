# What editors read of the language: their words are the grammar's, every policy parses alike in both grammars, and each editor
# that is there takes its files.
. .ci/tally
case $B in # what is tested does not depend on the build, and takes minutes there
*asan*) skip "$(basename "$0" .sh) under the sanitizers"; tally; exit ;;
esac
scratch=$PWD/$B/tests/editors
rm -rf "$scratch"
mkdir -p "$scratch"

expect "the words of the editors are current (editors/keywords.py)" python3 editors/keywords.py --check
for file in editors/vscode/*.json editors/vscode/syntaxes/*.json; do
    expect "$file is JSON" python3 -m json.tool "$file" /dev/null
done
if node=$(.ci/node "$PWD/$B/node"); then
    cp tests/lsp/*.mjs tests/editors/*.mjs "$B/node/"
    policies=$(find examples stdlib tests/lang tests/errors tests/editors -name '*.sla' | sort)
    if tree=$(.ci/tree-sitter "$PWD/$B/tree-sitter"); then
        folder=$B/tree-sitter
        node "$B/node/grammar_json.mjs" editors/tree-sitter-slate/grammar.js >"$scratch/grammar.json"
        if ! cmp -s "$scratch/grammar.json" "$folder/grammar.json"; then # half a minute
            "$folder/generate" <"$scratch/grammar.json" >"$folder/parser.c" &&
                gcc -w -I"$folder/tree-sitter/include" tests/editors/tree.c "$folder/parser.c" "$folder/runtime.o" -o "$folder/tree" &&
                cp "$scratch/grammar.json" "$folder/grammar.json"
        fi
        # shellcheck disable=SC2086
        "$folder/tree" $policies >"$scratch/trees.txt"
        expect "the parser that tree-sitter generates reads every policy" test $? = 0
    else
        skip "tree-sitter's own generator: $tree"
    fi
    # shellcheck disable=SC2086
    TREES=$scratch/trees.txt timeout 600 node "$B/node/alike.mjs" "$SLATE" "$PWD" $policies >"$scratch/alike.log" 2>&1
    sed -n 's/^FAILED/&/p' "$scratch/alike.log"
    counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/alike.log")
    if [ -n "$counts" ]; then
        passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
    else
        fail "the grammars side by side"
        tail -n 20 "$scratch/alike.log"
    fi
    timeout 60 node "$B/node/vscode.mjs" "$SLATE" "$PWD" >"$scratch/vscode.log" 2>&1
    expect "the extension of VS Code starts the server and shows what it tells" test $? = 0
    sed -n 's/^FAILED/&/p' "$scratch/vscode.log"
else
    skip "the grammar of tree-sitter: $node"
fi
for vim in vim nvim; do
    if command -v $vim >/dev/null && $vim --version | grep -Eq '\+syntax|^NVIM'; then
        sh tests/editors/vim.sh tests/editors/policy.sla "$scratch/$vim.txt" $vim "$SLATE" >"$scratch/$vim.log" 2>&1
        expect_same "$vim" tests/editors/vim.txt "$scratch/$vim.txt"
    else
        skip "$vim: there is none with +syntax"
    fi
done
if command -v emacs >/dev/null; then
    expect "Emacs compiles its mode" emacs --batch -Q -L editors/emacs --eval '(setq byte-compile-error-on-warn t)' \
        --eval "(setq byte-compile-dest-file-function (lambda (_) \"$scratch/slate-mode.elc\"))" -f batch-byte-compile editors/emacs/slate-mode.el
    POLICY=tests/editors/policy.sla OUT="$scratch/emacs.txt" timeout 60 emacs --batch -Q -L editors/emacs -l tests/editors/emacs.el
    expect_same "Emacs" tests/editors/emacs.txt "$scratch/emacs.txt"
else
    skip "Emacs: there is none"
fi
tally
