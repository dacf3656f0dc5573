/* slate replay POLICY HISTORY…: a history through a policy; a summary, or rows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/load.h"
#include "cli/overwrite.h"
#include "cli/refusals.h"
#include "cli/row_pass.h"
#include "cli/source_choice.h"
#include "cli/summary.h"
#include "cli/term.h"
#include "cli/tier.h"
#include "cli/until.h"
#include "cli/verbs.h"

typedef struct Run {
    Args args;
    Policy *policy;
    const char *const *inputs; /* the histories */
    uint32_t inputs_count;
    Summary *summary;   /* NULL: not asked for */
    Emit *emit;         /* NULL: no rows asked for */
    RowPass *pass;      /* rows to both */
    const char **files; /* all that is read, by Reject.file: the accounts first */
    uint32_t files_count;
    Refusals refusals;
    Progress progress;
    Tier *tier; /* what runs the policy's code */
} Run;

/* ---- Where the rows go ---- */

enum { BY_MAX = 16 };

static unsigned kinds_asked(const Args *args)
{
    static const EmitKind KINDS[] = {EMIT_CLOCKS, EMIT_TICKETS, EMIT_DECISIONS, EMIT_ACTIONS,
                                     EMIT_LEDGER};
    unsigned asked = 0;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (!args_has(args, "--emit") || args_lists(args, "--emit", emit_kind_word(KINDS[i])))
            asked |= KINDS[i];
    return asked;
}

static bool rows_are_asked(const Args *args)
{
    return args_has(args, "--emit") || args_has(args, "-o");
}

static bool rows_take_stdout(const Args *args)
{
    const char *path = args_value(args, "-o");
    return rows_are_asked(args) && (!path || strcmp(path, "-") == 0);
}

static Status rows_open(Run *run)
{
    if (!rows_are_asked(&run->args))
        return STATUS_OK;
    Text by[BY_MAX];
    EmitOptions options = {.policy = run->policy, .kinds = kinds_asked(&run->args)};
    options.path = args_value(&run->args, "-o");
    options.by = by;
    options.by_count = args_words(&run->args, "--by", by, BY_MAX);
    Status status = emit_open(&options, &run->emit);
    if (status != STATUS_OK)
        fprintf(stderr, "slate replay: %s\n", emit_problem(run->emit));
    return status;
}

static Status rows_close(Run *run)
{
    if (!run->emit)
        return STATUS_OK;
    Status status = emit_close(run->emit);
    if (status != STATUS_OK)
        fprintf(stderr, "slate replay: %s\n", emit_problem(run->emit));
    return status;
}

static Status field_unknown(const Run *run, Text name)
{
    static const char PREFIX[] = "account.";
    Arena *arena = arena_new();
    const Policy *policy = run->policy;
    uint32_t count = policy->fields_count + policy->account_fields_count;
    Text *names = ARENA_ARRAY(arena, Text, count);
    for (uint32_t i = 0; i < policy->fields_count; i++)
        names[i] = policy_text(policy, policy->fields[i].name);
    for (uint32_t i = 0; i < policy->account_fields_count; i++)
        names[policy->fields_count + i] =
            text_from(arena_format(arena, "%s%.*s", PREFIX,
                                   TEXT_ARGS(policy_text(policy, policy->account_fields[i].name))));
    int near = text_nearest(name, names, count);
    fprintf(stderr, "slate replay: --by: there is no field %.*s", TEXT_ARGS(name));
    if (near >= 0)
        fprintf(stderr, "; did you mean %.*s?", TEXT_ARGS(names[near]));
    fputc('\n', stderr);
    arena_free(arena);
    return STATUS_USAGE;
}

static Status summary_open(Run *run)
{
    if (rows_are_asked(&run->args) && !args_has(&run->args, "--summary"))
        return STATUS_OK;
    Text unknown = {0};
    run->summary = summary_new(run->policy, text_from(args_value(&run->args, "--by")), &unknown);
    return run->summary ? STATUS_OK : field_unknown(run, unknown);
}

static Sink sink_open(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    const Run *run = context;
    (void)policy;
    return row_pass_sink(run->pass, texts, sets);
}

static bool rows_fork(void *context, uint32_t index, const Intern *texts, const SetPool *sets,
                      RowFork *out)
{
    const Run *run = context;
    return row_pass_fork(run->pass, index, texts, sets, out);
}

static void rows_join(void *context, const char *bytes, size_t size)
{
    const Run *run = context;
    row_pass_join(run->pass, bytes, size);
}

/* ---- The run ---- */

