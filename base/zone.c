/* A zone is one sorted table of transitions over all years in use (base/tzif.h), so that every
   question is a binary search. */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tzif.h"
#include "base/vec.h"

enum { FILE_LIMIT = 1 << 18, PATH_LIMIT = 1024, NAME_LIMIT = 255 };

/* No wall clock is further from UTC. */
#define OFFSET_MAX_MS (ZONE_OFFSET_MAX * SECOND_MS)

struct Zone {
    Arena *arena; /* of everything, the zone itself included */
    Text name;
    ZoneTable table;
};

struct ZoneSet {
    Arena *arena;
    const char *folder, *version;
    VEC(Zone *) zones;
};

/* ---- Asking ---- */

/* How many transitions lie at or before `at`: the number of the offset in force. */
static uint32_t period_find(const ZoneTable *table, Instant at)
{
    uint32_t low = 0, high = table->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table->at[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

Text zone_name(const Zone *zone)
{
    return zone->name;
}

int32_t zone_offset(const Zone *zone, Instant at)
{
    return zone->table.offset[period_find(&zone->table, at)];
}

int64_t zone_local(const Zone *zone, Instant at)
{
    return at + zone_offset(zone, at) * SECOND_MS;
}

Date zone_date(const Zone *zone, Instant at)
{
    int64_t local = zone_local(zone, at);
    return (Date)(local / DAY_MS - (local % DAY_MS < 0 ? 1 : 0));
}

Instant zone_next_transition(const Zone *zone, Instant at)
{
    uint32_t next = period_find(&zone->table, at);
    if (next == zone->table.count || zone->table.at[next] > INSTANT_MAX)
        return INSTANT_NONE;
    return zone->table.at[next];
}

/* Transitions closer together than this are left to zone_instant. */
#define PLAIN_MIN_MS (8 * DAY_MS)

void zone_plain_range(const Zone *zone, Instant at, int64_t *from, int64_t *until)
{
    const ZoneTable *table = &zone->table;
    uint32_t period = period_find(table, at);
    Instant start = period ? table->at[period - 1] : INSTANT_MIN - ZONE_MARGIN_MS;
    Instant end = period < table->count ? table->at[period] : INSTANT_MAX + ZONE_MARGIN_MS;
    *from = *until = start;
    bool is_crowded = end - start < PLAIN_MIN_MS ||
                      (period >= 2 && start - table->at[period - 2] < PLAIN_MIN_MS) ||
                      (period + 1 < table->count && table->at[period + 1] - end < PLAIN_MIN_MS);
    if (is_crowded)
        return;
    int32_t here = table->offset[period];
    int32_t before = period ? table->offset[period - 1] : here;
    int32_t after = period < table->count ? table->offset[period + 1] : here;
    *from = start + (before > here ? before : here) * SECOND_MS;
    *until = end + (after < here ? after : here) * SECOND_MS;
}

/* Does the wall clock show `local` while offset `period` is in force? */
static bool period_shows(const ZoneTable *table, uint32_t period, int64_t local, Instant *out)
{
    Instant at = local - table->offset[period] * SECOND_MS;
    if ((period > 0 && at < table->at[period - 1]) ||
        (period < table->count && at >= table->at[period]))
        return false;
    *out = at;
    return true;
}

/* The transition that jumps over `local`, which no offset between `first` and `last` shows. */
static Instant gap_end(const ZoneTable *table, uint32_t first, uint32_t last, int64_t local)
{
    for (uint32_t i = first; i < last; i++) {
        if (table->at[i] + table->offset[i] * SECOND_MS <= local &&
            local < table->at[i] + table->offset[i + 1] * SECOND_MS)
            return table->at[i];
    }
    return local - table->offset[first] * SECOND_MS;
}

Instant zone_instant(const Zone *zone, int64_t local, Fold fold)
{
    const ZoneTable *table = &zone->table;
    uint32_t first = period_find(table, local - OFFSET_MAX_MS);
    uint32_t last = period_find(table, local + OFFSET_MAX_MS);
    Instant at = INSTANT_NONE;
    for (uint32_t i = first; i <= last; i++) {
        if (period_shows(table, i, local, &at) && fold == FOLD_FIRST)
            break;
    }
    return at != INSTANT_NONE ? at : gap_end(table, first, last, local);
}

/* ---- Opening ---- */

static Zone *zone_new(Text name)
{
    Arena *arena = arena_new();
    Zone *zone = ARENA_NEW(arena, Zone);
    *zone = (Zone){.arena = arena, .name = text_copy(arena, name)};
    return zone;
}

void zone_free(Zone *zone)
{
    if (zone)
        arena_free(zone->arena);
}

const Zone *zone_utc(void)
{
    static int32_t offset[1] = {0};
    static const Zone utc = {.name = {"UTC", 3}, .table = {.offset = offset}};
    return &utc;
}

Status zone_parse(Text name, const unsigned char *bytes, size_t size, Zone **out)
{
    Zone *zone = zone_new(name);
    Status status = tzif_parse(zone->arena, bytes, size, &zone->table);
    if (status != STATUS_OK) {
        zone_free(zone);
        return status;
    }
    *out = zone;
    return STATUS_OK;
}

/* The first line behind `prefix` of a file in the folder, "" where there is none. */
static const char *first_line(ZoneSet *set, const char *file, const char *prefix)
{
    char path[PATH_LIMIT], line[64] = "";
    int length = snprintf(path, sizeof path, "%s/%s", set->folder, file);
    FILE *stream = length > 0 && (size_t)length < sizeof path ? fopen(path, "rb") : NULL;
    if (!stream)
        return "";
    bool is_read = fgets(line, sizeof line, stream) != NULL;
    fclose(stream);
    if (!is_read || strncmp(line, prefix, strlen(prefix)) != 0)
        return "";
    const char *text = line + strlen(prefix);
    return arena_copy(set->arena, text, strcspn(text, " \r\n"));
}

ZoneSet *zone_set_new(const char *folder)
{
    Arena *arena = arena_new();
    ZoneSet *set = ARENA_NEW(arena, ZoneSet);
    const char *path = folder ? folder : "/usr/share/zoneinfo";
    *set = (ZoneSet){.arena = arena, .folder = arena_copy(arena, path, strlen(path))};
    set->version = first_line(set, "tzdata.zi", "# version ");
    if (!*set->version)
        set->version = first_line(set, "+VERSION", "");
    if (!*set->version)
        set->version = "unknown";
    return set;
}

void zone_set_free(ZoneSet *set)
{
    if (!set)
        return;
    for (uint32_t i = 0; i < set->zones.count; i++)
        zone_free(set->zones.at[i]);
    arena_free(set->arena);
}

const char *zone_set_version(const ZoneSet *set)
{
    return set->version;
}

/* Parts of letters, digits, "_", "+" and "-" between slashes: nothing that leads out of the folder.
 */
static bool name_is_safe(Text name)
{
    if (name.size == 0 || name.size > NAME_LIMIT || name.data[0] == '/' ||
        name.data[name.size - 1] == '/')
        return false;
    for (uint32_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_other = (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
        if (!is_letter && !is_other && (c != '/' || name.data[i - 1] == '/'))
            return false;
    }
    return true;
}

static Status file_read(ZoneSet *set, Text name, Zone **out)
{
    char path[PATH_LIMIT];
    int length = snprintf(path, sizeof path, "%s/%.*s", set->folder, TEXT_ARGS(name));
    FILE *stream = length > 0 && (size_t)length < sizeof path ? fopen(path, "rb") : NULL;
    if (!stream)
        return STATUS_INPUT;
    unsigned char *bytes = malloc(FILE_LIMIT); /* most of it is never touched */
    size_t size = bytes ? fread(bytes, 1, FILE_LIMIT, stream) : 0;
    fclose(stream);
    Status status = zone_parse(name, bytes, size, out);
    free(bytes);
    return status;
}

Status zone_find(ZoneSet *set, Text name, const Zone **out)
{
    for (uint32_t i = 0; i < set->zones.count; i++) {
        if (text_equal(set->zones.at[i]->name, name)) {
            *out = set->zones.at[i];
            return STATUS_OK;
        }
    }
    if (text_is(name, "UTC")) {
        *out = zone_utc();
        return STATUS_OK;
    }
    Zone *zone;
    if (!name_is_safe(name))
        return STATUS_INPUT;
    TRY(file_read(set, name, &zone));
    VEC_PUSH(set->arena, &set->zones, zone);
    *out = zone;
    return STATUS_OK;
}
