"""From Akeyless and from Airflow's exports to files: what is written, what is left alone, and what the next plan says."""

import json

import pytest

from Blackbox import generated

# What Akeyless holds before there is any file: path below /airflow, text, description.
HELD = {
    "connections/warehouse": {
        "conn_type": "postgres", "host": "db.example.com", "port": 5432, "login": "airflow", "schema": "reporting",
        "password": "canary-password-1d", "extra": '{"sslmode": "require", "api_token": "canary-token-2e", "rows": 150}'},
    "connections/lake": "aws://AKIAEXAMPLE:canary%2Fsecret-3f@/?region_name=eu-west-1",
    "connections/exact": {"conn_type": "http", "extra": '{"factor": 1.50}'},
    "connections/exact_secret": {"conn_type": "http", "extra": '{"factor": 1.50, "token": "canary-exact-0c"}'},
    "connections/hook": {
        "conn_type": "http", "host": "https://user:canary-host-9b@example.com", "description": "with a login in its host"},
    "variables/region": "eu-central-1",
    "variables/limits": '{"value":"{\\"rows\\": 10, \\"key\\": \\"canary-variable-4a\\"}"}',
    "config/core.fernet_key": "canary-fernet-5b",
}
NEEDLES = [
    "canary-exact-0c",
    "canary-password-1d", "canary-token-2e", "secret-3f", "canary-host-9b", "canary-variable-4a", "canary-fernet-5b"]


def create(gateway, path, value, **more):
    text = value if isinstance(value, str) else json.dumps(value)
    status, answer = gateway.call("create-secret", name=f"/airflow/{path}", value=text, **more)
    assert status == 200, answer


@pytest.fixture
def held(project):
    for path, value in HELD.items():
        create(project.gateway, path, value)
    create(project.gateway, "variables/described", "x", description="What it is for")
    project.commit()
    project.gateway.reset_requests()
    return project


def declarations(project):
    """Every byte of the work tree that is no Git object."""
    return {
        str(file.relative_to(project.folder)): file.read_text()
        for file in project.folder.rglob("*") if file.is_file() and ".git" not in file.parts}


def adopts_everything(project, count):
    """The next plan only takes over, the apply writes no item, and the plan after it is empty."""
    project.commit()
    report = project.plan("--exit-code", code=2)
    assert {change["action"] for change in report["changes"]} == {"adopt"}, report
    assert len(report["changes"]) == count
    project.gateway.reset_requests()
    project.apply()
    assert [write for write in project.gateway.writes() if "/lockstep/" not in write["name"]] == []
    assert project.plan("--exit-code", code=0)["changes"] == []


@pytest.mark.parametrize("everything", [False, True])
def test_values_that_the_service_failed_to_tell_are_not_called_imported(held, everything):
    rule = {"command": "get-secret-value", "action": "garbage", "times": "always"}
    if not everything:
        # Of more names than one request holds, the first request alone fails.
        for number in range(60):
            create(held.gateway, f"variables/more_{number}", "x")
        rule |= {"nth": 1, "times": 1}
    held.gateway.faults(rule)
    report = held.lockstep.json("import", code=1 if everything else 3)
    assert {finding["code"] for finding in report["listed"]} == {"not-read"}
    assert bool(report["entries"]) != everything
    held.gateway.clear()
    held.lockstep.json("import")
    adopts_everything(held, len(HELD) + 1 + (0 if everything else 60))


def test_everything_is_declared_and_no_secret_is_in_a_file(held):
    report = held.lockstep.json("import")
    assert report["exit_code"] == 0 and report["error"] is None
    assert {entry["key"] for entry in report["entries"]} == {path.split("/")[1] for path in HELD} | {"described"}
    assert held.gateway.writes() == []
    files = declarations(held)
    assert {"connections/postgres.yaml", "connections/aws.yaml", "variables/variables.yaml", "config/config.yaml"} <= files.keys()
    everything = "".join(files.values()) + json.dumps(report)
    assert [needle for needle in NEEDLES if needle in everything] == []
    assert "host: db.example.com" in files["connections/postgres.yaml"]
    assert "sslmode" in files["connections/postgres.yaml"]
    adopts_everything(held, len(HELD) + 1)


