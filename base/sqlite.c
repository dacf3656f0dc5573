#include "base/sqlite.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static const char LIBRARY[] = "libsqlite3.so.0";

SqliteApi libsqlite;
static bool library_is_open;

/* What ISO C does not allow, POSIX does: an object pointer that holds a function. */
static bool function_find(void *library, const char *name, void *out)
{
    void *found = dlsym(library, name);
    memcpy(out, &found, sizeof found);
    return found != NULL;
}

static void library_open(void)
{
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    library_is_open = library != NULL;
#define API(name)                                                                                  \
    library_is_open = library_is_open && function_find(library, #name, &libsqlite.name);
#include "base/sqlite_api.def"
#undef API
}

bool sqlite_open(const char **problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_open);
    if (!library_is_open)
        *problem = "SQLite is not installed: there is no libsqlite3.so.0";
    return library_is_open;
}
