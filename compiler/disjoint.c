#include "compiler/disjoint.h"

enum { CLAUSES_MAX = 256 }; /* of one condition; one with more is taken to hold always */

typedef struct Domain {   /* what a clause leaves of one field */
    const Symbol *symbol; /* NULL: a condition known by its words alone */
    Text words;
    bool is_true;
    bool is_present, is_absent;
    bool has_bits, has_range, has_texts;
    uint64_t bits;     /* enumerators, or bit 0 for false and 1 for true */
    int64_t low, high; /* both included */
    TextList texts;    /* one of them */
    TextList barred;   /* none of them */
} Domain;

typedef VEC(Domain) Clause;
typedef VEC(Clause) Clauses; /* any of them; none: never */

typedef struct Reader {
    Checker *checker;
    Arena *arena;
} Reader;

/* ---- Clauses ---- */

static void clause_add(Reader *reader, Clauses *to, Clause clause)
{
    VEC_PUSH(reader->arena, to, clause);
}

static Clauses always(Reader *reader)
{
    Clauses clauses = {0};
    clause_add(reader, &clauses, (Clause){0});
    return clauses;
}

static Clauses one(Reader *reader, Domain domain)
{
    Clauses clauses = {0};
    Clause clause = {0};
    VEC_PUSH(reader->arena, &clause, domain);
    clause_add(reader, &clauses, clause);
    return clauses;
}

static Clauses any_of(Reader *reader, Clauses a, Clauses b)
{
    if (a.count + b.count > CLAUSES_MAX)
        return always(reader);
    for (uint32_t i = 0; i < b.count; i++)
        clause_add(reader, &a, b.at[i]);
    return a;
}

static bool has_text(const TextList *list, Text text)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (text_equal(list->at[i], text))
            return true;
    return false;
}

static TextList texts_common(Reader *reader, const TextList *a, const TextList *b)
{
    TextList common = {0};
    for (uint32_t i = 0; i < a->count; i++)
        if (has_text(b, a->at[i]))
            VEC_PUSH(reader->arena, &common, a->at[i]);
    return common;
}

static void domain_narrow(Reader *reader, Domain *domain, const Domain *by)
{
    domain->is_present |= by->is_present;
    domain->is_absent |= by->is_absent;
    domain->bits = domain->has_bits && by->has_bits ? domain->bits & by->bits
                   : by->has_bits                   ? by->bits
                                                    : domain->bits;
    domain->has_bits |= by->has_bits;
    if (by->has_range) {
        domain->low = domain->has_range && domain->low > by->low ? domain->low : by->low;
        domain->high = domain->has_range && domain->high < by->high ? domain->high : by->high;
        domain->has_range = true;
    }
    if (by->has_texts)
        domain->texts =
            domain->has_texts ? texts_common(reader, &domain->texts, &by->texts) : by->texts;
    domain->has_texts |= by->has_texts;
    TextList barred = {0};
    for (uint32_t i = 0; i < domain->barred.count; i++)
        VEC_PUSH(reader->arena, &barred, domain->barred.at[i]);
    for (uint32_t i = 0; i < by->barred.count; i++)
        VEC_PUSH(reader->arena, &barred, by->barred.at[i]);
    domain->barred = barred;
}

/* The first of the texts that is not barred; false: none is left. */
static bool text_left(const Domain *domain, Text *out)
{
    for (uint32_t i = 0; i < domain->texts.count; i++)
        if (!has_text(&domain->barred, domain->texts.at[i])) {
            *out = domain->texts.at[i];
            return true;
        }
    return false;
}

/* An absent value meets whatever is only denied of it. */
static bool is_empty(const Domain *domain)
{
    Text text;
    if (domain->is_present && domain->is_absent)
        return true;
    if (!domain->symbol || (type_is_optional(domain->symbol->type) && !domain->is_present))
        return false;
    return (domain->has_bits && !domain->bits) ||
           (domain->has_range && domain->low > domain->high) ||
           (domain->has_texts && !text_left(domain, &text));
}

/* Adds what the domain says to the clause; false: the two exclude each other. */
static bool clause_narrow(Reader *reader, Clause *clause, const Domain *by)
{
    for (uint32_t i = 0; i < clause->count; i++) {
        Domain *domain = &clause->at[i];
        if (!by->symbol && !domain->symbol && text_equal(by->words, domain->words))
            return by->is_true == domain->is_true;
        if (!by->symbol || domain->symbol != by->symbol)
            continue;
        domain_narrow(reader, domain, by);
        return !is_empty(domain);
    }
    VEC_PUSH(reader->arena, clause, *by);
    return !is_empty(by);
}

static bool both(Reader *reader, const Clause *a, const Clause *b, Clause *out)
{
    *out = (Clause){0};
    for (uint32_t i = 0; i < a->count; i++)
        if (!clause_narrow(reader, out, &a->at[i]))
            return false;
    for (uint32_t i = 0; i < b->count; i++)
        if (!clause_narrow(reader, out, &b->at[i]))
            return false;
    return true;
}

