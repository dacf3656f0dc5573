#include "cli/sarif.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/buffer.h"
#include "cli/fingerprint.h"

typedef struct Sarif {
    Buffer out;
    const SourceSet *sources; /* of the policy at hand */
    bool uses[DIAG_COUNT];
    uint32_t index[DIAG_COUNT]; /* of a used rule in `rules` */
} Sarif;

static void string(Sarif *sarif, const char *before, Text text)
{
    buffer_string(&sarif->out, before);
    buffer_json(&sarif->out, text);
}

/* ---- Places ---- */

/* A path as a URI reference (RFC 3986): what is neither unreserved nor a slash is escaped. */
static Text uri_of(Arena *arena, Text path)
{
    Buffer uri = {.arena = arena};
    if (path.size && path.data[0] == '/')
        buffer_string(&uri, "file://");
    while (text_starts(path, TEXT("./")))
        path = (Text){path.data + 2, path.size - 2};
    for (uint32_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.data[i];
        if (c < 0x80 && (isalnum(c) || strchr("-._~/", c)))
            buffer_char(&uri, (char)c);
        else
            buffer_print(&uri, "%%%02X", c);
    }
    return buffer_text(&uri);
}

/* Relative paths are from where the check ran, which in a CI is the root of the repository. */
static void artifact(Sarif *sarif, uint32_t file)
{
    Text path = source_name(sarif->sources, file);
    string(sarif, "\"artifactLocation\":{\"uri\":", uri_of(sarif->out.arena, path));
    if (path.data[0] != '/')
        buffer_string(&sarif->out, ",\"uriBaseId\":\"%SRCROOT%\"");
    buffer_char(&sarif->out, '}');
}

static void region(Sarif *sarif, const char *key, Span span)
{
    Place first = source_place(sarif->sources, span.file, span.lo);
    Place last = source_place(sarif->sources, span.file, span.hi);
    buffer_print(&sarif->out, "\"%s\":{\"startLine\":%u,\"startColumn\":%u", key, first.line,
                 first.column);
    buffer_print(&sarif->out, ",\"endLine\":%u,\"endColumn\":%u}", last.line, last.column);
}

static void physical(Sarif *sarif, Span span)
{
    buffer_string(&sarif->out, "\"physicalLocation\":{");
    artifact(sarif, span.file);
    buffer_char(&sarif->out, ',');
    region(sarif, "region", span);
    buffer_char(&sarif->out, '}');
}

static void locations(Sarif *sarif, const Diag *diag)
{
    buffer_string(&sarif->out, ",\"locations\":[{");
    physical(sarif, diag->span);
    if (diag->place && *diag->place) {
        string(sarif, ",\"logicalLocations\":[{\"fullyQualifiedName\":", text_from(diag->place));
        buffer_string(&sarif->out, "}]");
    }
    buffer_string(&sarif->out, "}]");
}

static void related(Sarif *sarif, const Diag *diag)
{
    if (!diag->related.count)
        return;
    buffer_string(&sarif->out, ",\"relatedLocations\":[");
    for (uint32_t i = 0; i < diag->related.count; i++) {
        buffer_print(&sarif->out, "%s{\"id\":%u,", i ? "," : "", i + 1);
        physical(sarif, diag->related.at[i].span);
        string(sarif, ",\"message\":{\"text\":", text_from(diag->related.at[i].message));
        buffer_string(&sarif->out, "}}");
    }
    buffer_char(&sarif->out, ']');
}

/* ---- A result ---- */

static const char *const LEVEL[] = {"error", "warning", "note"};

static void message(Sarif *sarif, const Diag *diag)
{
    Arena *arena = sarif->out.arena;
    const char *text = diag->message;
    for (uint32_t i = 0; i < diag->witness.count; i++)
        text = arena_format(arena, "%s%s%s: %s", text, i ? ", " : "\nFor example a ticket with ",
                            diag->witness.at[i].name, diag->witness.at[i].value);
    for (uint32_t i = 0; i < diag->notes.count; i++)
        text = arena_format(arena, "%s\n%s", text, diag->notes.at[i]);
    string(sarif, ",\"message\":{\"text\":", text_from(text));
    buffer_char(&sarif->out, '}');
}

/* One change a file, the edits of each in their order. */
static void changes(Sarif *sarif, const Diag *diag)
{
    const char *comma = "";
    for (uint32_t file = 0; file < source_count(sarif->sources); file++) {
        bool is_open = false;
        for (uint32_t i = 0; i < diag->fix.count; i++) {
            const DiagEdit *edit = &diag->fix.at[i];
            if (edit->span.file != file)
                continue;
            if (!is_open) {
                buffer_print(&sarif->out, "%s{", comma);
                artifact(sarif, file);
            }
            buffer_string(&sarif->out, is_open ? ",{" : ",\"replacements\":[{");
            region(sarif, "deletedRegion", edit->span);
            string(sarif, ",\"insertedContent\":{\"text\":", text_from(edit->text));
            buffer_string(&sarif->out, "}}");
            is_open = true;
        }
        buffer_string(&sarif->out, is_open ? "]}" : "");
        comma = is_open ? "," : comma;
    }
}

