/* Loading: which files a policy is made of, in which order, and what is refused (compiler/module.h). The files lie in a
   memory of the test's own. */
#include <check.h>
#include <stdlib.h>

#include "compiler/module.h"

typedef struct MemoryFile {
    const char *path;
    const char *text; /* NULL: a folder */
    const char *real; /* where it lies, links followed; NULL: there */
} MemoryFile;

typedef struct Loading {
    const MemoryFile *files; /* ends with a row without path */
    Arena *arena;
    SourceSet *sources;
    DiagList *diags;
    ZoneSet *zones;
    FileReader reader;
    Program *program;
    bool is_good;
} Loading;

static const MemoryFile *file_find(const Loading *loading, const char *path)
{
    for (const MemoryFile *file = loading->files; file->path; file++)
        if (!strcmp(file->path, path))
            return file;
    return NULL;
}

static FileKind memory_kind(void *context, const char *path)
{
    const MemoryFile *file = file_find(context, path);
    return !file ? FILE_MISSING : file->text ? FILE_REGULAR : FILE_FOLDER;
}

static FileResult memory_read(void *context, Arena *arena, const char *path, size_t limit,
                              Text *out)
{
    (void)arena;
    const MemoryFile *file = file_find(context, path);
    if (!file || !file->text || !strcmp(file->text, "unreadable"))
        return FILE_FAILED;
    if (!strcmp(file->text, "too large") && limit)
        return FILE_TOO_LARGE;
    *out = text_from(file->text);
    return FILE_READ;
}

static bool memory_list(void *context, Arena *arena, const char *path, TextList *out)
{
    const Loading *loading = context;
    size_t size = strlen(path);
    for (const MemoryFile *file = loading->files; file->path; file++)
        if (!strncmp(file->path, path, size) && file->path[size] == '/')
            VEC_PUSH(arena, out, text_from(file->path + size + 1));
    return true;
}

static const char *memory_real(void *context, Arena *arena, const char *path)
{
    const MemoryFile *file = file_find(context, path);
    if (!strcmp(path, "."))
        return "/disk";
    return arena_format(arena, "/disk/%s", file && file->real ? file->real : path);
}

static void load(Loading *loading, const MemoryFile *files, const char *path)
{
    *loading = (Loading){.files = files, .arena = arena_new(), .sources = source_set_new()};
    loading->diags = diag_list_new();
    loading->zones = zone_set_new(NULL);
    loading->reader = (FileReader){.context = loading,
                                   .kind = memory_kind,
                                   .read = memory_read,
                                   .list = memory_list,
                                   .real = memory_real};
    loading->program = program_new(loading->arena, loading->sources, loading->diags, loading->zones,
                                   &loading->reader);
    loading->is_good = module_load(loading->program, path) && !loading->diags->errors;
}

static void unload(Loading *loading)
{
    zone_set_free(loading->zones);
    diag_list_free(loading->diags);
    source_set_free(loading->sources);
    arena_free(loading->arena);
}

/* The names of the files in their order, the standard library's left out. */
static const char *order_of(Loading *loading)
{
    const char *order = "";
    for (uint32_t i = 0; i < loading->program->modules.count; i++) {
        const Module *module = &loading->program->modules.at[i];
        if (!module->is_std)
            order = arena_format(loading->arena, "%s %.*s", order,
                                 TEXT_ARGS(source_name(loading->sources, module->file)));
    }
    return order;
}

typedef struct OrderRow {
    const char *path;
    MemoryFile files[6];
    const char *order;
} OrderRow;

static const OrderRow ORDER_ROW[] = {
    {"p.sla", {{"p.sla", "", NULL}}, " p.sla"},
    {"./p.sla", {{"p.sla", "", NULL}}, " ./p.sla"},
    {"a/p.sla", {{"a/p.sla", "use \"b.sla\"", NULL}, {"a/b.sla", "", NULL}}, " a/b.sla a/p.sla"},
    {"p.sla",
     {{"p.sla", "use \"./x/../b.sla\"  use \"b.sla\"", NULL}, {"b.sla", "", NULL}},
     " b.sla p.sla"},
    {"p.sla", /* a diamond: each once, after what it uses */
     {{"p.sla", "use \"b.sla\"  use \"c.sla\"", NULL},
      {"b.sla", "use \"s/d.sla\"", NULL},
      {"c.sla", "use \"s/d.sla\"", NULL},
      {"s/d.sla", "use \"e.sla\"", NULL},
      {"s/e.sla", "", NULL}},
     " s/e.sla s/d.sla b.sla c.sla p.sla"},
    {"f", /* a folder: its .sla files by name, hidden and other ones left out */
     {{"f", NULL, NULL},
      {"f/b.sla", "", NULL},
      {"f/a.sla", "use \"c.sla\"", NULL},
      {"f/c.sla", "", NULL},
      {"f/.d.sla", "", NULL}},
     " f/c.sla f/a.sla f/b.sla"},
    {"f/",
     {{"f", NULL, NULL}, {"f/", NULL, NULL}, {"f/a.sla", "", NULL}, {"f/notes.md", "{", NULL}},
     " f/a.sla"},
    {"-", {{"-", "use \"b.sla\"", NULL}, {"b.sla", "", NULL}}, " b.sla -"},
};

