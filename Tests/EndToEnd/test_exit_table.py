"""Every command x outcome x format: the exit status is the table's, and JSON is one document that says the same."""

import json

import pytest
from Blackbox.project import Project

from .conftest import FILES, PASSWORD

FORMATS = ("text", "json", "markdown", "html")
SECRETS = {
    "WAREHOUSE_PASSWORD": PASSWORD, "WAREHOUSE_TOKEN": "token-31ab", "PARTNER_TOKEN": "partner-9c2e",
    "FERNET_KEY": "fernet-77d0"}
TIP = "lockstep/default"

# Commands as they are called; those after the bar need no gateway.
ONLINE = {
    "plan": ["plan"], "apply": ["apply", "--yes"], "status": ["status"], "rollback": ["rollback", TIP, "--yes"],
    "get": ["get", "variable", "region"],
}
OFFLINE = {
    "validate": ["validate"], "log": ["log"], "show": ["show", TIP], "verify": ["verify", "--offline"], "config": ["config"],
}
EVERY = ONLINE | OFFLINE


def nothing(project):
    pass


def broken_project_file(project):
    (project.folder / "lockstep.yaml").write_text("version: 7\n")


def broken_declarations(project):
    project.write("variables/broken.yaml", "nothing: null\n")


def wrong_key(project):
    project.environment["AKEYLESS_ACCESS_KEY"] = "wrong"


def unreachable(project):
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(project.gateway.url, "http://127.0.0.1:9"))


def untrusted(project):
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(project.gateway.url, "https://gateway.attacker.example"))
    project.git("branch", "-D", TIP)


def without_ledger(project):
    project.git("branch", "-D", TIP)


def drifted(project):
    project.gateway.call("update-secret-val", name="/airflow/variables/region", value="by hand")


def conflict(project):
    drifted(project)
    pending(project)


def pending(project):
    file = project.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace("region: eu", "region: us"))


def over_the_limit(project):
    """Two of six are updated, one is allowed."""
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text() + "limits: {update: 1, from: 1}\n")
    pending(project)
    project.environment["PARTNER_TOKEN"] = "another"


def refused_writes(project):
    pending(project)
    project.environment["PARTNER_TOKEN"] = "another"
    project.gateway.faults(
        {"command": "update-secret-val", "name": "partner", "times": "always", "action": "status", "status": 403})


def all_refused(project):
    pending(project)
    project.gateway.faults(
        {"command": "update-secret-val", "name": "region", "times": "always", "action": "status", "status": 403})


# Outcome: how it is brought about, and the exit status per command. `None` is every command that is not named.
OUTCOMES = {
    "fine": (nothing, {None: 0}),
    "usage": (nothing, {None: 64}),
    "project file": (broken_project_file, {None: 7}),
    "declarations": (broken_declarations, {"plan": 7, "apply": 7, "validate": 7, None: 0}),
    "login": (wrong_key, {name: 9 for name in ONLINE} | {None: 0}),
    "unreachable": (unreachable, {"status": 1}),
    "untrusted": (untrusted, {"plan": 9, "apply": 9, "status": 9, "get": 9}),
    "no ledger here": (without_ledger, {"plan": 4, "apply": 4, "status": 4, "rollback": 4, "show": 7, "log": 0, "validate": 0}),
    "drift": (drifted, {"status": 8, "plan": 0, "apply": 0, "get": 0, "plan --exit-code": 8}),
    "conflict": (conflict, {"apply": 8, "plan": 0, "plan --exit-code": 8}),
    "pending": (pending, {"plan": 0, "plan --exit-code": 2, "status": 0}),
    "limit": (over_the_limit, {"plan": 0, "plan --exit-code": 5, "apply": 5}),
    "some refused": (refused_writes, {"apply": 3}),
    "all refused": (all_refused, {"apply": 1}),
}


def call(name):
    if name == "plan --exit-code":
        return ["plan", "--exit-code"]
    return EVERY[name]


