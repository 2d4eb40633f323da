"""Where a login may come from, which place wins, and what a failed one says."""

import base64
import datetime
import hashlib
import hmac
import json

import pytest
from Blackbox.gateway import Gateway
from Blackbox.project import Project
from Blackbox.tool import Lockstep, clean_environment
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

JWT_SECRET = "0123456789abcdef0123456789abcdef"


def make_certificate(common_name):
    """A self-signed certificate and its key, both in PEM form."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256()))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def make_jwt(secret, **claims):
    """Valid for a day: it is made when this file is read, and used when a long run comes to it."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(datetime.datetime.now(datetime.timezone.utc).timestamp())
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps({"iat": now, "exp": now + 86_400} | claims).encode())
    return (text + b"." + part(hmac.new(secret.encode(), text, hashlib.sha256).digest())).decode()


CERTIFICATE, CERTIFICATE_KEY = make_certificate("robot")
OTHER_CERTIFICATE, OTHER_CERTIFICATE_KEY = make_certificate("stranger")

IDENTITIES = {
    "identities": [
        {"access_id": "p-admin", "access_key": "admin-key-40"},
        {"access_id": "p-other", "access_key": "other-key-41"},
        {"access_id": "p-robot", "uid_tokens": ["u-robot-77"], "logins": [
            {"type": "jwt", "keys": [{"algorithm": "HS256", "secret": JWT_SECRET}]},
            {"type": "k8s", "tokens": ["pod-token"], "config_name": "cluster"},
            {"type": "gcp", "tokens": ["google-token"]}, {"type": "azure_ad", "tokens": ["azure-token"]},
            {"type": "aws_iam", "access_key_id": "AKIAEXAMPLE", "secret_access_key": "aws-secret-52"},
            {"type": "cert", "authorities": [CERTIFICATE]}]},
    ],
}


def encoded(text):
    return base64.b64encode(text.encode()).decode()


# For every login of the provider: the extra of its connection, the same with wrong credentials, and what tells whether a
# credential got out. AWS has its keys in the environment.
LOGINS = {
    "uid": ({"uid_token": "u-robot-77"}, {"uid_token": "u-wrong-99"}),
    "jwt": ({"jwt_token": make_jwt(JWT_SECRET)}, {"jwt_token": make_jwt("another secret of some length 123")}),
    "k8s": (
        {"k8s_auth_config_name": "cluster", "k8s_service_account_token": "pod-token"},
        {"k8s_auth_config_name": "cluster", "k8s_service_account_token": "pod-wrong"}),
    "gcp": ({"cloud_id": encoded("google-token")}, {"cloud_id": encoded("google-wrong")}),
    "azure_ad": ({"cloud_id": encoded("azure-token")}, {"cloud_id": encoded("azure-wrong")}),
    "aws_iam": ({"secret": "aws-secret-52"}, {"secret": "aws-wrong-secret"}),
    "certificate": (
        {"certificate_data": CERTIFICATE, "private_key_data": CERTIFICATE_KEY},
        {"certificate_data": OTHER_CERTIFICATE, "private_key_data": OTHER_CERTIFICATE_KEY}),
}


@pytest.fixture(scope="module")
def gateway(binary, tmp_path_factory):
    with Gateway(binary, tmp_path_factory.mktemp("gateway"), identities=IDENTITIES) as running:
        yield running


@pytest.fixture
def tool(binary, tmp_path):
    """The program in an empty folder and an empty environment."""
    return Lockstep(binary, tmp_path, clean_environment(tmp_path))


def connection(gateway, login="p-admin", password="admin-key-40", **extra):
    fields = {"conn_type": "akeyless", "host": gateway.url, "login": login, "password": password}
    return json.dumps(fields | ({"extra": extra} if extra else {}))


def who(tool, *arguments, **options):
    report = tool.json("auth", "check", *arguments, **options)
    return report["method"], report["access_id"]


