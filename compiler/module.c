#include "compiler/module.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/parse.h"
#include "stdlib/embedded.h"

typedef struct Visit { /* a file that is loaded or being loaded */
    const char *path;
    bool is_open; /* its imports are being loaded */
    Span used_at; /* the `use` that asked for it; of the first file none */
} Visit;

typedef struct Loader {
    Program *program;
    VEC(Visit) visits; /* in the order of asking, so the open ones form the chain of imports */
} Loader;

/* Where a message goes: the `use` line, or nowhere for the policy itself. */
typedef struct Asker {
    bool has_span;
    Span span;
} Asker;

Program *program_new(Arena *arena, SourceSet *files, DiagList *diags, ZoneSet *zones,
                     const FileReader *reader)
{
    Program *program = ARENA_NEW(arena, Program);
    program->arena = arena;
    program->files = files;
    program->diags = diags;
    program->zones = zones;
    program->reader = reader;
    program->currency = CURRENCY_ANY;
    return program;
}

/* ---- Paths ---- */

/* "a/b" of "a/b/c.sla", "" of "c.sla". */
static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return "";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

/* `name` beside `folder`, with "." and "name/.." taken out; leading ".." stay. */
static const char *path_join(Arena *arena, const char *folder, Text name)
{
    const char *raw = *folder ? arena_format(arena, "%s/%.*s", folder, TEXT_ARGS(name))
                              : arena_format(arena, "%.*s", TEXT_ARGS(name));
    size_t size = strlen(raw), out = 0, floor = 0; /* floor: what ".." may not remove */
    char *path = arena_alloc(arena, size + 2);
    if (raw[0] == '/')
        path[out++] = '/', floor = 1;
    for (const char *part = raw; *part;) {
        size_t length = strcspn(part, "/");
        bool is_up = length == 2 && !strncmp(part, "..", 2);
        if (is_up && out > floor) {
            while (out > floor && path[out - 1] != '/')
                out--;
            out -= out > floor;
        } else if (length && !(length == 1 && *part == '.')) {
            if (out && path[out - 1] != '/')
                path[out++] = '/';
            memcpy(path + out, part, length);
            out += length;
            floor = is_up ? out : floor;
        }
        part += length;
        part += *part == '/';
    }
    path[out] = 0;
    return path;
}

static bool is_inside(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    if (!size)
        return path[0] != '/' && strcmp(path, "..") != 0 && strncmp(path, "../", 3) != 0;
    if (!strcmp(folder, "/"))
        return path[0] == '/';
    return !strncmp(path, folder, size) && path[size] == '/';
}

/* ---- Messages ---- */

__attribute__((format(printf, 4, 5))) static Diag *complain(Program *program, Asker asker,
                                                            DiagCode code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char text[1024];
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    Diag *diag = diag_add(program->diags, code, asker.span, "%s", text);
    diag->has_span = asker.has_span;
    program->is_partial = true;
    return diag;
}

/* ---- Reading ---- */

/* Follows links: a name inside the folder may lead outside it. */
static bool may_read(Program *program, Asker asker, const char *path)
{
    if (!is_inside(path, program->root)) {
        Diag *diag =
            complain(program, asker, DIAG_E0205, "%s lies outside the policy's folder", path);
        diag_note(program->diags, diag,
                  "a policy reads only files of its own folder and below; move the file there");
        return false;
    }
    const char *real = program->root_real
                           ? program->reader->real(program->reader->context, program->arena, path)
                           : NULL;
    if (!real || is_inside(real, program->root_real))
        return true;
    Diag *diag = complain(program, asker, DIAG_E0205,
                          "%s is a link that leads outside the policy's folder", path);
    diag_note(program->diags, diag,
              "a policy reads only files of its own folder and below; copy the file there");
    return false;
}

static bool path_is_file(Program *program, Asker asker, const char *path)
{
    const FileReader *reader = program->reader;
    switch (reader->kind(reader->context, path)) {
    case FILE_REGULAR: return true;
    case FILE_FOLDER:
        complain(program, asker, DIAG_E0202, "%s is a folder, and a file is needed here", path);
        return false;
    case FILE_OTHER:
        complain(program, asker, DIAG_E0202, "%s is neither a file nor a folder", path);
        return false;
    case FILE_MISSING: break;
    }
    Diag *diag = complain(program, asker, DIAG_E0201, "there is no file %s", path);
    const char *longer = arena_format(program->arena, "%s.sla", path);
    if (reader->kind(reader->context, longer) == FILE_REGULAR)
        diag_note(program->diags, diag, "there is a file %s", longer);
    return false;
}

static bool read_bytes(Program *program, Asker asker, const char *path, Text *out)
{
    const FileReader *reader = program->reader;
    switch (reader->read(reader->context, program->arena, path, PARSE_FILE_BYTES, out)) {
    case FILE_READ: return true;
    case FILE_FAILED: complain(program, asker, DIAG_E0202, "%s cannot be read", path); return false;
    case FILE_TOO_LARGE:
        complain(program, asker, DIAG_E0104,
                 "%s is larger than %d MiB, the most that a file may hold", path,
                 PARSE_FILE_BYTES >> 20);
        return false;
    }
    return false;
}

