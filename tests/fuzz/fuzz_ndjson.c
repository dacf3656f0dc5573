/* A text is read as JSON if and only if jansson reads it, and as a history without harm. */
#include <stdlib.h>

#include "tests/fuzz/history.h"
#include "tests/fuzz/target.h"
#include "tests/unit/jansson_peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + JSON_PADDING);
    Json *json = json_new();
    bool is_open;
    if (size)
        memcpy(copy, data, size);
    memset(copy + size, 'x', JSON_PADDING);
    const JsonNode *root = json_read(json, (Text){copy, (uint32_t)size});
    uint32_t offset = 0;
    bool is_deep = !root && strcmp(json_problem(json, &offset), "nested too deeply") == 0;
    json_t *peer = jansson_read((Text){copy, (uint32_t)size}, &is_open);
    if (offset > size || (!root != !peer && !is_deep && !is_open))
        __builtin_trap();
    json_decref(peer);
    json_free(json);
    free(copy);
    history_fuzz(data, size, FORMAT_NDJSON, false);
    return 0;
}
