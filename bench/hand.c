#include "bench/hand.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
enum { LOW, NORMAL, HIGH, URGENT };
enum { S4, S3, S2, S1 };
enum { NEW, OPEN, PENDING, ON_HOLD };
enum { QUESTION, INCIDENT, PROBLEM, TASK };

static void bronze(const HandRow *row, HandAnswer *answer)
{
    static const int64_t RESPOND[] = {16 * HOUR, 8 * HOUR, 4 * HOUR, 2 * HOUR};
    static const int64_t RESOLVE[] = {80 * HOUR, 40 * HOUR, 24 * HOUR, 16 * HOUR};
    answer->truths |= row->status == PENDING ? HAND_PAUSE : 0;
    answer->respond = RESPOND[row->priority];
    answer->resolve = RESOLVE[row->priority];
}

static void silver(const HandRow *row, HandAnswer *answer)
{
    answer->truths |= row->status == PENDING || row->status == ON_HOLD ? HAND_PAUSE : 0;
    if (row->priority >= HIGH) {
        answer->respond = row->severity >= S2 ? HOUR : 2 * HOUR;
        answer->resolve = row->severity >= S2 ? 8 * HOUR : row->parts > 10 ? 30 * HOUR : 12 * HOUR;
    } else if (row->priority == NORMAL && row->severity == S1) {
        answer->respond = 2 * HOUR;
        answer->resolve = 16 * HOUR;
    } else {
        answer->respond = 4 * HOUR;
        answer->resolve = row->parts > 10 ? 60 * HOUR : 24 * HOUR;
    }
}

static void gold(const HandRow *row, HandAnswer *answer)
{
    answer->truths |= row->status == PENDING && row->priority != URGENT ? HAND_PAUSE : 0;
    if (row->priority == URGENT || row->severity == S1) {
        answer->respond = 15 * MINUTE;
        answer->resolve = row->priority == URGENT && row->severity == S1 ? 4 * HOUR : 8 * HOUR;
    } else if (row->priority == HIGH && (row->type == INCIDENT || row->type == PROBLEM)) {
        answer->respond = HOUR;
        answer->resolve = 24 * HOUR;
    } else {
        answer->respond = 4 * HOUR;
        answer->resolve = row->type == QUESTION ? 72 * HOUR : 48 * HOUR;
    }
}

void hand_evaluate(const HandRow *row, HandAnswer *answer)
{
    answer->truths = 0;
    switch (row->event) {
    case HAND_CREATED: answer->truths = HAND_RESPOND_START | HAND_RESOLVE_START; break;
    case HAND_REPLY: answer->truths = row->by == 0 ? HAND_RESPOND_STOP : 0; break;
    case HAND_RESOLVED: answer->truths = HAND_RESOLVE_STOP; break;
    case HAND_REOPENED: answer->truths = HAND_RESOLVE_RESUME; break;
    }
    switch (row->sla) {
    case HAND_BRONZE: bronze(row, answer); break;
    case HAND_SILVER: silver(row, answer); break;
    case HAND_GOLD: gold(row, answer); break;
    }
}
