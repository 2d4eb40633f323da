"""The program is killed at every request it makes; the next run must finish the work as if nothing had happened.

An undisturbed run shows which writes there are. Then, for each of them, a run is killed while the gateway holds the request
back, and another one while it holds the answer back. After a second run Akeyless, the versions of its items and the
ledger must be what the undisturbed run left behind.
"""

import json
import os
import random
import re
import signal
import time

import pytest
from Blackbox.gateway import Gateway
from Blackbox.project import Project

from .conftest import FILES, PASSWORD

SECRETS = {
    "WAREHOUSE_PASSWORD": PASSWORD, "WAREHOUSE_TOKEN": "token-31ab", "PARTNER_TOKEN": "partner-9c2e",
    "FERNET_KEY": "fernet-77d0"}
HELD_FOR = 600
TIP = "lockstep/default"


def first_state(project):
    """A repository of six entries."""
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()


def second_state(project):
    """Two new entries, a changed value, a changed description, a changed connection, one entry gone."""
    project.write("variables/all.yaml", """\
        region: us
        limits:
          value: {rows: 10}
          description: New row limits
        fresh: made later
        """)
    project.write("variables/more.yaml", "more: {value: text, description: With a description}\n")
    file = project.folder / "connections/databases.yaml"
    file.write_text(file.read_text().replace("db.example.com", "db2.example.com"))
    project.commit()


def with_trash(project):
    """The second state, in a project that keeps deleted items for a while."""
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(f"{{branch: {TIP}}}", f"{{branch: {TIP}, trash_path: /trash}}"))
    second_state(project)


# What is applied before, what is declared when the run to be killed starts, and whether that goes back instead.
SCENARIOS = {
    "first": ([], first_state, False), "second": ([first_state], second_state, False),
    "trash": ([first_state], with_trash, False), "rollback": ([first_state, with_trash], None, True),
}


def original(name):
    """What comes back from the trash is written under its name there: `/trash/<environment>/<item id>/<old path>`."""
    return "/" + name.split("/", 4)[4] if name.startswith("/trash/") else name


def numbered(name):
    """A name without the item id, which differs from gateway to gateway."""
    return "/trash" + original(name) if name.startswith("/trash/") else name


class Run:
    """One repository and gateway, brought to where the run to be killed starts."""

    def __init__(self, binary, folder, scenario):
        before, after, goes_back = SCENARIOS[scenario]
        self.gateway = Gateway(binary, folder).start()
        self.gateway.step_clock()
        self.project = Project(binary, folder / "project", self.gateway, environment=SECRETS)
        for state in before:
            state(self.project)
            self.project.apply("--prune")
        if after:
            after(self.project)
        self.command = ["apply"]
        if goes_back:
            self.command = ["rollback", self.project.git("rev-parse", f"{TIP}~1").strip()]
        self.start = self.project.git("rev-parse", "--verify", "-q", TIP).strip() if before else None
        self.gateway.reset_requests()

    def again(self):
        return self.project.lockstep.json(*self.command, "--yes", "--prune")

    def killed_at(self, rule):
        """Starts the run and kills it while the gateway delays the request that the rule describes."""
        self.gateway.faults(rule)
        process = self.project.lockstep.start(*self.command, "--yes", "--prune")
        deadline = time.monotonic() + 60
        while self.gateway.matches() < rule.get("nth", 1):
            assert process.poll() is None, f"the run ended before {rule}: {process.communicate()}"
            assert time.monotonic() < deadline, f"the run never came to {rule}"
            time.sleep(0.01)
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.gateway.clear()

    def state(self):
        """Every item that Airflow could read, and the trash: value, description, tags, number of versions."""
        found = {}
        for item in self.gateway.items("/airflow") + self.gateway.items("/trash"):
            name = item["item_name"]
            if "/lockstep/" not in name:
                described = self.gateway.describe(name)
                found[numbered(name)] = (
                    self.gateway.value(name), described.get("item_metadata") or "",
                    tuple(re.sub("^lockstep-trashed:[0-9]+$", "lockstep-trashed", tag) for tag in described.get("item_tags") or ()),
                    described["last_version"])
        assert found
        return found

    def check(self, wanted):
        """The promises after the second run."""
        project = self.project
        assert self.state() == wanted
        report = project.plan("--exit-code", "--prune", code=0)
        assert {change["action"] for change in report["changes"]} <= {"held"}
        project.git("fsck", "--strict", "--no-dangling")
        assert project.git("for-each-ref", "refs/lockstep") == "", "an intent is left over"
        project.lockstep.run("verify")
        self.check_ledger(wanted)

    def check_ledger(self, wanted):
        """One record per item with the item's own version; the commits list the writes that the gateway saw and no other."""
        project = self.project
        for name, (_, _, _, version) in wanted.items():
            if name.startswith("/airflow/"):
                record = json.loads(project.git("show", f"{TIP}:{name.lstrip('/')}.json"))
                assert record["last_version"] == version, name
        entries = project.lockstep.json("log")["entries"]
        revisions = [entry["revision"] for entry in entries]
        since = entries[:revisions.index(self.start)] if self.start else entries
        recorded = {
            change["path"] for entry in since for change in entry["changes"]
            if change["outcome"] == "done" and change["action"] in ("create", "update", "delete")}
        written = {
            write["name"] for write in self.gateway.writes()
            if write["status"] == 200 and write["name"] and "/lockstep/" not in write["name"]}
        assert {original(name) for name in written} == recorded

    def close(self):
        self.gateway.kill()


