"""Mirroring: one environment carried to three others on two gateways, again after changes, and after being killed."""

import json
import signal
import time

import pytest
from Blackbox.encryption import Keys
from Blackbox.gateway import Gateway
from Blackbox.project import Project

ITEMS = 500
TARGETS = ("staging", "dr", "lab")

ENVIRONMENTS = """\
limits: {{update: 60%, delete: 60%}}
environments:
  staging:
    backend: {{connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}}
    ledger: {{branch: lockstep/staging}}
  dr:
    gateway: {other}
    ledger: {{branch: lockstep/dr}}
  lab:
    gateway: {other}
    backend: {{connections_path: /lab/c, variables_path: /lab/v, config_path: /lab/o, sep: "--"}}
    ledger: {{branch: lockstep/lab}}
"""


def second_gateway(gateway):
    """The section of a gateway with a login of its own."""
    return (
        "{url: %s, auth: {access_type: api_key, access_id: ref+env://OTHER_ACCESS_ID, access_key: ref+env://OTHER_ACCESS_KEY}}"
        % gateway.url)


class Scene:
    """A source that only Akeyless knows, and three targets on two gateways."""

    def __init__(self, binary, folder, first, second):
        self.first, self.second = first, second
        self.project = Project(
            binary, folder / "project", first, more=ENVIRONMENTS.format(other=second_gateway(second)),
            environment={"OTHER_ACCESS_ID": second.access_id, "OTHER_ACCESS_KEY": second.access_key})
        self.project.commit()

    def mirror(self, *arguments, to=",".join(TARGETS), **options):
        return self.project.lockstep.json("mirror", "--from", "default", "--to", to, *arguments, **options)

    def seed(self, count):
        """Connections, variables and options in the source, with secrets that no declaration knows."""
        token = self.first.token()
        for number in range(count):
            kind = ("connections", "variables", "config")[number % 3]
            self.first.call(
                "create-secret", name=f"/airflow/{kind}/{self.key(number)}", value=self.value(number, 0), token=token)

    @staticmethod
    def key(number):
        return f"core.option{number}" if number % 3 == 2 else f"item{number}"

    @staticmethod
    def value(number, version):
        if number % 3:
            return f"secret-{number}-{version}"
        return json.dumps({"conn_type": "http", "host": "h.example.com", "password": f"secret-{number}-{version}"})

    def change(self, *numbers, version=1):
        for number in numbers:
            kind = ("connections", "variables", "config")[number % 3]
            self.first.call(
                "update-secret-val", name=f"/airflow/{kind}/{self.key(number)}", value=self.value(number, version))

    def reset(self):
        self.first.reset_requests()
        self.second.reset_requests()

    def writes(self):
        """Writes of items that Airflow reads, as (gateway, command, name)."""
        return [
            (gateway, write["command"], write["name"])
            for gateway in (self.first, self.second) for write in gateway.writes()
            if write["name"] and "/lockstep/" not in write["name"]]


@pytest.fixture
def scene(binary, tmp_path, own_gateway):
    folder = tmp_path / "second"
    folder.mkdir()
    with Gateway(binary, folder) as second:
        yield Scene(binary, tmp_path, own_gateway, second)


def test_five_hundred_items_reach_three_targets_and_one_percent_again(scene):
    scene.seed(ITEMS)
    report = scene.mirror("--yes")
    assert report["summary"]["create"] == ITEMS * len(TARGETS)
    assert [target["environment"] for target in report["targets"]] == list(TARGETS)
    assert all(target["exit_code"] == 0 and target["revision"] for target in report["targets"])
    assert scene.second.value("/lab/v--item1") == "secret-1-0"
    assert json.loads(scene.second.value("/airflow/connections/item0"))["password"] == "secret-0-0"
    assert scene.mirror("--check")["exit_code"] == 0

    scene.change(0, 1, 2, 100, 101)
    scene.reset()
    report = scene.mirror("--yes")
    assert report["summary"]["update"] == 5 * len(TARGETS)
    assert len(scene.writes()) == 5 * len(TARGETS)
    scene.reset()
    assert scene.mirror("--yes")["summary"]["update"] == 0
    assert scene.writes() == []
    assert scene.mirror("--check")["exit_code"] == 0
    text = "".join(scene.project.lockstep.transcript)
    assert "secret-0-" not in text and "secret-1-" not in text


