/* tests/errors: every file holds mistakes, each with `# expect SEVERITY CODE` on its line, and the whole front end finds
   these and no other error or warning. A comment without a code on a line of its own expects nothing. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "compiler/compile.h"

static const char FOLDER[] = "tests/errors";

typedef struct Front {
    Arena *arena;
    SourceSet *sources;
    DiagList *diags;
} Front;

static void front_run(Front *front, const char *path)
{
    front->arena = arena_new();
    front->sources = source_set_new();
    front->diags = diag_list_new();
    compile_check(&(CompileOptions){0}, path, front->diags, front->sources);
    diag_sort(front->diags);
}

static void front_free(Front *front)
{
    diag_list_free(front->diags);
    source_set_free(front->sources);
    arena_free(front->arena);
}

/* The lines of findings or of expectations, one "LINE SEVERITY CODE" each, in order. */
static char *found_lines(Front *front, uint32_t file)
{
    char *all = arena_format(front->arena, "%s", "");
    for (uint32_t i = 0; i < front->diags->items.count; i++) {
        const Diag *diag = &front->diags->items.at[i];
        if (diag->severity == SEVERITY_NOTE || !diag->has_span || diag->waived ||
            (diag->span.file != file && diag->severity != SEVERITY_ERROR))
            continue;
        uint32_t line = source_place(front->sources, diag->span.file, diag->span.lo).line;
        all = arena_format(front->arena, "%s%u %s %s\n", all, line,
                           diag->severity == SEVERITY_ERROR ? "error" : "warning",
                           diag_row(diag->code)->code);
    }
    return all;
}

static char *expected_lines(Front *front, uint32_t file)
{
    static const char MARK[] = "# expect ";
    char *all = arena_format(front->arena, "%s", "");
    Text text = source_text(front->sources, file);
    for (uint32_t i = 0; i + sizeof MARK < text.size; i++) {
        if (memcmp(text.data + i, MARK, sizeof MARK - 1))
            continue;
        uint32_t from = i + (uint32_t)sizeof MARK - 1, to = from;
        for (int words = 0; to < text.size && text.data[to] != '\n' && text.data[to] != '\r'; to++)
            if (text.data[to] == ' ' && ++words == 2)
                break;
        if (to - from < 4 || !memcmp(text.data + from, "note", 4))
            continue;
        all = arena_format(front->arena, "%s%u %.*s\n", all,
                           source_place(front->sources, file, i).line, (int)(to - from),
                           text.data + from);
    }
    return all;
}

static bool file_find(const Front *front, const char *path, uint32_t *file)
{
    for (*file = 0; *file < source_count(front->sources); ++*file)
        if (text_ends(source_name(front->sources, *file), text_from(path)))
            return true;
    return false;
}

static int count_of(const char *lines)
{
    int count = 0;
    for (; *lines; lines++)
        count += *lines == '\n';
    return count;
}

static void check_file(const char *name)
{
    Front front;
    uint32_t file = 0;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    front_run(&front, path);
    ck_assert_msg(file_find(&front, name, &file), "%s was not read", name);
    const char *expected = expected_lines(&front, file), *found = found_lines(&front, file);
    ck_assert_msg(!strcmp(expected, found), "%s: %d expected\n%sfound\n%s", name,
                  count_of(expected), expected, found);
    front_free(&front);
}

START_TEST(each_mistake_is_one_finding_on_its_line)
{
    DIR *folder = opendir(FOLDER);
    ck_assert_msg(folder != NULL, "run from the repository's root");
    int files = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        size_t size = strlen(entry->d_name);
        if (size < 5 || strcmp(entry->d_name + size - 4, ".sla"))
            continue;
        check_file(entry->d_name);
        files++;
    }
    closedir(folder);
    ck_assert_int_gt(files, 20);
}
END_TEST

/* Every code of reading has a file of mistakes; E0104 needs 16 MiB and is tested in test_parse.c. */
START_TEST(each_code_of_reading_has_a_file)
{
    for (int i = 0; i < DIAG_COUNT; i++) {
        const DiagRow *row = diag_row((DiagCode)i);
        if (strncmp(row->code, "E01", 3) || !strcmp(row->code, "E0104") ||
            strcmp(row->code, "E0190") >= 0)
            continue;
        Arena *arena = arena_new();
        FileReader reader = file_reader_disk();
        const char *path = arena_format(arena, "%s/%s_%s.sla", FOLDER, row->code, row->slug);
        ck_assert_msg(reader.kind(reader.context, path) == FILE_REGULAR, "%s is missing", path);
        arena_free(arena);
    }
}
END_TEST

Suite *errors_suite(void);
Suite *errors_suite(void)
{
    Suite *suite = suite_create("errors");
    TCase *tests = tcase_create("files");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_mistake_is_one_finding_on_its_line);
    tcase_add_test(tests, each_code_of_reading_has_a_file);
    suite_add_tcase(suite, tests);
    return suite;
}
