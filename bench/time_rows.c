/* How long one decision of a table takes, by its number of rows: as the list that the text says, row after row, and as
   the decision diagram that it is compiled to, over the same tickets, on the interpreter; and how long the policy takes
   to compile. The two must give the same line for every ticket. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compiler/compile.h"
#include "compiler/interp.h"
#include "compiler/ir.h"

enum { TICKETS = 4096, REPEATS = 5, FIELDS = 64 };

static const char HEAD[] =
    "use std.clocks\n"
    "ticket { priority : low | normal | high | urgent = normal }\n"
    "account { licences : integer = 0  country : ua | de | gb | fr | us | jp = de }\n"
    "calendar office { zone \"Europe/Kyiv\"  open mon..fri 09:00-18:00 }\n"
    "sla table {\n  calendar office\n  targets {\n"
    "    | priority | account.licences | account.country | resolve |\n";

typedef struct Case {
    uint32_t rows;
    const Policy *policy;
    IrProgram list; /* with the lists in the place of the decisions */
    CodeId code;    /* of the table */
    Value ticket[TICKETS][FIELDS], account[TICKETS][FIELDS];
} Case;

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % limit;
}

/* Of this process: what others do on the machine is not in it. */
static uint64_t now_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
}

/* Each row has a priority, a country and ten numbers of licences of its own; the last is the rest. */
static const char *text_make(Arena *arena, uint32_t rows)
{
    static const char *const PRIORITY[] = {"low", "normal", "high", "urgent"};
    static const char *const COUNTRY[] = {"ua", "de", "gb", "fr", "us", "jp"};
    size_t size = sizeof HEAD + rows * 64u + 64, used;
    char *text = ARENA_ARRAY(arena, char, size);
    used = (size_t)snprintf(text, size, "%s", HEAD);
    for (uint32_t i = 0; i + 1 < rows; i++)
        used += (size_t)snprintf(text + used, size - used, "    | %s | %u..%u | %s | %uh |\n",
                                 PRIORITY[i % 4], i / 24 * 10, i / 24 * 10 + 9, COUNTRY[i / 4 % 6],
                                 1 + i % 500);
    snprintf(text + used, size - used, "    | _ | _ | _ | 999h |\n  }\n}\n");
    return text;
}

static const Policy *policy_make(const char *text)
{
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    const Policy *policy = compile_text(text, diags, files);
    diag_list_free(diags);
    source_set_free(files);
    return policy;
}

static void lists_make(Case *of)
{
    of->list = *(const IrProgram *)of->policy->code;
    of->list.functions.at = calloc(of->list.functions.count, sizeof(IrFunction));
    for (uint32_t i = 0; i < of->list.functions.count; i++) {
        const IrFunction *function = &((const IrProgram *)of->policy->code)->functions.at[i];
        of->list.functions.at[i] = function->list ? *function->list : *function;
    }
}

static void tickets_make(Case *of)
{
    uint32_t priority = of->policy->field_priority;
    for (uint32_t i = 0; i < TICKETS; i++) {
        of->ticket[i][priority] = random_below(4);
        of->account[i][policy_account_field_find(of->policy, TEXT("licences"))] =
            random_below(of->rows / 24 * 10 + 10);
        of->account[i][policy_account_field_find(of->policy, TEXT("country"))] = random_below(6);
    }
}

/* Nanoseconds a decision, the best of the repeats; `sum` tells one way's answers from another's. */
static double decide_time(const Case *of, const void *program, uint32_t tickets, uint64_t *sum)
{
    uint64_t best = UINT64_MAX;
    Frame frame = {.policy = of->policy, .sla = NONE};
    for (uint32_t repeat = 0; repeat < REPEATS; repeat++) {
        uint64_t from = now_ns();
        *sum = 0;
        for (uint32_t i = 0; i < tickets; i++) {
            Value line = 0;
            frame.ticket = of->ticket[i];
            frame.account = of->account[i];
            interp_run(program, of->code, &frame, &line);
            *sum = *sum * 31 + (uint64_t)line;
        }
        uint64_t took = now_ns() - from;
        best = took < best ? took : best;
    }
    return (double)best / tickets;
}

static bool rows_measure(Case *of, uint32_t rows)
{
    Arena *arena = arena_new();
    const char *text = text_make(arena, rows);
    uint64_t from = now_ns(), sums[2];
    of->rows = rows;
    of->policy = policy_make(text);
    double compile_ms = (double)(now_ns() - from) / 1e6;
    if (!of->policy || of->policy->choices_count == 0)
        return false;
    of->code = of->policy->sla_clocks[0].line;
    lists_make(of);
    tickets_make(of);
    uint32_t some = rows < 1000 ? TICKETS : TICKETS / 16;
    double list = decide_time(of, &of->list, some, &sums[0]);
    decide_time(of, of->policy->code, some, &sums[1]);
    uint64_t all;
    double diagram = decide_time(of, of->policy->code, TICKETS, &all);
    printf("%8u rows %10.0f ns as a list %8.0f ns as a decision %8.1f ms to compile\n", rows, list,
           diagram, compile_ms);
    free(of->list.functions.at);
    policy_free((Policy *)(uintptr_t)of->policy);
    arena_free(arena);
    return sums[0] == sums[1];
}

int main(void)
{
    static const uint32_t ROWS[] = {10, 100, 1000, 10000};
    static Case of;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (!rows_measure(&of, ROWS[i])) {
            fprintf(stderr, "time_rows: %u rows do not compile to a decision that equals them\n",
                    ROWS[i]);
            return 1;
        }
    return 0;
}
