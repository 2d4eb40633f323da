"""Encrypted files through the real tools, other items of Akeyless, and commands that the operator lists."""

import json
import shutil
import subprocess

import pytest

from Blackbox.encryption import Keys
from Blackbox.gateway import Gateway
from Blackbox.project import Project

from .test_import import HELD, NEEDLES, adopts_everything, create, declarations

WAREHOUSE = "/airflow/connections/warehouse"
CANARIES = ["canary-host.example.com", "canary-age-1a", "canary-sops-2b", "canary-pointer-3c", "canary-value-4d"]


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    made = Keys(tmp_path_factory.mktemp("keys") / "k")
    yield made
    made.close()


def test_an_import_decrypts_what_its_own_folder_declares(project, keys):
    """Not the project's file of the same name."""
    project.environment.update(keys.environment)
    project.commit()
    for key in ("ours", "theirs", "neither"):
        create(project.gateway, f"variables/{key}", key)
    keys.age("ours: ours\n", project.folder / "variables/all.yaml.age")
    elsewhere = project.home / "elsewhere"
    keys.age("theirs: theirs\n", elsewhere / "variables/all.yaml.age")
    report = project.lockstep.json("import", "--out", "../elsewhere")
    assert [entry["key"] for entry in report["entries"]] == ["neither", "ours"]
    (project.folder / "variables/all.yaml.age").unlink()
    assert project.lockstep.json("import", "--out", "../elsewhere")["entries"] == []


@pytest.fixture
def encrypted(project, keys):
    """Whole files and references of both tools, nothing applied."""
    project.environment.update(keys.environment)
    keys.age(
        "warehouse: {conn_type: postgres, host: canary-host.example.com, password: canary-age-1a}\n",
        project.folder / "connections/all.yaml.age")
    keys.sops("partner: canary-sops-2b\nlimits: {rows: 10}\n", project.folder / "variables/all.sops.yaml")
    keys.sops('{"a/b": {"c": "canary-pointer-3c"}, "d": ["canary-value-4d"]}', project.folder / "encrypted/x.sops.json")
    keys.age("a: canary-age-1a\nb: {c: 0123}\n", project.folder / "encrypted/y.yaml.age")
    project.write("connections/plain.yaml", """\
        api:
          conn_type: http
          host: api.example.com
          login: ref+sops://encrypted/x.sops.json#/d/0
          password: ref+sops://encrypted/x.sops.json#/a~1b/c
          extra: {token: "ref+age://encrypted/y.yaml.age#/a", whole: "ref+age://encrypted/y.yaml.age"}
        """)
    project.commit()
    keys.called()
    return project


def test_a_connections_description_may_stand_elsewhere(declared):
    """It is a member of the stored JSON; that of a variable is shown by Akeyless and may not."""
    declared.write("connections/noted.yaml", """
        noted: {conn_type: http, host: h, description: ref+env://NOTE}
        by_uri: {uri: "http://h", description: ref+env://NOTE}
        """)
    declared.environment["NOTE"] = "note-canary-71"
    assert "note-canary-71" not in str(declared.apply())
    for key in ("noted", "by_uri"):
        assert json.loads(declared.gateway.value(f"/airflow/connections/{key}"))["description"] == "note-canary-71"
    declared.write("variables/noted.yaml", "noted: {value: x, description: ref+env://NOTE}\n")
    assert "`description` cannot be a reference" in declared.lockstep.run("plan", code=7).stderr


def test_whole_files_and_pointers_reach_akeyless_and_nothing_else(encrypted, keys):
    report = encrypted.apply()
    value = encrypted.gateway.value
    assert json.loads(value(WAREHOUSE)) == {
        "conn_type": "postgres", "host": "canary-host.example.com", "password": "canary-age-1a"}
    api = json.loads(value("/airflow/connections/api"))
    assert (api["login"], api["password"]) == ("canary-value-4d", "canary-pointer-3c")
    assert json.loads(api["extra"]) == {"token": "canary-age-1a", "whole": "a: canary-age-1a\nb: {c: 0123}"}
    assert value("/airflow/variables/partner") == "canary-sops-2b"
    assert len(keys.called()) == 4, "each file is decrypted once, by one process"
    shown = json.dumps(report) + "".join(encrypted.lockstep.transcript) + encrypted.lockstep.run("plan", "-v").stdout
    shown += encrypted.lockstep.run("get", "connection", "warehouse").stdout + encrypted.objects().decode(errors="replace")
    assert [canary for canary in CANARIES if canary in shown] == []
    assert encrypted.plan("--exit-code", code=0)["changes"] == []


