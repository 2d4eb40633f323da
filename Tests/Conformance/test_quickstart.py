"""The quickstart, applied, is what the unmodified provider reads."""

import json
import os
import subprocess
import sys

import pytest
from Blackbox import declared
from Blackbox.gateway import Gateway
from Blackbox.project import Project

from .reading import AIRFLOW_2, differences

SECRETS = {
    "WAREHOUSE_PASSWORD": "warehouse %41/@:?", "STAGING_WAREHOUSE_PASSWORD": "staging-warehouse",
    "ORDERS_PASSWORD": "p@ss/with:odd%chars", "SNOWFLAKE_PASSWORD": "snow ❄", "REDIS_URI": "redis://:pa%3Ass@Cache.example.com:6379/0",
    "DATALAKE_KEY_ID": "AKIAEXAMPLE", "DATALAKE_KEY_SECRET": "key/secret+=", "SLACK_TOKEN": "xoxb-1-2", "BILLING_API_KEY": "0123",
    "GOOGLE_KEYFILE": json.dumps({"type": "service_account", "private_key": "-----BEGIN\nx\n-----END\n"}),
    "KAFKA_PASSWORD": "true", "ARCHIVE_PASSWORD": "null", "PARTNER_TOKEN": '{"value": "not a wrapper"}',
    "METADATA_DATABASE_URL": "sqlite:////tmp/airflow-metadata.db", "STAGING_METADATA_DATABASE_URL": "sqlite:////tmp/staging.db",
    "FERNET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "SENTRY_DSN": "https://k%25ey@sentry.example.com/42",
    "JWT_SECRET": "jwt secret with spaces ",
}
PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def applied(binary, quickstart, tmp_path_factory):
    """The quickstart's files, applied for the default environment and for staging."""
    folder = tmp_path_factory.mktemp("quickstart")
    with Gateway(binary, folder) as gateway:
        project = Project(binary, folder / "project", gateway, environment=SECRETS)
        project.copy_example(quickstart)
        project.write("secrets/partner_key", PRIVATE_KEY)
        project.commit()
        project.lockstep.run("validate")
        project.apply()
        project.apply("-e", "staging")
        yield project


def test_the_example_has_24_entries(applied):
    files = declared.read(applied.folder, SECRETS)
    assert len(files.connections) + len(files.variables) + len(files.config) == 24


@pytest.mark.parametrize("environment", ["default", "staging"])
def test_the_backend_reads_what_the_files_declare(applied, backend_for, environment):
    staging = environment == "staging"
    paths = {f"{kind}_path": f"/staging/{kind}" for kind in ("connections", "variables", "config")} if staging else {}
    files = declared.read(applied.folder, SECRETS, overlay="staging" if staging else None)
    assert differences(backend_for(applied.gateway, **paths), files) == []


def test_an_overlay_with_null_takes_the_entry_away(applied, backend_for):
    assert backend_for(applied.gateway, connections_path="/staging/connections").get_connection("sftp_partner") is None


def test_descriptions_of_variables_are_metadata_of_the_item(applied):
    item = applied.gateway.describe("/airflow/variables/data_bucket")
    assert item["item_metadata"] == "Root bucket of the data lake"


def test_the_local_filesystem_backend_accepts_the_same_files(quickstart):
    """The file shapes are Airflow's own: its reader takes them, with references as plain text."""
    from airflow.secrets.local_filesystem import load_connections_dict, load_variables

    found = [key for file in sorted((quickstart / "connections").iterdir()) for key in load_connections_dict(str(file))]
    # Airflow 2 takes no list for a variable, and the example has one.
    files = [] if AIRFLOW_2 else sorted((quickstart / "variables").iterdir())
    found += [key for file in files for key in load_variables(str(file))]
    assert len(found) == (12 if AIRFLOW_2 else 20)


def test_airflow_resolves_its_own_options_through_the_backend(applied, tmp_path):
    """A fresh Airflow process, told of the backend and of the options' names as a deployment would be."""
    gateway = applied.gateway
    options = ["database.sql_alchemy_conn", "core.fernet_key", "sentry.sentry_dsn"]
    options += [] if AIRFLOW_2 else ["api_auth.jwt_secret"]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path), "LANG": "C.UTF-8",
        "AIRFLOW__SECRETS__BACKEND": "airflow.providers.akeyless.secrets.akeyless.AkeylessBackend",
        "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(
            {"api_url": gateway.url, "access_id": gateway.access_id, "access_key": gateway.access_key}),
    } | {f"AIRFLOW__{name.upper().replace('.', '__')}_SECRET": name for name in options}
    program = (
        "import json; from airflow.configuration import conf; "
        f"print('READ ' + json.dumps([conf.get(*name.split('.')) for name in {options!r}]))")
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    read = [json.loads(line[5:]) for line in ended.stdout.splitlines() if line.startswith("READ ")]
    files = declared.read(applied.folder, SECRETS)
    assert read == [[files.config[name] for name in options]], ended.stderr


def test_airflows_own_lookup_finds_connection_and_variable(applied, tmp_path):
    """Not the backend's methods but the whole chain that a task uses."""
    gateway = applied.gateway
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path), "LANG": "C.UTF-8",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
        "AIRFLOW__SECRETS__BACKEND": "airflow.providers.akeyless.secrets.akeyless.AkeylessBackend",
        "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(
            {"api_url": gateway.url, "access_id": gateway.access_id, "access_key": gateway.access_key}),
    }
    program = (
        "import json; from airflow.models.connection import Connection; from airflow.models.variable import Variable; "
        "c = Connection.get_connection_from_secrets('postgres_default'); "
        "print('READ ' + json.dumps([c.host, c.password, c.extra_dejson, "
        "Variable.get('feature_flags', deserialize_json=True), Variable.get('late_orders_sql')]))")
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    read = [json.loads(line[5:]) for line in ended.stdout.splitlines() if line.startswith("READ ")]
    files = declared.read(applied.folder, SECRETS)
    warehouse = files.connections["postgres_default"]
    assert read == [[
        warehouse["host"], warehouse["password"], warehouse["extra"], files.variables["feature_flags"],
        files.variables["late_orders_sql"]]], ended.stderr
