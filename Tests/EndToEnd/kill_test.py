"""The program is killed at every request it makes; the next run must finish the work as if nothing had happened.

An undisturbed run shows which writes there are. Then, for each of them, a run is killed while the gateway holds the request
back, and another one while it holds the answer back. After a second run Akeyless, the versions of its items and the
ledger must be what the undisturbed run left behind.
"""

import json
import os
import random
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


# What is applied before, and what the killed run is to apply.
SCENARIOS = {"first": (None, first_state), "second": (first_state, second_state)}


class Run:
    """One repository and gateway, brought to where the run to be killed starts."""

    def __init__(self, binary, folder, scenario):
        before, after = SCENARIOS[scenario]
        self.gateway = Gateway(binary, folder).start()
        self.project = Project(binary, folder / "project", self.gateway, environment=SECRETS)
        if before:
            before(self.project)
            self.project.apply()
        after(self.project)
        self.gateway.reset_requests()

    def apply(self, **options):
        return self.project.apply("--prune", **options)

    def killed_at(self, rule):
        """Starts an apply and kills it while the gateway delays the request that the rule describes."""
        self.gateway.faults(rule)
        process = self.project.lockstep.start("apply", "--yes", "--prune")
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
        """Every item that Airflow could read: value, description, tags, number of versions."""
        found = {}
        for item in self.gateway.items("/airflow"):
            name = item["item_name"]
            if "/lockstep/" not in name:
                described = self.gateway.describe(name)
                found[name] = (
                    self.gateway.value(name), described.get("item_metadata") or "", tuple(described.get("item_tags") or ()),
                    described["last_version"])
        return found

    def check(self, wanted):
        """The promises after the second run."""
        project = self.project
        assert self.state() == wanted
        report = project.plan("--exit-code", "--prune", code=0)
        assert report["changes"] == []
        project.git("fsck", "--strict", "--no-dangling")
        assert project.git("for-each-ref", "refs/lockstep") == "", "an intent is left over"
        if project.lockstep.has("verify"):
            project.lockstep.run("verify")
        self.check_ledger(wanted)

    def check_ledger(self, wanted):
        """One record per item with the item's own version, and a commit for every write the gateway saw."""
        project = self.project
        for name, (_, _, _, version) in wanted.items():
            record = json.loads(project.git("show", f"lockstep/default:{name.lstrip('/')}.json"))
            assert record["last_version"] == version, name
        recorded = [
            change["path"] for entry in project.lockstep.json("log")["entries"] for change in entry["changes"]]
        for write in self.gateway.writes():
            name = write["name"]
            if write["status"] == 200 and name and "/lockstep/" not in name:
                assert name in recorded, f"{write['command']} of {name} is in no commit"

    def close(self):
        self.gateway.stop()


@pytest.fixture(scope="module", params=list(SCENARIOS))
def undisturbed(request, binary, tmp_path_factory):
    """The end state, the writes in order and the numbers of reads of a run that nothing disturbs."""
    run = Run(binary, tmp_path_factory.mktemp("undisturbed"), request.param)
    try:
        run.apply()
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
            yield {"command": write["command"], "name": write["name"], "action": action, "seconds": HELD_FOR}
    for command in ("auth", "list-items", "get-secret-value"):
        for number in sorted({1, requests.get(command, 0)} - {0}):
            yield {"command": command, "nth": number, "action": "delay-before", "seconds": HELD_FOR}


def test_killed_at_every_request(undisturbed, binary, tmp_path):
    scenario, writes, requests, wanted = undisturbed
    points = list(kill_points(writes, requests))
    assert len(points) > 10
    problems = []
    for number, rule in enumerate(points):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = Run(binary, folder, scenario)
        try:
            run.killed_at(rule)
            run.apply()
            run.check(wanted)
        except AssertionError as problem:
            problems.append(f"{rule['action']} {rule['command']} {rule.get('name') or rule.get('nth')}: {problem}")
        finally:
            run.close()
    assert not problems, f"{len(problems)} of {len(points)} kills:\n" + "\n\n".join(problems)


def test_killed_again_and_again_at_random_moments(binary, tmp_path, request):
    """Runs are killed one after the other, each a little later, until one gets through."""
    moments = random.Random(4711)
    run = Run(binary, tmp_path, "second")
    try:
        for _ in range(request.config.getoption("--kills")):
            process = run.project.lockstep.start("apply", "--yes", "--prune", start_new_session=True)
            time.sleep(moments.uniform(0.01, 1.5))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        run.apply()
        wanted = run.state()
        assert {name: version for name, (_, _, _, version) in wanted.items() if version > 2} == {}
        run.check(wanted)
    finally:
        run.close()


def test_an_interrupt_ends_in_order(binary, tmp_path):
    """Ctrl-C in the middle: what was written is recorded, the exit code says partly, the next run does the rest."""
    run = Run(binary, tmp_path, "first")
    try:
        run.gateway.faults({"command": "create-secret", "nth": 4, "action": "delay-before", "seconds": 2})
        process = run.project.lockstep.start("apply", "--yes", "--parallelism", "1")
        while run.gateway.matches() < 4:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode in (0, 1, 3)
        run.gateway.clear()
        run.apply()
        run.check(run.state())
        assert all(version == 1 for _, _, _, version in run.state().values())
    finally:
        run.close()
