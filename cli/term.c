#include "cli/term.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool is_terminal(FILE *stream)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(stream)) && !(kind && strcmp(kind, "dumb") == 0);
}

bool term_has_color(const Args *args, FILE *stream)
{
    if (args_is(args, "--color", "always"))
        return true;
    if (args_is(args, "--color", "never"))
        return false;
    const char *no_color = getenv("NO_COLOR");
    return !(no_color && *no_color) && is_terminal(stream);
}

int64_t term_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Progress progress_make(const char *what)
{
    int64_t now = term_clock();
    return (Progress){.what = what, .is_on = is_terminal(stderr), .started = now, .shown = now};
}

enum { BAR_WIDTH = 30, FIRST_MS = 1000, EVERY_MS = 100 };

void progress_show(Progress *progress, uint64_t done, uint64_t total)
{
    if (!progress->is_on)
        return;
    int64_t now = term_clock();
    if (now - progress->started < FIRST_MS || now - progress->shown < EVERY_MS)
        return;
    progress->shown = now;
    progress->is_shown = true;
    if (total == 0) {
        fprintf(stderr, "\r\033[K%s: %" PRIu64, progress->what, done);
        return;
    }
    uint64_t part = done < total ? done : total;
    uint64_t percent = total > UINT64_MAX / 100 ? part / (total / 100) : part * 100 / total;
    int filled = (int)(percent * BAR_WIDTH / 100);
    fprintf(stderr, "\r\033[K%s [%.*s%*s] %3" PRIu64 "%%", progress->what, filled,
            "##############################", BAR_WIDTH - filled, "", percent);
}

void progress_end(Progress *progress)
{
    if (progress->is_shown)
        fputs("\r\033[K", stderr);
    progress->is_shown = false;
}