def test_without_keys_what_is_encrypted_is_unknown_and_not_gone(encrypted, keys):
    encrypted.apply()
    for name in ("GNUPGHOME", "SOPS_AGE_KEY_FILE"):
        del encrypted.environment[name]
    report = encrypted.plan("--offline-values", "--prune", "-v")
    assert report["summary"]["orphan"] == report["summary"]["delete"] == 0
    assert {change["key"] for change in report["changes"] if change["action"] == "unknown"} == {
        "warehouse", "partner", "limits", "api"}
    noted = [entry["file"] for entry in encrypted.lockstep.json("validate")["diagnostics"] if entry["code"] == "encrypted-file"]
    assert sorted(noted) == ["connections/all.yaml.age", "variables/all.sops.yaml"]
    report = encrypted.plan(code=7)
    assert report["error"]["code"] == "unresolved-reference"
    assert {entry["file"] for entry in report["diagnostics"] if entry["severity"] == "error"} >= {"connections/all.yaml.age"}


def test_an_age_identity_that_is_missing_or_wrong_is_named(encrypted, keys, tmp_path):
    def told(**variables):
        for name in ("SOPS_AGE_KEY_FILE", "LOCKSTEP_AGE_IDENTITY"):
            encrypted.environment.pop(name, None)
        encrypted.environment.update(variables)
        shown = encrypted.lockstep.run("plan", code=7).stderr
        return next(part for part in shown.split("connections/all.yaml.age") if "age" in part and "hint" in part)

    assert "age has no identity" in told() and "set LOCKSTEP_AGE_IDENTITY, AGE_IDENTITY or SOPS_AGE_KEY_FILE" in told()
    assert f"the identity {tmp_path}/none (LOCKSTEP_AGE_IDENTITY) cannot be read" in told(LOCKSTEP_AGE_IDENTITY=f"{tmp_path}/none")
    other = tmp_path / "other.txt"
    subprocess.run(["age-keygen", "-o", other], check=True, capture_output=True)
    wrong = told(LOCKSTEP_AGE_IDENTITY=str(other))
    assert f"age cannot decrypt the file with the identity {other} (LOCKSTEP_AGE_IDENTITY)" in wrong
    assert f"age --decrypt --identity {other} connections/all.yaml.age" in encrypted.lockstep.transcript[-1]


def test_the_key_itself_may_stand_in_the_variable(encrypted, keys):
    key = next(line for line in keys.identity.read_text().splitlines() if line.startswith("AGE-SECRET-KEY"))
    del encrypted.environment["SOPS_AGE_KEY_FILE"]
    encrypted.environment["SOPS_AGE_KEY"] = key
    assert encrypted.plan()["summary"]["create"] == 4
    assert not [call for call in keys.called() if "AGE-SECRET-KEY" in call]


def test_no_decrypted_byte_is_written_to_a_file(encrypted, keys, tmp_path):
    """Every write and every opened file of the program and its children, as the kernel sees them."""
    strace = shutil.which("strace")
    probe = strace and subprocess.run([strace, "-f", "-o", "/dev/null", "true"], capture_output=True)
    if not strace or probe.returncode != 0:
        pytest.skip("strace cannot be used on this machine")
    trace = tmp_path / "trace"
    subprocess.run(
        [strace, "-f", "-y", "-s", "200000", "-e", "trace=write,pwrite64,writev,sendto,sendmsg,openat", "-o", trace,
         encrypted.lockstep.binary, "apply", "--yes"],
        cwd=encrypted.folder, env=encrypted.environment | {"TMPDIR": "/nonexistent"}, check=True, capture_output=True)
    lines = trace.read_text(errors="replace").splitlines()
    carrying = [line for line in lines if any(canary in line for canary in CANARIES)]
    assert carrying, "the pipes that carry the values were traced"
    # A regular file shows its path behind the descriptor; pipes and sockets have names of another form.
    assert [line[:200] for line in carrying if "</" in line.split('"')[0]] == []
    opened = [line for line in lines if "openat(" in line and ("O_WRONLY" in line or "O_RDWR" in line or "O_TMPFILE" in line)]
    assert [line[:200] for line in opened if '"/tmp/' in line and str(encrypted.home.parent) not in line
            and str(keys.folder) not in line] == []


@pytest.mark.parametrize(("form", "file"), [("sops", "encrypted/connections.sops.json"), ("age", "encrypted/connections.json.age")])
def test_imported_secrets_are_encrypted_without_touching_the_disk(project, keys, form, file):
    project.environment.update(keys.environment)
    for path, value in HELD.items():
        create(project.gateway, path, value)
    create(project.gateway, "variables/odd_unencrypted", "canary-odd-7e")
    project.commit()
    keys.called()
    report = project.lockstep.json("import", "--secrets", form)
    assert {entry["file"] for entry in report["files"]} >= {file, "connections/postgres.yaml"}
    files = declarations(project)
    assert [needle for needle in NEEDLES + ["canary-odd-7e"] if needle in "".join(files.values()) + json.dumps(report)] == []
    assert f"ref+{form}://{file}#/warehouse/password" in files["connections/postgres.yaml"]
    assert "canary" not in "".join(keys.called())
    adopts_everything(project, len(HELD) + 1)
    assert project.lockstep.json("import", "--secrets", form)["files"] == []


