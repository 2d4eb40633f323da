"""`lockstep secret …` and `lockstep auth check` as a user calls them, inside a project and outside of any."""

import json
import os
import pty
import signal
import subprocess
import termios
import uuid

import pytest
from Blackbox.gateway import Gateway
from Blackbox.tool import Lockstep, clean_environment, rest_of

RIGHTS = ["list", "read", "create", "update", "delete"]

IDENTITIES = {
    "identities": [
        {"access_id": "p-admin", "access_key": "admin-key-40"},
        {"access_id": "p-reader", "access_key": "reader-key-41", "rules": [
            {"path": "/shared/*", "capabilities": ["read", "list"]},
            {"path": "/airflow/connections/*", "capabilities": ["read", "list", "update"]},
            {"path": "/listed/*", "capabilities": ["list"]}]},
        {"access_id": "p-robot", "uid_tokens": ["u-robot-77"],
         "logins": [{"type": "jwt", "keys": [{"algorithm": "HS256", "secret": "0123456789abcdef0123456789abcdef"}]},
                    {"type": "k8s", "tokens": ["pod-token"], "config_name": "cluster"},
                    {"type": "gcp", "tokens": ["google-token"]}, {"type": "azure_ad", "tokens": ["azure-token"]},
                    {"type": "aws_iam", "access_key_id": "AKIAEXAMPLE", "secret_access_key": "aws-secret-52"}]},
    ],
    "dynamic_secrets": {"/made/reader": {"user": "u1", "password": "dynamic-pw", "ttl_in_minutes": "60"}},
    "rotated_secrets": {"/made/admin": {"username": "admin", "password": "rotated-pw"}},
}


@pytest.fixture(scope="module")
def gateway(binary, tmp_path_factory):
    with Gateway(binary, tmp_path_factory.mktemp("gateway"), identities=IDENTITIES) as running:
        yield running


@pytest.fixture
def tool(binary, gateway, tmp_path):
    """The program in an empty folder; where to go and as whom is in the environment."""
    environment = clean_environment(tmp_path) | {
        "LOCKSTEP_GATEWAY": gateway.url, "AKEYLESS_ACCESS_ID": gateway.access_id,
        "AKEYLESS_ACCESS_KEY": gateway.access_key}
    return Lockstep(binary, tmp_path, environment)


@pytest.fixture
def reader(tool):
    """The same as someone who may read two folders."""
    tool.environment |= {"AKEYLESS_ACCESS_ID": "p-reader", "AKEYLESS_ACCESS_KEY": "reader-key-41"}
    return tool


@pytest.fixture
def name():
    return f"/shared/{uuid.uuid4().hex[:12]}"


def test_a_value_comes_out_as_it_went_in(tool, gateway, name):
    text = "line one\n\ttwo ü 🙂 \"quoted\" \\"
    tool.run("secret", "create", name, stdin=text.encode())
    assert gateway.value(name) == text
    assert tool.run("secret", "get", name).stdout == text
    assert tool.json("secret", "get", name)["value"] == text


def test_a_final_line_break_is_left_out_and_that_is_said(tool, gateway, name):
    made = tool.run("secret", "create", name, stdin=b"first\n")
    assert "--exact" in made.stderr and gateway.value(name) == "first"
    tool.run("secret", "update", name, "--exact", stdin=b"second\n")
    assert gateway.value(name) == "second\n"
    assert tool.run("secret", "get", name).stdout == "second\n"


def test_a_value_from_a_file_goes_to_a_file_that_only_the_owner_reads(tool, name):
    (tool.folder / "in.txt").write_text("from a file")
    tool.run("secret", "create", name, "--file", "in.txt")
    tool.run("secret", "get", name, "--output", "out.txt")
    assert (tool.folder / "out.txt").read_text() == "from a file"
    assert (tool.folder / "out.txt").stat().st_mode & 0o777 == 0o600


def test_what_is_no_value_is_refused_before_anything_is_sent(tool, gateway, name):
    gateway.reset_requests()
    (tool.folder / "binary").write_bytes(b"\xff\xfe")
    tool.run("secret", "create", name, stdin=b"", code=7)
    tool.run("secret", "create", name, "--file", "binary", code=7)
    tool.run("secret", "create", name, "--file", "missing", code=7)
    tool.run("secret", "create", name, stdin=b"x" * 16385, code=7)
    tool.run("secret", "create", name, "--value-format", "json", stdin=b"{broken", code=7)
    refused = tool.run("secret", "create", name, "typed-on-the-line", code=64)
    assert "typed-on-the-line" not in refused.stdout + refused.stderr
    assert gateway.requests() == {}


def test_a_terminal_is_asked_without_echo(binary, tool, gateway, name):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(binary), "secret", "create", name], cwd=tool.folder, env=tool.environment, stdin=follower, stdout=follower,
        stderr=follower)
    os.close(follower)
    shown = b""
    while b"value of" not in shown:
        shown += os.read(leader, 4096)
    os.write(leader, b"typed by hand\n")
    assert process.wait(60) == 0
    shown += rest_of(leader)
    assert b"typed by hand" not in shown
    assert gateway.value(name) == "typed by hand"


