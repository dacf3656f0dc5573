/* Types: what meets, what fits, what arithmetic gives (compiler/type.h; language.md, principle 2). */
#include <check.h>

#include "compiler/type.h"

enum { UAH = 7, USD = 9, ENUM_A = 3, ENUM_B = 4 };

START_TEST(packing_keeps_every_part)
{
    Type set = type_set(type_enum(ENUM_A));
    ck_assert_int_eq(type_base(set), BASE_SET);
    ck_assert_uint_eq(type_element(set), type_enum(ENUM_A));
    Type optional = type_optional(type_money(CURRENCY_ANY));
    ck_assert(type_is_optional(optional));
    ck_assert_uint_eq(type_index(optional), CURRENCY_ANY);
    ck_assert_uint_eq(type_present(optional), type_money(CURRENCY_ANY));
    ck_assert_uint_eq(type_optional(TYPE_ERROR), TYPE_ERROR);
}
END_TEST

typedef struct JoinRow {
    Type a, b, joined;
} JoinRow;

START_TEST(values_meet_in_one_type_or_never)
{
    const Type integer = type_make(BASE_INTEGER), decimal = type_make(BASE_DECIMAL),
               text = type_make(BASE_TEXT);
    const Type date = type_make(BASE_DATE), instant = type_make(BASE_INSTANT),
               empty = type_make(BASE_EMPTY_SET);
    const JoinRow ROW[] = {
        {integer, integer, integer},
        {integer, decimal, decimal},
        {date, instant, instant},
        {text, integer, TYPE_UNKNOWN},
        {type_optional(integer), decimal, type_optional(decimal)},
        {type_enum(ENUM_A), type_enum(ENUM_B), TYPE_UNKNOWN},
        {type_money(UAH), type_money(USD), TYPE_UNKNOWN},
        {type_money(CURRENCY_ANY), type_money(USD), type_money(USD)},
        {type_set(integer), empty, type_set(integer)},
        {type_set(integer), type_set(decimal), type_set(decimal)},
        {type_set(text), type_set(integer), TYPE_UNKNOWN},
        {TYPE_ERROR, text, TYPE_ERROR},
        {type_make(BASE_DURATION), integer, TYPE_UNKNOWN},
        {type_make(BASE_PERCENT), decimal, TYPE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof *ROW; i++) {
        ck_assert_msg(type_join(ROW[i].a, ROW[i].b) == ROW[i].joined, "row %zu", i);
        ck_assert_msg(type_join(ROW[i].b, ROW[i].a) == ROW[i].joined, "row %zu turned", i);
    }
}
END_TEST

typedef struct FitRow {
    Type from, to;
    bool fits;
} FitRow;

START_TEST(only_integers_and_dates_are_converted)
{
    const Type integer = type_make(BASE_INTEGER), decimal = type_make(BASE_DECIMAL);
    const Type date = type_make(BASE_DATE), instant = type_make(BASE_INSTANT);
    const FitRow ROW[] = {
        {integer, decimal, true},
        {decimal, integer, false},
        {date, instant, true},
        {instant, date, false},
        {type_optional(integer), integer, false},
        {integer, type_optional(integer), true},
        {type_money(UAH), type_money(USD), false},
        {type_money(UAH), type_money(CURRENCY_ANY), true},
        {TYPE_ERROR, integer, true},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof *ROW; i++)
        ck_assert_msg(type_fits(ROW[i].from, ROW[i].to) == ROW[i].fits, "row %zu", i);
}
END_TEST

typedef struct ArithmeticRow {
    Arithmetic op;
    Type a, b, result;
} ArithmeticRow;

START_TEST(units_never_mix)
{
    const Type integer = type_make(BASE_INTEGER), decimal = type_make(BASE_DECIMAL);
    const Type duration = type_make(BASE_DURATION), instant = type_make(BASE_INSTANT);
    const ArithmeticRow ROW[] = {
        {ARITHMETIC_ADD, integer, integer, integer},
        {ARITHMETIC_ADD, duration, integer, TYPE_UNKNOWN},
        {ARITHMETIC_ADD, instant, duration, instant},
        {ARITHMETIC_ADD, instant, instant, TYPE_UNKNOWN},
        {ARITHMETIC_SUB, instant, instant, duration},
        {ARITHMETIC_SUB, duration, instant, TYPE_UNKNOWN},
        {ARITHMETIC_MUL, duration, integer, duration},
        {ARITHMETIC_MUL, duration, duration, TYPE_UNKNOWN},
        {ARITHMETIC_DIV, integer, integer, decimal},
        {ARITHMETIC_DIV, duration, duration, decimal},
        {ARITHMETIC_DIV, integer, duration, TYPE_UNKNOWN},
        {ARITHMETIC_ADD, type_money(UAH), type_money(UAH), type_money(UAH)},
        {ARITHMETIC_ADD, type_money(UAH), type_money(USD), TYPE_UNKNOWN},
        {ARITHMETIC_MUL, decimal, type_money(USD), type_money(USD)},
        {ARITHMETIC_MUL, type_money(UAH), type_money(UAH), TYPE_UNKNOWN},
        {ARITHMETIC_DIV, type_money(UAH), type_money(UAH), decimal},
        {ARITHMETIC_DIV, type_money(UAH), type_money(USD), TYPE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof *ROW; i++)
        ck_assert_msg(type_arithmetic(ROW[i].op, ROW[i].a, ROW[i].b) == ROW[i].result, "row %zu",
                      i);
}
END_TEST

Suite *type_suite(void);

Suite *type_suite(void)
{
    Suite *suite = suite_create("type");
    TCase *tests = tcase_create("type");
    tcase_add_test(tests, packing_keeps_every_part);
    tcase_add_test(tests, values_meet_in_one_type_or_never);
    tcase_add_test(tests, only_integers_and_dates_are_converted);
    tcase_add_test(tests, units_never_mix);
    suite_add_tcase(suite, tests);
    return suite;
}
