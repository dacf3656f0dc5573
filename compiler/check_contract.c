/* Contracts: what each must say, its term, its fields. */
#include "compiler/check_part.h"
#include "compiler/module.h"

static Span name_span_of(const Node *node)
{
    return node->name_span.hi > node->name_span.lo ? node->name_span : node->span;
}

static void line_missing(Checker *checker, const Symbol *contract, const char *what,
                         const char *line)
{
    Diag *diag = diag_add(checker->diags, DIAG_E0510, contract->span,
                          "the contract `%.*s` names no %s", TEXT_ARGS(contract->name), what);
    diag_note(checker->diags, diag, "add a line: `%s`", line);
}

static const Node *line_find(const Symbol *contract, NodeKind kind)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++)
        if (contract->decl->list.at[i]->kind == kind)
            return contract->decl->list.at[i];
    return NULL;
}

/* ---- Terms ---- */

static void term_check(Checker *checker, const Symbol *contract)
{
    const Node *line = line_find(contract, AST_CONTRACT_FROM);
    const Node *renew = line_find(contract, AST_CONTRACT_RENEW);
    const Node *remind = line_find(contract, AST_CONTRACT_REMIND);
    const Node *from = line ? line->slot[0] : NULL, *until = line ? line->slot[1] : NULL;
    if (from && until && from->number >= until->number)
        diag_add(checker->diags, DIAG_E0502, line->span,
                 "the contract ends before it begins; `until` is not included");
    if (renew && !from) {
        Diag *diag = diag_add(checker->diags, DIAG_E0514, renew->span,
                              "the contract `%.*s` is renewed, but nothing says when it ends",
                              TEXT_ARGS(contract->name));
        diag_note(checker->diags, diag, "add its dates: `from 2026-01-01 until 2027-01-01`");
    }
    if (remind && !until && !renew) {
        Diag *diag =
            diag_add(checker->diags, DIAG_E0515, remind->span,
                     "the contract `%.*s` has no end to remind of", TEXT_ARGS(contract->name));
        diag_note(checker->diags, diag, "add an end: `from 2026-01-01 until 2027-01-01`");
    }
}

/* ---- Accounts and fields ---- */

static Symbol *mark(Checker *checker, Span span)
{
    Symbol *symbol = ARENA_NEW(checker->arena, Symbol);
    symbol->span = span;
    return symbol;
}

/* What stands in a contract but once: "the account ACME", "the line plan". */
static void once(Checker *checker, SymbolTable *seen, DiagCode code, Span span, const char *words)
{
    Text what = text_from(words);
    if (symbols_add(checker->arena, seen, what, mark(checker, span)))
        return;
    Diag *diag = diag_add(checker->diags, code, span, "%s stands twice in this contract", words);
    diag_relate(checker->diags, diag, symbols_find(seen, what)->span, "the first is here");
}

static void accounts_check(Checker *checker, const Symbol *contract)
{
    SymbolTable *seen = symbols_make(checker->arena);
    for (uint32_t i = 0; i < contract->decl->list.count; i++) {
        const Node *line = contract->decl->list.at[i];
        for (uint32_t k = 0; line->kind == AST_CONTRACT_ACCOUNTS && k < line->list.count; k++)
            once(checker, seen, DIAG_E0511, line->list.at[k]->span,
                 arena_format(checker->arena, "the account \"%.*s\"",
                              TEXT_ARGS(line->list.at[k]->text)));
    }
}

/* Lines that may stand but once: of a kind, or for one field or SLA. */
static void lines_check(Checker *checker, const Symbol *contract)
{
    static const struct {
        NodeKind kind;
        const char *words;
    } SINGLE[] = {{AST_CONTRACT_COVERS, "the line `covers`"},
                  {AST_CONTRACT_PLAN, "the line `plan`"},
                  {AST_CONTRACT_FROM, "the line `from`"},
                  {AST_CONTRACT_RENEW, "the line `renew`"}};
    SymbolTable *lines = symbols_make(checker->arena);
    for (uint32_t i = 0; i < contract->decl->list.count; i++) {
        const Node *line = contract->decl->list.at[i];
        for (size_t k = 0; k < sizeof SINGLE / sizeof *SINGLE; k++)
            if (line->kind == SINGLE[k].kind)
                once(checker, lines, DIAG_E0517, line->span, SINGLE[k].words);
        if (line->kind == AST_CONTRACT_OVERRIDE || line->kind == AST_CONTRACT_VALUE)
            once(checker, lines, DIAG_E0517, name_span_of(line),
                 arena_format(checker->arena, "%s `%.*s`",
                              line->kind == AST_CONTRACT_VALUE ? "the field" : "the override of",
                              TEXT_ARGS(line->text)));
    }
}

