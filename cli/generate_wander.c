/* Histories that are found by trying: what ran so far goes on with one more thing that may happen, or with two. Nothing is
   known of what it leads to; the coverage of the run tells. */
#include <string.h>

#include "cli/generate_part.h"
#include "runtime/words.h"

enum { WORK_MINUTES = 90, WORDS = 8, FEW = 10 };

/* ---- What may happen ---- */

static void move_add(Generate *generate, Moves *out, const char *line)
{
    VEC_PUSH(generate->arena, out,
             ((Move){.line = line, .delay = HOUR_MS, .at = INSTANT_NONE, .is_ticket = false}));
}

static const char *name_of(const Generate *generate, TextId id)
{
    return text_string(generate->arena, policy_text(generate->policy, id));
}

/* The event, with each word of its first field where that has words. */
static void event_moves(Generate *generate, const EventDef *event, Moves *out)
{
    const Policy *policy = generate->policy;
    Arena *arena = generate->arena;
    const char *name = name_of(generate, event->name);
    const EventField *field =
        event->fields_count ? &policy->event_fields[event->fields_first] : NULL;
    const char *key = field ? name_of(generate, field->def.name) : "";
    if (event->effect == EFFECT_CREATE)
        return;
    if (event->effect == EFFECT_LINK || event->effect == EFFECT_UNLINK) {
        move_add(generate, out, arena_format(arena, " %s t1 { %s: \"t2\" }", name, key));
        return;
    }
    if (field && field->def.type == TYPE_INTEGER)
        move_add(generate, out, arena_format(arena, " %s t1 { %s: %d }", name, key, WORK_MINUTES));
    if (!field || field->def.type != TYPE_ENUM) {
        move_add(generate, out, arena_format(arena, " %s t1", name));
        return;
    }
    const EnumDef *words = &policy->enums[field->def.enumeration];
    for (uint32_t i = 0; i < words->count; i++)
        move_add(generate, out,
                 arena_format(arena, " %s t1 { %s: %s }", name, key,
                              name_of(generate, policy->enumerators[words->first + i])));
}

/* Each word of the field; the teams that have an agreement of their own. */
static void field_moves(Generate *generate, uint32_t index, Moves *out)
{
    const Policy *policy = generate->policy;
    const FieldDef *def = &policy->fields[index];
    const char *name = name_of(generate, def->name);
    uint32_t count = def->type == TYPE_ENUM      ? policy->enums[def->enumeration].count
                     : def->type == TYPE_BOOLEAN ? 2
                                                 : 0;
    for (uint32_t i = 0; i < count && i < WORDS && !def->is_engine_kept; i++) {
        CoverValue value = {{CHOICE_TICKET, index}, i, false};
        move_add(generate, out,
                 arena_format(generate->arena, " updated t1 { %s: %s }", name,
                              cover_value_text(generate->cover, value)));
    }
    if (def->type == TYPE_DURATION && !def->is_engine_kept)
        move_add(generate, out, arena_format(generate->arena, " updated t1 { %s: 2h }", name));
    for (uint32_t i = 0; index == policy->field_team && i < policy->slas_count; i++)
        if (policy->slas[i].team != TEXT_NONE)
            move_add(generate, out,
                     arena_format(generate->arena, " assigned t1 { %s: \"%s\" }", name,
                                  name_of(generate, policy->slas[i].team)));
}

/* Time that passes: over an end of a day, a week, a month, a year, and to the end of each contract. */
static void time_moves(Generate *generate, Moves *out)
{
    static const int DAYS[] = {1, 8, 40, 100, 400};
    const Policy *policy = generate->policy;
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        VEC_PUSH(generate->arena, out,
                 ((Move){.line = "", .delay = DAYS[i] * DAY_MS, .at = INSTANT_NONE}));
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        if (policy->contracts[i].until != INT32_MAX)
            VEC_PUSH(generate->arena, out,
                     ((Move){.line = "", .at = (Instant)policy->contracts[i].until * DAY_MS}));
}

