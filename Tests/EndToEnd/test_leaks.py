"""Marked secret values, and a search for them in every byte the program leaves behind."""

import base64
import hashlib
import html
import json
import os
import pathlib
import signal
import time
import urllib.parse

import pytest

CANARIES = {
    "PLAIN": "canary-plain-71c04e9b52",
    "DIGITS": "90417735512846",
    "PERCENT": "canary%p@ss/w:ord?#é-5d1",
    "LONG": "canary-long-" + "k3" * 4000,
    "PEM": "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXBlbS1saW5lLW9uZQ\nY2FuYXJ5LXBlbS1saW5lLXR3bw\n-----END PRIVATE KEY-----\n",
    "JSON": '{"inner_password": "canary-json-e81f"}',
    # A single letter, but one that stands nowhere else.
    "LETTER": "\U00010348",
    "BASE64": "Y2FuYXJ5LWJhc2U2NC0xMmYw",
    "PERCENTED": "canary%2Dpercented%2D7a3%21",
    "LINES": "canary-line-one-19e\ncanary-line-two-c04\n\tcanary-line-three-5b7",
    "SIXTEEN_KB": "canary-16k-" + "".join(f"{number:05x}" for number in range(3200)),
    "MARKUP": "<b title=\"canary-markup-5e2\">&amp;</b>",
    "ESCAPES": "\u001b[31mcanary-escape-81c\u0007",
    "URI": "mysql://root:canary-uri-44d2@db.example.com:3306/app?token=canary-query-8e1",
}
# What must not be found; of texts with structure also their telling pieces.
NEEDLES = list(CANARIES.values()) + [
    "Y2FuYXJ5LXBlbS1saW5lLW9uZQ", "canary-json-e81f", "canary-uri-44d2", "canary-query-8e1", "canary-literal-2f6a", "canary-line-two-c04",
    "canary-16k-", "canary-markup-5e2", "canary-escape-81c"]

FILES = {
    "connections/all.yaml": """\
        plain:
          conn_type: postgres
          host: db.example.com
          password: ref+env://PLAIN
          extra: {digits: ref+env://DIGITS, nested: {deep: ref+env://PERCENT}}
        pem:
          conn_type: ssh
          extra: {private_key: ref+file://secrets/key.pem}
        percent: {conn_type: http, login: ref+env://PERCENT, password: ref+env://LONG}
        whole: ref+env://URI
        """,
    "variables/all.yaml": """\
        long: ref+env://LONG
        json: ref+env://JSON
        digits: ref+env://DIGITS
        letter: ref+env://LETTER
        base64: ref+env://BASE64
        percented: {value: ref+env://PERCENTED, description: With words}
        lines: ref+env://LINES
        sixteen: ref+env://SIXTEEN_KB
        markup: ref+env://MARKUP
        escapes: ref+env://ESCAPES
        # The value is a part of paths and names that every report holds, and no report may suffer for that.
        part: ref+env://PART
        # A literal is in the work tree by the user's own hand, but no report or ledger repeats a variable.
        literal: canary-literal-2f6a
        """,
    "config/all.yaml": "core.fernet_key: ref+env://PLAIN\n",
}

GIT_SPY = """\
#!/bin/sh
{{ printf '%s ' "$@"; printf '\\n'; env; }} >> '{log}'
exec {git} "$@"
"""


def forms(text):
    """A text as it is and in the encodings and plain digests in which it might slip out."""
    data = text.encode()
    yield "itself", data
    yield "in JSON", json.dumps(text)[1:-1].encode()
    yield "in JSON, not ASCII", json.dumps(text, ensure_ascii=False)[1:-1].encode()
    yield "in JSON in JSON", json.dumps(json.dumps(text))[3:-3].encode()
    yield "percent-encoded", urllib.parse.quote(text, safe="").encode()
    yield "percent-encoded in a form", urllib.parse.quote_plus(text).encode()
    yield "in HTML", html.escape(text).encode()
    yield "in UTF-16", text.encode("utf-16-le")
    yield "in base64", base64.b64encode(data).rstrip(b"=")
    yield "in base64 for addresses", base64.urlsafe_b64encode(data).rstrip(b"=")
    if len(data) >= 12:
        for shift in (1, 2):
            # Inside of something longer: without the letters that neighbours have a part in.
            yield f"in base64, shifted by {shift}", base64.b64encode(b"-" * shift + data)[4:-4]
    yield "in hexadecimal", data.hex().encode()
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, data)
        yield f"as {name}", digest.hexdigest().encode()
        yield f"as raw {name}", digest.digest()


def leaks(where, data):
    return [
        f"{where}: {needle[:24]!r} {form}" for needle in NEEDLES for form, found in forms(needle) if found in data]


