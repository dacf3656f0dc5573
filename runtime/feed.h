/* Feed: one record against the state of the engine (semantics.md E3): refused whole with a reason, or turned into the
   commits that it stands for. Part of the engine. */
#ifndef RUNTIME_FEED_H
#define RUNTIME_FEED_H

#include "runtime/state.h"

enum { REASON_SIZE = 512 };

/* NULL: applied; otherwise the reason, in engine->reason. */
const char *record_feed(Engine *engine, const Record *record);
/* Why a record is refused; returns engine->reason. */
__attribute__((format(printf, 2, 3))) const char *refuse(Engine *engine, const char *format, ...);

#endif
