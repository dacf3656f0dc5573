/* stdlib/holidays/: every set, compiled by the front end, against the published dates of tests/holidays/, both ways:
   no date missing, no date too many. Paths are from the root of the repository. */
#include "compiler/compile.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 2015, LAST_YEAR = 2030, SETS_MAX = 32, LINE_MAX_LENGTH = 512 };

static const char *const COUNTRIES[] = {"ua", "us", "gb", "de", "fr", "it", "es", "pl", "se", "jp",
                                        "nz", "ca", "au", "br", "in", "cn", "at", "ch", "nl", "ie"};

/* One file of published dates: a line `sets a b c`, then `2026-03-08 Name @ a b`, without `@` for all sets. */
typedef struct Published {
    char words[LINE_MAX_LENGTH];
    const char *sets[SETS_MAX];
    uint32_t count;
    uint32_t dates[SETS_MAX]; /* how many were listed, by set */
} Published;

static uint32_t words_split(char *words, const char **out)
{
    uint32_t count = 0;
    for (char *rest = words, *word; (word = strtok_r(rest, " \n", &rest));) {
        ck_assert_uint_lt(count, SETS_MAX);
        out[count++] = word;
    }
    return count;
}

static const HolidaySet *set_get(const Policy *policy, const char *name)
{
    uint32_t index = policy_holidays_find(policy, text_from(name));
    ck_assert_msg(index != NONE, "no set %s", name);
    return policy->holidays[index];
}

static void date_check(const Policy *policy, Published *published, uint32_t set, Date date,
                       const char *line)
{
    Text name = {0};
    ck_assert_msg(holiday_find(set_get(policy, published->sets[set]), date, &name), "%s lacks %s",
                  published->sets[set], line);
    ck_assert_msg(name.size > 0, "%s: no name for %s", published->sets[set], line);
    published->dates[set]++;
}

static void line_check(const Policy *policy, Published *published, char *line)
{
    Date date;
    ck_assert_msg(date_parse((Text){line, 10}, &date), "not a date: %s", line);
    char *at = strstr(line, " @ ");
    const char *only[SETS_MAX];
    char names[LINE_MAX_LENGTH];
    snprintf(names, sizeof names, "%s", at ? at + 3 : "");
    uint32_t count = words_split(names, only);
    for (uint32_t set = 0; set < published->count; set++) {
        bool listed = !at;
        for (uint32_t i = 0; i < count; i++)
            listed = listed || strcmp(only[i], published->sets[set]) == 0;
        if (listed)
            date_check(policy, published, set, date, line);
    }
}

/* How many dates of the set fall in the years of the lists. */
static uint32_t set_dates(const HolidaySet *set)
{
    uint32_t count = 0;
    Date date = date_make(FIRST_YEAR, 1, 1), last = date_make(LAST_YEAR, 12, 31);
    for (; holiday_next(set, date, &date, NULL) && date <= last; date++)
        count++;
    return count;
}

static void file_check(const Policy *policy, FILE *file)
{
    Published published = {0};
    char line[LINE_MAX_LENGTH];
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "sets ", 5) == 0) {
            snprintf(published.words, sizeof published.words, "%s", line + 5);
            published.count = words_split(published.words, published.sets);
        } else if (line[0] != '#') {
            line_check(policy, &published, line);
        }
    }
    ck_assert_uint_gt(published.count, 0);
    for (uint32_t i = 0; i < published.count; i++)
        ck_assert_msg(set_dates(set_get(policy, published.sets[i])) == published.dates[i],
                      "%s has %u dates, %u are published", published.sets[i],
                      set_dates(set_get(policy, published.sets[i])), published.dates[i]);
}

START_TEST(test_holidays_are_those_published)
{
    const char *country = COUNTRIES[_i];
    char text[64], path[64];
    snprintf(text, sizeof text, "use holidays.%s\n", country);
    snprintf(path, sizeof path, "tests/holidays/%s.txt", country);
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Policy *policy = compile_text(text, diags, files);
    ck_assert_msg(policy != NULL && diags->items.count == 0, "%s: %s", country,
                  diags->items.count ? diags->items.at[0].message : "not compiled");
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot read %s", path);
    file_check(policy, file);
    fclose(file);
    policy_free(policy);
    source_set_free(files);
    diag_list_free(diags);
}
END_TEST

Suite *holidays_suite(void);

Suite *holidays_suite(void)
{
    Suite *suite = suite_create("holidays");
    TCase *published = tcase_create("published");
    tcase_set_timeout(published, 30);
    tcase_add_loop_test(published, test_holidays_are_those_published, 0,
                        sizeof COUNTRIES / sizeof *COUNTRIES);
    suite_add_tcase(suite, published);
    return suite;
}
