#include "cli/until.h"

#include <stdio.h>

bool until_parse(Text text, Instant *out)
{
    static const char *const ENDINGS[] = {"", "Z", ":00Z", "T00:00:00Z"};
    char whole[64];
    if (text.size > 32)
        return false;
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        int size = snprintf(whole, sizeof whole, "%.*s%s", TEXT_ARGS(text), ENDINGS[i]);
        if (instant_parse((Text){whole, (uint32_t)size}, out))
            return true;
    }
    return false;
}
