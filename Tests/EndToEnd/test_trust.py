"""Locks, keys, signatures and ownership, through the program as a user calls it."""

import json
import os
import signal
import subprocess

import pytest

KEY = "/airflow/lockstep/0badc0de/ledger-key"
HEAD = "/airflow/lockstep/0badc0de/head-default"


def held(project, seconds, nth=4):
    """Starts an apply that the gateway holds up in the middle of its writes."""
    project.gateway.faults({"command": "create-secret", "nth": nth, "action": "delay-before", "seconds": seconds})
    process = project.lockstep.start("apply", "--yes", "--parallelism", "1")
    while project.gateway.matches() < nth:
        assert process.poll() is None, process.communicate()
    return process


def killed(project):
    process = held(project, 600)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    project.gateway.clear()


def edit(project, value):
    file = project.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace(file.read_text().splitlines()[0], f"region: {value}"))
    project.commit()


# Locks.


def test_the_second_applier_waits_as_long_as_it_was_told(declared):
    first = held(declared, 4)
    refused = declared.apply(code=6)
    assert "process " in refused["error"]["message"]
    assert any("--lock-timeout" in hint for hint in refused["error"]["hints"])
    waited = declared.apply("--lock-timeout", "60")
    assert waited["summary"]["unchanged"] == 6
    assert first.wait(60) == 0
    assert len(declared.lockstep.json("log")["entries"]) == 1


def test_the_wait_for_the_lock_ends_with_control_c(declared):
    first = held(declared, 600)
    second = declared.lockstep.start("apply", "--yes", "--lock-timeout", "600")
    while b"waiting for" not in second.stderr.readline():
        assert second.poll() is None
    second.send_signal(signal.SIGINT)
    _, talk = second.communicate(timeout=60)
    assert second.returncode == 6 and b"another apply is running" in talk
    first.kill()
    first.communicate()
    declared.gateway.clear()
    declared.apply()
    assert [entry["outcome"] for entry in declared.lockstep.json("log")["entries"]] == ["complete", "recovered"]


@pytest.mark.parametrize("call", ["auth", "get-secret-value", "list-items"])
def test_control_c_is_heard_whatever_is_waited_for(declared, call):
    """Several wait for one login, which is nobody's own; it ends with them all the same."""
    declared.gateway.faults({"command": call, "times": "always", "action": "status", "status": 429, "retry-after": "20"})
    running = declared.lockstep.start("apply", "--yes")
    while b"waiting 20 s" not in running.stderr.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, talk = running.communicate(timeout=15)
    assert running.returncode == 1 and b"interrupted; nothing was written" in talk


@pytest.mark.parametrize("command", [["plan", "--out", "plan.json"], ["status"], ["apply", "--yes"]])
def test_what_is_interrupted_while_it_reads_values_compares_nothing(applied, command):
    applied.gateway.call("update-secret-val", name="/airflow/variables/region", value="by hand")
    applied.gateway.faults({
        "command": "get-secret-value", "nth": 2, "times": "always", "action": "status", "status": 429, "retry-after": "20"})
    running = applied.lockstep.start(*command)
    while b"waiting 20 s" not in running.stderr.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    output, talk = running.communicate(timeout=15)
    assert running.returncode == 1 and output == b"" and b"interrupted; nothing was written" in talk
    assert not (applied.folder / "plan.json").exists()


@pytest.mark.parametrize("moment", [0, 4102444800])
def test_no_clock_decides_about_the_lock(declared, moment):
    """A lock is held by a process, not since a time: neither its age nor a clock that was wrong makes it weaker."""
    file = declared.folder / ".git/lockstep/default.lock"
    first = held(declared, 600)
    os.utime(file, (moment, moment))
    holder = json.loads(file.read_text())
    assert declared.apply(code=6)["error"]["code"] == "ledger-locked"
    first.kill()
    first.communicate()
    declared.gateway.clear()
    # What a dead holder left in it holds nothing, however new it looks.
    file.write_text(json.dumps(holder | {"since": "2099-12-31T23:59:59Z"}))
    os.utime(file, (moment, moment))
    assert declared.apply()["exit_code"] == 0


