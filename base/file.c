#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static FileKind disk_kind(void *context, const char *path)
{
    (void)context;
    struct stat status;
    if (stat(path, &status))
        return FILE_MISSING;
    return S_ISREG(status.st_mode)   ? FILE_REGULAR
           : S_ISDIR(status.st_mode) ? FILE_FOLDER
                                     : FILE_OTHER;
}

/* Doubling reads: a pipe has no size to ask for. */
static FileResult read_all(int file, Arena *arena, size_t limit, Text *out)
{
    size_t size = 0, capacity = 16384;
    char *bytes = arena_alloc(arena, capacity);
    for (;;) {
        ssize_t got = read(file, bytes + size, capacity - size);
        if (got < 0)
            return FILE_FAILED;
        size += (size_t)got;
        if (size > limit)
            return FILE_TOO_LARGE;
        if (got == 0)
            break;
        if (size < capacity)
            continue;
        char *grown = arena_alloc(arena, capacity * 2);
        memcpy(grown, bytes, size);
        bytes = grown;
        capacity *= 2;
    }
    *out = (Text){.data = bytes, .size = (uint32_t)size};
    return FILE_READ;
}

static FileResult disk_read(void *context, Arena *arena, const char *path, size_t limit, Text *out)
{
    (void)context;
    if (!strcmp(path, "-"))
        return read_all(STDIN_FILENO, arena, limit, out);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return FILE_FAILED;
    FileResult result = read_all(file, arena, limit, out);
    close(file);
    return result;
}

static bool disk_list(void *context, Arena *arena, const char *path, TextList *out)
{
    (void)context;
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    for (struct dirent *entry; (entry = readdir(folder));)
        VEC_PUSH(arena, out, text_copy(arena, text_from(entry->d_name)));
    closedir(folder);
    return true;
}

static const char *disk_real(void *context, Arena *arena, const char *path)
{
    (void)context;
    char *real = realpath(path, NULL);
    const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
    free(real);
    return copy;
}

FileReader file_reader_disk(void)
{
    return (FileReader){.kind = disk_kind, .read = disk_read, .list = disk_list, .real = disk_real};
}
