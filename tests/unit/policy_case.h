/* A policy loaded, resolved and checked for a test, with all that it needs. */
#ifndef TESTS_UNIT_POLICY_CASE_H
#define TESTS_UNIT_POLICY_CASE_H

#include "compiler/program.h"

typedef struct PolicyCase {
    Arena *arena;
    SourceSet *files;
    DiagList *diags;
    ZoneSet *zones;
    FileReader reader;
    Program *program;
    bool is_good; /* loaded and without errors */
} PolicyCase;

/* Checks the file or folder at `path`. Close with policy_case_close. */
void policy_case_open(PolicyCase *policy, const char *path);
/* The same of a text, as the file "test.sla" of a memory without any other file. */
void policy_case_text(PolicyCase *policy, const char *text);
void policy_case_close(PolicyCase *policy);
/* The first finding of that code, or NULL. */
const Diag *policy_case_find(const PolicyCase *policy, const char *code);

#endif
