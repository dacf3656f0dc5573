/* The context around the functions of jit_code.c: the library, types, what the object exports. */
#define _GNU_SOURCE 1 /* dladdr */
#include "compiler/jit_part.h"

#ifdef JIT_IS_BUILT
#include <assert.h>
#include <dlfcn.h>

#include "base/library.h"
#include "compiler/jit.h"

#define LIBRARY "libgccjit.so.0"

/* ---- The library ---- */

static bool api_open(Jit *jit)
{
    static const char *const NAMES[] = {
#define API(name) "gcc_jit_" #name,
#include "compiler/jit_api.def"
#undef API
    };
    jit->library = library_open(LIBRARY);
    _Static_assert(sizeof jit->api == sizeof NAMES, "the table is nothing but pointers");
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (!library_function(jit->library, NAMES[i], (char *)&jit->api + i * sizeof(void *)))
            return false;
    return true;
}

/* ---- The program ---- */

static gcc_jit_type *pointer(Jit *jit, gcc_jit_type *to)
{
    return J(type_get_pointer)(to);
}

static gcc_jit_type *constant(Jit *jit, gcc_jit_type *type)
{
    return J(type_get_const)(type);
}

/* Frame as a struct of the members that are read, with gaps between them. */
static gcc_jit_type *frame_make(Jit *jit)
{
    enum { BITS, VALUES, VALUE };
    static const struct {
        size_t offset, size;
        int type;
        const char *name;
    } MEMBERS[] = {
#define FRAME(member, type) {offsetof(Frame, member), sizeof(((Frame *)0)->member), type, #member},
        FRAME_MEMBERS
#undef FRAME
    };
    gcc_jit_type *types[] = {jit->types.bit_sets, jit->types.values, jit->types.value};
    gcc_jit_type *byte = J(context_get_int_type)(jit->context, 1, 0);
    gcc_jit_field *fields[2 * MEMBER_COUNT];
    int count = 0;
    size_t end = 0;
    for (int i = 0; i < MEMBER_COUNT; i++) {
        assert(MEMBERS[i].offset >= end && "members stand in the order of their offsets");
        if (MEMBERS[i].offset > end)
            fields[count++] = J(context_new_field)(
                jit->context, NULL,
                J(context_new_array_type)(jit->context, NULL, byte, (int)(MEMBERS[i].offset - end)),
                arena_format(jit->arena, "gap%d", i));
        jit->members[i] =
            J(context_new_field)(jit->context, NULL, types[MEMBERS[i].type], MEMBERS[i].name);
        fields[count++] = jit->members[i];
        end = MEMBERS[i].offset + MEMBERS[i].size;
    }
    return J(struct_as_type)(
        J(context_new_struct_type)(jit->context, NULL, "Frame", count, fields));
}

static void types_make(Jit *jit)
{
    Types *types = &jit->types;
    types->value = J(context_get_int_type)(jit->context, 8, 1);
    types->bits = J(context_get_int_type)(jit->context, 8, 0);
    types->imm = J(context_get_int_type)(jit->context, 4, 0);
    types->boolean = J(context_get_type)(jit->context, GCC_JIT_TYPE_BOOL);
    types->nothing = J(context_get_type)(jit->context, GCC_JIT_TYPE_VOID);
    types->values = pointer(jit, constant(jit, types->value));
    types->bit_sets = pointer(jit, constant(jit, types->bits));
    types->out = pointer(jit, types->value);
    types->frame = pointer(jit, constant(jit, frame_make(jit)));
    gcc_jit_type *operands[] = {types->frame, types->value, types->value, types->imm, types->out};
    types->operation =
        J(context_new_function_ptr_type)(jit->context, NULL, types->boolean, 5, operands, 0);
    types->code = J(context_new_function_ptr_type)(jit->context, NULL, types->boolean, 2,
                                                   (gcc_jit_type *[]){types->frame, types->out}, 0);
    types->count = pointer(jit, types->imm);
    gcc_jit_type *entry[] = {types->frame, types->bits, types->count};
    types->entry = J(context_new_function_ptr_type)(jit->context, NULL, types->bits, 3, entry, 0);
}