def aws(extra):
    """What of a login's settings is an environment variable instead."""
    secret = extra.pop("secret", None)
    return {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": secret} if secret else {}


@pytest.mark.parametrize("method", ["api_key", *LOGINS])
def test_every_login_of_the_provider_works_by_its_connection(tool, gateway, method):
    extra = dict(LOGINS.get(method, ({},))[0])
    tool.environment |= aws(extra)
    text = connection(gateway) if method == "api_key" else connection(gateway, "p-robot", None, access_type=method, **extra)
    tool.environment["AIRFLOW_CONN_ROBOT"] = text
    assert who(tool, "--conn-id", "robot") == (method, "p-admin" if method == "api_key" else "p-robot")


@pytest.mark.parametrize("method", ["api_key", *LOGINS, "uid-direct", "token"])
def test_wrong_credentials_are_nine_and_the_message_says_what_to_check(tool, gateway, method):
    wrong = {"api_key": {}, "uid-direct": {"uid_token": "u-wrong-99", "uid_exchange": False}, "token": {"token": "t-wrong"}}
    extra = dict(wrong[method] if method in wrong else LOGINS[method][1])
    tool.environment |= aws(extra)
    name = method.removesuffix("-direct")
    password = "wrong-key-13" if method == "api_key" else None
    tool.environment["AIRFLOW_CONN_ROBOT"] = connection(gateway, "p-robot", password, access_type=name, **extra)
    for command in (["auth", "check"], ["secret", "get", "/x"]):
        ended = tool.run(*command, "--conn-id", "robot", "--format", "json", code=9)
        error = ended.json()["error"]
        assert name in error["message"] + " ".join(error["causes"]) and error["hints"][0].startswith("check ")
        assert "hint: check " in ended.stderr
        for value in [password, *extra.values(), *aws(dict(extra)).values()]:
            assert not isinstance(value, str) or value not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("method", "extra", "steps"), [
        ("aws_iam", {}, ["environment: AWS_ACCESS_KEY_ID is not set", "web identity", "profile", "container"]),
        ("k8s", {"k8s_auth_config_name": "c"}, ["projected file"]),
    ])
def test_a_missing_identity_is_told_step_by_step(tool, gateway, method, extra, steps):
    tool.environment |= {"AWS_EC2_METADATA_DISABLED": "true"}
    tool.environment["AIRFLOW_CONN_ROBOT"] = connection(gateway, "p-robot", None, access_type=method, **extra)
    error = tool.json("auth", "check", "--conn-id", "robot", code=9)["error"]
    assert all(step in " ".join(error["causes"]) for step in steps) and method in error["message"]
    assert error["hints"]


@pytest.mark.parametrize("method", ["oci", "kerberos", "ldap", "saml", "oidc", "email", "nonsense"])
def test_other_logins_are_refused_by_name_with_the_list_of_those_that_work(tool, gateway, method):
    tool.environment["AIRFLOW_CONN_ROBOT"] = connection(gateway, access_type=method)
    asked = tool.json("auth", "check", "--conn-id", "robot", code=7)["error"]
    set_here = tool.run("auth", "check", environment={"LOCKSTEP_ACCESS_TYPE": method}, code=7)
    for text in (json.dumps(asked), set_here.stderr):
        assert "api_key, aws_iam, azure_ad, certificate, gcp, jwt, k8s, token, uid" in text


def test_a_connection_may_be_a_uri(tool, gateway):
    address = gateway.url.removeprefix("http://").replace(":", "%3A")
    tool.environment["AIRFLOW_CONN_AS_URI"] = f"akeyless://p-admin:admin-key-40@http%3A%2F%2F{address}"
    assert who(tool, "--conn-id", "as_uri") == ("api_key", "p-admin")


@pytest.mark.parametrize("suffix", ["json", "yaml", "env"])
def test_a_connection_may_be_in_a_file_of_exports(tool, gateway, suffix):
    fields = json.loads(connection(gateway)) | {"description": None, "schema": None, "port": None, "extra": None}
    address = gateway.url.removeprefix("http://").replace(":", "%3A")
    text = {
        "json": json.dumps({"other": {"conn_type": "http", "host": "h"}, "akeyless_default": fields}),
        "yaml": json.dumps({"akeyless_default": fields}),
        "env": f"akeyless_default=akeyless://p-admin:admin-key-40@http%3A%2F%2F{address}\n",
    }[suffix]
    (tool.folder / f"exported.{suffix}").write_text(text)
    assert who(tool, "--conn-file", f"exported.{suffix}") == ("api_key", "p-admin")
    missing = tool.json("auth", "check", "--conn-file", f"exported.{suffix}", "--conn-id", "akeyless_defualt", code=7)
    assert "akeyless_default" in missing["error"]["hints"][0]


