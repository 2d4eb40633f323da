"""Exit codes, and that every format and every failure keeps to them."""

import json
import socket

import pytest

from .conftest import COUNT


def test_success_is_zero_in_every_format(declared):
    for output in ("text", "json", "markdown", "html"):
        declared.lockstep.run("plan", "--format", output)
        assert declared.lockstep.run("plan", "--exit-code", "--format", output, code=2).stdout


def test_invalid_files_are_seven_and_all_are_reported(declared):
    declared.write("variables/broken.yaml", "region: again\nnothing: null\n")
    declared.write("connections/broken.yaml", "bad: {host: h}\nworse: {conn_type: http, prot: 1}\n")
    for command in ("validate", "plan"):
        report = declared.lockstep.json(command, code=7)
        named = {(entry["file"], entry["severity"]) for entry in report["diagnostics"]}
        assert {("variables/broken.yaml", "error"), ("connections/broken.yaml", "error")} <= named
        assert sum(entry["severity"] == "error" for entry in report["diagnostics"]) >= 4
        assert all(entry["line"] for entry in report["diagnostics"] if entry["severity"] == "error")
        assert report["exit_code"] == 7


def test_a_missing_reference_is_seven_and_names_its_place(declared):
    del declared.environment["PARTNER_TOKEN"]
    del declared.environment["FERNET_KEY"]
    report = declared.plan(code=7)
    places = {(entry["file"], entry["line"]) for entry in report["diagnostics"] if entry["severity"] == "error"}
    assert places == {("variables/all.yaml", 5), ("config/airflow.yaml", 1)}


def test_offline_values_need_no_secret(declared):
    for name in ("PARTNER_TOKEN", "FERNET_KEY", "WAREHOUSE_PASSWORD", "WAREHOUSE_TOKEN"):
        del declared.environment[name]
    report = declared.plan("--offline-values")
    assert report["summary"]["create"] + report["summary"]["unknown"] >= COUNT - 2


def test_wrong_credentials_are_nine(declared):
    declared.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    report = declared.plan(code=9)
    assert report["error"]["hints"] and report["project"] == "blackbox"


