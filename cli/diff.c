/* The shortest script by E. W. Myers, "An O(ND) difference algorithm and its variations" (1986),
   after the lines that both texts begin and end with are set aside. Texts that differ in more than
   STEPS lines are shown as one block that gives way to another. */
#include "cli/diff.h"

#include <string.h>

#include "base/vec.h"

enum { CONTEXT = 3, STEPS = 2000 };

typedef struct Side {
    VEC(Text) lines;  /* with their line breaks */
    bool *is_changed; /* by line: only on this side */
} Side;

static Side side_make(Arena *arena, Text text)
{
    Side side = {0};
    while (text.size) {
        const char *end = memchr(text.data, '\n', text.size);
        uint32_t size = end ? (uint32_t)(end - text.data) + 1 : text.size;
        VEC_PUSH(arena, &side.lines, (Text){text.data, size});
        text = (Text){text.data + size, text.size - size};
    }
    side.is_changed = ARENA_ARRAY(arena, bool, side.lines.count + 1);
    return side;
}

/* ---- The shortest script ---- */

typedef struct Search {
    const Text *a, *b; /* the middles that differ */
    int a_count, b_count;
    int *reach; /* the furthest x on each diagonal, by k + limit */
    int limit;
} Search;

/* From x on diagonal k over the lines that are equal. */
static int snake_follow(const Search *search, int x, int k)
{
    while (x < search->a_count && x - k < search->b_count &&
           text_equal(search->a[x], search->b[x - k]))
        x++;
    return x;
}

/* Does step d reach diagonal k from above, by a line of b? */
static bool is_down(const int *reach, int k, int d)
{
    return k == -d || (k != d && reach[k - 1] < reach[k + 1]);
}

/* One round; true when the end is reached. */
static bool step_take(Search *search, int d)
{
    int *reach = search->reach + search->limit + 1;
    for (int k = -d; k <= d; k += 2) {
        int x = is_down(reach, k, d) ? reach[k + 1] : reach[k - 1] + 1;
        x = snake_follow(search, x, k);
        reach[k] = x;
        if (x >= search->a_count && x - k >= search->b_count)
            return true;
    }
    return false;
}

/* Walks back from the end through the rounds kept in `trace`, marking the lines that only one side
 * has. */
static void script_mark(const Search *search, int **trace, int d, bool *only_a, bool *only_b)
{
    int x = search->a_count, y = search->b_count;
    for (; d > 0; d--) {
        const int *reach = trace[d] + search->limit + 1;
        int k = x - y;
        bool down = is_down(reach, k, d);
        x = down ? reach[k + 1] : reach[k - 1];
        y = x - (down ? k + 1 : k - 1);
        if (down)
            only_b[y] = true;
        else
            only_a[x] = true;
    }
}

/* False: more than STEPS lines differ. */
static bool script_find(Arena *arena, Search *search, bool *only_a, bool *only_b)
{
    int most = search->a_count + search->b_count;
    search->limit = most < STEPS ? most : STEPS;
    size_t width = (size_t)search->limit * 2 + 3;
    search->reach = ARENA_ARRAY(arena, int, width);
    int **trace = ARENA_ARRAY(arena, int *, search->limit + 1);
    for (int d = 0; d <= search->limit; d++) {
        trace[d] = ARENA_ARRAY(arena, int, width);
        memcpy(trace[d], search->reach, width * sizeof(int));
        if (step_take(search, d)) {
            script_mark(search, trace, d, only_a, only_b);
            return true;
        }
    }
    return false;
}

static void sides_compare(Arena *arena, Side *before, Side *after)
{
    uint32_t first = 0, last = 0;
    uint32_t least =
        before->lines.count < after->lines.count ? before->lines.count : after->lines.count;
    while (first < least && text_equal(before->lines.at[first], after->lines.at[first]))
        first++;
    while (last < least - first && text_equal(before->lines.at[before->lines.count - 1 - last],
                                              after->lines.at[after->lines.count - 1 - last]))
        last++;
    Search search = {.a = before->lines.at + first,
                     .b = after->lines.at + first,
                     .a_count = (int)(before->lines.count - first - last),
                     .b_count = (int)(after->lines.count - first - last)};
    if (script_find(arena, &search, before->is_changed + first, after->is_changed + first))
        return;
    memset(before->is_changed + first, true, (size_t)search.a_count);
    memset(after->is_changed + first, true, (size_t)search.b_count);
}

