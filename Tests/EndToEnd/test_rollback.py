"""Going back to an earlier revision, what cannot be restored, and that the next apply does not undo it."""

import json

import pytest

from .conftest import COUNT, PASSWORD

REGION = "/airflow/variables/region"
TIP = "lockstep/default"


def edit(project, old, new, file="variables/all.yaml"):
    path = project.folder / file
    path.write_text(path.read_text().replace(old, new))
    project.commit()


def rollback(project, revision, *arguments, code=0):
    return project.lockstep.json("rollback", revision, "--yes", *arguments, code=code)


def only(report, action):
    return [change for change in report["changes"] if change["action"] == action]


@pytest.fixture(autouse=True)
def certain_dates(own_gateway):
    own_gateway.step_clock()


@pytest.fixture
def changed(applied):
    """The small repository after a second apply: one value, one host and one password are others."""
    applied.first = applied.git("rev-parse", TIP).strip()
    applied.environment["PARTNER_TOKEN"] = "partner-second"
    edit(applied, "db.example.com", "db2.example.com", "connections/databases.yaml")
    edit(applied, "region: eu", "region: us")
    applied.apply()
    return applied


def test_it_restores_the_values_that_the_revision_recorded(changed):
    report = rollback(changed, changed.first)
    assert report["command"] == "rollback" and report["summary"]["update"] == 3
    assert {change["outcome"] for change in report["changes"]} == {"done"}
    assert changed.gateway.value(REGION) == "eu"
    assert changed.gateway.value("/airflow/variables/partner") == "partner-9c2e"
    assert "db.example.com" in changed.gateway.value("/airflow/connections/warehouse")
    entry = changed.lockstep.json("log", "-n", "1")["entries"][0]
    assert entry["outcome"] == "rollback" and entry["revision"] == report["revision"]
    assert sum(change["action"] == "hold" for change in entry["changes"]) == 3
    changed.lockstep.run("status")
    changed.lockstep.run("verify")
    changed.git("fsck", "--strict", "--no-dangling")


def test_the_next_apply_holds_what_was_rejected_until_it_changes(changed):
    rollback(changed, changed.first)
    changed.gateway.reset_requests()
    assert changed.plan("--exit-code", code=0)["summary"]["held"] == 3
    changed.apply("--prune")
    assert changed.gateway.writes() == []
    edit(changed, "region: us", "region: asia")
    report = changed.apply()
    assert [change["key"] for change in only(report, "update")] == ["region"]
    assert changed.gateway.value(REGION) == "asia"
    report = changed.apply("--release", "variables/partner")
    assert [change["key"] for change in only(report, "update")] == ["partner"]
    assert changed.gateway.value("/airflow/variables/partner") == "partner-second"
    assert changed.plan()["summary"]["held"] == 1


def test_a_rollback_can_be_rolled_back(changed):
    second = changed.git("rev-parse", TIP).strip()
    rollback(changed, changed.first)
    report = rollback(changed, second)
    assert report["summary"]["update"] == 3
    assert changed.gateway.value(REGION) == "us"
    assert changed.plan("--exit-code", code=0)["summary"]["unchanged"] == COUNT


def test_select_limits_it(changed):
    report = rollback(changed, changed.first, "--select", "variables/region")
    assert [change["key"] for change in only(report, "update")] == ["region"]
    assert changed.gateway.value(REGION) == "eu"
    assert changed.gateway.value("/airflow/variables/partner") == "partner-second"


def test_a_dry_run_writes_nothing_and_shows_no_value(changed):
    changed.gateway.reset_requests()
    before = changed.git("for-each-ref")
    report = changed.lockstep.json("rollback", changed.first, "--dry-run")
    assert report["summary"]["update"] == 3 and report["exit_code"] == 0
    text = changed.lockstep.run("rollback", changed.first, "--dry-run").stdout
    assert "Rollback" in text and "partner-9c2e" not in text
    assert changed.gateway.writes() == [] and changed.git("for-each-ref") == before


