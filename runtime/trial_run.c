#include "runtime/trial_part.h"

#include <string.h>

#include "runtime/history.h"

/* ---- Failures ---- */

TrialFailure *trial_fail(TrialRun *run, const TrialStep *step, const char *message)
{
    TrialFailure failure = {.span = step->span, .message = text_from(message)};
    VEC_PUSH(run->arena, &run->result->failures, failure);
    return &run->result->failures.at[run->result->failures.count - 1];
}

void trial_why(TrialRun *run, TrialFailure *failure, const char *text, Origin origin)
{
    TrialWhy why = {.text = text_from(text), .origin = origin};
    VEC_PUSH(run->arena, &failure->why, why);
}

/* What happens after a step that could not be taken would be about another story. */
static void step_fail(TrialRun *run, const TrialStep *step, const char *message)
{
    trial_fail(run, step, message);
    run->is_over = true;
}

/* ---- Rows ---- */

static void action_take(void *context, const ActionRow *row)
{
    TrialRun *run = context;
    ActionRow copy = *row;
    Value *keys = ARENA_ARRAY(run->arena, Value, row->action->keys_count);
    for (uint32_t i = 0; i < row->action->keys_count; i++)
        keys[i] = row->keys[i];
    copy.keys = keys;
    VEC_PUSH(run->arena, &run->actions, copy);
    if (run->rows.action)
        run->rows.action(run->rows.context, row);
}

static void ledger_take(void *context, const LedgerRow *row)
{
    TrialRun *run = context;
    VEC_PUSH(run->arena, &run->ledger, *row);
    if (run->rows.ledger)
        run->rows.ledger(run->rows.context, row);
}

static void decision_take(void *context, const DecisionRow *row)
{
    TrialRun *run = context;
    if (row->kind == DECISION_REJECTED || row->kind == DECISION_DEFERRED)
        VEC_PUSH(run->arena, &run->marks, ((TrialMark){row->ticket, row->kind}));
    if (run->rows.decision)
        run->rows.decision(run->rows.context, row);
}

static void beyond_take(void *context, const BeyondRow *row)
{
    TrialRun *run = context;
    if (run->rows.beyond)
        run->rows.beyond(run->rows.context, row);
}

static Sink sink_make(TrialRun *run)
{
    return (Sink){.context = run,
                  .action = action_take,
                  .ledger = ledger_take,
                  .decision = decision_take,
                  .beyond = beyond_take};
}

/* ---- Zones ---- */

static const Zone *zone_known(const TrialRun *run, TextId ticket)
{
    if (run->trial->zone)
        return run->trial->zone;
    if (run->all->common_zone)
        return run->all->common_zone;
    for (uint32_t i = 0; i < run->zones.count; i++)
        if (run->zones.at[i].ticket == ticket)
            return run->zones.at[i].zone;
    return NULL;
}

const Zone *trial_zone(TrialRun *run, TextId ticket)
{
    const Zone *zone = zone_known(run, ticket);
    if (!zone && ticket != TEXT_NONE)
        zone = query_zone(run->engine, ticket); /* of a replay's */
    if (!zone)
        zone = run->zone;
    return zone ? zone : zone_utc();
}

static Instant instant_in(const Zone *zone, TrialInstant at)
{
    return at.is_local ? zone_instant(zone, at.ms, FOLD_FIRST) : at.ms;
}

/* ---- Records ---- */

static const Assignment *sets_make(TrialRun *run, const TrialStep *step, const Zone *zone)
{
    Assignment *sets = ARENA_ARRAY(run->arena, Assignment, step->sets_count);
    for (uint32_t i = 0; i < step->sets_count; i++) {
        const TrialSet *set = &run->all->sets[step->sets_first + i];
        TrialInstant at = {set->value, set->is_local};
        sets[i] = (Assignment){set->target, set->index,
                               set->is_local ? instant_in(zone, at) : set->value};
    }
    return sets;
}

