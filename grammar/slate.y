/* The grammar of Slate, in the order of the language reference. Line breaks are white space and nothing ends a statement:
   each begins with a word, number or `|` that cannot continue the one before, so there are no conflicts and no
   precedences. Every action is a builder of compiler/build.h. After a syntax error the scanner answers SYNC where the
   next statement begins (scan.h). Words of keywords.def are names too, by class. */
%require "3.8"
%define api.pure full
%define api.prefix {slate_}
%define api.token.prefix {TOK_}
%define api.token.raw
%define api.location.type {Span}
%define api.value.type union
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%lex-param   { Scan *scan }
%parse-param { Scan *scan } { Parse *parse }

%code requires {
#include "compiler/build.h"
}
%code provides {
int slate_lex(SLATE_STYPE *value, Span *span, Scan *scan);
/* "workday", "end of file": what messages call a symbol. */
const char *slate_symbol_name(int symbol);
}
%code {
#define YYMAXDEPTH 20000
#define YYLLOC_DEFAULT(out, rhs, n) ((out) = (n) ? span_join((rhs)[1], (rhs)[n]) : span_after((rhs)[0]))
#define B(kind, span, ...) build(parse, AST_##kind, span, __VA_ARGS__)
#define NAMED(kind, span, ...) build_named(parse, AST_##kind, span, __VA_ARGS__)
#define ITEMS(kind, span, name, items) build_items(parse, AST_##kind, span, name, items)
#define NUMBER(kind, span, first, second) build_number(parse, AST_##kind, span, first, second)
#define WORD(kind, span, ...) build_word(parse, AST_##kind, span, __VA_ARGS__)
#define NAME(span, text) build_name(parse, span, text)

static Span span_after(Span before)
{
    return (Span){before.file, before.hi, before.hi};
}

static void slate_error(const Span *span, Scan *scan, Parse *parse, const char *message);
}

%token END 0 "end of file"
%token SYNC "start of the next statement"
%token WANTED "end of an unfinished text"
%token LBRACE "{"  RBRACE "}"  LPAREN "("  RPAREN ")"
%token COMMA ","  COLON ":"  QUESTION "?"  BAR "|"  DOT "."  DOTS ".."  ARROW "->"  EQUALS "="  ANY "_"
%token PLUS "+"  MINUS "-"  STAR "*"  SLASH "/"  LESS "<"  LESS_EQUAL "<="  GREATER ">"  GREATER_EQUAL ">="
%token <Text> NAME "name"
%token <Node *> INTEGER "integer"  DECIMAL "decimal"  PERCENT "percent"  DURATION "duration"  PERIOD "calendar period"
%token <Node *> TIME "time of day"  DATE "date"  INSTANT "instant"  MONTH "month"  MONTH_DAY "month-day"
%token <Node *> MONEY "amount of money"  TEXT "text"  ORDINAL "ordinal"  CODE "currency code"

%token AND "and"  OR "or"  NOT "not"  IS "is"  IN "in"  BETWEEN "between"  IF "if"  THEN "then"  OTHERWISE "otherwise"
%token ELSE "else"  TRUE "true"  FALSE "false"  PRESENT "present"  ABSENT "absent"  WHEN "when"  WHILE "while"
%token DO "do"  HAS "has"  CONTAINS "contains"  UNTIMED "untimed"

%token <Text> AFTER "after"  AS "as"  AT "at"  BEFORE "before"  BY "by"  DURING "during"  ENDS "ends"  FROM "from"
%token <Text> LATER "later"  NEXT "next"  OF "of"  ON "on"  PER "per"  ROUND "round"  STARTS "starts"  TO "to"
%token <Text> WITHIN "within"  WITH "with"

%token <Text> POLICY "policy"  USE "use"  CURRENCY "currency"  DEFINE "define"  ASSESS "assess"  TICKET "ticket"
%token <Text> ACCOUNT "account"  EVENT "event"  CALENDAR "calendar"  HOLIDAYS "holidays"  CLOCK "clock"  SLA "sla"
%token <Text> PLAN "plan"  PACK "pack"  CONTRACT "contract"  CONTRACTS "contracts"  DEFAULT "default"  RULE "rule"
%token <Text> WORKFLOW "workflow"  QUEUE "queue"  SOURCE "source"  TEST "test"
%token <Text> VERSION "version"  EFFECTIVE "effective"  MIGRATE "migrate"  SET "set"  SETS "sets"
%token <Text> ZONE "zone"  OPEN "open"  CLOSED "closed"  ALWAYS "always"  EVERY "every"  VALID "valid"  UNION "union"
%token <Text> INTERSECT "intersect"  EASTER "easter"  ORTHODOX "orthodox"  FEED "feed"  OBSERVED "observed"
%token <Text> LAST "last"  UNTIL "until"
%token <Text> START "start"  STOP "stop"  RESTART "restart"  RESUME "resume"  CANCEL "cancel"  PAUSE "pause"  RUN "run"
%token <Text> REPEATS "repeats"  INDEPENDENTLY "independently"  BECOMES "becomes"  RISES "rises"  FALLS "falls"
%token <Text> CHANGES "changes"  MOST "most"  LEAST "least"
%token <Text> FOR "for"  TEAM "team"  ROLE "role"  APPLIES "applies"  TARGETS "targets"  UNIQUE "unique"
%token <Text> EXCEPT "except"  OVER "over"  ESCALATE "escalate"  OBJECTIVE "objective"  BREACH "breach"  TIMES "times"
%token <Text> WORKDAY "workday"
%token <Text> FEE "fee"  QUOTA "quota"  COUNTS "counts"  ROLLOVER "rollover"  REFUND "refund"  OVERDRAFT "overdraft"
%token <Text> BEYOND "beyond"  WITHOUT "without"  REJECT "reject"  DEFER "defer"  WARN "warn"  LIMIT "limit"
%token <Text> ACCEPT "accept"  ONLY "only"  CAPACITY "capacity"  DRAWS "draws"  ROUNDED "rounded"  UP "up"
%token <Text> COVERS "covers"  RENEW "renew"  REMIND "remind"  END_OF "end"  OVERRIDE "override"
%token <Text> SINCE "since"  WHERE "where"  ORDER "order"  ASC "asc"  DESC "desc"
%token <Text> NOTIFY "notify"  ASSIGN "assign"  RAISE "raise"  LOWER "lower"  TAG "tag"  UNTAG "untag"  TASK "task"
%token <Text> CLOSE "close"  REOPEN "reopen"  BILL "bill"  CREDIT "credit"  DRAW "draw"  EMIT "emit"
%token <Text> MATCH "match"  EVENTS "events"
%token <Text> EXPECT "expect"  CASES "cases"  REPLAY "replay"  BECAUSE "because"  DUE "due"  LEFT "left"  USED "used"
%token <Text> NOTHING "nothing"
%token <Text> MON "mon"  TUE "tue"  WED "wed"  THU "thu"  FRI "fri"  SAT "sat"  SUN "sun"

