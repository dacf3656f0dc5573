/* IR: compiled expressions as typed register code (ir.def). A function is one expression; its code
   reads a Frame (runtime/policy.h), jumps forward only, so that it ends, and returns one value.
   Functions are numbered; that number is the CodeId of the policy. The program lives in the
   policy's arena and is immutable once lowering is done. */
#ifndef COMPILER_IR_H
#define COMPILER_IR_H

#include "base/source.h"
#include "base/vec.h"
#include "runtime/policy.h"

typedef enum IrOp {
#define OP(name, word, result, a, b, imm, effect, form) IR_##name,
#include "compiler/ir.def"
#undef OP
    IR_OP_COUNT
} IrOp;

/* What a register holds. NUMBER is every checked 64-bit quantity without a place in time: integers,
   decimals, percents, durations, money, enumerators. */
typedef enum IrType {
    IR_TYPE_NONE,
    IR_TYPE_BOOL,
    IR_TYPE_NUMBER,
    IR_TYPE_TEXT,
    IR_TYPE_SET,
    IR_TYPE_DATE,
    IR_TYPE_INSTANT,
    IR_TYPE_ANY, /* in ir.def only, as is SAME */
    IR_TYPE_SAME
} IrType;

typedef enum IrImm {
    IR_IMM_NONE,
    IR_IMM_CONSTANT,
    IR_IMM_FIELD,
    IR_IMM_ACCOUNT,
    IR_IMM_CONTRACT,
    IR_IMM_SLOT,
    IR_IMM_EVENT,
    IR_IMM_CLOCK,
    IR_IMM_CODE,
    IR_IMM_CHOICE,
    IR_IMM_LABEL, /* an index into the function's instructions */
    IR_IMM_CALENDAR,
    IR_IMM_MODE,
    IR_IMM_UNIT /* STEP_IMM of runtime/ops.h */
} IrImm;

typedef enum IrEffect {
    IR_EFFECT_PURE,
    IR_EFFECT_FAIL,
    IR_EFFECT_READ,
    IR_EFFECT_RISK,
    IR_EFFECT_FLOW
} IrEffect;

typedef struct IrOpRow {
    const char *word;
    IrType result, a, b;
    IrImm imm;
    IrEffect effect;
} IrOpRow;

enum { IR_REGISTERS = 256 };
typedef uint8_t IrReg;

typedef struct IrIns {
    uint8_t op;
    IrReg dst, a, b;
    uint32_t imm;
} IrIns;

_Static_assert(IR_OP_COUNT <= 256 && sizeof(IrIns) == 8, "an instruction is one 64-bit word");

typedef struct IrFunction {
    uint32_t first, count; /* into IrProgram.code */
    uint16_t registers;
    uint8_t result;       /* IrType that every return gives */
    const uint8_t *types; /* IrType by register */
    uint32_t depth;       /* EVAL below it: 0 is none */
    Span span;            /* of the expression */
    uint32_t line;        /* where that begins, from 1; 0: not from a text */
    /* The code that a decision took the place of (choose.h); NULL: none did. */
    const struct IrFunction *list;
} IrFunction;

typedef struct IrProgram {
    Arena *arena;
    VEC(IrIns) code;
    VEC(uint32_t) lines; /* of each instruction in its function's file; 0: the function's line */
    VEC(IrFunction) functions;
    const Text *files; /* names by Span.file, for debuggers */
    uint32_t files_count;
    VEC(Value) constants;
    VEC(uint8_t) constant_types;
    /* What `decide` runs; tests of code name functions without eval or decide. */
    VEC(Choice) choices;
} IrProgram;

const IrOpRow *ir_op_row(IrOp op);
const char *ir_type_word(IrType type);

IrProgram *ir_program_new(Arena *arena);
/* One added lately is shared. */
uint32_t ir_constant_add(IrProgram *program, IrType type, Value value);
/* Does the function return one constant whatever the frame? */
bool ir_constant_find(const IrProgram *program, CodeId id, Value *out);
/* Sets the bits of the fields that the function reads, through what it evaluates too; either set
 * may be NULL. */
void ir_reads(const IrProgram *program, CodeId id, uint64_t *ticket, uint64_t *account);
/* Does the function read a field of the contract? */
bool ir_reads_contract(const IrProgram *program, CodeId id);

/* ---- Building one function at a time ----
   An instruction consumes its operands: their registers are free again unless held. */

typedef struct IrBuilder {
    IrProgram *program;
    VEC(IrIns) code;
    VEC(uint32_t) lines;
    uint32_t line; /* of the instructions to come */
    uint8_t types[IR_REGISTERS];
    uint16_t uses[IR_REGISTERS];
    uint16_t registers;
    uint32_t depth;
    uint8_t result;
    bool is_full; /* more registers or nesting than there are: the code is not to be used */
} IrBuilder;

/* Jumps to one place that is not known yet; starts as {0}. */
typedef struct IrLabel {
    uint32_t last; /* index + 1 of the last jump; each jump's imm holds the one before */
} IrLabel;

void ir_begin(IrBuilder *builder, IrProgram *program);
IrReg ir_emit(IrBuilder *builder, IrOp op, IrType type, IrReg a, IrReg b, uint32_t imm);
IrReg ir_emit_constant(IrBuilder *builder, IrType type, Value value);
/* One use more: the next instruction that takes it leaves it in place. */
IrReg ir_hold(IrBuilder *builder, IrReg reg);
void ir_release(IrBuilder *builder, IrReg reg);
/* A register to be written by ir_move on every way to a label. */
IrReg ir_register(IrBuilder *builder, IrType type);
void ir_move(IrBuilder *builder, IrReg to, IrReg from);
void ir_jump(IrBuilder *builder, IrLabel *label);
void ir_jump_if(IrBuilder *builder, IrReg condition, IrLabel *label);
void ir_jump_unless(IrBuilder *builder, IrReg condition, IrLabel *label);
void ir_place(IrBuilder *builder, IrLabel *label); /* the label is here */
void ir_return(IrBuilder *builder, IrReg value);
/* Ends the function; it must end in a return. */
CodeId ir_end(IrBuilder *builder, Span span);

#endif
