#include "runtime/record_sort.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pages.h"
#include "runtime/record_pack.h"

enum { MEMORY_USUAL = 64 << 20, BLOCK_LEAST = 4 << 10, BLOCK_MOST = 256 << 10 };

typedef struct Run { /* bytes of the file */
    uint64_t from, to;
} Run;

typedef struct Key { /* a packed record in memory */
    Instant at;
    uint64_t offset; /* where it lies there: goes up with the position */
} Key;

/* Where a run is being read: one in the file by blocks, one in memory where it lies. */
typedef struct Cursor {
    uint64_t from, to; /* what is left of the file's */
    char *bytes;
    size_t capacity, start, end; /* bytes[start, end) are read and not yet given */
    const PackedRecord *head;    /* NULL: at its end */
    bool is_memory;
    size_t next_key; /* in memory, of a run that was sorted */
} Cursor;

struct RecordSort {
    char *bytes; /* the run at hand, packed */
    size_t size, capacity;
    bool is_sorted;
    Instant last_at;
    uint64_t count;
    Key *keys; /* of a run that came out of order */
    size_t keys_count;
    int file;
    const char *folder;
    uint64_t file_size;
    Run *runs;
    uint32_t runs_count, runs_capacity;
    Cursor *cursors; /* a heap by head, those at their end left out */
    uint32_t cursors_count, heap_count;
    bool has_given; /* the first cursor's head is the record given last */
    Record record;
    RecordPlace place;
    Assignment *sets;
    uint32_t sets_capacity;
    char problem[512];
};

static void *must_realloc(void *memory, size_t size)
{
    memory = realloc(memory, size);
    if (!memory)
        abort();
    return memory;
}

RecordSort *record_sort_new(size_t memory, const char *folder)
{
    RecordSort *sort = calloc(1, sizeof *sort);
    if (!sort)
        abort();
    sort->capacity = memory ? memory : MEMORY_USUAL;
    sort->bytes = pages_new(sort->capacity);
    sort->folder = folder ? folder : "/tmp";
    sort->file = -1;
    sort->is_sorted = true;
    sort->last_at = INT64_MIN;
    return sort;
}

static void cursors_free(RecordSort *sort)
{
    for (uint32_t i = 0; i < sort->cursors_count; i++) {
        if (!sort->cursors[i].is_memory)
            free(sort->cursors[i].bytes);
    }
    free(sort->cursors);
    sort->cursors = NULL;
    sort->cursors_count = sort->heap_count = 0;
    sort->has_given = false;
}

void record_sort_free(RecordSort *sort)
{
    if (!sort)
        return;
    cursors_free(sort);
    pages_free(sort->bytes, sort->capacity);
    if (sort->file >= 0)
        close(sort->file);
    free(sort->keys);
    free(sort->runs);
    free(sort->sets);
    free(sort);
}

uint64_t record_sort_count(const RecordSort *sort)
{
    return sort->count;
}

const char *record_sort_problem(const RecordSort *sort)
{
    return sort->problem;
}

/* ---- Runs ---- */

static Status fail(RecordSort *sort, const char *what)
{
    snprintf(sort->problem, sizeof sort->problem,
             "the history is larger than memory, and %s in %s: %s", what, sort->folder,
             strerror(errno));
    return STATUS_INTERNAL;
}

/* A file without a name: it is gone when the program is. */
static Status file_open(RecordSort *sort)
{
    char path[4096];
    if (sort->file >= 0)
        return STATUS_OK;
    snprintf(path, sizeof path, "%s/slate-XXXXXX", sort->folder);
    sort->file = mkstemp(path);
    if (sort->file < 0)
        return fail(sort, "no file can be made");
    unlink(path);
    return STATUS_OK;
}

