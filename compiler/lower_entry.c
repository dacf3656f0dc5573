/* Entries: the codes that one commit asks of an SLA or of the rules, together, and what wakes them (wake.h). A code that
   may fault, or is one too many, stands alone and is run at every commit. */
#include "compiler/lower.h"
#include "compiler/wake.h"

/* ---- What wakes ---- */

typedef struct WakeSets { /* a Wake in the making */
    uint64_t *events, *fields;
    bool by_contract, is_always;
} WakeSets;

static WakeSets sets_new(Lower *lower)
{
    return (WakeSets){.events = ARENA_ARRAY(lower->arena, uint64_t, lower->policy->event_words + 1),
                      .fields =
                          ARENA_ARRAY(lower->arena, uint64_t, lower->policy->field_words + 1)};
}

static Wake wake_of(const WakeSets *sets)
{
    return (Wake){.events = sets->events,
                  .fields = sets->fields,
                  .by_contract = sets->by_contract,
                  .is_always = sets->is_always};
}

static void bit_set(uint64_t *set, uint32_t bit)
{
    if (bit != NONE)
        set[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void bits_join(uint64_t *into, const uint64_t *from, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++)
        into[i] |= from[i];
}

static void sets_join(const Lower *lower, WakeSets *into, const Wake *from)
{
    bits_join(into->events, from->events, lower->policy->event_words);
    bits_join(into->fields, from->fields, lower->policy->field_words);
    into->by_contract |= from->by_contract;
    into->is_always |= from->is_always;
}

/* NONE: never evaluated. */
static WakeKind code_join(const Lower *lower, WakeSets *into, CodeId code)
{
    if (code == NONE)
        return WAKE_PATTERN;
    WakeKind kind = wake_kind(lower->ir, code);
    into->is_always |= kind == WAKE_ALWAYS || kind == WAKE_FAULTS;
    into->by_contract |= kind == WAKE_CONDITION && ir_reads_contract(lower->ir, code);
    wake_reads(lower->ir, code, kind, into->events, into->fields);
    return kind;
}

/* ---- Entries ---- */

typedef struct EntryMaker {
    Lower *lower;
    EntryDef def;
    uint64_t *by_event, *by_field;
    WakeSets sets;
} EntryMaker;

static EntryMaker entry_begin(Lower *lower)
{
    EntryMaker maker = {.lower = lower, .sets = sets_new(lower)};
    maker.by_event = ARENA_ARRAY(lower->arena, uint64_t, lower->events.count + 1);
    maker.by_field = ARENA_ARRAY(lower->arena, uint64_t, lower->fields.count + 1);
    maker.def.codes_first = lower->entry_codes.count;
    return maker;
}

static void mask_spread(uint64_t *by, const uint64_t *set, uint32_t count, uint64_t mask)
{
    for (uint32_t i = 0; i < count; i++)
        if (set[i / 64] >> i % 64 & 1)
            by[i] |= mask;
}

/* The code's slot; 0: it stands alone. */
static uint8_t entry_add(EntryMaker *maker, CodeId code, WakeKind *kind)
{
    Lower *lower = maker->lower;
    WakeSets own = sets_new(lower);
    *kind = code_join(lower, &own, code);
    bool is_alone = *kind == WAKE_FAULTS || maker->def.codes_count == ENTRY_MAX;
    if (code == NONE)
        return 0;
    own.is_always |= is_alone;
    Wake wake = wake_of(&own);
    sets_join(lower, &maker->sets, &wake);
    if (is_alone)
        return 0;
    uint64_t mask = UINT64_C(1) << maker->def.codes_count;
    mask_spread(maker->by_event, own.events, lower->events.count, mask);
    mask_spread(maker->by_field, own.fields, lower->fields.count, mask);
    maker->def.by_contract |= own.by_contract ? mask : 0;
    maker->def.always |= *kind == WAKE_ALWAYS ? mask : 0;
    maker->def.conditions |= *kind == WAKE_CONDITION ? mask : 0;
    VEC_PUSH(lower->arena, &lower->entry_codes, code);
    return (uint8_t)++maker->def.codes_count;
}

static uint64_t slot_mask(uint8_t slot)
{
    return slot ? UINT64_C(1) << (slot - 1) : 0;
}

static uint32_t entry_end(EntryMaker *maker)
{
    Lower *lower = maker->lower;
    maker->def.by_event = maker->by_event;
    maker->def.by_field = maker->by_field;
    maker->def.wake = wake_of(&maker->sets);
    VEC_PUSH(lower->arena, &lower->entries, maker->def);
    return lower->entries.count - 1;
}

/* ---- SLAs ---- */

/* Cycles that begin because a condition holds, and pauses that end by themselves, move while their codes stay. */
static bool is_restless(const ClockDef *clock)
{
    return (clock->start == NONE && clock->run != NONE) || clock->pause_cap.count;
}

static void clock_enter(EntryMaker *maker, WakeSets *sets, SlaClock *row)
{
    const Lower *lower = maker->lower;
    const ClockDef *clock = &lower->clocks.at[row->clock];
    WakeKind kind;
    row->is_whole = clock->start != NONE || clock->run == NONE;
    for (ClockCode i = 0; i < CLOCK_CODES; i++) {
        row->slots[i] = entry_add(maker, clock_code(clock, i), &kind);
        uint64_t mask = slot_mask(row->slots[i]);
        row->codes |= mask;
        row->is_whole &= mask || clock_code(clock, i) == NONE;
        *(i == CODE_PAUSE ? &row->pauses : i == CODE_RUN ? &row->runs : &row->moves) |= mask;
    }
    bits_join(sets->fields, row->reads, lower->policy->field_words);
    sets->by_contract |= row->reads_contract;
    sets->is_always |= is_restless(clock);
}

static void sla_enter(Lower *lower, SlaDef *def)
{
    EntryMaker maker = entry_begin(lower);
    WakeSets sets = sets_new(lower);
    WakeKind kind;
    for (uint32_t i = 0; i < def->clocks_count; i++)
        clock_enter(&maker, &sets, &lower->sla_clocks.at[def->clocks_first + i]);
    for (uint32_t i = def->pauses_first; i < def->pauses_first + def->pauses_count; i++) {
        PauseLine *pause = &lower->pauses.at[i];
        pause->slot = entry_add(&maker, pause->when, &kind);
        sets.is_always |= pause->cap.count != 0;
        for (uint32_t k = 0; k < def->clocks_count; k++) {
            SlaClock *row = &lower->sla_clocks.at[def->clocks_first + k];
            row->codes |= slot_mask(pause->slot);
            row->pauses |= slot_mask(pause->slot);
            row->is_whole &= pause->slot != 0;
        }
    }
    def->entry = entry_end(&maker);
    sets.is_always |= def->fixed_calendar == NONE || maker.sets.is_always;
    def->wake = wake_of(&sets);
}

/* ---- Rules, quotas, the rest ---- */

static void rules_enter(Lower *lower)
{
    EntryMaker maker = entry_begin(lower);
    for (uint32_t i = 0; i < lower->rules.count; i++) {
        RuleDef *rule = &lower->rules.at[i];
        WakeKind kind;
        rule->event_slot = entry_add(&maker, rule->event, &kind);
        rule->when_slot = entry_add(&maker, rule->when, &kind);
        rule->when_is_kept = rule->when_slot && kind == WAKE_CONDITION;
        /* One without a condition holds while the ticket is open. */
        maker.sets.is_always |= rule->trigger == TRIGGER_TIME && rule->when == NONE;
    }
    lower->policy->rules_entry = entry_end(&maker);
    lower->policy->rules_wake = lower->entries.at[lower->policy->rules_entry].wake;
}

static Wake quotas_wake(Lower *lower)
{
    WakeSets sets = sets_new(lower);
    for (uint32_t i = 0; i < lower->quotas.count; i++) {
        const QuotaDef *quota = &lower->quotas.at[i];
        WakeKind counts = code_join(lower, &sets, quota->counts),
                 refund = code_join(lower, &sets, quota->refund);
        sets.is_always |= counts != WAKE_PATTERN || refund != WAKE_PATTERN;
    }
    return wake_of(&sets);
}

static Wake policy_wake(Lower *lower)
{
    const Policy *policy = lower->policy;
    WakeSets sets = sets_new(lower);
    sets_join(lower, &sets, &policy->rules_wake);
    sets_join(lower, &sets, &policy->quotas_wake);
    bits_join(sets.fields, policy->selection_reads, policy->field_words);
    bit_set(sets.fields, policy->field_account);
    if (lower->workflows.count)
        bit_set(sets.fields, policy->field_status);
    sets.is_always |= lower->packs.count || lower->plan_bills.count;
    for (uint32_t i = 0; i < lower->slas.count; i++)
        sets.is_always |= lower->slas.at[i].team != TEXT_NONE;
    return wake_of(&sets);
}

void lower_entries(Lower *lower)
{
    for (uint32_t i = 0; i < lower->slas.count; i++)
        sla_enter(lower, &lower->slas.at[i]);
    rules_enter(lower);
    lower->policy->quotas_wake = quotas_wake(lower);
    lower->policy->wake = policy_wake(lower);
}
