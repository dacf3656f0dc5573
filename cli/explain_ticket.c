#include "cli/explain_ticket.h"

#include <stdio.h>
#include <string.h>

#include "cli/load.h"
#include "cli/source_choice.h"
#include "cli/statement.h"
#include "cli/until.h"
#include "runtime/replay.h"

typedef struct Explanation {
    const Args *args;
    Statements *statements;
    const Statement *statement; /* NULL: the history has no such ticket */
    uint64_t refused;
} Explanation;

static Sink sink_open(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    Explanation *explanation = context;
    (void)policy, (void)sets;
    return statements_sink(explanation->statements, texts);
}

static void finished_take(void *context, Engine *engine, Instant end)
{
    Explanation *explanation = context;
    explanation->statement = statement_make(explanation->statements, engine, end);
}

static void reject_take(void *context, const Reject *reject)
{
    Explanation *explanation = context;
    (void)reject;
    explanation->refused++;
}

static void statement_print(const Args *args, const Statement *statement)
{
    if (args_is(args, "--format", "json"))
        statement_json_print(statement, stdout);
    else if (args_is(args, "--format", "html"))
        statement_html_print(statement, stdout);
    else
        statement_text_print(statement, stdout);
}

static int explanation_run(Explanation *explanation, const Policy *policy,
                           const ReplayOptions *options)
{
    const Args *args = explanation->args;
    ReplayResult result;
    explanation->statements =
        statements_new(policy, args_value(args, "--ticket"), args_value(args, "--clock"));
    Replay *replay = replay_new(options);
    Status status = replay_run(replay, &result);
    if (status != STATUS_OK)
        fprintf(stderr, "slate explain: %s\n", replay_problem(replay));
    if (explanation->refused)
        fprintf(stderr, "slate explain: %llu records were refused; slate replay tells why\n",
                (unsigned long long)explanation->refused);
    replay_free(replay);
    if (status == STATUS_OK && explanation->statement)
        statement_print(args, explanation->statement);
    statements_free(explanation->statements);
    if (status != STATUS_OK || explanation->statement)
        return status_exit(status);
    return args_refuse(args, "the history has no ticket \"%s\"", args_value(args, "--ticket"));
}

static int clock_unknown(const Args *args, const Policy *policy, const char *name)
{
    Arena *arena = arena_new();
    Text *names = ARENA_ARRAY(arena, Text, policy->clocks_count + 1);
    for (uint32_t i = 0; i < policy->clocks_count; i++)
        names[i] = policy_text(policy, policy->clocks[i].name);
    int near = text_nearest(text_from(name), names, policy->clocks_count);
    int exit_code =
        near < 0 ? args_refuse(args, "the policy has no clock \"%s\"", name)
                 : args_refuse(args, "the policy has no clock \"%s\"; did you mean \"%.*s\"?", name,
                               TEXT_ARGS(names[near]));
    arena_free(arena);
    return exit_code;
}

static bool has_clock(const Policy *policy, const char *name)
{
    for (uint32_t i = 0; i < policy->clocks_count; i++)
        if (text_is(policy_text(policy, policy->clocks[i].name), name))
            return true;
    return false;
}

static int policy_explain(const Args *args, const Policy *policy)
{
    Explanation explanation = {.args = args};
    const char *clock = args_value(args, "--clock"), *until = args_value(args, "--until");
    ReplayOptions options = {.policy = policy,
                             .accounts = args_value(args, "--accounts"),
                             .until = INSTANT_NONE,
                             .closed_loop = args_has(args, "--closed-loop"),
                             .keeps_phases = true,
                             .threads = 1,
                             .sink_open = sink_open,
                             .finished = finished_take,
                             .reject = reject_take,
                             .context = &explanation};
    options.inputs = (const char *const *)&args->operands[1];
    options.inputs_count = (uint32_t)args->operands_count - 1;
    if (clock && !has_clock(policy, clock))
        return clock_unknown(args, policy, clock);
    if (until && !until_parse(text_from(until), &options.until))
        return args_refuse(args, "--until takes an instant or a date, not \"%s\"", until);
    if (!source_choose(args, policy, options.inputs[0], &options.source))
        return status_exit(STATUS_USAGE);
    return explanation_run(&explanation, policy, &options);
}

int explain_ticket(const Args *args)
{
    int exit_code, words = 0;
    if (args->operands_count < 2)
        return args_refuse(args, "--ticket goes with a POLICY and its HISTORY");
    for (int i = 0; i < args->operands_count; i++)
        words += strcmp(args->operands[i], "-") == 0;
    if (words > 1)
        return args_refuse(args, "standard input can be read but once");
    Policy *policy = load_policy(args, args->operands[0], &exit_code);
    if (!policy)
        return exit_code;
    exit_code = policy_explain(args, policy);
    policy_free(policy);
    return exit_code;
}
