#include "cli/help.h"

#include <string.h>

#include "base/status.h"

/* The width that a terminal gives the text: code points. */
static int text_width(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void row_print(FILE *out, const char *left, int width, const char *right)
{
    int pad = width - text_width(left);
    if (pad > 0)
        fprintf(out, "  %s%*s  %s\n", left, pad, "", right);
    else
        fprintf(out, "  %s\n  %*s  %s\n", left, width, "", right);
}

static const char *const EXITS[] = {
    "the answer is good",
    "the answer is bad: findings, a failed test, not formatted",
    "the call's words are off",
    "the policy does not compile",
    "input was refused: too many rejects, a file that cannot be read",
    "undetermined",
    "an internal error or a resource limit",
};
enum { EXIT_COUNT = sizeof EXITS / sizeof EXITS[0] };

void help_print(FILE *out)
{
    fputs("slate: support policies as a language. Working hours, targets, pauses and escalations "
          "are\n"
          "written in .sla files; slate checks them and applies them to ticket histories.\n\n"
          "usage: slate VERB [FLAG…] …\n\n",
          out);
    for (size_t i = 0; i < command_count(); i++)
        row_print(out, command_at(i)->name, 9, command_at(i)->help);
    fputs("\n  slate VERB --help   the flags of a verb, with an example\n"
          "  slate --version     the version\n\nexit codes:\n",
          out);
    for (int i = 0; i < EXIT_COUNT; i++)
        fprintf(out, "  %d  %s\n", i, EXITS[i]);
}

static void flag_title(char *title, size_t size, const Flag *flag)
{
    snprintf(title, size, "%s%s%s", flag->name, flag->value ? " " : "",
             flag->value ? flag->value : "");
}

void help_verb_print(FILE *out, const Command *command)
{
    fprintf(out, "slate %s: %s.\n\nusage: slate %s [FLAG…] %s\n\n", command->name, command->help,
            command->name, command->operands);
    for (size_t i = 0; i < command->flags_count; i++) {
        char title[128];
        flag_title(title, sizeof title, &command->flags[i]);
        row_print(out, title, 26, command->flags[i].help);
    }
    fprintf(out, "\nexample:\n  %s\n", command->example);
}

/* ---- The manual page ---- */

/* Text of a roff line: a minus stays a minus, a backslash a backslash, and no line begins with a
 * dot. */
static void roff_print(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text; text++) {
        if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else
            fputc(*text, out);
    }
}

static void roff_line(FILE *out, const char *macro, const char *text)
{
    fprintf(out, "%s ", macro);
    roff_print(out, text);
    fputc('\n', out);
}

static void verb_man_print(FILE *out, const Command *command)
{
    fprintf(out, ".SS slate %s ", command->name);
    roff_print(out, command->operands);
    fputc('\n', out);
    roff_print(out, command->help);
    fputs(".\n", out);
    for (size_t i = 0; i < command->flags_count; i++) {
        char title[128];
        flag_title(title, sizeof title, &command->flags[i]);
        fputs(".TP\n", out);
        roff_line(out, ".B", title);
        roff_print(out, command->flags[i].help);
        fputc('\n', out);
    }
    fputs(".PP\nExample:\n.PP\n.RS 4\n.nf\n", out);
    roff_print(out, command->example);
    fputs("\n.fi\n.RE\n", out);
}

void help_man_print(FILE *out)
{
    fprintf(out,
            ".TH SLATE 1 \"\" \"slate %s\" \"Slate\"\n.SH NAME\nslate \\- support policies as a "
            "language\n"
            ".SH SYNOPSIS\n.B slate\n.I VERB\n[\\fIFLAG\\fR]...\n.SH DESCRIPTION\n"
            "Slate is a declarative language for support policies: calendars, clocks, targets, "
            "pauses and\n"
            "escalations in files that end in .sla. This program checks such policies and applies "
            "them to\n"
            "histories of tickets. A POLICY is a file or a folder; \\- is standard input. Reports "
            "go to\n"
            "standard output, diagnostics and progress to standard error.\n.SH VERBS\n",
            command_version());
    for (size_t i = 0; i < command_count(); i++)
        verb_man_print(out, command_at(i));
    fputs(".SH EXIT STATUS\n", out);
    for (int i = 0; i < EXIT_COUNT; i++)
        fprintf(out, ".TP\n.B %d\n%s\n", i, EXITS[i]);
    fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nset and not empty: no colour, unless \\-\\-color "
          "always\n",
          out);
}

/* ---- Completion ---- */

static void words_print(FILE *out, const char *words)
{
    for (; *words && *words != ','; words++)
        fputc(*words == '|' ? ' ' : *words, out);
}

static void verb_bash_print(FILE *out, const Command *command)
{
    fprintf(out, "    %s)\n        flags='", command->name);
    for (size_t i = 0; i < command->flags_count; i++)
        fprintf(out, "%s%s", i ? " " : "", command->flags[i].name);
    fputs("'\n        case $previous in\n", out);
    for (size_t i = 0; i < command->flags_count; i++) {
        const Flag *flag = &command->flags[i];
        if (!flag->value || !strchr(flag->value, '|'))
            continue;
        fprintf(out, "        %s) words='", flag->name);
        words_print(out, flag->value);
        fputs("' ;;\n", out);
    }
    fputs("        esac ;;\n", out);
}

void help_bash_print(FILE *out)
{
    fputs("# bash completion for slate\n_slate() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} flags= "
          "words=\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='",
          out);
    for (size_t i = 0; i < command_count(); i++)
        fprintf(out, "%s ", command_at(i)->name);
    fputs("--help --version'\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; i < command_count(); i++)
        verb_bash_print(out, command_at(i));
    fputs("    esac\n    if [ -n \"$words\" ]; then\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "    elif [ \"${word#-}\" != \"$word\" ]; then\n"
          "        COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n    else\n"
          "        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\n"
          "complete -o filenames -F _slate slate\n",
          out);
}
