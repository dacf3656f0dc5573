#include "compiler/region.h"

#include <stdlib.h>

/* ---- What is read ---- */

static const Symbol *field_of(const Node *node)
{
    const Symbol *symbol = node->kind == AST_NAME || node->kind == AST_MEMBER ? node->symbol : NULL;
    if (!symbol || (symbol->kind != SYMBOL_FIELD && symbol->kind != SYMBOL_ACCOUNT_FIELD))
        return NULL;
    Base base = type_base(symbol->type);
    return base == BASE_INTEGER || base == BASE_ENUM || base == BASE_BOOLEAN ? symbol : NULL;
}

static const Node *body_of(const Node *node)
{
    const Symbol *symbol = node->kind == AST_NAME ? node->symbol : NULL;
    return symbol && symbol->kind == SYMBOL_DEFINE ? symbol->body : NULL;
}

static const Variable *variable_find(const Space *space, const Symbol *field)
{
    for (uint32_t i = 0; i < space->variables.count; i++)
        if (space->variables.at[i].field == field)
            return &space->variables.at[i];
    return NULL;
}

static void mark_add(Space *space, int64_t mark)
{
    for (uint32_t i = 0; i < space->marks.count; i++)
        if (space->marks.at[i] == mark)
            return;
    VEC_PUSH(space->arena, &space->marks, mark);
}

void space_collect(Space *space, const Node *node)
{
    if (!node)
        return;
    const Symbol *field = field_of(node);
    if (field && !variable_find(space, field))
        VEC_PUSH(space->arena, &space->variables, (Variable){.field = field});
    if (field)
        return;
    bool is_negative = node->kind == AST_NEGATE && node->slot[0]->kind == AST_INTEGER;
    if (node->kind == AST_INTEGER || is_negative)
        mark_add(space, is_negative ? -node->slot[0]->number : node->number);
    space_collect(space, body_of(node));
    for (uint32_t i = 0; i < NODE_SLOTS && !is_negative; i++)
        space_collect(space, node->slot[i]);
    for (uint32_t i = 0; i < node->list.count; i++)
        space_collect(space, node->list.at[i]);
}

/* ---- Pieces ---- */

