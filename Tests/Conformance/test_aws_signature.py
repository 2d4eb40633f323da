"""The requests that our tests of AWS signatures compare with are what Amazon's own signer makes, to the letter."""

import base64
import datetime
import json
import pathlib
import re
import subprocess
import sys

import pytest
from Blackbox import logins
from Blackbox.project import Project

SIGNED = pathlib.Path(__file__).parent / "aws_signature"


def test_the_vectors_of_the_swift_tests_are_botocores():
    subprocess.run([sys.executable, SIGNED / "vectors.py", "--check"], check=True)


@pytest.mark.parametrize("session", [False, True])
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "cn-north-1"])
def test_the_identity_that_the_program_sends_verifies_under_botocore(
        identities, identity_gateway, binary, tmp_path, monkeypatch, session, region):
    """Botocore signs the same request with the same keys at the time that the program wrote into its own."""
    import botocore.auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    credentials = identities.aws_session if session else identities.aws_keys
    seen = recorded_login(binary, tmp_path, credentials, region)
    parts = {name: value if name == "sts_request_method" else base64.b64decode(value).decode()
             for name, value in json.loads(base64.b64decode(seen["cloud-id"])).items()}
    headers = {name: values[0] for name, values in json.loads(parts["sts_request_headers"]).items()}
    assert headers.get("X-Amz-Security-Token") == credentials[2]

    authorization = headers["Authorization"]
    signed = re.search(r"SignedHeaders=([a-z0-9;-]+)", authorization)[1].split(";")
    request = AWSRequest(method=parts["sts_request_method"], url=parts["sts_request_url"], data=parts["sts_request_body"].encode())
    request.headers["Content-Type"] = headers["Content-Type"]
    request.headers["Content-Length"] = str(len(parts["sts_request_body"]))
    time = datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_, **__: time)
    botocore.auth.SigV4Auth(Credentials(*credentials), "sts", region).add_auth(request)
    assert authorization == request.headers["Authorization"]
    assert set(signed) >= {"host", "x-amz-date", "content-type"}
    assert ("x-amz-security-token" in signed) is session


def recorded_login(binary, folder, credentials, region):
    """What the program posts to `auth`, taken down by a server that refuses everything."""
    import http.server
    import threading

    bodies = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Recorder) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        login = logins.Login({"access_type": "aws_iam", "access_id": "p-aws"})
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        environment = {name: value for name, value in zip(names, credentials) if value} | {"AWS_REGION": region}
        recorder = type("Address", (), {
            "url": f"http://127.0.0.1:{server.server_address[1]}", "access_id": "", "access_key": ""})
        project = Project(binary, folder / "project", recorder, auth=login.settings, environment=environment)
        project.commit()
        project.lockstep.run("plan", code=9)
        server.shutdown()
    return bodies[0]
