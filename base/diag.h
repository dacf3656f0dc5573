/* Diag: a finding about the user's policy, queued and printed later (diag_render.h). One cause, one Diag. Codes are
   permanent; every row of diag.def is one code with its page for `slate explain CODE`. All texts of a list live
   in its arena. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/source.h"
#include "base/vec.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } Severity;

typedef enum DiagCode {
#define DIAG(code, severity, slug, title, avoid, prefer, why) DIAG_##code,
#include "base/diag.def"
#undef DIAG
    DIAG_COUNT
} DiagCode;

typedef struct DiagRow {
    const char *code; /* "E0203" */
    Severity severity;
    const char *slug;  /* "unknown-field": the file name of its test and its page */
    const char *title; /* one line: what is wrong */
    const char *avoid, *prefer, *why;
} DiagRow;

typedef struct DiagLabel {
    Span span;
    const char *message;
} DiagLabel;

typedef struct DiagPair {
    const char *name, *value;
} DiagPair;

typedef struct DiagEdit {
    Span span; /* replaced by `text` */
    const char *text;
} DiagEdit;

typedef struct Diag {
    DiagCode code;
    Severity severity;
    bool has_span; /* false: about no place in a file */
    Span span;
    const char *message;
    const char *place;  /* the stable name of what holds it (compiler/place.h); NULL: not known */
    const char *waived; /* the reason of a comment that allows it; NULL: it counts */
    VEC(DiagLabel) related;  /* other rules involved */
    VEC(DiagPair) witness;   /* field values of a ticket that shows it */
    const char *test;        /* the same as a test of the language; NULL: there is none */
    VEC(const char *) notes; /* help lines: what to type instead */
    const char *fix_title;   /* NULL: no fix */
    bool fix_is_sure;        /* true: `check --fix` applies it */
    VEC(DiagEdit) fix;
} Diag;

typedef struct DiagList {
    Arena *arena; /* owned */
    VEC(Diag) items;
    uint32_t errors, warnings;
} DiagList;

const DiagRow *diag_row(DiagCode code);
bool diag_find(Text code, DiagCode *out); /* by "E0203", upper or lower case */

DiagList *diag_list_new(void);
void diag_list_free(DiagList *list);
/* Queues a finding and returns it, good until the next diag_add, for the calls below. */
__attribute__((format(printf, 4, 5))) Diag *diag_add(DiagList *list, DiagCode code, Span span,
                                                     const char *format, ...);
__attribute__((format(printf, 4, 5))) void diag_relate(DiagList *list, Diag *diag, Span span,
                                                       const char *format, ...);
__attribute__((format(printf, 3, 4))) void diag_note(DiagList *list, Diag *diag, const char *format,
                                                     ...);
void diag_witness(DiagList *list, Diag *diag, const char *name, const char *value);
void diag_test(DiagList *list, Diag *diag, const char *test);
/* One edit of the diag's fix; the first call sets the title and whether it is sure. */
void diag_fix(DiagList *list, Diag *diag, const char *title, bool is_sure, Span span,
              const char *text);
/* Takes back what was found last at exactly this place, where a better finding is to stand for it. Looks no further back
   than the first finding before the place. */
void diag_drop(DiagList *list, DiagCode code, Span span);
bool diag_list_has(const DiagList *list, DiagCode code);
/* Sorts by file, place, code and drops exact repetitions; done before printing. */
void diag_sort(DiagList *list);

#endif
