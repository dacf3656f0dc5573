#include <stdio.h>
#include <string.h>

#include "cli/file.h"
#include "cli/generate_part.h"
#include "cli/overlay.h"
#include "compiler/compile.h"
#include "compiler/format.h"

static const char FILE_NAME[] = "generated.sla";

/* ---- The file ---- */

static void quoted(Buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (; *text; text++)
        buffer_print(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    buffer_char(out, '"');
}

static void draft_write(Buffer *out, const Draft *draft, const char *name)
{
    buffer_string(out, "test ");
    quoted(out, name);
    buffer_print(out, " {\n%s%s}\n\n", draft->body, draft->expectations ? draft->expectations : "");
}

/* The file with `use`, where the policy is no folder. */
static void head_write(const Generate *generate, Buffer *out)
{
    const char *slash = strrchr(generate->unit->path, '/');
    if (generate->root != generate->path)
        return;
    buffer_string(out, "use ");
    quoted(out, slash ? slash + 1 : generate->unit->path);
    buffer_string(out, "\n\n");
}

typedef struct Compiled {
    SourceSet *sources;
    DiagList *diags;
    Trials *trials;
} Compiled;

static Compiled compile_drafts(const Generate *generate, Text text)
{
    Compiled compiled = {source_set_new(), diag_list_new(), NULL};
    Overlay overlay = overlay_make(text_from(generate->path), text);
    FileReader reader = overlay_reader(&overlay);
    compiled.trials = compile_trials(&(CompileOptions){.reader = &reader}, generate->root,
                                     compiled.diags, compiled.sources);
    return compiled;
}

static void compiled_free(Compiled *compiled)
{
    trials_free(compiled->trials);
    diag_list_free(compiled->diags);
    source_set_free(compiled->sources);
}

/* Is the trial one of the file that was thought up? */
static bool is_ours(const Generate *generate, const Compiled *compiled, uint32_t trial)
{
    uint32_t file = compiled->trials->trials[trial].span.file;
    return text_is(source_name(compiled->sources, file), generate->path);
}

/* ---- Trying ---- */

static bool is_reached(Cover *cover, uint32_t item)
{
    return atomic_load(&cover_items(cover)->at[item].is_reached);
}

static uint32_t reached_count(Cover *cover)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < cover_items(cover)->count; i++)
        count += is_reached(cover, i);
    return count;
}

/* The same items stand in the same order whatever tests are compiled with the policy. */
static void reached_copy(Cover *from, Cover *to)
{
    for (uint32_t i = 0; i < cover_items(from)->count && i < cover_items(to)->count; i++)
        atomic_store(&cover_items(to)->at[i].is_reached, is_reached(from, i));
}

static Sink rows_of(void *context, const Policy *policy, const Intern *texts, const SetPool *sets)
{
    (void)policy, (void)texts, (void)sets;
    return capture_sink(context);
}

static void seen_add(Generate *generate, uint32_t draft, const Capture *capture)
{
    for (uint32_t i = 0; i < capture->clocks.count; i++) {
        const ClockRow *row = &capture->clocks.at[i];
        if (row->state == CLOCK_RUNNING && row->due != VALUE_ABSENT && row->sla != NONE &&
            capture->tickets.count == 1)
            VEC_PUSH(generate->arena, &generate->seen,
                     ((Seen){draft, row->sla, row->clock, row->due}));
    }
}

static const char *item_reached(const Generate *generate, Cover *cover)
{
    for (uint32_t i = 0; i < cover_items(cover)->count; i++)
        if (is_reached(cover, i) && !is_reached(generate->cover, i))
            return draft_item_name(generate, i);
    return NULL;
}

/* Does the draft pass as a test of its own? */
static bool draft_passes(const Generate *generate, const Draft *draft)
{
    Buffer text = {.arena = generate->arena};
    head_write(generate, &text);
    draft_write(&text, draft, draft->name);
    Compiled compiled = compile_drafts(generate, buffer_text(&text));
    bool passes = compiled.trials != NULL;
    for (uint32_t i = 0; compiled.trials && i < compiled.trials->count; i++) {
        Arena *arena = arena_new();
        TrialOptions options = {.trials = compiled.trials};
        if (is_ours(generate, &compiled, i))
            passes = !trial_run(&options, i, arena).failures.count;
        arena_free(arena);
    }
    compiled_free(&compiled);
    return passes;
}

/* What a test can't say of what was done is left out. */
static bool draft_settle(Generate *generate, Draft *draft, const Capture *capture,
                         const Policy *policy)
{
    for (int is_full = 1; is_full >= 0; is_full--) {
        draft->expectations = expectations(generate, draft, capture, policy, is_full);
        if (*draft->expectations && draft_passes(generate, draft))
            return true;
    }
    return false;
}

