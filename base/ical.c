/* libical is opened when a feed is read first: it brings ICU and the C++ library along, and linking those costs every
   start more than `slate check` itself. libical parses and iterates recurrence rules; which instances there are (RDATE, EXDATE, RECURRENCE-ID) is worked out
   here on dates, because that is all that holidays need. */
#include "base/ical.h"

#include <libical/ical.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"

enum { DAYS_MAX = 200000, INSTANCES_MAX = 20000 };

/* One pass over a feed. */
typedef struct Feed {
    Arena *arena;
    icalcomponent *root;
    Date first, last; /* days wanted, both included */
    IcalDayList *out;
    const char *problem;
} Feed;

typedef VEC(Date) DateList;

/* ---- The library ---- */

_Static_assert(ICAL_MAJOR_VERSION == 3, "the name below is that of the third version");
static const char LIBRARY[] = "libical.so.3";

#define API(name) __typeof__(name) *name;
static struct {
#include "base/ical_api.def"
} libical;
#undef API

static bool library_is_open;

static void functions_find(void)
{
    void *library = library_open(LIBRARY);
    library_is_open = true;
#define API(name)                                                                                  \
    library_is_open = library_function(library, #name, &libical.name) && library_is_open;
#include "base/ical_api.def"
#undef API
}

static bool library_find(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, functions_find);
    return library_is_open;
}

static bool refuse(Feed *feed, const char *problem)
{
    if (!feed->problem)
        feed->problem = problem;
    return false;
}

/* ---- Dates of an event ---- */

static Date time_date(struct icaltimetype time)
{
    if (!civil_is_valid(time.year, time.month, time.day))
        return INT32_MIN;
    return date_make(time.year, time.month, time.day);
}

static icalproperty *first_of(icalcomponent *event, icalproperty_kind kind)
{
    return libical.icalcomponent_get_first_property(event, kind);
}

/* How many days the event covers: DTEND is exclusive, and one at midnight does not touch its day. */
static Date event_days(icalcomponent *event, struct icaltimetype start)
{
    icalproperty *end = first_of(event, ICAL_DTEND_PROPERTY);
    icalproperty *duration = first_of(event, ICAL_DURATION_PROPERTY);
    struct icaltimetype until = start;
    if (end)
        until = libical.icalproperty_get_dtend(end);
    else if (duration)
        until = libical.icaltime_add(start, libical.icalproperty_get_duration(duration));
    else
        return 1;
    Date days = time_date(until) - time_date(start);
    bool is_midnight = until.is_date || (until.hour == 0 && until.minute == 0 && until.second == 0);
    if (time_date(until) == INT32_MIN || days < 0)
        return 1;
    return is_midnight ? (days > 0 ? days : 1) : days + 1;
}

static bool has_date(const DateList *list, Date date)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->at[i] == date)
            return true;
    }
    return false;
}

static void add_rule(Feed *feed, icalproperty *rule, struct icaltimetype start, DateList *out)
{
    icalrecur_iterator *iterator =
        libical.icalrecur_iterator_new(libical.icalproperty_get_rrule(rule), start);
    if (!iterator) {
        refuse(feed, "a recurrence rule that cannot be followed");
        return;
    }
    for (int i = 0; i < INSTANCES_MAX; i++) {
        struct icaltimetype next = libical.icalrecur_iterator_next(iterator);
        Date date = libical.icaltime_is_null_time(next) ? INT32_MIN : time_date(next);
        if (date == INT32_MIN || date > feed->last)
            break;
        VEC_PUSH(feed->arena, out, date);
    }
    libical.icalrecur_iterator_free(iterator);
}

