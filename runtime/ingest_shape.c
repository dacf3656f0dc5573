#include "runtime/ingest_shape.h"

#include "runtime/ingest_bytes.h"

enum {
    LITERAL_MAX = INPUT_PADDING, /* it can be compared wherever the window ends */
    PIECES_MAX = 1024,
    OTHERS_MAX = 8,       /* pieces beside each other */
    BRANCHINGS_MAX = 16,  /* pieces whose value is the event */
    FRESH_MAX = 32,       /* texts in a line that the memo does not know */
    PERIOD = 1024,        /* lines after which the tree is judged */
    HITS_LEAST = 256,     /* of them */
    LINES_WITHOUT = 8192, /* if there were fewer */
    NAMES = 3             /* ticket, account, id: in this order they are interned */
};

typedef enum PieceKind {
    PIECE_AT,
    PIECE_EVENT,
    PIECE_NAME,
    PIECE_TEXT,
    PIECE_ENUM,
    PIECE_STRING, /* of another type */
    PIECE_NUMBER,
    PIECE_WORD, /* true, false or null, which the literal ends with */
    PIECE_END
} PieceKind;

typedef struct Piece { /* a literal and the value behind it */
    char literal[LITERAL_MAX];
    uint64_t masks[2]; /* of its first sixteen bytes */
    uint32_t size;
    PieceKind kind;
    Assignment set; /* its value: PIECE_WORD's */
    const Memo *memo;
    const FieldDef *def;
    uint32_t name;         /* PIECE_NAME: which */
    struct Piece *next;    /* the first that may follow */
    struct Piece *other;   /* beside it */
    struct Piece **branch; /* PIECE_EVENT: what follows, by event */
} Piece;

typedef struct Fresh { /* a text that is yet to be interned */
    Text text;
    Assignment *set;
} Fresh;

struct Shapes {
    Decoder *decoder;
    Piece *first, *pieces;
    Piece **branches;
    uint32_t pieces_count, branchings_count;
    uint32_t lines, hits; /* of this period */
    uint32_t without;     /* lines to go */
    bool reads_values;    /* which may need the row's arena */
};

typedef struct Reading { /* of one line */
    const char *end;     /* of the window */
    Decoder *decoder;
    Instant when;
    uint32_t event, new_names, fresh_count;
    TextId names[NAMES];
    Text name_texts[NAMES]; /* of those in new_names */
    Assignment *set;        /* the next */
    Fresh fresh[FRESH_MAX];
} Reading;

Shapes *shapes_new(Decoder *decoder)
{
    Shapes *shapes = ARENA_NEW(decoder->keep, Shapes);
    shapes->decoder = decoder;
    shapes->pieces = ARENA_ARRAY(decoder->keep, Piece, PIECES_MAX);
    shapes->branches =
        ARENA_ARRAY(decoder->keep, Piece *, BRANCHINGS_MAX * decoder->policy->events_count);
    return shapes;
}

/* ---- Reading ---- */

static inline uint64_t load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline bool piece_fits(const Piece *piece, const char *at)
{
    if (((load(at) ^ load(piece->literal)) & piece->masks[0]) |
        ((load(at + 8) ^ load(piece->literal + 8)) & piece->masks[1]))
        return false;
    return piece->size <= 16 || memcmp(at + 16, piece->literal + 16, piece->size - 16) == 0;
}

/* A string with bytes beyond ASCII, of which those before `stop` are within. */
static const char *string_end(const char *at, const char *stop)
{
    while ((signed char)*stop < 0)
        stop = plain_end(stop + 1);
    Text text = {.data = at, .size = (uint32_t)(stop - at)};
    return *stop == '"' && text_is_utf8(text, NULL) ? stop : NULL;
}

/* All that follow give the place behind the value, NULL where it does not fit. Of a string that is its closing quote, with which
   the next literal begins; one with an escape does not fit. */
