#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *library_open(const char *name)
{
    return dlopen(name, RTLD_LAZY | RTLD_LOCAL);
}

/* What ISO C does not allow, POSIX does: an object pointer that holds a function. */
bool library_function(void *library, const char *name, void *out)
{
    void *found = library ? dlsym(library, name) : NULL;
    memcpy(out, &found, sizeof found);
    return found != NULL;
}
