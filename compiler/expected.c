#include "compiler/expected.h"

#include "compiler/scan.h"
#include "compiler/syntax.h"

#include "slate_parse.h"

enum { TOKENS_MAX = 512 };

typedef struct Asked {
    bool is_expected[TOKENS_MAX];
} Asked;

/* Is every word of the class expected? Then they are names there, and none of them says anything of its own. */
static bool class_is_names(const Asked *asked, WordClass class)
{
    for (int token = 0; token < TOKENS_MAX; token++) {
        const Word *word = word_of_token(token);
        if (word && word->class == class && !asked->is_expected[token])
            return false;
    }
    return true;
}

static void words_add(Arena *arena, Expected *expected, const Asked *asked, int before)
{
    bool is_names[] = {[WORD_HARD] = false,
                       [WORD_PLAIN] = expected->has_name && class_is_names(asked, WORD_PLAIN),
                       [WORD_HEAD] = expected->has_name && class_is_names(asked, WORD_HEAD),
                       /* what is expected of a ticket is its name, or an action */
                       [WORD_ACTION] = expected->has_name && before != TOK_EXPECT &&
                                       class_is_names(asked, WORD_ACTION),
                       [WORD_JOIN] = expected->has_name && class_is_names(asked, WORD_JOIN),
                       [WORD_AS] = expected->has_name && class_is_names(asked, WORD_JOIN)};
    for (int token = 0; token < TOKENS_MAX; token++) {
        const Word *word = asked->is_expected[token] ? word_of_token(token) : NULL;
        if (word && !is_names[word->class])
            VEC_PUSH(arena, &expected->words, word);
    }
}

static bool is_line_start(Text text)
{
    uint32_t at = text.size;
    while (at && (text.data[at - 1] == ' ' || text.data[at - 1] == '\t'))
        at--;
    return !at || text.data[at - 1] == '\n';
}

Expected expected_make(Arena *arena, Text text)
{
    Expected expected = {.is_first = is_line_start(text)};
    Wanted wanted = {.arena = arena};
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    uint32_t file = source_add(sources, TEXT("expected"), text);
    parse_file_wanted(arena, sources, file, diags, &wanted);
    Asked asked = {{false}};
    for (uint32_t i = 0; i < wanted.symbols.count; i++)
        if (wanted.symbols.at[i] >= 0 && wanted.symbols.at[i] < TOKENS_MAX)
            asked.is_expected[wanted.symbols.at[i]] = true;
    expected.has_name = asked.is_expected[TOK_NAME];
    words_add(arena, &expected, &asked, wanted.before);
    diag_list_free(diags);
    source_set_free(sources);
    return expected;
}