%nterm <Text> plain action_word head_word join_word join_other country_word
%nterm <Node *> event_field set_name
%nterm <Node *> name head_name event_name ticket_name source_name
%nterm <Node *> declarations declaration policy_items policy_item module_name
%nterm <Node *> fields field type type_base type_word enumeration default constant literal word_literal literals texts names
%nterm <Node *> event_items event_item
%nterm <Node *> cond or_cond and_cond not_cond compare sum adds product unary fallback postfix primary
%nterm <Node *> values weekday day_range days amount_of amount path
%nterm <Node *> calendar_items calendar_item spans span dates date_item year_days year_day
%nterm <Node *> holiday_items holiday_item holiday_core suffixes suffix observed opt_text easter_offset nth
%nterm <Node *> clock_items clock_item watches watch pattern patterns becomes_value opt_when
%nterm <Node *> sla_items sla_item target limit limit_if cutoff cutoff_field opt_calendar opt_as
%nterm <Node *> steps step objective_items objective_item per
%nterm <Node *> zone opt_spans set pause later cutoff_base cutoff_path weight event_pattern
%nterm <Node *> table rows row cells cell cell_item cell_items
%nterm <Node *> plan_items plan_item quota_items quota_item beyond opt_beyond opt_overdraft percents opt_rounded
%nterm <Node *> pack_items pack_item contract_items contract_item
%nterm <Node *> trigger actions action recipient entries entry entry_value opt_within
%nterm <Node *> chains chain queue_items queue_item keys key
%nterm <Node *> source_items source_item arms arm arm_key milestones milestone opt_format opt_query
%nterm <Node *> test_items test_item moment subject expectation test_event opt_entries opt_for opt_month opt_used opt_left

%%

file: declarations { parse->root = ITEMS(FILE, @$, NULL, $declarations); }

/* ---- Names ---- */

name: NAME { $$ = NAME(@$, $1); } | SET { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); } | action_word { $$ = NAME(@$, $1); }
  | head_word { $$ = NAME(@$, $1); } | join_word { $$ = NAME(@$, $1); } | AS { $$ = NAME(@$, $1); }
head_name: NAME { $$ = NAME(@$, $1); } | SET { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); } | action_word { $$ = NAME(@$, $1); }
type_word: NAME { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); } | action_word { $$ = NAME(@$, $1); }
  | head_word { $$ = NAME(@$, $1); } | join_word { $$ = NAME(@$, $1); } | AS { $$ = NAME(@$, $1); }
event_field: NAME { $$ = NAME(@$, $1); } | SET { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); } | action_word { $$ = NAME(@$, $1); }
  | head_word { $$ = NAME(@$, $1); } | join_other { $$ = NAME(@$, $1); } | AS { $$ = NAME(@$, $1); }
event_name: head_name
set_name: name | country_word { $$ = NAME(@$, $1); }
country_word: IN { $$ = TEXT("in"); } | IS { $$ = TEXT("is"); } | DO { $$ = TEXT("do"); }
ticket_name: NAME { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); }
source_name: NAME { $$ = NAME(@$, $1); } | SET { $$ = NAME(@$, $1); } | plain { $$ = NAME(@$, $1); } | action_word { $$ = NAME(@$, $1); }
  | head_word { $$ = NAME(@$, $1); } | join_word { $$ = NAME(@$, $1); } | ABSENT { $$ = NAME(@$, TEXT("absent")); }

plain: POLICY | USE | CURRENCY | DEFINE | ASSESS | TICKET | EVENT | HOLIDAYS | CLOCK | SLA | CONTRACT
  | CONTRACTS | DEFAULT | RULE | WORKFLOW | QUEUE | SOURCE | TEST | VERSION | EFFECTIVE | MIGRATE | OPEN | CLOSED
  | ALWAYS | EVERY | VALID | UNION | INTERSECT | EASTER | ORTHODOX | FEED | OBSERVED | LAST | START | STOP
  | RESTART | RESUME | CANCEL | RUN | REPEATS | INDEPENDENTLY | BECOMES | RISES | FALLS | MOST | LEAST | FOR
  | TEAM | ROLE | UNIQUE | OVER | BREACH | TIMES | WORKDAY | FEE | COUNTS | ROLLOVER | REFUND | OVERDRAFT
  | BEYOND | WITHOUT | REJECT | DEFER | WARN | LIMIT | ACCEPT | ONLY | CAPACITY | DRAWS | ROUNDED | UP | END_OF
  | SINCE | WHERE | ORDER | ASC | DESC | MATCH | EVENTS | BECAUSE | DUE | LEFT | USED
  | MON | TUE | WED | THU | FRI | SAT | SUN
action_word: QUOTA | NOTIFY | ASSIGN | RAISE | LOWER | TAG | UNTAG | TASK | CLOSE | REOPEN | BILL | CREDIT
  | DRAW | EMIT | NOTHING
head_word: ACCOUNT | CALENDAR | PLAN | PACK | SETS | ZONE | UNTIL | PAUSE | CHANGES | APPLIES | TARGETS | EXCEPT
  | ESCALATE | OBJECTIVE | COVERS | RENEW | REMIND | OVERRIDE | EXPECT | CASES | REPLAY
join_word: FROM | join_other
join_other: AFTER | AT | BEFORE | BY | DURING | ENDS | LATER | NEXT | OF | ON | PER | ROUND | STARTS | TO | WITH
  | WITHIN

/* ---- A file ---- */

declarations: %empty { $$ = NULL; }
  | declarations[list] declaration[item] { $$ = list_add_declaration(parse, $list, $item); }
  | declarations[list] error SYNC { $$ = $list; yyerrok; }

declaration:
    POLICY TEXT[name] "{" policy_items[items] "}" { $$ = ITEMS(POLICY, @$, $name, $items); }
  | USE module_name[module] { $$ = build_use(parse, @$, NULL, $module); }
  | USE TEXT[path] { $$ = build_use(parse, @$, $path, NULL); }
  | CURRENCY CODE { $$ = build_currency(parse, @$, $CODE); }
  | DEFINE name "=" cond { $$ = NAMED(DEFINE, @$, $name, $cond, NULL, NULL); }
  | ASSESS name "=" cond { $$ = NAMED(ASSESS, @$, $name, $cond, NULL, NULL); }
  | TICKET "{" fields "}" { $$ = ITEMS(TICKET, @$, NULL, $fields); }
  | ACCOUNT "{" fields "}" { $$ = ITEMS(ACCOUNT, @$, NULL, $fields); }
  | CONTRACT "{" fields "}" { $$ = ITEMS(CONTRACT_FIELDS, @$, NULL, $fields); }
  | EVENT name { $$ = NAMED(EVENT, @$, $name, NULL, NULL, NULL); }
  | EVENT name "{" event_items[items] "}" { $$ = ITEMS(EVENT, @$, $name, $items); }
  | CALENDAR name "{" calendar_items[items] "}" { $$ = ITEMS(CALENDAR, @$, $name, $items); }
  | HOLIDAYS set_name "{" holiday_items[items] "}" { $$ = ITEMS(HOLIDAYS, @$, $set_name, $items); }
  | CLOCK name "{" clock_items[items] "}" { $$ = ITEMS(CLOCK, @$, $name, $items); }
  | SLA name "{" sla_items[items] "}" { $$ = ITEMS(SLA, @$, $name, $items); }
  | SLA name FOR TEAM TEXT[team] "{" sla_items[items] "}" { $$ = with_flags(with_slot(ITEMS(SLA, @$, $name, $items), 0, $team), SLA_FOR_TEAM); }
  | PLAN name "{" plan_items[items] "}" { $$ = ITEMS(PLAN, @$, $name, $items); }
  | PACK name "{" pack_items[items] "}" { $$ = ITEMS(PACK, @$, $name, $items); }
  | CONTRACT name "{" contract_items[items] "}" { $$ = ITEMS(CONTRACT, @$, $name, $items); }
  | CONTRACTS FROM TEXT[path] { $$ = NAMED(CONTRACTS, @$, $path, NULL, NULL, NULL); }
  | DEFAULT PLAN name opt_when[when] { $$ = NAMED(DEFAULT_PLAN, @$, $name, $when, NULL, NULL); }
  | RULE name trigger opt_when[when] DO actions { $$ = with_list(parse, NAMED(RULE, @$, $name, $trigger, $when, NULL), $actions); }
  | WORKFLOW name opt_when[when] "{" chains "}" { $$ = with_list(parse, NAMED(WORKFLOW, @$, $name, $when, NULL, NULL), $chains); }
  | QUEUE name "{" queue_items[items] "}" { $$ = ITEMS(QUEUE, @$, $name, $items); }
  | SOURCE name FROM name[format] opt_query[query] "{" source_items[items] "}" { $$ = build_source(parse, @$, $2, $format, $query, $items); }
  | TEST TEXT[name] "{" test_items[items] "}" { $$ = ITEMS(TEST, @$, $name, $items); }

