/* The statement for programs: one object on one line, its keys always the same; instants are RFC 3339 UTC, durations
   milliseconds. */
#include <inttypes.h>

#include "cli/json_out.h"
#include "cli/statement.h"

static void text_json(FILE *out, const char *key, const char *value)
{
    fprintf(out, "\"%s\":", key);
    if (*value)
        json_text_print(out, text_from(value));
    else
        fputs("null", out);
}

static void instant_json(FILE *out, const char *key, Instant at)
{
    char text[INSTANT_TEXT];
    fprintf(out, ",\"%s\":", key);
    if (at == VALUE_ABSENT) {
        fputs("null", out);
        return;
    }
    instant_print(at, text);
    fprintf(out, "\"%s\"", text);
}

static void duration_json(FILE *out, const char *key, Duration duration)
{
    if (duration == VALUE_ABSENT)
        fprintf(out, ",\"%s\":null", key);
    else
        fprintf(out, ",\"%s\":%" PRId64, key, duration);
}

static void line_json(FILE *out, const StatementLine *line)
{
    fputs("{", out);
    text_json(out, "kind", line->kind);
    instant_json(out, "from", line->from);
    instant_json(out, "to", line->to);
    fputc(',', out);
    text_json(out, "what", line->what);
    duration_json(out, "open_ms", line->ms);
    duration_json(out, "ran_ms", line->ran);
    duration_json(out, "left_ms", line->left);
    fputc(',', out);
    text_json(out, "source", line->source);
    fputc('}', out);
}

static void clock_json(FILE *out, const StatementClock *clock)
{
    const ClockRow *row = &clock->row;
    fputc('{', out);
    text_json(out, "clock", clock->clock);
    fprintf(out, ",\"cycle\":%u,", row->cycle);
    text_json(out, "sla", clock->sla);
    fputc(',', out);
    text_json(out, "calendar", clock->calendar);
    fputs(",\"zone\":", out);
    json_text_print(out, zone_name(clock->zone));
    fputc(',', out);
    text_json(out, "target", clock->target);
    fputc(',', out);
    text_json(out, "source", clock->source);
    duration_json(out, "limit_ms", row->limit_ms);
    instant_json(out, "started", row->started);
    instant_json(out, "due", row->due);
    instant_json(out, "stopped", row->stopped);
    duration_json(out, "elapsed_ms", row->elapsed_ms);
    duration_json(out, "paused_ms", row->paused_ms);
    fprintf(out, ",\"state\":\"%s\",\"outcome\":\"%s\"", clock_state_word(row->state),
            outcome_word(row->outcome));
    instant_json(out, "breached_at", row->breached_at);
    fputs(",\"lines\":[", out);
    for (uint32_t i = 0; i < clock->lines.count; i++) {
        fputs(i ? "," : "", out);
        line_json(out, &clock->lines.at[i]);
    }
    fprintf(out, "],\"is_cut\":%s}", clock->is_cut ? "true" : "false");
}

void statement_json_print(const Statement *statement, FILE *out)
{
    fputc('{', out);
    text_json(out, "ticket", statement->ticket);
    const struct {
        const char *key, *value;
    } PARTS[] = {{"account", statement->account},
                 {"plan", statement->plan},
                 {"contract", statement->contract},
                 {"sla", statement->sla},
                 {"charge", statement->charge}};
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        fputc(',', out);
        text_json(out, PARTS[i].key, PARTS[i].value);
    }
    fprintf(out, ",\"covered\":%s", statement->is_covered ? "true" : "false");
    instant_json(out, "created", statement->created);
    instant_json(out, "closed", statement->closed);
    instant_json(out, "at", statement->at);
    fputs(",\"clocks\":[", out);
    for (uint32_t i = 0; i < statement->clocks.count; i++) {
        fputs(i ? "," : "", out);
        clock_json(out, &statement->clocks.at[i]);
    }
    fputs("],\"lines\":[", out);
    for (uint32_t i = 0; i < statement->lines.count; i++) {
        fputs(i ? "," : "", out);
        line_json(out, &statement->lines.at[i]);
    }
    fputs("]}\n", out);
}
