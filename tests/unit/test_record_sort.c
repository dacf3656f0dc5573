/* runtime/record_sort.c: what comes out is what went in, in the order of (at, position), however little memory there is
   (semantics.md E2). */
#include "runtime/record_sort.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 2000, SETS = 5 };

static uint64_t seed = UINT64_C(88172645463325252);

static uint32_t random_below(uint32_t limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % limit;
}

typedef struct Made {
    Record record;
    Assignment sets[SETS];
    RecordPlace place;
    char row[24];
} Made;

static void made_fill(Made *made, uint64_t position, bool is_sorted)
{
    static const Value VALUES[] = {VALUE_ABSENT, -1, 0, 7, UINT32_MAX, INT64_C(1) << 32, INT64_MAX};
    Record *record = &made->record;
    *record = (Record){.at = is_sorted ? (Instant)position / 3 : (Instant)random_below(1000) - 500,
                       .position = position,
                       .line = position * 3 + 1,
                       .file = random_below(3),
                       .kind = (RecordKind)random_below(3),
                       .event = random_below(2) ? NONE : random_below(9),
                       .is_state = random_below(2),
                       .may_create = random_below(2),
                       .created = random_below(2) ? INSTANT_NONE : random_below(99),
                       .ticket = random_below(100),
                       .account = random_below(2) ? TEXT_NONE : random_below(100),
                       .id = random_below(2) ? TEXT_NONE : random_below(100),
                       .sets_count = random_below(SETS + 1),
                       .sets = made->sets};
    for (uint32_t i = 0; i < record->sets_count; i++)
        made->sets[i] = (Assignment){.target = MAP_FIELD + random_below(3),
                                     .index = random_below(3000),
                                     .value = VALUES[random_below(7)]};
    int size = snprintf(made->row, sizeof made->row, "row %u", random_below(1u << 30));
    made->place = (RecordPlace){.offset = position * 1000,
                                .size = (uint32_t)size,
                                .kept = random_below(2) ? made->row : NULL};
}

static int made_compare(const void *left, const void *right)
{
    const Made *a = left, *b = right;
    if (a->record.at != b->record.at)
        return a->record.at < b->record.at ? -1 : 1;
    return a->record.position < b->record.position ? -1 : 1;
}

static void same(const Record *got, RecordPlace place, const Made *made)
{
    const Record *record = &made->record;
    ck_assert_int_eq(got->at, record->at);
    ck_assert_uint_eq(got->position, record->position);
    ck_assert_uint_eq(got->line, record->line);
    ck_assert_uint_eq(got->file, record->file);
    ck_assert_int_eq(got->kind, record->kind);
    ck_assert_uint_eq(got->event, record->event);
    ck_assert(got->is_state == record->is_state && got->may_create == record->may_create);
    ck_assert_int_eq(got->created, record->created);
    ck_assert(got->ticket == record->ticket && got->account == record->account);
    ck_assert(got->id == record->id && got->sets_count == record->sets_count);
    for (uint32_t i = 0; i < got->sets_count; i++) {
        ck_assert_int_eq(got->sets[i].target, made->sets[i].target);
        ck_assert_uint_eq(got->sets[i].index, made->sets[i].index);
        ck_assert_int_eq(got->sets[i].value, made->sets[i].value);
    }
    ck_assert_uint_eq(place.offset, made->place.offset);
    ck_assert_uint_eq(place.size, made->place.size);
    ck_assert_int_eq(place.kept != NULL, made->place.kept != NULL);
    ck_assert(!place.kept || memcmp(place.kept, made->row, place.size) == 0);
}

static void all_same(RecordSort *sort, const Made *made)
{
    const Record *got;
    ck_assert_int_eq(record_sort_start(sort), STATUS_OK);
    for (int i = 0; i < RECORDS; i++) {
        ck_assert_int_eq(record_sort_next(sort, &got), STATUS_OK);
        ck_assert_ptr_nonnull(got);
        same(got, record_sort_place(sort), &made[i]);
    }
    ck_assert_int_eq(record_sort_next(sort, &got), STATUS_OK);
    ck_assert_ptr_null(got);
}

static const struct {
    size_t memory;
    bool is_sorted;
} CASES[] = {{0, true}, {0, false}, {1, false}, {3000, true}, {3000, false}, {200000, false}};

START_TEST(test_order_and_contents)
{
    Made *made = calloc(RECORDS, sizeof *made);
    ck_assert_ptr_nonnull(made);
    RecordSort *sort = record_sort_new(CASES[_i].memory, NULL);
    for (int i = 0; i < RECORDS; i++) {
        made_fill(&made[i], (uint64_t)i, CASES[_i].is_sorted);
        ck_assert_int_eq(record_sort_add(sort, &made[i].record, made[i].place), STATUS_OK);
    }
    qsort(made, RECORDS, sizeof *made, made_compare);
    for (int i = 0; i < RECORDS; i++) { /* they point into the array, which has moved them */
        made[i].record.sets = made[i].sets;
        made[i].place.kept = made[i].place.kept ? made[i].row : NULL;
    }
    ck_assert_uint_eq(record_sort_count(sort), RECORDS);
    all_same(sort, made);
    all_same(sort, made);
    record_sort_free(sort);
    free(made);
}
END_TEST

START_TEST(test_no_room_for_the_file)
{
    Made made;
    RecordSort *sort = record_sort_new(1000, "/no/such/folder");
    Status status = STATUS_OK;
    for (uint64_t i = 0; i < 100 && status == STATUS_OK; i++) {
        made_fill(&made, i, true);
        status = record_sort_add(sort, &made.record, made.place);
    }
    ck_assert_int_eq(status, STATUS_INTERNAL);
    ck_assert_ptr_nonnull(strstr(record_sort_problem(sort), "/no/such/folder: No such file"));
    record_sort_free(sort);
}
END_TEST

Suite *record_sort_suite(void);

Suite *record_sort_suite(void)
{
    Suite *suite = suite_create("record_sort");
    TCase *tcase = tcase_create("sort");
    tcase_add_loop_test(tcase, test_order_and_contents, 0, (int)(sizeof CASES / sizeof *CASES));
    tcase_add_test(tcase, test_no_room_for_the_file);
    suite_add_tcase(suite, tcase);
    return suite;
}
