/* RecordSort: records in the order of (at, position) (semantics.md E2), however many, in bounded memory. They are packed
   one after the other; when the memory is full it is sorted and written to a nameless file as one run, and in the end
   the runs are merged. What fits into memory never touches the disk, and what comes in order is never sorted. */
#ifndef RUNTIME_RECORD_SORT_H
#define RUNTIME_RECORD_SORT_H

#include "base/status.h"
#include "runtime/event.h"

typedef struct RecordPlace { /* where the row of a record stands */
    uint64_t offset;         /* in its file */
    uint32_t size;
    const char *kept; /* the row itself, where it can't be read again; else NULL */
} RecordPlace;

typedef struct RecordSort RecordSort;

/* `memory`: bytes for records, 0 for the usual; `folder`: where runs go, NULL for /tmp. */
RecordSort *record_sort_new(size_t memory, const char *folder);
void record_sort_free(RecordSort *sort);
/* Positions go up from one call to the next. Copies what the record and the place point to. */
MUST_CHECK Status record_sort_add(RecordSort *sort, const Record *record, RecordPlace place);
/* After the last record_sort_add, and again to begin anew. */
MUST_CHECK Status record_sort_start(RecordSort *sort);
/* The next record, good until the next call; *out is NULL at the end. */
MUST_CHECK Status record_sort_next(RecordSort *sort, const Record **out);
/* The place of the record that record_sort_next gave last. */
RecordPlace record_sort_place(const RecordSort *sort);
uint64_t record_sort_count(const RecordSort *sort);
/* After a failure. */
const char *record_sort_problem(const RecordSort *sort);

#endif
