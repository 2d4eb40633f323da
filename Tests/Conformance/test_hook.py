"""The provider's AkeylessHook and AkeylessBackend, unmodified, beside `lockstep secret`, on one gateway, with each login."""

import importlib.metadata
import importlib.util
import json

import pytest
from Blackbox import logins
from Blackbox.identities import DYNAMIC, ROTATED
from Blackbox.project import Project

CLOUDS = ("aws_iam", "gcp", "azure_ad")
HAS_CLOUD_ID = importlib.util.find_spec("akeyless_cloud_id") is not None


def available(*methods):
    """Without the cloud logins where the library that proves such identities is not installed: with the oldest Airflow."""
    return [method for method in methods if HAS_CLOUD_ID or method not in CLOUDS]


# The backend takes cloud logins from 0.3.0 on, the hook took them before.
PROVIDER = tuple(map(int, importlib.metadata.version("apache-airflow-providers-akeyless").split(".")[:2]))
OF_BACKEND = ["api_key", "uid"] if PROVIDER < (0, 3) else available("api_key", "uid", *CLOUDS)

# The provider never sends a service account's token, so its k8s login cannot work.
WORKING = available("api_key", "uid", "jwt", "certificate", *CLOUDS)


@pytest.fixture
def logged_in(identities, identity_gateway, clouds, binary, tmp_path, monkeypatch):
    """For one kind of login: the hook, which finds its connection in the environment, and `lockstep secret`."""
    from airflow.providers.akeyless.hooks.akeyless import AkeylessHook

    def make(method):
        login = logins.of(method, identities, clouds, tmp_path)
        monkeypatch.setenv("AIRFLOW_CONN_AKEYLESS_DEFAULT", login.connection(identity_gateway))
        for name, value in login.environment.items():
            monkeypatch.setenv(name, value)
        settings, environment = login.project_settings()
        project = Project(binary, tmp_path / "project", identity_gateway, auth=settings, environment=environment)
        for name in ("AKEYLESS_ACCESS_ID", "AKEYLESS_ACCESS_KEY"):
            del project.environment[name]
        return AkeylessHook(), lambda *arguments, **options: project.lockstep.run("secret", *arguments, **options)

    return make


@pytest.mark.parametrize("method", WORKING)
def test_the_hook_and_the_program_do_the_same(logged_in, method):
    hook, secret = logged_in(method)
    folder = f"/hook/{method}"
    one, two = f"{folder}/one", f"{folder}/two"
    assert hook.test_connection() == (True, "Connection successfully tested")

    hook.create_secret(one, 'written by the hook: ü "\n', description="made by the hook")
    secret("create", two, "--description", "made by the program", "--exact", stdin="written by the program ü\n".encode())
    for name in (one, two):
        assert secret("get", name).stdout == hook.get_secret_value(name)
    values = hook.get_secret_values([one, two])
    assert json.loads(secret("get", one, two).stdout) == values
    assert values == {one: 'written by the hook: ü "\n', two: "written by the program ü\n"}

    hook.update_secret_value(one, "changed by the hook")
    secret("update", two, stdin=b"changed by the program")
    assert secret("get", one).stdout == "changed by the hook"
    assert hook.get_secret_value(two) == "changed by the program"

    for name in (one, two):
        theirs, ours = hook.describe_item(name), json.loads(secret("describe", name, "--format", "json").stdout)["item"]
        assert (ours["name"], ours["description"]) == (theirs["item_name"], theirs["item_metadata"])
    assert secret("list", folder).stdout.split() == sorted(item["item_name"] for item in hook.list_items(folder)) == [one, two]

    secret("delete", one, "--yes")
    hook.delete_item(two)
    assert hook.list_items(folder) == []
    assert secret("list", folder).stdout == ""


@pytest.mark.parametrize("method", WORKING)
def test_dynamic_and_rotated_secrets_are_read_alike(logged_in, method):
    hook, secret = logged_in(method)
    assert json.loads(secret("dynamic", "/dynamic/db").stdout) == hook.get_dynamic_secret_value("/dynamic/db") == DYNAMIC
    theirs = hook.get_rotated_secret_value("/rotated/db")
    assert json.loads(secret("rotated", "/rotated/db").stdout) == theirs == {"value": ROTATED}
    assert secret("rotated", "/rotated/db", "--field", "password").stdout == ROTATED["password"]


