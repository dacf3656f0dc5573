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

static void term_check(Checker *checker, const Node *term)
{
    const Node *from = term->slot[0], *until = term->slot[1];
    if (from && until && from->number >= until->number)
        diag_add(checker->diags, DIAG_E0502, term->span,
                 "the contract ends before it begins; `until` is not included");
}

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
    } else if (item->kind == AST_CONTRACT_FROM) {
        term_check(checker, item);
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

static bool has_line(const Symbol *contract, NodeKind kind)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++)
        if (contract->decl->list.at[i]->kind == kind)
            return true;
    return false;
}

static void contract_check(Checker *checker, Symbol *contract)
{
    for (uint32_t i = 0; i < contract->decl->list.count; i++)
        item_check(checker, contract, contract->decl->list.at[i]);
    if (!has_line(contract, AST_CONTRACT_PLAN))
        line_missing(checker, contract, "plan", "plan gold");
    if (!has_line(contract, AST_CONTRACT_ACCOUNTS))
        line_missing(checker, contract, "account", "account \"ACME\"");
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

void check_contracts(Checker *checker)
{
    for (uint32_t i = 0; i < checker->program->contract_files.count; i++)
        file_check(checker, checker->program->contract_files.at[i]);
    for (uint32_t i = 0; i < checker->program->contracts.count; i++)
        contract_check(checker, checker->program->contracts.at[i]);
}
