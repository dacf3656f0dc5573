/* Cells as values of a field's type (runtime/value.h). Two ways of reading: strict, for JSON that is read by the
   expected names, where a number is a number and a text a text; and by text, for CSV, SQLite and sources, where
   every cell is read as if it had been written.

   Accepted forms: integer 25, 25.0, 2.5e1; decimal with up to six places; percent 75 or "75%"; duration "1h30m" or
   a count of milliseconds; date 2026-03-02; instant RFC 3339 or epoch milliseconds; money 350.50 or "350.50 UAH";
   boolean true, false (by text also 1, 0, in any case); set as an array, by text with ';' between. */
#ifndef RUNTIME_INGEST_VALUE_H
#define RUNTIME_INGEST_VALUE_H

#include "runtime/ingest_memo.h"
#include "runtime/ingest_row.h"

typedef struct ValueReader {
    const Policy *policy;
    Intern *texts;
    SetPool *sets;
    Row *row; /* takes the reason */
    bool is_strict;
    const Zone *zone;  /* of times without offset; NULL: they must have one */
    Date last_date;    /* what last_day is, so that the dates of a sorted file are read once */
    char last_day[11]; /* "2026-03-02T" */
    Memo ids;          /* of texts: the same for every column, so that all share it */
    Memo *enums;       /* by enumeration; without slots where it is not made yet */
    Arena *keep;       /* of the memos */
} ValueReader;

/* A reader of strict cells or of texts; what it keeps lies in `keep`. Its row and its zone are yet to be set. */
void value_reader_init(ValueReader *reader, const Policy *policy, Intern *texts, SetPool *sets,
                       bool is_strict, Arena *keep);
/* Enumerators by their texts, most of them: what is not in it is to be searched for. */
const Memo *value_enum_memo(ValueReader *reader, uint32_t enumeration);

static inline TextId value_intern(ValueReader *reader, Text text)
{
    if (text.size > MEMO_TEXT_MAX)
        return intern_add(reader->texts, text);
    MemoKey key = memo_key(text, reader->row->is_padded);
    MemoSlot *slot = memo_slot(&reader->ids, &key);
    if (!memo_holds(slot, &key))
        memo_keep(slot, &key, intern_add(reader->texts, text));
    return slot->value;
}

/* The common shape "2026-03-02T09:00:00Z", with or without ".123", with "+02:00" for the "Z", of a day that was read before;
   false: another. */
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
