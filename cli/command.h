/* Command: a verb of the command line: its row in commands.def, from which dispatch, help, the man
   page and shell completion are made. The tables are constants. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>

#include "base/text.h"

/* `value` NULL: a switch. "a|b|c": one of these words. "a|b|c,…": a list of these words with commas
   between. "N": a whole number. "X …": any text, and the flag may repeat. Anything else: any text, and the word that the help shows for it.
 */
typedef struct Flag {
    const char *name; /* "--format", "-o" */
    const char *value;
    const char *help;
} Flag;

typedef struct Command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the verb; returns the exit code */
    const char *help;                  /* one line */
    const char *operands;              /* as the usage shows them: "POLICY HISTORY…" */
    int least, most;                   /* how many operands */
    const char *example;
    const Flag *flags; /* ends with a row whose name is NULL */
    size_t flags_count;
} Command;

enum { COMMAND_FLAGS = 24 /* rows of a verb, the last included */ };

size_t command_count(void);
const Command *command_at(size_t index); /* in the order of the table */
const Command *command_find(Text name);  /* NULL: no such verb */
/* Tells on standard error that there is no such verb, with the nearest. */
void command_unknown(Text name);
const char *command_version(void);

#endif
