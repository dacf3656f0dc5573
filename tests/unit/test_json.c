/* The strict reader against RFC 8259, and against jansson on the same texts. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/jansson_peer.h"

enum {
    y = 1,
    n = 0,
    Y = 3,
    N = 2
}; /* bit 0: read; bit 1: left open by the RFC, so that jansson may differ */

typedef struct Case {
    int verdict;
    Text text;
} Case;

static const Case CASES[] = {
#define CASE(verdict, literal) {verdict, {.data = (literal), .size = sizeof(literal) - 1}},
#include "tests/unit/json_cases.def"
#undef CASE
};
enum { CASE_COUNT = sizeof CASES / sizeof *CASES };

/* A copy as long as the text and its padding, so that a sanitizer sees any step beyond it. */
static const JsonNode *read_exactly(Json *json, Text text, char **copy)
{
    *copy = malloc(text.size + JSON_PADDING);
    memcpy(*copy, text.data, text.size);
    memset(*copy + text.size, '"', JSON_PADDING);
    return json_read(json, (Text){.data = *copy, .size = text.size});
}

static const char *show(Text text)
{
    static char line[512];
    int size = 0;
    for (uint32_t i = 0; i < text.size && size < 500; i++)
        size += snprintf(line + size, sizeof line - (size_t)size,
                         text.data[i] >= ' ' && text.data[i] < 127 ? "%c" : "\\x%02x",
                         (unsigned char)text.data[i]);
    return line;
}

START_TEST(verdicts)
{
    Json *json = json_new();
    for (size_t i = 0; i < CASE_COUNT; i++) {
        char *copy;
        bool is_read = read_exactly(json, CASES[i].text, &copy) != NULL;
        ck_assert_msg(is_read == (CASES[i].verdict & 1), "%s", show(CASES[i].text));
        free(copy);
    }
    json_free(json);
}
END_TEST

static bool is_same(const JsonNode *node, const json_t *value);

static bool is_same_array(const JsonNode *node, const json_t *value)
{
    size_t index = 0;
    for (const JsonNode *at = node + 1; at < node + node->skip; at += at->skip)
        if (!is_same(at, json_array_get(value, index++)))
            return false;
    return json_array_size(value) == index;
}

/* jansson keeps the last of several equal keys. */
static bool is_same_object(const JsonNode *node, const json_t *value)
{
    for (const JsonNode *at = node + 1; at < node + node->skip; at += at->skip) {
        char key[256] = "";
        memcpy(key, at->key.data, at->key.size < 255 ? at->key.size : 255);
        if (json_find(node, at->key) == at && !is_same(at, json_object_get(value, key)))
            return false;
    }
    return true;
}

/* Are the two trees the same? The values of numbers are not compared: ours are texts. */
static bool is_same(const JsonNode *node, const json_t *value)
{
    static const json_type TYPES[] = {
        [JSON_NULL] = JANSSON_NULL,    [JSON_FALSE] = JANSSON_FALSE,   [JSON_TRUE] = JANSSON_TRUE,
        [JSON_NUMBER] = JSON_REAL,     [JSON_STRING] = JANSSON_STRING, [JSON_ARRAY] = JANSSON_ARRAY,
        [JSON_OBJECT] = JANSSON_OBJECT};
    if (!value || json_typeof(value) != TYPES[node->kind])
        return false;
    if (node->kind == JSON_STRING)
        return json_string_length(value) == node->text.size &&
               memcmp(json_string_value(value), node->text.data, node->text.size) == 0;
    if (node->kind == JSON_ARRAY)
        return is_same_array(node, value);
    return node->kind != JSON_OBJECT || is_same_object(node, value);
}

START_TEST(agrees_with_jansson)
{
    Json *json = json_new();
    for (size_t i = 0; i < CASE_COUNT; i++) {
        bool is_open;
        char *copy;
        Text text = CASES[i].text;
        json_t *value = jansson_read(text, &is_open);
        const JsonNode *root = read_exactly(json, text, &copy);
        is_open = is_open || CASES[i].verdict & 2;
        ck_assert_msg(is_open || !root == !value, "%s: jansson %s it", show(text),
                      value ? "reads" : "refuses");
        if (root && value)
            ck_assert_msg(is_same(root, value), "%s", show(text));
        json_decref(value);
        free(copy);
    }
    json_free(json);
}
END_TEST

