/* What a plan lets in and how much it includes: quotas, limits, channels (L2, L3, L7). */
#include "compiler/lower.h"

#include "base/money.h"

Period lower_period(const Node *per)
{
    static const PeriodUnit UNIT[] = {[PER_DAY] = PERIOD_DAY,
                                      [PER_WEEK] = PERIOD_WEEK,
                                      [PER_MONTH] = PERIOD_MONTH,
                                      [PER_QUARTER] = PERIOD_QUARTER,
                                      [PER_YEAR] = PERIOD_YEAR};
    return (Period){.unit = UNIT[per->number], .of_contract = per->flags & PER_CONTRACT};
}

/* ---- Beyond ---- */

static BeyondKind beyond_kind(const Node *beyond)
{
    static const struct {
        const char *word;
        BeyondKind kind;
    } KIND[] = {{"bill", BEYOND_BILL},
                {"without", BEYOND_WITHOUT_SLA},
                {"reject", BEYOND_REJECT},
                {"defer", BEYOND_DEFER}};
    for (size_t i = 0; i < sizeof KIND / sizeof *KIND; i++)
        if (text_is(beyond->text, KIND[i].word))
            return KIND[i].kind;
    return BEYOND_BILL;
}

uint32_t lower_beyond(Lower *lower, const Node *beyond)
{
    BeyondDef row = {.kind = beyond_kind(beyond), .origin = lower_origin(lower, beyond->span)};
    row.when = lower_code(lower, beyond->slot[1], TYPE_UNKNOWN);
    row.charge.currency = NONE;
    if (row.kind == BEYOND_BILL)
        row.charge = lower_charge(lower, beyond->slot[0]);
    VEC_PUSH(lower->arena, &lower->beyonds, row);
    return lower->beyonds.count - 1;
}

/* ---- Quotas ---- */

/* The event and the condition as one boolean. */
static CodeId counts_code(Lower *lower, const Node *counts)
{
    LowerCode code;
    IrLabel no = {0};
    lower_begin(lower, &code);
    lower_pattern_unless(lower, counts->slot[0], &no);
    lower_unless(lower, counts->slot[2], &no);
    lower_return(lower, IR_TYPE_BOOL, 1);
    ir_place(lower->build, &no);
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, counts->span);
}

static void counts_make(Lower *lower, QuotaDef *quota, const Node *counts)
{
    quota->counts = counts_code(lower, counts);
    quota->counts_created =
        counts->slot[0]->kind == AST_PATTERN_EVENT && text_is(counts->slot[0]->text, "created");
    if (counts->slot[1])
        quota->weight = lower_operand(lower, counts->slot[1], type_make(BASE_INTEGER));
}

static void line_add(Lower *lower, const Node *node)
{
    QuotaLine line = {.size = node->number,
                      .period = lower_period(node->slot[0]),
                      .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->quota_lines, line);
}

/* One row a percentage, in the order written; they share the actions. */
static void warns_add(Lower *lower, const Node *warn)
{
    WarnDef row = {.origin = lower_origin(lower, warn->span)};
    lower_actions(lower, &warn->list, &row.actions_first, &row.actions_count);
    for (uint32_t i = 0; i < warn->slot[0]->list.count; i++) {
        row.share = warn->slot[0]->list.at[i]->number;
        VEC_PUSH(lower->arena, &lower->warns, row);
    }
}

static void quota_item(Lower *lower, QuotaDef *quota, const Node *item)
{
    switch ((int)item->kind) {
    case AST_QUOTA_LINE: line_add(lower, item); break;
    case AST_QUOTA_COUNTS: counts_make(lower, quota, item); break;
    case AST_QUOTA_ROLLOVER: quota->rollover = item->number; break;
    case AST_QUOTA_OVERDRAFT: quota->overdraft = item->number; break;
    case AST_QUOTA_REFUND: quota->refund = lower_watches(lower, &item->list, item->span); break;
    case AST_BEYOND: lower_beyond(lower, item); break;
    case AST_QUOTA_WARN: warns_add(lower, item); break;
    }
}

