"""`validate`: its rules, their severities, its forms, and what it asks Akeyless."""

import json
import pathlib

import pytest

from .conftest import add_staging

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def found(result):
    return [(each["code"], each["severity"], each["line"]) for each in result["diagnostics"]]


@pytest.fixture
def findings(project):
    """A repository with one finding of several rules."""
    project.write("connections/all.yaml", """\
        plain:
          conn_type: postgres
          host: h
          password: admin
          extra: {api_key: abcdef, sslmode: require}
        unknown: {conn_type: postgress, host: h}
        nowhere: {conn_type: ssh}
        inside: "postgres://u:ref+env://PASSWORD@h"
        """)
    project.write("variables/all.yaml", """\
        api_token: abcdefgh
        generated: Zx81kQv7LmT3pR9sWy2B
        deploy: ref+env://DEPLOY
        team/key: x
        """)
    project.commit()
    return project


def test_each_finding_has_its_rule_and_place(findings):
    result = findings.lockstep.json("validate", code=None)
    codes = {(code, line) for code, _, line in found(result)}
    assert {
        ("plain-secret", 4), ("default-password", 4), ("plain-secret", 5), ("unknown-conn-type", 6),
        ("missing-field", 7), ("unused-reference", 8), ("plain-secret", 1), ("high-entropy", 2), ("nested-key", 4),
    } <= codes, codes
    assert "abcdef" not in json.dumps(result) and "Zx81k" not in json.dumps(result)


def test_the_project_file_sets_severities(findings):
    text = (findings.folder / "lockstep.yaml").read_text()
    findings.write("connections/all.yaml", "plain: {conn_type: postgres, host: h, password: chosen-by-someone}\n")
    assert findings.lockstep.json("validate")["exit_code"] == 0
    findings.write("lockstep.yaml", text + "checks: {plain-secret: error, high-entropy: off, nested-key: warning}\n")
    result = findings.lockstep.json("validate", code=7)
    severities = {code: severity for code, severity, _ in found(result)}
    assert severities["plain-secret"] == "error" and severities["nested-key"] == "warning"
    assert "high-entropy" not in severities
    findings.lockstep.run("plan", code=7)


def test_every_finding_is_a_listed_rule(findings):
    listed = {rule["id"]: rule for rule in findings.lockstep.json("validate", "--list-rules")["rules"]}
    assert all(rule["reason"] for rule in listed.values())
    for code, _, _ in found(findings.lockstep.json("validate", code=None)):
        assert code in listed
    text = findings.lockstep.run("validate", "--list-rules").stdout
    assert all(name in text for name in listed)


def test_a_log_in_sarif_names_rule_level_and_place(findings):
    findings.write("connections/with space ü.yaml", "x: {conn_type: http, host: h, port: 99999}\n")
    result = findings.lockstep.run("validate", "--format", "sarif", code=7)
    log = json.loads(result.stdout)
    run = log["runs"][0]
    assert log["version"] == "2.1.0" and run["tool"]["driver"]["name"] == "lockstep"
    rules = run["tool"]["driver"]["rules"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
    port = next(each for each in run["results"] if each["ruleId"] == "port-out-of-range")
    place = port["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "connections/with%20space%20%C3%BC.yaml"
    assert place["region"]["startLine"] == 1


def test_a_log_is_written_where_the_project_file_is_broken_too(project):
    project.write("lockstep.yaml", "version: 1\ngateway: {urll: x}\n")
    log = json.loads(project.lockstep.run("validate", "--format", "sarif", code=7).stdout)
    run = log["runs"][0]
    assert [each["ruleId"] for each in run["results"]] == ["unknown-setting"]
    assert run["invocations"][0]["executionSuccessful"] is False
    project.lockstep.run("version", "--format", "sarif", code=64)


def test_online_asks_for_what_only_akeyless_knows(project):
    project.write("connections/all.yaml", """\
        kept: {conn_type: http, host: h, password: ref+kept://}
        missing: {conn_type: http, host: h, password: ref+env://NOT_SET_ANYWHERE}
        """)
    project.commit()
    assert project.lockstep.json("validate")["diagnostics"] == []
    result = project.lockstep.json("validate", "--online", code=7)
    assert ("unresolved-reference", "error", 2) in found(result)
    assert ("unusable-item", "error", 1) in found(result)
    assert project.gateway.items("/airflow") == []


def test_online_finds_entries_that_hide_each_other(project):
    text = (project.folder / "lockstep.yaml").read_text().replace("0.3.2}", "0.3.2, multi_team: true}")
    project.write("lockstep.yaml", text)
    project.write("teams/a/variables/all.yaml", "v: team\n")
    project.commit()
    project.gateway.call("create-secret", name="/airflow/variables/v", value="shared")
    assert found(project.lockstep.json("validate", "--online")) == [("team-and-shared", "warning", 1)]


def test_the_article_lists_the_rules_that_there_are(project):
    article = ROOT / "Sources/Declarations/Declarations.docc/ValidationRules.md"
    assert article.read_text().endswith(project.lockstep.run("validate", "--list-rules", "--format", "markdown").stdout)


def test_the_overlays_of_all_environments_are_checked_where_none_is_asked_for(declared):
    add_staging(declared)
    declared.write("environments/staging/variables/all.yaml", "region: {value: eu, descripton: typo}\n")
    assert declared.lockstep.json("validate", "-e", "default")["diagnostics"] == []
    for command in (["validate"], ["validate", "-e", "staging"]):
        [problem] = declared.lockstep.json(*command, code=7)["diagnostics"]
        assert (problem["file"], problem["line"]) == ("environments/staging/variables/all.yaml", 1)
    assert declared.lockstep.json("validate", environment={"LOCKSTEP_ENVIRONMENT": "default"})["diagnostics"] == []
