/* LspPolicies: the policies that the open documents belong to, each with its draft. A document belongs to the policy
   that reads it, directly or through others, among those of its folder and the folders above it within the workspace; one that
   nothing reads is a policy itself. A policy is drafted again when it is asked for after an edit. */
#ifndef CLI_LSP_POLICY_H
#define CLI_LSP_POLICY_H

#include "cli/lsp_document.h"
#include "cli/settings.h"
#include "compiler/draft.h"

typedef struct LspPolicy {
    char *root; /* path of its first file */
    Draft *draft;
    bool is_stale;
    int64_t analysis_us; /* what the last analysis took */
    Settings *settings;  /* of its slate.toml; NULL: not read yet */
    Arena *kept;         /* of the settings */
    Arena *arena;        /* of the lines */
    LspLines **lines;    /* by file of the draft; NULL: not made yet */

} LspPolicy;

typedef struct LspPolicies {
    LspPolicy **at;
    uint32_t count, capacity;
    char **folders; /* of the workspace */
    uint32_t folders_count;
    const Args *args; /* of `slate lsp` */
    char *fixed;      /* the policy that the client names for every document; NULL: none */
    uint64_t rounds;  /* how often any file may have changed */
} LspPolicies;

void lsp_policies_free(LspPolicies *policies);
void lsp_folder_add(LspPolicies *policies, const char *path);
/* A document or a file has changed, been opened or closed. `path` NULL: any may have. */
void lsp_policies_touch(LspPolicies *policies, LspDocuments *documents, const char *path);
/* The policy of a document as it stands now. */
LspPolicy *lsp_policy_of(LspPolicies *policies, LspDocuments *documents, LspDocument *document);
/* The findings about the policy as a whole, and the levels that its slate.toml sets. */
void lsp_policy_analyse(LspPolicies *policies, LspPolicy *policy);
/* Frees the policies that no open document belongs to. */
void lsp_policies_prune(LspPolicies *policies, const LspDocuments *documents);
const LspLines *lsp_policy_lines(LspPolicy *policy, uint32_t file);

#endif
