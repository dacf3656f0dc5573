/* SpanList: spans of instants [open, close) and the algebra on them. A list is *sorted* when its
   openings never go back, and *merged* when besides its spans neither touch nor overlap. Lists hold
   up to hundreds of thousands of spans, so they own plain memory and are freed one by one. */
#ifndef RUNTIME_SPAN_LIST_H
#define RUNTIME_SPAN_LIST_H

#include "base/instant.h"

typedef struct InstantSpan {
    Instant open, close;
    Instant
        origin; /* where the span opened from which this one was cut: it goes on belonging to that day (T4) */
} InstantSpan;

typedef struct SpanList {
    InstantSpan *at;
    uint32_t count, capacity;
} SpanList;

void span_list_free(SpanList *list);
void span_list_reserve(SpanList *list, uint32_t capacity);
/* Adds a span unless it is empty. */
void span_list_push(SpanList *list, InstantSpan span);
void span_list_sort(SpanList *list);
/* How many spans of a sorted list open before `at`. */
uint32_t span_list_before(const SpanList *list, Instant at);

/* The results are new lists that the caller frees; the arguments stay as they are. */

/* Of a sorted list: the merged list of the same instants. */
SpanList span_list_merge(const SpanList *sorted);
/* Both sorted: the spans of both, sorted. */
SpanList span_list_join(const SpanList *a, const SpanList *b);
/* The parts of each span of `a` (sorted) that lie in `b` (merged). */
SpanList span_list_keep(const SpanList *a, const SpanList *b);
/* The parts of each span of `a` (sorted) that lie outside `b` (merged). */
SpanList span_list_cut(const SpanList *a, const SpanList *b);

#endif
