#!/usr/bin/env python3
"""A `slate` that runs `replay` and `test` on both engines and compares: output, messages, exit code and files, byte for byte.

Set REAL to the program and use this file in its place (`SLATE=tests/drift/both.py sh tests/examples.sh`). A difference is
printed on standard error and, with the arguments, appended to $BOTH_LOG; the exit code is then 70. Other verbs are passed on.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from case import NO_ANSWER, first_difference  # noqa: E402


def redirected(args, folder):
    """The same arguments with every written file in `folder`, and pairs (asked for, there)."""
    out, files = list(args), []
    for flag in ("-o", "--rejects", "--junit"):
        if flag in out[:-1]:
            index = out.index(flag) + 1
            asked = out[index]
            if asked != "-" and not asked.startswith("/dev/"):
                there = f"{folder}/{flag.strip('-')}-{os.path.basename(asked.rstrip('/'))}" + ("/" if asked.endswith("/") else "")
                files.append((asked, there))
                out[index] = there
    return out, files


def content(path):
    if os.path.isdir(path):
        return b"".join(name.encode() + content(f"{path}/{name}") for name in sorted(os.listdir(path)))
    return open(path, "rb").read() if os.path.exists(path) else b""


def run(args, given):
    done = subprocess.run([os.environ["REAL"], *args], input=given, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def main():
    args = sys.argv[1:]
    if not args or args[0] not in ("replay", "test") or "--engine" in args or "--help" in args or "--update" in args:
        os.execv(os.environ["REAL"], [os.environ["REAL"], *args])
    given = sys.stdin.buffer.read() if "-" in args else None
    with tempfile.TemporaryDirectory() as folder:
        asked, files = redirected(args, folder)
        plain = run(args + ["--engine", "interp"], given)
        native = run(asked + ["--engine", "native"], given)
        text = lambda data: NO_ANSWER.sub("", data.decode("utf-8", "replace").replace(folder, ""))
        problems = [] if plain[0] == native[0] else [f"exit codes {plain[0]} and {native[0]}"]
        for name, one, other in (("output", plain[1], native[1]), ("messages", plain[2], native[2])):
            if text(one) != text(other):
                problems.append(f"{name}: {first_difference(text(one), text(other))}")
        for written, there in files:
            if not written.endswith(".db") and content(written) != content(there):
                problems.append(f"{written}: {first_difference(content(written).decode('utf-8', 'replace'), content(there).decode('utf-8', 'replace'))}")
    sys.stdout.buffer.write(plain[1])
    sys.stderr.buffer.write(plain[2])
    with open(os.environ["BOTH_LOG"], "a", encoding="utf-8") as log:
        log.write("compared\n")
        for problem in problems:
            log.write(f"DIFFERS: slate {' '.join(args)}\n  {problem}\n")
    return 70 if problems else plain[0]


if __name__ == "__main__":
    sys.exit(main())
