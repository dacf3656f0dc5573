#include "compiler/check.h"

#include "compiler/check_part.h"

bool check_program(Program *program)
{
    Checker checker = {.program = program, .diags = program->diags, .arena = program->arena};
    checker.unknown = symbols_make(program->arena);
    if (program->is_unread)
        return false;
    check_calendars(&checker);
    check_data(&checker);
    check_clocks(&checker);
    check_slas(&checker);
    check_plans(&checker);
    check_rules(&checker);
    check_money(&checker);
    check_sources(&checker);
    check_tests(&checker);
    check_unused(&checker);
    return program->diags->errors == 0;
}
