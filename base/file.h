/* FileReader: the few questions that loading a policy asks the disk, as callbacks, so that tests
   and fuzzing need no disk. Results live in the arena that is passed. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/text.h"
#include "base/vec.h"

typedef enum FileKind { FILE_MISSING, FILE_REGULAR, FILE_FOLDER, FILE_OTHER } FileKind;
typedef enum FileResult { FILE_READ, FILE_FAILED, FILE_TOO_LARGE } FileResult;
typedef VEC(Text) TextList;

typedef struct FileReader {
    void *context;
    /* What lies at `path`, links followed. */
    FileKind (*kind)(void *context, const char *path);
    /* All bytes of the file, at most `limit` of them; "-" is standard input. */
    FileResult (*read)(void *context, Arena *arena, const char *path, size_t limit, Text *out);
    /* The names of a folder's entries, in any order. False: it cannot be read. */
    bool (*list)(void *context, Arena *arena, const char *path, TextList *out);
    /* The absolute path with every link followed; NULL where that is not known. */
    const char *(*real)(void *context, Arena *arena, const char *path);
} FileReader;

/* The disk. */
FileReader file_reader_disk(void);

#endif
