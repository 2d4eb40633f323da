"""What a plan says, what an apply does, and when either refuses."""

import json
import os
import pty
import subprocess

import pytest
from Blackbox.tool import rest_of

from .conftest import COUNT, PASSWORD, add_staging, needs

WAREHOUSE = "/airflow/connections/warehouse"
REGION = "/airflow/variables/region"


def actions(report):
    """The pending changes of a report as (action, kind, key)."""
    return sorted((change["action"], change["kind"], change["key"]) for change in report["changes"])


def test_the_first_plan_creates_everything_and_writes_nothing(declared):
    report = declared.plan()
    assert report["summary"]["create"] == COUNT
    assert {change["action"] for change in report["changes"]} == {"create"}
    assert not [write for write in declared.gateway.writes()]
    assert declared.git("for-each-ref", "refs/heads/lockstep", "refs/lockstep") == ""


def test_values_are_shown_at_a_terminal_and_in_no_file(declared, binary, tmp_path):
    for reports, code in (("text",), 64), (("junit", "text"), 64), (("junit",), 0):
        files = [argument for form in reports for argument in ("--report", f"{form}={tmp_path / form}")]
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [str(binary), "plan", "--show-values", *files], cwd=declared.folder, env=declared.environment,
            stdin=subprocess.DEVNULL, stdout=follower, stderr=follower)
        os.close(follower)
        shown = rest_of(leader)
        assert process.wait(60) == code
        assert (b"set: eu" in shown) == (code == 0)
        assert not any("set: eu" in file.read_text() for file in tmp_path.glob("*") if file.name in reports)


def test_a_second_plan_is_empty_and_reads_no_managed_value(applied):
    report = applied.plan("--exit-code", code=0)
    assert report["changes"] == []
    assert report["summary"]["unchanged"] == COUNT
    assert report["stats"]["values_read"] == 0
    assert applied.gateway.requests().get("get-secret-value", 0) <= 1
    assert applied.gateway.writes() == []


def test_a_second_apply_writes_nothing(applied):
    before = applied.git("rev-parse", "lockstep/default")
    applied.apply()
    assert applied.gateway.writes() == []
    assert applied.git("rev-parse", "lockstep/default") == before


def test_one_changed_password_is_one_update_that_shows_no_value(applied):
    applied.environment["WAREHOUSE_PASSWORD"] = "second-password-0a9b"
    report = applied.plan("--exit-code", code=2)
    assert actions(report) == [("update", "connection", "warehouse")]
    [change] = report["changes"]
    assert change["fields"] == [{"name": "password", "before": None, "after": None, "secret": True}]
    text = applied.lockstep.run("plan", "--color", "never").stdout
    assert sum(line.lstrip().startswith("~") for line in text.splitlines()) == 1
    assert "password" in text and PASSWORD not in text and "second-password-0a9b" not in text


def test_a_changed_host_shows_both_hosts(applied):
    file = applied.folder / "connections/databases.yaml"
    file.write_text(file.read_text().replace("db.example.com", "db2.example.com"))
    [change] = applied.plan()["changes"]
    assert change["fields"] == [{"name": "host", "before": "db.example.com", "after": "db2.example.com", "secret": False}]
    assert (change["source"]["file"], change["source"]["line"]) == ("connections/databases.yaml", 1)


def test_a_plan_file_is_applied_exactly_once(applied):
    applied.environment["WAREHOUSE_PASSWORD"] = "second-password-0a9b"
    applied.lockstep.run("plan", "--out", "../plan.json")
    report = applied.apply("../plan.json")
    assert actions(report) == [("update", "connection", "warehouse")]
    assert json.loads(applied.gateway.value(WAREHOUSE))["password"] == "second-password-0a9b"
    assert applied.apply("../plan.json", code=4)["error"]
    assert applied.gateway.describe(WAREHOUSE)["last_version"] == 2


@pytest.mark.parametrize("change, reason", [
    ("value", "Akeyless changed"), ("deleted", "Akeyless changed"), ("tag", "Akeyless changed"),
    ("version", "Akeyless changed"), ("repository", "the repository changed"), ("secret", "the repository changed"),
    ("settings", "the settings changed"), ("key", "the ledger key is not the one"), ("format", "format 99"),
    ("edited", "altered")])
