/* Plan tables: what a plan, a pack, a contract sells, as the compiler hands it to the engine (semantics.md K, L). Rows
   of runtime/policy.h like the others: owned by the policy, immutable, linked by index. Money is minor units with
   a row of currency.def; conditions and weights are code over a Frame. */
#ifndef RUNTIME_PLAN_H
#define RUNTIME_PLAN_H

#include "base/intern.h"
#include "runtime/calendar.h"
#include "runtime/code.h"

typedef enum PeriodUnit {
    PERIOD_DAY,
    PERIOD_WEEK,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR
} PeriodUnit;

/* `per week`, `per month of contract`: aligned to the calendar in the zone of the plan's first SLA's calendar, weeks from
   Monday, or counted from the contract's start (T6). */
typedef struct Period {
    PeriodUnit unit;
    bool of_contract;
} Period;

/* `350 UAH`, `5 USD * account.complexity`, `5% of fee`. */
typedef struct Charge {
    bool is_of_fee; /* a share of the plan's fee */
    int64_t share;  /* millionths of the whole */
    Operand amount; /* minor units */
    uint32_t currency;
} Charge;

/* ---- Quotas and limits ---- */

typedef enum BeyondKind { BEYOND_BILL, BEYOND_WITHOUT_SLA, BEYOND_REJECT, BEYOND_DEFER } BeyondKind;

typedef struct BeyondDef {
    BeyondKind kind;
    Charge charge; /* BEYOND_BILL, per ticket */
    CodeId when;   /* NONE: always */
    Origin origin;
} BeyondDef;

typedef struct QuotaLine {
    int64_t size;
    Period period;
    Origin origin;
} QuotaLine;

typedef struct QuotaDef {
    TextId name;
    TextId label; /* "gold.incidents": what its warnings are called */
    Origin origin;
    uint32_t lines_first, lines_count;     /* into Policy.quota_lines */
    CodeId counts;                         /* the event pattern and its `when` as one boolean */
    bool counts_created;                   /* it counts at creation: part of admission (L7) */
    Operand weight;                        /* by weight; constant 1 otherwise */
    int64_t rollover, overdraft;           /* units; 0: none */
    CodeId refund;                         /* NONE: never */
    uint32_t beyonds_first, beyonds_count; /* into Policy.beyonds */
    uint32_t warns_first, warns_count;     /* into Policy.warns */
} QuotaDef;

typedef struct WarnDef { /* warn at 80%, 100% notify … */
    int64_t share;       /* millionths of a line's size that is used */
    uint32_t actions_first, actions_count;
    Origin origin;
} WarnDef;

typedef struct LimitDef { /* limit 3 tickets per day beyond defer */
    int64_t size;
    Period period;
    uint32_t beyond; /* into Policy.beyonds */
    Origin origin;
} LimitDef;

typedef struct
    AcceptDef { /* accept phone only when … : a ticket for which `which` holds needs `when` */
    CodeId which, when;
    Origin origin;
} AcceptDef;

/* ---- Money of a plan ---- */

typedef struct FeeDef {
    Charge charge;
    Period period;
    Origin origin;
} FeeDef;

typedef struct
    PlanCredit { /* credit 5% of fee per breach of resolve, at most 30% of fee per month */
    Charge charge;
    uint32_t clock;
    bool has_cap;
    Charge cap;
    Period cap_period;
    Origin origin;
} PlanCredit;

typedef struct PlanBill { /* bill 30 USD per hour of work rounded up to 15m when … */
    Charge charge;        /* of an hour */
    uint32_t field;       /* a duration field of the ticket; NONE: a clock */
    uint32_t clock;       /* its time run; NONE: a field */
    Duration rounding;    /* ms, up; 0: none */
    CodeId when;
    Origin origin;
} PlanBill;

typedef struct CapacityDef { /* capacity 10 contracts per account.manager (K2) */
    int64_t size;
    CodeId per;
    Origin origin;
} CapacityDef;

/* ---- Packs ---- */

typedef struct PackDraw { /* draw parts on closed when … : once a ticket */
    CodeId on, when;
    Operand weight;
    Origin origin;
} PackDraw;

typedef struct PackDef {
    TextId name;
    Origin origin;
    Charge price; /* of a unit */
    int64_t least;
    Amount valid;                      /* count 0: without end */
    CodeId refund;                     /* `refund on …`; NONE: never */
    uint32_t draws_first, draws_count; /* into Policy.pack_draws */
} PackDef;

typedef struct DrawsOn { /* a plan's `draws on starter overdraft 3 beyond reject` */
    uint32_t pack;
    int64_t overdraft;
    uint32_t beyond; /* into Policy.beyonds, NONE */
    Origin origin;
} DrawsOn;

/* ---- Objectives ---- */

typedef struct ObjectiveDef { /* 95% of resolve per month at least 20 tickets credit 5% of fee */
    TextId name;
    uint32_t sla, clock;
    int64_t share; /* millionths */
    Period period;
    int64_t least; /* tickets; 0: any */
    bool has_credit;
    Charge credit;
    Origin origin;
} ObjectiveDef;

/* ---- Contracts ---- */

typedef struct RemindDef {
    Amount before; /* before the end; at 00:00 of its day (K1) */
    uint32_t actions_first, actions_count;
    Origin origin;
} RemindDef;

typedef struct OverrideDef { /* override warranty { … }: lines that come before the SLA's (P2) */
    uint32_t sla;
    uint32_t clocks_first,
        clocks_count; /* into Policy.sla_clocks: each with lines or steps of its own */
    CodeId
        calendar; /* its own `calendar` lines replace the SLA's: an index, absent where none fits; NONE: the SLA's */
    bool has_applies, has_pauses, has_changes; /* its own lines of that kind replace the SLA's */
    CodeId applies;
    uint32_t pauses_first, pauses_count;
    uint32_t changes; /* ChangeMode */
    Origin origin;
} OverrideDef;

typedef struct ContractTerms { /* what all rows of a file, or one contract of the source, share */
    CodeId covers;             /* NONE: every ticket */
    uint32_t reminds_first, reminds_count;     /* into Policy.reminds */
    uint32_t overrides_first, overrides_count; /* into Policy.overrides */
} ContractTerms;

typedef struct ContractDef {
    TextId name;
    Origin origin; /* of rows of a file: the file and the line */
    uint32_t plan;
    Date from,
        until; /* local dates in the zone at hand; until is not included; INT32_MIN, INT32_MAX: open */
    Amount renew; /* `until` moves on by it each time it is reached (K1); count 0: never */
    uint32_t accounts_first, accounts_count; /* into Policy.contract_accounts: names */
    uint32_t values_first; /* into Policy.contract_values: contract_fields_count values */
    ContractTerms terms;
} ContractDef;

#endif
