/* slate bench POLICY HISTORY…: how long each stage of a replay takes. A stage is what a pass that goes one stage further takes
   longer than the pass before it: reading the bytes, decoding them into records, putting these in order, running the
   engine, writing every row. Passes alternate in rounds, one thread, processor time; the best of each counts. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/load.h"
#include "cli/source_choice.h"
#include "cli/tier.h"
#include "cli/verbs.h"
#include "runtime/emit.h"
#include "runtime/replay.h"

typedef enum Stage {
    STAGE_READ,
    STAGE_DECODE,
    STAGE_SORT,
    STAGE_EVALUATE,
    STAGE_EMIT,
    STAGE_COUNT
} Stage;

static const char *const STAGE_WORD[] = {"read", "decode", "sort", "evaluate", "emit"};

typedef struct Bench {
    Args args;
    Policy *policy;
    Tier *tier;
    uint32_t source;
    const char *const *inputs;
    uint32_t inputs_count;
    const char *accounts;      /* NULL: none */
    Emit *emit;                /* while a pass writes */
    int64_t best[STAGE_COUNT]; /* of the pass up to that stage, ns; 0: none yet */
    uint64_t records, bytes;
} Bench;

static int64_t processor_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static Status failed(const char *problem, Status status)
{
    if (status != STATUS_OK)
        fprintf(stderr, "slate bench: %s\n", problem);
    return status;
}

/* ---- The passes, each one stage longer ---- */

static Status read_pass(Bench *bench)
{
    static char block[1 << 18];
    bench->bytes = 0;
    for (uint32_t i = 0; i < bench->inputs_count; i++) {
        int file = open(bench->inputs[i], O_RDONLY | O_CLOEXEC);
        ssize_t size = -1;
        while (file >= 0 && (size = read(file, block, sizeof block)) > 0)
            bench->bytes += (uint64_t)size;
        if (file >= 0)
            close(file);
        if (size < 0) {
            fprintf(stderr, "slate bench: %s: it can't be read\n", bench->inputs[i]);
            return STATUS_INPUT;
        }
    }
    return STATUS_OK;
}

static Status ingest_all(Ingest *ingest, const Bench *bench)
{
    for (uint32_t i = 0; i < bench->inputs_count; i++) {
        const Record *record;
        Status status = ingest_open(ingest, bench->inputs[i], i);
        while (status == STATUS_OK && (status = ingest_next(ingest, &record)) == STATUS_OK &&
               record)
            ;
        if (status != STATUS_OK)
            return failed(ingest_problem(ingest), status);
    }
    return STATUS_OK;
}

static IngestOptions ingest_options(const Bench *bench)
{
    return (IngestOptions){.policy = bench->policy,
                           .source = bench->source,
                           .texts = intern_over(bench->policy->texts),
                           .sets = set_pool_over(bench->policy->sets)};
}

static Status decode_pass(Bench *bench)
{
    IngestOptions options = ingest_options(bench);
    Ingest *ingest = ingest_new(&options);
    Status status = ingest_all(ingest, bench);
    ingest_free(ingest);
    intern_free(options.texts);
    set_pool_free(options.sets);
    return status;
}

static Status history_pass(History *history, const Bench *bench)
{
    const Record *record;
    if (bench->accounts)
        TRY(history_read_accounts(history, bench->accounts));
    for (uint32_t i = 0; i < bench->inputs_count; i++)
        TRY(history_read(history, bench->inputs[i]));
    TRY(history_order(history));
    do
        TRY(history_next(history, &record));
    while (record);
    return STATUS_OK;
}

static Status sort_pass(Bench *bench)
{
    HistoryOptions options = {.ingest = ingest_options(bench), .folder = getenv("TMPDIR")};
    History *history = history_new(&options);
    Status status = failed(history_problem(history), history_pass(history, bench));
    history_free(history);
    intern_free(options.ingest.texts);
    set_pool_free(options.ingest.sets);
    return status;
}

static Sink rows_sink(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    const Bench *bench = context;
    (void)policy;
    return emit_sink(bench->emit, texts, sets);
}

static Status replay_pass(Bench *bench, bool writes)
{
    ReplayOptions options = {.policy = bench->policy,
                             .source = bench->source,
                             .inputs = bench->inputs,
                             .inputs_count = bench->inputs_count,
                             .accounts = bench->accounts,
                             .until = INSTANT_NONE,
                             .threads = 1,
                             .folder = getenv("TMPDIR"),
                             .evaluators = tier_evaluators(bench->tier),
                             .sink_open = writes ? rows_sink : NULL,
                             .context = bench};
    ReplayResult result = {0};
    Replay *replay = replay_new(&options);
    Status status = replay_run(replay, &result);
    bench->records = result.records;
    failed(replay_problem(replay), status);
    replay_free(replay);
    return status;
}

static Status evaluate_pass(Bench *bench)
{
    return replay_pass(bench, false);
}

