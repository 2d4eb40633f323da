"""`log` by date, author and environment, as a page and as a comment; `blame`; `validate --history`; `help`."""

import base64
import hashlib
import json
import re
import shutil
import subprocess

import pytest

EVIL = ['<script>alert(1)</script>', "quote\"'`", "\u202eright-to-left", "img src=x onerror=alert(1)"]


@pytest.fixture(scope="module")
def told(binary, gateway, tmp_path_factory):
    """A history with hostile names, a change outside, a rollback and two authors."""
    from Blackbox.project import Project

    project = Project(binary, tmp_path_factory.mktemp("told") / "project", gateway)
    project.write("variables/all.json", json.dumps({"plain": "a"} | {name: "x" for name in EVIL}))
    project.write("connections/c.yaml", "warehouse: {conn_type: postgres, host: h1, login: l, password: p1}\n")
    project.commit()
    project.apply()
    project.write("connections/c.yaml", "warehouse: {conn_type: postgres, host: h2, login: l, password: p1}\n")
    project.commit()
    project.second = project.git("rev-parse", "HEAD").strip()
    project.apply(environment={"GIT_AUTHOR_NAME": "Grace", "GIT_AUTHOR_DATE": "2026-01-15T12:00:00Z"})
    gateway.call("update-secret-val", name="/airflow/variables/plain", value="changed outside")
    project.apply("--overwrite-drift")
    project.lockstep.run("rollback", "lockstep/default~1", "--select", "connections/*", "--yes", code=None)
    return project


def entries(project, *arguments):
    return project.lockstep.json("log", *arguments)["entries"]


def test_log_chooses_by_date_author_field_and_number(told):
    every = entries(told)
    assert len(entries(told, "-n", "1")) == 1
    [graces] = entries(told, "--author", "grace")
    assert graces in entries(told, "--since", "2026-01-15", "--until", "2026-01-15")
    assert graces not in entries(told, "--until", "2026-01-14")
    assert graces not in entries(told, "--since", "2026-01-16")
    assert [entry["revision"] for entry in entries(told, "--field", "host")] == [graces["revision"], every[-1]["revision"]]
    told.lockstep.run("log", "--until", "yesterday", code=64)
    told.lockstep.run("log", "--environment", "nowhere", code=7)


def test_blame_names_revision_and_commit_of_each_field(told):
    [item] = told.lockstep.json("blame", "connections/warehouse")["items"]
    fields = {field["name"]: field for field in item["fields"]}
    every = entries(told)
    assert fields["host"]["source"] == told.second
    assert fields["host"]["author"].startswith("Grace")
    assert fields["password"]["revision"] == every[-1]["revision"]
    assert (fields["password"]["file"], fields["password"]["line"]) == ("connections/c.yaml", 1)
    told.lockstep.run("blame", "connections/nothing", code=1)


def test_the_page_needs_nothing_else_and_shows_hostile_names_as_text(told, tmp_path):
    told.lockstep.run("log", "--format", "html", "--output", tmp_path / "history.html")
    page = (tmp_path / "history.html").read_text()
    assert re.findall(r"(?:src|href)=\"(?!#)", page) == []
    [script] = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in page
    assert "\u202e" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert page.count("<article ") == len(entries(told))
    assert 'class="tag drift"' in page
    comment = told.lockstep.run("log", "--format", "markdown").stdout
    assert comment.startswith("<!-- lockstep:log:default -->") and "\u202e" not in comment


