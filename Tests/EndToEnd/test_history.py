"""The ledger, as git itself and as `log`, `show`, `verify` and `rollback` see it."""

import json

from .conftest import needs


def test_git_finds_nothing_wrong_with_the_ledger(applied):
    applied.git("fsck", "--strict", "--no-dangling")
    files = applied.git("ls-tree", "-r", "--name-only", "lockstep/default").split()
    assert "airflow/connections/warehouse.json" in files
    assert applied.git("show", "--format=%an <%ae>", "--no-patch", "lockstep/default").strip() == "Test <test@example.com>"


def test_the_history_of_one_item_is_exact(applied):
    file = applied.folder / "variables/all.yaml"
    first, rest = file.read_text().split("\n", 1)
    assert first == "region: eu"
    for value in ("us", "asia"):
        file.write_text(f"region: {value}\n{rest}")
        applied.commit()
        applied.apply()
    log = ("log", "--format=%s", "lockstep/default", "--")
    assert len(applied.git(*log, "airflow/variables/region.json").splitlines()) == 3
    assert len(applied.git(*log, "airflow/variables/partner.json").splitlines()) == 1
    entries = applied.lockstep.json("log")["entries"]
    assert [entry["outcome"] for entry in entries] == ["complete"] * 3
    assert [entry["source"] for entry in entries][0] == applied.git("rev-parse", "HEAD").strip()
    assert len(applied.lockstep.json("log", "/airflow/variables/partner")["entries"]) == 1


def test_the_message_names_changes_and_seals_them(applied):
    message = applied.git("log", "-1", "--format=%B", "lockstep/default")
    trailers = dict(line.split(": ", 1) for line in message.splitlines() if line.startswith("Lockstep-"))
    assert trailers["Lockstep-Environment"] == "default"
    assert trailers["Lockstep-Outcome"] == "complete"
    assert trailers["Lockstep-Source"] == applied.git("rev-parse", "HEAD").strip()
    assert trailers["Lockstep-Seal"]


def test_verify_finds_an_edited_record(applied):
    needs(applied, "verify")
    applied.lockstep.run("verify")
    record = json.loads(applied.git("show", "lockstep/default:airflow/variables/region.json"))
    applied.git("worktree", "add", "-q", "../tampered", "lockstep/default")
    file = applied.folder.parent / "tampered/airflow/variables/region.json"
    file.write_text(json.dumps(record | {"modification_date": "2001-01-01T00:00:00Z"}, indent=1, sort_keys=True))
    applied.git("-C", "../tampered", "commit", "-q", "--amend", "--no-edit", "-a")
    applied.git("worktree", "remove", "--force", "../tampered")
    assert applied.lockstep.run("verify", code=None).code not in (0, 70)


def test_a_rollback_restores_the_kept_version_and_holds_the_rejected_one(applied):
    needs(applied, "rollback")
    applied.environment["PARTNER_TOKEN"] = "partner-rejected"
    applied.apply()
    report = applied.lockstep.json("rollback", "lockstep/default~1", "--yes")
    assert report["summary"]["update"] == 1
    assert applied.gateway.value("/airflow/variables/partner") == "partner-9c2e"
    held = applied.plan("--exit-code", code=0)
    assert held["summary"]["held"] == 1
    applied.environment["PARTNER_TOKEN"] = "partner-third"
    applied.apply()
    assert applied.gateway.value("/airflow/variables/partner") == "partner-third"


def test_mirror_carries_one_environment_to_another(applied):
    needs(applied, "mirror")
    file = applied.folder / "lockstep.yaml"
    file.write_text(file.read_text() + """
environments:
  copy:
    backend: {connections_path: /copy/connections, variables_path: /copy/variables, config_path: /copy/config}
    ledger: {branch: lockstep/copy}
""")
    applied.commit()
    applied.lockstep.run("mirror", "--from", "default", "--to", "copy", "--yes")
    for item in ("connections/warehouse", "variables/region", "config/core.fernet_key"):
        source, copy = (applied.gateway.value(f"/{base}/{item}") for base in ("airflow", "copy"))
        assert source is not None and source == copy
