/* Amounts of money that a plan, a pack or an objective asks: `350 UAH`, `5 USD * account.complexity`, `5% of fee`. */
#include "compiler/lower.h"

static bool is_fee(const Node *expr)
{
    return expr->kind == AST_NAME && !expr->symbol && text_is(expr->text, "fee");
}

Charge lower_charge(Lower *lower, const Node *amount)
{
    bool is_share = amount->kind == AST_PERCENT_OF;
    const Node *whole = is_share ? amount->slot[1] : amount;
    Charge charge = {.share = is_share ? amount->slot[0]->number : DECIMAL_ONE, .currency = NONE};
    charge.amount = (Operand){.code = NONE, .value = VALUE_ABSENT};
    charge.is_of_fee = is_fee(whole);
    if (charge.is_of_fee)
        return charge;
    charge.amount = lower_operand(lower, whole, TYPE_UNKNOWN);
    charge.currency = type_index(whole->type);
    return charge;
}