/* The rows so far count for nothing: the history turned out not to be in order. */
static void rows_restart(void *context)
{
    Run *run = context;
    row_pass_free(run->pass);
    if (run->emit)
        emit_restart(run->emit);
    if (run->summary) {
        summary_free(run->summary);
        summary_open(run);
    }
    run->pass = row_pass_new(run->emit, run->summary);
}

static void reject_take(void *context, const Reject *reject)
{
    Run *run = context;
    progress_end(&run->progress);
    refusals_add(&run->refusals, reject);
}

static void progress_take(void *context, uint64_t done, uint64_t total)
{
    Run *run = context;
    progress_show(&run->progress, done, total);
}

static bool engine_turn(void *context, Evaluators *out)
{
    const Run *run = context;
    return tier_turn(run->tier, out);
}

static bool rows_are_over(void *context)
{
    const Run *run = context;
    return run->emit && emit_has_failed(run->emit);
}

static bool until_read(const Args *args, Instant *out)
{
    const char *until = args_value(args, "--until");
    *out = INSTANT_NONE;
    if (!until || until_parse(text_from(until), out))
        return true;
    args_refuse(args, "--until takes an instant like 2026-03-02T09:00:00Z, or a date, not \"%s\"",
                until);
    return false;
}

static void sum_print(const ReplayResult *result, int64_t took_ms, const char *engine)
{
    fprintf(stderr,
            "records in %" PRIu64 " = applied %" PRIu64 " + rejected %" PRIu64
            " + duplicates %" PRIu64 "; %" PRIu64 " events a second (%s)\n",
            result->records, result->applied, result->rejected, result->duplicates,
            result->records * 1000 / (uint64_t)(took_ms > 0 ? took_ms : 1), engine);
}

enum { KEYS_SHOWN = 10 };

/* Keys that mean nothing to the policy are likely misspelt (E3). */
static void unknown_print(const Replay *replay)
{
    uint32_t count = replay_unknown_count(replay);
    if (count == 0)
        return;
    fputs("slate replay: keys without a meaning, left out:", stderr);
    for (uint32_t i = 0; i < count && i < KEYS_SHOWN; i++) {
        UnknownKey key = replay_unknown_at(replay, i);
        fprintf(stderr, "%s %.*s (%" PRIu64 ")", i ? "," : "", TEXT_ARGS(key.name), key.count);
    }
    fputs(count > KEYS_SHOWN ? ", …\n" : "\n", stderr);
}

static void summary_close(const Run *run, const ReplayResult *result)
{
    if (!run->summary)
        return;
    SummaryFacts facts = {result->records,    result->applied, result->rejected,
                          result->duplicates, result->end,     tier_word(run->tier)};
    if (args_is(&run->args, "--summary", "json"))
        summary_json_print(run->summary, stdout, &facts);
    else
        summary_print(run->summary, stdout, &facts);
}

/* What the answer is, once everything was replayed: too many rejects, then faults. */
static int result_exit(const Run *run, const ReplayResult *result)
{
    if (result->rejected > args_number(&run->args, "--max-rejects", UINT64_MAX)) {
        fprintf(stderr,
                "slate replay: %" PRIu64 " records were refused, more than --max-rejects %s\n",
                result->rejected, args_value(&run->args, "--max-rejects"));
        return status_exit(STATUS_INPUT);
    }
    if (result->faults == 0)
        return status_exit(STATUS_OK);
    fprintf(stderr,
            "slate replay: %" PRIu64
            " deadlines or values have no answer: a calendar has no opening left, or a "
            "number is too large\n",
            result->faults);
    return status_exit(STATUS_UNKNOWN);
}

static int replay_finish(Run *run, const Replay *replay, Status status, const ReplayResult *result,
                         int64_t took_ms)
{
    progress_end(&run->progress);
    if (status != STATUS_OK)
        fprintf(stderr, "slate replay: %s\n", replay_problem(replay));
    bool is_over = rows_are_over(run);
    Status rows = rows_close(run);
    bool kept = refusals_close(&run->refusals);
    if (status != STATUS_OK || rows != STATUS_OK || !kept)
        return status_exit(status != STATUS_OK ? status
                           : rows != STATUS_OK ? rows
                                               : STATUS_INTERNAL);
    if (is_over) /* whoever read them has had enough */
        return status_exit(STATUS_OK);
    unknown_print(replay);
    summary_close(run, result);
    sum_print(result, took_ms, tier_word(run->tier));
    return result_exit(run, result);
}

/* Whoever names a number of threads gets them; else a history has to be worth them: one thread has done so many records
   before a second has begun. */
static uint64_t records_few(const Args *args)
{
    enum { RECORDS_FEW = 1 << 13 };
    return args_has(args, "--threads") ? 0 : RECORDS_FEW;
}

