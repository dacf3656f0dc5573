#include "base/status.h"

static const struct {
    int exit_code;
    const char *text;
} STATUS_ROW[] = {
#define STATUS(name, exit_code, text) {exit_code, text},
#include "base/status.def"
#undef STATUS
};

const char *status_text(Status status)
{
    return STATUS_ROW[status].text;
}

int status_exit(Status status)
{
    return STATUS_ROW[status].exit_code;
}

static int exit_weight(int code)
{
    return code == STATUS_ROW[STATUS_UNKNOWN].exit_code ? 2 : code < 2 ? code : code + 1;
}

int status_exit_join(int a, int b)
{
    return exit_weight(a) > exit_weight(b) ? a : b;
}