static void draft_try(Generate *generate, uint32_t index, Cover *cover, const Trials *trials,
                      uint32_t trial)
{
    Draft *draft = &generate->drafts.at[index];
    if (draft->item != NONE && is_reached(cover, draft->item))
        return;
    Arena *arena = arena_new();
    CoverRun *run = cover_run_new(arena, cover, policy_evaluators(trials->policy));
    Capture capture = {.cover = cover_run_sink(run), .arena = arena};
    TrialOptions options = {.trials = trials,
                            .evaluators = cover_run_evaluators(run),
                            .rows_open = rows_of,
                            .context = &capture};
    draft->is_good = !trial_run(&options, trial, arena).failures.count;
    const char *name = item_reached(generate, cover);
    bool reaches = draft->item == NONE ? name != NULL : is_reached(cover, draft->item);
    if (draft->is_good && reaches) {
        draft->name = draft->name ? draft->name : name;
        draft->is_kept = draft_settle(generate, draft, &capture, trials->policy);
    }
    reached_copy(draft->is_kept ? cover : generate->cover,
                 draft->is_kept ? generate->cover : cover);
    if (draft->is_good)
        seen_add(generate, index, &capture);
    arena_free(arena);
}

/* Compiles the drafts from `generate->tried` to `end`, and tries them; one that does not compile is dropped. */
static void drafts_try(Generate *generate, uint32_t end)
{
    Buffer text = {.arena = generate->arena};
    head_write(generate, &text);
    for (uint32_t i = generate->tried; i < end; i++) /* several may be for one item */
        draft_write(&text, &generate->drafts.at[i], arena_format(generate->arena, "%u", i));
    Compiled compiled = compile_drafts(generate, buffer_text(&text));
    if (!compiled.trials && end - generate->tried > 1) {
        uint32_t middle = (generate->tried + end) / 2;
        compiled_free(&compiled);
        drafts_try(generate, middle);
        drafts_try(generate, end);
        return;
    }
    if (compiled.trials) {
        Cover *cover = cover_new(generate->arena, compiled.trials->policy, compiled.sources);
        uint32_t draft = generate->tried;
        reached_copy(generate->cover, cover);
        for (uint32_t i = 0; i < compiled.trials->count && draft < end; i++)
            if (is_ours(generate, &compiled, i))
                draft_try(generate, draft++, cover, compiled.trials, i);
        cover_free(cover);
    }
    generate->tried = end;
    compiled_free(&compiled);
}

/* ---- The answer ---- */

static uint32_t kept_write(Generate *generate, Buffer *out)
{
    uint32_t kept = 0;
    head_write(generate, out);
    for (uint32_t i = 0; i < generate->drafts.count; i++) {
        if (!generate->drafts.at[i].is_kept)
            continue;
        buffer_string(out, "# Generated. Confirm that this is what the policy is meant to do.\n");
        draft_write(out, &generate->drafts.at[i], generate->drafts.at[i].name);
        kept++;
    }
    return kept;
}

/* The kept draft number `number` among them. */
static Draft *kept_get(Generate *generate, uint32_t number)
{
    for (uint32_t i = 0; i < generate->drafts.count; i++)
        if (generate->drafts.at[i].is_kept && number-- == 0)
            return &generate->drafts.at[i];
    return NULL;
}

/* Compiles what was kept as it will stand there and runs it. A test that does not pass so is kept no longer; false: there
   was one, or the text is no policy. */
static bool kept_pass(Generate *generate, Text text)
{
    Compiled compiled = compile_drafts(generate, text);
    bool pass = compiled.trials != NULL;
    uint32_t number = 0;
    VEC(Draft *) failed = {0};
    for (uint32_t i = 0; compiled.trials && i < compiled.trials->count; i++) {
        Arena *arena = arena_new();
        if (is_ours(generate, &compiled, i)) {
            Draft *draft = kept_get(generate, number++);
            TrialOptions options = {.trials = compiled.trials};
            if (draft && trial_run(&options, i, arena).failures.count)
                VEC_PUSH(generate->arena, &failed, draft);
        }
        arena_free(arena);
    }
    for (uint32_t i = 0; i < failed.count; i++)
        failed.at[i]->is_kept = pass = false;
    compiled_free(&compiled);
    return pass;
}

static Text formatted(Generate *generate, Text text)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    uint32_t file = source_add(sources, text_from(generate->path), text);
    Text out = text;
    format_file(generate->arena, sources, file, diags, &out);
    diag_list_free(diags);
    source_set_free(sources);
    return out;
}

/* The text of what is kept, once every test of it passes. */
static bool kept_settle(Generate *generate, Text *out, uint32_t *kept)
{
    enum { TRIES = 3 };
    for (int i = 0; i < TRIES; i++) {
        Buffer text = {.arena = generate->arena};
        *kept = kept_write(generate, &text);
        *out = formatted(generate, buffer_text(&text));
        if (kept_pass(generate, *out))
            return true;
    }
    return false;
}

