#include <string.h>

#include "cli/generate_part.h"
#include "runtime/words.h"

enum { TICKETS = 60 /* of a quota: a longer test is nobody's to read */ };

/* ---- Where and when ---- */

static const Calendar *calendar_of(const Generate *generate, uint32_t sla)
{
    const Policy *policy = generate->policy;
    sla = sla == NONE && policy->slas_count ? 0 : sla;
    uint32_t fixed = sla == NONE ? NONE : policy->slas[sla].fixed_calendar;
    return policy->calendars[fixed == NONE ? policy->calendar_always : fixed];
}

static const Zone *zone_of(const Generate *generate, uint32_t sla)
{
    const Zone *common = generate->unit->trials->common_zone;
    return common ? common : calendar_zone(calendar_of(generate, sla));
}

/* An hour after an opening: in the week from 2026-03-02, or as early as the calendar answers. */
static Instant start_of(const Generate *generate, uint32_t sla)
{
    const Calendar *calendar = calendar_of(generate, sla);
    Instant from, to, open, at = INT64_C(1772409600000);
    calendar_span(calendar, &from, &to);
    if (!calendar_covers(calendar, at))
        at = from + DAY_MS;
    if (!calendar_next_open(calendar, at, &open))
        open = at;
    return open + HOUR_MS;
}

static const char *moment(const Generate *generate, const Zone *zone, Instant at)
{
    return words_moment(generate->arena, zone, at);
}

/* ---- Entries: `field: value` ---- */

typedef struct Entries {
    Arena *arena;
    const char *text; /* "", else beginning with ", " */
} Entries;

static void entry_add(Entries *entries, Text name, const char *value)
{
    entries->text =
        arena_format(entries->arena, "%s, %.*s: %s", entries->text, TEXT_ARGS(name), value);
}

static bool is_given(const CoverTicket *ticket, ChoiceRead read, uint32_t index)
{
    for (uint32_t i = 0; i < ticket->values.count; i++)
        if (ticket->values.at[i].test.read == read && ticket->values.at[i].test.index == index)
            return true;
    return false;
}

/* What a record must hold, where the ticket does not say it. */
static void required_add(const Generate *generate, Entries *entries, const CoverTicket *ticket,
                         ChoiceRead read)
{
    const Policy *policy = generate->policy;
    bool is_ticket = read == CHOICE_TICKET;
    uint32_t count = is_ticket ? policy->fields_count : policy->account_fields_count;
    const FieldDef *defs = is_ticket ? policy->fields : policy->account_fields;
    for (uint32_t i = 0; i < count; i++) {
        const FieldDef *def = &defs[i];
        if (def->optional || def->has_default || def->is_engine_kept || def->type == TYPE_SET ||
            is_given(ticket, read, i) || (is_ticket && i == policy->field_account) ||
            (!is_ticket && i == policy->account_id))
            continue;
        Value value = def->type == TYPE_ENUM || def->type == TYPE_BOOLEAN ? 0 : 1;
        if (def->type == TYPE_TEXT)
            value = def->allowed_count ? policy->values[def->allowed_first] : -1;
        const char *text = cover_value_text(generate->cover, (CoverValue){{read, i}, value, false});
        if (text)
            entry_add(entries, policy_text(policy, def->name), text);
    }
}

/* False: a value of the ticket can't be written. */
static bool entries_make(const Generate *generate, const CoverTicket *ticket, ChoiceRead read,
                         Entries *entries)
{
    const Policy *policy = generate->policy;
    required_add(generate, entries, ticket, read);
    for (uint32_t i = 0; i < ticket->values.count; i++) {
        CoverValue value = ticket->values.at[i];
        bool is_created = read == CHOICE_TICKET && value.test.index == policy->field_created;
        if (value.test.read != read || is_created)
            continue;
        const char *text = cover_value_text(generate->cover, value);
        const FieldDef *def = read == CHOICE_TICKET ? &policy->fields[value.test.index]
                                                    : &policy->account_fields[value.test.index];
        if (!text && value.value != VALUE_ABSENT)
            return false;
        if (text)
            entry_add(entries, policy_text(policy, def->name), text);
    }
    return true;
}

/* ---- Drafts ---- */

static void draft_add(Generate *generate, Draft draft)
{
    for (uint32_t i = 0; i < generate->drafts.count; i++)
        if (strcmp(generate->drafts.at[i].body, draft.body) == 0 &&
            generate->drafts.at[i].item == NONE)
            return;
    VEC_PUSH(generate->arena, &generate->drafts, draft);
}

