/* compiler/lower*.c: small policies compiled from text, their tables looked at and their code run
   over frames made by hand. */
#include "compiler/compile.h"

#include <check.h>
#include <stdio.h>

#include "base/diag.h"

enum { FIELDS = 40 };

static Policy *policy;
static DiagList *diags;
static SourceSet *files;
static Value ticket[FIELDS], before[FIELDS], account[FIELDS], event_fields[FIELDS];
static uint64_t events[2];
static Frame frame;

static void setup(void)
{
    diags = diag_list_new();
    files = source_set_new();
    policy = NULL;
}

static void teardown(void)
{
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
}

static void fields_reset(Value *values, const FieldDef *defs, uint32_t count)
{
    ck_assert_uint_le(count, FIELDS);
    for (uint32_t i = 0; i < count; i++)
        values[i] = defs[i].initial;
}

static void frame_reset(void)
{
    fields_reset(ticket, policy->fields, policy->fields_count);
    fields_reset(before, policy->fields, policy->fields_count);
    fields_reset(account, policy->account_fields, policy->account_fields_count);
    for (uint32_t i = 0; i < FIELDS; i++)
        event_fields[i] = VALUE_ABSENT;
    memset(events, 0, sizeof events);
    frame = (Frame){.policy = policy,
                    .ticket = ticket,
                    .before = before,
                    .account = account,
                    .events = events,
                    .event_fields = event_fields,
                    .sla = policy->slas_count ? 0 : NONE};
}

static void compile(const char *text)
{
    policy_free(policy);
    policy = compile_text(text, diags, files);
    const char *first = diags->items.count ? diags->items.at[0].message : "no finding";
    ck_assert_msg(policy != NULL, "%s in:\n%s", first, text);
    frame_reset();
}

static uint32_t field_of(const char *name)
{
    uint32_t field = policy_field_find(policy, text_from(name));
    ck_assert_msg(field != NONE, "no field %s", name);
    return field;
}

static Value word(const char *field, const char *enumerator)
{
    const EnumDef *def = &policy->enums[policy->fields[field_of(field)].enumeration];
    for (uint32_t i = 0; i < def->count; i++)
        if (text_is(policy_text(policy, policy->enumerators[def->first + i]), enumerator))
            return i;
    ck_abort_msg("%s has no %s", field, enumerator);
}

static void set_word(const char *field, const char *enumerator)
{
    ticket[field_of(field)] = word(field, enumerator);
}

static void set_text(const char *field, const char *text)
{
    ticket[field_of(field)] = intern_find(policy->texts, text_from(text));
}

static void set_instant(const char *field, const char *text)
{
    Instant at = INSTANT_NONE;
    ck_assert(instant_parse(text_from(text), &at));
    ticket[field_of(field)] = at;
}

static Value run(CodeId code)
{
    Value value = 0;
    ck_assert_uint_ne(code, NONE);
    ck_assert(policy->run(policy->code, code, &frame, &value));
    return value;
}

static const SlaClock *sla_clock(const char *sla, const char *clock)
{
    for (uint32_t i = 0; i < policy->slas_count; i++)
        for (uint32_t k = 0; k < policy->slas[i].clocks_count; k++) {
            const SlaClock *row = &policy->sla_clocks[policy->slas[i].clocks_first + k];
            if (text_is(policy_text(policy, policy->slas[i].name), sla) &&
                text_is(policy_text(policy, policy->clocks[row->clock].name), clock))
                return row;
        }
    ck_abort_msg("%s has no %s", sla, clock);
}

static const TargetLine *target(const char *sla, const char *clock)
{
    Value line = run(sla_clock(sla, clock)->line);
    return line == VALUE_ABSENT ? NULL : &policy->lines[line];
}

/* The name of the target of s.resolve that holds, and its constant limit. */
static void expect_target(const char *name, Duration limit)
{
    const TargetLine *line = target("s", "resolve");
    ck_assert_ptr_nonnull(line);
    Text text = policy_text(policy, line->name);
    ck_assert_msg(text_is(text, name), "%.*s and not %s", TEXT_ARGS(text), name);
    ck_assert(line->has_limit && line->limit.code == NONE);
    ck_assert_int_eq(line->limit.value, limit);
}

#define CLOCKS                                                                                     \
    "clock respond { start on created  stop on reply by agent }\n"                                 \
    "clock resolve { start on created  stop on resolved  resume on reopened }\n"

/* ---- Schema ---- */

