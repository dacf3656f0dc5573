/* Completion: the words that the parser would take at the cursor, and the names of the kind and type that belong there. */
#include <string.h>

#include "cli/json_out.h"
#include "cli/lsp.h"
#include "compiler/expected.h"
#include "compiler/proposal.h"
#include "compiler/scan.h"

typedef struct Completion {
    LspServer *server;
    LspPlace place;
    FILE *out;
    Text text;       /* of the document */
    uint32_t lo, hi; /* the word at the cursor */
    uint32_t shown;
} Completion;

/* ---- The word at the cursor ---- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void word_find_at(Completion *completion, uint32_t offset)
{
    completion->lo = completion->hi = offset;
    while (completion->lo && is_word_byte(completion->text.data[completion->lo - 1]))
        completion->lo--;
    while (completion->hi < completion->text.size &&
           is_word_byte(completion->text.data[completion->hi]))
        completion->hi++;
}

typedef struct Silence { /* texts in quotes and comments, where nothing is proposed */
    uint32_t offset;
    bool is_within;
} Silence;

static void piece_look(void *context, Piece piece, uint32_t lo, uint32_t hi)
{
    Silence *silence = context;
    bool is_open = piece == PIECE_TEXT_OPEN || piece == PIECE_QUOTE_OPEN || piece == PIECE_COMMENT;
    bool is_silent = is_open || piece == PIECE_TEXT || piece == PIECE_QUOTE;
    if (is_silent && lo < silence->offset &&
        (silence->offset < hi || (is_open && silence->offset == hi)))
        silence->is_within = true;
}

static bool is_silent(Text text, uint32_t offset)
{
    Silence silence = {.offset = offset};
    pieces_each(text, 0, piece_look, &silence);
    return silence.is_within;
}

/* ---- Items ---- */

typedef struct Item {
    Text label;
    int kind; /* CompletionItemKind of the protocol */
    const char *detail, *rank;
    Text doc;
} Item;

static void item_print(Completion *completion, const Item *item)
{
    FILE *out = completion->out;
    fputs(completion->shown++ ? ",{\"label\":" : "{\"label\":", out);
    json_text_print(out, item->label);
    fprintf(out, ",\"kind\":%d,\"sortText\":", item->kind);
    json_text_print(out, text_from(arena_format(completion->server->arena, "%s%.*s", item->rank,
                                                TEXT_ARGS(item->label))));
    if (item->detail && item->detail[0]) {
        fputs(",\"detail\":", out);
        json_text_print(out, text_from(item->detail));
    }
    if (item->doc.size) {
        fputs(",\"documentation\":", out);
        json_text_print(out, item->doc);
    }
    fputs(",\"textEdit\":{\"range\":", out);
    lsp_range_print(out, &completion->place.document->lines, completion->server->encoding,
                    completion->lo, completion->hi);
    fputs(",\"newText\":", out);
    json_text_print(out, item->label);
    fputs("}}", out);
}

/* What begins a statement comes first where a line begins, what goes on with one where it goes on. */
static void words_print(Completion *completion, const Expected *expected)
{
    enum { KEYWORD = 14 };
    for (uint32_t i = 0; i < expected->words.count; i++) {
        const Word *word = expected->words.at[i];
        bool begins = word->help[0];
        Item item = {.label = text_from(word->text),
                     .kind = KEYWORD,
                     .detail = word->help,
                     .rank = begins == expected->is_first ? "3" : "4"};
        item_print(completion, &item);
    }
}

