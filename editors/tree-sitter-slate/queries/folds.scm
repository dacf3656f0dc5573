[
  (policy) (ticket) (account) (contract_fields) (event) (calendar) (holidays) (clock) (sla) (plan) (pack) (contract)
  (workflow) (queue) (source) (test)
  (exception) (escalation) (objective) (quota) (override) (table) (mapping)
] @fold
