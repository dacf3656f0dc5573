#include <string.h>

#include "cli/generate_part.h"
#include "runtime/words.h"

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

void draft_add(Generate *generate, Draft draft)
{
    for (uint32_t i = 0; i < generate->drafts.count; i++)
        if (strcmp(generate->drafts.at[i].body, draft.body) == 0 &&
            generate->drafts.at[i].item == NONE)
            return;
    VEC_PUSH(generate->arena, &generate->drafts, draft);
}

const char *draft_item_name(const Generate *generate, uint32_t item)
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
        else if (value.test.read == CHOICE_CODE)
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

/* Of the pack, an hour before the ticket. */
static const char *purchase(const Generate *generate, const PackDef *pack, const Story *story)
{
    enum { FEW = 10 };
    return arena_format(generate->arena, "  at %s pack %.*s { account: \"%s\", quantity: %lld }\n",
                        moment(generate, story->zone, story->at - HOUR_MS),
                        TEXT_ARGS(policy_text(generate->policy, pack->name)), story->account,
                        (long long)(pack->least > FEW ? pack->least : FEW));
}

static bool story_make(Generate *generate, CoverTicket *ticket, bool is_plain, Story *out)
{
    const Policy *policy = generate->policy;
    Arena *arena = generate->arena;
    bool is_good;
    if (ticket->sla != NONE)
        cover_search_gives(generate->cover, arena, policy->slas[ticket->sla].applies, true, ticket);
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
    uint32_t plan =
        ticket->contract == NONE ? ticket->plan : policy->contracts[ticket->contract].plan;
    for (uint32_t i = 0; plan != NONE && !ticket->is_bare && i < policy->plans[plan].draws_count;
         i++)
        out->head = arena_format(
            arena, "%s%s", out->head,
            purchase(generate,
                     &policy->packs[policy->draws_on[policy->plans[plan].draws_first + i].pack],
                     out));
    out->entries = entries.text;
    return true;
}

static Instant created_at(const Story *story, uint32_t number)
{
    return story->at + (number - 1) * MINUTE_MS;
}

/* A draft with `count` tickets of the story. */
static Draft draft_of(const Story *story, const char *name, const char *body, uint32_t count)
{
    return (Draft){.name = name,
                   .body = body,
                   .zone = story->zone,
                   .at = created_at(story, count),
                   .account = story->account,
                   .entries = story->entries,
                   .tickets = count};
}

static const char *created_line(Generate *generate, const Story *story, uint32_t number)
{
    return arena_format(generate->arena, "  at %s created t%u { account: \"%s\"%s }\n",
                        moment(generate, story->zone, created_at(story, number)), number,
                        story->account, story->entries);
}

/* The story's tickets, one or as many as use a quota up and one more. */
static const char *created_lines(Generate *generate, const Story *story, uint32_t count)
{
    const char *body = story->head;
    for (uint32_t i = 1; i <= count; i++)
        body = arena_format(generate->arena, "%s%s", body, created_line(generate, story, i));
    return body;
}

static void ticket_draft(Generate *generate, CoverTicket ticket)
{
    Story story;
    int64_t before = ticket.quota == NONE ? 0 : cover_quota_size(generate->cover, ticket.quota);
    if (before >= TICKETS || !story_make(generate, &ticket, false, &story))
        return;
    uint32_t count = (uint32_t)before + 1;
    Draft draft =
        draft_of(&story, ticket.item == NONE ? NULL : draft_item_name(generate, ticket.item),
                 created_lines(generate, &story, count), count);
    draft.item = ticket.item;
    draft.sla = ticket.sla;
    draft_add(generate, draft);
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
    Draft draft = draft_of(&story, draft_item_name(generate, ticket.item), body, 1);
    draft.item = ticket.item;
    draft.sla = ticket.sla;
    draft.at = story.at + 2 * HOUR_MS;
    draft_add(generate, draft);
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
    CoverTicket ticket = {.item = item, .sla = NONE, .contract = NONE, .plan = plan, .quota = NONE};
    if (def->slas_count)
        ticket.sla = generate->policy->plan_slas[def->slas_first];
    cover_search_gives(generate->cover, generate->arena, generate->policy->quotas[quota].counts,
                       true, &ticket);
    if (!story_make(generate, &ticket, false, &story))
        return;
    uint32_t count = (uint32_t)size + 1;
    Draft draft = draft_of(&story, draft_item_name(generate, item),
                           created_lines(generate, &story, count), count);
    draft.item = item;
    draft.sla = ticket.sla;
    draft.quota = text_string(generate->arena,
                              policy_text(generate->policy, generate->policy->quotas[quota].name));
    draft_add(generate, draft);
}

/* A ticket under the SLA, in its first plan, for which one of its clocks has a deadline. */
static CoverTicket sla_ticket(Generate *generate, uint32_t item, uint32_t sla, uint32_t row)
{
    const Policy *policy = generate->policy;
    CoverTicket ticket = {.item = item, .sla = sla, .contract = NONE, .plan = NONE, .quota = NONE};
    for (uint32_t p = 0; p < policy->plans_count && ticket.plan == NONE; p++)
        for (uint32_t k = 0; k < policy->plans[p].slas_count; k++)
            if (policy->plan_slas[policy->plans[p].slas_first + k] == sla)
                ticket.plan = p;
    cover_search_gives(generate->cover, generate->arena, policy->sla_clocks[row].line, COVER_TIMED,
                       &ticket);
    return ticket;
}

