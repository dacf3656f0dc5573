/* Code lenses: above each target the number of the tests that reach it, above a table those of its rows. */
#include <stdlib.h>
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp.h"
#include "cli/lsp_lens.h"

typedef struct LspCounted { /* what the targets of a file were last told, in their order */
    struct LspCounted *next;
    char *uri;
    char **titles;
    uint32_t count;
} LspCounted;

typedef struct Listing {
    LspServer *server;
    LspPlace place;
    FILE *out;
    const LspReach *reach; /* NULL: not known as the text is now */
    LspCounted *counted;
    uint32_t shown;
} Listing;

typedef VEC(const Node *) TargetList;

/* ---- Which targets ---- */

static void targets_gather(Arena *arena, const Node *node, TargetList *list)
{
    if (node->kind == AST_TARGET || node->kind == AST_TARGETS)
        VEC_PUSH(arena, list, node);
    bool may_hold = node->kind == AST_FILE || node->kind == AST_SLA || node->kind == AST_EXCEPT ||
                    node->kind == AST_CONTRACT || node->kind == AST_CONTRACT_OVERRIDE;
    for (uint32_t i = 0; may_hold && i < node->list.count; i++)
        targets_gather(arena, node->list.at[i], list);
}

/* ---- Counting ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static uint32_t line_of(const Listing *listing, uint32_t offset)
{
    return source_place(listing->place.policy->draft->files, listing->place.module->file, offset)
        .line;
}

/* Tests that reach the node's lines, each once. */
static uint32_t tests_count(const Listing *listing, const Node *node)
{
    const LspReach *reach = listing->reach;
    const char *file = base_name(listing->place.module->path);
    uint32_t first = line_of(listing, node->span.lo), last = line_of(listing, node->span.hi);
    uint32_t tests = 0, before = 0;
    for (uint32_t i = 0; i < reach->reached.count; i++) {
        const LspReached *reached = &reach->reached.at[i];
        bool is_here =
            reached->line >= first && reached->line <= last && strcmp(reached->file, file) == 0;
        if (is_here && reached->test != before) {
            tests++;
            before = reached->test;
        }
    }
    return tests;
}

static const char *title_of(const Listing *listing, const Node *node)
{
    Arena *arena = listing->server->arena;
    uint32_t tests = tests_count(listing, node), rows = 0;
    if (!tests)
        return "no test reaches it";
    const char *text = arena_format(arena, "%u test%s", tests, tests == 1 ? "" : "s");
    const Node *table = node->kind == AST_TARGETS ? node->slot[0] : NULL;
    if (!table)
        return text;
    for (uint32_t i = 0; i < table->list.count; i++)
        rows += tests_count(listing, table->list.at[i]) > 0;
    return arena_format(arena, "%s, %u of %u row%s", text, rows, table->list.count,
                        table->list.count == 1 ? "" : "s");
}

/* ---- What was told ---- */

static LspCounted *counted_find(LspServer *server, const char *uri)
{
    for (LspCounted *counted = server->counted; counted; counted = counted->next)
        if (strcmp(counted->uri, uri) == 0)
            return counted;
    LspCounted *counted = calloc(1, sizeof *counted);
    if (!counted)
        abort();
    counted->uri = strdup(uri);
    counted->next = server->counted;
    return server->counted = counted;
}

static void titles_free(LspCounted *counted)
{
    for (uint32_t i = 0; i < counted->count; i++)
        free(counted->titles[i]);
    free(counted->titles);
    counted->titles = NULL;
    counted->count = 0;
}

static void titles_make(const Listing *listing, const TargetList *targets)
{
    LspCounted *counted = listing->counted;
    titles_free(counted);
    counted->titles = calloc(targets->count + 1, sizeof *counted->titles);
    if (!counted->titles)
        abort();
    counted->count = targets->count;
    for (uint32_t i = 0; i < targets->count; i++)
        counted->titles[i] = strdup(title_of(listing, targets->at[i]));
}

void lsp_counted_free(LspServer *server)
{
    while (server->counted) {
        LspCounted *counted = server->counted;
        server->counted = counted->next;
        titles_free(counted);
        free(counted->uri);
        free(counted);
    }
}

/* ---- The answer ---- */

static void lens_print(Listing *listing, const Node *node, const char *title)
{
    FILE *out = listing->out;
    fputs(listing->shown++ ? ",{\"range\":" : "{\"range\":", out);
    lsp_range_print(out, lsp_policy_lines(listing->place.policy, node->span.file),
                    listing->server->encoding, node->span.lo, node->span.lo);
    fputs(",\"command\":{\"command\":\"\",\"title\":", out);
    json_text_print(out, text_from(title));
    fputs("}}", out);
}

/* While the tests run, and where the policy does not compile, what was told last stands, if there are as many targets. */
void lsp_code_lenses(LspServer *server, const JsonNode *params, FILE *out)
{
    Listing listing = {.server = server, .out = out};
    if (!lsp_place_read(server, params, &listing.place))
        return;
    fputc('[', out);
    if (listing.place.module) {
        TargetList targets = {0};
        targets_gather(server->arena, listing.place.module->tree, &targets);
        listing.counted = counted_find(server, listing.place.document->uri);
        listing.reach = lsp_lenses_find(server->lenses, &server->policies, listing.place.policy,
                                        &server->documents);
        if (listing.reach && listing.reach->is_run)
            titles_make(&listing, &targets);
        for (uint32_t i = 0; targets.count == listing.counted->count && i < targets.count; i++)
            lens_print(&listing, targets.at[i], listing.counted->titles[i]);
    }
    fputc(']', out);
}
