"""Exports of Airflow's database on their way into Akeyless: what is never written, and what is told instead."""

import json

import pytest

from EndToEnd.test_import import change, create, declarations


@pytest.fixture(autouse=True)
def certain_dates(own_gateway):
    own_gateway.step_clock()


def seed(project, export, *arguments, kind="connection", code=0):
    return project.lockstep.json(
        "import", "--from-export", "-", "--kind", kind, "--seed", "--yes", *arguments,
        stdin=export if isinstance(export, bytes) else json.dumps(export).encode(), code=code)


def password(project, key):
    return json.loads(project.gateway.value(f"/airflow/connections/{key}"))["password"]


OLD = {"pg": {"conn_type": "postgres", "host": "old-host", "login": "l", "password": "canary-old"}}


def test_what_files_declare_is_never_written_from_an_export(project):
    project.environment.update(PW="new")
    project.write("connections/c.yaml", "pg: {conn_type: postgres, host: new-host, login: l, password: ref+env://PW}\n")
    project.write("variables/v.yaml", "region: eu\n")
    project.commit()
    project.apply()
    before = declarations(project)
    project.gateway.reset_requests()
    for arguments in ((), ("--overwrite-unmanaged",)):
        report = seed(project, OLD, *arguments)
        assert report["declared_before"] == 1 and report["entries"] == [] and report["changes"] == []
        assert seed(project, {"region": "us"}, *arguments, kind="variable")["declared_before"] == 1
    assert project.gateway.writes() == [] and declarations(project) == before
    text = project.lockstep.run(
        "import", "--from-export", "-", "--kind", "connection", "--seed", "--yes", "--out", "../elsewhere",
        stdin=json.dumps(OLD).encode()).stdout
    assert "1 entry declared already" in text and password(project, "pg") == "new"


def test_a_value_that_was_rotated_since_it_was_seeded_stays(project):
    project.commit()
    seed(project, OLD)
    project.commit()
    project.apply()
    change(project.gateway, "connections/pg", {**OLD["pg"], "password": "rotated"})
    report = seed(project, OLD)
    assert report["declared_before"] == 1 and password(project, "pg") == "rotated"


def test_an_item_that_another_clone_applied_is_not_replaced_unless_asked(project):
    project.environment.update(PW="theirs")
    file = project.write("connections/c.yaml", "pg: {conn_type: postgres, host: h, password: ref+env://PW}\n")
    project.commit()
    project.apply()
    # This clone has the ledger, but not the files yet.
    file.unlink()
    project.commit()
    assert seed(project, OLD, code=8)["error"]
    assert password(project, "pg") == "theirs"
    seed(project, OLD, "--overwrite-unmanaged")
    assert password(project, "pg") == "canary-old"


def test_a_seed_that_lost_its_files_goes_on_and_writes_nothing_twice(project):
    project.commit()
    seed(project, OLD)
    file = project.folder / "connections/postgres.yaml"
    file.unlink()
    project.gateway.reset_requests()
    report = seed(project, OLD)
    assert [entry["key"] for entry in report["entries"]] == ["pg"] and file.exists()
    assert [write for write in project.gateway.writes() if "/lockstep/" not in write["name"]] == []


def test_files_that_leave_to_akeyless_what_it_does_not_have_are_seeded_afterwards(project):
    project.commit()
    export = json.dumps(OLD).encode()
    report = project.lockstep.json("import", "--from-export", "-", stdin=export)
    assert [entry["code"] for entry in report["diagnostics"]] == ["kept-nowhere"]
    before = declarations(project)
    seed(project, export)
    assert password(project, "pg") == "canary-old" and declarations(project) == before
    change(project.gateway, "connections/pg", {**OLD["pg"], "password": "rotated"})
    assert seed(project, export)["declared_before"] == 1 and password(project, "pg") == "rotated"


def test_an_empty_value_is_no_secret_and_breaks_no_form(project):
    create(project.gateway, "variables/empty", '{"value":""}')
    create(project.gateway, "variables/full", "x")
    project.commit()
    report = project.lockstep.json("import", "--secrets", "env")
    assert {entry["key"]: entry["secret_fields"] for entry in report["entries"]} == {"empty": [], "full": ["value"]}
    assert "empty: \"\"" in declarations(project)["variables/variables.yaml"].replace("'", '"')
    project.environment.update(VAR_FULL="x")
    project.commit()
    assert {change["action"] for change in project.plan()["changes"]} == {"adopt"}


