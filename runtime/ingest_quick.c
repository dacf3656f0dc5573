/* The rows that histories are made of: an event of a ticket by the expected names, in texts that were seen before. They take one pass over the cells and no call but to intern a new text. Whatever else a row holds is
   left to ingest_decode.c, which reads it from the beginning and knows what is wrong with it: so nothing may be
   counted or refused here, and texts are interned in the same order. */
#include "runtime/ingest_decode.h"

/* A text of JSON, CSV or SQLite: for what is read here they mean the same. */
static inline bool is_text(const Cell *cell)
{
    return cell->kind == CELL_STRING || cell->kind == CELL_TEXT;
}

/* A plain text in the cell of a role, as an id; TEXT_NONE where there is none. False: something else is there. */
static inline bool name_take(Decoder *decoder, const Row *row, ColumnRole role, TextId *out)
{
    const Cell *cell = &row->cells[role - ROLE_AT];
    *out = TEXT_NONE;
    if (cell->kind == CELL_MISSING)
        return true;
    if (!is_text(cell) || cell->text.size == 0)
        return false;
    *out = value_intern(&decoder->values, cell->text);
    return true;
}

/* What the text means; false: it is not in the memo. */
static inline bool known_take(const Memo *memo, const Row *row, Text text, uint32_t *out)
{
    if (text.size > MEMO_TEXT_MAX)
        return false;
    MemoKey key = memo_key(text, row->is_padded);
    const MemoSlot *slot = memo_slot(memo, &key);
    *out = slot->value;
    return memo_holds(slot, &key);
}

static inline bool value_take(Decoder *decoder, const Row *row, const ColumnUse *use,
                              const Cell *cell, Value *out)
{
    uint32_t known;
    if (is_text(cell) && use->kind == USE_ENUM && known_take(use->memo, row, cell->text, &known)) {
        *out = known;
        return true;
    }
    if (is_text(cell) && use->kind == USE_TEXT) {
        *out = value_intern(&decoder->values, cell->text);
        return true;
    }
    *out = VALUE_ABSENT;
    return cell->kind == CELL_NULL ||
           value_read(&decoder->values, use->def, policy_text(decoder->policy, use->def->name),
                      TEXT(""), *cell, out);
}

static inline bool field_take(Decoder *decoder, const Row *row, uint32_t event, uint32_t column,
                              Assignment *out)
{
    const ColumnUse *use = column_use(decoder, event, column);
    if (!use)
        return false;
    out->target = use->target;
    out->index = use->index;
    return value_take(decoder, row, use, &row->cells[column], &out->value);
}

static inline bool instant_take(ValueReader *values, const Cell *at, Instant *out)
{
    return (is_text(at) && value_read_usual_instant(values, at->text, out)) ||
           value_read_instant(values, TEXT("at"), TEXT(""), *at, out);
}

static bool head_take(Decoder *decoder, const Row *row, Record *record)
{
    const Cell *at = &row->cells[ROLE_AT - ROLE_AT], *event = &row->cells[ROLE_EVENT - ROLE_AT];
    if (at->kind == CELL_MISSING || at->kind == CELL_NULL || !is_text(event) ||
        !instant_take(&decoder->values, at, &record->at) ||
        !known_take(&decoder->events, row, event->text, &record->event))
        return false;
    return name_take(decoder, row, ROLE_TICKET, &record->ticket) &&
           name_take(decoder, row, ROLE_ACCOUNT, &record->account) &&
           name_take(decoder, row, ROLE_ID, &record->id) && record->ticket != TEXT_NONE;
}

bool quick_read(Decoder *decoder, Row *row)
{
    if (decoder->is_accounts)
        return false;
    Record *record = record_add(decoder, row);
    if (!head_take(decoder, row, record))
        return false;
    Assignment *sets = decoder->quick_sets;
    uint32_t count = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        uint32_t column = row->present[i];
        if (decoder->named[column].role != ROLE_FIELD)
            continue;
        if (!field_take(decoder, row, record->event, column, &sets[count++]))
            return false;
    }
    record->sets = sets;
    record->sets_count = count;
    return true;
}
