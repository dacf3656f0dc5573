#include "cli/tier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/cache.h"
#include "cli/compiler.h"
#include "compiler/both.h"
#include "compiler/jit.h"
#include "compiler/native.h"
#include "compiler/object.h"

typedef enum EngineChoice {
    ENGINE_ANY,
    ENGINE_AUTO,
    ENGINE_INTERP,
    ENGINE_NATIVE,
    ENGINE_BOTH
} EngineChoice;

struct Tier {
    Arena *arena;
    const char *verb;
    const Policy *policy;
    EngineChoice choice;
    Cache cache;
    Compiler *compiler; /* NULL: it is not called, or what it did has been taken */
    Native *native;     /* NULL: none so far */
    Both *both;         /* NULL: not asked for, or no native code */
};

static const IrProgram *program_of(const Tier *tier)
{
    return tier->policy->code;
}

/* ---- Loading ---- */

static void native_take(Tier *tier, Native *native)
{
    tier->native = native;
    if (tier->choice == ENGINE_BOTH)
        tier->both =
            both_new(program_of(tier), policy_evaluators(tier->policy), native_evaluators(native));
}

/* The code that a compiled policy brings along. */
static bool own_open(Tier *tier, const char *path)
{
    const char *problem;
    Native *native = native_load(tier->arena, path, tier->policy, false, &problem);
    if (native)
        native_take(tier, native);
    else
        fprintf(stderr, "slate %s: the code in %s is not used, its policy is: %s\n", tier->verb,
                path, problem);
    return native != NULL;
}

static bool cached_open(Tier *tier)
{
    const char *problem;
    if (!tier->cache.folder)
        return false;
    const char *path = cache_path(&tier->cache, object_key(tier->policy));
    if (access(path, F_OK) != 0)
        return false;
    Native *native = native_load(tier->arena, path, tier->policy, true, &problem);
    if (!native) {
        fprintf(stderr, "slate %s: %s is not used: %s\n", tier->verb, path, problem);
        unlink(path);
        return false;
    }
    cache_touch(path);
    native_take(tier, native);
    return true;
}

/* ---- Compiling ---- */

/* Takes what the compiler has made, if it is done. */
static bool compiled_take(Tier *tier, bool waits)
{
    const char *problem;
    CompilerState state = compiler_poll(tier->compiler, waits);
    if (state == COMPILER_WORKS)
        return false;
    Native *native = NULL;
    if (state == COMPILER_FAILED)
        problem = compiler_problem(tier->compiler);
    else
        native =
            native_load(tier->arena, compiler_path(tier->compiler), tier->policy, true, &problem);
    if (native)
        native_take(tier, native);
    else if (tier->choice != ENGINE_ANY || !compiler_is_absent(tier->compiler))
        fprintf(stderr, "slate %s: no native code, the interpreter runs: %s\n", tier->verb,
                problem);
    compiler_free(tier->compiler);
    tier->compiler = NULL;
    return native != NULL;
}

static EngineChoice choice_of(const Args *args)
{
    return args_is(args, "--engine", "native")   ? ENGINE_NATIVE
           : args_is(args, "--engine", "both")   ? ENGINE_BOTH
           : args_is(args, "--engine", "interp") ? ENGINE_INTERP
           : args_is(args, "--engine", "auto")   ? ENGINE_AUTO
                                                 : ENGINE_ANY;
}

Tier *tier_open(const Args *args, const Policy *policy, const char *path, bool is_long)
{
    Tier *tier = calloc(1, sizeof *tier);
    if (!tier)
        abort();
    tier->arena = arena_new();
    tier->verb = args->command->name;
    tier->policy = policy;
    tier->choice = choice_of(args);
    if (tier->choice == ENGINE_INTERP)
        return tier;
    if (path && object_is_named(path) && own_open(tier, path))
        return tier;
    tier->cache = cache_open(args, tier->arena);
    if (cached_open(tier) || (tier->choice == ENGINE_ANY && (!is_long || !jit_is_built())))
        return tier;
    CompilerJob job = {.policy = tier->policy, .cache = tier->cache};
    tier->compiler = compiler_start(&job);
    return tier;
}

void tier_wait(Tier *tier)
{
    if (tier->compiler && (tier->choice == ENGINE_NATIVE || tier->choice == ENGINE_BOTH))
        compiled_take(tier, true);
}

void tier_free(Tier *tier)
{
    if (!tier)
        return;
    compiler_free(tier->compiler);
    both_free(tier->both);
    native_close(tier->native);
    arena_free(tier->arena);
    free(tier);
}

/* ---- Using it ---- */

Evaluators tier_evaluators(const Tier *tier)
{
    return tier->both     ? both_evaluators(tier->both)
           : tier->native ? native_evaluators(tier->native)
                          : policy_evaluators(tier->policy);
}

bool tier_turn(Tier *tier, Evaluators *out)
{
    if (!tier->compiler || !compiled_take(tier, false))
        return false;
    *out = tier_evaluators(tier);
    return true;
}

const char *tier_word(const Tier *tier)
{
    return tier->both ? "both" : tier->native ? "native" : "interp";
}

int tier_exit(const Tier *tier, int exit_code)
{
    const char *difference = tier->both ? both_difference(tier->both, tier->arena) : NULL;
    if (tier->choice != ENGINE_BOTH)
        return exit_code;
    if (difference)
        fprintf(stderr, "slate %s: the engines differ: %s\n", tier->verb, difference);
    else if (!tier->both)
        fprintf(stderr, "slate %s: there is but one engine, so nothing was compared\n", tier->verb);
    return difference    ? status_exit(STATUS_INTERNAL)
           : !tier->both ? status_exit(STATUS_UNKNOWN)
                         : exit_code;
}
