#!/usr/bin/env python3
"""The base protocol of `slate lsp` by its bytes: framing, errors, order and exit codes (LSP 3.17, JSON-RPC 2.0).
What a client library cannot send is sent here; tests/lsp/client.mjs tests the methods with one."""
import json
import subprocess
import sys

SLATE = sys.argv[1]
passed = failed = 0


def expect(what, is_true):
    global passed, failed
    if is_true:
        passed += 1
    else:
        failed += 1
        print("FAILED:", what)


def frame(body):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def run(*parts):
    """Sends all parts at once and closes the stream: the messages that came back, and the exit code."""
    done = subprocess.run([SLATE, "lsp"], input=b"".join(parts), capture_output=True, timeout=300)
    out, messages = done.stdout, []
    while out:
        head, _, rest = out.partition(b"\r\n\r\n")
        size = int(head.split(b":")[1])
        messages.append(json.loads(rest[:size]))
        out = rest[size:]
    expect("nothing is said on standard error: %r" % done.stderr[:200], not done.stderr)
    return messages, done.returncode


def request(number, method, params=None):
    message = {"jsonrpc": "2.0", "id": number, "method": method}
    if params is not None:
        message["params"] = params
    return frame(message)


def notice(method, params=None):
    message = {"jsonrpc": "2.0", "method": method}
    if params is not None:
        message["params"] = params
    return frame(message)


def answer(messages, number):
    found = [m for m in messages if m.get("id") == number and "method" not in m]
    expect("one answer to %r, not %d" % (number, len(found)), len(found) == 1)
    return found[0] if found else {}


def code(messages, number):
    return answer(messages, number).get("error", {}).get("code")


def stray(messages):
    """Codes of the errors that answer no request."""
    return [m["error"]["code"] for m in messages if m.get("id", 0) is None]


START = request(0, "initialize", {"capabilities": {}})
STOP = request(99, "shutdown") + notice("exit")
URI = "file:///nowhere/policy.sla"


def opened(text, uri=URI):
    return notice("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "slate", "version": 1, "text": text}})


def at(line, character, uri=URI):
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


# Exit codes: 0 after `shutdown`, 1 without it, 1 where the client is simply gone.
expect("shutdown and exit", run(START, STOP)[1] == 0)
expect("exit without shutdown", run(START, notice("exit"))[1] == 1)
expect("exit before initialize", run(notice("exit"))[1] == 1)
expect("end of the stream", run(START)[1] == 1)
expect("nothing at all", run()[1] == 1)

# The order of things.
messages, _ = run(request(1, "textDocument/hover", at(0, 0)), START, START, STOP[:0],
                  request(2, "shutdown"), request(3, "textDocument/hover", at(0, 0)), notice("exit"))
expect("a request before initialize", code(messages, 1) == -32002)
expect("a second initialize", sum("error" in m for m in messages if m.get("id") == 0) == 1)
expect("shutdown answers null", answer(messages, 2).get("result", 0) is None)
expect("a request after shutdown", code(messages, 3) == -32600)

# What is no message: the conversation goes on.
messages, status = run(START, frame(b"{\"jsonrpc\": "), frame(b"[]"), frame(b"7"), frame(b""),
                       frame(b"{\"id\": 5, \"method\": 7}"), frame(b"{\"no\": 1}"),
                       frame({"jsonrpc": "2.0", "id": 6, "result": None}),
                       request(7, "no/such"), notice("no/such"), notice("$/setTrace", {"value": "off"}),
                       request("text \" id", "no/such"), STOP)
errors = stray(messages)
expect("texts that are no JSON", errors.count(-32700) == 2)
expect("JSON that is no message", errors.count(-32600) == 3)
expect("a method that is no text", code(messages, 5) == -32600)
expect("a response is not answered", not any(m.get("id") == 6 for m in messages))
expect("an unknown method", code(messages, 7) == -32601)
expect("an id may be a text", code(messages, "text \" id") == -32601)
expect("it went on to the end", status == 0)

messages, status = run(START, b"Content-Type: x\r\n\r\n{}", STOP)
expect("a header without a length ends it", status == 1 and stray(messages) == [-32700])
messages, status = run(START, b"content-length: 4\r\nContent-Type: a\r\n\r\nnull", STOP)
expect("headers in any case and order", status == 0 and stray(messages) == [-32600])
big = b"Content-Length: %d\r\n\r\n" % (129 << 20) + b" " * (129 << 20)
messages, status = run(START, big, STOP)
expect("a message beyond 128 MiB is skipped", status == 0 and stray(messages) == [-32600])

# A request that is cancelled while it waits is answered so; one that is unknown or answered is not.
messages, _ = run(START, opened("currency UAH\n"), request(1, "textDocument/hover", at(0, 1)),
                  request(2, "textDocument/hover", at(0, 1)), notice("$/cancelRequest", {"id": 1}),
                  notice("$/cancelRequest", {"id": 50}), STOP)
expect("cancelled", code(messages, 1) == -32800)
expect("not cancelled", "result" in answer(messages, 2))

# Parameters that are wrong.
messages, _ = run(request(0, "initialize", {}), START, request(1, "textDocument/hover", at(0, 0)),
                  opened("currency UAH\n"), request(2, "textDocument/hover", {}),
                  request(3, "textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": -1, "character": 0}}),
                  request(4, "textDocument/hover", at(999999, 4000000000)),
                  request(5, "textDocument/hover", [1, 2]), request(6, "textDocument/hover"),
                  notice("textDocument/didChange", {"textDocument": {"uri": "file:///other"}, "contentChanges": 4}),
                  notice("textDocument/didOpen", {}), notice("textDocument/didClose"), STOP)
expect("initialize without capabilities", any(m.get("error", {}).get("code") == -32602 for m in messages if m.get("id") == 0))
expect("a document that is not open", code(messages, 1) == -32602)
expect("no document", code(messages, 2) == -32602)
expect("a negative line", code(messages, 3) == -32602)
expect("beyond the end is the end", "result" in answer(messages, 4))
expect("parameters that are a list", code(messages, 5) == -32602)
expect("no parameters", code(messages, 6) == -32602)

# A document of 16 MiB and one beyond what a file may hold: a finding, no failure.
for text, what in (("# a line of comment\n" * 800000, "16 MB"), ("# a line of comment\n" * 850000, "17 MB")):
    messages, status = run(START, opened(text), request(1, "textDocument/hover", at(3, 3)), STOP)
    expect("a document of " + what, status == 0 and "result" in answer(messages, 1))

print("%d passed, %d failed" % (passed, failed))
sys.exit(failed > 0)
