#include "compiler/object.h"

#include <sys/stat.h>

#include "base/buffer.h"
#include "compiler/jit.h"
#include "slate.h"

enum { FORMAT = 1, OBJECT_BYTES = 256 << 20 };
static const char MAGIC[8] = "SLATEOBJ";

typedef struct Trailer {
    char magic[8];
    uint32_t format, functions;
    uint64_t abi;
    Digest key;
    uint64_t elf_size, block_size;
    uint64_t compiler_size, compiler_changed_ns;
    uint32_t major, minor, patch, files;
    Digest check; /* of everything before it */
} Trailer;

_Static_assert(sizeof(Trailer) == 8 * 9 + 2 * sizeof(Digest), "no gaps: the trailer is bytes");

/* ---- What it is made for ---- */

static void program_digest(Digest *digest, const IrProgram *program)
{
    digest_number(digest, program->functions.count);
    for (uint32_t i = 0; i < program->functions.count; i++) {
        const IrFunction *function = &program->functions.at[i];
        digest_number(digest, function->first);
        digest_number(digest, function->count);
        digest_number(digest, function->line);
        digest_number(digest, function->span.file);
    }
    digest_add(digest, program->code.at, program->code.count * sizeof *program->code.at);
    digest_add(digest, program->lines.at, program->lines.count * sizeof *program->lines.at);
    digest_number(digest, program->constants.count);
    digest_add(digest, program->constants.at,
               program->constants.count * sizeof *program->constants.at);
}

/* Edges one by one: there is a gap in each. */
static void choice_digest(Digest *digest, const Choice *choice)
{
    digest_number(digest, choice->root);
    digest_number(digest, choice->tests_count);
    digest_number(digest, choice->nodes_count);
    digest_add(digest, choice->tests, choice->tests_count * sizeof *choice->tests);
    digest_add(digest, choice->nodes, choice->nodes_count * sizeof *choice->nodes);
    for (uint32_t i = 0; i < choice->edges_count; i++) {
        digest_number(digest, (uint64_t)choice->edges[i].from);
        digest_number(digest, choice->edges[i].to);
    }
    digest_add(digest, choice->leaves, choice->leaves_count * sizeof *choice->leaves);
}

static void entries_digest(Digest *digest, const Policy *policy)
{
    digest_number(digest, policy->entries_count);
    for (uint32_t i = 0; i < policy->entries_count; i++) {
        const EntryDef *entry = &policy->entries[i];
        digest_number(digest, entry->codes_count);
        digest_add(digest, policy->entry_codes + entry->codes_first,
                   entry->codes_count * sizeof *policy->entry_codes);
    }
}

Digest object_key(const Policy *policy)
{
    const IrProgram *program = policy->code;
    Digest digest = digest_make();
    digest_add(&digest, SLATE_VERSION, sizeof SLATE_VERSION);
    digest_number(&digest, jit_abi());
    program_digest(&digest, program);
    for (uint32_t i = 0; i < program->choices.count; i++)
        choice_digest(&digest, &program->choices.at[i]);
    entries_digest(&digest, policy);
    return digest;
}

static uint64_t changed_ns(const struct stat *status)
{
    return (uint64_t)status->st_mtim.tv_sec * 1000000000u + (uint64_t)status->st_mtim.tv_nsec;
}

ObjectStamp object_stamp_make(Arena *arena, const char *path)
{
    struct stat status;
    ObjectStamp stamp = {.path = text_copy(arena, text_from(path))};
    if (stat(path, &status) == 0) {
        stamp.size = (uint64_t)status.st_size;
        stamp.changed_ns = changed_ns(&status);
    }
    return stamp;
}

bool object_stamp_is_old(const ObjectStamp *stamp)
{
    Arena *arena = arena_new();
    struct stat status;
    bool is_there = stat(text_string(arena, stamp->path), &status) == 0;
    arena_free(arena);
    return is_there &&
           ((uint64_t)status.st_size != stamp->size || changed_ns(&status) != stamp->changed_ns);
}

/* ---- Writing ---- */

static void text_put(Buffer *out, Text text)
{
    uint32_t size = text.size;
    buffer_add(out, (Text){(const char *)&size, sizeof size});
    buffer_add(out, text);
}

Text object_seal(Arena *arena, Text elf, const Object *object)
{
    Buffer out = {.arena = arena};
    buffer_add(&out, elf);
    text_put(&out, object->stamp.path);
    text_put(&out, object->policy);
    for (uint32_t i = 0; i < object->files.count; i++) {
        char kind = (char)object->files.at[i].kind;
        text_put(&out, (Text){&kind, 1});
        text_put(&out, object->files.at[i].name);
        text_put(&out, object->files.at[i].text);
    }
    Trailer trailer = {.format = FORMAT,
                       .functions = object->functions,
                       .abi = object->abi,
                       .key = object->key,
                       .elf_size = elf.size,
                       .block_size = buffer_text(&out).size - elf.size,
                       .compiler_size = object->stamp.size,
                       .compiler_changed_ns = object->stamp.changed_ns,
                       .major = object->stamp.major,
                       .minor = object->stamp.minor,
                       .patch = object->stamp.patch,
                       .files = object->files.count,
                       .check = digest_make()};
    memcpy(trailer.magic, MAGIC, sizeof MAGIC);
    digest_add(&trailer.check, buffer_text(&out).data, buffer_text(&out).size);
    digest_add(&trailer.check, &trailer, offsetof(Trailer, check));
    buffer_add(&out, (Text){(const char *)&trailer, sizeof trailer});
    return buffer_text(&out);
}