static inline const char *string_take(const char *at, Text *out)
{
    const char *stop = plain_end(at);
    if (*stop != '"' && !(stop = string_end(at, stop)))
        return NULL;
    *out = (Text){.data = at, .size = (uint32_t)(stop - at)};
    return stop;
}

static inline bool is_known(const Memo *memo, Text text, uint32_t *out)
{
    if (text.size > MEMO_TEXT_MAX)
        return false;
    MemoKey key = memo_key_padded(text.data, text.size);
    const MemoSlot *slot = memo_slot(memo, &key);
    *out = slot->value;
    return memo_holds(slot, &key);
}

/* The assignment of the piece, its value still to come. */
static inline Assignment *set_next(Reading *reading, const Piece *piece)
{
    *reading->set = piece->set;
    return reading->set++;
}

static const char *value_take(Reading *reading, const Piece *piece, CellKind kind, Text text,
                              Assignment *set)
{
    Decoder *decoder = reading->decoder;
    Text name = policy_text(decoder->policy, piece->def->name);
    Cell cell = {.kind = kind, .text = text};
    return value_read(&decoder->values, piece->def, name, TEXT(""), cell, &set->value)
               ? text.data + text.size
               : NULL;
}

static const char *number_take(Reading *reading, const Piece *piece, const char *at)
{
    const char *end = json_number_end(at, reading->end);
    if (!end)
        return NULL;
    return value_take(reading, piece, CELL_NUMBER, (Text){.data = at, .size = (uint32_t)(end - at)},
                      set_next(reading, piece));
}

static const char *string_value_take(Reading *reading, const Piece *piece, const char *at)
{
    Text text;
    return string_take(at, &text)
               ? value_take(reading, piece, CELL_STRING, text, set_next(reading, piece))
               : NULL;
}

static const char *instant_take(Reading *reading, const char *at)
{
    ValueReader *values = &reading->decoder->values;
    Text text = {.data = at, .size = at[19] == '.' ? 24 : 20}; /* other offsets are longer */
    if (value_read_usual_instant(values, text, &reading->when))
        return at + text.size;
    at = string_take(at, &text);
    Cell cell = {.kind = CELL_STRING, .text = text};
    return at && value_read_instant(values, TEXT("at"), TEXT(""), cell, &reading->when) ? at : NULL;
}

static inline const char *name_take(Reading *reading, const Piece *piece, const char *at)
{
    Text text;
    at = string_take(at, &text);
    if (!at || !text.size)
        return NULL;
    if (!is_known(piece->memo, text, &reading->names[piece->name])) {
        reading->name_texts[piece->name] = text;
        reading->new_names |= 1U << piece->name;
    }
    return at;
}

static inline const char *text_take(Reading *reading, const Piece *piece, const char *at)
{
    Text text;
    uint32_t id = 0;
    Assignment *set = set_next(reading, piece);
    if (!(at = string_take(at, &text)))
        return NULL;
    if (!is_known(piece->memo, text, &id)) {
        if (reading->fresh_count == FRESH_MAX)
            return NULL;
        reading->fresh[reading->fresh_count++] = (Fresh){text, set};
    }
    set->value = id;
    return at;
}

static inline const char *enum_take(Reading *reading, const Piece *piece, const char *at)
{
    Text text;
    uint32_t value = 0;
    Assignment *set = set_next(reading, piece);
    if (!(at = string_take(at, &text)))
        return NULL;
    if (!is_known(piece->memo, text, &value))
        return value_take(reading, piece, CELL_STRING, text, set);
    set->value = value;
    return at;
}

static inline const char *event_take(Reading *reading, const Piece *piece, const char *at)
{
    Text text;
    at = string_take(at, &text);
    return at && is_known(piece->memo, text, &reading->event) ? at : NULL;
}

