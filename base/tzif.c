/* Layout (RFC 9636 section 3): a header and a block of 32-bit data; from version 2 on a second
   header and a block of 64-bit data that replaces the first, and a footer between newlines. Every
   length is checked against the size of the file before anything is read. */
#include "base/tzif.h"

#include <string.h>

#include "base/tz_rule.h"

enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    FIRST_YEAR = 1899, /* years over which the footer's rule is expanded */
    LAST_YEAR = 2201
};

#define TABLE_FROM (INSTANT_MIN - ZONE_MARGIN_MS)
#define TABLE_TO   (INSTANT_MAX + ZONE_MARGIN_MS)

typedef struct Header {
    char version;
    uint32_t ut_count, std_count, leap_count, time_count, type_count, char_count;
} Header;

/* One of the two blocks of data, its parts not yet checked. */
typedef struct Block {
    Header header;
    unsigned time_bytes; /* 4 or 8 */
    const unsigned char *times, *indices, *types;
    size_t size;
} Block;

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_time(const unsigned char *at, unsigned bytes)
{
    if (bytes == 4)
        return (int32_t)read_u32(at);
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static bool header_parse(const unsigned char *at, size_t size, Header *out)
{
    if (size < HEADER_BYTES || memcmp(at, "TZif", 4) != 0)
        return false;
    *out = (Header){.version = (char)at[4],
                    .ut_count = read_u32(at + 20),
                    .std_count = read_u32(at + 24),
                    .leap_count = read_u32(at + 28),
                    .time_count = read_u32(at + 32),
                    .type_count = read_u32(at + 36),
                    .char_count = read_u32(at + 40)};
    return out->version == '\0' || (out->version >= '2' && out->version <= '4');
}

/* The block behind the header at `at`; false when the file is too short for it. */
static bool block_find(const unsigned char *at, size_t size, unsigned time_bytes, Block *out)
{
    Header header;
    if (!header_parse(at, size, &header))
        return false;
    uint64_t times = (uint64_t)header.time_count * time_bytes;
    uint64_t types = (uint64_t)header.type_count * TYPE_BYTES;
    uint64_t leaps = (uint64_t)header.leap_count * (time_bytes + 4);
    uint64_t total = HEADER_BYTES + times + header.time_count + types + header.char_count + leaps +
                     header.std_count + header.ut_count;
    if (total > size)
        return false;
    *out = (Block){.header = header, .time_bytes = time_bytes, .size = (size_t)total};
    out->times = at + HEADER_BYTES;
    out->indices = out->times + times;
    out->types = out->indices + header.time_count;
    return true;
}

static int32_t type_offset(const Block *block, uint32_t type)
{
    return (int32_t)read_u32(block->types + (size_t)type * TYPE_BYTES);
}

static bool types_are_good(const Block *block)
{
    for (uint32_t i = 0; i < block->header.type_count; i++) {
        const unsigned char *type = block->types + (size_t)i * TYPE_BYTES;
        int32_t offset = type_offset(block, i);
        if (offset <= -ZONE_OFFSET_MAX || offset >= ZONE_OFFSET_MAX || type[4] > 1 ||
            type[5] >= block->header.char_count)
            return false;
    }
    return true;
}

static bool block_is_good(const Block *block)
{
    const Header *header = &block->header;
    if (header->type_count == 0 || header->char_count == 0 || header->leap_count != 0 ||
        (header->std_count && header->std_count != header->type_count) ||
        (header->ut_count && header->ut_count != header->type_count) || !types_are_good(block))
        return false;
    for (uint32_t i = 0; i < header->time_count; i++) {
        const unsigned char *time = block->times + (size_t)i * block->time_bytes;
        if (block->indices[i] >= header->type_count ||
            (i && read_time(time - block->time_bytes, block->time_bytes) >=
                      read_time(time, block->time_bytes)))
            return false;
    }
    return true;
}

/* ---- Filling the table ---- */

static int32_t table_last(const ZoneTable *table)
{
    return table->offset[table->count];
}

/* Transitions come in order; what lies before the table's years only sets the offset it begins
 * with. */
static void table_push(ZoneTable *table, Instant at, int32_t offset)
{
    if (at <= TABLE_FROM) {
        table->offset[0] = offset;
        return;
    }
    if (at > TABLE_TO || offset == table_last(table))
        return;
    table->at[table->count++] = at;
    table->offset[table->count] = offset;
}

static Instant seconds_to_instant(int64_t seconds)
{
    if (seconds < TABLE_FROM / SECOND_MS)
        return TABLE_FROM;
    if (seconds > TABLE_TO / SECOND_MS)
        return TABLE_TO + 1;
    return seconds * SECOND_MS;
}

static void table_fill(ZoneTable *table, const Block *block)
{
    table->offset[0] = type_offset(block, 0);
    for (uint32_t i = 0; i < block->header.time_count; i++) {
        int64_t seconds =
            read_time(block->times + (size_t)i * block->time_bytes, block->time_bytes);
        table_push(table, seconds_to_instant(seconds), type_offset(block, block->indices[i]));
    }
}

typedef struct Change {
    Instant at;
    int32_t offset;
} Change;

/* Both changes of every year, in order. A rule may lie up to a week outside its year, and daylight
   time for the whole year is written as an end that coincides with the next beginning: the later
   one written then wins. */
static uint32_t rule_changes(const TzRule *rule, Change *out)
{
    uint32_t count = 0;
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        Change begin = {tz_rule_begin(rule, year), rule->daylight};
        Change end = {tz_rule_end(rule, year), rule->standard};
        bool begins_first = begin.at <= end.at;
        out[count++] = begins_first ? begin : end;
        out[count++] = begins_first ? end : begin;
    }
    for (uint32_t i = 1; i < count; i++) {
        Change change = out[i];
        uint32_t j = i;
        for (; j > 0 && out[j - 1].at > change.at; j--)
            out[j] = out[j - 1];
        out[j] = change;
    }
    return count;
}

