/* The walk and the strict reader give the same cells for any lines. */
#include "tests/fuzz/target.h"
#include "tests/unit/walk_peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 16)
        return 0;
    if (!walk_agrees((Text){.data = (const char *)data, .size = (uint32_t)size}))
        __builtin_trap();
    return 0;
}
