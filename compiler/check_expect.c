/* Expectations of a test: what they read, and with what it is compared. */
#include "compiler/check_part.h"
#include "compiler/test_body.h"

/* ---- What is read: t1.resolve, t1.tier2.accept, t1.priority, t1.account.vip, t1.resolve.due ---- */

enum { PARTS = 4 };

typedef struct Path {
    const Node *ticket;      /* NAME */
    const Node *part[PARTS]; /* MEMBER nodes: their texts are the words after the ticket */
    uint32_t count;
} Path;

static bool path_make(Path *path, const Node *subject)
{
    uint32_t count = 0;
    for (const Node *node = subject; node->kind == AST_MEMBER; node = node->slot[0])
        count++;
    if (count > PARTS)
        return false;
    path->count = count;
    const Node *node = subject;
    for (; node->kind == AST_MEMBER; node = node->slot[0])
        path->part[--count] = node;
    path->ticket = node;
    return node->kind == AST_NAME && path->count;
}

typedef struct Reading { /* a word after the ticket, or after a clock */
    const char *word;
    SubjectKind kind;
    Base base;
} Reading;

static const Reading TICKET_READINGS[] = {
    {"plan", SUBJECT_PLAN, BASE_TEXT},
    {"sla", SUBJECT_SLA, BASE_TEXT},
    {"contract", SUBJECT_CONTRACT, BASE_TEXT},
    {"covered", SUBJECT_COVERED, BASE_BOOLEAN},
    {"rejected", SUBJECT_REJECTED, BASE_BOOLEAN},
    {"deferred", SUBJECT_DEFERRED, BASE_BOOLEAN},
    {0},
};
static const Reading CLOCK_READINGS[] = {
    {"due", SUBJECT_CLOCK_DUE, BASE_INSTANT},      {"left", SUBJECT_CLOCK_LEFT, BASE_DURATION},
    {"outcome", SUBJECT_CLOCK_OUTCOME, BASE_TEXT}, {"state", SUBJECT_CLOCK_STATE, BASE_TEXT},
    {"cycle", SUBJECT_CLOCK_CYCLE, BASE_INTEGER},  {0},
};

static const Reading *reading_find(const Reading *readings, Text word)
{
    for (; readings->word; readings++)
        if (text_is(word, readings->word))
            return readings;
    return NULL;
}

static Symbol *find(const TestScope *scope, SymbolKind kind, Text name)
{
    Symbol *symbol = program_find(scope->checker->program, kind, name);
    return symbol && symbol->kind == kind && !symbol->is_void ? symbol : NULL;
}

/* The clock that a path names after its ticket, with or without the SLA; *used says how many words that took. */
static Symbol *clock_take(const TestScope *scope, const Path *path, TestSubject *subject,
                          uint32_t *used)
{
    Symbol *clock = find(scope, SYMBOL_CLOCK, path->part[0]->text);
    *used = 1;
    if (clock)
        return clock;
    subject->sla = find(scope, SYMBOL_SLA, path->part[0]->text);
    *used = 2;
    if (!subject->sla || path->count < 2)
        return NULL;
    return find(scope, SYMBOL_CLOCK, path->part[1]->text);
}

static void subject_report(TestScope *scope, const Node *part, const char *what, SymbolKind kind)
{
    Checker *checker = scope->checker;
    if (checker->program->is_partial)
        return;
    Diag *diag =
        diag_add(checker->diags, DIAG_E0805, part->span, "%s `%.*s`", what, TEXT_ARGS(part->text));
    Symbol *near = symbols_nearest(program_names(checker->program, kind), part->text);
    if (near)
        diag_note(checker->diags, diag, "did you mean `%.*s`?", TEXT_ARGS(near->name));
    else if (kind == SYMBOL_CLOCK)
        diag_note(checker->diags, diag, "the usual clocks come with `use std.clocks`");
}

static TestSubject *subject_new(TestScope *scope, const Path *path)
{
    TestSubject *subject = ARENA_NEW(scope->checker->arena, TestSubject);
    subject->ticket = path->ticket->text;
    return subject;
}

