"""One working login of each kind, as settings of Lockstep, as an Airflow connection, and as the machine it runs on."""

import dataclasses
import json

from .identities import CLUSTER, base64_text, private_pem

FREE_OF_CLOUDS = {"AWS_EC2_METADATA_DISABLED": "true"}


@dataclasses.dataclass
class Login:
    """`settings` are the names that both tools share; those in `secret` are not written into files."""

    settings: dict
    secret: dict = dataclasses.field(default_factory=dict)
    environment: dict = dataclasses.field(default_factory=dict)

    @property
    def method(self):
        return self.settings["access_type"]

    def project_settings(self):
        """The section `gateway.auth` of a project file, and the variables that its references name."""
        names = {name: f"LOGIN_{name.upper()}" for name in self.secret}
        settings = self.settings | {name: f"ref+env://{variable}" for name, variable in names.items()}
        variables = {variable: self.secret[name] for name, variable in names.items()}
        return settings, FREE_OF_CLOUDS | self.environment | variables

    def connection(self, gateway):
        """An Airflow connection of the type `akeyless`, as the JSON of AIRFLOW_CONN_…."""
        extra = self.settings | self.secret
        if "jwt_token" in extra:
            extra["jwt"] = extra["jwt_token"]  # what the provider's first release calls it
        login, password = extra.pop("access_id", None), extra.pop("access_key", None)
        return json.dumps({
            "conn_type": "akeyless", "host": gateway.url, "login": login, "password": password, "extra": extra})


def api_key(identities):
    return Login({"access_type": "api_key", "access_id": identities.owner}, {"access_key": identities.owner_key})


def uid(identities):
    return Login({"access_type": "uid"}, {"uid_token": identities.uid_token})


def jwt(identities):
    return Login({"access_type": "jwt", "access_id": "p-jwt"}, {"jwt_token": identities.jwt_token()})


def k8s(identities):
    return Login(
        {"access_type": "k8s", "access_id": "p-k8s", "k8s_auth_config_name": CLUSTER},
        {"k8s_service_account_token": identities.kubernetes_token()})


def certificate(identities):
    """In base64, the only form that works with the provider."""
    texts = identities.authority.issue("airflow")
    names = ("certificate_data", "private_key_data")
    return Login({"access_type": "certificate", "access_id": "p-cert"}, dict(zip(names, map(base64_text, texts))))


def aws_session(identities):
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return Login(
        {"access_type": "aws_iam", "access_id": "p-aws-session"}, environment=dict(zip(names, identities.aws_session)))


def google(identities, clouds, folder):
    file = folder / "google.json"
    file.write_text(json.dumps({
        "type": "service_account", "client_email": "airflow@example.test", "private_key_id": "k1", "client_id": "1",
        "private_key": private_pem(identities.issuer), "token_uri": clouds.url + "/google/token"}))
    return Login(
        {"access_type": "gcp", "access_id": "p-gcp", "gcp_audience": "akeyless.io"},
        environment={"GOOGLE_APPLICATION_CREDENTIALS": str(file)})


def azure(clouds):
    return Login(
        {"access_type": "azure_ad", "access_id": "p-azure"},
        environment={
            "IDENTITY_ENDPOINT": clouds.url + "/msi/token", "IDENTITY_HEADER": "app-service-header-5b70",
            "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"})


METHODS = ("api_key", "uid", "jwt", "k8s", "certificate", "aws_iam", "gcp", "azure_ad")


def of(method, identities, clouds, folder):
    """The login of a kind."""
    return {
        "api_key": lambda: api_key(identities), "uid": lambda: uid(identities), "jwt": lambda: jwt(identities),
        "k8s": lambda: k8s(identities), "certificate": lambda: certificate(identities),
        "aws_iam": lambda: aws_session(identities), "gcp": lambda: google(identities, clouds, folder),
        "azure_ad": lambda: azure(clouds),
    }[method]()
