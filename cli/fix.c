#include "cli/fix.h"

#include <stdlib.h>

#include "cli/file.h"

static int edit_order(const void *left, const void *right)
{
    const DiagEdit *a = left, *b = right;
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo ? -1 : 1;
    return (a->span.hi > b->span.hi) - (a->span.hi < b->span.hi);
}

static void bytes_add(char *bytes, uint32_t *size, Text part)
{
    if (part.size)
        memcpy(bytes + *size, part.data, part.size);
    *size += part.size;
}

Text fix_text(Arena *arena, Text before, const DiagEdit *edits, uint32_t count)
{
    DiagEdit *sorted = ARENA_ARRAY(arena, DiagEdit, count);
    size_t room = before.size;
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = edits[i];
        room += strlen(edits[i].text);
    }
    if (count)
        qsort(sorted, count, sizeof *sorted, edit_order);
    char *bytes = arena_alloc(arena, room);
    Text after = {bytes, 0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        bytes_add(bytes, &after.size, (Text){before.data + at, sorted[i].span.lo - at});
        bytes_add(bytes, &after.size, text_from(sorted[i].text));
        at = sorted[i].span.hi;
    }
    bytes_add(bytes, &after.size, (Text){before.data + at, before.size - at});
    return after;
}

/* ---- Which edits ---- */

typedef struct Chosen {
    Arena *arena;
    VEC(DiagEdit) edits;
} Chosen;

/* Insertions at one place overlap too: their order would be a guess. */
static bool spans_overlap(Span a, Span b)
{
    if (a.file != b.file)
        return false;
    return (a.lo < b.hi && b.lo < a.hi) || a.lo == b.lo;
}

static bool fix_fits(const Chosen *chosen, const Diag *diag)
{
    for (uint32_t i = 0; i < diag->fix.count; i++)
        for (uint32_t k = 0; k < chosen->edits.count; k++)
            if (spans_overlap(diag->fix.at[i].span, chosen->edits.at[k].span))
                return false;
    return true;
}

static bool fix_is_ours(const SourceSet *sources, const Diag *diag)
{
    for (uint32_t i = 0; i < diag->fix.count; i++)
        if (text_starts(source_name(sources, diag->fix.at[i].span.file), TEXT("std/")))
            return false;
    return diag->fix.count > 0 && diag->fix_is_sure;
}

static uint32_t edits_choose(Chosen *chosen, const SourceSet *sources, const DiagList *diags)
{
    uint32_t fixed = 0;
    for (uint32_t i = 0; i < diags->items.count; i++) {
        const Diag *diag = &diags->items.at[i];
        if (!fix_is_ours(sources, diag) || !fix_fits(chosen, diag))
            continue;
        for (uint32_t k = 0; k < diag->fix.count; k++)
            VEC_PUSH(chosen->arena, &chosen->edits, diag->fix.at[k]);
        fixed++;
    }
    return fixed;
}

/* ---- The files ---- */

static Status file_fix(const Args *args, const SourceSet *sources, uint32_t file,
                       const Chosen *chosen)
{
    VEC(DiagEdit) edits = {0};
    for (uint32_t i = 0; i < chosen->edits.count; i++)
        if (chosen->edits.at[i].span.file == file)
            VEC_PUSH(chosen->arena, &edits, chosen->edits.at[i]);
    if (edits.count == 0)
        return STATUS_OK;
    Text after = fix_text(chosen->arena, source_text(sources, file), edits.at, edits.count);
    return file_replace(args, text_string(chosen->arena, source_name(sources, file)), after);
}

Status fix_apply(const Args *args, const SourceSet *sources, const DiagList *diags, uint32_t *fixed)
{
    Chosen chosen = {.arena = arena_new()};
    *fixed = edits_choose(&chosen, sources, diags);
    Status status = STATUS_OK;
    for (uint32_t file = 0; status == STATUS_OK && file < source_count(sources); file++)
        status = file_fix(args, sources, file, &chosen);
    arena_free(chosen.arena);
    return status;
}
