#include "compiler/compile.h"

#include <assert.h>

#include "compiler/analyse.h"
#include "compiler/check.h"
#include "compiler/choose.h"
#include "compiler/fold.h"
#include "compiler/ir_verify.h"
#include "compiler/lower.h"
#include "compiler/module.h"
#include "compiler/normal.h"
#include "compiler/object.h"
#include "compiler/place.h"
#include "compiler/resolve.h"
#include "compiler/waive.h"

typedef struct Front { /* what lives until the policy is made */
    Arena *arena;
    ZoneSet *zones; /* passes to the policy */
    FileReader reader;
    Bundle bundle; /* of a compiled policy: what `reader` gives */
    Program *program;
} Front;

static void front_open(Front *front, const CompileOptions *options, DiagList *diags,
                       SourceSet *files)
{
    front->arena = arena_new_large();
    front->zones = zone_set_new(options->zone_folder);
    front->reader = options->reader ? *options->reader : file_reader_disk();
    front->program = program_new(front->arena, files, diags, front->zones, &front->reader);
}

/* A compiled policy stands for the files that it was made from. Gives the path of the policy among them. */
static const char *object_enter(Front *front, const char *path)
{
    Object object;
    if (!object_is_named(path) || object_read(&front->reader, front->arena, path, &object))
        return path;
    front->bundle = object_bundle(&front->reader, front->arena, path, &object);
    front->reader = bundle_reader(&front->bundle);
    return bundle_path(&front->bundle, object.policy);
}

/* A text that was not read whole would make every name that it declares unknown: its own findings
   come first. */
static bool front_run(Front *front, const char *path)
{
    uint32_t errors = front->program->diags->errors;
    path = object_enter(front, path);
    if (!module_load(front->program, path) || front->program->diags->errors > errors)
        return false;
    resolve_program(front->program);
    return check_program(front->program);
}

static void code_verify(const Policy *policy, Arena *scratch)
{
#ifndef NDEBUG
    IrLimits limits = {policy->fields_count,         policy->account_fields_count,
                       policy->event_slots,          policy->events_count,
                       policy->clocks_count,         policy->calendars_count,
                       policy->contract_fields_count};
    const char *fault = ir_verify(policy->code, &limits, scratch);
    assert(!fault && "the compiler makes well-formed code");
    (void)fault;
#else
    (void)policy, (void)scratch;
#endif
}

static Policy *back_run(Front *front, Trials **trials, Lower **kept)
{
    Lower *lower;
    Policy *policy = lower_program(front->program, front->zones, front->arena, trials, &lower);
    if (!policy)
        return NULL;
    front->zones = NULL;
    code_verify(policy, front->arena);
    IrProgram *program = (IrProgram *)(uintptr_t)policy->code;
    fold_program(program, front->arena);
    code_verify(policy, front->arena);
    analyse_errors(front->program, lower);
    if (front->program->diags->errors) {
        if (trials)
            trials_free(*trials); /* with the policy */
        else
            policy_free(policy);
        return NULL;
    }
    if (kept) { /* to be analysed, not to be run: the lists as they are written */
        *kept = lower;
        return policy;
    }
    choose_program(policy, program);
    code_verify(policy, front->arena);
    return policy;
}

static void front_close(Front *front)
{
    zone_set_free(front->zones);
    arena_free(front->arena);
}

Policy *compile_policy(const CompileOptions *options, const char *path, DiagList *diags,
                       SourceSet *files)
{
    Front front;
    front_open(&front, options, diags, files);
    Policy *policy = front_run(&front, path) ? back_run(&front, NULL, NULL) : NULL;
    front_close(&front);
    return policy;
}

Trials *compile_trials(const CompileOptions *options, const char *path, DiagList *diags,
                       SourceSet *files)
{
    Front front;
    Trials *trials = NULL;
    front_open(&front, options, diags, files);
    bool is_good = front_run(&front, path) && back_run(&front, &trials, NULL);
    front_close(&front);
    return is_good ? trials : NULL;
}

