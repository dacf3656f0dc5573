/* Record: a moment of a generated history as the named texts that `slate replay` expects
   (interfaces.md, Input), and the writers of the three formats. A writer owns nothing; it returns
   false when the file can't be written in full. */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/history.h"

/* In the order of the CSV and of the table. */
#define RECORD_COLUMNS(COLUMN)                                                                     \
    COLUMN(at)                                                                                     \
    COLUMN(ticket)                                                                                 \
    COLUMN(event)                                                                                  \
    COLUMN(account)                                                                                \
    COLUMN(by)                                                                                     \
    COLUMN(status)                                                                                 \
    COLUMN(priority)                                                                               \
    COLUMN(product)                                                                                \
    COLUMN(channel)                                                                                \
    COLUMN(type)                                                                                   \
    COLUMN(agent)                                                                                  \
    COLUMN(tier)                                                                                   \
    COLUMN(vip)

typedef enum RecordColumn {
#define COLUMN(name) COLUMN_##name,
    RECORD_COLUMNS(COLUMN)
#undef COLUMN
        COLUMN_COUNT
} RecordColumn;

enum { RECORD_TEXT = 32 };
extern const char *const COLUMN_NAME[COLUMN_COUNT];

/* One text for each column, empty where the record has none. */
typedef struct EventRecord {
    char text[COLUMN_COUNT][RECORD_TEXT];
} EventRecord;

void event_record_make(EventRecord *record, const Moment *moment);

bool history_ndjson_write(const History *history, FILE *out);
bool history_csv_write(const History *history, FILE *out);
/* Table `events`, NULL for what is absent, in a new file; an existing one is replaced. */
bool history_sqlite_write(const History *history, const char *path);

#endif
