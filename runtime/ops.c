/* The rules behind compiled code. Products and quotients go through 128 bits, so that only a result
   that does not fit is a fault. */
#include "runtime/ops.h"

#include "runtime/engine.h"

__extension__ typedef __int128 Wide;

static bool is_absent(Value a, Value b)
{
    return a == VALUE_ABSENT || b == VALUE_ABSENT;
}

static bool give(Value value, Value *out)
{
    *out = value;
    return true;
}

/* ---- Arithmetic ---- */

static bool wide_fits(Wide value, int64_t *out)
{
    if (value > INT64_MAX || value <= INT64_MIN) /* INT64_MIN is VALUE_ABSENT */
        return false;
    *out = (int64_t)value;
    return true;
}

bool rt_add(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)imm;
    return is_absent(a, b) ? give(VALUE_ABSENT, out) : wide_fits((Wide)a + b, out);
}

bool rt_sub(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)imm;
    return is_absent(a, b) ? give(VALUE_ABSENT, out) : wide_fits((Wide)a - b, out);
}

bool rt_mul(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)imm;
    return is_absent(a, b) ? give(VALUE_ABSENT, out) : wide_fits((Wide)a * b, out);
}

bool rt_scale(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame;
    return is_absent(a, b) ? give(VALUE_ABSENT, out)
                           : multiply_divide(a, b, DECIMAL_ONE, (Rounding)imm, out);
}

bool rt_div(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame;
    return is_absent(a, b) ? give(VALUE_ABSENT, out) : divide_rounded(a, b, (Rounding)imm, out);
}

bool rt_ratio(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame;
    return is_absent(a, b) ? give(VALUE_ABSENT, out)
                           : multiply_divide(a, DECIMAL_ONE, b, (Rounding)imm, out);
}

bool rt_round(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame;
    if (is_absent(a, b))
        return give(VALUE_ABSENT, out);
    int64_t units;
    if (b <= 0 || !divide_rounded(a, b, (Rounding)imm, &units))
        return false;
    return wide_fits((Wide)units * b, out);
}

bool rt_neg(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)b, (void)imm;
    return give(a == VALUE_ABSENT ? a : -a, out);
}

bool rt_abs(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)b, (void)imm;
    return give(a == VALUE_ABSENT || a >= 0 ? a : -a, out);
}

bool rt_min(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)imm;
    return give(is_absent(a, b) ? VALUE_ABSENT : a < b ? a : b, out);
}

bool rt_max(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)frame, (void)imm;
    return give(is_absent(a, b) ? VALUE_ABSENT : a > b ? a : b, out);
}

/* ---- Texts and sets ---- */

/* Literals have the policy's ids, which the engine's own tables continue. */
static Text text_of(const Frame *frame, Value id)
{
    const Intern *texts = frame->engine ? engine_texts(frame->engine) : frame->policy->texts;
    return intern_get(texts, (TextId)id);
}

bool rt_text_contains(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)imm;
    return give(!is_absent(a, b) && text_contains(text_of(frame, a), text_of(frame, b)), out);
}

bool rt_text_starts(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)imm;
    return give(!is_absent(a, b) && text_starts(text_of(frame, a), text_of(frame, b)), out);
}

bool rt_text_ends(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)imm;
    return give(!is_absent(a, b) && text_ends(text_of(frame, a), text_of(frame, b)), out);
}

bool rt_set_has(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)imm;
    if (is_absent(a, b))
        return give(0, out);
    const SetPool *sets = frame->engine ? engine_sets(frame->engine) : frame->policy->sets;
    return give(set_has(sets, (SetId)a, b), out);
}

/* ---- Time ---- */

bool frame_run(const Frame *frame, CodeId code, Value *out)
{
    Evaluators evaluators =
        frame->engine ? engine_evaluators(frame->engine) : policy_evaluators(frame->policy);
    return evaluators.run(evaluators.code, code, frame, out);
}