module_name: name { $$ = list_add(parse, NULL, $name); }
  | module_name[list] "." set_name { $$ = list_add(parse, $list, $set_name); }

policy_items: %empty { $$ = NULL; }
  | policy_items[list] policy_item[item] { $$ = list_add(parse, $list, $item); }
  | policy_items[list] error SYNC { $$ = $list; yyerrok; }
policy_item: VERSION TEXT { $$ = NAMED(VERSION, @$, $TEXT, NULL, NULL, NULL); }
  | EFFECTIVE DATE { $$ = NUMBER(EFFECTIVE, @$, $DATE, NULL); }
  | MIGRATE OPEN { $$ = B(MIGRATE_OPEN, @$, NULL, NULL, NULL); }

names: name { $$ = list_add(parse, NULL, $name); }
  | names[list] "," name { $$ = list_add(parse, $list, $name); }
texts: TEXT { $$ = list_add(parse, NULL, $TEXT); }
  | texts[list] "," TEXT { $$ = list_add(parse, $list, $TEXT); }
opt_text: %empty { $$ = NULL; } | TEXT

/* ---- Data ---- */

fields: %empty { $$ = NULL; }
  | fields[list] field[item] { $$ = list_add_doc(parse, $list, $item); }
  | fields[list] error SYNC { $$ = $list; yyerrok; }
field: name ":" type default { $$ = NAMED(FIELD, @$, $name, $type, $default, NULL); }

type: type_base | type_base "?" { $$ = B(TYPE_OPTIONAL, @$, $type_base, NULL, NULL); }
  | enumeration { $$ = ITEMS(TYPE_ENUM, @$, NULL, $enumeration); }
type_base: type_word { $$ = NAMED(TYPE_NAME, @$, $type_word, NULL, NULL, NULL); }
  | SET OF type_base[element] { $$ = B(TYPE_SET, @$, $element, NULL, NULL); }
  | type_word IN "{" literals "}" { $$ = ITEMS(TYPE_TEXT_IN, @$, NULL, $literals); }
  | "(" type ")" { $$ = with_span($type, @$); }
enumeration: type_word[first] "|" type_word[second] { $$ = list_add(parse, list_add(parse, NULL, $first), $second); }
  | enumeration[list] "|" type_word { $$ = list_add(parse, $list, $type_word); }

default: %empty { $$ = NULL; } | "=" constant { $$ = $constant; }
constant: literal | name | "-" literal { $$ = build_sign(parse, @$, $literal); }
  | "{" values "}" { $$ = ITEMS(SET, @$, NULL, $values); }
literals: literal { $$ = list_add(parse, NULL, $literal); }
  | literals[list] "," literal { $$ = list_add(parse, $list, $literal); }

event_items: %empty { $$ = NULL; }
  | event_items[list] event_item[item] { $$ = list_add_doc(parse, $list, $item); }
  | event_items[list] error SYNC { $$ = $list; yyerrok; }
event_item: event_field ":" type default { $$ = NAMED(FIELD, @$, $event_field, $type, $default, NULL); }
  | SETS name TO constant { $$ = NAMED(EVENT_SETS, @$, $name, $constant, NULL, NULL); }
  | SETS name TO constant FROM "{" values "}" { $$ = NAMED(EVENT_SETS, @$, $name, $constant, ITEMS(LIST, @values, NULL, $values), NULL); }
  | SETS name TO constant FROM names { $$ = NAMED(EVENT_SETS, @$, $name, $constant, $names, NULL); }

/* ---- Expressions ---- */

cond: or_cond
  | IF cond[test] THEN cond[yes] OTHERWISE cond[no] { $$ = B(IF, @$, $test, $yes, $no); }
or_cond: and_cond | or_cond[left] OR and_cond[right] { $$ = B(OR, @$, $left, $right, NULL); }
and_cond: not_cond | and_cond[left] AND not_cond[right] { $$ = B(AND, @$, $left, $right, NULL); }
not_cond: compare | NOT not_cond[operand] { $$ = B(NOT, @$, $operand, NULL, NULL); }

compare: sum
  | sum[left] IS sum[right] { $$ = B(IS, @$, $left, $right, NULL); }
  | sum[left] IS NOT sum[right] { $$ = B(IS_NOT, @$, $left, $right, NULL); }
  | sum IS PRESENT { $$ = B(IS_PRESENT, @$, $sum, NULL, NULL); }
  | sum IS ABSENT { $$ = B(IS_ABSENT, @$, $sum, NULL, NULL); }
  | sum IN set { $$ = B(IN, @$, $sum, $set, NULL); }
  | sum NOT IN set { $$ = B(NOT_IN, @$, $sum, $set, NULL); }
  | sum[left] "<" sum[right] { $$ = B(LESS, @$, $left, $right, NULL); }
  | sum[left] "<=" sum[right] { $$ = B(LESS_EQUAL, @$, $left, $right, NULL); }
  | sum[left] ">" sum[right] { $$ = B(GREATER, @$, $left, $right, NULL); }
  | sum[left] ">=" sum[right] { $$ = B(GREATER_EQUAL, @$, $left, $right, NULL); }
  | sum[operand] BETWEEN sum[low] AND sum[high] { $$ = B(BETWEEN, @$, $operand, $low, $high); }
  | sum[left] CONTAINS sum[right] { $$ = B(CONTAINS, @$, $left, $right, NULL); }
  | sum[left] HAS sum[right] { $$ = B(HAS, @$, $left, $right, NULL); }
  | sum[left] STARTS WITH sum[right] { $$ = B(STARTS_WITH, @$, $left, $right, NULL); }
  | sum[left] ENDS WITH sum[right] { $$ = B(ENDS_WITH, @$, $left, $right, NULL); }
  | sum[left] BEFORE sum[right] { $$ = B(BEFORE, @$, $left, $right, NULL); }
  | sum[left] AFTER sum[right] { $$ = B(AFTER, @$, $left, $right, NULL); }
  | sum ON day_range { $$ = with_number(B(ON_DAYS, @$, $sum, NULL, NULL), $day_range); }
  | sum DURING name { $$ = B(DURING, @$, $sum, $name, NULL); }
  | sum[left] "="[sign] sum[right] { $$ = teach_equals(parse, @$, @sign, $left, $right); }
set: "{" values "}" { $$ = ITEMS(SET, @$, NULL, $values); }
values: sum { $$ = list_add(parse, NULL, $sum); }
  | values[list] "," sum { $$ = list_add(parse, $list, $sum); }

sum: adds
  | adds ROUND name[mode] TO literal[unit] { $$ = with_text(B(ROUND_TO, @$, $adds, $unit, NULL), $mode); }
adds: product
  | adds[left] "+" product[right] { $$ = B(ADD, @$, $left, $right, NULL); }
  | adds[left] "-" product[right] { $$ = B(SUBTRACT, @$, $left, $right, NULL); }
product: unary
  | product[left] "*" unary[right] { $$ = B(MULTIPLY, @$, $left, $right, NULL); }
  | product[left] "/" unary[right] { $$ = B(DIVIDE, @$, $left, $right, NULL); }
