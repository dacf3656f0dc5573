/* Any text as a policy: load, resolve, check. No text may crash the checker or keep it from ending (G4). */
#include <stdlib.h>
#include <string.h>

#include "compiler/compile.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    SourceSet *files = source_set_new();
    DiagList *diags = diag_list_new();
    Policy *policy = compile_text(text, diags, files);
    if (policy)
        policy_free(policy);
    diag_list_free(diags);
    source_set_free(files);
    free(text);
    return 0;
}
