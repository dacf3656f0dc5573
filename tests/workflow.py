"""Runs the steps of a GitHub workflow that have a `run`, in order, as its runner does: `bash -e`, one after another, until
one fails; a step with `if: ${{ !cancelled() }}` runs all the same. Prints "STEP EXIT" a step; leaves out the steps named
after the folder.

  workflow.py FILE FOLDER STEP…
"""
import re
import subprocess
import sys


def steps(path):
    """[(name, runs always, script)]: the workflow is read by its indentation; PyYAML, where it is, must agree."""
    lines = open(path, encoding="utf-8").read().split("\n")
    found, name, always = [], None, False
    for number, line in enumerate(lines):
        start = re.match(r"      - (?:name: (.*)|uses: .*)$", line)
        if start:
            name, always = start.group(1), False
        if line.startswith("        if: "):
            always = line == "        if: ${{ !cancelled() }}"
        run = re.match(r"        run: (.*)$", line)
        if run and run.group(1) != "|":
            found.append((name, always, run.group(1)))
        elif run:
            block = []
            for text in lines[number + 1 :]:
                if text.strip() and not text.startswith(" " * 10):
                    break
                block.append(text[10:])
            found.append((name, always, "\n".join(block).rstrip() + "\n"))
    try:
        import yaml
    except ImportError:
        return found
    read = [step for step in yaml.safe_load(open(path, encoding="utf-8"))["jobs"]["slate"]["steps"] if "run" in step]
    assert [(step["name"], step["run"]) for step in read] == [(name, script) for name, _, script in found]
    return found


def main(path, folder, *left_out):
    has_failed = False
    for name, always, script in steps(path):
        if name in left_out or (has_failed and not always):
            continue
        code = subprocess.run(["bash", "-e", "-c", script], cwd=folder, stdout=sys.stderr, check=False).returncode
        print(name, code)
        has_failed = has_failed or code != 0


if __name__ == "__main__":
    sys.path.pop(0)
    main(*sys.argv[1:])