def test_a_stale_plan_file_is_refused_before_any_write(applied, change, reason):
    file = applied.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace("region: eu", "region: us"))
    applied.commit()
    applied.environment["PARTNER_TOKEN"] = "partner-second"
    applied.lockstep.run("plan", "--out", "../plan.json")
    if change == "value":
        applied.gateway.call("update-secret-val", name=REGION, value="asia")
    elif change == "deleted":
        applied.gateway.call("delete-item", name=REGION)
    elif change == "tag":
        applied.gateway.call("update-item", name=REGION, **{"add-tag": ["lockstep:feedface"]})
    elif change == "version":
        applied.gateway.call("update-secret-val", name=REGION, value="eu", **{"keep-prev-version": "true"})
    elif change == "settings":
        (applied.folder / "lockstep.yaml").write_text(
            (applied.folder / "lockstep.yaml").read_text() + "encoding: wrapped\n")
        applied.commit()
    elif change == "key":
        applied.lockstep.run("ledger", "rekey", "--yes")
    elif change in ("format", "edited"):
        saved = applied.home / "plan.json"
        document = json.loads(saved.read_text())
        if change == "format":
            document["format_version"] = 99
        else:
            document["changes"].pop()
        saved.write_text(json.dumps(document))
    elif change == "repository":
        file.write_text(file.read_text().replace("region: us", "region: africa"))
        applied.commit()
    else:
        applied.environment["PARTNER_TOKEN"] = "partner-third"
    applied.gateway.reset_requests()
    report = applied.apply("../plan.json", code=4)
    assert report["exit_code"] == 4 and reason in str(report["error"])
    assert applied.gateway.writes() == [] and applied.git("for-each-ref", "refs/lockstep") == ""
    # The lock is free again: the next apply does not meet it.
    applied.apply("--overwrite-drift", "--skip-conflicts", code=None if change == "tag" else 0)


def test_what_is_no_longer_listed_stays_until_prune(applied):
    file = applied.folder / "variables/all.yaml"
    file.write_text("region: eu\n")
    report = applied.plan()
    assert report["summary"]["orphan"] == 2
    applied.apply()
    assert applied.gateway.value("/airflow/variables/partner") == "partner-9c2e"
    report = applied.apply("--prune", "--allow-dirty")
    assert report["summary"]["delete"] == 2
    assert applied.gateway.value("/airflow/variables/partner") is None
    assert applied.gateway.value(REGION) == "eu"


def test_deleting_more_than_the_limit_is_refused(binary, own_gateway, tmp_path):
    from Blackbox.project import Project

    project = Project(binary, tmp_path / "many", own_gateway)
    project.write("variables/all.yaml", "".join(f"v{number}: x{number}\n" for number in range(20)))
    project.commit()
    project.apply()
    project.write("variables/all.yaml", "v0: x0\n")
    project.commit("Drop nearly everything")
    own_gateway.reset_requests()
    assert project.apply("--prune", code=5)["exit_code"] == 5
    assert own_gateway.writes() == []
    assert "19 of 20" in str(project.plan("--prune", "--exit-code", code=5)["error"])
    assert project.apply("--prune", "--force")["summary"]["delete"] == 19


@pytest.mark.parametrize("left, code", [(14, 0), (13, 5), (0, 5)])
def test_just_at_and_above_a_limit(binary, own_gateway, tmp_path, left, code):
    """30 % of 20 are 6: six deletes may be, seven and all may not, and another environment has limits of its own."""
    from Blackbox.project import Project

    project = Project(binary, tmp_path / "many", own_gateway, more="""environments:
  loose:
    backend: {connections_path: /loose/connections, variables_path: /loose/variables, config_path: /loose/config}
    ledger: {branch: lockstep/loose}
    limits: {delete: 100%}
""")
    project.write("variables/all.yaml", "".join(f"v{number}: x{number}\n" for number in range(20)))
    project.commit()
    project.apply()
    project.apply("-e", "loose")
    project.write("variables/all.yaml", "".join(f"v{number}: x{number}\n" for number in range(left)) or "{}\n")
    project.commit()
    report = project.apply("--prune", code=code)
    if code:
        assert f"{20 - left} of 20" in str(report)
    assert project.apply("-e", "loose", "--prune")["summary"]["delete"] == 20 - left


