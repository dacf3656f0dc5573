/* Shapes and the strict reader make the same records of any lines. */
#include "tests/fuzz/history.h"
#include "tests/fuzz/target.h"
#include "tests/unit/shape_peer.h"

/* Lines from which shapes are learned before the data comes. */
static const char LINES[] =
    "{\"at\":\"2026-03-02T09:00:00Z\",\"ticket\":\"T-1\",\"event\":\"created\",\"priority\":"
    "\"low\"}\n"
    "{\"at\":\"2026-03-02T09:00:00.5Z\",\"ticket\":\"T-1\",\"event\":\"reply\",\"by\":\"agent\","
    "\"product\":\"x\",\"vip\":true}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[sizeof LINES + (1 << 14)];
    size_t lines = sizeof LINES - 1;
    if (size > 1 << 14)
        return 0;
    memcpy(text, LINES, lines);
    if (size)
        memcpy(text + lines, data, size);
    if (!shapes_agree(history_policy(), (Text){.data = text, .size = (uint32_t)(lines + size)}))
        __builtin_trap();
    return 0;
}
