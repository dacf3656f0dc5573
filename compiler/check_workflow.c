/* Workflows: chains of statuses, what they leave out, and workflows that hold for one ticket. */
#include "compiler/check_part.h"

typedef struct Chains {
    Checker *checker;
    const Symbol *workflow, *status;
    bool *begins;  /* by ordinal: a chain begins with it */
    bool *reached; /* from the status that tickets are created in */
} Chains;

static uint32_t word_count(const Checker *checker, const Symbol *status)
{
    return checker->program->enumerations.at[type_index(status->type)].words.count;
}

static uint32_t ordinal(const Node *name)
{
    const Symbol *word = name->symbol;
    return word->index;
}

/* ---- Chains ---- */

static void step_check(Checker *checker, const Node *from, const Node *to)
{
    if (from->symbol && from->symbol == to->symbol)
        diag_add(checker->diags, DIAG_E0611, to->span, "`%.*s` leads to itself",
                 TEXT_ARGS(to->text));
}

static bool words_check(Checker *checker, const Symbol *workflow, Type status)
{
    bool are_known = true;
    for (uint32_t i = 0; i < workflow->decl->list.count; i++) {
        const NodeList *chain = &workflow->decl->list.at[i]->list;
        for (uint32_t k = 0; k < chain->count; k++) {
            are_known &= word_check(checker, chain->at[k], status, "status");
            if (k > 0)
                step_check(checker, chain->at[k - 1], chain->at[k]);
        }
    }
    return are_known;
}

/* One pass over the chains; true: another status was reached. */
static bool reach(Chains *chains)
{
    bool is_more = false;
    for (uint32_t i = 0; i < chains->workflow->decl->list.count; i++) {
        const NodeList *chain = &chains->workflow->decl->list.at[i]->list;
        for (uint32_t k = 1; k < chain->count; k++) {
            uint32_t from = ordinal(chain->at[k - 1]), to = ordinal(chain->at[k]);
            is_more |= chains->reached[from] && !chains->reached[to];
            chains->reached[to] |= chains->reached[from];
        }
    }
    return is_more;
}

static void start_report(const Chains *chains, const Symbol *word)
{
    DiagList *diags = chains->checker->diags;
    Diag *diag = diag_add(diags, DIAG_W0612, chains->workflow->span,
                          "tickets begin as `%.*s`, and no chain of `%.*s` begins there",
                          TEXT_ARGS(word->name), TEXT_ARGS(chains->workflow->name));
    diag_relate(diags, diag, chains->status->span, "the default is declared here");
    diag_note(diags, diag, "every ticket would be irregular from its creation on");
}

/* Chains that begin where nothing leads to, each such status once. */
static void islands_report(Chains *chains)
{
    for (uint32_t i = 0; i < chains->workflow->decl->list.count; i++) {
        const Node *first = chains->workflow->decl->list.at[i]->list.at[0];
        if (chains->reached[ordinal(first)])
            continue;
        chains->reached[ordinal(first)] = true;
        diag_add(chains->checker->diags, DIAG_W0613, first->span,
                 "no chain of `%.*s` leads to `%.*s`", TEXT_ARGS(chains->workflow->name),
                 TEXT_ARGS(first->text));
        while (reach(chains))
            ;
    }
}

static void chains_check(Checker *checker, const Symbol *workflow, const Symbol *status)
{
    uint32_t count = word_count(checker, status);
    Chains chains = {checker, workflow, status, ARENA_ARRAY(checker->arena, bool, count),
                     ARENA_ARRAY(checker->arena, bool, count)};
    const Symbol *word = status->body ? status->body->symbol : NULL;
    for (uint32_t i = 0; i < workflow->decl->list.count; i++)
        chains.begins[ordinal(workflow->decl->list.at[i]->list.at[0])] = true;
    if (!word || word->kind != SYMBOL_ENUMERATOR)
        return; /* each record says where its ticket begins */
    if (!chains.begins[word->index]) {
        start_report(&chains, word);
        return;
    }
    chains.reached[word->index] = true;
    while (reach(&chains))
        ;
    islands_report(&chains);
}