/* The rule takes over after the last transition of the file, `from`. */
static void table_extend(ZoneTable *table, const TzRule *rule, bool has_from, Instant from)
{
    if (!rule->has_daylight) {
        if (!has_from)
            table->offset[0] = rule->standard;
        return;
    }
    Change changes[2 * (LAST_YEAR - FIRST_YEAR + 1)];
    uint32_t count = rule_changes(rule, changes);
    for (uint32_t i = 0; i < count; i++) {
        bool is_overruled = i + 1 < count && changes[i + 1].at == changes[i].at;
        if (!is_overruled && (!has_from || changes[i].at > from))
            table_push(table, changes[i].at, changes[i].offset);
    }
}

/* The text between two newlines at the end of the file. */
static bool footer_find(const unsigned char *at, size_t size, Text *out)
{
    if (size < 2 || at[0] != '\n' || at[size - 1] != '\n' || size > 256 ||
        memchr(at + 1, '\n', size - 2))
        return false;
    *out = (Text){(const char *)at + 1, (uint32_t)(size - 2)};
    return true;
}

/* The block that counts, and the footer (empty in version 1). */
static bool file_split(const unsigned char *bytes, size_t size, Block *block, Text *footer)
{
    *footer = TEXT("");
    if (!block_find(bytes, size, 4, block))
        return false;
    if (block->header.version == '\0')
        return true;
    bytes += block->size;
    size -= block->size;
    return block_find(bytes, size, 8, block) &&
           footer_find(bytes + block->size, size - block->size, footer);
}

Status tzif_parse(Arena *arena, const unsigned char *bytes, size_t size, ZoneTable *out)
{
    Block block;
    Text footer;
    TzRule rule = {0};
    if (!file_split(bytes, size, &block, &footer) || !block_is_good(&block) ||
        (footer.size && !tz_rule_parse(footer, &rule)))
        return STATUS_INPUT;
    uint32_t times = block.header.time_count;
    size_t room = (size_t)times + 2 * (LAST_YEAR - FIRST_YEAR + 1);
    ZoneTable table = {.at = ARENA_ARRAY(arena, Instant, room),
                       .offset = ARENA_ARRAY(arena, int32_t, room + 1)};
    table_fill(&table, &block);
    if (footer.size) {
        int64_t last = times ? read_time(block.times + (size_t)(times - 1) * block.time_bytes,
                                         block.time_bytes)
                             : 0;
        table_extend(&table, &rule, times > 0, seconds_to_instant(last));
    }
    *out = table;
    return STATUS_OK;
}
