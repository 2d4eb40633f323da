"""The provider's AkeylessHook, unmodified, beside `lockstep secret`, on one gateway."""

import pytest
from Blackbox.project import Project


@pytest.fixture
def hook(gateway, hook_for):
    return hook_for(gateway)


@pytest.fixture
def secret(binary, gateway, tmp_path):
    """Calls `lockstep secret …`; skipped in a build that has no such command yet."""
    project = Project(binary, tmp_path / "project", gateway)
    if not project.lockstep.has("secret"):
        pytest.skip("this build has no `secret` command")
    return lambda *arguments, **options: project.lockstep.run("secret", *arguments, **options)


def test_the_gateway_answers_every_operation_of_the_hook(hook):
    hook.create_secret("/hook/one", "first", description="made by the hook")
    assert hook.get_secret_value("/hook/one") == "first"
    hook.update_secret_value("/hook/one", "second")
    hook.create_secret("/hook/two", "other")
    assert hook.get_secret_values(["/hook/one", "/hook/two"]) == {"/hook/one": "second", "/hook/two": "other"}
    assert hook.describe_item("/hook/one")["item_metadata"] == "made by the hook"
    assert {item["item_name"] for item in hook.list_items("/hook")} == {"/hook/one", "/hook/two"}
    hook.delete_item("/hook/two")
    assert {item["item_name"] for item in hook.list_items("/hook")} == {"/hook/one"}
    assert hook.test_connection()[0]


def test_the_program_reads_what_the_hook_wrote(hook, secret):
    hook.create_secret("/both/by-hook", "written by the hook ü\n")
    assert secret("get", "/both/by-hook").stdout.removesuffix("\n") == "written by the hook ü\n".removesuffix("\n")


def test_the_hook_reads_what_the_program_wrote(hook, secret):
    secret("create", "/both/by-program", stdin=b"written by the program")
    assert hook.get_secret_value("/both/by-program") == "written by the program"
    secret("update", "/both/by-program", stdin=b"changed")
    assert hook.get_secret_value("/both/by-program") == "changed"
    secret("delete", "/both/by-program", "--yes")
    assert "/both/by-program" not in {item["item_name"] for item in hook.list_items("/both")}


def test_both_describe_and_list_alike(hook, secret):
    hook.create_secret("/alike/item", "x", description="one text")
    import json

    described = json.loads(secret("describe", "/alike/item", "--format", "json").stdout)
    assert "one text" in json.dumps(described)
    assert "/alike/item" in secret("list", "/alike").stdout
