"""Differential test: generated entries, written by Lockstep, read by the unmodified provider and by Lockstep itself."""

import concurrent.futures

import pytest
from Blackbox import declared, generated

from .reading import differences

FIELDS = ("conn_type", "description", "host", "login", "password", "schema", "port", "extra")


@pytest.fixture
def applied(project, request):
    """As many entries as asked for, written once."""
    count = request.config.getoption("--entries")
    generated.write(project, generated.entries(count))
    project.commit()
    assert project.apply()["summary"]["create"] == count
    return project


def test_generated_entries_read_as_declared(applied, backend_for, request):
    """Unicode, control characters, percent signs, texts that look like JSON, long values, every shape of extra."""
    count = request.config.getoption("--entries")
    files = declared.read(applied.folder, {})
    backend = backend_for(applied.gateway)
    wrong = differences(backend, files)
    assert wrong == [], f"{len(wrong)} of {count} differ"
    again = applied.plan("--exit-code", code=0)
    assert again["summary"]["unchanged"] == count
    assert again["stats"]["values_read"] == 0

    # Our own reader, which is a process for each entry: a sample, or all of them where there is time.
    keys = [("connection", key) for key in files.connections]
    keys += [("variable", key) for key in files.variables] + [("config", key) for key in files.config]
    every = max(1, count // request.config.getoption("--own-reads"))
    chosen = keys[::every]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        ours = list(pool.map(lambda entry: read_by_us(applied, *entry), chosen))
    theirs = [read_by_airflow(backend, *entry) for entry in chosen]
    wrong = [entry for entry, left, right in zip(chosen, ours, theirs) if left != right]
    assert wrong == [], f"{len(wrong)} of {len(chosen)} differ"


def read_by_us(project, kind, key):
    answer = project.lockstep.json("get", kind, key, "--reveal")
    return answer["connection"] if kind == "connection" else answer["value"]


def read_by_airflow(backend, kind, key):
    """To the letter: null is not an empty text, and the text of `extra` counts."""
    if kind == "connection":
        connection = backend.get_connection(key)
        return {name: getattr(connection, name) for name in FIELDS}
    return backend.get_variable(key) if kind == "variable" else backend.get_config(key)
