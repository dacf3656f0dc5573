/* Policies read by the parser that tree-sitter generates: for each file a line of its path and its declarations, "KIND FIRST LAST"
   by line from 0, or "error"; tabs between them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/runtime.h>

enum { FILE_MOST = 1 << 24 };

const TSLanguage *tree_sitter_slate(void);

static void declarations_print(TSNode root)
{
    for (uint32_t i = 0; i < ts_node_named_child_count(root); i++) {
        TSNode child = ts_node_named_child(root, i);
        if (!strstr(ts_node_type(child), "comment"))
            printf("\t%s %u %u", ts_node_type(child), ts_node_start_point(child).row,
                   ts_node_end_point(child).row);
    }
}

static bool file_print(TSParser *parser, const char *path, char *text)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t size = fread(text, 1, FILE_MOST, file);
    size_t skipped = size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
    fclose(file);
    TSTree *tree = ts_parser_parse_string(parser, NULL, text + skipped, (uint32_t)(size - skipped));
    printf("%s", path);
    if (ts_node_has_error(ts_tree_root_node(tree)))
        printf("\terror");
    else
        declarations_print(ts_tree_root_node(tree));
    printf("\n");
    ts_tree_delete(tree);
    return true;
}

int main(int count, char **paths)
{
    char *text = malloc(FILE_MOST);
    TSParser *parser = ts_parser_new();
    bool is_good = text && ts_parser_set_language(parser, tree_sitter_slate());
    for (int i = 1; is_good && i < count; i++)
        is_good = file_print(parser, paths[i], text);
    ts_parser_delete(parser);
    free(text);
    return !is_good;
}