def test_a_target_edited_outside_is_drift_and_stays(scene):
    scene.seed(6)
    scene.mirror("--yes")
    scene.second.call("update-secret-val", name="/lab/v--item1", value="edited there")
    report = scene.mirror("--yes")
    assert report["summary"]["drift"] == 1
    assert scene.second.value("/lab/v--item1") == "edited there"
    check = scene.mirror("--check", code=8)
    [difference] = [change for change in check["changes"] if change["action"] == "drift"]
    assert (difference["path"], difference["environment"]) == ("/lab/v--item1", "lab")
    assert difference["fields"] == [{"name": "value", "before": None, "after": None, "secret": True}]

    # Changed on both sides: a conflict, which stops this target and no other one.
    scene.change(1)
    report = scene.mirror("--yes", code=3)
    assert [target["exit_code"] for target in report["targets"]] == [0, 0, 8]
    assert scene.first.value("/staging/variables/item1") == "secret-1-1"
    assert scene.second.value("/lab/v--item1") == "edited there"
    scene.mirror("--yes", "--overwrite-drift")
    assert scene.mirror("--check")["exit_code"] == 0


def test_what_a_target_declares_itself_is_its_own(scene):
    scene.seed(6)
    scene.project.write("environments/lab/variables/own.yaml", "item1: lab's own\nonly_here: lab's\n")
    scene.project.commit()
    scene.project.apply("-e", "lab")
    report = scene.mirror("--yes", "--prune")
    lab = report["targets"][-1]
    assert {change["key"]: change["reason"] for change in lab["changes"] if change["action"] == "excluded"} == {
        "item1": "this environment declares it itself", "only_here": "this environment declares it itself"}
    assert scene.second.value("/lab/v--item1") == "lab's own"
    assert scene.second.value("/lab/v--only_here") == "lab's"
    # Nor does the target's own plan touch what came from elsewhere.
    assert scene.project.plan("-e", "lab", "--prune", "--exit-code", code=0)["summary"]["delete"] == 0
    assert scene.mirror("--check")["exit_code"] == 0


def test_fields_that_stay_in_akeyless_are_named_as_not_compared(scene):
    scene.seed(3)
    scene.mirror("--yes", to="lab")
    scene.project.write(
        "environments/lab/connections/own.yaml",
        "item0: {conn_type: http, host: h.example.com, password: 'ref+kept://'}\n")
    scene.project.commit()
    scene.change(0)
    report = scene.mirror("--check", to="lab")
    [note] = [entry for entry in report["diagnostics"] if entry["code"] == "mirror-kept"]
    assert note["severity"] == "note" and "in 1 entry, the first of them connections/item0" in note["message"]


def test_what_a_target_declares_in_encrypted_files_is_its_own(scene, tmp_path):
    scene.seed(6)
    keys = Keys(tmp_path / "keys")
    scene.project.environment.update(keys.environment)
    keys.sops("item1: lab's own\n", scene.project.folder / "environments/lab/variables/own.sops.yaml")
    scene.project.commit()
    scene.project.apply("-e", "lab")
    scene.mirror("--yes", "--prune")
    assert scene.second.value("/lab/v--item1") == "lab's own"
    for name in ("GNUPGHOME", "SOPS_AGE_KEY_FILE"):
        del scene.project.environment[name]
    scene.mirror("--yes", "--prune", "--overwrite-drift", to="lab", code=7)
    assert scene.second.value("/lab/v--item1") == "lab's own"
    keys.close()


def test_prune_deletes_what_is_gone_from_the_source_and_nothing_that_may_not_be_read(scene):
    scene.seed(6)
    scene.mirror("--yes")
    scene.first.call("delete-item", name="/airflow/variables/item1")
    assert scene.mirror("--yes")["summary"]["orphan"] == 3
    assert scene.mirror("--check", code=2)["summary"]["orphan"] == 3
    scene.first.faults({"command": "describe-item", "times": "always", "action": "status", "status": 401})
    report = scene.mirror("--yes", "--prune", code=1)
    assert report["summary"]["error"] == 3 and report["summary"]["delete"] == 0
    scene.first.clear()
    assert scene.mirror("--yes", "--prune")["summary"]["delete"] == 3
    assert scene.second.value("/airflow/variables/item1") is None