static int mark_compare(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static void piece_add(const Space *space, Variable *variable, int64_t low, int64_t high)
{
    if (low <= high)
        VEC_PUSH(space->arena, &variable->pieces, (Piece){.low = low, .high = high});
}

/* Each mark by itself, and what lies between. */
static void integer_cut(const Space *space, Variable *variable)
{
    int64_t from = INT64_MIN;
    for (uint32_t i = 0; i < space->marks.count; i++) {
        int64_t mark = space->marks.at[i];
        if (mark > from)
            piece_add(space, variable, from, mark - 1);
        piece_add(space, variable, mark, mark);
        if (mark == INT64_MAX)
            return;
        from = mark + 1;
    }
    piece_add(space, variable, from, INT64_MAX);
}

static void variable_cut(const Space *space, Variable *variable)
{
    Type type = variable->field->type;
    uint32_t count = 2;
    if (type_base(type) == BASE_ENUM)
        count = space->program->enumerations.at[type_index(type)].words.count;
    if (type_base(type) == BASE_INTEGER)
        integer_cut(space, variable);
    else
        for (uint32_t i = 0; i < count; i++)
            piece_add(space, variable, i, i);
    if (type_is_optional(type))
        VEC_PUSH(space->arena, &variable->pieces, (Piece){.is_absent = true});
}

bool space_cut(Space *space, uint64_t most)
{
    uint64_t count = 1;
    if (space->marks.count)
        qsort(space->marks.at, space->marks.count, sizeof *space->marks.at, mark_compare);
    for (uint32_t i = 0; i < space->variables.count && count <= most; i++) {
        variable_cut(space, &space->variables.at[i]);
        count *= space->variables.at[i].pieces.count;
    }
    return count <= most;
}

bool space_next(Space *space)
{
    for (uint32_t i = 0; i < space->variables.count; i++) {
        Variable *variable = &space->variables.at[i];
        if (++variable->at < variable->pieces.count)
            return true;
        variable->at = 0;
    }
    return false;
}

/* ---- Values ---- */

typedef enum Known { KNOWN_NOT, KNOWN_ABSENT, KNOWN_VALUE } Known;

static Known value_of(const Space *space, const Node *node, int64_t *out);

static Known field_value(const Space *space, const Symbol *field, int64_t *out)
{
    const Variable *variable = variable_find(space, field);
    const Piece *piece = variable ? &variable->pieces.at[variable->at] : NULL;
    if (!piece)
        return KNOWN_NOT;
    *out = piece->low;
    return piece->is_absent ? KNOWN_ABSENT : KNOWN_VALUE;
}

static Known condition_value(const Space *space, const Node *node, int64_t *out)
{
    Answer answer = space_decide(space, node);
    *out = answer == ANSWER_YES;
    return answer == ANSWER_DEPENDS ? KNOWN_NOT : KNOWN_VALUE;
}

static Known choice_value(const Space *space, const Node *node, int64_t *out)
{
    Answer test = space_decide(space, node->slot[0]);
    if (test == ANSWER_DEPENDS)
        return KNOWN_NOT;
    return value_of(space, node->slot[test == ANSWER_YES ? 1 : 2], out);
}

static Known value_of(const Space *space, const Node *node, int64_t *out)
{
    const Symbol *field = field_of(node), *word = node->symbol;
    if (field)
        return field_value(space, field, out);
    if (body_of(node))
        return value_of(space, body_of(node), out);
    if (node->kind == AST_ELSE) {
        Known left = value_of(space, node->slot[0], out);
        return left == KNOWN_ABSENT ? value_of(space, node->slot[1], out) : left;
    }
    if (node->kind == AST_IF)
        return choice_value(space, node, out);
    if (node->kind == AST_NAME && word && word->kind == SYMBOL_ENUMERATOR) {
        *out = word->index;
        return KNOWN_VALUE;
    }
    if (node->kind == AST_INTEGER || node->kind == AST_BOOLEAN) {
        *out = node->number;
        return KNOWN_VALUE;
    }
    if (node->kind == AST_NEGATE && node->slot[0]->kind == AST_INTEGER) {
        *out = -node->slot[0]->number;
        return KNOWN_VALUE;
    }
    return type_base(node->type) == BASE_BOOLEAN ? condition_value(space, node, out) : KNOWN_NOT;
}

/* ---- Conditions ---- */

static Answer answer_of(bool is_so)
{
    return is_so ? ANSWER_YES : ANSWER_NO;
}

static Answer answer_not(Answer a)
{
    return a == ANSWER_DEPENDS ? a : answer_of(a == ANSWER_NO);
}

Answer answer_and(Answer a, Answer b)
{
    if (a == ANSWER_NO || b == ANSWER_NO)
        return ANSWER_NO;
    return a == ANSWER_DEPENDS || b == ANSWER_DEPENDS ? ANSWER_DEPENDS : ANSWER_YES;
}

static Answer answer_or(Answer a, Answer b)
{
    return answer_not(answer_and(answer_not(a), answer_not(b)));
}

/* Absent values are neither equal nor in order: what would use one is guarded (principle 4). */
static Answer compare(const Space *space, uint32_t kind, const Node *left, const Node *right)
{
    int64_t a, b;
    Known one = value_of(space, left, &a), other = value_of(space, right, &b);
    if (one == KNOWN_NOT || other == KNOWN_NOT)
        return ANSWER_DEPENDS;
    bool are_values = one == KNOWN_VALUE && other == KNOWN_VALUE;
    if (kind == AST_IS || kind == AST_IS_NOT)
        return answer_of((are_values && a == b) == (kind == AST_IS));
    if (!are_values)
        return ANSWER_DEPENDS;
    if (kind == AST_LESS || kind == AST_GREATER_EQUAL)
        return answer_of((a < b) == (kind == AST_LESS));
    return answer_of((a > b) == (kind == AST_GREATER));
}

static Answer is_present(const Space *space, const Node *node)
{
    int64_t value;
    Known known = value_of(space, node, &value);
    return known == KNOWN_NOT ? ANSWER_DEPENDS : answer_of(known == KNOWN_VALUE);
}

static Answer is_one_of(const Space *space, const Node *left, const NodeList *values)
{
    Answer answer = ANSWER_NO;
    for (uint32_t i = 0; i < values->count; i++)
        answer = answer_or(answer, compare(space, AST_IS, left, values->at[i]));
    return answer;
}

static Answer is_between(const Space *space, const Node *value, const Node *low, const Node *high)
{
    return answer_and(compare(space, AST_GREATER_EQUAL, value, low),
                      compare(space, AST_LESS_EQUAL, value, high));
}

static Answer truth(const Space *space, const Node *node)
{
    int64_t value;
    bool is_read = field_of(node) || body_of(node) || node->kind == AST_BOOLEAN ||
                   node->kind == AST_IF || node->kind == AST_ELSE;
    if (!is_read || value_of(space, node, &value) != KNOWN_VALUE)
        return ANSWER_DEPENDS;
    return answer_of(value);
}

Answer space_decide(const Space *space, const Node *node)
{
    if (!node)
        return ANSWER_YES;
    Node *const *slot = node->slot;
    switch ((int)node->kind) {
    case AST_AND: return answer_and(space_decide(space, slot[0]), space_decide(space, slot[1]));
    case AST_OR: return answer_or(space_decide(space, slot[0]), space_decide(space, slot[1]));
    case AST_NOT: return answer_not(space_decide(space, slot[0]));
    case AST_IS_PRESENT: return is_present(space, slot[0]);
    case AST_IS_ABSENT: return answer_not(is_present(space, slot[0]));
    case AST_IN: return is_one_of(space, slot[0], &slot[1]->list);
    case AST_NOT_IN: return answer_not(is_one_of(space, slot[0], &slot[1]->list));
    case AST_BETWEEN: return is_between(space, slot[0], slot[1], slot[2]);
    case AST_IS:
    case AST_IS_NOT:
    case AST_LESS:
    case AST_LESS_EQUAL:
    case AST_GREATER:
    case AST_GREATER_EQUAL: return compare(space, node->kind, slot[0], slot[1]);
    }
    return truth(space, node);
}

/* ---- Cells ---- */

static Answer item_decide(const Space *space, const Node *column, const Node *item)
{
    Answer is_there = is_present(space, column);
    switch ((int)item->kind) {
    case AST_CELL_ANY: return ANSWER_YES;
    case AST_CELL_PRESENT: return is_there;
    case AST_CELL_ABSENT: return answer_not(is_there);
    case AST_CELL_COMPARE:
        return item->flags == AST_IS_NOT || is_there != ANSWER_NO
                   ? compare(space, item->flags, column, item->slot[0])
                   : ANSWER_NO;
    case AST_RANGE:
        return is_there == ANSWER_NO ? is_there
                                     : is_between(space, column, item->slot[0], item->slot[1]);
    }
    return compare(space, AST_IS, column, item);
}

Answer space_decide_cell(const Space *space, const Node *column, const Node *cell)
{
    Answer answer = ANSWER_NO;
    for (uint32_t i = 0; i < cell->list.count; i++)
        answer = answer_or(answer, item_decide(space, column, cell->list.at[i]));
    return answer;
}

/* ---- In words ---- */

const char *variable_name(Arena *arena, const Variable *variable)
{
    return arena_format(arena, "%s%.*s",
                        variable->field->kind == SYMBOL_ACCOUNT_FIELD ? "account." : "",
                        TEXT_ARGS(variable->field->name));
}

static const char *number_text(const Space *space, const Variable *variable, int64_t value)
{
    Type type = variable->field->type;
    if (type_base(type) == BASE_BOOLEAN)
        return value ? "true" : "false";
    if (type_base(type) == BASE_INTEGER)
        return arena_format(space->arena, "%lld", (long long)value);
    const SymbolList *words = &space->program->enumerations.at[type_index(type)].words;
    return arena_format(space->arena, "%.*s", TEXT_ARGS(words->at[value]->name));
}

const char *piece_example(const Space *space, const Variable *variable, const Piece *piece)
{
    if (piece->is_absent)
        return "absent";
    return number_text(space, variable, piece->low == INT64_MIN ? piece->high : piece->low);
}

const char *piece_text(const Space *space, const Variable *variable, const Piece *piece)
{
    if (piece->is_absent || piece->low == piece->high)
        return piece_example(space, variable, piece);
    if (piece->low == INT64_MIN)
        return arena_format(space->arena, "up to %lld", (long long)piece->high);
    if (piece->high == INT64_MAX)
        return arena_format(space->arena, "%lld and more", (long long)piece->low);
    return arena_format(space->arena, "%lld..%lld", (long long)piece->low, (long long)piece->high);
}