def test_a_lock_timeout_must_be_seconds(declared):
    declared.lockstep.run("apply", "--yes", "--lock-timeout", "soon", code=64)
    declared.lockstep.run("apply", "--yes", "--lock-timeout", "-1", code=64)


READING = (
    ["plan"], ["status"], ["log"], ["show", "lockstep/default"], ["blame", "variables/*"], ["verify"], ["verify", "--offline"],
    ["get", "variable", "region"], ["import", "--out", "../imported"], ["import", "--accept-drift"], ["auth", "check"],
    ["secret", "list", "/airflow"])


def test_reading_commands_say_that_an_apply_did_not_finish(declared):
    killed(declared)
    for command in READING:
        told = declared.lockstep.run(*command, code=None)
        assert told.stderr.count("an apply was announced and is not recorded yet") == 1, told
    assert declared.git("for-each-ref", "refs/lockstep"), "reading resolved it"
    outside = declared.lockstep.run("-C", declared.home, "secret", "list", "/", code=None, environment={
        "LOCKSTEP_GATEWAY": declared.gateway.url})
    assert "announced" not in outside.stderr


def test_unlock_resolves_what_a_dead_run_announced(declared):
    killed(declared)
    intent = declared.git("rev-parse", "refs/lockstep/default/intent").strip()
    declared.lockstep.run("unlock", "feedfacecafe", code=7)
    receipt = declared.lockstep.json("unlock", intent[:12])
    assert receipt["unlocked"] == intent and len(receipt["changes"]) == 6
    assert declared.git("for-each-ref", "refs/lockstep") == ""
    assert [entry["outcome"] for entry in declared.lockstep.json("log")["entries"]] == ["recovered"]
    declared.apply()
    assert declared.lockstep.json("unlock", intent, code=7)["error"]["code"] == "ledger-no-intent"


def test_unlock_does_not_break_into_a_run_that_lives(declared):
    first = held(declared, 4)
    intent = declared.git("rev-parse", "refs/lockstep/default/intent").strip()
    assert declared.lockstep.json("unlock", intent, code=6)["error"]["code"] == "ledger-locked"
    assert first.wait(60) == 0


# The key.


def test_a_lost_key_is_replaced_by_rekey(applied):
    assert applied.gateway.call("delete-item", name=KEY, version=-1, **{"delete-immediately": True, "delete-in-days": -1})[0] == 200
    for command in (["plan"], ["apply", "--yes"], ["status"]):
        failed = applied.lockstep.json(*command, code=1)
        assert failed["error"]["code"] == "ledger-key-missing"
        assert any("lockstep ledger rekey" in hint for hint in failed["error"]["hints"])
    applied.lockstep.run("ledger", "rekey", code=64)
    applied.gateway.reset_requests()
    done = applied.lockstep.json("ledger", "rekey", "--yes")
    assert done["items"] == 6 and done["key"] != done["key_before"]
    assert {write["name"] for write in applied.gateway.writes() if write["name"]} == {KEY, KEY + "-next", HEAD}
    message = applied.git("log", "-1", "--format=%B", "lockstep/default")
    assert "Lockstep-Outcome: rekey" in message
    assert applied.plan("--exit-code", code=0)["changes"] == []
    checked = applied.lockstep.json("verify")
    assert checked["sealed"] == 1 and checked["unsealed"] == 1 and checked["vouched_for"] == done["revision"]
    edit(applied, "us")
    applied.apply()
    assert applied.lockstep.json("verify", "--values")["values"] == {"compared": 6, "findings": []}


def test_a_key_among_what_airflow_reads_is_invalid(applied):
    file = applied.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(
        "{branch: lockstep/default}", "{branch: lockstep/default, key_path: /airflow/variables/ledger-key}"))
    for command in (["plan"], ["apply", "--yes"], ["get", "variable", "ledger-key", "--reveal"]):
        failed = applied.lockstep.run(*command, code=7)
        assert "would find the ledger key" in failed.stderr and "outside of all paths" in failed.stderr


