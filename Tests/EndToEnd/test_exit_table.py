"""Every command x outcome x format: the exit status is the table's, and JSON is one document that says the same."""

import difflib
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


def without_key(project):
    project.gateway.call(
        "delete-item", name="/airflow/lockstep/0badc0de/ledger-key", version=-1,
        **{"delete-immediately": True, "delete-in-days": -1})


def denied(project):
    """Everything may be listed and nothing be read."""
    project.gateway.faults({"command": "get-secret-value", "times": "always", "action": "status", "status": 403})


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


# The other commands; they have no reports.
OTHERS = {
    "import": ["import", "--out", "../imported"], "import --accept-drift": ["import", "--accept-drift"],
    "mirror": ["mirror", "--from", "default", "--to", "staging", "--yes"],
    "mirror --check": ["mirror", "--from", "default", "--to", "staging", "--check"],
    "verify": ["verify"], "verify --values": ["verify", "--values"], "verify --offline": ["verify", "--offline"],
    "unlock": ["unlock", "feedfacecafe"], "rekey": ["ledger", "rekey", "--yes"], "blame": ["blame", "variables/region"],
    "secret get": ["secret", "get", "/airflow/variables/region"], "secret list": ["secret", "list", "/airflow"],
    "secret describe": ["secret", "describe", "/airflow/variables/region"],
    "secret get nothing": ["secret", "get", "/airflow/variables/nothing"],
    "auth check": ["auth", "check"], "airflow config": ["airflow", "config"], "init": ["init", "../new"],
    "schema": ["schema"], "version": ["version"],
}
# These ask nothing of Akeyless, and the last three nothing of the project.
SILENT = {"verify --offline", "blame", "airflow config", "init", "schema", "version"}
STAGING = """\
environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
"""


def asking(code):
    return {name: 0 if name in SILENT else code for name in OTHERS}


OTHER_OUTCOMES = {
    "fine": (nothing, {name: 0 for name in OTHERS} | {"unlock": 7, "secret get nothing": 1}),
    "usage": (nothing, {name: 64 for name in OTHERS}),
    "project file": (broken_project_file, {name: 0 if name in ("init", "schema", "version") else 7 for name in OTHERS}),
    "login": (wrong_key, asking(9)),
    "unreachable": (unreachable, {"verify": 1, "auth check": 1}),
    "untrusted": (untrusted, asking(9) | {"blame": 1}),
    "no ledger here": (without_ledger, {
        "import": 0, "import --accept-drift": 4, "mirror": 0, "verify": 1, "verify --offline": 0, "unlock": 4, "rekey": 4,
        "blame": 1, "secret get": 0, "auth check": 0}),
    "no key": (without_key, {
        "import": 0, "import --accept-drift": 1, "verify": 1, "verify --values": 1, "verify --offline": 0, "unlock": 1,
        "rekey": 0}),
    "denied": (denied, {
        "import --accept-drift": 9, "verify": 9, "verify --values": 9, "verify --offline": 0, "unlock": 9, "rekey": 9,
        "secret get": 9, "secret list": 0, "auth check": 0}),
    "drift": (drifted, {
        "verify": 0, "verify --values": 8, "rekey": 8, "mirror --check": 2, "mirror": 0, "import --accept-drift": 0}),
}