def test_keys_that_differ_in_composition_only_are_both_listed_with_the_reason(project):
    for key in ("caf\u00e9", "cafe\u0301", "plain"):
        create(project.gateway, f"variables/{key}", "x")
    project.commit()
    report = project.lockstep.json("import")
    assert [entry["key"] for entry in report["entries"]] == ["plain"]
    listed = {line["path"]: line for line in report["listed"]}
    assert listed.keys() == {"/airflow/variables/caf\u00e9", "/airflow/variables/cafe\u0301"}
    assert {line["code"] for line in listed.values()} == {"ambiguous-key"}
    assert "U+00E9" in listed["/airflow/variables/caf\u00e9"]["today"] and "U+0301" in listed["/airflow/variables/cafe\u0301"]["today"]


def test_values_that_would_be_stored_cut_or_quoted_are_named_and_not_seeded(project):
    project.commit()
    lines = (
        'AIRFLOW_VAR_QUOTED="canary"\nAIRFLOW_VAR_PEM="-----BEGIN KEY-----\nabc\n-----END KEY-----"\n'
        'AIRFLOW_VAR_TREE={\n"a": 1}\nAIRFLOW_VAR_GOOD=x\n')
    report = project.lockstep.json("import", "--from-export", "-", "--seed", "--yes", stdin=lines.encode())
    assert [entry["key"] for entry in report["entries"]] == ["good"]
    assert {line["key"]: line["line"] for line in report["listed"] if line["code"] == "env-syntax"} == {
        "quoted": 1, "pem": 2, "tree": 5}
    assert "canary" not in json.dumps(report)
    (project.home / "x.env").write_text("A='canary'\nB=1 # one\nexport C=1\nD=it's\n")
    report = project.lockstep.json("import", "--from-export", "../x.env", "--seed", "--yes")
    assert [entry["key"] for entry in report["entries"]] == ["D"]
    assert [line["line"] for line in report["listed"] if line["code"] == "env-syntax"] == [1, 2, 3]
    quoted = project.lockstep.json(
        "import", "--from-export", "-", "--seed", "--yes", stdin=b'AIRFLOW_VAR_A="x"\n', code=7)
    assert quoted["error"]["code"] == "export-unreadable"


def test_of_two_different_values_for_one_id_none_is_taken(project):
    project.commit()
    one, other = (project.home / name for name in ("one.json", "other.json"))
    one.write_text('{"k": {"conn_type": "http", "password": "canary-a"}, "same": {"conn_type": "http"}, "x": {"conn_type": "ftp"}}')
    other.write_text('{"k": {"conn_type": "http", "password": "canary-b"}, "same": {"conn_type": "http", "host": ""}}')
    command = ("import", "--from-export", "../one.json", "--from-export", "../other.json", "--seed", "--yes")
    report = project.lockstep.json(*command)
    assert {entry["key"] for entry in report["entries"]} == {"same", "x"}
    [listed] = report["listed"]
    assert (listed["key"], listed["file"]) == ("k", "../other.json") and "../one.json" in listed["today"]
    assert "canary" not in json.dumps(report)
    twice = b'{"k": {"conn_type": "http", "password": "a"}, "k": {"conn_type": "http", "password": "b"}, "y": {"conn_type": "ftp", "host": "h"}, "z": {"conn_type": "ftp", "host": "a", "host": "b"}}'
    report = seed(project, twice)
    assert [entry["key"] for entry in report["entries"]] == ["y"] and len(report["listed"]) == 2
    status, _ = project.gateway.call("describe-item", name="/airflow/connections/k")
    assert status == 404


def test_an_export_inside_of_the_repository_is_warned_of_and_not_added(project):
    project.commit()
    (project.folder / "connections.json").write_text(json.dumps(OLD))
    run = project.lockstep.run("import", "--from-export", "connections.json", "--seed", "--yes")
    assert "export-in-repository" in run.stdout and "move it out" in run.stdout
    assert "--all" not in run.stdout and "git add connections/postgres.yaml && git commit" in run.stdout
    project.write(".gitignore", "export.json\n")
    (project.folder / "connections.json").rename(project.folder / "export.json")
    ignored = project.lockstep.json("import", "--from-export", "export.json", "--seed", "--yes")
    (project.home / "outside.json").write_text(json.dumps(OLD))
    outside = project.lockstep.json("import", "--from-export", "../outside.json", "--seed", "--yes")
    assert ignored["diagnostics"] == outside["diagnostics"] == []