START_TEST(test_lower_fields_and_defaults)
{
    compile(
        "ticket { parts : integer = 3  note_to : text?  tags : set of text  grade : decimal = 2 }\n"
        "account { vip : boolean = true }\n");
    ck_assert_int_eq(policy->fields[field_of("parts")].initial, 3);
    ck_assert_int_eq(policy->fields[field_of("grade")].initial, 2 * DECIMAL_ONE);
    ck_assert_int_eq(policy->fields[field_of("note_to")].initial, VALUE_ABSENT);
    ck_assert(policy->fields[field_of("note_to")].optional);
    ck_assert_int_eq(policy->fields[field_of("tags")].initial, 0);
    ck_assert_int_eq(policy->fields[field_of("priority")].initial, word("priority", "normal"));
    ck_assert_uint_eq(policy->field_status, field_of("status"));
    ck_assert_uint_eq(policy->field_tags, field_of("tags"));
    ck_assert(policy->fields[policy->field_created].is_engine_kept);
    ck_assert_int_eq(policy->account_fields[policy_account_field_find(policy, TEXT("vip"))].initial,
                     1);
    ck_assert_uint_ne(policy->account_plan, NONE); /* `plan` is every account's, interfaces.md */
}
END_TEST

START_TEST(test_lower_events_and_what_they_set)
{
    compile("");
    const EventDef *resolved = &policy->events[policy_event_find(policy, TEXT("resolved"))];
    const EventDef *reopened = &policy->events[policy_event_find(policy, TEXT("reopened"))];
    ck_assert_uint_eq(resolved->sets_count, 1);
    const EventSet *set = &policy->event_sets[resolved->sets_first];
    ck_assert_uint_eq(set->field, policy->field_status);
    ck_assert_int_eq(set->value, word("status", "resolved"));
    ck_assert_uint_eq(policy->event_sets[reopened->sets_first].from,
                      UINT64_C(1) << word("status", "resolved") | UINT64_C(1)
                                                                      << word("status", "closed"));
    ck_assert_int_eq(policy->events[policy_event_find(policy, TEXT("merged"))].effect,
                     EFFECT_CANCEL);
    ck_assert_int_eq(resolved->effect, EFFECT_NONE);
}
END_TEST

/* `by` of reply and of worked differ in being optional only, so they share a slot. */
START_TEST(test_lower_event_fields_of_one_kind_share_a_slot)
{
    compile("event call { minutes : integer }\nevent visit { minutes : decimal }\n");
    const EventDef *call = &policy->events[policy_event_find(policy, TEXT("call"))];
    const EventDef *visit = &policy->events[policy_event_find(policy, TEXT("visit"))];
    const EventDef *worked = &policy->events[policy_event_find(policy, TEXT("worked"))];
    const EventField *fields = policy->event_fields;
    ck_assert_uint_eq(fields[call->fields_first].slot, fields[worked->fields_first].slot);
    ck_assert_uint_ne(fields[visit->fields_first].slot, fields[call->fields_first].slot);
}
END_TEST

/* ---- Expressions ---- */

typedef struct ExprCase {
    const char *text;
    bool wanted;
} ExprCase;

/* The ticket of these cases: 2026-03-02 is a Monday; 15:30 in Kyiv is 13:30 in UTC. */
static const ExprCase EXPRS[] = {
    {"priority >= high", true},
    {"priority > urgent", false},
    {"priority in { low, high }", true},
    {"priority not in { low, high }", false},
    {"priority is high and not account.vip", true},
    {"priority is low or account.vip", false},
    {"product is \"brake\"", true},
    {"product in { \"a\", \"b\", \"c\", \"d\", \"e\", \"brake\" }", true},
    {"product in { \"a\", \"b\", \"c\", \"d\", \"e\", \"f\" }", false},
    {"product is present and product starts with \"br\"", true},
    {"product is present and product contains \"rak\"", true},
    {"product is present and product ends with \"ke\"", true},
    {"product is present and product ends with \"br\"", false},
    {"team is \"x\"", false},
    {"team is absent", true},
    {"(team else \"none\") is \"none\"", true},
    {"(product else \"none\") is \"none\"", false},
    {"parts between 2 and 4", true},
    {"parts between 4 and 5", false},
    {"parts * 2 + 1 is 7", true},
    {"parts / 2 is 1.5", true},
    {"parts / 2 > 1", true},
    {"-parts < 0", true},
    {"min(parts, 2) is 2 and max(parts, 2) is 3", true},
    {"abs(0 - parts) is 3", true},
    {"4h * parts is 12h", true},
    {"(if parts > 2 then 10 otherwise 20) is 10", true},
    {"(if parts > 3 then 10 otherwise 20) is 20", true},
    {"(worth * 1.5 round half_even to 0.01) is 525 UAH", true},
    {"worth / 3 round half_even to 0.01 is 116.67 UAH", true},
    {"(worth / 3 round up to 0.01) is 116.67 UAH", true},
    {"(worth / 3 round down to 0.01) is 116.66 UAH", true},
    {"(worth * 2 / 6 round up to 1) is 117 UAH", true},
    {"(worth * 1.0149 round half_even to 0.05) is 355.20 UAH", true}, /* 355.215: nearer 355.20 */
    {"(worth * 1.0149 round up to 0.05) is 355.25 UAH", true},
    {"(1 / parts round up to 0.01) is 0.34", true},
    {"(parts / 0.7 round half_even to 0.1) is 4.3", true}, /* 4.2857 */
    {"worth - 50 UAH is 300 UAH", true},
    {"created before 16:00", true},
    {"created before 15:30", false},
    {"created after 15:30", true},
    {"created after 15:30:01", false},
    {"created on mon..fri", true},
    {"created on sat..sun", false},
    {"created before 2026-03-03", true},
    {"created < 2026-03-02 15:31", true},
    {"created < 2026-03-02 15:30", false},
    {"created is 2026-03-02T13:30:00Z", true},
    {"created during office", true},
    {"created during night", false},
    {"created + 2h > 2026-03-02 17:00", true},
    {"created - 2026-03-02 12:30 is 3h", true},
    {"tags has \"red\"", true},
    {"tags has \"blue\"", false},
    {"weighty", true},
};

