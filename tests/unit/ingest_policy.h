/* A small policy made by hand, so that readers and emitters are tested without the compiler. */
#ifndef TESTS_INGEST_POLICY_H
#define TESTS_INGEST_POLICY_H

#include "runtime/ingest.h"

/* ticket: id account created priority(low normal high urgent = normal) product? parts(integer = 1) weight(decimal?)
   share(percent?) estimate(duration?) due(instant?) day(date?) fee(money UAH?) vip(boolean?) tags(set of text)
   levels(set of priority) version(text in {"2.0", "2.1"}, optional) status(new open pending closed = new)
   events: created updated reply(by: agent customer) worked(minutes: integer, by) linked(to: text) closed
   account: id vip(boolean = false) licences(integer?) plan(text?) */
Policy *ingest_policy_new(void);
void ingest_policy_free(Policy *policy);

/* The index of a field by name, which must be there. */
uint32_t ingest_policy_field(const Policy *policy, const char *name);
/* A source of the policy is replaced: its mappings are added with these. */
typedef struct SourceMaker {
    Policy *policy;
    SourceDef source;
    VEC(Mapping) mappings;
    VEC(MatchArm) arms;
    VEC(Assignment) assignments;
    VEC(Milestone) milestones;
    VEC(TextId) absent;
} SourceMaker;

SourceMaker source_maker(Policy *policy, SourceFormat format);
/* `format` NULL: none. */
Mapping *source_map(SourceMaker *maker, MapTarget target, const char *field, const char *column,
                    const char *format);
/* One arm of the last mapping; `text` NULL is `_`; event NULL: a field's change. */
void source_arm(SourceMaker *maker, const char *text, const char *event, Value value);
/* An assignment of the last arm. */
void source_arm_set(SourceMaker *maker, MapTarget target, const char *field, Value value);
void source_milestone(SourceMaker *maker, const char *event, const char *column,
                      const char *format);
void source_absent(SourceMaker *maker, const char *text);
/* The policy has this source, and no other. */
void source_done(SourceMaker *maker);

/* "2026-03-02T09:00:00Z T-1 created ACME - priority=high product=brake": at ticket event account id and the
   assignments, as text in the policy's arena. */
const char *record_show(const Policy *policy, const Intern *texts, const SetPool *sets,
                        const Record *record);

/* Reads a text by the expected names, or by the policy's only source, and compares: the records as record_show gives them,
   a line each, and the rejects as "line: reason", a line each. */
void ingest_check(const char *text, InputFormat format, const char *records, const char *rejects);
void ingest_check_accounts(const char *text, InputFormat format, const char *records,
                           const char *rejects);
void ingest_check_source(Policy *policy, Text text, InputFormat format, const char *records,
                         const char *rejects);

#endif
