/* slate lsp: a language server for editors, over standard input and output. */
#include <stdio.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/lsp.h"
#include "cli/verbs.h"

int cmd_lsp(int argc, char **argv)
{
    Args args;
    int exit_code;
    if (!args_parse(&args, argc, argv, &exit_code))
        return exit_code;
    return lsp_run(&args, STDIN_FILENO, stdout);
}
