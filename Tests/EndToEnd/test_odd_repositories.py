"""Repositories that are not as usual: each works, or is refused with what to do about it before anything is written."""

import os
import re
import subprocess

import pytest
from Blackbox.project import Project

MORE = """\
backend: {{connections_path: /{0}/connections, variables_path: /{0}/variables, config_path: /{0}/config}}"""


@pytest.fixture
def place(binary, gateway, tmp_path, request):
    """One entry, not committed, in a corner of its own of a gateway that other tests use too."""
    corner = re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))
    project = Project(binary, tmp_path / "project", gateway, MORE.format(corner))
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace("0badc0de", corner))
    project.write("variables/all.yaml", "region: eu\n")
    project.corner = f"/{corner}"
    gateway.reset_requests()
    return project


def refused(project, *command, code=7):
    """The message of a refusal that wrote nothing to Akeyless."""
    result = project.lockstep.run(*command, code=code)
    assert project.gateway.writes() == []
    assert "hint:" in result.stderr
    return result.stderr


def region(project):
    return project.gateway.value(f"{project.corner}/variables/region")


def test_a_repository_without_a_commit(place):
    assert place.apply()["summary"]["create"] == 1
    assert region(place) == "eu"
    assert place.plan("--exit-code", code=0)["changes"] == []
    place.git("fsck", "--strict", "--no-dangling")
    assert "Lockstep-Source" not in place.git("log", "-1", "--format=%B", "lockstep/default")
    assert place.git("status", "--porcelain", "--branch").splitlines()[0] == "## No commits yet on main"


def test_a_worktree_shares_ledger_and_lock(place):
    place.commit()
    place.apply()
    place.git("worktree", "add", "-q", "../side", "-b", "side")
    side = place.folder.parent / "side"
    assert place.lockstep.json("-C", side, "plan", "--exit-code", code=0)["changes"] == []
    (side / "variables/all.yaml").write_text("region: us\n")
    place.git("-C", str(side), "commit", "-qam", "Move")
    place.lockstep.run("-C", side, "apply", "--yes")
    assert region(place) == "us"
    # The main work tree sees the same ledger, and that it is behind what was applied.
    assert "--allow-older" in place.lockstep.run("apply", "--yes", code=4).stderr
    place.git("fsck", "--strict", "--no-dangling")


def test_a_shallow_clone(place):
    place.commit()
    place.apply()
    place.write("variables/more.yaml", "more: text\n")
    place.commit()
    place.apply()
    shallow = place.folder.parent / "shallow"
    place.git("clone", "-q", "--depth", "1", f"file://{place.folder}", str(shallow))
    place.git("-C", str(shallow), "fetch", "-q", "--depth", "1", "origin", "lockstep/default:lockstep/default")
    assert place.lockstep.json("-C", shallow, "plan", "--exit-code", code=0)["changes"] == []
    (shallow / "variables/all.yaml").write_text("region: us\n")
    place.git("-C", str(shallow), "commit", "-qam", "Move")
    place.lockstep.run("-C", shallow, "apply", "--yes")
    assert region(place) == "us"
    place.git("-C", str(shallow), "fsck", "--strict", "--no-dangling")
    # Another shallow clone lacks the commit that was applied last, and says so.
    other = place.folder.parent / "other"
    place.git("clone", "-q", "--depth", "1", f"file://{place.folder}", str(other))
    place.git("-C", str(other), "fetch", "-q", "--depth", "1", f"file://{shallow}", "lockstep/default:lockstep/default")
    place.gateway.reset_requests()
    assert "does not hold the commit that was applied last" in refused(place, "-C", other, "apply", "--yes", code=4)


def test_sha256_names(place):
    subprocess.run(["rm", "-rf", place.folder / ".git"], check=True)
    place.git("init", "-q", "-b", "main", "--object-format=sha256")
    place.commit()
    for command in (("plan",), ("apply", "--yes")):
        talk = refused(place, *command)
        assert "SHA-256" in talk and "ledger.repository" in talk
    place.lockstep.run("validate")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_foreign_owner(place):
    place.commit()
    for folder, _, _ in os.walk(place.folder):
        os.chown(folder, 12345, 12345)
    for command in (("plan",), ("apply", "--yes")):
        talk = refused(place, *command)
        assert "belongs to another user" in talk
        assert f"git config --global --add safe.directory {place.folder}" in talk
    place.git("config", "--global", "--add", "safe.directory", str(place.folder))
    place.apply()
    assert region(place) == "eu"


