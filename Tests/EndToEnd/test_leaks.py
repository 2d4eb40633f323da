"""Marked secret values, and a search for them in every byte the program leaves behind."""

import base64
import hashlib
import html
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time
import urllib.parse

import pytest
from Blackbox.encryption import Keys, sops

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
    "URI": "mysql://root:canary-uri-44d2@db.example.com:3306/app?token=canary-query-8e1&canary-member-77e",
    "NAMES": '{"canary-member-3f0": {"a": 1}}',
}
# What must not be found; of texts with structure also their telling pieces.
NEEDLES = list(CANARIES.values()) + [
    "Y2FuYXJ5LXBlbS1saW5lLW9uZQ", "canary-json-e81f", "canary-uri-44d2", "canary-query-8e1", "canary-literal-2f6a", "canary-line-two-c04",
    "canary-16k-", "canary-markup-5e2", "canary-escape-81c",
    "canary-member-77e", "canary-member-3f0"]

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
        names: {conn_type: http, host: api.example.com, extra: ref+env://NAMES}
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

KEY = "/airflow/lockstep/0badc0de/ledger-key"

# A program of the same name that notes arguments and environment and then becomes the real one.
SPY = """\
#!/bin/sh
{{ printf '%s ' spied '{name}' "$@"; printf '\\n'; env; }} >> '{log}'
exec '{program}' "$@"
"""


def spy(folder, log, *programs):
    """A folder of spies on programs, given by their paths."""
    folder.mkdir()
    for program in map(pathlib.Path, programs):
        file = folder / program.name
        file.write_text(SPY.format(name=program.name, log=log, program=program))
        file.chmod(0o755)
    return folder


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


# How the gateway spells the token of a session.
TOKEN = re.compile(rb"t-[0-9a-f]{48}")
# A value that is a part of names which every report holds; it must not be found in any other form.
PART = "connections/plain"
HIDDEN = [(form, found) for form, found in forms(PART) if PART.encode() not in found]


def leaks(where, data, needles=NEEDLES):
    found = [f"{where}: {needle[:24]!r} {form}" for needle in needles for form, found in forms(needle) if found in data]
    found += [f"{where}: {PART} {form}" for form, hidden in HIDDEN if hidden in data]
    return found + ([f"{where}: a session token"] if TOKEN.search(data) else [])


def leaks_in_files(top, *folders, needles=NEEDLES, ours=()):
    return [
        leak for folder in folders for file in folder.rglob("*") if file.is_file() and file not in ours
        for leak in leaks(f"file {file.relative_to(top)}", file.read_bytes(), needles)]


def test_no_secret_value_is_left_anywhere(declared, tmp_path):
    project = declared
    project.gateway.step_clock()
    spied = tmp_path / "spied.log"
    tools = spy(tmp_path / "tools", spied, shutil.which("git"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for file in ("connections/databases.yaml", "variables/all.yaml", "config/airflow.yaml"):
        (project.folder / file).unlink()
    for path, text in FILES.items():
        project.write(path, text)
    project.write(".gitignore", "/secrets/\n")
    project.write("secrets/key.pem", CANARIES["PEM"])
    project.commit()
    lockstep = project.lockstep
    project.environment.update(CANARIES, PART=PART)
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
    needles = NEEDLES + [project.gateway.access_key, project.gateway.value(KEY)]
    for written in lockstep.transcript:
        found += leaks(f"output of {written.splitlines()[0][:100]}", written.encode(), needles)
    found += leaks("plan file", (tmp_path / "plan.json").read_bytes(), needles)
    # Before this test asks git itself, with an environment of its own.
    seen_by_git = spied.read_bytes() if spied.exists() else b""
    declared_by_hand = project.git("show", "HEAD:variables/all.yaml").encode()
    found += leaks("Git objects", project.objects().replace(declared_by_hand, b""), needles)
    found += leaks("gateway log", project.gateway.log.encode(), needles)
    found += leaks("arguments and environment of git", seen_by_git, needles)
    ours = {project.folder / "secrets/key.pem", project.folder / "variables/all.yaml"}
    found += leaks_in_files(tmp_path, project.home, temporary, tmp_path / "imported", needles=needles, ours=ours)
    assert not found, "\n".join(found)
    assert list(temporary.iterdir()) == []


SEALED = {
    "age": "canary-age-5f0e12c7", "sops": "canary-sops-8b11d94a", "exec": "canary-exec-b7730e21",
    "outside": "canary-outside-02d6", "typed": "canary-typed-77e1a0", "exported": "canary-exported-c41b",
    "by hand": "canary-by-hand-93aa"}

STAGING = """\
environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
"""


@pytest.fixture
def watched(project, tmp_path):
    """Values from every kind of reference, and a spy on every program that is ever started."""
    home = tmp_path / "outside"
    home.mkdir()
    keys = Keys(home / "keys")
    (home / "value").write_text(SEALED["exec"])
    log = tmp_path / "spied.log"
    programs = [shutil.which(name) for name in ("git", "ssh-keygen", "gpg", "age", "cat")] + [sops()]
    tools = spy(tmp_path / "tools", log, *programs)
    (home / "commands").write_text(f"say = {tools}/cat {home}/value\n")
    project.folder.joinpath("lockstep.yaml").open("a").write(STAGING)
    keys.age(f"a: {SEALED['age']}\n", project.folder / "encrypted/y.yaml.age")
    keys.sops(json.dumps({"b": SEALED["sops"]}), project.folder / "encrypted/x.sops.json")
    project.write("connections/all.yaml", """\
        plain:
          conn_type: postgres
          host: db.example.com
          login: ref+sops://encrypted/x.sops.json#/b
          password: ref+env://PLAIN
          extra: {token: "ref+age://encrypted/y.yaml.age#/a", percent: ref+env://PERCENT}
        """)
    project.write("variables/all.yaml", "said: ref+exec://say\nlines: ref+env://LINES\nmarkup: ref+env://MARKUP\n")
    project.commit()
    signer = home / "signer"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", signer], check=True)
    (home / "signers").write_text("test@example.com " + signer.with_suffix(".pub").read_text())
    for name, value in (
            ("gpg.format", "ssh"), ("user.signingKey", signer), ("gpg.ssh.allowedSignersFile", home / "signers"),
            ("commit.gpgSign", "true")):
        project.git("config", name, str(value))
    (tmp_path / "temporary").mkdir()
    # Git is asked by this test too, with an environment of its own.
    project.lockstep.environment = project.environment | CANARIES | keys.environment | {
        "PATH": f"{tools}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "temporary"),
        "LOCKSTEP_EXEC_FILE": str(home / "commands")}
    project.spied, project.fingerprint = log, keys.fingerprint
    project.gateway.step_clock()
    yield project
    keys.close()


def test_no_command_and_no_program_that_one_starts_leaves_a_value_anywhere(watched, tmp_path):
    lockstep, gateway = watched.lockstep, watched.gateway
    reports = tmp_path / "reports"
    reports.mkdir()

    def run(*arguments, **options):
        return lockstep.run(*arguments, **{"code": None} | options)

    def reported(name, *arguments):
        forms = ("text", "json", "markdown", "html", "junit")
        return run(*arguments, *[part for form in forms for part in ("--report", f"{form}={reports}/{name}.{form}")])

    assert reported("apply", "apply", "--yes").code == 0
    ledger_keys = [gateway.value(KEY)]
    run("verify", "--signatures", code=0)
    watched.git("config", "gpg.format", "openpgp")
    watched.git("config", "user.signingKey", watched.fingerprint)
    # A run that dies, and what finds out about it.
    lockstep.environment["LINES"] += "\nchanged"
    gateway.faults({"command": "update-secret-val", "action": "delay-before", "seconds": 600})
    dying = lockstep.start("apply", "--yes")
    while gateway.matches() < 1:
        assert dying.poll() is None
    dying.kill()
    lockstep.transcript += [part.decode() for part in dying.communicate()]
    gateway.clear()
    run("unlock", watched.git("rev-parse", "refs/lockstep/default/intent").strip(), "--format", "json", code=0)
    run("apply", "--yes", code=0)
    run("ledger", "rekey", "--yes", code=0)
    ledger_keys.append(gateway.value(KEY))
    for arguments in (("--check",), ("--yes",), ("--check", "--format", "markdown")):
        reported("mirror", "mirror", "--from", "default", "--to", "staging", *arguments)
    ledger_keys.append(gateway.value("/staging/lockstep/0badc0de/ledger-key"))
    # What is there already, and what Airflow exported.
    outside = {"conn_type": "http", "host": "h.example.com", "password": SEALED["outside"]}
    gateway.call("create-secret", name="/airflow/connections/outside", value=json.dumps(outside))
    gateway.call("create-secret", name="/airflow/variables/outside", value=SEALED["outside"])
    exported = tmp_path / "outside/exported.json"
    exported.write_text(json.dumps({"exported": outside | {"password": SEALED["exported"]}}))
    for form in ("kept", "sops", "age", "env"):
        folder = tmp_path / "imported" / form
        for arguments in ((), ("--from-export", exported)):
            run("import", "--secrets", form, "--out", folder, *arguments, "--format", "json", code=0)
    run("import", "--from-export", "-", "--kind", "variable", "--seed", "--yes", code=0,
        stdin=json.dumps({"seeded": SEALED["exported"]}).encode())
    # Changes by hand.
    gateway.call("update-secret-val", name="/airflow/variables/markup", value=SEALED["by hand"])
    plain = json.loads(gateway.value("/airflow/connections/plain"))
    plain |= {"host": "other.example.com", "password": SEALED["by hand"]}
    gateway.call("update-secret-val", name="/airflow/connections/plain", value=json.dumps(plain))
    assert reported("plan", "plan", "-v").code == 0
    assert reported("status", "status", "-v").code == 8
    run("validate", "--report", f"sarif={reports}/validate.sarif", "--report", f"junit={reports}/validate.junit")
    run("verify", "--values", code=8)
    run("import", "--accept-drift", "--format", "json", code=0)
    for output in ("text", "json", "markdown", "html"):
        for arguments in (("log",), ("show", "lockstep/default"), ("blame", "connections/*"), ("get", "connection", "plain")):
            run(*arguments, "--format", output)
    reported("rollback", "rollback", "lockstep/default~3", "--yes")
    # Single items.
    typed = SEALED["typed"].encode()
    run("secret", "create", "/app/typed", "--tag", "t", stdin=typed, code=0)
    run("secret", "create", "/app/typed", stdin=typed, code=1)
    run("secret", "update", "/app/typed", stdin=typed + b"\n", code=0)
    run("secret", "update", "/app/nothing", stdin=typed, code=1)
    for output in ("text", "json"):
        for arguments in (("secret", "list", "/", "-v"), ("secret", "describe", "/app/typed"), ("secret", "get", "/nothing"),
                          ("auth", "check"), ("config",), ("airflow", "config"), ("airflow", "config", "--env")):
            run(*arguments, "--format", output)
    gateway.faults({"command": "get-secret-value", "times": "always", "action": "garbage", "body": SEALED["typed"]})
    run("secret", "get", "/app/typed", "--field", "a", code=1)
    gateway.clear()
    run("secret", "get", "/app/typed", "--field", "a", code=1)
    run("secret", "delete", "/app/typed", "--yes", code=0)

    needles = NEEDLES + list(SEALED.values()) + ledger_keys + [gateway.access_key]
    assert len(set(ledger_keys)) == 3
    found = []
    for written in lockstep.transcript:
        found += leaks(f"output of {written.splitlines()[0][:100] if written else ''}", written.encode(), needles)
    spied = watched.spied.read_bytes()
    assert set(re.findall(rb"^spied (\S+)", spied, re.M)) == {b"git", b"ssh-keygen", b"gpg", b"age", b"sops", b"cat"}
    found += leaks("arguments and environment of programs", spied, needles)
    found += leaks("Git objects", watched.objects(), needles)
    found += leaks("gateway log", gateway.log.encode(), needles)
    folders = (watched.home, reports, tmp_path / "imported", tmp_path / "temporary")
    found += leaks_in_files(tmp_path, *folders, needles=needles)
    assert not found, "\n".join(found)
    assert list((tmp_path / "temporary").iterdir()) == []


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


def test_a_process_that_gets_no_more_memory_tells_nothing_of_what_it_held(declared):
    """A trap of its own making, in the middle of a write, and with the runtime's own crash report asked for."""
    declared.environment.update(
        WAREHOUSE_PASSWORD="canary-crash-4e9b0c", SWIFT_BACKTRACE="enable=yes,registers=all,color=no")
    declared.gateway.faults(
        {"command": "create-secret", "nth": 3, "action": "delay-before", "seconds": 4},
        {"command": "create-secret", "nth": 4, "times": "always", "action": "huge", "bytes": 30 << 20})
    process = declared.lockstep.start("apply", "--yes", "-v", "--parallelism", "1")
    while declared.gateway.matches() < 3:
        assert process.poll() is None
        time.sleep(0.01)
    # The next answer is one that needs more.
    used = int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[0]) * resource.getpagesize()
    resource.prlimit(process.pid, resource.RLIMIT_AS, (used, used))
    output, talk = process.communicate(timeout=60)
    declared.gateway.clear()
    assert process.returncode < 0, talk
    assert not leaks_of("canary-crash-4e9b0c", output + talk)
    assert b"Registers" not in talk and b"Backtrace" not in talk
    declared.apply()


def leaks_of(needle, data):
    return [form for form, found in forms(needle) if found in data]


@pytest.mark.parametrize("reference", ["ref+env://PLAIN", "ref+file://secret.txt"])
def test_a_secret_that_a_change_passes_off_as_the_access_id_is_not_told(project, reference):
    project.environment.update(CANARIES)
    project.write("secret.txt", CANARIES["PLAIN"])
    project.write("variables/a.yaml", "a: b\n")
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace("ref+env://AKEYLESS_ACCESS_ID", reference))
    assert reference in file.read_text()
    found = []
    for command in (["plan"], ["auth", "check"], ["config"], ["plan", "--format", "json"]):
        result = project.lockstep.run(*command, code=None)
        assert result.code == (0 if command == ["config"] else 9)
        found += leaks(" ".join(command), (result.stdout + result.stderr).encode())
    assert found == []
