"""What the program says to someone who does not know it yet: mistakes, refusals and silent surprises."""

import array
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import termios
import time

import pytest

from Blackbox.tool import Lockstep, clean_environment

REGION = "/airflow/variables/region"


def test_a_mistyped_command_gets_a_suggestion_and_unknown_help_fails(declared):
    assert "did you mean `lockstep plan`?" in declared.lockstep.run("plna", code=64).stderr
    assert "did you mean `lockstep help plan`?" in declared.lockstep.run("help", "plna", code=64).stderr
    assert declared.lockstep.json("plna", code=64)["error"]["hints"][0] == "did you mean `lockstep plan`?"


def test_the_rights_on_a_key_whose_path_is_not_known_are_said_to_be_missing(declared):
    shutil.rmtree(declared.folder / ".git")
    answer = declared.lockstep.run("auth", "check", "--format", "json")
    assert sorted(answer.json()["permissions"]) == ["/airflow/config", "/airflow/connections", "/airflow/variables"]
    assert "note: the path of the ledger's key is not known: " in answer.stderr


def soon(is_so):
    """Whether something comes true in a minute."""
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def test_a_result_that_nobody_reads_is_waited_for_idly_and_can_be_left(binary, declared):
    """Also where another process made the pipe non-blocking."""
    def held():
        count = array.array("i", [0])
        fcntl.ioctl(reader, termios.FIONREAD, count)
        return count[0]

    def sleeps():
        threads = pathlib.Path(f"/proc/{process.pid}/task").glob("*/stat")
        try:
            return all(thread.read_text().rsplit(") ", 1)[1].startswith("S") for thread in threads)
        except OSError:  # One of them has just ended.
            return False

    reader, writer = os.pipe()
    capacity = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    process = subprocess.Popen(
        [str(binary), "config", "--format", "json"], cwd=declared.folder, env=declared.environment, stdout=writer,
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert soon(lambda: held() == capacity) and soon(sleeps)
    # What runs in the background of a script ignores SIGINT from the start, and so does what it starts.
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == -signal.SIGTERM
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("command", [("config",), ("verify",), ("secret", "list"), ("get", "variable", "region")])
def test_a_form_that_a_command_does_not_have_is_never_replaced_in_silence(applied, command):
    shown = applied.lockstep.run(*command, "--format", "markdown")
    assert f"note: `lockstep {' '.join(command[:2] if command[0] == 'secret' else command[:1])}` has no markdown form" in shown.stderr
    assert "its forms are text, json" in shown.stderr and "note:" not in applied.lockstep.run(*command).stderr
    assert "has no sarif form" in applied.lockstep.run(*command, "--format", "sarif", code=64).stderr
    assert "has no sarif form" in applied.lockstep.run("plan", "--report", "sarif=x", code=64).stderr


def test_a_validation_does_not_take_the_place_of_the_plan_in_a_pull_request(declared):
    assert declared.lockstep.run("validate", "--format", "markdown").stdout.startswith("<!-- lockstep:validate:default -->")


def test_a_plan_file_that_was_applied_already_is_called_that(declared):
    declared.lockstep.run("plan", "--out", "plan.json")
    declared.lockstep.run("apply", "--yes", "plan.json")
    error = declared.lockstep.json("apply", "--yes", "plan.json", code=4)["error"]
    revision = declared.git("rev-parse", "lockstep/default")[:12]
    assert error["code"] == "plan-applied" and revision in error["causes"][0]
    assert f"lockstep show {revision}" in error["hints"]


def test_who_goes_back_is_led_to_the_preview_of_that(applied):
    applied.gateway.call("delete-item", **{"item-name": REGION, "name": REGION})
    first = applied.git("rev-parse", "lockstep/default").strip()
    error = applied.lockstep.json("rollback", first, "--yes", "--overwrite-drift", code=1)["error"]
    assert f"lockstep rollback {first} --dry-run" in " ".join(error["hints"])


def test_single_writes_to_managed_items_are_pointed_out(applied):
    note = f"note: {REGION} is managed by Lockstep (the ledger of default records it)"
    assert note in applied.lockstep.run("secret", "update", REGION, stdin=b"us").stderr
    assert note in applied.lockstep.run("secret", "delete", REGION, "--yes").stderr
    elsewhere = Lockstep(applied.lockstep.binary, applied.home, applied.environment)
    tagged = elsewhere.run(
        "secret", "update", "/airflow/variables/partner", "--gateway", applied.gateway.url, stdin=b"x").stderr
    assert "it carries the tag lockstep:0badc0de" in tagged
    assert "managed" not in applied.lockstep.run("secret", "create", "/free", stdin=b"x").stderr
    assert "managed" not in applied.lockstep.run("secret", "update", "/free", stdin=b"y").stderr


def test_a_damaged_key_is_replaced_by_the_command_that_the_hint_names(applied):
    names = [item["item_name"] for item in applied.gateway.items("/airflow/lockstep")]
    [key] = [name for name in names if name.endswith("/ledger-key")]
    applied.gateway.call("update-secret-val", name=key, value="rubbish")
    error = applied.plan(code=1)["error"]
    assert error["code"] == "ledger-key-broken" and any("lockstep ledger rekey" in hint for hint in error["hints"])
    told = applied.lockstep.run("verify", code=1)
    assert told.stdout.startswith("NOT checked: seals, head item and values: the item") and "not a ledger key" in told.stdout
    applied.lockstep.run("ledger", "rekey", "--yes")
    assert applied.plan("--exit-code")["summary"]["unchanged"] == 6


def test_verify_says_first_what_it_did_not_check(applied):
    applied.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    shown = applied.lockstep.run("verify", code=9).stdout.splitlines()
    assert shown[0].startswith("NOT checked: seals, head item and values: the key could not be read")
    assert shown[1].startswith("hint: ") and shown[-1] == "structure only: 1 revision, no seal checked"
    report = applied.lockstep.json("verify", code=9)
    assert report["structure_only"] and report["hints"]
    assert report["checked"] == ["structure"] and {"seals", "head", "values"} <= set(report["not_checked"])


def test_an_apply_says_why_it_waits(declared):
    shown = declared.lockstep.run("apply", "--yes")
    assert "waiting" not in shown.stderr or "dates in Akeyless have whole seconds" in shown.stderr
    assert "password   set" in shown.stderr + declared.lockstep.run("plan", "-v").stdout or "created" in shown.stdout


def test_what_repeats_itself_is_cut_short_beside_the_error_and_the_plan(declared):
    lines = "".join(f"kafka{number}: {{conn_type: kafka, extra: {{a: b}}}}\n" for number in range(9))
    declared.write("connections/kafka.yaml", lines)
    declared.write("variables/wrong.yaml", "wrong: null\n")
    told = declared.lockstep.run("plan", code=7).stderr
    assert told.count("[missing-field]") == 4 and "and 6 more of this kind" in told and "[null-value]" in told
    (declared.folder / "variables/wrong.yaml").unlink()
    assert declared.lockstep.run("plan").stdout.count("[missing-field]") == 4
    assert declared.lockstep.run("plan", "--format", "markdown").stdout.count("[missing-field]") == 4
    assert declared.lockstep.run("plan", "-v").stdout.count("[missing-field]") == 9
    assert declared.lockstep.run("validate").stdout.count("[missing-field]") == 9
    assert len([entry for entry in declared.plan()["diagnostics"] if entry["code"] == "missing-field"]) == 9


@pytest.mark.parametrize("option", ["--output=none/x", "--report=json=none/x", "--output=variables"])
def test_a_place_for_the_result_that_is_not_there_is_told_before_anything_is_written(declared, option):
    told = declared.lockstep.run("apply", "--yes", option, code=1)
    assert told.stderr.startswith("error: cannot write ") and "hint: " in told.stderr and told.stderr.count("error:") == 1
    assert declared.gateway.writes() == []
    error = declared.lockstep.json("apply", "--yes", option, code=1)["error"]
    assert error["code"] == "not-writable" and error["hints"]


def test_a_ledger_that_was_fetched_and_not_taken_over_is_told(applied, tmp_path):
    fetched = ["-c", "user.name=a", "clone", "-q", str(applied.folder), str(tmp_path / "clone")]
    applied.git(*fetched)
    clone = Lockstep(applied.lockstep.binary, tmp_path / "clone", applied.environment)
    told = clone.run("log")
    assert told.stdout == "no applied revision in this clone\n"
    hint = "git fetch origin lockstep/default:lockstep/default"
    assert "this clone has no branch lockstep/default, only origin/lockstep/default" in told.stderr and hint in told.stderr
    subprocess.run(hint.split(), cwd=clone.folder, env=clone.environment, check=True, capture_output=True)
    assert clone.run("log").stderr == "" and clone.run("blame", "variables/region").stderr == ""
    applied.write("variables/more.yaml", "more: x\n")
    applied.commit()
    applied.apply()
    subprocess.run(["git", "fetch", "-q"], cwd=clone.folder, env=clone.environment, check=True)
    for command in (["log"], ["blame", "variables/region"], ["show", "lockstep/default"]):
        assert "has newer revisions" in clone.run(*command).stderr
    assert applied.lockstep.run("log").stderr == ""


def test_folders_and_files_with_nearly_the_right_name_are_told(declared):
    for path in ("conections/a.yaml", "Variables/a.yaml", "variables.yaml", "tests/a.yaml", "config.json/x", "env/a.yaml"):
        declared.write(path, "a: b\n")
    told = {
        entry["file"] for entry in declared.lockstep.json("validate")["diagnostics"] if entry["code"] == "ignored-file"}
    assert told == {"conections", "Variables", "variables.yaml"}


def test_documents_name_their_exit_code_and_hints(applied):
    for command in (["log"], ["config"], ["show", "lockstep/default"], ["blame", "variables/region"], ["version"]):
        assert applied.lockstep.json(*command)["exit_code"] == 0
    assert applied.lockstep.json("get", "variable", "region")["exit_code"] == 0
    assert applied.lockstep.json("get", "variable", "none", code=1)["exit_code"] == 1
    applied.write("variables/more.yaml", "more: null\n")
    [problem] = applied.plan(code=7)["diagnostics"]
    assert "\"null\"" in problem["hint"]


def test_refusals_have_their_hints_in_json_too(applied):
    (applied.folder / "variables/all.yaml").write_text("region: eu\n")
    applied.commit()
    applied.gateway.call("update-secret-val", name=REGION, value="by hand")
    applied.write("variables/all.yaml", "region: us\n")
    applied.commit()
    error = applied.apply(code=8)["error"]
    assert error["hints"] and "--skip-conflicts" in " ".join(error["hints"])


def test_a_dirty_tree_under_ci_names_its_files(declared):
    declared.write("plan.md", "x\n")
    told = declared.lockstep.run("apply", "--yes", "--local-ledger", environment={"CI": "true"}, code=4).stderr
    assert "in 1 file" in told and "?? plan.md" in told


def test_single_messages_say_what_next(declared):
    assert "-n takes a number from 1 on" in declared.lockstep.run("log", "-n", "0", code=64).stderr
    assert "--allow-remote" in declared.lockstep.run("gateway", "run", "--host", "0.0.0.0", code=7).stderr
    port = declared.gateway.url.rsplit(":", 1)[1].split("/")[0]
    assert "--port 0" in declared.lockstep.run("gateway", "run", "--port", port, "--data", "../x.sqlite", code=1).stderr
    assert "`nothing/*` matches" in declared.lockstep.run("plan", "--select", "nothing/*").stdout
    for option in ("--select", "--exclude"):
        assert "not an empty text" in declared.lockstep.run("apply", "--yes", option, "", code=64).stderr
    (declared.folder / "variables/large.yaml").write_text("a: " + "x" * (17 << 20))
    told = declared.lockstep.run("validate", code=7).stdout
    assert "larger than 16 MiB" in told and "split it into several files" in told


@pytest.fixture
def embedded(binary, tmp_path):
    """A project over a gateway inside of the program, and a process that has its file."""
    lockstep = Lockstep(binary, tmp_path / "p", clean_environment(tmp_path))
    Lockstep(binary, tmp_path, lockstep.environment).run("init", "p")
    lockstep.run("plan", "--offline-values")
    return lockstep


def test_commands_over_an_embedded_gateway_wait_for_each_other(embedded):
    holder = embedded.start("gateway", "run", "--port", "0")
    for line in holder.stderr:
        if b"listening" in line:
            break
    try:
        refused = embedded.run("plan", "--offline-values", code=6).stderr
        assert "--lock-timeout" in refused and "lockstep gateway run --data" in refused
        embedded.environment["EXAMPLE_POSTGRES_PASSWORD"] = "x"
        interrupted, waiting = (embedded.start("apply", "--yes", "--lock-timeout", "60") for _ in range(2))
        for process in (interrupted, waiting):
            assert b"waiting for another command" in process.stderr.readline()
        interrupted.send_signal(signal.SIGINT)
        _, talk = interrupted.communicate(timeout=20)
        assert interrupted.returncode == 6 and b"--lock-timeout" in talk
    finally:
        holder.terminate()
        holder.communicate(timeout=20)
    waiting.communicate(timeout=60)
    assert waiting.returncode == 0


@pytest.mark.parametrize("before, after", [
    ("*.pyc", "*.pyc\n.lockstep/\n.env\n"), (".env\n.lockstep/\n", ".env\n.lockstep/\n"), ("", ".lockstep/\n.env\n")])
def test_a_project_starts_in_a_repository_that_ignores_something_already(binary, tmp_path, before, after):
    """What the embedded gateway keeps must not be committed, or the first plan would refuse it."""
    lockstep = Lockstep(binary, tmp_path, clean_environment(tmp_path))
    file = tmp_path / "p/.gitignore"
    file.parent.mkdir()
    file.write_text(before)
    report = lockstep.json("init", "p")
    assert file.read_text() == after
    assert (".gitignore" in report["extended"]) == (before != after) and ".gitignore" not in report["written"]
    Lockstep(binary, tmp_path / "p", lockstep.environment).run("plan", "--offline-values")
