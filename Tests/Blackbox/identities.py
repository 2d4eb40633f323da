"""One access id for each way to log in, with keys made for the run."""

import base64
import datetime
import time

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

AZURE_RESOURCE = "https://management.azure.com/"
CLUSTER = "test-cluster"
DYNAMIC = {"id": "tmp.x", "user": "u-1", "password": "dynamic-7a41", "ttl_in_minutes": "60"}
ROTATED = {"username": "r-1", "password": "rotated-93c2"}


class Identities:
    """The keys of everyone who may log in, and what each of them shows to prove it.

    `document` is the file that tells a gateway about them.
    """

    def __init__(self):
        self.owner, self.owner_key = "p-owner", "owner-key-51d9"
        self.uid_token = "u-first-20c7"
        self.aws_keys = ("AKIDLONGLIVED", "long-lived-secret-8f02", None)
        self.aws_session = ("ASIASESSION", "session-secret-6be1", "FwoG/session+token==")
        self.issuer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.authority = Authority("Test Authority")
        self.document = self._document()

    def _document(self):
        keys = [{"algorithm": "RS256", "public_key": public_pem(self.issuer)}]

        def aws(credentials):
            names = ("access_key_id", "secret_access_key", "session_token")
            return {"type": "aws_iam"} | {name: value for name, value in zip(names, credentials) if value}

        everything = {
            "p-aws": aws(self.aws_keys),
            "p-aws-session": aws(self.aws_session),
            "p-gcp": {"type": "gcp", "keys": keys, "issuer": "https://accounts.google.com"},
            "p-azure": {"type": "azure_ad", "keys": keys, "bound_claims": {"oid": ["object-1"]}},
            "p-jwt": {"type": "jwt", "keys": keys, "issuer": "https://issuer.example", "bound_claims": {"sub": ["ci"]}},
            "p-k8s": {"type": "k8s", "keys": keys, "config_name": CLUSTER,
                      "bound_claims": {"kubernetes.io/namespace": ["airflow"]}},
            "p-cert": {"type": "cert", "authorities": [self.authority.pem]},
        }
        identities = [{"access_id": self.owner, "access_key": self.owner_key}]
        identities += [{"access_id": access_id, "logins": [login]} for access_id, login in everything.items()]
        identities += [
            {"access_id": "p-uid", "uid_tokens": [self.uid_token]},
            {"access_id": "p-reader", "access_key": "reader-key-77e0",
             "rules": [{"path": "/airflow/*", "capabilities": ["read", "list"]}]},
        ]
        return {"identities": identities, "dynamic_secrets": {"/dynamic/db": DYNAMIC}, "rotated_secrets": {"/rotated/db": ROTATED}}

    # Tokens as the clouds and identity providers issue them.

    def gcp_token(self, audience="akeyless.io", **claims):
        return self.token(iss="https://accounts.google.com", aud=audience, sub="1234", email="airflow@example.test", **claims)

    def azure_token(self, resource=AZURE_RESOURCE, oid="object-1"):
        return self.token(iss="https://sts.windows.net/tenant/", aud=resource, oid=oid)

    def jwt_token(self, **claims):
        return self.token(**{"iss": "https://issuer.example", "sub": "ci"} | claims)

    def kubernetes_token(self, namespace="airflow"):
        return self.token(iss="kubernetes/serviceaccount", **{"kubernetes.io": {"namespace": namespace}})

    def token(self, seconds=86_400, key=None, **claims):
        now = int(time.time())
        return jwt.encode({"iat": now, "exp": now + seconds} | claims, key or self.issuer, algorithm="RS256")


class Authority:
    """A certificate authority of its own."""

    def __init__(self, name):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name, self.key.public_key(), name, (x509.BasicConstraints(ca=True, path_length=None), True))
        self.pem = certificate_pem(self.certificate)

    def issue(self, name, days=1, hosts=()):
        """A certificate below this authority and its key, both in PEM. A negative number of days is in the past."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts or (name,)])
        return certificate_pem(self._sign(name, key.public_key(), None, (names, False), days)), private_pem(key)

    def _sign(self, name, public_key, issuer, extension, days=1):
        def subject(text):
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        builder = x509.CertificateBuilder().subject_name(subject(name)).public_key(public_key)
        builder = builder.issuer_name(subject(issuer) if issuer else self.certificate.subject)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(end - datetime.timedelta(days=2)).not_valid_after(end)
        return builder.add_extension(extension[0], critical=extension[1]).sign(self.key, hashes.SHA256())


def certificate_pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def base64_text(text):
    return base64.b64encode(text.encode()).decode()
