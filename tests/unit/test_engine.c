/* The engine by scenario: a policy, the events of a ticket, and the rows that semantics.md promises, worked out by hand.
   2026-03-02 is a Monday; the calendar is 09:00-17:00 UTC from Monday to Friday unless a case says otherwise. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/compile.h"
#include "runtime/engine.h"
#include "runtime/ingest.h"
#include "tests/unit/engine_cases.h"
#include "tests/unit/output.h"

/* "02 10:00", with seconds and milliseconds where they are not zero; "-" for none. */
static void print_at(Output *out, Instant at)
{
    char text[INSTANT_TEXT];
    if (at == VALUE_ABSENT) {
        print(out, "-");
        return;
    }
    instant_print(at, text); /* 2026-03-02T10:00:00.000Z */
    text[strlen(text) - 1] = 0;
    if (!strncmp(text, "2026-03-", 8))
        memmove(text, text + 8, strlen(text + 8) + 1);
    *strchr(text, 'T') = ' ';
    char *tail = text + strlen(text) - 3;
    if (!strcmp(tail, ":00"))
        *tail = 0;
    print(out, "%s", text);
}

static void on_clock(void *context, const ClockRow *row)
{
    Output *out = context;
    char run[DURATION_TEXT], paused[DURATION_TEXT];
    duration_print(row->elapsed_ms, run);
    duration_print(row->paused_ms, paused);
    print(out, "%.*s %.*s#%u %s %s due ", TEXT_ARGS(intern_get(out->texts, row->ticket)),
          TEXT_ARGS(policy_text(out->policy, out->policy->clocks[row->clock].name)), row->cycle,
          clock_state_word(row->state), outcome_word(row->outcome));
    print_at(out, row->due);
    print(out, " run %s paused %s", run, paused);
    if (row->breached_at != VALUE_ABSENT) {
        print(out, " missed ");
        print_at(out, row->breached_at);
    }
    if (row->target != TEXT_NONE && strchr(policy_text(out->policy, row->target).data, '.'))
        print(out, " by %.*s", TEXT_ARGS(policy_text(out->policy, row->target)));
    print(out, "\n");
}

static void on_action(void *context, const ActionRow *row)
{
    Output *out = context;
    print_at(out, row->at);
    print(out, " %.*s %s", TEXT_ARGS(intern_get(out->texts, row->ticket)),
          action_word(row->action->kind));
    if (row->target != VALUE_ABSENT)
        print(out, " %.*s", TEXT_ARGS(intern_get(out->texts, (TextId)row->target)));
    print(out, " %u/%u\n", row->step, row->repetition);
}

/* "02 09:00 created priority=high ticket=T2" as a line of NDJSON; the ticket is T unless it says otherwise. */
static void event_json(const char *line, size_t size, char *json, size_t room)
{
    char words[512], *save = NULL, ticket[32] = "T", rest[512] = "";
    ck_assert_uint_lt(size, sizeof words);
    snprintf(words, sizeof words, "%.*s", (int)size, line);
    const char *day = strtok_r(words, " ", &save), *time = strtok_r(NULL, " ", &save);
    const char *event = strtok_r(NULL, " ", &save);
    ck_assert_ptr_nonnull(event);
    for (char *word = strtok_r(NULL, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        char *value = strchr(word, '=');
        ck_assert_ptr_nonnull(value);
        *value++ = 0;
        bool is_bare = strspn(value, "0123456789") == strlen(value) || !strcmp(value, "true") ||
                       !strcmp(value, "null");
        if (!strcmp(word, "ticket"))
            snprintf(ticket, sizeof ticket, "%s", value);
        else
            snprintf(rest + strlen(rest), sizeof rest - strlen(rest),
                     is_bare ? ",\"%s\":%s" : ",\"%s\":\"%s\"", word, value);
    }
    bool is_account = !strcmp(event, "account");
    snprintf(json, room, "{\"at\":\"2026-03-%sT%s%sZ\",%s%s%s\"event\":\"%s\"%s}\n", day, time,
             strlen(time) == 5 ? ":00" : "", is_account ? "" : "\"ticket\":\"",
             is_account ? "" : ticket, is_account ? "" : "\",", event, rest);
}

static void events_json(const char *events, char *json, size_t room)
{
    json[0] = 0;
    while (*events) {
        size_t size = strcspn(events, "\n"), used = strlen(json);
        if (size)
            event_json(events, size, json + used, room - used);
        events += size + (events[size] == '\n');
    }
}

static Policy *policy_of(const EngineCase *test)
{
    char text[8192];
    bool has_office = strstr(test->policy, "calendar office {") != NULL;
    snprintf(text, sizeof text, "use std.clocks\n%s\n%s",
             has_office ? "" : "calendar office { zone \"UTC\"  open mon..fri 09:00-17:00 }",
             test->policy);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(text, diags, files);
    const char *first = diags->items.count ? diags->items.at[0].message : "";
    ck_assert_msg(policy != NULL, "%s does not compile: %s", test->name, first);
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

static void feed(Engine *engine, const Policy *policy, const char *events, Output *out)
{
    char json[8192];
    events_json(events, json, sizeof json);
    IngestOptions options = {.policy = policy, .source = NONE};
    options.texts = engine_texts(engine);
    options.sets = engine_sets(engine);
    Ingest *ingest = ingest_new(&options);
    ck_assert_int_eq(ingest_open_text(ingest, text_from(json), FORMAT_NDJSON, 0), STATUS_OK);
    const Record *record;
    while (ingest_next(ingest, &record) == STATUS_OK && record) {
        const char *reason = engine_feed(engine, record);
        if (reason)
            print(out, "refused: %s\n", reason);
    }
    ck_assert_uint_eq(ingest_counts(ingest).rejected, 0);
    ingest_free(ingest);
}

static void run_case(const EngineCase *test, EngineOptions options, Output *out)
{
    Policy *policy = policy_of(test);
    Sink sink = {.context = out, .clock = on_clock, .action = on_action};
    Engine *engine = engine_new(policy, options, sink);
    engine_keep_past(engine);
    *out = (Output){.policy = policy, .texts = engine_texts(engine)};
    feed(engine, policy, test->events, out);
    Instant until;
    char end[64];
    snprintf(end, sizeof end, "2026-03-%.2sT%s:00Z", test->until, test->until + 3);
    ck_assert_msg(instant_parse(text_from(end), &until), "%s", end);
    engine_advance(engine, until);
    engine_finish(engine, until);
    ck_assert_uint_eq(engine_counts(engine).faults, 0);
    engine_free(engine);
    policy_free(policy);
}

START_TEST(engine_case)
{
    const EngineCase *test = &ENGINE_CASES[_i];
    static Output out;
    run_case(test, (EngineOptions){.closed_loop = test->closed_loop}, &out);
    ck_assert_msg(!strcmp(out.text, test->rows), "%s\nexpected:\n%s\ncame:\n%s", test->name,
                  test->rows, out.text);
}
END_TEST

Suite *engine_suite(void);
Suite *engine_suite(void)
{
    Suite *suite = suite_create("engine");
    TCase *cases = tcase_create("scenarios");
    int count = 0;
    while (ENGINE_CASES[count].name)
        count++;
    tcase_add_loop_test(cases, engine_case, 0, count);
    suite_add_tcase(suite, cases);
    return suite;
}
