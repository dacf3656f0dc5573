# Random histories against the model of tests/model, which shares no code with the engine.
. .ci/tally
for case in $(python3 tests/model/run.py --list); do
    expect "the model agrees: $case" python3 tests/model/run.py --slate "$SLATE" --cases "$case" --count 15
done
tally