def test_a_key_is_rotated_and_older_seals_can_still_be_checked(applied):
    before = applied.gateway.value(KEY)
    applied.lockstep.run("ledger", "rekey", "--yes")
    after = applied.gateway.value(KEY)
    assert before != after and applied.gateway.value(KEY + "-next") is None
    checked = applied.lockstep.json("verify")
    assert checked["sealed"] == 2 and checked["unsealed"] == 0
    assert applied.plan("--exit-code", code=0)["changes"] == []
    for text in (before, after):
        assert text.encode() not in applied.objects()


def test_a_new_key_does_not_hide_what_someone_else_changed(applied):
    applied.gateway.call("update-secret-val", name="/airflow/variables/region", value="changed")
    failed = applied.lockstep.json("ledger", "rekey", "--yes", code=8)
    assert failed["error"]["causes"] == ["/airflow/variables/region"]
    assert len(applied.lockstep.json("log")["entries"]) == 1


@pytest.mark.parametrize("command, nth, action", [
    ("create-secret", 1, "delay-before"), ("create-secret", 1, "delay-after"), ("update-secret-val", 1, "delay-before"),
    ("delete-item", 1, "delay-before"), ("update-secret-val", 2, "delay-before")])
def test_a_change_of_the_key_that_is_killed_is_completed(applied, command, nth, action):
    applied.gateway.faults({"command": command, "nth": nth, "action": action, "seconds": 600})
    process = applied.lockstep.start("ledger", "rekey", "--yes")
    while applied.gateway.matches() < nth:
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    applied.gateway.clear()
    assert applied.plan("--exit-code", code=0)["changes"] == []
    edit(applied, "us")
    applied.apply()
    assert applied.git("for-each-ref", "refs/lockstep") == ""
    assert applied.gateway.value(KEY + "-next") is None
    checked = applied.lockstep.json("verify", "--values")
    assert checked["error"] is None and checked["unsealed"] == 0


# The head.


@pytest.mark.parametrize("change", [{"format": 2}, {"environment": "prod"}, None])
def test_a_head_that_cannot_be_understood_is_not_taken_for_none(applied, change):
    said = json.loads(applied.gateway.value(HEAD))
    value = json.dumps(said | change) if change else "no head"
    applied.gateway.call("update-secret-val", name=HEAD, value=value)
    edit(applied, "us")
    for command in (["plan"], ["apply", "--yes"], ["verify"]):
        failed = applied.lockstep.json(*command, code=1)
        assert failed["error"]["code"] == "ledger-head-broken"
        assert failed["error"]["causes"] and failed["error"]["hints"]
    assert applied.gateway.value(HEAD) == value
    applied.gateway.call("delete-item", name=HEAD, version=-1, **{"delete-immediately": True, "delete-in-days": -1})
    applied.apply()
    assert json.loads(applied.gateway.value(HEAD))["revision"] != said["revision"]


def test_a_head_that_two_commits_of_one_run_could_not_write_is_repaired(applied):
    """A recovery and the apply after it make a commit each."""
    edit(applied, "us")
    write = {"command": "update-secret-val", "name": "/region", "action": "delay-before", "seconds": 600}
    applied.gateway.faults(write)
    process = applied.lockstep.start("apply", "--yes")
    while not applied.gateway.matches():
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    refusal = {"command": "update-secret-val", "name": "/head-", "times": "always", "action": "status", "status": 403}
    applied.gateway.faults(refusal)
    told = applied.lockstep.run("apply", "--yes").stderr
    assert told.count(f"the head item {HEAD} was not written") == 2
    before = json.loads(applied.gateway.value(HEAD))["revision"]
    assert applied.lockstep.json("log")["entries"][2]["revision"] == before
    # A run that cannot repair it writes nothing; once it can be written, everything goes on.
    edit(applied, "asia")
    assert applied.apply(code=9)["error"]
    applied.gateway.clear()
    assert applied.plan()["summary"]["update"] == 1
    assert "the next apply repairs it" in applied.lockstep.run("verify").stderr
    applied.apply()
    entries = applied.lockstep.json("log")["entries"]
    assert [entry["outcome"] for entry in entries] == ["complete", "complete", "recovered", "complete"]
    assert json.loads(applied.gateway.value(HEAD))["revision"] == entries[0]["revision"]
    assert applied.lockstep.json("verify")["sealed"] == 4


