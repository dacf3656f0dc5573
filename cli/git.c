#include "cli/git.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

extern char **environ;

enum { WORDS = 16 };

/* The environment, with another index where there is one. */
static char **surroundings(Arena *arena, const char *index)
{
    static const char KEY[] = "GIT_INDEX_FILE=";
    uint32_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **all = ARENA_ARRAY(arena, char *, count + 2);
    for (uint32_t i = 0; i < count; i++)
        if (!index || strncmp(environ[i], KEY, sizeof KEY - 1) != 0)
            all[kept++] = environ[i];
    if (index)
        all[kept++] = arena_format(arena, "%s%s", KEY, index);
    return all;
}

static Text all_read(Arena *arena, int file)
{
    Buffer out = {.arena = arena};
    char bytes[4096];
    for (ssize_t got; (got = read(file, bytes, sizeof bytes)) != 0;)
        if (got > 0)
            buffer_add(&out, (Text){bytes, (uint32_t)got});
        else if (errno != EINTR)
            break;
    Text text = buffer_text(&out);
    text.size -= text.size && text.data[text.size - 1] == '\n';
    return text;
}

static bool child_start(Arena *arena, char *const *words, const char *index, int out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    bool is_good =
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, out, 1) == 0 &&
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0 &&
        posix_spawnp(child, "git", &actions, NULL, words, surroundings(arena, index)) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return is_good;
}

GitAnswer git_run(Arena *arena, const char *folder, const char *index, const char *const *words,
                  Text *out)
{
    char *all[WORDS + 4] = {(char *)(uintptr_t) "git", (char *)(uintptr_t) "-C",
                            (char *)(uintptr_t)folder};
    for (int i = 0; words[i] && i < WORDS; i++)
        all[i + 3] = (char *)(uintptr_t)words[i];
    int ends[2], state;
    pid_t child;
    if (pipe(ends) != 0)
        return GIT_MISSING;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    bool runs = child_start(arena, all, index, ends[1], &child);
    close(ends[1]);
    *out = all_read(arena, ends[0]);
    close(ends[0]);
    if (!runs)
        return GIT_MISSING;
    while (waitpid(child, &state, 0) < 0)
        if (errno != EINTR)
            return GIT_MISSING;
    return WIFEXITED(state) && WEXITSTATUS(state) == 0 ? GIT_DONE : GIT_REFUSED;
}
