/* Build: what grammar actions call, one builder each. A builder makes a node in the front arena, takes over its
   children, keeps the depth of the tree within NODE_DEPTH, and reports what only a whole construct shows (a row
   with too few cells, a word that is no period). `parse->diags` gets at most one finding for a cause. */
#ifndef COMPILER_BUILD_H
#define COMPILER_BUILD_H

#include "compiler/scan.h"

/* A node with up to three children, NULL where absent. */
Node *build(Parse *parse, NodeKind kind, Span span, Node *first, Node *second, Node *third);
/* The same with a name: text and name_span come from `name`, an AST_NAME or AST_TEXT. */
Node *build_named(Parse *parse, NodeKind kind, Span span, const Node *name, Node *first,
                  Node *second, Node *third);
/* A node whose list is that of `items`, an AST_LIST or NULL. */
Node *build_items(Parse *parse, NodeKind kind, Span span, const Node *name, Node *items);
/* The number or numbers of literals. */
Node *build_number(Parse *parse, NodeKind kind, Span span, const Node *first, const Node *second);
Node *build_constant(Parse *parse, NodeKind kind, Span span, int64_t number);
Node *build_name(Parse *parse, Span span, Text text);
Node *build_word(Parse *parse, NodeKind kind, Span span, const char *word, Node *first,
                 Node *second);

Node *with_flags(Node *node, uint32_t flags);
Node *with_list(Parse *parse, Node *node, Node *items);
Node *with_slot(Node *node, int slot, Node *child);
Node *with_number(Node *node, const Node *number);
Node *with_number2(Node *node, const Node *number);
Node *with_text(Node *node, const Node *name);
Node *with_span(Node *node, Span span);

/* Lists: NULL is an empty one. */
Node *list_add(Parse *parse, Node *list, Node *item);
Node *list_join(Parse *parse, Node *list, Node *items);
/* Adds a declaration with the doc comment before it; parse->declared is then the list so far. */
Node *list_add_declaration(Parse *parse, Node *list, Node *item);
/* Adds a field with the doc comment before it. */
Node *list_add_doc(Parse *parse, Node *list, Node *item);
/* Adds an SLA item; `changes` on the line of a target goes to that target. */
Node *list_add_sla(Parse *parse, Node *list, Node *item);

Node *build_days(Parse *parse, Span span, Node *first,
                 Node *last); /* INTEGERs 0-6: INTEGER with bits */
Node *build_weekday(Parse *parse, Span span, int weekday);
Node *days_join(Node *days, const Node *more);
Node *build_date_time(Parse *parse, Span span, const Node *date, const Node *time);
Node *build_use(Parse *parse, Span span, Node *path, Node *names);
Node *build_currency(Parse *parse, Span span, const Node *code);
Node *build_per(Parse *parse, Span span, const Node *word, uint32_t flags);
Node *build_renew(Parse *parse, Span span, const Node *word);
Node *build_changes(Parse *parse, Span span, const Node *word);
Node *build_source(Parse *parse, Span span, const Node *name, const Node *format, Node *query,
                   Node *items);
Node *build_sign(Parse *parse, Span span, Node *literal);
Node *build_target(Parse *parse, Span span, const Node *clock, Node *target, Node *calendar,
                   Node *name);
Node *build_event(Parse *parse, Span span, const Node *path, Node *value);
Node *build_cutoff(Parse *parse, Span span, uint32_t kind, Node *value, Node *later);
Node *build_mapping(Parse *parse, Span span, const Node *name, Node *texts, Node *format);
Node *build_next_workday(Parse *parse, Span span);
Node *build_nth(Parse *parse, Span span, const Node *nth, const Node *weekday, const Node *month);
Node *build_holiday(Parse *parse, Node *holiday, Span span, const Node *name, Node *suffixes);
Node *build_table(Parse *parse, Span span, Node *rows);
Node *build_recipient(Parse *parse, Span span, const char *word, Node *value);
Node *build_compare(Parse *parse, NodeKind kind, Span span, Node *value);

/* The words that may stand in the place of such a node's own, as `day` after `per`; 0: any name. */
int build_words(NodeKind kind, const char *const **words);

/* Teaching: a common mistake is reported, and read as what was meant. */
Node *teach_equals(Parse *parse, Span span, Span sign, Node *left, Node *right);
Node *teach_within(Parse *parse, Span span, const Node *clock, Node *target);

#endif
