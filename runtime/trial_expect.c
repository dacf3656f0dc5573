/* Expectations about a clock or a value at the present instant. */
#include "runtime/trial_part.h"

#include <string.h>

/* ---- What a clock is like, as a sentence ---- */

static const char *due_words(TrialRun *run, const Zone *zone, const ClockAnswer *answer)
{
    if (answer->row.due == VALUE_ABSENT)
        return "";
    return arena_format(run->arena, ", due %s", words_moment(run->arena, zone, answer->row.due));
}

static const char *left_words(TrialRun *run, const ClockAnswer *answer)
{
    if (answer->left == VALUE_ABSENT)
        return "";
    return arena_format(run->arena, ", %s left", words_duration(run->arena, answer->left));
}

static const char *stop_words(TrialRun *run, const Zone *zone, const ClockAnswer *answer)
{
    if (answer->row.stopped == VALUE_ABSENT)
        return answer->row.state == CLOCK_PAUSED ? " and is paused" : " and runs on";
    return arena_format(run->arena, " and stopped at %s",
                        words_moment(run->arena, zone, answer->row.stopped));
}

static const char *clock_words(TrialRun *run, const Zone *zone, const ClockAnswer *answer)
{
    Arena *arena = run->arena;
    const ClockRow *row = &answer->row;
    const char *state = row->state == CLOCK_PAUSED ? "paused" : "running";
    if (row->outcome == OUTCOME_BREACHED)
        return arena_format(arena, "was breached at %s%s%s",
                            words_moment(arena, zone, row->breached_at),
                            stop_words(run, zone, answer), due_words(run, zone, answer));
    if (row->state == CLOCK_CANCELLED)
        return arena_format(arena, "was cancelled at %s", words_moment(arena, zone, row->stopped));
    if (!answer->has_line)
        return "has no target";
    if (row->state == CLOCK_STOPPED)
        return arena_format(arena, "was met: it stopped at %s%s",
                            words_moment(arena, zone, row->stopped), due_words(run, zone, answer));
    if (answer->is_untimed)
        return arena_format(arena, "is %s, untimed", state);
    return arena_format(arena, "is %s%s%s", state, due_words(run, zone, answer),
                        left_words(run, answer));
}

static const char *subject_words(const TrialRun *run, const TrialSubject *subject)
{
    const char *sla =
        subject->sla == NONE
            ? ""
            : arena_format(run->arena, "%s.",
                           words_name(&run->words, run->policy->slas[subject->sla].name));
    return arena_format(run->arena, "%s.%s%s", words_name(&run->words, subject->ticket), sla,
                        words_name(&run->words, run->policy->clocks[subject->index].name));
}

/* ---- Clocks ---- */

static bool word_holds(const ClockAnswer *answer, TrialWord word)
{
    const ClockRow *row = &answer->row;
    bool has_target = answer->has_line || row->outcome == OUTCOME_BREACHED;
    switch (word) {
    case TRIAL_MET: return has_target && row->outcome == OUTCOME_MET;
    case TRIAL_BREACHED: return row->outcome == OUTCOME_BREACHED;
    case TRIAL_OPEN: return has_target && row->outcome == OUTCOME_OPEN;
    case TRIAL_RUNNING: return has_target && row->state == CLOCK_RUNNING;
    case TRIAL_PAUSED: return has_target && row->state == CLOCK_PAUSED;
    case TRIAL_STOPPED: return has_target && row->state == CLOCK_STOPPED;
    case TRIAL_CANCELLED: return row->state == CLOCK_CANCELLED || row->outcome == OUTCOME_CANCELLED;
    case TRIAL_UNTIMED: return answer->is_untimed;
    case TRIAL_WORD_COUNT: break;
    }
    return false;
}

static bool clock_holds(TrialRun *run, const TrialStep *step, const ClockAnswer *answer)
{
    const Zone *zone = trial_zone(run, step->subject.ticket);
    switch ((int)step->kind) {
    case TRIAL_STATE: return word_holds(answer, step->word);
    case TRIAL_LEFT: return answer->left == step->value;
    case TRIAL_BECAUSE: return answer->row.target == step->name;
    }
    if (!step->has_at)
        return answer->row.due == VALUE_ABSENT;
    Instant due = step->at.is_local ? zone_instant(zone, step->at.ms, FOLD_FIRST) : step->at.ms;
    return answer->row.due == due;
}

