/* A record as bytes: what RecordSort keeps and writes. Only this program, on this machine, reads them again. */
#ifndef RUNTIME_RECORD_PACK_H
#define RUNTIME_RECORD_PACK_H

#include "runtime/record_sort.h"

typedef struct PackedRecord {
    Instant at;
    uint64_t position;
    uint32_t size; /* of all, a multiple of 8 */
    uint32_t row_size;
    uint64_t offset, line;
    int64_t extra; /* created or quantity */
    uint32_t file, event, ticket, account, id;
    uint16_t sets_count;
    uint8_t kind, flags;
    /* then the assignments: a PackedSet each, a Value behind those that are wide; then the row, if it is kept */
} PackedRecord;

/* Bytes that the record needs at most. */
size_t record_pack_size(const Record *record, RecordPlace place);
/* Returns how many bytes it took. `to` is aligned to 8. */
uint32_t record_pack(const Record *record, RecordPlace place, void *to);
/* `sets` has room for the record's. */
void record_unpack(const PackedRecord *packed, Record *record, Assignment *sets,
                   RecordPlace *place);

#endif