static uint32_t threads_asked(const Args *args)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t asked = args_number(args, "--threads", processors > 0 ? (uint64_t)processors : 1);
    return asked < 1 ? 1 : asked > THREADS_MAX ? THREADS_MAX : (uint32_t)asked;
}

static int history_replay(Run *run)
{
    ReplayOptions options = {.policy = run->policy,
                             .inputs = run->inputs,
                             .inputs_count = run->inputs_count,
                             .accounts = args_value(&run->args, "--accounts"),
                             .closed_loop = args_has(&run->args, "--closed-loop"),
                             .threads = threads_asked(&run->args),
                             .records_few = records_few(&run->args),
                             .folder = getenv("TMPDIR"),
                             .sink_open = sink_open,
                             .fork = rows_fork,
                             .join = rows_join,
                             .reject = reject_take,
                             .progress = progress_take,
                             .evaluators = tier_evaluators(run->tier),
                             .turn = engine_turn,
                             .is_over = rows_are_over,
                             .context = run};
    if (!until_read(&run->args, &options.until) ||
        !source_choose(&run->args, run->policy, run->inputs[0], &options.source))
        return status_exit(STATUS_USAGE);
    Status status = summary_open(run);
    if (status == STATUS_OK)
        status = rows_open(run);
    if (status != STATUS_OK)
        return status_exit(status);
    if (!run->emit || emit_can_restart(run->emit))
        options.restart = rows_restart;
    run->pass = row_pass_new(run->emit, run->summary);
    run->progress = progress_make("replaying");
    int64_t started = term_clock();
    ReplayResult result = {0};
    Replay *replay = replay_new(&options);
    status = replay_run(replay, &result);
    int exit_code = replay_finish(run, replay, status, &result, term_clock() - started);
    replay_free(replay);
    return exit_code;
}

/* The files in the order in which they are read. */
static void files_take(Run *run, Arena *arena)
{
    const char *accounts = args_value(&run->args, "--accounts");
    run->files = ARENA_ARRAY(arena, const char *, run->args.operands_count);
    if (accounts)
        run->files[run->files_count++] = accounts;
    run->inputs = run->files + run->files_count;
    run->inputs_count = (uint32_t)run->args.operands_count - 1;
    for (uint32_t i = 0; i < run->inputs_count; i++)
        run->files[run->files_count++] = run->args.operands[1 + i];
}

/* Is the history worth a compiler's work? Of what is no file nobody knows. */
static bool history_is_long(const Run *run)
{
    enum { BYTES_LONG = 256 << 20 }; /* docs/performance.md "Machine code" */
    off_t bytes = 0;
    for (uint32_t i = 0; i < run->inputs_count; i++) {
        struct stat status;
        if (strcmp(run->inputs[i], "-") != 0 && stat(run->inputs[i], &status) == 0 &&
            S_ISREG(status.st_mode))
            bytes += status.st_size;
    }
    return bytes >= BYTES_LONG;
}

/* How many of the words stand for standard input, which can be read but once. */
static int stdin_count(const Run *run)
{
    int count = strcmp(run->args.operands[0], "-") == 0;
    for (uint32_t i = 0; i < run->files_count; i++)
        count += strcmp(run->files[i], "-") == 0;
    return count;
}

static int run_replay(Run *run)
{
    int exit_code;
    if (stdin_count(run) > 1)
        return args_refuse(&run->args, "standard input can be read but once");
    run->policy = load_policy(&run->args, run->args.operands[0], &exit_code);
    if (!run->policy)
        return exit_code;
    if (overwrite_refuse(&run->args, run->policy, run->args.operands[0], run->files,
                         run->files_count))
        return status_exit(STATUS_USAGE);
    if (!refusals_open(&run->refusals, &run->args, run->files, run->files_count))
        return status_exit(STATUS_INPUT);
    run->tier = tier_open(&run->args, run->policy, run->args.operands[0], history_is_long(run));
    tier_wait(run->tier);
    return tier_exit(run->tier, history_replay(run));
}

int cmd_replay(int argc, char **argv)
{
    Run run = {0};
    int exit_code;
    if (!args_parse(&run.args, argc, argv, &exit_code))
        return exit_code;
    if (rows_take_stdout(&run.args) && args_has(&run.args, "--summary"))
        return args_refuse(&run.args,
                           "rows take standard output: write them with -o, or leave out --summary");
    Arena *arena = arena_new();
    files_take(&run, arena);
    exit_code = run_replay(&run);
    row_pass_free(run.pass);
    summary_free(run.summary);
    emit_free(run.emit);
    tier_free(run.tier);
    policy_free(run.policy);
    arena_free(arena);
    return exit_code;
}
