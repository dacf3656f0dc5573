/* File: whole files for the verbs: read at once, replaced at once. Failures are told on standard
   error as "slate VERB: PATH: reason". */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "base/status.h"
#include "cli/args.h"

/* The bytes of `path`, "-" being standard input. STATUS_INPUT: no such file, a folder, unreadable.
 */
MUST_CHECK Status file_read(const Args *args, Arena *arena, const char *path, Text *out);
/* Puts `text` in the place of the file, whole or not at all; its mode and, through a link, its
 * place are kept. */
MUST_CHECK Status file_replace(const Args *args, const char *path, Text text);
/* The same where there may be no file yet: then it is made. */
MUST_CHECK Status file_write(const Args *args, const char *path, Text text);

#endif
