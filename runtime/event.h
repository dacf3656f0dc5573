/* Record: one decoded line of a history, typed by the policy's schema: one commit (semantics.md E1). Readers make
   records (runtime/ingest.h), the engine applies them (runtime/engine.h). Texts are ids of the engine's table. */
#ifndef RUNTIME_EVENT_H
#define RUNTIME_EVENT_H

#include "runtime/policy.h"

typedef enum RecordKind {
    RECORD_TICKET,  /* an event of a ticket */
    RECORD_ACCOUNT, /* "event":"account": fields of an account */
    RECORD_PACK     /* "event":"pack": a purchase (issue of plans and money) */
} RecordKind;

typedef struct Record {
    Instant at;
    uint64_t position; /* in the whole input, from 0: the second sort key (E2) */
    uint64_t line;     /* in its file, from 1: what messages name (row for SQLite) */
    uint32_t file;     /* index of the input file */
    RecordKind kind;
    uint32_t
        event; /* into Policy.events; of RECORD_PACK into Policy.packs; NONE for RECORD_ACCOUNT */
    bool is_state; /* a row of an `event = changes` source: creates the ticket or updates it */
    bool
        may_create; /* `created = first`: creates the ticket if it is unknown, then counts as `event` */
    union {
        Instant created;  /* is_state: the mapped creation, INSTANT_NONE if there is none (E5) */
        int64_t quantity; /* RECORD_PACK: tickets, as written */
    };
    TextId ticket, account, id; /* TEXT_NONE where absent */
    uint32_t sets_count;
    const Assignment
        *sets; /* assignments in the order of the fields' first mention; absent is VALUE_ABSENT */
} Record;

/* Why a record was refused (E3). Positions are those of the record. */
typedef struct Reject {
    uint32_t file;
    uint64_t line;
    const char *reason; /* a sentence for people */
    Text text;          /* the record as it stood */
    const char
        *path; /* of a file that is none of the inputs: a policy's contracts; NULL: by number */
} Reject;

#endif
