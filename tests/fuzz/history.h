/* Reads a text as a history by a policy's schema and looks at every record and reject: what fuzz_ndjson and fuzz_csv
   share. Every row ends as a record or as a reject with a reason (semantics.md E3, G5). */
#ifndef TESTS_FUZZ_HISTORY_H
#define TESTS_FUZZ_HISTORY_H

#include <string.h>

#include "compiler/compile.h"
#include "runtime/ingest.h"

static const char HISTORY_POLICY[] =
    "ticket { priority : low | normal | high | urgent = normal  product : text?  parts : integer = "
    "1\n"
    "  weight : decimal?  share : percent?  estimate : duration?  due : instant?  day : date?\n"
    "  fee : money = 0 UAH  vip : boolean = false  tags : set of text  version : text in { "
    "\"2.0\", \"2.1\" } = \"2.0\" }\n"
    "account { licences : integer?  revenue : money = 0 UAH }\n"
    "source desk from csv { zone \"Europe/Rome\"  ticket = \"id\"  at = \"when\" as \"%d/%m/%Y "
    "%H:%M:%S\"\n"
    "  absent = \"\", \"?\"  product = \"what\"  parts = \"n\"\n"
    "  event = match \"what\" { \"a\" -> created  \"b\" -> status pending  \"c\" -> reply by agent "
    " _ -> note } }\n";

static inline void history_count_reject(void *context, const Reject *reject)
{
    if (!reject->reason || !*reject->reason || !reject->line)
        __builtin_trap();
    ++*(uint64_t *)context;
}

static inline const Policy *history_policy(void)
{
    static Policy *policy; /* immutable: made once */
    if (!policy) {
        DiagList *diags = diag_list_new();
        SourceSet *files = source_set_new();
        policy = compile_text(HISTORY_POLICY, diags, files);
        diag_list_free(diags);
        source_set_free(files);
    }
    return policy;
}

static inline void history_fuzz(const uint8_t *data, size_t size, InputFormat format,
                                bool by_source)
{
    const Policy *policy = history_policy();
    uint64_t rejects = 0;
    const Record *record;
    IngestOptions options = {.policy = policy,
                             .source = by_source ? 0 : NONE,
                             .reject = history_count_reject,
                             .context = &rejects,
                             .texts = intern_over(policy->texts),
                             .sets = set_pool_over(policy->sets)};
    Ingest *ingest = ingest_new(&options);
    Status status = ingest_open_text(ingest, (Text){(const char *)data, (uint32_t)size}, format, 0);
    while (status == STATUS_OK && (status = ingest_next(ingest, &record)) == STATUS_OK && record)
        if (!instant_is_valid(record->at) || record->line == 0)
            __builtin_trap();
    IngestCounts counts = ingest_counts(ingest);
    if (counts.rejected != rejects || counts.records + counts.rejected < counts.rows)
        __builtin_trap();
    ingest_free(ingest);
    intern_free(options.texts);
    set_pool_free(options.sets);
}

#endif