/* `t1.resolve` or `t1.tier2.resolve`: a clock as a whole. */
static void clock_subject_check(TestScope *scope, Node *node)
{
    Path path = {0};
    uint32_t used;
    if (!path_make(&path, node))
        return;
    test_ticket_check(scope, path.ticket);
    TestSubject *subject = subject_new(scope, &path);
    subject->kind = SUBJECT_CLOCK;
    subject->symbol = clock_take(scope, &path, subject, &used);
    if (subject->symbol && used == path.count)
        node->symbol = subject;
    else
        subject_report(scope, path.part[path.count - 1], "there is no clock", SYMBOL_CLOCK);
}

static bool account_take(TestScope *scope, const Path *path, TestSubject *subject)
{
    if (path->count != 2 || !text_is(path->part[0]->text, "account"))
        return false;
    subject->symbol = find(scope, SYMBOL_ACCOUNT_FIELD, path->part[1]->text);
    subject->kind = SUBJECT_ACCOUNT_FIELD;
    if (!subject->symbol) {
        subject->symbol = find(scope, SYMBOL_ASSESS, path->part[1]->text);
        subject->kind = SUBJECT_ASSESSMENT;
    }
    if (!subject->symbol)
        return false;
    subject->type = symbol_type(scope->checker, subject->symbol);
    return true;
}

static bool ticket_take(TestScope *scope, const Path *path, TestSubject *subject)
{
    if (path->count != 1)
        return false;
    Text word = path->part[0]->text;
    const Reading *reading = reading_find(TICKET_READINGS, word);
    if ((subject->symbol = find(scope, SYMBOL_FIELD, word))) {
        subject->kind = SUBJECT_FIELD;
        subject->type = subject->symbol->type;
        return true;
    }
    if (reading) {
        subject->kind = reading->kind;
        subject->type = type_make(reading->base);
    }
    return reading;
}

static bool reading_take(TestScope *scope, const Path *path, TestSubject *subject)
{
    uint32_t used;
    subject->symbol = clock_take(scope, path, subject, &used);
    if (!subject->symbol || used + 1 != path->count)
        return false;
    const Reading *reading = reading_find(CLOCK_READINGS, path->part[used]->text);
    if (!reading)
        return false;
    subject->kind = reading->kind;
    subject->type = type_make(reading->base);
    return true;
}

/* NULL and an error where it reads nothing. */
static TestSubject *value_subject_check(TestScope *scope, Node *node)
{
    Path path = {0};
    if (!path_make(&path, node))
        return NULL;
    test_ticket_check(scope, path.ticket);
    TestSubject *subject = subject_new(scope, &path);
    if (ticket_take(scope, &path, subject) || account_take(scope, &path, subject) ||
        reading_take(scope, &path, subject)) {
        node->symbol = subject;
        return subject;
    }
    bool is_of_clock = path.count > 1 && find(scope, SYMBOL_CLOCK, path.part[0]->text);
    subject_report(scope, path.part[path.count - 1],
                   is_of_clock ? "a clock has `due`, `left`, `outcome`, `state` and `cycle`, not"
                               : "a ticket has no field, clock or choice called",
                   path.count > 1 ? SYMBOL_ACCOUNT_FIELD : SYMBOL_FIELD);
    return NULL;
}

/* ---- t1.plan is gold ---- */

static const char *const OUTCOMES = "met breached open cancelled";
static const char *const STATES = "running paused stopped cancelled";

static bool is_word_of(Text word, const char *list)
{
    for (const char *at = list; *at;) {
        size_t size = strcspn(at, " ");
        if (word.size == size && !memcmp(word.data, at, size))
            return true;
        at += size;
        at += *at == ' ';
    }
    return false;
}

static void named_check(TestScope *scope, const TestSubject *subject, Node *value)
{
    Checker *checker = scope->checker;
    bool is_name = value->kind == AST_NAME || value->kind == AST_TEXT;
    const char *words = subject->kind == SUBJECT_CLOCK_OUTCOME ? OUTCOMES
                        : subject->kind == SUBJECT_CLOCK_STATE ? STATES
                                                               : NULL;
    if (!is_name) {
        diag_add(checker->diags, DIAG_E0222, value->span, "a name is needed here");
    } else if (words && !is_word_of(value->text, words)) {
        Diag *diag = diag_add(checker->diags, DIAG_E0806, value->span, "a clock is never `%.*s`",
                              TEXT_ARGS(value->text));
        diag_note(checker->diags, diag, "it is one of: %s", words);
    } else if (!words && subject->kind != SUBJECT_CONTRACT) { /* contracts may be rows of a file */
        name_resolve(checker, subject->kind == SUBJECT_PLAN ? SYMBOL_PLAN : SYMBOL_SLA, value->text,
                     value->span);
    }
    value->kind = AST_TEXT;
    value->type = type_make(BASE_TEXT);
}

