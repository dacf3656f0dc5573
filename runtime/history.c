#include "runtime/history.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/record_sort.h"

enum { PROGRESS_EVERY = 8192 };

typedef struct HistoryFile {
    const char *path;
    bool is_kept;     /* rows are in memory */
    Ingest *database; /* of tables, by which rows are found again; else NULL */
} HistoryFile;

/* By text id: whose the tickets or the records of that name are: OWNER_NOBODY, or an account's id + OWNER_FIRST. */
typedef struct Owners {
    uint32_t *of;
    uint32_t count;
} Owners;
enum { OWNER_UNKNOWN, OWNER_NOBODY, OWNER_FIRST };

typedef struct Place { /* in the order of the records */
    Instant at;
    uint64_t position;
} Place;

typedef struct Stream { /* files whose records are given as they are read */
    const char *const *paths;
    uint32_t count, next; /* next: to be opened */
    bool is_on, is_open, is_broken, apart;
    Instant last_at;
    RecordPlace place; /* of the record given last */
    uint64_t given;
} Stream;

struct History {
    HistoryOptions options;
    Arena *arena;
    Ingest *events, *accounts;
    RecordSort *sort;
    HistoryFacts facts;
    Owners tickets, ids;
    Place first_ticket, last_account;
    VEC(HistoryFile) files;
    Stream stream;
    Arena *text; /* of history_text */
    int reread;  /* the file that history_text read last, -1: none */
    uint32_t reread_file;
    Ingest *database; /* of the table in which history_text found a row last, NULL: none yet */
    uint32_t database_file;
    uint64_t count;  /* records read */
    bool is_changes; /* rows say what the state is: creations have yet to find their places (E5) */
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
    history->sort = record_sort_new(options->memory, options->folder);
    history->facts = (HistoryFacts){.first = INSTANT_NONE, .end = INSTANT_NONE};
    history->first_ticket = (Place){INT64_MAX, UINT64_MAX};
    history->last_account = (Place){INT64_MIN, 0};
    IngestOptions ingest = options->ingest;
    history->is_changes = ingest.source != NONE && ingest.policy->sources[ingest.source].is_changes;
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
    record_sort_free(history->sort);
    free(history->tickets.of);
    free(history->ids.of);
    free(history);
}

/* ---- What is to be known before the first record is taken ---- */

static bool is_before(Place a, Place b)
{
    return a.at != b.at ? a.at < b.at : a.position < b.position;
}

static uint32_t *owner_at(Owners *owners, TextId name)
{
    if (name >= owners->count) {
        uint32_t count = name * 2 + 1024;
        owners->of = realloc(owners->of, count * sizeof *owners->of);
        if (!owners->of)
            abort();
        memset(owners->of + owners->count, 0, (count - owners->count) * sizeof *owners->of);
        owners->count = count;
    }
    return &owners->of[name];
}

static uint32_t owner_of(TextId account)
{
    return account == TEXT_NONE ? OWNER_NOBODY : account + OWNER_FIRST;
}

/* Does the ticket come from another account than before? Records that name none leave it where it was. */
static bool changes_owner(History *history, const Record *record)
{
    uint32_t *owner = owner_at(&history->tickets, record->ticket), before = *owner;
    if (before == OWNER_UNKNOWN || record->account != TEXT_NONE)
        *owner = owner_of(record->account);
    if (before == *owner || before == OWNER_UNKNOWN)
        return false;
    history->facts.crosses_accounts = true;
    return before >= OWNER_FIRST;
}

static bool links(const History *history, const Record *record)
{
    if (record->event == NONE)
        return false;
    EventEffect effect = history->options.ingest.policy->events[record->event].effect;
    return effect == EFFECT_LINK || effect == EFFECT_UNLINK;
}

/* Records of one id are applied once (E3), so the second has to be seen where the first was. */
static bool shares_id(History *history, const Record *record)
{
    if (record->id == TEXT_NONE)
        return false;
    uint32_t *owner = owner_at(&history->ids, record->id), before = *owner;
    *owner = record->kind == RECORD_TICKET && record->ticket < history->tickets.count
                 ? history->tickets.of[record->ticket]
                 : owner_of(record->account);
    return before != OWNER_UNKNOWN && before != *owner;
}

