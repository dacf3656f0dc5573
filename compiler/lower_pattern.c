/* Event patterns as conditions over what a record counts as and the fields before and after it
   (E1). At creation there is no state before: a field becomes its first value, and neither changes,
   rises nor falls. */
#include "compiler/lower.h"

static const Symbol *member_find(const Symbol *event, Text name)
{
    for (uint32_t i = 0; i < event->members.count; i++)
        if (text_equal(event->members.at[i]->name, name))
            return event->members.at[i];
    return NULL;
}

static IrReg event_field(Lower *lower, const Symbol *field)
{
    const EventDef *event = &lower->events.at[field->owner->index];
    uint32_t slot = lower->event_fields.at[event->fields_first + field->index].slot;
    return ir_emit(lower->build, IR_EVENT_FIELD, lower_ir_type(field->type), 0, 0, slot);
}

Value lower_enumerator(const Lower *lower, Type type, Text word)
{
    const Enumeration *enumeration = &lower->in->enumerations.at[type_index(type)];
    for (uint32_t i = 0; i < enumeration->words.count; i++)
        if (text_equal(enumeration->words.at[i]->name, word))
            return i;
    return VALUE_ABSENT;
}

/* `reply by customer`: the event's own field has that value. */
static void by_unless(Lower *lower, const Symbol *event, const Node *value, IrLabel *no)
{
    const Symbol *by = member_find(event, TEXT("by"));
    if (!by)
        return;
    IrReg held = event_field(lower, by);
    IrReg wanted = type_base(by->type) == BASE_ENUM
                       ? ir_emit_constant(lower->build, IR_TYPE_NUMBER,
                                          lower_enumerator(lower, by->type, value->text))
                       : lower_expr(lower, value, by->type);
    ir_jump_unless(lower->build, ir_emit(lower->build, IR_EQ, IR_TYPE_BOOL, held, wanted, 0), no);
}

static void event_unless(Lower *lower, const Node *pattern, IrLabel *no)
{
    const Symbol *event = pattern->symbol;
    IrReg is = ir_emit(lower->build, IR_EVENT_IS, IR_TYPE_BOOL, 0, 0, event->index);
    ir_jump_unless(lower->build, is, no);
    if (pattern->slot[0])
        by_unless(lower, event, pattern->slot[0], no);
}

/* A field of the ticket after or before the record. What an account held before is not kept: its
   fields never become, rise, fall or change within a ticket's record. */
static IrReg field(Lower *lower, const Symbol *symbol, IrOp op)
{
    IrType type = lower_ir_type(symbol->type);
    if (symbol->kind == SYMBOL_FIELD)
        return ir_emit(lower->build, op, type, 0, 0, symbol->index);
    return ir_emit(lower->build, IR_ACCOUNT, type, 0, 0, symbol->index);
}

static void compare_unless(Lower *lower, IrOp op, IrReg a, IrReg b, IrLabel *no)
{
    ir_jump_unless(lower->build, ir_emit(lower->build, op, IR_TYPE_BOOL, a, b, 0), no);
}

static void differs_unless(Lower *lower, const Symbol *symbol, IrLabel *no)
{
    IrReg before = field(lower, symbol, IR_BEFORE);
    compare_unless(lower, IR_DIFFERS, before, field(lower, symbol, IR_FIELD), no);
}

static void value_if(Lower *lower, const Symbol *symbol, const Node *wanted, IrLabel *yes)
{
    IrReg after = field(lower, symbol, IR_FIELD);
    if (wanted->kind == AST_CELL_ABSENT || wanted->kind == AST_CELL_PRESENT) {
        IrReg present = ir_emit(lower->build, IR_PRESENT, IR_TYPE_BOOL, after, 0, 0);
        if (wanted->kind == AST_CELL_PRESENT)
            ir_jump_if(lower->build, present, yes);
        else
            ir_jump_unless(lower->build, present, yes);
        return;
    }
    IrReg value = lower_expr(lower, wanted, symbol->type);
    ir_jump_if(lower->build, ir_emit(lower->build, IR_EQ, IR_TYPE_BOOL, after, value, 0), yes);
}