def test_pages_of_a_listing_lose_nothing_at_their_edges(binary, own_gateway, tmp_path):
    from Blackbox.project import Project

    project = Project(binary, tmp_path / "pages", own_gateway)
    project.write("variables/all.yaml", "mine: x\n")
    project.commit()
    project.apply()
    made, token = 0, own_gateway.token()
    for size in (999, 1000, 1001, 2001):
        # One of the folder's items is ours.
        while made < size - 1:
            own_gateway.call("create-secret", name=f"/airflow/variables/other_{made:05}", value="x", token=token)
            made += 1
        summary = project.plan("--prune")["summary"]
        assert (summary["unmanaged"], summary["unchanged"], summary["delete"]) == (size - 1, 1, 0)


def test_text_that_equals_a_secret_stays_whole(applied):
    """Nothing is masked by searching: a host, a name or a number that spells a password is shown as it is."""
    applied.environment.update(WAREHOUSE_PASSWORD="e", WAREHOUSE_TOKEN="db2.example.com", PARTNER_TOKEN="5")
    file = applied.folder / "connections/databases.yaml"
    file.write_text(file.read_text().replace("db.example.com", "db2.example.com"))
    applied.commit()
    report = applied.plan()
    [change] = [change for change in report["changes"] if change["key"] == "warehouse"]
    fields = {field["name"]: field for field in change["fields"]}
    assert (fields["host"]["before"], fields["host"]["after"]) == ("db.example.com", "db2.example.com")
    assert [fields[name]["after"] for name in fields if fields[name]["secret"]] == [None, None]
    for shown in ("text", "markdown", "html"):
        text = applied.lockstep.run("plan", "--format", shown).stdout
        assert "db2.example.com" in text and "warehouse" in text and "*****" not in text


def test_an_item_of_someone_else_is_a_conflict_and_is_kept(declared):
    declared.gateway.call("create-secret", name=REGION, value="someone else's")
    report = declared.apply(code=8)
    assert [change["key"] for change in report["changes"] if change["action"] == "conflict"] == ["region"]
    assert declared.gateway.value(REGION) == "someone else's"
    assert declared.gateway.value(WAREHOUSE) is None
    declared.apply("--overwrite-unmanaged")
    assert declared.gateway.value(REGION) == "eu"


def test_an_equal_item_is_adopted_without_a_write(declared):
    declared.gateway.call("create-secret", name=REGION, value='{"value": "eu"}')
    declared.gateway.reset_requests()
    report = declared.apply()
    assert report["summary"]["adopt"] == 1
    assert declared.gateway.value(REGION) == '{"value": "eu"}'


def test_drift_is_reported_and_kept_until_it_may_be_overwritten(applied):
    applied.gateway.call("update-secret-val", name=REGION, value="changed by hand")
    assert applied.lockstep.json("status", code=8)["summary"]["drift"] == 1
    assert applied.plan("--exit-code", code=8)["summary"]["drift"] == 1
    applied.apply(code=0)
    assert applied.gateway.value(REGION) == "changed by hand"
    applied.apply("--overwrite-drift")
    assert applied.gateway.value(REGION) == "eu"
    applied.lockstep.run("status")


def test_unmanaged_items_are_counted_and_never_touched(applied):
    applied.gateway.call("create-secret", name="/airflow/variables/foreign", value="theirs")
    applied.gateway.reset_requests()
    report = applied.apply("--prune")
    assert report["summary"]["unmanaged"] == 1
    assert applied.gateway.value("/airflow/variables/foreign") == "theirs"
    assert applied.gateway.writes() == []


