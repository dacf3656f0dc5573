#include "runtime/amount.h"

typedef struct UnitWord {
    const char *one, *many;
    Unit unit;
} UnitWord;

static const UnitWord UNIT_WORDS[] = {
    {"workday", "workdays", UNIT_WORKDAY},
    {"calendar day", "calendar days", UNIT_DAY},
    {"day", "days", UNIT_DAY},
    {"week", "weeks", UNIT_WEEK},
    {"month", "months", UNIT_MONTH},
    {"year", "years", UNIT_YEAR},
};

static bool unit_parse(Text word, Unit *out)
{
    for (size_t i = 0; i < sizeof UNIT_WORDS / sizeof UNIT_WORDS[0]; i++) {
        if (!text_is(word, UNIT_WORDS[i].one) && !text_is(word, UNIT_WORDS[i].many))
            continue;
        *out = UNIT_WORDS[i].unit;
        return true;
    }
    return false;
}

enum { DIGITS_MAX = 9 }; /* far beyond 1900 to 2199 in any unit (T1) */

bool amount_parse(Text text, Amount *out)
{
    Duration duration;
    if (duration_parse(text, &duration)) {
        *out = (Amount){duration, UNIT_MS};
        return true;
    }
    bool is_negative = text.size > 0 && text.data[0] == '-';
    uint32_t first = is_negative ? 1 : 0, at = first;
    int64_t count = 0;
    while (at < text.size && at - first < DIGITS_MAX && text.data[at] >= '0' &&
           text.data[at] <= '9')
        count = count * 10 + (text.data[at++] - '0');
    if (at == first || at >= text.size || text.data[at] != ' ')
        return false;
    while (at < text.size && text.data[at] == ' ')
        at++;
    Unit unit;
    if (!unit_parse((Text){text.data + at, text.size - at}, &unit))
        return false;
    *out = (Amount){is_negative ? -count : count, unit};
    return true;
}
