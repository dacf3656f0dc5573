/* The statement as one page without any other file: a bar for each cycle, to scale, and its lines. */
#include <inttypes.h>
#include <string.h>

#include "cli/statement.h"
#include "runtime/words.h"

static const char STYLE[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem;color:#1c2733}\n"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .25rem}\n"
    "table{border-collapse:collapse;width:100%}th,td{padding:.2rem "
    ".6rem;text-align:left;border-bottom:1px solid #dde3ea}\n"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.s{color:#5a6b7b}\n"
    ".bar{display:flex;height:.9rem;margin:.5rem 0;background:#eef1f5}\n"
    ".ran{background:#2f7d4f}.closed{background:#dde3ea}.paused{background:#e0a93b}.stopped{"
    "background:#aab4bf}\n"
    ".breached{color:#b3261e}.met{color:#2f7d4f}\n";

static void escaped_print(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '&': fputs("&amp;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out);
        }
}

static const char *moment(const Statement *statement, const Zone *zone, Instant at)
{
    return at == VALUE_ABSENT ? "" : words_moment(statement->arena, zone, at);
}

static void cell_print(FILE *out, const char *mark, const char *text)
{
    fprintf(out, "<td%s>", mark);
    escaped_print(out, text);
    fputs("</td>", out);
}

static void length_print(const Statement *statement, FILE *out, Duration length)
{
    cell_print(out, " class=\"n\"",
               length == VALUE_ABSENT ? "" : words_duration(statement->arena, length));
}

/* ---- A clock ---- */

/* An interval's share of the bar is its length; what happens at an instant has none. */
static void bar_print(const StatementClock *clock, FILE *out)
{
    fputs("<div class=\"bar\" role=\"img\" aria-label=\"intervals to scale\">", out);
    for (uint32_t i = 0; i < clock->lines.count; i++) {
        const StatementLine *line = &clock->lines.at[i];
        if (line->to > line->from)
            fprintf(out, "<span class=\"%s\" style=\"flex:%" PRId64 "\"></span>", line->kind,
                    (line->to - line->from) / SECOND_MS + 1);
    }
    fputs("</div>\n", out);
}

static void line_print(const Statement *statement, const Zone *zone, const StatementLine *line,
                       bool has_lengths, FILE *out)
{
    fputs("<tr>", out);
    cell_print(out, "", moment(statement, zone, line->from));
    if (has_lengths)
        cell_print(out, "", line->to == line->from ? "" : moment(statement, zone, line->to));
    cell_print(out, "", line->what);
    if (has_lengths) {
        length_print(statement, out, line->ms);
        length_print(statement, out, line->ran);
        length_print(statement, out, line->left);
    }
    cell_print(out, " class=\"s\"", line->source);
    fputs("</tr>\n", out);
}

static void clock_print(const Statement *statement, const StatementClock *clock, FILE *out)
{
    const ClockRow *row = &clock->row;
    const char *outcome = outcome_word(row->outcome);
    fprintf(out, "<h2>%s.%s, cycle %u: <span class=\"%s\">%s</span></h2>\n<p>%s", clock->sla,
            clock->clock, row->cycle, outcome, outcome, clock_state_word(row->state));
    if (row->due != VALUE_ABSENT)
        fprintf(out, ", due %s", moment(statement, clock->zone, row->due));
    if (row->limit_ms != VALUE_ABSENT)
        fprintf(out, ", limit %s", words_duration(statement->arena, row->limit_ms));
    fprintf(out, ", on %s (%.*s); ran %s in all <span class=\"s\">%s</span></p>\n", clock->calendar,
            TEXT_ARGS(zone_name(clock->zone)), words_duration(statement->arena, row->elapsed_ms),
            clock->source);
    bar_print(clock, out);
    fputs("<table><tr><th>from</th><th>to</th><th>what</th><th class=\"n\">open</th>"
          "<th class=\"n\">ran</th><th class=\"n\">left</th><th>source</th></tr>\n",
          out);
    for (uint32_t i = 0; i < clock->lines.count; i++)
        line_print(statement, clock->zone, &clock->lines.at[i], true, out);
    fputs("</table>\n", out);
}

/* ---- The page ---- */

static void head_print(const Statement *statement, FILE *out)
{
    const struct {
        const char *name, *value;
    } PARTS[] = {{"account", statement->account},
                 {"plan", statement->plan},
                 {"contract", statement->contract},
                 {"SLA", statement->sla},
                 {"charge", statement->charge}};
    fputs("<h1>", out);
    escaped_print(out, statement->ticket);
    fputs("</h1>\n<p>created ", out);
    escaped_print(out, moment(statement, statement->zone, statement->created));
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++)
        if (*PARTS[i].value) {
            fprintf(out, ", %s ", PARTS[i].name);
            escaped_print(out, PARTS[i].value);
        }
    fprintf(out, "; told as of %s (%.*s)</p>\n", moment(statement, statement->zone, statement->at),
            TEXT_ARGS(zone_name(statement->zone)));
}

void statement_html_print(const Statement *statement, FILE *out)
{
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>", out);
    escaped_print(out, statement->ticket);
    fprintf(out, "</title><style>\n%s</style></head><body>\n", STYLE);
    head_print(statement, out);
    for (uint32_t i = 0; i < statement->clocks.count; i++)
        clock_print(statement, &statement->clocks.at[i], out);
    if (statement->lines.count) {
        fputs("<h2>What else happened</h2>\n<table>"
              "<tr><th>at</th><th>what</th><th>source</th></tr>\n",
              out);
        for (uint32_t i = 0; i < statement->lines.count; i++)
            line_print(statement, statement->zone, &statement->lines.at[i], false, out);
        fputs("</table>\n", out);
    }
    fputs("</body></html>\n", out);
}
