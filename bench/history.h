/* History: an invented but plausible year at a help desk, the same to the byte for the same options
   on every machine: its own random numbers, integers only. The moments lie mostly in the working
   hours of Monday to Friday (UTC); about six moments a ticket; ordered by time; a ticket's own
   moments are at least a second apart; none follows `closed`. */
#ifndef BENCH_HISTORY_H
#define BENCH_HISTORY_H

#include "base/arena.h"
#include "base/instant.h"

typedef enum MomentKind {
    MOMENT_ACCOUNT, /* an account makes itself known: before every ticket */
    MOMENT_CREATED,
    MOMENT_REPLY_AGENT,
    MOMENT_REPLY_CUSTOMER,
    MOMENT_PENDING,
    MOMENT_OPEN,
    MOMENT_PRIORITY,
    MOMENT_RESOLVED,
    MOMENT_REOPENED,
    MOMENT_CLOSED
} MomentKind;

/* One record to be. Indices name enumerators and people (bench/record.h). */
typedef struct Moment {
    Instant at;
    uint32_t order;   /* in which it was made: settles equal instants */
    uint32_t ticket;  /* from 0; of MOMENT_ACCOUNT unused */
    uint32_t account; /* from 0 */
    uint32_t agent;   /* from 0 */
    MomentKind kind;
    uint8_t priority, product, channel, type, tier; /* as the kind needs them */
} Moment;

typedef struct HistoryOptions {
    uint64_t seed;
    uint32_t tickets;
    uint32_t accounts; /* at least 1 */
    uint32_t days;     /* at least 1: what would happen later is left out */
    Date from;
    /* Per cent of the tickets for which it happens (at each resolution, for `reopened`). */
    uint32_t question, pending, second_reply, priority_change, reopened, closed;
} HistoryOptions;

typedef struct History {
    Moment *moments;
    size_t count;
} History;

HistoryOptions history_defaults(void);
/* The moments live in `arena`. */
History history_make(Arena *arena, const HistoryOptions *options);

#endif
