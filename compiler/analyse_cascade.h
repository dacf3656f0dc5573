/* Cascade: what rules change when they fire, and which of them such a change may fire in turn. */
#ifndef COMPILER_ANALYSE_CASCADE_H
#define COMPILER_ANALYSE_CASCADE_H

#include "compiler/analyse_part.h"

typedef struct ChangeSet { /* a field that a change sets */
    uint32_t field;
    bool is_known;
    Value value;
} ChangeSet;

typedef struct RuleChange { /* one that an action of a rule may make, a commit of its own (X5) */
    uint32_t rule, action;  /* into Policy.rules, Policy.actions */
    const Node *node;       /* the action */
    uint32_t event;         /* that the commit is, NONE: none */
    VEC(ChangeSet) sets;
} RuleChange;

typedef VEC(uint32_t) ChangeList;

typedef struct RuleWake { /* what the event of a rule looks at */
    uint64_t *events, *fields;
    bool is_always;
} RuleWake;

typedef struct Cascade {
    Analysis *analysis;
    RuleWake *wakes; /* by rule */
    bool *is_alive;  /* by rule: it may set off one that may set off one, and so on */
    VEC(RuleChange)
    actions; /* of rules that an event fires: each action, its values not yet known */
    VEC(RuleChange)
    changes; /* of rules that are alive: one for each value that an action may give */
} Cascade;

/* False: no rule can set itself off, through others or not. */
bool cascade_make(Cascade *cascade);
/* May the commit of the change fire the rule, as far as its event goes? */
bool cascade_wakes(const Cascade *cascade, const RuleChange *change, uint32_t rule);
/* Is the action one that adds a tag, or takes one away? A constant one changes nothing the second time. */
bool cascade_is_tag(const Cascade *cascade, const RuleChange *change);
/* Does an engine give up with the ticket of the witness, after that event of it? `firings` counts the actions of each rule. */
bool cascade_goes_round(const Witness *witness, uint32_t event, const Assignment *sets,
                        uint32_t count, uint32_t *firings);

#endif