def test_select_and_exclude_limit_a_plan(declared):
    selected = declared.plan("--select", "variables/*")
    assert {change["kind"] for change in selected["changes"] if change["action"] != "excluded"} == {"variable"}
    assert (selected["summary"]["create"], selected["summary"]["excluded"]) == (3, COUNT - 3)
    assert declared.plan("--exclude", "connections/*")["summary"]["create"] == COUNT - 2


def test_a_part_needs_the_secrets_of_that_part_only(declared):
    del declared.environment["WAREHOUSE_PASSWORD"]
    declared.plan(code=7)
    for choice in (["--select", "variables/*"], ["--exclude", "connections/warehouse"]):
        assert declared.plan(*choice)["summary"]["create"] >= 3
    declared.plan("--exclude", "connections/warehouse", "--out", "../plan.json")
    declared.apply("../plan.json")
    assert declared.plan("--exclude", "connections/warehouse")["summary"]["unchanged"] == COUNT - 1


@pytest.mark.parametrize("rule, outcomes", [
    ({}, {"new": "done", "old": "done"}),
    ({"command": "create-secret", "action": "status", "status": 403, "times": "always"}, {"new": "failed", "old": "not_tried"})])
def test_what_gets_another_name_is_not_deleted_before_it_is_there(applied, rule, outcomes):
    applied.write("variables/all.yaml", "old: the only copy\n")
    applied.apply()
    applied.write("variables/all.yaml", "new: the only copy\n")
    pair = {change["key"]: change for change in applied.plan("--prune")["changes"]}
    assert pair["new"]["renamed_from"] == pair["old"]["path"] and pair["old"]["renamed_to"] == pair["new"]["path"]
    assert "renamed from /airflow/variables/old" in applied.lockstep.run("plan", "--prune").stdout
    if rule:
        applied.gateway.faults(rule)
    report = applied.apply("--prune", "--force", code=None)
    assert {change["key"]: change["outcome"] for change in report["changes"] if change["key"] in outcomes} == outcomes
    assert (applied.gateway.value("/airflow/variables/old") is not None) == bool(rule)


def test_an_environment_is_another_set_of_items(declared):
    add_staging(declared)
    declared.write("environments/staging/variables/all.yaml", "region: staging\n")
    declared.commit()
    declared.apply("-e", "staging")
    assert declared.gateway.value("/staging/variables/region") == "staging"
    assert declared.gateway.value(REGION) is None
    assert declared.git("branch", "--list", "--format=%(refname:short)", "lockstep/*").split() == ["lockstep/staging"]


def test_an_environment_has_limits_of_its_own(declared):
    file = declared.folder / "lockstep.yaml"
    file.write_text(file.read_text() + """
limits: {update: 100%}
environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
    limits: {update: 1, delete: 2, from: 6}
""")
    declared.commit()
    both = ([], ["-e", "staging"])
    for environment in both:
        declared.apply(*environment)
    declared.write("variables/all.yaml", "region: us\n")
    declared.environment["FERNET_KEY"] = "fernet-other"
    declared.commit()
    for environment in both:
        plan = declared.plan("--prune", *environment)
        assert (plan["summary"]["update"], plan["summary"]["delete"]) == (2, 2)
    declared.gateway.reset_requests()
    refused = declared.apply("-e", "staging", "--prune", code=5)
    assert "updates 2 of 6 recorded items, limit 1" in json.dumps(refused["error"])
    assert "deletes" not in json.dumps(refused["error"]) and declared.gateway.writes() == []
    declared.apply("-e", "staging", "--prune", "--force")
    assert declared.apply()["summary"]["update"] == 2


def test_an_import_plans_as_nothing(applied, binary, own_gateway, tmp_path):
    """Import, then plan, in a clone that has the ledger but none of the files."""
    from Blackbox.project import Project

    other = Project(binary, tmp_path / "other", own_gateway)
    other.git("fetch", "-q", str(applied.folder), "lockstep/default:lockstep/default")
    other.lockstep.run("import")
    other.commit("Import")
    assert not [text for text in (PASSWORD, "partner-9c2e") if text in other.git("grep", "-h", "", "HEAD")]
    report = other.plan()
    assert report["summary"]["create"] == report["summary"]["update"] == report["summary"]["error"] == 0
