/* Values of fields, of --by columns and of actions' keys, as cells. */
#include <string.h>

#include "base/money.h"
#include "runtime/emit_part.h"

static EmitCell set_cell(Emit *emit, const FieldDef *field, Value value)
{
    uint32_t count;
    const Value *elements = set_values(emit->sets, (SetId)value, &count);
    Out out;
    out_open_memory(&out);
    out_byte(&out, '[');
    for (uint32_t i = 0; i < count; i++) {
        EmitCell cell =
            emit_value(emit, field->element, field->enumeration, field->currency, elements[i]);
        if (i)
            out_byte(&out, ',');
        emit_json(&out, &cell);
    }
    out_byte(&out, ']');
    Text text = {.data = arena_copy(emit->scratch, out.bytes, out.size),
                 .size = (uint32_t)out.size};
    out_free(&out);
    return (EmitCell){.kind = EMIT_JSON, .text = text};
}

static EmitCell text_cell(Emit *emit, const char *bytes, int size)
{
    Text text = {.data = arena_copy(emit->scratch, bytes, (size_t)size), .size = (uint32_t)size};
    return (EmitCell){.kind = EMIT_TEXT, .text = text};
}

static EmitCell percent_cell(Emit *emit, Value value)
{
    Out out;
    out_open_memory(&out);
    emit_decimal(&out, value * 100); /* of the hundred, with four places */
    out_byte(&out, '%');
    EmitCell cell = text_cell(emit, out.bytes, (int)out.size);
    out_free(&out);
    return cell;
}

static EmitCell enumerator_cell(Emit *emit, uint32_t enumeration, Value value)
{
    const Policy *policy = emit->options.policy;
    TextId id = policy->enumerators[policy->enums[enumeration].first + (uint32_t)value];
    return (EmitCell){.kind = EMIT_TEXT, .text = policy_text(policy, id)};
}

EmitCell emit_value(Emit *emit, ValueType type, uint32_t enumeration, uint32_t currency,
                    Value value)
{
    char text[DURATION_TEXT + MONEY_TEXT];
    if (value == VALUE_ABSENT)
        return (EmitCell){.kind = EMIT_NULL};
    switch (type) {
    case TYPE_BOOLEAN: return (EmitCell){.kind = EMIT_BOOLEAN, .number = value};
    case TYPE_INTEGER: return (EmitCell){.kind = EMIT_INTEGER, .number = value};
    case TYPE_DECIMAL: return (EmitCell){.kind = EMIT_DECIMAL, .number = value};
    case TYPE_PERCENT: return percent_cell(emit, value);
    case TYPE_TEXT:
        return (EmitCell){.kind = EMIT_TEXT, .text = intern_get(emit->texts, (TextId)value)};
    case TYPE_DURATION: return text_cell(emit, text, duration_print(value, text));
    case TYPE_DATE: return text_cell(emit, text, date_print((Date)value, text));
    case TYPE_INSTANT: return (EmitCell){.kind = EMIT_INSTANT, .number = value};
    case TYPE_MONEY: return text_cell(emit, text, money_print(value, (int32_t)currency, text));
    case TYPE_ENUM: return enumerator_cell(emit, enumeration, value);
    case TYPE_SET: break; /* emit_field */
    }
    return (EmitCell){.kind = EMIT_NULL};
}

EmitCell emit_field(Emit *emit, const FieldDef *field, Value value)
{
    if (field->type == TYPE_SET && value != VALUE_ABSENT)
        return set_cell(emit, field, value);
    return emit_value(emit, field->type, field->enumeration, field->currency, value);
}