static Record record_make(TrialRun *run, const TrialStep *step, Instant at, const Zone *zone)
{
    Record record = {.at = at,
                     .position = run->position++,
                     .kind = RECORD_TICKET,
                     .event = step->event,
                     .created = INSTANT_NONE,
                     .ticket = step->ticket,
                     .account = step->account,
                     .id = TEXT_NONE,
                     .sets_count = step->sets_count};
    record.sets = sets_make(run, step, zone);
    if (step->kind == TRIAL_ACCOUNT)
        record.kind = RECORD_ACCOUNT;
    if (step->kind == TRIAL_PACK) {
        record.kind = RECORD_PACK;
        record.quantity = step->value;
    }
    return record;
}

/* ---- When the steps are ---- */

/* The zone that a ticket gets when it is created at the wall-clock time read in `zone`: an engine is asked that knows
   the accounts and nothing else. */
static const Zone *zone_try(TrialRun *run, uint32_t index, const Zone *zone)
{
    const TrialStep *steps = run->all->steps + run->trial->first;
    Engine *engine = engine_new(run->policy, (EngineOptions){0}, (Sink){0});
    engine_use(engine, engine_evaluators(run->engine));
    for (uint32_t i = 0; i < index; i++) {
        if (steps[i].kind != TRIAL_ACCOUNT)
            continue;
        Record account = record_make(run, &steps[i], INSTANT_MIN, zone);
        engine_feed(engine, &account);
    }
    Record record = record_make(run, &steps[index], instant_in(zone, steps[index].at), zone);
    engine_feed(engine, &record);
    const Zone *found = query_zone(engine, steps[index].ticket);
    engine_free(engine);
    return found ? found : zone_utc();
}

/* Which SLA holds may depend on the instant, and the instant depends on the SLA's zone: tried until both agree. */
static void zone_find_first(TrialRun *run, uint32_t index)
{
    enum { TRIES = 3 };
    const TrialStep *step = &run->all->steps[run->trial->first + index];
    const Zone *zone = zone_utc();
    for (int i = 0; i < TRIES; i++) {
        const Zone *found = zone_try(run, index, zone);
        if (text_equal(zone_name(found), zone_name(zone)))
            break;
        zone = found;
    }
    VEC_PUSH(run->arena, &run->zones, ((TrialZone){step->ticket, zone}));
}

static void instants_find(TrialRun *run)
{
    run->at = ARENA_ARRAY(run->arena, Instant, run->trial->count);
    for (uint32_t i = 0; i < run->trial->count; i++) {
        const TrialStep *step = &run->all->steps[run->trial->first + i];
        if (step->kind == TRIAL_EVENT && step->creates && !zone_known(run, step->ticket))
            zone_find_first(run, i);
        TextId ticket = step->kind == TRIAL_DUE ? step->subject.ticket : step->ticket;
        const Zone *zone = trial_zone(run, ticket);
        if (step->kind == TRIAL_EVENT)
            run->zone = zone;
        run->at[i] = step->has_at ? instant_in(zone, step->at) : INSTANT_NONE;
    }
    run->zone = NULL;
}

static bool is_happening(TrialStepKind kind)
{
    return kind == TRIAL_EVENT || kind == TRIAL_PACK || kind == TRIAL_TIME;
}

/* The instant from which accounts are known: that of the first step, the beginning of time before a replay. */
static Instant instant_first(const TrialRun *run)
{
    for (uint32_t i = 0; i < run->trial->count; i++) {
        TrialStepKind kind = run->all->steps[run->trial->first + i].kind;
        if (kind == TRIAL_REPLAY)
            break;
        if (is_happening(kind))
            return run->at[i];
    }
    return INSTANT_MIN;
}

/* ---- Time ---- */

/* Does a later step happen at the present instant? Then its timers have to wait (E2). */
static bool more_at_once(const TrialRun *run, uint32_t index)
{
    for (uint32_t i = index + 1; i < run->trial->count; i++) {
        TrialStepKind kind = run->all->steps[run->trial->first + i].kind;
        if (kind == TRIAL_REPLAY)
            return true;
        if (is_happening(kind) && kind != TRIAL_TIME && run->at[i] == run->now)
            return true;
        if (is_happening(kind) && run->at[i] > run->now)
            return false;
    }
    return false;
}

static void settle(TrialRun *run, uint32_t index)
{
    if (run->now != INSTANT_NONE && !more_at_once(run, index))
        engine_advance(run->engine, run->now);
}