static const char *item_name(const Generate *generate, uint32_t item)
{
    const CoverItem *at = &cover_items(generate->cover)->at[item];
    return arena_format(generate->arena, "%s %s%s%s", cover_kind_row(at->kind)->one, at->name,
                        *at->what ? ": " : "", at->what);
}

/* When the ticket is created: as its values say, else at the start. */
static Instant created_of(const Generate *generate, const CoverTicket *ticket, const Zone *zone,
                          bool *is_good)
{
    Instant at = start_of(generate, ticket->sla);
    *is_good = true;
    for (uint32_t i = 0; i < ticket->values.count; i++) {
        CoverValue value = ticket->values.at[i];
        int64_t local = zone_local(zone, at);
        if (value.test.read == CHOICE_TICKET && value.test.index == generate->policy->field_created)
            at = value.value;
        else if (value.is_time)
            at = zone_instant(zone, local - local % DAY_MS + value.value, FOLD_FIRST);
        else if (value.test.read != CHOICE_TICKET && value.test.read != CHOICE_ACCOUNT)
            *is_good = false;
    }
    return at;
}

typedef struct Story {   /* the beginning of a draft */
    const char *account; /* name */
    const char *head;    /* lines before the ticket */
    const char *entries; /* of the ticket */
    Instant at;
    const Zone *zone;
} Story;

static bool story_make(Generate *generate, CoverTicket *ticket, bool is_plain, Story *out)
{
    const Policy *policy = generate->policy;
    Arena *arena = generate->arena;
    bool is_good;
    if (ticket->sla != NONE)
        cover_search_applies(generate->cover, arena, ticket->sla, ticket);
    *out = (Story){.account = "A", .head = "", .zone = zone_of(generate, ticket->sla)};
    out->at = created_of(generate, ticket, out->zone, &is_good);
    Entries account = {arena, ""}, entries = {arena, ""};
    if (ticket->contract != NONE) {
        const ContractDef *contract = &policy->contracts[ticket->contract];
        TextId first = policy->contract_accounts[contract->accounts_first];
        Instant begins = zone_instant(out->zone, contract->from * DAY_MS, FOLD_FIRST);
        out->account = text_string(arena, policy_text(policy, first));
        if (contract->from != INT32_MIN && out->at < begins)
            out->at = begins + DAY_MS + out->at % DAY_MS;
    } else if (ticket->plan != NONE) {
        entry_add(&account, TEXT("plan"),
                  text_string(arena, policy_text(policy, policy->plans[ticket->plan].name)));
    }
    if (!is_good || !entries_make(generate, ticket, CHOICE_ACCOUNT, &account) ||
        (!is_plain && !entries_make(generate, ticket, CHOICE_TICKET, &entries)))
        return false;
    if (is_plain)
        required_add(generate, &entries, ticket, CHOICE_TICKET);
    if (!generate->unit->trials->common_zone)
        out->head = arena_format(arena, "  zone \"%.*s\"\n", TEXT_ARGS(zone_name(out->zone)));
    if (*account.text)
        out->head = arena_format(arena, "%s  account \"%s\" { %s }\n", out->head, out->account,
                                 account.text + 2);
    out->entries = entries.text;
    return true;
}

static const char *created_line(Generate *generate, const Story *story, uint32_t number)
{
    return arena_format(generate->arena, "  at %s created t%u { account: \"%s\"%s }\n",
                        moment(generate, story->zone, story->at + (number - 1) * MINUTE_MS), number,
                        story->account, story->entries);
}

static const char *ticket_name(const Generate *generate, const CoverTicket *ticket)
{
    if (ticket->item != NONE)
        return item_name(generate, ticket->item);
    const Policy *policy = generate->policy;
    TextId owner = ticket->sla != NONE ? policy->slas[ticket->sla].name
                                       : policy->contracts[ticket->contract].name;
    return arena_format(generate->arena, "an ordinary ticket under %.*s",
                        TEXT_ARGS(policy_text(policy, owner)));
}

static void ticket_draft(Generate *generate, CoverTicket ticket)
{
    Story story;
    if (!story_make(generate, &ticket, false, &story))
        return;
    const char *body =
        arena_format(generate->arena, "%s%s", story.head, created_line(generate, &story, 1));
    draft_add(generate, (Draft){.name = ticket_name(generate, &ticket),
                                .body = body,
                                .item = ticket.item,
                                .sla = ticket.sla,
                                .zone = story.zone});
}

