# A reader that has had enough, as `head` has after a line: no word of it, and the answer that would have been.
unread() { # exit code, word…
    wanted=$1
    shift
    rm -f "$work/closed"
    {
        until [ -e "$work/closed" ]; do sleep 0.01; done
        "$SLATE" "$@" 2>"$work/err" </dev/null
        echo $? >"$work/code"
    } | {
        exec <&-
        : >"$work/closed"
    }
    expect "slate $*: a closed pipe changes nothing" test "$(cat "$work/code") $(grep -v '^records in' "$work/err")" = "$wanted "
}
unread 0 --help
unread 0 explain E0101
printf 'clock c { start in created }\n' >"$work/wrong.sla"
unread 3 check "$work/wrong.sla"
unread 0 replay "$p/good.sla" "$r/good.ndjson"
unread 0 replay "$p/good.sla" "$r/good.ndjson" --emit clocks,decisions
unread 0 calendar "$p/good.sla" office show 2026-03
if [ -w /dev/full ]; then
    "$SLATE" replay "$p/good.sla" "$r/good.ndjson" --emit clocks >/dev/full 2>"$work/err"
    expect "rows on a full disk are not a good answer" test "$? $(grep -c 'No space left' "$work/err")" = "6 1"
fi
