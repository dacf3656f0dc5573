#!/usr/bin/env python3
"""How long the language server takes from an edit to its findings, and to answer: lsp.py SLATE [LINES [EDITS]]. Types into
a policy of bench/policy.py, one character at a time, and waits for the findings of each."""
import json
import os
import statistics
import subprocess
import sys
import time

SLATE = sys.argv[1]
LINES = sys.argv[2] if len(sys.argv) > 2 else "1000"
EDITS = int(sys.argv[3]) if len(sys.argv) > 3 else 100
here = os.path.dirname(os.path.abspath(__file__))
text = subprocess.run([sys.executable, os.path.join(here, "policy.py"), LINES], capture_output=True, text=True, check=True).stdout
URI = "file:///nowhere/policy.sla"
server = subprocess.Popen([SLATE, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    server.stdin.flush()


def receive():
    size = 0
    while (line := server.stdout.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            size = int(line.split(b":")[1])
    return json.loads(server.stdout.read(size))


def wait_findings(version):
    while True:
        message = receive()
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version:
            return


def cpu_ms():
    """Of the server so far, all its threads."""
    with open("/proc/%d/stat" % server.pid, encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def ask(number, method, line, character):
    start = time.perf_counter()
    send({"id": number, "method": method, "params": {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}})
    while receive().get("id") != number:
        pass
    return (time.perf_counter() - start) * 1000


send({"id": 0, "method": "initialize", "params": {"capabilities": {"general": {"positionEncodings": ["utf-8"]}}}})
receive()
send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": URI, "languageId": "slate", "version": 1, "text": text}}})
wait_findings(1)
lines = text.split("\n")
at = next(i for i, line in enumerate(lines) if line.lstrip().startswith("respond within"))
word = "when is_wide and priority is urgent "
spent = []
before = cpu_ms()
for version in range(2, EDITS + 2):
    i = (version - 2) % len(word)
    if i == 0:
        lines.insert(at, "")
        send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": "\n".join(lines)}]}})
        wait_findings(version)
        continue
    place = {"line": at, "character": i - 1}
    start = time.perf_counter()
    send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": URI, "version": version}, "contentChanges": [
        {"range": {"start": place, "end": place}, "text": ("respond within 1h " + word)[i]}]}})
    wait_findings(version)
    spent.append((time.perf_counter() - start) * 1000)
broken_cpu = (cpu_ms() - before) / EDITS
whole = []
before = cpu_ms()
for version in range(EDITS + 2, EDITS + 22):
    start = time.perf_counter()
    send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": text + "\n" * (version % 2)}]}})
    wait_findings(version)
    whole.append((time.perf_counter() - start) * 1000)
time.sleep(1)  # what comes after the first findings
whole_cpu = (cpu_ms() - before) / len(whole)
hover = [ask(1000 + i, "textDocument/hover", at + i, 4) for i in range(20)]
complete = [ask(2000 + i, "textDocument/completion", at + i, 2) for i in range(20)]
send({"id": 9999, "method": "shutdown"})
send({"method": "exit"})
server.wait()
for what, times in (("an edit that leaves a text which does not parse", spent), ("an edit that leaves a whole policy", whole),
                    ("hover", hover), ("completion", complete)):
    print("%-50s median %6.2f ms  worst %6.2f ms" % (what, statistics.median(times), max(times)))
print("processor time an edit: %.1f ms where the text does not parse, %.1f ms where it is whole, analysis included" % (broken_cpu, whole_cpu))