static void fixes(Sarif *sarif, const Diag *diag)
{
    if (!diag->fix.count)
        return;
    string(sarif, ",\"fixes\":[{\"description\":{\"text\":", text_from(diag->fix_title));
    buffer_string(&sarif->out, "},\"artifactChanges\":[");
    changes(sarif, diag);
    buffer_string(&sarif->out, "]}]");
}

static void result(Sarif *sarif, const Diag *diag, uint64_t fingerprint)
{
    const DiagRow *row = diag_row(diag->code);
    buffer_print(&sarif->out, "{\"ruleId\":\"%s\",\"ruleIndex\":%u,\"level\":\"%s\"", row->code,
                 sarif->index[diag->code], LEVEL[diag->severity]);
    message(sarif, diag);
    if (diag->has_span)
        locations(sarif, diag);
    related(sarif, diag);
    buffer_print(&sarif->out, ",\"partialFingerprints\":{\"slate/v1\":\"%016" PRIx64 "\"}",
                 fingerprint);
    fixes(sarif, diag);
    if (diag->waived) {
        string(sarif, ",\"suppressions\":[{\"kind\":\"inSource\",\"justification\":",
               text_from(diag->waived));
        buffer_string(&sarif->out, "}]");
    }
    buffer_char(&sarif->out, '}');
}

static void results(Sarif *sarif, const DiagList *diags, const char **comma)
{
    if (!diags)
        return;
    const uint64_t *prints = fingerprints_make(sarif->out.arena, sarif->sources, diags);
    for (uint32_t i = 0; i < diags->items.count; i++) {
        buffer_string(&sarif->out, *comma);
        result(sarif, &diags->items.at[i], prints[i]);
        *comma = ",\n";
    }
}

/* ---- Rules ---- */

static void uses_add(Sarif *sarif, const DiagList *diags)
{
    for (uint32_t i = 0; diags && i < diags->items.count; i++)
        sarif->uses[diags->items.at[i].code] = true;
}

static void rule(Sarif *sarif, DiagCode code)
{
    Arena *arena = sarif->out.arena;
    const DiagRow *row = diag_row(code);
    const char *help = arena_format(arena, "Avoid:\n%s\n\nPrefer:\n%s", row->avoid, row->prefer);
    const char *markdown =
        arena_format(arena, "Avoid:\n```\n%s\n```\nPrefer:\n```\n%s\n```", row->avoid, row->prefer);
    buffer_print(&sarif->out, "{\"id\":\"%s\",\"name\":\"%s\"", row->code, row->slug);
    string(sarif, ",\"shortDescription\":{\"text\":", text_from(row->title));
    string(sarif, "},\"fullDescription\":{\"text\":", text_from(row->why));
    string(sarif, "},\"help\":{\"text\":", text_from(help));
    string(sarif, ",\"markdown\":", text_from(markdown));
    buffer_print(&sarif->out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}",
                 LEVEL[row->severity]);
}

static void rules(Sarif *sarif)
{
    uint32_t count = 0;
    for (int code = 0; code < DIAG_COUNT; code++) {
        if (!sarif->uses[code])
            continue;
        buffer_string(&sarif->out, count ? ",\n" : "");
        rule(sarif, (DiagCode)code);
        sarif->index[code] = count++;
    }
}

/* ---- The document ---- */

Text sarif_render(Arena *arena, const Findings *all, uint32_t count)
{
    Sarif sarif = {.out = {.arena = arena}};
    bool compiles = true;
    for (uint32_t i = 0; i < count; i++) {
        uses_add(&sarif, all[i].diags);
        uses_add(&sarif, all[i].waived);
        compiles = compiles && all[i].compiles;
    }
    buffer_string(&sarif.out,
                  "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                  "schemas/sarif-schema-2.1.0.json\","
                  "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"slate\",");
    string(&sarif, "\"version\":", text_from(command_version()));
    buffer_string(&sarif.out, ",\"rules\":[");
    rules(&sarif);
    buffer_print(&sarif.out, "]}},\"invocations\":[{\"executionSuccessful\":%s}],",
                 compiles ? "true" : "false");
    buffer_string(&sarif.out, "\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    const char *comma = "\n";
    for (uint32_t i = 0; i < count; i++) {
        sarif.sources = all[i].sources;
        results(&sarif, all[i].diags, &comma);
        results(&sarif, all[i].waived, &comma);
    }
    buffer_string(&sarif.out, "]}]}\n");
    return buffer_text(&sarif.out);
}
