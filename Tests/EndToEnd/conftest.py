"""A small repository that most end-to-end tests start from."""

import socket

import pytest

PASSWORD = "first-password-6f1d"

FILES = {
    "connections/databases.yaml": """\
        warehouse:
          conn_type: postgres
          host: db.example.com
          port: 5432
          schema: reporting
          login: airflow
          password: ref+env://WAREHOUSE_PASSWORD
          extra: {sslmode: require, api_token: ref+env://WAREHOUSE_TOKEN}
        lake:
          conn_type: aws
          login: AKIAEXAMPLE
          extra: {region_name: eu-west-1}
        """,
    "variables/all.yaml": """\
        region: eu
        limits:
          value: {rows: 10}
          description: Row limits
        partner: ref+env://PARTNER_TOKEN
        """,
    "config/airflow.yaml": """\
        core.fernet_key: ref+env://FERNET_KEY
        """,
}

COUNT = 6


def add_staging(project):
    """Adds an environment of that name, with paths and a ledger of its own."""
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text() + """
environments:
  staging:
    backend: {connections_path: /staging/connections, variables_path: /staging/variables, config_path: /staging/config}
    ledger: {branch: lockstep/staging}
""")


def needs(project, *command):
    """Skips a test of a command that this build does not have."""
    if not project.lockstep.has(*command):
        pytest.skip(f"this build has no `{' '.join(command)}` command")


@pytest.fixture
def declared(project):
    """The small repository, committed, nothing applied."""
    project.environment.update(
        WAREHOUSE_PASSWORD=PASSWORD, WAREHOUSE_TOKEN="token-31ab", PARTNER_TOKEN="partner-9c2e", FERNET_KEY="fernet-77d0")
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    return project


@pytest.fixture
def applied(declared):
    """The small repository, applied once; request counts start at zero."""
    declared.apply()
    declared.gateway.reset_requests()
    return declared


@pytest.fixture
def refusing_port():
    """A port that is taken, so that no gateway of another test gets it, and on which nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
