"""Two clones that share a ledger through a bare repository, as two CI jobs or two people do."""

import json
import os
import shutil
import signal
import sys
import time

import pytest
from Blackbox.gateway import Gateway
from Blackbox.project import Project
from Blackbox.tool import Lockstep

from .conftest import FILES, PASSWORD

SECRETS = {
    "WAREHOUSE_PASSWORD": PASSWORD, "WAREHOUSE_TOKEN": "token-31ab", "PARTNER_TOKEN": "partner-9c2e",
    "FERNET_KEY": "fernet-77d0"}
INTENT = "refs/lockstep/default/intent"
LEDGER = "refs/heads/lockstep/default"

# What a push does to a reference, as a pattern of the shell for `old:new:name`.
ZERO = "0" * 40
ANNOUNCES = f"{ZERO}:*:{INTENT}"
RECORDS = f"*:*:{LEDGER}"
TAKES_BACK = f"*:{ZERO}:{INTENT}"


class Clone:
    """One clone of the declarations, with the program to run in it."""

    def __init__(self, project, name):
        self.folder = project.home / name
        self.environment = project.environment
        project.git("clone", "-q", str(project.remote), str(self.folder))
        self.lockstep = Lockstep(project.lockstep.binary, self.folder, self.environment)

    git = Project.git
    write = Project.write
    commit = Project.commit
    apply = Project.apply
    plan = Project.plan


@pytest.fixture
def shared(binary, own_gateway, tmp_path):
    """The small repository behind a bare remote; its project file shares the ledger through `origin`."""
    project = Project(binary, tmp_path / "project", own_gateway, environment=SECRETS)
    for path, text in FILES.items():
        project.write(path, text)
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(
        "ledger: {branch: lockstep/default}", "ledger: {branch: lockstep/default, remote: origin}"))
    project.commit()
    project.remote = project.home / "remote.git"
    project.git("clone", "-q", "--bare", ".", str(project.remote))
    return project


@pytest.fixture
def clones(shared):
    """Two clones that have never seen each other."""
    return Clone(shared, "first"), Clone(shared, "second")


def references(project):
    """What the remote holds, by name."""
    listed = project.git("ls-remote", str(project.remote)).splitlines()
    return {name: commit for commit, name in (line.split("\t") for line in listed)}


def edit(clone, value):
    """Changes one variable in a clone, pushes the commit and pulls it nowhere else."""
    file = clone.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace(file.read_text().splitlines()[0], f"region: {value}"))
    clone.commit(f"Set the region to {value}")
    clone.git("push", "-q", "origin", "HEAD:main")


def killed_between_writes(project, clone, *arguments):
    """Starts an apply in a clone and kills it while its second write is held back."""
    project.gateway.faults({"command": "create-secret", "nth": 4, "action": "delay-before", "seconds": 600})
    process = clone.lockstep.start("apply", "--yes", "--parallelism", "1", *arguments)
    while project.gateway.matches() < 4:
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    project.gateway.clear()


class HeldPush:
    """The first pushes of a kind, which the remote holds back: before it moves a reference, or after."""

    def __init__(self, project, hook, pattern, count=1):
        self._remote = project.remote
        for number in range(1, count + 1):
            os.mkfifo(project.remote / f"gate{number}")
            (project.remote / f"armed{number}").touch()
        numbers = " ".join(map(str, range(1, count + 1)))
        file = project.remote / "hooks" / hook
        file.write_text(
            "#!/bin/sh\nwhile read old new name; do\n    case $old:$new:$name in\n    "
            f"{pattern}) for n in {numbers}; do mv armed$n held$n 2>/dev/null && read line <gate$n && break; done ;;\n"
            "    esac\ndone\nexit 0\n")
        file.chmod(0o755)

    def wait(self, process, number=1):
        """Waits until it is held."""
        while not (self._remote / f"held{number}").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)

    def kill(self, process, number=1):
        """Kills the run that pushes, once the push is held; its git goes on."""
        self.wait(process, number)
        process.kill()
        process.wait()

    def release(self, number=1):
        (self._remote / f"gate{number}").write_text("go on\n")


def arrives(project):
    """Waits until an announcement that was held back is at the remote."""
    deadline = time.monotonic() + 60
    while INTENT not in references(project):
        assert time.monotonic() < deadline, "the push did not arrive"


def outcomes(clone):
    return [entry["outcome"] for entry in clone.lockstep.json("log")["entries"]]