static inline const char *piece_take(Reading *reading, const Piece *piece, const char *at)
{
    switch (piece->kind) {
    case PIECE_AT: return instant_take(reading, at);
    case PIECE_EVENT: return event_take(reading, piece, at);
    case PIECE_NAME: return name_take(reading, piece, at);
    case PIECE_TEXT: return text_take(reading, piece, at);
    case PIECE_ENUM: return enum_take(reading, piece, at);
    case PIECE_STRING: return string_value_take(reading, piece, at);
    case PIECE_NUMBER: return number_take(reading, piece, at);
    case PIECE_WORD: set_next(reading, piece); return at;
    case PIECE_END: break;
    }
    return at;
}

/* Goes through the line to its end. */
static const char *pieces_read(const Piece *piece, Reading *reading, const char *at)
{
    while (piece) {
        if (!piece_fits(piece, at)) {
            piece = piece->other;
            continue;
        }
        at = piece_take(reading, piece, at + piece->size);
        if (!at || piece->kind == PIECE_END)
            return at;
        piece = piece->kind == PIECE_EVENT ? piece->branch[reading->event] : piece->next;
    }
    return NULL;
}

static void texts_intern(Reading *reading)
{
    ValueReader *values = &reading->decoder->values;
    for (uint32_t i = 0; i < NAMES; i++)
        if (reading->new_names >> i & 1)
            reading->names[i] = value_intern(values, reading->name_texts[i]);
    for (uint32_t i = 0; i < reading->fresh_count; i++)
        reading->fresh[i].set->value = value_intern(values, reading->fresh[i].text);
}

static void record_make(Reading *reading, const Row *row)
{
    Decoder *decoder = reading->decoder;
    if (reading->new_names | reading->fresh_count)
        texts_intern(reading);
    decoder->records.count = 1; /* there is room: the decoder has read a row before */
    decoder->records.at[0] = (Record){.at = reading->when,
                                      .line = row->line,
                                      .event = reading->event,
                                      .created = INSTANT_NONE,
                                      .ticket = reading->names[0],
                                      .account = reading->names[1],
                                      .id = reading->names[2],
                                      .sets = decoder->quick_sets,
                                      .sets_count = (uint32_t)(reading->set - decoder->quick_sets)};
}

/* Is the tree worth its while? */
static void period_end(Shapes *shapes)
{
    if (shapes->hits < HITS_LEAST) {
        shapes->first = NULL;
        shapes->pieces_count = shapes->branchings_count = 0;
        shapes->without = LINES_WITHOUT;
    }
    shapes->lines = shapes->hits = 0;
}

bool shapes_read(Shapes *shapes, Input *input, Row *row)
{
    const char *start = input->bytes + input->start;
    Decoder *decoder = shapes->decoder;
    Reading reading;
    if (!shapes->first)
        return false;
    reading.end = input->bytes + input->end;
    reading.decoder = decoder;
    reading.names[0] = reading.names[1] = reading.names[2] = TEXT_NONE;
    reading.new_names = reading.fresh_count = 0;
    reading.set = decoder->quick_sets;
    decoder->values.row = row;
    row->is_padded = true;
    if (shapes->reads_values && arena_used(row->arena))
        arena_reset(row->arena);
    if (++shapes->lines == PERIOD)
        period_end(shapes);
    const char *end = pieces_read(shapes->first, &reading, start);
    if (!end || end - start > INPUT_LINE_MAX)
        return false;
    shapes->hits++;
    size_t size = (size_t)(end - start);
    row->line = ++input->line;
    row->offset = input->offset;
    row->text = (Text){.data = start, .size = (uint32_t)size - 1 - (end[-2] == '\r')};
    record_make(&reading, row);
    input_consume(input, size);
    return true;
}

/* ---- Learning: a piece is only made of a literal that is what JSON wants there, whoever has read the line ---- */

