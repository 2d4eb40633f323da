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
from .killing import HELD_FOR, TIP, Run, original

SECRETS = {
    "WAREHOUSE_PASSWORD": PASSWORD, "WAREHOUSE_TOKEN": "token-31ab", "PARTNER_TOKEN": "partner-9c2e",
    "FERNET_KEY": "fernet-77d0"}


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


def keep_trash(project):
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(f"{{branch: {TIP}}}", f"{{branch: {TIP}, trash_path: /trash}}"))


def with_trash(project):
    """The second state, in a project that keeps deleted items for a while."""
    keep_trash(project)
    second_state(project)


def filled_trash(project):
    """The first state without two entries, which go to the trash."""
    keep_trash(project)
    file = project.folder / "connections/databases.yaml"
    file.write_text(file.read_text().partition("lake:")[0])
    (project.folder / "config/airflow.yaml").unlink()
    project.commit()


def long_after(project):
    """The second state, when what is in the trash may leave it for ever."""
    project.gateway.advance_clock(31 * 86400)
    second_state(project)


def other_partner(project):
    """The first state with another value for an item that the second state deletes."""
    file = project.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace("ref+env://PARTNER_TOKEN", "another"))
    project.commit()


# What is applied before, what is declared when the run to be killed starts, and whether that goes back instead.
SCENARIOS = {
    "first": ([], first_state, False), "second": ([first_state], second_state, False),
    "trash": ([first_state, filled_trash], long_after, False), "rollback": ([first_state, with_trash], None, True),
    "older": ([first_state, other_partner, with_trash], None, True),
}


def prepared(binary, folder, scenario):
    """A run of a scenario, brought to where it is to be killed."""
    before, after, goes_back = SCENARIOS[scenario]
    gateway = Gateway(binary, folder).start()
    gateway.step_clock()
    project = Project(binary, folder / "project", gateway, environment=SECRETS)
    for state in before:
        state(project)
        project.apply("--prune")
    if after:
        after(project)
    if goes_back:
        first = project.git("rev-parse", f"{TIP}~{len(before) - 1}").strip()
        return Run(gateway, project, ["rollback", first], remaining=["held"])
    return Run(gateway, project)


@pytest.fixture(scope="module", params=list(SCENARIOS))
def undisturbed(request, binary, tmp_path_factory):
    """The end state, the writes in order and the numbers of reads of a run that nothing disturbs."""
    run = prepared(binary, tmp_path_factory.mktemp("undisturbed"), request.param)
    try:
        run.carry_out()
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
        points = random.Random(request.config.getoption("--seed")).sample(points, min(size, len(points)))
    problems = []
    for number, rule in enumerate(points):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = prepared(binary, folder, scenario)
        try:
            run.killed_at(rule)
            run.carry_out()
            run.check(wanted)
        except AssertionError as problem:
            problems.append(f"{rule['action']} {rule['command']} {rule.get('name') or rule.get('nth')}: {problem}")
        finally:
            run.close()
    assert not problems, f"{len(problems)} of {len(points)} kills:\n" + "\n\n".join(problems)


def test_killed_at_random_moments(binary, tmp_path, request):
    """A change a kill: whenever the run dies, the next one leaves each changed item with exactly one new version."""
    moments = random.Random(4711)
    run = prepared(binary, tmp_path, "first")
    try:
        began = time.monotonic()
        run.carry_out()
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
            run.carry_out()
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
    run = prepared(binary, tmp_path, "first")
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
        run.carry_out()
        run.check(run.state())
        assert all(version == 1 for _, _, _, version in run.state().values())
    finally:
        run.close()