def test_what_one_clone_applied_the_other_one_knows(shared, clones):
    first, second = clones
    first.apply(environment={"CI": "true"})
    tip = references(shared)["refs/heads/lockstep/default"]
    assert INTENT not in references(shared)
    assert second.plan("--exit-code", code=0)["summary"]["unchanged"] == 6
    assert second.git("rev-parse", "lockstep/default").strip() == tip
    edit(second, "us")
    second.apply()
    assert len(second.lockstep.json("log")["entries"]) == 2
    first.git("pull", "-q", "origin", "main")
    assert first.apply()["summary"]["unchanged"] == 6
    assert first.lockstep.json("verify")["revisions"] == 2
    for clone in clones:
        clone.git("fsck", "--strict", "--no-dangling")
        assert clone.git("for-each-ref", "refs/lockstep") == ""


EDIT = """\
#!{python}
import json, sys, urllib.request

def call(command, **body):
    request = urllib.request.Request("{url}/" + command, json.dumps(body).encode(), {{"Content-Type": "application/json"}})
    return json.load(urllib.request.urlopen(request))

for line in sys.stdin:
    before, _, name = line.split()
    if name == "{intent}" and not before.strip("0"):
        token = call("auth", **{{"access-id": "{access_id}", "access-key": "{access_key}"}})["token"]
        call("{command}", token=token, **{body})
"""


@pytest.mark.parametrize("command, body, now, action", [
    ("update-secret-val", {"name": "/airflow/variables/region", "value": "by hand"}, "by hand", "conflict"),
    ("delete-item", {"name": "/airflow/variables/region"}, None, "drift"),
])
def test_an_edit_between_the_last_listing_and_the_write_is_kept(shared, clones, command, body, now, action):
    """The remote's hook edits the item while the announcement is pushed: after the listing, before the first write."""
    first, _ = clones
    first.apply()
    edit(first, "us")
    first.environment["PARTNER_TOKEN"] = "another"
    hook = shared.remote / "hooks/pre-receive"
    hook.write_text(EDIT.format(
        python=sys.executable, url=shared.gateway.url, intent=INTENT, access_id=shared.gateway.access_id,
        access_key=shared.gateway.access_key, command=command, body=body))
    hook.chmod(0o755)
    report = first.apply(code=3)
    assert {change["key"]: change["outcome"] for change in report["changes"]} == {"region": "failed", "partner": "done"}
    assert shared.gateway.value("/airflow/variables/region") == now
    assert shared.gateway.value("/airflow/variables/partner") == "another"
    assert [(change["key"], change["action"]) for change in first.plan()["changes"]] == [("region", action)]
    assert INTENT not in references(shared)


def test_a_shallow_clone_knows_the_ledger_and_says_what_it_lacks(shared, clones):
    first, _ = clones
    first.apply()
    edit(first, "us")
    edit(first, "asia")
    shallow = shared.home / "shallow"
    shared.git("clone", "-q", "--depth", "1", f"file://{shared.remote}", str(shallow))
    job = Lockstep(first.lockstep.binary, shallow, first.environment)
    assert job.json("plan")["summary"]["update"] == 1
    refused = job.json("apply", "--yes", code=4)
    assert any("git fetch --unshallow" in hint for hint in refused["error"]["hints"])
    shared.git("-C", str(shallow), "fetch", "-q", "--unshallow")
    job.json("apply", "--yes")
    assert len(job.json("log")["entries"]) == 2


def test_two_clones_at_once_end_with_one_history(shared, clones):
    started = [clone.lockstep.start("apply", "--yes", "--lock-timeout", "60") for clone in clones]
    for process in started:
        output, talk = process.communicate(timeout=120)
        assert process.returncode == 0, talk.decode()
    shared.gateway.reset_requests()
    for clone in clones:
        assert clone.plan("--exit-code", code=0)["changes"] == []
        assert len(clone.lockstep.json("log")["entries"]) == 1
    described = [shared.gateway.describe(f"/airflow/variables/{name}") for name in ("region", "limits", "partner")]
    assert [item["last_version"] for item in described] == [1, 1, 1]
    assert list(references(shared)) == ["HEAD", "refs/heads/lockstep/default", "refs/heads/main"]


