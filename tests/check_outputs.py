"""Reads what `slate check` writes for programs with readers that are not its own.

  sarif SCHEMA FILE     the document is valid SARIF 2.1.0 and its indices point where they should
  prints FILE           the fingerprints of a document, "CODE FINGERPRINT SUPPRESSED" a line, sorted
  github FILE JSON      the workflow commands, read back as the runner reads them, say what the JSON lines say
"""
import json
import re
import sys

sys.path.pop(0)  # tests/calendar.py is not the module of that name


def results(path):
    for run in json.load(open(path, encoding="utf-8"))["runs"]:
        yield from ((run, result) for result in run["results"])


def sarif(schema_path, path):
    from jsonschema.validators import validator_for

    schema = json.load(open(schema_path, encoding="utf-8"))
    validator = validator_for(schema)(schema)
    wrong = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(json.load(open(path)))]
    seen = set()
    for run, result in results(path):
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        if rule["id"] != result["ruleId"]:
            wrong.append(f"{result['ruleId']} points to {rule['id']}")
        seen.add(result["ruleId"])
    print("\n".join(wrong) if wrong else f"valid, {len(seen)} rules")
    return not wrong


def prints(path):
    for line in sorted(
        f"{result['ruleId']} {result['partialFingerprints']['slate/v1']} {len(result.get('suppressions', []))}"
        for _, result in results(path)
    ):
        print(line)
    return True


def unescape(text, is_property):
    marks = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if is_property else {})
    for mark, char in marks.items():
        text = text.replace(mark, char)
    return text.replace("%25", "%")


def github(path, json_path):
    words = {"error": "error", "warning": "warning", "notice": "note"}
    told = []
    for line in open(path, encoding="utf-8"):
        command, rest = re.fullmatch(r"::(\w+) (.*)\n", line).groups()
        head, message = rest.split("::", 1)
        values = {key: unescape(value, True) for key, value in (pair.split("=", 1) for pair in head.split(","))}
        place = (values.get("file"), int(values["line"]) if "line" in values else None)
        told.append((*place, words[command], values["title"].split(" ")[0], unescape(message, False).split("\n")[0]))
    wanted = []
    for line in open(json_path, encoding="utf-8"):
        found = json.loads(line)
        wanted.append((found["file"], found["line"], found["severity"], found["code"], found["message"].split("\n")[0]))
    for a, b in zip(told, wanted):
        if a != b:
            print(a, b, sep="\n")
    return told == wanted


if __name__ == "__main__":
    sys.exit(0 if {"sarif": sarif, "prints": prints, "github": github}[sys.argv[1]](*sys.argv[2:]) else 1)
