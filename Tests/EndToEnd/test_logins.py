"""Each way to log in, through the built program, real sockets and the gateway's own checks; and each way to fail."""

import json

import pytest
from Blackbox.identities import CLUSTER, Authority, base64_text, private_pem
from Blackbox.logins import Login
from Blackbox.project import Project
from cryptography.hazmat.primitives.asymmetric import rsa


@pytest.fixture
def attempt(binary, identity_gateway, tmp_path):
    """Plans an empty repository with a login: the cheapest command that needs one."""

    def make(login, *arguments, code=None):
        auth, environment = login.project_settings()
        project = Project(binary, tmp_path / "project", identity_gateway, auth=auth)
        for name in ("AKEYLESS_ACCESS_ID", "AKEYLESS_ACCESS_KEY"):
            del project.environment[name]
        project.environment |= environment
        project.commit()
        identity_gateway.reset_requests()
        result = project.lockstep.run("plan", *arguments, code=code, timeout=60)
        for value in [*login.secret.values(), *login.environment.values()]:
            assert len(value) < 12 or value.startswith(("http", "/")) or value not in result.stdout + result.stderr
        return result

    return make


def api_key(identities, key=None):
    return Login({"access_type": "api_key", "access_id": identities.owner}, {"access_key": key or identities.owner_key})


def uid(identities, token=None, **settings):
    return Login({"access_type": "uid"} | settings, {"uid_token": token or identities.uid_token})


def jwt_login(identities, token=None, field="jwt_token"):
    return Login({"access_type": "jwt", "access_id": "p-jwt"}, {field: token or identities.jwt_token()})


def k8s(identities, token=None, config=CLUSTER):
    settings = {"access_type": "k8s", "access_id": "p-k8s", "k8s_auth_config_name": config}
    return Login(settings, {"k8s_service_account_token": token or identities.kubernetes_token()})


def certificate(identities, pair=None, encoded=False):
    texts = dict(zip(("certificate_data", "private_key_data"), pair or identities.authority.issue("airflow")))
    if encoded:
        texts = {name: base64_text(text) for name, text in texts.items()}
    return Login({"access_type": "certificate", "access_id": "p-cert"}, texts)


def aws(credentials, access_id="p-aws", **environment):
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    environment |= {name: value for name, value in zip(names, credentials) if value}
    return Login({"access_type": "aws_iam", "access_id": access_id}, environment=environment)


def cloud_id(access_type, access_id, token):
    return Login({"access_type": access_type, "access_id": access_id}, {"cloud_id": base64_text(token)})


GOOD = {
    "an access key": lambda ids: api_key(ids),
    "a universal identity, traded": lambda ids: uid(ids),
    "a universal identity as it is": lambda ids: uid(ids, uid_exchange=False),
    "a token of an identity provider": lambda ids: jwt_login(ids),
    "the same in the field of the provider's first release": lambda ids: jwt_login(ids, field="jwt"),
    "a service account": lambda ids: k8s(ids),
    "a certificate": lambda ids: certificate(ids),
    "a certificate in base64": lambda ids: certificate(ids, encoded=True),
    "AWS keys": lambda ids: aws(ids.aws_keys),
    "AWS keys of a session, in another region": lambda ids: aws(ids.aws_session, "p-aws-session", AWS_REGION="eu-central-1"),
    "AWS keys signed for China": lambda ids: aws(ids.aws_keys, AWS_REGION="cn-north-1"),
    "a Google token made elsewhere": lambda ids: cloud_id("gcp", "p-gcp", ids.gcp_token()),
    "an Azure token made elsewhere": lambda ids: cloud_id("azure_ad", "p-azure", ids.azure_token()),
}


@pytest.mark.parametrize("case", GOOD)
def test_a_login_that_the_gateway_knows_is_accepted(attempt, identity_gateway, identities, case):
    attempt(GOOD[case](identities), code=0)
    asks = {} if "as it is" in case else {"auth": 1}
    asks |= {"get-cert-challenge": 1} if "certificate" in case else {}
    assert {name: count for name, count in identity_gateway.requests().items() if "auth" in name or "cert" in name} == asks


def other_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


