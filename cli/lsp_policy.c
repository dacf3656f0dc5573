#include "cli/lsp_policy.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ROOT_STEPS = 8,        /* a file that is read by a file that is read by … */
    ROOT_CANDIDATES = 200, /* policies of a folder that are looked into */
    ROOT_FOLDERS = 16      /* folders above a document that are looked into */
};

static char *string_copy(const char *string)
{
    char *copy = strdup(string);
    if (!copy)
        abort();
    return copy;
}

/* ---- Life ---- */

static void draft_drop(LspPolicy *policy)
{
    draft_free(policy->draft);
    policy->draft = NULL;
    policy->lines = NULL;
    arena_reset(policy->arena);
}

static void policy_drop(LspPolicy *policy)
{
    draft_drop(policy);
    arena_free(policy->arena);
    arena_free(policy->kept);
    free(policy->root);
    free(policy);
}

static LspPolicy *policy_add(LspPolicies *policies, const char *root)
{
    if (policies->count == policies->capacity) {
        policies->capacity = policies->capacity * 2 + 8;
        policies->at = realloc(policies->at, policies->capacity * sizeof(LspPolicy *));
        if (!policies->at)
            abort();
    }
    LspPolicy *policy = calloc(1, sizeof *policy);
    if (!policy)
        abort();
    policy->root = string_copy(root);
    policy->arena = arena_new();
    policy->kept = arena_new();
    return policies->at[policies->count++] = policy;
}

void lsp_policies_free(LspPolicies *policies)
{
    for (uint32_t i = 0; i < policies->count; i++)
        policy_drop(policies->at[i]);
    for (uint32_t i = 0; i < policies->folders_count; i++)
        free(policies->folders[i]);
    free(policies->at);
    free(policies->folders);
    free(policies->fixed);
    *policies = (LspPolicies){.count = 0};
}

void lsp_folder_add(LspPolicies *policies, const char *path)
{
    policies->folders =
        realloc(policies->folders, (policies->folders_count + 1) * sizeof *policies->folders);
    if (!policies->folders)
        abort();
    policies->folders[policies->folders_count++] = string_copy(path);
}

/* ---- What belongs to what ---- */

static bool is_within(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    while (size > 1 && folder[size - 1] == '/')
        size--;
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == 0 || size == 1);
}

static bool is_in_workspace(const LspPolicies *policies, const char *folder)
{
    for (uint32_t i = 0; i < policies->folders_count; i++)
        if (is_within(folder, policies->folders[i]))
            return true;
    return false;
}

static int name_order(const void *left, const void *right)
{
    return text_compare(*(const Text *)left, *(const Text *)right);
}

/* A policy of that folder that reads `file`, by name; NULL: none does. */
static const char *reader_find(const CompileOptions *options, Arena *arena, const char *folder,
                               const char *file)
{
    TextList names = {0};
    if (!options->reader->list(options->reader->context, arena, folder, &names) || !names.count)
        return NULL;
    qsort(names.at, names.count, sizeof *names.at, name_order);
    uint32_t tried = 0;
    for (uint32_t i = 0; i < names.count && tried < ROOT_CANDIDATES; i++) {
        if (!text_ends(names.at[i], TEXT(".sla")) || names.at[i].data[0] == '.')
            continue;
        const char *path =
            arena_format(arena, "%s/%.*s", folder[1] ? folder : "", TEXT_ARGS(names.at[i]));
        tried++;
        if (strcmp(path, file) != 0 && draft_reads(options, path, file))
            return path;
    }
    return NULL;
}

/* The nearest folder of `path` and above it that has a policy which reads `file`. */
static const char *reader_above(const LspPolicies *policies, const CompileOptions *options,
                                Arena *arena, const char *path, const char *file)
{
    char *folder = arena_copy(arena, path, strlen(path));
    for (uint32_t i = 0; i < ROOT_FOLDERS; i++) {
        char *slash = strrchr(folder, '/');
        if (!slash || (i && !is_in_workspace(policies, folder)))
            return NULL;
        bool is_top = slash == folder;
        slash[is_top] = 0;
        if (i && !is_in_workspace(policies, folder))
            return NULL;
        const char *found = reader_find(options, arena, folder, file);
        if (found || is_top)
            return found;
    }
    return NULL;
}