@pytest.mark.parametrize("outcome", OTHER_OUTCOMES)
def test_the_other_commands_end_as_the_table_says(binary, own_gateway, tmp_path, outcome):
    own_gateway.step_clock()
    project = Project(binary, tmp_path / "project", own_gateway, environment=SECRETS, more=STAGING)
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    project.apply()
    prepare, codes = OTHER_OUTCOMES[outcome]
    if outcome == "fine":
        project.lockstep.run(*OTHERS["mirror"])
    prepare(project)
    wrong = []
    for name, wanted in codes.items():
        extra = ["--no-such-option"] if outcome == "usage" else []
        result = project.lockstep.run(*OTHERS[name], *extra, "--format", "json", code=None)
        document = json.loads(result.stdout)
        # A comparison that finds differences is no failure.
        failed = wanted not in (0, 2)
        if (result.code, document.get("exit_code", 0), bool(document.get("error"))) != (wanted, wanted, failed):
            wrong.append(f"{name} --format json: {result.code}, not {wanted}: {result.stdout[-300:]} {result.stderr[-300:]}")
        # What the first call wrote may change the outcome of the second, and an absent service is tried for seconds.
        if name not in ("init", "rekey") and outcome not in ("usage", "unreachable", "drift"):
            told = project.lockstep.run(*OTHERS[name], *extra, code=None)
            if told.code != wanted:
                wrong.append(f"{name}: {told.code}, not {wanted}: {told.stderr[-300:]}")
            assert wanted in (0, 2) or told.stdout or told.stderr, f"{name} fails without a word"
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
    for command in (OTHERS["rekey"], OTHERS["unlock"]):
        assert project.lockstep.json(*command, code=6)["exit_code"] == 6
    first.kill()
    first.communicate()
    own_gateway.clear()
    project.apply()


def timeless(project):
    """Every file of every revision of the ledger, without times, ids and what a random key made of the values."""
    told = []
    for revision in project.git("rev-list", "--reverse", TIP).split():
        names = project.git("ls-tree", "-r", "--name-only", "-z", revision).split("\0")[:-1]
        files = [json.loads(text) for text in project.files(revision, names)]
        for record in files:
            for name in ("item_id", "modification_date", "racy", "key_id", "fingerprint"):
                record.pop(name, None)
            record.get("source", {}).pop("commit", None)
            for fingerprints in {"fields", "holds"} & set(record):
                record[fingerprints] = sorted(record[fingerprints])
        told.append(dict(zip(names, files)))
    return told


def test_one_request_at_a_time_and_sixty_four_do_the_same(binary, tmp_path):
    """Reports and ledger are equal but for times, ids and seconds; also where calls fail, and back again."""
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
            for number in range(0, 40, 3):
                project.write(f"variables/{number:02}.yaml", f"v{number:02}: {{value: z, description: f}}\n")
            for number in range(5, 40, 6):
                (project.folder / f"variables/{number:02}.yaml").unlink()
            project.commit()
            refusal = {"times": "always", "action": "status", "status": 403}
            gateway.faults(
                {"command": "update-secret-val", "name": "/airflow/variables/v06"} | refusal,
                {"command": "update-item", "name": "/airflow/variables/v12"} | refusal,
                {"command": "delete-item", "name": "/airflow/variables/v11"} | refusal,
                {"command": "update-secret-val", "name": "/airflow/variables/v18", "action": "drop-after"},
                {"command": "delete-item", "name": "/airflow/variables/v17", "action": "drop-before"})
            partly = ("--prune", "--force", "--skip-conflicts", "--parallelism", parallelism)
            told.append(project.apply(*partly, code=3))
            gateway.faults(
                {"command": "update-secret-val", "name": "/airflow/variables/v24"} | refusal,
                {"command": "update-secret-val", "name": "/airflow/variables/v27", "action": "drop-after"})
            told.append(project.lockstep.json("rollback", f"{TIP}~1", "--yes", *partly, code=3))
            gateway.clear()
            told.append(project.lockstep.json("rollback", f"{TIP}~2", "--yes", *partly, code=8))
            told.append(project.plan("-v", "--prune", "--parallelism", parallelism))
            for report in told:
                for name in ("plan", "revision", "stats"):
                    del report[name]
            log = [(entry["summary"], entry["changes"]) for entry in project.lockstep.json("log")["entries"]]
            project.lockstep.run("verify")
            text = json.dumps([told, log, timeless(project)], indent=1, sort_keys=True)
            return text.replace(gateway.url.removeprefix("http://"), "the gateway").splitlines()

    different = "\n".join(difflib.unified_diff(run("1"), run("64"), lineterm=""))
    assert not different, different