unary: fallback | "-" unary[operand] { $$ = B(NEGATE, @$, $operand, NULL, NULL); }
fallback: postfix | postfix[left] ELSE unary[right] { $$ = B(ELSE, @$, $left, $right, NULL); }
postfix: primary | postfix[object] "." name { $$ = with_text(B(MEMBER, @$, $object, NULL, NULL), $name); }
primary: literal | name
  | name "(" values ")" { $$ = ITEMS(CALL, @$, $name, $values); }
  | "(" cond ")" { $$ = with_span($cond, @$); }

literal: word_literal | TEXT
word_literal: INTEGER | DECIMAL | PERCENT | DURATION | PERIOD | TIME | DATE | INSTANT | MONEY
  | DATE TIME { $$ = build_date_time(parse, @$, $DATE, $TIME); }
  | TRUE { $$ = build_constant(parse, AST_BOOLEAN, @$, 1); }
  | FALSE { $$ = build_constant(parse, AST_BOOLEAN, @$, 0); }

path: name | path[object] "." name { $$ = with_text(B(MEMBER, @$, $object, NULL, NULL), $name); }
amount: DURATION | PERIOD
amount_of: sum | PERCENT OF path { $$ = B(PERCENT_OF, @$, $PERCENT, $path, NULL); }
opt_when: %empty { $$ = NULL; } | WHEN cond { $$ = $cond; }
per: PER name { $$ = build_per(parse, @$, $name, 0); }
  | PER name OF CONTRACT { $$ = build_per(parse, @$, $name, PER_CONTRACT); }

/* ---- Calendars and holidays ---- */

calendar_items: %empty { $$ = NULL; }
  | calendar_items[list] calendar_item[item] { $$ = list_add(parse, $list, $item); }
  | calendar_items[list] error SYNC { $$ = $list; yyerrok; }
calendar_item: zone
  | OPEN days spans { $$ = with_number(ITEMS(OPEN_WEEK, @$, NULL, $spans), $days); }
  | OPEN ALWAYS { $$ = B(OPEN_ALWAYS, @$, NULL, NULL, NULL); }
  | OPEN ON dates spans { $$ = with_list(parse, B(OPEN_ON, @$, $dates, NULL, NULL), $spans); }
  | OPEN EVERY year_days spans { $$ = with_list(parse, B(OPEN_EVERY, @$, $year_days, NULL, NULL), $spans); }
  | CLOSED ON dates opt_spans { $$ = with_list(parse, B(CLOSED_ON, @$, $dates, NULL, NULL), $opt_spans); }
  | CLOSED EVERY year_days opt_spans { $$ = with_list(parse, B(CLOSED_EVERY, @$, $year_days, NULL, NULL), $opt_spans); }
  | VALID DATE[first] ".." DATE[last] { $$ = NUMBER(VALID, @$, $first, $last); }
  | UNION names { $$ = ITEMS(UNION, @$, NULL, $names); }
  | INTERSECT names { $$ = ITEMS(INTERSECT, @$, NULL, $names); }
  | EXCEPT names { $$ = ITEMS(DIFFERENCE, @$, NULL, $names); }
zone: ZONE TEXT { $$ = NAMED(ZONE, @$, $TEXT, NULL, NULL, NULL); }

opt_spans: %empty { $$ = NULL; } | spans
spans: span { $$ = list_add(parse, NULL, $span); }
  | spans[list] "," span { $$ = list_add(parse, $list, $span); }
span: TIME[open] "-" TIME[close] { $$ = NUMBER(SPAN, @$, $open, $close); }
dates: date_item { $$ = list_add(parse, NULL, $date_item); }
  | dates[list] "," date_item { $$ = list_add(parse, $list, $date_item); }
date_item: DATE | set_name | DATE[first] ".." DATE[last] { $$ = B(RANGE, @$, $first, $last, NULL); }
year_days: year_day { $$ = list_add(parse, NULL, $year_day); }
  | year_days[list] "," year_day { $$ = list_add(parse, $list, $year_day); }
year_day: MONTH_DAY | MONTH_DAY[first] ".." MONTH_DAY[last] { $$ = B(RANGE, @$, $first, $last, NULL); }

weekday: MON { $$ = build_weekday(parse, @$, 0); } | TUE { $$ = build_weekday(parse, @$, 1); }
  | WED { $$ = build_weekday(parse, @$, 2); } | THU { $$ = build_weekday(parse, @$, 3); }
  | FRI { $$ = build_weekday(parse, @$, 4); } | SAT { $$ = build_weekday(parse, @$, 5); }
  | SUN { $$ = build_weekday(parse, @$, 6); }
day_range: weekday { $$ = build_days(parse, @$, $weekday, $weekday); }
  | weekday[first] ".." weekday[last] { $$ = build_days(parse, @$, $first, $last); }
days: day_range | days[list] "," day_range { $$ = days_join($list, $day_range); }

holiday_items: %empty { $$ = NULL; }
  | holiday_items[list] holiday_item[item] { $$ = list_add(parse, $list, $item); }
  | holiday_items[list] error SYNC { $$ = $list; yyerrok; }
holiday_item: holiday_core opt_text suffixes { $$ = build_holiday(parse, $holiday_core, @$, $opt_text, $suffixes); }
  | FEED TEXT { $$ = NAMED(HOLIDAY_FEED, @$, $TEXT, NULL, NULL, NULL); }
holiday_core: ON DATE { $$ = NUMBER(HOLIDAY_DATE, @$, $DATE, NULL); }
  | EVERY MONTH_DAY { $$ = B(HOLIDAY_YEARLY, @$, $MONTH_DAY, NULL, NULL); }
  | EVERY nth weekday OF name[month] { $$ = build_nth(parse, @$, $nth, $weekday, $month); }
  | EASTER easter_offset { $$ = B(HOLIDAY_EASTER, @$, $easter_offset, NULL, NULL); }
  | EASTER ORTHODOX easter_offset { $$ = with_flags(B(HOLIDAY_EASTER, @$, $easter_offset, NULL, NULL), EASTER_ORTHODOX); }
nth: ORDINAL | LAST { $$ = build_constant(parse, AST_INTEGER, @$, -1); }
easter_offset: %empty { $$ = build_constant(parse, AST_INTEGER, @$, 0); }
  | "+" INTEGER { $$ = $INTEGER; } | "-" INTEGER { $$ = build_sign(parse, @$, $INTEGER); }
suffixes: %empty { $$ = NULL; } | suffixes[list] suffix { $$ = list_add(parse, $list, $suffix); }
suffix: FROM INTEGER[year] { $$ = B(CONTRACT_FROM, @$, $year, NULL, NULL); }
  | UNTIL INTEGER[year] { $$ = B(CONTRACT_FROM, @$, NULL, $year, NULL); }
  | OBSERVED observed { $$ = ITEMS(LIST, @$, NULL, $observed); }
observed: weekday[from] "->" weekday[to] { $$ = list_add(parse, NULL, NUMBER(OBSERVED, @$, $from, $to)); }
  | observed[list] "," weekday[from] "->" weekday[to] { $$ = list_add(parse, $list, NUMBER(OBSERVED, @$, $from, $to)); }

/* ---- Clocks ---- */

clock_items: %empty { $$ = NULL; }
  | clock_items[list] clock_item[item] { $$ = list_add(parse, $list, $item); }
  | clock_items[list] error SYNC { $$ = $list; yyerrok; }
