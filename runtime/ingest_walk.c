#include "runtime/ingest_walk.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/ingest_bytes.h"
#include "runtime/ingest_memo.h"

enum {
    KEY_WORDS = 3, /* longer keys are looked up */
    KEY_BYTES = 8 * KEY_WORDS,
    KINDS = 16,        /* of lines: after `created` come other keys than after `reply` */
    UNKNOWN_KEYS = 16, /* in a line, more are left to the strict reader */
    DECODED = 1 << 16, /* bytes of strings with escapes in a line, likewise */
    DECODED_PADDING = 2 * MEMO_TEXT_MAX /* more of them may be written or read */
};

typedef struct WalkKey { /* `"name":`, to be compared at once; size 0: too long for that */
    uint64_t words[KEY_WORDS], masks[KEY_WORDS];
    uint32_t size;
} WalkKey;

struct Walk {
    const Columns *columns; /* the rest is made for these */
    WalkKey *keys;          /* by column */
    uint32_t
        *next; /* [kind * (columns + 1) + column + 1 or 0]: what came next the last time; NONE */
    uint32_t telling; /* the column `event`, whose text tells what kind of line this is; NONE */
    Memo names;       /* of the columns */
    bool is_off;      /* names with a path */
    Text unknown[UNKNOWN_KEYS];
    uint32_t unknown_count;
    const char *end; /* of the window */
    uint32_t decoded_size;
    char *
        decoded; /* DECODED bytes and those by which what is in it is looked up; NULL: not needed yet */
};

/* ---- Bytes ---- */

static inline uint64_t load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* ---- The columns ---- */

static void key_make(WalkKey *key, Text name)
{
    char bytes[KEY_BYTES] = "\"", mask[KEY_BYTES] = "";
    if (name.size + 3 > KEY_BYTES)
        return;
    memcpy(bytes + 1, name.data, name.size);
    memcpy(bytes + 1 + name.size, "\":", 2);
    key->size = name.size + 3;
    memset(mask, 0xff, key->size);
    memcpy(key->words, bytes, KEY_BYTES);
    memcpy(key->masks, mask, KEY_BYTES);
}

static void columns_take(Walk *walk, const Columns *columns, Arena *keep)
{
    uint32_t count = columns->names.count;
    free(walk->decoded);
    *walk = (Walk){.columns = columns, .is_off = columns->has_paths};
    if (walk->is_off)
        return;
    walk->keys = ARENA_ARRAY(keep, WalkKey, count);
    walk->next = ARENA_ARRAY(keep, uint32_t, KINDS * (count + 1));
    memset(walk->next, 0xff, KINDS * (count + 1) * sizeof *walk->next);
    walk->telling = columns_find(columns, TEXT("event"));
    walk->names = memo_over(keep, columns->names.at, count);
    for (uint32_t i = 0; i < count; i++)
        key_make(&walk->keys[i], columns->names.at[i]);
}

/* Of a name behind which sixteen bytes can be read. */
static inline uint32_t column_find(const Walk *walk, Text name)
{
    if (name.size > MEMO_TEXT_MAX)
        return columns_find(walk->columns, name);
    MemoKey key = memo_key_padded(name.data, name.size);
    const MemoSlot *slot = memo_slot(&walk->names, &key);
    if (memo_holds(slot, &key))
        return slot->value;
    return walk->names.is_whole ? NONE : columns_find(walk->columns, name);
}

/* ---- Values: `at` is where they begin, the result where they end; NULL: the line is left to the strict reader ---- */

/* Behind the closing quote of a string that has escapes: what is plain is copied sixteen bytes at a time. */
static const char *escapes_decode(Walk *walk, const char *at, Text *out)
{
    bool is_ascii = true;
    if (!walk->decoded && !(walk->decoded = malloc(DECODED + DECODED_PADDING)))
        abort();
    char *first = walk->decoded + walk->decoded_size, *to = first, *limit = walk->decoded + DECODED;
    while (to < limit) {
        unsigned found = bytes_not_plain(at);
        unsigned plain = found ? (unsigned)__builtin_ctz(found) : 16;
        memcpy(to, at, 16);
        at += plain;
        to += plain;
        if (!found)
            continue;
        if (*at == '"') {
            *out = (Text){.data = first, .size = (uint32_t)(to - first)};
            walk->decoded_size = (uint32_t)(to - walk->decoded);
            return is_ascii || text_is_utf8(*out, NULL) ? at + 1 : NULL;
        }
        if ((signed char)*at < 0) {
            *to++ = *at++;
            is_ascii = false;
        } else if (*at != '\\' || !(at = json_escape_decode(at + 1, walk->end, &to))) {
            return NULL;
        }
    }
    return NULL;
}

/* A string that has more than plain ASCII, from behind its opening quote; `stop` is where that begins. */
static const char *string_decode(Walk *walk, const char *at, const char *stop, Text *out)
{
    while ((signed char)*stop < 0)
        stop = plain_end(stop + 1);
    if (*stop != '"')
        return escapes_decode(walk, at, out);
    *out = (Text){.data = at, .size = (uint32_t)(stop - at)};
    return text_is_utf8(*out, NULL) ? stop + 1 : NULL;
}

static inline const char *string_walk(Walk *walk, const char *at, Text *out)
{
    const char *stop = plain_end(at);
    if (*stop != '"')
        return string_decode(walk, at, stop, out);
    *out = (Text){.data = at, .size = (uint32_t)(stop - at)};
    return stop + 1;
}