def test_prune_leaves_what_the_source_has_no_name_for_any_more(scene):
    scene.seed(6)
    scene.mirror("--yes", to="lab")
    file = scene.project.folder / "lockstep.yaml"
    file.write_text(file.read_text() + 'backend: {config_path: ""}\n')
    scene.project.commit()
    report = scene.mirror("--yes", "--prune", to="lab", code=1)
    assert report["summary"]["error"] == 2 and report["summary"]["delete"] == 0
    assert all("has no place for it" in change["reason"] for change in report["changes"] if change["action"] == "error")
    assert scene.second.value("/lab/o--core.option2") == "secret-2-0"


def test_one_target_that_is_down_does_not_stop_the_others(scene):
    scene.seed(6)
    scene.second.faults({"command": "auth", "times": "always", "action": "status", "status": 401})
    report = scene.mirror("--yes", code=3)
    assert [target["exit_code"] for target in report["targets"]] == [0, 9, 9]
    assert scene.first.value("/staging/variables/item1") == "secret-1-0"
    assert report["error"]["message"] == "2 of 3 targets failed"
    scene.second.clear()
    assert scene.mirror("--yes")["summary"]["create"] == 12


def test_teams_are_mapped_and_kinds_that_are_off_are_named(binary, own_gateway, tmp_path):
    project = Project(binary, tmp_path / "teams", own_gateway, more="""\
environments:
  source:
    ledger: {branch: lockstep/source}
    airflow: {multi_team: true}
    backend: {connections_path: /s/c, variables_path: /s/v, config_path: /s/o}
  target:
    ledger: {branch: lockstep/target}
    airflow: {multi_team: true}
    backend: {connections_path: /t/c, variables_path: /t/v, config_path: "", global_secrets_path: shared}
""")
    project.commit()
    for name, value in (("/s/v/plain", "p"), ("/s/v/blue/own", "b"), ("/s/c/red/db", "postgres://h/db"), ("/s/o/core.x", "o")):
        own_gateway.call("create-secret", name=name, value=value)
    report = project.lockstep.json("mirror", "--from", "source", "--to", "target", "--yes")
    assert report["summary"]["create"] == 3
    assert own_gateway.value("/t/v/shared/plain") == "p"
    assert own_gateway.value("/t/v/blue/own") == "b"
    assert json.loads(own_gateway.value("/t/c/red/db"))["host"] == "h"
    assert [problem["code"] for problem in report["diagnostics"]] == ["mirror-no-place"]


@pytest.mark.parametrize("where", ["delay-before", "delay-after"])
def test_a_mirror_killed_in_the_middle_is_finished_by_the_next_one(scene, where):
    scene.seed(9)
    scene.second.faults({"command": "create-secret", "name": "/airflow/", "nth": 4, "action": where, "seconds": 600})
    process = scene.project.lockstep.start("mirror", "--from", "default", "--to", ",".join(TARGETS), "--yes")
    deadline = time.monotonic() + 60
    while scene.second.matches() < 4:
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.01)
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    scene.second.clear()
    assert "refs/lockstep/dr/intent" in scene.project.git("for-each-ref", "refs/lockstep")
    report = scene.mirror("--yes")
    assert [target["exit_code"] for target in report["targets"]] == [0, 0, 0]
    assert scene.mirror("--check")["exit_code"] == 0
    assert scene.project.git("for-each-ref", "refs/lockstep") == ""
    for target in TARGETS:
        scene.project.lockstep.run("verify", "-e", target)


def test_wrong_targets_are_refused_before_anything_is_read(scene):
    assert scene.mirror(to="default", code=64)["error"]["code"] == "usage"
    assert scene.mirror("--yes", to="nowhere", code=7)["error"]["code"] == "unknown-environment"
    assert scene.mirror(to="dr", code=64)["error"]["code"] == "no-terminal"
