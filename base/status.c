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
