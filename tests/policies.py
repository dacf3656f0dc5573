"""Extracts the ```sla blocks of Markdown files: usage: policies.py SCRATCH FILE|FOLDER…; prints `FILE PLACE [CODE]`."""
import pathlib, sys

scratch = pathlib.Path(sys.argv[1])
count = 0
for root in map(pathlib.Path, sys.argv[2:]):
    for document in sorted(root.rglob("*.md")) if root.is_dir() else [root] if root.exists() else []:
        before, block, words = "", None, []
        for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
            if block is None and line.startswith("```sla"):
                block, words, start = "", line[3:].split()[1:], number
            elif block is not None and line.startswith("```"):
                count += 1
                text = before + block if words[:1] == ["more"] else block
                if words[:1] != ["wrong"]:
                    before = text
                path = scratch / f"{count:03}.sla"
                path.write_text(text, encoding="utf-8")
                print(path, f"{document}:{start}", words[1] if words[:1] == ["wrong"] else "")
                block = None
            elif block is not None:
                block += line + "\n"