static void quota_add(Lower *lower, const PlanDef *plan, const Node *node)
{
    QuotaDef quota = {.name = lower_text(lower, node->text),
                      .origin = lower_origin(lower, node->span),
                      .counts = NONE,
                      .refund = NONE,
                      .weight = {.code = NONE, .value = 1}};
    quota.label = lower_text(
        lower, text_from(arena_format(lower->scratch, "%.*s.%.*s",
                                      TEXT_ARGS(intern_get(lower->policy->texts, plan->name)),
                                      TEXT_ARGS(node->text))));
    quota.lines_first = lower->quota_lines.count;
    quota.beyonds_first = lower->beyonds.count;
    quota.warns_first = lower->warns.count;
    for (uint32_t i = 0; i < node->list.count; i++)
        quota_item(lower, &quota, node->list.at[i]);
    quota.lines_count = lower->quota_lines.count - quota.lines_first;
    quota.beyonds_count = lower->beyonds.count - quota.beyonds_first;
    quota.warns_count = lower->warns.count - quota.warns_first;
    VEC_PUSH(lower->arena, &lower->quotas, quota);
}

/* ---- Limits and channels ---- */

static void limit_add(Lower *lower, const Node *node)
{
    LimitDef limit = {.size = node->number,
                      .period = lower_period(node->slot[0]),
                      .beyond = lower_beyond(lower, node->slot[1]),
                      .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->limits, limit);
}

/* Is the ticket's channel one of those named? */
static CodeId channels_code(Lower *lower, const Node *accept)
{
    const Symbol *channel = program_find(lower->in, SYMBOL_FIELD, TEXT("channel"));
    LowerCode code;
    lower_begin(lower, &code);
    for (uint32_t i = 0; channel && i < accept->slot[0]->list.count; i++) {
        IrLabel no = {0};
        IrReg field = ir_emit(lower->build, IR_FIELD, IR_TYPE_NUMBER, 0, 0, channel->index);
        Value word = lower_enumerator(lower, channel->type, accept->slot[0]->list.at[i]->text);
        IrReg named = ir_emit_constant(lower->build, IR_TYPE_NUMBER, word);
        ir_jump_unless(lower->build, ir_emit(lower->build, IR_EQ, IR_TYPE_BOOL, field, named, 0),
                       &no);
        lower_return(lower, IR_TYPE_BOOL, 1);
        ir_place(lower->build, &no);
    }
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, accept->span);
}

static void accept_add(Lower *lower, const Node *node)
{
    AcceptDef accept = {.which = channels_code(lower, node),
                        .when = lower_code(lower, node->slot[1], TYPE_UNKNOWN),
                        .origin = lower_origin(lower, node->span)};
    VEC_PUSH(lower->arena, &lower->accepts, accept);
}

static void plan_items(Lower *lower, PlanDef *plan, const NodeList *items)
{
    plan->quotas_first = lower->quotas.count;
    plan->limits_first = lower->limits.count;
    plan->accepts_first = lower->accepts.count;
    for (uint32_t i = 0; i < items->count; i++) {
        switch ((int)items->at[i]->kind) {
        case AST_QUOTA: quota_add(lower, plan, items->at[i]); break;
        case AST_LIMIT: limit_add(lower, items->at[i]); break;
        case AST_ACCEPT: accept_add(lower, items->at[i]); break;
        }
    }
    plan->quotas_count = lower->quotas.count - plan->quotas_first;
    plan->limits_count = lower->limits.count - plan->limits_first;
    plan->accepts_count = lower->accepts.count - plan->accepts_first;
}

void lower_quotas(Lower *lower)
{
    for (uint32_t i = 0; i < lower->in->plans.count; i++) {
        lower->calendar = lower_plan_calendar(lower, i);
        plan_items(lower, &lower->plans.at[i], &lower->in->plans.at[i]->decl->list);
    }
    lower->calendar = NONE;
}
