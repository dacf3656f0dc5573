#include "cli/lsp_lens.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Run { /* of the tests of one policy */
    struct Run *next;
    char *root;
    uint64_t key; /* of the texts */
    LspDocuments documents;
    LspReach reach;
} Run;

struct LspLenses {
    Run *known;   /* the last of each policy */
    Run *present; /* on the thread; NULL: none */
    pthread_t thread;
    atomic_bool is_cancelled;
    int ends[2]; /* a pipe: a byte for every run that has ended */
};

static void *checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

LspLenses *lsp_lenses_new(void)
{
    LspLenses *lenses = checked(calloc(1, sizeof *lenses));
    atomic_init(&lenses->is_cancelled, false);
    if (pipe(lenses->ends) != 0)
        lenses->ends[0] = lenses->ends[1] = -1; /* no lenses, then */
    return lenses;
}

static void run_free(Run *run)
{
    arena_free(run->reach.arena);
    lsp_documents_free(&run->documents);
    free(run->root);
    free(run);
}

void lsp_lenses_free(LspLenses *lenses)
{
    if (!lenses)
        return;
    atomic_store(&lenses->is_cancelled, true);
    if (lenses->present) {
        pthread_join(lenses->thread, NULL);
        run_free(lenses->present);
    }
    while (lenses->known) {
        Run *run = lenses->known;
        lenses->known = run->next;
        run_free(run);
    }
    if (lenses->ends[0] >= 0)
        close(lenses->ends[0]), close(lenses->ends[1]);
    free(lenses);
}

int lsp_lenses_signal(const LspLenses *lenses)
{
    return lenses->ends[0];
}

/* ---- The thread ---- */

static void *run_main(void *context)
{
    LspLenses *lenses = context;
    Run *run = lenses->present;
    lsp_reach_run(&run->reach, &run->documents, run->root, &lenses->is_cancelled);
    ssize_t put = write(lenses->ends[1], "", 1);
    (void)put; /* the pipe is empty: one run at a time */
    return NULL;
}

static void run_begin(LspLenses *lenses, const char *root, uint64_t key,
                      const LspDocuments *documents)
{
    if (lenses->present || lenses->ends[0] < 0)
        return;
    Run *run = checked(calloc(1, sizeof *run));
    run->root = checked(strdup(root));
    run->key = key;
    run->reach.arena = arena_new();
    for (uint32_t i = 0; i < documents->count; i++) {
        const LspDocument *open = documents->at[i];
        lsp_document_open(&run->documents, text_from(open->uri), open->version,
                          (Text){open->bytes, open->size});
    }
    lenses->present = run;
    if (pthread_create(&lenses->thread, NULL, run_main, lenses) != 0) {
        lenses->present = NULL;
        run_free(run);
    }
}

void lsp_lenses_take(LspLenses *lenses)
{
    char byte;
    if (read(lenses->ends[0], &byte, 1) != 1 || !lenses->present)
        return;
    pthread_join(lenses->thread, NULL);
    Run *run = lenses->present;
    lenses->present = NULL;
    for (Run **at = &lenses->known; *at; at = &(*at)->next)
        if (strcmp((*at)->root, run->root) == 0) {
            Run *old = *at;
            *at = old->next;
            run_free(old);
            break;
        }
    run->next = lenses->known;
    lenses->known = run;
}

/* ---- Asking ---- */

static uint64_t texts_key(const LspPolicies *policies, const LspPolicy *policy)
{
    const Program *program = policy->draft->program;
    uint64_t key = policies->rounds;
    for (uint32_t i = 0; i < program->modules.count; i++) {
        const Module *module = &program->modules.at[i];
        if (!module->is_std)
            key = key * 0x9e3779b97f4a7c15u + text_hash(text_from(module->path)) * 31 +
                  text_hash(source_text(policy->draft->files, module->file));
    }
    return key;
}

const LspReach *lsp_lenses_find(LspLenses *lenses, const LspPolicies *policies,
                                const LspPolicy *policy, const LspDocuments *documents)
{
    uint64_t key = texts_key(policies, policy);
    for (const Run *run = lenses->known; run; run = run->next)
        if (run->key == key && strcmp(run->root, policy->root) == 0)
            return &run->reach;
    run_begin(lenses, policy->root, key, documents);
    return NULL;
}