/* Created as ever; an hour later the values hold, an hour after that they do no longer. */
static void pause_draft(Generate *generate, CoverTicket ticket)
{
    Story story;
    Entries on = {generate->arena, ""}, off = {generate->arena, ""};
    const Policy *policy = generate->policy;
    if (!story_make(generate, &ticket, true, &story))
        return;
    for (uint32_t i = 0; i < ticket.values.count; i++) {
        CoverValue value = ticket.values.at[i];
        const FieldDef *def = &policy->fields[value.test.index];
        const char *text = cover_value_text(generate->cover, value);
        CoverValue before = {value.test, def->initial, false};
        const char *usual = cover_value_text(generate->cover, before);
        if (value.test.read != CHOICE_TICKET || !text)
            continue;
        entry_add(&on, policy_text(policy, def->name), text);
        entry_add(&off, policy_text(policy, def->name), usual ? usual : "absent");
    }
    if (!*on.text)
        return;
    const char *body = arena_format(
        generate->arena, "%s%s  at %s updated t1 { %s }\n  at %s updated t1 { %s }\n", story.head,
        created_line(generate, &story, 1), moment(generate, story.zone, story.at + HOUR_MS),
        on.text + 2, moment(generate, story.zone, story.at + 2 * HOUR_MS), off.text + 2);
    draft_add(generate, (Draft){.name = item_name(generate, ticket.item),
                                .body = body,
                                .item = ticket.item,
                                .sla = ticket.sla,
                                .zone = story.zone});
}

/* So many tickets that the line is used to the last, and one more. */
static void quota_draft(Generate *generate, uint32_t item)
{
    uint32_t plan, quota;
    int64_t size;
    Story story;
    if (!cover_quota_of(generate->cover, item, &plan, &quota, &size) || size >= TICKETS)
        return;
    const PlanDef *def = &generate->policy->plans[plan];
    CoverTicket ticket = {.item = item, .sla = NONE, .contract = NONE, .plan = plan};
    if (def->slas_count)
        ticket.sla = generate->policy->plan_slas[def->slas_first];
    if (!story_make(generate, &ticket, false, &story))
        return;
    const char *body = story.head;
    for (uint32_t i = 1; i <= size + 1; i++)
        body = arena_format(generate->arena, "%s%s", body, created_line(generate, &story, i));
    const char *name = text_string(
        generate->arena, policy_text(generate->policy, generate->policy->quotas[quota].name));
    draft_add(generate, (Draft){.name = item_name(generate, item),
                                .body = body,
                                .item = item,
                                .sla = ticket.sla,
                                .quota = name,
                                .zone = story.zone});
}

/* Just before the edge, under each SLA on that calendar. */
static void calendar_draft(Generate *generate, uint32_t item)
{
    const Policy *policy = generate->policy;
    uint32_t calendar;
    Instant start;
    if (!cover_calendar_example(generate->cover, item, start_of(generate, NONE), &calendar, &start))
        return;
    for (uint32_t sla = 0; sla < policy->slas_count; sla++) {
        CoverTicket ticket = {.item = item, .sla = sla, .contract = NONE, .plan = NONE};
        Story story;
        for (uint32_t p = 0; p < policy->plans_count && ticket.plan == NONE; p++)
            for (uint32_t k = 0; k < policy->plans[p].slas_count; k++)
                if (policy->plan_slas[policy->plans[p].slas_first + k] == sla)
                    ticket.plan = p;
        if (policy->slas[sla].fixed_calendar != calendar ||
            !story_make(generate, &ticket, false, &story))
            continue;
        story.at = start;
        const char *body =
            arena_format(generate->arena, "%s%s", story.head, created_line(generate, &story, 1));
        draft_add(generate, (Draft){.name = item_name(generate, item),
                                    .body = body,
                                    .item = item,
                                    .sla = sla,
                                    .zone = story.zone});
    }
}

