#include "cli/statement.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/life.h"
#include "runtime/words.h"

struct Statements {
    const Policy *policy;
    const char *ticket, *clock;
    const Intern *texts;
    Arena *arena;
    VEC(DecisionRow) decisions;
    VEC(ActionRow) actions;
    VEC(LedgerRow) entries;
    Statement statement;
};

/* ---- The rows of the ticket ---- */

static bool is_theirs(const Statements *all, TextId ticket)
{
    return ticket != TEXT_NONE && text_is(intern_get(all->texts, ticket), all->ticket);
}

static void decision_take(void *context, const DecisionRow *row)
{
    Statements *all = context;
    if (is_theirs(all, row->ticket))
        VEC_PUSH(all->arena, &all->decisions, *row);
}

static void action_take(void *context, const ActionRow *row)
{
    Statements *all = context;
    if (!is_theirs(all, row->ticket))
        return;
    ActionRow copy = *row;
    Value *keys = ARENA_ARRAY(all->arena, Value, row->action->keys_count + 1);
    for (uint32_t i = 0; i < row->action->keys_count; i++)
        keys[i] = row->keys[i];
    copy.keys = keys;
    VEC_PUSH(all->arena, &all->actions, copy);
}

static void ledger_take(void *context, const LedgerRow *row)
{
    Statements *all = context;
    if (is_theirs(all, row->ticket))
        VEC_PUSH(all->arena, &all->entries, *row);
}

Statements *statements_new(const Policy *policy, const char *ticket, const char *clock)
{
    Statements *all = calloc(1, sizeof *all);
    if (!all)
        abort();
    all->policy = policy;
    all->ticket = ticket;
    all->clock = clock;
    all->arena = arena_new();
    return all;
}

void statements_free(Statements *all)
{
    if (!all)
        return;
    arena_free(all->arena);
    free(all);
}

Sink statements_sink(Statements *all, const Intern *texts)
{
    all->texts = texts;
    return (Sink){
        .context = all, .decision = decision_take, .action = action_take, .ledger = ledger_take};
}

/* ---- Lines ---- */

typedef struct Making {
    Statements *all;
    Words words;
    const Zone *zone;   /* of the lines at hand */
    Duration limit;     /* VALUE_ABSENT: none that can be left */
    Duration ran;       /* so far */
    StatementClock *to; /* NULL: the ticket's own lines */
} Making;

static StatementLine line_make(Instant from, Instant to, const char *kind, const char *what)
{
    return (StatementLine){from, to, kind, what, VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT, ""};
}

static void line_add(Making *making, StatementLine line)
{
    Arena *arena = making->all->arena;
    if (making->to)
        VEC_PUSH(arena, &making->to->lines, line);
    else
        VEC_PUSH(arena, &making->all->statement.lines, line);
}

static void stretch_add(Making *making, const Stretch *stretch)
{
    static const char *const KINDS[] = {[STRETCH_RAN] = "ran",
                                        [STRETCH_CLOSED] = "closed",
                                        [STRETCH_PAUSED] = "paused",
                                        [STRETCH_STOPPED] = "stopped"};
    const char *kind = KINDS[stretch->kind];
    StatementLine line = line_make(stretch->from, stretch->to, kind, kind);
    if (stretch->holiday.data)
        line.what = arena_format(making->all->arena, "closed, %.*s", TEXT_ARGS(stretch->holiday));
    line.source = words_origin(&making->words, stretch->origin);
    if (stretch->kind != STRETCH_CLOSED)
        line.ms = stretch->open;
    if (stretch->kind == STRETCH_RAN) {
        making->ran += stretch->open;
        line.ran = making->ran;
        line.left = making->limit == VALUE_ABSENT ? VALUE_ABSENT : making->limit - making->ran;
    }
    line_add(making, line);
}

/* What happened to the clock or ticket, with the deadline that it has now. */
static const char *decision_words(const Making *making, const DecisionRow *row)
{
    Arena *arena = making->all->arena;
    const char *told = decision_told(row->kind);
    if (row->kind == DECISION_STEP_FIRED)
        return arena_format(arena, "%s: step %u", told, row->step);
    bool moves_due = row->kind == DECISION_CLOCK_STARTED || row->kind == DECISION_CLOCK_RESUMED ||
                     row->kind == DECISION_TARGET_CHANGED;
    if (!moves_due || row->due == VALUE_ABSENT)
        return told;
    return arena_format(arena, "%s, due %s", told, words_moment(arena, making->zone, row->due));
}