/* ---- Workflows that hold at once ---- */

/* `type is incident`, `type in { incident, problem }`. */
static bool is_choice(const Node *when)
{
    if (!when || (when->kind != AST_IS && when->kind != AST_IN))
        return false;
    const Symbol *field = when->slot[0]->symbol;
    return when->slot[0]->kind == AST_NAME && field && field->kind == SYMBOL_FIELD;
}

static bool choice_has(const Node *when, const Symbol *word)
{
    if (when->kind == AST_IS)
        return when->slot[1]->symbol == word;
    for (uint32_t i = 0; i < when->slot[1]->list.count; i++)
        if (when->slot[1]->list.at[i]->symbol == word)
            return true;
    return false;
}

/* A value of the field with which both conditions hold; NULL: none is certain to. */
static const Symbol *choice_meet(const Node *one, const Node *other)
{
    if (!is_choice(one) || !is_choice(other) || one->slot[0]->symbol != other->slot[0]->symbol)
        return NULL;
    const NodeList *words = &other->slot[1]->list;
    const Symbol *only = other->slot[1]->symbol;
    if (other->kind == AST_IS)
        return only && only->kind == SYMBOL_ENUMERATOR && choice_has(one, only) ? only : NULL;
    for (uint32_t i = 0; i < words->count; i++) {
        const Symbol *word = words->at[i]->symbol;
        if (word && word->kind == SYMBOL_ENUMERATOR && choice_has(one, word))
            return word;
    }
    return NULL;
}

static void overlap_report(Checker *checker, const Symbol *first, const Symbol *later,
                           const Symbol *word)
{
    const char *where = "";
    if (word)
        where = arena_format(checker->arena, " where `%.*s` is `%.*s`",
                             TEXT_ARGS(first->decl->slot[0]->slot[0]->text), TEXT_ARGS(word->name));
    Diag *diag = diag_add(checker->diags, DIAG_W0614, later->span,
                          "`%.*s` and `%.*s` both hold%s: only the first counts",
                          TEXT_ARGS(first->name), TEXT_ARGS(later->name), where);
    diag_relate(checker->diags, diag, first->span, "this one is tried first");
}

/* Once a workflow, against the earliest that takes tickets from it. */
static void overlap_check(Checker *checker, uint32_t index)
{
    const SymbolList *workflows = &checker->program->workflows;
    const Symbol *later = workflows->at[index];
    for (uint32_t i = 0; i < index; i++) {
        const Node *when = workflows->at[i]->decl->slot[0];
        const Symbol *word = choice_meet(when, later->decl->slot[0]);
        if (!when || word) {
            overlap_report(checker, workflows->at[i], later, word);
            return;
        }
    }
}

/* ---- The whole ---- */

static void workflow_check(Checker *checker, const Symbol *workflow, const Symbol *status)
{
    condition_check(checker, workflow->decl->slot[0], NULL);
    if (type_base(status->type) == BASE_ENUM) {
        if (words_check(checker, workflow, status->type))
            chains_check(checker, workflow, status);
    } else if (!type_is_error(status->type)) {
        Diag *diag = diag_add(checker->diags, DIAG_E0610, workflow->span,
                              "a workflow needs a list of statuses, and `status` is %s",
                              program_type_text(checker->program, status->type));
        diag_relate(checker->diags, diag, status->span, "declared here");
    }
}

void check_workflows(Checker *checker)
{
    const SymbolList *workflows = &checker->program->workflows;
    const Symbol *status = program_find(checker->program, SYMBOL_FIELD, TEXT("status"));
    for (uint32_t i = 0; status && i < workflows->count; i++) {
        workflow_check(checker, workflows->at[i], status);
        overlap_check(checker, i);
    }
}
