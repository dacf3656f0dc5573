/* Sarif: findings as one document of SARIF 2.1.0 (OASIS), which code hosts and editors read: a run with the rules that
   were broken, and a result a finding, waived ones as suppressed. */
#ifndef CLI_SARIF_H
#define CLI_SARIF_H

#include "cli/findings.h"

Text sarif_render(Arena *arena, const Findings *all, uint32_t count);

#endif
