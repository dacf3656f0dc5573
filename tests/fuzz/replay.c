/* Stands in for a fuzzer: runs the fuzz target it is linked with once on every file named, so that plain `make check`
   replays a corpus. The files are read whole; an unreadable one is an error. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"

static int file_replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        return 1;
    }
    size_t size = (size_t)ftell(file);
    rewind(file);
    /* Exactly as large as the input, so that the sanitizers see a step beyond it. */
    uint8_t *data = malloc(size ? size : 1);
    size_t got = data ? fread(data, 1, size, file) : 0;
    fclose(file);
    if (got == size)
        LLVMFuzzerTestOneInput(data, size);
    free(data);
    return got != size;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= file_replay(argv[i]);
    return failed;
}