static void facts_add(History *history, const Record *record)
{
    HistoryFacts *facts = &history->facts;
    Place place = {record->at, record->position};
    if (record->kind == RECORD_ACCOUNT && is_before(history->last_account, place))
        history->last_account = place;
    if (record->kind == RECORD_TICKET && record->account != TEXT_NONE &&
        is_before(place, history->first_ticket))
        history->first_ticket = place;
    if (record->kind == RECORD_TICKET && record->ticket != TEXT_NONE) {
        facts->past_matters |= changes_owner(history, record);
        facts->crosses_accounts |= links(history, record);
    }
    facts->crosses_accounts |= shares_id(history, record);
    if (is_before(history->first_ticket, history->last_account))
        facts->past_matters = true;
    bool is_of_file = record->kind == RECORD_ACCOUNT && record->at == INSTANT_MIN;
    if (!is_of_file && (facts->end == INSTANT_NONE || record->at > facts->end))
        facts->end = record->at;
    bool is_first = facts->first == INSTANT_NONE || record->at < facts->first;
    if (record->kind != RECORD_ACCOUNT && is_first)
        facts->first = record->at;
}

/* ---- Reading ---- */

static Status sort_add(History *history, RecordSort *sort, const Record *record, RecordPlace place)
{
    Status status = record_sort_add(sort, record, place);
    if (status != STATUS_OK)
        history->problem = arena_format(history->arena, "%s", record_sort_problem(sort));
    return status;
}

/* Of the record that came last. */
static RecordPlace place_of(const History *history, const Ingest *ingest)
{
    const HistoryFile *file = &history->files.at[history->files.count - 1];
    RecordPlace place = {.offset = ingest_offset(ingest)};
    if (!file->database) {
        Text text = ingest_text(ingest);
        place.size = text.size;
        place.kept = file->is_kept ? text.data : NULL;
    }
    return place;
}

static Status record_keep(History *history, const Ingest *ingest, const Record *record)
{
    RecordPlace place = place_of(history, ingest);
    history->count++;
    if (!history->is_changes)
        facts_add(history, record);
    return sort_add(history, history->sort, record, place);
}

static void progress_tell(const History *history, const Ingest *ingest)
{
    uint64_t total, done = ingest_progress(ingest, &total);
    if (history->options.progress)
        history->options.progress(history->options.progress_context, done, total);
}

static Status read_all(History *history, Ingest *ingest)
{
    const Record *record;
    ingest_number(ingest, history->count);
    for (uint32_t n = 1;; n++) {
        Status status = ingest_next(ingest, &record);
        if (status != STATUS_OK)
            history->problem = ingest_problem(ingest);
        if (status != STATUS_OK || !record)
            return status;
        TRY(record_keep(history, ingest, record));
        if (n % PROGRESS_EVERY == 0)
            progress_tell(history, ingest);
    }
}

static uint32_t file_add(History *history, const char *path)
{
    HistoryFile file = {.path = arena_copy(history->arena, path, strlen(path)), .is_kept = true};
    VEC_PUSH(history->arena, &history->files, file);
    return history->files.count - 1;
}

static Status file_open(History *history, Ingest *ingest, const char *path)
{
    uint32_t file = file_add(history, path);
    Status status = ingest_open(ingest, path, file);
    if (status != STATUS_OK) {
        history->problem = ingest_problem(ingest);
        return status;
    }
    bool is_table = ingest_can_find(ingest);
    history->files.at[file].is_kept = !is_table && !ingest_is_seekable(ingest);
    history->files.at[file].database = is_table ? ingest : NULL;
    return STATUS_OK;
}

