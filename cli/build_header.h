/* What a compiled policy exports, as a C header: fields, enumerators, events, and which code is whose. */
#ifndef CLI_BUILD_HEADER_H
#define CLI_BUILD_HEADER_H

#include "base/text.h"
#include "runtime/policy.h"

Text build_header(Arena *arena, const Policy *policy);

#endif