/* Why a ticket has no such clock. */
static void none_tell(TrialRun *run, const TrialStep *step)
{
    TicketRow ticket;
    const char *name = words_name(&run->words, step->subject.ticket);
    const char *clock = words_name(&run->words, run->policy->clocks[step->subject.index].name);
    if (!query_ticket(run->engine, step->subject.ticket, run->now, &ticket)) {
        trial_fail(run, step, arena_format(run->arena, "there is no ticket %s", name));
        return;
    }
    if (ticket.sla == NONE) {
        TrialFailure *failure = trial_fail(
            run, step,
            arena_format(run->arena, "%s has no clock %s: it comes under no SLA", name, clock));
        if (ticket.plan == NONE)
            trial_why(run, failure, "no contract or default plan covers it",
                      (Origin){.file = TEXT_NONE});
        else if (run->policy->plans[ticket.plan].name != TEXT_NONE)
            trial_why(run, failure,
                      arena_format(run->arena, "its plan is %s",
                                   words_name(&run->words, run->policy->plans[ticket.plan].name)),
                      run->policy->plans[ticket.plan].origin);
        return;
    }
    const SlaDef *sla = &run->policy->slas[ticket.sla];
    TrialFailure *failure = trial_fail(
        run, step,
        arena_format(run->arena, "%s has no clock %s, or it has not started", name, clock));
    trial_why(run, failure,
              arena_format(run->arena, "its SLA is %s", words_name(&run->words, sla->name)),
              sla->origin);
}

void trial_expect_clock(TrialRun *run, const TrialStep *step)
{
    ClockAnswer answer;
    const TrialSubject *subject = &step->subject;
    const Zone *zone = trial_zone(run, subject->ticket);
    if (run->now == INSTANT_NONE || !query_clock(run->engine, subject->ticket, subject->index,
                                                 subject->sla, run->now, &answer)) {
        none_tell(run, step);
        return;
    }
    if (clock_holds(run, step, &answer))
        return;
    const char *message = arena_format(run->arena, "%s %s", subject_words(run, subject),
                                       clock_words(run, zone, &answer));
    if (step->kind == TRIAL_LEFT && answer.row.state == CLOCK_STOPPED)
        message = arena_format(run->arena, "%s%s", message, left_words(run, &answer));
    message =
        arena_format(run->arena, "at %s %s", words_moment(run->arena, zone, run->now), message);
    trial_why_clock(run, trial_fail(run, step, message), subject, &answer);
}

/* ---- Values ---- */

static Value name_value(TextId name)
{
    return name == TEXT_NONE ? VALUE_ABSENT : (Value)name;
}

static Value word_value(TrialRun *run, const char *word)
{
    return (Value)intern_add(engine_texts(run->engine), text_from(word));
}

static bool is_marked(const TrialRun *run, TextId ticket, DecisionKind kind)
{
    for (uint32_t i = 0; i < run->marks.count; i++)
        if (run->marks.at[i].ticket == ticket && run->marks.at[i].kind == kind)
            return true;
    return false;
}

static Value clock_value(TrialRun *run, const TrialSubject *subject)
{
    ClockAnswer answer;
    if (!query_clock(run->engine, subject->ticket, subject->index, subject->sla, run->now, &answer))
        return VALUE_ABSENT;
    switch ((int)subject->kind) {
    case SUBJECT_CLOCK_DUE: return answer.row.due;
    case SUBJECT_CLOCK_LEFT: return answer.left;
    case SUBJECT_CLOCK_OUTCOME: return word_value(run, outcome_word(answer.row.outcome));
    case SUBJECT_CLOCK_STATE: return word_value(run, clock_state_word(answer.row.state));
    }
    return answer.row.cycle;
}

