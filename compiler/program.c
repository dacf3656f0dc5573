#include "compiler/program.h"

#include "base/money.h"

typedef struct TableSlot {
    Text name;
    Symbol *symbol; /* NULL: empty */
} TableSlot;

struct SymbolTable {
    TableSlot *slots; /* open addressing, a power of two, at most half full */
    uint32_t count, capacity;
};

static const char *const KIND_WORD[] = {
    [SYMBOL_FIELD] = "ticket field",
    [SYMBOL_ACCOUNT_FIELD] = "account field",
    [SYMBOL_CONTRACT_FIELD] = "contract field",
    [SYMBOL_EVENT_FIELD] = "event field",
    [SYMBOL_ENUMERATOR] = "value",
    [SYMBOL_EVENT] = "event",
    [SYMBOL_DEFINE] = "define",
    [SYMBOL_ASSESS] = "assessment",
    [SYMBOL_CALENDAR] = "calendar",
    [SYMBOL_HOLIDAYS] = "holiday set",
    [SYMBOL_CLOCK] = "clock",
    [SYMBOL_SLA] = "SLA",
    [SYMBOL_EXCEPTION] = "exception",
    [SYMBOL_PLAN] = "plan",
    [SYMBOL_QUOTA] = "quota",
    [SYMBOL_PACK] = "pack",
    [SYMBOL_CONTRACT] = "contract",
    [SYMBOL_DEFAULT_PLAN] = "default plan",
    [SYMBOL_RULE] = "rule",
    [SYMBOL_WORKFLOW] = "workflow",
    [SYMBOL_QUEUE] = "queue",
    [SYMBOL_SOURCE] = "source",
    [SYMBOL_TEST] = "test",
};

const char *symbol_kind_word(SymbolKind kind)
{
    return KIND_WORD[kind];
}

/* ---- Tables of names ---- */

SymbolTable *symbols_make(Arena *arena)
{
    SymbolTable *table = ARENA_NEW(arena, SymbolTable);
    table->capacity = 32;
    table->slots = ARENA_ARRAY(arena, TableSlot, table->capacity);
    return table;
}

static TableSlot *slot_of(const SymbolTable *table, Text name)
{
    uint32_t at = (uint32_t)text_hash(name) & (table->capacity - 1);
    while (table->slots[at].symbol && !text_equal(table->slots[at].name, name))
        at = (at + 1) & (table->capacity - 1);
    return &table->slots[at];
}

static void table_grow(Arena *arena, SymbolTable *table)
{
    SymbolTable old = *table;
    table->capacity *= 2;
    table->slots = ARENA_ARRAY(arena, TableSlot, table->capacity);
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.slots[i].symbol)
            *slot_of(table, old.slots[i].name) = old.slots[i];
}

Symbol *symbols_find(const SymbolTable *table, Text name)
{
    return slot_of(table, name)->symbol;
}

bool symbols_add(Arena *arena, SymbolTable *table, Text name, Symbol *symbol)
{
    if ((table->count + 1) * 2 > table->capacity)
        table_grow(arena, table);
    TableSlot *slot = slot_of(table, name);
    if (slot->symbol)
        return false;
    *slot = (TableSlot){.name = name, .symbol = symbol};
    table->count++;
    return true;
}

Symbol *symbols_nearest(const SymbolTable *table, Text name)
{
    Symbol *best = NULL;
    for (uint32_t i = 0; i < table->capacity; i++) {
        Symbol *symbol = table->slots[i].symbol;
        if (!symbol)
            continue;
        /* Two at a time, so that the nearer wins whatever the order of the slots. */
        Text pair[2] = {best ? best->name : TEXT(""), symbol->name};
        int near = best ? text_nearest(name, pair, 2) : text_nearest(name, &pair[1], 1) + 1;
        bool is_tie = best && near == 0 && text_nearest(name, (Text[]){pair[1], pair[0]}, 2) == 0;
        if (near == 1 || (is_tie && text_compare(symbol->name, best->name) < 0))
            best = symbol;
    }
    return best;
}

static SymbolKind space_of(SymbolKind kind)
{
    return kind == SYMBOL_DEFINE || kind == SYMBOL_ASSESS ? SYMBOL_FIELD : kind;
}

SymbolTable *program_names(Program *program, SymbolKind kind)
{
    SymbolTable **table = &program->names[space_of(kind)];
    if (!*table)
        *table = symbols_make(program->arena);
    return *table;
}

Symbol *program_find(const Program *program, SymbolKind kind, Text name)
{
    const SymbolTable *table = program->names[space_of(kind)];
    return table ? symbols_find(table, name) : NULL;
}

/* ---- Types ---- */

Symbol *program_word_find(const Program *program, Type enumeration, Text word)
{
    if (type_base(enumeration) != BASE_ENUM)
        return NULL;
    const SymbolList *words = &program->enumerations.at[type_index(enumeration)].words;
    for (uint32_t i = 0; i < words->count; i++)
        if (text_equal(words->at[i]->name, word))
            return words->at[i];
    return NULL;
}

static const char *enum_text(const Program *program, Type type)
{
    const SymbolList *words = &program->enumerations.at[type_index(type)].words;
    const char *text = "";
    for (uint32_t i = 0; i < words->count && i < 8; i++)
        text = arena_format(program->arena, "%s%s%.*s", text, i ? " | " : "",
                            TEXT_ARGS(words->at[i]->name));
    return words->count > 8 ? arena_format(program->arena, "%s | …", text) : text;
}

const char *program_type_text(const Program *program, Type type)
{
    Arena *arena = program->arena;
    const char *text = base_word(type_base(type));
    if (type_base(type) == BASE_ENUM)
        text = enum_text(program, type);
    if (type_base(type) == BASE_MONEY && type_index(type) != CURRENCY_ANY)
        text = arena_format(arena, "money in %s", currency_code((int32_t)type_index(type)));
    if (type_base(type) == BASE_SET)
        text = arena_format(arena, "set of %s", program_type_text(program, type_element(type)));
    if (!type_is_optional(type))
        return text;
    return arena_format(arena, type_base(type) == BASE_ENUM ? "(%s)?" : "%s?", text);
}