static Clauses all_of(Reader *reader, Clauses a, Clauses b)
{
    Clauses clauses = {0};
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t k = 0; k < b.count; k++) {
            Clause clause;
            if (both(reader, &a.at[i], &b.at[k], &clause))
                clause_add(reader, &clauses, clause);
            if (clauses.count > CLAUSES_MAX)
                return always(reader);
        }
    return clauses;
}

/* ---- Single tests ---- */

static const Symbol *field_of(const Node *node)
{
    const Symbol *symbol = path_symbol(node);
    bool is_field =
        symbol && (symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_ACCOUNT_FIELD);
    return is_field ? symbol : NULL;
}

static bool reads_contract(const Node *node)
{
    const Symbol *symbol = node ? node->symbol : NULL;
    if (!node)
        return false;
    if (symbol && symbol->kind == SYMBOL_CONTRACT_FIELD)
        return true;
    for (int i = 0; i < NODE_SLOTS; i++)
        if (reads_contract(node->slot[i]))
            return true;
    for (uint32_t i = 0; i < node->list.count; i++)
        if (reads_contract(node->list.at[i]))
            return true;
    return false;
}

/* Known by its words; what reads the contract means another thing in each. */
static Clauses by_words(Reader *reader, const Node *node, bool negated)
{
    if (reads_contract(node))
        return always(reader);
    return one(reader, (Domain){.words = text_from(words_of(reader->checker, node->span)),
                                .is_true = !negated});
}

