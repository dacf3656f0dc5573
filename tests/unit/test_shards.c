/* Threads (semantics.md G1): what several of them give is what one gives, byte for byte, and they are used just where
   accounts stand apart. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/row_pass.h"
#include "compiler/compile.h"

enum { OUTPUT = 1 << 20 };

typedef struct Run {
    Emit *emit;
    RowPass *pass;
    uint32_t restarts;
    uint32_t forks; /* threads that made rows */
    char *rejects;  /* as they came */
} Run;

static Sink sink_open(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    const Run *run = context;
    (void)policy;
    return row_pass_sink(run->pass, texts, sets);
}

static bool rows_fork(void *context, uint32_t index, const Intern *texts, const SetPool *sets,
                      RowFork *out)
{
    Run *run = context;
    run->forks++;
    return row_pass_fork(run->pass, index, texts, sets, out);
}

static void rows_join(void *context, const char *bytes, size_t size)
{
    const Run *run = context;
    row_pass_join(run->pass, bytes, size);
}

static void rows_restart(void *context)
{
    Run *run = context;
    run->restarts++;
    row_pass_free(run->pass);
    emit_restart(run->emit);
    run->pass = row_pass_new(run->emit, NULL);
}

static void reject_take(void *context, const Reject *reject)
{
    Run *run = context;
    size_t size = strlen(run->rejects);
    snprintf(run->rejects + size, OUTPUT - size, "%u:%u %s: %.*s\n", reject->file,
             (unsigned)reject->line, reject->reason, TEXT_ARGS(reject->text));
}

typedef struct Told {
    char *rows, *rejects;
    uint32_t forks, restarts;
    ReplayResult result;
} Told;

static void file_put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static char *file_get(const char *path)
{
    char *bytes = calloc(1, OUTPUT);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, OUTPUT - 1, file);
    ck_assert_uint_lt(size, OUTPUT - 1);
    fclose(file);
    return bytes;
}

static Told replay(const Policy *policy, const char *folder, uint32_t threads, uint64_t few,
                   bool streams)
{
    char history[64], rows[64];
    snprintf(history, sizeof history, "%s/history.ndjson", folder);
    snprintf(rows, sizeof rows, "%s/rows.ndjson", folder);
    EmitOptions emitted = {.policy = policy, .kinds = 31, .path = rows};
    Emit *emit;
    ck_assert_int_eq(emit_open(&emitted, &emit), STATUS_OK);
    Run run = {.emit = emit, .pass = row_pass_new(emit, NULL), .rejects = calloc(1, OUTPUT)};
    const char *inputs[] = {history};
    ReplayOptions options = {.policy = policy, .source = NONE, .inputs = inputs, .inputs_count = 1};
    options.until = INSTANT_NONE;
    options.threads = threads;
    options.records_few = few;
    options.sink_open = sink_open;
    options.fork = rows_fork;
    options.join = rows_join;
    options.reject = reject_take;
    options.restart = streams ? rows_restart : NULL;
    options.context = &run;
    Told told = {0};
    Replay *replay = replay_new(&options);
    ck_assert_int_eq(replay_run(replay, &told.result), STATUS_OK);
    replay_free(replay);
    row_pass_free(run.pass);
    ck_assert_int_eq(emit_close(emit), STATUS_OK);
    emit_free(emit);
    told.rows = file_get(rows);
    told.rejects = run.rejects;
    told.forks = run.forks;
    told.restarts = run.restarts;
    unlink(rows);
    unlink(history);
    return told;
}

#define POLICY                                                                                     \
    "use std.clocks\ncurrency EUR\n"                                                               \
    "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-17:00 }\n"                        \
    "sla s { calendar office  resolve within 4h\n"                                                 \
    "  escalate resolve { at 50% notify agent  every 1h after, 3 times notify agent } }\n"
#define QUOTA "quota filed { 3 tickets per month  counts created  beyond without sla }"

/* Twelve tickets of four accounts, all at the same instants, so that every timer falls together with others; at the end a
   line that two threads refuse and whatever the case adds. */
static char *history_make(const char *more)
{
    char *text = calloc(1, OUTPUT);
    for (int i = 0; i < 12; i++)
        sprintf(text + strlen(text),
                "{\"at\":\"2026-03-02T08:00:00Z\",\"ticket\":\"T%d\",\"event\":\"created\","
                "\"account\":\"A%d\"}\n",
                i, i % 4);
    for (int i = 0; i < 40; i++)
        sprintf(text + strlen(text),
                "{\"at\":\"2026-03-02T%02d:30:00Z\",\"ticket\":\"T%d\",\"event\":\"%s\"}\n",
                8 + i / 5, i % 13, i % 7 == 6 ? "resolved" : "reply");
    strcat(text, more);
    return text;
}

typedef struct ShardCase {
    const char *name, *policy, *more;
    bool is_split;
    bool breaks; /* so that it has to be read whole before it is replayed, on one thread too */
} ShardCase;

