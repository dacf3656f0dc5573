#include "tests/unit/front.h"

#include <check.h>

#include "base/file.h"

void front_parse(Front *front, Text text)
{
    front->arena = arena_new();
    front->sources = source_set_new();
    front->diags = diag_list_new();
    uint32_t file = source_add(front->sources, TEXT("test.sla"), text);
    front->tree = parse_file(front->arena, front->sources, file, front->diags);
    ck_assert_int_eq(front->tree->kind, AST_FILE);
}

void front_free(Front *front)
{
    arena_free(front->arena);
    source_set_free(front->sources);
    diag_list_free(front->diags);
}

const char *front_codes(Front *front)
{
    const char *codes = "";
    diag_sort(front->diags);
    for (uint32_t i = 0; i < front->diags->items.count; i++) {
        const Diag *diag = &front->diags->items.at[i];
        uint32_t line = source_place(front->sources, diag->span.file, diag->span.lo).line;
        codes = arena_format(front->arena, "%s%s%s@%u", codes, i ? " " : "",
                             diag_row(diag->code)->code, line);
    }
    return codes;
}

static const Node *node_find(const Node *node, NodeKind kind)
{
    if (node->kind == kind)
        return node;
    const Node *found = NULL;
    for (int i = 0; i < NODE_SLOTS && !found; i++)
        found = node->slot[i] ? node_find(node->slot[i], kind) : NULL;
    for (uint32_t i = 0; i < node->list.count && !found; i++)
        found = node_find(node->list.at[i], kind);
    return found;
}

const Node *front_find(const Front *front, NodeKind kind)
{
    const Node *node = node_find(front->tree, kind);
    ck_assert_msg(node != NULL, "no %s in the tree", node_kind_code(kind));
    return node;
}

static int folder_each(const FileReader *disk, const char *path,
                       void (*each)(const char *path, Text text))
{
    Arena *arena = arena_new();
    TextList names = {0};
    int count = 0;
    disk->list(disk->context, arena, path, &names);
    for (uint32_t i = 0; i < names.count; i++) {
        const char *inner = arena_format(arena, "%s/%.*s", path, TEXT_ARGS(names.at[i]));
        Text text;
        if (names.at[i].data[0] == '.' || text_is(names.at[i], "errors"))
            continue;
        if (disk->kind(disk->context, inner) == FILE_FOLDER) {
            count += folder_each(disk, inner, each);
        } else if (text_ends(names.at[i], TEXT(".sla"))) {
            ck_assert_int_eq(disk->read(disk->context, arena, inner, PARSE_FILE_BYTES, &text),
                             FILE_READ);
            each(inner, text);
            count++;
        }
    }
    arena_free(arena);
    return count;
}

int front_each_policy(void (*each)(const char *path, Text text))
{
    FileReader disk = file_reader_disk();
    return folder_each(&disk, "stdlib", each) + folder_each(&disk, "examples", each) +
           folder_each(&disk, "tests", each);
}