/* ---- Reading ---- */

static bool text_take(Text *from, Text *out)
{
    uint32_t size;
    if (from->size < sizeof size)
        return false;
    memcpy(&size, from->data, sizeof size);
    if (size > from->size - sizeof size)
        return false;
    *out = (Text){from->data + sizeof size, size};
    *from = (Text){from->data + sizeof size + size, from->size - (uint32_t)sizeof size - size};
    return true;
}

static bool files_take(Arena *arena, Text *block, uint32_t count, Object *out)
{
    for (uint32_t i = 0; i < count; i++) {
        BundleEntry entry;
        Text kind;
        if (!text_take(block, &kind) || kind.size != 1 ||
            (unsigned char)*kind.data > BUNDLE_MISSING)
            return false;
        entry.kind = (BundleKind)*kind.data;
        if (!text_take(block, &entry.name) || !text_take(block, &entry.text))
            return false;
        VEC_PUSH(arena, &out->files, entry);
    }
    return block->size == 0;
}

bool object_is_elf(Text bytes)
{
    return text_starts(bytes, TEXT("\177ELF"));
}

static bool sizes_fit(const Trailer *trailer, Text bytes)
{
    uint64_t before = bytes.size - sizeof *trailer;
    return trailer->elf_size <= before && trailer->block_size == before - trailer->elf_size &&
           trailer->files <= OBJECT_FILES_MAX;
}

const char *object_parse(Arena *arena, Text bytes, Object *out)
{
    Trailer trailer;
    if (bytes.size < sizeof trailer || !object_is_elf(bytes))
        return "it is no compiled policy";
    memcpy(&trailer, bytes.data + bytes.size - sizeof trailer, sizeof trailer);
    if (memcmp(trailer.magic, MAGIC, sizeof MAGIC) != 0)
        return "it is no compiled policy, or it was cut short";
    if (trailer.format != FORMAT)
        return "it was made by a version of slate with another format of objects";
    Digest check = digest_make();
    digest_add(&check, bytes.data, bytes.size - sizeof check);
    if (!digest_equal(check, trailer.check) || !sizes_fit(&trailer, bytes))
        return "it is damaged: its contents do not have the digest that it states";
    *out = (Object){.abi = trailer.abi, .key = trailer.key, .functions = trailer.functions};
    out->stamp = (ObjectStamp){.size = trailer.compiler_size,
                               .changed_ns = trailer.compiler_changed_ns,
                               .major = trailer.major,
                               .minor = trailer.minor,
                               .patch = trailer.patch};
    Text block = {bytes.data + trailer.elf_size, (uint32_t)trailer.block_size};
    if (!text_take(&block, &out->stamp.path) || !text_take(&block, &out->policy) ||
        !files_take(arena, &block, trailer.files, out))
        return "it is damaged: its files cannot be told apart";
    return NULL;
}

const char *object_mismatch(const Object *object, const Policy *policy)
{
    const IrProgram *program = policy->code;
    if (object->abi != jit_abi())
        return "its code was made for another version of slate, or another kind of machine";
    if (!digest_equal(object->key, object_key(policy)) ||
        object->functions != program->functions.count)
        return "its code was made from another policy";
    return NULL;
}

/* ---- As a policy ---- */

bool object_is_named(const char *path)
{
    return text_ends(text_from(path), TEXT(".so"));
}

const char *object_read(const FileReader *reader, Arena *arena, const char *path, Object *out)
{
    Text bytes;
    switch (reader->read(reader->context, arena, path, OBJECT_BYTES, &bytes)) {
    case FILE_READ: return object_parse(arena, bytes, out);
    case FILE_FAILED: return "it cannot be read";
    case FILE_TOO_LARGE: return "it is larger than 256 MB";
    }
    return NULL;
}

/* Names are compared as they are written, so the folder's has no `..` in it. */
Bundle object_bundle(const FileReader *reader, Arena *arena, const char *path, const Object *object)
{
    Text place = text_from(path);
    const char *real = text_contains(place, TEXT("./")) || text_contains(place, TEXT("//"))
                           ? reader->real(reader->context, arena, path)
                           : NULL;
    return (Bundle){.arena = arena,
                    .folder = bundle_folder(real ? text_from(real) : place),
                    .entries = object->files,
                    .under = *reader};
}
