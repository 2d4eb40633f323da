"""Names, files and answers that want to do harm: nothing crashes, hangs, escapes its place or reaches a terminal."""

import json
import os
import re
import socket
import stat
import threading
import unicodedata

import pytest

FORMATS = ("text", "json", "markdown", "html")

# Keys as YAML's double quotes spell them, and whether they can be a variable at all.
KEYS = {
    "two dots": ("..", None), "up": ("../up", None), "out": ("a/../../../out", None), "slash": ("a/b", None),
    "slash first": ("/abs", None), "slash last": ("a/", None), "git": (".git", None), "git config": (".git/config", None),
    "git in capitals": (".GIT", None), "dot": (".", None), "double slash": ("a//b", None),
    "long": ("x" * 1000, None), "longer": ("long/" * 200, None),
    "composed": ("caf\u00e9", True), "look-alike": ("\u0430dmin", True), "latin": ("admin", True),
    "combining first": ("\u0301x", True), "joiner first": ("\u200dx", None), "combining folder": ("\u0301a/\u0301b", None),
    "joined to what follows": ("x\u0600", None), "capital": ("Admin", True), "json": ("x.json", True), "emoji": ("\U0001f511", True),
    "mark first": ("\ufeffx", True), "right to left": ("safe\u202egnp.exe", None), "zero width": ("ad\u200bmin", None), 
    "escape": ("\u001b[31mred", False), "bell": ("ding\u0007", False), "newline": ("a\nLockstep-Seal: 00", False),
    "null": ("a\u0000b", False), "delete": ("a\u007fb", False), "c1": ("a\u009b31mb", False),
    "html": ("<img src=x onerror=alert(1)>", None), "markdown": ("](http://evil.example)|`x` **b** @someone", None),
    "percent": ("%2e%2e%2f", None), "quote": ("\"'`$(id)", None), "backslash": ("a\\..\\b", None),
    "wildcards": ("*+?[", None),
}


