#include "tests/unit/output.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>

void print(Output *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    out->size +=
        (size_t)vsnprintf(out->text + out->size, sizeof out->text - out->size, format, args);
    va_end(args);
    ck_assert_uint_lt(out->size, sizeof out->text);
}
