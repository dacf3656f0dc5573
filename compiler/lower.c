/* The stages of the lowering, and what all of them use. */
#include "compiler/lower.h"

#include "compiler/fold.h"
#include "compiler/interp.h"

TextId lower_text(Lower *lower, Text text)
{
    return intern_add(lower->policy->texts, text);
}

void lower_limit_report(Lower *lower, Span span)
{
    diag_add(lower->in->diags, DIAG_E0190, span, "this expression is too large to compile");
}

/* What outputs call a file: the base name of a policy's, "std/…" of the library's. */
static Text file_name(Text path)
{
    if (text_starts(path, TEXT("std/")))
        return path;
    uint32_t start = path.size;
    while (start > 0 && path.data[start - 1] != '/')
        start--;
    return (Text){path.data + start, path.size - start};
}

Origin lower_origin(Lower *lower, Span span)
{
    const SourceSet *files = lower->in->files;
    return (Origin){.file = lower->file_names[span.file],
                    .line = source_line_number(files, span.file, span.lo)};
}

Amount lower_amount(const Node *node)
{
    if (!node)
        return (Amount){0};
    if (node->kind == AST_PERIOD)
        return (Amount){.count = node->number, .unit = (Unit)node->number2};
    return (Amount){.count = node->number, .unit = UNIT_MS};
}

uint32_t lower_symbol_index(const Node *node)
{
    const Symbol *symbol = node->symbol;
    return symbol->index;
}

static void file_names_make(Lower *lower)
{
    const SourceSet *files = lower->in->files;
    lower->file_names = ARENA_ARRAY(lower->scratch, TextId, source_count(files));
    Text *paths = ARENA_ARRAY(lower->arena, Text, source_count(files));
    for (uint32_t i = 0; i < source_count(files); i++) {
        lower->file_names[i] = lower_text(lower, file_name(source_name(files, i)));
        paths[i] = text_copy(lower->arena, source_name(files, i));
    }
    lower->ir->files = paths;
    lower->ir->files_count = source_count(files);
}

static void title_make(Lower *lower)
{
    Policy *policy = lower->policy;
    const Node *block = lower->in->policy;
    policy->name = policy->version = TEXT_NONE;
    if (!block)
        return;
    policy->name = lower_text(lower, block->text);
    for (uint32_t i = 0; i < block->list.count; i++)
        if (block->list.at[i]->kind == AST_VERSION)
            policy->version = lower_text(lower, block->list.at[i]->text);
}

static Policy *policy_make(ZoneSet *zones)
{
    Arena *arena = arena_new_large();
    Policy *policy = ARENA_NEW(arena, Policy);
    policy->arena = arena;
    policy->texts = intern_new();
    policy->sets = set_pool_new();
    policy->zones = zones;
    return policy;
}

static void tables_give(Lower *lower)
{
    TABLE_GIVE(lower, values);
    TABLE_GIVE(lower, clocks);
    TABLE_GIVE(lower, slas);
    TABLE_GIVE(lower, sla_clocks);
    TABLE_GIVE(lower, lines);
    TABLE_GIVE(lower, pauses);
    TABLE_GIVE(lower, steps);
    TABLE_GIVE(lower, actions);
    TABLE_GIVE(lower, action_keys);
    TABLE_GIVE(lower, rules);
    TABLE_GIVE(lower, entries);
    TABLE_GIVE(lower, entry_codes);
    TABLE_GIVE(lower, workflows);
    TABLE_GIVE(lower, queues);
    TABLE_GIVE(lower, queue_keys);
    TABLE_GIVE(lower, plans);
    TABLE_GIVE(lower, plan_slas);
    TABLE_GIVE(lower, default_plans);
    TABLE_GIVE(lower, quotas);
    TABLE_GIVE(lower, quota_lines);
    TABLE_GIVE(lower, beyonds);
    TABLE_GIVE(lower, warns);
    TABLE_GIVE(lower, limits);
    TABLE_GIVE(lower, fees);
    TABLE_GIVE(lower, plan_credits);
    TABLE_GIVE(lower, plan_bills);
    TABLE_GIVE(lower, packs);
    TABLE_GIVE(lower, pack_draws);
    TABLE_GIVE(lower, draws_on);
    TABLE_GIVE(lower, objectives);
    TABLE_GIVE(lower, accepts);
    TABLE_GIVE(lower, capacities);
    TABLE_GIVE(lower, contracts);
    TABLE_GIVE(lower, contract_accounts);
    TABLE_GIVE(lower, contract_values);
    TABLE_GIVE(lower, reminds);
    TABLE_GIVE(lower, overrides);
    TABLE_GIVE(lower, contract_files);
    TABLE_GIVE(lower, sources);
    TABLE_GIVE(lower, mappings);
    TABLE_GIVE(lower, match_arms);
    TABLE_GIVE(lower, milestones);
    TABLE_GIVE(lower, assignments);
    TABLE_GIVE(lower, texts_list);
}

Policy *lower_program(const Program *program, ZoneSet *zones, Arena *scratch, Trials **trials,
                      Lower **kept)
{
    Policy *policy = policy_make(zones);
    IrProgram *ir = ir_program_new(policy->arena);
    Lower *lower = ARENA_NEW(scratch, Lower);
    *lower = (Lower){.in = program,
                     .policy = policy,
                     .arena = policy->arena,
                     .scratch = scratch,
                     .ir = ir,
                     .calendar = NONE};
    policy->code = ir;
    policy->run = interp_run;
    file_names_make(lower);
    title_make(lower);
    lower_calendars(lower); /* first: constants of the schema may need a zone */
    lower_schema(lower);
    lower_clocks(lower);
    lower_slas(lower);
    lower_plans(lower);
    lower_quotas(lower);
    lower_money(lower);
    lower_rules(lower);
    lower_workflows(lower);
    lower_entries(lower);
    lower_queues(lower);
    lower_sources(lower);
    if (trials)
        *trials = lower_tests(lower);
    tables_give(lower);
    lower->texts_count = intern_count(policy->texts);
    if (kept)
        *kept = lower;
    if (program->diags->errors == 0)
        return policy;
    policy->zones = NULL;
    if (trials)
        trials_free(*trials);
    else
        policy_free(policy);
    return NULL;
}