def unsafe(text):
    """Characters that no output may hold, by name."""
    return sorted({
        f"U+{ord(character):04X}" for character in text
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs")})


def safe(result):
    for name, text in (("stdout", result.stdout), ("stderr", result.stderr)):
        assert not unsafe(text), f"{unsafe(text)} on {name} of {result.arguments}"
    return result


@pytest.fixture(autouse=True)
def certain_dates(own_gateway):
    own_gateway.step_clock()


@pytest.mark.parametrize("name", KEYS)
def test_a_hostile_key_is_refused_with_its_place_or_kept_in_its_place(project, name):
    key, wanted = KEYS[name]
    project.write("variables/all.yaml", f"{json.dumps(key, ensure_ascii=max(map(ord, key)) < 0x10000)}: value\n")
    project.commit()
    ended = safe(project.lockstep.run("validate", code=None))
    assert ended.code in (0, 7) and (wanted is None or wanted == (ended.code == 0)), ended
    if ended.code == 7:
        places = [entry for entry in project.plan(code=7)["diagnostics"] if entry["severity"] == "error"]
        assert places and all((place["file"], place["line"]) == ("variables/all.yaml", 1) for place in places)
        return
    report = project.apply()
    [change] = report["changes"]
    path = f"/airflow/variables/{key}"
    assert change["path"] == path and change["key"] == key
    written = [write["name"] for write in project.gateway.writes() if "/lockstep/" not in (write["name"] or "")]
    assert [write for write in written if write] == [path]
    for output in FORMATS:
        safe(project.lockstep.run("plan", "-v", "--format", output))
        safe(project.lockstep.run("status", "-v", "--format", output))
    safe(project.lockstep.run("log"))
    safe(project.lockstep.run("show", "lockstep/default"))
    project.lockstep.run("verify")
    project.git("fsck", "--strict", "--no-dangling")
    files = project.git("ls-tree", "-r", "--name-only", "-z", "lockstep/default").split("\0")
    assert all(part not in ("", ".", "..") and part.lower() != ".git" for file in files if file for part in file.split("/"))
    assert not unsafe(project.git("log", "--format=%B", "lockstep/default"))
    assert project.plan("--exit-code", code=0)["summary"]["unchanged"] == 1


def test_names_that_look_alike_are_different_items(project):
    """Someone else's item differs from ours only in how its accent is composed."""
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    project.gateway.call("create-secret", name=f"/airflow/variables/{decomposed}", value="theirs")
    project.write("variables/all.yaml", f"{composed}: ours\n\u0430dmin: cyrillic\nadmin: latin\n")
    project.commit()
    assert project.plan()["summary"]["create"] == 3
    report = project.apply()
    assert report["summary"]["unmanaged"] == 1
    assert project.gateway.value(f"/airflow/variables/{decomposed}") == "theirs"
    assert project.gateway.value(f"/airflow/variables/{composed}") == "ours"
    assert project.gateway.value("/airflow/variables/\u0430dmin") == "cyrillic"
    assert project.plan("--exit-code", "--prune", code=0)["summary"]["unchanged"] == 3
    project.write("variables/all.yaml", f"{composed}: ours\n{decomposed}: both\n")
    assert project.plan(code=7)["diagnostics"]


def test_a_name_that_is_composed_anew_does_not_take_the_other_ones_value(project):
    """Both are read in one request, whose answer names them alike to whoever compares characters."""
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    project.write("variables/all.yaml", f"{composed}: ours\n")
    project.commit()
    project.apply()
    project.gateway.call("create-secret", name=f"/airflow/variables/{decomposed}", value="theirs")
    project.write("variables/all.yaml", f"{decomposed}: ours\n")
    project.commit()
    report = project.plan("--prune", "--refresh", "full")
    assert [change["action"] for change in report["changes"] if change["path"].endswith(decomposed)] == ["conflict"]
    project.apply("--prune", "--skip-conflicts", code=None)
    assert project.gateway.value(f"/airflow/variables/{composed}") == "ours"
    assert project.gateway.value(f"/airflow/variables/{decomposed}") == "theirs"
    project.apply("--prune", "--overwrite-unmanaged")
    assert project.gateway.value(f"/airflow/variables/{decomposed}") == "ours"
    assert project.gateway.value(f"/airflow/variables/{composed}") is None


@pytest.mark.parametrize("key", ["\u0301x", "\u0301a/\u0301b", "x\u0600/y"])
def test_an_item_whose_name_joins_a_slash_is_seen(project, key):
    """To Swift, an accent and the slash before it are one character; to Akeyless they are two."""
    path = f"/airflow/variables/{key}"
    project.gateway.call("create-secret", name=path, value="theirs")
    project.write("variables/all.yaml", f"{json.dumps(key)}: ours\n")
    project.commit()
    assert [change["action"] for change in project.plan()["changes"]] == ["conflict"]
    project.apply("--overwrite-unmanaged")
    assert project.gateway.value(path) == "ours"
    assert project.plan("--exit-code", code=0)["summary"]["unchanged"] == 1
    project.write("variables/all.yaml", "other: x\n")
    project.commit()
    assert project.apply("--prune")["summary"]["delete"] == 1
    assert project.gateway.value(path) is None


def test_what_the_service_says_cannot_steer_a_terminal(applied):
    evil = "\u001b[2J\u001b]0;owned\u0007\u202eevil\u009b31m"
    applied.gateway.call("create-secret", name=f"/airflow/variables/{evil}", value=evil, description=evil)
    applied.gateway.call("update-item", name="/airflow/variables/partner", **{"add-tag": [f"lockstep:{evil}"]})
    applied.gateway.call("update-secret-val", name="/airflow/variables/region", value=evil)
    applied.gateway.call("update-item", name="/airflow/variables/limits", description=evil)
    for command in ("plan", "status"):
        for output in FORMATS:
            safe(applied.lockstep.run(command, "-v", "--refresh", "full", "--format", output, code=None)
                 if command == "plan" else applied.lockstep.run(command, "-v", "--format", output, code=None))
    for command in ("list-items", "get-secret-value", "describe-item", "auth"):
        applied.gateway.faults({
            "command": command, "times": "always", "action": "status", "status": 400,
            "body": json.dumps({"error": f"failed: {evil} <script>alert(1)</script>"})})
        for output in ("text", "json"):
            safe(applied.lockstep.run("plan", "-v", "--format", output, code=None))
    applied.gateway.clear()
    applied.gateway.faults({
        "command": "update-secret-val", "times": "always", "action": "status", "status": 400,
        "body": json.dumps({"error": evil})})
    safe(applied.lockstep.run("apply", "--yes", "--overwrite-drift", "--skip-conflicts", code=None))
    applied.gateway.clear()
    safe(applied.lockstep.run("get", "variable", "region", "--explain", code=None))


EVIL = "\u001b[2J\u001b]0;owned\u0007\u202eevil\u009b31m <script>alert(1)</script>"
STAGING = """\
environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
"""
# Commands by the calls that bring them what the service says.
ASKING = {
    "auth": (["import", "--out", "../imported"], ["secret", "list", "/"], ["auth", "check"], ["verify"]),
    "list-items": (
        ["import", "--out", "../imported"], ["import", "--accept-drift"], ["secret", "list", "/", "-v"],
        ["mirror", "--from", "default", "--to", "staging", "--check"], ["rollback", "lockstep/default", "--dry-run"]),
    "get-secret-value": (
        ["import", "--out", "../imported"], ["import", "--accept-drift"], ["verify"], ["verify", "--values"],
        ["mirror", "--from", "default", "--to", "staging", "--check"], ["rollback", "lockstep/default", "--dry-run"],
        ["secret", "get", "/airflow/variables/region"],
        ["secret", "get", "/airflow/variables/region", "/airflow/variables/partner"]),
    "describe-item": (["secret", "describe", "/airflow/variables/region"], ["rollback", "lockstep/default~1", "--dry-run"]),
    "describe-permissions": (["auth", "check"],),
    "update-secret-val": (["rollback", "lockstep/default~1", "--yes"],),
}
ANSWERS = {
    "refusal": {"action": "status", "status": 400, "body": json.dumps({"error": f"failed: {EVIL}"})},
    "denial": {"action": "status", "status": 403, "body": json.dumps({"error": f"denied: {EVIL}"})},
    "text": {"action": "garbage", "body": EVIL},
    "JSON of another kind": {"action": "garbage", "body": json.dumps({
        name: EVIL for name in ("token", "items", "item_name", "permissions", "client_permissions", "creds", "error")})},
    "JSON with such names": {"action": "garbage", "body": json.dumps({
        "token": EVIL, "items": [{"item_name": f"/airflow/variables/{EVIL}", "item_type": EVIL, "last_version": 1}],
        "folders": [f"/airflow/{EVIL}/"], EVIL: EVIL, "item_name": EVIL, "item_type": EVIL, "client_permissions": [EVIL]})},
}


@pytest.fixture
def two_environments(applied):
    """Two revisions of one environment, and another one."""
    applied.folder.joinpath("lockstep.yaml").open("a").write(STAGING)
    applied.write("variables/more.yaml", "more: x\n")
    file = applied.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace("region: eu", "region: us"))
    applied.commit()
    applied.apply()
    return applied


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_command_passes_on_an_answer_as_it_came(two_environments, answer):
    told, forms = "", ([], ["--format", "json"]) if answer in ("refusal", "JSON with such names") else ([],)
    for call, commands in ASKING.items():
        two_environments.gateway.faults(ANSWERS[answer] | {"command": call, "times": "always"})
        for command in commands:
            for output in forms:
                ended = safe(two_environments.lockstep.run(*command, *output, code=None, timeout=60))
                assert 0 <= ended.code < 10, ended
                if output:
                    ended.json()
                told += ended.stdout + ended.stderr
    two_environments.gateway.clear()
    # What the service says is told where it is a reason or a name, or this would be no test of how.
    assert "owned" in told or answer in ("text", "JSON of another kind")
    for file in two_environments.home.glob("imported/**/*.*"):
        assert not unsafe(file.read_text()), file


def test_what_is_stored_cannot_steer_a_terminal_by_any_command(two_environments):
    project, shown = two_environments, 0
    for name in (f"variables/{EVIL}", "variables/evil", f"connections/{EVIL}", "connections/evil", f"config/core.{EVIL}"):
        status, answer = project.gateway.call(
            "create-secret", name=f"/airflow/{name}", value=json.dumps({"conn_type": EVIL, "host": EVIL, "extra": {EVIL: EVIL}}),
            description=EVIL, tags=[EVIL])
        assert status == 200, answer
    project.gateway.call("create-secret", name="/airflow/connections/shown", value=json.dumps(
        {"conn_type": "http", "host": EVIL, "login": EVIL, "schema": EVIL, "description": EVIL, "extra": {EVIL: EVIL}}))
    project.gateway.call("update-item", name="/airflow/variables/partner", **{"add-tag": [f"lockstep:{EVIL}"]})
    project.gateway.call("update-secret-val", name="/airflow/variables/region", value=EVIL)
    project.gateway.call("update-item", name="/airflow/variables/limits", description=EVIL)
    mirror = ["mirror", "--from", "default", "--to", "staging"]
    for command in (
            ["import", "--out", "../kept"], ["import", "--out", "../named", "--secrets", "env"], ["import", "--accept-drift"],
            ["secret", "list", "/"], ["secret", "list", "/airflow/variables", "--folder-only", "-v"],
            ["secret", "describe", f"/airflow/variables/{EVIL}"], ["secret", "describe", "/airflow/variables/evil"],
            ["verify", "--values"], [*mirror, "--check"], [*mirror, "--yes"], [*mirror, "--check", "--format", "markdown"],
            [*mirror, "--check", "--format", "html"], ["rollback", "lockstep/default~1", "--dry-run", "-v"],
            ["get", "connection", "shown", "--explain"], ["get", "connection", "evil", "--explain"],
            ["rollback", "lockstep/default~1", "--yes", "--skip-conflicts"], ["log", "-e", "staging"], ["auth", "check"]):
        for output in ([], ["--format", "json"]) if "--format" not in command else ([],):
            ended = safe(project.lockstep.run(*command, *output, code=None))
            assert 0 <= ended.code < 10, ended
            if output:
                ended.json()
            shown += "owned" in ended.stdout
    assert shown > 15, "the commands show what they are to escape"
    for folder in ("kept", "named", "repository"):
        for file in (project.home / folder).rglob("*"):
            if file.is_file() and ".git" not in file.parts:
                assert not unsafe(file.read_text()), file
    for branch in ("lockstep/default", "lockstep/staging"):
        assert not unsafe(project.git("log", "--format=%B", branch))


def test_names_are_text_in_markdown_and_html(project):
    project.write("variables/all.yaml", "'<img src=x onerror=alert(1)>': a\n'](javascript:x)|`y` @someone': b\n")
    markdown = project.lockstep.run("plan", "--format", "markdown").stdout
    # What stands in a span of code is text, however long the row of backticks around it.
    outside = re.sub(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)", "CODE", markdown)
    assert "<img" not in outside and "javascript" not in outside and "@someone" not in outside, outside
    page = project.lockstep.run("plan", "--format", "html").stdout
    assert "<img" not in page and "&lt;img" in page


DEEP = 200_000
BOMB = "\n".join(
    ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    + [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)])