typedef struct
    Lesson { /* of one line; what is learned of it before it turns out not to fit does no harm */
    Shapes *shapes;
    const Row *row;
    const char *at, *end;  /* the value before ends at `at`, the line at `end` */
    bool is_string_before; /* so that its quote is still to come */
    bool is_first;
    bool has_event;
    const Record *record;
    const Assignment *set; /* of the next field */
    Piece **place;         /* where the next piece belongs */
} Lesson;

static const char *spaces_skip(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* Behind `c` and the spaces before it; NULL: it is not there, or `at` is NULL. */
static const char *byte_skip(const char *at, const char *end, char c)
{
    at = at ? spaces_skip(at, end) : NULL;
    return at && at < end && *at == c ? at + 1 : NULL;
}

/* From the end of the value before to the next value: its end, NULL if it is not as it should be. */
static const char *key_skip(const Lesson *lesson, Text name, const char *end, bool is_string)
{
    const char *at = lesson->at;
    if (lesson->is_string_before)
        at = at < end && *at == '"' ? at + 1 : NULL;
    at = byte_skip(at, end, lesson->is_first ? '{' : ',');
    at = byte_skip(at, end, '"');
    if (!at || (size_t)(end - at) < name.size || memcmp(at, name.data, name.size) != 0)
        return NULL;
    at += name.size;
    if (at == end || *at != '"')
        return NULL;
    at = byte_skip(at + 1, end, ':');
    if (is_string)
        return byte_skip(at, end, '"');
    return at ? spaces_skip(at, end) : NULL;
}

static bool is_plain(Text name)
{
    for (uint32_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < 0x20 || name.data[i] == '"' || name.data[i] == '\\')
            return false;
    return true;
}

/* The piece of a column's cell, but for its literal; false: it takes another way of reading. */
static bool piece_make(Lesson *lesson, uint32_t column, const Cell *cell, Piece *piece)
{
    Decoder *decoder = lesson->shapes->decoder;
    const NamedColumn *named = &decoder->named[column];
    bool is_string = cell->kind == CELL_STRING;
    switch (named->role) {
    case ROLE_AT: piece->kind = PIECE_AT; return is_string;
    case ROLE_EVENT:
        piece->kind = PIECE_EVENT;
        piece->memo = &decoder->events;
        return is_string;
    case ROLE_TICKET:
    case ROLE_ACCOUNT:
    case ROLE_ID:
        piece->kind = PIECE_NAME;
        piece->name = named->role == ROLE_TICKET ? 0 : named->role == ROLE_ACCOUNT ? 1 : 2;
        piece->memo = &decoder->values.ids;
        return is_string;
    case ROLE_PACK: return false;
    case ROLE_FIELD: break;
    }
    const ColumnUse *use = column_use(decoder, lesson->record->event, column);
    if (!use || (use->target == MAP_EVENT_FIELD && !lesson->has_event))
        return false;
    piece->def = use->def;
    piece->set = *lesson->set++;
    piece->memo = use->kind == USE_TEXT ? &decoder->values.ids : use->memo;
    piece->kind = cell->kind == CELL_NUMBER ? PIECE_NUMBER
                  : !is_string              ? PIECE_WORD
                  : use->kind == USE_TEXT   ? PIECE_TEXT
                  : use->kind == USE_ENUM   ? PIECE_ENUM
                                            : PIECE_STRING;
    if (piece->kind != PIECE_WORD)
        piece->set.value = 0;
    return cell->kind != CELL_ARRAY && cell->kind != CELL_OBJECT;
}

static bool is_same(const Piece *a, const Piece *b)
{
    return a->kind == b->kind && a->size == b->size && a->set.value == b->set.value &&
           memcmp(a->literal, b->literal, a->size) == 0;
}

/* The place beside the lesson's for a new piece: numbers come last, since their literal may be the beginning of another. */
static Piece **place_find(const Lesson *lesson, PieceKind kind)
{
    Piece **place = lesson->place;
    while (*place && (kind == PIECE_NUMBER || (*place)->kind != PIECE_NUMBER))
        place = &(*place)->other;
    return place;
}

static Piece *piece_add(Lesson *lesson, const Piece *made)
{
    Shapes *shapes = lesson->shapes;
    Piece **place = place_find(lesson, made->kind), *piece = &shapes->pieces[shapes->pieces_count];
    uint32_t events = shapes->decoder->policy->events_count;
    if (made->kind == PIECE_EVENT && shapes->branchings_count == BRANCHINGS_MAX)
        return NULL;
    shapes->pieces_count++;
    shapes->reads_values |= made->kind == PIECE_STRING || made->kind == PIECE_NUMBER;
    *piece = *made;
    piece->other = *place;
    *place = piece;
    if (made->kind == PIECE_EVENT) {
        piece->branch = shapes->branches + (size_t)shapes->branchings_count++ * events;
        memset(piece->branch, 0, events * sizeof *piece->branch);
    }
    return piece;
}

/* Finds the piece at the lesson's place, or puts it there; the next belongs behind it. */
static bool piece_put(Lesson *lesson, const Piece *made)
{
    Piece *piece = *lesson->place;
    uint32_t others = 0;
    for (; piece && !is_same(piece, made); piece = piece->other)
        others++;
    if (!piece && (others == OTHERS_MAX || !(piece = piece_add(lesson, made))))
        return false;
    lesson->place = piece->branch ? &piece->branch[lesson->record->event] : &piece->next;
    return true;
}

static bool literal_put(Lesson *lesson, Piece *piece, const char *end)
{
    static const char ONES[16] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    size_t size = (size_t)(end - lesson->at);
    if (size > LITERAL_MAX)
        return false;
    memcpy(piece->literal, lesson->at, size);
    memcpy(piece->masks, ONES, size < 16 ? size : 16);
    piece->size = (uint32_t)size;
    return piece_put(lesson, piece);
}

static bool column_learn(Lesson *lesson, uint32_t column)
{
    const Cell *cell = &lesson->row->cells[column];
    Text name = lesson->row->columns->names.at[column];
    Piece piece = {.size = 0};
    const char *from = cell->text.data, *end = from + cell->text.size;
    if (from < lesson->at || end > lesson->end || !is_plain(name) ||
        !piece_make(lesson, column, cell, &piece) ||
        key_skip(lesson, name, from, cell->kind == CELL_STRING) != from ||
        !literal_put(lesson, &piece, piece.kind == PIECE_WORD ? end : from))
        return false;
    lesson->at = end;
    lesson->is_string_before = cell->kind == CELL_STRING;
    lesson->is_first = false;
    lesson->has_event = lesson->has_event || piece.kind == PIECE_EVENT;
    return true;
}

/* The brace and the line break. */
static void end_learn(Lesson *lesson)
{
    const char *at = lesson->at, *end = lesson->end;
    Piece piece = {.kind = PIECE_END};
    if (lesson->is_string_before)
        at = at < end && *at == '"' ? at + 1 : NULL;
    at = byte_skip(at, end, '}');
    if (!at || spaces_skip(at, end) != end)
        return;
    end += *end == '\r';
    if (*end == '\n')
        literal_put(lesson, &piece, end + 1);
}

void shapes_learn(Shapes *shapes, const Row *row)
{
    if (shapes->without) {
        shapes->without--;
        return;
    }
    if (shapes->pieces_count + row->count + 1 > PIECES_MAX)
        return;
    const Record *record = &shapes->decoder->records.at[0];
    Lesson lesson = {.shapes = shapes,
                     .row = row,
                     .at = row->text.data,
                     .end = row->text.data + row->text.size,
                     .is_first = true,
                     .record = record,
                     .set = record->sets,
                     .place = &shapes->first};
    for (uint32_t i = 0; i < row->count; i++)
        if (!column_learn(&lesson, row->present[i]))
            return;
    end_learn(&lesson);
}
