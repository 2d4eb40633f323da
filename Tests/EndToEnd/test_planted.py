"""What a commit, or a clone of somebody else, may bring along to be taken for something of ours."""

import re
import shutil

import pytest

from .test_trust import killed

LEDGER = "ledger: {branch: lockstep/default}"
HOST = "gateway.attacker.invalid"


@pytest.fixture
def planted(declared):
    """A project, and a bare repository with a ledger of it whose last apply went to another gateway."""
    declared.apply()
    folder = declared.home / "planted.git"
    declared.git("clone", "-q", "--bare", ".", str(folder))
    message = declared.git("log", "-1", "--format=%B", "lockstep/default").strip()
    message = re.sub("Lockstep-Gateway: .*", f"Lockstep-Gateway: https://{HOST}", message)
    commit = declared.git("--git-dir", str(folder), "commit-tree", "lockstep/default^{tree}", "-m", message).strip()
    for branch in ("lockstep/default", "other/ledger"):
        declared.git("--git-dir", str(folder), "update-ref", f"refs/heads/{branch}", commit)
    declared.git("fetch", "-q", str(folder), "other/ledger:other/ledger")
    declared.git("remote", "add", "known", str(folder))
    return declared


@pytest.mark.parametrize("setting, is_trusted", [
    ("{repository: ../planted.git}", False), ("{branch: other/ledger}", False), ("{remote: ../planted.git}", False),
    ("{remote: known}", True)])
def test_a_ledger_where_a_commit_put_it_vouches_for_no_gateway(planted, setting, is_trusted):
    planted.git("update-ref", "-d", "refs/heads/lockstep/default")
    file = planted.folder / "lockstep.yaml"
    text = file.read_text()
    assert LEDGER in text
    file.write_text(text.replace(planted.gateway.url, f"https://{HOST}").replace(LEDGER, f"ledger: {setting}"))
    report = planted.plan(code=1 if is_trusted else 9)
    assert report["error"]["code"] == ("akeyless-unreachable" if is_trusted else "untrusted-gateway")
    assert HOST in report["error"]["message"]
    assert is_trusted or "where the ledger is" in str(report["error"]["causes"])


def test_a_repository_that_came_with_a_commit_is_not_used(declared):
    """Its configuration names programs, which git would run."""
    declared.git("clone", "-q", "--bare", ".", "brought.git")
    ran = declared.home / "ran"
    declared.git("--git-dir", "brought.git", "config", "core.sshCommand", f"touch {ran};")
    declared.git("--git-dir", "brought.git", "remote", "add", "far", "ssh://host.invalid/x")
    file = declared.folder / "lockstep.yaml"
    text = file.read_text()
    file.write_text(text.replace(LEDGER, "ledger: {repository: brought.git, remote: far}"))
    for command in (["plan"], ["apply", "--yes"], ["log"], ["verify"], ["status"]):
        told = declared.lockstep.run(*command, code=7).stderr
        assert "brought.git" in told and "may have come with a commit" in told
    inner = declared.folder / "brought.git/inner"
    inner.mkdir()
    (inner / "lockstep.yaml").write_text(text)
    assert "may have come with a commit" in declared.lockstep.run("-C", str(inner), "plan", code=7).stderr
    assert not ran.exists()


@pytest.mark.parametrize("remote", [
    "evil.git", "./evil", "file://{folder}/evil.git", "file://localhost{folder}/evil.git", "file://{folder}/%65vil.git"])
def test_a_remote_that_came_with_a_commit_is_not_pushed_to(declared, remote):
    declared.git("init", "-q", "--bare", "evil.git")
    ran = declared.home / "ran"
    hook = declared.folder / "evil.git/hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    file = declared.folder / "lockstep.yaml"
    remote = remote.format(folder=declared.folder)
    file.write_text(file.read_text().replace(LEDGER, f"ledger: {{branch: lockstep/default, remote: '{remote}'}}"))
    inner = declared.folder / "inner"
    shutil.copytree(declared.folder / "variables", inner / "variables")
    shutil.copy(file, inner)
    for command in (["plan"], ["apply", "--yes"]):
        for folder in (declared.folder, inner):
            told = declared.lockstep.run("-C", str(folder), *command, code=None)
            # From a folder inside, `./evil` and the like lead nowhere but for git, which goes to the top first.
            assert told.code == 7 and "may have come with a commit" in told.stderr
    assert not ran.exists() and declared.gateway.writes() == []


def test_git_works_in_the_projects_repository_whatever_the_environment_says(declared):
    """A hook of Git, for one, runs with such variables."""
    other = declared.home / "other"
    declared.git("init", "-q", str(other))
    declared.git("-C", str(other), "commit", "-q", "--allow-empty", "-m", "other")
    bound = {"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other), "GIT_INDEX_FILE": str(other / ".git/index")}
    declared.write("variables/dirty.yaml", "dirty: yes please\n")
    declared.lockstep.run("apply", "--yes", "--local-ledger", environment=bound | {"CI": "true"}, code=4)
    declared.commit()
    declared.lockstep.run("apply", "--yes", "--local-ledger", environment=bound | {"CI": "true"})
    assert declared.git("rev-parse", "HEAD").strip() in declared.git("log", "-1", "--format=%B", "lockstep/default")


def test_what_another_run_announced_cannot_steer_the_terminal(declared):
    declared.environment["USER"] = "x\x1b]0;title\x07"
    killed(declared)
    for command in (["plan"], ["status"]):
        told = declared.lockstep.run(*command).stderr
        assert "\\u{1B}]0;title\\u{7}" in told and "\x1b" not in told and "\x07" not in told
