/* cli/lsp_position.c: lines and characters as the protocol counts them. Expected: by hand, from the Unicode tables. */
#include "cli/lsp_position.h"

#include <check.h>
#include <string.h>

/* "aї€🚗b": 1, 2, 3, 4 and 1 bytes; in UTF-16 the car has two units. */
static const char LINES[] = "aї€🚗b\r\nx\ry\n";

static void place_check(LspEncoding encoding, uint32_t offset, uint32_t line, uint32_t character)
{
    Arena *arena = arena_new();
    LspLines lines = lsp_lines_make(arena, text_from(LINES));
    LspPosition position = lsp_position(&lines, encoding, offset);
    ck_assert_uint_eq(position.line, line);
    ck_assert_uint_eq(position.character, character);
    ck_assert_uint_eq(lsp_offset(&lines, encoding, position), offset);
    arena_free(arena);
}

START_TEST(characters_are_units_of_the_encoding)
{
    place_check(LSP_UTF8, 10, 0, 10); /* before b */
    place_check(LSP_UTF16, 10, 0, 5);
    place_check(LSP_UTF32, 10, 0, 4);
    place_check(LSP_UTF16, 6, 0, 3); /* before the car */
}
END_TEST

START_TEST(three_ways_to_end_a_line)
{
    place_check(LSP_UTF16, 13, 1, 0); /* x, after \r\n */
    place_check(LSP_UTF16, 15, 2, 0); /* y, after \r */
    place_check(LSP_UTF16, 17, 3, 0); /* the end, after \n */
}
END_TEST

START_TEST(beyond_a_line_is_its_end)
{
    Arena *arena = arena_new();
    LspLines lines = lsp_lines_make(arena, text_from(LINES));
    ck_assert_uint_eq(lsp_offset(&lines, LSP_UTF16, (LspPosition){0, 99}), 11);
    ck_assert_uint_eq(lsp_offset(&lines, LSP_UTF16, (LspPosition){1, 99}), 14);
    ck_assert_uint_eq(lsp_offset(&lines, LSP_UTF16, (LspPosition){9, 0}), strlen(LINES));
    /* Within the car: after it. */
    ck_assert_uint_eq(lsp_offset(&lines, LSP_UTF16, (LspPosition){0, 4}), 10);
    LspLines empty = lsp_lines_make(arena, TEXT(""));
    ck_assert_uint_eq(lsp_offset(&empty, LSP_UTF8, (LspPosition){0, 5}), 0);
    arena_free(arena);
}
END_TEST

Suite *lsp_position_suite(void);
Suite *lsp_position_suite(void)
{
    Suite *suite = suite_create("lsp_position");
    TCase *cases = tcase_create("lsp_position");
    tcase_add_test(cases, characters_are_units_of_the_encoding);
    tcase_add_test(cases, three_ways_to_end_a_line);
    tcase_add_test(cases, beyond_a_line_is_its_end);
    suite_add_tcase(suite, cases);
    return suite;
}
