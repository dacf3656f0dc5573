# What may be wrong with where rows go: a full disk, a reader that leaves, a file that is read as well, one that is there.
o=$work/output
rm -rf "$o"
mkdir -p "$o/folder"
awk 'BEGIN { for (n = 0; n < 5000; n++) printf "{\"at\":\"2026-03-%02dT%02d:%02d:00Z\",\"ticket\":\"T \\n\\\"%d\\\"\",\"event\":\"created\",\"account\":\"A-%d\"}\n",
    2 + n / 1440, n / 60 % 24, n % 60, n, n % 7 }' >"$o/history.ndjson"
cp "$o/history.ndjson" "$o/as-it-was"
sql() { # database, statements: one line of values
    python3 -c 'import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
print(*[value for part in sys.argv[2].split(";") for row in base.execute(part) for value in row])
base.commit()' "$1" "$2"
}
for kind in ndjson csv db; do
    call 0 - '^records in 5000 = applied 5000 ' replay "$p/good.sla" "$o/history.ndjson" --emit clocks -o "$o/whole.$kind"
done

# A file that may not grow: told once, with its name; what was written before are whole rows.
full() { # file…: that many blocks are all
    (
        ulimit -f 1000 2>/dev/null
        "$SLATE" replay "$p/good.sla" "$o/history.ndjson" --emit clocks "$@" 2>"$work/err"
        echo $? >"$work/code"
    )
}
for kind in ndjson csv; do
    full -o "$o/part.$kind"
    expect "$kind: a disk that is full is not a good answer" test "$(cat "$work/code") $(grep -c "^slate replay: $o/part.$kind: File too large" "$work/err")" = "6 1"
    expect "$kind: much was written" test "$(wc -c <"$o/part.$kind")" -gt 300000
    head -c "$(wc -c <"$o/part.$kind")" "$o/whole.$kind" >"$o/expected"
    expect_same "$kind: what was written is what would have been" "$o/expected" "$o/part.$kind"
done
expect "the last row of JSON is whole" test "$(tail -n 1 "$o/part.ndjson" | grep -c '^{"row":.*}$')" = 1
expect "the last row of CSV is whole" test "$(tail -n 1 "$o/part.csv" | grep -Ec '^""[0-9]+""",(respond|resolve),.*good.sla:[0-9]+$')" = 1
full >"$o/redirected"
expect "standard output may be such a file" test "$(cat "$work/code") $(tail -n 1 "$o/redirected" | grep -c '}$')" = "6 1"
full -o "$o/part.db"
expect "a database that is full is not a good answer" test "$(cat "$work/code") $(grep -c "^slate replay: $o/part.db: " "$work/err")" = "6 1"
expect "it can be read" test "$(sql "$o/part.db" 'PRAGMA integrity_check')" = ok
yes '{' | head -n 100000 >"$o/refused.ndjson"
(
    ulimit -f 1000 2>/dev/null
    "$SLATE" replay "$p/good.sla" "$o/refused.ndjson" --rejects "$o/rejects" >"$work/out" 2>"$work/err"
    echo $? >"$work/code"
)
expect "refused records on a full disk likewise" test "$(cat "$work/code") $(tail -n 1 "$o/rejects" | grep -c '^{"file":.*}$')" = "6 1"

# A reader that leaves after a row gets that row, and nobody is told.
{
    "$SLATE" replay "$p/good.sla" "$o/history.ndjson" --emit clocks 2>"$work/err"
    echo $? >"$work/code"
} | head -n 1 >"$o/first"
head -n 1 "$o/whole.ndjson" >"$o/expected"
expect_same "the first row is whole" "$o/expected" "$o/first"
# Nor is a longer history replayed to its end for a reader who has left, or for a disk that is full: the whole takes a hundred times as long.
for n in $(seq 60); do sed "s/\"ticket\":\"T/\"ticket\":\"$n-T/" "$o/history.ndjson"; done >"$o/long.ndjson"
cat >"$o/early.py" <<'END'
import subprocess, sys
slate, policy, history = sys.argv[1:]
for threads in "1", "3":
    with subprocess.Popen([slate, "replay", policy, "-", "--emit", "decisions", "--threads", threads], stdin=open(history), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read().decode()
        assert run.wait() == 0 and told == "", (threads, run.returncode, told)
END
expect "a reader that leaves ends the replay without a word" python3 "$o/early.py" "$SLATE" "$p/good.sla" "$o/long.ndjson"
expect "head is no failure" test "$(cat "$work/code") $(grep -vc '^records in' "$work/err")" = "0 0"

# Paths that can't be.
call 4 - 'history.ndjson/x.ndjson: Not a directory' replay "$p/good.sla" "$o/history.ndjson" -o "$o/history.ndjson/x.ndjson"
call 4 - 'no/x.db: unable to open' replay "$p/good.sla" "$o/history.ndjson" -o "$o/no/x.db"

# What is read is not overwritten, under whatever name.
ln -s history.ndjson "$o/link.ndjson"
ln "$o/history.ndjson" "$o/hard.csv"
ln "$o/history.ndjson" "$o/folder/clocks.csv"
printf 'account\nA-1\n' >"$o/accounts.csv"
for output in history.ndjson link.ndjson hard.csv folder accounts.csv; do
    call 2 - '-o would overwrite ' replay "$p/good.sla" "$o/history.ndjson" --accounts "$o/accounts.csv" --emit clocks -o "$o/$output"
    call 2 - '--rejects would overwrite ' replay "$p/good.sla" "$o/history.ndjson" --rejects "$o/link.ndjson"
done
call 2 - '-o would overwrite .*whole.db' replay "$p/good.sla" "$o/whole.db" -o "$o/whole.db"
: >"$o/both.ndjson"
call 2 - '-o would overwrite ' replay "$p/good.sla" "$o/history.ndjson" -o "$o/both.ndjson" --rejects "$o/both.ndjson"
expect_same "the history is as it was" "$o/as-it-was" "$o/history.ndjson"

# What is there is replaced: a file, or tables of those names.
head -c 9000000 /dev/zero | tr '\0' x >"$o/there.ndjson"
call 0 - '*' replay "$p/good.sla" "$o/history.ndjson" --emit clocks -o "$o/there.ndjson"
expect_same "a longer file is replaced" "$o/whole.ndjson" "$o/there.ndjson"
sql "$o/there.db" 'CREATE TABLE mine(x); INSERT INTO mine VALUES (1); CREATE TABLE clocks(x)' >"$work/out"
call 0 - '*' replay "$p/good.sla" "$o/history.ndjson" --emit clocks -o "$o/there.db"
expect "tables of other names stay" test "$(sql "$o/there.db" 'SELECT count(*) FROM mine; SELECT count(*) FROM clocks')" = "1 10000"
printf 'no database' >"$o/text.db"
call 4 - 'text.db: file is not a database' replay "$p/good.sla" "$o/history.ndjson" --emit clocks -o "$o/text.db"
expect "a file that is no database stays" test "$(cat "$o/text.db")" = 'no database'
rm -rf "$o"
