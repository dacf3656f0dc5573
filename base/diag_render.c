#include "base/diag_render.h"

#include <stdlib.h>

#include "base/buffer.h"

typedef struct Render {
    Buffer out;
    const SourceSet *sources;
    bool color;
    uint32_t gutter; /* width of the widest line number */
} Render;

static const char *const SEVERITY_WORD[] = {"error", "warning", "note"};
static const char *const SEVERITY_COLOR[] = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"};
static const char BOLD[] = "\x1b[1m", BLUE[] = "\x1b[1;34m", GREEN[] = "\x1b[1;32m",
                  PLAIN[] = "\x1b[0m";

static void paint(Render *render, const char *color)
{
    if (render->color)
        buffer_string(&render->out, color);
}

/* ---- Lines of the source ---- */

/* Columns on a terminal: one a character, a tab as four. */
static uint32_t width(Text text)
{
    uint32_t columns = 0;
    for (uint32_t i = 0; i < text.size; i++)
        columns += text.data[i] == '\t' ? 4 : ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return columns;
}

/* The part of a very long line around byte `at`, whole characters. */
static Text line_clip(Text line, uint32_t at)
{
    enum { BEFORE = 60, SHOWN = 160 };
    if (line.size <= SHOWN)
        return line;
    uint32_t lo = at > BEFORE ? at - BEFORE : 0, hi;
    while (lo && ((unsigned char)line.data[lo] & 0xc0) == 0x80)
        lo--;
    hi = line.size - lo > SHOWN ? lo + SHOWN : line.size;
    while (hi < line.size && ((unsigned char)line.data[hi] & 0xc0) == 0x80)
        hi++;
    return (Text){line.data + lo, hi - lo};
}

static void gutter_print(Render *render, uint32_t line)
{
    paint(render, BLUE);
    if (line)
        buffer_print(&render->out, "%*u | ", (int)render->gutter, line);
    else
        buffer_print(&render->out, "%*s | ", (int)render->gutter, "");
    paint(render, PLAIN);
}

static void line_print(Render *render, uint32_t number, Text line)
{
    gutter_print(render, number);
    for (uint32_t i = 0; i < line.size; i++)
        if (line.data[i] == '\t')
            buffer_string(&render->out, "    ");
        else
            buffer_char(&render->out, line.data[i]);
    buffer_char(&render->out, '\n');
}

/* The part of a span on its first line, marked and labelled. */
static void mark_print(Render *render, Span span, Text line, char mark, const char *color,
                       const char *label)
{
    Text all = source_text(render->sources, span.file);
    uint32_t start = (uint32_t)(line.data - all.data), end = start + line.size;
    uint32_t lo = span.lo < end ? span.lo : end, hi = span.hi < end ? span.hi : end;
    uint32_t marks = hi > lo ? width((Text){all.data + lo, hi - lo}) : 1;
    gutter_print(render, 0);
    buffer_repeat(&render->out, ' ', width((Text){line.data, lo - start}));
    paint(render, color);
    buffer_repeat(&render->out, mark, marks ? marks : 1);
    if (label[0])
        buffer_print(&render->out, " %s", label);
    paint(render, PLAIN);
    buffer_char(&render->out, '\n');
}

static void place_print(Render *render, Span span, const char *arrow)
{
    Place place = source_place(render->sources, span.file, span.lo);
    paint(render, BLUE);
    buffer_repeat(&render->out, ' ', render->gutter);
    buffer_string(&render->out, arrow);
    paint(render, PLAIN);
    buffer_print(&render->out, " %.*s:%u:%u\n", TEXT_ARGS(source_name(render->sources, span.file)),
                 place.line, place.column);
}

/* ---- One finding for a terminal ---- */

typedef struct Mark {
    Span span;
    uint32_t line;
    const char *label;
    bool is_primary;
} Mark;