def test_what_is_not_there_or_not_akeyless_is_said(tool, gateway):
    tool.environment["AIRFLOW_CONN_DB"] = '{"conn_type": "postgres", "host": "db", "password": "hidden-3"}'
    tool.environment["AIRFLOW_CONN_BROKEN"] = '{"conn_type": "akeyless", "pasword": "hidden-3"}'
    for name in ("db", "broken", "none"):
        ended = tool.run("secret", "list", "--conn-id", name, code=7)
        assert "hidden-3" not in ended.stderr
    assert "AIRFLOW_CONN_NONE" in ended.stderr


def test_which_place_wins(binary, gateway, tmp_path):
    project = Project(binary, tmp_path / "project", gateway, environment={"HOME": str(tmp_path)})
    file = project.folder / "lockstep.yaml"
    bare = "version: 1\nproject: {name: bare, id: 0badc0de}\n"
    tool, environment = project.lockstep, project.environment
    environment.pop("AKEYLESS_ACCESS_ID"), environment.pop("AKEYLESS_ACCESS_KEY")
    file.write_text(bare)

    # Nothing at all.
    nothing = tool.json("auth", "check", code=9)["error"]
    assert "access_id" in " ".join(nothing["causes"]) and nothing["hints"]

    # A declared connection is the last resort.
    project.write("connections/akeyless.json", json.dumps({"akeyless_default": json.loads(connection(gateway))}))
    assert who(tool) == ("api_key", "p-admin")

    # A profile of Akeyless's command line.
    profiles = tmp_path / ".akeyless" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "work.toml").write_text(
        f'["work"]\naccess_id = "p-other"\naccess_key = "other-key-41"\naccess_type = "access_key"\n'
        f'gateway_url = "{gateway.url}"\n')
    (tmp_path / ".akeyless" / "settings").write_text('default_profile = "work"\n')
    assert who(tool) == ("api_key", "p-other")

    # Variables of Akeyless's tools.
    environment |= {"AKEYLESS_AUTH_UID": "u-robot-77", "AKEYLESS_GATEWAY": gateway.url}
    assert who(tool) == ("uid", "p-robot")
    environment |= {"AKEYLESS_ACCESS_ID": "p-admin", "AKEYLESS_ACCESS_KEY": "admin-key-40"}
    assert who(tool) == ("api_key", "p-admin")

    # The connection that Airflow's hook takes.
    environment["AIRFLOW_CONN_AKEYLESS_DEFAULT"] = connection(gateway, "p-other", "other-key-41")
    assert who(tool) == ("api_key", "p-other")

    # The project's own settings, completed by variables.
    file.write_text(bare + f"gateway: {{url: '{gateway.url}', auth: {{access_id: p-admin}}}}\n")
    assert who(tool) == ("api_key", "p-admin")

    # What someone asks for.
    environment["AIRFLOW_CONN_MINE"] = connection(gateway, "p-other", "other-key-41")
    assert who(tool, "--conn-id", "mine") == ("api_key", "p-other")
    assert who(tool, environment={"LOCKSTEP_CONN_ID": "mine"}) == ("api_key", "p-other")
    settings = {line["name"]: line for line in tool.json("config", "--conn-id", "mine")["settings"]}
    assert settings["gateway.auth.access_id"]["origin"] == "connection mine, variable AIRFLOW_CONN_MINE"
    assert settings["gateway.auth.access_key"]["value"] == "<redacted>"
    assert "other-key-41" not in json.dumps(settings)


def test_a_gateway_that_the_repository_names_is_not_trusted(project):
    foreign = {"conn_type": "akeyless", "host": "https://gateway.attacker.example", "login": "p-1", "password": "key-9"}
    project.write("connections/akeyless.json", json.dumps({"mine": foreign}))
    project.write("exported.json", json.dumps({"mine": foreign}))
    for arguments in (["--conn-id", "mine"], ["--conn-id", "mine", "--conn-file", "exported.json"]):
        assert project.lockstep.json("auth", "check", *arguments, code=9)["error"]["code"] == "untrusted-gateway"
    # From the environment it vouches for itself, and then there is only nobody at that address.
    project.environment["AIRFLOW_CONN_MINE"] = json.dumps(foreign | {"host": "https://gateway.invalid"})
    assert project.lockstep.json("auth", "check", "--conn-id", "mine", code=1)["error"]["code"] == "akeyless-unreachable"
