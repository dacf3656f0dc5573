# What editors read of the language: their words are the grammar's, every policy parses alike in both grammars, and each editor
# that is there takes its files.
. .ci/tally
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
    # shellcheck disable=SC2086
    timeout 600 node "$B/node/alike.mjs" "$SLATE" "$PWD" $policies >"$scratch/alike.log" 2>&1
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
if command -v tree-sitter >/dev/null; then
    cp -r editors/tree-sitter-slate "$scratch/grammar"
    (cd "$scratch/grammar" && tree-sitter generate) >"$scratch/generate.log" 2>&1
    expect "tree-sitter's own generator takes the grammar" test -s "$scratch/grammar/src/parser.c"
else
    skip "tree-sitter's own generator: there is no tree-sitter"
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