static void root_find(const LspPolicies *policies, const CompileOptions *options,
                      LspDocument *document)
{
    Arena *arena = arena_new();
    const char *root = document->path;
    if (policies->fixed && draft_reads(options, policies->fixed, document->path))
        root = policies->fixed;
    for (uint32_t i = 0; root != policies->fixed && root[0] == '/' && i < ROOT_STEPS; i++) {
        const char *reader = reader_above(policies, options, arena, document->path, root);
        if (!reader)
            break;
        root = reader;
    }
    free(document->root);
    document->root = string_copy(root);
    arena_free(arena);
}

/* ---- Drafts ---- */

static LspPolicy *policy_find(const LspPolicies *policies, const char *root)
{
    for (uint32_t i = 0; i < policies->count; i++)
        if (strcmp(policies->at[i]->root, root) == 0)
            return policies->at[i];
    return NULL;
}

static void policy_draft(const CompileOptions *options, LspPolicy *policy)
{
    if (policy->draft && !policy->is_stale)
        return;
    draft_drop(policy);
    policy->draft = draft_open(options, policy->root);
    policy->lines = ARENA_ARRAY(policy->arena, LspLines *, source_count(policy->draft->files) + 1);
    policy->is_stale = false;
}

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void lsp_policy_analyse(LspPolicies *policies, LspPolicy *policy)
{
    if (policy->draft->is_analysed)
        return;
    int64_t start = clock_us();
    draft_analyse(policy->draft);
    policy->analysis_us = clock_us() - start;
    if (!policy->settings) {
        policy->settings = ARENA_NEW(policy->kept, Settings);
        if (settings_load(policies->args, policy->kept, policy->root, policy->settings) !=
            STATUS_OK)
            *policy->settings = (Settings){.path = NULL};
    }
    settings_levels_apply(policy->settings, policy->draft->diags);
}

LspPolicy *lsp_policy_of(LspPolicies *policies, LspDocuments *documents, LspDocument *document)
{
    FileReader reader = lsp_documents_reader(documents);
    CompileOptions options = {.reader = &reader};
    for (int attempt = 0;; attempt++) {
        if (!document->root)
            root_find(policies, &options, document);
        LspPolicy *policy = policy_find(policies, document->root);
        if (!policy)
            policy = policy_add(policies, document->root);
        policy_draft(&options, policy);
        bool is_own = strcmp(policy->root, document->path) == 0;
        if (is_own || attempt || draft_module(policy->draft, document->path))
            return policy;
        free(document->root); /* it is not read from there any more */
        document->root = NULL;
    }
}

void lsp_policies_touch(LspPolicies *policies, LspDocuments *documents, const char *path)
{
    policies->rounds += !path;
    for (uint32_t i = 0; i < policies->count; i++) {
        LspPolicy *policy = policies->at[i];
        bool is_missing = policy->draft && policy->draft->program->is_partial;
        if (!path) {
            policy->settings = NULL;
            arena_reset(policy->kept);
        }
        policy->is_stale |=
            !path || !policy->draft || is_missing || draft_module(policy->draft, path);
    }
    for (uint32_t i = 0; !path && i < documents->count; i++) {
        free(documents->at[i]->root);
        documents->at[i]->root = NULL;
    }
}

void lsp_policies_prune(LspPolicies *policies, const LspDocuments *documents)
{
    for (uint32_t i = 0; i < policies->count;) {
        bool is_used = false;
        for (uint32_t k = 0; k < documents->count; k++)
            is_used |= documents->at[k]->root &&
                       strcmp(documents->at[k]->root, policies->at[i]->root) == 0;
        if (is_used) {
            i++;
            continue;
        }
        policy_drop(policies->at[i]);
        policies->at[i] = policies->at[--policies->count];
    }
}

const LspLines *lsp_policy_lines(LspPolicy *policy, uint32_t file)
{
    LspLines **lines = &policy->lines[file];
    if (!*lines) {
        *lines = ARENA_NEW(policy->arena, LspLines);
        **lines = lsp_lines_make(policy->arena, source_text(policy->draft->files, file));
    }
    return *lines;
}