@pytest.fixture(scope="module", params=list(SCENARIOS))
def undisturbed(request, binary, tmp_path_factory):
    """The end state, the writes in order and the numbers of reads of a run that nothing disturbs."""
    run = Run(binary, tmp_path_factory.mktemp("undisturbed"), request.param)
    try:
        run.again()
        writes, requests, state = run.gateway.writes(), run.gateway.requests(), run.state()
        run.check(state)
    finally:
        run.close()
    return request.param, writes, requests, state


def kill_points(writes, requests):
    """A rule per write and side, and for reads the first and the last of each command."""
    for write in writes:
        if write["command"] == "auth":
            continue
        for action in ("delay-before", "delay-after"):
            yield {"command": write["command"], "name": original(write["name"]), "action": action, "seconds": HELD_FOR}
    for command in ("auth", "list-items", "get-secret-value"):
        for number in sorted({1, requests.get(command, 0)} - {0}):
            yield {"command": command, "nth": number, "action": "delay-before", "seconds": HELD_FOR}


def test_killed_at_every_request(undisturbed, binary, tmp_path, request):
    scenario, writes, requests, wanted = undisturbed
    points = list(kill_points(writes, requests))
    assert len(points) > 10
    size = request.config.getoption("--points")
    if size:
        points = random.Random(request.config.getoption("--seed")).sample(points, size)
    problems = []
    for number, rule in enumerate(points):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = Run(binary, folder, scenario)
        try:
            run.killed_at(rule)
            run.again()
            run.check(wanted)
        except AssertionError as problem:
            problems.append(f"{rule['action']} {rule['command']} {rule.get('name') or rule.get('nth')}: {problem}")
        finally:
            run.close()
    assert not problems, f"{len(problems)} of {len(points)} kills:\n" + "\n\n".join(problems)


def test_killed_at_random_moments(binary, tmp_path, request):
    """A change a kill: whenever the run dies, the next one leaves each changed item with exactly one new version."""
    moments = random.Random(4711)
    run = Run(binary, tmp_path, "first")
    try:
        began = time.monotonic()
        run.again()
        duration = time.monotonic() - began
        keys = [f"random_{number}" for number in range(5)]
        before = {}
        for kill in range(request.config.getoption("--kills")):
            gone = keys[kill % len(keys)]
            run.project.write("variables/random.yaml", "".join(
                f"{key}: {{value: 'v{kill}', description: 'd{kill // 2}'}}\n" for key in keys if key != gone))
            run.project.commit()
            process = run.project.lockstep.start("apply", "--yes", "--prune", start_new_session=True)
            time.sleep(moments.uniform(0.005, duration * 1.1))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            run.again()
            after = run.state()
            for key in keys:
                name = f"/airflow/variables/{key}"
                if key == gone:
                    assert name not in after
                else:
                    version = before[name][3] + 1 if name in before else 1
                    assert after[name][0:2] == (f"v{kill}", f"d{kill // 2}") and after[name][3] == version, name
            before = after
            if kill % 10 == 9:
                run.check(after)
        run.check(run.state())
    finally:
        run.close()


def test_an_interrupt_ends_in_order(binary, tmp_path):
    """Ctrl-C in the middle: what was written is recorded, the exit code says partly, the next run does the rest."""
    run = Run(binary, tmp_path, "first")
    try:
        run.gateway.faults({"command": "create-secret", "nth": 4, "action": "delay-before", "seconds": 2})
        process = run.project.lockstep.start("apply", "--yes", "--parallelism", "1", "--format", "json")
        while run.gateway.matches() < 4:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        output, talk = process.communicate(timeout=60)
        assert process.returncode == 3, talk
        outcomes = [change["outcome"] for change in json.loads(output)["changes"]]
        # The first create is that of the ledger key; the request in flight is not cut.
        assert (outcomes.count("done"), outcomes.count("not_tried")) == (3, 3)
        [entry] = run.project.lockstep.json("log")["entries"]
        assert entry["outcome"] == "partial"
        assert run.project.git("for-each-ref", "refs/lockstep") == ""
        run.gateway.clear()
        run.again()
        run.check(run.state())
        assert all(version == 1 for _, _, _, version in run.state().values())
    finally:
        run.close()
