# Random histories against the model of tests/model, which shares no code with the engine.
. .ci/tally
for case in $(python3 tests/model/run.py --list); do
    expect "the model agrees: $case" python3 tests/model/run.py --slate "$SLATE" --cases "$case" --count 15
done
# Reopened, changed and paused at one instant or out of hours: what once differed (tests/lang/tests/periods.sla has it by hand).
for seed in 152 429 1001 1673 1879 7349; do
    expect "periods, history $seed" python3 tests/model/run.py --slate "$SLATE" --cases periods --count 1 --seed $seed
done
tally
