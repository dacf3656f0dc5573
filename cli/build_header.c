#include "cli/build_header.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/buffer.h"
#include "compiler/ir.h"
#include "compiler/jit.h"
#include "compiler/jit_frame.h"
#include "slate.h"

typedef struct Header {
    const Policy *policy;
    Buffer out;
} Header;

/* ---- Names ---- */

static void name_put(Header *h, Text name)
{
    for (uint32_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        buffer_char(&h->out, c < 128 && isalnum(c) ? (char)toupper(c) : '_');
    }
}

static Text text_of(const Header *h, TextId id)
{
    return policy_text(h->policy, id);
}

/* `    PREFIX_NAME = number,` */
static void constant_put(Header *h, const char *prefix, Text name, uint32_t number)
{
    buffer_print(&h->out, "    %s_", prefix);
    name_put(h, name);
    buffer_print(&h->out, " = %u,", number);
}

static const char *type_word(ValueType type)
{
    static const char *const WORDS[] = {
        [TYPE_BOOLEAN] = "0 or 1",
        [TYPE_INTEGER] = "an integer",
        [TYPE_DECIMAL] = "a decimal, in millionths",
        [TYPE_PERCENT] = "a percentage, in millionths of the whole",
        [TYPE_TEXT] = "the number of a text",
        [TYPE_DURATION] = "a duration, in ms",
        [TYPE_DATE] = "a date, in days since 1970-01-01",
        [TYPE_INSTANT] = "an instant, in ms since 1970-01-01T00:00Z",
        [TYPE_MONEY] = "money, in minor units",
        [TYPE_ENUM] = "an enumerator",
        [TYPE_SET] = "the number of a set",
    };
    return WORDS[type];
}

/* ---- What code reads ---- */

static void enumerators_put(Header *h, const FieldDef *field)
{
    const EnumDef *enumeration = &h->policy->enums[field->enumeration];
    buffer_string(&h->out, "enum {");
    for (uint32_t i = 0; i < enumeration->count; i++) {
        buffer_string(&h->out, i ? ", " : " ");
        name_put(h, text_of(h, field->name));
        buffer_char(&h->out, '_');
        name_put(h, text_of(h, h->policy->enumerators[enumeration->first + i]));
        buffer_print(&h->out, " = %u", i);
    }
    buffer_string(&h->out, " };\n");
}

static void fields_put(Header *h, const char *what, const char *prefix, const FieldDef *fields,
                       uint32_t count)
{
    if (count == 0)
        return;
    buffer_print(&h->out, "/* %s */\nenum {\n", what);
    for (uint32_t i = 0; i < count; i++) {
        constant_put(h, prefix, text_of(h, fields[i].name), i);
        buffer_print(&h->out, " /* %s%s */\n", type_word(fields[i].type),
                     fields[i].optional ? ", or SLATE_NONE" : "");
    }
    buffer_string(&h->out, "};\n");
}

/* A field's enumerators stand once, after the first field that declares them. */
static void all_enumerators_put(Header *h, const FieldDef *fields, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (fields[i].type == TYPE_ENUM &&
            h->policy->enums[fields[i].enumeration].name == fields[i].name)
            enumerators_put(h, &fields[i]);
}

static void events_put(Header *h)
{
    buffer_string(&h->out, "/* Bits of SlateFrame.events. */\nenum {\n");
    for (uint32_t i = 0; i < h->policy->events_count; i++) {
        constant_put(h, "EVENT", text_of(h, h->policy->events[i].name), i);
        buffer_char(&h->out, '\n');
    }
    buffer_string(&h->out, "};\n");
}

/* The members that code reads, at the places where this version has them, with gaps between. */
static void frame_put(Header *h)
{
    static const char *const TYPES[] = {"const SlateValue *", "const uint64_t *", "SlateValue "};
    enum { VALUES, BITS, VALUE };
    static const struct {
        size_t offset, size;
        const char *name;
        int type;
    } MEMBERS[] = {
#define FRAME(member, type) {offsetof(Frame, member), sizeof(((Frame *)0)->member), #member, type},
        FRAME_MEMBERS
#undef FRAME
    };
    size_t end = 0;
    buffer_string(&h->out, "/* What code reads. `before` is NULL while the ticket is created. */\n"
                           "typedef struct SlateFrame {\n");
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        if (MEMBERS[i].offset > end)
            buffer_print(&h->out, "    char gap_%zu[%zu];\n", i, MEMBERS[i].offset - end);
        buffer_print(&h->out, "    %s%s;\n", TYPES[MEMBERS[i].type], MEMBERS[i].name);
        end = MEMBERS[i].offset + MEMBERS[i].size;
    }
    buffer_print(&h->out, "    char gap_end[%zu];\n} SlateFrame;\n", sizeof(Frame) - end);
}

