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


