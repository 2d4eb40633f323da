"""From a real metadata database, by Airflow's own export and `lockstep import --seed`, to the real backend."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from Blackbox import generated
from cryptography.fernet import Fernet

from .reading import same

FIELDS = ("conn_type", "description", "host", "login", "password", "schema", "port", "extra")
CONNECTIONS, VARIABLES = 120, 80
MARK = "-only-in-passwords-5d2e"
# The export makes null of this text, which then cannot be told from a missing value; the import says so.
LEFT_OUT = [("variables", "null")]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A folder with the exports of 200 rows, and what Airflow reads from the rows themselves."""
    folder = tmp_path_factory.mktemp("database")
    make = generated.Generator(seed=7)
    rows = {
        "connections": {f"conn_{number}.x": connection_row(make) for number in range(CONNECTIONS)},
        "variables": {f"var_{number}": variable_text(make) for number in range(VARIABLES - 1)} | {"null": "null"},
    }
    (folder / "rows.json").write_text(json.dumps(rows))
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "AIRFLOW_HOME": str(folder), "LANG": "C.UTF-8",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder}/airflow.db", "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": Fernet.generate_key().decode(), "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False"}
    program = pathlib.Path(__file__).with_name("airflow_database.py")
    ended = subprocess.run([sys.executable, program, folder], env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-4000:]
    read = json.loads((folder / "read.json").read_text())
    assert (len(read["connections"]), len(read["variables"])) == (CONNECTIONS, VARIABLES)
    for kind, key in LEFT_OUT:
        del read[kind][key]
    return folder, read


def connection_row(make):
    """`extra` as the text that the database keeps, and the conn_type in the form that Lockstep brings it to."""
    fields = make.connection()
    fields["conn_type"] = "postgres" if fields["conn_type"] == "postgresql" else fields["conn_type"].replace("-", "_")
    fields["password"] = (fields.get("password") or "") + MARK
    if isinstance(fields.get("extra"), dict):
        fields["extra"] = json.dumps(fields["extra"])
    # Files of declarations are YAML, where a byte order mark inside a text is left to tests of their own.
    plain = {name: text.replace("\ufeff", "") if isinstance(text, str) else text for name, text in fields.items()}
    return plain | ({"extra": plain["extra"].replace("\\ufeff", "")} if plain.get("extra") else {})


def variable_text(make):
    """A row holds text; much of it is JSON, which the export decodes."""
    kind = make.random.randrange(3)
    if kind == 0:
        return json.dumps(make.structure() or {}, indent=make.random.choice((None, 2)))
    text = make.text() if kind == 1 else make.long_text()
    return "text" if text == "null" else text


@pytest.mark.parametrize("connections", ["connections.json", "connections.yaml"])
def test_a_database_of_200_rows_arrives_as_it_was(project, database, backend_for, connections):
    folder, rows = database
    project.commit()
    exports = [argument for name in (connections, "variables.json") for argument in ("--from-export", folder / name)]
    report = project.lockstep.run("import", *exports, "--seed", "--yes").stdout
    assert "Not imported: 1\n" in report and "a value cannot be null" in report, report
    project.commit("Take over what the metadata database held")
    project.apply()
    assert project.plan("--exit-code", code=0)["summary"]["create"] == 0

    backend = backend_for(project.gateway)
    wrong = []
    for key, wanted in rows["connections"].items():
        read = backend.get_connection(key)
        if read is None or not equal(wanted, {name: getattr(read, name) for name in FIELDS}):
            wrong.append(("connection", key, wanted, read and {name: getattr(read, name) for name in FIELDS}))
    for key, wanted in rows["variables"].items():
        read = backend.get_variable(key)
        if read != wanted and not same_json(read, wanted):
            wrong.append(("variable", key, wanted, read))
    assert wrong == [], f"{len(wrong)} differ"

    # Nothing that a row kept secret is in the files.
    assert not [file for file in project.folder.rglob("*.y*ml") if MARK in file.read_text()]


def equal(wanted, read):
    """An empty text counts as none, as it does in the export; extra is compared as the object it is."""
    def plain(fields):
        return {name: value or None for name, value in fields.items() if name != "extra"}

    return plain(wanted) == plain(read) and same(json.loads(wanted["extra"] or "{}"), json.loads(read["extra"] or "{}"))


def same_json(left, right):
    try:
        return same(json.loads(left), json.loads(right))
    except (TypeError, ValueError):
        return False
