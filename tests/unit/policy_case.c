#include "tests/unit/policy_case.h"

#include "compiler/check.h"
#include "compiler/module.h"
#include "compiler/resolve.h"

static void case_run(PolicyCase *policy, const char *path)
{
    policy->arena = arena_new();
    policy->files = source_set_new();
    policy->diags = diag_list_new();
    policy->zones = zone_set_new(NULL);
    policy->program =
        program_new(policy->arena, policy->files, policy->diags, policy->zones, &policy->reader);
    policy->is_good = module_load(policy->program, path);
    if (!policy->is_good)
        return;
    resolve_program(policy->program);
    policy->is_good = check_program(policy->program);
}

void policy_case_open(PolicyCase *policy, const char *path)
{
    *policy = (PolicyCase){.reader = file_reader_disk()};
    case_run(policy, path);
}

static FileKind text_kind(void *context, const char *path)
{
    (void)context;
    return strcmp(path, "test.sla") ? FILE_MISSING : FILE_REGULAR;
}

static FileResult text_read(void *context, Arena *arena, const char *path, size_t limit, Text *out)
{
    (void)arena, (void)path, (void)limit;
    *out = text_from(context);
    return FILE_READ;
}

static bool text_list(void *context, Arena *arena, const char *path, TextList *out)
{
    (void)context, (void)arena, (void)path, (void)out;
    return false;
}

static const char *text_real(void *context, Arena *arena, const char *path)
{
    (void)context, (void)arena, (void)path;
    return NULL;
}

void policy_case_text(PolicyCase *policy, const char *text)
{
    *policy = (PolicyCase){0};
    policy->reader = (FileReader){.context = (void *)(uintptr_t)text,
                                  .kind = text_kind,
                                  .read = text_read,
                                  .list = text_list,
                                  .real = text_real};
    case_run(policy, "test.sla");
}

void policy_case_close(PolicyCase *policy)
{
    zone_set_free(policy->zones);
    diag_list_free(policy->diags);
    source_set_free(policy->files);
    arena_free(policy->arena);
}

const Diag *policy_case_find(const PolicyCase *policy, const char *code)
{
    for (uint32_t i = 0; i < policy->diags->items.count; i++)
        if (!strcmp(diag_row(policy->diags->items.at[i].code)->code, code))
            return &policy->diags->items.at[i];
    return NULL;
}