static int kind_number(const Symbol *symbol)
{
    enum { FIELD = 5, VARIABLE = 6, CLASS = 7, MODULE = 9, UNIT = 11, ENUM = 13, KEYWORD = 14 };
    enum { REFERENCE = 18, MEMBER = 20, EVENT = 23, OPERATOR = 24 };
    switch (symbol ? symbol->kind : SYMBOL_KIND_COUNT) {
    case SYMBOL_FIELD:
    case SYMBOL_ACCOUNT_FIELD:
    case SYMBOL_CONTRACT_FIELD:
    case SYMBOL_EVENT_FIELD: return FIELD;
    case SYMBOL_ENUMERATOR: return MEMBER;
    case SYMBOL_EVENT: return EVENT;
    case SYMBOL_DEFINE:
    case SYMBOL_ASSESS: return VARIABLE;
    case SYMBOL_CALENDAR:
    case SYMBOL_HOLIDAYS: return ENUM;
    case SYMBOL_CLOCK: return OPERATOR;
    case SYMBOL_SLA:
    case SYMBOL_EXCEPTION:
    case SYMBOL_PLAN:
    case SYMBOL_PACK:
    case SYMBOL_CONTRACT: return CLASS;
    case SYMBOL_QUOTA: return UNIT;
    case SYMBOL_DEFAULT_PLAN:
    case SYMBOL_RULE:
    case SYMBOL_WORKFLOW:
    case SYMBOL_QUEUE: return REFERENCE;
    case SYMBOL_SOURCE: return MODULE;
    case SYMBOL_TEST:
    case SYMBOL_KIND_COUNT: return KEYWORD;
    }
    return KEYWORD;
}

static bool is_repeated(const ProposalList *list, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (text_equal(list->at[i].name, list->at[at].name))
            return true;
    return false;
}

/* Values of the very field first, then what has their type. */
static const char *rank_of(const Proposal *proposal)
{
    bool is_value = proposal->symbol && proposal->symbol->kind == SYMBOL_ENUMERATOR;
    return !proposal->is_likely ? "2" : is_value ? "0" : "1";
}

static void proposals_print(Completion *completion, const ProposalList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const Proposal *proposal = &list->at[i];
        const char *detail = proposal->detail;
        if (!detail && proposal->symbol)
            detail = symbol_kind_word(proposal->symbol->kind);
        Item item = {.label = proposal->name,
                     .kind = kind_number(proposal->symbol),
                     .detail = detail,
                     .rank = rank_of(proposal)};
        if (proposal->symbol)
            item.doc = proposal->symbol->doc;
        if (!is_repeated(list, i))
            item_print(completion, &item);
    }
}

/* ---- Names ---- */

/* The policy with a stand-in in the place of the word, drafted for this one question. */
static void names_print(Completion *completion)
{
    LspServer *server = completion->server;
    LspDocument *document = completion->place.document;
    Text text;
    if (!stand_in_put(server->arena, completion->text, completion->lo, completion->hi, &text))
        return;
    char *bytes = document->bytes;
    uint32_t size = document->size;
    document->bytes = (char *)(uintptr_t)text.data;
    document->size = text.size;
    FileReader reader = lsp_documents_reader(&server->documents);
    Draft *draft = draft_open(&(CompileOptions){.reader = &reader}, completion->place.policy->root);
    document->bytes = bytes;
    document->size = size;
    const Module *module = draft_module(draft, document->path);
    if (module) {
        ProposalList list = proposals_make(server->arena, draft, module, completion->lo);
        proposals_print(completion, &list);
    }
    draft_free(draft);
}

void lsp_completion(LspServer *server, const JsonNode *params, FILE *out)
{
    Completion completion = {.server = server, .out = out};
    if (!lsp_place_read(server, params, &completion.place))
        return;
    const LspDocument *document = completion.place.document;
    completion.text = (Text){document->bytes, document->size};
    word_find_at(&completion, completion.place.offset);
    fputs("{\"isIncomplete\":false,\"items\":[", out);
    if (!is_silent(completion.text, completion.place.offset)) {
        Expected expected = expected_make(server->arena, (Text){document->bytes, completion.lo});
        if (expected.has_name)
            names_print(&completion);
        words_print(&completion, &expected);
    }
    fputs("]}", out);
}