def test_the_second_of_two_is_told_who_applies(shared, clones):
    first, second = clones
    shared.gateway.faults({"command": "create-secret", "nth": 4, "action": "delay-before", "seconds": 5})
    job = {"CI_JOB_URL": "https://ci.example.com/jobs/4711", "USER": "ada"}
    running = Lockstep(first.lockstep.binary, first.folder, first.environment | job).start(
        "apply", "--yes", "--parallelism", "1")
    while shared.gateway.matches() < 4:
        assert running.poll() is None
    refused = second.apply(code=6)
    assert "ada" in refused["error"]["message"] and "https://ci.example.com/jobs/4711" in refused["error"]["message"]
    assert any("--lock-timeout" in hint for hint in refused["error"]["hints"])
    seen = second.lockstep.run("plan")
    assert "https://ci.example.com/jobs/4711" in seen.stderr
    waited = second.apply("--lock-timeout", "60")
    assert waited["exit_code"] == 0 and waited["summary"]["unchanged"] == 6
    assert running.wait(60) == 0


def test_a_dead_run_of_this_clone_is_resolved_by_the_next(shared, clones):
    first, _ = clones
    killed_between_writes(shared, first)
    assert INTENT in references(shared)
    first.apply()
    assert INTENT not in references(shared)
    assert [entry["outcome"] for entry in first.lockstep.json("log")["entries"]] == ["complete", "recovered"]
    assert all(shared.gateway.describe(f"/airflow/connections/{name}")["last_version"] == 1 for name in ("lake", "warehouse"))
    first.lockstep.run("verify")


def test_a_dead_run_of_another_clone_needs_unlock_with_the_right_id(shared, clones):
    first, second = clones
    killed_between_writes(shared, first)
    shutil.rmtree(first.folder)
    refused = second.apply(code=6)
    command = next(hint for hint in refused["error"]["hints"] if "unlock" in hint)
    identifier = command.split()[-1]
    assert references(shared)[INTENT].startswith(identifier)
    wrong = second.lockstep.json("unlock", "0123456789ab", code=7)
    assert identifier in wrong["error"]["message"]
    assert INTENT in references(shared)
    receipt = second.lockstep.json("unlock", identifier)
    assert {change["outcome"] for change in receipt["changes"]} == {"done", "not_tried"}
    assert len(receipt["changes"]) == 6 and receipt["unlocked"].startswith(identifier)
    assert INTENT not in references(shared)
    second.apply()
    outcomes = [entry["outcome"] for entry in second.lockstep.json("log")["entries"]]
    assert outcomes == ["complete", "recovered"]
    assert second.plan("--exit-code", code=0)["changes"] == []
    second.lockstep.run("unlock", identifier, code=7)
    second.lockstep.run("verify")


@pytest.mark.parametrize("pattern, recorded", [
    (ANNOUNCES, ["complete", "recovered", "complete"]), (RECORDS, ["complete", "complete"]),
    (TAKES_BACK, ["complete", "complete"])], ids=["announced", "recorded", "taken back"])
def test_a_run_that_died_while_the_remote_moved_a_reference(shared, clones, pattern, recorded):
    """The remote has moved it, this clone has not."""
    first, second = clones
    first.apply()
    edit(first, "us")
    push = HeldPush(shared, "post-receive", pattern)
    push.kill(first.lockstep.start("apply", "--yes"))
    push.release()
    assert (INTENT in references(shared)) == (pattern != TAKES_BACK)
    assert shared.gateway.value("/airflow/variables/region") == ("eu" if pattern == ANNOUNCES else "us")
    report = first.apply()
    assert report["summary"]["update"] == (1 if pattern == ANNOUNCES else 0)
    assert INTENT not in references(shared) and first.git("for-each-ref", "refs/lockstep") == ""
    assert outcomes(first) == recorded
    assert shared.gateway.describe("/airflow/variables/region")["last_version"] == 2
    second.git("pull", "-q", "origin", "main")
    assert second.plan("--exit-code", code=0)["changes"] == []
    second.lockstep.run("verify")


def test_the_push_of_a_dead_run_may_arrive_after_the_next_run(shared, clones):
    """A `git push` outlives the run that started it, and a remote takes its time."""
    first, second = clones
    push = HeldPush(shared, "pre-receive", ANNOUNCES)
    push.kill(first.lockstep.start("apply", "--yes"))
    assert first.apply()["summary"]["create"] == 6
    push.release()
    arrives(shared)
    assert second.apply(code=6)["error"]["code"] == "ledger-intent-exists"
    assert first.apply()["summary"]["unchanged"] == 6
    assert INTENT not in references(shared) and first.git("for-each-ref", "refs/lockstep") == ""
    assert second.apply()["summary"]["unchanged"] == 6
    assert outcomes(second) == ["complete"]
    second.lockstep.run("verify")


