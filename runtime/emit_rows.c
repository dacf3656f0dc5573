/* What each kind of row holds, column by column (interfaces.md "Output of replay --emit"). */
#include "base/money.h"
#include "runtime/emit_line.h"

/* Values of enumerations are few, and come again. */
static void by_put(Line *line, const ByField *by, Value value)
{
    bool is_kept = by->field->type == TYPE_ENUM && value != VALUE_ABSENT;
    if (is_kept && line_kept(line, value))
        return;
    EmitCell cell = emit_field(line->emit, by->field, value);
    if (is_kept)
        line_keep(line, value, cell);
    else
        line_cell(line, cell);
}

static char *by_all(Line line, const Value *fields, const Value *account_fields)
{
    const Emit *emit = line.emit;
    for (uint32_t i = 0; i < emit->options.by_count; i++) {
        const Value *values = emit->by[i].is_account ? account_fields : fields;
        by_put(&line, &emit->by[i], values ? values[emit->by[i].index] : VALUE_ABSENT);
    }
    return line.put;
}

static void clock_emit(void *context, const ClockRow *row)
{
    Emit *emit = context;
    Line line = line_begin(emit, TABLE_CLOCKS);
    line_text(&line, row->ticket);
    LINE_NAME(&line, clocks, row->clock);
    line_integer(&line, row->cycle);
    LINE_NAME(&line, slas, row->sla);
    LINE_NAME(&line, plans, row->plan);
    line_text(&line, row->contract);
    if (row->calendar == NONE)
        line_null(&line);
    else
        line_name(&line, emit->options.policy->calendar_names[row->calendar]);
    line_limit(&line, row->limit_ms);
    line_instant(&line, row->started);
    line_instant(&line, row->due);
    line_instant(&line, row->stopped);
    line_integer(&line, row->elapsed_ms);
    line_integer(&line, row->paused_ms);
    LINE_WORD(&line, row->state, clock_state_word(row->state));
    LINE_WORD(&line, row->outcome, outcome_word(row->outcome));
    line_instant(&line, row->breached_at);
    line_origin(&line, row->source);
    if (emit->options.by_count)
        line.put = by_all(line, row->fields, row->account_fields);
    line_end(&line);
}

static void ticket_emit(void *context, const TicketRow *row)
{
    Emit *emit = context;
    Line line = line_begin(emit, TABLE_TICKETS);
    line_text(&line, row->ticket);
    line_text(&line, row->account);
    line_instant(&line, row->created);
    line_instant(&line, row->closed);
    line_text(&line, row->contract);
    LINE_NAME(&line, plans, row->plan);
    LINE_NAME(&line, slas, row->sla);
    if (!line_kept(&line, row->covered))
        line_keep(&line, row->covered, (EmitCell){.kind = EMIT_BOOLEAN, .number = row->covered});
    line_name(&line, row->charge);
    LINE_NAME(&line, queues, row->queue);
    if (emit->options.by_count)
        line.put = by_all(line, row->fields, row->account_fields);
    line_end(&line);
}

static void decision_emit(void *context, const DecisionRow *row)
{
    Line line = line_begin(context, TABLE_DECISIONS);
    line_instant(&line, row->at);
    line_integer(&line, (int64_t)row->seq);
    line_text(&line, row->ticket);
    LINE_WORD(&line, row->kind, decision_word(row->kind));
    LINE_NAME(&line, clocks, row->clock);
    line_integer(&line, row->cycle ? (int64_t)row->cycle : VALUE_ABSENT);
    LINE_NAME(&line, slas, row->sla);
    line_instant(&line, row->due);
    LINE_NAME(&line, plans, row->plan);
    line_limit(&line, row->limit_ms);
    line_integer(&line, row->step ? (int64_t)row->step : VALUE_ABSENT);
    if (row->kind == DECISION_OVER_CAPACITY) {
        line_text(&line, row->contract);
        line_text(&line, row->holders);
    } else {
        line_omit(&line);
        line_omit(&line);
    }
    line_origin(&line, row->source);
    line_end(&line);
}

/* ---- Actions, which have keys of their own ---- */

/* The cells of an action between `action` and `source`, by column; those not set are omitted. */
typedef enum OwnKey {
    OWN_TEAM,
    OWN_ROLE,
    OWN_AGENT,
    OWN_TO,
    OWN_FIELD,
    OWN_VALUE,
    OWN_TAG,
    OWN_TASK,
    OWN_WITHIN_MS,
    OWN_WITHIN,
    OWN_NAME,
    OWN_KEYS,
    OWN_COUNT
} OwnKey;