static int mark_order(const void *left, const void *right)
{
    const Mark *a = left, *b = right;
    if (a->span.file != b->span.file)
        return a->span.file < b->span.file ? -1 : 1;
    return a->span.lo < b->span.lo ? -1 : a->span.lo > b->span.lo;
}

static void marks_print(Render *render, const Mark *marks, uint32_t count, Span primary,
                        const char *color)
{
    uint32_t file = primary.file, line = 0;
    const char *shown = NULL;
    for (uint32_t i = 0; i < count; i++) {
        Text all = source_text(render->sources, marks[i].span.file);
        Text text = source_line(render->sources, marks[i].span.file, marks[i].span.lo);
        text = line_clip(text, marks[i].span.lo - (uint32_t)(text.data - all.data));
        if (marks[i].span.file != file)
            place_print(render, marks[i].span, ":::");
        else if (line && marks[i].line > line + 1)
            buffer_print(&render->out, "%*s ...\n", (int)render->gutter, "");
        if (text.data != shown)
            line_print(render, marks[i].line, text);
        shown = text.data;
        mark_print(render, marks[i].span, text, marks[i].is_primary ? '^' : '-',
                   marks[i].is_primary ? color : BLUE, marks[i].label);
        file = marks[i].span.file;
        line = marks[i].line;
    }
}

/* The primary place's file first, so that the heading names it; places in order within a file. */
static void places_print(Render *render, const Diag *diag)
{
    uint32_t count = 0, widest = 1;
    Mark *marks = ARENA_ARRAY(render->out.arena, Mark, diag->related.count + 1);
    marks[count++] = (Mark){.span = diag->span, .label = "", .is_primary = true};
    for (uint32_t i = 0; i < diag->related.count; i++)
        marks[count++] =
            (Mark){.span = diag->related.at[i].span, .label = diag->related.at[i].message};
    for (uint32_t i = 0; i < count; i++) {
        marks[i].line = source_place(render->sources, marks[i].span.file, marks[i].span.lo).line;
        widest = marks[i].line > widest ? marks[i].line : widest;
    }
    for (render->gutter = 1; widest >= 10; widest /= 10)
        render->gutter++;
    place_print(render, diag->span, "-->");
    uint32_t own = 0; /* marks in the primary's file come first */
    for (uint32_t i = 0; i < count; i++)
        if (marks[i].span.file == diag->span.file) {
            Mark moved = marks[i];
            marks[i] = marks[own];
            marks[own++] = moved;
        }
    qsort(marks, own, sizeof *marks, mark_order);
    qsort(marks + own, count - own, sizeof *marks, mark_order);
    marks_print(render, marks, count, diag->span, SEVERITY_COLOR[diag->severity]);
}

static void tail_print(Render *render, const char *color, const char *word, const char *text)
{
    buffer_repeat(&render->out, ' ', render->gutter);
    buffer_string(&render->out, " = ");
    paint(render, color);
    buffer_print(&render->out, "%s:", word);
    paint(render, PLAIN);
    buffer_print(&render->out, " %s\n", text);
}

/* `write `is`: `is`` shows what is typed; a removal has nothing to show. */
static void fix_print(Render *render, const Diag *diag)
{
    const char *text = diag->fix_title;
    if (diag->fix.count == 1 && diag->fix.at[0].text[0])
        text = arena_format(render->out.arena, "%s: `%s`", text, diag->fix.at[0].text);
    tail_print(render, GREEN, "fix", text);
}

static void diag_text(Render *render, const Diag *diag)
{
    paint(render, SEVERITY_COLOR[diag->severity]);
    buffer_print(&render->out, "%s[%s]", SEVERITY_WORD[diag->severity], diag_row(diag->code)->code);
    paint(render, PLAIN);
    paint(render, BOLD);
    buffer_print(&render->out, ": %s\n", diag->message);
    paint(render, PLAIN);
    render->gutter = 1;
    if (diag->has_span)
        places_print(render, diag);
    if (diag->witness.count) {
        const char *ticket = "";
        for (uint32_t i = 0; i < diag->witness.count; i++)
            ticket = arena_format(render->out.arena, "%s%s%s: %s", ticket, i ? ", " : "",
                                  diag->witness.at[i].name, diag->witness.at[i].value);
        tail_print(render, BOLD, "for example a ticket with", ticket);
    }
    for (uint32_t i = 0; i < diag->notes.count; i++)
        tail_print(render, BOLD, "help", diag->notes.at[i]);
    if (diag->fix_title)
        fix_print(render, diag);
    buffer_char(&render->out, '\n');
}

