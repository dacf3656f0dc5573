/* Workflow: the changes of `status` that a policy allows. A change that no chain of the first workflow whose condition holds
   allows is a decision `irregular`; the change itself stands, since history holds what people did (scenario D4).
   Part of the engine. */
#ifndef RUNTIME_WORKFLOW_H
#define RUNTIME_WORKFLOW_H

#include "runtime/state.h"

/* After the fields and the selection of the commit: judges what it made of the status. */
void workflow_commit(Moment *moment);

#endif