START_TEST(test_lower_expressions)
{
    char text[2048];
    const ExprCase *expr = &EXPRS[_i];
    snprintf(text, sizeof text,
             "currency UAH\n"
             "ticket { parts : integer = 3  worth : money = 350 UAH  tags : set of text }\n"
             "define weight = parts * 2\n"
             "define weighty = weight is 6\n" CLOCKS
             "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n"
             "calendar night { zone \"Europe/Kyiv\"  open mon..sun 22:00-06:00 }\n"
             "sla s { calendar office  applies when %s  resolve within 1h }\n",
             expr->text);
    compile(text);
    Value red = intern_add(policy->texts, TEXT("red"));
    set_word("priority", "high");
    ticket[field_of("product")] = intern_add(policy->texts, TEXT("brake"));
    ticket[field_of("tags")] = set_make(policy->sets, &red, 1);
    set_instant("created", "2026-03-02T13:30:00Z");
    ck_assert_msg(run(policy->slas[0].applies) == expr->wanted, "%s", expr->text);
}
END_TEST

/* T1: a fault is reported, not wrapped; what is not reached does not fault. */
START_TEST(test_lower_faults_only_where_reached_T1)
{
    compile("ticket { parts : integer = 0 }\n" CLOCKS
            "sla s { applies when parts > 0 and 10 / parts > 2  resolve within 1h }\n"
            "sla t { applies when 10 / parts > 2  resolve within 1h }\n");
    Value value;
    ck_assert_int_eq(run(policy->slas[0].applies), 0);
    ck_assert(!policy->run(policy->code, policy->slas[1].applies, &frame, &value));
    ticket[field_of("parts")] = 4;
    ck_assert_int_eq(run(policy->slas[0].applies), 1);
    ck_assert_int_eq(run(policy->slas[1].applies), 1);
}
END_TEST

/* ---- Patterns (E1) ---- */

static void clock_compile(const char *pattern)
{
    char text[1024];
    snprintf(text, sizeof text, "clock c { start on %s  stop on closed }\nsla s { c within 1h }\n",
             pattern);
    compile(text);
}

static bool starts(void)
{
    return run(policy->clocks[sla_clock("s", "c")->clock].start) == 1;
}

static void event_set(const char *name)
{
    uint32_t event = policy_event_find(policy, text_from(name));
    events[event / 64] |= UINT64_C(1) << event % 64;
}

START_TEST(test_lower_pattern_of_an_event_and_by_whom)
{
    clock_compile("reply by customer");
    const EventDef *reply = &policy->events[policy_event_find(policy, TEXT("reply"))];
    uint32_t slot = policy->event_fields[reply->fields_first].slot;
    event_fields[slot] = 1;
    ck_assert(!starts());
    event_set("reply");
    ck_assert(starts());
    event_fields[slot] = 0; /* agent */
    ck_assert(!starts());
}
END_TEST

