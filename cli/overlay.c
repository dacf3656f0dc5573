#include "cli/overlay.h"

static FileKind overlay_kind(void *context, const char *path)
{
    const Overlay *overlay = context;
    return text_is(overlay->path, path) ? FILE_REGULAR
                                        : overlay->disk.kind(overlay->disk.context, path);
}

static FileResult overlay_read(void *context, Arena *arena, const char *path, size_t limit,
                               Text *out)
{
    const Overlay *overlay = context;
    if (!text_is(overlay->path, path))
        return overlay->disk.read(overlay->disk.context, arena, path, limit, out);
    *out = overlay->text;
    return FILE_READ;
}

/* The last part of the path where the rest is that folder; empty where it is not. */
static Text name_in(Text path, Text folder)
{
    while (folder.size > 1 && folder.data[folder.size - 1] == '/')
        folder.size--;
    Text name = path;
    for (uint32_t i = 0; i < path.size; i++)
        if (path.data[i] == '/')
            name = (Text){path.data + i + 1, path.size - i - 1};
    uint32_t size = path.size - name.size;
    Text own = {path.data, size > 1 ? size - 1 : size};
    bool is_here = size == 0 && (text_is(folder, ".") || !folder.size);
    return is_here || (size && text_equal(own, folder)) ? name : (Text){0};
}

static bool overlay_list(void *context, Arena *arena, const char *path, TextList *out)
{
    const Overlay *overlay = context;
    if (!overlay->disk.list(overlay->disk.context, arena, path, out))
        return false;
    Text name = name_in(overlay->path, text_from(path));
    for (uint32_t i = 0; i < out->count && name.size; i++)
        if (text_equal(out->at[i], name))
            name.size = 0;
    if (name.size)
        VEC_PUSH(arena, out, name);
    return true;
}

static const char *overlay_real(void *context, Arena *arena, const char *path)
{
    const Overlay *overlay = context;
    return overlay->disk.real(overlay->disk.context, arena, path);
}

Overlay overlay_make(Text path, Text text)
{
    return (Overlay){.disk = file_reader_disk(), .path = path, .text = text};
}

FileReader overlay_reader(Overlay *overlay)
{
    return (FileReader){overlay, overlay_kind, overlay_read, overlay_list, overlay_real};
}