uint32_t frame_calendar(const Frame *frame)
{
    if (frame->sla == NONE)
        return NONE;
    const SlaDef *sla = &frame->policy->slas[frame->sla];
    const OverrideDef *override = policy_override_find(frame, frame->sla);
    Value own = VALUE_ABSENT;
    if (override && override->calendar != NONE && frame_run(frame, override->calendar, &own) &&
        own != VALUE_ABSENT)
        return (uint32_t)own;
    if (sla->fixed_calendar != NONE || sla->calendar == NONE)
        return sla->fixed_calendar;
    Value index;
    bool known = frame_run(frame, sla->calendar, &index);
    return known && index != VALUE_ABSENT ? (uint32_t)index : NONE;
}

static const Calendar *calendar_of(const Frame *frame, uint32_t index)
{
    if (index == NONE)
        index = frame_calendar(frame);
    if (index == NONE)
        index = frame->policy->calendar_always;
    return index == NONE ? NULL : frame->policy->calendars[index];
}

static int64_t local_of(const Frame *frame, uint32_t calendar, Instant at)
{
    const Calendar *found = calendar_of(frame, calendar);
    return found ? zone_local(calendar_zone(found), at) : at;
}

static int64_t floor_days(int64_t ms)
{
    return ms / DAY_MS - (ms % DAY_MS < 0);
}

bool rt_instant_add(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    Value sum;
    if (!rt_add(frame, a, b, imm, &sum) || (sum != VALUE_ABSENT && !instant_is_valid(sum)))
        return false;
    return give(sum, out);
}

bool rt_local_time(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)b;
    if (a == VALUE_ABSENT)
        return give(a, out);
    int64_t local = local_of(frame, imm, a);
    return give(local - floor_days(local) * DAY_MS, out);
}

bool rt_local_date(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)b;
    return give(a == VALUE_ABSENT ? a : floor_days(local_of(frame, imm, a)), out);
}

bool rt_wall(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)b;
    if (a == VALUE_ABSENT)
        return give(a, out);
    if (a < INSTANT_MIN - DAY_MS || a > INSTANT_MAX + DAY_MS)
        return false;
    const Calendar *calendar = calendar_of(frame, imm);
    Instant at = calendar ? zone_instant(calendar_zone(calendar), a, FOLD_FIRST) : a;
    return instant_is_valid(at) && give(at, out);
}

bool rt_midnight(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    int64_t local;
    if (a == VALUE_ABSENT)
        return give(a, out);
    return multiply_checked(a, DAY_MS, &local) && rt_wall(frame, local, b, imm, out);
}

bool rt_on_weekday(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    if (is_absent(a, b))
        return give(0, out);
    Weekday day = date_weekday((Date)floor_days(local_of(frame, imm, a)));
    return give((b >> day) & 1, out);
}

bool rt_during(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)b;
    if (a == VALUE_ABSENT)
        return give(0, out);
    const Calendar *calendar = calendar_of(frame, imm);
    return give(!calendar || calendar_is_open(calendar, a), out);
}

bool rt_step(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    if (is_absent(a, b))
        return give(VALUE_ABSENT, out);
    const Calendar *calendar = calendar_of(frame, STEP_CALENDAR(imm));
    Amount amount = {.count = b, .unit = (Unit)STEP_UNIT(imm)};
    Instant at;
    if (!calendar || !calendar_step(calendar, a, amount, &at))
        return false;
    return give(at, out);
}

/* ---- Decisions ---- */

bool rt_decide(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)a, (void)b;
    return give(choice_walk(&frame->policy->choices[imm], frame), out);
}

/* ---- Clocks ---- */

static const ClockView *view_of(const Frame *frame, uint32_t clock)
{
    return frame->clock && frame->clock[clock].exists ? &frame->clock[clock] : NULL;
}

bool rt_clock_due(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)a, (void)b;
    const ClockView *view = view_of(frame, imm);
    return give(view ? view->due : VALUE_ABSENT, out);
}

bool rt_clock_left(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)a, (void)b;
    const ClockView *view = view_of(frame, imm);
    return give(view ? view->left : VALUE_ABSENT, out);
}

bool rt_clock_outcome(const Frame *frame, Value a, Value b, uint32_t imm, Value *out)
{
    (void)a, (void)b;
    const ClockView *view = view_of(frame, imm);
    return give(view ? view->outcome : VALUE_ABSENT, out);
}
