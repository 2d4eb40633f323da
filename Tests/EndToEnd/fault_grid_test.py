"""Every endpoint's first call meets every fault in every command: the exit status is the table's, nothing is deleted that
was not meant to be, the ledger equals what was done, and the next run finishes the work.
"""

import random
import shutil

import pytest
from Blackbox.gateway import Gateway
from Blackbox.project import Project
from Blackbox.tool import Lockstep

from . import grid

TIP = "lockstep/default"
STATES = {
    "first": {"changed": "a", "described": ("same", "one"), "kept": "k", "removed": "r"},
    "second": {"changed": "b", "described": ("same", "two"), "kept": "k", "created": "c"},
}


def declarations(state):
    lines = []
    for key, value in STATES[state].items():
        text, description = value if isinstance(value, tuple) else (value, "")
        lines.append(f"{key}: {{value: '{text}', description: '{description}'}}\n")
    return "".join(lines)


class Prepared:
    """A repository and a gateway's data, to be copied for each cell."""

    def __init__(self, binary, folder, goes_back):
        self.binary, self.folder = binary, folder
        with Gateway(binary, folder) as gateway:
            gateway.step_clock()
            project = Project(binary, folder / "project", gateway, more="limits: {from: 100}")
            for state in ("first", "second") if goes_back else ("first",):
                project.write("variables/all.yaml", declarations(state))
                project.commit(state)
                project.apply("--prune")
            self.revision = project.git("rev-parse", f"{TIP}~1" if goes_back else TIP).strip()
            if not goes_back:
                project.write("variables/all.yaml", declarations("second"))
                project.commit("second")
            self.tip = project.git("rev-parse", TIP).strip()
        self.url = gateway.url

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        gateway = Gateway(self.binary, folder).start()
        gateway.step_clock()
        project = Project(self.binary, folder / "project", gateway, exists=True)
        file = project.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace(self.url, gateway.url))
        return project


@pytest.fixture(scope="module")
def prepared(binary, tmp_path_factory):
    return {back: Prepared(binary, tmp_path_factory.mktemp("prepared"), back) for back in (False, True)}


def arguments(command, revision):
    return {
        "apply": ["apply", "--yes", "--prune"], "rollback": ["rollback", revision, "--yes", "--prune", "--skip-conflicts"],
        "import": ["import", "--out", "imported"],
    }.get(command, [command])


UNDISTURBED = {"plan": 0, "status": 0, "import": 0, "apply": 0, "rollback": 8}
MEANT_TO_GO = {"apply": {"removed"}, "rollback": {"created"}}


def held(gateway):
    prefix = "/airflow/variables/"
    return {item["item_name"].removeprefix(prefix): item["last_version"] for item in gateway.items(prefix)}


def run_cell(prepared, folder, command, endpoint, fault):
    """One cell; what is wrong with it is raised."""
    back = command == "rollback"
    project = prepared[back].copy(folder)
    gateway = project.gateway
    try:
        before = held(gateway)
        gateway.faults(grid.rule(endpoint, fault))
        call = arguments(command, prepared[back].revision)
        if fault in grid.LASTING:
            project.environment["LOCKSTEP_TOTAL_TIMEOUT"] = "2"
        result = project.lockstep.run(*call, "--format", "json", code=None, timeout=240)
        project.environment.pop("LOCKSTEP_TOTAL_TIMEOUT", None)
        assert gateway.matches() >= 1, "the endpoint is never called"
        gateway.clear()
        wanted = grid.expected(command, endpoint, fault, UNDISTURBED[command])
        assert result.code in wanted, f"exit status {result.code}, the table says {wanted}: {result.json()['error']}"
        assert result.json()["exit_code"] == result.code
        after = held(gateway)
        assert set(before) - set(after) <= MEANT_TO_GO.get(command, set()), "something was deleted"
        if command in MEANT_TO_GO:
            check_ledger(project, prepared[back].tip)
            project.lockstep.run(*call, code=UNDISTURBED[command])
            check_end(project, before, back)
        else:
            assert after == before
    finally:
        gateway.stop()


def check_ledger(project, start):
    """The commits since then call done exactly what the gateway saw succeed, unless the intent is still there to find out."""
    if project.git("for-each-ref", "refs/lockstep"):
        return
    entries = project.lockstep.json("log")["entries"]
    since = entries[:[entry["revision"] for entry in entries].index(start)]
    recorded = {
        change["path"] for entry in since for change in entry["changes"]
        if change["outcome"] == "done" and change["action"] in ("create", "update", "delete")}
    written = {
        write["name"] for write in project.gateway.writes()
        if write["status"] == 200 and write["name"] and "/lockstep/" not in write["name"]}
    assert recorded == written


def check_end(project, before, back):
    """The work is finished with one new version for what changed and none for what did not."""
    after = held(project.gateway)
    if not back:
        assert after == {"changed": before["changed"] + 1, "described": before["described"], "kept": before["kept"], "created": 1}
    else:
        assert after == {"changed": before["changed"] + 1, "described": before["described"], "kept": before["kept"]}
    project.lockstep.run("verify")
    project.lockstep.run("status")
    for key in after:
        record = project.git("show", f"{TIP}:airflow/variables/{key}.json")
        assert f'"last_version": {after[key]}' in record, f"the ledger has another version of {key}"


def test_the_grid_of_faults(prepared, binary, tmp_path, request):
    tool = Lockstep(binary, tmp_path, {})
    cells = grid.cells([command for command in grid.COMMANDS if tool.has(command)])
    size = request.config.getoption("--cells")
    if size:
        # A delay beyond the time limit costs half a minute: only in the whole grid.
        quick = [cell for cell in cells if cell[2] != "delayed"]
        cells = random.Random(request.config.getoption("--seed")).sample(quick, size)
    problems = []
    for number, cell in enumerate(cells):
        folder = tmp_path / str(number)
        try:
            run_cell(prepared, folder, *cell)
        except Exception as problem:
            problems.append(f"{' x '.join(cell)}: {str(problem)[:500]}")
        shutil.rmtree(folder, ignore_errors=True)
    assert not problems, f"{len(problems)} of {len(cells)} cells:\n" + "\n".join(problems)