static const char *action_words(const Making *making, const ActionRow *row)
{
    Arena *arena = making->all->arena;
    const Policy *policy = making->all->policy;
    const Words *words = &making->words;
    const char *done = words_action(words, making->zone, row);
    if (row->rule != NONE)
        return arena_format(arena, "%s, by rule %s", done,
                            words_name(words, policy->rules[row->rule].name));
    if (row->sla == NONE)
        return arena_format(arena, "%s, by quota %s", done, words_name(words, row->name));
    return arena_format(arena, "%s, by step %u of %s.%s", done, row->step,
                        words_name(words, policy->slas[row->sla].name),
                        words_name(words, policy->clocks[row->clock].name));
}

static const char *entry_words(const Making *making, const LedgerRow *row)
{
    const Words *words = &making->words;
    Arena *arena = making->all->arena;
    const char *ledger = words_name(words, row->ledger), *period = words_name(words, row->period);
    const char *word = ledger_word(row->kind);
    if (row->currency == NONE)
        return arena_format(arena, "%s %lld of %s%s%s, balance %lld", word, (long long)row->amount,
                            ledger, *period ? " " : "", period, (long long)row->balance);
    ValueShape shape = {.type = TYPE_MONEY, .currency = row->currency};
    return arena_format(arena, "%s %s%s%s, balance %s", word,
                        words_value(words, making->zone, shape, row->amount), *ledger ? " of " : "",
                        ledger, words_value(words, making->zone, shape, row->balance));
}

static StatementLine decision_line(const Making *making, const DecisionRow *row)
{
    StatementLine line =
        line_make(row->at, row->at, decision_word(row->kind), decision_words(making, row));
    line.source = words_origin(&making->words, row->source);
    return line;
}

/* ---- One clock ---- */

static bool is_of(const DecisionRow *decision, const ClockRow *row)
{
    return decision->clock == row->clock && decision->sla == row->sla &&
           decision->cycle == row->cycle;
}

/* Pauses and what follows them are intervals already. */
static bool is_interval(DecisionKind kind)
{
    return kind == DECISION_CLOCK_PAUSED;
}

/* The next decision about the clock that intervals do not tell; NULL: no more. */
static const DecisionRow *decision_next(const Statements *all, const ClockRow *row, uint32_t *next)
{
    for (; *next < all->decisions.count; ++*next) {
        const DecisionRow *decision = &all->decisions.at[*next];
        if (is_of(decision, row) && !is_interval(decision->kind))
            return decision;
    }
    return NULL;
}

/* What runs is parted where something happens, so that the balance of that instant stands before it. */
static void stretch_part(Making *making, Stretch *stretch, Instant at)
{
    if (stretch->kind != STRETCH_RAN || at <= stretch->from || at >= stretch->to)
        return;
    Stretch part = *stretch;
    part.to = stretch->from = at;
    part.open = part.to - part.from;
    stretch->open = stretch->to - stretch->from;
    stretch_add(making, &part);
}

/* Intervals and decisions in order of time; an interval that ends at an instant stands before what happens then. */
static void lines_merge(Making *making, const Life *life, const ClockRow *row)
{
    const Statements *all = making->all;
    const DecisionRow *decision;
    uint32_t next = 0;
    for (uint32_t i = 0; i < life->stretches.count; i++) {
        Stretch stretch = life->stretches.at[i];
        while ((decision = decision_next(all, row, &next)) && decision->at < stretch.to) {
            stretch_part(making, &stretch, decision->at);
            if (stretch.kind != STRETCH_RAN && decision->at > stretch.from)
                break;
            line_add(making, decision_line(making, decision));
            next++;
        }
        stretch_add(making, &stretch);
    }
    for (; (decision = decision_next(all, row, &next)); next++)
        line_add(making, decision_line(making, decision));
}