static bool is_named(SubjectKind kind)
{
    return kind == SUBJECT_PLAN || kind == SUBJECT_SLA || kind == SUBJECT_CONTRACT ||
           kind == SUBJECT_CLOCK_OUTCOME || kind == SUBJECT_CLOCK_STATE;
}

static void order_check(TestScope *scope, const Node *node, Type type)
{
    switch ((int)node->kind) {
    case AST_LESS:
    case AST_LESS_EQUAL:
    case AST_GREATER:
    case AST_GREATER_EQUAL: break;
    default: return;
    }
    if (!type_is_error(type) && !type_is_ordered(type))
        diag_add(scope->checker->diags, DIAG_E0223, node->span, "%s has no order",
                 program_type_text(scope->checker->program, type_present(type)));
}

static void comparison_check(TestScope *scope, Node *node)
{
    Checker *checker = scope->checker;
    const TestSubject *subject = value_subject_check(scope, node->slot[0]);
    Node *value = node->slot[1];
    if (!subject || !value)
        return;
    Type type = type_present(subject->type);
    if (node->kind == AST_HAS && !type_is_error(type) && type_base(type) != BASE_SET) {
        diag_add(checker->diags, DIAG_E0222, node->slot[0]->span,
                 "`has` asks a set, and this is %s", program_type_text(checker->program, type));
        return;
    }
    order_check(scope, node, type);
    if (value->kind == AST_CELL_ABSENT && (node->kind == AST_IS || node->kind == AST_IS_NOT)) {
        node->kind =
            node->kind == AST_IS ? AST_IS_ABSENT : AST_IS_PRESENT; /* a cell of its cases */
        return;
    }
    if (is_named(subject->kind)) {
        named_check(scope, subject, value);
        return;
    }
    value_check(checker, value, node->kind == AST_HAS ? type_element(type) : type,
                "this comparison");
    test_constant_check(scope, value);
}

/* ---- Actions ---- */

static bool is_money(const Node *action)
{
    return action->kind == AST_BILL || action->kind == AST_CREDIT || action->kind == AST_DRAW;
}

static void amount_check(TestScope *scope, const Node *amount)
{
    if (amount && amount->kind == AST_PERCENT_OF)
        diag_add(scope->checker->diags, DIAG_E0808, amount->span,
                 "a test states the amount, not the share");
    else
        test_constant_check(scope, amount);
}

static const Node *taken_in(const Node *node, const Node *action)
{
    const Node *found = NULL;
    if (node->kind == AST_TEST)
        return NULL;
    if (node->kind == action->kind && text_equal(node->text, action->text))
        return node;
    for (int i = 0; i < NODE_SLOTS && !found; i++)
        if (node->slot[i])
            found = taken_in(node->slot[i], action);
    for (uint32_t i = 0; i < node->list.count && !found; i++)
        found = taken_in(node->list.at[i], action);
    return found;
}

/* The policy's first action of that kind, and of that name or field; NULL and a warning if it has none. */
static const Node *taken_find(TestScope *scope, const Node *action)
{
    const Program *program = scope->checker->program;
    for (uint32_t i = 0; i < program->modules.count; i++) {
        const Node *own = taken_in(program->modules.at[i].tree, action);
        if (own)
            return own;
    }
    diag_add(scope->checker->diags, DIAG_W0811, action->span, "the policy never does this: `%s`",
             words_of(scope->checker, action->span));
    return NULL;
}

static const Node *entry_find(const Node *emit, Text key)
{
    for (uint32_t i = 0; emit && i < emit->list.count; i++)
        if (text_equal(emit->list.at[i]->text, key))
            return emit->list.at[i];
    return NULL;
}