def test_names_for_variables_go_to_an_example_and_values_nowhere(held):
    held.write(".env.example", "# mine\nOTHER=")
    held.lockstep.json("import", "--secrets", "env")
    files = declarations(held)
    assert files[".env.example"].startswith("# mine\nOTHER=\n")
    assert "\nCONN_WAREHOUSE_PASSWORD=\n" in files[".env.example"]
    assert [needle for needle in NEEDLES if needle in "".join(files.values())] == []
    held.environment.update(
        CONN_WAREHOUSE_PASSWORD="canary-password-1d", CONN_WAREHOUSE_EXTRA_API_TOKEN="canary-token-2e",
        CONN_LAKE_PASSWORD="canary/secret-3f",
        CONN_EXACT_SECRET_EXTRA='{"factor": 1.50, "token": "canary-exact-0c"}', CONN_HOOK_HOST="https://user:canary-host-9b@example.com",
        VAR_REGION="eu-central-1", VAR_LIMITS='{"rows": 10, "key": "canary-variable-4a"}', VAR_DESCRIBED="x",
        CONFIG_CORE_FERNET_KEY="canary-fernet-5b")
    adopts_everything(held, len(HELD) + 1)


def test_plaintext_must_be_asked_for_by_that_word(held):
    held.lockstep.run("import", "--secrets", "plain", code=64)
    held.lockstep.json("import", "--secrets", "plaintext")
    assert "canary-password-1d" in declarations(held)["connections/postgres.yaml"]
    adopts_everything(held, len(HELD) + 1)


def test_files_that_exist_are_added_to_and_keep_every_byte(held):
    mine = "# my own words\nelsewhere:   # spaced\n    conn_type: 'postgres'\n    host: other\n"
    held.write("connections/postgres.yaml", mine)
    held.write("connections/more.yaml", "lake: {conn_type: aws, login: AKIAEXAMPLE, password: ref+kept://}\n")
    held.write("variables/variables.yaml", "{region: eu-central-1}\n")
    report = held.lockstep.json("import")
    assert report["declared_before"] == 2
    files = declarations(held)
    assert files["connections/postgres.yaml"].startswith(mine) and "warehouse:" in files["connections/postgres.yaml"]
    assert files["variables/variables.yaml"] == "{region: eu-central-1}\n"
    assert "limits:" in files["variables/variables-imported.yaml"]
    again = held.lockstep.json("import")
    assert again["files"] == [] and declarations(held) == files


def test_a_glob_selects_and_a_folder_of_its_own_takes_the_files(held):
    report = held.lockstep.json("import", "--select", "connections/w*", "--select", "nothing/*", "--out", "../elsewhere")
    assert [entry["key"] for entry in report["entries"]] == ["warehouse"]
    assert [entry["code"] for entry in report["diagnostics"]] == ["glob-matches-nothing"]
    assert (held.home / "elsewhere/connections/postgres.yaml").exists()
    assert not (held.folder / "connections").exists()


def test_what_cannot_be_declared_is_listed_with_its_fix_and_keeps_nothing_back(held):
    gateway = held.gateway
    create(gateway, "connections/broken", '{"conn_type": "postgres", "password": "canary-broken-6c",}')
    create(gateway, "connections/unknown", {"conn_type": "postgres", "conn_id": "unknown", "password": "canary-broken-6c"})
    create(gateway, "connections/texted", {"conn_type": "postgres", "port": "5432"})
    create(gateway, "variables/number", '{"value": 5}')
    create(gateway, "variables/nested/key", "canary-broken-6c")
    create(gateway, "connections/nested/key", {"conn_type": "http"})
    gateway.call("set-item-state", name="/airflow/variables/region", **{"desired-state": "Disabled"})
    report = held.lockstep.json("import")
    listed = {line["path"].removeprefix("/airflow/"): line for line in report["listed"]}
    assert {name: line["code"] for name, line in listed.items() if not line["imported"]} == {
        "connections/broken": "unreadable", "connections/unknown": "unreadable", "connections/texted": "unreadable",
        "variables/number": "unreadable", "variables/region": "disabled"}
    assert {name for name, line in listed.items() if line["imported"]} == {"variables/nested/key", "connections/nested/key"}
    assert all(line["today"] and line["fix"] for line in report["listed"])
    text = held.lockstep.run("import", "--out", "../again").stdout
    assert "/airflow/connections/broken" in text and "fix:" in text
    assert "canary-broken-6c" not in text + json.dumps(report)
    adopts_everything(held, len(HELD) + 2)


def test_teams_are_found_and_have_their_folders(binary, own_gateway, tmp_path):
    from Blackbox.project import Project
    project = Project(binary, tmp_path / "teams", own_gateway)
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace("provider_version: 0.3.2", "provider_version: 0.3.2, multi_team: true"))
    create(own_gateway, "connections/sales/crm", {"conn_type": "http", "host": "crm.example.com", "password": "p"})
    create(own_gateway, "variables/sales/region", "eu")
    create(own_gateway, "variables/shared", "all")
    create(own_gateway, "variables/a/b/c", "nobody reads it")
    project.commit()
    report = project.lockstep.json("import")
    assert {(entry["team"], entry["key"]) for entry in report["entries"]} == {
        ("sales", "crm"), ("sales", "region"), (None, "shared")}
    assert (project.folder / "teams/sales/connections/http.yaml").exists()
    assert [line["path"] for line in report["listed"]] == ["/airflow/variables/a/b/c"]
    adopts_everything(project, 3)