static Status file_read(History *history, Ingest *ingest, const char *path)
{
    TRY(file_open(history, ingest, path));
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

/* The first row of each ticket, in order, creates it, at its `created` or at its own instant, whichever is earlier (E5);
   then the records are put in order once more. `seen`: tickets, by TextId. */
static Status creations_place(History *history, RecordSort *to, uint64_t *seen)
{
    uint32_t created = policy_event_find(history->options.ingest.policy, TEXT("created"));
    const Record *given;
    for (;;) {
        TRY(record_sort_next(history->sort, &given));
        if (!given)
            return STATUS_OK;
        Record record = *given;
        bool is_first =
            record.kind == RECORD_TICKET && !(seen[record.ticket / 64] >> record.ticket % 64 & 1);
        if (is_first)
            seen[record.ticket / 64] |= UINT64_C(1) << record.ticket % 64;
        if (is_first && record.is_state) {
            record.event = created;
            if (record.created != INSTANT_NONE && record.created < record.at)
                record.at = record.created;
        }
        facts_add(history, &record);
        TRY(sort_add(history, to, &record, record_sort_place(history->sort)));
    }
}

static Status changes_order(History *history)
{
    uint32_t texts = intern_count(history->options.ingest.texts);
    uint64_t *seen = calloc(texts / 64 + 1, sizeof *seen);
    if (!seen)
        abort();
    RecordSort *to = record_sort_new(history->options.memory, history->options.folder);
    Status status = record_sort_start(history->sort);
    if (status == STATUS_OK)
        status = creations_place(history, to, seen);
    free(seen);
    record_sort_free(history->sort);
    history->sort = to;
    return status;
}

Status history_order(History *history)
{
    Status status = history->is_changes ? changes_order(history) : STATUS_OK;
    history->is_changes = false; /* its records have their places */
    if (status == STATUS_OK)
        status = history_start(history);
    return status;
}

Status history_start(History *history)
{
    Status status = record_sort_start(history->sort);
    if (status != STATUS_OK)
        history->problem = record_sort_problem(history->sort);
    return status;
}

/* ---- Without keeping ---- */

void history_stream(History *history, const char *const *paths, uint32_t count, bool apart)
{
    history->stream = (Stream){.paths = paths, .count = count, .is_on = true, .apart = apart};
    history->stream.last_at = history->last_account.at;
}

bool history_is_broken(const History *history)
{
    return history->stream.is_broken;
}

void history_break(History *history)
{
    history->stream.is_broken = true;
}

/* Is the record where a sorted history has it, and is what came before it as it was taken for? */
static bool stream_holds(History *history, const Record *record)
{
    Stream *stream = &history->stream;
    stream->place = place_of(history, history->events);
    history->count++;
    facts_add(history, record);
    bool holds = record->at >= stream->last_at && !history->facts.past_matters &&
                 !(stream->apart && history->facts.crosses_accounts);
    stream->last_at = record->at;
    return holds;
}

static Status stream_next(History *history, const Record **out)
{
    Stream *stream = &history->stream;
    Ingest *ingest = history->events;
    for (*out = NULL; !stream->is_broken; ingest_close(ingest), stream->is_open = false) {
        if (!stream->is_open && stream->next == stream->count)
            return STATUS_OK;
        if (!stream->is_open) {
            TRY(file_open(history, ingest, stream->paths[stream->next++]));
            ingest_number(ingest, history->count);
            stream->is_open = true;
        }
        Status status = ingest_next(ingest, out);
        if (status != STATUS_OK)
            history->problem = ingest_problem(ingest);
        if (status != STATUS_OK || (*out && stream_holds(history, *out))) {
            if (++stream->given % PROGRESS_EVERY == 0)
                progress_tell(history, ingest);
            return status;
        }
        stream->is_broken = *out != NULL;
        *out = NULL;
    }
    return STATUS_OK;
}

/* ---- Asking ---- */

/* What is kept comes first: all of it, or the accounts. */
Status history_next(History *history, const Record **out)
{
    Status status = record_sort_next(history->sort, out);
    if (status != STATUS_OK)
        history->problem = record_sort_problem(history->sort);
    return status == STATUS_OK && !*out && history->stream.is_on ? stream_next(history, out)
                                                                 : status;
}

uint64_t history_count(const History *history)
{
    return record_sort_count(history->sort);
}

HistoryFacts history_facts(const History *history)
{
    return history->facts;
}

const char *history_file(const History *history, uint32_t file)
{
    return history->files.at[file].path;
}

RecordPlace history_place(const History *history)
{
    return history->stream.is_open ? history->stream.place : record_sort_place(history->sort);
}

/* Opens the database again, once for all rows that are asked for. */
static Text row_find(History *history, uint32_t file, RecordPlace place)
{
    Ingest *database = history->files.at[file].database;
    if (history->database != database || history->database_file != file) {
        history->database = database;
        history->database_file = file;
        if (ingest_open(database, history->files.at[file].path, file) != STATUS_OK)
            history->database = NULL;
    }
    return history->database && ingest_can_find(database) ? ingest_find(database, place.offset)
                                                          : TEXT("");
}

Text history_row(History *history, uint32_t file, RecordPlace place)
{
    if (history->files.at[file].database)
        return row_find(history, file, place);
    if (place.kept)
        return (Text){.data = place.kept, .size = place.size};
    if (history->reread < 0 || history->reread_file != file) {
        if (history->reread >= 0)
            close(history->reread);
        history->reread = open(history->files.at[file].path, O_RDONLY | O_CLOEXEC);
        history->reread_file = file;
    }
    arena_reset(history->text);
    char *bytes = arena_alloc(history->text, place.size);
    ssize_t got =
        history->reread < 0 ? 0 : pread(history->reread, bytes, place.size, (off_t)place.offset);
    return (Text){.data = bytes, .size = got < 0 ? 0 : (uint32_t)got};
}

Text history_text(History *history, const Record *record)
{
    return history_row(history, record->file, history_place(history));
}

TextId history_account(const History *history, TextId ticket)
{
    uint32_t owner = ticket < history->tickets.count ? history->tickets.of[ticket] : OWNER_UNKNOWN;
    return owner < OWNER_FIRST ? TEXT_NONE : owner - OWNER_FIRST;
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
