"""The reports that one run writes beside its result."""

import json
import pathlib
import re
import stat
import subprocess
import xml.etree.ElementTree as ElementTree

SCHEMA = pathlib.Path(__file__).with_name("junit.xsd")
FORMATS = ("text", "json", "markdown", "html", "junit")
REGION = "/airflow/variables/region"


def report_options(folder, formats=FORMATS):
    return [part for name in formats for part in ("--report", f"{name}={folder / ('report.' + name)}")]


def valid_suites(file):
    """The suites of a JUnit file that the schema accepts and whose counts are those of its cases."""
    ended = subprocess.run(
        ["xmllint", "--noout", "--huge", "--schema", str(SCHEMA), str(file)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[:2000]
    suites = ElementTree.parse(file).getroot().findall("testsuite")
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for name, element in (("failures", "failure"), ("skipped", "skipped")):
            assert int(suite.get(name)) == sum(case.find(element) is not None for case in cases)
    return suites


def test_one_plan_writes_every_form_for_its_owner_only(applied, tmp_path):
    applied.gateway.call("update-secret-val", name=REGION, value="changed by hand")
    shown = applied.plan("--exit-code", *report_options(tmp_path), code=8)
    for name in FORMATS:
        file = tmp_path / f"report.{name}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, name
        assert "variables/region" in file.read_text() or name == "json"
        assert "changed by hand" not in file.read_text()
    written = json.loads((tmp_path / "report.json").read_text())
    assert written["changes"] == shown["changes"] and written["plan"] == shown["plan"]
    comment = (tmp_path / "report.markdown").read_text()
    assert comment.startswith("<!-- lockstep:plan:default -->\n") and shown["plan"] in comment
    assert comment.count("<details") == comment.count("</details>") == 2
    [suite] = valid_suites(tmp_path / "report.junit")
    failed = {case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None}
    assert failed == {"variables/region"} and int(suite.get("tests")) == 6


def test_status_apply_and_mirror_write_reports_too(applied, tmp_path):
    for command in (("status",), ("apply", "--yes")):
        applied.lockstep.run(*command, *report_options(tmp_path))
        [suite] = valid_suites(tmp_path / "report.junit")
        assert (suite.get("tests"), suite.get("failures")) == ("6", "0")
    file = applied.folder / "lockstep.yaml"
    file.write_text(file.read_text() + """
environments:
  one: {backend: {connections_path: /1/c, variables_path: /1/v, config_path: /1/o}, ledger: {branch: lockstep/one}}
  two: {backend: {connections_path: /2/c, variables_path: /2/v, config_path: /2/o}, ledger: {branch: lockstep/two}}
""")
    applied.commit()
    applied.lockstep.run("mirror", "--from", "default", "--to", "one,two", "--yes", *report_options(tmp_path))
    assert [suite.get("tests") for suite in valid_suites(tmp_path / "report.junit")] == ["6", "6"]
    comment = (tmp_path / "report.markdown").read_text()
    assert re.findall("<summary>Environment <code>(.*?)</code>", comment) == ["one", "two"]


def test_a_run_that_fails_reports_that_in_the_place_of_an_earlier_plan(applied, tmp_path):
    applied.write("variables/broken.yaml", "twice: 1\ntwice: 2\n")
    failure = applied.plan(*report_options(tmp_path), code=7)
    assert json.loads((tmp_path / "report.json").read_text()) == failure
    comment = (tmp_path / "report.markdown").read_text()
    assert comment.startswith("<!-- lockstep:plan:default -->\n") and "duplicate-key" in comment
    [suite] = valid_suites(tmp_path / "report.junit")
    assert int(suite.get("failures")) >= 2


def test_a_wrong_report_is_a_mistake_in_the_arguments(applied, tmp_path):
    for value in ("pdf=x", "markdown", "junit="):
        applied.lockstep.run("plan", "--report", value, code=64)
    applied.lockstep.run("plan", "--report", "text=a", "--report", "json=a", code=64)
    applied.lockstep.run("plan", "--report", f"text={tmp_path}/no/such/folder", code=1)


def test_twenty_thousand_changes_fit_into_a_comment_and_into_a_test_report(project, tmp_path):
    project.write("variables/all.yaml", "".join(f"v{number}: x{number}\n" for number in range(20_000)))
    project.commit()
    project.lockstep.run("plan", *report_options(tmp_path, ("markdown", "junit")), "--format", "json")
    comment = (tmp_path / "report.markdown").read_text()
    assert len(comment) < 65_536 and len(comment.encode()) < 65_536
    more = int(re.search(r"\*\*(\d+) more items", comment)[1])
    assert more + comment.count("**create**") == 20_000 and comment.count("**create**") > 300
    [suite] = valid_suites(tmp_path / "report.junit")
    assert suite.get("tests") == "20000"