/* ---- Which code is whose ---- */

static void code_put(Header *h, const char *kind, Text name, const char *what, CodeId code)
{
    if (code == NONE)
        return;
    buffer_print(&h->out, "    CODE_%s_", kind);
    name_put(h, name);
    buffer_print(&h->out, "%s = %u,\n", what, code);
}

static void clock_codes_put(Header *h, const ClockDef *clock)
{
    Text name = text_of(h, clock->name);
    code_put(h, "CLOCK", name, "_START", clock->start);
    code_put(h, "CLOCK", name, "_STOP", clock->stop);
    code_put(h, "CLOCK", name, "_RESTART", clock->restart);
    code_put(h, "CLOCK", name, "_RESUME", clock->resume);
    code_put(h, "CLOCK", name, "_CANCEL", clock->cancel);
    code_put(h, "CLOCK", name, "_PAUSE", clock->pause);
    code_put(h, "CLOCK", name, "_RUN", clock->run);
}

static void sla_codes_put(Header *h, const SlaDef *sla)
{
    const Policy *policy = h->policy;
    code_put(h, "SLA", text_of(h, sla->name), "_APPLIES", sla->applies);
    code_put(h, "SLA", text_of(h, sla->name), "_CALENDAR", sla->calendar);
    for (uint32_t i = 0; i < sla->clocks_count; i++) {
        const SlaClock *clock = &policy->sla_clocks[sla->clocks_first + i];
        if (clock->line == NONE)
            continue;
        buffer_string(&h->out, "    CODE_SLA_");
        name_put(h, text_of(h, sla->name));
        buffer_char(&h->out, '_');
        name_put(h, text_of(h, policy->clocks[clock->clock].name));
        buffer_print(&h->out, " = %u, /* which target line holds */\n", clock->line);
    }
}

static void codes_put(Header *h)
{
    const Policy *policy = h->policy;
    const IrProgram *program = policy->code;
    buffer_print(&h->out,
                 "/* Evaluates one expression; false: a fault, such as an overflow. What "
                 "calculates, asks a calendar or a\n"
                 "   text calls back into libslate: it needs slate_bind, which slate_policy_load "
                 "sees to. */\n"
                 "typedef bool SlateCode(const SlateFrame *frame, SlateValue *out);\n"
                 "extern SlateCode *const %s[%u];\nenum {\n",
                 JIT_CODES, program->functions.count);
    for (uint32_t i = 0; i < policy->clocks_count; i++)
        clock_codes_put(h, &policy->clocks[i]);
    for (uint32_t i = 0; i < policy->slas_count; i++)
        sla_codes_put(h, &policy->slas[i]);
    for (uint32_t i = 0; i < policy->rules_count; i++) {
        code_put(h, "RULE", text_of(h, policy->rules[i].name), "_ON", policy->rules[i].event);
        code_put(h, "RULE", text_of(h, policy->rules[i].name), "_WHEN", policy->rules[i].when);
    }
    buffer_print(&h->out, "    CODE_COUNT = %u\n};\n", program->functions.count);
}

Text build_header(Arena *arena, const Policy *policy)
{
    Header h = {.policy = policy, .out = {.arena = arena}};
    Text name = policy->name == TEXT_NONE ? TEXT("a policy") : policy_text(policy, policy->name);
    buffer_print(&h.out,
                 "/* What the compiled form of %.*s exports, written by slate " SLATE_VERSION
                 ": good for an object of the same version. */\n#pragma once\n"
                 "#include <stdbool.h>\n#include <stdint.h>\n\n"
                 "typedef int64_t SlateValue;\n"
                 "#ifndef SLATE_NONE\n#define SLATE_NONE INT64_MIN\n#endif\n\n",
                 TEXT_ARGS(name));
    fields_put(&h, "Fields of SlateFrame.ticket and before.", "TICKET", policy->fields,
               policy->fields_count);
    all_enumerators_put(&h, policy->fields, policy->fields_count);
    fields_put(&h, "Fields of SlateFrame.account.", "ACCOUNT", policy->account_fields,
               policy->account_fields_count);
    all_enumerators_put(&h, policy->account_fields, policy->account_fields_count);
    fields_put(&h, "Fields of SlateFrame.contract.", "CONTRACT", policy->contract_fields,
               policy->contract_fields_count);
    events_put(&h);
    frame_put(&h);
    codes_put(&h);
    return buffer_text(&h.out);
}
