/* Args: the words of one call, read by the verb's row in commands.def. Flags stand anywhere among
   the operands, as
   `--flag VALUE` or `--flag=VALUE`; `--` ends them; `-` and what begins like a negative number are
   operands. The last of a repeated flag holds, but of one that may repeat all do. Everything points into argv, whose order is changed.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/command.h"

enum { ARGS_REPEATED = 32 };

typedef struct Repeated { /* a value of a flag that may repeat */
    int flag;
    const char *value;
} Repeated;

typedef struct Args {
    const Command *command;
    const char *values[COMMAND_FLAGS]; /* by flag; NULL: not given, "" for a switch that was */
    char **operands;
    int operands_count;
    Repeated repeated[ARGS_REPEATED]; /* in the order given */
    int repeated_count;
} Args;

/* Reads the words that follow the verb argv[0]. False: the call is answered (its help) or wrong
   (told on standard error, with the nearest flag or value), and *exit_code is what the verb
   returns. */
bool args_parse(Args *args, int argc, char **argv, int *exit_code);

bool args_has(const Args *args, const char *flag);
/* What follows the flag; NULL: it was not given. The flag must be in the verb's row. */
const char *args_value(const Args *args, const char *flag);
/* The value `index` of a flag that may repeat; NULL: there are no more. */
const char *args_repeated(const Args *args, const char *flag, int index);
/* The same for a flag with a list of words or a fallback. */
bool args_lists(const Args *args, const char *flag, const char *word);
/* The words of a list with commas, at most `most`; returns how many. */
uint32_t args_words(const Args *args, const char *flag, Text *out, uint32_t most);
bool args_is(const Args *args, const char *flag, const char *word);
/* The number after a flag of value "N"; `otherwise` where it was not given. */
uint64_t args_number(const Args *args, const char *flag, uint64_t otherwise);
/* Tells a usage error, "slate VERB: …" and where help is, and returns its exit code. */
__attribute__((format(printf, 2, 3))) int args_refuse(const Args *args, const char *format, ...);

#endif
