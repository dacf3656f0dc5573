/* Cells as values of a field's type (runtime/value.h). Two ways of reading: strict, for JSON that is read by the
   expected names, where a number is a number and a text a text; and by text, for CSV, SQLite and sources, where
   every cell is read as if it had been written.

   Accepted forms: integer 25, 25.0, 2.5e1; decimal with up to six places; percent 75 or "75%"; duration "1h30m" or
   a count of milliseconds; date 2026-03-02; instant RFC 3339 or epoch milliseconds; money 350.50 or "350.50 UAH";
   boolean true, false (by text also 1, 0, in any case); set as an array, by text with ';' between. */
#ifndef RUNTIME_INGEST_VALUE_H
#define RUNTIME_INGEST_VALUE_H

#include <string.h>

#include "runtime/ingest_row.h"

enum { TEXT_CACHE = 1024 }; /* a power of two */

/* What a short text of a column meant before: histories repeat themselves, and a look here costs less than hashing. A
   text of up to 16 bytes is its first and last bytes, eight or fewer, and its size. */
typedef struct CachedText {
    uint64_t head, tail;
    const void *column; /* whose meaning it is; NULL: the slot is empty */
    uint32_t size;
    uint32_t value; /* an id, an enumerator or an index */
} CachedText;

typedef struct ValueReader {
    const Policy *policy;
    Intern *texts;
    SetPool *sets;
    Row *row; /* takes the reason */
    bool is_strict;
    const Zone *zone; /* of times without offset; NULL: they must have one */
    Date last_date;   /* what last_day is, so that the dates of a sorted file are read once */
    char last_day[10];
    CachedText cache[TEXT_CACHE];
} ValueReader;

/* The slot of the text: value_is_cached tells whether it holds its value; if not, value_keep puts one in. Texts longer than
   16 bytes have no slot, NULL. */
static inline CachedText *value_cache_slot(ValueReader *reader, const void *column, Text text,
                                           CachedText *key)
{
    if (text.size > 16)
        return NULL;
    *key = (CachedText){.column = column, .size = text.size};
    if (text.size >= 8) {
        memcpy(&key->head, text.data, 8);
        memcpy(&key->tail, text.data + text.size - 8, 8);
    } else if (text.size >= 4) {
        uint32_t head, tail;
        memcpy(&head, text.data, 4);
        memcpy(&tail, text.data + text.size - 4, 4);
        key->head = head | (uint64_t)tail << 32;
    } else if (text.size) {
        const unsigned char *bytes = (const unsigned char *)text.data;
        key->head =
            bytes[0] | (uint64_t)bytes[text.size / 2] << 8 | (uint64_t)bytes[text.size - 1] << 16;
    }
    uint64_t hash = (key->head ^ key->tail << 7 ^ text.size ^ (uintptr_t)column >> 4) *
                    UINT64_C(0x9e3779b97f4a7c15);
    return &reader->cache[hash >> 54];
}
static inline bool value_is_cached(const CachedText *slot, const CachedText *key)
{
    return slot && slot->column == key->column && slot->head == key->head &&
           slot->tail == key->tail && slot->size == key->size;
}
static inline void value_keep(CachedText *slot, const CachedText *key, uint32_t value)
{
    if (!slot)
        return;
    *slot = *key;
    slot->value = value;
}

/* Ids are the same for every column, so that all texts share the slots of the table. */
static inline TextId value_intern(ValueReader *reader, Text text)
{
    CachedText key;
    CachedText *slot = value_cache_slot(reader, reader->texts, text, &key);
    if (value_is_cached(slot, &key))
        return slot->value;
    TextId id = intern_add(reader->texts, text);
    value_keep(slot, &key, id);
    return id;
}

/* The common shape "2026-03-02T09:00:00Z", with or without ".123", of a day that was read before; false: another. */
bool value_read_usual_instant(const ValueReader *reader, Text text, Instant *out);
/* The cell as a value of `field`; `name` is the column, for messages; `format` a pattern of runtime/time_format.h
   for dates and instants, or empty. False: the row has its reason. The cell is neither missing nor null. */
bool value_read(ValueReader *reader, const FieldDef *field, Text name, Text format, Cell cell,
                Value *out);
/* An instant: RFC 3339, epoch milliseconds, or by the pattern. */
bool value_read_instant(ValueReader *reader, Text name, Text format, Cell cell, Instant *out);
/* A name, such as a ticket's: a text, or an integer as it is written. Never empty. */
bool value_read_name(ValueReader *reader, Text name, Cell cell, TextId *out);
/* Is the cell a text that may mean something (as against a list or a blob)? Gives its text. */
bool value_read_text(ValueReader *reader, Text name, Cell cell, Text *out);

typedef enum DecimalResult {
    DECIMAL_OK,
    DECIMAL_MALFORMED,
    DECIMAL_TOO_LARGE,
    DECIMAL_TOO_FINE
} DecimalResult;
/* A decimal number ("-12.50", "1e3") times ten to the power of `scale`, exactly. */
DecimalResult decimal_read(Text text, int scale, int64_t *out);

#endif