def test_what_was_made_since_goes_only_with_prune_and_is_held(changed):
    changed.write("variables/more.yaml", "more: x\n")
    changed.commit()
    changed.apply()
    assert rollback(changed, f"{TIP}~1")["summary"]["orphan"] == 1
    assert changed.gateway.value("/airflow/variables/more") == "x"
    assert rollback(changed, f"{TIP}~1", "--prune")["summary"]["delete"] == 1
    assert changed.gateway.value("/airflow/variables/more") is None
    assert changed.plan("--exit-code", code=0)["summary"]["held"] == 1


def test_a_change_made_by_hand_is_a_conflict(changed):
    changed.gateway.call("update-secret-val", name=REGION, value="by hand")
    report = rollback(changed, changed.first, code=8)
    assert [change["key"] for change in only(report, "conflict")] == ["region"]
    assert changed.gateway.value(REGION) == "by hand"
    rollback(changed, changed.first, "--overwrite-drift")
    assert changed.gateway.value(REGION) == "eu"


def test_a_version_that_is_no_longer_kept_is_named_and_the_rest_goes_on_when_asked(changed):
    status, _ = changed.gateway.call("delete-item", name=REGION, version=1)
    assert status == 200
    report = rollback(changed, changed.first, code=1)
    [error] = only(report, "error")
    assert error["key"] == "region" and "version 1 is no longer kept" in error["reason"]
    assert report["error"]["code"] == "plan-errors"
    told = changed.lockstep.run("rollback", changed.first, "--yes", code=1).stderr
    assert "variables/region: " in told and "version 1 is no longer kept" in told
    assert f"lockstep rollback {changed.first} --dry-run" in told and "lockstep plan" not in told
    assert changed.gateway.value("/airflow/variables/partner") == "partner-second"
    report = rollback(changed, changed.first, "--skip-conflicts", code=8)
    assert changed.gateway.value("/airflow/variables/partner") == "partner-9c2e"
    assert changed.gateway.value(REGION) == "us"


def test_a_version_overwritten_in_place_is_not_taken_for_the_recorded_one(changed):
    changed.gateway.call("delete-item", name=REGION)
    changed.gateway.call("create-secret", name=REGION, value="us")
    report = rollback(changed, changed.first, "--select", "variables/region", code=1)
    assert "made anew" in only(report, "error")[0]["reason"]


def test_a_deleted_item_cannot_be_restored_without_a_trash(changed):
    (changed.folder / "variables/all.yaml").write_text("region: us\n")
    changed.commit()
    final = changed.plan("--prune")
    assert any(entry["code"] == "delete-final" for entry in final["diagnostics"])
    changed.apply("--prune")
    report = rollback(changed, f"{TIP}~1", code=1)
    assert {change["key"] for change in only(report, "error")} == {"limits", "partner"}
    assert all("keeps no version of a deleted item" in change["reason"] for change in only(report, "error"))


def test_descriptions_come_back_where_that_is_possible(applied):
    first = applied.git("rev-parse", TIP).strip()
    edit(applied, "description: Row limits", "description: Other words")
    edit(applied, "rows: 10", "rows: 20")
    applied.apply()
    report = rollback(applied, first)
    assert "description-not-kept" in {entry["code"] for entry in report["diagnostics"]}
    assert "10" in applied.gateway.value("/airflow/variables/limits")
    assert applied.gateway.describe("/airflow/variables/limits")["item_metadata"] == "Other words"
    applied.lockstep.run("status")


@pytest.fixture
def left(declared):
    """A password and a token that Git leaves to Akeyless, taken over from what was there."""
    declared.apply()
    edit(declared, "ref+env://WAREHOUSE_PASSWORD", "ref+kept://", "connections/databases.yaml")
    edit(declared, "ref+env://WAREHOUSE_TOKEN", "ref+kept://", "connections/databases.yaml")
    edit(declared, "partner: ref+env://PARTNER_TOKEN", "partner: ref+kept://")
    declared.apply()
    declared.first = declared.git("rev-parse", TIP).strip()
    return declared