/* ---- Imports ---- */

/* `name` is what messages call it. */
static bool file_load(Loader *loader, Asker asker, const char *path, const char *name);

static const EmbeddedFile *embedded_find(const char *name)
{
    for (const EmbeddedFile *file = EMBEDDED_FILES; file->name; file++)
        if (!strcmp(file->name, name))
            return file;
    return NULL;
}

/* "std.clocks" → "clocks.sla", "holidays.ua" → "holidays/ua.sla". */
static const char *embedded_name(Arena *arena, Text word)
{
    if (text_starts(word, TEXT("std.")))
        word = (Text){.data = word.data + 4, .size = word.size - 4};
    char *name = arena_format(arena, "%.*s.sla", TEXT_ARGS(word));
    for (uint32_t i = 0; i < word.size; i++)
        if (name[i] == '.')
            name[i] = '/';
    return name;
}

/* The same back: what an author writes after `use`. */
static Text embedded_word(Arena *arena, const char *name)
{
    bool is_holiday = strchr(name, '/');
    char *word =
        arena_format(arena, "%s%.*s", is_holiday ? "" : "std.", (int)strlen(name) - 4, name);
    for (char *c = word; *c; c++)
        if (*c == '/')
            *c = '.';
    return text_from(word);
}

static void embedded_missing(Program *program, Asker asker, Text word)
{
    TextList words = {0};
    for (const EmbeddedFile *file = EMBEDDED_FILES; file->name; file++)
        VEC_PUSH(program->arena, &words, embedded_word(program->arena, file->name));
    Diag *diag =
        complain(program, asker, DIAG_E0207, "the standard library has no %.*s", TEXT_ARGS(word));
    int near = text_nearest(word, words.at, words.count);
    if (near >= 0)
        diag_fix(program->diags, diag, "use the nearest name", false, asker.span,
                 text_string(program->arena, words.at[near]));
    else
        diag_note(program->diags, diag, "a file of your own is named in quotes: use \"%.*s.sla\"",
                  TEXT_ARGS(word));
}

static void cycle_report(Loader *loader, Asker asker, uint32_t first)
{
    Program *program = loader->program;
    const char *chain = loader->visits.at[first].path;
    for (uint32_t i = first + 1; i < loader->visits.count; i++)
        if (loader->visits.at[i].is_open)
            chain = arena_format(program->arena, "%s uses %s", chain, loader->visits.at[i].path);
    Diag *diag = complain(program, asker, DIAG_E0206, "these files use one another: %s uses %s",
                          chain, loader->visits.at[first].path);
    for (uint32_t i = first + 1; i < loader->visits.count; i++)
        if (loader->visits.at[i].is_open)
            diag_relate(program->diags, diag, loader->visits.at[i].used_at, "%s is used here",
                        loader->visits.at[i].path);
    diag_note(program->diags, diag, "put what both need into a third file");
}

/* Was it asked for before? Reports the cycle if it is still open. */
static bool is_visited(Loader *loader, Asker asker, const char *path)
{
    for (uint32_t i = 0; i < loader->visits.count; i++) {
        if (strcmp(loader->visits.at[i].path, path) != 0)
            continue;
        if (loader->visits.at[i].is_open)
            cycle_report(loader, asker, i);
        return true;
    }
    return false;
}

static void embedded_load(Loader *loader, Asker asker, const char *name);

static void use_load(Loader *loader, const char *folder, bool is_std, const Node *use)
{
    Program *program = loader->program;
    Asker asker = {.has_span = true, .span = use->name_span.hi ? use->name_span : use->span};
    if (!(use->flags & USE_FILE)) {
        const char *name = embedded_name(program->arena, use->text);
        if (embedded_find(name))
            embedded_load(loader, asker, name);
        else
            embedded_missing(program, asker, use->text);
        return;
    }
    if (is_std)
        return;
    if (use->text.size && use->text.data[0] == '/') {
        complain(program, asker, DIAG_E0205,
                 "%.*s is an absolute path; name a file beside this one", TEXT_ARGS(use->text));
        return;
    }
    const char *path = path_join(program->arena, folder, use->text);
    file_load(loader, asker, path, path);
}

/* Parses a file, loads what it uses, and lists it. */
static void text_load(Loader *loader, Asker asker, Module module, const char *name, Text text)
{
    Program *program = loader->program;
    if (loader->visits.count >= MODULE_COUNT_MAX) {
        complain(program, asker, DIAG_E0202, "a policy may hold at most %d files",
                 MODULE_COUNT_MAX);
        return;
    }
    uint32_t visit = loader->visits.count;
    VEC_PUSH(program->arena, &loader->visits,
             (Visit){.path = module.path, .is_open = true, .used_at = asker.span});
    module.file = source_add(program->files, text_from(name), text);
    uint32_t errors = program->diags->errors;
    module.tree = parse_file(program->arena, program->files, module.file, program->diags);
    program->is_unread |= program->diags->errors > errors;
    for (uint32_t i = 0; i < module.tree->list.count; i++)
        if (module.tree->list.at[i]->kind == AST_USE)
            use_load(loader, module.folder, module.is_std, module.tree->list.at[i]);
    loader->visits.at[visit].is_open = false;
    VEC_PUSH(program->arena, &program->modules, module);
}