/* A ticket that says nothing, under each SLA, to see its deadlines, and under each contract. */
static void plain_drafts(Generate *generate)
{
    const Policy *policy = generate->policy;
    for (uint32_t sla = 0; sla < policy->slas_count; sla++) {
        CoverTicket ticket = {.item = NONE, .sla = sla, .contract = NONE, .plan = NONE};
        for (uint32_t p = 0; p < policy->plans_count && ticket.plan == NONE; p++)
            for (uint32_t k = 0; k < policy->plans[p].slas_count; k++)
                if (policy->plan_slas[policy->plans[p].slas_first + k] == sla)
                    ticket.plan = p;
        ticket_draft(generate, ticket);
    }
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        ticket_draft(generate,
                     (CoverTicket){.item = NONE, .sla = NONE, .contract = i, .plan = NONE});
}

static bool is_missing(const Generate *generate, uint32_t item)
{
    return !atomic_load(&cover_items(generate->cover)->at[item].is_reached);
}

void drafts_first(Generate *generate)
{
    CoverTickets tickets = {0};
    cover_search(generate->cover, generate->arena, &tickets);
    for (uint32_t i = 0; i < tickets.count; i++)
        if (tickets.at[i].is_pause)
            pause_draft(generate, tickets.at[i]);
        else
            ticket_draft(generate, tickets.at[i]);
    for (uint32_t i = 0; i < cover_items(generate->cover)->count; i++) {
        CoverKind kind = cover_items(generate->cover)->at[i].kind;
        if (is_missing(generate, i) && kind == COVER_QUOTA)
            quota_draft(generate, i);
        if (is_missing(generate, i) && kind == COVER_CALENDAR)
            calendar_draft(generate, i);
    }
    plain_drafts(generate);
}

/* ---- Deadlines ---- */

/* The story of a draft goes on with a line at an instant. */
static void draft_continue(Generate *generate, const Seen *seen, uint32_t item, Instant at,
                           const char *line)
{
    const Draft *like = &generate->drafts.at[seen->draft];
    const char *body = arena_format(generate->arena, "%s  at %s%s\n", like->body,
                                    moment(generate, like->zone, at), line);
    draft_add(generate, (Draft){.name = item_name(generate, item),
                                .body = body,
                                .item = item,
                                .sla = seen->sla,
                                .zone = like->zone});
}

/* Each event at the deadline, with each word of its first field: one of them stops the clock. */
static void stops_try(Generate *generate, const Seen *seen, uint32_t item)
{
    const Policy *policy = generate->policy;
    for (uint32_t e = 0; e < policy->events_count; e++) {
        const EventDef *event = &policy->events[e];
        Text name = policy_text(policy, event->name);
        const EventField *field =
            event->fields_count ? &policy->event_fields[event->fields_first] : NULL;
        if (event->effect == EFFECT_CREATE || event->effect == EFFECT_LINK ||
            event->effect == EFFECT_UNLINK || event->effect == EFFECT_WORK)
            continue;
        if (!field || field->def.type != TYPE_ENUM) {
            draft_continue(generate, seen, item, seen->due,
                           arena_format(generate->arena, " %.*s t1", TEXT_ARGS(name)));
            continue;
        }
        const EnumDef *words = &policy->enums[field->def.enumeration];
        for (uint32_t w = 0; w < words->count; w++)
            draft_continue(generate, seen, item, seen->due,
                           arena_format(generate->arena, " %.*s t1 { %.*s: %.*s }", TEXT_ARGS(name),
                                        TEXT_ARGS(policy_text(policy, field->def.name)),
                                        TEXT_ARGS(policy_text(
                                            policy, policy->enumerators[words->first + w]))));
    }
}

static const Seen *seen_find(const Generate *generate, uint32_t sla, uint32_t clock)
{
    for (uint32_t i = 0; i < generate->seen.count; i++)
        if (generate->seen.at[i].sla == sla && generate->seen.at[i].clock == clock)
            return &generate->seen.at[i];
    return NULL;
}

void drafts_second(Generate *generate)
{
    enum { LATER_DAYS = 14 };
    for (uint32_t i = 0; i < cover_items(generate->cover)->count; i++) {
        uint32_t sla, clock;
        bool is_met = false, is_deadline = false;
        if (!is_missing(generate, i))
            continue;
        is_deadline = cover_deadline_of(generate->cover, i, &sla, &clock, &is_met);
        if (!is_deadline && !cover_step_of(generate->cover, i, &sla, &clock))
            continue;
        const Seen *seen = seen_find(generate, sla, clock);
        if (seen && is_met)
            stops_try(generate, seen, i);
        else if (seen)
            draft_continue(generate, seen, i,
                           seen->due + (is_deadline ? SECOND_MS : LATER_DAYS * DAY_MS), "");
    }
}