void moves_make(Generate *generate, Moves *out)
{
    static const int DAYS[] = {1, 8, 40, 100};
    const Policy *policy = generate->policy;
    for (uint32_t i = 0; i < policy->events_count; i++)
        event_moves(generate, &policy->events[i], out);
    for (uint32_t i = 0; i < policy->fields_count; i++)
        field_moves(generate, i, out);
    time_moves(generate, out);
    VEC_PUSH(generate->arena, out,
             ((Move){.delay = MINUTE_MS, .at = INSTANT_NONE, .is_ticket = true}));
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        VEC_PUSH(generate->arena, out,
                 ((Move){.delay = DAYS[i] * DAY_MS, .at = INSTANT_NONE, .is_ticket = true}));
    for (uint32_t i = 0; i < policy->packs_count; i++) {
        const PackDef *pack = &policy->packs[i];
        const char *line = arena_format(
            generate->arena, " pack %s { account: \"A\", quantity: %lld }",
            name_of(generate, pack->name), (long long)(pack->least > FEW ? pack->least : FEW));
        move_add(generate, out, line);
    }
}

/* ---- Going on ---- */

/* False: the move is before the draft's end, or its tickets are too many. */
static bool draft_move(Generate *generate, const Draft *draft, const Move *move, Draft *out)
{
    Instant at = move->at == INSTANT_NONE ? draft->at + move->delay : move->at;
    const char *line = move->line;
    if (at < draft->at || (move->is_ticket && draft->tickets >= TICKETS))
        return false;
    *out = *draft;
    out->item = NONE;
    out->name = out->expectations = NULL;
    out->is_kept = out->is_good = false;
    out->is_moved = true;
    out->at = at;
    if (move->is_ticket)
        line = arena_format(generate->arena, " created t%u { account: \"%s\"%s }", ++out->tickets,
                            draft->account, draft->entries);
    out->body = arena_format(generate->arena, "%s  at %s%s\n", draft->body,
                             words_moment(generate->arena, draft->zone, at), line);
    return true;
}

/* A beginning, or one that was kept; what was written for an item that is reached by now says nothing new. */
static bool is_worth(const Generate *generate, const Draft *draft)
{
    if (!draft->is_good)
        return false;
    if (draft->is_kept || draft->is_moved)
        return draft->is_kept;
    return draft->item == NONE ||
           !atomic_load(&cover_items(generate->cover)->at[draft->item].is_reached);
}

/* Those that are for an item first; of two moves as many as the budget has room for. */
static uint32_t bases_find(const Generate *generate, uint32_t begin, uint32_t end, uint32_t most,
                           uint32_t *bases)
{
    uint32_t count = 0;
    for (int is_own = 1; is_own >= 0; is_own--)
        for (uint32_t i = begin; i < end && count < most; i++)
            if (is_worth(generate, &generate->drafts.at[i]) &&
                (generate->drafts.at[i].item != NONE) == is_own)
                bases[count++] = i;
    return count;
}

void drafts_wander(Generate *generate, const Moves *moves, uint32_t begin, uint32_t end, bool twice,
                   uint32_t most)
{
    uint32_t all = moves->count * (twice ? moves->count : 1);
    uint32_t *bases = ARENA_ARRAY(generate->arena, uint32_t, end - begin);
    uint32_t count = bases_find(generate, begin, end, most / all, bases);
    for (uint32_t m = 0; m < all; m++)
        for (uint32_t i = 0; i < count; i++) {
            Draft next, last, draft = generate->drafts.at[bases[i]];
            if (!draft_move(generate, &draft, &moves->at[m % moves->count], &next))
                continue;
            if (!twice)
                VEC_PUSH(generate->arena, &generate->drafts, next);
            else if (draft_move(generate, &next, &moves->at[m / moves->count], &last))
                VEC_PUSH(generate->arena, &generate->drafts, last);
        }
}
