/* Contracts of the source that cover one ticket of an account on one day (P1). */
#include "compiler/analyse_part.h"

typedef struct Pair {
    Analysis *analysis;
    const ContractDef *one, *other;
    TextId account;
    Instant from, end; /* of the days that both hold */
} Pair;

/* The calendar at hand in what a contract says (T8). */
static const Calendar *calendar_of(const Analysis *analysis, const ContractDef *contract)
{
    uint32_t calendar = lower_plan_calendar(analysis->lower, contract->plan);
    return analysis->policy
        ->calendars[calendar == NONE ? analysis->policy->calendar_always : calendar];
}

static uint32_t sla_of(const Policy *policy, const ContractDef *contract)
{
    const PlanDef *plan = &policy->plans[contract->plan];
    return plan->slas_count ? policy->plan_slas[plan->slas_first] : NONE;
}

/* ---- Accounts and days ---- */

static bool has_account(const Policy *policy, const ContractDef *contract, TextId account)
{
    for (uint32_t i = 0; i < contract->accounts_count; i++)
        if (policy->contract_accounts[contract->accounts_first + i] == account)
            return true;
    return false;
}

static bool common_account(const Policy *policy, const ContractDef *one, const ContractDef *other,
                           TextId *out)
{
    for (uint32_t i = 0; i < one->accounts_count; i++) {
        *out = policy->contract_accounts[one->accounts_first + i];
        if (has_account(policy, other, *out))
            return true;
    }
    return false;
}

static Instant midnight(const Analysis *analysis, const ContractDef *contract, Date date)
{
    return zone_instant(calendar_zone(calendar_of(analysis, contract)), (int64_t)date * DAY_MS,
                        FOLD_FIRST);
}

/* A contract that is renewed has no end (K1). */
static void term_narrow(Pair *pair, const ContractDef *contract)
{
    Instant from = contract->from == INT32_MIN ? INSTANT_MIN
                                               : midnight(pair->analysis, contract, contract->from);
    bool is_open = contract->until == INT32_MAX || contract->renew.count;
    Instant end = is_open ? INSTANT_MAX : midnight(pair->analysis, contract, contract->until);
    pair->from = from > pair->from ? from : pair->from;
    pair->end = end < pair->end ? end : pair->end;
}

static bool pair_make(Analysis *analysis, uint32_t one, uint32_t other, Pair *out)
{
    const Policy *policy = analysis->policy;
    *out = (Pair){.analysis = analysis, .one = &policy->contracts[one]};
    out->other = &policy->contracts[other];
    out->from = INSTANT_MIN;
    out->end = INSTANT_MAX;
    if (!common_account(policy, out->one, out->other, &out->account))
        return false;
    term_narrow(out, out->one);
    term_narrow(out, out->other);
    return out->from < out->end;
}

/* ---- The tickets that both cover ---- */

/* What the contract covers, with its own fields and the account known. */
static DiagramRef covers(const Pair *pair, const ContractDef *contract)
{
    Analysis *analysis = pair->analysis;
    const Policy *policy = analysis->policy;
    VEC(DecideBound) bound = {0};
    for (uint32_t i = 0; i < policy->contract_fields_count; i++) {
        Value value = policy->contract_values[contract->values_first + i];
        VEC_PUSH(analysis->arena, &bound,
                 ((DecideBound){{CHOICE_CONTRACT, i}, BOUND_VALUE, value}));
    }
    if (policy->field_account != NONE)
        VEC_PUSH(analysis->arena, &bound,
                 ((DecideBound){
                     {CHOICE_TICKET, policy->field_account}, BOUND_VALUE, (Value)pair->account}));
    if (policy->account_id != NONE)
        VEC_PUSH(analysis->arena, &bound,
                 ((DecideBound){
                     {CHOICE_ACCOUNT, policy->account_id}, BOUND_VALUE, (Value)pair->account}));
    decide_bind(analysis->decide, bound.at, bound.count);
    DiagramRef holds = decide_condition(analysis->decide, contract->terms.covers);
    decide_bind(analysis->decide, NULL, 0);
    return holds;
}

