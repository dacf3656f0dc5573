/* The statement for a terminal: a head, a table for each cycle of a clock, and what else happened to the ticket. */
#include <string.h>

#include "cli/statement.h"
#include "cli/table.h"
#include "runtime/words.h"

enum { DATE = 10 }; /* letters of "2026-03-02" */

static const char *moment(const Statement *statement, const Zone *zone, Instant at)
{
    return at == VALUE_ABSENT ? "" : words_moment(statement->arena, zone, at);
}

static const char *duration(const Statement *statement, Duration length)
{
    return length == VALUE_ABSENT ? "" : words_duration(statement->arena, length);
}

/* ---- The head ---- */

static void part_print(FILE *out, const char *name, const char *value)
{
    if (*value)
        fprintf(out, ", %s %s", name, value);
}

static void head_print(const Statement *statement, FILE *out)
{
    fprintf(out, "%s", statement->ticket);
    if (*statement->account)
        fprintf(out, " of %s", statement->account);
    part_print(out, "plan", statement->plan);
    part_print(out, "contract", statement->contract);
    part_print(out, "SLA", statement->sla);
    part_print(out, "charge", statement->charge);
    fprintf(out, "%s\n", statement->is_covered ? "" : ", not covered");
    fprintf(out, "created %s", moment(statement, statement->zone, statement->created));
    if (statement->closed != VALUE_ABSENT)
        fprintf(out, ", closed %s", moment(statement, statement->zone, statement->closed));
    fprintf(out, "; told as of %s (%.*s)\n", moment(statement, statement->zone, statement->at),
            TEXT_ARGS(zone_name(statement->zone)));
}

/* ---- A clock ---- */

static const char *state_words(const Statement *statement, const StatementClock *clock)
{
    const ClockRow *row = &clock->row;
    Arena *arena = statement->arena;
    const char *state = clock_state_word(row->state);
    if (row->outcome == OUTCOME_BREACHED)
        return arena_format(arena, "%s, breached %s", state,
                            moment(statement, clock->zone, row->breached_at));
    if (!clock->has_target || clock->is_untimed)
        return arena_format(arena, "%s, without a deadline", state);
    if (row->outcome == OUTCOME_CANCELLED)
        return state;
    return arena_format(arena, "%s, %s", state, outcome_word(row->outcome));
}

static void target_print(const Statement *statement, const StatementClock *clock, FILE *out)
{
    const ClockRow *row = &clock->row;
    if (!clock->has_target) {
        fprintf(out, "  no line of %s fits it (%s)\n", clock->sla, clock->source);
        return;
    }
    fprintf(out, "  target %s", clock->target);
    if (row->limit_ms != VALUE_ABSENT)
        fprintf(out, ": %s", duration(statement, row->limit_ms));
    fprintf(out, " on %s, %.*s (%s)\n", clock->calendar, TEXT_ARGS(zone_name(clock->zone)),
            clock->source);
}

/* The later moment without its date where that is the same. */
static const char *until_text(const Statement *statement, const Zone *zone,
                              const StatementLine *line)
{
    const char *from = moment(statement, zone, line->from), *to = moment(statement, zone, line->to);
    if (line->to == line->from)
        return "";
    return strncmp(from, to, DATE) == 0 ? to + DATE + 1 : to;
}

static void clock_print(const Statement *statement, const StatementClock *clock, FILE *out)
{
    const ClockRow *row = &clock->row;
    fprintf(out, "\n%s.%s, cycle %u: %s", clock->sla, clock->clock, row->cycle,
            state_words(statement, clock));
    if (row->due != VALUE_ABSENT)
        fprintf(out, ", due %s", moment(statement, clock->zone, row->due));
    fputc('\n', out);
    target_print(statement, clock, out);
    Table table = table_make(statement->arena, 7, 4);
    const char *const HEADING[] = {"  from", "to", "what", "source", "open", "ran", "left"};
    for (uint32_t i = 0; i < 7; i++)
        table_cell(&table, "%s", HEADING[i]);
    for (uint32_t i = 0; i < clock->lines.count; i++) {
        const StatementLine *line = &clock->lines.at[i];
        table_cell(&table, "  %s", moment(statement, clock->zone, line->from));
        table_cell(&table, "%s", until_text(statement, clock->zone, line));
        table_cell(&table, "%s", line->what);
        table_cell(&table, "%s", line->source);
        table_cell(&table, "%s", duration(statement, line->ms));
        table_cell(&table, "%s", duration(statement, line->ran));
        table_cell(&table, "%s", duration(statement, line->left));
    }
    table_print(&table, out);
    if (clock->is_cut)
        fputs("  … more intervals than can be told\n", out);
    fprintf(out, "  ran %s in all, paused %s\n", duration(statement, row->elapsed_ms),
            duration(statement, row->paused_ms));
}

/* ---- The rest ---- */

static void lines_print(const Statement *statement, FILE *out)
{
    if (statement->lines.count == 0)
        return;
    fputs("\nwhat else happened\n", out);
    Table table = table_make(statement->arena, 3, 3);
    const char *const HEADING[] = {"  at", "what", "source"};
    for (uint32_t i = 0; i < 3; i++)
        table_cell(&table, "%s", HEADING[i]);
    for (uint32_t i = 0; i < statement->lines.count; i++) {
        const StatementLine *line = &statement->lines.at[i];
        table_cell(&table, "  %s", moment(statement, statement->zone, line->from));
        table_cell(&table, "%s", line->what);
        table_cell(&table, "%s", line->source);
    }
    table_print(&table, out);
}

void statement_text_print(const Statement *statement, FILE *out)
{
    head_print(statement, out);
    if (statement->clocks.count == 0)
        fputs("\nno clock has started\n", out);
    for (uint32_t i = 0; i < statement->clocks.count; i++)
        clock_print(statement, &statement->clocks.at[i], out);
    lines_print(statement, out);
}
