"""A SIGKILL at each named step of an apply, and many entries: pages, folders and batches are crossed.

The steps are told apart by the request that is under way. Between the answer of the read-back and the ledger commit no
request is made and nothing is written but objects that no reference names, so "after read-back" stands for both.
"""

import json

import pytest

from .killing import HELD_FOR, Start

KINDS = ("connections", "variables", "config")


def sizes(count):
    connections, variables = count * 6 // 10, count * 3 // 10
    return dict(zip(KINDS, (connections, variables, count - connections - variables)))


def entries(kind, count, generation=1):
    """Most keys stand at the top, which takes more than a page; the others in folders, one of which is an item, too."""
    made = {}
    for number in range(sizes(count)[kind]):
        folder = ("team/", "team/area/", f"group_{number % 5}/")[number // 8 % 3] if number % 8 == 1 else ""
        key = f"{folder}{kind}_{number:05}" if kind != "config" else f"section_{number % 5}.option_{number:05}"
        text = f"value {number} of generation {generation if number % 3 == 0 else 1}"
        made[key] = {"conn_type": "http", "host": "h.example.com", "password": text} if kind == "connections" else text
    if kind != "config":
        made["team"] = made.pop(f"{kind}_00000")
    return made


def first_state(count):
    def write(project):
        for kind in KINDS:
            project.write(f"{kind}/all.json", json.dumps(entries(kind, count)))
        project.commit()

    return write


def second_state(count):
    """A third of the entries changed, a few new ones, a few gone."""
    def write(project):
        for kind in KINDS:
            changed = entries(kind, count, generation=2)
            for key in list(changed)[1:4]:
                changed[f"{key}_new"] = changed.pop(key)
            project.write(f"{kind}/all.json", json.dumps(changed))
        # One sweeping change is meant here.
        file = project.folder / "lockstep.yaml"
        file.write_text(file.read_text() + "limits: {delete: 100%, update: 100%}\n")
        project.commit()

    return write


def steps(undisturbed):
    """A rule, or several, for each step, made from what a run did that nothing disturbed."""
    writes = [write for write in undisturbed["writes"] if write["command"] != "auth"]
    items = [write for write in writes if "/lockstep/" not in write["name"]]
    creates = [write for write in items if write["command"] == "create-secret"]
    walk, reads = undisturbed["walk"], undisturbed["requests"]["get-secret-value"]

    def held(side, **rule):
        return {**rule, "action": f"delay-{side}", "seconds": HELD_FOR}

    def at(side, write):
        return held(side, command=write["command"], name=write["name"])

    lost = {"command": "create-secret", "name": creates[1]["name"], "action": "drop-after"}
    head = {"command": "update-secret-val", "name": "/head-"}
    return {
        "before the intent": [held("before", command="list-items", nth=walk + 1)],
        "after the intent": [at("before", items[0])],
        "between two writes": [at("before", items[len(items) // 2])],
        "after a write": [at("after", items[len(items) // 2])],
        "after a lost answer": [lost, held("before", command="get-secret-value", name=creates[1]["name"])],
        "before the read-back": [held("before", command="list-items", nth=2 * walk + 1)],
        "after the read-back": [held("after", command="get-secret-value", nth=reads)],
        "after the ledger commit": [held("before", **head)],
        "after the head item": [held("after", **head)],
    }


# Whether the next run finds something to recover, and whether the killed one had recorded all of it.
STEPS = {
    "before the intent": (False, False), "after the intent": (True, False), "between two writes": (True, False),
    "after a write": (True, False), "after a lost answer": (True, False), "before the read-back": (True, False),
    "after the read-back": (True, False), "after the ledger commit": (True, True), "after the head item": (True, True),
}


@pytest.fixture(scope="module")
def start(request, binary, tmp_path_factory):
    """Where the runs start: everything applied once, then changed."""
    count = request.config.getoption("--kill-entries")
    return Start(binary, tmp_path_factory.mktemp("start"), first_state(count), second_state(count))


@pytest.fixture(scope="module")
def undisturbed(start, tmp_path_factory):
    """What the run does that nothing disturbs."""
    run = start.run(tmp_path_factory.mktemp("undisturbed"))
    try:
        run.project.plan("--prune")
        walk = run.gateway.requests()["list-items"]
        run.mark()
        run.carry_out("--parallelism", "1")
        found = {
            "walk": walk, "writes": run.gateway.writes(), "requests": run.gateway.requests(),
            "state": run.state()}
        run.check(found["state"])
    finally:
        run.close()
    return found


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_named_step(start, undisturbed, tmp_path, step):
    run = start.run(tmp_path)
    try:
        run.killed_at(*steps(undisturbed)[step], parallelism=1)
        is_announced, is_recorded = STEPS[step]
        assert (run.project.git("for-each-ref", "refs/lockstep") != "") == is_announced
        assert len(run.project.lockstep.json("log")["entries"]) == (2 if is_recorded else 1)
        result = run.project.lockstep.run("apply", "--yes", "--prune", "--format", "json")
        assert ("an earlier apply" in result.stderr) == is_announced
        run.check(undisturbed["state"])
        outcomes = [entry["outcome"] for entry in run.project.lockstep.json("log")["entries"]]
        wanted = ["complete", "complete"]
        if is_announced and not is_recorded:
            # A run that had done everything leaves nothing to apply after its recovery.
            wanted = ["recovered", "complete"] if "read-back" in step else ["complete", "recovered", "complete"]
        assert outcomes == wanted
    finally:
        run.close()


def test_many_entries_cross_pages_folders_and_batches(binary, tmp_path):
    """2,001 entries of three kinds with nested keys: one version each, and a listing that breaks on a later page."""
    count = 2001
    run = Start(binary, tmp_path / "start", None, first_state(count)).run(tmp_path / "run")
    try:
        report = run.carry_out()
        assert report["summary"]["create"] == count
        wanted = run.state()
        assert len(wanted) == count
        assert {version for _, _, _, version in wanted.values()} == {1}
        run.check(wanted)
        plan = run.project.plan("--exit-code", code=0)
        assert (plan["stats"]["values_read"], plan["stats"]["requests"]["get-secret-value"]) == (0, 1)
        run.gateway.faults(
            {"command": "list-items", "nth": plan["stats"]["requests"]["list-items"], "times": "always", "action": "garbage"})
        broken = run.project.plan("--prune", code=1)
        assert broken["plan"] is None and broken["changes"] == []
        run.gateway.clear()

        second_state(count)(run.project)
        run.mark()
        middle = {"command": "update-secret-val", "nth": 300, "action": "delay-before", "seconds": HELD_FOR}
        run.killed_at(middle)
        run.carry_out()
        state = run.state()
        assert {version for _, _, _, version in state.values()} == {1, 2}
        run.check(state)
    finally:
        run.close()
