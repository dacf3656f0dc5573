#!/bin/sh
# The report by version and by type: version 3.0 ran 4 h, 4 h 1 s and 5 h, and was late twice.
"$1" replay examples/versions/policy.sla examples/versions/history.ndjson --by version,type 2>/dev/null |
    sed -n '/^version/,/^$/p' >"$2/report"
diff -u - "$2/report" <<'REPORT'
version  type      clock    cycles  met          breached         open        untimed  cancelled  p50  p90
2.0      incident  resolve       1    1  100.0%         0   0.0%     0  0.0%        0          0   5h   5h
2.1      question  resolve       1    1  100.0%         0   0.0%     0  0.0%        0          0   8h   8h
2.1      incident  resolve       1    1  100.0%         0   0.0%     0  0.0%        0          0   7h   7h
3.0      incident  resolve       3    1   33.3%         2  66.7%     0  0.0%        0          0   4h   5h

REPORT