def test_four_hundred_generated_items_are_adopted_without_a_write(project):
    made = generated.entries(400)
    # Declarations know an object with `value` as {value, description} only.
    for key, value in made["variables"].items():
        if isinstance(value, dict) and "value" in value and not value.keys() <= {"value", "description"}:
            made["variables"][key] = {"value": value}
    for kind, values in made.items():
        project.write(f"{kind}/all.json", json.dumps(values))
    project.commit()
    project.lockstep.run("apply", "--yes", "--force")
    for kind in made:
        for file in (project.folder / kind).iterdir():
            file.unlink()
    # A project that knows nothing: another ledger, another key, the same items.
    project.git("branch", "-D", "lockstep/default")
    for name in ("ledger-key", "head-default"):
        status, answer = project.gateway.call("delete-item", name=f"/airflow/lockstep/0badc0de/{name}")
        assert status == 200, answer
    project.commit()
    report = project.lockstep.json("import")
    count = sum(map(len, made.values()))
    assert len(report["entries"]) + len([line for line in report["listed"] if not line["imported"]]) == count
    assert len(report["entries"]) >= count - 4, report["listed"]
    adopts_everything(project, len(report["entries"]))


CONNECTIONS = {
    "pg": {"conn_type": "postgres", "description": "", "host": "db", "login": "u", "password": "canary-seed-7d", "schema": "s",
           "port": 5432, "extra": '{"sslmode": "require", "private_key": "canary-seed-key-8e"}'},
    "broken": {"conn_type": None, "description": None, "host": "x", "login": None, "password": None, "schema": None,
               "port": None, "extra": None},
}
VARIABLES = {"plain": "canary-seed-variable-9f", "tree": {"a": [1, None]}, "told": {"value": "v", "description": "told"}}


def test_an_export_is_seeded_and_only_structure_reaches_the_disk(project):
    project.commit()
    (project.home / "variables.json").write_text(json.dumps(VARIABLES))
    report = project.lockstep.json(
        "import", "--from-export", "-", "--from-export", "../variables.json", "--seed", "--yes",
        stdin=json.dumps(CONNECTIONS, indent=1).encode())
    assert {entry["key"] for entry in report["entries"]} == {"pg", "plain", "tree", "told"}
    assert {line["key"] for line in report["shadowed"]} == {"pg", "plain", "tree", "told"}
    [listed] = report["listed"]
    assert (listed["file"], listed["code"]) == ("-", "invalid") and listed["line"]
    assert json.loads(project.gateway.value("/airflow/connections/pg"))["password"] == "canary-seed-7d"
    assert project.gateway.describe("/airflow/variables/told")["item_metadata"] == "told"
    assert "ref+kept://" in declarations(project)["connections/postgres.yaml"]
    assert "canary-seed" not in "".join(declarations(project).values()) + json.dumps(report)
    adopts_everything(project, 4)


def test_seeding_does_not_replace_what_differs(project):
    project.commit()
    create(project.gateway, "variables/plain", "someone else's")
    (project.home / "variables.yaml").write_text("plain: canary\nother: x\n")
    command = ("import", "--from-export", "../variables.yaml", "--seed", "--yes")
    report = project.lockstep.json(*command, code=8)
    assert report["error"] and declarations(project).keys() == {"lockstep.yaml"}
    report = project.lockstep.json(*command, "--overwrite-unmanaged")
    assert project.gateway.value("/airflow/variables/plain") == "canary"
    assert len(report["entries"]) == 2


def test_lines_of_the_environment_are_an_export_too(project):
    project.commit()
    lines = "AIRFLOW_CONN_PG=postgresql://u:canary-env@db/s\nAIRFLOW_CONN_API={\"conn_type\": \"http\", \"host\": \"h\"}\nAIRFLOW_VAR_REGION=eu\n"
    report = project.lockstep.json("import", "--from-export", "-", "--secrets", "env", stdin=lines.encode())
    assert {(entry["kind"], entry["key"]) for entry in report["entries"]} == {
        ("connection", "pg"), ("connection", "api"), ("variable", "region")}
    assert "CONN_PG_PASSWORD" in declarations(project)[".env.example"]
    assert "canary" not in "".join(declarations(project).values())