/* The rows go to a file that is gone at once: what a disk does is not measured. */
static Status emit_pass(Bench *bench)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/slate-bench-XXXXXX.ndjson",
             folder && *folder ? folder : "/tmp");
    int file = mkstemps(path, 7);
    if (file < 0)
        return failed("there is nowhere to write rows to: TMPDIR is no folder", STATUS_INPUT);
    close(file);
    EmitOptions options = {.policy = bench->policy, .path = path};
    options.kinds = EMIT_CLOCKS | EMIT_TICKETS | EMIT_DECISIONS | EMIT_ACTIONS | EMIT_LEDGER;
    Status status = emit_open(&options, &bench->emit);
    failed(emit_problem(bench->emit), status);
    if (status == STATUS_OK)
        status = replay_pass(bench, true);
    Status closed = status == STATUS_OK ? emit_close(bench->emit) : status;
    emit_free(bench->emit);
    unlink(path);
    return closed;
}

static Status rounds_run(Bench *bench, uint64_t rounds)
{
    static Status (*const PASS[])(Bench *) = {read_pass, decode_pass, sort_pass, evaluate_pass,
                                              emit_pass};
    for (uint64_t round = 0; round < rounds; round++)
        for (Stage stage = 0; stage < STAGE_COUNT; stage++) {
            int64_t from = processor_ns();
            TRY(PASS[stage](bench));
            int64_t took = processor_ns() - from;
            if (bench->best[stage] == 0 || took < bench->best[stage])
                bench->best[stage] = took > 0 ? took : 1;
        }
    return STATUS_OK;
}

/* ---- What is told ---- */

/* Of the stage alone; noise can make a longer pass the faster one. */
static int64_t stage_ns(const Bench *bench, Stage stage)
{
    int64_t before = stage ? bench->best[stage - 1] : 0;
    return bench->best[stage] > before ? bench->best[stage] - before : 0;
}

static uint64_t rate(uint64_t records, int64_t ns)
{
    return ns > 0 ? (uint64_t)((double)records * 1e9 / (double)ns) : 0;
}

static void text_line(const Bench *bench, const char *word, int64_t ns)
{
    uint64_t records = bench->records ? bench->records : 1;
    printf("%-9s %10.1f %14" PRIu64 " %6.1f%%\n", word, (double)ns / (double)records,
           rate(bench->records, ns), 100.0 * (double)ns / (double)bench->best[STAGE_EMIT]);
}

static void text_print(const Bench *bench)
{
    printf("%" PRIu64 " records, %" PRIu64 " bytes; %s, one thread\n\n", bench->records,
           bench->bytes, tier_word(bench->tier));
    printf("%-9s %10s %14s %7s\n", "stage", "ns/record", "records/s", "share");
    for (Stage stage = 0; stage < STAGE_COUNT; stage++)
        text_line(bench, STAGE_WORD[stage], stage_ns(bench, stage));
    text_line(bench, "all", bench->best[STAGE_EMIT]);
}

static void json_print(const Bench *bench, uint64_t rounds)
{
    printf("{\"records\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"engine\":\"%s\",\"rounds\":%" PRIu64
           ",\"stages\":[",
           bench->records, bench->bytes, tier_word(bench->tier), rounds);
    for (Stage stage = 0; stage < STAGE_COUNT; stage++)
        printf("%s{\"stage\":\"%s\",\"ns\":%" PRId64 ",\"records_per_second\":%" PRIu64 "}",
               stage ? "," : "", STAGE_WORD[stage], stage_ns(bench, stage),
               rate(bench->records, stage_ns(bench, stage)));
    printf("],\"ns\":%" PRId64 ",\"records_per_second\":%" PRIu64 "}\n", bench->best[STAGE_EMIT],
           rate(bench->records, bench->best[STAGE_EMIT]));
}

/* ---- The run ---- */

static int bench_run(Bench *bench)
{
    int exit_code;
    uint64_t rounds = args_number(&bench->args, "--rounds", 3);
    if (rounds < 1 || rounds > 1000)
        return args_refuse(&bench->args, "--rounds is 1 to 1000");
    bench->policy = load_policy(&bench->args, bench->args.operands[0], &exit_code);
    if (!bench->policy)
        return exit_code;
    if (!source_choose(&bench->args, bench->policy, bench->inputs[0], &bench->source))
        return status_exit(STATUS_USAGE);
    bench->tier = tier_open(&bench->args, bench->policy, bench->args.operands[0], false);
    tier_wait(bench->tier);
    Status status = rounds_run(bench, rounds);
    if (status != STATUS_OK)
        return status_exit(status);
    if (args_is(&bench->args, "--format", "json"))
        json_print(bench, rounds);
    else
        text_print(bench);
    return tier_exit(bench->tier, status_exit(STATUS_OK));
}

int cmd_bench(int argc, char **argv)
{
    Bench bench = {0};
    int exit_code;
    if (!args_parse(&bench.args, argc, argv, &exit_code))
        return exit_code;
    bench.inputs = (const char *const *)(bench.args.operands + 1);
    bench.accounts = args_value(&bench.args, "--accounts");
    bench.inputs_count = (uint32_t)bench.args.operands_count - 1;
    for (uint32_t i = 0; i < bench.inputs_count; i++)
        if (strcmp(bench.inputs[i], "-") == 0)
            return args_refuse(&bench.args, "a history is read several times: name a file");
    exit_code = bench_run(&bench);
    tier_free(bench.tier);
    policy_free(bench.policy);
    return exit_code;
}
