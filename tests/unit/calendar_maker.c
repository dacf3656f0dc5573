#include "tests/unit/calendar_maker.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* ---- Making ---- */

CalendarMaker maker_new(const char *zone)
{
    CalendarMaker maker = {.arena = arena_new(), .zones = zone_set_new(NULL)};
    maker.spec.name = TEXT("made");
    if (zone)
        ck_assert_int_eq(zone_find(maker.zones, text_from(zone), &maker.spec.zone), STATUS_OK);
    return maker;
}

void maker_free(CalendarMaker *maker)
{
    zone_set_free(maker->zones);
    arena_free(maker->arena);
}

void spans_read(Arena *arena, const char *text, WeekLine *out)
{
    int h1, m1, h2, m2, used;
    for (; sscanf(text, " %d:%d-%d:%d%n", &h1, &m1, &h2, &m2, &used) == 4; text += used) {
        DaySpan span = {h1 * HOUR_MS + m1 * MINUTE_MS, h2 * HOUR_MS + m2 * MINUTE_MS};
        if (span.close <= span.open)
            span.close += DAY_MS;
        VEC_PUSH(arena, &out->spans, span);
    }
}

void maker_open(CalendarMaker *maker, Weekday from, Weekday to, const char *spans)
{
    WeekLine line = {0};
    for (int i = (int)from; i <= (int)to; i++)
        line.weekdays = (uint8_t)(line.weekdays | 1 << i);
    spans_read(maker->arena, spans, &line);
    VEC_PUSH(maker->arena, &maker->spec.week, line);
}

static DateLine line_make(CalendarMaker *maker, DateLineKind kind, const char *spans)
{
    WeekLine read = {0};
    spans_read(maker->arena, spans, &read);
    DateLine line = {.kind = kind};
    memcpy(&line.spans, &read.spans, sizeof line.spans);
    return line;
}

void maker_dates(CalendarMaker *maker, DateLineKind kind, const char *from, const char *to,
                 const char *spans)
{
    DateLine line = line_make(maker, kind, spans);
    line.from = day(from);
    line.to = day(to);
    VEC_PUSH(maker->arena, &maker->spec.dates, line);
}

void maker_yearly(CalendarMaker *maker, DateLineKind kind, const char *from, const char *to,
                  const char *spans)
{
    DateLine line = line_make(maker, kind, spans);
    line.yearly = true;
    ck_assert_int_eq(sscanf(from, "%d-%d", &line.from_month, &line.from_day), 2);
    ck_assert_int_eq(sscanf(to, "%d-%d", &line.to_month, &line.to_day), 2);
    VEC_PUSH(maker->arena, &maker->spec.dates, line);
}

void maker_valid(CalendarMaker *maker, const char *from, const char *to)
{
    maker->spec.has_valid = true;
    maker->spec.valid_from = day(from);
    maker->spec.valid_to = day(to);
}

void maker_member(CalendarMaker *maker, CalendarForm form, const Calendar *member)
{
    maker->spec.form = form;
    VEC_PUSH(maker->arena, &maker->spec.members, member);
}

Instant when(const Zone *zone, const char *text)
{
    Instant at;
    int64_t local;
    if (instant_parse(text_from(text), &at))
        return at;
    ck_assert_msg(local_parse(text_from(text), &local), "%s is no time", text);
    return zone_instant(zone, local, FOLD_FIRST);
}

Date day(const char *text)
{
    Date date;
    ck_assert_msg(date_parse(text_from(text), &date), "%s is no date", text);
    return date;
}

/* ---- The slow model ---- */

static bool line_names(const DateLine *line, Date date)
{
    if (!line->yearly)
        return date >= line->from && date <= line->to;
    CivilDate civil = date_civil(date);
    int here = civil.month * 100 + civil.day;
    int from = line->from_month * 100 + line->from_day, to = line->to_month * 100 + line->to_day;
    return from <= to ? here >= from && here <= to : here >= from || here <= to;
}

static bool is_closed_day(const CalendarSpec *spec, Date date)
{
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        const DateLine *line = &spec->dates.at[i];
        if (line->kind == DATE_LINE_CLOSED && line->spans.count == 0 && line_names(line, date))
            return true;
    }
    for (uint32_t i = 0; i < spec->closed_on.count; i++) {
        if (holiday_find(spec->closed_on.at[i], date, NULL))
            return true;
    }
    return false;
}

uint32_t model_day(const CalendarSpec *spec, Date date, DaySpan out[16])
{
    uint32_t count = 0;
    bool has_own = false;
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        const DateLine *line = &spec->dates.at[i];
        if (line->kind != DATE_LINE_OPEN || !line_names(line, date))
            continue;
        has_own = true;
        for (uint32_t n = 0; n < line->spans.count; n++)
            out[count++] = line->spans.at[n];
        if (line->spans.count == 0)
            out[count++] = (DaySpan){0, DAY_MS};
    }
    if (has_own || is_closed_day(spec, date))
        return count;
    for (uint32_t i = 0; i < spec->week.count; i++) {
        const WeekLine *line = &spec->week.at[i];
        for (uint32_t n = 0; (line->weekdays >> date_weekday(date) & 1) && n < line->spans.count;
             n++)
            out[count++] = line->spans.at[n];
    }
    if (spec->always)
        out[count++] = (DaySpan){0, DAY_MS};
    return count;
}

static bool span_holds(const Zone *zone, Date date, DaySpan span, Instant at)
{
    int64_t midnight = date * DAY_MS;
    return at >= zone_instant(zone, midnight + span.open, FOLD_FIRST) &&
           at < zone_instant(zone, midnight + span.close, FOLD_SECOND);
}

static bool is_cut(const CalendarSpec *spec, Date date, Instant at)
{
    for (uint32_t i = 0; i < spec->dates.count; i++) {
        const DateLine *line = &spec->dates.at[i];
        if (line->kind != DATE_LINE_CLOSED || !line_names(line, date))
            continue;
        for (uint32_t n = 0; n < line->spans.count; n++) {
            if (span_holds(spec->zone, date, line->spans.at[n], at))
                return true;
        }
    }
    return false;
}

bool model_is_open(const CalendarSpec *spec, Instant at)
{
    Date today = zone_date(spec->zone, at);
    bool is_open = false;
    for (Date date = today - 3; date <= today + 3; date++) {
        DaySpan spans[16];
        uint32_t count = model_day(spec, date, spans);
        for (uint32_t i = 0; i < count; i++)
            is_open = is_open || span_holds(spec->zone, date, spans[i], at);
        if (is_cut(spec, date, at))
            return false;
    }
    return is_open;
}