static Value ticket_value(TrialRun *run, const TrialSubject *subject, const TicketRow *row)
{
    const Policy *policy = run->policy;
    switch (subject->kind) {
    case SUBJECT_FIELD: return row->fields[subject->index];
    case SUBJECT_ACCOUNT_FIELD: return row->account_fields[subject->index];
    case SUBJECT_ASSESSMENT:
        return query_value(run->engine, subject->ticket, run->now,
                           (Operand){.code = subject->code});
    case SUBJECT_PLAN:
        return row->plan == NONE ? VALUE_ABSENT : name_value(policy->plans[row->plan].name);
    case SUBJECT_SLA:
        return row->sla == NONE ? VALUE_ABSENT : name_value(policy->slas[row->sla].name);
    case SUBJECT_CONTRACT: return name_value(row->contract);
    case SUBJECT_COVERED: return row->covered;
    case SUBJECT_REJECTED:
    case SUBJECT_DEFERRED:
    case SUBJECT_CLOCK:
    case SUBJECT_CLOCK_DUE:
    case SUBJECT_CLOCK_LEFT:
    case SUBJECT_CLOCK_OUTCOME:
    case SUBJECT_CLOCK_STATE:
    case SUBJECT_CLOCK_CYCLE: break;
    }
    return clock_value(run, subject);
}

static bool value_holds(const TrialRun *run, const TrialStep *step, Value left, Value right)
{
    bool both = left != VALUE_ABSENT && right != VALUE_ABSENT;
    switch (step->op) {
    case TRIAL_IS: return both && left == right;
    case TRIAL_IS_NOT: return !both || left != right;
    case TRIAL_PRESENT: return left != VALUE_ABSENT;
    case TRIAL_ABSENT: return left == VALUE_ABSENT;
    case TRIAL_LESS: return both && left < right;
    case TRIAL_LESS_EQUAL: return both && left <= right;
    case TRIAL_GREATER: return both && left > right;
    case TRIAL_GREATER_EQUAL: return both && left >= right;
    case TRIAL_HAS: return both && set_has(engine_sets(run->engine), (SetId)left, right);
    }
    return false;
}

static bool is_of_clock(SubjectKind kind)
{
    return kind == SUBJECT_CLOCK_DUE || kind == SUBJECT_CLOCK_LEFT ||
           kind == SUBJECT_CLOCK_OUTCOME || kind == SUBJECT_CLOCK_STATE ||
           kind == SUBJECT_CLOCK_CYCLE;
}

static void value_why(TrialRun *run, const TrialStep *step, TrialFailure *failure,
                      const TicketRow *row)
{
    ClockAnswer answer;
    const TrialSubject *subject = &step->subject;
    const Policy *policy = run->policy;
    if (is_of_clock(subject->kind) &&
        query_clock(run->engine, subject->ticket, subject->index, subject->sla, run->now, &answer))
        trial_why_clock(run, failure, subject, &answer);
    if (subject->kind == SUBJECT_PLAN && row->plan != NONE)
        trial_why(run, failure, "the plan is declared here", policy->plans[row->plan].origin);
    if (subject->kind == SUBJECT_SLA && row->sla != NONE)
        trial_why(run, failure, "the SLA is declared here", policy->slas[row->sla].origin);
}

void trial_expect_value(TrialRun *run, const TrialStep *step)
{
    const TrialSubject *subject = &step->subject;
    const Zone *zone = trial_zone(run, subject->ticket);
    TicketRow row = {0};
    Value got, wanted = step->value;
    bool is_mark = subject->kind == SUBJECT_REJECTED || subject->kind == SUBJECT_DEFERRED;
    bool is_known =
        run->now != INSTANT_NONE && query_ticket(run->engine, subject->ticket, run->now, &row);
    if (is_mark) {
        got = is_marked(run, subject->ticket,
                        subject->kind == SUBJECT_REJECTED ? DECISION_REJECTED : DECISION_DEFERRED);
    } else if (is_known) {
        got = ticket_value(run, subject, &row);
    } else {
        trial_fail(run, step,
                   arena_format(run->arena, "there is no ticket %s",
                                words_name(&run->words, subject->ticket)));
        return;
    }
    if (step->is_local)
        wanted = zone_instant(zone, wanted, FOLD_FIRST);
    if (value_holds(run, step, got, wanted))
        return;
    ValueShape type = {subject->type, subject->element, subject->enumeration, subject->currency};
    TrialFailure *failure = trial_fail(
        run, step, arena_format(run->arena, "it is %s", words_value(&run->words, zone, type, got)));
    value_why(run, step, failure, &row);
}
