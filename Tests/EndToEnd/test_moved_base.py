"""Items whose base path moves: the old ones go only when the new ones are there."""

import pytest

NAMES = ("region", "limits", "partner")


@pytest.fixture(autouse=True)
def certain_dates(own_gateway):
    own_gateway.step_clock()


def move(project, base):
    """Declares the variables under another base path."""
    file = project.folder / "lockstep.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("backend:")]
    file.write_text("\n".join([*lines, f"backend: {{variables_path: {base}}}\n"]))
    project.commit()


def values(project, *bases):
    return [project.gateway.value(f"{base}/{name}") for base in bases for name in NAMES]


def outcomes(report, action):
    return {change["outcome"] for change in report["changes"] if change["action"] == action}


def test_several_items_with_descriptions_move_with_their_base_path(applied):
    file = applied.folder / "variables/all.yaml"
    file.write_text(file.read_text().replace("region: eu", "region: {value: eu, description: Where it runs}"))
    applied.commit()
    applied.apply()
    move(applied, "/airflow/moved")
    report = applied.apply("--prune")
    assert report["summary"]["delete"] == 3 and {change["outcome"] for change in report["changes"]} == {"done"}
    assert applied.gateway.describe("/airflow/moved/limits")["item_metadata"] == "Row limits"
    assert applied.gateway.value("/airflow/variables/limits") is None


def test_an_overwrite_that_is_refused_keeps_the_old_item(applied):
    move(applied, "/airflow/moved")
    applied.gateway.call("create-secret", name="/airflow/moved/region", value="theirs")
    applied.gateway.faults({
        "command": "update-secret-val", "name": "/airflow/moved/region", "times": "always", "action": "status", "status": 403})
    report = applied.apply("--prune", "--overwrite-unmanaged", code=3)
    left = [change for change in report["changes"] if change["outcome"] == "not_tried"]
    assert [change["path"] for change in left] == ["/airflow/variables/region"]
    assert applied.gateway.value("/airflow/variables/region") == "eu"
    assert applied.gateway.value("/airflow/variables/partner") is None
    applied.gateway.clear()
    applied.apply("--prune", "--overwrite-unmanaged")
    assert applied.gateway.value("/airflow/moved/region") == "eu"
    assert applied.gateway.value("/airflow/variables/region") is None


def test_what_is_left_as_another_projects_keeps_the_old_item(applied):
    move(applied, "/airflow/moved")
    applied.gateway.call("create-secret", name="/airflow/moved/region", value="theirs", tags=["lockstep:feedface"])
    report = applied.apply("--prune", "--skip-conflicts", code=3)
    assert report["summary"]["error"] == 1
    assert applied.gateway.value("/airflow/variables/region") == "eu"
    assert applied.gateway.value("/airflow/variables/partner") is None


def test_items_left_at_two_earlier_bases_stay_until_the_new_ones_are_there(applied):
    earlier = ("/airflow/variables", "/airflow/second")
    move(applied, earlier[1])
    assert applied.apply()["summary"]["orphan"] == 3
    before = values(applied, *earlier)
    move(applied, "/airflow/third")
    applied.gateway.faults({"command": "create-secret", "times": "always", "action": "status", "status": 403})
    report = applied.apply("--prune", code=1)
    assert outcomes(report, "create") == {"failed"} and outcomes(report, "delete") == {"not_tried"}
    assert values(applied, *earlier) == before and None not in before
    applied.gateway.clear()
    assert applied.apply("--prune")["summary"]["delete"] == 6
    assert values(applied, "/airflow/third") == before[:3]
    assert set(values(applied, *earlier)) == {None}
