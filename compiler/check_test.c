/* Tests: the names that are easy to know; the rest is the runner's. */
#include "compiler/check_part.h"

static void test_item_check(Checker *checker, Node *item)
{
    const Zone *zone;
    if (item->kind == AST_TEST_EVENT)
        pattern_check(checker, item->slot[1]);
    if (item->kind != AST_ZONE ||
        zone_find(checker->program->zones, item->text, &zone) == STATUS_OK)
        return;
    diag_add(checker->diags, DIAG_E0301, item->span, "there is no time zone \"%.*s\"",
             TEXT_ARGS(item->text));
}

void check_tests(Checker *checker)
{
    const Program *program = checker->program;
    for (uint32_t i = 0; i < program->tests.count; i++)
        for (uint32_t k = 0; k < program->tests.at[i]->decl->list.count; k++)
            test_item_check(checker, program->tests.at[i]->decl->list.at[k]);
}
