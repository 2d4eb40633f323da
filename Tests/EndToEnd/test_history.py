"""The ledger, as git itself and as `log`, `show`, `verify` and `rollback` see it."""

import json


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


