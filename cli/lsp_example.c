#include "cli/lsp_example.h"

#include "base/money.h"
#include "compiler/example.h"
#include "compiler/schedule.h"
#include "runtime/period.h"
#include "runtime/target.h"

typedef struct Working {
    Arena *arena;
    const Draft *draft;
    const Node *const *path;
    uint32_t depth;
    Schedule schedule;
} Working;

/* ---- Which calendar ---- */

static const Symbol *calendar_named(const Working *working, Text name)
{
    const Symbol *symbol = program_find(working->draft->program, SYMBOL_CALENDAR, name);
    return symbol && !symbol->is_void ? symbol : NULL;
}

static const Node *item_of(const NodeList *list, NodeKind kind)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i]->kind == kind)
            return list->at[i];
    return NULL;
}

/* The calendar at hand: the target's or cell's own, a trigger's, else the first of the SLA. */
static const Symbol *calendar_at(const Working *working)
{
    for (uint32_t i = working->depth; i-- > 0;) {
        const Node *node = working->path[i], *own = NULL;
        if (node->kind == AST_TARGET && node->slot[3])
            own = item_of(&node->slot[3]->list, AST_TARGET_CALENDAR);
        else if (node->kind == AST_CELL)
            own = node->slot[0];
        else if (node->kind == AST_TRIGGER_SINCE || node->kind == AST_TRIGGER_WITHOUT)
            own = node->slot[2];
        else if (node->kind == AST_SLA)
            own = item_of(&node->list, AST_SLA_CALENDAR);
        if (own)
            return calendar_named(working, own->text);
    }
    return NULL;
}

/* ---- Targets ---- */

static TargetLine line_make(const Node *limit, const Node *cutoff)
{
    TargetLine line = {.limit = {.code = NONE}};
    if (limit && (limit->kind == AST_DURATION || limit->kind == AST_PERIOD)) {
        line.has_limit = true;
        line.limit.value = limit->number;
        line.limit_unit = limit->kind == AST_DURATION ? UNIT_MS : (Unit)limit->number2;
    } else if (limit) {
        line.limit.code = 0; /* an expression of the ticket */
    }
    if (!cutoff)
        return line;
    line.cutoff = cutoff->flags & CUTOFF_AT_CLOSE  ? CUTOFF_CLOSE
                  : cutoff->flags & CUTOFF_AT_TIME ? CUTOFF_TIME
                                                   : CUTOFF_FIELD;
    line.cutoff_time = cutoff->number;
    const Node *later = cutoff->slot[1];
    line.cutoff_is_next = later && later->flags & PERIOD_NEXT;
    line.cutoff_days = later && !line.cutoff_is_next ? (uint32_t)later->number : 0;
    return line;
}

static const char *due_text(Working *working, const TargetLine *line)
{
    const Symbol *symbol = calendar_at(working);
    const Calendar *calendar = symbol ? schedule_calendar(&working->schedule, symbol) : NULL;
    Instant start, due;
    if (!calendar || !example_start(calendar, &start))
        return "";
    if (!target_line_due(calendar, line, start, &due))
        return "";
    return arena_format(
        working->arena, "\non `%.*s` (%.*s) a ticket of **%s** would be due **%s**\n",
        TEXT_ARGS(symbol->name), TEXT_ARGS(zone_name(calendar_zone(calendar))),
        example_text(working->arena, calendar, start), example_text(working->arena, calendar, due));
}

/* ---- Literals ---- */

static const char *amount_text(Working *working, const Node *node)
{
    static const char *const UNIT[] = {"", "working day", "calendar day", "week", "month", "year"};
    char text[DURATION_TEXT];
    TargetLine line = line_make(node, NULL);
    const char *due = due_text(working, &line);
    if (node->kind == AST_DURATION) {
        duration_print(node->number, text);
        return arena_format(working->arena, "duration **%s**%s\n%s", text,
                            *due ? ", counted in open hours" : "", due);
    }
    return arena_format(working->arena, "period of **%lld %s%s**\n%s", (long long)node->number,
                        UNIT[node->number2], node->number == 1 ? "" : "s", due);
}

static const char *money_text(Working *working, const Node *node)
{
    char text[MONEY_TEXT];
    if (node->number2 < 0)
        return "";
    money_print(node->number, (int32_t)node->number2, text);
    int digits = currency_digits((int32_t)node->number2);
    return arena_format(working->arena,
                        "money **%s**\n\n%s: kept to %d digit%s after the point, here %lld units\n",
                        text, currency_name((int32_t)node->number2), digits, digits == 1 ? "" : "s",
                        (long long)node->number);
}

/* Of `at 75%`: what it comes to for a limit of eight hours. */
static const char *percent_text(Working *working, const Node *node)
{
    char text[DURATION_TEXT];
    duration_print(node->number * 8 * HOUR_MS / 1000000, text);
    return arena_format(working->arena, "%lld.%04lld of the whole: of 8h it is %s\n",
                        (long long)(node->number / 1000000),
                        (long long)(node->number % 1000000 / 100), text);
}

static const char *date_text(Working *working, const Node *node)
{
    static const char *const DAY[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};
    char text[INSTANT_TEXT];
    date_print((Date)node->number, text);
    return arena_format(working->arena, "**%s**, a %s\n", text,
                        DAY[date_weekday((Date)node->number)]);
}

/* ---- Periods of quotas and fees ---- */

static const char *per_text(Working *working, const Node *per)
{
    static const char *const WORD[] = {"day", "week", "month", "quarter", "year"};
    if (per->number < 0)
        return "";
    if (per->flags & PER_CONTRACT)
        return arena_format(working->arena, "per %s, counted from the contract's first day\n",
                            WORD[per->number]);
    Period period = {.unit = (PeriodUnit)per->number};
    PeriodSpan span = period_on(period, zone_utc(), date_make(2026, 3, 5), PERIOD_NO_CONTRACT);
    char key[PERIOD_TEXT], from[INSTANT_TEXT], last[INSTANT_TEXT];
    period_print(period, span.start, PERIOD_NO_CONTRACT, key);
    date_print(span.start, from);
    date_print(span.end - 1, last);
    return arena_format(working->arena,
                        "per %s, in the zone of the plan's first SLA's calendar\n\n"
                        "2026-03-05 lies in the period **%s**, from %s to %s\n",
                        WORD[per->number], key, from, last);
}

/* ---- All ---- */

static const char *node_text(Working *working, const Node *node)
{
    TargetLine line;
    switch ((int)node->kind) {
    case AST_DURATION:
    case AST_PERIOD: return amount_text(working, node);
    case AST_MONEY: return money_text(working, node);
    case AST_PERCENT: return percent_text(working, node);
    case AST_DATE: return date_text(working, node);
    case AST_PER: return per_text(working, node);
    case AST_QUOTA_LINE: return node->slot[0] ? per_text(working, node->slot[0]) : "";
    case AST_CUTOFF: line = line_make(NULL, node); return due_text(working, &line);
    case AST_TARGET:
        line = line_make(node->slot[0], node->slot[1]);
        return node->flags & TARGET_UNTIMED ? "" : due_text(working, &line);
    }
    return "";
}

const char *lsp_example(Arena *arena, const Draft *draft, const Node *const *path, uint32_t depth,
                        const Node **about)
{
    if (!depth)
        return "";
    Working working = {.arena = arena, .draft = draft, .path = path, .depth = depth};
    working.schedule = schedule_make(draft->program, draft->zones, arena);
    *about = path[depth - 1];
    const char *text = node_text(&working, *about);
    schedule_free(&working.schedule);
    return text;
}