def test_the_ledger_branch_is_checked_out(place):
    place.commit()
    place.apply()
    place.git("worktree", "add", "-q", "../ledger", "lockstep/default")
    place.write("variables/all.yaml", "region: us\n")
    place.commit()
    assert place.plan()["summary"]["update"] == 1
    place.gateway.reset_requests()
    talk = refused(place, "apply", "--yes")
    assert "checked out in" in talk and "git -C" in talk
    assert region(place) == "eu"


def test_a_branch_named_lockstep_in_the_way(place):
    place.commit()
    place.git("branch", "lockstep")
    for command in (("plan",), ("apply", "--yes")):
        talk = refused(place, *command)
        assert "git branch -m lockstep" in talk and "ledger.branch" in talk


def test_a_ledger_branch_that_is_something_else(place):
    place.commit()
    place.git("branch", "lockstep/default")
    for command in (("plan",), ("apply", "--yes"), ("log",)):
        talk = refused(place, *command)
        assert "lockstep/default: this branch exists and is not a ledger" in talk and "ledger.branch" in talk
    assert place.git("rev-parse", "lockstep/default") == place.git("rev-parse", "main")


def test_the_ledger_of_another_project(place):
    place.commit()
    place.apply()
    file = place.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(f"id: {place.corner[1:]}", "id: another"))
    place.commit()
    place.gateway.reset_requests()
    for command in (("plan",), ("apply", "--yes")):
        talk = refused(place, *command)
        assert place.corner[1:] in talk and "ledger.branch" in talk


def test_nobody_to_commit_as(place):
    place.commit()
    for name in [name for name in place.environment if name.startswith("GIT_")]:
        del place.environment[name]
    assert "git config --global user." in refused(place, "apply", "--yes")


def test_a_read_only_disk(place, binary):
    """Planning needs nothing of it; an apply stops before its first write."""
    place.commit()
    call = [str(binary)]
    if os.geteuid() == 0:
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
        call = ["unshare", "--mount", "--propagation", "private", "sh", "-c", mount, str(place.folder), str(binary)]
        if subprocess.run([*call[:-1], "true"], cwd=place.folder, capture_output=True).returncode != 0:
            pytest.skip("no namespace with a read-only disk can be made here")
    else:
        for folder, _, _ in os.walk(place.folder):
            os.chmod(folder, 0o555)

    def run(*arguments):
        return subprocess.run(
            [*call, *arguments], cwd=place.folder, env=place.environment, capture_output=True, text=True)

    try:
        assert run("plan", "--exit-code").returncode == 2
        ended = run("apply", "--yes")
        assert ended.returncode == 1
        assert f"{place.folder}/.git/lockstep" in ended.stderr and "writable" in ended.stderr
        assert "Read-only file system" in ended.stderr or "Permission denied" in ended.stderr
        assert place.gateway.writes() == []
        ended = run("plan", "--out", "plan.json")
        assert ended.returncode == 1 and "plan.json" in ended.stderr
    finally:
        for folder, _, _ in os.walk(place.folder):
            os.chmod(folder, 0o755)


# Runs an apply on a copy of the repository on a disk with few free blocks, and brings the copy back.
FULL = """\
mount -t tmpfs -o size=4m none "$2" && cp -a "$1/." "$2" && cd "$2" || exit 99
head -c $((($(df -B4096 --output=avail . | tail -n 1) - $3) * 4096)) /dev/zero >.git/filler
"$4" apply --yes
code=$?
rm .git/filler && cp -a . "$1" && exit $code
"""


@pytest.mark.parametrize("free, code", [(0, 1), (8, 3)], ids=["at once", "after the announcement"])
def test_a_full_disk(place, binary, tmp_path, free, code):
    """What cannot be announced is not written; what cannot be recorded is by the next run."""
    place.gateway.step_clock()
    place.commit()
    (tmp_path / "disk").mkdir()
    call = ["unshare", "--mount", "--propagation", "private", "sh", "-c", FULL, "sh"]
    arguments = [str(place.folder), str(tmp_path / "disk"), str(free), str(binary)]
    ended = subprocess.run([*call, *arguments], env=place.environment, capture_output=True, text=True)
    if ended.returncode == 99 or "unshare" in ended.stderr:
        pytest.skip(f"no small disk can be made here: {ended.stderr}")
    assert ended.returncode == code and "No space left on device" in ended.stdout + ended.stderr, ended
    assert (region(place) is None) == (code == 1)
    place.apply()
    assert place.gateway.describe(f"{place.corner}/variables/region")["last_version"] == 1
    assert place.plan("--exit-code", code=0)["summary"]["unchanged"] == 1
    assert place.git("for-each-ref", "refs/lockstep") == ""
    place.git("fsck", "--strict", "--no-dangling")
    place.lockstep.run("verify")