def test_a_connection_is_never_taken_for_a_variable(project):
    project.commit()
    mixed = '{"pg": {"conn_type": "postgres", "password": "canary-mixed"}, "other": "text"}'
    refused = project.lockstep.run(
        "import", "--from-export", "-", "--seed", "--yes", "--format", "json", stdin=mixed.encode(), code=7)
    assert refused.json()["error"]["code"] == "export-kind" and "--kind" in refused.stderr
    assert "canary" not in refused.stdout + refused.stderr
    untyped = project.lockstep.json("import", "--from-export", "-", stdin=b'{"pg": {"conn_type": "http"}, "api": {"host": "h"}}')
    assert [entry["kind"] for entry in untyped["entries"]] == ["connection"]


def test_an_export_of_which_nothing_can_be_read_is_a_failure(project):
    project.commit()
    for text in (b"{broken", b"[1, 2]"):
        report = project.lockstep.json("import", "--from-export", "-", "--seed", "--yes", stdin=text, code=7)
        assert report["error"]["code"] == "export-unreadable" and report["error"]["causes"]


def test_lines_of_windows_are_read_and_one_broken_value_takes_no_other_with_it(project):
    project.commit()
    lines = 'AIRFLOW_CONN_PG=postgresql://u@db/s\r\nAIRFLOW_CONN_BAD={"conn_type": "http"\r\nAIRFLOW_CONN_API={"conn_type": "http"}\r\n'
    report = project.lockstep.json("import", "--from-export", "-", stdin=lines.encode())
    assert {entry["key"] for entry in report["entries"]} == {"pg", "api"}
    [listed] = report["listed"]
    assert (listed["key"], listed["line"], listed["code"]) == ("bad", 2, "invalid")


def test_an_export_with_nothing_usable_seeds_nothing_and_leaves_everything_alone(project):
    project.write("variables/a.yaml", "mine: x\n")
    project.commit()
    project.apply()
    project.gateway.reset_requests()
    report = project.lockstep.json(
        "import", "--from-export", "-", "--seed", "--yes", "--select", "variables/*",
        stdin=json.dumps({"broken": CONNECTIONS["broken"]}).encode())
    assert report["entries"] == [] and len(report["listed"]) == 1
    assert project.gateway.writes() == [] and project.gateway.value("/airflow/variables/mine") == "x"


def test_a_seed_whose_files_cannot_be_written_keeps_its_receipt(project):
    project.commit()
    (project.home / "export.json").write_text(json.dumps({"pg": CONNECTIONS["pg"]}))
    command = ("import", "--from-export", "../export.json", "--seed", "--yes", "--format", "json")
    place = project.folder / "connections/postgres.yaml"
    place.mkdir(parents=True)
    assert project.lockstep.run(*command, code=1).json()["error"]["code"] == "file-special"
    assert project.gateway.writes() == []
    place.rmdir()
    project.gateway.faults({"command": "create-secret", "name": "connections/pg", "action": "delay-before", "seconds": 3})
    process = project.lockstep.start(*command)
    while project.gateway.matches() < 1:
        assert process.poll() is None, process.communicate()
    # While the value is on its way, something else takes the place of the file.
    place.mkdir()
    output, talk = process.communicate(timeout=60)
    assert process.returncode == 3, talk
    report = json.loads(output)
    assert json.loads(project.gateway.value("/airflow/connections/pg"))["password"] == "canary-seed-7d"
    [problem] = [entry for entry in report["diagnostics"] if entry["code"] == "not-writable"]
    assert problem["severity"] == "error" and "canary" not in json.dumps(report)
    assert report["exit_code"] == 3 and [change["outcome"] for change in report["changes"]] == ["done"]
    place.rmdir()
    project.gateway.clear()
    project.lockstep.run(*command)
    adopts_everything(project, 1)


def test_usage_that_contradicts_itself_is_refused(project):
    for arguments in (["--seed"], ["--accept-drift", "--out", "x"], ["--from-export", "x", "--seed", "--secrets", "age"]):
        project.lockstep.run("import", *arguments, code=64)
    report = project.lockstep.json("import", "--from-export", "missing.json", code=7)
    assert report["error"]["code"] == "export-missing"


def change(gateway, path, value):
    status, answer = gateway.call("update-secret-val", name=f"/airflow/{path}", value=value if isinstance(value, str) else json.dumps(value))
    assert status == 200, answer


DECLARED = """\
# The warehouse, see the wiki.
warehouse:
  conn_type: postgres
  host: db.example.com   # moves in May
  port: 5432
  password: ref+env://WAREHOUSE_PASSWORD
  extra: {sslmode: require}   # never prefer
flow: {conn_type: http, host: "old.example.com"}   # one line
literal:
  conn_type: ftp
  password: written-out
"""


