/* The statement for programs: one object on one line, its keys always the same; instants are RFC 3339 UTC, durations
   milliseconds. */
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

static void line_json(FILE *out, const StatementLine *line)
{
    fputs("{", out);
    text_json(out, "kind", line->kind);
    json_instant_member(out, "from", line->from);
    json_instant_member(out, "to", line->to);
    fputc(',', out);
    text_json(out, "what", line->what);
    json_number_member(out, "open_ms", line->ms);
    json_number_member(out, "ran_ms", line->ran);
    json_number_member(out, "left_ms", line->left);
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
    json_number_member(out, "limit_ms", row->limit_ms);
    json_instant_member(out, "started", row->started);
    json_instant_member(out, "due", row->due);
    json_instant_member(out, "stopped", row->stopped);
    json_number_member(out, "elapsed_ms", row->elapsed_ms);
    json_number_member(out, "paused_ms", row->paused_ms);
    fprintf(out, ",\"state\":\"%s\",\"outcome\":\"%s\"", clock_state_word(row->state),
            outcome_word(row->outcome));
    json_instant_member(out, "breached_at", row->breached_at);
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
    json_instant_member(out, "created", statement->created);
    json_instant_member(out, "closed", statement->closed);
    json_instant_member(out, "at", statement->at);
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