def test_history_is_scanned_for_plain_secrets(project, tmp_path):
    secret = "plain-password-81ab"
    project.write("connections/a.yaml", "good: {conn_type: http, password: ref+env://P}\n")
    project.commit()
    project.write("connections/a.yaml", f"# a comment\nbad: {{conn_type: http, password: {secret}}}\n")
    project.commit()
    guilty = project.git("rev-parse", "HEAD").strip()
    project.write("connections/a.yaml", f"# a comment\nbad: {{conn_type: http, password: {secret}}}\nmore: http://h\n")
    project.commit()
    project.write("connections/a.yaml", "good: {conn_type: http, password: ref+env://P}\n")
    project.write("environments/default/connections/b.yaml", "twice: {conn_type: http}\n")
    project.commit()
    project.lockstep.run("validate")
    report = project.lockstep.json("validate", "--history", code=7)
    expected = {"commit": guilty, "file": "connections/a.yaml", "line": 2, "rule": "plain-secret"}
    assert report["history"]["findings"] == [expected]
    assert [problem["code"] for problem in report["diagnostics"] if problem["severity"] == "error"] == ["plain-secret"]
    shown = project.lockstep.run("validate", "--history", code=7)
    assert guilty[:12] in shown.stdout + shown.stderr

    baseline = tmp_path / "accepted.json"
    project.lockstep.run("validate", "--history", "--baseline", baseline, code=7)
    project.lockstep.run("validate", "--history", "--baseline", baseline, "--update-baseline")
    report = project.lockstep.json("validate", "--history", "--baseline", baseline)
    assert report["history"]["accepted"] == 1 and report["history"]["findings"] == []
    text = baseline.read_text() + "".join(project.lockstep.transcript)
    assert secret not in text and hashlib.sha256(secret.encode()).hexdigest() not in text
    project.write("variables/new.yaml", "x: y\n")
    project.write("connections/c.yaml", "worse: {conn_type: http, password: another-one-77}\n")
    project.commit()
    project.lockstep.run("validate", "--history", "--baseline", baseline, code=7)


def test_versions_that_the_clone_lacks_are_told(project):
    project.write("variables/a.yaml", "x: first\n")
    project.commit()
    blob = project.git("rev-parse", "HEAD:variables/a.yaml").strip()
    project.write("variables/a.yaml", "x: second\n")
    project.commit()
    (project.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    report = project.lockstep.json("validate", "--history")
    [told] = [problem for problem in report["diagnostics"] if problem["code"] == "history-partial"]
    assert told["severity"] == "warning" and told["message"].startswith("1 version ")


@pytest.mark.parametrize("topic", ["exit-codes", "references", "formats"])
def test_help_has_topics(binary, topic):
    shown = subprocess.run([binary, "help", topic], capture_output=True, text=True, check=True)
    assert len(shown.stdout.splitlines()) > 10 and shown.stderr == ""


def test_the_manual_page_holds_every_command(binary):
    page = subprocess.run([binary, "help", "man"], capture_output=True, text=True, check=True).stdout
    assert page.startswith(".TH LOCKSTEP 1")
    for command in ("plan", "apply", "mirror", "blame", "gateway run", "validate"):
        assert f".SS lockstep {command}" in page
    assert "\\-\\-baseline" in page and "EXIT CODES" in page
    if shutil.which("man"):
        shown = subprocess.run(["man", "--warnings", "-l", "-"], input=page, capture_output=True, text=True)
        assert shown.returncode == 0 and shown.stderr == ""


def test_help_fits_a_terminal_of_80_columns(binary):
    dump = subprocess.run([binary, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
    commands = [json.loads(dump)["command"]]
    for command in commands:
        commands += command.get("subcommands", [])
        lines = command.get("discussion", "").splitlines()
        assert [line for line in lines if line.startswith(" ") and len(line) > 80] == []
        # A paragraph is one line, which the help breaks where the terminal ends.
        assert [two for two in zip(lines, lines[1:]) if all(line and line[0] != " " for line in two)] == []
    assert len(commands) > 25
    shown = subprocess.run([binary, "plan", "--help"], capture_output=True, text=True, check=True).stdout
    assert shown.index("--select") < shown.index("--repo")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_scripts_that_their_shell_accepts(binary, shell):
    script = subprocess.run(
        [binary, "--generate-completion-script", shell], capture_output=True, text=True, check=True).stdout
    assert "mirror" in script and "--overwrite-drift" in script.replace("-l ", "--") or "overwrite-drift" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=True)