BAD = {
    "another access key": lambda ids: api_key(ids, "wrong-access-key-0001"),
    "an unknown access id": lambda ids: Login(
        {"access_type": "api_key", "access_id": "p-nobody"}, {"access_key": ids.owner_key}),
    "an unknown universal identity": lambda ids: uid(ids, "u-wrong-token-0002"),
    "an unknown universal identity as it is": lambda ids: uid(ids, "u-wrong-token-0003", uid_exchange=False),
    "a token signed by another key": lambda ids: jwt_login(ids, ids.jwt_token(key=other_key())),
    "a token that is over": lambda ids: jwt_login(ids, ids.jwt_token(seconds=-5)),
    "a token with another subject": lambda ids: jwt_login(ids, ids.jwt_token(sub="someone")),
    "a service account of another namespace": lambda ids: k8s(ids, ids.kubernetes_token("default")),
    "another cluster": lambda ids: k8s(ids, config="other-cluster"),
    "a certificate of another authority": lambda ids: certificate(ids, Authority("Test Authority").issue("airflow")),
    "a certificate that is over": lambda ids: certificate(ids, ids.authority.issue("airflow", days=-1)),
    "the key of another certificate": lambda ids: certificate(
        ids, (ids.authority.issue("airflow")[0], ids.authority.issue("airflow")[1])),
    "an encrypted or broken key": lambda ids: certificate(
        ids, (ids.authority.issue("airflow")[0], "-----BEGIN PRIVATE KEY-----\nbroken-key-0004\n-----END PRIVATE KEY-----")),
    "an RSA key for a curve's certificate": lambda ids: certificate(
        ids, (ids.authority.issue("airflow")[0], private_pem(other_key()))),
    "another AWS secret": lambda ids: aws((ids.aws_keys[0], "wrong-aws-secret-0005", None)),
    "another AWS session": lambda ids: aws((*ids.aws_session[:2], "wrong-session-0006"), "p-aws-session"),
    "no AWS session": lambda ids: aws((*ids.aws_session[:2], None), "p-aws-session"),
    "another AWS key": lambda ids: aws(("AKIDUNKNOWN00007", ids.aws_keys[1], None)),
    "no AWS keys at all": lambda ids: aws((None, None, None)),
    "a Google token for another audience": lambda ids: cloud_id("gcp", "p-gcp", ids.gcp_token("someone-else")),
    "an Azure token of another object": lambda ids: cloud_id("azure_ad", "p-azure", ids.azure_token(oid="object-2")),
}


@pytest.mark.parametrize("case", BAD)
def test_a_login_that_is_refused_says_which_and_what_to_check(attempt, identities, case):
    login = BAD[case](identities)
    result = attempt(login, "--format", "json", code=9)
    error = json.loads(result.stdout)["error"]
    assert login.method in error["message"], result
    assert any("check" in hint or "set " in hint for hint in error["hints"]), result
    assert error["causes"], result


def test_the_signature_of_aws_does_not_count_forever(attempt, identity_gateway, identities):
    identity_gateway.advance_clock(3600)
    try:
        attempt(aws(identities.aws_keys), code=9)
    finally:
        identity_gateway.advance_clock(-3600)


@pytest.mark.parametrize("type, word", {
    "oci": "Oracle", "kerberos": "Kerberos", "ldap": "LDAP", "saml": "SAML", "oidc": "OIDC", "email": "e-mail"}.items())
def test_other_logins_are_refused_by_name_and_line(attempt, identity_gateway, type, word):
    result = attempt(Login({"access_type": type, "access_id": "p-owner"}), code=7)
    assert word in result.stderr and "lockstep.yaml:5:" in result.stderr
    for supported in ("api_key", "aws_iam", "azure_ad", "certificate", "gcp", "jwt", "k8s", "uid"):
        assert supported in result.stderr
    assert identity_gateway.requests() == {}


# The identity of the machine, from servers that speak the clouds' own protocols.


def on_aws(**environment):
    return lambda clouds, folder: Login(
        {"access_type": "aws_iam", "access_id": "p-aws-session"},
        environment={"AWS_EC2_METADATA_DISABLED": "", "HOME": str(folder)}
        | {name: value.format(url=clouds.url, folder=folder) for name, value in environment.items()})


def on_azure(settings=None, **environment):
    return lambda clouds, folder: Login(
        {"access_type": "azure_ad", "access_id": "p-azure"} | (settings or {}),
        environment={name: value.format(url=clouds.url, folder=folder) for name, value in environment.items()})


def on_google(settings=None, **environment):
    return lambda clouds, folder: Login(
        {"access_type": "gcp", "access_id": "p-gcp"} | (settings or {}),
        environment={"HOME": str(folder)}
        | {name: value.format(url=clouds.url, host=clouds.host, folder=folder) for name, value in environment.items()})


