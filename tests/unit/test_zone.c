/* base/zone.c, tzif.c, tz_rule.c. Offsets were worked out with Python's zoneinfo; the files in memory are made here. */
#include "base/zone.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* ---- The system's zones ---- */

static const struct {
    const char *zone, *at;
    int32_t offset;
} OFFSETS[] = {
    {"Europe/Kyiv", "1900-06-01T00:00:00Z", 7324},
    {"Europe/Kyiv", "2026-03-29T00:59:59Z", 7200},
    {"Europe/Kyiv", "2026-03-29T01:00:00Z", 10800},
    {"Europe/Kyiv", "2026-10-25T01:00:00Z", 7200},
    {"Europe/Kyiv", "2199-07-01T00:00:00Z", 10800},
    {"Europe/Dublin", "1970-01-01T00:00:00Z", 3600}, /* standard time in summer */
    {"Europe/Dublin", "2026-01-01T00:00:00Z", 0},
    {"Europe/Dublin", "2150-07-01T00:00:00Z", 3600},
    {"Asia/Kathmandu", "1985-12-31T18:29:59Z", 19800},
    {"Asia/Kathmandu", "1985-12-31T18:30:00Z", 20700},
    {"Africa/Casablanca", "2026-02-20T00:00:00Z", 0}, /* Ramadan */
    {"Africa/Casablanca", "2026-12-01T00:00:00Z", 3600},
    {"America/Nuuk", "2022-07-01T00:00:00Z", -7200},
    {"America/Nuuk", "2026-07-01T00:00:00Z", -3600},
    {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", 39600},
    {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37800},
    {"Australia/Lord_Howe", "2100-01-01T00:00:00Z", 39600},
    {"Pacific/Apia", "2011-12-30T09:59:59Z", -36000},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", 50400},
    {"Antarctica/Troll", "2026-01-01T00:00:00Z", 0},
    {"Antarctica/Troll", "2026-07-01T00:00:00Z", 7200},
    {"America/Sao_Paulo", "2018-12-01T00:00:00Z", -7200},
    {"America/Sao_Paulo", "2026-12-01T00:00:00Z", -10800},
    {"UTC", "2026-07-01T00:00:00Z", 0},
};

START_TEST(test_t2_offsets)
{
    ZoneSet *set = zone_set_new(NULL);
    const Zone *zone, *again;
    Instant at;
    ck_assert(instant_parse(text_from(OFFSETS[_i].at), &at));
    ck_assert_int_eq(zone_find(set, text_from(OFFSETS[_i].zone), &zone), STATUS_OK);
    ck_assert_msg(zone_offset(zone, at) == OFFSETS[_i].offset, "%s %s", OFFSETS[_i].zone,
                  OFFSETS[_i].at);
    ck_assert_int_eq(zone_find(set, text_from(OFFSETS[_i].zone), &again), STATUS_OK);
    ck_assert_ptr_eq(zone, again);
    zone_set_free(set);
}
END_TEST

static const struct {
    const char *zone, *local, *first, *second;
} CLOCKS[] = {
    {"Europe/Kyiv", "2026-03-29 02:59", "2026-03-29T00:59:00Z", "2026-03-29T00:59:00Z"},
    {"Europe/Kyiv", "2026-03-29 03:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
    {"Europe/Kyiv", "2026-03-29 03:59", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
    {"Europe/Kyiv", "2026-03-29 04:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
    {"Europe/Kyiv", "2026-10-25 02:59", "2026-10-24T23:59:00Z", "2026-10-24T23:59:00Z"},
    {"Europe/Kyiv", "2026-10-25 03:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"},
    {"Europe/Kyiv", "2026-10-25 03:59", "2026-10-25T00:59:00Z", "2026-10-25T01:59:00Z"},
    {"Europe/Kyiv", "2026-10-25 04:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
    {"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"},
    {"Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"},
    {"America/Havana", "2026-11-01 00:30", "2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z"},
};

START_TEST(test_t3_wall_clock_times)
{
    ZoneSet *set = zone_set_new(NULL);
    const Zone *zone;
    int64_t local;
    Instant first, second;
    ck_assert_int_eq(zone_find(set, text_from(CLOCKS[_i].zone), &zone), STATUS_OK);
    ck_assert(local_parse(text_from(CLOCKS[_i].local), &local));
    ck_assert(instant_parse(text_from(CLOCKS[_i].first), &first));
    ck_assert(instant_parse(text_from(CLOCKS[_i].second), &second));
    ck_assert_int_eq(zone_instant(zone, local, FOLD_FIRST), first);
    ck_assert_int_eq(zone_instant(zone, local, FOLD_SECOND), second);
    zone_set_free(set);
}
END_TEST

START_TEST(test_transitions_and_plain_ranges_agree_with_offsets)
{
    static const char *const names[] = {"Europe/Kyiv", "America/Nuuk", "Africa/Casablanca",
                                        "Pacific/Apia", "UTC"};
    ZoneSet *set = zone_set_new(NULL);
    const Zone *zone;
    ck_assert_int_eq(zone_find(set, text_from(names[_i]), &zone), STATUS_OK);
    for (Instant at = INSTANT_MIN, next; at != INSTANT_NONE; at = next) {
        next = zone_next_transition(zone, at);
        int64_t from, until;
        if (next != INSTANT_NONE)
            ck_assert_int_ne(zone_offset(zone, next), zone_offset(zone, next - 1));
        zone_plain_range(zone, at, &from, &until);
        for (int64_t local = from; local < until; local += (until - from) / 9 + 1) {
            ck_assert_int_eq(zone_instant(zone, local, FOLD_FIRST),
                             local - zone_offset(zone, at) * SECOND_MS);
            ck_assert_int_eq(zone_instant(zone, local, FOLD_SECOND),
                             local - zone_offset(zone, at) * SECOND_MS);
        }
    }
    zone_set_free(set);
}
END_TEST

START_TEST(test_t2_only_names_of_zones_are_opened)
{
    static const char *const bad[] = {
        "",       "../etc/passwd",   "/etc/passwd", "Europe/../UTC", "Europe/",
        "Europe", "Europe/Atlantis", "tzdata.zi",   "Europe//Kyiv",  "right/UTC"};
    ZoneSet *set = zone_set_new(NULL);
    const Zone *zone;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(zone_find(set, text_from(bad[i]), &zone), STATUS_INPUT);
    ck_assert_int_eq(zone_find(set, (Text){"Europe/Kyiv\0x", 13}, &zone), STATUS_INPUT);
    ck_assert_str_ne(zone_set_version(set), "");
    zone_set_free(set);
    set = zone_set_new("/nowhere");
    ck_assert_int_eq(zone_find(set, TEXT("UTC"), &zone), STATUS_OK);
    ck_assert_int_eq(zone_find(set, TEXT("Europe/Kyiv"), &zone), STATUS_INPUT);
    ck_assert_str_eq(zone_set_version(set), "unknown");
    zone_set_free(set);
}
END_TEST

/* ---- Files in memory ---- */

typedef struct Bytes {
    unsigned char at[4096];
    size_t size;
} Bytes;

static void put(Bytes *bytes, const void *data, size_t size)
{
    memcpy(bytes->at + bytes->size, data, size);
    bytes->size += size;
}

static void put_number(Bytes *bytes, int64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        bytes->at[bytes->size++] = (unsigned char)((uint64_t)value >> (8 * i));
}

static void put_block(Bytes *bytes, char version, int time_size, const int64_t *times, int count)
{
    put(bytes, "TZif", 4);
    put(bytes, &version, 1);
    memset(bytes->at + bytes->size, 0, 15);
    bytes->size += 15;
    int counts[] = {0, 0, 0, count, 2, 8};
    for (int i = 0; i < 6; i++)
        put_number(bytes, counts[i], 4);
    for (int i = 0; i < count; i++)
        put_number(bytes, times[i], time_size);
    for (int i = 0; i < count; i++)
        put_number(bytes, (i + 1) % 2, 1);
    put_number(bytes, 7200, 4), put_number(bytes, 0, 1), put_number(bytes, 0, 1);
    put_number(bytes, 10800, 4), put_number(bytes, 1, 1), put_number(bytes, 4, 1);
    put(bytes, "EET\0EST", 8);
}

/* One transition, to summer time, on 1970-01-02. */
static Bytes make_file(char version, const char *footer)
{
    static const int64_t times[] = {86400};
    Bytes bytes = {.size = 0};
    put_block(&bytes, version, 4, times, 1);
    if (version) {
        put_block(&bytes, version, 8, times, 1);
        put(&bytes, "\n", 1);
        put(&bytes, footer, strlen(footer));
        put(&bytes, "\n", 1);
    }
    return bytes;
}

static const struct {
    const char *footer, *at;
    int32_t offset; /* -1: the file is refused */
} FOOTERS[] = {
    {"EET-2EEST,M3.5.0/3,M10.5.0/4", "2100-07-01T00:00:00Z", 10800},
    {"EET-2EEST,M3.5.0/3,M10.5.0/4", "2100-12-01T00:00:00Z", 7200},
    {"<+03>-3", "2100-12-01T00:00:00Z", 10800},
    {"", "2100-12-01T00:00:00Z", 10800},                       /* what held last holds on */
    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2100-01-01T00:00:00Z", 0}, /* negative summer time */
    {"XXX3EDT4,0/0,J365/23", "2100-01-01T00:00:00Z", -14400},  /* all year */
    {"XXX3EDT4,0/0,J365/23", "2100-08-01T00:00:00Z", -14400},
    {"AAA0BBB-1,J60/0,J61/0", "2024-03-01T12:00:00Z", 3600}, /* J60 is always 1 March */
    {"AAA0BBB-1,J60/0,J61/0", "2024-02-29T12:00:00Z", 0},
    {"AAA0BBB-1,59/0,60/0", "2024-02-29T12:00:00Z", 3600}, /* day 59 is 29 February */
    {"AAA0BBB-1,59/0,60/0", "2023-03-01T12:00:00Z", 3600},
    {"AAA0BBB-1,M1.1.1/-24,M1.1.1/24", "2024-01-01T12:00:00Z", 3600}, /* Monday 2024-01-01 */
    {"AAA0BBB-1,M1.1.1/-24,M1.1.1/24", "2023-12-31T12:00:00Z", 3600}, /* a day before its year */
    {"AAA0BBB-1,M1.1.1/-24,M1.1.1/24", "2023-12-30T12:00:00Z", 0},
    {"AAA0BBB-1,M1.1.1/167,M12.5.0", "2024-01-07T23:30:00Z", 3600},
    {"EET", "2100-01-01T00:00:00Z", -1},
    {"EE-2", "2100-01-01T00:00:00Z", -1},
    {"EET-25", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,M3.5.0/3", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,M13.5.0,M10.5.0", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,M3.0.0,M10.5.0", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,M3.5.7,M10.5.0", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,J0,J10", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,366,1", "2100-01-01T00:00:00Z", -1},
    {"EET-2EEST,M3.5.0/168,M10.5.0", "2100-01-01T00:00:00Z", -1},
    {"EET-2 ", "2100-01-01T00:00:00Z", -1},
    {"<-0330>3:30x", "2100-01-01T00:00:00Z", -1},
    {"<+03-3", "2100-01-01T00:00:00Z", -1},
};

START_TEST(test_rfc_9636_footers)
{
    Bytes bytes = make_file('2', FOOTERS[_i].footer);
    Zone *zone = NULL;
    Instant at;
    ck_assert(instant_parse(text_from(FOOTERS[_i].at), &at));
    Status status = zone_parse(TEXT("Test"), bytes.at, bytes.size, &zone);
    if (FOOTERS[_i].offset == -1) {
        ck_assert_int_eq(status, STATUS_INPUT);
        return;
    }
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_eq(zone_offset(zone, at), FOOTERS[_i].offset);
    zone_free(zone);
}
END_TEST

START_TEST(test_rfc_9636_versions)
{
    static const char versions[] = {'\0', '2', '3', '4'};
    Bytes bytes = make_file(versions[_i], "EET-2");
    Zone *zone = NULL;
    ck_assert_int_eq(zone_parse(TEXT("Test"), bytes.at, bytes.size, &zone), STATUS_OK);
    ck_assert_int_eq(zone_offset(zone, 86399999), 7200);
    ck_assert_int_eq(zone_offset(zone, 86400000), 10800);
    ck_assert(text_is(zone_name(zone), "Test"));
    zone_free(zone);
}
END_TEST

START_TEST(test_no_bytes_crash_the_reader)
{
    Bytes good = make_file('2', "EET-2EEST,M3.5.0/3,M10.5.0/4");
    Zone *zone;
    for (size_t size = 0; size < good.size; size++)
        ck_assert_int_eq(zone_parse(TEXT("cut"), good.at, size, &zone), STATUS_INPUT);
    for (size_t i = 0; i < good.size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            Bytes bad = good;
            bad.at[i] = (unsigned char)(bad.at[i] ^ 1 << bit);
            if (zone_parse(TEXT("bad"), bad.at, bad.size, &zone) == STATUS_OK)
                zone_free(zone);
        }
    }
    good = make_file('5', "EET-2");
    ck_assert_int_eq(zone_parse(TEXT("new"), good.at, good.size, &zone), STATUS_INPUT);
}
END_TEST

#define ROWS(table) (int)(sizeof table / sizeof *table)

Suite *zone_suite(void);

Suite *zone_suite(void)
{
    Suite *suite = suite_create("zone");
    TCase *core = tcase_create("core");
    tcase_add_loop_test(core, test_t2_offsets, 0, ROWS(OFFSETS));
    tcase_add_loop_test(core, test_t3_wall_clock_times, 0, ROWS(CLOCKS));
    tcase_add_loop_test(core, test_transitions_and_plain_ranges_agree_with_offsets, 0, 5);
    tcase_add_test(core, test_t2_only_names_of_zones_are_opened);
    tcase_add_loop_test(core, test_rfc_9636_footers, 0, ROWS(FOOTERS));
    tcase_add_loop_test(core, test_rfc_9636_versions, 0, 4);
    tcase_add_test(core, test_no_bytes_crash_the_reader);
    suite_add_tcase(suite, core);
    return suite;
}