FILES = {
    "deep.json": '{"deep": ' + "[" * DEEP + "]" * DEEP + "}",
    "deep-objects.json": '{"deep": ' + '{"a":' * DEEP + "1" + "}" * DEEP + "}",
    "unclosed.json": '{"deep": ' + "[" * DEEP,
    "deep.yaml": "deep: " + "[" * DEEP + "]" * DEEP,
    "deep-maps.yaml": "deep: " + "{a: " * DEEP + "}" * DEEP,
    "deep-blocks.yaml": "".join(" " * level + "a:\n" for level in range(3000)),
    "deep-dashes.yaml": "deep:\n  " + "- " * DEEP + "x",
    "bomb.yaml": BOMB,
    "self.yaml": "a: &a [*a]\n",
    "many-aliases.yaml": "a: &a x\nb: [" + ", ".join(["*a"] * 150_000) + "]\n",
    "huge.yaml": "a: " + "x" * (17 << 20),
    "huge-number.json": '{"a": 1' + "0" * 1_000_000 + "}",
    "huge.env": "A=" + "x" * 1_000_000,
    "binary.yaml": "a: \x00\x01\x02",
    "tag.yaml": "a: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "surrogate.json": '{"a": "\\ud800"}',
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_made_to_exhaust_is_refused_or_read(project, name):
    (project.folder / "variables").mkdir()
    (project.folder / "variables" / name).write_bytes(FILES[name].encode("utf-8", "surrogatepass"))
    ended = safe(project.lockstep.run("validate", "--format", "json", code=None, timeout=60))
    assert ended.code in (0, 7), f"{ended.code}: {ended.stderr[:500]}"
    if ended.code == 7:
        assert any(entry["file"] == f"variables/{name}" for entry in ended.json()["diagnostics"])


@pytest.mark.parametrize("name", ["deep.yaml", "bomb.yaml", "deep-dashes.yaml"])
def test_a_project_file_made_to_exhaust_is_refused(project, name):
    (project.folder / "lockstep.yaml").write_text(FILES[name])
    assert project.lockstep.run("validate", code=7, timeout=60)


def DEVICE(name):
    """A node of its own for the device behind /dev/zero."""
    try:
        os.mknod(name, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError as error:
        pytest.skip(f"only the superuser makes device nodes: {error}")


def SOCKET(name):
    socket.socket(socket.AF_UNIX).bind(name)


class TestFilesThatAreNoFiles:
    def test_links_out_of_the_repository_are_not_followed(self, declared, tmp_path):
        secret = tmp_path / "outside.yaml"
        secret.write_text("stolen: from-outside-4c1d\n")
        (declared.folder / "variables/link.yaml").symlink_to(secret)
        (declared.folder / "config/passwd.yaml").symlink_to("/etc/passwd")
        (declared.folder / "variables/folder").symlink_to(tmp_path)
        result = declared.lockstep.run("plan", "--format", "json", code=7)
        assert "from-outside" not in result.stdout + result.stderr
        named = {entry["file"] for entry in result.json()["diagnostics"] if entry["severity"] == "error"}
        assert {"variables/link.yaml", "config/passwd.yaml"} <= named
        for link in ("variables/link.yaml", "config/passwd.yaml", "variables/folder"):
            (declared.folder / link).unlink()
        (declared.folder / "link").symlink_to(secret)
        for target in ("link", "../outside.yaml", ".git/config"):
            declared.write("variables/reference.yaml", f"a: ref+file://{target}\n")
            result = declared.lockstep.run("plan", "--format", "json", code=7)
            assert "from-outside" not in result.stdout + result.stderr
            assert any(entry["file"] == "variables/reference.yaml" for entry in result.json()["diagnostics"])
        assert declared.gateway.writes() == []

    def test_pipes_and_devices_do_not_hang(self, declared):
        os.mkfifo(declared.folder / "variables/pipe.yaml")
        (declared.folder / "variables/zero.yaml").symlink_to("/dev/zero")
        (declared.folder / "variables/tty.yaml").symlink_to("/dev/stdin")
        os.mkfifo(declared.folder / "value")
        report = declared.plan(code=7, timeout=30)
        named = {entry["file"] for entry in report["diagnostics"] if entry["severity"] == "error"}
        assert {"variables/pipe.yaml", "variables/zero.yaml", "variables/tty.yaml"} <= named
        for name in ("pipe", "zero", "tty"):
            (declared.folder / f"variables/{name}.yaml").unlink()
        declared.write("variables/reference.yaml", "a: ref+file://value\n")
        assert declared.plan(code=7, timeout=30)["diagnostics"][-1]["file"] == "variables/reference.yaml"

    @pytest.mark.parametrize("make", [DEVICE, SOCKET], ids=["device", "socket"])
    def test_devices_and_sockets_are_refused_by_name(self, declared, make, monkeypatch):
        """Real ones, not links to them; /dev/zero would never end."""
        monkeypatch.chdir(declared.folder / "variables")
        make("special.yaml")
        for command in ("validate", "plan"):
            report = declared.lockstep.json(command, code=7, timeout=30)
            [problem] = [entry for entry in report["diagnostics"] if entry["severity"] == "error"]
            assert problem["code"] == "special-file" and problem["file"] == "variables/special.yaml"
            assert "devices, pipes and sockets are not read" in problem["message"]
        os.rename("special.yaml", "../special")
        declared.write("variables/reference.yaml", "a: ref+file://special\n")
        [problem] = [entry for entry in declared.plan(code=7, timeout=30)["diagnostics"] if entry["severity"] == "error"]
        assert problem["file"] == "variables/reference.yaml" and "not an ordinary file" in problem["message"]
        os.rename("../special", "../lockstep.yaml")
        refused = declared.plan(code=7, timeout=30)
        assert "not an ordinary file" in str(refused["diagnostics"]) and declared.gateway.writes() == []

    def test_a_pipe_for_a_project_or_plan_file_does_not_hang(self, declared):
        os.mkfifo(declared.home / "plan.json")
        assert declared.lockstep.run("apply", "../plan.json", "--yes", code=7, timeout=30)
        (declared.folder / "lockstep.yaml").unlink()
        os.mkfifo(declared.folder / "lockstep.yaml")
        assert declared.lockstep.run("plan", code=7, timeout=30)

    def test_a_repository_that_changes_while_it_is_read_is_read_or_refused(self, declared, tmp_path):
        """A file flips between contents, half of one, nothing and a link out of the repository; its folder becomes one."""
        outside = tmp_path / "outside.yaml"
        outside.write_text("region: from-outside-4c1d\n")
        file, spare, folder = (declared.folder / name for name in ("variables/all.yaml", "spare", "away"))
        contents = [file.read_text(), file.read_text().replace("eu", "us")]
        done = threading.Event()

        def flip():
            turn = 0
            while not done.is_set():
                turn += 1
                spare.unlink(missing_ok=True)
                if turn % 4 == 3:
                    spare.symlink_to(outside)
                else:
                    spare.write_text(contents[turn % 2])
                os.replace(spare, file)
                if turn % 4 == 1:
                    os.truncate(file, 12)
                    with file.open("a") as appended:
                        appended.write("ref+file://../outside.yaml\n")
                if turn % 5 == 0:
                    file.unlink()
                if turn % 7 == 0:
                    os.rename(file.parent, folder)
                    file.parent.symlink_to(tmp_path)
                    file.parent.unlink()
                    os.rename(folder, file.parent)

        flipping = threading.Thread(target=flip)
        flipping.start()
        try:
            for _ in range(12):
                result = safe(declared.lockstep.run("apply", "--yes", "--format", "json", code=None, timeout=60))
                assert result.code in (0, 4, 7, 8), result
        finally:
            done.set()
            flipping.join()
        assert declared.gateway.value("/airflow/variables/region") in ("eu", "us", None)
        file.unlink(missing_ok=True)
        file.write_text(contents[0])
        declared.apply("--overwrite-drift")
        assert declared.plan("--exit-code", code=0)

    @pytest.mark.parametrize("change, named", [
        ("truncate --size 12 variables/all.yaml", "variables/all.yaml"),
        ("echo 'more: x' >>variables/all.yaml", "variables/all.yaml"),
        ("rm variables/all.yaml", "variables"),
        ("mv variables .. && ln -s ../variables variables", "variables"),
        ("echo >>lockstep.yaml", "lockstep.yaml"),
        ("mkdir -p environments/default/variables", "environments"),
    ], ids=["cut", "longer", "gone", "folder is a link", "settings", "overlay"])
    def test_what_changes_after_it_was_read_stops_the_run(self, applied, change, named):
        """A command that a reference runs makes the change: after the files were read, before anything is decided."""
        script = applied.home / "change"
        script.write_text(f"#!/bin/sh\ncd {applied.folder} && {{ {change}; }} && echo value\n")
        script.chmod(0o755)
        (applied.home / "commands").write_text(f"change = {script}\n")
        applied.environment["LOCKSTEP_EXEC_FILE"] = str(applied.home / "commands")
        applied.write("variables/late.yaml", "late: ref+exec://change\n")
        applied.commit()
        refused = applied.apply("--prune", code=4)
        assert refused["error"]["code"] == "files-changed" and named in refused["error"]["causes"]
        assert applied.gateway.writes() == [] and applied.git("for-each-ref", "refs/lockstep") == ""
