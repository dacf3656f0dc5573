#!/bin/sh
# `make docs`: the documents as one folder, the topics of docs/reference/ within the reference, and a page for each
# diagnostic: assemble.sh SLATE FOLDER
set -eu
slate=$1
out=$2
mkdir -p "$out"
cp docs/tutorial.md docs/semantics.md "$out"
{
    cat docs/reference.md
    for topic in docs/reference/*.md; do
        echo
        cat "$topic"
    done
} >"$out/reference.md"
"$slate" explain --markdown -o "$out/diagnostics"
echo "docs: $out"