static Status file_write(RecordSort *sort, const char *bytes, size_t size)
{
    while (size) {
        ssize_t put = pwrite(sort->file, bytes, size, (off_t)sort->file_size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return fail(sort, "it can't be written");
        bytes += put;
        size -= (size_t)put;
        sort->file_size += (uint64_t)put;
    }
    return STATUS_OK;
}

static int key_compare(const void *left, const void *right)
{
    const Key *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static const PackedRecord *packed_at(const RecordSort *sort, size_t offset)
{
    return (const PackedRecord *)(const void *)(sort->bytes + offset);
}

static size_t packed_size(const PackedRecord *packed)
{
    return (size_t)packed->words * 8;
}

/* The order of the run at hand, in `keys`. */
static void run_sort(RecordSort *sort)
{
    sort->keys = must_realloc(sort->keys, (sort->size / sizeof(PackedRecord) + 1) * sizeof(Key));
    sort->keys_count = 0;
    for (size_t at = 0; at < sort->size; at += packed_size(packed_at(sort, at)))
        sort->keys[sort->keys_count++] = (Key){packed_at(sort, at)->at, at};
    qsort(sort->keys, sort->keys_count, sizeof *sort->keys, key_compare);
}

static Status sorted_write(RecordSort *sort)
{
    char *buffer = must_realloc(NULL, BLOCK_MOST);
    size_t filled = 0;
    Status status = STATUS_OK;
    run_sort(sort);
    for (size_t i = 0; i < sort->keys_count && status == STATUS_OK; i++) {
        const PackedRecord *packed = packed_at(sort, sort->keys[i].offset);
        size_t size = packed_size(packed);
        if (filled + size > BLOCK_MOST) {
            status = file_write(sort, buffer, filled);
            filled = 0;
        }
        if (size > BLOCK_MOST) {
            status = status == STATUS_OK ? file_write(sort, (const char *)packed, size) : status;
            continue;
        }
        memcpy(buffer + filled, packed, size);
        filled += size;
    }
    if (status == STATUS_OK)
        status = file_write(sort, buffer, filled);
    free(buffer);
    return status;
}

/* Writes the run at hand and begins another. */
static Status run_spill(RecordSort *sort)
{
    TRY(file_open(sort));
    Run run = {.from = sort->file_size};
    TRY(sort->is_sorted ? file_write(sort, sort->bytes, sort->size) : sorted_write(sort));
    run.to = sort->file_size;
    if (sort->runs_count == sort->runs_capacity) {
        sort->runs_capacity = sort->runs_capacity ? sort->runs_capacity * 2 : 16;
        sort->runs = must_realloc(sort->runs, sort->runs_capacity * sizeof *sort->runs);
    }
    sort->runs[sort->runs_count++] = run;
    sort->size = 0;
    sort->is_sorted = true;
    sort->last_at = INT64_MIN;
    return STATUS_OK;
}

/* Only a record that is larger than all of the memory makes it grow. */
static void memory_grow(RecordSort *sort, size_t need)
{
    pages_free(sort->bytes, sort->capacity);
    sort->capacity = need;
    sort->bytes = pages_new(need);
}

Status record_sort_add(RecordSort *sort, const Record *record, RecordPlace place)
{
    size_t need = record_pack_size(record, place);
    if (sort->size && sort->size + need > sort->capacity)
        TRY(run_spill(sort));
    if (need > sort->capacity)
        memory_grow(sort, need);
    sort->size += record_pack(record, place, sort->bytes + sort->size);
    sort->is_sorted = sort->is_sorted && sort->last_at <= record->at;
    sort->last_at = record->at;
    sort->count++;
    if (record->sets_count > sort->sets_capacity) {
        sort->sets_capacity = record->sets_count * 2;
        sort->sets = must_realloc(sort->sets, sort->sets_capacity * sizeof *sort->sets);
    }
    return STATUS_OK;
}

/* ---- Merging ---- */

/* Reads on until `need` bytes from `start` are there, or all that is left. */
static Status cursor_fill(RecordSort *sort, Cursor *cursor, size_t need)
{
    memmove(cursor->bytes, cursor->bytes + cursor->start, cursor->end - cursor->start);
    cursor->end -= cursor->start;
    cursor->start = 0;
    if (need > cursor->capacity)
        cursor->bytes = must_realloc(cursor->bytes, cursor->capacity = need);
    while (cursor->end < need && cursor->from < cursor->to) {
        uint64_t left = cursor->to - cursor->from;
        size_t room = cursor->capacity - cursor->end;
        ssize_t got = pread(sort->file, cursor->bytes + cursor->end, left < room ? left : room,
                            (off_t)cursor->from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(sort, "what was written can't be read");
        cursor->end += (size_t)got;
        cursor->from += (uint64_t)got;
    }
    return STATUS_OK;
}

/* The head of a run in the file. */
static Status file_head(RecordSort *sort, Cursor *cursor)
{
    cursor->head = NULL;
    if (cursor->end - cursor->start < sizeof(PackedRecord))
        TRY(cursor_fill(sort, cursor, sizeof(PackedRecord)));
    if (cursor->start == cursor->end)
        return STATUS_OK;
    const PackedRecord *packed = (const void *)(cursor->bytes + cursor->start);
    size_t size = packed_size(packed);
    if (cursor->end - cursor->start < size)
        TRY(cursor_fill(sort, cursor, size));
    cursor->head = (const void *)(cursor->bytes + cursor->start);
    cursor->start += size;
    return STATUS_OK;
}

static Status cursor_advance(RecordSort *sort, Cursor *cursor)
{
    if (!cursor->is_memory)
        return file_head(sort, cursor);
    cursor->head = NULL;
    if (sort->is_sorted && cursor->start < sort->size) {
        cursor->head = packed_at(sort, cursor->start);
        cursor->start += packed_size(cursor->head);
    } else if (!sort->is_sorted && cursor->next_key < sort->keys_count) {
        cursor->head = packed_at(sort, sort->keys[cursor->next_key++].offset);
    }
    return STATUS_OK;
}

static bool is_before(const Cursor *a, const Cursor *b)
{
    return a->head->at != b->head->at ? a->head->at < b->head->at
                                      : packed_position(a->head) < packed_position(b->head);
}

static void sift_down(RecordSort *sort, uint32_t i)
{
    for (;;) {
        uint32_t least = i;
        for (uint32_t child = 2 * i + 1; child <= 2 * i + 2 && child < sort->heap_count; child++) {
            if (is_before(&sort->cursors[child], &sort->cursors[least]))
                least = child;
        }
        if (least == i)
            return;
        Cursor moved = sort->cursors[i];
        sort->cursors[i] = sort->cursors[least];
        sort->cursors[least] = moved;
        i = least;
    }
}

/* What is read of a run at once: all of them together stay within the memory. */
static size_t block_size(const RecordSort *sort)
{
    size_t size = sort->capacity / (sort->runs_count + 1);
    return size < BLOCK_LEAST ? BLOCK_LEAST : size > BLOCK_MOST ? BLOCK_MOST : size;
}

/* One for each run and one for what is in memory; those that have a head come first. */
static Status cursors_make(RecordSort *sort)
{
    sort->cursors = calloc(sort->runs_count + 1, sizeof *sort->cursors);
    if (!sort->cursors)
        abort();
    for (uint32_t i = 0; i <= sort->runs_count; i++) {
        Cursor *cursor = &sort->cursors[sort->cursors_count++];
        *cursor = (Cursor){.is_memory = true};
        if (i < sort->runs_count) {
            *cursor = (Cursor){.from = sort->runs[i].from, .to = sort->runs[i].to};
            cursor->bytes = must_realloc(NULL, cursor->capacity = block_size(sort));
        }
        TRY(cursor_advance(sort, cursor));
    }
    sort->heap_count = sort->runs_count + (sort->cursors[sort->runs_count].head != NULL);
    return STATUS_OK;
}

Status record_sort_start(RecordSort *sort)
{
    cursors_free(sort);
    if (!sort->is_sorted)
        run_sort(sort);
    TRY(cursors_make(sort));
    for (uint32_t i = sort->heap_count / 2; i-- > 0;)
        sift_down(sort, i);
    return STATUS_OK;
}

Status record_sort_next(RecordSort *sort, const Record **out)
{
    *out = NULL;
    if (sort->has_given) {
        TRY(cursor_advance(sort, &sort->cursors[0]));
        if (!sort->cursors[0].head) {
            Cursor ended = sort->cursors[0];
            sort->cursors[0] = sort->cursors[--sort->heap_count];
            sort->cursors[sort->heap_count] = ended;
        }
        if (sort->heap_count > 1)
            sift_down(sort, 0);
    }
    sort->has_given = sort->heap_count > 0;
    if (!sort->has_given)
        return STATUS_OK;
    record_unpack(sort->cursors[0].head, &sort->record, sort->sets, &sort->place);
    *out = &sort->record;
    return STATUS_OK;
}

RecordPlace record_sort_place(const RecordSort *sort)
{
    return sort->place;
}