def test_a_field_that_was_left_to_akeyless_and_declared_since_comes_back(left):
    left.environment["WAREHOUSE_PASSWORD"] = "second-password"
    edit(left, "password: ref+kept://", "password: ref+env://WAREHOUSE_PASSWORD", "connections/databases.yaml")
    edit(left, "partner: ref+kept://", "partner: oops")
    left.apply()
    report = rollback(left, left.first)
    fields = {change["key"]: [field["name"] for field in change["fields"]] for change in only(report, "update")}
    assert fields == {"warehouse": ["password"], "partner": ["value"]}
    told = [entry["message"] for entry in report["diagnostics"] if entry["code"] == "kept-restored"]
    assert len(told) == 2 and "password" in told[0] and "version 1" in told[0]
    stored = left.gateway.value("/airflow/connections/warehouse")
    assert PASSWORD in stored and "token-31ab" in stored
    assert left.gateway.value("/airflow/variables/partner") == "partner-9c2e"
    assert left.plan("--exit-code")["summary"]["held"] == 2
    left.lockstep.run("verify", "--values")
    edit(left, "password: ref+env://WAREHOUSE_PASSWORD", "password: ref+kept://", "connections/databases.yaml")
    assert left.plan("--exit-code", code=2)["summary"]["adopt"] == 1


def test_a_field_that_was_declared_once_and_left_again_comes_back_unless_someone_else_changed_it(left):
    for value in ("ref+env://WAREHOUSE_PASSWORD", "ref+kept://"):
        left.environment["WAREHOUSE_PASSWORD"] = "second-password"
        text = (left.folder / "connections/databases.yaml").read_text()
        old = "ref+kept://" if value != "ref+kept://" else "ref+env://WAREHOUSE_PASSWORD"
        (left.folder / "connections/databases.yaml").write_text(text.replace(f"password: {old}", f"password: {value}"))
        left.commit()
        left.apply()
    edit(left, "db.example.com", "db2.example.com", "connections/databases.yaml")
    left.apply()
    report = left.lockstep.json("rollback", left.first, "--dry-run")
    [change] = only(report, "update")
    assert [field["name"] for field in change["fields"]] == ["host", "password"]
    stored = json.loads(left.gateway.value("/airflow/connections/warehouse"))
    left.gateway.call(
        "update-secret-val", name="/airflow/connections/warehouse", value=json.dumps(stored | {"password": "rotated"}))
    [change] = only(left.lockstep.json("rollback", left.first, "--dry-run"), "update")
    assert [field["name"] for field in change["fields"]] == ["host"]


def test_a_field_that_is_still_left_to_akeyless_stays_as_it_is(left):
    stored = json.loads(left.gateway.value("/airflow/connections/warehouse"))
    left.gateway.call(
        "update-secret-val", name="/airflow/connections/warehouse", value=json.dumps(stored | {"password": "rotated"}))
    edit(left, "db.example.com", "db2.example.com", "connections/databases.yaml")
    left.apply()
    rollback(left, left.first)
    stored = json.loads(left.gateway.value("/airflow/connections/warehouse"))
    assert stored["password"] == "rotated" and stored["host"] == "db.example.com"


def test_a_field_whose_version_is_gone_is_an_error_and_not_taken_over(left):
    edit(left, "partner: ref+kept://", "partner: oops")
    left.apply()
    left.gateway.call("delete-item", name="/airflow/variables/partner", version=1)
    report = rollback(left, left.first, code=1)
    [error] = only(report, "error")
    assert error["key"] == "partner" and "no longer kept" in error["reason"]


def test_an_unknown_revision_is_invalid_input(applied):
    assert rollback(applied, "no-such-revision", code=7)["error"]["code"] == "ledger-unknown-revision"
    assert rollback(applied, "main", code=7)["exit_code"] == 7
    assert applied.lockstep.run("rollback", TIP, code=64)
    assert rollback(applied, TIP)["changes"] == []


def test_show_tells_a_revision_in_full(changed):
    report = rollback(changed, changed.first)
    shown = changed.lockstep.json("show", report["revision"])
    assert shown["entries"][0]["outcome"] == "rollback" and len(shown["held"]) == 3
    versions = {record["path"]: (record["before"]["version"], record["after"]["version"]) for record in shown["records"]}
    assert versions[REGION] == (2, 3)
    assert "held" in changed.lockstep.run("show", report["revision"]).stdout