START_TEST(files_load_once_and_after_what_they_use)
{
    Loading loading;
    const OrderRow *row = &ORDER_ROW[_i];
    load(&loading, row->files, row->path);
    ck_assert_msg(loading.is_good, "%s: %s", row->path,
                  loading.diags->items.count ? loading.diags->items.at[0].message : "refused");
    ck_assert_str_eq(order_of(&loading), row->order);
    unload(&loading);
}
END_TEST

typedef struct RefusedRow {
    const char *path;
    MemoryFile files[4];
    const char *code, *part; /* of the message */
} RefusedRow;

static const RefusedRow REFUSED_ROW[] = {
    {"gone.sla", {{"p.sla", "", NULL}}, "E0201", "gone.sla"},
    {"f", {{"f", NULL, NULL}, {"f/x.txt", "", NULL}}, "E0201", "no .sla file"},
    {"p.sla", {{"p.sla", "use \"b\"", NULL}, {"b.sla", "", NULL}}, "E0201", "no file b"},
    {"p.sla", {{"p.sla", "use \"f\"", NULL}, {"f", NULL, NULL}}, "E0202", "folder"},
    {"p.sla", {{"p.sla", "unreadable", NULL}}, "E0202", "cannot be read"},
    {"p.sla", {{"p.sla", "too large", NULL}}, "E0104", "larger than"},
    {"p.sla", {{"p.sla", "\xff", NULL}}, "E0102", ""},
    {"a/p.sla", {{"a/p.sla", "use \"../b.sla\"", NULL}, {"b.sla", "", NULL}}, "E0205", "outside"},
    {"p.sla", {{"p.sla", "use \"x/../../b.sla\"", NULL}, {"b.sla", "", NULL}}, "E0205", "outside"},
    {"p.sla", {{"p.sla", "use \"/b.sla\"", NULL}, {"/b.sla", "", NULL}}, "E0205", "absolute"},
    {"a/p.sla",
     {{"a/p.sla", "use \"b.sla\"", NULL}, {"a/b.sla", "", "etc/b.sla"}},
     "E0205",
     "link"},
    {"p.sla", {{"p.sla", "use std.clock", NULL}}, "E0207", "std.clock"},
    {"a.sla",
     {{"a.sla", "use \"b.sla\"", NULL},
      {"b.sla", "use \"c.sla\"", NULL},
      {"c.sla", "use \"a.sla\"", NULL}},
     "E0206",
     "a.sla uses b.sla uses c.sla uses a.sla"},
};

START_TEST(what_is_wrong_with_a_file_is_said)
{
    Loading loading;
    const RefusedRow *row = &REFUSED_ROW[_i];
    load(&loading, row->files, row->path);
    ck_assert(!loading.is_good);
    ck_assert_uint_eq(loading.diags->errors, 1);
    const Diag *diag = &loading.diags->items.at[0];
    ck_assert_str_eq(diag_row(diag->code)->code, row->code);
    ck_assert_msg(strstr(diag->message, row->part) != NULL, "%s", diag->message);
    unload(&loading);
}
END_TEST

START_TEST(a_file_beside_its_declaration_is_read)
{
    static const MemoryFile FILES[] = {{"p.sla", "use \"s/d.sla\"", NULL},
                                       {"s/d.sla", "", NULL},
                                       {"s/x.ics", "days", NULL},
                                       {NULL, NULL, NULL}};
    Loading loading;
    Text text;
    load(&loading, FILES, "p.sla");
    const Module *module = &loading.program->modules.at[loading.program->modules.count - 2];
    Span span = {.file = module->file};
    ck_assert(module_of(loading.program, span) == module);
    ck_assert(module_read(loading.program, module, span, TEXT("x.ics"), &text));
    ck_assert(text_is(text, "days"));
    ck_assert(!module_read(loading.program, module, span, TEXT("../../x.ics"), &text));
    unload(&loading);
}
END_TEST

Suite *module_suite(void);

Suite *module_suite(void)
{
    Suite *suite = suite_create("module");
    TCase *tests = tcase_create("module");
    tcase_add_loop_test(tests, files_load_once_and_after_what_they_use, 0,
                        sizeof ORDER_ROW / sizeof *ORDER_ROW);
    tcase_add_loop_test(tests, what_is_wrong_with_a_file_is_said, 0,
                        sizeof REFUSED_ROW / sizeof *REFUSED_ROW);
    tcase_add_test(tests, a_file_beside_its_declaration_is_read);
    suite_add_tcase(suite, tests);
    return suite;
}