static bool time_pass(TrialRun *run, const TrialStep *step, Instant at)
{
    if (run->now != INSTANT_NONE && at < run->now) {
        const Zone *zone = trial_zone(run, step->ticket);
        step_fail(run, step,
                  arena_format(run->arena, "%s lies before %s, to which time has come",
                               words_moment(run->arena, zone, at),
                               words_moment(run->arena, zone, run->now)));
        return false;
    }
    run->now = at;
    return true;
}

/* ---- What happens ---- */

static bool is_marked(const TrialRun *run, TextId ticket)
{
    for (uint32_t i = 0; i < run->marks.count; i++)
        if (run->marks.at[i].ticket == ticket)
            return true;
    return false;
}

static void record_step(TrialRun *run, const TrialStep *step, Instant at)
{
    if (!instant_is_valid(at)) {
        step_fail(run, step, "this lies outside the years 1900 to 2199");
        return;
    }
    if (step->kind != TRIAL_ACCOUNT && !time_pass(run, step, at))
        return;
    const Zone *zone = trial_zone(run, step->ticket);
    if (step->kind == TRIAL_EVENT)
        run->zone = zone;
    Record record = record_make(run, step, at, zone);
    const char *reason = engine_feed(run->engine, &record);
    if (reason && !is_marked(run, step->ticket))
        step_fail(run, step, arena_format(run->arena, "this was refused: %s", reason));
}

static void time_step(TrialRun *run, const TrialStep *step, Instant at)
{
    if (!instant_is_valid(at))
        step_fail(run, step, "this lies outside the years 1900 to 2199");
    else if (time_pass(run, step, at))
        engine_advance(run->engine, at - 1);
}

/* ---- Replays ---- */

typedef struct Refused { /* the first of the rejects of a replay */
    Arena *arena;
    const char *first;
    uint64_t count;
} Refused;

static void refuse_take(void *context, const Reject *reject)
{
    Refused *refused = context;
    if (refused->count++ == 0)
        refused->first = arena_format(refused->arena, "line %llu: %s",
                                      (unsigned long long)reject->line, reject->reason);
}

/* The only source that fits the file, else the plain names. */
static uint32_t source_for(const Policy *policy, const char *path)
{
    static const SourceFormat OF[] = {[FORMAT_NDJSON] = SOURCE_NDJSON,
                                      [FORMAT_CSV] = SOURCE_CSV,
                                      [FORMAT_SQLITE] = SOURCE_SQLITE};
    InputFormat format;
    uint32_t found = NONE, count = 0;
    bool is_known = ingest_format_find(text_from(path), &format);
    for (uint32_t i = 0; i < policy->sources_count; i++)
        if (!is_known || policy->sources[i].format == OF[format]) {
            found = i;
            count++;
        }
    return count == 1 ? found : NONE;
}

static Status history_feed(TrialRun *run, const TrialStep *step, History *history, Refused *refused)
{
    const Record *record;
    TRY(history_order(history));
    for (;;) {
        TRY(history_next(history, &record));
        if (!record)
            break;
        bool is_past =
            run->now != INSTANT_NONE && record->kind != RECORD_ACCOUNT && record->at < run->now;
        if (is_past) {
            step_fail(run, step, "the history goes back before the moment to which time has come");
            return STATUS_OK;
        }
        const char *reason = engine_feed(run->engine, record);
        Reject reject = {.line = record->line, .reason = reason};
        if (reason && !is_marked(run, record->ticket))
            refuse_take(refused, &reject);
    }
    Instant end = history_facts(history).end;
    run->now = end != INSTANT_NONE ? end : run->now;
    return STATUS_OK;
}

static void replay_step(TrialRun *run, const TrialStep *step)
{
    Refused refused = {.arena = run->arena};
    HistoryOptions options = {.ingest = {.policy = run->policy,
                                         .source = source_for(run->policy, step->path),
                                         .texts = engine_texts(run->engine),
                                         .sets = engine_sets(run->engine),
                                         .reject = refuse_take,
                                         .context = &refused}};
    History *history = history_new(&options);
    Status status = history_read(history, step->path);
    if (status == STATUS_OK)
        status = history_feed(run, step, history, &refused);
    if (status != STATUS_OK)
        step_fail(run, step, arena_format(run->arena, "%s", history_problem(history)));
    if (refused.count)
        step_fail(run, step,
                  arena_format(run->arena, "%llu records were refused: %s",
                               (unsigned long long)refused.count, refused.first));
    history_free(history);
}