static void clock_add(Making *making, Engine *engine, const CycleAnswer *answer)
{
    Statements *all = making->all;
    const Policy *policy = all->policy;
    const Words *words = &making->words;
    const ClockRow *row = &answer->clock.row;
    StatementClock clock = {.row = *row, .has_target = answer->clock.has_line};
    clock.is_untimed = answer->clock.is_untimed;
    clock.clock = words_name(words, policy->clocks[row->clock].name);
    clock.sla = words_name(words, policy->slas[row->sla].name);
    clock.calendar = words_name(words, policy->calendar_names[row->calendar]);
    clock.target = words_name(words, row->target);
    clock.source = words_origin(words, row->source);
    clock.zone = calendar_zone(policy->calendars[row->calendar]);
    Life life = life_make(engine, all->arena, policy->calendars[row->calendar], row->clock,
                          answer->phases, answer->phases_count);
    clock.is_cut = life.is_cut;
    making->to = &clock;
    making->zone = clock.zone;
    making->limit = row->limit_ms;
    making->ran = 0;
    lines_merge(making, &life, row);
    VEC_PUSH(all->arena, &all->statement.clocks, clock);
}

/* ---- The whole ---- */

static StatementLine action_line(const Making *making, const ActionRow *row)
{
    StatementLine line =
        line_make(row->at, row->at, action_word(row->action->kind), action_words(making, row));
    line.source = words_origin(&making->words, row->action->origin);
    return line;
}

static StatementLine entry_line(const Making *making, const LedgerRow *row)
{
    StatementLine line =
        line_make(row->at, row->at, ledger_word(row->kind), entry_words(making, row));
    line.source = words_origin(&making->words, row->source);
    return line;
}

/* Decisions, actions and entries, each in order of time, as one list; at one instant in this order. */
static void ticket_lines(Making *making)
{
    const Statements *all = making->all;
    uint32_t d = 0, a = 0, e = 0;
    making->to = NULL;
    making->zone = all->statement.zone;
    for (;;) {
        while (d < all->decisions.count && all->decisions.at[d].clock != NONE)
            d++;
        Instant decision = d < all->decisions.count ? all->decisions.at[d].at : INSTANT_MAX;
        Instant action = a < all->actions.count ? all->actions.at[a].at : INSTANT_MAX;
        Instant entry = e < all->entries.count ? all->entries.at[e].at : INSTANT_MAX;
        if (d < all->decisions.count && decision <= action && decision <= entry)
            line_add(making, decision_line(making, &all->decisions.at[d++]));
        else if (a < all->actions.count && action <= entry)
            line_add(making, action_line(making, &all->actions.at[a++]));
        else if (e < all->entries.count)
            line_add(making, entry_line(making, &all->entries.at[e++]));
        else
            return;
    }
}

static bool is_asked(const Statements *all, const CycleAnswer *answer)
{
    const ClockRow *row = &answer->clock.row;
    return !all->clock ||
           text_is(policy_text(all->policy, all->policy->clocks[row->clock].name), all->clock);
}

static void ticket_take(Making *making, const TicketRow *row)
{
    const Words *words = &making->words;
    const Policy *policy = making->all->policy;
    Statement *to = &making->all->statement;
    to->account = words_name(words, row->account);
    to->contract = words_name(words, row->contract);
    to->charge = words_name(words, row->charge);
    to->plan = row->plan == NONE ? "" : words_name(words, policy->plans[row->plan].name);
    to->sla = row->sla == NONE ? "" : words_name(words, policy->slas[row->sla].name);
    to->created = row->created;
    to->closed = row->closed;
    to->is_covered = row->covered;
}

const Statement *statement_make(Statements *all, Engine *engine, Instant end)
{
    TicketRow row;
    uint32_t count;
    TextId ticket = intern_find(engine_texts(engine), text_from(all->ticket));
    if (ticket == TEXT_NONE || !query_ticket(engine, ticket, end, &row))
        return NULL;
    Statement *to = &all->statement;
    *to = (Statement){.policy = all->policy, .arena = all->arena, .at = end, .ticket = all->ticket};
    Making making = {.all = all, .words = {all->policy, engine, all->arena}};
    ticket_take(&making, &row);
    to->zone = query_zone(engine, ticket);
    if (!to->zone)
        to->zone = calendar_zone(all->policy->calendars[all->policy->calendar_always]);
    const CycleAnswer *answers = query_cycles(engine, all->arena, ticket, end, &count);
    for (uint32_t i = 0; i < count; i++)
        if (is_asked(all, &answers[i]))
            clock_add(&making, engine, &answers[i]);
    ticket_lines(&making);
    return to;
}
