#include "runtime/record_pack.h"

#include <assert.h>
#include <string.h>

enum { FLAG_STATE = 1, FLAG_MAY_CREATE = 2, FLAG_KEPT = 4, FLAG_RARE = 8, FLAG_SMALL = 16 };
/* The tag: position, two bits of kind, the flags, and the event, EVENT_NONE where there is none or it is rare. */
enum {
    KIND_SHIFT = PACKED_POSITION_BITS,
    FLAGS_SHIFT = KIND_SHIFT + 2,
    EVENT_SHIFT = FLAGS_SHIFT + 5,
    EVENT_NONE = (1 << (64 - EVENT_SHIFT)) - 1
};
enum { TARGET_BITS = 2, INDEX_BITS = 12, VALUE_BITS = 18 }; /* of a small assignment */

typedef struct PackedRare {
    int64_t extra; /* created or quantity */
    uint64_t line;
    uint32_t file, id, event, unused;
} PackedRare;

/* Most values are small: enumerators, ids of texts, booleans. */
typedef struct PackedSet {
    uint32_t index : 27, target : 4, is_wide : 1;
    uint32_t value;
} PackedSet;

static_assert(sizeof(PackedRecord) == 48 && sizeof(PackedRare) == 32, "no holes");
static_assert(sizeof(PackedSet) == 8, "all of it is aligned");
static_assert(MAP_EVENT_FIELD - MAP_FIELD < 1 << TARGET_BITS, "targets fit");

static inline char *round_up(char *to, char *at)
{
    return to + (((size_t)(at - to) + 7) & ~(size_t)7);
}

size_t record_pack_size(const Record *record, RecordPlace place)
{
    return sizeof(PackedRecord) + sizeof(PackedRare) +
           record->sets_count * (sizeof(PackedSet) + sizeof(Value)) +
           (place.kept ? place.size + 8 : 0);
}

/* ---- Assignments ---- */

/* Packs them as words; false: one of them is not small. */
static inline bool small_pack(const Record *record, char *at)
{
    uint64_t beyond = 0;
    for (uint32_t i = 0; i < record->sets_count; i++, at += sizeof(uint32_t)) {
        const Assignment *set = &record->sets[i];
        uint32_t target = (uint32_t)set->target - MAP_FIELD;
        uint32_t word =
            (uint32_t)set->value << (TARGET_BITS + INDEX_BITS) | set->index << TARGET_BITS | target;
        beyond |=
            (uint64_t)set->value >> VALUE_BITS | set->index >> INDEX_BITS | target >> TARGET_BITS;
        memcpy(at, &word, sizeof word);
    }
    return beyond == 0;
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

static inline const char *small_unpack(const char *at, uint32_t count, Assignment *sets)
{
    for (uint32_t i = 0; i < count; i++, at += sizeof(uint32_t)) {
        uint32_t word;
        memcpy(&word, at, sizeof word);
        sets[i].target = (MapTarget)(MAP_FIELD + (word & ((1U << TARGET_BITS) - 1)));
        sets[i].index = word >> TARGET_BITS & ((1U << INDEX_BITS) - 1);
        sets[i].value = word >> (TARGET_BITS + INDEX_BITS);
    }
    return at;
}

static const char *sets_unpack(const char *at, uint32_t count, Assignment *sets)
{
    for (uint32_t i = 0; i < count; i++) {
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
    return at;
}

/* ---- Records ---- */

static inline bool is_rare(const Record *record)
{
    return record->created != INSTANT_NONE || record->file || record->id != TEXT_NONE ||
           record->line > UINT32_MAX || (record->event != NONE && record->event >= EVENT_NONE);
}

static char *rare_pack(const Record *record, char *at)
{
    PackedRare rare = {.extra = record->created,
                       .line = record->line,
                       .file = record->file,
                       .id = record->id,
                       .event = record->event};
    memcpy(at, &rare, sizeof rare);
    return at + sizeof rare;
}

uint32_t record_pack(const Record *record, RecordPlace place, void *to)
{
    PackedRecord *packed = to;
    char *at = (char *)to + sizeof *packed;
    uint64_t flags = (record->is_state ? FLAG_STATE : 0) |
                     (record->may_create ? FLAG_MAY_CREATE : 0) | (place.kept ? FLAG_KEPT : 0);
    if (is_rare(record)) {
        at = rare_pack(record, at);
        flags |= FLAG_RARE;
    }
    if (small_pack(record, at)) {
        at += record->sets_count * sizeof(uint32_t);
        flags |= FLAG_SMALL;
    } else {
        at = sets_pack(record, at);
    }
    at = round_up(to, at);
    if (place.kept) {
        memcpy(at, place.kept, place.size);
        at = round_up(to, at + place.size);
    }
    uint32_t size = (uint32_t)(at - (char *)to);
    packed->at = record->at;
    packed->tag = record->position | (uint64_t)record->kind << KIND_SHIFT | flags << FLAGS_SHIFT |
                  (uint64_t)record->event << EVENT_SHIFT;
    packed->offset = place.offset;
    packed->line = (uint32_t)record->line;
    packed->row_size = place.size;
    packed->ticket = record->ticket;
    packed->account = record->account;
    packed->words = size / 8;
    packed->sets_count = record->sets_count;
    return size;
}

static const char *rare_unpack(const char *at, Record *record)
{
    PackedRare rare;
    memcpy(&rare, at, sizeof rare);
    record->created = rare.extra;
    record->line = rare.line;
    record->file = rare.file;
    record->id = rare.id;
    record->event = rare.event;
    return at + sizeof rare;
}

void record_unpack(const PackedRecord *packed, Record *record, Assignment *sets, RecordPlace *place)
{
    const char *at = (const char *)(packed + 1);
    uint32_t count = packed->sets_count, event = (uint32_t)(packed->tag >> EVENT_SHIFT);
    unsigned flags = (unsigned)(packed->tag >> FLAGS_SHIFT);
    *record = (Record){.at = packed->at,
                       .position = packed_position(packed),
                       .line = packed->line,
                       .kind = (RecordKind)(packed->tag >> KIND_SHIFT & 3),
                       .event = event == EVENT_NONE ? NONE : event,
                       .is_state = flags & FLAG_STATE,
                       .may_create = flags & FLAG_MAY_CREATE,
                       .created = INSTANT_NONE,
                       .ticket = packed->ticket,
                       .account = packed->account,
                       .id = TEXT_NONE,
                       .sets_count = count,
                       .sets = count ? sets : NULL};
    if (flags & FLAG_RARE)
        at = rare_unpack(at, record);
    at = flags & FLAG_SMALL ? small_unpack(at, count, sets) : sets_unpack(at, count, sets);
    *place = (RecordPlace){.offset = packed->offset, .size = packed->row_size};
    if (flags & FLAG_KEPT) /* behind the assignments, on the next word */
        place->kept =
            (const char *)packed + (((size_t)(at - (const char *)packed) + 7) & ~(size_t)7);
}
