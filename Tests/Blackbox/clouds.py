"""The metadata and token services of AWS, Google and Azure on a loopback port, as strict as the real ones.

Protocols: Amazon's IMDSv2 and container credentials, Google's metadata server, Azure's IMDS, App Service identity and
OAuth token endpoint, as their vendors document them.
"""

import http.server
import json
import threading
import time
import urllib.parse
import uuid

import jwt

from .identities import public_pem


class Clouds:
    """One server for all of them. `broken` maps a path to a status and body that it answers instead."""

    def __init__(self, identities):
        self.identities = identities
        self.broken = {}
        self.seen = []
        self.imds_tokens = set()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"clouds": self}))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.host = self.url.removeprefix("http://")

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    # Each answers (status, body); a body that is no text goes out as JSON.

    def answer(self, method, path, query, headers, form):
        if path in self.broken:
            return self.broken[path]
        if path.startswith("/latest/"):
            return self.instance_of_amazon(method, path, headers)
        if path == "/container":
            return self.container(headers)
        if path == "/" and method == "POST":
            return self.security_tokens(form)
        if path.startswith("/computeMetadata/"):
            return self.google(path, query, headers)
        if path == "/google/token":
            return self.google_exchange(form)
        if path.startswith("/metadata/"):
            return self.instance_of_azure(path, query, headers)
        if path == "/msi/token":
            return self.app_service(query, headers)
        if path.endswith("/oauth2/v2.0/token"):
            return self.azure_authority(form)
        return 404, "not found"

    def aws_credentials(self):
        key_id, secret, token = self.identities.aws_session
        return {"AccessKeyId": key_id, "SecretAccessKey": secret, "Token": token, "Expiration": "2099-01-01T00:00:00Z"}

    def instance_of_amazon(self, method, path, headers):
        if path == "/latest/api/token":
            lifetime = headers.get("x-aws-ec2-metadata-token-ttl-seconds", "")
            if method != "PUT" or not lifetime.isdigit() or not 1 <= int(lifetime) <= 21600:
                return 400, "bad request"
            if headers.get("x-forwarded-for"):
                return 403, "forbidden"
            token = uuid.uuid4().hex
            self.imds_tokens.add(token)
            return 200, token
        if method != "GET" or headers.get("x-aws-ec2-metadata-token") not in self.imds_tokens:
            return 401, "unauthorized"
        folder = "/latest/meta-data/iam/security-credentials/"
        if path == folder:
            return 200, "airflow-role"
        if path == folder + "airflow-role":
            return 200, {"Code": "Success", "Type": "AWS-HMAC"} | self.aws_credentials()
        return 404, "not found"

    def container(self, headers):
        if headers.get("authorization") != "container-token-4d0e":
            return 401, {"code": "UnauthorizedException", "message": "wrong token"}
        return 200, {"RoleArn": "arn:aws:iam::1:role/task"} | self.aws_credentials()

    def security_tokens(self, form):
        if form.get("Action") != "AssumeRoleWithWebIdentity" or form.get("WebIdentityToken") != "web-identity-token-19c3":
            return 400, "<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>"
        members = self.aws_credentials()
        fields = {"AccessKeyId": "AccessKeyId", "SecretAccessKey": "SecretAccessKey", "SessionToken": "Token"}
        inner = "".join(f"<{name}>{members[member]}</{name}>" for name, member in fields.items())
        return 200, (
            '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>'
            f"<Credentials>{inner}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>")

    def google(self, path, query, headers):
        if headers.get("metadata-flavor") != "Google":
            return 403, "missing Metadata-Flavor: Google"
        account = "/computeMetadata/v1/instance/service-accounts/default/"
        if path == account + "identity":
            if not query.get("audience"):
                return 400, "non-empty audience parameter required"
            return 200, self.identities.gcp_token(query["audience"])
        if path == account:
            return 200, {"aliases": ["default"], "email": "airflow@example.test", "scopes": []}
        return 404, "not found"

    def google_exchange(self, form):
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return 400, {"error": "unsupported_grant_type"}
        # Google's own library names the public endpoint, wherever it sends the assertion.
        endpoints = [self.url + "/google/token", "https://oauth2.googleapis.com/token"]
        try:
            claims = jwt.decode(form["assertion"], public_pem(self.identities.issuer), algorithms=["RS256"], audience=endpoints)
        except jwt.PyJWTError:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        return 200, {"id_token": self.identities.gcp_token(claims["target_audience"])}

    def azure_token(self, resource):
        token = self.identities.azure_token(resource)
        end = str(int(time.time()) + 86_399)
        return 200, {
            "access_token": token, "expires_in": "86399", "expires_on": end, "resource": resource, "token_type": "Bearer"}

    def instance_of_azure(self, path, query, headers):
        if headers.get("metadata") != "true" or headers.get("x-forwarded-for"):
            return 400, {"error": "invalid_request", "error_description": "Required metadata header not specified"}
        if path == "/metadata/instance":
            return 200, {"compute": {"name": "vm", "azEnvironment": "AzurePublicCloud"}}
        if path != "/metadata/identity/oauth2/token" or "api-version" not in query or "resource" not in query:
            return 400, {"error": "invalid_request", "error_description": "missing parameter"}
        if query.get("object_id", "object-1") != "object-1":
            return 400, {"error": "invalid_request", "error_description": "Identity not found"}
        return self.azure_token(query["resource"])

    def app_service(self, query, headers):
        if headers.get("x-identity-header") != "app-service-header-5b70":
            return 401, {"statusCode": 401, "message": "unauthorized"}
        if query.get("api-version") != "2019-08-01" or "resource" not in query:
            return 400, {"statusCode": 400, "message": "bad request"}
        return self.azure_token(query["resource"])

    def azure_authority(self, form):
        proof = form.get("client_secret") or form.get("client_assertion")
        if form.get("grant_type") != "client_credentials" or form.get("client_id") != "client-1":
            return 400, {"error": "unauthorized_client"}
        if proof not in ("client-secret-3c81", "federated-token-e210"):
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        return self.azure_token(form["scope"].removesuffix(".default"))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    clouds = None

    def handle_one(self):
        address = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        query, form = (dict(urllib.parse.parse_qsl(text)) for text in (address.query, body))
        self.clouds.seen.append((self.command, address.path))
        status, answer = self.clouds.answer(self.command, address.path, query, headers, form)
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(answer, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Metadata-Flavor", "Google")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = handle_one

    def log_message(self, *_):
        pass