AZURE_APPLICATION = {"AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_ID": "client-1", "AZURE_AUTHORITY_HOST": "{url}"}
MACHINES = {
    "EC2": (on_aws(AWS_EC2_METADATA_SERVICE_ENDPOINT="{url}"), [
        ("PUT", "/latest/api/token"), ("GET", "/latest/meta-data/iam/security-credentials/"),
        ("GET", "/latest/meta-data/iam/security-credentials/airflow-role")]),
    "ECS": (on_aws(
        AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container", AWS_CONTAINER_AUTHORIZATION_TOKEN="container-token-4d0e"),
        [("GET", "/container")]),
    "EKS pod identity": (on_aws(
        AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="{folder}/container-token"),
        [("GET", "/container")]),
    "EKS web identity": (on_aws(
        AWS_WEB_IDENTITY_TOKEN_FILE="{folder}/web-token", AWS_ROLE_ARN="arn:aws:iam::1:role/r", AWS_ENDPOINT_URL_STS="{url}"),
        [("POST", "/")]),
    "a profile's program": (on_aws(AWS_PROFILE="program", AWS_CONFIG_FILE="{folder}/aws-config"), []),
    "a profile's keys": (on_aws(AWS_PROFILE="keys", AWS_SHARED_CREDENTIALS_FILE="{folder}/aws-credentials"), []),
    "GCE": (on_google(GCE_METADATA_HOST="{host}"), [
        ("GET", "/computeMetadata/v1/instance/service-accounts/default/identity")]),
    "a Google service account": (on_google(GOOGLE_APPLICATION_CREDENTIALS="{folder}/google.json"), [("POST", "/google/token")]),
    "an Azure instance": (on_azure(AZURE_POD_IDENTITY_AUTHORITY_HOST="{url}"), [
        ("GET", "/metadata/instance"), ("GET", "/metadata/identity/oauth2/token")]),
    "an Azure instance with several identities": (
        on_azure({"azure_object_id": "object-1"}, AZURE_POD_IDENTITY_AUTHORITY_HOST="{url}"), [
            ("GET", "/metadata/instance"), ("GET", "/metadata/identity/oauth2/token")]),
    "App Service": (on_azure(IDENTITY_ENDPOINT="{url}/msi/token", IDENTITY_HEADER="app-service-header-5b70"), [
        ("GET", "/msi/token")]),
    "workload identity": (on_azure(AZURE_FEDERATED_TOKEN_FILE="{folder}/federated", **AZURE_APPLICATION), [
        ("POST", "/tenant/oauth2/v2.0/token")]),
    "an Azure application": (on_azure(AZURE_CLIENT_SECRET="client-secret-3c81", **AZURE_APPLICATION), [
        ("POST", "/tenant/oauth2/v2.0/token")]),
}


@pytest.fixture
def machine(identities, clouds, tmp_path):
    """The files of a machine in a cloud."""
    key_id, secret, token = identities.aws_session
    keys = {"Version": 1} | clouds.aws_credentials() | {"SessionToken": token}
    files = {
        "container-token": "container-token-4d0e\n", "web-token": "web-identity-token-19c3", "federated": "federated-token-e210\n",
        "keys.json": json.dumps(keys), "aws-config": f"[profile program]\ncredential_process = cat {tmp_path}/keys.json\n",
        "aws-credentials":
            f"[keys]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\naws_session_token = {token}\n",
        "google.json": json.dumps({
            "type": "service_account", "client_email": "airflow@example.test", "private_key_id": "k1",
            "private_key": private_pem(identities.issuer), "token_uri": clouds.url + "/google/token"}),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_in_a_cloud_logs_in_as_itself(attempt, clouds, machine, name):
    make, steps = MACHINES[name]
    attempt(make(clouds, machine), code=0)
    assert clouds.seen == steps


ROLE = "/latest/meta-data/iam/security-credentials/"
REFUSALS = {
    "no tokens of IMDS": ("EC2", {"/latest/api/token": (403, "forbidden")}, "403"),
    "no role": ("EC2", {ROLE: (404, "not found")}, "404"),
    "a role without credentials": ("EC2", {ROLE + "airflow-role": (200, {"Code": "AssumeRoleUnauthorizedAccess"})}, "EC2 instance"),
    "a container that is refused": ("ECS", {"/container": (403, {"code": "AccessDenied", "message": "no"})}, "403"),
    "a web identity that is refused": (
        "EKS web identity", {"/": (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>")}, "AccessDenied"),
    "no service account": (
        "GCE", {"/computeMetadata/v1/instance/service-accounts/default/identity": (404, "no such account")}, "404"),
    "a page instead of a token": (
        "GCE", {"/computeMetadata/v1/instance/service-accounts/default/identity": (200, "<html>hello</html>")}, "not a token"),
    "a key that Google revoked": ("a Google service account", {"/google/token": (400, {"error": "invalid_grant"})}, "invalid_grant"),
    "no managed identity": (
        "an Azure instance",
        {"/metadata/identity/oauth2/token": (400, {"error": "invalid_request", "error_description": "Identity not found"})},
        "invalid_request"),
    "an App Service that is refused": ("App Service", {"/msi/token": (401, {"statusCode": 401})}, "401"),
    "an application that is refused": (
        "an Azure application", {"/tenant/oauth2/v2.0/token": (401, {"error": "invalid_client"})}, "invalid_client"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_an_identity_that_cannot_be_had_names_the_step_that_failed(attempt, clouds, identity_gateway, machine, case):
    name, clouds.broken, reason = REFUSALS[case]
    login = MACHINES[name][0](clouds, machine)
    result = attempt(login, "--format", "json", code=9)
    error = json.loads(result.stdout)["error"]
    assert login.method in error["message"], result
    assert reason in " ".join(error["causes"]), result
    assert "auth" not in identity_gateway.requests()