# What verify sees.


def test_verify_compares_values_on_request(applied):
    applied.gateway.call("update-secret-val", name="/airflow/variables/region", value="changed")
    applied.gateway.call(
        "delete-item", name="/airflow/variables/partner", version=-1, **{"delete-immediately": True, "delete-in-days": -1})
    assert applied.lockstep.json("verify")["error"] is None
    found = applied.lockstep.json("verify", "--values", code=8)["values"]["findings"]
    assert [(one["path"], one["code"]) for one in found] == [
        ("/airflow/variables/partner", "absent"), ("/airflow/variables/region", "differs")]


def forge(project):
    """A record changed by someone who knows its structure: a commit with the message and the parent of the newest one."""
    project.git("worktree", "add", "-q", "--detach", "../forged", "lockstep/default")
    file = project.folder.parent / "forged/airflow/variables/region.json"
    file.write_text(file.read_text().replace('"line": 1', '"line": 9'))
    project.git("-C", "../forged", "commit", "-q", "-a", "--amend", "--no-edit")
    project.git("update-ref", "refs/heads/lockstep/default", project.git("-C", "../forged", "rev-parse", "HEAD").strip())


def test_verify_does_not_call_good_what_it_could_not_check(applied):
    forge(applied)

    def unchecked(code, failure):
        report = applied.lockstep.json("verify", code=code)
        assert report["structure_only"] and report["reason"] and report["exit_code"] == code
        assert report["error"]["code"] == failure
        assert any("--offline" in hint for hint in report["error"]["hints"])
        told = applied.lockstep.run("verify", code=code)
        assert "good" not in told.stdout and "structure only" in told.stdout and "NOT checked" in told.stdout

    for command, status, code, failure in (
            ("auth", 401, 9, "akeyless-login-failed"), ("get-secret-value", 403, 9, "ledger-key-denied"),
            ("get-secret-value", 400, 1, "akeyless-invalid-request")):
        applied.gateway.faults({"command": command, "times": "always", "action": "status", "status": status})
        unchecked(code, failure)
    asked_for = applied.lockstep.run("verify", "--offline")
    assert "good" not in asked_for.stdout and "structure only" in asked_for.stdout
    applied.gateway.clear()
    assert applied.lockstep.json("verify", code=1)["problem"]["code"] == "seal"
    for path in (KEY, HEAD):
        applied.gateway.call("delete-item", name=path, version=-1, **{"delete-immediately": True, "delete-in-days": -1})
    unchecked(1, "ledger-key-missing")


def test_verify_notices_a_dropped_tail(applied):
    edit(applied, "us")
    applied.apply()
    applied.git("update-ref", "refs/heads/lockstep/default", "lockstep/default~1")
    found = applied.lockstep.json("verify", code=1)
    assert found["problem"]["code"] == "head" and found["error"]["code"] == "ledger-head"


def test_verify_notices_a_commit_under_a_key_of_its_own(applied):
    """Someone with the branch but not the key appends a change of the key, sealed with another one."""
    root = json.loads(applied.git("show", "lockstep/default:.lockstep-ledger.json"))
    records = applied.git("ls-tree", "-r", "--name-only", "lockstep/default").split()
    applied.git("worktree", "add", "-q", "--detach", "../forged", "lockstep/default")
    for name in records:
        file = applied.folder.parent / "forged" / name
        file.write_text(file.read_text().replace(root["key_id"], "0123456789abcdef"))
    message = "Give the ledger of default a new key\n\n" + "".join(
        f"{name}: {value}\n" for name, value in (
            ("Lockstep-Environment", "default"), ("Lockstep-Outcome", "rekey"), ("Lockstep-Version", "0.1.0"),
            ("Lockstep-Seal", "ab" * 32)))
    applied.git("-C", "../forged", "commit", "-q", "-a", "-m", message)
    forged = applied.git("-C", "../forged", "rev-parse", "HEAD").strip()
    applied.git("update-ref", "refs/heads/lockstep/default", forged)
    found = applied.lockstep.json("verify", code=1)
    assert found["problem"]["code"] == "key" and found["problem"]["revision"] == forged