static void embedded_load(Loader *loader, Asker asker, const char *name)
{
    Arena *arena = loader->program->arena;
    const EmbeddedFile *file = embedded_find(name);
    const char *path = arena_format(arena, "std/%s", name);
    if (is_visited(loader, asker, path))
        return;
    Module module = {.is_std = true, .path = path, .folder = folder_of(arena, path)};
    text_load(loader, asker, module, path,
              (Text){.data = (const char *)file->bytes, .size = (uint32_t)file->size});
}

static bool file_load(Loader *loader, Asker asker, const char *path, const char *name)
{
    Program *program = loader->program;
    if (asker.has_span && !may_read(program, asker, path))
        return false;
    if (is_visited(loader, asker, path))
        return true;
    Text text;
    if (!path_is_file(program, asker, path) || !read_bytes(program, asker, path, &text))
        return false;
    text_load(loader, asker, (Module){.path = path, .folder = folder_of(program->arena, path)},
              name, text);
    return true;
}

/* ---- The policy ---- */

static int text_order(const void *left, const void *right)
{
    return text_compare(*(const Text *)left, *(const Text *)right);
}

static bool folder_load(Loader *loader, const char *path)
{
    Program *program = loader->program;
    TextList names = {0};
    if (!program->reader->list(program->reader->context, program->arena, *path ? path : ".",
                               &names)) {
        complain(program, (Asker){0}, DIAG_E0202, "the folder %s cannot be read", path);
        return false;
    }
    if (names.count)
        qsort(names.at, names.count, sizeof *names.at, text_order);
    bool is_any = false, is_good = true;
    for (uint32_t i = 0; i < names.count; i++) {
        if (!text_ends(names.at[i], TEXT(".sla")) || names.at[i].data[0] == '.')
            continue;
        is_any = true;
        const char *file = path_join(program->arena, path, names.at[i]);
        is_good &= file_load(loader, (Asker){0}, file, file);
    }
    if (!is_any)
        complain(program, (Asker){0}, DIAG_E0201, "the folder %s holds no .sla file", path);
    return is_any && is_good;
}

static bool stdin_load(Loader *loader)
{
    Text text;
    if (!read_bytes(loader->program, (Asker){0}, "-", &text))
        return false;
    text_load(loader, (Asker){0}, (Module){.path = "-", .folder = ""}, "-", text);
    return true;
}

/* A folder `tests` belongs to the policy whose folder it stands in. */
static const char *root_of(Arena *arena, const char *folder)
{
    const char *slash = strrchr(folder, '/');
    bool is_tests = !strcmp(slash ? slash + 1 : folder, "tests");
    return is_tests ? folder_of(arena, folder) : folder;
}

bool module_load(Program *program, const char *path)
{
    Loader loader = {.program = program};
    const FileReader *reader = program->reader;
    bool is_stdin = !strcmp(path, "-");
    bool is_folder = !is_stdin && reader->kind(reader->context, path) == FILE_FOLDER;
    const char *whole = is_stdin ? path : path_join(program->arena, "", text_from(path));
    program->root = is_folder ? whole : is_stdin ? "" : folder_of(program->arena, whole);
    program->root = root_of(program->arena, program->root);
    program->root_real =
        reader->real(reader->context, program->arena, *program->root ? program->root : ".");
    embedded_load(&loader, (Asker){0}, "prelude.sla");
    if (is_stdin)
        return stdin_load(&loader);
    return is_folder ? folder_load(&loader, whole) : file_load(&loader, (Asker){0}, whole, path);
}

const char *module_file(Program *program, const Module *module, Span span, Text name)
{
    Asker asker = {.has_span = true, .span = span};
    const char *path = path_join(program->arena, module->folder, name);
    return may_read(program, asker, path) && path_is_file(program, asker, path) ? path : NULL;
}

bool module_read(Program *program, const Module *module, Span span, Text name, Text *out)
{
    Asker asker = {.has_span = true, .span = span};
    const char *path = path_join(program->arena, module->folder, name);
    return may_read(program, asker, path) && path_is_file(program, asker, path) &&
           read_bytes(program, asker, path, out);
}

const char *module_path(Program *program, Span span, Text name)
{
    Asker asker = {.has_span = true, .span = span};
    const char *path = name.size && name.data[0] == '/'
                           ? text_string(program->arena, name)
                           : path_join(program->arena, module_of(program, span)->folder, name);
    return may_read(program, asker, path) ? path : "";
}

const Module *module_of(const Program *program, Span span)
{
    for (uint32_t i = 0; i < program->modules.count; i++)
        if (program->modules.at[i].file == span.file)
            return &program->modules.at[i];
    return NULL;
}