clock_item: START ON watches { $$ = ITEMS(CLOCK_START, @$, NULL, $watches); }
  | STOP ON watches { $$ = ITEMS(CLOCK_STOP, @$, NULL, $watches); }
  | RESTART ON watches { $$ = ITEMS(CLOCK_RESTART, @$, NULL, $watches); }
  | RESUME ON watches { $$ = ITEMS(CLOCK_RESUME, @$, NULL, $watches); }
  | CANCEL ON watches { $$ = ITEMS(CLOCK_CANCEL, @$, NULL, $watches); }
  | pause
  | RUN WHILE cond { $$ = B(RUN_WHILE, @$, $cond, NULL, NULL); }
  | REPEATS { $$ = B(REPEATS, @$, NULL, NULL, NULL); }
  | REPEATS INDEPENDENTLY { $$ = with_flags(B(REPEATS, @$, NULL, NULL, NULL), REPEATS_INDEPENDENTLY); }
pause: PAUSE WHILE cond { $$ = B(PAUSE_WHILE, @$, $cond, NULL, NULL); }
  | PAUSE WHILE cond AT MOST amount { $$ = B(PAUSE_WHILE, @$, $cond, $amount, NULL); }

watches: watch { $$ = list_add(parse, NULL, $watch); }
  | watches[list] "," watch { $$ = list_add(parse, $list, $watch); }
watch: pattern opt_when { $$ = B(WATCH, @$, $pattern, $opt_when, NULL); }
  | pattern FROM unary[origin] opt_when { $$ = B(WATCH, @$, $pattern, $opt_when, $origin); }
  | pattern WHEN cond FROM unary[origin] { $$ = B(WATCH, @$, $pattern, $cond, $origin); }
patterns: pattern { $$ = list_add(parse, NULL, B(WATCH, @$, $pattern, NULL, NULL)); }
  | patterns[list] "," pattern { $$ = list_add(parse, $list, B(WATCH, @pattern, $pattern, NULL, NULL)); }
pattern: path { $$ = build_event(parse, @$, $path, NULL); }
  | path BY name[value] { $$ = build_event(parse, @$, $path, $value); }
  | path BECOMES becomes_value[value] { $$ = B(PATTERN_BECOMES, @$, $path, $value, NULL); }
  | path RISES { $$ = B(PATTERN_RISES, @$, $path, NULL, NULL); }
  | path FALLS { $$ = B(PATTERN_FALLS, @$, $path, NULL, NULL); }
  | path CHANGES { $$ = B(PATTERN_CHANGES, @$, $path, NULL, NULL); }
becomes_value: postfix | IN set { $$ = $set; }
  | ABSENT { $$ = B(CELL_ABSENT, @$, NULL, NULL, NULL); } | PRESENT { $$ = B(CELL_PRESENT, @$, NULL, NULL, NULL); }

/* ---- SLAs ---- */

sla_items: %empty { $$ = NULL; }
  | sla_items[list] sla_item[item] { $$ = list_add_sla(parse, $list, $item); }
  | sla_items[list] error SYNC { $$ = $list; yyerrok; }
sla_item: CALENDAR name opt_when { $$ = NAMED(SLA_CALENDAR, @$, $name, $opt_when, NULL, NULL); }
  | APPLIES WHEN cond { $$ = B(APPLIES, @$, $cond, NULL, NULL); }
  | pause
  | target
  | TARGETS table { $$ = B(TARGETS, @$, $table, NULL, NULL); }
  | TARGETS UNIQUE table { $$ = with_flags(B(TARGETS, @$, $table, NULL, NULL), TARGETS_UNIQUE); }
  | EXCEPT name WHEN cond "{" sla_items[items] "}" { $$ = with_list(parse, NAMED(EXCEPT, @$, $name, $cond, NULL, NULL), $items); }
  | EXCEPT name[strong] OVER name[weak] { $$ = B(EXCEPT_OVER, @$, $strong, $weak, NULL); }
  | ESCALATE name "{" steps "}" { $$ = ITEMS(ESCALATE, @$, $name, $steps); }
  | OBJECTIVE name "{" objective_items[items] "}" { $$ = ITEMS(OBJECTIVE, @$, $name, $items); }
  | CHANGES name { $$ = build_changes(parse, @$, $name); }

target:
    head_name WITHIN limit opt_calendar opt_when opt_as
    { $$ = build_target(parse, @$, $head_name, B(TARGET, @$, $limit, NULL, $opt_when), $opt_calendar, $opt_as); }
  | head_name WITHIN limit "," BY cutoff opt_calendar opt_when opt_as
    { $$ = build_target(parse, @$, $head_name, B(TARGET, @$, $limit, $cutoff, $opt_when), $opt_calendar, $opt_as); }
  | head_name BY cutoff opt_calendar opt_when opt_as
    { $$ = build_target(parse, @$, $head_name, B(TARGET, @$, NULL, $cutoff, $opt_when), $opt_calendar, $opt_as); }
  | head_name UNTIMED opt_calendar opt_when opt_as
    { $$ = build_target(parse, @$, $head_name, with_flags(B(TARGET, @$, NULL, NULL, $opt_when), TARGET_UNTIMED), $opt_calendar, $opt_as); }
  | head_name amount opt_when
    { $$ = teach_within(parse, @$, $head_name, B(TARGET, @$, $amount, NULL, $opt_when)); }
limit: sum | limit_if
limit_if: IF cond[test] THEN limit[yes] OTHERWISE limit[no] { $$ = B(IF, @$, $test, $yes, $no); }
opt_calendar: %empty { $$ = NULL; } | ON name { $$ = NAMED(TARGET_CALENDAR, @$, $name, NULL, NULL, NULL); }
opt_as: %empty { $$ = NULL; } | AS name { $$ = NAMED(TARGET_NAME, @$, $name, NULL, NULL, NULL); }

cutoff: CLOSE { $$ = build_cutoff(parse, @$, CUTOFF_AT_CLOSE, NULL, NULL); }
  | CLOSE later { $$ = build_cutoff(parse, @$, CUTOFF_AT_CLOSE, NULL, $later); }
  | TIME { $$ = build_cutoff(parse, @$, CUTOFF_AT_TIME, $TIME, NULL); }
  | TIME later { $$ = build_cutoff(parse, @$, CUTOFF_AT_TIME, $TIME, $later); }
  | cutoff_field { $$ = build_cutoff(parse, @$, CUTOFF_AT_FIELD, $cutoff_field, NULL); }
later: PERIOD LATER { $$ = $PERIOD; } | NEXT WORKDAY { $$ = build_next_workday(parse, @$); }
cutoff_field: cutoff_base
  | cutoff_field[left] "+" product[right] { $$ = B(ADD, @$, $left, $right, NULL); }
  | cutoff_field[left] "-" product[right] { $$ = B(SUBTRACT, @$, $left, $right, NULL); }
cutoff_base: cutoff_path | cutoff_path ELSE unary { $$ = B(ELSE, @$, $cutoff_path, $unary, NULL); }
cutoff_path: ticket_name | ACCOUNT "." name { $$ = with_text(B(MEMBER, @$, NAME(@ACCOUNT, $ACCOUNT), NULL, NULL), $name); }
  | cutoff_path[object] "." name { $$ = with_text(B(MEMBER, @$, $object, NULL, NULL), $name); }

steps: %empty { $$ = NULL; }
  | steps[list] step { $$ = list_add(parse, $list, $step); }
  | steps[list] error SYNC { $$ = $list; yyerrok; }
step: AT PERCENT actions opt_when { $$ = with_list(parse, with_number(B(STEP_PERCENT, @$, $opt_when, NULL, NULL), $PERCENT), $actions); }
  | AT DURATION BEFORE actions opt_when { $$ = with_list(parse, with_number(B(STEP_BEFORE, @$, $opt_when, NULL, NULL), $DURATION), $actions); }
  | AT BREACH actions opt_when { $$ = with_list(parse, B(STEP_BREACH, @$, $opt_when, NULL, NULL), $actions); }
  | AT DURATION AFTER actions opt_when { $$ = with_list(parse, with_number(B(STEP_AFTER, @$, $opt_when, NULL, NULL), $DURATION), $actions); }
  | EVERY DURATION AFTER actions opt_when { $$ = with_list(parse, with_number(B(STEP_EVERY, @$, $opt_when, NULL, NULL), $DURATION), $actions); }
  | EVERY DURATION AFTER "," INTEGER TIMES actions opt_when
    { $$ = with_list(parse, with_number2(with_number(B(STEP_EVERY, @$, $opt_when, NULL, NULL), $DURATION), $INTEGER), $actions); }

