/* Wake: when code of a policy can give another value than at the commit before, found by running it over what is known of a
   commit in which nothing happens: no event, and every field is as it was. What gives false there holds only when
   it is woken (an event pattern, `on`); what reads the state alone keeps its value until that changes (`while`). */
#ifndef COMPILER_WAKE_H
#define COMPILER_WAKE_H

#include "compiler/ir.h"

typedef enum WakeKind {
    WAKE_FAULTS,    /* it may fault, and each fault counts: to be run at every commit */
    WAKE_ALWAYS,    /* no bound is known */
    WAKE_PATTERN,   /* false unless woken */
    WAKE_CONDITION, /* as before unless woken */
} WakeKind;

WakeKind wake_kind(const IrProgram *program, CodeId id);
/* Sets the bits of what wakes the code: events that it asks for, and fields of the ticket: those whose value before it
   compares with, if it is a pattern, else all that it reads. */
void wake_reads(const IrProgram *program, CodeId id, WakeKind kind, uint64_t *events,
                uint64_t *fields);

#endif