static CellKind word_kind(const char *at, uint32_t *size)
{
    *size = 4;
    if (memcmp(at, "null", 4) == 0)
        return CELL_NULL;
    if (memcmp(at, "true", 4) == 0)
        return CELL_TRUE;
    *size = 5;
    return memcmp(at, "false", 5) == 0 ? CELL_FALSE : CELL_MISSING;
}

static const char *scalar_walk(const Walk *walk, const char *at, Cell *out)
{
    uint32_t size;
    out->kind = word_kind(at, &size);
    const char *after = at + size;
    if (out->kind == CELL_MISSING) {
        out->kind = CELL_NUMBER;
        after = json_number_end(at, walk->end);
    }
    out->text = (Text){.data = at, .size = (uint32_t)(after - at)};
    return after;
}

static inline const char *value_walk(Walk *walk, const char *at, Cell *out)
{
    if (*at != '"')
        return scalar_walk(walk, at, out);
    out->kind = CELL_STRING;
    return string_walk(walk, at + 1, &out->text);
}

/* ---- Keys ---- */

static inline bool key_matches(const WalkKey *key, const char *at)
{
    if (!key->size || ((load(at) ^ key->words[0]) & key->masks[0]))
        return false;
    return key->size <= 8 || ((((load(at + 8) ^ key->words[1]) & key->masks[1]) |
                               ((load(at + 16) ^ key->words[2]) & key->masks[2])) == 0);
}

/* Any key and its colon; its column is NONE where it means nothing. */
static const char *key_walk(Walk *walk, const char *at, uint32_t *column)
{
    Text name;
    at = space_end(at);
    if (*at != '"' || !(at = string_walk(walk, at + 1, &name)))
        return NULL;
    at = space_end(at);
    *column = column_find(walk, name);
    bool is_counted = *column == NONE;
    if (*at != ':' || (is_counted && walk->unknown_count == UNKNOWN_KEYS))
        return NULL;
    if (is_counted)
        walk->unknown[walk->unknown_count++] = name;
    return at + 1;
}

/* The next key, which *next guesses. */
static inline const char *column_walk(Walk *walk, const char *at, uint32_t *next, uint32_t *column)
{
    uint32_t guess = *next;
    if (guess != NONE && key_matches(&walk->keys[guess], at)) {
        *column = guess;
        return at + walk->keys[guess].size;
    }
    at = key_walk(walk, at, column);
    if (at && *column != NONE)
        *next = *column;
    return at;
}

/* The guesses for lines of that event, from 1 on. */
static inline uint32_t kind_of(Text event)
{
    uint32_t first = event.size ? (unsigned char)event.data[0] : 0;
    return 1 + (first * 7 + event.size * 3) % (KINDS - 1);
}

/* ---- Lines ---- */

/* Puts the cells of the members behind the opening brace; gives the place behind the brace that closes. */
static const char *members_walk(Walk *walk, const char *at, Row *row)
{
    uint32_t before = 0, count = 0, columns = row->columns->names.count;
    uint32_t *next = walk->next;
    for (;;) {
        uint32_t column;
        Cell ignored = {0}, *cell = &ignored;
        if (!(at = column_walk(walk, at, &next[before], &column)))
            break;
        if (column != NONE) {
            cell = &row->cells[column];
            if (cell->kind != CELL_MISSING)
                break;
            row->present[count++] = column;
            before = column + 1;
        }
        if (!(at = value_walk(walk, space_end(at), cell)))
            break;
        if (column == walk->telling && column != NONE)
            next = walk->next + kind_of(cell->text) * (columns + 1);
        at = space_end(at);
        if (*at != ',' && *at != '}')
            break;
        if (*at++ == '}') {
            row->count = count;
            return at;
        }
    }
    row->count = count; /* to be emptied */
    return NULL;
}

/* The place behind the line break, which need not be there at the end of the input. */
static const char *break_walk(const Walk *walk, const char *at, const Input *input)
{
    if (*at == '\r' && at[1] == '\n')
        at++;
    if (*at == '\n' && at < walk->end)
        return at + 1;
    return at == walk->end && input->is_ended ? at : NULL;
}

bool walk_line(Walk *walk, Input *input, Row *row)
{
    if (walk->columns != row->columns)
        columns_take(walk, row->columns, row->keep);
    const char *start = input->bytes + input->start, *at = space_end(start);
    if (walk->is_off || *at != '{')
        return false;
    walk->end = input->bytes + input->end;
    walk->decoded_size = walk->unknown_count = 0;
    row_begin(row, input->line + 1, input->offset, (Text){.data = start});
    row->is_padded = true;
    if (!(at = members_walk(walk, at + 1, row)))
        return false;
    at = space_end(at);
    size_t size = (size_t)(at - start);
    if (!(at = break_walk(walk, at, input)) || size > INPUT_LINE_MAX)
        return false;
    row->text.size = (uint32_t)size;
    for (uint32_t i = 0; i < walk->unknown_count; i++)
        row_unknown(row, walk->unknown[i]);
    input->line++;
    input_consume(input, (size_t)(at - start));
    return true;
}

Walk *walk_new(void)
{
    Walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        abort();
    return walk;
}

void walk_free(Walk *walk)
{
    free(walk->decoded);
    free(walk);
}
