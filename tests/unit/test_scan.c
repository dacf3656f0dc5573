/* compiler/scan.c, literal.c, grammar/keywords.def: literals with their values, words, comments. */
#include <check.h>
#include <stdio.h>

#include "base/instant.h"
#include "base/money.h"
#include "compiler/syntax.h"
#include "runtime/calendar.h"
#include "tests/unit/front.h"

#include "slate_parse.h"

static const struct Literal {
    const char *text;
    NodeKind kind;
    int64_t number, number2;
} LITERAL[] = {
    {"10_000", AST_INTEGER, 10000, 0},
    {"9223372036854775807", AST_INTEGER, INT64_MAX, 0},
    {"1.5", AST_DECIMAL, 1500000, 0},
    {"75%", AST_PERCENT, 750000, 0},
    {"99.5%", AST_PERCENT, 995000, 0},
    {"0.01%", AST_PERCENT, 100, 0},
    {"1h30m", AST_DURATION, 5400000, 0},
    {"90s", AST_DURATION, 90000, 0},
    {"1h5s", AST_DURATION, 3605000, 0},
    {"3 workdays", AST_PERIOD, 3, UNIT_WORKDAY},
    {"1 workday", AST_PERIOD, 1, UNIT_WORKDAY},
    {"90 days", AST_PERIOD, 90, UNIT_DAY},
    {"3 calendar days", AST_PERIOD, 3, UNIT_DAY},
    {"2 weeks", AST_PERIOD, 2, UNIT_WEEK},
    {"6 months", AST_PERIOD, 6, UNIT_MONTH},
    {"1 year", AST_PERIOD, 1, UNIT_YEAR},
    {"18:30:00", AST_TIME, 66600000, 0},
    {"24:00", AST_TIME, 86400000, 0},
    {"2026-03-02", AST_DATE, 20514, 0},
    {"1969-12-31", AST_DATE, -1, 0},
    {"2026-03-02T09:00:00Z", AST_INSTANT, INT64_C(1772442000000), 0},
    {"2026-03-02T09:00:00+02:00", AST_INSTANT, INT64_C(1772434800000), 0},
    {"2026-03-02 09:00", AST_INSTANT, INT64_C(1772442000000), 0},
    {"true", AST_BOOLEAN, 1, 0},
};

START_TEST(a_literal_has_its_value)
{
    for (size_t i = 0; i < sizeof LITERAL / sizeof *LITERAL; i++) {
        Front front;
        char text[100];
        front_parse(&front, (Text){text, (uint32_t)snprintf(text, sizeof text, "define a = %s",
                                                            LITERAL[i].text)});
        ck_assert_str_eq(front_codes(&front), "");
        const Node *node = front_find(&front, LITERAL[i].kind);
        ck_assert_msg(node->number == LITERAL[i].number, "%s is %lld", LITERAL[i].text,
                      (long long)node->number);
        ck_assert_int_eq(node->number2, LITERAL[i].number2);
        front_free(&front);
    }
}
END_TEST

START_TEST(money_has_minor_units_and_a_currency)
{
    Front front;
    front_parse(&front, TEXT("define a = 30.50 USD + 1_000 JPY"));
    const Node *sum = front_find(&front, AST_ADD);
    ck_assert_int_eq(sum->slot[0]->number, 3050);
    ck_assert_str_eq(currency_code((int32_t)sum->slot[0]->number2), "USD");
    ck_assert_int_eq(sum->slot[1]->number, 1000);
    front_free(&front);
}
END_TEST

/* language.md: number and unit on one line, so that a field may be called `days`. */
START_TEST(a_unit_on_the_next_line_is_a_name)
{
    Front front;
    front_parse(&front, TEXT("ticket {\n  parts : integer = 1\n  days : integer\n}"));
    ck_assert_str_eq(front_codes(&front), "");
    ck_assert_uint_eq(front_find(&front, AST_TICKET)->list.count, 2);
    front_free(&front);
}
END_TEST