class TestTrash:
    """Deleted items that go to `ledger.trash_path`."""

    LIMITS = "/airflow/variables/limits"

    @pytest.fixture
    def trashed(self, applied):
        file = applied.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace(
            "ledger: {branch: lockstep/default}", "ledger: {branch: lockstep/default, trash_path: /trash, trash_days: 7}"))
        applied.first = applied.git("rev-parse", TIP).strip()
        applied.item = applied.gateway.describe(self.LIMITS)["item_id"]
        applied.partner = applied.gateway.describe("/airflow/variables/partner")["item_id"]
        (applied.folder / "variables/all.yaml").write_text("region: eu\n")
        applied.commit()
        report = applied.apply("--prune")
        assert any(entry["code"] == "trash-access" for entry in report["diagnostics"])
        return applied

    def place(self, project, path=LIMITS):
        return f"/trash/default/{project.item}{path}"

    def test_the_item_is_moved_and_no_longer_there_for_airflow(self, trashed):
        assert trashed.gateway.value(self.LIMITS) is None
        assert trashed.gateway.describe(self.place(trashed))["item_id"] == trashed.item
        assert not [write for write in trashed.gateway.writes() if write["command"] == "delete-item"]
        assert trashed.plan("--exit-code", code=0)["summary"]["unchanged"] == COUNT - 2

    def test_a_rollback_takes_it_back_and_the_missing_declaration_is_held(self, trashed):
        report = rollback(trashed, trashed.first)
        assert report["summary"]["create"] == 2
        restored = trashed.gateway.describe(self.LIMITS)
        assert restored["item_id"] == trashed.item and restored["item_metadata"] == "Row limits"
        assert restored["last_version"] == 1
        assert trashed.gateway.describe(self.place(trashed)) is None
        assert trashed.apply("--prune")["summary"]["held"] == 2
        assert trashed.gateway.describe(self.LIMITS)["item_id"] == trashed.item
        trashed.lockstep.run("verify")

    def test_an_item_that_was_made_anew_since_names_the_one_in_the_trash_and_the_way_to_it(self, trashed):
        trashed.write("variables/more.yaml", "limits: {rows: 20}\n")
        trashed.commit()
        trashed.apply()
        command = ("rollback", trashed.first, "--yes", "--force", "--select", "variables/limits")
        report = trashed.lockstep.json(*command, code=1)
        assert self.place(trashed) in json.dumps(report) and "apply --prune" in json.dumps(report)
        (trashed.folder / "variables/more.yaml").unlink()
        trashed.commit()
        trashed.apply("--prune", "--force")
        rollback(trashed, trashed.first)
        assert trashed.gateway.describe(self.LIMITS)["item_id"] == trashed.item

    def test_a_new_key_keeps_the_hold_on_what_is_not_declared(self, trashed):
        rollback(trashed, trashed.first)
        trashed.lockstep.run("ledger", "rekey", "--yes")
        assert trashed.apply("--prune")["summary"]["held"] == 2
        assert trashed.gateway.describe(self.LIMITS)["item_id"] == trashed.item
        trashed.lockstep.run("verify")

    def test_it_is_emptied_after_its_days_and_not_before(self, trashed):
        trashed.apply("--prune")
        assert trashed.gateway.describe(self.place(trashed))
        trashed.gateway.advance_clock(8 * 86400)
        trashed.gateway.call("create-secret", name="/trash/default/77/airflow/variables/limits", value="not ours")
        trashed.gateway.advance_clock(8 * 86400)
        places = {self.place(trashed), f"/trash/default/{trashed.partner}/airflow/variables/partner"}
        assert trashed.plan("--exit-code", code=0)["changes"] == [], "without --prune nothing is deleted"
        planned = trashed.plan("--prune", "--exit-code", code=2)
        assert planned["summary"]["purge"] == 2
        assert {change["path"] for change in planned["changes"]} == places
        assert {(change["action"], change["kind"]) for change in planned["changes"]} == {("purge", "variable")}
        [note] = [entry for entry in planned["diagnostics"] if entry["code"] == "trash-expired"]
        assert "2 items leave the trash for ever" in note["message"] and all(path in note["message"] for path in places)
        assert "2 items leave the trash for ever" in trashed.lockstep.run("plan", "--prune").stdout
        trashed.gateway.reset_requests()
        report = trashed.apply("--prune")
        assert {change["outcome"] for change in report["changes"]} == {"done"}
        assert {(write["command"], write["name"]) for write in trashed.gateway.writes() if write["command"] == "delete-item"} == {
            ("delete-item", path) for path in places}
        assert "get-secret-value" not in trashed.gateway.requests() or report["stats"]["values_read"] == 0
        assert trashed.gateway.describe(self.place(trashed)) is None
        assert trashed.gateway.value("/trash/default/77/airflow/variables/limits") == "not ours"
        entry = trashed.lockstep.json("log", "-n", "1")["entries"][0]
        assert entry["revision"] == report["revision"] and entry["outcome"] == "complete"
        assert {(change["action"], change["path"]) for change in entry["changes"]} == {("purge", path) for path in places}
        assert trashed.plan("--prune", "--exit-code", code=0)["changes"] == []
        trashed.lockstep.run("verify")
        trashed.git("fsck", "--strict", "--no-dangling")

    def test_a_saved_plan_deletes_for_ever_only_what_it_names(self, trashed):
        edit(trashed, "region: eu", "region: us")
        trashed.lockstep.run("plan", "--prune", "--out", "../before.plan")
        trashed.gateway.advance_clock(8 * 86400)
        trashed.apply("../before.plan")
        assert trashed.gateway.value(REGION) == "us" and trashed.gateway.describe(self.place(trashed))
        trashed.lockstep.run("plan", "--prune", "--out", "../after.plan")
        trashed.gateway.call("update-item", name=self.place(trashed), **{"new-name": "/elsewhere/limits"})
        refused = trashed.apply("../after.plan", code=4)
        assert "Akeyless changed" in refused["error"]["causes"][0]
        trashed.lockstep.run("plan", "--prune", "--out", "../again.plan")
        assert trashed.apply("../again.plan")["summary"]["purge"] == 1
        assert trashed.gateway.describe("/elsewhere/limits")

    def test_what_is_chosen_protected_or_of_another_project_stays(self, trashed):
        trashed.gateway.advance_clock(8 * 86400)
        assert trashed.plan("--prune", "--select", "variables/partner")["summary"]["purge"] == 1
        assert "purge" not in trashed.plan("--prune", "--exclude", "/airflow/*")["summary"]
        trashed.gateway.call("update-item", name=self.place(trashed), **{"add-tag": ["lockstep:someone"]})
        assert trashed.plan("--prune")["summary"]["purge"] == 1
        trashed.gateway.call("update-item", name=self.place(trashed), **{"rm-tag": ["lockstep:someone"]})
        trashed.gateway.call("update-item", name=self.place(trashed), **{"delete_protection": "true"})
        assert trashed.plan("--prune")["summary"]["purge"] == 1

    def test_what_cannot_be_deleted_for_ever_is_told_and_tried_again(self, trashed):
        trashed.gateway.advance_clock(8 * 86400)
        rule = {"command": "delete-item", "name": "limits", "times": "always", "action": "status", "status": 403}
        trashed.gateway.faults(rule)
        assert trashed.apply("--prune", code=3)["summary"]["failed"] == 1
        changes = trashed.lockstep.json("log", "-n", "1")["entries"][0]["changes"]
        assert sorted(change["outcome"] for change in changes) == ["done", "failed"]
        trashed.gateway.faults({"command": "delete-item", "name": "limits", "action": "drop-after"})
        assert trashed.apply("--prune")["summary"]["purge"] == 1
        assert trashed.gateway.describe(self.place(trashed)) is None
        trashed.lockstep.run("verify")

    def test_a_moved_base_keeps_nothing_in_the_trash(self, trashed):
        file = trashed.folder / "lockstep.yaml"
        file.write_text(file.read_text() + "backend: {variables_path: /airflow/moved}\n")
        trashed.commit()
        trashed.apply("--prune")
        trashed.gateway.advance_clock(8 * 86400)
        report = trashed.apply("--prune")
        assert report["summary"]["purge"] == 3 and {change["outcome"] for change in report["changes"]} == {"done"}
        assert not [item for item in trashed.gateway.items("/trash")]

    def test_its_days_count_from_the_move_whatever_the_date_of_the_item(self, trashed):
        trashed.gateway.advance_clock(6 * 86400)
        trashed.gateway.call("update-item", name=self.place(trashed), description="touched by hand")
        trashed.gateway.advance_clock(2 * 86400)
        [tag] = [tag for tag in trashed.gateway.describe(self.place(trashed))["item_tags"] if "trashed" in tag]
        partner = f"/trash/default/{trashed.partner}/airflow/variables/partner"
        [other] = [tag for tag in trashed.gateway.describe(partner)["item_tags"] if "trashed" in tag]
        assert tag.partition(":")[2].isdigit()
        trashed.gateway.call("update-item", name=partner, **{"rm-tag": [other]})
        trashed.apply("--prune")
        assert trashed.gateway.describe(self.place(trashed)) is None
        assert trashed.gateway.describe(partner)

    def test_an_older_value_is_written_before_the_item_comes_back(self, trashed):
        rollback(trashed, trashed.first)
        assert not [tag for tag in trashed.gateway.describe(self.LIMITS)["item_tags"] if "trashed" in tag]
        trashed.gateway.call("update-secret-val", name=self.LIMITS, value='{"rows": 99}', **{"keep-prev-version": "true"})
        (trashed.folder / "variables/all.yaml").write_text("region: eu\nother: x\n")
        trashed.commit()
        trashed.apply("--prune", "--release", "variables/limits", "--overwrite-drift")
        assert trashed.gateway.describe(self.place(trashed))["last_version"] == 2
        for command in ("update-secret-val", "update-item"):
            trashed.gateway.faults(
                {"command": command, "name": "limits", "times": "always", "action": "status", "status": 403})
            rollback(trashed, trashed.first, "--select", "variables/limits", code=1)
            assert trashed.gateway.value(self.LIMITS) is None
            trashed.gateway.clear()
        rollback(trashed, trashed.first, "--select", "variables/limits")
        assert "10" in trashed.gateway.value(self.LIMITS)
        # The value was replaced by the try that could not move the item, and only once.
        assert trashed.gateway.describe(self.LIMITS)["last_version"] == 3
        trashed.lockstep.run("verify")

    def test_a_trash_among_what_airflow_reads_is_invalid(self, trashed):
        file = trashed.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace("trash_path: /trash", "trash_path: /airflow/variables/trash"))
        assert trashed.plan(code=7)["diagnostics"][0]["code"] == "ledger-trash"


