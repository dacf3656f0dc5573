/* Why a clock is not as a test expects it: its target and its life as dated intervals, as lines of the failure. */
#include <string.h>

#include "runtime/life.h"
#include "runtime/trial_part.h"

enum { LINES_HEAD = 10, LINES_TAIL = 5 };

static const Origin NOWHERE = {.file = TEXT_NONE};

static const char *stretch_text(Arena *arena, const Stretch *stretch)
{
    const char *open =
        stretch->open == VALUE_ABSENT ? "an unknown span" : words_duration(arena, stretch->open);
    switch (stretch->kind) {
    case STRETCH_RAN: return arena_format(arena, "ran %s", open);
    case STRETCH_CLOSED:
        return stretch->holiday.data
                   ? arena_format(arena, "closed hours, with %.*s", TEXT_ARGS(stretch->holiday))
                   : "closed hours";
    case STRETCH_PAUSED: return arena_format(arena, "paused, %s of open time", open);
    case STRETCH_STOPPED: return arena_format(arena, "stopped, %s of open time", open);
    }
    return "";
}

static void stretch_tell(TrialRun *run, TrialFailure *failure, const Zone *zone,
                         const Stretch *stretch)
{
    const char *from = words_moment(run->arena, zone, stretch->from),
               *to = words_moment(run->arena, zone, stretch->to);
    bool is_one_day = strncmp(from, to, 10) == 0; /* the date */
    trial_why(run, failure,
              arena_format(run->arena, "  %-16s to %-16s  %s", from, is_one_day ? to + 11 : to,
                           stretch_text(run->arena, stretch)),
              stretch->origin);
}

static void life_tell(TrialRun *run, TrialFailure *failure, const Zone *zone, const Life *life)
{
    uint32_t count = life->stretches.count;
    for (uint32_t i = 0; i < count; i++) {
        if (count > LINES_HEAD + LINES_TAIL && i == LINES_HEAD) {
            i = count - LINES_TAIL;
            trial_why(run, failure, arena_format(run->arena, "  … %u more", i - LINES_HEAD),
                      NOWHERE);
        }
        stretch_tell(run, failure, zone, &life->stretches.at[i]);
    }
}

static void head_tell(TrialRun *run, TrialFailure *failure, const Zone *zone,
                      const ClockAnswer *answer)
{
    const ClockRow *row = &answer->row;
    const Words *words = &run->words;
    if (answer->has_line)
        trial_why(run, failure,
                  arena_format(run->arena, "its target is %s", words_name(words, row->target)),
                  row->source);
    else
        trial_why(run, failure,
                  arena_format(run->arena, "no line of %s fits it",
                               words_name(words, run->policy->slas[row->sla].name)),
                  run->policy->slas[row->sla].origin);
    trial_why(run, failure,
              arena_format(run->arena, "cycle %u began at %s, on the calendar %s (%.*s)",
                           row->cycle, words_moment(run->arena, zone, row->started),
                           words_name(words, run->policy->calendar_names[row->calendar]),
                           TEXT_ARGS(zone_name(zone))),
              NOWHERE);
}

void trial_why_clock(TrialRun *run, TrialFailure *failure, const TrialSubject *subject,
                     const ClockAnswer *answer)
{
    uint32_t count;
    const ClockRow *row = &answer->row;
    const Phase *phases = query_phases(run->engine, run->arena, subject->ticket, subject->index,
                                       subject->sla, run->now, &count);
    const Zone *zone = trial_zone(run, subject->ticket);
    Life life = life_make(run->engine, run->arena, run->policy->calendars[row->calendar],
                          subject->index, phases, count);
    bool has_limit = row->limit_ms != VALUE_ABSENT;
    head_tell(run, failure, zone, answer);
    life_tell(run, failure, zone, &life);
    trial_why(run, failure,
              arena_format(run->arena, "in all it ran %s%s%s",
                           words_duration(run->arena, row->elapsed_ms), has_limit ? " of " : "",
                           has_limit ? words_duration(run->arena, row->limit_ms) : ""),
              NOWHERE);
}

const char *trial_action_text(TrialRun *run, const Zone *zone, const ActionRow *row)
{
    const char *ticket = words_name(&run->words, row->ticket);
    return arena_format(run->arena, "%s  %s%s%s", words_moment(run->arena, zone, row->at),
                        words_action(&run->words, zone, row), *ticket ? " for " : "", ticket);
}
