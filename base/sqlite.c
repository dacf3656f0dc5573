#include "base/sqlite.h"

#include <pthread.h>

#include "base/library.h"

static const char LIBRARY[] = "libsqlite3.so.0";

SqliteApi libsqlite;
static bool library_is_open;

static void functions_find(void)
{
    void *library = library_open(LIBRARY);
    library_is_open = true;
#define API(name)                                                                                  \
    library_is_open = library_function(library, #name, &libsqlite.name) && library_is_open;
#include "base/sqlite_api.def"
#undef API
}

bool sqlite_open(const char **problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, functions_find);
    if (!library_is_open)
        *problem = "SQLite is not installed: there is no libsqlite3.so.0";
    return library_is_open;
}
