/* decode POLICY FILE [ROUNDS]: reads a history into records, by the expected names, and nothing else: how fast ingest is.
   Prints the best rate. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compiler/compile.h"
#include "runtime/ingest.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Reads all of it; the sum keeps the compiler from leaving anything out. */
static uint64_t read_all(const Policy *policy, const char *path, uint64_t *sum)
{
    SetPool *sets = set_pool_over(policy->sets);
    Intern *texts = intern_over(policy->texts);
    Ingest *ingest = ingest_new(
        &(IngestOptions){.policy = policy, .source = NONE, .texts = texts, .sets = sets});
    const Record *record;
    if (ingest_open(ingest, path, 0) != STATUS_OK) {
        fprintf(stderr, "decode: %s\n", ingest_problem(ingest));
        exit(1);
    }
    while (ingest_next(ingest, &record) == STATUS_OK && record)
        *sum += (uint64_t)record->at + record->ticket + record->sets_count;
    IngestCounts counts = ingest_counts(ingest);
    ingest_free(ingest);
    intern_free(texts);
    set_pool_free(sets);
    return counts.records;
}

int main(int count, char **words)
{
    if (count < 3) {
        fputs("decode POLICY FILE [ROUNDS]\n", stderr);
        return 2;
    }
    DiagList *diags = diag_list_new();
    SourceSet *sources = source_set_new();
    Policy *policy = compile_policy(&(CompileOptions){0}, words[1], diags, sources);
    if (!policy)
        return 3;
    double best = 0;
    uint64_t records = 0, sum = 0;
    for (int i = count > 3 ? atoi(words[3]) : 5; i > 0; i--) {
        double from = seconds();
        records = read_all(policy, words[2], &sum);
        double took = seconds() - from;
        best = best == 0 || took < best ? took : best;
    }
    printf("%.2f M records/s, %.0f ns a record, %llu records (%llx)\n",
           (double)records / best / 1e6, best / (double)records * 1e9, (unsigned long long)records,
           (unsigned long long)sum);
    policy_free(policy);
    diag_list_free(diags);
    source_set_free(sources);
    return 0;
}