START_TEST(test_lower_patterns_compare_with_the_state_before_E1)
{
    static const struct {
        const char *pattern, *before, *after;
        bool wanted, at_creation;
    } CASES[] = {
        {"priority becomes high", "low", "high", true, true},
        {"priority becomes high", "high", "high", false, true},
        {"priority becomes high", "high", "low", false, false},
        {"priority becomes in { high, urgent }", "low", "urgent", true, true},
        {"priority becomes in { high, urgent }", "low", "normal", false, false},
        {"priority rises", "low", "high", true, false},
        {"priority rises", "high", "low", false, false},
        {"priority rises", "high", "high", false, false},
        {"priority falls", "high", "low", true, false},
        {"priority changes", "high", "low", true, false},
        {"priority changes", "low", "low", false, false},
        {"priority changes when status is new", "high", "low", true, false},
        {"priority changes when status is open", "high", "low", false, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        clock_compile(CASES[i].pattern);
        set_word("priority", CASES[i].after);
        before[field_of("priority")] = word("priority", CASES[i].before);
        ck_assert_msg(starts() == CASES[i].wanted, "%s", CASES[i].pattern);
        frame.before = NULL;
        ck_assert_msg(starts() == CASES[i].at_creation, "%s at creation", CASES[i].pattern);
    }
}
END_TEST

START_TEST(test_lower_pattern_of_an_optional_field)
{
    clock_compile("team changes");
    ck_assert(!starts());
    ticket[field_of("team")] = intern_add(policy->texts, TEXT("tier2"));
    ck_assert(starts());
    before[field_of("team")] = ticket[field_of("team")];
    ticket[field_of("team")] = VALUE_ABSENT;
    ck_assert(starts());
}
END_TEST

START_TEST(test_lower_clock_lines)
{
    compile(
        "ticket { seen : instant? }\n"
        "clock c { start on created from seen else created, assigned  stop on closed, resolved\n"
        "  restart on accepted  cancel on merged  pause while status is pending at most 10 "
        "workdays\n"
        "  pause while blocked  repeats independently }\n"
        "clock d { run while status in { open, pending }  stop on closed }\n");
    const ClockDef *c = &policy->clocks[0], *d = &policy->clocks[1];
    ck_assert(c->repeats && c->independently && !d->repeats);
    ck_assert_int_eq(c->pause_cap.count, 10);
    ck_assert_int_eq(c->pause_cap.unit, UNIT_WORKDAY);
    ck_assert_uint_eq(c->resume, NONE);
    ck_assert_uint_eq(c->run, NONE);
    ck_assert_uint_eq(d->start, NONE);
    ck_assert_int_eq(run(d->run), 0);
    set_word("status", "pending");
    ck_assert_int_eq(run(d->run), 1);
    ck_assert_int_eq(run(c->pause), 1);
    frame.now = 77;
    set_instant("created", "2026-03-02T13:30:00Z");
    event_set("created");
    ck_assert_int_eq(run(c->from.code), ticket[policy->field_created]);
    ticket[field_of("seen")] = 55;
    ck_assert_int_eq(run(c->from.code), 55);
    memset(events, 0, sizeof events);
    event_set("assigned");
    ck_assert_int_eq(run(c->from.code), 77);
}
END_TEST

/* ---- Targets (P2) ---- */

START_TEST(test_lower_first_line_that_fits_P2)
{
    compile(CLOCKS "sla s {\n"
                   "  resolve within 6h when priority >= high as fast\n"
                   "  resolve within 12h when priority is normal\n"
                   "  respond within 1h\n"
                   "}\n");
    set_word("priority", "urgent");
    expect_target("s.resolve.fast", 6 * HOUR_MS);
    ck_assert_uint_eq(target("s", "resolve")->origin.line, 4);
    ck_assert(text_is(policy_text(policy, target("s", "resolve")->origin.file), "policy.sla"));
    set_word("priority", "normal");
    expect_target("s.resolve[2]", 12 * HOUR_MS);
    set_word("priority", "low");
    ck_assert_ptr_null(target("s", "resolve"));
    ck_assert(text_is(policy_text(policy, target("s", "respond")->name), "s.respond[1]"));
}
END_TEST

START_TEST(test_lower_exceptions_outrank_and_fall_through_P2)
{
    compile("ticket { a : boolean = false  b : boolean = false  c : boolean = false }\n" CLOCKS
            "sla s {\n"
            "  resolve within 1h\n"
            "  except one when a { resolve within 2h }\n"
            "  except two when b { resolve within 3h when not c }\n"
            "  except two over one\n"
            "}\n");
    expect_target("s.resolve[1]", HOUR_MS);
    ticket[field_of("a")] = 1;
    expect_target("s.one.resolve[1]", 2 * HOUR_MS);
    ticket[field_of("b")] = 1;
    expect_target("s.two.resolve[1]", 3 * HOUR_MS);
    ticket[field_of("c")] = 1; /* two holds and has no line that fits */
    expect_target("s.one.resolve[1]", 2 * HOUR_MS);
}
END_TEST

#define TABLE_POLICY                                                                               \
    "account { licences : integer? }\n" CLOCKS "sla s {\n"                                         \
    "  targets {\n"                                                                                \
    "    | priority    | account.licences | respond | resolve      |\n"                            \
    "    | low, normal | absent           | 1h      | 6h           |\n"                            \
    "    | >= high     | 50..100          | 3h      | 1 workday    |\n"                            \
    "    | high        | > 500            | 1h      | 8h, by close |\n"                            \
    "    | _           | _                | 8h      | untimed      |\n"                            \
    "  }\n"                                                                                        \
    "}\n"

static void expect_row(const char *priority, Value licences, const char *name)
{
    set_word("priority", priority);
    account[policy_account_field_find(policy, TEXT("licences"))] = licences;
    Text text = policy_text(policy, target("s", "resolve")->name);
    ck_assert_msg(text_is(text, name), "%.*s and not %s", TEXT_ARGS(text), name);
}

START_TEST(test_lower_table_rows)
{
    compile(TABLE_POLICY);
    expect_row("low", VALUE_ABSENT, "s.resolve[1]");
    expect_row("normal", VALUE_ABSENT, "s.resolve[1]");
    expect_row("high", VALUE_ABSENT, "s.resolve[4]");
    expect_row("low", 70, "s.resolve[4]");
    expect_row("urgent", 50, "s.resolve[2]");
    expect_row("urgent", 100, "s.resolve[2]");
    expect_row("urgent", 49, "s.resolve[4]");
    expect_row("urgent", 101, "s.resolve[4]");
    expect_row("high", 501, "s.resolve[3]");
    expect_row("urgent", 501, "s.resolve[4]");
    expect_row("high", 500, "s.resolve[4]");
}
END_TEST

START_TEST(test_lower_table_results)
{
    compile(TABLE_POLICY);
    expect_row("urgent", 60, "s.resolve[2]");
    const TargetLine *line = target("s", "resolve");
    ck_assert_int_eq(line->limit_unit, UNIT_WORKDAY);
    ck_assert_int_eq(line->limit.value, 1);
    expect_row("high", 600, "s.resolve[3]");
    line = target("s", "resolve");
    ck_assert_int_eq(line->cutoff, CUTOFF_CLOSE);
    ck_assert_int_eq(line->limit.value, 8 * HOUR_MS);
    expect_row("urgent", 600, "s.resolve[4]");
    line = target("s", "resolve");
    ck_assert(line->untimed && !line->has_limit);
    ck_assert_uint_eq(line->origin.line, 10);
}
END_TEST

START_TEST(test_lower_cutoffs_C6)
{
    compile("ticket { needed : instant?  wanted : date? }\n" CLOCKS
            "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n"
            "sla s {\n"
            "  resolve by close 2 workdays later when priority is low\n"
            "  resolve by 12:00 next workday on office when priority is normal\n"
            "  resolve by needed + 2h when needed is present\n"
            "  resolve within 4h, by wanted when wanted is present\n"
            "}\n");
    set_word("priority", "low");
    const TargetLine *line = target("s", "resolve");
    ck_assert(line->cutoff == CUTOFF_CLOSE && line->cutoff_days == 2 && !line->cutoff_is_next);
    ck_assert(!line->has_limit && line->calendar == NONE);
    set_word("priority", "normal");
    line = target("s", "resolve");
    ck_assert(line->cutoff == CUTOFF_TIME && line->cutoff_time == 12 * HOUR_MS &&
              line->cutoff_is_next);
    ck_assert_uint_eq(line->calendar, policy_calendar_find(policy, TEXT("office")));
    set_word("priority", "high");
    ticket[field_of("needed")] = 1000;
    line = target("s", "resolve");
    ck_assert(line->cutoff == CUTOFF_FIELD && !line->cutoff_is_date);
    ck_assert_int_eq(line->cutoff_offset, 2 * HOUR_MS);
    ck_assert_int_eq(run(line->cutoff_field.code), 1000);
    ticket[field_of("needed")] = VALUE_ABSENT;
    ticket[field_of("wanted")] = 20000;
    line = target("s", "resolve");
    ck_assert(line->cutoff == CUTOFF_FIELD && line->cutoff_is_date && line->has_limit);
    ck_assert_int_eq(run(line->cutoff_field.code), 20000);
}
END_TEST

START_TEST(test_lower_limits_that_depend_on_the_ticket)
{
    compile("ticket { parts : integer = 1 }\n" CLOCKS "sla s { resolve within 4h * parts }\n"
            "sla t { resolve within if parts > 1 then 2 workdays otherwise 1 workday }\n");
    ticket[field_of("parts")] = 3;
    ck_assert_int_eq(run(target("s", "resolve")->limit.code), 12 * HOUR_MS);
    ck_assert_int_eq(target("t", "resolve")->limit.value, 2);
    ticket[field_of("parts")] = 1;
    ck_assert_int_eq(target("t", "resolve")->limit.value, 1);
}
END_TEST

START_TEST(test_lower_changes_of_the_sla_and_of_a_line_C7)
{
    compile(CLOCKS "sla s {\n"
                   "  resolve within 1h when priority is high changes pinned\n"
                   "  resolve within 2h\n"
                   "  changes final\n"
                   "}\n");
    ck_assert_int_eq(target("s", "resolve")->changes, CHANGES_FINAL);
    set_word("priority", "high");
    ck_assert_int_eq(target("s", "resolve")->changes, CHANGES_PINNED);
    ck_assert_int_eq(sla_clock("s", "resolve")->changes, CHANGES_FINAL);
}
END_TEST

static bool reads(const SlaClock *clock, const char *field)
{
    uint32_t index = field_of(field);
    return clock->reads[index / 64] >> index % 64 & 1;
}

/* C7: through defines, guards and limits alike, and nothing else. */
START_TEST(test_lower_reads_of_a_clock_C7)
{
    compile("ticket { parts : integer = 1  depth : integer = 1 }\n"
            "define big = parts > 10\n" CLOCKS
            "sla s { pause while status is pending  applies when product is \"x\"\n"
            "  resolve within 1h * depth when big and not account.vip  respond within 1h when "
            "priority is high }\n");
    const SlaClock *resolve = sla_clock("s", "resolve");
    ck_assert(reads(resolve, "parts") && reads(resolve, "depth"));
    ck_assert(!reads(resolve, "priority") && !reads(resolve, "status") &&
              !reads(resolve, "product"));
    ck_assert(reads(sla_clock("s", "respond"), "priority"));
    uint32_t vip = policy_account_field_find(policy, TEXT("vip"));
    ck_assert(resolve->account_reads[vip / 64] >> vip % 64 & 1);
    uint32_t product = field_of("product");
    ck_assert(policy->selection_reads[product / 64] >> product % 64 & 1);
    ck_assert(!policy->selection_reads_account);
}
END_TEST

/* ---- Calendars (T8) ---- */

#define TWO_CALENDARS                                                                              \
    "calendar kyiv { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n"                          \
    "calendar rome { zone \"Europe/Rome\"  open mon..fri 09:00-18:00 }\n" CLOCKS

START_TEST(test_lower_first_calendar_that_fits_T8)
{
    compile(TWO_CALENDARS
            "sla s { calendar rome when team is \"rome\"  calendar kyiv  resolve within 1h }\n"
            "sla t { resolve within 1h }\n"
            "sla u { calendar rome  resolve within 1h }\n");
    ck_assert_uint_eq(policy->slas[0].fixed_calendar, NONE);
    ck_assert_int_eq(run(policy->slas[0].calendar), policy_calendar_find(policy, TEXT("kyiv")));
    set_text("team", "rome");
    ck_assert_int_eq(run(policy->slas[0].calendar), policy_calendar_find(policy, TEXT("rome")));
    ck_assert_uint_eq(policy->slas[1].fixed_calendar, policy_calendar_find(policy, TEXT("always")));
    ck_assert_uint_eq(policy->slas[2].fixed_calendar, policy_calendar_find(policy, TEXT("rome")));
}
END_TEST

/* 15:30 in Rome is 16:30 in Kyiv: the zone is that of `on`, else the exception's, else the SLA's.
   */
START_TEST(test_lower_zone_of_a_guard_is_of_its_calendar_T8)
{
    compile("ticket { a : boolean = false }\n"
            "define early = created before 16:00\n" TWO_CALENDARS "sla s {\n"
            "  calendar kyiv\n"
            "  except moved when a { calendar rome  resolve within 4h when early }\n"
            "  resolve within 1h when early\n"
            "  resolve within 2h on rome when priority is high and early\n"
            "  resolve within 3h\n"
            "}\n");
    set_instant("created", "2026-03-02T14:30:00Z");
    expect_target("s.resolve[3]", 3 * HOUR_MS);
    set_word("priority", "high");
    expect_target("s.resolve[2]", 2 * HOUR_MS);
    ticket[field_of("a")] = 1;
    expect_target("s.moved.resolve[1]", 4 * HOUR_MS);
    ck_assert_uint_eq(target("s", "resolve")->calendar, policy_calendar_find(policy, TEXT("rome")));
}
END_TEST

/* ---- Plans, pauses, steps ---- */

START_TEST(test_lower_no_plan_means_every_sla_P1)
{
    compile(CLOCKS "sla inner for team \"tier2\" { resolve within 1h }\n"
                   "sla b { applies when priority is high  resolve within 1h }\n"
                   "sla a { resolve within 2h }\n");
    ck_assert_uint_eq(policy->plans_count, 1);
    ck_assert_uint_eq(policy->default_plans_count, 1);
    ck_assert_uint_eq(policy->plans[0].name, TEXT_NONE);
    ck_assert_uint_eq(policy->plans[0].slas_count, 2); /* P5: a team's SLA needs no plan */
    ck_assert(text_is(policy_text(policy, policy->slas[policy->plan_slas[0]].name), "b"));
    ck_assert(text_is(policy_text(policy, policy->slas[policy->plan_slas[1]].name), "a"));
    ck_assert(text_is(policy_text(policy, policy->slas[0].team), "tier2"));
}
END_TEST

START_TEST(test_lower_default_plans_P1)
{
    compile(CLOCKS "sla a { resolve within 2h }\nsla b { resolve within 1h }\n"
                   "plan gold { sla b, a }\nplan basic { sla a }\n"
                   "default plan gold when account.vip\ndefault plan basic\n");
    ck_assert_uint_eq(policy->plans_count, 2);
    ck_assert_uint_eq(policy->plans[0].slas_count, 2);
    ck_assert_uint_eq(policy->plan_slas[0], 1);
    ck_assert_int_eq(run(policy->default_plans[0].when), 0);
    ck_assert_uint_eq(policy->default_plans[1].when, NONE);
    ck_assert_uint_eq(policy->default_plans[1].plan, 1);
    ck_assert(policy->selection_reads_account);
}
END_TEST

START_TEST(test_lower_pauses_and_steps)
{
    compile(CLOCKS
            "sla s {\n"
            "  pause while status is pending at most 10 workdays\n"
            "  pause while blocked\n"
            "  resolve within 6h\n"
            "  escalate resolve {\n"
            "    at 75% notify team \"lead\"\n"
            "    at 30m before notify agent\n"
            "    at breach notify role \"manager\", set priority to urgent, assign team \"tier2\"\n"
            "    at 30m after notify \"boss\"\n"
            "    every 2h after, 3 times notify customer when priority is urgent\n"
            "  }\n"
            "}\n");
    ck_assert_uint_eq(policy->slas[0].pauses_count, 2);
    ck_assert_int_eq(policy->pauses[0].cap.count, 10);
    ck_assert_int_eq(policy->pauses[1].cap.count, 0);
    const SlaClock *clock = sla_clock("s", "resolve");
    ck_assert_uint_eq(clock->steps_count, 5);
    const Step *steps = &policy->steps[clock->steps_first];
    ck_assert(steps[0].kind == STEP_PERCENT && steps[0].percent == 750000 && steps[0].when == NONE);
    ck_assert(steps[1].kind == STEP_BEFORE && steps[1].offset == 30 * MINUTE_MS);
    ck_assert(steps[2].kind == STEP_BREACH && steps[2].actions_count == 3);
    ck_assert(steps[3].kind == STEP_AFTER && !steps[3].is_every && steps[3].times == 1);
    ck_assert(steps[4].is_every && steps[4].times == 3 && steps[4].offset == 2 * HOUR_MS);
    ck_assert_int_eq(run(steps[4].when), 0);
    const ActionDef *actions = &policy->actions[steps[2].actions_first];
    ck_assert(actions[0].kind == ACTION_NOTIFY && actions[0].recipient == RECIPIENT_ROLE);
    ck_assert(actions[1].kind == ACTION_SET && actions[1].field == policy->field_priority);
    ck_assert_int_eq(actions[1].value.value, word("priority", "urgent"));
    ck_assert(actions[2].kind == ACTION_ASSIGN && actions[2].recipient == RECIPIENT_TEAM);
    ck_assert(text_is(policy_text(policy, (TextId)actions[2].target.value), "tier2"));
    ck_assert(policy->actions[steps[3].actions_first].recipient == RECIPIENT_TEXT);
}
END_TEST

/* ---- Rules, queues, sources ---- */

START_TEST(test_lower_rules_and_queues)
{
    compile(
        "event call_dropped\n" CLOCKS "sla s { resolve within 1h }\n"
        "calendar office { zone \"UTC\"  open mon..fri 09:00-18:00 }\n"
        "rule auto_close after 5 days without reply by customer when status is resolved do close\n"
        "rule call_back on call_dropped do task \"call back\" within 15m\n"
        "rule daily at 09:00 on office do emit digest { to: contact, due: resolve.due }\n"
        "queue support { where status is not closed  order by account.vip desc, due, created }\n");
    const RuleDef *rules = policy->rules;
    ck_assert_uint_eq(policy->rules_count, 3);
    ck_assert(rules[0].trigger == TRIGGER_WITHOUT && rules[0].after.unit == UNIT_DAY &&
              rules[0].after.count == 5);
    ck_assert_uint_eq(rules[0].calendar, NONE);
    ck_assert_int_eq(run(rules[0].when), 0);
    ck_assert(rules[1].trigger == TRIGGER_EVENT);
    ck_assert_int_eq(policy->actions[rules[1].actions_first].within.count, 15 * MINUTE_MS);
    event_set("call_dropped");
    ck_assert_int_eq(run(rules[1].event), 1);
    ck_assert(rules[2].trigger == TRIGGER_TIME && rules[2].time == 9 * HOUR_MS);
    ck_assert_uint_eq(rules[2].calendar, policy_calendar_find(policy, TEXT("office")));
    const ActionDef *emit = &policy->actions[rules[2].actions_first];
    ck_assert_uint_eq(emit->keys_count, 2);
    ck_assert_int_eq(policy->action_keys[emit->keys_first + 1].type, TYPE_INSTANT);
    const QueueDef *queue = &policy->queues[0];
    ck_assert_int_eq(run(queue->where), 1);
    ck_assert_uint_eq(queue->keys_count, 3);
    ck_assert(policy->queue_keys[0].descending && policy->queue_keys[0].code != NONE);
    ck_assert(!policy->queue_keys[1].descending && policy->queue_keys[1].code == NONE);
}
END_TEST

static const Mapping *mapping(MapTarget wanted, uint32_t index)
{
    for (uint32_t i = 0; i < policy->mappings_count; i++)
        if (policy->mappings[i].target == wanted && policy->mappings[i].index == index)
            return &policy->mappings[i];
    ck_abort_msg("no such mapping");
}

START_TEST(test_lower_a_source)
{
    compile("source desk from csv {\n"
            "  zone \"Europe/Rome\"\n"
            "  ticket = \"Case ID\"\n"
            "  at = \"Complete Timestamp\" as \"%Y/%m/%d %H:%M:%S\"\n"
            "  absent = \"\", \"?\"\n"
            "  account = \"customer\"\n"
            "  priority = match \"seriousness\" { \"Value 4\" -> urgent  _ -> normal }\n"
            "  event = match \"Activity\" {\n"
            "    \"Assign\" -> created\n"
            "    \"Wait\" -> status pending\n"
            "    \"Answer\" -> reply by agent\n"
            "    _ -> note\n"
            "  }\n"
            "}\n");
    const SourceDef *source = &policy->sources[0];
    ck_assert(text_is(zone_name(source->zone), "Europe/Rome"));
    ck_assert_uint_eq(source->absent_count, 2);
    ck_assert_uint_eq(source->maps_count, 5);
    const Mapping *at = mapping(MAP_AT, NONE);
    ck_assert(text_is(policy_text(policy, at->format), "%Y/%m/%d %H:%M:%S"));
    ck_assert(text_is(policy_text(policy, mapping(MAP_FIELD, policy->field_account)->column),
                      "customer"));
    const Mapping *priority = mapping(MAP_FIELD, policy->field_priority);
    const MatchArm *arms = &policy->match_arms[priority->arms_first];
    ck_assert(priority->is_match && priority->arms_count == 2);
    ck_assert_int_eq(arms[0].value, word("priority", "urgent"));
    ck_assert(!arms[0].is_default && arms[1].is_default);
    const Mapping *event = mapping(MAP_EVENT, NONE);
    arms = &policy->match_arms[event->arms_first];
    ck_assert_uint_eq(arms[0].event, policy_event_find(policy, TEXT("created")));
    ck_assert_uint_eq(arms[1].event, NONE);
    const Assignment *pending = &policy->assignments[arms[1].sets_first];
    ck_assert(pending->target == MAP_FIELD && pending->index == policy->field_status);
    ck_assert_int_eq(pending->value, word("status", "pending"));
    ck_assert_uint_eq(arms[2].event, policy_event_find(policy, TEXT("reply")));
    ck_assert_int_eq(policy->assignments[arms[2].sets_first].target, MAP_EVENT_FIELD);
    ck_assert(arms[3].is_default && arms[3].sets_count == 0);
}
END_TEST

Suite *lower_suite(void);
Suite *lower_suite(void)
{
    TCase *tests = tcase_create("lower");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_lower_fields_and_defaults);
    tcase_add_test(tests, test_lower_events_and_what_they_set);
    tcase_add_test(tests, test_lower_event_fields_of_one_kind_share_a_slot);
    tcase_add_loop_test(tests, test_lower_expressions, 0, (int)(sizeof EXPRS / sizeof *EXPRS));
    tcase_add_test(tests, test_lower_faults_only_where_reached_T1);
    tcase_add_test(tests, test_lower_pattern_of_an_event_and_by_whom);
    tcase_add_test(tests, test_lower_patterns_compare_with_the_state_before_E1);
    tcase_add_test(tests, test_lower_pattern_of_an_optional_field);
    tcase_add_test(tests, test_lower_clock_lines);
    tcase_add_test(tests, test_lower_first_line_that_fits_P2);
    tcase_add_test(tests, test_lower_exceptions_outrank_and_fall_through_P2);
    tcase_add_test(tests, test_lower_table_rows);
    tcase_add_test(tests, test_lower_table_results);
    tcase_add_test(tests, test_lower_cutoffs_C6);
    tcase_add_test(tests, test_lower_limits_that_depend_on_the_ticket);
    tcase_add_test(tests, test_lower_changes_of_the_sla_and_of_a_line_C7);
    tcase_add_test(tests, test_lower_reads_of_a_clock_C7);
    tcase_add_test(tests, test_lower_first_calendar_that_fits_T8);
    tcase_add_test(tests, test_lower_zone_of_a_guard_is_of_its_calendar_T8);
    tcase_add_test(tests, test_lower_no_plan_means_every_sla_P1);
    tcase_add_test(tests, test_lower_default_plans_P1);
    tcase_add_test(tests, test_lower_pauses_and_steps);
    tcase_add_test(tests, test_lower_rules_and_queues);
    tcase_add_test(tests, test_lower_a_source);
    Suite *suite = suite_create("lower");
    suite_add_tcase(suite, tests);
    return suite;
}
