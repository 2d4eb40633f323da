"""What is wrong with the input is told with its place, the reason and what to do, and with the documented exit code."""

import json
import os
import shutil
import subprocess

import pytest
from Blackbox.project import Project

from .conftest import FILES

# Title: file, its bytes, line and column of the error, words of the message, words of the hint.
BAD_FILES = {
    "a tab": ("variables/bad.yaml", b"a:\n\tb: 1\n", (2, 1), "a tab is used for indentation", "with spaces"),
    "a duplicate key": ("variables/bad.yaml", b"a: x\nb: y\na: z\n", (3, 1), "`a` is given twice: here and in line 1", "remove"),
    "a duplicate entry": (
        "variables/bad.yaml", b"region: x\n", (1, 1), "declared twice: here and in variables/all.yaml:1:1", "remove"),
    "several documents": ("variables/bad.yaml", b"a: x\n---\nb: y\n", (3, 1), "a second YAML document", "split the file"),
    "a byte order mark": ("variables/bad.yaml", b"\xef\xbb\xbfa: x\n", (1, 1), "byte order mark", "UTF-8 without one"),
    "invalid UTF-8": ("variables/bad.yaml", b"a: x\nb: \xff\n", (2, 4), "not valid UTF-8", "UTF-8"),
    "invalid JSON": ("variables/bad.json", b'{"a": 1,\n "b": }\n', (2, 7), "", ""),
    "null": ("variables/bad.yaml", b"a: null\n", (1, 4), "null", '"null"'),
    "a number where text is meant": ("variables/bad.yaml", b"a: 017\n", (1, 4), "", "quotes"),
    "an unknown field": (
        "connections/bad.yaml", b"c: {conn_type: http, pasword: x}\n", (1, 22), "`pasword` is not a field", "`password`"),
    "no connection type": ("connections/bad.yaml", b"c: {host: h}\n", (1, 4), "conn_type", ""),
    "extra that is a list": (
        "connections/bad.yaml", b"c: {conn_type: http, extra: [1]}\n", (1, 29), "must be a mapping, not a list", "extra: {"),
    "extra that is no JSON": (
        "connections/bad.yaml", b"c: {conn_type: http, extra: 'no'}\n", (1, 29), "not a JSON object", "as a mapping"),
    "a port out of range": (
        "connections/bad.yaml", b"c: {conn_type: http, port: 65536}\n", (1, 28), "not between 1 and 65535", ""),
    "a port that is text": ("connections/bad.yaml", b"c: {conn_type: http, port: abc}\n", (1, 28), "not a number", "65535"),
    "an unknown reference": ("variables/bad.yaml", b"a: ref+vault://x\n", (1, 4), "`ref+vault` is not a kind", "env, file"),
    "a value that is too long": ("variables/bad.yaml", b"a: " + b"x" * 16385 + b"\n", (1, 1), "16384", ""),
    "an unknown setting": (
        "lockstep.yaml", b"version: 1\ngatway: {url: http://127.0.0.1}\n", (2, 1), "`gatway` is not a setting", "`gateway`"),
    "a broken project file": ("lockstep.yaml", b"version: 1\nproject: {name: x\n", (3, 1), 'a `{` without its `}`', ""),
    "an empty project file": ("lockstep.yaml", b"", (1, None), "no entries", ""),
    "a project file of the future": ("lockstep.yaml", b"version: 2\n", (1, 10), "version 2", "release"),
}


@pytest.fixture
def small(binary, gateway, tmp_path):
    """The small repository on a gateway that other tests use too; nothing is ever applied to it."""
    secrets = {name: name.lower() for name in ("WAREHOUSE_PASSWORD", "WAREHOUSE_TOKEN", "PARTNER_TOKEN", "FERNET_KEY")}
    project = Project(binary, tmp_path / "project", gateway, environment=secrets)
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    yield project
    gateway.clear()


def failure(project, *arguments, code):
    """The error of a JSON report and what the same run said to a person."""
    result = project.lockstep.run(*arguments, "--format", "json", code=code)
    report = result.json()
    assert report["exit_code"] == code and report["error"]["message"]
    assert f"error: {report['error']['message']}" in result.stderr
    return report, result.stderr


@pytest.mark.parametrize("title", BAD_FILES)
def test_a_bad_file_is_told_with_its_place(small, title):
    path, data, (line, column), message, hint = BAD_FILES[title]
    (small.folder / path).write_bytes(data)
    report, talk = failure(small, "plan", code=7)
    [error] = [entry for entry in report["diagnostics"] if entry["severity"] == "error"]
    assert (error["file"], error["line"], error["column"]) == (path, line, column)
    place = f"{path}:{line}:{column}" if column else f"{path}:{line}"
    assert f"{place}: error: {error['message']} [{error['code']}]" in talk
    assert message in error["message"] and hint in talk
    assert small.gateway.requests() == {} or "create-secret" not in small.gateway.requests()


