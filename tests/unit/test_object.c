/* Objects and bundles: what is written comes back; no byte can change and no end be missing without a reason given. */
#include <check.h>

#include "compiler/compile.h"
#include "compiler/jit.h"
#include "compiler/object.h"

static const CompileFile FILES[] = {
    {"support/policy.sla",
     "use std.clocks\nuse \"parts.sla\"\ncalendar office { zone \"UTC\"  open mon..fri 09:00-17:00 "
     "}\n"
     "sla standard { calendar office  respond within 1h when is_urgent  respond within 4h }\n"
     "plan usual { sla standard }\ndefault plan usual\n"},
    {"support/parts.sla", "define is_urgent = priority is urgent\n"},
};

static Arena *arena;
static Policy *policy;

static void setup(void)
{
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    arena = arena_new();
    policy = compile_memory(FILES, 2, diags, sources);
    ck_assert_ptr_nonnull(policy);
    diag_list_free(diags);
    source_set_free(sources);
}

static void teardown(void)
{
    policy_free(policy);
    arena_free(arena);
}

static Text sealed(void)
{
    const IrProgram *program = policy->code;
    Object object = {.abi = jit_abi(), .key = object_key(policy)};
    object.functions = program->functions.count;
    object.stamp = (ObjectStamp){.path = TEXT("/nowhere/libgccjit.so.0"), .size = 5, .major = 12};
    object.policy = TEXT("policy.sla");
    BundleEntry file = {BUNDLE_FILE, TEXT("policy.sla"), text_from(FILES[0].text)};
    BundleEntry missing = {BUNDLE_MISSING, TEXT("parts"), TEXT("")};
    VEC_PUSH(arena, &object.files, file);
    VEC_PUSH(arena, &object.files, missing);
    return object_seal(arena, TEXT("\177ELF and what follows"), &object);
}

START_TEST(written_and_read)
{
    Object object;
    ck_assert_ptr_null(object_parse(arena, sealed(), &object));
    ck_assert_ptr_null(object_mismatch(&object, policy));
    ck_assert(text_is(object.policy, "policy.sla"));
    ck_assert_uint_eq(object.files.count, 2);
    ck_assert(text_is(object.files.at[0].text, FILES[0].text));
    ck_assert_int_eq(object.files.at[1].kind, BUNDLE_MISSING);
    ck_assert_uint_eq(object.stamp.major, 12);
    ck_assert(!object_stamp_is_old(&object.stamp)); /* it is not there: no other compiler */
    object.stamp.path = TEXT("/");
    ck_assert(object_stamp_is_old(&object.stamp));
}
END_TEST

START_TEST(damage)
{
    Object object;
    Text whole = sealed();
    char *bytes = arena_copy(arena, whole.data, whole.size);
    for (uint32_t at = 0; at < whole.size; at++) {
        bytes[at] = (char)(bytes[at] ^ 1);
        ck_assert_msg(object_parse(arena, (Text){bytes, whole.size}, &object) != NULL,
                      "byte %u may change", at);
        bytes[at] = (char)(bytes[at] ^ 1);
        ck_assert_msg(object_parse(arena, (Text){bytes, at}, &object) != NULL,
                      "%u bytes are enough", at);
    }
    ck_assert_ptr_null(object_parse(arena, (Text){bytes, whole.size}, &object));
}
END_TEST

/* Another constant, another key; another name or comment, the same. */
START_TEST(key)
{
    static const struct {
        const char *text;
        bool is_same;
    } CASES[] = {
        {"define is_urgent = priority is urgent\n", true},
        {"define is_urgent = priority is urgent ## the word of the customer\n", true},
        {"define is_urgent = priority is high\n", false},
        {"\ndefine is_urgent = priority is urgent\n", false}, /* its lines are in the code */
    };
    SourceSet *sources = source_set_new();
    DiagList *diags = diag_list_new();
    CompileFile files[] = {{"elsewhere/policy.sla", FILES[0].text},
                           {"elsewhere/parts.sla", CASES[_i].text}};
    Policy *other = compile_memory(files, 2, diags, sources);
    ck_assert_ptr_nonnull(other);
    ck_assert_int_eq(digest_equal(object_key(policy), object_key(other)), CASES[_i].is_same);
    policy_free(other);
    diag_list_free(diags);
    source_set_free(sources);
}
END_TEST

static FileKind nothing_kind(void *context, const char *path)
{
    (void)context, (void)path;
    return FILE_MISSING;
}

START_TEST(bundle)
{
    BundleEntry entries[] = {{BUNDLE_FOLDER, TEXT("."), TEXT("a.sla\nb.sla\n")},
                             {BUNDLE_FILE, TEXT("a.sla"), TEXT("one")},
                             {BUNDLE_MISSING, TEXT("c"), TEXT("")}};
    Bundle there = {.arena = arena, .folder = TEXT("/opt/x"), .under = {.kind = nothing_kind}};
    there.entries = (BundleEntries){.at = entries, .count = 3, .capacity = 3};
    FileReader reader = bundle_reader(&there);
    TextList names = {0};
    Text text;
    ck_assert_int_eq(reader.kind(reader.context, "/opt/x"), FILE_FOLDER);
    ck_assert_int_eq(reader.kind(reader.context, "/opt/x/a.sla"), FILE_REGULAR);
    ck_assert_int_eq(reader.kind(reader.context, "/opt/x/c"), FILE_MISSING);
    ck_assert_int_eq(reader.kind(reader.context, "/opt/xa.sla"), FILE_MISSING);
    ck_assert_int_eq(reader.read(reader.context, arena, "/opt/x/a.sla", 3, &text), FILE_READ);
    ck_assert(text_is(text, "one"));
    ck_assert_int_eq(reader.read(reader.context, arena, "/opt/x/a.sla", 2, &text), FILE_TOO_LARGE);
    ck_assert_int_eq(reader.read(reader.context, arena, "/opt/x/c", 9, &text), FILE_FAILED);
    ck_assert(reader.list(reader.context, arena, "/opt/x", &names));
    ck_assert_uint_eq(names.count, 2);
    ck_assert(text_is(names.at[1], "b.sla"));
    ck_assert_str_eq(bundle_path(&there, TEXT("a.sla")), "/opt/x/a.sla");
    ck_assert_str_eq(bundle_path(&there, TEXT(".")), "/opt/x");
    ck_assert_str_eq(bundle_path(&there, TEXT("-")), "-");
}
END_TEST

Suite *object_suite(void);
Suite *object_suite(void)
{
    Suite *suite = suite_create("object");
    TCase *tcase = tcase_create("object");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, written_and_read);
    tcase_add_test(tcase, damage);
    tcase_add_loop_test(tcase, key, 0, 4);
    tcase_add_test(tcase, bundle);
    suite_add_tcase(suite, tcase);
    return suite;
}
