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

typedef struct Decoder {
    const Policy *policy;
    const SourceDef *source; /* NULL: by the expected names */
    bool is_accounts;
    Arena *keep;
    Columns columns;
    ValueReader values;
    NamedColumn *named;      /* by column, without a source */
    uint32_t *event_columns; /* [event * columns + column]: into Policy.event_fields, NONE */
    uint32_t *mapped;        /* column of each of the source's mappings */
    uint32_t *milestones;    /* column of each of its milestones */
    Assignment *quick_sets;  /* room for one a column */
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

/* Parts shared by the two ways. */
void source_init(Decoder *decoder);
/* What is wrong with a time pattern of the source, NULL if nothing: better said once than of every row. */
const char *source_problem(const Decoder *decoder);
bool source_read(Decoder *decoder, Row *row);
Record *record_add(Decoder *decoder, Row *row);
void set_add(Decoder *decoder, MapTarget target, uint32_t index, Value value);

#endif
