/* compiler/index.c, outline.c and draft.c: where names stand, in policies that are whole and in such as are being written. */
#include "compiler/index.h"

#include <check.h>
#include <string.h>

#include "compiler/draft.h"

static Draft *draft_of(const char *text)
{
    static CompileFile file;
    static CompileMemory memory;
    static FileReader reader;
    file = (CompileFile){"policy.sla", text};
    memory = (CompileMemory){&file, 1};
    reader = compile_reader(&memory);
    return draft_open(&(CompileOptions){.reader = &reader}, file.path);
}

/* The places of the name at the first `needle`, "3 8! 12": by line, a definition with a mark. */
static const char *uses_of(Draft *draft, const char *needle)
{
    const Module *module = draft_module(draft, "policy.sla");
    Text text = source_text(draft->files, module->file);
    const char *found = strstr(text_string(draft->arena, text), needle);
    ck_assert_msg(found != NULL, "%s", needle);
    const char *start = text_string(draft->arena, text);
    uint32_t at = (uint32_t)(strstr(start, needle) - start);
    const IndexName *name = index_at(&draft->index, module->file, at);
    const char *list = "";
    IndexNames uses = {0};
    if (name)
        uses = index_uses(&draft->index, draft->arena, name->symbol);
    for (uint32_t i = 0; i < uses.count; i++)
        if (uses.at[i].span.file == module->file)
            list = arena_format(draft->arena, "%s%s%u%s", list, *list ? " " : "",
                                source_place(draft->files, module->file, uses.at[i].span.lo).line,
                                uses.at[i].is_definition ? "!" : "");
    return list;
}

#define USES(draft, needle, places) ck_assert_str_eq(uses_of(draft, needle), places)

static const char POLICY[] =
    "use std.clocks\n"                                               /* 1 */
    "ticket { kind : bug | wish = bug  other : bug | wish = bug }\n" /* 2 */
    "account { rich : boolean = false }\n"                           /* 3 */
    "define big = account.rich and kind is bug\n"                    /* 4 */
    "calendar office { zone \"UTC\" open mon..fri 09:00-17:00 }\n"   /* 5 */
    "sla a { calendar office\n"                                      /* 6 */
    "  respond within 1h when big\n"                                 /* 7 */
    "  targets { | kind | resolve |\n"                               /* 8 */
    "            | bug  | 2h on office | } \n"                       /* 9 */
    "  escalate resolve { at 50% set kind to wish } }\n"             /* 10 */
    "plan gold { sla a  quota q { 3 tickets per day  counts created  beyond reject } }\n"
    "default plan gold when account.rich\n" /* 12 */
    "test \"t\" {\n"                        /* 13 */
    "  account \"X\" { rich: true, plan: gold }\n"
    "  at 2026-03-02 10:00 created t1 { account: \"X\", kind: wish }\n" /* 15 */
    "  expect t1.a.resolve running\n"
    "  expect t1.plan is gold\n"
    "  expect t1.kind is wish\n"
    "  expect quota q of \"X\" used 1\n" /* 19 */
    "}\n";

START_TEST(names_have_their_places)
{
    Draft *draft = draft_of(POLICY);
    ck_assert_uint_eq(draft->diags->errors, 0);
    USES(draft, "kind :", "2! 4 8 10 15 18");
    USES(draft, "bug |", "2! 2 2! 2 4 9"); /* both fields have the same values */
    USES(draft, "rich :", "3! 4 12 14");
    USES(draft, "big =", "4! 7");
    USES(draft, "office {", "5! 6 9");
    USES(draft, "a { cal", "6! 11 16");
    USES(draft, "gold {", "11! 12 14 17");
    USES(draft, "q { 3", "11! 19");
    USES(draft, "resolve |", "8 10 16"); /* declared in the standard library */
    USES(draft, "within", "");
    draft_free(draft);
}
END_TEST

/* A statement that does not parse hides nothing but itself. */
START_TEST(broken_texts_keep_their_names)
{
    Draft *draft = draft_of("use std.clocks\n"
                            "define big = priority is high\n"
                            "define worse = priority is is high\n"
                            "sla a {\n"
                            "  calendar always\n"
                            "  respond within when big\n"
                            "  resolve within 2h when big\n"
                            "  objective o { 95% of resolve per weke }\n"
                            "}\n"
                            "sla b { calendar nowhere  resolve within 1h when big }\n"
                            "sla c { resolve");
    ck_assert_uint_eq(draft->diags->errors, 4);
    USES(draft, "big =", "2! 7 10");
    USES(draft, "resolve within 2h", "7 10");
    const OutlineList *outline = &draft->outlines[draft->program->modules.count - 1];
    ck_assert_uint_eq(outline->count, 4); /* big, a, b, c */
    ck_assert(text_is(outline->at[1]->name, "a"));
    ck_assert(text_is(outline->at[1]->children.at[0]->name, "resolve"));
    draft_free(draft);
}
END_TEST

/* What is found is what `slate check` finds. */
START_TEST(findings_are_those_of_check)
{
    Draft *draft = draft_of("sla a { calendar nowhere }\ncalendar c { zone \"UTC\" open }\n");
    ck_assert_uint_eq(draft->diags->items.count, 1);
    ck_assert(!draft->is_good);
    draft_free(draft);
    draft = draft_of("use \"missing.sla\"\ndefine x = priority is high\n");
    ck_assert_uint_eq(draft->diags->errors, 1);
    USES(draft, "x =", "2!");
    draft_free(draft);
}
END_TEST

START_TEST(the_path_leads_inwards)
{
    const Node *path[16];
    Draft *draft = draft_of("define big = priority is high and not (1h30m > 2h)\n");
    const Module *module = draft_module(draft, "policy.sla");
    uint32_t count = index_path(module->tree, 41, path, 16);
    ck_assert_uint_gt(count, 2);
    ck_assert_int_eq(path[0]->kind, AST_DEFINE);
    ck_assert_int_eq(path[count - 1]->kind, AST_DURATION);
    ck_assert_uint_eq(index_path(module->tree, 41, path, 2), 2);
    ck_assert_uint_eq(index_path(module->tree, 400, path, 16), 0);
    draft_free(draft);
}
END_TEST

Suite *index_suite(void);
Suite *index_suite(void)
{
    Suite *suite = suite_create("index");
    TCase *cases = tcase_create("index");
    tcase_add_test(cases, names_have_their_places);
    tcase_add_test(cases, broken_texts_keep_their_names);
    tcase_add_test(cases, findings_are_those_of_check);
    tcase_add_test(cases, the_path_leads_inwards);
    suite_add_tcase(suite, cases);
    return suite;
}
