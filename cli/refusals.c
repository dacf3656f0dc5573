#include "cli/refusals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TOLD = 5 };

static bool file_refuse(const Refusals *refusals, int error)
{
    fprintf(stderr, "slate %s: %s: %s\n", refusals->args->command->name,
            args_value(refusals->args, "--rejects"), strerror(error));
    return false;
}

bool refusals_open(Refusals *refusals, const Args *args, const char *const *files,
                   uint32_t files_count)
{
    *refusals = (Refusals){.args = args, .files = files};
    const char *path = args_value(args, "--rejects");
    int error;
    if (!path)
        return true;
    refusals->is_kept =
        rejects_open(&refusals->kept, path, files, files_count, &error) == STATUS_OK;
    return refusals->is_kept || file_refuse(refusals, error);
}

void refusals_add(Refusals *refusals, const Reject *reject)
{
    if (refusals->count++ < TOLD)
        fprintf(stderr, "slate %s: %s:%" PRIu64 ": %s\n", refusals->args->command->name,
                reject->path ? reject->path : refusals->files[reject->file], reject->line,
                reject->reason);
    if (refusals->is_kept)
        rejects_add(&refusals->kept, reject);
}

bool refusals_close(Refusals *refusals)
{
    if (refusals->count > TOLD)
        fprintf(stderr, "slate %s: %" PRIu64 " records were refused, the first %d are above%s\n",
                refusals->args->command->name, refusals->count, TOLD,
                refusals->is_kept ? "" : "; --rejects FILE keeps them all");
    int error;
    if (!refusals->is_kept || rejects_close(&refusals->kept, &error) == STATUS_OK)
        return true;
    return file_refuse(refusals, error);
}
