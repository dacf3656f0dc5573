#include "compiler/check_rows.h"

#include "runtime/contract_file.h"

enum { ROWS_SHOWN = 20 };

typedef struct RowCheck {
    const Program *program;
    Span span; /* of the line that names the file */
    uint32_t shown;
} RowCheck;

static void on_reject(void *context, const Reject *reject)
{
    RowCheck *check = context;
    if (check->shown++ < ROWS_SHOWN)
        diag_add(check->program->diags, DIAG_W0520, check->span, "%s:%llu is refused: %s",
                 reject->path, (unsigned long long)reject->line, reject->reason);
}

static void file_check(ContractReading *reading, RowCheck *check, const Node *contracts)
{
    const FileReader *reader = check->program->reader;
    const char *path = text_string(check->program->arena, contracts->text), *problem = "";
    check->span = contracts->span;
    if (!*path || reader->kind(reader->context, path) != FILE_REGULAR)
        return;
    if (contract_file_read(reading, path, check->program->arena, &problem) != STATUS_OK)
        diag_add(check->program->diags, DIAG_W0520, check->span, "%s", problem);
}

void contract_rows_check(const Program *program, const Policy *policy)
{
    RowCheck check = {.program = program};
    Intern *texts = intern_over(policy->texts);
    SetPool *sets = set_pool_over(policy->sets);
    ContractReading reading = {.policy = policy, .texts = texts, .sets = sets, .reject = on_reject};
    reading.book = contract_book_new(policy, texts);
    reading.context = &check;
    for (uint32_t i = 0; i < program->contract_files.count; i++)
        file_check(&reading, &check, program->contract_files.at[i]);
    contract_book_free(reading.book);
    set_pool_free(sets);
    intern_free(texts);
}