START_TEST(texts_are_decoded)
{
    Front front;
    front_parse(&front, TEXT("define a = \"a\\\"b\\\\c\\nd\\u{e9}\\u{1F600}\""));
    ck_assert_str_eq(front_codes(&front), "");
    ck_assert(text_is(front_find(&front, AST_TEXT)->text, "a\"b\\c\nd\xc3\xa9\xf0\x9f\x98\x80"));
    front_free(&front);
}
END_TEST

START_TEST(doc_comments_belong_to_the_declaration_after_them)
{
    Front front;
    front_parse(&front, TEXT("## far\n\n# plain\n## One.\n##  Two.\nclock a { start on created "
                             "}\nclock b { start on created }"));
    const Node *file = front.tree;
    ck_assert(text_is(file->list.at[0]->slot[3]->text, "One.\n Two."));
    ck_assert_ptr_null(file->list.at[1]->slot[3]);
    front_free(&front);
}
END_TEST

/* One row, one truth: the list of words and the grammar have the same tokens. */
START_TEST(keywords_are_the_words_of_the_grammar)
{
    int words = 0;
    for (int token = TOK_AND; token <= TOK_SUN; token++) {
        const Word *word = word_of_token(token);
        ck_assert_msg(word != NULL, "%s is not in keywords.def", slate_symbol_name(token));
        ck_assert_str_eq(word->text, slate_symbol_name(token));
        words++;
    }
#define KW(token, text, class, help) words--;
#include "grammar/keywords.def"
#undef KW
    ck_assert_int_eq(words, 0);
}
END_TEST

/* Every word that is not reserved may name a plan, a clock and a field; a reserved one may not. */
START_TEST(soft_words_are_names)
{
    for (int token = TOK_AND; token <= TOK_SUN; token++) {
        const Word *word = word_of_token(token);
        Front front;
        char text[400];
        int size = snprintf(text, sizeof text,
                            "plan %s { sla %s }\nclock %s { start on %s }\nticket { %s : text }\n"
                            "define a = %s is %s\n",
                            word->text, word->text, word->text, word->text, word->text, word->text,
                            word->text);
        front_parse(&front, (Text){text, (uint32_t)size});
        ck_assert_msg((front.diags->errors == 0) == (word->class != WORD_HARD), "%s: %s",
                      word->text, front_codes(&front));
        front_free(&front);
    }
}
END_TEST

/* keywords.def: a clock may have any name but those that begin or continue a statement of an SLA. */
START_TEST(clocks_have_plain_names)
{
    for (int token = TOK_AND; token <= TOK_SUN; token++) {
        const Word *word = word_of_token(token);
        Front front;
        char text[100];
        int size = snprintf(text, sizeof text, "sla a {\n  resolve within 2h\n  %s within 1h\n}\n",
                            word->text);
        front_parse(&front, (Text){text, (uint32_t)size});
        bool is_name = word->class == WORD_PLAIN || word->class == WORD_ACTION;
        ck_assert_msg((front.diags->errors == 0) == is_name, "%s: %s", word->text,
                      front_codes(&front));
        front_free(&front);
    }
}
END_TEST

Suite *scan_suite(void);
Suite *scan_suite(void)
{
    Suite *suite = suite_create("scan");
    TCase *tests = tcase_create("tokens");
    tcase_add_test(tests, a_literal_has_its_value);
    tcase_add_test(tests, money_has_minor_units_and_a_currency);
    tcase_add_test(tests, a_unit_on_the_next_line_is_a_name);
    tcase_add_test(tests, texts_are_decoded);
    tcase_add_test(tests, doc_comments_belong_to_the_declaration_after_them);
    tcase_add_test(tests, keywords_are_the_words_of_the_grammar);
    tcase_add_test(tests, soft_words_are_names);
    tcase_add_test(tests, clocks_have_plain_names);
    suite_add_tcase(suite, tests);
    return suite;
}
