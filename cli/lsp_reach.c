#include "cli/lsp_reach.h"

#include <string.h>

#include "compiler/draft.h"
#include "runtime/trial_run.h"

typedef struct Noting {
    LspReach *reach;
    const Policy *policy;
    const Intern *texts; /* of the run at hand */
    uint32_t test;
} Noting;

/* ---- What a test reaches ---- */

static void origin_note(Noting *noting, Origin origin)
{
    if (!origin.line || origin.file == TEXT_NONE)
        return;
    Text file = intern_get(noting->texts, origin.file);
    LspReach *reach = noting->reach;
    for (uint32_t i = reach->reached.count; i-- > 0 && reach->reached.at[i].test == noting->test;)
        if (reach->reached.at[i].line == origin.line && text_is(file, reach->reached.at[i].file))
            return;
    LspReached reached = {noting->test, text_string(reach->arena, file), origin.line};
    VEC_PUSH(reach->arena, &reach->reached, reached);
}

static void clock_note(void *context, const ClockRow *row)
{
    origin_note(context, row->source);
}

/* The target that a clock starts with may be another than the one that holds at the end. */
static void decision_note(void *context, const DecisionRow *row)
{
    if (row->clock != NONE)
        origin_note(context, row->source);
}

static Sink rows_open(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    Noting *noting = context;
    (void)policy, (void)sets;
    noting->texts = texts;
    return (Sink){.context = noting, .clock = clock_note, .decision = decision_note};
}

/* ---- Running ---- */

/* The rows of a test's cases are one test. */
static bool is_new_test(const Trials *trials, uint32_t i)
{
    Span span = trials->trials[i].span;
    return i == 0 || span.file != trials->trials[i - 1].span.file ||
           span.lo != trials->trials[i - 1].span.lo;
}

/* Of the file at `path`, and with `with_used` of those that it uses. */
static bool file_run(LspReach *reach, const CompileOptions *compile, const char *path,
                     bool with_used, const atomic_bool *is_cancelled)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    Trials *trials = compile_trials(compile, path, diags, sources);
    bool is_run = trials != NULL;
    for (uint32_t i = 0; trials && i < trials->count && is_run; i++) {
        Text name = source_name(sources, trials->trials[i].span.file);
        if (!with_used && !text_is(name, path))
            continue;
        reach->tests += is_new_test(trials, i);
        Noting noting = {.reach = reach, .policy = trials->policy, .test = reach->tests};
        TrialOptions options = {.trials = trials, .rows_open = rows_open, .context = &noting};
        Arena *arena = arena_new();
        trial_run(&options, i, arena);
        arena_free(arena);
        is_run = !atomic_load(is_cancelled);
    }
    trials_free(trials);
    diag_list_free(diags);
    source_set_free(sources);
    return is_run;
}

void lsp_reach_run(LspReach *reach, LspDocuments *documents, const char *root,
                   const atomic_bool *is_cancelled)
{
    FileReader reader = lsp_documents_reader(documents);
    CompileOptions options = {.reader = &reader};
    reach->is_run = file_run(reach, &options, root, true, is_cancelled);
    const char *slash = strrchr(root, '/');
    const char *folder =
        arena_format(reach->arena, "%.*s/tests", slash ? (int)(slash - root) : 0, root);
    TextList names = {0};
    if (!slash || !reader.list(reader.context, reach->arena, folder, &names))
        return;
    for (uint32_t i = 0; i < names.count && reach->is_run; i++) {
        if (!text_ends(names.at[i], TEXT(".sla")))
            continue;
        const char *path = arena_format(reach->arena, "%s/%.*s", folder, TEXT_ARGS(names.at[i]));
        if (strcmp(path, root) != 0 && draft_reads(&options, path, root))
            reach->is_run = file_run(reach, &options, path, false, is_cancelled);
    }
}
