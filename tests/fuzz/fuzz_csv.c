/* A text is read as CSV without harm, by the expected names and by a source. */
#include "tests/fuzz/history.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    history_fuzz(data, size, FORMAT_CSV, false);
    history_fuzz(data, size, FORMAT_CSV, true);
    return 0;
}
