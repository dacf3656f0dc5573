/* What the files of the jit share: the functions of libgccjit, and the program that is being made. Only they include this,
   and only where libgccjit's header is (`make JIT=no`: as if it were not). */
#ifndef COMPILER_JIT_PART_H
#define COMPILER_JIT_PART_H

#include "compiler/ir.h"
#include "compiler/jit_frame.h"

#if !defined(SLATE_WITHOUT_JIT) && defined(__has_include) && __has_include(<libgccjit.h>)
#define JIT_IS_BUILT 1
#include <sys/types.h>

#include <libgccjit.h>

typedef gcc_jit_rvalue Rvalue;
typedef gcc_jit_lvalue Lvalue;
typedef gcc_jit_block Block;
typedef gcc_jit_location Location;

typedef struct JitApi {
#define API(name) __typeof__(gcc_jit_##name) *name;
#include "compiler/jit_api.def"
#undef API
} JitApi;

typedef struct Types {
    gcc_jit_type *value, *bits, *boolean, *imm, *nothing;
    gcc_jit_type *values, *bit_sets;        /* const Value *, const uint64_t * */
    gcc_jit_type *out, *frame, *count;      /* Value *, const Frame *, uint32_t * */
    gcc_jit_type *operation, *code, *entry; /* RtOp *, JitCode *, JitEntry * */
} Types;

enum {
#define FRAME(member, type) MEMBER_##member,
    FRAME_MEMBERS
#undef FRAME
        MEMBER_COUNT
};

typedef struct Jit {
    JitApi api;
    void *library;
    gcc_jit_context *context;
    Arena *arena;
    const Policy *policy;
    const IrProgram *program; /* its code */
    int level;                /* of optimisation */
    Types types;
    gcc_jit_field *members[MEMBER_COUNT];
    Lvalue *operations; /* RtOp *const *: what the program is bound to */
    struct Code {
        gcc_jit_function *function;
        gcc_jit_param *frame, *out;
    } * codes; /* by CodeId */
    gcc_jit_function **entries;

    /* The function at hand. */
    const IrFunction *ir;
    gcc_jit_function *function;
    Rvalue *frame, *out;
    Lvalue *tested; /* what a decision diagram looks at */
    Lvalue *result; /* where a call puts its value, so that registers need no address */
    Lvalue *registers[IR_REGISTERS];
    Block **blocks; /* by instruction: where one begins; NULL elsewhere */
    Block *block;   /* NULL: control does not come here */
    Block *fault;   /* returns false; NULL: not needed so far */
    Location *place;
} Jit;

#define J(name) jit->api.name

/* jit_code.c: declares every function of the program, then fills them. */
void jit_code_make(Jit *jit);

#endif
#endif