objective_items: %empty { $$ = NULL; }
  | objective_items[list] objective_item[item] { $$ = list_add(parse, $list, $item); }
  | objective_items[list] error SYNC { $$ = $list; yyerrok; }
objective_item: PERCENT OF name per { $$ = B(OBJECTIVE_SHARE, @$, $PERCENT, $name, $per); }
  | AT LEAST INTEGER name { $$ = NUMBER(OBJECTIVE_LEAST, @$, $INTEGER, NULL); }
  | CREDIT amount_of { $$ = B(OBJECTIVE_CREDIT, @$, $amount_of, NULL, NULL); }

/* ---- Tables ---- */

table: "{" rows "}" { $$ = build_table(parse, @$, $rows); }
rows: %empty { $$ = NULL; }
  | rows[list] row { $$ = list_add(parse, $list, $row); }
  | rows[list] error SYNC { $$ = $list; yyerrok; }
row: "|" cells { $$ = ITEMS(ROW, @$, NULL, $cells); }
cells: cell "|" { $$ = list_add(parse, NULL, $cell); }
  | cells[list] cell "|" { $$ = list_add(parse, $list, $cell); }
cell: cell_items { $$ = ITEMS(CELL, @$, NULL, $cell_items); }
  | cell_items ON name { $$ = with_list(parse, B(CELL, @$, $name, NULL, NULL), $cell_items); }
cell_items: cell_item { $$ = list_add(parse, NULL, $cell_item); }
  | cell_items[list] "," cell_item { $$ = list_add(parse, $list, $cell_item); }
cell_item: limit
  | "_" { $$ = B(CELL_ANY, @$, NULL, NULL, NULL); }
  | ABSENT { $$ = B(CELL_ABSENT, @$, NULL, NULL, NULL); }
  | PRESENT { $$ = B(CELL_PRESENT, @$, NULL, NULL, NULL); }
  | UNTIMED { $$ = B(CELL_UNTIMED, @$, NULL, NULL, NULL); }
  | BY cutoff { $$ = $cutoff; }
  | sum[first] ".." sum[last] { $$ = B(RANGE, @$, $first, $last, NULL); }
  | "<" sum { $$ = build_compare(parse, AST_LESS, @$, $sum); }
  | "<=" sum { $$ = build_compare(parse, AST_LESS_EQUAL, @$, $sum); }
  | ">" sum { $$ = build_compare(parse, AST_GREATER, @$, $sum); }
  | ">=" sum { $$ = build_compare(parse, AST_GREATER_EQUAL, @$, $sum); }
  | IS sum { $$ = build_compare(parse, AST_IS, @$, $sum); }
  | IS NOT sum { $$ = build_compare(parse, AST_IS_NOT, @$, $sum); }
  | NOT sum { $$ = build_compare(parse, AST_IS_NOT, @$, $sum); }

/* ---- Plans, quotas, packs, contracts ---- */

plan_items: %empty { $$ = NULL; }
  | plan_items[list] plan_item[item] { $$ = list_add(parse, $list, $item); }
  | plan_items[list] error SYNC { $$ = $list; yyerrok; }
plan_item: SLA names { $$ = ITEMS(PLAN_SLA, @$, NULL, $names); }
  | FEE amount_of per { $$ = B(PLAN_FEE, @$, $amount_of, $per, NULL); }
  | QUOTA name "{" quota_items[items] "}" { $$ = ITEMS(QUOTA, @$, $name, $items); }
  | LIMIT INTEGER name[unit] per beyond { $$ = with_text(with_number(B(LIMIT, @$, $per, $beyond, NULL), $INTEGER), $unit); }
  | ACCEPT names ONLY WHEN cond { $$ = B(ACCEPT, @$, $names, $cond, NULL); }
  | CAPACITY INTEGER name[unit] PER path { $$ = with_text(with_number(B(CAPACITY, @$, $path, NULL, NULL), $INTEGER), $unit); }
  | CREDIT amount_of PER BREACH OF name[clock] { $$ = B(PLAN_CREDIT, @$, $amount_of, $clock, NULL); }
  | CREDIT amount_of[each] PER BREACH OF name[clock] "," AT MOST amount_of[cap] per
    { $$ = with_slot(B(PLAN_CREDIT, @$, $each, $clock, $cap), 3, $per); }
  | BILL amount_of PER name[unit] OF path opt_rounded[rounding] opt_when[when]
    { $$ = with_slot(with_text(B(PLAN_BILL, @$, $amount_of, $path, $rounding), $unit), 3, $when); }
  | DRAWS ON name opt_overdraft opt_beyond { $$ = B(PLAN_DRAWS, @$, $name, $opt_overdraft, $opt_beyond); }
opt_rounded: %empty { $$ = NULL; } | ROUNDED UP TO DURATION { $$ = $DURATION; }
opt_overdraft: %empty { $$ = NULL; } | OVERDRAFT INTEGER { $$ = $INTEGER; }
opt_beyond: %empty { $$ = NULL; } | beyond
beyond: BEYOND BILL amount_of opt_when { $$ = WORD(BEYOND, @$, "bill", $amount_of, $opt_when); }
  | BEYOND BILL amount_of PER TICKET opt_when { $$ = WORD(BEYOND, @$, "bill", $amount_of, $opt_when); }
  | BEYOND WITHOUT SLA opt_when { $$ = WORD(BEYOND, @$, "without", NULL, $opt_when); }
  | BEYOND REJECT opt_when { $$ = WORD(BEYOND, @$, "reject", NULL, $opt_when); }
  | BEYOND DEFER opt_when { $$ = WORD(BEYOND, @$, "defer", NULL, $opt_when); }

quota_items: %empty { $$ = NULL; }
  | quota_items[list] quota_item[item] { $$ = list_add(parse, $list, $item); }
  | quota_items[list] error SYNC { $$ = $list; yyerrok; }
quota_item: INTEGER name[unit] per { $$ = with_text(with_number(B(QUOTA_LINE, @$, $per, NULL, NULL), $INTEGER), $unit); }
  | COUNTS pattern opt_when { $$ = B(QUOTA_COUNTS, @$, $pattern, NULL, $opt_when); }
  | COUNTS weight ON pattern opt_when { $$ = B(QUOTA_COUNTS, @$, $pattern, $weight, $opt_when); }
  | ROLLOVER INTEGER { $$ = NUMBER(QUOTA_ROLLOVER, @$, $INTEGER, NULL); }
  | REFUND ON watches { $$ = ITEMS(QUOTA_REFUND, @$, NULL, $watches); }
  | OVERDRAFT INTEGER { $$ = NUMBER(QUOTA_OVERDRAFT, @$, $INTEGER, NULL); }
  | beyond
  | WARN AT percents actions { $$ = with_list(parse, B(QUOTA_WARN, @$, $percents, NULL, NULL), $actions); }
weight: INTEGER | path
percents: PERCENT { $$ = list_add(parse, NULL, $PERCENT); }
  | percents[list] "," PERCENT { $$ = list_add(parse, $list, $PERCENT); }

pack_items: %empty { $$ = NULL; }
  | pack_items[list] pack_item[item] { $$ = list_add(parse, $list, $item); }
  | pack_items[list] error SYNC { $$ = $list; yyerrok; }
