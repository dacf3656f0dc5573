#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const DiagRow DIAG_ROW[] = {
#define DIAG(code, severity, slug, title, avoid, prefer, why)                                      \
    {#code, SEVERITY_##severity, slug, title, avoid, prefer, why},
#include "base/diag.def"
#undef DIAG
};

const DiagRow *diag_row(DiagCode code)
{
    return &DIAG_ROW[code];
}

bool diag_find(Text code, DiagCode *out)
{
    for (int i = 0; i < DIAG_COUNT; i++) {
        if (code.size != strlen(DIAG_ROW[i].code) ||
            strncasecmp(code.data, DIAG_ROW[i].code, code.size))
            continue;
        *out = (DiagCode)i;
        return true;
    }
    return false;
}

DiagList *diag_list_new(void)
{
    DiagList *list = calloc(1, sizeof *list);
    if (!list)
        abort();
    list->arena = arena_new();
    return list;
}

void diag_list_free(DiagList *list)
{
    if (!list)
        return;
    arena_free(list->arena);
    free(list);
}

__attribute__((format(printf, 2, 0))) static const char *
format_args(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(arena, (size_t)(size < 0 ? 0 : size) + 1);
    if (size > 0)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

Diag *diag_add(DiagList *list, DiagCode code, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Diag diag = {.code = code, .severity = DIAG_ROW[code].severity, .has_span = true, .span = span};
    diag.message = format_args(list->arena, format, args);
    va_end(args);
    list->errors += diag.severity == SEVERITY_ERROR;
    list->warnings += diag.severity == SEVERITY_WARNING;
    VEC_PUSH(list->arena, &list->items, diag);
    return &list->items.at[list->items.count - 1];
}

void diag_relate(DiagList *list, Diag *diag, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    DiagLabel label = {.span = span, .message = format_args(list->arena, format, args)};
    va_end(args);
    VEC_PUSH(list->arena, &diag->related, label);
}

void diag_note(DiagList *list, Diag *diag, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *note = format_args(list->arena, format, args);
    va_end(args);
    VEC_PUSH(list->arena, &diag->notes, note);
}

void diag_witness(DiagList *list, Diag *diag, const char *name, const char *value)
{
    DiagPair pair = {arena_copy(list->arena, name, strlen(name)),
                     arena_copy(list->arena, value, strlen(value))};
    VEC_PUSH(list->arena, &diag->witness, pair);
}

void diag_test(DiagList *list, Diag *diag, const char *test)
{
    diag->test = test ? arena_copy(list->arena, test, strlen(test)) : NULL;
}

void diag_fix(DiagList *list, Diag *diag, const char *title, bool is_sure, Span span,
              const char *text)
{
    if (!diag->fix_title) {
        diag->fix_title = arena_copy(list->arena, title, strlen(title));
        diag->fix_is_sure = is_sure;
    }
    DiagEdit edit = {.span = span, .text = arena_copy(list->arena, text, strlen(text))};
    VEC_PUSH(list->arena, &diag->fix, edit);
}

bool diag_list_has(const DiagList *list, DiagCode code)
{
    for (uint32_t i = 0; i < list->items.count; i++)
        if (list->items.at[i].code == code)
            return true;
    return false;
}

static int diag_order(const void *left, const void *right)
{
    const Diag *a = left, *b = right;
    if (a->span.file != b->span.file)
        return a->span.file < b->span.file ? -1 : 1;
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo ? -1 : 1;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return strcmp(a->message, b->message);
}

static void count_less(DiagList *list, const Diag *diag)
{
    list->errors -= diag->severity == SEVERITY_ERROR;
    list->warnings -= diag->severity == SEVERITY_WARNING;
}

void diag_drop(DiagList *list, DiagCode code, Span span)
{
    for (uint32_t i = list->items.count; i-- && list->items.at[i].span.lo >= span.lo;) {
        const Diag *diag = &list->items.at[i];
        if (diag->code != code || diag->span.file != span.file || diag->span.lo != span.lo ||
            diag->span.hi != span.hi)
            continue;
        count_less(list, diag);
        memmove(&list->items.at[i], &list->items.at[i + 1],
                (list->items.count - i - 1) * sizeof *list->items.at);
        list->items.count--;
        return;
    }
}

void diag_sort(DiagList *list)
{
    if (list->items.count < 2)
        return;
    qsort(list->items.at, list->items.count, sizeof *list->items.at, diag_order);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < list->items.count; i++)
        if (diag_order(&list->items.at[i], &list->items.at[kept - 1]))
            list->items.at[kept++] = list->items.at[i];
        else
            count_less(list, &list->items.at[i]);
    list->items.count = kept;
}
