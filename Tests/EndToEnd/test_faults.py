"""A service that throttles, loses answers, lies about its list, or goes away in the middle."""

import pytest

from .conftest import COUNT

ITEMS = ("connections/warehouse", "connections/lake", "variables/region", "variables/limits", "variables/partner",
         "config/core.fernet_key")


def versions(project):
    return {item: project.gateway.describe(f"/airflow/{item}")["last_version"] for item in ITEMS}


@pytest.mark.parametrize("action", ["drop-after", "truncate", "garbage"])
def test_a_lost_answer_of_a_create_makes_no_second_version(declared, action):
    declared.gateway.faults({"command": "create-secret", "nth": 2, "times": 3, "action": action})
    declared.apply(code=None)
    declared.gateway.clear()
    declared.apply()
    assert set(versions(declared).values()) == {1}
    assert declared.plan("--exit-code", code=0)["summary"]["unchanged"] == COUNT


@pytest.mark.parametrize("action", [
    {"action": "drop-after"}, {"action": "drop-before"}, {"action": "status", "status": 502},
    {"action": "status", "status": 504, "processed": True}])
def test_a_lost_answer_of_an_update_makes_no_second_version(applied, action):
    before = versions(applied)
    applied.environment["PARTNER_TOKEN"] = "partner-second"
    applied.gateway.faults({"command": "update-secret-val", "name": "partner"} | action)
    applied.apply(code=None)
    applied.gateway.clear()
    applied.apply()
    assert versions(applied) == before | {"variables/partner": before["variables/partner"] + 1}
    assert applied.gateway.value("/airflow/variables/partner") == "partner-second"


@pytest.mark.parametrize("action", ["drop-before", "drop-after", "truncate"])
@pytest.mark.parametrize("command, keeps_trash", [("update-item", False), ("delete-item", False), ("update-item", True)])
def test_a_lost_answer_of_a_description_a_delete_or_a_move_is_found_out(applied, command, keeps_trash, action):
    if keeps_trash:
        file = applied.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace("ledger: {", "ledger: {trash_path: /trash, "))
    description = command == "update-item" and not keeps_trash
    applied.write("variables/all.yaml", """\
        region: eu
        limits:
          value: {rows: 10}
          description: Other words
        partner: ref+env://PARTNER_TOKEN
        """ if description else "region: eu\npartner: ref+env://PARTNER_TOKEN\n")
    applied.commit()
    applied.gateway.reset_requests()
    applied.gateway.faults({"command": command, "name": "limits", "action": action})
    report = applied.apply("--prune")
    assert [(change["key"], change["outcome"]) for change in report["changes"]] == [("limits", "done")]
    landed = [write for write in applied.gateway.writes() if write["command"] == command and write["status"] == 200]
    assert len(landed) == 1
    assert applied.plan("--prune", "--exit-code", code=0)["changes"] == []
    assert len(applied.lockstep.json("log")["entries"]) == 2


def test_a_throttling_that_does_not_end_is_told_and_nothing_is_written(applied):
    applied.gateway.faults(
        {"command": "list-items", "times": "always", "action": "status", "status": 429, "retry-after": "86400"})
    report = applied.apply("--prune", code=1)
    assert "429" in str(report["error"]) or "throttl" in str(report["error"]).lower()
    assert applied.gateway.writes() == [] and applied.git("for-each-ref", "refs/lockstep") == ""


def test_throttling_is_waited_out(declared):
    declared.gateway.faults({"command": "*", "nth": 3, "times": 4, "action": "status", "status": 429, "retry-after": "1"})
    declared.apply()
    assert set(versions(declared).values()) == {1}


@pytest.mark.parametrize("status", [500, 502, 503])
def test_reads_are_repeated_after_server_errors(applied, status):
    applied.gateway.faults({"command": "list-items", "times": 2, "action": "status", "status": status})
    applied.plan("--exit-code", code=0)


@pytest.mark.parametrize("rule", [
    {"action": "garbage", "times": "always"},
    {"action": "garbage", "times": "always", "body": "{}", "content-type": "application/json"},
    {"action": "garbage", "times": "always", "body": '{"items": null, "folders": null}', "content-type": "application/json"},
    {"action": "truncate", "times": "always"},
    {"action": "status", "status": 403, "times": "always"},
    {"action": "status", "status": 403, "times": "always", "name": "/airflow/variables"},
])
def test_a_listing_that_fails_or_lies_never_becomes_deletes(applied, rule):
    applied.gateway.faults({"command": "list-items"} | rule)
    report = applied.apply("--prune", code=None, timeout=240)
    assert report["exit_code"] != 0
    assert applied.gateway.writes() == []
    applied.gateway.clear()
    assert set(versions(applied).values()) == {1}


def test_a_failed_write_is_told_and_the_rest_goes_on(declared):
    declared.gateway.faults({"command": "create-secret", "name": "partner", "times": "always", "action": "status", "status": 400})
    report = declared.apply(code=3)
    outcomes = {change["key"]: change["outcome"] for change in report["changes"]}
    assert outcomes.pop("partner") == "failed"
    assert set(outcomes.values()) == {"done"}
    declared.gateway.clear()
    assert declared.apply()["summary"]["create"] == 1


def test_an_expired_token_is_renewed(applied):
    applied.environment["PARTNER_TOKEN"] = "partner-second"
    applied.gateway.faults({"command": "update-secret-val", "action": "status", "status": 401})
    applied.apply(code=None)
    applied.gateway.clear()
    applied.apply()
    assert applied.gateway.value("/airflow/variables/partner") == "partner-second"


def test_a_stale_cache_does_not_mislead_the_check_before_a_write(applied):
    """The gateway answers reads from an old copy unless told to ignore the cache."""
    applied.gateway.faults({"command": "get-secret-value", "times": "always", "action": "stale"})
    applied.gateway.call("update-secret-val", name="/airflow/variables/region", value="by hand")
    assert applied.plan("--exit-code", code=8)["summary"]["drift"] == 1
