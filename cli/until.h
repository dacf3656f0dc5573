/* Until: an instant as it is typed on the command line. */
#ifndef CLI_UNTIL_H
#define CLI_UNTIL_H

#include "base/instant.h"

/* RFC 3339, or without an offset in UTC: "2026-03-02T09:00", "2026-03-02 09:00:00", "2026-03-02" (its 00:00). */
bool until_parse(Text text, Instant *out);

#endif
