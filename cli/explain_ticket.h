/* slate explain POLICY HISTORY… --ticket ID: the statement of one ticket after a replay. */
#ifndef CLI_EXPLAIN_TICKET_H
#define CLI_EXPLAIN_TICKET_H

#include "cli/args.h"

int explain_ticket(const Args *args);

#endif
