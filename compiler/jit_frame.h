/* The members of Frame that inline code reads, in the order of their offsets: FRAME(member, type), where the type is
   VALUES (const Value *), BITS (const uint64_t *) or VALUE. All but `before` are there in every frame of an engine. */
#ifndef COMPILER_JIT_FRAME_H
#define COMPILER_JIT_FRAME_H

#include <stddef.h>

#define FRAME_MEMBERS                                                                              \
    FRAME(ticket, VALUES)                                                                          \
    FRAME(before, VALUES)                                                                          \
    FRAME(account, VALUES)                                                                         \
    FRAME(contract, VALUES)                                                                        \
    FRAME(events, BITS)                                                                            \
    FRAME(event_fields, VALUES)                                                                    \
    FRAME(now, VALUE)

#endif
