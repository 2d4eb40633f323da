"""What the program says to someone who does not know it yet: mistakes, refusals and silent surprises."""

import json
import signal

import pytest

from Blackbox.tool import Lockstep, clean_environment

REGION = "/airflow/variables/region"


def test_a_mistyped_command_gets_a_suggestion_and_unknown_help_fails(declared):
    assert "did you mean `lockstep plan`?" in declared.lockstep.run("plna", code=64).stderr
    assert "did you mean `lockstep help plan`?" in declared.lockstep.run("help", "plna", code=64).stderr
    assert declared.lockstep.json("plna", code=64)["error"]["hints"][0] == "did you mean `lockstep plan`?"


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
