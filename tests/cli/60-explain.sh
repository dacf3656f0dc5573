# explain --ticket: the statement of a ticket (interfaces.md). Worked out by hand: 8h on 09:00-18:00 from Monday 16:00 are 2h that day
# and 6h on Tuesday; an hour of pause from 10:00 moves the deadline from 15:00 to 16:00.
k=$work/ticket.sla
cat >"$k" <<'SLA'
calendar office { zone "Europe/Kyiv"  open mon..fri 09:00-18:00 }
clock resolve { start on created  stop on resolved }
sla care {
  calendar office
  pause while status is pending
  resolve within 8h
  escalate resolve { at 50% notify team "lead" }
}
plan usual { sla care }
default plan usual
SLA
cat >"$work/ticket.ndjson" <<'END'
{"at":"2026-03-02T14:00:00Z","ticket":"T-1","event":"created","account":"A<&>B"}
{"at":"2026-03-03T08:00:00Z","ticket":"T-1","event":"updated","status":"pending"}
{"at":"2026-03-03T09:00:00Z","ticket":"T-1","event":"updated","status":"open"}
{"at":"2026-03-03T14:30:00Z","ticket":"T-1","event":"resolved"}
END
cat >"$work/ticket.expected" <<'END'
T-1 of A<&>B, plan usual, SLA care
created 2026-03-02 16:00; told as of 2026-03-03 16:30 (Europe/Kyiv)

care.resolve, cycle 1: stopped, breached 2026-03-03 16:00, due 2026-03-03 16:00
  target care.resolve[1]: 8h on office, Europe/Kyiv (ticket.sla:6)
  from              to                what                           source        open    ran  left
  2026-03-02 16:00                    begins, due 2026-03-03 15:00   ticket.sla:6
  2026-03-02 16:00  18:00             ran                                            2h     2h    6h
  2026-03-02 18:00  2026-03-03 09:00  closed
  2026-03-03 09:00  10:00             ran                                            1h     3h    5h
  2026-03-03 10:00  11:00             paused                         ticket.sla:5    1h
  2026-03-03 11:00                    runs on, due 2026-03-03 16:00  ticket.sla:6
  2026-03-03 11:00  12:00             ran                                            1h     4h    4h
  2026-03-03 12:00                    escalates: step 1              ticket.sla:7
  2026-03-03 12:00  16:00             ran                                            4h     8h    0s
  2026-03-03 16:00                    is breached                    ticket.sla:6
  2026-03-03 16:00  16:30             ran                                           30m  8h30m  -30m
  2026-03-03 16:30                    stops                          ticket.sla:6
  ran 8h30m in all, paused 1h

what else happened
  at                what                                           source
  2026-03-02 16:00  is covered                                     ticket.sla:9
  2026-03-03 12:00  notify team "lead", by step 1 of care.resolve  ticket.sla:7
END
"$SLATE" explain "$k" "$work/ticket.ndjson" --ticket T-1 >"$work/ticket.got"
if diff "$work/ticket.expected" "$work/ticket.got"; then pass; else fail 'the statement of a ticket'; fi
call 0 'A&lt;&amp;&gt;B' - explain "$k" "$work/ticket.ndjson" --ticket T-1 --format html
call 0 '"ran_ms":30600000' - explain "$k" "$work/ticket.ndjson" --ticket T-1 --format json
call 2 - 'no ticket "T-9"' explain "$k" "$work/ticket.ndjson" --ticket T-9
call 2 - 'did you mean "resolve"' explain "$k" "$work/ticket.ndjson" --ticket T-1 --clock resolv
call 2 - 'goes with a POLICY and its HISTORY' explain "$k" --ticket T-1
call 4 - 'no such file' explain "$work/none.sla" "$work/ticket.ndjson" --ticket T-1
