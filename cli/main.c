/* slate: finds the verb and hands it the rest of the words. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"
#include "cli/help.h"
#include "cli/verbs.h"

/* Whoever reads standard output through a pipe has closed it, as `head` does. */
static bool output_is_unread(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR);
}

/* What was promised to standard output must have arrived there: a full disk is not a good answer, while a reader who
   has had enough changes none. */
static int output_close(int exit_code)
{
    if ((fflush(stdout) == 0 && !ferror(stdout)) || output_is_unread())
        return exit_code;
    perror("slate: standard output");
    return status_exit(STATUS_INTERNAL);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a write that fails */
    const char *verb = argc > 1 ? argv[1] : "--help";
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) {
        help_print(stdout);
        return output_close(status_exit(STATUS_OK));
    }
    if (strcmp(verb, "--version") == 0) {
        printf("slate %s\n", command_version());
        return output_close(status_exit(STATUS_OK));
    }
    const Command *command = command_find(text_from(verb));
    if (!command) {
        command_unknown(text_from(verb));
        return status_exit(STATUS_USAGE);
    }
    return output_close(command->run(argc - 1, argv + 1));
}