def test_a_tool_that_fails_writes_nothing(project, keys):
    project.environment.update(keys.environment | {"SOPS_PGP_FP": "0" * 40})
    create(project.gateway, "variables/x", "canary")
    project.commit()
    report = project.lockstep.json("import", "--secrets", "sops", code=1)
    assert report["error"]["code"] == "not-encrypted" and declarations(project).keys() == {"lockstep.yaml"}


def test_other_items_are_read_where_the_operator_allows_it(binary, tmp_path):
    identities = {
        "identities": [{"access_id": "p-admin", "access_key": "admin-key-40"}],
        "rotated_secrets": {"/rotated/db": {"username": "u", "password": "canary-rotated"}},
        "dynamic_secrets": {"/dynamic/db": {"password": "p"}}}
    with Gateway(binary, tmp_path, identities=identities) as gateway:
        project = Project(binary, tmp_path / "project", gateway)
        gateway.call("create-secret", name="/shared/json", value='{"a": {"b": "canary-shared"}}')
        project.write("variables/all.yaml", """\
            whole: ref+akeyless:///shared/json
            part: ref+akeyless:///shared/json#/a/b
            rotated: ref+akeyless:///rotated/db#/password
            """)
        project.commit()
        report = project.plan(code=7)
        assert {entry["line"] for entry in report["diagnostics"] if entry["code"] == "unresolved-reference"} == {1, 2, 3}
        project.environment["LOCKSTEP_AKEYLESS_ALLOW"] = "/shared/*,/rotated/*"
        gateway.reset_requests()
        report = project.apply()
        assert report["stats"]["requests"]["auth"] == 1
        assert gateway.value("/airflow/variables/part") == "canary-shared"
        assert gateway.value("/airflow/variables/rotated") == "canary-rotated"
        assert "canary" not in json.dumps(report)
        # The ledger's key is nobody's value, whatever is allowed.
        project.environment["LOCKSTEP_AKEYLESS_ALLOW"] = "*"
        project.write("variables/more.yaml", """\
            key: ref+akeyless:///airflow/lockstep/0badc0de/ledger-key
            shouted: ref+akeyless:///airflow/lockstep/0BADC0DE/LEDGER-KEY
            dynamic: ref+akeyless:///dynamic/db
            missing: ref+akeyless:///nowhere
            next: ref+akeyless:///airflow/lockstep/0badc0de/ledger-key-next
            another_environments: ref+akeyless:///secret/place
            another_projects: ref+akeyless:///elsewhere/lockstep/feedface/ledger-key
            """)
        with project.folder.joinpath("lockstep.yaml").open("a") as file:
            file.write(
                "environments:\n  staging:\n    ledger: {branch: lockstep/staging, key_path: /secret/place}\n"
                "    backend: {connections_path: /s/connections, variables_path: /s/variables, config_path: /s/config}\n")
        found = {entry["line"]: entry["message"] for entry in project.plan(code=7)["diagnostics"]}
        assert "never read" in found[1] and "never read" in found[2]
        assert "dynamic" in found[3] and "no such item" in found[4]
        assert "never read" in found[5] and "never read" in found[6] and "never read" in found[7]


def test_commands_run_from_a_list_that_no_commit_can_change(project):
    project.write("variables/all.yaml", "said: ref+exec://say\nother: ref+exec://unknown\n")
    project.commit()
    listed = project.home / "commands"
    listed.write_text("# a comment\nsay = /bin/echo '$HOME;' \"two words\"\n")
    project.environment["LOCKSTEP_EXEC_FILE"] = str(listed)
    [problem] = [entry for entry in project.plan(code=7)["diagnostics"] if entry["severity"] == "error"]
    assert problem["line"] == 2
    project.write("variables/all.yaml", "said: ref+exec://say\n")
    project.commit()
    project.apply()
    assert project.gateway.value("/airflow/variables/said") == "$HOME; two words"
    inside = project.write("commands", listed.read_text())
    (project.home / "link").symlink_to(inside)
    for path in (inside, project.home / "link"):
        project.environment["LOCKSTEP_EXEC_FILE"] = str(path)
        [problem] = [entry for entry in project.plan(code=7)["diagnostics"] if entry["severity"] == "error"]
        assert "inside the repository" in problem["message"]
