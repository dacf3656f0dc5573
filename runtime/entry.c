/* Entries and wakes: a commit runs the code that its events and its changed fields can have turned, and no other. The
   tables say which that is (runtime/policy.h Wake, EntryDef); a ticket keeps the conditions of its SLA's entry. Part
   of the engine. */
#include "runtime/state.h"

static inline uint64_t masks_join(const uint64_t *set, uint32_t words, const uint64_t *by)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < words; i++)
        for (uint64_t rest = set[i]; rest; rest &= rest - 1)
            mask |= by[i * 64 + (uint32_t)__builtin_ctzll(rest)];
    return mask;
}

uint64_t entry_woken(const Moment *moment, const EntryDef *entry)
{
    const Policy *policy = moment->engine->policy;
    if (!moment->frame.before)
        return UINT64_MAX;
    return entry->always | (moment->contract_changed ? entry->by_contract : 0) |
           masks_join(moment->frame.events, policy->event_words, entry->by_event) |
           masks_join(moment->changed, policy->field_words, entry->by_field);
}

/* Code by code. */
static uint64_t codes_run(const Evaluators *evaluators, const EntryDef *entry, uint64_t wanted,
                          const Frame *frame, uint32_t *faults)
{
    const CodeId *codes = frame->policy->entry_codes + entry->codes_first;
    uint64_t truths = 0;
    for (uint64_t rest = wanted; rest; rest &= rest - 1) {
        Value value;
        if (!evaluators->run(evaluators->code, codes[__builtin_ctzll(rest)], frame, &value))
            ++*faults;
        else if (value == 1)
            truths |= rest & -rest;
    }
    return truths;
}

uint64_t entry_run(Moment *moment, uint32_t index, uint64_t wanted)
{
    const Evaluators *evaluators = &moment->engine->evaluators;
    const EntryDef *entry = &moment->engine->policy->entries[index];
    uint32_t faults = 0;
    if (entry->codes_count < ENTRY_MAX)
        wanted &= (UINT64_C(1) << entry->codes_count) - 1;
    if (!wanted)
        return 0;
    uint64_t truths =
        evaluators->run_entry
            ? evaluators->run_entry(evaluators->code, index, wanted, &moment->frame, &faults)
            : codes_run(evaluators, entry, wanted, &moment->frame, &faults);
    moment->engine->counts.faults += faults;
    return truths;
}

void sla_truths(Moment *moment, uint32_t sla)
{
    Ticket *ticket = moment->ticket;
    uint32_t index = moment->engine->policy->slas[sla].entry;
    const EntryDef *entry = &moment->engine->policy->entries[index];
    moment->frame.sla = sla;
    if (moment->truths_sla == sla && !moment->is_quiet)
        return;
    moment->truths_sla = sla;
    if (moment->is_quiet) {
        moment->truths = entry_run(moment, index, UINT64_MAX);
        return;
    }
    bool is_held = ticket->held_sla == sla;
    uint64_t woken = entry_woken(moment, entry) | (is_held ? 0 : entry->conditions);
    uint64_t kept = is_held ? ticket->held & ~woken : 0;
    moment->truths = entry_run(moment, index, woken) | kept;
    if (ticket->sla != sla)
        return;
    ticket->held_sla = sla;
    ticket->held = moment->truths & entry->conditions;
}
