#include "base/bundle.h"

/* ---- Names ---- */

Text bundle_folder(Text path)
{
    uint32_t end = path.size;
    while (end > 0 && path.data[end - 1] != '/')
        end--;
    return (Text){path.data, end > 1 ? end - 1 : end};
}

Text bundle_name(const Bundle *bundle, Text path)
{
    Text folder = bundle->folder;
    if (folder.size == 0)
        return path;
    if (text_equal(path, folder))
        return TEXT(".");
    if (path.size <= folder.size + 1 || !text_starts(path, folder) || path.data[folder.size] != '/')
        return path;
    return (Text){path.data + folder.size + 1, path.size - folder.size - 1};
}

const char *bundle_path(const Bundle *bundle, Text name)
{
    if (bundle->folder.size == 0 || text_is(name, "-") || text_starts(name, TEXT("/")))
        return text_string(bundle->arena, name);
    if (text_is(name, "."))
        return text_string(bundle->arena, bundle->folder);
    return arena_format(bundle->arena, "%.*s/%.*s", TEXT_ARGS(bundle->folder), TEXT_ARGS(name));
}

static BundleEntry *entry_find(Bundle *bundle, const char *path)
{
    Text name = bundle_name(bundle, text_from(path));
    for (uint32_t i = 0; i < bundle->entries.count; i++)
        if (text_equal(bundle->entries.at[i].name, name))
            return &bundle->entries.at[i];
    return NULL;
}

/* ---- Writing down ---- */

static void entry_note(Bundle *bundle, const char *path, BundleKind kind, Text text)
{
    BundleEntry *known = entry_find(bundle, path);
    if (known && text.size == 0)
        return;
    BundleEntry entry = {.kind = kind, .text = text};
    entry.name = text_copy(bundle->arena, bundle_name(bundle, text_from(path)));
    if (known)
        *known = entry;
    else
        VEC_PUSH(bundle->arena, &bundle->entries, entry);
}

static FileKind record_kind(void *context, const char *path)
{
    Bundle *bundle = context;
    FileKind kind = bundle->under.kind(bundle->under.context, path);
    if (kind == FILE_FOLDER)
        entry_note(bundle, path, BUNDLE_FOLDER, TEXT(""));
    else if (kind == FILE_MISSING)
        entry_note(bundle, path, BUNDLE_MISSING, TEXT(""));
    return kind;
}

static FileResult record_read(void *context, Arena *arena, const char *path, size_t limit,
                              Text *out)
{
    Bundle *bundle = context;
    FileResult result = bundle->under.read(bundle->under.context, arena, path, limit, out);
    if (result == FILE_READ)
        entry_note(bundle, path, BUNDLE_FILE, text_copy(bundle->arena, *out));
    return result;
}

static bool record_list(void *context, Arena *arena, const char *path, TextList *out)
{
    Bundle *bundle = context;
    const char *names = "";
    uint32_t from = out->count;
    if (!bundle->under.list(bundle->under.context, arena, path, out))
        return false;
    for (uint32_t i = from; i < out->count; i++)
        if (text_ends(out->at[i], bundle->extension))
            names = arena_format(bundle->arena, "%s%.*s\n", names, TEXT_ARGS(out->at[i]));
    entry_note(bundle, path, BUNDLE_FOLDER, text_from(names));
    return true;
}

static const char *record_real(void *context, Arena *arena, const char *path)
{
    Bundle *bundle = context;
    return bundle->under.real(bundle->under.context, arena, path);
}

FileReader bundle_recorder(Bundle *bundle)
{
    return (FileReader){bundle, record_kind, record_read, record_list, record_real};
}

/* ---- Asking again ---- */

static FileKind again_kind(void *context, const char *path)
{
    Bundle *bundle = context;
    const BundleEntry *entry = entry_find(bundle, path);
    if (!entry)
        return bundle->under.kind(bundle->under.context, path);
    switch (entry->kind) {
    case BUNDLE_FILE: return FILE_REGULAR;
    case BUNDLE_FOLDER: return FILE_FOLDER;
    case BUNDLE_MISSING: return FILE_MISSING;
    }
    return FILE_MISSING;
}

static FileResult again_read(void *context, Arena *arena, const char *path, size_t limit, Text *out)
{
    Bundle *bundle = context;
    const BundleEntry *entry = entry_find(bundle, path);
    if (!entry)
        return bundle->under.read(bundle->under.context, arena, path, limit, out);
    if (entry->kind != BUNDLE_FILE)
        return FILE_FAILED;
    if (entry->text.size > limit)
        return FILE_TOO_LARGE;
    *out = entry->text;
    return FILE_READ;
}

static bool again_list(void *context, Arena *arena, const char *path, TextList *out)
{
    Bundle *bundle = context;
    const BundleEntry *entry = entry_find(bundle, path);
    if (!entry)
        return bundle->under.list(bundle->under.context, arena, path, out);
    if (entry->kind != BUNDLE_FOLDER)
        return false;
    for (Text left = entry->text; left.size;) {
        const char *end = memchr(left.data, '\n', left.size);
        uint32_t size = end ? (uint32_t)(end - left.data) : left.size;
        VEC_PUSH(arena, out, (Text){left.data, size});
        size += end != NULL;
        left = (Text){left.data + size, left.size - size};
    }
    return true;
}

/* Links were followed when the bundle was made. */
static const char *again_real(void *context, Arena *arena, const char *path)
{
    (void)context, (void)arena, (void)path;
    return NULL;
}

FileReader bundle_reader(Bundle *bundle)
{
    return (FileReader){bundle, again_kind, again_read, again_list, again_real};
}