/* Every prefix of a text is refused, and every single changed byte gives the verdict that jansson gives. */
START_TEST(changed_bytes)
{
    static const char WHOLE[] =
        "{\"at\":\"2026-03-02T09:00:00Z\",\"n\":-12.5e+3,\"s\":\"\\ud83d\\ude00 \\n\xc3\xa9\","
        "\"l\":[true,null,{}],\"e\":\"\"}";
    static const unsigned char BYTES[] = "\"\\{}[]:,0x- \n\x00\x1f\x80\xc3\xff"
                                         "eE.u";
    Json *json = json_new();
    char *copy, changed[sizeof WHOLE];
    for (uint32_t size = 0; size < sizeof WHOLE - 1; size++) {
        ck_assert_ptr_null(read_exactly(json, (Text){.data = WHOLE, .size = size}, &copy));
        free(copy);
        for (size_t i = 0; i < sizeof BYTES - 1; i++) {
            bool is_open;
            memcpy(changed, WHOLE, sizeof WHOLE);
            changed[size] = (char)BYTES[i];
            const JsonNode *root =
                read_exactly(json, (Text){.data = changed, .size = sizeof WHOLE - 1}, &copy);
            json_t *value =
                jansson_read((Text){.data = changed, .size = sizeof WHOLE - 1}, &is_open);
            ck_assert_msg(is_open || !root == !value, "byte %u = %02x", size, BYTES[i]);
            json_decref(value);
            free(copy);
        }
    }
    json_free(json);
}
END_TEST

START_TEST(depth_is_limited)
{
    enum { DEEP = 100000 };
    char *text = malloc(DEEP + JSON_PADDING), *copy;
    Json *json = json_new();
    uint32_t offset;
    memset(text, '[', DEEP);
    ck_assert_ptr_null(read_exactly(json, (Text){.data = text, .size = DEEP}, &copy));
    ck_assert_str_eq(json_problem(json, &offset), "nested too deeply");
    ck_assert_uint_eq(offset, JSON_DEPTH_MAX);
    free(copy);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    ck_assert_ptr_nonnull(
        read_exactly(json, (Text){.data = text, .size = 2 * JSON_DEPTH_MAX}, &copy));
    free(copy);
    json_free(json);
    free(text);
}
END_TEST

START_TEST(problems_have_places)
{
    static const struct {
        const char *text, *problem;
        uint32_t offset;
    } PROBLEMS[] = {{"{\"a\" 1}", "expected ':' after the key", 5},
                    {"{\"a\":1 2}", "expected ',' or '}'", 7},
                    {"[1;2]", "expected ',' or ']'", 2},
                    {"{a:1}", "expected a key in quotes", 1},
                    {"[\"\t\"]", "a control character in a string must be written as an escape", 2},
                    {"\"a\\x\"", "no such escape", 2},
                    {"\"\\ud800\"", "an unpaired surrogate is no character", 1},
                    {"[01]", "a malformed number", 1},
                    {"[tru]", "expected a value", 1},
                    {"[1,", "the text ends where a value is expected", 3},
                    {"\"abc", "the text ends within a string", 4},
                    {"1 2", "expected nothing after the value", 2},
                    {"\"ab\xff\"", "not UTF-8", 3}};
    Json *json = json_new();
    for (size_t i = 0; i < sizeof PROBLEMS / sizeof *PROBLEMS; i++) {
        char *copy;
        uint32_t offset;
        ck_assert_ptr_null(read_exactly(json, text_from(PROBLEMS[i].text), &copy));
        ck_assert_str_eq(json_problem(json, &offset), PROBLEMS[i].problem);
        ck_assert_uint_eq(offset, PROBLEMS[i].offset);
        free(copy);
    }
    json_free(json);
}
END_TEST

Suite *json_suite(void);
Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("rfc8259");
    tcase_add_test(tcase, verdicts);
    tcase_add_test(tcase, agrees_with_jansson);
    tcase_add_test(tcase, changed_bytes);
    tcase_add_test(tcase, depth_is_limited);
    tcase_add_test(tcase, problems_have_places);
    suite_add_tcase(suite, tcase);
    return suite;
}