/* Why a history for the item was not found, as far as that is known. */
static const char *reason_of(const Generate *generate, uint32_t item)
{
    uint32_t plan, quota;
    int64_t size;
    if (cover_quota_of(generate->cover, item, &plan, &quota, &size) && size >= TICKETS)
        return arena_format(generate->arena, "it takes %lld tickets, a test has at most %d",
                            (long long)size, TICKETS);
    return arena_format(generate->arena, "none of the %u histories that were tried gets there",
                        generate->tried);
}

static void missing_print(const Generate *generate)
{
    for (uint32_t i = 0; i < cover_items(generate->cover)->count; i++) {
        const CoverItem *item = &cover_items(generate->cover)->at[i];
        if (!is_reached(generate->cover, i))
            fprintf(stderr, "  not reached: %.*s:%u: %s: %s\n", TEXT_ARGS(item->file), item->line,
                    draft_item_name(generate, i), reason_of(generate, i));
    }
}

/* A path as the sources have it: no folder is called "". */
static const char *path_plain(Arena *arena, const char *path)
{
    const char *twice = strstr(path, "//");
    if (!twice)
        return path;
    return path_plain(arena, arena_format(arena, "%.*s%s", (int)(twice - path), path, twice + 1));
}

static int answer_write(Generate *generate)
{
    Text text;
    uint32_t kept, all = cover_items(generate->cover)->count;
    if (!kept_settle(generate, &text, &kept)) {
        fputs("slate test: the generated tests do not pass as they are written\n", stderr);
        return status_exit(STATUS_INTERNAL);
    }
    fprintf(stderr, "slate test: %u tests generated; with them the tests reach %u of %u\n", kept,
            reached_count(generate->cover), all);
    missing_print(generate);
    const char *path = args_value(generate->args, "-o");
    if (!kept)
        return 0;
    if (path)
        return status_exit(file_write(generate->args, path, text));
    fwrite(text.data, 1, text.size, stdout);
    return 0;
}

static void jobs_watch(Generate *generate, const TestJob *jobs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        CoverRun *run = cover_run_new(arena, generate->cover, policy_evaluators(generate->policy));
        Capture capture = {.cover = cover_run_sink(run), .arena = arena};
        TrialOptions options = {.trials = generate->unit->trials,
                                .evaluators = cover_run_evaluators(run),
                                .rows_open = rows_of,
                                .context = &capture};
        trial_run(&options, jobs[i].trial, arena);
        arena_free(arena);
    }
}

static void rest_try(Generate *generate)
{
    if (generate->tried < generate->drafts.count)
        drafts_try(generate, generate->drafts.count);
}

static bool is_complete(const Generate *generate)
{
    return reached_count(generate->cover) == cover_items(generate->cover)->count;
}

/* What was tried goes on with each move; then the deadlines of clocks that came to run. */
static void round_try(Generate *generate, const Moves *moves, uint32_t begin, bool twice)
{
    enum { ONCE = 4000, TWICE = 30000 };
    uint32_t end = generate->drafts.count;
    if (is_complete(generate))
        return;
    drafts_wander(generate, moves, begin, end, twice, twice ? TWICE : ONCE);
    rest_try(generate);
    drafts_second(generate);
    rest_try(generate);
}

/* First what the diagrams and tables say; what is missing then is searched for in ever longer histories. */
static void drafts_find(Generate *generate)
{
    Moves moves = {0};
    drafts_first(generate);
    rest_try(generate);
    drafts_second(generate);
    rest_try(generate);
    uint32_t begun = generate->drafts.count;
    moves_make(generate, &moves);
    round_try(generate, &moves, 0, false);
    round_try(generate, &moves, begun, false);
    round_try(generate, &moves, 0, true);
}

int generate_run(const Args *args, const TestUnits *units, const TestJob *jobs, uint32_t count)
{
    if (units->units.count != 1)
        return args_refuse(args, "--generate takes one policy");
    const TestUnit *unit = &units->units.at[0];
    Arena *arena = arena_new();
    Generate generate = {
        .args = args, .unit = unit, .policy = unit->trials->policy, .arena = arena};
    bool is_folder = strcmp(unit->root, unit->path) != 0;
    const char *slash = strrchr(unit->path, '/');
    generate.path = arena_format(arena, "%.*s%s", slash ? (int)(slash - unit->path + 1) : 0,
                                 unit->path, FILE_NAME);
    generate.path = path_plain(arena, generate.path);
    generate.root = is_folder ? unit->root : generate.path;
    generate.cover = cover_new(arena, generate.policy, unit->sources);
    jobs_watch(&generate, jobs, count);
    drafts_find(&generate);
    int exit_code = answer_write(&generate);
    cover_free(generate.cover);
    arena_free(arena);
    return exit_code;
}