/* The keys that are stated have the types of the policy's own. */
static void emit_expectation_check(TestScope *scope, Node *emit)
{
    Checker *checker = scope->checker;
    const Node *own = taken_find(scope, emit);
    for (uint32_t i = 0; i < emit->list.count; i++) {
        Node *entry = emit->list.at[i];
        const Node *key = entry_find(own, entry->text);
        if (own && !key)
            diag_add(checker->diags, DIAG_E0203, entry->name_span, "`emit %.*s` has no key `%.*s`",
                     TEXT_ARGS(emit->text), TEXT_ARGS(entry->text));
        if (!entry->slot[0] || entry->slot[0]->kind == AST_CELL_ABSENT)
            continue;
        if (key && !type_is_error(key->slot[0]->type))
            value_check(checker, entry->slot[0], type_present(key->slot[0]->type), "this key");
        else
            expr_check(checker, entry->slot[0], TYPE_UNKNOWN, NULL);
        test_constant_check(scope, entry->slot[0]);
    }
}

static void action_expectation_check(TestScope *scope, Node *item)
{
    Node *action = item->slot[1], *of = item->slot[2];
    NodeList one = {.at = &action, .count = 1};
    if (action->kind == AST_EMIT)
        emit_expectation_check(scope, action);
    else
        actions_check(scope->checker, &one);
    test_moment_check(scope, item->slot[0]);
    if (of && of->kind == AST_NAME)
        test_ticket_check(scope, of);
    test_literal_check(scope, item->slot[3], AST_MONTH, "a month, as in `2026-03`,");
    if (is_money(action))
        amount_check(scope, action->slot[0]);
    else if (action->kind != AST_EMIT)
        taken_find(scope, action);
}

/* ---- Quotas and packs ---- */

static const Symbol *quota_find(const Program *program, Text name)
{
    for (uint32_t i = 0; i < program->plans.count; i++)
        for (uint32_t k = 0; k < program->plans.at[i]->members.count; k++)
            if (text_equal(program->plans.at[i]->members.at[k]->name, name))
                return program->plans.at[i]->members.at[k];
    return NULL;
}

static void balance_check(TestScope *scope, Node *item)
{
    Checker *checker = scope->checker;
    if (item->flags & EXPECT_PACK)
        item->symbol = name_resolve(checker, SYMBOL_PACK, item->text, item->span);
    else if (!quota_find(checker->program, item->text) && !checker->program->is_partial)
        diag_add(checker->diags, DIAG_E0203, item->span, "no plan has a quota `%.*s`",
                 TEXT_ARGS(item->text));
    test_literal_check(scope, item->slot[1], AST_INTEGER, "a number");
    test_literal_check(scope, item->slot[2], AST_INTEGER, "a number");
}

/* ---- All ---- */

static void state_check(TestScope *scope, Node *item)
{
    clock_subject_check(scope, item->slot[0]);
    for (TrialWord word = 0; word < TRIAL_WORD_COUNT; word++)
        if (text_is(item->text, trial_word(word)))
            return;
    Checker *checker = scope->checker;
    Diag *diag = diag_add(checker->diags, DIAG_E0806, item->span, "a clock is never `%.*s`",
                          TEXT_ARGS(item->text));
    diag_note(checker->diags, diag,
              "it is met, breached, open, running, paused, stopped, cancelled or untimed");
}

void expectation_check(TestScope *scope, Node *item)
{
    switch ((int)item->kind) {
    case AST_EXPECT_STATE: state_check(scope, item); return;
    case AST_EXPECT_DUE:
        clock_subject_check(scope, item->slot[0]);
        if (item->slot[1] && item->slot[1]->kind != AST_CELL_ABSENT)
            test_moment_check(scope, item->slot[1]);
        return;
    case AST_EXPECT_LEFT:
        clock_subject_check(scope, item->slot[0]);
        if (item->slot[1] && item->slot[1]->kind != AST_NEGATE)
            test_literal_check(scope, item->slot[1], AST_DURATION, "a duration");
        return;
    case AST_EXPECT_BECAUSE:
        clock_subject_check(scope, item->slot[0]);
        test_literal_check(scope, item->slot[1], AST_TEXT, "the name of a line, in quotes,");
        return;
    case AST_EXPECT_THAT: comparison_check(scope, item->slot[0]); return;
    case AST_EXPECT_ACTION: action_expectation_check(scope, item); return;
    case AST_EXPECT_QUOTA: balance_check(scope, item); return;
    }
}
