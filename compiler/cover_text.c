/* What an expression reads, in the author's words as far as they are known: "time of created", "subject contains "x"". */
#include <stdlib.h>

#include "compiler/cover_part.h"
#include "runtime/words.h"

/* %a, %b: the operands, %n: what the immediate names. */
static const char *const FORM[IR_OP_COUNT] = {[IR_LOCAL_TIME] = "time of %a",
                                              [IR_LOCAL_DATE] = "date of %a",
                                              [IR_MIDNIGHT] = "%a",
                                              [IR_DURING] = "%a during %n",
                                              [IR_CONTAINS] = "%a contains %b",
                                              [IR_STARTS] = "%a starts with %b",
                                              [IR_ENDS] = "%a ends with %b",
                                              [IR_HAS] = "%a has %b",
                                              [IR_EQ] = "%a is %b",
                                              [IR_LT] = "%a < %b",
                                              [IR_LE] = "%a <= %b",
                                              [IR_DIFFERS] = "%a is not %b",
                                              [IR_PRESENT] = "%a is present",
                                              [IR_ELSE] = "%a else %b",
                                              [IR_ADD] = "%a + %b",
                                              [IR_SUB] = "%a - %b",
                                              [IR_MUL] = "%a * %b",
                                              [IR_ELAPSED] = "%a - %b",
                                              [IR_LATER] = "%a + %b",
                                              [IR_NOT] = "not %a",
                                              [IR_ON_WEEKDAY] = "%a on %b",
                                              [IR_FIELD] = "%n",
                                              [IR_BEFORE] = "%n before",
                                              [IR_ACCOUNT] = "account.%n",
                                              [IR_CONTRACT] = "contract.%n",
                                              [IR_EVENT_IS] = "%n",
                                              [IR_CLOCK_DUE] = "%n.due",
                                              [IR_CLOCK_LEFT] = "%n.left",
                                              [IR_CLOCK_OUTCOME] = "%n.outcome"};

static const char *immediate(const Cover *cover, IrIns ins)
{
    const Policy *policy = cover->policy;
    TextId name = TEXT_NONE;
    switch (ir_op_row((IrOp)ins.op)->imm) {
    case IR_IMM_FIELD: name = policy->fields[ins.imm].name; break;
    case IR_IMM_ACCOUNT: name = policy->account_fields[ins.imm].name; break;
    case IR_IMM_CONTRACT: name = policy->contract_fields[ins.imm].name; break;
    case IR_IMM_EVENT: name = policy->events[ins.imm].name; break;
    case IR_IMM_CLOCK: name = policy->clocks[ins.imm].name; break;
    case IR_IMM_CALENDAR:
        if (ins.imm != NONE)
            name = policy->calendar_names[ins.imm];
        break;
    case IR_IMM_NONE:
    case IR_IMM_CONSTANT:
    case IR_IMM_SLOT:
    case IR_IMM_CODE:
    case IR_IMM_CHOICE:
    case IR_IMM_LABEL:
    case IR_IMM_MODE:
    case IR_IMM_UNIT: break;
    }
    return name == TEXT_NONE ? "" : text_string(cover->arena, policy_text(policy, name));
}

static const char *weekdays(Arena *arena, Value mask)
{
    static const char *const DAY[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const char *all = "";
    for (int i = 0; i < 7; i++)
        if (mask >> i & 1)
            all = arena_format(arena, "%s%s%s", all, *all ? ", " : "", DAY[i]);
    return all;
}

static const char *constant(const Cover *cover, uint32_t index)
{
    static const ValueType TYPE[IR_TYPE_SAME + 1] = {[IR_TYPE_BOOL] = TYPE_BOOLEAN,
                                                     [IR_TYPE_NUMBER] = TYPE_INTEGER,
                                                     [IR_TYPE_TEXT] = TYPE_TEXT,
                                                     [IR_TYPE_DATE] = TYPE_DATE,
                                                     [IR_TYPE_INSTANT] = TYPE_INSTANT};
    Words words = {cover->policy, cover->words, cover->arena};
    ValueShape shape = {.type = TYPE[cover->program.constant_types.at[index]]};
    if (cover->program.constant_types.at[index] == IR_TYPE_SET)
        return "a set";
    return words_value(&words, zone_utc(), shape, cover->program.constants.at[index]);
}

static const char *form_fill(const Cover *cover, const char *form, const char *a, const char *b,
                             const char *n)
{
    const char *text = "";
    for (const char *at = form; *at; at++) {
        bool is_mark = at[0] == '%' && at[1];
        const char *part = !is_mark       ? arena_format(cover->arena, "%c", *at)
                           : at[1] == 'a' ? a
                           : at[1] == 'b' ? b
                                          : n;
        text = arena_format(cover->arena, "%s%s", text, part);
        at += is_mark;
    }
    return text;
}

const char *cover_code_text(const Cover *cover, CodeId code, IrOp *last, bool *reads)
{
    const IrFunction *function = &cover->program.functions.at[code];
    const char *reg[IR_REGISTERS] = {NULL};
    *last = IR_RETURN;
    *reads = false;
    for (uint32_t i = 0; i < function->count; i++) {
        IrIns ins = cover->program.code.at[function->first + i];
        const IrOpRow *row = ir_op_row((IrOp)ins.op);
        const char *a = reg[ins.a] ? reg[ins.a] : "", *b = reg[ins.b] ? reg[ins.b] : "";
        if (ins.op == IR_RETURN)
            return a;
        *last = (IrOp)ins.op;
        *reads |= ins.op >= IR_FIELD && ins.op <= IR_CLOCK_OUTCOME;
        if (ins.op == IR_CONST)
            reg[ins.dst] = constant(cover, ins.imm);
        else if (ins.op == IR_ON_WEEKDAY)
            reg[ins.dst] = arena_format(cover->arena, "%s on %s", a,
                                        weekdays(cover->arena, strtoll(b, NULL, 10)));
        else if (FORM[ins.op])
            reg[ins.dst] = form_fill(cover, FORM[ins.op], a, b, immediate(cover, ins));
        else
            reg[ins.dst] =
                arena_format(cover->arena, "%s(%s%s%s)", row->word, a, *b ? ", " : "", b);
    }
    return "";
}
