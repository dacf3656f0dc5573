/* reach: which operations of the IR and which constructs of the language a set of policies has: reach POLICY…
   Prints how much is reached and every row of ir.def and ast.def that is not; fails where one is missing that a random
   policy can have. Constructs of tests, of sources and of files beside the policy are listed below and only counted. */
#include <stdio.h>
#include <stdlib.h>

#include "compiler/compile.h"
#include "compiler/ir.h"
#include "compiler/parse.h"

typedef struct Reach {
    unsigned long ops[IR_OP_COUNT], nodes[AST_COUNT];
} Reach;

/* What no policy that is replayed alone has: tests, sources, files beside it; what only an error leaves; comments. */
static bool is_elsewhere(NodeKind kind)
{
    switch ((int)kind) {
    case AST_ERROR:
    case AST_DOC:
    case AST_CONTRACTS:
    case AST_HOLIDAY_FEED:
    case AST_MONTH: return true;
    default: return kind >= AST_SOURCE;
    }
}

static void nodes_count(Reach *reach, const Node *node)
{
    if (!node)
        return;
    reach->nodes[node->kind]++;
    for (int i = 0; i < NODE_SLOTS; i++)
        nodes_count(reach, node->slot[i]);
    for (uint32_t i = 0; i < node->list.count; i++)
        nodes_count(reach, node->list.at[i]);
}

static void ops_count(Reach *reach, const IrProgram *program)
{
    for (uint32_t i = 0; i < program->code.count; i++)
        reach->ops[program->code.at[i].op]++;
}

static bool policy_count(Reach *reach, const char *path)
{
    DiagList *diags = diag_list_new();
    SourceSet *files = source_set_new();
    Arena *arena = arena_new();
    Policy *policy = compile_policy(&(CompileOptions){0}, path, diags, files);
    if (policy) {
        ops_count(reach, policy->code);
        for (uint32_t i = 0; i < source_count(files); i++)
            if (text_is(source_name(files, i), path))
                nodes_count(reach, parse_file(arena, files, i, diags));
    } else {
        fprintf(stderr, "reach: %s does not compile\n", path);
    }
    policy_free(policy);
    arena_free(arena);
    source_set_free(files);
    diag_list_free(diags);
    return policy != NULL;
}

static int missing_print(const Reach *reach)
{
    int missing = 0, ops = 0, nodes = 0, wanted = 0;
    for (int op = 0; op < IR_OP_COUNT; op++) {
        ops += reach->ops[op] > 0;
        if (reach->ops[op] == 0)
            missing += printf("not reached: operation %s\n", ir_op_row((IrOp)op)->word) > 0;
    }
    for (int kind = 0; kind < AST_COUNT; kind++) {
        wanted += !is_elsewhere((NodeKind)kind);
        nodes += reach->nodes[kind] > 0 && !is_elsewhere((NodeKind)kind);
        if (reach->nodes[kind] == 0 && !is_elsewhere((NodeKind)kind))
            missing += printf("not reached: construct %s\n", node_kind_code((NodeKind)kind)) > 0;
    }
    printf("%d of %d operations, %d of %d constructs\n", ops, IR_OP_COUNT, nodes, wanted);
    return missing;
}

int main(int argc, char **argv)
{
    Reach reach = {0};
    bool is_good = argc > 1;
    for (int i = 1; i < argc; i++)
        is_good = policy_count(&reach, argv[i]) && is_good;
    return missing_print(&reach) == 0 && is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
