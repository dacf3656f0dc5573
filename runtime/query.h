/* Query: what an engine's tickets and clocks are like at the present instant, for whoever asks from outside: tests,
   explanations, a live state. Nothing here changes the engine; figures are measured up to `at`, which is not before
   the engine's last record or timer. */
#ifndef RUNTIME_QUERY_H
#define RUNTIME_QUERY_H

#include "runtime/engine.h"

/* Why a phase is one of pause: an index into Policy.pauses, or one of these. */
#define CAUSE_STOP      (UINT32_MAX - 3)
#define CAUSE_RUN_WHILE (UINT32_MAX - 2)
#define CAUSE_CLOCK     (UINT32_MAX - 1)
#define CAUSE_NONE      UINT32_MAX

/* A stretch of a cycle's life in one state. */
typedef struct Phase {
    Instant from, to;
    bool is_paused;
    uint32_t cause; /* of a pause */
} Phase;

typedef struct ClockAnswer { /* the latest cycle of a clock of a ticket */
    ClockRow row;
    Duration left; /* on its calendar, negative once it is breached; VALUE_ABSENT: no deadline */
    bool has_line, is_untimed;
    Origin pause_source; /* of the line that pauses it now; line 0: none */
} ClockAnswer;

/* `sla` NONE: of the SLA that the ticket has, else of any. False: the ticket is unknown or has no such clock. */
bool query_clock(Engine *engine, TextId ticket, uint32_t clock, uint32_t sla, Instant at,
                 ClockAnswer *out);
/* Its phases, the one that lasts included, in order; they are kept where EngineOptions.keeps_phases asks so. */
const Phase *query_phases(Engine *engine, Arena *arena, TextId ticket, uint32_t clock, uint32_t sla,
                          Instant at, uint32_t *count);
typedef struct CycleAnswer { /* one cycle of a clock, and all it did so far */
    ClockAnswer clock;
    const Phase *phases;
    uint32_t phases_count;
} CycleAnswer;

/* All cycles of the ticket in the order of the policy, those without a target too; in the arena. NULL: unknown. */
const CycleAnswer *query_cycles(Engine *engine, Arena *arena, TextId ticket, Instant at,
                                uint32_t *count);
/* Where the line is that a pause rests on; line 0: the ticket was stopped meanwhile. */
Origin query_cause(const Engine *engine, uint32_t clock, uint32_t cause);

typedef struct BalanceAnswer {
    int64_t used, left;
    TextId
        period; /* as printed; of a quota with several lines that of the one with the least left */
} BalanceAnswer;

/* A quota's period that holds `at`, or a pack, of an account or contract by name: of the account's contracts where it
   has some. `zone` is of its periods where the plan's SLA does not fix one. False: there is none of that name. */
bool query_balance(Engine *engine, TextId owner, TextId name, bool is_pack, const Zone *zone,
                   Instant at, BalanceAnswer *out);

/* False: unknown. */
bool query_ticket(Engine *engine, TextId ticket, Instant at, TicketRow *out);
/* The zone of the ticket's SLA's calendar, of its plan's first SLA where it has none; NULL: neither. */
const Zone *query_zone(Engine *engine, TextId ticket);
/* The value of code on the ticket as it stands; TEXT_NONE: on nothing. VALUE_ABSENT at a fault. */
Value query_value(Engine *engine, TextId ticket, Instant at, Operand operand);

#endif