/* Just before the edge, under each SLA that may be on that calendar. */
static void calendar_draft(Generate *generate, uint32_t item)
{
    const Policy *policy = generate->policy;
    uint32_t calendar;
    Instant start;
    if (!cover_calendar_example(generate->cover, item, start_of(generate, NONE), &calendar, &start))
        return;
    for (uint32_t sla = 0; sla < policy->slas_count; sla++) {
        const SlaDef *def = &policy->slas[sla];
        for (uint32_t k = 0; k < def->clocks_count; k++) {
            CoverTicket ticket = sla_ticket(generate, item, sla, def->clocks_first + k);
            Story story;
            if (def->fixed_calendar == NONE)
                cover_search_gives(generate->cover, generate->arena, def->calendar, calendar,
                                   &ticket);
            if (!story_make(generate, &ticket, false, &story))
                continue;
            story.at = start;
            Draft draft = draft_of(&story, draft_item_name(generate, item),
                                   created_lines(generate, &story, 1), 1);
            draft.item = item;
            draft.sla = sla;
            draft_add(generate, draft);
        }
    }
}

static bool plan_draws(const Policy *policy, uint32_t plan)
{
    return policy->plans[plan].draws_count > 0;
}

/* A ticket that says nothing, under each SLA, to see its deadlines, under each plan and under each contract. */
static void plain_drafts(Generate *generate)
{
    const Policy *policy = generate->policy;
    for (uint32_t sla = 0; sla < policy->slas_count; sla++)
        for (uint32_t k = 0; k < policy->slas[sla].clocks_count; k++)
            ticket_draft(generate,
                         sla_ticket(generate, NONE, sla, policy->slas[sla].clocks_first + k));
    for (uint32_t i = 0; i < policy->plans_count; i++) {
        CoverTicket ticket = {
            .item = NONE, .sla = NONE, .contract = NONE, .plan = i, .quota = NONE};
        ticket_draft(generate, ticket);
        ticket.is_bare = plan_draws(policy, i);
        if (ticket.is_bare)
            ticket_draft(generate, ticket);
    }
    for (uint32_t i = 0; i < policy->contracts_count; i++)
        ticket_draft(
            generate,
            (CoverTicket){.item = NONE, .sla = NONE, .contract = i, .plan = NONE, .quota = NONE});
}

/* As many tickets as each quota has, and one more. */
static void full_drafts(Generate *generate)
{
    const Policy *policy = generate->policy;
    for (uint32_t p = 0; p < policy->plans_count; p++)
        for (uint32_t q = 0; q < policy->plans[p].quotas_count; q++) {
            uint32_t quota = policy->plans[p].quotas_first + q;
            CoverTicket ticket = {
                .item = NONE, .sla = NONE, .contract = NONE, .plan = p, .quota = quota};
            cover_search_gives(generate->cover, generate->arena, policy->quotas[quota].counts, true,
                               &ticket);
            ticket_draft(generate, ticket);
        }
}

/* Tickets that all come late in a month, and the end of the next. */
static void objective_drafts(Generate *generate)
{
    enum { LATER_DAYS = 62 };
    const Policy *policy = generate->policy;
    for (uint32_t i = 0; i < policy->objectives_count; i++) {
        const ObjectiveDef *objective = &policy->objectives[i];
        const SlaDef *sla = &policy->slas[objective->sla];
        uint32_t count = objective->least ? (uint32_t)objective->least : 1;
        CoverTicket ticket = sla_ticket(generate, NONE, objective->sla, sla->clocks_first);
        Story story;
        if (objective->least >= TICKETS || !story_make(generate, &ticket, false, &story))
            continue;
        Draft draft = draft_of(&story, NULL, NULL, count);
        draft.item = NONE;
        draft.sla = objective->sla;
        draft.at += LATER_DAYS * DAY_MS;
        draft.body =
            arena_format(generate->arena, "%s  at %s\n", created_lines(generate, &story, count),
                         moment(generate, story.zone, draft.at));
        draft_add(generate, draft);
    }
}

/* Tickets that begin in each status. */
static void status_drafts(Generate *generate)
{
    const Policy *policy = generate->policy;
    uint32_t status = policy->field_status;
    if (!policy->workflows_count || status == NONE)
        return;
    for (uint32_t i = 0; i < policy->enums[policy->fields[status].enumeration].count; i++)
        for (uint32_t w = 0; w < policy->workflows_count; w++) {
            CoverTicket ticket = {
                .item = NONE, .sla = NONE, .contract = NONE, .plan = NONE, .quota = NONE};
            CoverValue value = {{CHOICE_TICKET, status}, i, false};
            VEC_PUSH(generate->arena, &ticket.values, value);
            cover_search_gives(generate->cover, generate->arena, policy->workflows[w].when, true,
                               &ticket);
            ticket_draft(generate, ticket);
        }
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
    full_drafts(generate);
    objective_drafts(generate);
    status_drafts(generate);
}

/* ---- Deadlines ---- */

/* The story of a draft goes on with a line at an instant. */
static void draft_continue(Generate *generate, const Seen *seen, uint32_t item, Instant at,
                           const char *line)
{
    const Draft *like = &generate->drafts.at[seen->draft];
    const char *body = arena_format(generate->arena, "%s  at %s%s\n", like->body,
                                    moment(generate, like->zone, at), line);
    Draft draft = *like;
    draft.name = draft_item_name(generate, item);
    draft.body = body;
    draft.item = item;
    draft.sla = seen->sla;
    draft.at = at;
    draft.expectations = NULL;
    draft.is_kept = draft.is_good = false;
    draft_add(generate, draft);
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
