#include "runtime/rejects.h"

Status rejects_open(Rejects *rejects, const char *path, const char *const *files,
                    uint32_t files_count, int *error)
{
    *rejects = (Rejects){.files = files, .files_count = files_count};
    return out_open(&rejects->out, path, error);
}

void rejects_add(Rejects *rejects, const Reject *reject)
{
    Out *out = &rejects->out;
    const char *file = reject->path                          ? reject->path
                       : reject->file < rejects->files_count ? rejects->files[reject->file]
                                                             : "";
    out_row(out, reject->text.size);
    OUT_LITERAL(out, "{\"file\":");
    out_json(out, text_from(file));
    OUT_LITERAL(out, ",\"line\":");
    out_integer(out, (int64_t)reject->line);
    OUT_LITERAL(out, ",\"reason\":");
    out_json(out, text_from(reject->reason));
    OUT_LITERAL(out, ",\"text\":");
    out_json(out, reject->text);
    OUT_LITERAL(out, "}\n");
}

Status rejects_close(Rejects *rejects, int *error)
{
    return out_close(&rejects->out, error);
}