def test_no_secret_value_is_left_anywhere(declared, tmp_path):
    project = declared
    project.gateway.step_clock()
    spied = tmp_path / "spied.log"
    tools = tmp_path / "tools"
    tools.mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    git = next(f"{folder}/git" for folder in os.environ["PATH"].split(":") if os.access(f"{folder}/git", os.X_OK))
    (tools / "git").write_text(GIT_SPY.format(log=spied, git=git))
    (tools / "git").chmod(0o755)
    for file in ("connections/databases.yaml", "variables/all.yaml", "config/airflow.yaml"):
        (project.folder / file).unlink()
    for path, text in FILES.items():
        project.write(path, text)
    project.write(".gitignore", "/secrets/\n")
    project.write("secrets/key.pem", CANARIES["PEM"])
    project.commit()
    lockstep = project.lockstep
    project.environment.update(CANARIES, PART="connections/plain")
    project.environment.update(PATH=f"{tools}:{os.environ['PATH']}", TMPDIR=str(temporary))

    def look():
        for output in ("text", "json", "markdown", "html"):
            lockstep.run("plan", "-v", "--format", output, code=None)
            lockstep.run("status", "-v", "--format", output, code=None)
        lockstep.run("plan", "--show-values", "--refresh", "full", code=None)

    lockstep.run("validate", "-v", code=None)
    lockstep.run("validate", "--history", code=None)
    look()
    lockstep.run("plan", "--out", tmp_path / "plan.json")
    lockstep.run("apply", tmp_path / "plan.json", "--yes", "-v")
    look()
    # A change of everything, by hand and by declaration, with every reader in between.
    project.gateway.call("update-secret-val", name="/airflow/variables/long", value=CANARIES["LONG"] + "by hand")
    project.gateway.call("update-secret-val", name="/airflow/connections/plain", value=CANARIES["PLAIN"] + " {broken json")
    look()
    project.environment["PLAIN"] += "-changed"
    look()
    lockstep.run("apply", "--yes", "--overwrite-drift", "--format", "json", code=None)
    for kind, key in (("connection", "plain"), ("connection", "pem"), ("connection", "whole"), ("connection", "percent"),
                      ("variable", "long"), ("variable", "json"), ("variable", "literal"), ("config", "core.fernet_key")):
        for output in ("text", "json"):
            lockstep.run("get", kind, key, "--explain", "--format", output, code=None)
    for arguments in (("log",), ("log", "--format", "json"), ("show", "lockstep/default"), ("verify",), ("config",),
                      ("auth", "check"), ("airflow", "config"), ("import", "--out", tmp_path / "imported"),
                      ("rollback", "lockstep/default~1", "--yes")):
        lockstep.run(*arguments, code=None)
    # Failures are where values slip out.
    for rule in ({"command": "create-secret"}, {"command": "update-secret-val"}, {"command": "get-secret-value"}):
        for action in ({"action": "status", "status": 500}, {"action": "garbage", "body": CANARIES["PLAIN"]},
                       {"action": "drop-after"}):
            project.environment["DIGITS"] += "1"
            project.gateway.faults(rule | action | {"times": 2})
            lockstep.run("apply", "--yes", "-v", code=None)
    project.gateway.clear()

    assert "connections/plain" in lockstep.run("plan", "-v", code=None).stdout
    found = []
    for written in lockstep.transcript:
        found += leaks(f"output of {written.splitlines()[0][:100]}", written.encode())
    found += leaks("plan file", (tmp_path / "plan.json").read_bytes())
    # Before this test asks git itself, with an environment of its own.
    seen_by_git = spied.read_bytes() if spied.exists() else b""
    declared_by_hand = project.git("show", "HEAD:variables/all.yaml").encode()
    found += leaks("Git objects", project.objects().replace(declared_by_hand, b""))
    found += leaks("gateway log", project.gateway.log.encode())
    found += leaks("arguments and environment of git", seen_by_git)
    ours = {project.folder / "secrets/key.pem", project.folder / "variables/all.yaml"}
    for folder in (project.home, temporary, tmp_path / "imported"):
        for file in folder.rglob("*"):
            if file.is_file() and file not in ours:
                found += leaks(f"file {file.relative_to(tmp_path)}", file.read_bytes())
    assert not found, "\n".join(found)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGILL", "SIGTRAP", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE"])
def test_a_crash_tells_nothing_of_what_the_process_held(declared, tmp_path, name):
    """A trap in the middle of a write, with the runtime's own crash report asked for."""
    declared.environment.update(
        WAREHOUSE_PASSWORD="canary-crash-4e9b0c", SWIFT_BACKTRACE="enable=yes,registers=all,color=no")
    declared.gateway.faults({"command": "create-secret", "nth": 3, "action": "delay-before", "seconds": 600})
    process = declared.lockstep.start("apply", "--yes", "-v")
    while declared.gateway.matches() < 3:
        assert process.poll() is None
        time.sleep(0.01)
    arguments = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
    process.send_signal(signal.Signals[name])
    output, talk = process.communicate(timeout=60)
    declared.gateway.clear()
    assert process.returncode == -signal.Signals[name]
    assert not leaks_of("canary-crash-4e9b0c", output + talk + arguments)
    assert b"Registers" not in talk and b"Backtrace" not in talk
    assert [line.split()[4] for line in limits.splitlines() if line.startswith("Max core file size")] == ["0"]
    declared.apply()


def leaks_of(needle, data):
    return [form for form, found in forms(needle) if found in data]
