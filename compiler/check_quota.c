/* Quotas and limits: lines that a quota cannot do without, that stand twice, or that say nothing (L2, L3, L7). */
#include "compiler/check_part.h"

#include "runtime/value.h"

static const Node *first_of(const Node *quota, NodeKind kind)
{
    for (uint32_t i = 0; i < quota->list.count; i++)
        if (quota->list.at[i]->kind == kind)
            return quota->list.at[i];
    return NULL;
}

static Span quota_span(const Node *quota)
{
    return quota->name_span.hi > quota->name_span.lo ? quota->name_span : quota->span;
}

/* ---- What is missing ---- */

/* What a quota is without, unless something else that is missing explains it. */
static void parts_check(Checker *checker, const Node *quota)
{
    DiagList *diags = checker->diags;
    Text name = quota->text;
    const Node *rollover = first_of(quota, AST_QUOTA_ROLLOVER);
    const Node *refund = first_of(quota, AST_QUOTA_REFUND);
    if (!first_of(quota, AST_QUOTA_LINE) && rollover)
        diag_add(diags, DIAG_E0532, rollover->span,
                 "`%.*s` includes nothing that could roll over: say how many, such as `25 tickets "
                 "per week`",
                 TEXT_ARGS(name));
    else if (!first_of(quota, AST_QUOTA_LINE))
        diag_add(diags, DIAG_E0531, quota_span(quota),
                 "`%.*s` does not say how many are included, such as `25 tickets per week`",
                 TEXT_ARGS(name));
    if (!first_of(quota, AST_QUOTA_COUNTS) && refund)
        diag_add(diags, DIAG_E0536, refund->span,
                 "`%.*s` counts nothing that could be refunded: say what, such as `counts created`",
                 TEXT_ARGS(name));
    else if (!first_of(quota, AST_QUOTA_COUNTS))
        diag_add(diags, DIAG_E0533, quota_span(quota),
                 "`%.*s` does not say what it counts, such as `counts created`", TEXT_ARGS(name));
    if (!first_of(quota, AST_BEYOND))
        diag_add(diags, DIAG_E0534, quota_span(quota),
                 "`%.*s` does not say what happens when it is used up: `beyond bill …`, `beyond "
                 "without sla` or `beyond reject`",
                 TEXT_ARGS(name));
}

/* ---- What stands twice ---- */

static bool is_single(NodeKind kind)
{
    return kind == AST_QUOTA_COUNTS || kind == AST_QUOTA_ROLLOVER || kind == AST_QUOTA_REFUND ||
           kind == AST_QUOTA_OVERDRAFT;
}

static bool is_same_period(const Node *a, const Node *b)
{
    return a->kind == AST_QUOTA_LINE && b->kind == AST_QUOTA_LINE && a->slot[0] && b->slot[0] &&
           a->slot[0]->number == b->slot[0]->number && a->slot[0]->flags == b->slot[0]->flags;
}

static void twice_check(Checker *checker, const Node *quota, uint32_t index)
{
    const Node *item = quota->list.at[index];
    for (uint32_t i = 0; i < index; i++) {
        const Node *before = quota->list.at[i];
        bool is_period = is_same_period(before, item);
        if (before->kind != item->kind || !(is_single(item->kind) || is_period))
            continue;
        Diag *diag =
            diag_add(checker->diags, DIAG_E0535, item->span, "%s",
                     is_period ? "this period has a size already" : "this quota says so already");
        diag_relate(checker->diags, diag, before->span, "here");
        return;
    }
}

/* ---- Figures ---- */

static void size_check(Checker *checker, const Node *item, const char *what)
{
    if (item->number <= 0)
        diag_add(checker->diags, DIAG_E0530, item->span, "%s", what);
}

static void weight_check(Checker *checker, const Node *counts)
{
    const Node *weight = counts->slot[1];
    if (!weight || type_is_error(weight->type) || !type_is_number(weight->type))
        return;
    if (type_base(weight->type) != BASE_INTEGER)
        diag_add(checker->diags, DIAG_E0539, weight->span,
                 "a quota counts whole tickets, and this is %s",
                 program_type_text(checker->program, weight->type));
    else if (weight->kind == AST_INTEGER && weight->number <= 0)
        diag_add(checker->diags, DIAG_E0530, weight->span, "a ticket of this weight takes nothing");
}

/* More than the whole can only be used on trust. */
static void shares_check(Checker *checker, const Node *quota, const Node *warn)
{
    const Node *shares = warn->slot[0];
    bool has_overdraft = first_of(quota, AST_QUOTA_OVERDRAFT) != NULL;
    for (uint32_t i = 0; shares && i < shares->list.count; i++) {
        const Node *share = shares->list.at[i];
        if (share->number <= 0)
            diag_add(checker->diags, DIAG_E0537, share->span,
                     "this share is used before the first ticket");
        else if (share->number > DECIMAL_ONE && !has_overdraft)
            diag_add(checker->diags, DIAG_E0537, share->span,
                     "without an overdraft no more than 100%% of a quota can be used");
    }
}

static uint32_t shares_count(const Node *quota)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < quota->list.count; i++)
        if (quota->list.at[i]->kind == AST_QUOTA_WARN && quota->list.at[i]->slot[0])
            count += quota->list.at[i]->slot[0]->list.count;
    return count;
}

/* ---- Beyond ---- */

static void beyond_check(Checker *checker, const Node *beyond)
{
    if (text_is(beyond->text, "defer"))
        diag_add(checker->diags, DIAG_E0538, beyond->span,
                 "a quota cannot defer: `limit … beyond defer` can");
}

static void item_check(Checker *checker, const Node *quota, const Node *item)
{
    switch ((int)item->kind) {
    case AST_QUOTA_LINE: size_check(checker, item, "a quota of nothing includes nothing"); break;
    case AST_QUOTA_ROLLOVER: size_check(checker, item, "nothing rolls over"); break;
    case AST_QUOTA_OVERDRAFT: size_check(checker, item, "an overdraft of nothing"); break;
    case AST_QUOTA_COUNTS: weight_check(checker, item); break;
    case AST_QUOTA_WARN: shares_check(checker, quota, item); break;
    case AST_BEYOND: beyond_check(checker, item); break;
    }
}

enum { WARNS_MAX = 64 }; /* bits of LedgerBalance.warned */

void quota_check(Checker *checker, const Node *quota)
{
    parts_check(checker, quota);
    for (uint32_t i = 0; i < quota->list.count; i++) {
        twice_check(checker, quota, i);
        item_check(checker, quota, quota->list.at[i]);
    }
    if (shares_count(quota) > WARNS_MAX)
        diag_add(checker->diags, DIAG_E0537, quota_span(quota),
                 "a quota warns at no more than 64 shares");
}

void limit_size_check(Checker *checker, const Node *limit)
{
    size_check(checker, limit, "a limit of nothing lets no ticket in");
}