class TestAfterAChangeOfTheKey:
    """Revisions from before a `ledger rekey` were recorded under another key."""

    KEY = "/airflow/lockstep/0badc0de/ledger-key"

    def test_it_goes_back_as_far_as_akeyless_keeps_the_older_key(self, changed):
        changed.lockstep.run("ledger", "rekey", "--yes")
        report = rollback(changed, changed.first)
        assert report["summary"]["update"] == 3 and report["summary"]["unchanged"] == COUNT - 3
        assert changed.gateway.value(REGION) == "eu"
        assert changed.gateway.value("/airflow/variables/partner") == "partner-9c2e"
        assert changed.plan("--exit-code", code=0)["summary"]["held"] == 3
        changed.lockstep.run("status")
        assert changed.lockstep.json("verify", "--values")["values"]["findings"] == []

    def test_a_version_overwritten_in_place_is_found_under_the_older_key(self, changed):
        changed.lockstep.run("ledger", "rekey", "--yes")
        assert changed.gateway.call("delete-item", name=REGION, version=1)[0] == 200
        report = rollback(changed, changed.first, code=1)
        assert ["version 1 is no longer kept" in change["reason"] for change in only(report, "error")] == [True]

    def test_descriptions_of_then_are_told_and_stay(self, applied):
        first = applied.git("rev-parse", TIP).strip()
        edit(applied, "description: Row limits", "description: Other words")
        edit(applied, "rows: 10", "rows: 20")
        applied.apply()
        applied.lockstep.run("ledger", "rekey", "--yes")
        report = rollback(applied, first)
        assert [entry["code"] for entry in report["diagnostics"]].count("description-not-kept") == 1
        assert "10" in applied.gateway.value("/airflow/variables/limits")
        applied.lockstep.run("status")

    def test_without_the_older_key_it_says_how_far_it_reaches(self, changed):
        rekeyed = changed.lockstep.json("ledger", "rekey", "--yes")["revision"]
        assert changed.gateway.call("delete-item", name=self.KEY, version=1)[0] == 200
        report = rollback(changed, changed.first, code=1)
        reasons = {change["reason"] for change in only(report, "error")}
        assert len(only(report, "error")) == 3 and report["summary"]["unchanged"] == COUNT - 3
        assert len(reasons) == 1 and f"a rollback reaches back to {rekeyed[:12]}" in reasons.pop()
        assert rollback(changed, rekeyed)["changes"] == []