enum { OWN_MOST = 2 }; /* keys of one action */

typedef struct Own { /* in the order of the columns */
    OwnKey key[OWN_MOST];
    EmitCell cell[OWN_MOST];
    uint32_t count;
    TextId name; /* the first cell is this text; TEXT_NONE: it is another value */
} Own;

static void own_add(Own *own, OwnKey key, EmitCell cell)
{
    own->key[own->count] = key;
    own->cell[own->count++] = cell;
}

static void own_text(Own *own, const Emit *emit, OwnKey key, Value value)
{
    if (value == VALUE_ABSENT) {
        own_add(own, key, (EmitCell){.kind = EMIT_NULL});
        return;
    }
    own->name = (TextId)value;
    own_add(own, key, text_cell(emit, own->name));
}

static void recipient_set(const Emit *emit, const ActionRow *row, Own *own)
{
    bool is_assigned = row->action->kind == ACTION_ASSIGN;
    switch (row->action->recipient) {
    case RECIPIENT_NONE: break;
    case RECIPIENT_AGENT:
        own_text(own, emit, row->target_is_team ? OWN_TEAM : OWN_AGENT, row->target);
        break;
    case RECIPIENT_CUSTOMER:
        own_add(own, OWN_TO, (EmitCell){.kind = EMIT_TEXT, .text = TEXT("customer")});
        break;
    case RECIPIENT_TEAM: own_text(own, emit, OWN_TEAM, row->target); break;
    case RECIPIENT_ROLE: own_text(own, emit, OWN_ROLE, row->target); break;
    case RECIPIENT_TEXT: own_text(own, emit, is_assigned ? OWN_AGENT : OWN_TO, row->target); break;
    }
}

static void field_set(Emit *emit, const ActionRow *row, Own *own)
{
    const Policy *policy = emit->options.policy;
    const FieldDef *field = &policy->fields[row->action->field];
    own_add(own, OWN_FIELD,
            (EmitCell){.kind = EMIT_TEXT, .text = policy_text(policy, field->name)});
    own_add(own, OWN_VALUE, emit_field(emit, field, row->value));
}

static void task_set(Emit *emit, const ActionRow *row, Own *own)
{
    static const char *const UNITS[] = {"ms", "workdays", "days", "weeks", "months", "years"};
    Amount within = row->action->within;
    own_text(own, emit, OWN_TASK, row->value);
    if (within.count && within.unit == UNIT_MS) {
        own_add(own, OWN_WITHIN_MS, (EmitCell){.kind = EMIT_INTEGER, .number = within.count});
    } else if (within.count) {
        const char *text =
            arena_format(emit->scratch, "%lld %s", (long long)within.count, UNITS[within.unit]);
        own_add(own, OWN_WITHIN, (EmitCell){.kind = EMIT_TEXT, .text = text_from(text)});
    }
}

static void keys_set(Emit *emit, const ActionRow *row, Own *own)
{
    const ActionDef *action = row->action;
    EmitCell *keys = ARENA_ARRAY(emit->scratch, EmitCell, action->keys_count);
    for (uint32_t i = 0; i < action->keys_count; i++) {
        const ActionKey *key = &emit->options.policy->action_keys[action->keys_first + i];
        keys[i] = emit_value(emit, key->type, key->enumeration, key->currency, row->keys[i]);
        keys[i].name = policy_text(emit->options.policy, key->key);
    }
    own_text(own, emit, OWN_NAME, action->name == TEXT_NONE ? VALUE_ABSENT : (Value)action->name);
    own_add(own, OWN_KEYS,
            (EmitCell){.kind = EMIT_KEYS, .number = action->keys_count, .keys = keys});
}

static void own_set(Emit *emit, const ActionRow *row, Own *own)
{
    switch (row->action->kind) {
    case ACTION_NOTIFY:
    case ACTION_ASSIGN: recipient_set(emit, row, own); break;
    case ACTION_SET:
    case ACTION_RAISE:
    case ACTION_LOWER: field_set(emit, row, own); break;
    case ACTION_TAG:
    case ACTION_UNTAG: own_text(own, emit, OWN_TAG, row->value); break;
    case ACTION_TASK: task_set(emit, row, own); break;
    case ACTION_EMIT: keys_set(emit, row, own); break;
    case ACTION_CLOSE:
    case ACTION_REOPEN: break;
    case ACTION_BILL:
    case ACTION_CREDIT:
        own_add(own, OWN_VALUE, emit_value(emit, TYPE_MONEY, NONE, row->currency, row->value));
        break;
    case ACTION_DRAW:
        own_add(own, OWN_VALUE, emit_value(emit, TYPE_INTEGER, NONE, NONE, row->value));
        break;
    }
}

