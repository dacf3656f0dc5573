// The words of the language by class (grammar/keywords.def): where each is a name is said there.
// keywords begin: made by editors/keywords.py
exports.HARD = [
  'and', 'or', 'not', 'is', 'in', 'between', 'if', 'then', 'otherwise', 'else', 'true', 'false', 'present',
  'absent', 'when', 'while', 'do', 'has', 'contains', 'untimed',
]
exports.PLAIN = [
  'policy', 'use', 'currency', 'define', 'assess', 'ticket', 'event', 'holidays', 'clock', 'sla',
  'contract', 'contracts', 'default', 'rule', 'workflow', 'queue', 'source', 'test', 'version',
  'effective', 'migrate', 'open', 'closed', 'always', 'every', 'valid', 'union', 'intersect', 'easter',
  'orthodox', 'feed', 'observed', 'last', 'start', 'stop', 'restart', 'resume', 'cancel', 'run',
  'repeats', 'independently', 'becomes', 'rises', 'falls', 'most', 'least', 'for', 'team', 'role',
  'unique', 'over', 'breach', 'times', 'workday', 'fee', 'counts', 'rollover', 'refund', 'overdraft',
  'beyond', 'without', 'reject', 'defer', 'warn', 'limit', 'accept', 'only', 'capacity', 'draws',
  'rounded', 'up', 'end', 'since', 'where', 'order', 'asc', 'desc', 'match', 'events', 'because', 'due',
  'left', 'used', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun',
]
exports.HEAD = [
  'account', 'calendar', 'plan', 'pack', 'sets', 'zone', 'until', 'pause', 'changes', 'applies',
  'targets', 'except', 'escalate', 'objective', 'covers', 'renew', 'remind', 'override', 'expect',
  'cases', 'replay',
]
exports.ACTION = [
  'set', 'quota', 'notify', 'assign', 'raise', 'lower', 'tag', 'untag', 'task', 'close', 'reopen', 'bill',
  'credit', 'draw', 'emit', 'nothing',
]
exports.JOIN = [
  'after', 'at', 'before', 'by', 'during', 'ends', 'from', 'later', 'next', 'of', 'on', 'per', 'round',
  'starts', 'to', 'with', 'within',
]
exports.AS = [
  'as',
]
// keywords end
