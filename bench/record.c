/* Names and layout of the records; NDJSON and CSV. */
#include "bench/record.h"

#include <string.h>

const char *const COLUMN_NAME[COLUMN_COUNT] = {
#define COLUMN(name) #name,
    RECORD_COLUMNS(COLUMN)
#undef COLUMN
};

static const char *const EVENT_NAME[] = {
    [MOMENT_ACCOUNT] = "account",   [MOMENT_CREATED] = "created",
    [MOMENT_REPLY_AGENT] = "reply", [MOMENT_REPLY_CUSTOMER] = "reply",
    [MOMENT_PENDING] = "updated",   [MOMENT_OPEN] = "updated",
    [MOMENT_PRIORITY] = "updated",  [MOMENT_RESOLVED] = "resolved",
    [MOMENT_REOPENED] = "reopened", [MOMENT_CLOSED] = "closed",
};
static const char *const PRIORITY_NAME[] = {"low", "normal", "high", "urgent"};
static const char *const PRODUCT_NAME[] = {"mail", "backup", "portal", "billing", "reports"};
static const char *const CHANNEL_NAME[] = {"email", "phone", "web", "chat"};
static const char *const TYPE_NAME[] = {"question", "incident", "problem", "task"};
static const char *const TIER_NAME[] = {"basic", "silver", "gold"};

static void put(EventRecord *record, RecordColumn column, const char *text)
{
    snprintf(record->text[column], RECORD_TEXT, "%s", text);
}

static void created_make(EventRecord *record, const Moment *moment)
{
    put(record, COLUMN_priority, PRIORITY_NAME[moment->priority]);
    put(record, COLUMN_product, PRODUCT_NAME[moment->product]);
    put(record, COLUMN_channel, CHANNEL_NAME[moment->channel]);
    put(record, COLUMN_type, TYPE_NAME[moment->type]);
}

static void account_make(EventRecord *record, const Moment *moment)
{
    put(record, COLUMN_tier, TIER_NAME[moment->tier]);
    put(record, COLUMN_vip, moment->tier == 2 && moment->account % 2 == 0 ? "true" : "false");
}

void event_record_make(EventRecord *record, const Moment *moment)
{
    memset(record, 0, sizeof *record);
    instant_print(moment->at, record->text[COLUMN_at]);
    put(record, COLUMN_event, EVENT_NAME[moment->kind]);
    snprintf(record->text[COLUMN_account], RECORD_TEXT, "acc-%04u", moment->account + 1);
    if (moment->kind == MOMENT_ACCOUNT) {
        account_make(record, moment);
        return;
    }
    snprintf(record->text[COLUMN_ticket], RECORD_TEXT, "T-%06u", moment->ticket + 1);
    switch (moment->kind) {
    case MOMENT_CREATED: created_make(record, moment); break;
    case MOMENT_REPLY_AGENT: put(record, COLUMN_by, "agent"); break;
    case MOMENT_REPLY_CUSTOMER: put(record, COLUMN_by, "customer"); break;
    case MOMENT_PENDING: put(record, COLUMN_status, "pending"); break;
    case MOMENT_OPEN: put(record, COLUMN_status, "open"); break;
    case MOMENT_PRIORITY: put(record, COLUMN_priority, PRIORITY_NAME[moment->priority]); break;
    case MOMENT_ACCOUNT:
    case MOMENT_RESOLVED:
    case MOMENT_REOPENED:
    case MOMENT_CLOSED: break;
    }
    if (moment->kind != MOMENT_CREATED && moment->kind != MOMENT_REPLY_CUSTOMER)
        snprintf(record->text[COLUMN_agent], RECORD_TEXT, "agent-%02u", moment->agent + 1);
}

static void ndjson_print(const EventRecord *record, FILE *out)
{
    const char *separator = "{";
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (!record->text[i][0])
            continue;
        const char *quote = i == COLUMN_vip ? "" : "\""; /* the only value that is no text */
        fprintf(out, "%s\"%s\":%s%s%s", separator, COLUMN_NAME[i], quote, record->text[i], quote);
        separator = ",";
    }
    fputs("}\n", out);
}

bool history_ndjson_write(const History *history, FILE *out)
{
    EventRecord record;
    for (size_t i = 0; i < history->count; i++) {
        event_record_make(&record, &history->moments[i]);
        ndjson_print(&record, out);
    }
    return fflush(out) == 0 && !ferror(out);
}

bool history_csv_write(const History *history, FILE *out)
{
    EventRecord record;
    for (int i = 0; i < COLUMN_COUNT; i++)
        fprintf(out, "%s%s", i ? "," : "", COLUMN_NAME[i]);
    fputc('\n', out);
    for (size_t i = 0; i < history->count; i++) {
        event_record_make(&record, &history->moments[i]);
        for (int j = 0; j < COLUMN_COUNT; j++)
            fprintf(out, "%s%s", j ? "," : "", record.text[j]);
        fputc('\n', out);
    }
    return fflush(out) == 0 && !ferror(out);
}
