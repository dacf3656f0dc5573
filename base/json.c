#include "base/json.h"

#include <stdlib.h>
#include <string.h>

struct Json {
    const char *start, *at, *end; /* of the text being read */
    JsonNode *nodes;
    uint32_t count, capacity;
    char *decoded; /* strings that had escapes; as long as the text, which they never exceed */
    size_t decoded_size, decoded_capacity;
    const char *problem;
    uint32_t problem_at;
};

Json *json_new(void)
{
    Json *json = calloc(1, sizeof *json);
    if (!json)
        abort();
    return json;
}

void json_free(Json *json)
{
    if (!json)
        return;
    free(json->nodes);
    free(json->decoded);
    free(json);
}

const char *json_problem(const Json *json, uint32_t *offset)
{
    *offset = json->problem_at;
    return json->problem;
}

static bool refuse(Json *json, const char *at, const char *problem)
{
    json->problem = problem;
    json->problem_at = (uint32_t)(at - json->start);
    return false;
}

static uint32_t node_add(Json *json, Text key)
{
    if (json->count == json->capacity) {
        json->capacity = json->capacity ? json->capacity * 2 : 64;
        json->nodes = realloc(json->nodes, json->capacity * sizeof *json->nodes);
        if (!json->nodes)
            abort();
    }
    json->nodes[json->count] = (JsonNode){.kind = JSON_NULL, .skip = 1, .key = key};
    return json->count++;
}

static void space_skip(Json *json)
{
    const char *at = json->at;
    while (at < json->end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    json->at = at;
}

/* ---- Strings ---- */

#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The high bit of each byte that ends a plain run: a quote, a backslash or a control character. The lowest such bit
   is exact, which is all that is looked at; bytes from 0x80 on are never flagged. */
static uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ EVERY_BYTE('"'), slash = word ^ EVERY_BYTE('\\');
    uint64_t found = (quote - EVERY_BYTE(1)) & ~quote;
    found |= (slash - EVERY_BYTE(1)) & ~slash;
    found |= (word - EVERY_BYTE(0x20)) & ~word;
    return found & EVERY_BYTE(0x80);
}

