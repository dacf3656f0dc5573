# Replays the corpus of every fuzz target: tests/fuzz/corpus/X through build/MODE/fuzz/fuzz_X, one file a test.
. .ci/tally
for target in tests/fuzz/fuzz_*.c; do
    [ -e "$target" ] || continue
    name=$(basename "$target" .c)
    corpus=tests/fuzz/corpus/${name#fuzz_}
    for input in "$corpus"/*; do
        if [ -e "$input" ]; then expect "$input" timeout 60 "$B/fuzz/$name" "$input"; else fail "$corpus is empty"; fi
    done
done
tally