@pytest.fixture
def drifted(project):
    project.environment.update(WAREHOUSE_PASSWORD="first")
    project.write("connections/all.yaml", DECLARED)
    project.write("variables/all.json", '{"region": "eu",\n "api_token": "x", "same": "s"}\n')
    project.commit()
    project.apply()
    return project


def test_changes_made_outside_are_taken_into_the_lines_that_declare_them(drifted):
    gateway = drifted.gateway
    change(gateway, "connections/warehouse", {
        "conn_type": "postgres", "host": "db2.example.com", "password": "first", "schema": "new",
        "extra": '{"sslmode": "prefer", "api_token": "canary-outside"}'})
    change(gateway, "connections/flow", {"conn_type": "http", "host": "new.example.com", "login": "me"})
    change(gateway, "connections/literal", {"conn_type": "ftp", "password": "canary-outside"})
    change(gateway, "variables/region", "us")
    change(gateway, "variables/api_token", "canary-outside")
    report = drifted.lockstep.json("import", "--accept-drift")
    assert report["listed"] == []
    assert {(line["key"], line["field"]) for line in report["changed"]} == {
        ("warehouse", "host"), ("warehouse", "port"), ("warehouse", "schema"), ("warehouse", "extra.sslmode"),
        ("warehouse", "extra.api_token"), ("flow", "host"), ("flow", "login"), ("literal", "password"), ("region", "value"),
        ("api_token", "value")}
    assert {(line["file"], line["line"]) for line in report["changed"] if line["field"] == "host"} == {
        ("connections/all.yaml", 4), ("connections/all.yaml", 8)}
    files = declarations(drifted)
    assert "canary-outside" not in "".join(files.values()) + json.dumps(report)
    text = files["connections/all.yaml"]
    for comment in ("# The warehouse, see the wiki.\n", "  # moves in May\n", "# never prefer\n", "# one line\n"):
        assert comment in text
    assert "host: db2.example.com   # moves in May" in text and "  password: ref+env://WAREHOUSE_PASSWORD\n" in text
    assert 'host: new.example.com' in text and "\n  password: ref+kept://\n" in text
    assert json.loads(files["variables/all.json"]) == {"region": "us", "api_token": "ref+kept://", "same": "s"}
    assert {change["action"] for change in drifted.plan()["changes"]} == {"adopt"}
    drifted.commit()
    drifted.apply()
    assert drifted.plan("--exit-code", code=0)["changes"] == []


def test_what_a_reference_stands_for_is_left_to_its_author(drifted):
    change(drifted.gateway, "connections/warehouse", {
        "conn_type": "postgres", "host": "db.example.com", "port": 5432, "password": "canary-outside",
        "extra": '{"sslmode": "require"}'})
    drifted.gateway.call("delete-item", name="/airflow/variables/same")
    before = declarations(drifted)
    report = drifted.lockstep.json("import", "--accept-drift")
    assert declarations(drifted) == before and report["changed"] == []
    listed = {line["key"]: line for line in report["listed"]}
    assert (listed["warehouse"]["file"], listed["warehouse"]["line"]) == ("connections/all.yaml", 6)
    assert "ref+env://WAREHOUSE_PASSWORD" in listed["warehouse"]["fix"] and "overwrite-drift" in listed["same"]["fix"]


def test_an_item_that_cannot_be_described_is_named(drifted):
    change(drifted.gateway, "variables/region", "us")
    change(drifted.gateway, "variables/same", "other")
    drifted.gateway.faults(
        {"command": "describe-item", "name": "variables/same", "times": "always", "action": "status", "status": 403})
    report = drifted.lockstep.json("import", "--accept-drift", code=3)
    assert [line["key"] for line in report["changed"]] == ["region"]
    [left] = report["listed"]
    assert (left["key"], left["code"]) == ("same", "not-read") and left["today"].startswith("not known: ")


def test_a_layout_that_allows_no_edit_is_told_and_the_rest_is_taken(drifted):
    file = drifted.write("variables/more.yaml", "block: |-\n  two\n  lines\nplain: old # why\ntree: {a: 1}\n")
    drifted.commit()
    drifted.apply()
    for key in ("block", "plain", "tree"):
        change(drifted.gateway, f"variables/{key}", "new")
    report = drifted.lockstep.json("import", "--accept-drift")
    assert {line["key"] for line in report["listed"]} == {"block", "tree"}
    assert file.read_text() == "block: |-\n  two\n  lines\nplain: new # why\ntree: {a: 1}\n"