TOKEN = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"


def test_what_looks_like_a_secret_is_kept_wherever_it_stands(project):
    create(project.gateway, "connections/web", {
        "conn_type": "http", "host": "h", "login": TOKEN, "extra": json.dumps({"note": TOKEN, "plain": "x"})})
    create(project.gateway, "connections/told", {"conn_type": "http", "host": "h", "description": f"with {TOKEN}"})
    create(project.gateway, "variables/told", "x", description=f"with {TOKEN}")
    project.commit()
    report = project.lockstep.json("import")
    assert {entry["key"]: entry["secret_fields"] for entry in report["entries"]} == {
        "web": ["login", "extra.note"], "told": ["description"]}
    assert [(line["path"], line["code"]) for line in report["listed"]] == [("/airflow/variables/told", "secret-description")]
    assert TOKEN not in "".join(declarations(project).values()) + json.dumps(report)


def test_what_validate_would_report_is_not_taken_into_a_line(project):
    project.write("variables/v.yaml", "a: old\ntold: {value: x, description: old}\n")
    project.write("connections/c.yaml", "web: {conn_type: http, host: h, login: me, extra: {note: x}}\ntold: {conn_type: http, host: h}\nodd: {conn_type: http}\n")
    project.commit()
    project.apply()
    change(project.gateway, "variables/a", TOKEN)
    change(project.gateway, "connections/web", {"conn_type": "http", "host": "h", "login": TOKEN, "extra": json.dumps({"note": TOKEN})})
    change(project.gateway, "connections/told", {"conn_type": "http", "host": "h", "description": TOKEN})
    status, answer = project.gateway.call("update-item", name="/airflow/variables/told", description=TOKEN)
    assert status == 200, answer
    change(project.gateway, "connections/odd", '{"conn_type": "http",}')
    report = project.lockstep.json("import", "--accept-drift")
    assert {line["field"] for line in report["changed"]} == {"value", "login", "extra.note", "description"}
    listed = {line["key"]: line for line in report["listed"]}
    assert {(line["kind"], line["key"]) for line in report["changed"] if line["field"] == "description"} == {("connection", "told")}
    assert listed.keys() == {"told", "odd"} and listed["told"]["kind"] == "variable" and "--overwrite-unmanaged" not in json.dumps(report)
    assert "--overwrite-drift" in listed["odd"]["fix"] and "looks like" in listed["told"]["today"]
    assert TOKEN not in "".join(declarations(project).values()) + json.dumps(report)


def test_what_changed_in_one_environment_is_not_taken_into_a_file_for_all(binary, own_gateway, tmp_path):
    from Blackbox.project import Project
    project = Project(binary, tmp_path / "staged", own_gateway, more="""environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
""")
    shared = project.write("connections/c.yaml", "pg: {conn_type: postgres, host: h}\nweb: {conn_type: http, host: h, login: l}\n")
    project.write("variables/v.yaml", "a: x\n")
    own = project.write("environments/staging/connections/c.yaml", "web: {host: ours}\n")
    project.commit()
    project.lockstep.run("apply", "--yes", "-e", "staging")
    for path, value in {
            "connections/pg": '{"conn_type": "postgres", "host": "staging-host"}', "variables/a": "staging-value",
            "connections/web": '{"conn_type": "http", "host": "theirs", "login": "l"}'}.items():
        status, answer = own_gateway.call("update-secret-val", name=f"/staging/{path}", value=value)
        assert status == 200, answer
    before = declarations(project)
    report = project.lockstep.json("import", "--accept-drift", "-e", "staging")
    assert [(line["key"], line["file"]) for line in report["changed"]] == [("web", "environments/staging/connections/c.yaml")]
    assert "theirs" in own.read_text() and "staging-host" not in shared.read_text()
    changed = {name for name, text in declarations(project).items() if before.get(name) != text}
    assert changed == {"environments/staging/connections/c.yaml"}
    listed = {line["key"]: line for line in report["listed"]}
    assert listed.keys() == {"pg", "a"} and {line["code"] for line in report["listed"]} == {"by-hand"}
    assert "environments/staging/connections/" in listed["pg"]["fix"] and listed["pg"]["file"] == "connections/c.yaml"
