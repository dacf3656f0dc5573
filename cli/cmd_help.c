#include "base/status.h"
#include "cli/args.h"
#include "cli/help.h"
#include "cli/verbs.h"

int cmd_help(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    if (args_has(&args, "--man")) {
        help_man_print(stdout);
    } else if (args_has(&args, "--bash-completion")) {
        help_bash_print(stdout);
    } else if (args.operands_count == 0) {
        help_print(stdout);
    } else {
        Text verb = text_from(args.operands[0]);
        const Command *command = command_find(verb);
        if (!command) {
            command_unknown(verb);
            return status_exit(STATUS_USAGE);
        }
        help_verb_print(stdout, command);
    }
    return status_exit(STATUS_OK);
}