@pytest.mark.parametrize("message", ["copied", "Apply 0 changes to default"])
def test_nothing_is_built_upon_a_commit_by_hand(applied, message):
    """The head item lags by one commit, as after an interrupted run; but no run of ours made that commit."""
    edit(applied, "us")
    sealed = applied.git("log", "-1", "--format=%B", "lockstep/default")
    tip = applied.git("rev-parse", "lockstep/default").strip()
    applied.git("worktree", "add", "-q", "--detach", "../forged", "lockstep/default")
    applied.git("-C", "../forged", "rm", "-q", "airflow/variables/region.json")
    applied.git("-C", "../forged", "commit", "-q", "-m", sealed if message == "copied" else message)
    forged = applied.git("-C", "../forged", "rev-parse", "HEAD").strip()
    applied.git("update-ref", "refs/heads/lockstep/default", forged)
    for command in (["plan"], ["apply", "--yes"]):
        error = applied.lockstep.json(*command, code=1)["error"]
        assert error["code"] in ("ledger-altered", "ledger-damaged") and forged[:12] in str(error)
    applied.git("update-ref", "refs/heads/lockstep/default", tip)
    assert applied.apply()["summary"]["update"] == 1


# Signatures.


def ssh_key(project, name="signer"):
    file = project.home / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    return file


def sign_with_ssh(project, key):
    signers = project.home / "signers"
    signers.write_text("test@example.com " + key.with_suffix(".pub").read_text())
    for name, value in (
            ("gpg.format", "ssh"), ("user.signingKey", key), ("gpg.ssh.allowedSignersFile", signers)):
        project.git("config", name, str(value))


def test_commits_are_signed_as_git_is_set_up(declared):
    sign_with_ssh(declared, ssh_key(declared))
    declared.git("config", "commit.gpgSign", "true")
    declared.apply()
    declared.git("verify-commit", "lockstep/default")
    assert "Good \"git\" signature" in declared.git("log", "--show-signature", "-1", "lockstep/default")
    declared.git("fsck", "--strict", "--no-dangling")
    assert declared.lockstep.json("verify", "--signatures")["signed"] == 1
    # A signer that the file does not name is no signer.
    (declared.home / "signers").write_text("test@example.com " + ssh_key(declared, "other").with_suffix(".pub").read_text())
    found = declared.lockstep.json("verify", "--signatures", code=1)
    assert found["problem"]["code"] == "signature"
    assert found["problem"]["revision"] == declared.git("rev-parse", "lockstep/default").strip()


def test_a_key_that_only_the_agent_holds_signs(declared, tmp_path):
    file = ssh_key(declared)
    sign_with_ssh(declared, file)
    declared.git("config", "commit.gpgSign", "true")
    declared.environment["SSH_AUTH_SOCK"] = str(tmp_path / "agent")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", tmp_path / "agent"], stdout=subprocess.PIPE, text=True)
    try:
        assert agent.stdout.readline(), "the agent says where it listens once it does"
        subprocess.run(["ssh-add", "-q", file], env=declared.environment, check=True)
        file.unlink()
        public = file.with_suffix(".pub").read_text().strip()
        forms = [("user.signingKey", public), ("user.signingKey", f"key::{public}"),
                 ("user.signingKey", str(file.with_suffix(".pub"))), ("gpg.ssh.defaultKeyCommand", "ssh-add -L")]
        for number, (name, value) in enumerate(forms):
            declared.git("config", "--unset-all", "user.signingKey")
            declared.git("config", name, value)
            edit(declared, f"us-{number}")
            declared.apply()
            declared.git("verify-commit", "lockstep/default")
            declared.git("config", "user.signingKey", public)
        assert declared.lockstep.json("verify", "--signatures")["signed"] == len(forms)
        edit(declared, "not signed any more")
        declared.git("config", "--unset-all", "user.signingKey")
        subprocess.run(["ssh-add", "-q", "-D"], env=declared.environment, check=True, stderr=subprocess.DEVNULL)
        failed = declared.apply(code=1)
        assert "ssh-add" in failed["error"]["message"]
    finally:
        agent.kill()
        agent.wait()


