/* A grammar as JSON on standard input, as a parser in C on standard output: tree-sitter's own generator (.ci/tree-sitter). */
#include <stdlib.h>
#include <tree_sitter/compiler.h>

enum { GRAMMAR_MOST = 1 << 22 };

int main(void)
{
    char *grammar = calloc(GRAMMAR_MOST, 1);
    if (!grammar || fread(grammar, 1, GRAMMAR_MOST - 1, stdin) == GRAMMAR_MOST - 1)
        return 2;
    TSCompileResult result = ts_compile_grammar(grammar, NULL);
    if (result.error_message) {
        fprintf(stderr, "%s\n", result.error_message);
        return 1;
    }
    return fputs(result.code, stdout) < 0;
}