/* The dates that EXDATE names, and those that another event of the same UID overrides with RECURRENCE-ID. */
static void add_excluded(Feed *feed, icalcomponent *event, DateList *out)
{
    for (icalproperty *date = first_of(event, ICAL_EXDATE_PROPERTY); date;
         date = libical.icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
        VEC_PUSH(feed->arena, out, time_date(libical.icalproperty_get_exdate(date)));
    icalproperty *uid = first_of(event, ICAL_UID_PROPERTY);
    icalcompiter others = libical.icalcomponent_begin_component(feed->root, ICAL_VEVENT_COMPONENT);
    for (icalcomponent *other = libical.icalcompiter_deref(&others); uid && other;
         other = libical.icalcompiter_next(&others)) {
        icalproperty *other_uid = first_of(other, ICAL_UID_PROPERTY);
        icalproperty *moved = first_of(other, ICAL_RECURRENCEID_PROPERTY);
        if (other_uid && moved &&
            strcmp(libical.icalproperty_get_uid(uid), libical.icalproperty_get_uid(other_uid)) == 0)
            VEC_PUSH(feed->arena, out, time_date(libical.icalproperty_get_recurrenceid(moved)));
    }
}

/* The days on which the event begins. */
static void event_starts(Feed *feed, icalcomponent *event, struct icaltimetype start, DateList *out)
{
    VEC_PUSH(feed->arena, out, time_date(start));
    for (icalproperty *rule = first_of(event, ICAL_RRULE_PROPERTY); rule;
         rule = libical.icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        add_rule(feed, rule, start, out);
    for (icalproperty *date = first_of(event, ICAL_RDATE_PROPERTY); date;
         date = libical.icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype value = libical.icalproperty_get_rdate(date);
        bool is_period = libical.icaltime_is_null_time(value.time);
        VEC_PUSH(feed->arena, out, time_date(is_period ? value.period.start : value.time));
    }
}

static void push_days(Feed *feed, Date start, Date days, Text summary)
{
    Date from = start > feed->first ? start : feed->first;
    Date until = days < feed->last - start ? start + days - 1 : feed->last;
    for (Date date = from; date <= until; date++) {
        if (feed->out->count == DAYS_MAX) {
            refuse(feed, "too many days");
            return;
        }
        VEC_PUSH(feed->arena, feed->out, (IcalDay){date, summary});
    }
}

static bool is_cancelled(icalcomponent *event)
{
    icalproperty *status = first_of(event, ICAL_STATUS_PROPERTY);
    return status && libical.icalproperty_get_status(status) == ICAL_STATUS_CANCELLED;
}

static bool read_event(Feed *feed, icalcomponent *event)
{
    icalproperty *first = first_of(event, ICAL_DTSTART_PROPERTY);
    if (!first)
        return refuse(feed, "an event without DTSTART");
    struct icaltimetype start = libical.icalproperty_get_dtstart(first);
    if (time_date(start) == INT32_MIN)
        return refuse(feed, "an event outside the years 1900 to 2199");
    if (is_cancelled(event))
        return true;
    icalproperty *title = first_of(event, ICAL_SUMMARY_PROPERTY);
    const char *text = title ? libical.icalproperty_get_summary(title) : NULL;
    Text summary = text_copy(feed->arena, text_from(text));
    Date days = event_days(event, start);
    DateList starts = {0}, excluded = {0};
    event_starts(feed, event, start, &starts);
    if (!first_of(event, ICAL_RECURRENCEID_PROPERTY))
        add_excluded(feed, event, &excluded);
    for (uint32_t i = 0; i < starts.count && !feed->problem; i++) {
        DateList before = {.at = starts.at, .count = i};
        Date date = starts.at[i];
        bool is_repeated = starts.count < 1000 && has_date(&before, date);
        if (date != INT32_MIN && !is_repeated && !has_date(&excluded, date))
            push_days(feed, date, days, summary);
    }
    return !feed->problem;
}

/* ---- The feed ---- */

/* What libical could not parse it keeps as a property that says so. Only what decides the dates matters here. */
static bool errors_are_harmless(Feed *feed, icalcomponent *component)
{
    static const char *const deciding[] = {
        "DTSTART property", "DTEND property",  "DURATION property",
        "RRULE property",   "RDATE property",  "EXDATE property",
        "Missing BEGIN",    "Missing END tag", "RECURRENCE-ID property"};
    for (icalproperty *error = first_of(component, ICAL_XLICERROR_PROPERTY); error;
         error = libical.icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY)) {
        const char *text = libical.icalproperty_get_xlicerror(error);
        for (size_t i = 0; text && i < sizeof deciding / sizeof *deciding; i++) {
            if (strstr(text, deciding[i]))
                return refuse(feed, arena_format(feed->arena, "%s", text));
        }
    }
    return true;
}

static bool read_events(Feed *feed)
{
    if (!errors_are_harmless(feed, feed->root))
        return false;
    icalcompiter events = libical.icalcomponent_begin_component(feed->root, ICAL_VEVENT_COMPONENT);
    for (icalcomponent *event = libical.icalcompiter_deref(&events); event;
         event = libical.icalcompiter_next(&events)) {
        if (!errors_are_harmless(feed, event) || !read_event(feed, event))
            return false;
    }
    return true;
}

static void days_sort(IcalDay *days, IcalDay *scratch, uint32_t count)
{
    if (count < 2)
        return;
    uint32_t half = count / 2, i = 0, j = half;
    days_sort(days, scratch, half);
    days_sort(days + half, scratch, count - half);
    for (uint32_t n = 0; n < count; n++) {
        bool takes_left = j == count || (i < half && days[i].date <= days[j].date);
        scratch[n] = takes_left ? days[i++] : days[j++];
    }
    memcpy(days, scratch, count * sizeof *days);
}

bool ical_read(Arena *arena, Text feed_text, int from_year, int until_year, IcalDayList *out,
               const char **problem)
{
    size_t bad;
    if (!text_is_utf8(feed_text, &bad) || memchr(feed_text.data, '\0', feed_text.size)) {
        *problem = "not UTF-8 text";
        return false;
    }
    if (!library_find()) {
        *problem = "reading it needs libical (libical.so.3), which is not installed";
        return false;
    }
    Feed feed = {.arena = arena,
                 .first = date_make(from_year, 1, 1),
                 .last = date_make(until_year, 12, 31),
                 .out = out};
    feed.root = libical.icalparser_parse_string(text_string(arena, feed_text));
    if (!feed.root || libical.icalcomponent_isa(feed.root) != ICAL_VCALENDAR_COMPONENT)
        refuse(&feed, "not an iCalendar feed: it must begin with BEGIN:VCALENDAR");
    else
        read_events(&feed);
    if (feed.root)
        libical.icalcomponent_free(feed.root);
    if (!feed.problem && out->count)
        days_sort(out->at, ARENA_ARRAY(arena, IcalDay, out->count), out->count);
    *problem = feed.problem;
    return !feed.problem;
}
