/* Amounts as they are typed: "8h", "1h30m", "-90s", "3 workdays", "2 calendar days", "1 month". */
#ifndef RUNTIME_AMOUNT_H
#define RUNTIME_AMOUNT_H

#include "runtime/calendar.h"

/* A duration literal or a whole number and a unit, either with "-"; bare days are calendar days. False: neither. */
bool amount_parse(Text text, Amount *out);

#endif
