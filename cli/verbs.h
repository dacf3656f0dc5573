/* One function per verb of commands.def: `int cmd_NAME(int argc, char **argv)`, defined in
 * cmd_NAME.c. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#define COMMAND(name, help, operands, least, most, example, ...)                                   \
    int cmd_##name(int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
