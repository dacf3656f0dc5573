/* What every build shares, with or without libgccjit: the table of operations and the number of the layout. */
#include "compiler/jit.h"

#include "base/digest.h"
#include "compiler/jit_frame.h"

enum { JIT_GENERATION = 3 }; /* one more whenever other code is made of the same forms */

#if defined(__x86_64__)
enum { MACHINE = 1 };
#elif defined(__aarch64__)
enum { MACHINE = 2 };
#else
enum { MACHINE = 0 };
#endif

#define CONSTANT()        NULL
#define COPY()            NULL
#define LOAD(array)       NULL
#define BIT(array)        NULL
#define HAS(member)       NULL
#define MEMBER(member)    NULL
#define NEGATE()          NULL
#define COMPARE(op, word) NULL
#define UNLIKE()          NULL
#define PRESENCE()        NULL
#define FALLBACK()        NULL
#define JUMP()            NULL
#define BRANCH(op, word)  NULL
#define EVALUATE()        NULL
#define GIVE()            NULL
#define CALL(function)    function

RtOp *const *jit_operations(void)
{
    static RtOp *const OPERATIONS[] = {
#define OP(name, word, result, a, b, imm, effect, form) [IR_##name] = form,
#include "compiler/ir.def"
#undef OP
    };
    return OPERATIONS;
}

uint64_t jit_abi(void)
{
    static const char *const ROWS[] = {
#define OP(name, ...) #name "," #__VA_ARGS__,
#include "compiler/ir.def"
#undef OP
    };
    static const size_t NUMBERS[] = {JIT_GENERATION, MACHINE, sizeof(void *), sizeof(Frame),
#define FRAME(member, type) offsetof(Frame, member),
                                     FRAME_MEMBERS
#undef FRAME
    };
    Digest digest = digest_make();
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        digest_add(&digest, ROWS[i], strlen(ROWS[i]) + 1);
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++)
        digest_number(&digest, NUMBERS[i]);
    return digest.low;
}
