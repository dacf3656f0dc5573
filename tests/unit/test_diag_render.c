/* base/diag_render.c: findings for a terminal, as lines, and as JSON (interfaces.md). */
#include "base/diag_render.h"

#include <check.h>
#include <string.h>

typedef struct Page {
    Arena *arena;
    SourceSet *sources;
    DiagList *diags;
} Page;

static void page_open(Page *page)
{
    page->arena = arena_new();
    page->sources = source_set_new();
    page->diags = diag_list_new();
    source_add(page->sources, TEXT("a.sla"), TEXT("first\n\té\"x\" = y\nthird\n"));
}

static const char *page_render(Page *page, DiagFormat format, bool color)
{
    return text_string(page->arena,
                       diag_render(page->arena, page->sources, page->diags, format, color));
}

static void page_close(Page *page)
{
    arena_free(page->arena);
    source_set_free(page->sources);
    diag_list_free(page->diags);
}

/* A finding with everything; `=` stands at byte 13, the 7th character of line 2. */
static void finding_add(Page *page)
{
    Diag *diag = diag_add(page->diags, DIAG_E0113, (Span){0, 13, 14}, "no \"equals\"");
    diag_relate(page->diags, diag, (Span){0, 0, 5}, "the other");
    diag_witness(page->diags, diag, "priority", "high");
    diag_note(page->diags, diag, "read the manual");
    diag_fix(page->diags, diag, "write `is`", true, (Span){0, 13, 14}, "is");
}

START_TEST(a_terminal_shows_the_line)
{
    Page page;
    page_open(&page);
    finding_add(&page);
    ck_assert_str_eq(page_render(&page, DIAG_TEXT, false),
                     "error[E0113]: no \"equals\"\n"
                     " --> a.sla:2:7\n"
                     "1 | first\n"
                     "  | ----- the other\n"
                     "2 |     é\"x\" = y\n"
                     "  |          ^\n"
                     "  = for example a ticket with: priority: high\n"
                     "  = help: read the manual\n"
                     "  = fix: write `is`: `is`\n"
                     "\n");
    ck_assert_ptr_nonnull(
        strstr(page_render(&page, DIAG_TEXT, true), "\x1b[1;31merror[E0113]\x1b[0m"));
    page_close(&page);
}
END_TEST

START_TEST(short_is_one_line)
{
    Page page;
    page_open(&page);
    finding_add(&page);
    ck_assert_str_eq(page_render(&page, DIAG_SHORT, true),
                     "a.sla:2:7: error[E0113]: no \"equals\"\n");
    page_close(&page);
}
END_TEST

START_TEST(json_is_one_object)
{
    Page page;
    page_open(&page);
    finding_add(&page);
    ck_assert_str_eq(page_render(&page, DIAG_JSON, false),
                     "{\"code\":\"E0113\",\"severity\":\"error\",\"message\":\"no "
                     "\\\"equals\\\"\",\"file\":\"a.sla\",\"line\":2,"
                     "\"column\":7,\"end_line\":2,\"end_column\":8,\"related\":[{\"file\":\"a."
                     "sla\",\"line\":1,\"column\":1,"
                     "\"end_line\":1,\"end_column\":6,\"message\":\"the "
                     "other\"}],\"witness\":{\"priority\":\"high\"},"
                     "\"help\":[\"read the manual\"],\"fix\":{\"title\":\"write "
                     "`is`\",\"applicability\":\"sure\",\"edits\":["
                     "{\"file\":\"a.sla\",\"line\":2,\"column\":7,\"end_line\":2,\"end_column\":8,"
                     "\"text\":\"is\"}]}}\n");
    page_close(&page);
}
END_TEST

/* A megabyte on one line is not shown whole. */
START_TEST(a_long_line_is_clipped)
{
    Page page;
    page_open(&page);
    char *line = arena_alloc(page.arena, 1 << 20);
    memset(line, '{', 1 << 20);
    uint32_t file = source_add(page.sources, TEXT("b.sla"), (Text){line, 1 << 20});
    diag_add(page.diags, DIAG_E0101, (Span){file, 500000, 500001}, "too much");
    const char *shown = page_render(&page, DIAG_TEXT, false);
    ck_assert_uint_lt(strlen(shown), 500);
    ck_assert_ptr_nonnull(strstr(shown, "\n1 | {{{"));
    ck_assert_ptr_nonnull(strstr(shown, " ^\n"));
    page_close(&page);
}
END_TEST

/* house.md: at most 20 a run, and the rest counted; programs get them all. */
START_TEST(twenty_are_enough)
{
    Page page;
    page_open(&page);
    for (int i = 0; i < 23; i++)
        diag_add(page.diags, DIAG_E0101, (Span){0, 0, 0}, "finding %d", i);
    const char *lines = page_render(&page, DIAG_SHORT, false);
    ck_assert_ptr_nonnull(strstr(lines, "finding 19\nand 3 more\n"));
    ck_assert_ptr_null(strstr(lines, "finding 20"));
    ck_assert_ptr_nonnull(strstr(page_render(&page, DIAG_JSON, false), "finding 22"));
    page_close(&page);
}
END_TEST

Suite *diag_render_suite(void);
Suite *diag_render_suite(void)
{
    Suite *suite = suite_create("diag_render");
    TCase *tests = tcase_create("formats");
    tcase_add_test(tests, a_terminal_shows_the_line);
    tcase_add_test(tests, short_is_one_line);
    tcase_add_test(tests, json_is_one_object);
    tcase_add_test(tests, a_long_line_is_clipped);
    tcase_add_test(tests, twenty_are_enough);
    suite_add_tcase(suite, tests);
    return suite;
}
