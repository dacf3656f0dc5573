/* A record as bytes: what RecordSort keeps and writes. Only this program, on this machine, reads them again. */
#ifndef RUNTIME_RECORD_PACK_H
#define RUNTIME_RECORD_PACK_H

#include "runtime/record_sort.h"

/* Memory is what a long history costs, and a page touched is dear: so what a record seldom has (an id, a creation of its own,
   another file than the first) lies in a part that is only there where it is needed, and an assignment is one word where all
   of a record's are small. */
typedef struct PackedRecord {
    Instant at;
    uint64_t tag; /* position, kind, flags and event: record_pack.c */
    uint64_t offset;
    uint32_t line, row_size;
    uint32_t ticket, account;
    uint32_t words; /* eight bytes each, of all of it */
    uint32_t sets_count;
    /* then a PackedRare; then the assignments: a word each, or a PackedSet each and a Value behind those that are wide; then
       the row, if it is kept */
} PackedRecord;

enum { PACKED_POSITION_BITS = 42 };

/* Of two records in the order of (at, position). */
static inline uint64_t packed_position(const PackedRecord *packed)
{
    return packed->tag & ((UINT64_C(1) << PACKED_POSITION_BITS) - 1);
}

/* Bytes that the record needs at most. */
size_t record_pack_size(const Record *record, RecordPlace place);
/* Returns how many bytes it took. `to` is aligned to 8. */
uint32_t record_pack(const Record *record, RecordPlace place, void *to);
/* `sets` has room for the record's. */
void record_unpack(const PackedRecord *packed, Record *record, Assignment *sets,
                   RecordPlace *place);

#endif
