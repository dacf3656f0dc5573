/* Contracts of the source and of files together: rows that are refused, customers without a contract between two terms. */
#include "compiler/analyse_part.h"
#include "runtime/contract_file.h"

enum { ROWS_SHOWN = 20, GAPS_SHOWN = 20 };

typedef struct RowCheck {
    const Program *program;
    Span span; /* of the line that names the file */
    uint32_t shown;
} RowCheck;

/* ---- Files ---- */

static void on_reject(void *context, const Reject *reject)
{
    RowCheck *check = context;
    if (check->shown++ < ROWS_SHOWN)
        diag_add(check->program->diags, DIAG_W0520, check->span, "%s:%llu is refused: %s",
                 reject->path, (unsigned long long)reject->line, reject->reason);
}

static void file_read(ContractReading *reading, RowCheck *check, const Node *contracts)
{
    const FileReader *reader = check->program->reader;
    const char *path = text_string(check->program->arena, contracts->text), *problem = "";
    check->span = contracts->span;
    if (!*path || reader->kind(reader->context, path) != FILE_REGULAR)
        return;
    if (contract_file_read(reading, path, check->program->arena, &problem) != STATUS_OK)
        diag_add(check->program->diags, DIAG_W0520, check->span, "%s", problem);
}

/* ---- Terms ---- */

typedef struct TermCheck {
    Analysis *analysis;
    const ContractBook *book;
    Intern *texts;
    uint32_t shown;
} TermCheck;

/* The contract of the source that the book's row is; a row of a file has none. */
static const Symbol *source_contract(const TermCheck *check, uint32_t row)
{
    const SymbolList *contracts = &check->analysis->program->contracts;
    return row < contracts->count ? contracts->at[row] : NULL;
}

static Span term_span(const TermCheck *check, uint32_t row)
{
    const Program *program = check->analysis->program;
    const Symbol *contract = source_contract(check, row);
    if (contract)
        return contract->span;
    Text name = intern_get(check->texts, contract_book_get(check->book, row)->origin.file);
    for (uint32_t i = 0; i < program->contract_files.count; i++)
        if (text_ends(program->contract_files.at[i]->text, name))
            return program->contract_files.at[i]->span;
    return program->contract_files.at[0]->span;
}

/* "`gold_2026`", with its place in a file of contracts. */
static const char *term_name(const TermCheck *check, uint32_t row)
{
    Arena *arena = check->analysis->arena;
    const Contract *contract = contract_book_get(check->book, row);
    Text name = intern_get(check->texts, contract->name);
    if (source_contract(check, row))
        return arena_format(arena, "`%.*s`", TEXT_ARGS(name));
    Text file = intern_get(check->texts, contract->origin.file);
    return arena_format(arena, "`%.*s` (%.*s:%u)", TEXT_ARGS(name), TEXT_ARGS(file),
                        contract->origin.line);
}

/* The contract of the account that begins first at or after `day`, NONE if there is none. */
static uint32_t term_next(const TermCheck *check, TextId account, Date day)
{
    ContractCursor cursor = contract_book_find(check->book, account, day, INT32_MAX - 1);
    uint32_t first = NONE;
    for (uint32_t row = contract_book_next(&cursor); row != NONE; row = contract_book_next(&cursor))
        first = row;
    return first;
}

/* The date after `until` of a contract of the source; NULL: there is none to change. */
static const Node *until_of(const Symbol *contract)
{
    for (uint32_t i = 0; contract && i < contract->decl->list.count; i++)
        if (contract->decl->list.at[i]->kind == AST_CONTRACT_FROM)
            return contract->decl->list.at[i]->slot[1];
    return NULL;
}

/* Its name says the day, for one account may have several. */
static void term_test(Analysis *analysis, Diag *diag, Text account, const char *day)
{
    for (uint32_t i = 0; i < account.size; i++)
        if (account.data[i] == '"' || account.data[i] == '\\' || account.data[i] == '\n')
            return;
    const char *test = arena_format(analysis->arena,
                                    "test \"W0960 %.*s %s\" {\n"
                                    "  at %s 12:00 created t1 { account: \"%.*s\" }\n"
                                    "  expect t1.covered is false\n}\n",
                                    TEXT_ARGS(account), day, day, TEXT_ARGS(account));
    diag_test(analysis->diags, diag, test);
}

