/* Mistake: what people write out of habit, and how it is written here: `8 hours`, `2 business days`, `Mon-Fri`, `weekdays`,
   `9am`, `09:00 to 18:00`, `within 8h if …`, `SLA gold`. Asked once the grammar has refused a token, so that none of these words is taken from anyone. */
#ifndef COMPILER_MISTAKE_H
#define COMPILER_MISTAKE_H

#include "compiler/syntax.h"

/* Reports the habit behind a syntax error, with a fix where there is one; false: there is none. */
bool mistake_report(const Syntax *syntax);

#endif
