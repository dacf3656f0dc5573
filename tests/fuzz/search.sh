#!/bin/sh
# Lets every fuzz target search: search.sh FOLDER_OF_TARGETS. What it finds new goes to build/fuzz/corpus, what crashes
# to build/fuzz/crash; a crash that is understood belongs into tests/fuzz/corpus/X for good.
set -eu
seconds=${FUZZ_SECONDS:-60}
for target in "$1"/fuzz_*; do
    [ -x "$target" ] || continue
    name=$(basename "$target")
    name=${name#fuzz_}
    mkdir -p "build/fuzz/corpus/$name" build/fuzz/crash "tests/fuzz/corpus/$name"
    echo "== $name for $seconds s"
    "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/crash/$name-" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name"
done