/* `static RtOp *const *operations; void slate_bind(RtOp *const *o) { operations = o; }` */
static void bind_make(Jit *jit)
{
    gcc_jit_type *table = pointer(jit, constant(jit, jit->types.operation));
    jit->operations = J(context_new_global)(jit->context, NULL, GCC_JIT_GLOBAL_INTERNAL, table,
                                            "slate_operations");
    gcc_jit_param *given = J(context_new_param)(jit->context, NULL, table, "operations");
    gcc_jit_function *bind = J(context_new_function)(jit->context, NULL, GCC_JIT_FUNCTION_EXPORTED,
                                                     jit->types.nothing, JIT_BIND, 1, &given, 0);
    Block *block = J(function_new_block)(bind, NULL);
    J(block_add_assignment)(block, NULL, jit->operations, J(param_as_rvalue)(given));
    J(block_end_with_void_return)(block, NULL);
}

/* `TYPE const NAME[] = {…};` */
static void table_make(Jit *jit, const char *name, gcc_jit_type *type, Rvalue **rows,
                       uint32_t count)
{
    if (count == 0)
        return;
    for (uint32_t i = 0; i < count; i++) /* each address has a type of its own */
        rows[i] = J(context_new_cast)(jit->context, NULL, rows[i], type);
    gcc_jit_type *array = J(context_new_array_type)(jit->context, NULL, type, (int)count);
    Lvalue *table = J(context_new_global)(jit->context, NULL, GCC_JIT_GLOBAL_EXPORTED, array, name);
    J(global_set_initializer_rvalue)
    (table, J(context_new_array_constructor)(jit->context, NULL, array, count, rows));
}

static void tables_make(Jit *jit)
{
    uint32_t codes = jit->program->functions.count, entries = jit->policy->entries_count;
    Rvalue **rows = ARENA_ARRAY(jit->arena, Rvalue *, codes + entries + 1);
    for (CodeId id = 0; id < codes; id++)
        rows[id] = J(function_get_address)(jit->codes[id].function, NULL);
    for (uint32_t i = 0; i < entries; i++)
        rows[codes + i] = J(function_get_address)(jit->entries[i], NULL);
    table_make(jit, JIT_CODES, jit->types.code, rows, codes);
    table_make(jit, JIT_ENTRIES, jit->types.entry, rows + codes, entries);
}

static void program_make(Jit *jit)
{
    types_make(jit);
    bind_make(jit);
    jit_code_make(jit);
    tables_make(jit);
}

static void options_set(Jit *jit)
{
    J(context_set_int_option)(jit->context, GCC_JIT_INT_OPTION_OPTIMIZATION_LEVEL, jit->level);
    J(context_set_bool_option)(jit->context, GCC_JIT_BOOL_OPTION_DEBUGINFO, 1);
    J(context_set_bool_allow_unreachable_blocks)(jit->context, 1);
    J(context_add_driver_option)(jit->context, "-nostdlib");
}

static const char *library_path(Jit *jit)
{
    Dl_info info;
    if (!dladdr((void *)(uintptr_t)J(context_acquire), &info) || !info.dli_fname)
        return "";
    return text_string(jit->arena, text_from(info.dli_fname));
}

bool jit_is_built(void)
{
    return true;
}

static const char *program_compile(Jit *jit, const char *path)
{
    jit->context = J(context_acquire)();
    if (!jit->context)
        return LIBRARY " gives no context";
    options_set(jit);
    program_make(jit);
    J(context_compile_to_file)(jit->context, GCC_JIT_OUTPUT_KIND_DYNAMIC_LIBRARY, path);
    const char *error = J(context_get_first_error)(jit->context);
    if (error)
        error = text_string(jit->arena, text_from(error));
    J(context_release)(jit->context);
    return error;
}

/* The library stays open: it does not bear being closed. */
JitResult jit_compile(Arena *arena, const char *path, const Policy *policy, int level)
{
    Jit jit = {.arena = arena, .policy = policy, .program = policy->code, .level = level};
    JitResult result = {.compiler_path = ""};
    if (!api_open(&jit)) {
        result.is_absent = !jit.library;
        result.problem = jit.library ? LIBRARY " is older than gcc 12's"
                                     : text_string(arena, text_from(dlerror()));
        return result;
    }
    result.compiler_path = library_path(&jit);
    result.major = (uint32_t)jit.api.version_major();
    result.minor = (uint32_t)jit.api.version_minor();
    result.patch = (uint32_t)jit.api.version_patchlevel();
    result.problem = program_compile(&jit, path);
    return result;
}
#endif