def rows():
    for outcome, (_, codes) in OUTCOMES.items():
        names = [name for name in codes if name] + ([name for name in EVERY if name not in codes] if None in codes else [])
        yield outcome, {name: codes.get(name, codes.get(None)) for name in names}


@pytest.mark.parametrize("outcome,codes", rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_exit_status_is_the_same_in_every_format(binary, own_gateway, tmp_path, outcome, codes):
    own_gateway.step_clock()
    project = Project(binary, tmp_path / "project", own_gateway, environment=SECRETS)
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    project.apply()
    OUTCOMES[outcome][0](project)
    wrong = []
    for name, wanted in codes.items():
        for output in FORMATS:
            # The second apply would find one change less; an address without a service is tried for seconds.
            if outcome in ("some refused", "unreachable") and output != "json":
                continue
            extra = ["--no-such-option"] if outcome == "usage" else []
            result = project.lockstep.run(*call(name), *extra, "--format", output, code=None)
            if result.code != wanted:
                wrong.append(f"{name} --format {output}: {result.code}, not {wanted}: {result.stderr[-200:]}")
            if output == "json":
                document = json.loads(result.stdout)
                if wanted not in (0, 2) and "exit_code" in document:
                    assert document["exit_code"] == wanted
                assert wanted == 0 or "exit_code" in document or name in ("get", "verify", "validate"), (name, document)
            assert wanted == 0 or result.stdout or result.stderr, f"{name} fails without a word"
    assert not wrong, "\n".join(wrong)


def test_a_locked_ledger_is_six(binary, own_gateway, tmp_path):
    own_gateway.step_clock()
    project = Project(binary, tmp_path / "project", own_gateway, environment=SECRETS)
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    project.apply()
    pending(project)
    own_gateway.faults({"command": "update-secret-val", "nth": 1, "action": "delay-before", "seconds": 600})
    first = project.lockstep.start("apply", "--yes")
    while own_gateway.matches() < 1:
        assert first.poll() is None
    for command in (["apply", "--yes"], ["rollback", TIP, "--yes"]):
        for output in FORMATS:
            assert project.lockstep.run(*command, "--format", output, code=None).code == 6
    first.kill()
    first.communicate()
    own_gateway.clear()
    project.apply()


def test_one_request_at_a_time_and_sixty_four_do_the_same(binary, tmp_path):
    """Reports and ledger are equal but for times, ids and seconds."""
    from Blackbox.gateway import Gateway

    def run(parallelism):
        folder = tmp_path / parallelism
        folder.mkdir()
        with Gateway(binary, folder) as gateway:
            gateway.step_clock()
            project = Project(binary, folder / "project", gateway, environment=SECRETS)
            for number in range(40):
                project.write(f"variables/{number:02}.yaml", f"v{number:02}: {{value: x{number}, description: d}}\n")
            for path, text in FILES.items():
                project.write(path, text)
            project.commit()
            told = [project.apply("--parallelism", parallelism)]
            for number in range(0, 40, 3):
                project.write(f"variables/{number:02}.yaml", f"v{number:02}: {{value: y, description: e}}\n")
            for number in range(1, 40, 3):
                (project.folder / f"variables/{number:02}.yaml").unlink()
            project.commit()
            gateway.call("update-secret-val", name="/airflow/variables/v02", value="by hand")
            told.append(project.plan("--prune", "--parallelism", parallelism))
            told.append(project.apply("--prune", "--force", "--parallelism", parallelism))
            told.append(project.lockstep.json("status", "-v", "--parallelism", parallelism, code=8))
            for report in told:
                for name in ("plan", "revision", "stats"):
                    del report[name]
            log = [(entry["summary"], entry["changes"]) for entry in project.lockstep.json("log")["entries"]]
            return json.dumps([told, log], sort_keys=True)

    assert run("1") == run("64")