def test_an_untrusted_gateway_never_sees_the_credentials(declared):
    """A proxy stands in for the network: nothing at all reaches it until the host is trusted."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        declared.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        file = declared.folder / "lockstep.yaml"
        file.write_text(file.read_text().replace(declared.gateway.url, "https://gateway.attacker.example"))
        for command in (("plan",), ("apply", "--yes", "--allow-dirty")):
            report = declared.lockstep.json(*command, code=9)
            assert report["error"]["code"] == "untrusted-gateway" and report["stats"]["requests"] == {}
            assert "--trust-gateway gateway.attacker.example" in report["error"]["hints"][0]
        with pytest.raises(BlockingIOError):
            proxy.accept()
        trusted = declared.lockstep.start("plan", "--trust-gateway", "gateway.attacker.example")
        proxy.settimeout(30)
        connection, _ = proxy.accept()
        assert b"gateway.attacker.example:443" in connection.recv(1000)
        connection.close()
        trusted.kill()
        trusted.communicate()


def test_usage_errors_are_64(declared):
    declared.lockstep.run("plan", "--no-such-option", code=64)
    declared.lockstep.run("no-such-command", code=64)
    result = declared.lockstep.run("apply", code=64)
    assert "--yes" in result.stderr


def test_an_unreachable_gateway_is_one(declared, refusing_port):
    file = declared.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(declared.gateway.url, f"http://127.0.0.1:{refusing_port}"))
    report = declared.plan(code=1, timeout=240)
    assert report["error"]["message"]


def test_ci_without_a_shared_ledger_is_refused(declared):
    declared.gateway.reset_requests()
    refused = declared.lockstep.run("apply", "--yes", environment={"CI": "true"}, code=None)
    assert refused.code not in (0, 3)
    assert "--local-ledger" in refused.stderr + refused.stdout
    assert declared.gateway.writes() == []
    declared.lockstep.run("apply", "--yes", "--local-ledger", environment={"CI": "true"})


def test_ci_refuses_a_dirty_tree(declared):
    declared.write("variables/more.yaml", "more: x\n")
    refused = declared.lockstep.run("apply", "--yes", "--local-ledger", environment={"CI": "true"}, code=None)
    assert refused.code not in (0, 3)
    assert "--allow-dirty" in refused.stderr + refused.stdout


def test_a_wrong_login_is_told_before_a_dirty_tree(declared):
    declared.write("variables/more.yaml", "more: x\n")
    declared.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    declared.lockstep.run("apply", "--yes", "--local-ledger", environment={"CI": "true"}, code=9)


def test_a_reader_that_went_away_does_not_change_the_exit_code(declared):
    changes = declared.lockstep.start("plan", "--exit-code")
    changes.stdout.close()
    assert changes.stderr.read() == b"" and changes.wait() == 2
    declared.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    refused = declared.lockstep.start("plan", "--format", "json")
    refused.stdout.close()
    assert b"error" in refused.stderr.read() and refused.wait() == 9


def test_a_failure_names_the_environment_that_was_asked_for(declared):
    declared.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    assert declared.plan(code=9)["environment"] == "default"
    assert declared.lockstep.json("plan", "--environment", "nowhere", code=None)["environment"] == "nowhere"


def test_an_older_commit_is_stale(applied):
    file = applied.folder / "variables/all.yaml"
    older = applied.git("rev-parse", "HEAD").strip()
    file.write_text(file.read_text().replace("region: eu", "region: us"))
    applied.commit()
    applied.apply()
    applied.git("checkout", "-q", older)
    assert applied.apply(code=4)["exit_code"] == 4
    assert applied.gateway.value("/airflow/variables/region") == "us"
    applied.apply("--allow-older")
    assert applied.gateway.value("/airflow/variables/region") == "eu"


def test_a_clone_without_the_ledger_stops_instead_of_adopting_everything(applied, tmp_path):
    applied.git("clone", "-q", "--single-branch", "-b", "main", f"file://{applied.folder}", str(tmp_path / "clone"))
    for command in (("plan",), ("apply", "--yes", "--overwrite-unmanaged")):
        report = applied.lockstep.json("-C", tmp_path / "clone", *command, code=4)
        assert report["changes"] == []
    assert applied.gateway.writes() == []
    # The hint is the command that helps, as it stands.
    [hint] = report["error"]["hints"]
    assert hint == "git fetch origin lockstep/default:lockstep/default"
    applied.git("-C", str(tmp_path / "clone"), *hint.split()[1:])
    clone = applied.lockstep.json("-C", tmp_path / "clone", "plan", "--exit-code", code=0)
    assert clone["summary"]["unchanged"] == COUNT


def test_two_applies_at_once_exclude_each_other(declared):
    declared.gateway.faults({"command": "create-secret", "nth": 2, "action": "delay-before", "seconds": 4})
    first = declared.lockstep.start("apply", "--yes")
    while declared.gateway.matches() < 2:
        assert first.poll() is None
    assert declared.apply(code=6)["exit_code"] == 6
    assert first.wait(60) == 0


@pytest.mark.parametrize("output", ["json", "markdown", "html"])
def test_a_failure_still_is_one_document(declared, output):
    declared.environment["AKEYLESS_ACCESS_KEY"] = "wrong"
    result = declared.lockstep.run("plan", "--format", output, code=9)
    if output == "json":
        document = json.loads(result.stdout)
        assert document["format_version"] == "1.0" and document["exit_code"] == 9


def test_config_tells_what_a_project_is_called_that_does_not_say_it(declared):
    file = declared.folder / "lockstep.yaml"
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("project:")))
    told = {line["name"]: line for line in declared.lockstep.json("config")["settings"]}
    first = declared.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert (told["project.name"]["value"], told["project.id"]["value"]) == (declared.folder.name, first[:8])
    assert told["project.name"]["origin"] == "default"