def test_a_missing_project_file_names_the_folder_and_the_command(small):
    (small.folder / "lockstep.yaml").unlink()
    _, talk = failure(small, "plan", code=7)
    assert str(small.folder) in talk and "lockstep init" in talk and "-C" in talk


def test_unresolvable_references_are_all_named_and_nothing_of_their_values(small):
    small.environment["PRESENT"] = "present-canary"
    small.write("variables/bad.yaml", """\
        a: ref+env://MISSING
        b: ref+file://missing.txt
        c: ref+env://AKEYLESS_ACCESS_KEY
        d: ref+env://PRESENT
        """)
    report, talk = failure(small, "plan", code=7)
    errors = [entry for entry in report["diagnostics"] if entry["severity"] == "error"]
    assert [(entry["file"], entry["line"]) for entry in errors] == [("variables/bad.yaml", line) for line in (1, 2, 3)]
    for error, reference in zip(errors, ("ref+env://MISSING", "ref+file://missing.txt", "ref+env://AKEYLESS_ACCESS_KEY")):
        assert reference in error["message"]
    assert "--offline-values" in talk
    assert "present-canary" not in talk and small.environment["AKEYLESS_ACCESS_KEY"] not in talk


@pytest.mark.parametrize("arguments", [("validate",), ("plan", "--offline-values")])
def test_a_variable_that_is_never_read_is_refused_without_resolving_anything(small, arguments):
    small.write("variables/bad.yaml", "fine: ref+env://NOT_SET\nstolen: ref+env://CI_JOB_TOKEN\n")
    report = small.lockstep.run(*arguments, "--format", "json", code=7).json()
    errors = [entry for entry in report["diagnostics"] if entry["severity"] == "error"]
    assert [(entry["file"], entry["line"]) for entry in errors] == [("variables/bad.yaml", 2)]
    assert "CI_" in errors[0]["message"]


def test_wrong_credentials_name_the_login_and_the_address(small):
    small.environment["AKEYLESS_ACCESS_KEY"] = "wrong-key-canary"
    report, talk = failure(small, "plan", code=9)
    host = small.gateway.url.removeprefix("http://")
    assert host in report["error"]["message"] and small.gateway.access_id in report["error"]["message"]
    assert "lockstep auth check" in talk and "wrong-key-canary" not in talk


@pytest.mark.parametrize("listening", [False, True])
def test_a_gateway_that_is_not_there_is_named(small, listening, refusing_port):
    """Nothing listens at the port, or something that is no gateway."""
    port, process = refusing_port, None
    if listening:
        process = subprocess.Popen(
            ["python3", "-m", "http.server", "--bind", "127.0.0.1", "0"], cwd=small.home, stderr=subprocess.DEVNULL,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        port = int(process.stdout.readline().split()[5])
    try:
        file = small.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace(small.gateway.url, f"http://127.0.0.1:{port}"))
        report, talk = failure(small, "plan", code=1)
        assert f"127.0.0.1:{port}" in report["error"]["message"]
        assert "hint:" in talk and ("gateway.url" in talk or "/api/v2" in talk)
    finally:
        if process:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("rule", [
    {"action": "garbage"}, {"action": "garbage", "body": "[]", "content-type": "application/json"}, {"action": "truncate"},
    {"action": "status", "status": 400}, {"action": "status", "status": 403}])
def test_a_listing_that_fails_half_way_gives_no_plan(small, rule):
    """The first folder is listed, the next one is not."""
    small.gateway.faults({"command": "list-items", "nth": 2, "times": "always"} | rule)
    report, talk = failure(small, "plan", "--out", "plan.json", code=9 if rule.get("status") == 403 else 1)
    assert report["plan"] is None and report["changes"] == []
    assert "list-items" in talk
    assert not (small.folder / "plan.json").exists()


def test_a_folder_without_git_is_refused(small):
    shutil.rmtree(small.folder / ".git")
    for command in (("plan",), ("apply", "--yes"), ("log",)):
        report, talk = failure(small, *command, code=7)
        assert str(small.folder) in report["error"]["message"] and "git init" in talk


def test_a_plan_file_that_is_none_is_refused(small):
    small.lockstep.run("plan", "--out", "plan.json")
    future = json.loads((small.folder / "plan.json").read_text()) | {"format_version": 9}
    for text, code in (("", 7), ("{}", 7), ("not json", 7), (json.dumps(future), 4)):
        small.write("plan.json", text)
        _, talk = failure(small, "apply", "plan.json", "--yes", code=code)
        assert "lockstep plan --out" in talk
    _, talk = failure(small, "apply", "missing.json", "--yes", code=7)
    assert "missing.json" in talk


def test_a_file_that_cannot_be_written_is_named(small):
    report, talk = failure(small, "plan", "--out", "no/such/folder/plan.json", code=1)
    assert "no/such/folder/plan.json" in report["error"]["message"]
    assert "No such file or directory" in talk
