/* Jit: a program of IR as machine code, through libgccjit. One context makes one shared object of the whole program: each
   function is a C function `bool (const Frame *, Value *)`, over the same forms of ir.def as the interpreter, and each
   statement has the line of the policy that it comes from. The object holds no address of this process: whatever has a
   rule in it is called through a table of pointers (jit_operations), which native.c hands over when the object is
   loaded, so it can be kept and loaded by other processes.

   libgccjit is opened when it is needed and never linked, so that a program starts fast and runs where it is not
   installed. It ends the process by itself where something fails that it has no answer to, such as a full disk, so a
   program that must not end calls jit_compile in a process of its own (cli/compiler.c). */
#ifndef COMPILER_JIT_H
#define COMPILER_JIT_H

#include "compiler/ir.h"
#include "runtime/ops.h"

/* What the object exports, besides functions that nobody calls by name. */
#define JIT_CODES   "slate_codes"   /* `JitCode *const [count]`, by CodeId */
#define JIT_ENTRIES "slate_entries" /* `JitEntry *const []`, by entry; not there without entries */
#define JIT_BIND    "slate_bind"    /* `void (RtOp *const *operations)`, before the first call */

typedef bool JitCode(const Frame *frame, Value *out);
typedef uint64_t JitEntry(const Frame *frame, uint64_t wanted, uint32_t *faults); /* an EntryRun */
typedef void JitBind(RtOp *const *operations);

/* Was libgccjit's header there when this was built? */
bool jit_is_built(void);
/* The functions that code calls, by IrOp; NULL where a form is inline. */
RtOp *const *jit_operations(void);
/* What code takes for granted besides its program: the layout of Frame, the operations and their forms, the way functions
   are called. Objects of another number can't be loaded. */
uint64_t jit_abi(void);

enum { JIT_LEVEL = 2 }; /* of optimisation, where nobody says otherwise; as gcc's -O */

typedef struct JitResult {
    const char *problem;          /* NULL: the object is there */
    bool is_absent;               /* the problem is that there is no libgccjit */
    const char *compiler_path;    /* of libgccjit, as it was opened; "" where that is not known */
    uint32_t major, minor, patch; /* its version */
} JitResult;

/* Makes the object of the policy's code at `path`; texts of the result are in `arena`. `level`: of optimisation, 0
   to 3. */
JitResult jit_compile(Arena *arena, const char *path, const Policy *policy, int level);

#endif
