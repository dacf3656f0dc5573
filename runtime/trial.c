#include "runtime/trial.h"

const char *trial_word(TrialWord word)
{
    static const char *const WORD[] = {
#define TRIAL_WORD(name, text) text,
        TRIAL_WORDS
#undef TRIAL_WORD
    };
    return WORD[word];
}

void trials_free(Trials *trials)
{
    if (!trials)
        return;
    policy_free(trials->policy);
    arena_free(trials->arena);
}