/* ---- One line ---- */

static void diag_short(Render *render, const Diag *diag)
{
    if (diag->has_span) {
        Place place = source_place(render->sources, diag->span.file, diag->span.lo);
        buffer_print(&render->out,
                     "%.*s:%u:%u: ", TEXT_ARGS(source_name(render->sources, diag->span.file)),
                     place.line, place.column);
    }
    buffer_print(&render->out, "%s[%s]: %s\n", SEVERITY_WORD[diag->severity],
                 diag_row(diag->code)->code, diag->message);
}

/* ---- JSON ---- */

static void json_member(Render *render, const char *key, const char *text)
{
    buffer_print(&render->out, "\"%s\":", key);
    buffer_json(&render->out, text_from(text));
}

static void json_span(Render *render, Span span)
{
    Place first = source_place(render->sources, span.file, span.lo);
    Place last = source_place(render->sources, span.file, span.hi);
    buffer_string(&render->out, "\"file\":");
    buffer_json(&render->out, source_name(render->sources, span.file));
    buffer_print(&render->out, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u",
                 first.line, first.column, last.line, last.column);
}

static void json_related(Render *render, const Diag *diag)
{
    buffer_string(&render->out, ",\"related\":[");
    for (uint32_t i = 0; i < diag->related.count; i++) {
        buffer_string(&render->out, i ? ",{" : "{");
        json_span(render, diag->related.at[i].span);
        buffer_char(&render->out, ',');
        json_member(render, "message", diag->related.at[i].message);
        buffer_char(&render->out, '}');
    }
    buffer_char(&render->out, ']');
}

static void json_witness(Render *render, const Diag *diag)
{
    if (!diag->witness.count)
        return;
    buffer_string(&render->out, ",\"witness\":{");
    for (uint32_t i = 0; i < diag->witness.count; i++) {
        buffer_string(&render->out, i ? "," : "");
        buffer_json(&render->out, text_from(diag->witness.at[i].name));
        buffer_char(&render->out, ':');
        buffer_json(&render->out, text_from(diag->witness.at[i].value));
    }
    buffer_char(&render->out, '}');
}

static void json_notes(Render *render, const Diag *diag)
{
    if (!diag->notes.count)
        return;
    buffer_string(&render->out, ",\"help\":[");
    for (uint32_t i = 0; i < diag->notes.count; i++) {
        buffer_string(&render->out, i ? "," : "");
        buffer_json(&render->out, text_from(diag->notes.at[i]));
    }
    buffer_char(&render->out, ']');
}

static void json_fix(Render *render, const Diag *diag)
{
    if (!diag->fix_title)
        return;
    buffer_string(&render->out, ",\"fix\":{");
    json_member(render, "title", diag->fix_title);
    buffer_print(&render->out, ",\"applicability\":\"%s\",\"edits\":[",
                 diag->fix_is_sure ? "sure" : "maybe");
    for (uint32_t i = 0; i < diag->fix.count; i++) {
        buffer_string(&render->out, i ? ",{" : "{");
        json_span(render, diag->fix.at[i].span);
        buffer_char(&render->out, ',');
        json_member(render, "text", diag->fix.at[i].text);
        buffer_char(&render->out, '}');
    }
    buffer_string(&render->out, "]}");
}