def test_the_pushes_of_two_dead_runs_may_arrive_in_any_order(shared, clones):
    first, second = clones
    push = HeldPush(shared, "pre-receive", ANNOUNCES, count=2)
    for number in (1, 2):
        push.kill(first.lockstep.start("apply", "--yes"), number)
    assert first.apply()["summary"]["create"] == 6
    for number in (2, 1):
        push.release(number)
        arrives(shared)
        assert first.apply()["summary"]["unchanged"] == 6
        assert INTENT not in references(shared) and first.git("for-each-ref", "refs/lockstep") == ""
    assert second.apply()["summary"]["unchanged"] == 6
    assert outcomes(second) == ["complete"]
    second.lockstep.run("verify")


@pytest.mark.parametrize("hook, pattern", [
    ("pre-receive", RECORDS), ("post-receive", RECORDS), ("post-receive", TAKES_BACK)],
    ids=["recording", "recorded", "taken back"])
def test_an_unlock_that_is_killed_is_completed_by_the_next(shared, clones, hook, pattern):
    first, second = clones
    killed_between_writes(shared, first)
    shutil.rmtree(first.folder)
    identifier = references(shared)[INTENT]
    push = HeldPush(shared, hook, pattern)
    push.kill(second.lockstep.start("unlock", identifier))
    second.lockstep.run("unlock", identifier, code=7 if pattern == TAKES_BACK else 0)
    # What the dead one wanted to record is late now.
    push.release()
    assert INTENT not in references(shared)
    second.apply()
    # That an announced change did not happen leaves no record to tell it by: it is found out, and said, once more.
    assert outcomes(second) == ["complete"] + ["recovered"] * (2 if hook == "post-receive" and pattern == RECORDS else 1)
    assert second.plan("--exit-code", code=0)["changes"] == []
    second.lockstep.run("verify")


def test_a_push_that_loses_a_race_makes_a_new_plan(shared, clones):
    """Another clone applies everything after this one planned, and before its announcement arrives."""
    first, second = clones
    edit(first, "us")
    push = HeldPush(shared, "pre-receive", ANNOUNCES)
    running = first.lockstep.start("apply", "--yes", "--format", "json")
    push.wait(running)
    assert second.apply()["summary"]["create"] == 6
    push.release()
    output, talk = running.communicate(timeout=120)
    assert running.returncode == 0 and b"another clone was faster; planning again" in talk, talk.decode()
    summary = json.loads(output)["summary"]
    assert (summary["create"], summary["update"], summary["unchanged"]) == (0, 1, 5)
    assert outcomes(first) == ["complete", "complete"] and INTENT not in references(shared)
    versions = [shared.gateway.describe(f"/airflow/variables/{name}")["last_version"] for name in ("region", "limits")]
    assert versions == [2, 1]
    first.lockstep.run("verify")


def test_the_wait_for_another_clone_ends_with_control_c(shared, clones):
    first, second = clones
    killed_between_writes(shared, first)
    waiting = second.lockstep.start("apply", "--yes", "--lock-timeout", "600")
    while b"another clone is applying" not in waiting.stderr.readline():
        assert waiting.poll() is None
    waiting.send_signal(signal.SIGINT)
    _, talk = waiting.communicate(timeout=60)
    assert waiting.returncode == 6 and b"another apply was announced and is not finished" in talk
    assert INTENT in references(shared) and second.git("for-each-ref", "refs/lockstep") == ""


def test_an_apply_that_was_unlocked_while_alive_is_recorded_all_the_same(shared, clones):
    first, second = clones
    shared.gateway.faults({"command": "create-secret", "nth": 4, "action": "delay-before", "seconds": 6})
    running = first.lockstep.start("apply", "--yes", "--parallelism", "1")
    while shared.gateway.matches() < 4:
        assert running.poll() is None
    shared.gateway.faults()
    second.lockstep.run("unlock", references(shared)[INTENT])
    output, talk = running.communicate(timeout=120)
    assert running.returncode == 0, talk.decode()
    assert second.plan("--exit-code", code=0)["changes"] == []
    outcomes = [entry["outcome"] for entry in second.lockstep.json("log")["entries"]]
    assert outcomes == ["complete", "recovered"]
    second.lockstep.run("verify")


