#include "runtime/record_pack.h"

#include <assert.h>
#include <string.h>

enum { FLAG_STATE = 1, FLAG_MAY_CREATE = 2, FLAG_KEPT = 4 };

/* Most values are small: enumerators, ids of texts, booleans. */
typedef struct PackedSet {
    uint32_t index : 27, target : 4, is_wide : 1;
    uint32_t value;
} PackedSet;

static_assert(sizeof(PackedSet) == 8 && sizeof(PackedRecord) % 8 == 0, "all of it is aligned");

size_t record_pack_size(const Record *record, RecordPlace place)
{
    return sizeof(PackedRecord) + record->sets_count * (sizeof(PackedSet) + sizeof(Value)) +
           (place.kept ? place.size + 8 : 0);
}

static char *sets_pack(const Record *record, char *at)
{
    for (uint32_t i = 0; i < record->sets_count; i++) {
        const Assignment *set = &record->sets[i];
        bool is_wide = set->value < 0 || set->value > UINT32_MAX;
        PackedSet packed = {.index = set->index & 0x7ffffff,
                            .target = set->target & 15,
                            .is_wide = is_wide,
                            .value = is_wide ? 0 : (uint32_t)set->value};
        memcpy(at, &packed, sizeof packed);
        at += sizeof packed;
        if (is_wide) {
            memcpy(at, &set->value, sizeof set->value);
            at += sizeof set->value;
        }
    }
    return at;
}

uint32_t record_pack(const Record *record, RecordPlace place, void *to)
{
    assert(record->sets_count <= UINT16_MAX && "a policy has at most some thousand fields");
    PackedRecord *packed = to;
    char *at = sets_pack(record, (char *)to + sizeof *packed);
    if (place.kept) {
        memcpy(at, place.kept, place.size);
        at += (place.size + 7) & ~UINT32_C(7);
    }
    *packed = (PackedRecord){.at = record->at,
                             .position = record->position,
                             .size = (uint32_t)(at - (char *)to),
                             .row_size = place.size,
                             .offset = place.offset,
                             .line = record->line,
                             .extra = record->created,
                             .file = record->file,
                             .event = record->event,
                             .ticket = record->ticket,
                             .account = record->account,
                             .id = record->id,
                             .sets_count = (uint16_t)record->sets_count,
                             .kind = (uint8_t)record->kind};
    packed->flags =
        (uint8_t)((record->is_state ? FLAG_STATE : 0) | (record->may_create ? FLAG_MAY_CREATE : 0) |
                  (place.kept ? FLAG_KEPT : 0));
    return packed->size;
}

void record_unpack(const PackedRecord *packed, Record *record, Assignment *sets, RecordPlace *place)
{
    const char *at = (const char *)(packed + 1);
    for (uint32_t i = 0; i < packed->sets_count; i++) {
        PackedSet set;
        memcpy(&set, at, sizeof set);
        at += sizeof set;
        sets[i] =
            (Assignment){.target = (MapTarget)set.target, .index = set.index, .value = set.value};
        if (set.is_wide) {
            memcpy(&sets[i].value, at, sizeof(Value));
            at += sizeof(Value);
        }
    }
    *record = (Record){.at = packed->at,
                       .position = packed->position,
                       .line = packed->line,
                       .file = packed->file,
                       .kind = (RecordKind)packed->kind,
                       .event = packed->event,
                       .is_state = packed->flags & FLAG_STATE,
                       .may_create = packed->flags & FLAG_MAY_CREATE,
                       .created = packed->extra,
                       .ticket = packed->ticket,
                       .account = packed->account,
                       .id = packed->id,
                       .sets_count = packed->sets_count,
                       .sets = packed->sets_count ? sets : NULL};
    *place = (RecordPlace){.offset = packed->offset,
                           .size = packed->row_size,
                           .kept = packed->flags & FLAG_KEPT ? at : NULL};
}