pack_item: MONEY PER name[unit] { $$ = with_text(B(PACK_PRICE, @$, $MONEY, NULL, NULL), $unit); }
  | MONEY PER name[unit] "," AT LEAST INTEGER { $$ = with_flags(with_text(with_number(B(PACK_PRICE, @$, $MONEY, NULL, NULL), $INTEGER), $unit), PRICE_LEAST); }
  | VALID amount { $$ = B(PACK_VALID, @$, $amount, NULL, NULL); }
  | REFUND ON watches { $$ = ITEMS(QUOTA_REFUND, @$, NULL, $watches); }
  | DRAW weight ON patterns opt_when { $$ = with_list(parse, B(PACK_DRAW, @$, $weight, $opt_when, NULL), $patterns); }

contract_items: %empty { $$ = NULL; }
  | contract_items[list] contract_item[item] { $$ = list_add(parse, $list, $item); }
  | contract_items[list] error SYNC { $$ = $list; yyerrok; }
contract_item: ACCOUNT texts { $$ = ITEMS(CONTRACT_ACCOUNTS, @$, NULL, $texts); }
  | COVERS WHEN cond { $$ = B(CONTRACT_COVERS, @$, $cond, NULL, NULL); }
  | PLAN name { $$ = NAMED(CONTRACT_PLAN, @$, $name, NULL, NULL, NULL); }
  | FROM DATE { $$ = B(CONTRACT_FROM, @$, $DATE, NULL, NULL); }
  | FROM DATE[from] UNTIL DATE[until] { $$ = B(CONTRACT_FROM, @$, $from, $until, NULL); }
  | RENEW name { $$ = build_renew(parse, @$, $name); }
  | REMIND amount BEFORE END_OF actions { $$ = with_list(parse, B(CONTRACT_REMIND, @$, $amount, NULL, NULL), $actions); }
  | OVERRIDE name "{" sla_items[items] "}" { $$ = ITEMS(CONTRACT_OVERRIDE, @$, $name, $items); }
  | head_name ":" entry_value { $$ = NAMED(CONTRACT_VALUE, @$, $head_name, $entry_value, NULL, NULL); }

/* ---- Rules, workflows, queues, actions ---- */

trigger: ON patterns { $$ = ITEMS(TRIGGER_EVENT, @$, NULL, $patterns); }
  | AFTER amount WITHOUT pattern { $$ = B(TRIGGER_WITHOUT, @$, $amount, $pattern, NULL); }
  | AFTER amount ON name WITHOUT pattern { $$ = B(TRIGGER_WITHOUT, @$, $amount, $pattern, $name); }
  | AFTER amount SINCE pattern { $$ = B(TRIGGER_SINCE, @$, $amount, $pattern, NULL); }
  | AFTER amount ON name SINCE pattern { $$ = B(TRIGGER_SINCE, @$, $amount, $pattern, $name); }
  | AT TIME ON name { $$ = with_number(B(TRIGGER_TIME, @$, $name, NULL, NULL), $TIME); }

actions: action { $$ = list_add(parse, NULL, $action); }
  | actions[list] "," action { $$ = list_add(parse, $list, $action); }
action: NOTIFY recipient { $$ = B(NOTIFY, @$, $recipient, NULL, NULL); }
  | ASSIGN recipient { $$ = B(ASSIGN, @$, $recipient, NULL, NULL); }
  | SET name TO limit[value] { $$ = NAMED(SET_FIELD, @$, $name, $value, NULL, NULL); }
  | RAISE name { $$ = NAMED(RAISE, @$, $name, NULL, NULL, NULL); }
  | LOWER name { $$ = NAMED(LOWER, @$, $name, NULL, NULL, NULL); }
  | TAG sum { $$ = B(TAG, @$, $sum, NULL, NULL); }
  | UNTAG sum { $$ = B(UNTAG, @$, $sum, NULL, NULL); }
  | TASK sum opt_within { $$ = B(TASK, @$, $sum, $opt_within, NULL); }
  | CLOSE { $$ = B(CLOSE, @$, NULL, NULL, NULL); }
  | REOPEN { $$ = B(REOPEN, @$, NULL, NULL, NULL); }
  | BILL amount_of { $$ = B(BILL, @$, $amount_of, NULL, NULL); }
  | CREDIT amount_of { $$ = B(CREDIT, @$, $amount_of, NULL, NULL); }
  | DRAW sum { $$ = B(DRAW, @$, $sum, NULL, NULL); }
  | EMIT name opt_entries { $$ = ITEMS(EMIT, @$, $name, $opt_entries); }
recipient: TEAM TEXT { $$ = build_recipient(parse, @$, "team", $TEXT); }
  | ROLE TEXT { $$ = build_recipient(parse, @$, "role", $TEXT); }
  | fallback { $$ = build_recipient(parse, @$, "", $fallback); }
opt_within: %empty { $$ = NULL; } | WITHIN amount { $$ = $amount; }
opt_entries: %empty { $$ = NULL; } | "{" "}" { $$ = NULL; } | "{" entries "}" { $$ = $entries; }
entries: entry { $$ = list_add(parse, NULL, $entry); }
  | entries[list] "," entry { $$ = list_add(parse, $list, $entry); }
entry: name ":" entry_value { $$ = NAMED(ENTRY, @$, $name, $entry_value, NULL, NULL); }
entry_value: sum | set | ABSENT { $$ = B(CELL_ABSENT, @$, NULL, NULL, NULL); }

chains: %empty { $$ = NULL; }
  | chains[list] chain { $$ = list_add(parse, $list, ITEMS(CHAIN, @chain, NULL, $chain)); }
  | chains[list] error SYNC { $$ = $list; yyerrok; }
chain: name[from] "->" name[to] { $$ = list_add(parse, list_add(parse, NULL, $from), $to); }
  | chain[list] "->" name { $$ = list_add(parse, $list, $name); }

queue_items: %empty { $$ = NULL; }
  | queue_items[list] queue_item[item] { $$ = list_add(parse, $list, $item); }
  | queue_items[list] error SYNC { $$ = $list; yyerrok; }
queue_item: WHERE cond { $$ = B(QUEUE_WHERE, @$, $cond, NULL, NULL); }
  | ORDER BY keys { $$ = ITEMS(QUEUE_ORDER, @$, NULL, $keys); }
keys: key { $$ = list_add(parse, NULL, $key); }
  | keys[list] "," key { $$ = list_add(parse, $list, $key); }
key: sum { $$ = B(QUEUE_KEY, @$, $sum, NULL, NULL); }
  | sum ASC { $$ = B(QUEUE_KEY, @$, $sum, NULL, NULL); }
  | sum DESC { $$ = with_flags(B(QUEUE_KEY, @$, $sum, NULL, NULL), KEY_DESCENDING); }

/* ---- Sources ---- */

opt_query: %empty { $$ = NULL; } | TEXT
source_items: %empty { $$ = NULL; }
  | source_items[list] source_item[item] { $$ = list_add(parse, $list, $item); }
  | source_items[list] error SYNC { $$ = $list; yyerrok; }
source_item: zone
  | source_name "=" texts opt_format { $$ = build_mapping(parse, @$, $source_name, $texts, $opt_format); }
  | source_name "=" MATCH TEXT "{" arms "}" { $$ = with_list(parse, NAMED(MAP_MATCH, @$, $source_name, $TEXT, NULL, NULL), $arms); }
  | source_name[target] "=" name[word] { $$ = NAMED(MAP_WORD, @$, $target, $word, NULL, NULL); }
  | EVENTS "{" milestones "}" { $$ = ITEMS(MAP_EVENTS, @$, NULL, $milestones); }
