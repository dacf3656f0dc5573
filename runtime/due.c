#include "runtime/state.h"

Instant engine_due(const Engine *engine, Text ticket, Text clock)
{
    TextId id = intern_find(engine->texts, ticket), name = intern_find(engine->texts, clock);
    const Ticket *found = id == TEXT_NONE ? NULL : ticket_find(engine, id);
    const Cycle *latest = NULL;
    for (uint32_t i = 0; found && i < found->cycles_count; i++) {
        const Cycle *cycle = &found->cycles[i];
        if (engine->policy->clocks[cycle->clock].name == name &&
            (!latest || cycle->started >= latest->started))
            latest = cycle;
    }
    return latest ? latest->due : INSTANT_NONE;
}