def test_a_prompt_that_is_left_gives_the_terminal_back(binary, tool, gateway, name):
    def echoes():
        return bool(termios.tcgetattr(follower)[3] & termios.ECHO)

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(binary), "secret", "create", name], cwd=tool.folder, env=tool.environment, stdin=follower, stdout=follower,
        stderr=follower)
    shown = b""
    while b"value of" not in shown:
        shown += os.read(leader, 4096)
    assert not echoes()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert echoes() and gateway.value(name) is None
    os.close(follower)
    os.close(leader)


def test_fields_of_a_json_value(tool, name):
    tool.run("secret", "create", name, "--value-format", "json", stdin=b'{"user": "u", "deep": {"list": [1, 2.50]}}')
    assert tool.run("secret", "get", name, "--field", "user").stdout == "u"
    assert tool.run("secret", "get", name, "--field", "/deep/list/1").stdout == "2.50"
    assert json.loads(tool.run("secret", "get", name, "--field", "deep").stdout) == {"list": [1, 2.5]}
    missing = tool.run("secret", "get", name, "--field", "password", code=1)
    assert missing.stdout == "" and "2.50" not in missing.stderr
    tool.run("secret", "update", name, stdin=b"no json", code=7)
    tool.run("secret", "update", name, "--value-format", "text", stdin=b"no json any more")
    tool.run("secret", "get", name, "--field", "user", code=1)


def test_versions(tool, name):
    tool.run("secret", "create", name, stdin=b"one")
    tool.run("secret", "update", name, stdin=b"two")
    tool.run("secret", "update", name, "--no-keep-previous", stdin=b"three")
    assert tool.run("secret", "get", name, "--version", "1").stdout == "one"
    assert tool.run("secret", "get", name).stdout == "three"
    item = tool.json("secret", "describe", name, "--versions")["item"]
    assert item["last_version"] == 2 and {version["version"] for version in item["versions"]} == {1, 2}
    assert "versions" not in tool.json("secret", "describe", name)["item"]
    assert tool.json("secret", "get", name, "--version", "9", code=1)["error"]["code"] == "no-such-version"


def test_absent_and_forbidden_are_told_apart(reader, gateway, name):
    gateway.call("create-secret", name=name, value="open-value-5")
    gateway.call("create-secret", name="/closed/item", value="closed-value-6")
    report = reader.json("secret", "get", name, f"{name}-x", "/closed/item", code=9)
    assert report["values"] == {name: "open-value-5"}
    assert report["absent"] == [f"{name}-x"] and report["denied"] == ["/closed/item"]
    assert report["exit_code"] == 9 and report["error"]["code"]
    alone = reader.json("secret", "get", f"{name}x", code=1)
    assert alone["command"] == "secret get" and name in " ".join(alone["error"]["hints"])
    assert reader.json("secret", "get", "/closed/item", code=9)["error"]["hints"]
    plain = reader.run("secret", "get", name, f"{name}-x", code=1)
    assert json.loads(plain.stdout) == {name: "open-value-5"} and f"{name}-x" in plain.stderr


def test_who_may_list_learns_whether_an_item_exists(reader, gateway):
    gateway.call("create-secret", name="/listed/item", value="listed-value-7")
    assert "exists" in reader.run("secret", "get", "/listed/item", code=9).stderr
    assert "/listed/item" in reader.run("secret", "get", "/listed/itme", code=1).stderr
    report = reader.json("secret", "get", "/listed/item", "/listed/other", code=9)
    assert report["denied"] == ["/listed/item"] and report["absent"] == ["/listed/other"]


def test_an_answer_that_was_lost_is_looked_up(tool, gateway, name):
    for command, arguments, value in (("create-secret", ["create"], "one"), ("update-secret-val", ["update"], "two")):
        gateway.faults({"command": command, "action": "drop-after"})
        tool.run("secret", *arguments, name, stdin=value.encode())
        assert gateway.value(name) == value
    gateway.faults({"command": "create-secret", "action": "drop-before"})
    tool.run("secret", "create", f"{name}-2", stdin=b"x", code=None)
    gateway.faults({"command": "delete-item", "action": "drop-after"})
    tool.run("secret", "delete", name, "--yes")
    gateway.clear()
    assert gateway.value(name) is None


def test_a_terminal_is_asked_before_anything_is_deleted(binary, tool, gateway, name):
    for answer, code in ((b"y\n", 1), (b"yes\n", 0)):
        gateway.call("create-secret", name=name, value="v")
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [str(binary), "secret", "delete", name], cwd=tool.folder, env=tool.environment, stdin=follower,
            stdout=subprocess.DEVNULL, stderr=follower)
        os.close(follower)
        shown = b""
        while b"yes" not in shown:
            shown += os.read(leader, 4096)
        os.write(leader, answer)
        assert process.wait(60) == code
        os.close(leader)
        assert name.encode() in shown and (gateway.value(name) is None) == (code == 0)


