#include "runtime/history.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 4096, PROGRESS_EVERY = 8192 };

typedef struct RowPlace { /* where the row of a record stands */
    union {
        uint64_t offset;  /* in its file */
        const char *kept; /* of a pipe or a database: in memory */
    };
    uint32_t size;
} RowPlace;

typedef struct Chunk { /* records never move, so that their addresses may be kept */
    Record records[CHUNK];
    RowPlace rows[CHUNK];
} Chunk;

typedef struct HistoryFile {
    const char *path;
    bool is_kept; /* rows are in memory */
} HistoryFile;

typedef struct Place {
    Instant at;
    uint32_t index; /* into the chunks */
} Place;

struct History {
    HistoryOptions options;
    Arena *arena;
    Ingest *events, *accounts;
    VEC(Chunk *) chunks;
    uint32_t count;
    VEC(HistoryFile) files;
    Place *order; /* malloc: its size is known only when all is read */
    Arena *text;  /* of history_text */
    int reread;   /* the file that history_text read last, -1: none */
    uint32_t reread_file;
    const char *problem;
};

History *history_new(const HistoryOptions *options)
{
    History *history = calloc(1, sizeof *history);
    if (!history)
        abort();
    history->options = *options;
    history->arena = arena_new();
    history->text = arena_new();
    history->problem = "";
    history->reread = -1;
    IngestOptions ingest = options->ingest;
    ingest.is_accounts = false;
    history->events = ingest_new(&ingest);
    ingest.is_accounts = true;
    history->accounts = ingest_new(&ingest);
    return history;
}

void history_free(History *history)
{
    if (!history)
        return;
    ingest_free(history->events);
    ingest_free(history->accounts);
    arena_free(history->arena);
    arena_free(history->text);
    if (history->reread >= 0)
        close(history->reread);
    free(history->order);
    free(history);
}

static Record *record_at(const History *history, uint32_t index)
{
    return &history->chunks.at[index / CHUNK]->records[index % CHUNK];
}

/* ---- Reading ---- */

/* The row of the record at hand, to be found again by history_text. */
static RowPlace row_keep(History *history, const Ingest *ingest)
{
    Text text = ingest_text(ingest);
    RowPlace row = {.offset = ingest_offset(ingest), .size = text.size};
    if (history->files.at[history->files.count - 1].is_kept)
        row.kept = arena_copy(history->arena, text.data, text.size);
    return row;
}

static void record_keep(History *history, const Record *record, RowPlace row)
{
    if (history->count % CHUNK == 0)
        VEC_PUSH(history->arena, &history->chunks, ARENA_NEW(history->arena, Chunk));
    Record *kept = record_at(history, history->count);
    *kept = *record;
    kept->position = history->count;
    kept->sets = NULL;
    if (record->sets_count)
        kept->sets = memcpy(ARENA_ARRAY(history->arena, Assignment, record->sets_count),
                            record->sets, record->sets_count * sizeof *record->sets);
    history->chunks.at[history->count / CHUNK]->rows[history->count % CHUNK] = row;
    history->count++;
}

static Status read_all(History *history, Ingest *ingest)
{
    const Record *record;
    for (uint32_t n = 1;; n++) {
        Status status = ingest_next(ingest, &record);
        if (status != STATUS_OK)
            history->problem = ingest_problem(ingest);
        if (status != STATUS_OK || !record)
            return status;
        if (history->count == UINT32_MAX) {
            history->problem = "more than 4,294,967,294 records";
            return STATUS_INTERNAL;
        }
        record_keep(history, record, row_keep(history, ingest));
        if (n % PROGRESS_EVERY || !history->options.progress)
            continue;
        uint64_t total, done = ingest_progress(ingest, &total);
        history->options.progress(history->options.progress_context, done, total);
    }
}

static uint32_t file_add(History *history, const char *path)
{
    HistoryFile file = {.path = arena_copy(history->arena, path, strlen(path)), .is_kept = true};
    VEC_PUSH(history->arena, &history->files, file);
    return history->files.count - 1;
}

static Status file_read(History *history, Ingest *ingest, const char *path)
{
    uint32_t file = file_add(history, path);
    Status status = ingest_open(ingest, path, file);
    if (status != STATUS_OK) {
        history->problem = ingest_problem(ingest);
        return status;
    }
    history->files.at[file].is_kept = !ingest_is_seekable(ingest);
    TRY(read_all(history, ingest));
    ingest_close(ingest);
    return STATUS_OK;
}

Status history_read(History *history, const char *path)
{
    return file_read(history, history->events, path);
}

Status history_read_accounts(History *history, const char *path)
{
    return file_read(history, history->accounts, path);
}

