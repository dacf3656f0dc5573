#include "compiler/mutant.h"

#include "base/instant.h"
#include "compiler/scan.h"

static const struct {
    const char *from, *to;
} WORDS[] = {
#define MUTANT(from, to) {from, to},
#include "compiler/mutant.def"
#undef MUTANT
};

typedef struct Making {
    Arena *arena;
    const Policy *policy;
    uint32_t file;
    Text text;
    const NodeList *declarations;
    uint32_t declaration; /* the first that ends behind the piece at hand */
    MutantList *out;
} Making;

static void mutant_add(Making *making, uint32_t lo, uint32_t hi, const char *replacement)
{
    Mutant mutant = {.span = {making->file, lo, hi}, .replacement = text_from(replacement)};
    VEC_PUSH(making->arena, making->out, mutant);
}

static Text piece_text(const Making *making, uint32_t lo, uint32_t hi)
{
    return (Text){making->text.data + lo, hi - lo};
}

/* ---- Words ---- */

static void words_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    Text word = piece_text(making, lo, hi);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (text_is(word, WORDS[i].from))
            mutant_add(making, lo, hi, WORDS[i].to);
}

static const char *name_text(const Making *making, TextId id)
{
    return text_string(making->arena, policy_text(making->policy, id));
}

/* The value after it in its enumeration, once for every enumeration that has such a value and another next. */
static void enumerator_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    const Policy *policy = making->policy;
    Text word = piece_text(making, lo, hi);
    TextId last = TEXT_NONE;
    for (uint32_t i = 0; i < policy->enums_count; i++) {
        const EnumDef *list = &policy->enums[i];
        for (uint32_t k = 0; k < list->count; k++) {
            TextId next = policy->enumerators[list->first + (k + 1) % list->count];
            if (!text_equal(policy_text(policy, policy->enumerators[list->first + k]), word) ||
                list->count < 2 || next == last)
                continue;
            mutant_add(making, lo, hi, name_text(making, next));
            last = next;
        }
    }
}

/* The name after it in a list of `count`, `name` giving each. */
static void name_mutate(Making *making, uint32_t lo, uint32_t hi, uint32_t count,
                        TextId (*name)(const Policy *policy, uint32_t index))
{
    Text word = piece_text(making, lo, hi);
    for (uint32_t i = 0; i < count && count > 1; i++)
        if (text_equal(policy_text(making->policy, name(making->policy, i)), word)) {
            mutant_add(making, lo, hi, name_text(making, name(making->policy, (i + 1) % count)));
            return;
        }
}

static TextId name_of_event(const Policy *policy, uint32_t index)
{
    return policy->events[index].name;
}

static TextId name_of_calendar(const Policy *policy, uint32_t index)
{
    return policy->calendar_names[index];
}

static TextId name_of_clock(const Policy *policy, uint32_t index)
{
    return policy->clocks[index].name;
}

static TextId name_of_sla(const Policy *policy, uint32_t index)
{
    return policy->slas[index].name;
}

static void names_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    enumerator_mutate(making, lo, hi);
    name_mutate(making, lo, hi, making->policy->events_count, name_of_event);
    name_mutate(making, lo, hi, making->policy->calendars_count, name_of_calendar);
    name_mutate(making, lo, hi, making->policy->clocks_count, name_of_clock);
    name_mutate(making, lo, hi, making->policy->slas_count, name_of_sla);
}

/* ---- Literals ---- */

/* One more of the first number in the text: "8h" becomes "9h", "1_000.50" becomes "1_001.50". */
static void number_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    Text text = piece_text(making, lo, hi);
    uint32_t end = 0;
    int64_t number = 0;
    while (end < text.size &&
           ((text.data[end] >= '0' && text.data[end] <= '9') || (end && text.data[end] == '_'))) {
        if (number < INT64_MAX / 20 && text.data[end] != '_')
            number = number * 10 + text.data[end] - '0';
        end++;
    }
    mutant_add(making, lo, hi,
               arena_format(making->arena, "%lld%.*s", (long long)number + 1,
                            (int)(text.size - end), text.data + end));
}

