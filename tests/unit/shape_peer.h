/* The shapes against the strict reader: the same lines twice, the second time with a carriage return before each, which
   neither the shapes nor the walk take (walk_peer.h). Both must give the same records, with texts numbered in the same
   order, and refuse the same lines. */
#ifndef TESTS_SHAPE_PEER_H
#define TESTS_SHAPE_PEER_H

#include "tests/unit/walk_peer.h"

typedef struct ShapeSide {
    Ingest *ingest;
    Intern *texts;
    SetPool *sets;
    uint64_t reject_lines, rejects; /* sums */
} ShapeSide;

/* Bytes in "broken JSON at byte 7" are others where a carriage return comes first. */
static inline void shape_reject(void *context, const Reject *reject)
{
    ShapeSide *side = context;
    bool is_broken = strncmp(reject->reason, "broken JSON", 11) == 0;
    side->reject_lines = side->reject_lines * 31 + reject->line;
    side->rejects = side->rejects * 31 + text_hash(text_from(is_broken ? "" : reject->reason));
}

static inline void shape_side_open(ShapeSide *side, const Policy *policy, Text text)
{
    *side = (ShapeSide){.texts = intern_over(policy->texts), .sets = set_pool_over(policy->sets)};
    side->ingest = ingest_new(&(IngestOptions){.policy = policy,
                                               .source = NONE,
                                               .texts = side->texts,
                                               .sets = side->sets,
                                               .reject = shape_reject,
                                               .context = side});
    if (ingest_open_text(side->ingest, text, FORMAT_NDJSON, 0) != STATUS_OK)
        abort();
}

static inline void shape_side_close(ShapeSide *side)
{
    ingest_free(side->ingest);
    intern_free(side->texts);
    set_pool_free(side->sets);
}

static inline bool shape_records_agree(const Record *a, const Record *b)
{
    if (a->at != b->at || a->line != b->line || a->position != b->position || a->kind != b->kind ||
        a->event != b->event || a->created != b->created || a->ticket != b->ticket ||
        a->account != b->account || a->id != b->id || a->sets_count != b->sets_count)
        return false;
    for (uint32_t i = 0; i < a->sets_count; i++)
        if (a->sets[i].target != b->sets[i].target || a->sets[i].index != b->sets[i].index ||
            a->sets[i].value != b->sets[i].value)
            return false;
    return true;
}

static inline bool shape_rows_agree(const ShapeSide *a, const ShapeSide *b, uint64_t line)
{
    Text strict = ingest_text(b->ingest);
    strict.data++, strict.size--;
    return text_equal(ingest_text(a->ingest), strict) &&
           ingest_offset(a->ingest) + line - 1 == ingest_offset(b->ingest);
}

static inline bool shape_unknowns_agree(const ShapeSide *a, const ShapeSide *b)
{
    uint32_t count = ingest_unknown_count(a->ingest);
    for (uint32_t i = 0; i < count && i < ingest_unknown_count(b->ingest); i++) {
        UnknownKey x = ingest_unknown_at(a->ingest, i), y = ingest_unknown_at(b->ingest, i);
        if (x.count != y.count || !text_equal(x.name, y.name))
            return false;
    }
    return count == ingest_unknown_count(b->ingest);
}

static inline bool shape_sides_agree(ShapeSide *a, ShapeSide *b)
{
    const Record *left, *right;
    for (;;) {
        Status x = ingest_next(a->ingest, &left), y = ingest_next(b->ingest, &right);
        if (x != y || !left != !right || a->reject_lines != b->reject_lines)
            return false;
        if (!left)
            break;
        if (!shape_records_agree(left, right) || !shape_rows_agree(a, b, left->line))
            return false;
    }
    return a->rejects == b->rejects && intern_count(a->texts) == intern_count(b->texts) &&
           ingest_counts(a->ingest).rows == ingest_counts(b->ingest).rows &&
           shape_unknowns_agree(a, b);
}

static inline bool shapes_agree(const Policy *policy, Text text)
{
    ShapeSide shaped, strict;
    char *room = malloc(2 * (size_t)text.size + 1);
    if (!room)
        abort();
    shape_side_open(&shaped, policy, text);
    shape_side_open(&strict, policy, walk_marked(text, room));
    bool agrees = shape_sides_agree(&shaped, &strict);
    shape_side_close(&shaped);
    shape_side_close(&strict);
    free(room);
    return agrees;
}

#endif