/* The first quote, backslash or control character at or after `at`, or the end. */
static const char *plain_end(const char *at, const char *end)
{
    for (; at < end; at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        uint64_t found = special_bytes(word);
        if (!found)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        at += __builtin_ctzll(found) / 8;
#else
        while ((unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
            at++;
#endif
        break;
    }
    return at < end ? at : end;
}

/* The four digits at `at`, or -1. */
static int hex_unit(const char *at, const char *end)
{
    static const unsigned char DIGITS[256] = {
        /* + 1; 0: none */
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
        ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
        ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
        ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16};
    if (end - at < 4)
        return -1;
    const unsigned char *bytes = (const unsigned char *)at;
    unsigned a = DIGITS[bytes[0]], b = DIGITS[bytes[1]], c = DIGITS[bytes[2]], d = DIGITS[bytes[3]];
    return a && b && c && d ? (int)((a - 1) << 12 | (b - 1) << 8 | (c - 1) << 4 | (d - 1)) : -1;
}

static char *utf8_put(char *out, uint32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xc0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        *out++ = (char)(0xe0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    } else {
        *out++ = (char)(0xf0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3f));
        *out++ = (char)(0x80 | (point >> 6 & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    }
    return out;
}

/* `at` is after "\u". Reads one escape, or a pair of them for a character beyond U+FFFF. */
static const char *unicode_read(Json *json, const char *at, char **out)
{
    int unit = hex_unit(at, json->end);
    if (unit < 0)
        return refuse(json, at, "expected four hexadecimal digits after \\u"), NULL;
    at += 4;
    uint32_t point = (uint32_t)unit;
    if (unit >= 0xd800 && unit <= 0xdfff) {
        bool is_pair = unit < 0xdc00 && json->end - at >= 6 && at[0] == '\\' && at[1] == 'u';
        int low = is_pair ? hex_unit(at + 2, json->end) : -1;
        if (low < 0xdc00 || low > 0xdfff)
            return refuse(json, at - 6, "an unpaired surrogate is no character"), NULL;
        point = 0x10000 + (((uint32_t)unit - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
        at += 6;
    }
    *out = utf8_put(*out, point);
    return at;
}

/* `at` is after the backslash. The place after the escape, or NULL. */
static const char *escape_read(Json *json, const char *at, char **out)
{
    static const char VALUES[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                     ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    if (at == json->end)
        return refuse(json, at, "the text ends within a string"), NULL;
    if (*at == 'u')
        return unicode_read(json, at + 1, out);
    char value = VALUES[(unsigned char)*at];
    if (!value)
        return refuse(json, at - 1, "no such escape"), NULL;
    *(*out)++ = value;
    return at + 1;
}

static void decoded_reserve(Json *json)
{
    size_t size = (size_t)(json->end - json->start);
    if (json->decoded_size || json->decoded_capacity >= size)
        return; /* reserved whole before the first string of a text, so that earlier strings stay where they are */
    free(json->decoded);
    json->decoded = malloc(size);
    if (!json->decoded)
        abort();
    json->decoded_capacity = size;
}

/* The rest of a string whose first escape is at json->at; `start` is its first character. */
static bool escaped_read(Json *json, const char *start, Text *out)
{
    decoded_reserve(json);
    char *first = json->decoded + json->decoded_size, *put = first;
    const char *at = json->at;
    memcpy(put, start, (size_t)(at - start));
    put += at - start;
    while (at < json->end && *at == '\\') {
        at = escape_read(json, at + 1, &put);
        if (!at)
            return false;
        const char *stop = plain_end(at, json->end);
        memcpy(put, at, (size_t)(stop - at));
        put += stop - at;
        at = stop;
    }
    json->decoded_size += (size_t)(put - first);
    json->at = at;
    *out = (Text){.data = first, .size = (uint32_t)(put - first)};
    return true;
}

/* json->at is after the opening quote. */
static bool string_read(Json *json, Text *out)
{
    const char *start = json->at;
    json->at = plain_end(start, json->end);
    *out = (Text){.data = start, .size = (uint32_t)(json->at - start)};
    if (json->at < json->end && *json->at == '\\' && !escaped_read(json, start, out))
        return false;
    if (json->at == json->end)
        return refuse(json, json->at, "the text ends within a string");
    if (*json->at != '"')
        return refuse(json, json->at,
                      "a control character in a string must be written as an escape");
    json->at++;
    return true;
}

const char *json_escape_decode(const char *at, const char *end, char **out)
{
    Json json = {.start = at, .end = end};
    return escape_read(&json, at, out);
}

/* ---- Numbers and words ---- */

static const char *digits_end(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The end of the number at `at`, or NULL. */
const char *json_number_end(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    const char *whole = at;
    at = digits_end(at, end);
    if (at == whole || (*whole == '0' && at - whole > 1))
        return NULL;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = digits_end(fraction, end);
        if (at == fraction)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        const char *exponent = at;
        at = digits_end(at, end);
        if (at == exponent)
            return NULL;
    }
    return at;
}

static bool number_read(Json *json, JsonNode *node)
{
    const char *end = json_number_end(json->at, json->end);
    if (!end)
        return refuse(json, json->at, "a malformed number");
    node->kind = JSON_NUMBER;
    node->text = (Text){.data = json->at, .size = (uint32_t)(end - json->at)};
    json->at = end;
    return true;
}

static bool word_read(Json *json, JsonNode *node)
{
    static const struct {
        const char *word;
        JsonKind kind;
    } WORDS[] = {{"null", JSON_NULL}, {"true", JSON_TRUE}, {"false", JSON_FALSE}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t size = strlen(WORDS[i].word);
        if ((size_t)(json->end - json->at) < size || memcmp(json->at, WORDS[i].word, size) != 0)
            continue;
        node->kind = WORDS[i].kind;
        node->text = (Text){.data = json->at, .size = (uint32_t)size};
        json->at += size;
        return true;
    }
    return refuse(json, json->at,
                  json->at == json->end ? "the text ends where a value is expected"
                                        : "expected a value");
}

/* ---- Containers ---- */

static bool value_read(Json *json, Text key, int depth);

static bool key_read(Json *json, Text *key)
{
    space_skip(json);
    if (json->at == json->end || *json->at != '"')
        return refuse(json, json->at, "expected a key in quotes");
    json->at++;
    if (!string_read(json, key))
        return false;
    space_skip(json);
    if (json->at == json->end || *json->at != ':')
        return refuse(json, json->at, "expected ':' after the key");
    json->at++;
    return true;
}

/* The members up to the closing bracket; json->at is after the opening one. */
static bool members_read(Json *json, bool is_object, int depth)
{
    char close = is_object ? '}' : ']';
    space_skip(json);
    if (json->at < json->end && *json->at == close) {
        json->at++;
        return true;
    }
    for (;;) {
        Text key = {.data = "", .size = 0};
        if ((is_object && !key_read(json, &key)) || !value_read(json, key, depth))
            return false;
        space_skip(json);
        char next = json->at < json->end ? *json->at : '\0';
        if (next != ',' && next != close)
            return refuse(json, json->at,
                          is_object ? "expected ',' or '}'" : "expected ',' or ']'");
        json->at++;
        if (next == close)
            return true;
    }
}

static bool container_read(Json *json, uint32_t index, int depth)
{
    const char *start = json->at++;
    bool is_object = *start == '{';
    if (depth >= JSON_DEPTH_MAX)
        return refuse(json, start, "nested too deeply");
    if (!members_read(json, is_object, depth + 1))
        return false;
    JsonNode *node = &json->nodes[index];
    node->kind = is_object ? JSON_OBJECT : JSON_ARRAY;
    node->skip = json->count - index;
    node->text = (Text){.data = start, .size = (uint32_t)(json->at - start)};
    return true;
}

static bool value_read(Json *json, Text key, int depth)
{
    space_skip(json);
    uint32_t index = node_add(json, key);
    JsonNode *node = &json->nodes[index];
    char first = json->at < json->end ? *json->at : '\0';
    if (first == '"') {
        json->at++;
        node->kind = JSON_STRING;
        return string_read(json, &node->text);
    }
    if (first == '{' || first == '[')
        return container_read(json, index, depth);
    if (first == '-' || (first >= '0' && first <= '9'))
        return number_read(json, node);
    return word_read(json, node);
}

const JsonNode *json_read(Json *json, Text text)
{
    json->start = json->at = text.data;
    json->end = text.data + text.size;
    json->count = 0;
    json->decoded_size = 0;
    size_t bad = 0;
    if (!text_is_utf8(text, &bad)) {
        refuse(json, text.data + bad, "not UTF-8");
        return NULL;
    }
    if (!value_read(json, (Text){.data = "", .size = 0}, 0))
        return NULL;
    space_skip(json);
    if (json->at < json->end) {
        refuse(json, json->at, "expected nothing after the value");
        return NULL;
    }
    return json->nodes;
}

const JsonNode *json_find(const JsonNode *object, Text key)
{
    const JsonNode *found = NULL, *end = object + object->skip;
    for (const JsonNode *node = object + 1; node < end; node += node->skip)
        if (text_equal(node->key, key))
            found = node;
    return found;
}