#define LATE "{\"at\":\"2026-03-03T08:00:00Z\","
static const ShardCase CASES[] = {
    {"accounts apart", "plan p { sla s  " QUOTA " }\ndefault plan p\n", "", true, false},
    {"accounts that share a contract are of one shard",
     "plan p { sla s  " QUOTA " }\n"
     "contract c { account \"A0\", \"A1\", \"A3\"  plan p }\ndefault plan p\n",
     "", true, false},
    {"a fee is due for many at once", "plan p { sla s  fee 5 EUR per month }\ndefault plan p\n", "",
     false, false},
    {"a ticket that moves", "plan p { sla s }\ndefault plan p\n",
     LATE "\"ticket\":\"T1\",\"event\":\"reply\",\"account\":\"A2\"}\n", false, true},
    {"linked tickets", "plan p { sla s }\ndefault plan p\n",
     LATE "\"ticket\":\"T1\",\"event\":\"linked\",\"to\":\"T2\"}\n", false, false},
    {"an account that changes late", "plan p { sla s }\ndefault plan p\n",
     LATE "\"account\":\"A1\",\"event\":\"account\"}\n", false, true},
    {"records out of order", "plan p { sla s  " QUOTA " }\ndefault plan p\n",
     "{\"at\":\"2026-03-02T08:00:00Z\",\"ticket\":\"T20\",\"event\":\"created\","
     "\"account\":\"A1\"}\n{\"at\":true}\n" LATE "\"ticket\":\"T99\",\"event\":\"reply\"}\n",
     true, true},
    {"one id under two accounts", "plan p { sla s }\ndefault plan p\n",
     LATE "\"ticket\":\"T1\",\"event\":\"reply\",\"id\":\"x\"}\n" LATE
          "\"ticket\":\"T2\",\"event\":\"reply\",\"id\":\"x\"}\n",
     false, false},
    {"one id under one account", "plan p { sla s }\ndefault plan p\n",
     LATE "\"ticket\":\"T1\",\"event\":\"reply\",\"id\":\"x\"}\n" LATE
          "\"ticket\":\"T5\",\"event\":\"reply\",\"id\":\"x\"}\n",
     true, false},
};

START_TEST(several_threads)
{
    const ShardCase *of = &CASES[_i];
    char folder[] = "/tmp/slate-shards-XXXXXX", path[64], text[2048];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/history.ndjson", folder);
    snprintf(text, sizeof text, "%s%s", POLICY, of->policy);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(text, diags, files);
    ck_assert_msg(policy != NULL, "%s", diags->items.count ? diags->items.at[0].message : "");
    char *history = history_make(of->more);
    file_put(path, history);
    Told one = replay(policy, folder, 1, 0, false);
    ck_assert_uint_eq(one.forks, 0);
    ck_assert_ptr_nonnull(strstr(one.rejects, "unknown"));
    for (uint32_t i = 3; i < 12; i++) { /* from one thread that streams to five */
        uint32_t threads = i / 2;
        bool streams = i % 2, crosses = !of->is_split && of->more[0];
        file_put(path, history);
        Told told = replay(policy, folder, threads, 0, streams);
        bool restarts = streams && (of->breaks || (crosses && threads > 1));
        ck_assert_msg(told.restarts == restarts, "%s: %u restarts", of->name, told.restarts);
        uint32_t forks = threads == 1 ? 0 : (of->is_split ? threads : 0) + (restarts ? threads : 0);
        ck_assert_msg(told.forks == forks, "%s: %u forks", of->name, told.forks);
        ck_assert_str_eq(told.rows, one.rows);
        ck_assert_str_eq(told.rejects, one.rejects);
        ck_assert_mem_eq(&told.result, &one.result, sizeof one.result);
        free(told.rows);
        free(told.rejects);
    }
    free(history);
    free(one.rows);
    free(one.rejects);
    rmdir(folder);
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
}
END_TEST

/* A short history is left to one thread. */
START_TEST(few_records)
{
    char folder[] = "/tmp/slate-shards-XXXXXX", path[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/history.ndjson", folder);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(POLICY "plan p { sla s }\ndefault plan p\n", diags, files);
    ck_assert_ptr_nonnull(policy);
    char *history = history_make("");
    for (uint64_t few = 52; few <= 53; few++) { /* it has 52 records */
        file_put(path, history);
        Told told = replay(policy, folder, 3, few, false);
        ck_assert_uint_eq(told.forks, few == 52 ? 3 : 0);
        free(told.rows);
        free(told.rejects);
    }
    free(history);
    rmdir(folder);
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
}
END_TEST

Suite *shards_suite(void);
Suite *shards_suite(void)
{
    Suite *suite = suite_create("shards");
    TCase *tcase = tcase_create("threads");
    tcase_add_loop_test(tcase, several_threads, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tcase, few_records);
    suite_add_tcase(suite, tcase);
    return suite;
}
