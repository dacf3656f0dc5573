/* The story of a ticket: created, perhaps a question of the customer, the first reply, perhaps a
   change of priority, a pause for the customer, a second reply; resolved, perhaps reopened; closed
   days later. */
#include "bench/history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* More moments than any ticket can have: the story below, with its reopening. */
enum { TICKET_MOMENTS = 16 };
enum { AGENTS = 40, PRODUCTS = 5, CHANNELS = 4, TYPES = 4, PRIORITIES = 4 };

typedef struct Writer {
    const HistoryOptions *options;
    uint64_t random; /* the generator's state */
    Instant end;     /* moments at or after it are left out */
    Moment *moments;
    size_t count;
} Writer;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t random_next(Writer *writer)
{
    writer->random += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = writer->random;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* From 0 to limit - 1; the bias of the remainder is far below what a history shows. */
static uint32_t random_below(Writer *writer, uint32_t limit)
{
    return (uint32_t)((random_next(writer) >> 16) % limit);
}

static bool random_chance(Writer *writer, uint32_t percent)
{
    return random_below(writer, 100) < percent;
}

/* Index of a weight, drawn in proportion; the weights sum to `total`. */
static uint32_t random_weighted(Writer *writer, const uint16_t *weights, uint32_t total)
{
    uint32_t left = random_below(writer, total), index = 0;
    while (left >= weights[index])
        left -= weights[index++];
    return index;
}

/* Exponentially distributed with this mean: -ln(1 - i/64) · 1024 at 65 knots (the last at 1 -
   1/256), straight between them, so that no machine's logarithm has a say. At least a second. */
static Duration random_wait(Writer *writer, Duration mean)
{
    static const uint16_t KNOT[65] = {
        0,    16,   33,   49,   66,   83,   101,  119,  137,  155,  174,  193,  213,
        233,  253,  273,  295,  316,  338,  361,  384,  407,  431,  456,  481,  507,
        534,  561,  589,  618,  648,  678,  710,  742,  776,  811,  847,  884,  922,
        963,  1004, 1048, 1093, 1141, 1191, 1244, 1299, 1357, 1420, 1486, 1556, 1632,
        1714, 1803, 1901, 2009, 2129, 2266, 2424, 2611, 2839, 3134, 3549, 4259, 5678};
    uint32_t index = random_below(writer, 64), part = random_below(writer, 1024);
    int64_t scaled = KNOT[index] * INT64_C(1024) + (KNOT[index + 1] - KNOT[index]) * (int64_t)part;
    Duration wait = mean / SECOND_MS * scaled / (1024 * 1024) * SECOND_MS;
    return wait < SECOND_MS ? SECOND_MS : wait;
}

static bool is_work_time(Instant at)
{
    int64_t day = at / DAY_MS, hour = at % DAY_MS / HOUR_MS;
    return date_weekday((Date)day) <= FRIDAY && hour >= 8 && hour < 18;
}

/* Most agents act in working hours only: what would fall outside waits for the next morning. */
static Instant agent_time(Writer *writer, Instant at)
{
    if (is_work_time(at) || random_chance(writer, 15))
        return at;
    if (at % DAY_MS >= 18 * HOUR_MS)
        at += DAY_MS;
    at -= at % DAY_MS;
    while (date_weekday((Date)(at / DAY_MS)) > FRIDAY)
        at += DAY_MS;
    return at + 8 * HOUR_MS + random_below(writer, 5400) * SECOND_MS;
}

/* A weekday's tickets are ten times a Sunday's, an afternoon hour's twenty times one at night. */
static Instant creation_time(Writer *writer)
{
    static const uint16_t HOUR[24] = {2,  1,  1,  1,  2,  4,  9,  22, 38, 46, 44, 40,
                                      30, 36, 42, 40, 34, 24, 14, 10, 8,  7,  5,  4};
    static const uint8_t WEEKDAY[7] = {100, 96, 90, 88, 80, 16, 10};
    Date day;
    do {
        day = writer->options->from + (Date)random_below(writer, writer->options->days);
    } while (!random_chance(writer, WEEKDAY[date_weekday(day)]));
    uint32_t hour = random_weighted(writer, HOUR, 464);
    return day * DAY_MS + hour * HOUR_MS + random_below(writer, 3600) * SECOND_MS;
}

static void moment_add(Writer *writer, Moment moment, MomentKind kind, Instant at)
{
    if (at >= writer->end)
        return;
    moment.kind = kind;
    moment.at = at;
    moment.order = (uint32_t)writer->count;
    writer->moments[writer->count++] = moment;
}

static Instant priority_change(Writer *writer, Moment *ticket, Instant at)
{
    uint8_t other = (uint8_t)random_below(writer, PRIORITIES - 1);
    ticket->priority = other >= ticket->priority ? (uint8_t)(other + 1) : other;
    at = agent_time(writer, at + random_wait(writer, HOUR_MS));
    moment_add(writer, *ticket, MOMENT_PRIORITY, at);
    return at;
}

static Instant pause_for_customer(Writer *writer, Moment ticket, Instant at)
{
    at = agent_time(writer, at + random_wait(writer, HOUR_MS));
    moment_add(writer, ticket, MOMENT_PENDING, at);
    at += random_wait(writer, 16 * HOUR_MS);
    moment_add(writer, ticket, MOMENT_REPLY_CUSTOMER, at);
    at += SECOND_MS;
    moment_add(writer, ticket, MOMENT_OPEN, at);
    return at;
}

static Instant resolution(Writer *writer, Moment ticket, Instant at, Duration mean)
{
    at = agent_time(writer, at + random_wait(writer, mean));
    moment_add(writer, ticket, MOMENT_RESOLVED, at);
    return at;
}

/* Up to the first reply: the customer may ask in between, strictly before it. */
static Instant first_reply(Writer *writer, Moment ticket)
{
    static const Duration MEAN[PRIORITIES] = {5 * HOUR_MS, 3 * HOUR_MS, 80 * MINUTE_MS,
                                              35 * MINUTE_MS};
    Instant created = ticket.at;
    Instant reply = agent_time(writer, created + random_wait(writer, MEAN[ticket.priority]));
    int64_t between = (reply - created) / SECOND_MS;
    if (random_chance(writer, writer->options->question) && between > 1) {
        uint32_t after = 1 + random_below(writer, (uint32_t)(between - 1));
        moment_add(writer, ticket, MOMENT_REPLY_CUSTOMER, created + after * SECOND_MS);
    }
    moment_add(writer, ticket, MOMENT_REPLY_AGENT, reply);
    return reply;
}

static void ticket_story(Writer *writer, Moment ticket)
{
    static const Duration MEAN[PRIORITIES] = {30 * HOUR_MS, 18 * HOUR_MS, 9 * HOUR_MS, 4 * HOUR_MS};
    const HistoryOptions *options = writer->options;
    moment_add(writer, ticket, MOMENT_CREATED, ticket.at);
    Instant at = first_reply(writer, ticket);
    if (random_chance(writer, options->priority_change))
        at = priority_change(writer, &ticket, at);
    if (random_chance(writer, options->pending))
        at = pause_for_customer(writer, ticket, at);
    if (random_chance(writer, options->second_reply)) {
        at = agent_time(writer, at + random_wait(writer, 2 * HOUR_MS));
        moment_add(writer, ticket, MOMENT_REPLY_AGENT, at);
    }
    at = resolution(writer, ticket, at, MEAN[ticket.priority]);
    if (random_chance(writer, options->reopened)) {
        at += random_wait(writer, 12 * HOUR_MS);
        moment_add(writer, ticket, MOMENT_REOPENED, at);
        at = agent_time(writer, at + random_wait(writer, 3 * HOUR_MS));
        moment_add(writer, ticket, MOMENT_REPLY_AGENT, at);
        at = resolution(writer, ticket, at, 5 * HOUR_MS);
    }
    if (random_chance(writer, options->closed))
        moment_add(writer, ticket, MOMENT_CLOSED, at + DAY_MS + random_wait(writer, 2 * DAY_MS));
}

/* The lower of two draws: the first accounts file most of the tickets. */
static uint32_t busy_account(Writer *writer)
{
    uint32_t a = random_below(writer, writer->options->accounts);
    uint32_t b = random_below(writer, writer->options->accounts);
    return a < b ? a : b;
}

static Moment ticket_make(Writer *writer, uint32_t number, Instant created)
{
    static const uint16_t PRIORITY[PRIORITIES] = {20, 50, 20, 10};
    return (Moment){
        .at = created,
        .ticket = number,
        .account = busy_account(writer),
        .agent = random_below(writer, AGENTS),
        .priority = (uint8_t)random_weighted(writer, PRIORITY, 100),
        .product = (uint8_t)random_below(writer, PRODUCTS),
        .channel = (uint8_t)random_below(writer, CHANNELS),
        .type = (uint8_t)random_below(writer, TYPES),
    };
}

static void accounts_introduce(Writer *writer)
{
    static const uint16_t TIER[3] = {60, 30, 10};
    Instant start = writer->options->from * DAY_MS;
    for (uint32_t i = 0; i < writer->options->accounts; i++) {
        uint8_t tier = (uint8_t)random_weighted(writer, TIER, 100);
        moment_add(writer, (Moment){.account = i, .tier = tier}, MOMENT_ACCOUNT, start);
    }
}

static int instant_order(const void *left, const void *right)
{
    Instant a = *(const Instant *)left, b = *(const Instant *)right;
    return (a > b) - (a < b);
}

static int moment_order(const void *left, const void *right)
{
    const Moment *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

HistoryOptions history_defaults(void)
{
    return (HistoryOptions){
        .seed = 1,
        .tickets = 1000,
        .accounts = 50,
        .days = 365,
        .from = date_make(2026, 1, 1),
        .question = 25,
        .pending = 40,
        .second_reply = 35,
        .priority_change = 12,
        .reopened = 8,
        .closed = 97,
    };
}

History history_make(Arena *arena, const HistoryOptions *options)
{
    size_t room = options->accounts + (size_t)options->tickets * TICKET_MOMENTS;
    Writer writer = {
        .options = options,
        .random = options->seed,
        .end = ((Instant)options->from + options->days) * DAY_MS,
        .moments = ARENA_ARRAY(arena, Moment, room),
    };
    accounts_introduce(&writer);
    /* Numbered in the order of their creation, as a help desk does. */
    Instant *created = ARENA_ARRAY(arena, Instant, options->tickets);
    for (uint32_t i = 0; i < options->tickets; i++)
        created[i] = creation_time(&writer);
    qsort(created, options->tickets, sizeof *created, instant_order);
    for (uint32_t i = 0; i < options->tickets; i++)
        ticket_story(&writer, ticket_make(&writer, i, created[i]));
    assert(writer.count <= room && "a ticket's story is longer than TICKET_MOMENTS");
    qsort(writer.moments, writer.count, sizeof *writer.moments, moment_order);
    return (History){.moments = writer.moments, .count = writer.count};
}
