/* LspLenses: how many tests reach each target of a policy. The tests run on a thread of their own, with copies of what is open,
   while the client goes on typing; what they reached is kept until a text of the policy changes. */
#ifndef CLI_LSP_LENS_H
#define CLI_LSP_LENS_H

#include "cli/lsp_policy.h"
#include "cli/lsp_reach.h"

typedef struct LspLenses LspLenses;

LspLenses *lsp_lenses_new(void);
/* Waits for the test at hand to end. */
void lsp_lenses_free(LspLenses *lenses);
/* A descriptor that has something to read when a run has ended. */
int lsp_lenses_signal(const LspLenses *lenses);
/* Takes what a run that has ended has found. */
void lsp_lenses_take(LspLenses *lenses);
/* What the policy's tests reach, as its texts are now; NULL: not known, and a run has begun or will when the present one has
   ended and it is asked again. */
const LspReach *lsp_lenses_find(LspLenses *lenses, const LspPolicies *policies,
                                const LspPolicy *policy, const LspDocuments *documents);

#endif