static void gap_report(TermCheck *check, TextId account, uint32_t before, uint32_t after)
{
    Analysis *analysis = check->analysis;
    char from[INSTANT_TEXT], until[INSTANT_TEXT];
    date_print(contract_book_get(check->book, before)->end, from);
    date_print(contract_book_get(check->book, after)->from, until);
    Text name = intern_get(check->texts, account);
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0960, term_span(check, after),
                 "\"%.*s\" has no contract from %s until %s, between %s and %s", TEXT_ARGS(name),
                 from, until, term_name(check, before), term_name(check, after));
    if (source_contract(check, before))
        diag_relate(analysis->diags, diag, term_span(check, before), "this one ends on %s", from);
    diag_witness(analysis->diags, diag, "account", text_string(analysis->arena, name));
    diag_witness(analysis->diags, diag, "created", from);
    term_test(analysis, diag, name, from);
    diag_note(analysis->diags, diag,
              "tickets of those days are uncovered: let one term begin where the other ends");
    const Node *end = until_of(source_contract(check, before));
    if (end)
        diag_fix(analysis->diags, diag, "let the first end where the next begins", false, end->span,
                 until);
}

/* Does a contract of the account that stands before the row end on the same day? It is told of first. */
static bool is_told(const TermCheck *check, TextId account, uint32_t row)
{
    Date end = contract_book_get(check->book, row)->end;
    ContractCursor cursor = contract_book_find(check->book, account, end - 1, end - 1);
    for (uint32_t at = contract_book_next(&cursor); at != NONE; at = contract_book_next(&cursor))
        if (at < row && contract_book_get(check->book, at)->end == end)
            return true;
    return false;
}

/* `until` is not included, so the day of the end is the first that may lie between two terms. */
static void account_check(TermCheck *check, TextId account, uint32_t row)
{
    Date end = contract_book_get(check->book, row)->end;
    if (end == INT32_MAX || is_told(check, account, row))
        return;
    ContractCursor that_day = contract_book_find(check->book, account, end, end);
    if (contract_book_next(&that_day) != NONE)
        return;
    uint32_t next = term_next(check, account, end);
    if (next != NONE && check->shown++ < GAPS_SHOWN)
        gap_report(check, account, row, next);
}

/* A default plan without a condition takes whoever has no contract. */
static bool is_always_covered(const Policy *policy)
{
    for (uint32_t i = 0; i < policy->default_plans_count; i++)
        if (policy->default_plans[i].when == NONE)
            return true;
    return false;
}

static void terms_check(TermCheck *check)
{
    if (is_always_covered(check->analysis->policy))
        return;
    for (uint32_t row = 0; row < contract_book_count(check->book); row++) {
        const Contract *contract = contract_book_get(check->book, row);
        for (uint32_t i = 0; i < contract->accounts_count; i++)
            account_check(check, contract->accounts[i], row);
    }
}

void analyse_contracts(Analysis *analysis)
{
    const Program *program = analysis->program;
    RowCheck rows = {.program = program};
    Intern *texts = intern_over(analysis->policy->texts);
    SetPool *sets = set_pool_over(analysis->policy->sets);
    ContractReading reading = {.policy = analysis->policy, .texts = texts, .sets = sets};
    reading.reject = on_reject;
    reading.context = &rows;
    reading.book = contract_book_new(analysis->policy, texts);
    for (uint32_t i = 0; i < program->contract_files.count; i++)
        file_read(&reading, &rows, program->contract_files.at[i]);
    TermCheck terms = {.analysis = analysis, .book = reading.book, .texts = texts};
    terms_check(&terms);
    contract_book_free(reading.book);
    set_pool_free(sets);
    intern_free(texts);
}