def test_a_revision_without_a_signature_is_found(applied):
    sign_with_ssh(applied, ssh_key(applied))
    first = applied.git("rev-parse", "lockstep/default").strip()
    applied.environment["LOCKSTEP_LEDGER_SIGN"] = "required"
    edit(applied, "us")
    applied.apply()
    applied.git("verify-commit", "lockstep/default")
    found = applied.lockstep.json("verify", "--signatures", code=1)
    assert found["problem"] == {"revision": first, "code": "signature", "message": "it is not signed"}


def test_commits_are_signed_with_openpgp(declared):
    home = declared.home / "gnupg"
    home.mkdir(mode=0o700)
    declared.environment["GNUPGHOME"] = str(home)
    try:
        subprocess.run(
            ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", "Test <test@example.com>", "ed25519", "sign"],
            env=declared.environment, check=True, capture_output=True)
        file = declared.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace("ledger: {branch:", "ledger: {sign: required, branch:"))
        declared.commit()
        declared.apply()
        declared.git("verify-commit", "lockstep/default")
        declared.git("fsck", "--strict", "--no-dangling")
        assert declared.lockstep.json("verify", "--signatures")["signed"] == 1
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env=declared.environment, check=False)


def test_a_signature_that_cannot_be_made_stops_the_apply_before_its_first_write(declared):
    declared.git("config", "commit.gpgSign", "true")
    declared.git("config", "gpg.format", "ssh")
    declared.git("config", "user.signingKey", "/nowhere/key")
    failed = declared.apply(code=1)
    assert "ssh-keygen" in failed["error"]["message"]
    assert not [item for item in declared.gateway.items("/airflow") if "/lockstep/" not in item["item_name"]]
    assert declared.git("for-each-ref", "refs/lockstep", "refs/heads/lockstep") == ""


# Ownership.


def test_items_carry_the_tag_of_their_project_and_keep_other_tags(applied):
    path = "/airflow/variables/region"
    assert applied.gateway.describe(path)["item_tags"] == ["lockstep:0badc0de"]
    applied.gateway.call("update-item", name=path, **{"add-tag": ["team:data", "Lockstep:0BADC0DE"]})
    edit(applied, "us")
    applied.apply()
    assert applied.gateway.value(path) == "us"
    assert set(applied.gateway.describe(path)["item_tags"]) == {"lockstep:0badc0de", "team:data", "Lockstep:0BADC0DE"}


def test_what_another_project_claims_is_neither_updated_nor_deleted(applied):
    kept, removed = "/airflow/variables/region", "/airflow/variables/partner"
    for path in (kept, removed):
        applied.gateway.call("update-item", name=path, **{"add-tag": ["lockstep:feedface"]})
    file = applied.folder / "variables/all.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("partner")]
    file.write_text("\n".join(lines).replace("region: eu", "region: us") + "\n")
    applied.commit()
    applied.gateway.reset_requests()
    for extra in ([], ["--overwrite-drift", "--force"], ["--skip-conflicts"]):
        report = applied.apply("--prune", *extra, code=8 if "--skip-conflicts" in extra else 1)
        blocked = {change["path"]: change for change in report["changes"] if change["action"] == "error"}
        assert set(blocked) == {kept, removed}
        assert "lockstep:feedface" in blocked[kept]["reason"]
    assert applied.gateway.value(kept) == "eu" and applied.gateway.value(removed) == "partner-9c2e"
    assert not [write for write in applied.gateway.writes() if write["name"] in (kept, removed)]


def test_an_item_that_another_project_made_is_not_taken_over(declared):
    path = "/airflow/variables/region"
    declared.gateway.call("create-secret", name=path, value="eu", tags=["lockstep:feedface"])
    for extra in ([], ["--overwrite-unmanaged"]):
        report = declared.apply(*extra, code=1)
        assert [change["path"] for change in report["changes"] if change["action"] == "error"] == [path]
    assert declared.gateway.describe(path)["item_tags"] == ["lockstep:feedface"]
