// Slate policies for tree-sitter, rule by rule as grammar/slate.y has them; tests/editors.sh parses every policy of the
// repository with both. Line breaks are white space; words of the language are names wherever a name can stand.
const { HARD, PLAIN, HEAD, ACTION, JOIN, AS } = require('./words')

const list = (rule) => seq(rule, repeat(seq(',', rule)))
const block = (item) => seq('{', repeat(item), '}')
const named = ($, ...words) => choice($.name, alias(choice(...words), $.name))
const without = (words, ...left) => words.filter((word) => !left.includes(word))
const NUMBER = /\d[\d_]*(\.\d+)?/
const GAP = /[ \t]+/

module.exports = grammar({
  name: 'slate',
  word: ($) => $.name,
  extras: ($) => [/\s/, $.comment, $.doc_comment],

  rules: {
    file: ($) => repeat($._declaration),

    // ---- Names ----

    name: () => /[a-z][a-zA-Z0-9_]*/,
    _name: ($) => named($, ...PLAIN, ...ACTION, ...HEAD, ...JOIN, ...AS),
    _head_name: ($) => named($, ...PLAIN, ...ACTION),
    _type_word: ($) => named($, ...PLAIN, ...without(ACTION, 'set'), ...HEAD, ...JOIN, ...AS),
    _event_field: ($) => named($, ...PLAIN, ...ACTION, ...HEAD, ...without(JOIN, 'from'), ...AS),
    _set_name: ($) => named($, ...PLAIN, ...ACTION, ...HEAD, ...JOIN, ...AS, 'in', 'is', 'do'),
    _ticket_name: ($) => named($, ...PLAIN),
    _source_name: ($) => named($, ...PLAIN, ...ACTION, ...HEAD, ...JOIN, 'absent'),

    // ---- A file ----

    _declaration: ($) => choice(
      $.policy, $.use, $.currency, $.define, $.assess, $.ticket, $.account, $.contract_fields, $.event, $.calendar,
      $.holidays, $.clock, $.sla, $.plan, $.pack, $.contract, $.contracts, $.default_plan, $.rule, $.workflow, $.queue,
      $.source, $.test),
    policy: ($) => seq('policy', field('name', $.text), block($._policy_item)),
    use: ($) => seq('use', choice($.module, $.text)),
    module: ($) => seq($._name, repeat(seq('.', $._set_name))),
    currency: ($) => seq('currency', $.code),
    define: ($) => seq('define', field('name', $._name), '=', $._condition),
    assess: ($) => seq('assess', field('name', $._name), '=', $._condition),
    ticket: ($) => seq('ticket', block($.field)),
    account: ($) => seq('account', block($.field)),
    contract_fields: ($) => seq('contract', block($.field)),
    event: ($) => seq('event', field('name', $._name), optional(block($._event_item))),
    calendar: ($) => seq('calendar', field('name', $._name), block($._calendar_item)),
    holidays: ($) => seq('holidays', field('name', $._set_name), block($.holiday)),
    clock: ($) => seq('clock', field('name', $._name), block($._clock_item)),
    sla: ($) => seq('sla', field('name', $._name), optional(seq('for', 'team', $.text)), block($._sla_item)),
    plan: ($) => seq('plan', field('name', $._name), block($._plan_item)),
    pack: ($) => seq('pack', field('name', $._name), block($._pack_item)),
    contract: ($) => seq('contract', field('name', $._name), block($._contract_item)),
    contracts: ($) => seq('contracts', 'from', $.text),
    default_plan: ($) => seq('default', 'plan', field('name', $._name), optional($._when)),
    rule: ($) => seq('rule', field('name', $._name), $._trigger, optional($._when), 'do', $._actions),
    workflow: ($) => seq('workflow', field('name', $._name), optional($._when), block($.chain)),
    queue: ($) => seq('queue', field('name', $._name), block($._queue_item)),
    source: ($) => seq('source', field('name', $._name), 'from', $._name, optional($.text), block($._source_item)),
    test: ($) => seq('test', field('name', $.text), block($._test_item)),

    _policy_item: ($) => choice(seq('version', $.text), seq('effective', $.date), seq('migrate', 'open')),

    // ---- Data ----

    field: ($) => seq(field('name', $._name), ':', $._type, optional($._default)),
    _type: ($) => choice($._type_base, seq($._type_base, '?'), $.enumeration),
    _type_base: ($) => choice(
      alias($._type_word, $.type_name),
      seq('set', 'of', $._type_base),
      seq(alias($._type_word, $.type_name), 'in', '{', list($._literal), '}'),
      seq('(', $._type, ')')),
    enumeration: ($) => seq($._type_word, repeat1(seq('|', $._type_word))),
    _default: ($) => seq('=', $._constant),
    _constant: ($) => choice($._literal, $._name, seq('-', $._literal), seq('{', list($._sum), '}')),
    _event_item: ($) => choice(alias($._event_value, $.field), $.sets),
    _event_value: ($) => seq(field('name', $._event_field), ':', $._type, optional($._default)),
    sets: ($) => seq('sets', $._name, 'to', $._constant,
      optional(seq('from', choice(seq('{', list($._sum), '}'), list($._name))))),

    // ---- Expressions ----

    _when: ($) => seq('when', $._condition),
    _condition: ($) => choice($._or, $.if),
    if: ($) => seq('if', $._condition, 'then', $._condition, 'otherwise', $._condition),
    _or: ($) => choice($._and, $.or),
    or: ($) => seq($._or, 'or', $._and),
    _and: ($) => choice($._not, $.and),
    and: ($) => seq($._and, 'and', $._not),
    _not: ($) => choice($._compare, $.not),
    not: ($) => seq('not', $._not),
    _compare: ($) => choice($._sum, $.comparison),
    comparison: ($) => choice(
      seq($._sum, 'is', optional('not'), $._sum), seq($._sum, 'is', choice('present', 'absent')),
      seq($._sum, optional('not'), 'in', $.set),
      seq($._sum, choice('<', '<=', '>', '>=', 'contains', 'has', 'before', 'after'), $._sum),
      seq($._sum, 'between', $._sum, 'and', $._sum),
      seq($._sum, choice('starts', 'ends'), 'with', $._sum),
      seq($._sum, 'on', $._day_range), seq($._sum, 'during', $._name)),
    set: ($) => seq('{', list($._sum), '}'),
    _sum: ($) => choice($._adds, $.rounding),
    rounding: ($) => seq($._adds, 'round', $._name, 'to', $._literal),
    _adds: ($) => choice($._product, $.addition),
    addition: ($) => seq($._adds, choice('+', '-'), $._product),
    _product: ($) => choice($._unary, $.multiplication),
    multiplication: ($) => seq($._product, choice('*', '/'), $._unary),
    _unary: ($) => choice($._fallback, $.negation),
    negation: ($) => seq('-', $._unary),
    _fallback: ($) => choice($._postfix, $.fallback),
    fallback: ($) => seq($._postfix, 'else', $._unary),
    _postfix: ($) => choice($._primary, $.member),
    member: ($) => seq($._postfix, '.', $._name),
    _primary: ($) => choice($._literal, $._name, $.call, seq('(', $._condition, ')')),
    call: ($) => seq($._name, '(', list($._sum), ')'),

    _literal: ($) => choice($._word_literal, $.text),
    _word_literal: ($) => choice(
      $.integer, $.decimal, $.percent, $.duration, $.period, $.time, $.date, $.instant, $.money, seq($.date, $.time),
      'true', 'false'),
    _path: ($) => choice($._name, alias($._path_member, $.member)),
    _path_member: ($) => seq($._path, '.', $._name),
    _amount: ($) => choice($.duration, $.period),
    _amount_of: ($) => choice($._sum, seq($.percent, 'of', $._path)),
    per: ($) => seq('per', $._name, optional(seq('of', 'contract'))),

    // ---- Calendars and holidays ----

    _calendar_item: ($) => choice(
      $.zone, alias($._open, $.hours), alias($._closed, $.closing),
      seq('valid', $.date, '..', $.date), seq(choice('union', 'intersect', 'except'), list($._name))),
    zone: ($) => seq('zone', $.text),
    _open: ($) => choice(
      seq('open', list($._day_range), list($.span)), seq('open', 'always'),
      seq('open', 'on', list($._date_item), list($.span)), seq('open', 'every', list($._year_day), list($.span))),
    _closed: ($) => choice(
      seq('closed', 'on', list($._date_item), optional(list($.span))),
      seq('closed', 'every', list($._year_day), optional(list($.span)))),
    span: ($) => seq($.time, '-', $.time),
    _date_item: ($) => choice($.date, $._set_name, seq($.date, '..', $.date)),
    _year_day: ($) => choice($.month_day, seq($.month_day, '..', $.month_day)),
    weekday: () => choice('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'),
    _day_range: ($) => seq($.weekday, optional(seq('..', $.weekday))),
    holiday: ($) => choice(seq($._holiday, optional($.text), repeat($._suffix)), seq('feed', $.text)),
    _holiday: ($) => choice(
      seq('on', $.date), seq('every', $.month_day), seq('every', choice($.ordinal, 'last'), $.weekday, 'of', $._name),
      seq('easter', optional('orthodox'), optional(seq(choice('+', '-'), $.integer)))),
    _suffix: ($) => choice(seq(choice('from', 'until'), $.integer), seq('observed', list(seq($.weekday, '->', $.weekday)))),

    // ---- Clocks ----

    _clock_item: ($) => choice(
      alias($._watching, $.watch_line), $.pause, seq('run', 'while', $._condition),
      seq('repeats', optional('independently'))),
    _watching: ($) => seq(choice('start', 'stop', 'restart', 'resume', 'cancel'), 'on', list($.watch)),
    pause: ($) => seq('pause', 'while', $._condition, optional(seq('at', 'most', $._amount))),
    watch: ($) => choice(
      seq($._pattern, optional($._when)), seq($._pattern, 'from', $._unary, optional($._when)),
      seq($._pattern, $._when, 'from', $._unary)),
    _pattern: ($) => choice(
      $._path, seq($._path, 'by', $._name),
      seq($._path, 'becomes', choice($._postfix, seq('in', $.set), 'absent', 'present')),
      seq($._path, choice('rises', 'falls', 'changes'))),

    // ---- SLAs ----

    _sla_item: ($) => choice(
      seq('calendar', $._name, optional($._when)), seq('applies', $._when), $.pause, $.target, $.targets, $.exception,
      seq('except', $._name, 'over', $._name), $.escalation, $.objective, seq('changes', $._name)),
    target: ($) => seq(field('clock', $._head_name), choice(
      seq('within', $._limit, optional(seq(',', 'by', $._cutoff))), seq('by', $._cutoff), 'untimed'),
    optional(seq('on', $._name)), optional($._when), optional(seq('as', $._name))),
    targets: ($) => seq('targets', optional('unique'), $.table),
    exception: ($) => seq('except', field('name', $._name), $._when, block($._sla_item)),
    escalation: ($) => seq('escalate', $._name, block($.step)),
    objective: ($) => seq('objective', field('name', $._name), block($._objective_item)),
    _limit: ($) => choice($._sum, alias($._limit_if, $.if)),
    _limit_if: ($) => seq('if', $._condition, 'then', $._limit, 'otherwise', $._limit),
    _cutoff: ($) => choice(seq('close', optional($._later)), seq($.time, optional($._later)), $._cutoff_field),
    _later: ($) => choice(seq($.period, 'later'), seq('next', 'workday')),
    _cutoff_field: ($) => choice($._cutoff_base, seq($._cutoff_field, choice('+', '-'), $._product)),
    _cutoff_base: ($) => choice($._cutoff_path, seq($._cutoff_path, 'else', $._unary)),
    _cutoff_path: ($) => choice(
      $._ticket_name, seq(alias('account', $.name), '.', $._name), seq($._cutoff_path, '.', $._name)),
    step: ($) => choice(
      seq('at', choice($.percent, seq($.duration, choice('before', 'after')), 'breach'), $._actions, optional($._when)),
      seq('every', $.duration, 'after', optional(seq(',', $.integer, 'times')), $._actions, optional($._when))),
    _objective_item: ($) => choice(
      seq($.percent, 'of', $._name, $.per), seq('at', 'least', $.integer, $._name), seq('credit', $._amount_of)),

    // ---- Tables ----

    table: ($) => block($.row),
    row: ($) => seq('|', repeat1(seq($.cell, '|'))),
    cell: ($) => seq(list($._cell_item), optional(seq('on', $._name))),
    _cell_item: ($) => choice(
      $._limit, $.any, 'absent', 'present', 'untimed', seq('by', $._cutoff), seq($._sum, '..', $._sum),
      seq(choice('<', '<=', '>', '>='), $._sum), seq('is', optional('not'), $._sum), seq('not', $._sum)),
    any: () => '_',

    // ---- Plans, quotas, packs, contracts ----

    _plan_item: ($) => choice(
      seq('sla', list($._name)), seq('fee', $._amount_of, $.per), $.quota,
      seq('limit', $.integer, $._name, $.per, $.beyond), seq('accept', list($._name), 'only', $._when),
      seq('capacity', $.integer, $._name, 'per', $._path),
      seq('credit', $._amount_of, 'per', 'breach', 'of', $._name, optional(seq(',', 'at', 'most', $._amount_of, $.per))),
      seq('bill', $._amount_of, 'per', $._name, 'of', $._path, optional(seq('rounded', 'up', 'to', $.duration)),
        optional($._when)),
      seq('draws', 'on', $._name, optional(seq('overdraft', $.integer)), optional($.beyond))),
    beyond: ($) => seq('beyond', choice(
      seq('bill', $._amount_of, optional(seq('per', 'ticket'))), seq('without', 'sla'), 'reject', 'defer'), optional($._when)),
    quota: ($) => seq('quota', field('name', $._name), block($._quota_item)),
    _quota_item: ($) => choice(
      seq($.integer, $._name, $.per), seq('counts', $._pattern, optional($._when)),
      seq('counts', $._weight, 'on', $._pattern, optional($._when)), seq('rollover', $.integer),
      seq('refund', 'on', list($.watch)), seq('overdraft', $.integer), $.beyond,
      seq('warn', 'at', list($.percent), $._actions)),
    _weight: ($) => choice($.integer, $._path),
    _pack_item: ($) => choice(
      seq($.money, 'per', $._name, optional(seq(',', 'at', 'least', $.integer))), seq('valid', $._amount),
      seq('refund', 'on', list($.watch)), seq('draw', $._weight, 'on', list($._pattern), optional($._when))),
    _contract_item: ($) => choice(
      seq('account', list($.text)), seq('covers', $._when), seq('plan', $._name),
      seq('from', $.date, optional(seq('until', $.date))), seq('renew', $._name),
      seq('remind', $._amount, 'before', 'end', $._actions), $.override, seq($._head_name, ':', $._entry_value)),
    override: ($) => seq('override', field('name', $._name), block($._sla_item)),

    // ---- Rules, workflows, queues, actions ----

    _trigger: ($) => choice(
      seq('on', list($._pattern)),
      seq('after', $._amount, optional(seq('on', $._name)), choice('without', 'since'), $._pattern),
      seq('at', $.time, 'on', $._name)),
    _actions: ($) => list($.action),
    action: ($) => choice(
      seq(choice('notify', 'assign'), $._recipient), seq('set', $._name, 'to', $._limit), seq(choice('raise', 'lower'), $._name),
      seq(choice('tag', 'untag'), $._sum), seq('task', $._sum, optional(seq('within', $._amount))), 'close', 'reopen',
      seq(choice('bill', 'credit'), $._amount_of), seq('draw', $._sum), seq('emit', $._name, optional($._entries))),
    _recipient: ($) => choice(seq(choice('team', 'role'), $.text), $._fallback),
    _entries: ($) => seq('{', optional(list($.entry)), '}'),
    entry: ($) => seq(field('name', $._name), ':', $._entry_value),
    _entry_value: ($) => choice($._sum, $.set, 'absent'),
    chain: ($) => seq($._name, repeat1(seq('->', $._name))),
    _queue_item: ($) => choice(seq('where', $._condition), seq('order', 'by', list($.key))),
    key: ($) => seq($._sum, optional(choice('asc', 'desc'))),

    // ---- Sources ----

    _source_item: ($) => choice($.zone, $.mapping, seq('events', block($.milestone))),
    mapping: ($) => seq(field('name', $._source_name), '=', choice(
      seq(list($.text), optional($._format)), seq('match', $.text, block($.arm)), $._name)),
    _format: ($) => seq('as', $.text),
    arm: ($) => seq(choice($.text, $.any), '->', choice(
      $._literal, seq($._name, optional(choice($._word_literal, $._head_name, seq('by', $._name)))))),
    milestone: ($) => seq($._head_name, optional(seq('by', $._name)), 'at', $.text, optional($._format)),

    // ---- Tests ----

    _test_item: ($) => choice($.zone, alias($._test_account, $.test_account), $.test_event, $.cases, $.replay, $.expectation),
    _test_account: ($) => seq('account', $.text, optional($._entries)),
    test_event: ($) => seq('at', $._moment, optional(choice(
      seq($._head_name, optional(seq('by', $._name)), $._ticket_name, optional($._entries)),
      seq('pack', $._name, optional($._entries))))),
    cases: ($) => seq('cases', $.table),
    replay: ($) => seq('replay', $.text),
    expectation: ($) => seq('expect', choice(
      seq($._subject, choice($._ticket_name, 'untimed', seq('due', choice($._moment, 'absent')),
        seq('left', choice($.duration, $.name)), seq('because', choice($.name, $.text)),
        seq('is', optional('not'), $._sum), seq('is', choice($.set, 'present', 'absent')),
        seq(choice('<', '<=', '>', '>=', 'has'), $._sum))),
      seq(optional(seq('at', $._moment)), $.action, optional(seq('for', choice($._ticket_name, $.text))),
        optional(seq('in', choice($.month, $.name)))),
      seq(choice('quota', 'pack'), $._name, 'of', $.text, optional(seq('used', choice($.integer, $.name))),
        optional(seq('left', choice($.integer, $.name)))),
      'nothing')),
    _subject: ($) => seq(choice($._ticket_name, $._subject), '.', $._name),
    _moment: ($) => choice($.date, $.instant, $._ticket_name, seq($.date, $.time)),

    // ---- Literals ----

    integer: () => /\d[\d_]*/,
    decimal: () => /\d[\d_]*\.\d+/,
    percent: () => /\d[\d_]*(\.\d+)?%/,
    duration: () => /(\d+[hms])+/,
    ordinal: () => /\d+(st|nd|rd|th)/,
    period: () => token(seq(/\d[\d_]*/, GAP, optional(seq('calendar', GAP)), /(workday|day|week|month|year)s?/)),
    money: () => token(seq(NUMBER, GAP, /[A-Z][A-Z][A-Z]/)),
    time: () => /\d\d:\d\d(:\d\d)?/,
    date: () => /\d\d\d\d-\d\d-\d\d/,
    month: () => /\d\d\d\d-\d\d/,
    month_day: () => /\d\d-\d\d/,
    instant: () => /\d\d\d\d-\d\d-\d\dT[0-9:.]*([Zz]|[+-][0-9:]*)?/,
    code: () => /[A-Z][A-Z][A-Z]/,
    text: () => /"([^"\\\n]|\\[^\n])*"/,
    comment: () => /#[^\n]*/,
    doc_comment: () => token(prec(1, /##[^\n]*/)),
  },
})