@pytest.mark.parametrize("command", ["plan", "apply", "status"])
def test_a_remote_that_cannot_be_reached_is_named_with_gits_words(shared, clones, command):
    first, _ = clones
    first.git("remote", "set-url", "origin", str(shared.home / "nowhere\x1b[31m.git"))
    failed = first.lockstep.json(*([command, "--yes"] if command == "apply" else [command]), code=1)
    assert failed["error"]["code"] == "ledger-remote"
    assert failed["error"]["causes"][0].startswith("git ls-remote origin refs/heads/lockstep/default")
    assert any("nowhere" in cause for cause in failed["error"]["causes"])
    shown = first.lockstep.run(*([command, "--yes"] if command == "apply" else [command]), code=1)
    assert "\x1b" not in shown.stderr
    assert shared.gateway.items("/airflow") == []


def test_a_push_that_is_refused_leaves_nothing_written(shared, clones):
    first, _ = clones
    hook = shared.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'no pushes today' >&2\nexit 1\n")
    hook.chmod(0o755)
    failed = first.apply(code=1)
    assert "no pushes today" in json.dumps(failed["error"])
    assert not [item for item in shared.gateway.items("/airflow") if "/lockstep/" not in item["item_name"]]
    hook.unlink()
    first.apply()
    assert [entry["outcome"] for entry in first.lockstep.json("log")["entries"]] == ["complete"]


def test_a_ledger_that_was_local_is_shared_by_the_next_apply(shared, clones):
    first, second = clones
    local = {"LOCKSTEP_LEDGER_REMOTE": str(shared.home / "elsewhere.git")}
    shared.git("init", "-q", "--bare", str(shared.home / "elsewhere.git"))
    first.apply(environment=local)
    assert first.plan("--exit-code", code=0)["changes"] == []
    first.apply()
    assert second.plan("--exit-code", code=0)["changes"] == []


def test_ledgers_that_went_different_ways_are_not_mixed(shared, clones):
    first, _ = clones
    first.apply()
    tree = first.git("rev-parse", "lockstep/default^{tree}").strip()
    for place in (first.folder, shared.remote):
        other = first.git("-C", str(place), "commit-tree", tree, "-p", "lockstep/default", "-m", str(place)).strip()
        first.git("-C", str(place), "update-ref", "refs/heads/lockstep/default", other)
    failed = first.plan(code=4)
    assert failed["error"]["code"] == "ledger-diverged"
    assert any("git branch -f lockstep/default" in hint for hint in failed["error"]["hints"])


def test_the_ledger_can_live_in_another_repository(binary, own_gateway, tmp_path):
    project = Project(binary, tmp_path / "project", own_gateway, environment=SECRETS)
    project.git("init", "-q", "-b", "main", "../audit")
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(
        "ledger: {branch: lockstep/default}", "ledger: {branch: lockstep/default, repository: ../audit}"))
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    project.apply()
    assert "lockstep/default" not in project.git("branch", "--list")
    assert "Apply 6 changes" in project.git("-C", "../audit", "log", "--format=%s", "lockstep/default")
    assert project.plan("--exit-code", code=0)["changes"] == []
    project.lockstep.run("verify")


def test_credentials_reach_gits_helper_and_values_do_not(shared, clones, tmp_path):
    """A credential helper is a program of the user's; it sees what git sees, which is no value of a reference."""
    first, _ = clones
    seen = tmp_path / "seen"
    first.git("config", "core.sshCommand", f"sh -c 'env > {seen}; exit 1'")
    first.git("remote", "set-url", "origin", "ssh://git@ledger.example.com/audit.git")
    first.plan(code=1, environment={"GH_TOKEN": "helper-token", "LOCKSTEP_GIT_ENV": "VAULT_ADDR", "VAULT_ADDR": "x"})
    text = seen.read_text()
    assert "GH_TOKEN=helper-token" in text and "VAULT_ADDR=x" in text
    assert PASSWORD not in text and first.environment["AKEYLESS_ACCESS_KEY"] not in text


@pytest.mark.parametrize("remote", ["--upload-pack=touch x", "ext::sh -c x", "https://ada:secret@git.example.com/x"])
def test_what_git_could_take_for_more_than_a_remote_is_invalid(shared, clones, remote):
    first, _ = clones
    file = first.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace("remote: origin", f"remote: '{remote}'"))
    failed = first.plan(code=7)
    assert any(entry["code"] == "ledger-remote" for entry in failed["diagnostics"])
