/* Ops: every operation of compiled code that has a rule in it, shared by both engines
   (compiler/ir.def calls them). All have one signature: operands, the immediate of the instruction,
   the result. True: *out holds it, VALUE_ABSENT where an operand is absent (a test of an absent
   operand is false). False: a fault, an overflow, a division by zero, an instant out of range, a
   calendar without an answer (T1, T7); *out is untouched. They own nothing and allocate nothing. */
#ifndef RUNTIME_OPS_H
#define RUNTIME_OPS_H

#include "base/rounding.h"
#include "runtime/policy.h"

typedef bool RtOp(const Frame *frame, Value a, Value b, uint32_t imm, Value *out);

/* ---- Arithmetic; imm of the last four: Rounding ---- */
RtOp rt_add, rt_sub, rt_mul, rt_neg, rt_abs, rt_min, rt_max;
RtOp rt_scale; /* a * b, b in millionths: money or a duration by a decimal or a percent */
RtOp rt_div;   /* a / b, b a whole number: money or a duration by an integer */
RtOp rt_ratio; /* a / b in millionths: two of one unit, or a by a decimal b */
RtOp rt_round; /* a to a multiple of b > 0 */

/* ---- Texts by id, sets by id ---- */
RtOp rt_text_contains, rt_text_starts, rt_text_ends, rt_set_has;

/* ---- Time; imm: the calendar, NONE: the one at hand (T8) ---- */
RtOp rt_instant_add; /* instant + ms of elapsed time */
RtOp rt_local_time;  /* ms since local 00:00 on the wall clock */
RtOp rt_local_date;
RtOp rt_midnight;   /* the first instant of a local date */
RtOp rt_wall;       /* the instant of a wall-clock time, the first in a fold (T3) */
RtOp rt_on_weekday; /* b: bit set over Weekday */
RtOp rt_during;     /* is that calendar open? */
/* The immediate of rt_step: a Unit, and a calendar or NONE. */
#define STEP_IMM(unit, calendar) ((uint32_t)(unit) | ((calendar) + 1) << 3)
#define STEP_UNIT(imm)           ((imm)&7)
#define STEP_CALENDAR(imm)       (((imm) >> 3) - 1)
RtOp rt_step; /* instant moved by b units on the calendar (T5, T6) */

/* ---- Decisions; imm: the Choice. They never fault. ---- */
RtOp rt_decide;

/* ---- Clocks (language.md, Expressions); imm: ClockDef ---- */
RtOp rt_clock_due, rt_clock_left, rt_clock_outcome;

/* Runs code on the evaluators of the frame's engine. */
bool frame_run(const Frame *frame, CodeId code, Value *out);
/* The calendar at hand of a frame: its SLA's first `calendar` line that fits, or NONE for `always`
 * in UTC (T8). */
uint32_t frame_calendar(const Frame *frame);

#endif