static DiagramRef both_cover(const Pair *pair)
{
    Analysis *analysis = pair->analysis;
    uint32_t created = analysis->policy->field_created;
    DiagramRef both =
        diagram_and(analysis->diagram, covers(pair, pair->one), covers(pair, pair->other));
    if (created == NONE)
        return both;
    return diagram_and(analysis->diagram, both,
                       decide_between(analysis->decide, (ChoiceTest){CHOICE_TICKET, created},
                                      pair->from, pair->end - 1));
}

static bool is_covered(const Pair *pair, Witness *witness, const ContractDef *contract)
{
    const Policy *policy = pair->analysis->policy;
    CodeId code = contract->terms.covers;
    Value value;
    witness->frame.contract = policy->contract_values + contract->values_first;
    witness->frame.sla = sla_of(policy, contract);
    return code == NONE || (policy->run(policy->code, code, &witness->frame, &value) && value == 1);
}

/* A ticket of the account that the interpreter finds covered by both. */
static bool ticket_find(const Pair *pair, DiagramRef both, Witness *witness)
{
    Analysis *analysis = pair->analysis;
    const Policy *policy = analysis->policy;
    bool is_proved;
    if (!witness_find(analysis->lower, analysis->decide, both, sla_of(policy, pair->one), NULL, 0,
                      witness, &is_proved))
        return false;
    if (policy->field_account != NONE)
        witness->ticket[policy->field_account] = (Value)pair->account;
    if (policy->account_id != NONE)
        witness->account[policy->account_id] = (Value)pair->account;
    return is_covered(pair, witness, pair->one) && is_covered(pair, witness, pair->other);
}

/* ---- The report ---- */

static const Symbol *symbol_of(const Analysis *analysis, const ContractDef *contract)
{
    return analysis->program->contracts.at[contract - analysis->policy->contracts];
}

static void pair_report(const Pair *pair, const Witness *witness)
{
    Analysis *analysis = pair->analysis;
    const Symbol *one = symbol_of(analysis, pair->one), *other = symbol_of(analysis, pair->other);
    Text account = intern_get(analysis->policy->texts, pair->account);
    char date[INSTANT_TEXT];
    date_print(zone_date(calendar_zone(calendar_of(analysis, pair->other)), witness->frame.now),
               date);
    Diag *diag = diag_add(analysis->diags, DIAG_E0512, other->span,
                          "the contracts `%.*s` and `%.*s` both cover a ticket of \"%.*s\" on %s",
                          TEXT_ARGS(one->name), TEXT_ARGS(other->name), TEXT_ARGS(account), date);
    diag_relate(analysis->diags, diag, one->span, "the other contract is here");
    diag_witness(analysis->diags, diag, "account", text_string(analysis->arena, account));
    witness_tell(witness, analysis->diags, diag);
    diag_note(
        analysis->diags, diag,
        "let them cover different tickets (`covers when product is \"…\"`), or end one before "
        "the other begins");
}

static void undecided_report(const Pair *pair)
{
    Analysis *analysis = pair->analysis;
    const Symbol *one = symbol_of(analysis, pair->one), *other = symbol_of(analysis, pair->other);
    Diag *diag =
        diag_add(analysis->diags, DIAG_W0901, other->span,
                 "whether the contracts `%.*s` and `%.*s` cover one ticket was not decided",
                 TEXT_ARGS(one->name), TEXT_ARGS(other->name));
    diag_relate(analysis->diags, diag, one->span, "the other contract is here");
    diag_note(analysis->diags, diag,
              "let them ask for values of one field: `covers when product is \"…\"`");
}

static void pair_judge(const Pair *pair)
{
    Analysis *analysis = pair->analysis;
    Witness witness;
    if (!analysis->decide || diagram_is_full(analysis->diagram))
        analyse_diagrams(analysis);
    DiagramRef both = both_cover(pair);
    if (both == DIAGRAM_NO)
        return;
    if (both != DIAGRAM_NONE && ticket_find(pair, both, &witness))
        pair_report(pair, &witness);
    else
        undecided_report(pair);
}

void analyse_covers(Analysis *analysis)
{
    Pair pair;
    analysis->decide = NULL;
    for (uint32_t i = 0; i < analysis->policy->contracts_count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (pair_make(analysis, k, i, &pair))
                pair_judge(&pair);
}