/* ---- Printing ---- */

static void line_print(FILE *out, char mark, Text line)
{
    fprintf(out, "%c%.*s", mark, TEXT_ARGS(line));
    if (!text_ends(line, TEXT("\n")))
        fputs("\n\\ No newline at end of file\n", out);
}

/* The next line of either side that changed, at or after (*a, *b); false: none. Equal lines move
 * both on. */
static bool change_find(const Side *before, const Side *after, uint32_t *a, uint32_t *b)
{
    while (*a < before->lines.count || *b < after->lines.count) {
        if (before->is_changed[*a] || after->is_changed[*b])
            return true;
        ++*a, ++*b;
    }
    return false;
}

static void changed_skip(const Side *side, uint32_t *at)
{
    while (*at < side->lines.count && side->is_changed[*at])
        ++*at;
}

/* Where the hunk that begins with the change at (a, b) ends: changes nearer than two contexts
 * belong together. */
static void hunk_end(const Side *before, const Side *after, uint32_t *a, uint32_t *b)
{
    for (;;) {
        changed_skip(before, a);
        changed_skip(after, b);
        uint32_t next_a = *a, next_b = *b;
        if (!change_find(before, after, &next_a, &next_b) || next_a - *a > 2 * CONTEXT)
            return;
        *a = next_a, *b = next_b;
    }
}

/* "12,5"; a range without lines names the line before it. */
static void range_print(FILE *out, char mark, uint32_t first, uint32_t end)
{
    fprintf(out, "%c%u,%u ", mark, end > first ? first + 1 : first, end - first);
}

/* Lines [a, a_end) against [b, b_end). */
static void hunk_print(FILE *out, const Side *before, const Side *after, uint32_t a, uint32_t a_end,
                       uint32_t b, uint32_t b_end)
{
    fputs("@@ ", out);
    range_print(out, '-', a, a_end);
    range_print(out, '+', b, b_end);
    fputs("@@\n", out);
    while (a < a_end || b < b_end) {
        if (a < a_end && before->is_changed[a])
            line_print(out, '-', before->lines.at[a++]);
        else if (b < b_end && after->is_changed[b])
            line_print(out, '+', after->lines.at[b++]);
        else
            line_print(out, ' ', before->lines.at[a++]), b++;
    }
}

void diff_print(FILE *out, const char *name, Text before, Text after)
{
    if (text_equal(before, after))
        return;
    Arena *arena = arena_new();
    Side old = side_make(arena, before), new = side_make(arena, after);
    sides_compare(arena, &old, &new);
    fprintf(out, "--- %s\n+++ %s\n", name, name);
    for (uint32_t a = 0, b = 0; change_find(&old, &new, &a, &b);) {
        uint32_t lead = a < CONTEXT ? a : CONTEXT, a_end = a, b_end = b;
        hunk_end(&old, &new, &a_end, &b_end);
        uint32_t rest = old.lines.count - a_end, tail = rest < CONTEXT ? rest : CONTEXT;
        hunk_print(out, &old, &new, a - lead, a_end + tail, b - lead, b_end + tail);
        a = a_end, b = b_end;
    }
    arena_free(arena);
}

static uint32_t line_offset(const Side *side, Text text, uint32_t line)
{
    return line < side->lines.count ? (uint32_t)(side->lines.at[line].data - text.data) : text.size;
}

void diff_each(Text before, Text after, DiffTaker *take, void *context)
{
    Arena *arena = arena_new();
    Side old = side_make(arena, before), new = side_make(arena, after);
    sides_compare(arena, &old, &new);
    for (uint32_t a = 0, b = 0; change_find(&old, &new, &a, &b);) {
        uint32_t lo = line_offset(&old, before, a), from = line_offset(&new, after, b);
        changed_skip(&old, &a);
        changed_skip(&new, &b);
        uint32_t until = line_offset(&new, after, b);
        take(context, lo, line_offset(&old, before, a), (Text){after.data + from, until - from});
    }
    arena_free(arena);
}
