/* Decoder: rows as Records, by the expected names (ingest_decode.c) or by a source's mappings (ingest_source.c). It
   names the columns it wants; everything it makes is good until the next row. */
#ifndef RUNTIME_INGEST_DECODE_H
#define RUNTIME_INGEST_DECODE_H

#include "runtime/ingest_value.h"

typedef enum ColumnRole {
    ROLE_FIELD, /* only a field, of the ticket, an account or an event */
    ROLE_AT,
    ROLE_TICKET,
    ROLE_EVENT,
    ROLE_ACCOUNT,
    ROLE_ID,
    ROLE_PACK /* only a purchase knows it */
} ColumnRole;

typedef struct NamedColumn { /* what a name means where no source says it */
    ColumnRole role;
    uint32_t field, account_field; /* NONE where it is no such field */
} NamedColumn;

typedef enum UseKind {
    USE_NONE, /* no field, or a set or a text that may not be any: ingest_decode.c reads it */
    USE_TEXT, /* any text */
    USE_ENUM,
    USE_VALUE /* another type: value_read */
} UseKind;

typedef struct ColumnUse { /* what a value of the column sets */
    UseKind kind;
    MapTarget target;
    uint32_t index;
    const FieldDef *def;
    const Memo *memo; /* USE_ENUM */
} ColumnUse;

typedef struct Decoder {
    const Policy *policy;
    const SourceDef *source; /* NULL: by the expected names */
    bool is_accounts;
    Arena *keep;
    Columns columns;
    ValueReader values;
    NamedColumn *named;      /* by column, without a source */
    uint32_t *event_columns; /* [event * columns + column]: into Policy.event_fields, NONE */
    ColumnUse *uses;         /* by column: as a field of a ticket */
    ColumnUse *event_uses;   /* by event field */
    Memo events;             /* by their names */
    uint32_t *mapped;        /* column of each of the source's mappings */
    uint32_t *milestones;    /* column of each of its milestones */
    Assignment *quick_sets;  /* room for one a column */
    bool is_quick;           /* the last row was an ordinary one */
    Arena *arena;            /* of the vectors, which are emptied but kept */
    VEC(Record) records;
    VEC(Assignment) sets;
} Decoder;

/* `is_strict`: JSON by the expected names (ingest_value.h). `row` takes the reasons. */
void decoder_init(Decoder *decoder, const IngestOptions *options, bool is_strict, Arena *keep);
void decoder_close(Decoder *decoder);
/* The records of a row, in decoder->records. False: the row has its reason. */
bool decoder_read(Decoder *decoder, Row *row);

/* The record of an ordinary row by the expected names (ingest_quick.c); false: it takes named_read. */
bool quick_read(Decoder *decoder, Row *row);
/* What the column sets in a record of that event; NULL: nothing that quick_read knows. */
static inline const ColumnUse *column_use(const Decoder *decoder, uint32_t event, uint32_t column)
{
    const ColumnUse *use = &decoder->uses[column];
    if (use->kind != USE_NONE)
        return use;
    uint32_t own = decoder->event_columns[event * decoder->columns.names.count + column];
    if (own == NONE || decoder->named[column].field != NONE)
        return NULL;
    use = &decoder->event_uses[own];
    return use->kind == USE_NONE ? NULL : use;
}

/* Parts shared by the two ways. */
void source_init(Decoder *decoder);
/* What is wrong with a time pattern of the source, NULL if nothing: better said once than of every row. */
const char *source_problem(const Decoder *decoder);
bool source_read(Decoder *decoder, Row *row);
Record *record_add(Decoder *decoder, Row *row);
void set_add(Decoder *decoder, MapTarget target, uint32_t index, Value value);

#endif
