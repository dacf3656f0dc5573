/* Policies that grow: what reading, checking and machine code take by the number of rules; tables that grow: what a decision
   takes by the number of rows. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/engines.h"

static void rule_write(FILE *out, int i)
{
    static const char *const PRIORITY[] = {"low", "normal", "high", "urgent"};
    static const char *const TYPE[] = {"question", "incident", "problem", "task"};
    fprintf(out, "rule r%d on updated when priority is %s and parts between %d and %d and ", i,
            PRIORITY[i % 4], i % 90, i % 90 + 7);
    fprintf(out, "(type is %s or size > %d) do emit found%d { parts: parts * %d + size }\n",
            TYPE[i / 4 % 4], i % 50, i, i % 9 + 1);
}

static char *rules_text(int count, size_t *size)
{
    char *text;
    FILE *out = open_memstream(&text, size);
    if (!out)
        abort();
    fputs("use std.clocks\nticket { parts : integer = 1  size : integer = 1 }\n"
          "sla s { resolve within 8h }\n",
          out);
    for (int i = 0; i < count; i++)
        rule_write(out, i);
    fclose(out);
    return text;
}

void compile_bench(void)
{
    static const int COUNTS[] = {10, 50, 100, 500, 1000};
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++)
        for (int round = 0; round < (COUNTS[i] < 500 ? 3 : 1); round++) {
            size_t size;
            char *text = rules_text(COUNTS[i], &size);
            Arena *arena = arena_new();
            int64_t from = clock_ns(), compiled;
            Policy *policy = policy_make(text);
            printf("front-%d %.2f\n", COUNTS[i], (double)(clock_ns() - from));
            Native *native = native_make(arena, policy, &compiled);
            if (native)
                printf("native-%d %.2f\n", COUNTS[i], (double)compiled);
            native_close(native);
            policy_free(policy);
            arena_free(arena);
            free(text);
        }
}

/* ---- Tables ---- */

static char *table_text(int rows, size_t *size)
{
    char *text;
    FILE *out = open_memstream(&text, size);
    if (!out)
        abort();
    fputs("use std.clocks\nticket { region : integer = 0  size : integer = 0 }\nsla s {\n"
          "  targets {\n    | priority | region | size | resolve |\n",
          out);
    static const char *const PRIORITY[] = {"low", "normal", "high", "urgent"};
    for (int i = 0; i < rows; i++)
        fprintf(out, "    | %s | %d | %s | %dm |\n", PRIORITY[i % 4], i / 8,
                i / 4 % 2 ? "> 50" : "_", i + 1);
    fputs("    | _ | _ | _ | 8h |\n  }\n}\n", out);
    fclose(out);
    return text;
}

enum { DECISIONS = 400000, FRAMES = 1024 };

static double decision_ns(const Evaluators *engine, CodeId code, const Frame *frames)
{
    Value line;
    int64_t from = clock_ns();
    for (int i = 0; i < DECISIONS; i++)
        engine->run(engine->code, code, &frames[i % FRAMES], &line);
    return (double)(clock_ns() - from) / DECISIONS;
}

static Frame *frames_make(Arena *arena, const Policy *policy, int rows)
{
    Frame *frames = ARENA_ARRAY(arena, Frame, FRAMES);
    uint32_t at[] = {policy_field_find(policy, TEXT("priority")),
                     policy_field_find(policy, TEXT("region")),
                     policy_field_find(policy, TEXT("size"))};
    for (int i = 0; i < FRAMES; i++) {
        Value *fields = ARENA_ARRAY(arena, Value, policy->fields_count);
        for (uint32_t k = 0; k < policy->fields_count; k++)
            fields[k] = policy->fields[k].initial;
        int drawn = i * 7919 % 65521;
        fields[at[0]] = drawn % 4;
        fields[at[1]] = drawn % (rows / 8 + 1);
        fields[at[2]] = drawn % 100;
        frames[i] = (Frame){.policy = policy, .ticket = fields, .sla = 0};
    }
    return frames;
}

void rows_bench(void)
{
    static const int ROWS[] = {10, 100, 1000, 10000};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        size_t size;
        char *text = table_text(ROWS[i], &size);
        Arena *arena = arena_new();
        int64_t from = clock_ns(), compiled;
        Policy *policy = policy_make(text);
        printf("table-front-%d %.2f\n", ROWS[i], (double)(clock_ns() - from));
        Frame *frames = frames_make(arena, policy, ROWS[i]);
        Evaluators interp = policy_evaluators(policy);
        CodeId code = policy->sla_clocks[0].line;
        Native *native = native_make(arena, policy, &compiled);
        if (native)
            printf("table-compile-%d %.2f\n", ROWS[i], (double)compiled);
        for (int round = 0; round < 5; round++) {
            printf("table-interp-%d %.2f\n", ROWS[i], decision_ns(&interp, code, frames));
            Evaluators machine = native ? native_evaluators(native) : interp;
            if (native)
                printf("table-native-%d %.2f\n", ROWS[i], decision_ns(&machine, code, frames));
        }
        native_close(native);
        policy_free(policy);
        arena_free(arena);
        free(text);
    }
}