Status history_read_text(History *history, Text text, InputFormat format)
{
    Status status = ingest_open_text(history->events, text, format, file_add(history, "text"));
    if (status != STATUS_OK) {
        history->problem = ingest_problem(history->events);
        return status;
    }
    return read_all(history, history->events);
}

/* ---- Order ---- */

static int place_compare(const void *a, const void *b)
{
    const Place *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

/* Records of an accounts file have INSTANT_MIN, and may come from a file that was read later: they go first. */
static void order_sort(History *history)
{
    bool is_sorted = true;
    for (uint32_t i = 0; i < history->count; i++) {
        history->order[i].at = record_at(history, history->order[i].index)->at;
        is_sorted =
            is_sorted && (!i || place_compare(&history->order[i - 1], &history->order[i]) < 0);
    }
    if (!is_sorted)
        qsort(history->order, history->count, sizeof *history->order, place_compare);
}

/* The first row of each ticket, in order, creates it, at its `created` or at its own instant, whichever is earlier (E5).
   True: some instant has changed. */
static bool creations_place(History *history)
{
    const Policy *policy = history->options.ingest.policy;
    uint32_t texts = intern_count(history->options.ingest.texts);
    uint64_t *seen = ARENA_ARRAY(history->arena, uint64_t, texts / 64 + 1); /* tickets, by TextId */
    bool is_changed = false;
    for (uint32_t i = 0; i < history->count; i++) {
        Record *record = record_at(history, history->order[i].index);
        if (record->kind != RECORD_TICKET || (seen[record->ticket / 64] >> record->ticket % 64 & 1))
            continue;
        seen[record->ticket / 64] |= UINT64_C(1) << record->ticket % 64;
        if (!record->is_state)
            continue;
        record->event = policy_event_find(policy, TEXT("created"));
        if (record->created != INSTANT_NONE && record->created < record->at) {
            record->at = record->created;
            is_changed = true;
        }
    }
    return is_changed;
}

void history_order(History *history)
{
    const IngestOptions *ingest = &history->options.ingest;
    free(history->order);
    history->order = malloc((history->count + 1) * sizeof *history->order);
    if (!history->order)
        abort();
    for (uint32_t i = 0; i < history->count; i++)
        history->order[i].index = i;
    order_sort(history);
    bool is_changes = ingest->source != NONE && ingest->policy->sources[ingest->source].is_changes;
    if (is_changes && creations_place(history))
        order_sort(history);
}

/* ---- Asking ---- */

uint64_t history_count(const History *history)
{
    return history->count;
}

const Record *history_at(const History *history, uint64_t index)
{
    return record_at(history, history->order[index].index);
}

Instant history_end(const History *history)
{
    if (!history->count)
        return INSTANT_NONE;
    const Record *last = history_at(history, history->count - 1);
    return last->at == INSTANT_MIN && last->kind == RECORD_ACCOUNT ? INSTANT_NONE : last->at;
}

const char *history_file(const History *history, uint32_t file)
{
    return history->files.at[file].path;
}

static Text row_reread(History *history, uint32_t file, RowPlace row)
{
    if (history->reread < 0 || history->reread_file != file) {
        if (history->reread >= 0)
            close(history->reread);
        history->reread = open(history->files.at[file].path, O_RDONLY | O_CLOEXEC);
        history->reread_file = file;
    }
    arena_reset(history->text);
    char *bytes = arena_alloc(history->text, row.size);
    ssize_t got =
        history->reread < 0 ? 0 : pread(history->reread, bytes, row.size, (off_t)row.offset);
    return (Text){.data = bytes, .size = got < 0 ? 0 : (uint32_t)got};
}

Text history_text(History *history, const Record *record)
{
    uint64_t index = record->position;
    RowPlace row = history->chunks.at[index / CHUNK]->rows[index % CHUNK];
    if (history->files.at[record->file].is_kept)
        return (Text){.data = row.kept, .size = row.size};
    return row_reread(history, record->file, row);
}

const char *history_problem(const History *history)
{
    return history->problem;
}

IngestCounts history_counts(const History *history)
{
    IngestCounts events = ingest_counts(history->events),
                 accounts = ingest_counts(history->accounts);
    return (IngestCounts){.rows = events.rows + accounts.rows,
                          .records = events.records + accounts.records,
                          .rejected = events.rejected + accounts.rejected};
}

uint32_t history_unknown_count(const History *history)
{
    return ingest_unknown_count(history->events) + ingest_unknown_count(history->accounts);
}

UnknownKey history_unknown_at(const History *history, uint32_t index)
{
    uint32_t events = ingest_unknown_count(history->events);
    return index < events ? ingest_unknown_at(history->events, index)
                          : ingest_unknown_at(history->accounts, index - events);
}
