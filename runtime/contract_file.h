/* Contract files: rows of CSV, NDJSON or SQLite as contracts of a book (language.md `contracts from`). Columns:
   contract, account (several with `;`), plan, from, until, renew, and the declared contract fields; from, until and renew
   may be left out. A row that is refused costs that row only (semantics.md E3). */
#ifndef RUNTIME_CONTRACT_FILE_H
#define RUNTIME_CONTRACT_FILE_H

#include "base/status.h"
#include "runtime/contract_book.h"
#include "runtime/event.h"

typedef struct ContractReading {
    const Policy *policy;
    ContractBook *book;
    Intern *texts; /* the book's */
    SetPool *sets;
    void (*reject)(void *context, const Reject *reject); /* NULL: refused rows are only counted */
    /* A column that means nothing, with the number of rows that have it (E3). NULL: not told. */
    void (*unknown)(void *context, Text name, uint64_t count);
    void *context;
    uint64_t rows, rejected; /* counted up */
} ContractReading;

/* Reads one file to its end. The format is that of the name, CSV where it tells none. STATUS_INPUT: the file can't be read
   or lacks a column that must be there; *problem says so, in the arena. */
MUST_CHECK Status contract_file_read(ContractReading *reading, const char *path, Arena *arena,
                                     const char **problem);
/* All those that the policy names. */
MUST_CHECK Status contract_files_read(ContractReading *reading, Arena *arena, const char **problem);

#endif
