/* The kinds of rows and their columns (interfaces.md "Output of replay --emit"). */
#include "runtime/emit_row.h"

static const char *const CLOCK_COLUMNS[] = {
    "ticket",    "clock",    "cycle",   "sla",         "plan",    "contract",
    "calendar",  "limit_ms", "started", "due",         "stopped", "elapsed_ms",
    "paused_ms", "state",    "outcome", "breached_at", "source"};
static const char *const TICKET_COLUMNS[] = {"ticket", "account", "created", "closed", "contract",
                                             "plan",   "sla",     "covered", "charge", "queue"};
static const char *const DECISION_COLUMNS[] = {"at",    "seq",      "ticket",  "kind",  "clock",
                                               "cycle", "sla",      "due",     "plan",  "limit_ms",
                                               "step",  "contract", "holders", "source"};
static const char *const ACTION_COLUMNS[] = {
    "at", "ticket", "rule",  "cycle", "step", "repetition", "action", "team", "role", "agent",
    "to", "field",  "value", "tag",   "task", "within_ms",  "within", "name", "keys", "source"};

static const char *const LEDGER_COLUMNS[] = {
    "at",           "account",  "contract", "ledger", "period", "unit",  "amount",
    "amount_minor", "currency", "balance",  "ticket", "kind",   "source"};

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)
const EmitTable EMIT_TABLE[EMIT_TABLES] = {
    {EMIT_CLOCKS, "clock", "clocks", COLUMNS(CLOCK_COLUMNS)},
    {EMIT_TICKETS, "ticket", "tickets", COLUMNS(TICKET_COLUMNS)},
    {EMIT_DECISIONS, "decision", "decisions", COLUMNS(DECISION_COLUMNS)},
    {EMIT_ACTIONS, "action", "actions", COLUMNS(ACTION_COLUMNS)},
    {EMIT_LEDGER, "ledger", "ledger", COLUMNS(LEDGER_COLUMNS)},
};

bool emit_kind_find(Text word, EmitKind *out)
{
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        if (text_is(word, EMIT_TABLE[i].name)) {
            *out = EMIT_TABLE[i].kind;
            return true;
        }
    return false;
}

const char *emit_kind_word(EmitKind kind)
{
    for (uint32_t i = 0; i < EMIT_TABLES; i++)
        if (EMIT_TABLE[i].kind == kind)
            return EMIT_TABLE[i].name;
    return "";
}

Text *emit_columns(Arena *arena, const EmitOptions *options, uint32_t table, uint32_t *count)
{
    bool has_by = EMIT_TABLE[table].kind == EMIT_CLOCKS || EMIT_TABLE[table].kind == EMIT_TICKETS;
    uint32_t own = EMIT_TABLE[table].count;
    *count = own + (has_by ? options->by_count : 0);
    Text *columns = ARENA_ARRAY(arena, Text, *count);
    for (uint32_t i = 0; i < *count; i++)
        columns[i] = i < own ? text_from(EMIT_TABLE[table].columns[i]) : options->by[i - own];
    return columns;
}