/* All columns of own keys, most of which are omitted. */
LINE_INLINE void own_put(Line *line, const Own *own)
{
    bool skips = line->form && line->form->omits;
    uint32_t column = 0;
    for (uint32_t i = 0; i <= own->count; i++) {
        uint32_t next = i < own->count ? own->key[i] : OWN_COUNT;
        if (skips)
            line->column += next - column;
        else
            for (; column < next; column++)
                line_omit(line);
        column = next + 1;
        if (i == own->count)
            break;
        if (i || own->name == TEXT_NONE)
            line_cell(line, own->cell[i]);
        else if (!line_kept(line, own->name))
            line_keep(line, own->name, own->cell[i]);
    }
}

static EmitCell escalation_name(const Emit *emit, const ActionRow *row)
{
    const Policy *policy = emit->options.policy;
    Text sla = policy_text(policy, policy->slas[row->sla].name);
    Text clock = policy_text(policy, policy->clocks[row->clock].name);
    const char *name = arena_format(emit->scratch, "%.*s.%.*s", TEXT_ARGS(sla), TEXT_ARGS(clock));
    return (EmitCell){.kind = EMIT_TEXT, .text = text_from(name)};
}

/* A rule's name, "sla.clock" of an escalation, "plan.quota" of a warning; by value they are told apart by the top bits. */
LINE_INLINE void rule_put(Line *line, const ActionRow *row)
{
    const Policy *policy = line->emit->options.policy;
    enum { RULE = 1, WARNING = 2 };
    int64_t value;
    if (row->rule != NONE)
        value = (int64_t)((uint64_t)RULE << 62 | row->rule);
    else if (row->sla == NONE)
        value = (int64_t)((uint64_t)WARNING << 62 | row->name);
    else
        value = (int64_t)((uint64_t)row->sla * policy->clocks_count + row->clock);
    if (line_kept(line, value))
        return;
    line_keep(line, value,
              row->rule != NONE  ? text_cell(line->emit, policy->rules[row->rule].name)
              : row->sla == NONE ? text_cell(line->emit, row->name)
                                 : escalation_name(line->emit, row));
}

static void action_emit(void *context, const ActionRow *row)
{
    Emit *emit = context;
    Line line = line_begin(emit, TABLE_ACTIONS);
    Own own = {.name = TEXT_NONE};
    own_set(emit, row, &own);
    line_instant(&line, row->at);
    line_text(&line, row->ticket);
    rule_put(&line, row);
    line_integer(&line, row->cycle);
    line_integer(&line, row->step);
    line_integer(&line, row->repetition);
    LINE_WORD(&line, row->action->kind, action_word(row->action->kind));
    own_put(&line, &own);
    line_origin(&line, row->action->origin);
    line_end(&line);
}

/* Units stand in `amount`; money stands in `amount_minor` and `currency` in its place, and its balance is in minor units. */
static void ledger_emit(void *context, const LedgerRow *row)
{
    Line line = line_begin(context, TABLE_LEDGER);
    bool is_money = row->currency != NONE;
    line_instant(&line, row->at);
    line_text(&line, row->account);
    line_text(&line, row->contract);
    line_name(&line, row->ledger);
    line_name(&line, row->period);
    LINE_WORD(&line, row->currency, is_money ? currency_code((int32_t)row->currency) : "ticket");
    if (is_money) {
        line_omit(&line);
        line_integer(&line, row->amount);
        LINE_WORD(&line, row->currency, currency_code((int32_t)row->currency));
    } else {
        line_integer(&line, row->amount);
        line_omit(&line);
        line_omit(&line);
    }
    line_integer(&line, row->balance);
    line_text(&line, row->ticket);
    LINE_WORD(&line, row->kind, ledger_word(row->kind));
    line_origin(&line, row->source);
    line_end(&line);
}

Sink emit_rows(Emit *emit)
{
    unsigned kinds = emit->options.kinds;
    return (Sink){.context = emit,
                  .clock = kinds & EMIT_CLOCKS ? clock_emit : NULL,
                  .ticket = kinds & EMIT_TICKETS ? ticket_emit : NULL,
                  .decision = kinds & EMIT_DECISIONS ? decision_emit : NULL,
                  .action = kinds & EMIT_ACTIONS ? action_emit : NULL,
                  .ledger = kinds & EMIT_LEDGER ? ledger_emit : NULL};
}
