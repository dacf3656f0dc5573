#!/usr/bin/env python3
"""The words of the language for editors, from grammar/keywords.def: keywords.py writes them between the marks `keywords begin` and
`keywords end` of the editors' files, keywords.py --check says which files are not as it would write them."""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def rows():
    with open(os.path.join(HERE, "..", "grammar", "keywords.def"), encoding="utf-8") as file:
        text = file.read()
    section = ""
    for mark, word, kind, form in re.findall(r'/\* ---- (.*?) ---- \*/|KW\(\w+,\s*"(\w+)",\s*(\w+),\s*"((?:[^"\\]|\\.)*)"\)', text):
        section = mark or section
        if word:
            yield word, kind, form, section


def lists():
    """Words that stand anywhere; that begin a declaration; a statement; that go on with one; days."""
    hard, declaration, statement, part, day = [], [], [], [], []
    for word, kind, form, section in rows():
        if word in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
            day.append(word)
        elif kind == "HARD":
            hard.append(word)
        elif section == "declarations":
            declaration.append(word)
        elif form and kind != "JOIN":
            statement.append(word)
        else:
            part.append(word)
    return hard, declaration, statement, part, day


def vim(hard, declaration, statement, part, day):
    constants = [word for word in hard if word in ("true", "false", "present", "absent", "untimed")]
    operators = [word for word in hard if word not in constants]
    return [
        "syntax keyword slateOperator " + " ".join(operators),
        "syntax keyword slateConstant " + " ".join(constants + day),
        "syntax keyword slatePart " + " ".join(part),
        r"syntax match slateStatement /\%%(^\|{\|}\|  \)\s*\zs\%%(%s\)\>/" % r"\|".join(statement),
        r"syntax match slateDeclaration /^\s*\zs\%%(%s\)\>/" % r"\|".join(declaration),
    ]


def textmate(hard, declaration, statement, part, day):
    def pattern(name, regex):
        return '    { "name": "%s.slate", "match": "%s" },' % (name, regex)

    constants = [word for word in hard if word in ("true", "false", "present", "absent", "untimed")]
    operators = [word for word in hard if word not in constants]
    return [
        pattern("keyword.declaration", r"^\\s*\\b(?:%s)\\b" % "|".join(declaration)),
        pattern("keyword.control", r"(?:^|(?<=[{}])|(?<=  ))\\s*\\b(?:%s)\\b(?!\\s*[:.])" % "|".join(statement)),
        pattern("constant.language", r"\\b(?:%s)\\b" % "|".join(constants + day)),
        pattern("keyword.operator.word", r"\\b(?:%s)\\b" % "|".join(operators)),
        pattern("keyword.other", r"\\b(?:%s)\\b(?!\\s*:)" % "|".join(part)),
    ]


def emacs(*groups):
    names = ("slate--operators", "slate--declarations", "slate--statements", "slate--parts", "slate--days")
    return ["(defconst %s\n  '(%s))" % (name, "\n    ".join(wrap(words))) for name, words in zip(names, groups)]


def wrap(words):
    line = ""
    for word in words:
        if len(line) + len(word) > 90:
            yield line.rstrip()
            line = ""
        line += '"%s" ' % word
    yield line.rstrip()


def highlights(hard, declaration, statement, part, day):
    def listed(words):
        return "[\n  " + "\n  ".join('"%s"' % word for word in words) + "\n]"

    constants = [word for word in hard if word in ("true", "false", "present", "absent", "untimed")]
    return [
        listed(w for w in hard if w not in constants) + " @keyword.operator",
        listed(constants) + " @constant.builtin",
        listed(declaration + statement + part) + " @keyword",
        "(weekday) @constant.builtin",
    ]


def words_js(*_):
    lines = []
    by_class = {}
    for word, kind, _form, _section in rows():
        by_class.setdefault(kind, []).append(word)
    for kind in ("HARD", "PLAIN", "HEAD", "ACTION", "JOIN", "AS"):
        lines.append("exports.%s = [\n  %s,\n]" % (kind, ",\n  ".join(line.replace('"', "'").replace("' '", "', '") for line in wrap(by_class[kind]))))
    return lines


FILES = {
    "vim/syntax/slate.vim": vim,
    "vscode/syntaxes/slate.tmLanguage.json": textmate,
    "emacs/slate-mode.el": emacs,
    "tree-sitter-slate/queries/highlights.scm": highlights,
    "tree-sitter-slate/words.js": words_js,
}


def renewed(path, make):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin = re.search(r"^.*keywords[ -]begin.*\n", text, re.M)
    end = re.search(r"^.*keywords[ -]end.*$", text, re.M)
    if not begin or not end:
        sys.exit("%s has no marks `keywords begin` and `keywords end`" % path)
    return text, text[:begin.end()] + "\n".join(make(*lists())) + "\n" + text[end.start():]


def main():
    stale = []
    for name, make in FILES.items():
        path = os.path.join(HERE, name)
        text, new = renewed(path, make)
        if text == new:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
    for name in stale:
        print("%s %s" % (name, "is not current: run editors/keywords.py" if "--check" in sys.argv else "written"))
    return bool(stale) and "--check" in sys.argv


sys.exit(main())
