/* The rows of a policy's contract files, looked at as a replay would: `slate check` warns of those that it would refuse. */
#ifndef COMPILER_CHECK_ROWS_H
#define COMPILER_CHECK_ROWS_H

#include "compiler/program.h"
#include "runtime/policy.h"

void contract_rows_check(const Program *program, const Policy *policy);

#endif
