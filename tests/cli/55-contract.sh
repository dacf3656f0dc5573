# explain --contract: what one customer has, with the override written in (semantics.md P2).
k=$work/contract.sla
cat >"$k" <<'SLA'
use std.clocks
calendar workshop { zone "Europe/Kyiv"  open mon..fri 09:00-18:00 }
sla warranty {
  calendar workshop
  pause while status is pending
  respond within 1h when priority >= high
  respond within 2h
}
plan maintenance { sla warranty }
contract kia_2026 {
  account "KIA Fleet", "KIA Rentals"
  plan    maintenance
  from    2026-01-01 until 2027-01-01
  override warranty { calendar always  respond within 30m when priority is urgent }
}
SLA
call 0 'from 2026-01-01, until 2027-01-01' - explain "$k" --contract kia_2026
"$SLATE" explain "$k" --contract kia_2026 | sed -n '/^sla/,/^}/p' | sed 's/ *#.*//' >"$work/normal"
cat >"$work/normal.expected" <<'SLA'
sla warranty {
  calendar always
  pause while status is pending
  respond within 30m when priority is urgent
  respond within 1h when priority >= high
  respond within 2h
}
SLA
expect "explain --contract: the override's lines first, its calendar in place of the SLA's" \
    cmp "$work/normal.expected" "$work/normal"
call 2 - 'did you mean "kia_2026"' explain "$k" --contract kia_2025
call 2 - 'goes with one POLICY' explain --contract kia_2026
call 4 - 'no such file' explain no/such.sla --contract kia_2026