opt_format: %empty { $$ = NULL; } | AS TEXT { $$ = $TEXT; }
arms: %empty { $$ = NULL; }
  | arms[list] arm { $$ = list_add(parse, $list, $arm); }
  | arms[list] error SYNC { $$ = $list; yyerrok; }
arm: arm_key "->" literal { $$ = B(ARM, @$, $arm_key, $literal, NULL); }
  | arm_key "->" name { $$ = B(ARM, @$, $arm_key, $name, NULL); }
  | arm_key "->" name[field] word_literal[value] { $$ = B(ARM, @$, $arm_key, $field, $value); }
  | arm_key "->" name[field] head_name[value] { $$ = B(ARM, @$, $arm_key, $field, $value); }
  | arm_key "->" name[event] BY name[value] { $$ = with_flags(B(ARM, @$, $arm_key, $event, $value), ARM_BY); }
arm_key: TEXT | "_" { $$ = NULL; }
milestones: %empty { $$ = NULL; }
  | milestones[list] milestone { $$ = list_add(parse, $list, $milestone); }
  | milestones[list] error SYNC { $$ = $list; yyerrok; }
milestone: event_pattern AT TEXT opt_format { $$ = B(MILESTONE, @$, $event_pattern, $TEXT, $opt_format); }
event_pattern: head_name { $$ = build_event(parse, @$, $head_name, NULL); }
  | head_name BY name[value] { $$ = build_event(parse, @$, $head_name, $value); }

/* ---- Tests ---- */

test_items: %empty { $$ = NULL; }
  | test_items[list] test_item[item] { $$ = list_add(parse, $list, $item); }
  | test_items[list] error SYNC { $$ = $list; yyerrok; }
test_item: zone
  | ACCOUNT TEXT opt_entries { $$ = with_list(parse, B(TEST_ACCOUNT, @$, $TEXT, NULL, NULL), $opt_entries); }
  | AT moment { $$ = B(TEST_TIME, @$, $moment, NULL, NULL); }
  | AT moment test_event ticket_name[ticket] opt_entries
    { $$ = with_list(parse, B(TEST_EVENT, @$, $moment, $test_event, $ticket), $opt_entries); }
  | AT moment PACK name[pack] opt_entries
    { $$ = with_list(parse, with_flags(B(TEST_EVENT, @$, $moment, NULL, $pack), EXPECT_PACK), $opt_entries); }
  | CASES table { $$ = B(TEST_CASES, @$, $table, NULL, NULL); }
  | REPLAY TEXT { $$ = NAMED(TEST_REPLAY, @$, $TEXT, NULL, NULL, NULL); }
  | EXPECT subject ticket_name[state] { $$ = with_text(B(EXPECT_STATE, @$, $subject, NULL, NULL), $state); }
  | EXPECT subject UNTIMED { $$ = with_text(B(EXPECT_STATE, @$, $subject, NULL, NULL), NAME(@UNTIMED, TEXT("untimed"))); }
  | EXPECT subject DUE moment { $$ = B(EXPECT_DUE, @$, $subject, $moment, NULL); }
  | EXPECT subject DUE ABSENT { $$ = B(EXPECT_DUE, @$, $subject, B(CELL_ABSENT, @ABSENT, NULL, NULL, NULL), NULL); }
  | EXPECT subject LEFT DURATION { $$ = B(EXPECT_LEFT, @$, $subject, $DURATION, NULL); }
  | EXPECT subject LEFT NAME { $$ = B(EXPECT_LEFT, @$, $subject, NAME(@NAME, $NAME), NULL); }
  | EXPECT subject BECAUSE NAME { $$ = B(EXPECT_BECAUSE, @$, $subject, NAME(@NAME, $NAME), NULL); }
  | EXPECT subject BECAUSE TEXT { $$ = with_text(B(EXPECT_BECAUSE, @$, $subject, NULL, NULL), $TEXT); }
  | EXPECT expectation { $$ = B(EXPECT_THAT, @$, $expectation, NULL, NULL); }
  | EXPECT action opt_for opt_month { $$ = with_slot(B(EXPECT_ACTION, @$, NULL, $action, $opt_for), 3, $opt_month); }
  | EXPECT AT moment action opt_for opt_month { $$ = with_slot(B(EXPECT_ACTION, @$, $moment, $action, $opt_for), 3, $opt_month); }
  | EXPECT QUOTA name OF TEXT opt_used opt_left { $$ = with_text(B(EXPECT_QUOTA, @$, $TEXT, $opt_used, $opt_left), $name); }
  | EXPECT PACK name OF TEXT opt_used opt_left { $$ = with_flags(with_text(B(EXPECT_QUOTA, @$, $TEXT, $opt_used, $opt_left), $name), EXPECT_PACK); }
  | EXPECT NOTHING { $$ = B(EXPECT_NOTHING, @$, NULL, NULL, NULL); }
subject: ticket_name "." name { $$ = with_text(B(MEMBER, @$, $ticket_name, NULL, NULL), $name); }
  | subject[object] "." name { $$ = with_text(B(MEMBER, @$, $object, NULL, NULL), $name); }
expectation: subject IS sum { $$ = B(IS, @$, $subject, $sum, NULL); }
  | subject IS set { $$ = B(IS, @$, $subject, $set, NULL); }
  | subject IS NOT sum { $$ = B(IS_NOT, @$, $subject, $sum, NULL); }
  | subject IS PRESENT { $$ = B(IS_PRESENT, @$, $subject, NULL, NULL); }
  | subject IS ABSENT { $$ = B(IS_ABSENT, @$, $subject, NULL, NULL); }
  | subject "<" sum { $$ = B(LESS, @$, $subject, $sum, NULL); }
  | subject "<=" sum { $$ = B(LESS_EQUAL, @$, $subject, $sum, NULL); }
  | subject ">" sum { $$ = B(GREATER, @$, $subject, $sum, NULL); }
  | subject ">=" sum { $$ = B(GREATER_EQUAL, @$, $subject, $sum, NULL); }
  | subject HAS sum { $$ = B(HAS, @$, $subject, $sum, NULL); }
test_event: event_name { $$ = build_event(parse, @$, $event_name, NULL); }
  | event_name BY name[value] { $$ = build_event(parse, @$, $event_name, $value); }
moment: DATE | INSTANT | ticket_name | DATE TIME { $$ = build_date_time(parse, @$, $DATE, $TIME); }
opt_for: %empty { $$ = NULL; } | FOR ticket_name { $$ = $ticket_name; } | FOR TEXT { $$ = $TEXT; }
opt_month: %empty { $$ = NULL; } | IN MONTH { $$ = $MONTH; } | IN NAME { $$ = NAME(@NAME, $NAME); }
opt_used: %empty { $$ = NULL; } | USED INTEGER { $$ = $INTEGER; } | USED NAME { $$ = NAME(@NAME, $NAME); }
opt_left: %empty { $$ = NULL; } | LEFT INTEGER { $$ = $INTEGER; } | LEFT NAME { $$ = NAME(@NAME, $NAME); }

%%

const char *slate_symbol_name(int symbol)
{
    return yysymbol_name((yysymbol_kind_t)symbol);
}

static void slate_error(const Span *span, Scan *scan, Parse *parse, const char *message)
{
    (void)message; /* the only call besides syntax errors: the parser's stack is full */
    scan_too_deep(scan, parse, *span);
}

static int yyreport_syntax_error(const yypcontext_t *context, Scan *scan, Parse *parse)
{
    (void)parse;
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    int symbols[YYNTOKENS];
    for (int i = 0; i < count; i++)
        symbols[i] = (int)expected[i];
    scan_syntax_error(scan, symbols, count);
    return 0;
}