static bool has_value(const Symbol *contract, const Symbol *field)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++)
        if (contract->decl->list.at[i]->kind == AST_CONTRACT_VALUE &&
            contract->decl->list.at[i]->symbol == field)
            return true;
    return false;
}

static void fields_check(Checker *checker, const Symbol *contract)
{
    const SymbolList *fields = &checker->program->contract_fields;
    for (uint32_t i = 0; i < fields->count; i++) {
        const Symbol *field = fields->at[i];
        if (!field->is_required || has_value(contract, field))
            continue;
        Diag *diag = diag_add(checker->diags, DIAG_E0513, contract->span,
                              "the contract `%.*s` does not say its `%.*s`",
                              TEXT_ARGS(contract->name), TEXT_ARGS(field->name));
        diag_relate(checker->diags, diag, field->span,
                    "every contract has it, and it has no default");
    }
}

/* A file of contracts has columns of these names. */
static void field_name_check(Checker *checker, const Symbol *field)
{
    static const char *const COLUMN[] = {"contract", "account", "plan", "from", "until", "renew"};
    for (size_t i = 0; i < sizeof COLUMN / sizeof *COLUMN; i++)
        if (text_is(field->name, COLUMN[i]))
            diag_add(checker->diags, DIAG_E0518, field->span,
                     "`%s` is a part of every contract, and so can't be a field of it", COLUMN[i]);
}

/* ---- Lines ---- */

static void value_line_check(Checker *checker, Node *value)
{
    Symbol *field = name_resolve(checker, SYMBOL_CONTRACT_FIELD, value->text, name_span_of(value));
    value->symbol = field;
    if (field && value->slot[0] && value->slot[0]->kind != AST_CELL_ABSENT)
        field_value_check(checker, field, value->slot[0]);
}

static void item_check(Checker *checker, Symbol *contract, Node *item)
{
    if (item->kind == AST_CONTRACT_COVERS) {
        condition_check(checker, item->slot[0], NULL);
    } else if (item->kind == AST_CONTRACT_PLAN) {
        contract->plan = name_resolve(checker, SYMBOL_PLAN, item->text, name_span_of(item));
        item->symbol = contract->plan;
    } else if (item->kind == AST_CONTRACT_REMIND) {
        amount_positive_check(checker, item->slot[0]);
        actions_check(checker, &item->list);
    } else if (item->kind == AST_CONTRACT_OVERRIDE) {
        Symbol *sla = name_resolve(checker, SYMBOL_SLA, item->text, name_span_of(item));
        item->symbol = sla;
        if (sla)
            override_check(checker, sla, &item->list);
    } else if (item->kind == AST_CONTRACT_VALUE) {
        value_line_check(checker, item);
    }
}

static void contract_check(Checker *checker, Symbol *contract)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++)
        item_check(checker, contract, contract->decl->list.at[i]);
    if (!line_find(contract, AST_CONTRACT_PLAN))
        line_missing(checker, contract, "plan", "plan gold");
    if (!line_find(contract, AST_CONTRACT_ACCOUNTS))
        line_missing(checker, contract, "account", "account \"ACME\"");
    term_check(checker, contract);
    accounts_check(checker, contract);
    lines_check(checker, contract);
    fields_check(checker, contract);
}

/* The path takes the place of the name as written: what reads the file opens it. */
static void file_check(Checker *checker, Node *contracts)
{
    Program *program = checker->program;
    const FileReader *reader = program->reader;
    const char *path = module_path(program, name_span_of(contracts), contracts->text);
    contracts->text = text_from(path);
    if (!*path || reader->kind(reader->context, path) == FILE_REGULAR)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_W0521, name_span_of(contracts),
                          "there is no file %s to read contracts from", path);
    diag_note(checker->diags, diag, "a replay needs it; where it is elsewhere, copy it here");
}

void capacity_check(Checker *checker, Node *capacity)
{
    expr_check(checker, capacity->slot[0], TYPE_UNKNOWN, NULL);
    if (capacity->number > 0)
        return;
    Diag *diag = diag_add(checker->diags, DIAG_E0516, capacity->span,
                          "a capacity of zero contracts leaves room for none");
    diag_note(checker->diags, diag, "leave the line out where there is no limit");
}

void check_contracts(Checker *checker)
{
    for (uint32_t i = 0; i < checker->program->contract_files.count; i++)
        file_check(checker, checker->program->contract_files.at[i]);
    for (uint32_t i = 0; i < checker->program->contract_fields.count; i++)
        field_name_check(checker, checker->program->contract_fields.at[i]);
    for (uint32_t i = 0; i < checker->program->contracts.count; i++)
        contract_check(checker, checker->program->contracts.at[i]);
}
