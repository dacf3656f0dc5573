#include "runtime/span_list.h"

#include <stdlib.h>

void span_list_free(SpanList *list)
{
    free(list->at);
    *list = (SpanList){0};
}

void span_list_reserve(SpanList *list, uint32_t capacity)
{
    if (capacity <= list->capacity)
        return;
    InstantSpan *grown = realloc(list->at, capacity * sizeof *grown);
    if (!grown)
        abort(); /* as base/arena.h */
    list->at = grown;
    list->capacity = capacity;
}

void span_list_push(SpanList *list, InstantSpan span)
{
    if (span.open >= span.close)
        return;
    if (list->count == list->capacity)
        span_list_reserve(list, list->capacity ? list->capacity * 2 : 64);
    list->at[list->count++] = span;
}

static int span_compare(const void *left, const void *right)
{
    const InstantSpan *a = left, *b = right;
    if (a->open != b->open)
        return a->open < b->open ? -1 : 1;
    return a->close < b->close ? -1 : a->close > b->close;
}

static bool is_sorted(const SpanList *list)
{
    for (uint32_t i = 1; i < list->count; i++) {
        if (list->at[i - 1].open > list->at[i].open)
            return false;
    }
    return true;
}

void span_list_sort(SpanList *list)
{
    if (!is_sorted(list))
        qsort(list->at, list->count, sizeof *list->at, span_compare);
}

uint32_t span_list_before(const SpanList *list, Instant at)
{
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->at[middle].open < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

SpanList span_list_merge(const SpanList *sorted)
{
    SpanList out = {0};
    span_list_reserve(&out, sorted->count);
    for (uint32_t i = 0; i < sorted->count; i++) {
        InstantSpan span = sorted->at[i];
        InstantSpan *last = out.count ? &out.at[out.count - 1] : NULL;
        if (!last || span.open > last->close)
            out.at[out.count++] = span;
        else if (span.close > last->close)
            last->close = span.close;
    }
    return out;
}

SpanList span_list_join(const SpanList *a, const SpanList *b)
{
    SpanList out = {0};
    span_list_reserve(&out, a->count + b->count);
    uint32_t i = 0, j = 0;
    while (i < a->count || j < b->count) {
        bool takes_a = j == b->count || (i < a->count && a->at[i].open <= b->at[j].open);
        out.at[out.count++] = takes_a ? a->at[i++] : b->at[j++];
    }
    return out;
}

/* The first span of the merged list `b`, from `j` on, that ends after `at`. Spans of a sorted list
   may overlap, but their openings go forward, so `j` never has to go back. */
static uint32_t skip_ended(const SpanList *b, uint32_t j, Instant at)
{
    while (j < b->count && b->at[j].close <= at)
        j++;
    return j;
}

SpanList span_list_keep(const SpanList *a, const SpanList *b)
{
    SpanList out = {0};
    for (uint32_t i = 0, j = 0; i < a->count; i++) {
        InstantSpan span = a->at[i];
        j = skip_ended(b, j, span.open);
        for (uint32_t k = j; k < b->count && b->at[k].open < span.close; k++) {
            InstantSpan part = span;
            part.open = b->at[k].open > span.open ? b->at[k].open : span.open;
            part.close = b->at[k].close < span.close ? b->at[k].close : span.close;
            span_list_push(&out, part);
        }
    }
    span_list_sort(&out);
    return out;
}

SpanList span_list_cut(const SpanList *a, const SpanList *b)
{
    SpanList out = {0};
    span_list_reserve(&out, a->count);
    for (uint32_t i = 0, j = 0; i < a->count; i++) {
        InstantSpan span = a->at[i];
        j = skip_ended(b, j, span.open);
        for (uint32_t k = j; k < b->count && b->at[k].open < span.close; k++) {
            span_list_push(&out, (InstantSpan){span.open, b->at[k].open, span.origin});
            span.open = b->at[k].close;
        }
        span_list_push(&out, span);
    }
    span_list_sort(&out);
    return out;
}