/* What is wrong with the policy as a whole is found on what would run. */
static bool analysis_run(Front *front)
{
    Lower *lower;
    Policy *policy = back_run(front, NULL, &lower);
    if (policy)
        analyse_program(front->program, lower);
    policy_free(policy);
    return policy != NULL;
}

bool compile_analyse(Program *program, const char *zone_folder)
{
    Front front = {.arena = program->arena, .zones = zone_set_new(zone_folder), .program = program};
    bool is_good = analysis_run(&front);
    zone_set_free(front.zones);
    return is_good;
}

bool compile_check(const CompileOptions *options, const char *path, DiagList *diags,
                   SourceSet *files)
{
    Front front;
    front_open(&front, options, diags, files);
    bool is_good = front_run(&front, path) && analysis_run(&front);
    waivers_apply(front.program, is_good);
    places_name(front.program);
    front_close(&front);
    return is_good;
}

static Text contract_nearest(const Program *program, Text name, Arena *arena)
{
    Text *names = ARENA_ARRAY(arena, Text, program->contracts.count);
    for (uint32_t i = 0; i < program->contracts.count; i++)
        names[i] = program->contracts.at[i]->name;
    int near = text_nearest(name, names, program->contracts.count);
    return near < 0 ? (Text){.data = NULL} : text_copy(arena, names[near]);
}

bool compile_normal(const CompileOptions *options, const char *path, Text contract, DiagList *diags,
                    SourceSet *files, Arena *arena, Text *out, Text *nearest)
{
    Front front;
    front_open(&front, options, diags, files);
    bool is_good = front_run(&front, path);
    const Symbol *found = is_good ? program_find(front.program, SYMBOL_CONTRACT, contract) : NULL;
    *out = *nearest = (Text){.data = NULL};
    if (found)
        *out = normal_print(front.program, found, arena);
    else if (is_good)
        *nearest = contract_nearest(front.program, contract, arena);
    front_close(&front);
    return is_good;
}

/* ---- Files in memory ---- */

static const CompileFile *memory_find(void *context, const char *path)
{
    const CompileMemory *memory = context;
    for (uint32_t i = 0; i < memory->count; i++)
        if (!strcmp(memory->files[i].path, path))
            return &memory->files[i];
    return NULL;
}

static FileKind memory_kind(void *context, const char *path)
{
    return memory_find(context, path) ? FILE_REGULAR : FILE_MISSING;
}

static FileResult memory_read(void *context, Arena *arena, const char *path, size_t limit,
                              Text *out)
{
    const CompileFile *file = memory_find(context, path);
    (void)arena;
    if (!file)
        return FILE_FAILED;
    if (strlen(file->text) > limit)
        return FILE_TOO_LARGE;
    *out = text_from(file->text);
    return FILE_READ;
}

static bool memory_list(void *context, Arena *arena, const char *path, TextList *out)
{
    (void)context, (void)arena, (void)path, (void)out;
    return false;
}

/* No links, so there is nothing to follow. */
static const char *memory_real(void *context, Arena *arena, const char *path)
{
    (void)context, (void)arena, (void)path;
    return NULL;
}

FileReader compile_reader(CompileMemory *memory)
{
    return (FileReader){memory, memory_kind, memory_read, memory_list, memory_real};
}

Policy *compile_memory(const CompileFile *memory, uint32_t count, DiagList *diags, SourceSet *files)
{
    CompileMemory context = {memory, count};
    FileReader reader = compile_reader(&context);
    CompileOptions options = {.reader = &reader};
    return compile_policy(&options, memory[0].path, diags, files);
}

Policy *compile_text(const char *text, DiagList *diags, SourceSet *files)
{
    CompileFile file = {"policy.sla", text};
    return compile_memory(&file, 1, diags, files);
}
