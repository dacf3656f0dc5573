#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { FILE_LIMIT = 256 << 20 };

static Status refuse(const Args *args, const char *path, const char *reason)
{
    fprintf(stderr, "slate %s: %s: %s\n", args->command->name, path, reason);
    return STATUS_INPUT;
}

Status file_read(const Args *args, Arena *arena, const char *path, Text *out)
{
    FileReader disk = file_reader_disk();
    bool is_stdin = strcmp(path, "-") == 0;
    if (!is_stdin && disk.kind(disk.context, path) == FILE_MISSING)
        return refuse(args, path, "there is no such file");
    if (!is_stdin && disk.kind(disk.context, path) == FILE_FOLDER)
        return refuse(args, path, "this is a folder; a file is wanted");
    switch (disk.read(disk.context, arena, path, FILE_LIMIT, out)) {
    case FILE_READ: return STATUS_OK;
    case FILE_FAILED: return refuse(args, path, "it cannot be read");
    case FILE_TOO_LARGE: return refuse(args, path, "it is larger than 256 MB");
    }
    return STATUS_INTERNAL;
}

static bool bytes_write(int file, Text text)
{
    while (text.size) {
        ssize_t put = write(file, text.data, text.size);
        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0)
            text = (Text){text.data + put, text.size - (uint32_t)put};
    }
    return fsync(file) == 0;
}

/* Writes a neighbour of the file and moves it over it. */
static bool neighbour_move(const char *place, const char *beside, mode_t mode, int file, Text text)
{
    bool good = fchmod(file, mode) == 0 && bytes_write(file, text);
    good = close(file) == 0 && good;
    good = good && rename(beside, place) == 0;
    if (!good) {
        int error = errno;
        unlink(beside);
        errno = error;
    }
    return good;
}

Status file_replace(const Args *args, const char *path, Text text)
{
    char place[PATH_MAX], beside[PATH_MAX + 16];
    struct stat found;
    if (!realpath(path, place) || stat(place, &found) != 0)
        return refuse(args, path, strerror(errno));
    snprintf(beside, sizeof beside, "%s.XXXXXX", place);
    int file = mkstemp(beside);
    if (file < 0 || !neighbour_move(place, beside, found.st_mode & 07777, file, text))
        return refuse(args, path, strerror(errno));
    return STATUS_OK;
}

Status file_write(const Args *args, const char *path, Text text)
{
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    if (file < 0 || close(file) != 0)
        return refuse(args, path, strerror(errno));
    return file_replace(args, path, text);
}