/* The field changes in this record, and to one of these values. */
static void becomes_unless(Lower *lower, const Symbol *symbol, const Node *wanted, IrLabel *no)
{
    IrLabel yes = {0};
    bool is_list = wanted->kind == AST_SET && type_base(symbol->type) != BASE_SET;
    differs_unless(lower, symbol, no);
    if (!is_list)
        value_if(lower, symbol, wanted, &yes);
    for (uint32_t i = 0; is_list && i < wanted->list.count; i++)
        value_if(lower, symbol, wanted->list.at[i], &yes);
    ir_jump(lower->build, no);
    ir_place(lower->build, &yes);
}

static void changes_unless(Lower *lower, const Symbol *symbol, IrLabel *no)
{
    ir_jump_unless(lower->build, ir_emit(lower->build, IR_HAS_BEFORE, IR_TYPE_BOOL, 0, 0, 0), no);
    differs_unless(lower, symbol, no);
}

static void moves_unless(Lower *lower, const Symbol *symbol, bool is_rise, IrLabel *no)
{
    IrReg low = field(lower, symbol, is_rise ? IR_BEFORE : IR_FIELD);
    compare_unless(lower, IR_LT, low, field(lower, symbol, is_rise ? IR_FIELD : IR_BEFORE), no);
}

void lower_pattern_unless(Lower *lower, const Node *pattern, IrLabel *no)
{
    switch ((int)pattern->kind) {
    case AST_PATTERN_EVENT: event_unless(lower, pattern, no); break;
    case AST_PATTERN_BECOMES: becomes_unless(lower, pattern->symbol, pattern->slot[1], no); break;
    case AST_PATTERN_RISES: moves_unless(lower, pattern->symbol, true, no); break;
    case AST_PATTERN_FALLS: moves_unless(lower, pattern->symbol, false, no); break;
    case AST_PATTERN_CHANGES: changes_unless(lower, pattern->symbol, no); break;
    default: ir_jump(lower->build, no);
    }
}

static void watch_unless(Lower *lower, const Node *watch, IrLabel *no)
{
    lower_pattern_unless(lower, watch->slot[0], no);
    lower_unless(lower, watch->slot[1], no);
}

CodeId lower_watches(Lower *lower, const NodeList *watches, Span span)
{
    LowerCode code;
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < watches->count; i++) {
        IrLabel no = {0};
        watch_unless(lower, watches->at[i], &no);
        lower_return(lower, IR_TYPE_BOOL, 1);
        ir_place(lower->build, &no);
    }
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, span);
}

CodeId lower_pattern(Lower *lower, const Node *pattern)
{
    LowerCode code;
    IrLabel no = {0};
    lower_begin(lower, &code);
    lower_pattern_unless(lower, pattern, &no);
    lower_return(lower, IR_TYPE_BOOL, 1);
    ir_place(lower->build, &no);
    lower_return(lower, IR_TYPE_BOOL, 0);
    return lower_end(lower, &code, pattern->span);
}

Operand lower_from(Lower *lower, const NodeList *watches, Span span)
{
    LowerCode code;
    bool is_stated = false;
    for (uint32_t i = 0; i < watches->count; i++)
        is_stated |= watches->at[i]->slot[2] != NULL;
    if (!is_stated)
        return (Operand){.code = NONE, .value = VALUE_ABSENT};
    lower_begin(lower, &code);
    for (uint32_t i = 0; i < watches->count; i++) {
        const Node *from = watches->at[i]->slot[2];
        IrLabel no = {0};
        watch_unless(lower, watches->at[i], &no);
        ir_return(lower->build, from ? lower_expr(lower, from, type_make(BASE_INSTANT))
                                     : ir_emit(lower->build, IR_NOW, IR_TYPE_INSTANT, 0, 0, 0));
        ir_place(lower->build, &no);
    }
    ir_return(lower->build, ir_emit(lower->build, IR_NOW, IR_TYPE_INSTANT, 0, 0, 0));
    return (Operand){.code = lower_end(lower, &code, span)};
}
