"""What `airflow config` prints, taken by the readers it is made for: Python's configparser, a shell, the real provider."""

import configparser
import json
import subprocess

import pytest

CONFIG = {"database.sql_alchemy_conn": "sqlite:////tmp/metadata.db", "core.load_examples": "False"}


@pytest.fixture
def declared(project):
    project.write("config/airflow.yaml", "\n".join(f"{key}: {value}" for key, value in CONFIG.items()) + "\n")
    project.write("connections/all.yaml", "c: {conn_type: http, host: c.example.com}\n")
    project.commit()
    return project


def section(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser["secrets"]


def backend(arguments):
    from airflow.providers.akeyless.secrets.akeyless import AkeylessBackend

    return AkeylessBackend(**json.loads(arguments))


@pytest.mark.parametrize("form", [[], ["--multi-line"]])
def test_the_real_provider_reads_with_the_printed_section(declared, form):
    declared.apply()
    printed = section(declared.lockstep.run("airflow", "config", "--reveal", *form).stdout)
    assert printed["backend"] == "airflow.providers.akeyless.secrets.akeyless.AkeylessBackend"
    assert backend(printed["backend_kwargs"]).get_connection("c").host == "c.example.com"


def test_a_shell_reads_the_variables(declared):
    declared.apply()
    script = declared.lockstep.run("airflow", "config", "--env", "--reveal").stdout
    read = subprocess.run(
        ["sh", "-c", f"{script}\nprintf '%s' \"$AIRFLOW__SECRETS__BACKEND_KWARGS\""], check=True, capture_output=True,
        text=True).stdout
    assert backend(read).get_connection("c").host == "c.example.com"
    assert "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_SECRET=database.sql_alchemy_conn\n" in script
    assert "LOAD_EXAMPLES" not in script, "Airflow never asks a backend for that option"


def test_credentials_are_placeholders_unless_asked_for(declared):
    for form in ([], ["--env"], ["--multi-line"], ["--format", "json"]):
        printed = declared.lockstep.run("airflow", "config", *form).stdout
        assert declared.gateway.access_key not in printed
        assert "gateway.auth.access_key" in printed, "the placeholder says which setting to fill in"
    assert declared.lockstep.json("airflow", "config")["placeholders"] == ["access_id", "access_key"]


def test_nothing_that_airflow_or_its_parser_would_replace_is_left(declared):
    text = (declared.folder / "lockstep.yaml").read_text()
    declared.write("lockstep.yaml", text + "backend: {connections_path: '/a/100%/$HOME', variables_path: null}\n")
    printed = section(declared.lockstep.run("airflow", "config").stdout)["backend_kwargs"]
    assert "$" not in printed
    arguments = json.loads(printed)
    assert arguments["connections_path"] == "/a/100%/$HOME"
    assert arguments["variables_path"] is None


@pytest.mark.parametrize("login, provider, taken", [
    ("api_key", "0.1.0", True), ("uid", "0.1.0", True), ("aws_iam", "0.2.0", False), ("aws_iam", "0.3.0", True),
    ("gcp", "0.3.2", True), ("azure_ad", "0.3.2", True), ("k8s", "0.3.2", False), ("certificate", "0.3.2", False)])
def test_a_login_that_the_provider_does_not_have_is_named_in_its_own_words(project, login, provider, taken):
    project.write("lockstep.yaml", f"""\
        version: 1
        gateway: {{url: "https://gw.example.com", auth: {{access_type: {login}, access_id: p-1}}}}
        airflow: {{provider_version: {provider}}}
        """)
    found = project.lockstep.run("airflow", "config")
    says = f"Unsupported access_type '{login}' for AkeylessBackend."
    assert (says not in found.stderr) == taken, found
    assert json.loads(section(found.stdout)["backend_kwargs"])["access_type"] == login
    if not taken and provider == "0.3.2":
        from airflow.providers.akeyless.secrets.akeyless import AkeylessBackend

        with pytest.raises(ValueError) as refusal:
            AkeylessBackend(access_type=login)
        assert str(refusal.value).startswith(says)


def test_the_names_of_an_existing_airflow_cfg_are_taken_over(declared):
    text = (declared.folder / "lockstep.yaml").read_text()
    declared.write("lockstep.yaml", text + "backend: {airflow_cfg: deploy/airflow.cfg}\n")
    declared.write("deploy/airflow.cfg", """\
        [core]
        multi_team = True   # since 3.2
        [secrets]
        prefix = /50%%
        backend = airflow.providers.akeyless.secrets.akeyless.AkeylessBackend
        backend_kwargs = {
            "connections_path": "%(prefix)s/c",
            "variables_path": null,
            "sep": "-", "global_secrets_path": "shared",
            "access_key": "not-taken-over"
            }
        """)
    settings = {each["name"]: each.get("value") for each in declared.lockstep.json("config")["settings"]}
    assert settings["backend.connections_path"] == "/50%/c"
    assert settings["backend.variables_path"] == "null"
    assert settings["backend.sep"] == "-"
    assert settings["backend.global_secrets_path"] == "shared"
    assert settings["airflow.multi_team"] == "true"
    assert "not-taken-over" not in json.dumps(settings)