static uint64_t bits_all(const Reader *reader, const Symbol *field)
{
    if (type_base(field->type) == BASE_BOOLEAN)
        return 3;
    uint32_t count = reader->checker->program->enumerations.at[type_index(field->type)].words.count;
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* The ordinal of a constant of an enumeration or a truth value. */
static bool ordinal_of(const Node *node, uint32_t *out)
{
    const Symbol *symbol = node->symbol;
    bool is_word = node->kind == AST_NAME && symbol && symbol->kind == SYMBOL_ENUMERATOR;
    *out = is_word ? symbol->index : (uint32_t)node->number;
    return (is_word && symbol->index < 64) || node->kind == AST_BOOLEAN;
}

static bool is_finite(const Symbol *field)
{
    return type_base(field->type) == BASE_ENUM || type_base(field->type) == BASE_BOOLEAN;
}

static Domain finite(const Reader *reader, const Symbol *field, uint64_t bits, bool negated)
{
    return (Domain){.symbol = field,
                    .is_present = !negated,
                    .has_bits = true,
                    .bits = negated ? bits_all(reader, field) & ~bits : bits};
}

static Clauses range(Reader *reader, const Symbol *field, int64_t low, int64_t high,
                     bool is_present)
{
    return one(reader, (Domain){.symbol = field,
                                .is_present = is_present,
                                .has_range = true,
                                .low = low,
                                .high = high});
}

static Clauses is_value(Reader *reader, const Node *node, const Symbol *field, const Node *value,
                        bool negated)
{
    uint32_t ordinal;
    int64_t number;
    if (is_finite(field) && ordinal_of(value, &ordinal))
        return one(reader, finite(reader, field, UINT64_C(1) << ordinal, negated));
    if (value->kind == AST_TEXT) {
        Domain domain = {.symbol = field, .is_present = !negated, .has_texts = !negated};
        VEC_PUSH(reader->arena, negated ? &domain.barred : &domain.texts, value->text);
        return one(reader, domain);
    }
    if (!constant_value(value, &number) || type_base(value->type) != type_base(field->type))
        return by_words(reader, node, negated);
    if (!negated)
        return range(reader, field, number, number, true);
    return any_of(reader, range(reader, field, INT64_MIN, number - 1, false),
                  range(reader, field, number + 1, INT64_MAX, false));
}

static Clauses in_values(Reader *reader, const Node *node, const Symbol *field, bool negated)
{
    const NodeList *values = &node->slot[1]->list;
    Clauses clauses = {0};
    if (negated)
        clauses = always(reader);
    for (uint32_t i = 0; i < values->count; i++) {
        Clauses is = is_value(reader, node, field, values->at[i], negated);
        clauses = negated ? all_of(reader, clauses, is) : any_of(reader, clauses, is);
    }
    return clauses;
}

/* `field op value`, as the values that it leaves. */
static Clauses compared(Reader *reader, const Node *node, const Symbol *field, bool negated)
{
    bool is_less = node->kind == AST_LESS || node->kind == AST_LESS_EQUAL;
    bool has_end = node->kind == AST_LESS_EQUAL || node->kind == AST_GREATER_EQUAL;
    uint32_t ordinal;
    int64_t number;
    if (negated) {
        is_less = !is_less;
        has_end = !has_end;
    }
    if (is_finite(field) && ordinal_of(node->slot[1], &ordinal)) {
        uint64_t under = (UINT64_C(1) << ordinal) - 1, at = UINT64_C(1) << ordinal;
        uint64_t bits = is_less ? under : bits_all(reader, field) & ~(under | at);
        return one(reader, finite(reader, field, has_end ? bits | at : bits, false));
    }
    if (!constant_value(node->slot[1], &number) ||
        type_base(node->slot[1]->type) != type_base(field->type))
        return by_words(reader, node, negated);
    return is_less ? range(reader, field, INT64_MIN, has_end ? number : number - 1, true)
                   : range(reader, field, has_end ? number : number + 1, INT64_MAX, true);
}

static Clauses presence(Reader *reader, const Symbol *field, bool is_present)
{
    return one(reader,
               (Domain){.symbol = field, .is_present = is_present, .is_absent = !is_present});
}

/* ---- Conditions ---- */

static Clauses read(Reader *reader, const Node *node, bool negated);

static Clauses name_read(Reader *reader, const Node *node, bool negated)
{
    const Symbol *symbol = node->symbol;
    if (symbol && symbol->kind == SYMBOL_DEFINE && symbol->body)
        return read(reader, symbol->body, negated);
    const Symbol *field = field_of(node);
    return field && type_base(field->type) == BASE_BOOLEAN
               ? one(reader, finite(reader, field, 2, negated))
               : by_words(reader, node, negated);
}

static Clauses test_read(Reader *reader, const Node *node, bool negated)
{
    const Symbol *field = node->slot[0] ? field_of(node->slot[0]) : NULL;
    if (!field)
        return by_words(reader, node, negated);
    switch ((int)node->kind) {
    case AST_IS: return is_value(reader, node, field, node->slot[1], negated);
    case AST_IS_NOT: return is_value(reader, node, field, node->slot[1], !negated);
    case AST_IN: return in_values(reader, node, field, negated);
    case AST_NOT_IN: return in_values(reader, node, field, !negated);
    case AST_IS_PRESENT: return presence(reader, field, !negated);
    case AST_IS_ABSENT: return presence(reader, field, negated);
    case AST_LESS:
    case AST_LESS_EQUAL:
    case AST_GREATER:
    case AST_GREATER_EQUAL: return compared(reader, node, field, negated);
    default: return by_words(reader, node, negated);
    }
}

static Clauses read(Reader *reader, const Node *node, bool negated)
{
    if (!node)
        return always(reader);
    if (node->kind == AST_NOT)
        return read(reader, node->slot[0], !negated);
    if (node->kind == AST_AND || node->kind == AST_OR) {
        Clauses left = read(reader, node->slot[0], negated);
        Clauses right = read(reader, node->slot[1], negated);
        return (node->kind == AST_AND) != negated ? all_of(reader, left, right)
                                                  : any_of(reader, left, right);
    }
    if (node->kind == AST_NAME || node->kind == AST_MEMBER)
        return name_read(reader, node, negated);
    return test_read(reader, node, negated);
}

/* ---- A ticket for which both hold ---- */

static const char *bits_value(const Reader *reader, const Domain *domain)
{
    uint32_t ordinal = 0;
    while (!(domain->bits >> ordinal & 1))
        ordinal++;
    if (type_base(domain->symbol->type) == BASE_BOOLEAN)
        return ordinal ? "true" : "false";
    const Enumeration *words =
        &reader->checker->program->enumerations.at[type_index(domain->symbol->type)];
    return text_string(reader->arena, words->words.at[ordinal]->name);
}

static const char *range_value(const Reader *reader, const Domain *domain)
{
    int64_t number = domain->low != INT64_MIN ? domain->low : domain->high;
    char text[DURATION_TEXT];
    if (type_base(domain->symbol->type) == BASE_INTEGER)
        return arena_format(reader->arena, "%lld", (long long)number);
    if (type_base(domain->symbol->type) != BASE_DURATION)
        return NULL;
    return arena_copy(reader->arena, text, (size_t)duration_print(number, text));
}

static const char *domain_value(const Reader *reader, const Domain *domain)
{
    Text text;
    if (domain->has_bits)
        return bits_value(reader, domain);
    if (domain->has_range)
        return range_value(reader, domain);
    if (domain->has_texts && text_left(domain, &text))
        return text_string(reader->arena, text);
    return domain->is_absent ? "absent" : NULL;
}

static void witness_make(const Reader *reader, const Clause *clause, Meeting *meeting)
{
    for (uint32_t i = 0; i < clause->count; i++) {
        const Domain *domain = &clause->at[i];
        const char *value = domain->symbol ? domain_value(reader, domain) : NULL;
        const char *prefix =
            domain->symbol && domain->symbol->kind == SYMBOL_ACCOUNT_FIELD ? "account." : "";
        if (!value)
            continue;
        FieldValue field = {.value = value};
        field.name = arena_format(reader->arena, "%s%.*s", prefix, TEXT_ARGS(domain->symbol->name));
        VEC_PUSH(reader->arena, &meeting->witness, field);
    }
}

Meeting conditions_meet(Checker *checker, const Node *one_condition, const Node *other)
{
    Reader reader = {.checker = checker, .arena = checker->arena};
    Meeting meeting = {.may_meet = false};
    Clauses clauses =
        all_of(&reader, read(&reader, one_condition, false), read(&reader, other, false));
    meeting.may_meet = clauses.count > 0;
    if (meeting.may_meet)
        witness_make(&reader, &clauses.at[0], &meeting);
    return meeting;
}
