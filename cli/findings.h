/* Findings: what checking one policy found, and how several policies' findings are written. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdio.h>

#include "base/diag_render.h"
#include "cli/args.h"

typedef struct Findings {
    const char *path;
    SourceSet *sources;
    DiagList *diags;  /* those that count */
    DiagList *waived; /* those that a comment in the policy allows; NULL: not looked for */
    DiagList *notes;  /* put aside; NULL: they are among `diags` */
    bool compiles;
} Findings;

/* Sorts the list and prints it; --color holds for `text`. An empty list prints nothing. */
void findings_print(const Args *args, FILE *out, DiagFormat format, const SourceSet *sources,
                    DiagList *diags);
/* The notes of a list as one of its own, which the caller frees after it; the rest stays. */
DiagList *findings_notes_take(DiagList *diags);
/* The same for those that are waived. */
DiagList *findings_waived_take(DiagList *diags);
/* The witnesses as a file of tests that uses the policies. */
Text findings_tests(Arena *arena, const Findings *all, uint32_t count);
/* The findings of sorted lists in a format: "text", "short", "json", "github", or "sarif", which is one document. */
Text findings_render(Arena *arena, const Findings *all, uint32_t count, const char *format,
                     bool color);

#endif