def test_only_the_program_can_log_in_as_a_service_account(logged_in):
    hook, secret = logged_in("k8s")
    assert hook.test_connection()[0] is False
    assert "/dynamic/db" in secret("list", "/").stdout


def test_a_missing_secret_is_an_error_for_both(logged_in):
    import akeyless

    hook, secret = logged_in("api_key")
    with pytest.raises(akeyless.ApiException) as missing:
        hook.get_secret_value("/hook/none")
    assert missing.value.status == 404
    assert "/hook/none" in secret("get", "/hook/none", code=1).stderr


def test_what_may_not_be_read_is_told_from_what_is_missing(logged_in, identities, identity_gateway, monkeypatch):
    """As far as the API lets one: a path without rights answers the same whether or not an item is there."""
    hook, secret = logged_in("api_key")
    hook.create_secret("/private/there", "x")
    reader = {"LOGIN_ACCESS_KEY": "reader-key-77e0", "LOCKSTEP_ACCESS_ID": "p-reader"}
    for name in ("/private/there", "/private/none"):
        assert "denies" in secret("get", name, code=9, environment=reader).stderr
    secret("get", "/airflow/variables/none", code=1, environment=reader)


@pytest.mark.parametrize("method", OF_BACKEND)
def test_the_backend_reads_with_each_login_it_has(logged_in, identities, identity_gateway, clouds, tmp_path, method):
    from airflow.providers.akeyless.secrets.akeyless import AkeylessBackend

    hook, _ = logged_in(method)
    key = f"read_{method}"
    hook.create_secret(f"/airflow/variables/{key}", '{"value": "ü"}')
    login = logins.of(method, identities, clouds, tmp_path)
    backend = AkeylessBackend(api_url=identity_gateway.url, **login.settings | login.secret)
    assert backend.get_variable(key) == "ü"


# The SDK beneath them, which leaves proving an identity to its caller.


def proof(method, identities, clouds, folder):
    """The fields of a login that a caller of the SDK has to find by himself."""
    login = logins.of(method, identities, clouds, folder)
    access_id = login.settings.get("access_id")
    if method in CLOUDS:
        from akeyless_cloud_id import CloudId
    return {
        "api_key": lambda: {"access_id": access_id, "access_key": identities.owner_key},
        "uid": lambda: {"access_type": "universal_identity", "uid_token": identities.uid_token},
        "jwt": lambda: {"access_type": "jwt", "access_id": access_id, "jwt": login.secret["jwt_token"]},
        "k8s": lambda: {
            "access_type": "k8s", "access_id": access_id, "k8s_auth_config_name": login.settings["k8s_auth_config_name"],
            "k8s_service_account_token": logins.base64_text(login.secret["k8s_service_account_token"])},
        "certificate": lambda: {
            "access_type": "cert", "access_id": access_id, "cert_data": login.secret["certificate_data"],
            "key_data": login.secret["private_key_data"]},
        "aws_iam": lambda: {
            "access_type": "aws_iam", "access_id": access_id, "cloud_id": CloudId().generate(*identities.aws_session)},
        "gcp": lambda: {"access_type": "gcp", "access_id": access_id, "cloud_id": CloudId().generateGcp("akeyless.io")},
        "azure_ad": lambda: {"access_type": "azure_ad", "access_id": access_id, "cloud_id": CloudId().generateAzure()},
    }[method]()


@pytest.mark.parametrize("method", available(*logins.METHODS))
def test_the_sdk_logs_in(identities, identity_gateway, clouds, tmp_path, monkeypatch, method):
    import akeyless

    for name, value in logins.of(method, identities, clouds, tmp_path).environment.items():
        monkeypatch.setenv(name, value)
    api = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=identity_gateway.url)))
    token = api.auth(akeyless.Auth(**proof(method, identities, clouds, tmp_path))).token
    listed = api.list_items(akeyless.ListItems(path="/dynamic", token=token))
    assert [item.item_name for item in listed.items] == ["/dynamic/db"]