static void date_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    Date date;
    char next[INSTANT_TEXT];
    if (!date_parse(piece_text(making, lo, hi), &date))
        return;
    date_print(date + 1, next);
    mutant_add(making, lo, hi, arena_format(making->arena, "%s", next));
}

/* An hour later, the last of the day an hour earlier. */
static void time_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    Text text = piece_text(making, lo, hi);
    int hour = (text.data[0] - '0') * 10 + text.data[1] - '0';
    mutant_add(making, lo, hi,
               arena_format(making->arena, "%02d%.*s", hour < 23 ? hour + 1 : hour - 1,
                            (int)text.size - 2, text.data + 2));
}

static void text_mutate(Making *making, uint32_t lo, uint32_t hi)
{
    Text text = piece_text(making, lo, hi);
    mutant_add(making, lo, hi,
               arena_format(making->arena, "%.*s~\"", (int)text.size - 1, text.data));
}

/* ---- The file ---- */

/* Does the declaration say something that a test can tell from outside? */
static bool is_meaning(const Node *declaration)
{
    return declaration->kind != AST_TEST && declaration->kind != AST_SOURCE &&
           declaration->kind != AST_POLICY && declaration->kind != AST_USE &&
           declaration->kind != AST_ERROR;
}

static bool is_mutable(Making *making, uint32_t lo)
{
    const NodeList *all = making->declarations;
    while (making->declaration < all->count && all->at[making->declaration]->span.hi <= lo)
        making->declaration++;
    return making->declaration < all->count && all->at[making->declaration]->span.lo <= lo &&
           is_meaning(all->at[making->declaration]);
}

static void piece_mutate(void *context, Piece piece, uint32_t lo, uint32_t hi)
{
    Making *making = context;
    if (!is_mutable(making, lo))
        return;
    switch (piece) {
    case PIECE_WORD:
    case PIECE_CAPITALS:
        words_mutate(making, lo, hi);
        names_mutate(making, lo, hi);
        break;
    case PIECE_MARK: words_mutate(making, lo, hi); break;
    case PIECE_INTEGER:
    case PIECE_DECIMAL:
    case PIECE_PERCENT:
    case PIECE_MEASURE: number_mutate(making, lo, hi); break;
    case PIECE_DATE: date_mutate(making, lo, hi); break;
    case PIECE_TIME: time_mutate(making, lo, hi); break;
    case PIECE_TEXT: text_mutate(making, lo, hi); break;
    case PIECE_END:
    case PIECE_SPACE:
    case PIECE_LINE:
    case PIECE_COMMENT:
    case PIECE_MONTH:
    case PIECE_MONTH_DAY:
    case PIECE_INSTANT:
    case PIECE_TEXT_OPEN:
    case PIECE_QUOTE:
    case PIECE_QUOTE_OPEN:
    case PIECE_FOREIGN: break;
    }
}

void mutants_make(Arena *arena, const SourceSet *files, uint32_t file, const Policy *policy,
                  MutantList *out)
{
    Making making = {.arena = arena, .policy = policy, .file = file, .out = out};
    SourceSet *alone = source_set_new();
    DiagList *diags = diag_list_new();
    making.text = source_text(files, file);
    source_add(alone, source_name(files, file), making.text);
    making.declarations = &parse_file(arena, alone, 0, diags)->list;
    pieces_each(making.text, 0, piece_mutate, &making);
    diag_list_free(diags);
    source_set_free(alone);
}

Text mutant_text(Arena *arena, Text text, const Mutant *mutant)
{
    const char *changed = arena_format(
        arena, "%.*s%.*s%.*s", (int)mutant->span.lo, text.data, TEXT_ARGS(mutant->replacement),
        (int)(text.size - mutant->span.hi), text.data + mutant->span.hi);
    return text_from(changed);
}
