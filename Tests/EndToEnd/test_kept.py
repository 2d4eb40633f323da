"""Fields that the declaration leaves to Akeyless: what is not there any more is never written away."""

import json

import pytest

PATH = "/airflow/connections/a"
STORED = {"conn_type": "http", "host": "h", "password": "kept-4b1e", "extra": '{"token": "kept-77a0"}'}
DECLARED = "a: {conn_type: http, host: h, password: ref+kept://, extra: {token: ref+kept://}}\n"


@pytest.fixture
def kept(project):
    project.gateway.call("create-secret", name=PATH, value=json.dumps(STORED))
    project.write("connections/a.yaml", DECLARED)
    project.commit()
    return project


def refused(project, *flags):
    """The reason why nothing is written, after an apply that wrote nothing."""
    before = project.gateway.value(PATH)
    result = project.lockstep.json("apply", "--yes", *flags, code=1)
    assert project.gateway.value(PATH) == before
    (change,) = [change for change in result["changes"] if change["action"] == "error"]
    return change["reason"]


@pytest.mark.parametrize("text, fields", [
    (json.dumps(STORED)[:-1] + ",}", "extra.token, password"), ("", "extra.token, password"),
    (json.dumps(STORED | {"host": "other", "password": ""}), "password"),
    ("http://u:pw@other", "extra.token"),
])
def test_what_lost_a_kept_field_outside_is_not_overwritten(kept, text, fields):
    kept.apply()
    kept.gateway.call("update-secret-val", name=PATH, value=text)
    assert refused(kept, "--overwrite-drift").endswith(": " + fields)


def test_a_field_that_never_was_there_is_neither_adopted_nor_overwritten(kept):
    kept.write("connections/a.yaml", DECLARED.replace("token:", "tokn:"))
    kept.commit()
    assert refused(kept, "--overwrite-unmanaged").endswith(": extra.tokn")
    kept.gateway.call("update-secret-val", name=PATH, value=json.dumps(STORED | {"extra": ""}))
    assert refused(kept).endswith(": extra.tokn")


def test_a_kept_field_survives_the_update_of_another(kept):
    kept.apply()
    kept.write("connections/a.yaml", DECLARED.replace("host: h", "host: other"))
    kept.commit()
    kept.apply()
    stored = json.loads(kept.gateway.value(PATH))
    assert (stored["host"], stored["password"], json.loads(stored["extra"])) == ("other", "kept-4b1e", {"token": "kept-77a0"})