def test_a_rejected_delete_stays_pending_until_it_works(applied):
    (applied.folder / "variables/all.yaml").write_text("region: eu\n")
    applied.commit()
    applied.gateway.faults({"command": "delete-item", "name": "limits", "times": "always", "action": "status", "status": 403})
    assert applied.apply("--prune", code=3)["summary"]["failed"] == 1
    for _ in range(2):
        report = applied.plan("--prune", "--exit-code", code=2)
        assert [change["key"] for change in only(report, "delete")] == ["limits"]
        applied.apply("--prune", code=1)
    applied.gateway.clear()
    applied.apply("--prune")
    assert applied.plan("--prune", "--exit-code", code=0)["changes"] == []


class TestRulesAboutDrift:
    """`drift:` in the project file."""

    def rule(self, project, text):
        file = project.folder / "lockstep.yaml"
        file.write_text(file.read_text() + f"drift: {text}\n")
        project.commit()

    def test_ignored_drift_is_left_and_said_so(self, applied):
        self.rule(applied, '{"variables/r*": ignore}')
        applied.gateway.call("update-secret-val", name=REGION, value="by hand")
        report = applied.plan("--exit-code", code=0)
        [change] = report["changes"]
        assert change["action"] == "excluded" and "drift: ignore" in change["reason"]
        applied.lockstep.run("status")
        applied.apply()
        assert applied.gateway.value(REGION) == "by hand"
        edit(applied, "region: eu", "region: us")
        assert applied.apply(code=8)["summary"]["conflict"] == 1

    def test_drift_is_overwritten_where_the_project_says_so(self, applied):
        self.rule(applied, '{"variables/*": ignore, "variables/r*": overwrite}')
        applied.gateway.call("update-secret-val", name=REGION, value="by hand")
        applied.gateway.call("delete-item", name="/airflow/config/core.fernet_key")
        assert applied.lockstep.json("status", code=8)["summary"]["drift"] == 2
        report = applied.apply()
        [change] = only(report, "update")
        assert change["key"] == "region" and "drift: overwrite" in change["reason"]
        assert report["summary"]["drift"] == 1
        assert applied.gateway.value(REGION) == "eu"

    def test_ignored_fields_are_neither_compared_nor_written(self, declared):
        self.rule(declared, "{ignore_fields: {connections/warehouse: [password]}}")
        declared.apply()
        path = "/airflow/connections/warehouse"
        rotated = declared.gateway.value(path).replace("first-password-6f1d", "rotated")
        declared.gateway.call("update-secret-val", name=path, value=rotated)
        report = declared.plan("--exit-code", code=0)
        [change] = report["changes"]
        assert change["action"] == "refresh" and change["ignored_fields"] == ["password"]
        assert "password left alone (ignore_fields)" in change["reason"]
        assert "password left alone (ignore_fields)" in declared.lockstep.run("plan").stdout
        edit(declared, "db.example.com", "db2.example.com", "connections/databases.yaml")
        report = declared.apply()
        assert [field["name"] for field in only(report, "update")[0]["fields"]] == ["host"]
        assert "rotated" in declared.gateway.value(path) and "db2.example.com" in declared.gateway.value(path)