static void diag_json(Render *render, const Diag *diag)
{
    buffer_char(&render->out, '{');
    json_member(render, "code", diag_row(diag->code)->code);
    buffer_char(&render->out, ',');
    json_member(render, "severity", SEVERITY_WORD[diag->severity]);
    buffer_char(&render->out, ',');
    json_member(render, "message", diag->message);
    buffer_char(&render->out, ',');
    if (diag->has_span)
        json_span(render, diag->span);
    else
        buffer_string(
            &render->out,
            "\"file\":null,\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null");
    if (diag->place) {
        buffer_char(&render->out, ',');
        json_member(render, "place", diag->place);
    }
    json_related(render, diag);
    json_witness(render, diag);
    json_notes(render, diag);
    json_fix(render, diag);
    buffer_string(&render->out, "}\n");
}

/* ---- A workflow command of GitHub ---- */

/* The runner reads %25, %0D and %0A back everywhere, %3A and %2C in properties only. */
static void github_text(Render *render, Text text, bool is_property)
{
    for (uint32_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool is_mark =
            c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
        if (is_mark)
            buffer_print(&render->out, "%%%02X", (unsigned)c);
        else
            buffer_char(&render->out, c);
    }
}

/* Columns mean something to GitHub only within one line, and its last column is included. */
static void github_place(Render *render, Span span)
{
    Place first = source_place(render->sources, span.file, span.lo);
    Place last = source_place(render->sources, span.file, span.hi);
    buffer_string(&render->out, "file=");
    github_text(render, source_name(render->sources, span.file), true);
    buffer_print(&render->out, ",line=%u,endLine=%u", first.line, last.line);
    if (first.line == last.line)
        buffer_print(&render->out, ",col=%u,endColumn=%u", first.column,
                     last.column > first.column ? last.column - 1 : first.column);
    buffer_char(&render->out, ',');
}

static void diag_github(Render *render, const Diag *diag)
{
    static const char *const COMMAND[] = {"error", "warning", "notice"};
    buffer_print(&render->out, "::%s ", COMMAND[diag->severity]);
    if (diag->has_span)
        github_place(render, diag->span);
    buffer_print(&render->out, "title=%s %s::", diag_row(diag->code)->code,
                 diag_row(diag->code)->slug);
    github_text(render, text_from(diag->message), false);
    for (uint32_t i = 0; i < diag->notes.count; i++) {
        buffer_string(&render->out, "%0A");
        github_text(render, text_from(diag->notes.at[i]), false);
    }
    if (diag->fix_title) {
        buffer_string(&render->out, "%0Afix: ");
        github_text(render, text_from(diag->fix_title), false);
    }
    buffer_char(&render->out, '\n');
}

/* ---- All of them ---- */

static const struct FormatRow {
    const char *word;
    void (*render)(Render *render, const Diag *diag);
    bool is_capped;
} FORMAT[] = {[DIAG_TEXT] = {"text", diag_text, true},
              [DIAG_SHORT] = {"short", diag_short, true},
              [DIAG_JSON] = {"json", diag_json, false},
              [DIAG_GITHUB] = {"github", diag_github, false}};

bool diag_format_find(Text word, DiagFormat *out)
{
    for (size_t i = 0; i < sizeof FORMAT / sizeof *FORMAT; i++)
        if (text_is(word, FORMAT[i].word)) {
            *out = (DiagFormat)i;
            return true;
        }
    return false;
}

Text diag_render(Arena *arena, const SourceSet *sources, const DiagList *diags, DiagFormat format,
                 bool color)
{
    Render render = {
        .out = {.arena = arena}, .sources = sources, .color = color && format == DIAG_TEXT};
    const struct FormatRow *row = &FORMAT[format];
    uint32_t count = diags->items.count;
    uint32_t shown = row->is_capped && count > DIAG_SHOWN ? DIAG_SHOWN : count;
    for (uint32_t i = 0; i < shown; i++)
        row->render(&render, &diags->items.at[i]);
    if (shown < count)
        buffer_print(&render.out, "and %u more\n", count - shown);
    return buffer_text(&render.out);
}
