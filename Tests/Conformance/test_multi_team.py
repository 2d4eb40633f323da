"""The multi-team example, applied: the unmodified provider and `get` give every caller the same."""

import importlib.metadata
import itertools
import re

import pytest

pytestmark = pytest.mark.skipif(
    importlib.metadata.version("apache-airflow").startswith("2."), reason="Airflow 2 has no teams")

KEYS = {
    "connection": ["orders_database", "object_store", "ingestion/orders_database"],
    "variable": ["schedule", "batch_size", "lake_bucket", "retention", "reporting/schedule", "shared/lake_bucket"],
}


@pytest.fixture
def applied(project, quickstart):
    project.copy_example(quickstart.parent / "multi-team")
    # The line is that of the installed Airflow, which says nothing about teams.
    text = (project.folder / "lockstep.yaml").read_text()
    project.write("lockstep.yaml", re.sub(r"(?m)^(airflow: \{.*)\}$", r"\1, multi_team: true}", text))
    project.environment.update(INGESTION_PASSWORD="in-1", REPORTING_PASSWORD="re-2", FERNET_KEY="fe-3")
    project.commit()
    project.apply()
    return project


def test_every_caller_reads_the_same_as_with_the_real_provider(applied, backend_for, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__MULTI_TEAM", "True")
    backend = backend_for(applied.gateway, global_secrets_path="shared")
    answers = {}
    for team, (kind, key) in itertools.product(
            [None, "ingestion", "reporting"], [(kind, key) for kind, keys in KEYS.items() for key in keys]):
        arguments = ["--team", team] if team else []
        answer = applied.lockstep.json("get", kind, key, "--reveal", *arguments, code=None)
        found = answer["value"] if kind == "variable" else answer["connection"] and answer["connection"]["login"]
        if kind == "variable":
            wanted = backend.get_variable(key, team_name=team)
        else:
            connection = backend.get_connection(key, team_name=team)
            wanted = connection and connection.login
        assert found == wanted, (team, kind, key)
        answers[team, key] = found
    assert answers["ingestion", "orders_database"] == "ingestion"
    assert answers["reporting", "orders_database"] == "reporting"
    assert answers[None, "orders_database"] is None
    assert answers["reporting", "lake_bucket"] == "acme-lake"
    assert answers["ingestion", "reporting/schedule"] is None