def test_a_name_that_is_taken_is_not_overwritten(tool, gateway, name):
    tool.run("secret", "create", name, stdin=b"kept")
    refused = tool.run("secret", "create", name, stdin=b"other", code=1)
    assert "secret update" in refused.stderr and gateway.value(name) == "kept"
    tool.run("secret", "update", f"{name}-absent", stdin=b"x", code=1)


def test_what_surrounds_a_value(tool, gateway, name):
    tool.run("secret", "create", name, "--description", "first", "--tag", "a", "--tag", "b", stdin=b"v")
    tool.run("secret", "update", name, "--metadata-only", "--description", "other", "--add-tag", "c", "--remove-tag", "a")
    item = gateway.describe(name)
    assert item["item_metadata"] == "other" and set(item["item_tags"]) == {"b", "c"}
    assert gateway.value(name) == "v" and item["last_version"] == 1


def test_lists_are_complete_and_can_be_narrowed(tool, gateway):
    for path in ("/tree/a", "/tree/sub/b", "/tree/sub/deep/c"):
        gateway.call("create-secret", name=path, value="x", tags=["t"] if path.endswith("b") else None)
    assert tool.run("secret", "list", "/tree").stdout.split() == ["/tree/a", "/tree/sub/b", "/tree/sub/deep/c"]
    level = tool.json("secret", "list", "/tree/", "--folder-only")
    assert level["folders"] == ["/tree/sub/"] and [item["name"] for item in level["items"]] == ["/tree/a"]
    assert [item["name"] for item in tool.json("secret", "list", "/tree", "--tag", "t")["items"]] == ["/tree/sub/b"]
    made = tool.json("secret", "list", "/made", "--type", "dynamic")["items"]
    assert [item["name"] for item in made] == ["/made/reader"]
    assert tool.run("secret", "list", "/nowhere").stdout == ""


def test_nothing_is_deleted_unasked(tool, gateway, name):
    tool.run("secret", "create", name, stdin=b"v")
    tool.run("secret", "delete", name, code=64)
    tool.run("secret", "delete", name, f"{name}-absent", "--yes", code=1)
    assert gateway.value(name) == "v"
    assert tool.json("secret", "delete", name, "--yes")["names"] == [name]
    tool.run("secret", "delete", name, "--yes", code=1)


@pytest.mark.parametrize("endpoint", ["rotated-secret-get-value", None])
def test_secrets_that_akeyless_makes(tool, gateway, endpoint):
    made = json.loads(tool.run("secret", "dynamic", "/made/reader", "--arg", "role=analyst").stdout)
    assert made["password"] == "dynamic-pw"
    if endpoint:
        body = json.dumps({"error": f"unknown command '{endpoint}'"})
        gateway.faults({"command": endpoint, "times": "always", "action": "status", "status": 400, "body": body})
    try:
        assert tool.run("secret", "rotated", "/made/admin", "--field", "password").stdout == "rotated-pw"
    finally:
        gateway.clear()
    assert tool.json("secret", "rotated", "/made/admin")["value"]["value"]["username"] == "admin"
    wrong = tool.run("secret", "get", "/made/reader", code=None)
    assert wrong.code and "secret dynamic /made/reader" in wrong.stderr


def test_who_is_logged_in_and_with_which_rights(reader):
    report = reader.json("auth", "check")
    assert report["method"] == "api_key" and report["access_id"] == "p-reader" and report["expires"].endswith("Z")
    assert report["permissions"] == {
        "/airflow/connections": ["list", "read", "update"], "/airflow/variables": [], "/airflow/config": []}
    assert "p-reader" in reader.run("auth", "check").stdout


def test_files_for_tls_that_hold_no_certificate_are_invalid_input(tool):
    (tool.folder / "empty").mkdir()
    for file in ("missing.pem", "empty"):
        assert file in tool.run("auth", "check", "--ca-file", file, code=7).stderr
    tool.run("auth", "check", environment={"LOCKSTEP_CLIENT_CERTIFICATE": "missing.pem"}, code=7)


def test_inside_a_project_the_key_comes_first_and_its_settings_count(project):
    report = project.lockstep.json("auth", "check")
    assert report["gateway"] == project.gateway.url
    key = "/airflow/lockstep/0badc0de/ledger-key"
    assert list(report["permissions"]) == [key, "/airflow/connections", "/airflow/variables", "/airflow/config"]
    assert all(rights == RIGHTS for rights in report["permissions"].values())


def test_inside_a_project_a_foreign_gateway_is_not_trusted(project):
    file = project.folder / "lockstep.yaml"
    file.write_text(file.read_text().replace(project.gateway.url, "https://gateway.attacker.example"))
    for command in (["secret", "get", "/x"], ["auth", "check"], ["secret", "list"]):
        assert project.lockstep.json(*command, code=9)["error"]["code"] == "untrusted-gateway"
    project.lockstep.run("secret", "get", "/x", "-C", "/nonexistent", code=7)


def test_what_airflow_does_not_find_is_named_with_what_is_near(applied):
    absent = applied.lockstep.json("get", "connection", "warehose", code=1)["error"]
    assert "/airflow/connections/warehose" in absent["message"]
    assert "/airflow/connections/warehouse" in absent["hints"][0]
