/* Help: everything that is said about the verbs, made from commands.def: the texts of --help, the
   manual page and the completion for bash. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/command.h"

void help_print(FILE *out);                              /* slate --help */
void help_verb_print(FILE *out, const Command *command); /* slate VERB --help */
void help_man_print(FILE *out);                          /* roff, for slate.1 */
void help_bash_print(FILE *out);

#endif