/* ---- The steps ---- */

static void expectation_step(TrialRun *run, const TrialStep *step, Instant at)
{
    run->result->expectations++;
    switch (step->kind) {
    case TRIAL_STATE:
    case TRIAL_DUE:
    case TRIAL_LEFT:
    case TRIAL_BECAUSE: trial_expect_clock(run, step); return;
    case TRIAL_THAT: trial_expect_value(run, step); return;
    case TRIAL_ACTION: trial_expect_action(run, step, at); return;
    case TRIAL_MONEY: trial_expect_money(run, step, at); return;
    case TRIAL_QUOTA: trial_expect_quota(run, step); return;
    case TRIAL_NOTHING: trial_expect_nothing(run, step); return;
    case TRIAL_ACCOUNT:
    case TRIAL_EVENT:
    case TRIAL_PACK:
    case TRIAL_TIME:
    case TRIAL_REPLAY: return;
    }
}

static void step_take(TrialRun *run, uint32_t index, Instant first)
{
    const TrialStep *step = &run->all->steps[run->trial->first + index];
    switch (step->kind) {
    case TRIAL_ACCOUNT: record_step(run, step, run->now == INSTANT_NONE ? first : run->now); return;
    case TRIAL_EVENT:
    case TRIAL_PACK: record_step(run, step, run->at[index]); return;
    case TRIAL_TIME: time_step(run, step, run->at[index]); return;
    case TRIAL_REPLAY: replay_step(run, step); return;
    case TRIAL_STATE:
    case TRIAL_DUE:
    case TRIAL_LEFT:
    case TRIAL_BECAUSE:
    case TRIAL_THAT:
    case TRIAL_ACTION:
    case TRIAL_MONEY:
    case TRIAL_QUOTA:
    case TRIAL_NOTHING: break;
    }
    settle(run, index);
    expectation_step(run, step, run->at[index]);
}

/* Rows that are refused are not there, as in a run (E3). */
static void contracts_read(TrialRun *run)
{
    const char *problem = NULL;
    ContractReading reading = {0};
    if (engine_read_contracts(run->engine, &reading, run->arena, &problem) != STATUS_OK)
        step_fail(run, &run->all->steps[run->trial->first],
                  problem ? problem : "the contracts can't be read");
}

/* A test is a live run in small, so what the policy does is done; history already holds what people did (X5). */
static EngineOptions options_of(const Trial *trial)
{
    return (EngineOptions){.closed_loop = !trial->has_replay, .keeps_phases = true};
}

TrialResult trial_run(const TrialOptions *options, uint32_t index, Arena *arena)
{
    TrialResult result = {0};
    const Trials *trials = options->trials;
    TrialRun run = {.all = trials,
                    .trial = &trials->trials[index],
                    .policy = trials->policy,
                    .arena = arena,
                    .result = &result,
                    .now = INSTANT_NONE};
    run.engine = engine_new(run.policy, options_of(run.trial), sink_make(&run));
    if (options->evaluators.run)
        engine_use(run.engine, options->evaluators);
    if (options->rows_open)
        run.rows = options->rows_open(options->context, run.policy, engine_texts(run.engine),
                                      engine_sets(run.engine));
    run.words = (Words){run.policy, run.engine, run.arena};
    engine_keep_past(run.engine);
    contracts_read(&run);
    instants_find(&run);
    Instant first = instant_first(&run);
    for (uint32_t i = 0; i < run.trial->count && !run.is_over; i++)
        step_take(&run, i, first);
    settle(&run, run.trial->count);
    if (options->rows_open && run.now != INSTANT_NONE) {
        engine_attach(run.engine, run.rows);
        engine_finish(run.engine, run.now);
    }
    engine_free(run.engine);
    return result;
}
