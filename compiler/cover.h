/* Cover: what of a policy its tests reach. The items are made of the policy's tables (cover.def); a run of a test marks
   those that it meets, through evaluators that look at every result on its way to the engine, and a sink that looks at
   the rows. Items are shared between threads, a CoverRun belongs to one. Everything lives in the arena but for what
   cover_free gives back. */
#ifndef COMPILER_COVER_H
#define COMPILER_COVER_H

#include <stdatomic.h>

#include "base/source.h"
#include "base/vec.h"
#include "runtime/decision.h"

typedef enum CoverKind {
#define COVER(kind, word, one, what) COVER_##kind,
#include "compiler/cover.def"
#undef COVER
    COVER_KIND_COUNT
} CoverKind;

typedef struct CoverKindRow {
    const char *word, *one;
} CoverKindRow;

typedef struct CoverItem {
    CoverKind kind;
    const char *name; /* stable: "standard.resolve[2]" */
    const char *what; /* of it: "holds"; "": it has one side */
    Text file;        /* as in the sources; empty: not known */
    uint32_t line;
    atomic_bool is_reached;
} CoverItem;

typedef VEC(CoverItem) CoverItems;

typedef struct Cover Cover;
typedef struct CoverRun CoverRun;

const CoverKindRow *cover_kind_row(CoverKind kind);
/* The policy and its sources outlive it. What the standard library declares is no item. */
Cover *cover_new(Arena *arena, const Policy *policy, const SourceSet *sources);
CoverItems *cover_items(Cover *cover);
/* Codes with more conditions than could be examined: their boundaries are no items. */
uint32_t cover_unexamined(const Cover *cover);
void cover_free(Cover *cover);

/* One run of a test over the evaluators; `arena` is the run's own. */
CoverRun *cover_run_new(Arena *arena, Cover *cover, Evaluators evaluators);
Evaluators cover_run_evaluators(CoverRun *run);
Sink cover_run_sink(CoverRun *run);

#endif
