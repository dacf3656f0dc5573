#include "compiler/draft.h"

#include "compiler/check.h"
#include "compiler/module.h"
#include "compiler/place.h"
#include "compiler/resolve.h"
#include "compiler/waive.h"

/* ---- Leaving out what the grammar has a finding about ---- */

static bool holds(const Node *node, Span span)
{
    return node->span.file == span.file && node->span.lo <= span.lo && span.hi <= node->span.hi;
}

/* Takes a node out of a list, whose order stays. */
static void item_drop(NodeList *list, uint32_t i)
{
    list->count--;
    memmove(&list->at[i], &list->at[i + 1], (list->count - i) * sizeof *list->at);
}

/* A finding in an item of a block costs the item; in a part that is no item, the declaration. */
static void declaration_prune(NodeList *declarations, uint32_t i, Span finding)
{
    Node *declaration = declarations->at[i];
    for (int k = 0; k < NODE_SLOTS; k++)
        if (declaration->slot[k] && holds(declaration->slot[k], finding)) {
            item_drop(declarations, i);
            return;
        }
    for (uint32_t k = 0; k < declaration->list.count; k++)
        if (holds(declaration->list.at[k], finding)) {
            item_drop(&declaration->list, k);
            return;
        }
    if (!declaration->list.count)
        item_drop(declarations, i);
}

static void finding_prune(Program *program, Span finding)
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        NodeList *list = &program->modules.at[m].tree->list;
        for (uint32_t i = 0; i < list->count; i++)
            if (holds(list->at[i], finding)) {
                declaration_prune(list, i, finding);
                break;
            }
    }
}

/* ---- The stages ---- */

static void outlines_make(Draft *draft)
{
    const Program *program = draft->program;
    draft->outlines = ARENA_ARRAY(draft->arena, OutlineList, program->modules.count);
    for (uint32_t i = 0; i < program->modules.count; i++)
        draft->outlines[i] = outline_make(draft->arena, draft->files, program->modules.at[i].tree);
}

/* Goes on after findings of the grammar; what is found then follows from them and is told to nobody. */
static void rest_check(Draft *draft)
{
    Program *program = draft->program;
    DiagList *silent = diag_list_new();
    for (uint32_t i = 0; i < draft->diags->items.count; i++)
        if (draft->diags->items.at[i].severity == SEVERITY_ERROR)
            finding_prune(program, draft->diags->items.at[i].span);
    program->diags = silent;
    program->is_unread = false;
    program->is_partial = true;
    resolve_program(program);
    check_program(program);
    program->diags = draft->diags;
    diag_list_free(silent);
}

Draft *draft_open(const CompileOptions *options, const char *path)
{
    Arena *arena = arena_new();
    Draft *draft = ARENA_NEW(arena, Draft);
    *draft = (Draft){.arena = arena, .files = source_set_new(), .diags = diag_list_new()};
    draft->zone_folder = options->zone_folder;
    draft->zones = zone_set_new(options->zone_folder);
    draft->reader = options->reader ? *options->reader : file_reader_disk();
    draft->program = program_new(arena, draft->files, draft->diags, draft->zones, &draft->reader);
    bool is_read = module_load(draft->program, path) && !draft->diags->errors;
    outlines_make(draft);
    if (is_read) {
        resolve_program(draft->program);
        draft->is_good = check_program(draft->program);
    } else {
        rest_check(draft);
    }
    draft->index = index_make(arena, draft->program);
    diag_sort(draft->diags);
    return draft;
}

void draft_analyse(Draft *draft)
{
    if (draft->is_analysed)
        return;
    draft->is_analysed = true;
    draft->is_good = draft->is_good && compile_analyse(draft->program, draft->zone_folder);
    waivers_apply(draft->program, draft->is_good);
    places_name(draft->program);
    diag_sort(draft->diags);
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    diag_list_free(draft->diags);
    source_set_free(draft->files);
    zone_set_free(draft->zones);
    arena_free(draft->arena);
}

const Module *draft_module(const Draft *draft, const char *path)
{
    for (uint32_t i = 0; i < draft->program->modules.count; i++)
        if (!strcmp(draft->program->modules.at[i].path, path))
            return &draft->program->modules.at[i];
    return NULL;
}

bool draft_reads(const CompileOptions *options, const char *path, const char *file)
{
    Arena *arena = arena_new();
    SourceSet *files = source_set_new();
    DiagList *diags = diag_list_new();
    ZoneSet *zones = zone_set_new(options->zone_folder);
    FileReader reader = options->reader ? *options->reader : file_reader_disk();
    Program *program = program_new(arena, files, diags, zones, &reader);
    module_load(program, path);
    bool is_read = false;
    for (uint32_t i = 0; i < program->modules.count; i++)
        is_read |= !strcmp(program->modules.at[i].path, file);
    zone_set_free(zones);
    diag_list_free(diags);
    source_set_free(files);
    arena_free(arena);
    return is_read;
}
