/* SQLite, opened when a database is first read or written: to load it with every start took as long as to check a policy. */
#ifndef BASE_SQLITE_H
#define BASE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>

typedef struct SqliteApi { /* SQLite's own functions */
#define API(name) __typeof__(name) *name;
#include "base/sqlite_api.def"
#undef API
} SqliteApi;

/* To be called once sqlite_open has been true. */
extern SqliteApi libsqlite;
/* False: the library is not there; *problem then says so. */
bool sqlite_open(const char **problem);

#endif
