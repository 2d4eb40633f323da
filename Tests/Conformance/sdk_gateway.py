"""The official akeyless SDK against a gateway.

The gateway is the one that the other tests use, or one named by three environment variables:
LOCKSTEP_TEST_GATEWAY_URL, LOCKSTEP_TEST_GATEWAY_ACCESS_ID and LOCKSTEP_TEST_GATEWAY_ACCESS_KEY. Everything is made
below a folder of its own and removed again, so that a shared gateway or a real account can be used as well.
"""

import os
import uuid

import akeyless
import pytest
from akeyless.exceptions import ApiException


class Login:
    """Where to log in, and as whom."""

    def __init__(self, url, access_id, access_key):
        self.url, self.access_id, self.access_key = url, access_id, access_key


@pytest.fixture(scope="module")
def login(request):
    named = [os.environ.get(f"LOCKSTEP_TEST_GATEWAY_{name}", "") for name in ("URL", "ACCESS_ID", "ACCESS_KEY")]
    if named[0]:
        return Login(*named)
    gateway = request.getfixturevalue("gateway")
    return Login(gateway.url, gateway.access_id, gateway.access_key)


@pytest.fixture(scope="module", params=["", "/v2", "/api/v2"])
def api(request, login):
    configuration = akeyless.Configuration(host=login.url + request.param)
    return akeyless.V2Api(akeyless.ApiClient(configuration))


@pytest.fixture(scope="module")
def token(api, login):
    answer = api.auth(akeyless.Auth(access_id=login.access_id, access_key=login.access_key))
    assert answer.token.startswith("t-")
    assert answer.creds.expiry > 0
    return answer.token


@pytest.fixture
def folder(api, token):
    path = "/lockstep-conformance/" + uuid.uuid4().hex
    yield path
    api.delete_items(akeyless.DeleteItems(path=path, token=token))


def create(api, token, name, value="value", **more):
    return api.create_secret(akeyless.CreateSecret(name=name, value=value, token=token, **more))


def read(api, token, *names, **more):
    return api.get_secret_value(akeyless.GetSecretValue(names=list(names), token=token, **more))


def describe(api, token, name, **more):
    return api.describe_item(akeyless.DescribeItem(name=name, token=token, **more))


def test_a_secret_is_created_and_read(api, token, folder):
    name = folder + "/db"
    assert create(api, token, name, "s3cret ä \"quoted\"\n").name == name
    assert read(api, token, name) == {name: "s3cret ä \"quoted\"\n"}


def test_names_are_answered_as_they_were_asked(api, token, folder):
    name = folder + "/db"
    create(api, token, name.lstrip("/"), "one")
    assert read(api, token, name, name.lstrip("/")) == {name: "one", name.lstrip("/"): "one"}


def test_many_secrets_are_read_at_once(api, token, folder):
    names = [f"{folder}/{number}" for number in range(40)]
    for name in names:
        create(api, token, name, name.upper())
    assert read(api, token, *names) == {name: name.upper() for name in names}


def test_an_update_is_in_place_unless_versions_are_kept(api, token, folder):
    name = folder + "/db"
    create(api, token, name, "one")
    api.update_secret_val(akeyless.UpdateSecretVal(name=name, value="two", token=token))
    assert read(api, token, name, ignore_cache="true") == {name: "two"}
    assert describe(api, token, name).last_version == 1
    api.update_secret_val(akeyless.UpdateSecretVal(name=name, value="three", keep_prev_version="true", token=token))
    assert describe(api, token, name).last_version == 2
    assert read(api, token, name, version=1) == {name: "two"}


def test_an_item_is_described_without_its_value(api, token, folder):
    name = folder + "/db"
    create(api, token, name, "s3cret", description="a database", tags=["b", "a"])
    item = describe(api, token, name, show_versions=True)
    assert item.item_name == name
    assert item.item_type == "STATIC_SECRET"
    assert item.item_metadata == "a database"
    assert sorted(item.item_tags) == ["a", "b"]
    assert item.item_id > 0
    assert item.modification_date is not None
    assert len(item.item_versions) == 1
    assert "s3cret" not in str(item.to_dict())


def test_metadata_is_updated_and_left_alone(api, token, folder):
    name = folder + "/db"
    create(api, token, name, description="first", tags=["old"])
    api.update_item(akeyless.UpdateItem(name=name, add_tag=["new"], rm_tag=["old"], token=token))
    item = describe(api, token, name)
    assert (item.item_metadata, item.item_tags) == ("first", ["new"])
    assert api.get_tags(akeyless.GetTags(name=name, token=token)) == ["new"]
    api.update_item(akeyless.UpdateItem(name=name, description="second", token=token))
    assert describe(api, token, name).item_metadata == "second"


def test_an_item_is_renamed(api, token, folder):
    create(api, token, folder + "/old")
    api.update_item(akeyless.UpdateItem(name=folder + "/old", new_name=folder + "/new/place", token=token))
    assert read(api, token, folder + "/new/place") == {folder + "/new/place": "value"}
    with pytest.raises(ApiException) as failure:
        describe(api, token, folder + "/old")
    assert failure.value.status == 404


def list_all(api, token, **query):
    items, folders, page = [], [], None
    for _ in range(1000):
        answer = api.list_items(akeyless.ListItems(pagination_token=page, token=token, **query))
        items += [item.item_name for item in answer.items or []]
        folders += answer.folders or []
        page = answer.next_page
        if not page or not (answer.items or answer.folders):
            return items, folders
    raise AssertionError("the listing does not end")


def test_a_folder_is_listed_page_by_page(api, token, folder):
    for number in range(25):
        create(api, token, f"{folder}/{number:02}")
    create(api, token, folder + "/deep/er")
    items, folders = list_all(api, token, path=folder)
    assert items == [f"{folder}/{number:02}" for number in range(25)]
    assert folders == [folder + "/deep/"]


def test_lists_are_filtered(api, token, folder):
    tag = uuid.uuid4().hex
    create(api, token, folder + "/one", tags=[tag])
    create(api, token, folder + "/two")
    assert list_all(api, token, tag=tag)[0] == [folder + "/one"]
    assert list_all(api, token, filter=folder)[0] == [folder + "/one", folder + "/two"]


def test_an_unknown_folder_is_empty(api, token):
    answer = api.list_items(akeyless.ListItems(path="/lockstep-conformance/none", token=token))
    assert not answer.items
    assert not answer.folders


def test_a_deleted_item_is_gone(api, token, folder):
    name = folder + "/db"
    create(api, token, name)
    assert api.delete_item(akeyless.DeleteItem(name=name, token=token)).item_name == name
    for call in (read, describe):
        with pytest.raises(ApiException) as failure:
            call(api, token, name)
        assert failure.value.status == 404


def test_a_protected_item_is_not_deleted(api, token, folder):
    name = folder + "/db"
    create(api, token, name, delete_protection="true")
    with pytest.raises(ApiException):
        api.delete_item(akeyless.DeleteItem(name=name, token=token))
    assert describe(api, token, name).delete_protection is True
    api.update_item(akeyless.UpdateItem(name=name, delete_protection="false", token=token))
    api.delete_item(akeyless.DeleteItem(name=name, token=token))


def test_a_taken_name_is_refused(api, token, folder):
    name = folder + "/db"
    create(api, token, name, "first")
    with pytest.raises(ApiException) as failure:
        create(api, token, name, "second")
    assert "already exist" in failure.value.body
    assert read(api, token, name) == {name: "first"}


def test_a_missing_secret_is_not_found(api, token, folder):
    for call in (
        lambda: read(api, token, folder + "/none"),
        lambda: describe(api, token, folder + "/none"),
        lambda: api.update_secret_val(akeyless.UpdateSecretVal(name=folder + "/none", value="v", token=token)),
        lambda: api.delete_item(akeyless.DeleteItem(name=folder + "/none", token=token)),
    ):
        with pytest.raises(ApiException) as failure:
            call()
        assert failure.value.status == 404
        assert failure.value.body.endswith("\n")


def test_a_wrong_login_is_refused(api, login):
    for access_id, key in ((login.access_id, "wrong"), ("p-nobody", login.access_key)):
        with pytest.raises(ApiException) as failure:
            api.auth(akeyless.Auth(access_id=access_id, access_key=key))
        assert failure.value.status == 401
    with pytest.raises(ApiException) as failure:
        read(api, "t-forged", "/any")
    assert failure.value.status == 401


def test_a_token_is_validated(api, token):
    assert api.validate_token(akeyless.ValidateToken(token=token)).is_valid is True


def test_a_folder_holds_properties(api, token, folder):
    api.folder_create(akeyless.FolderCreate(name=folder, description="made by a test", token=token))
    answer = api.folder_get(akeyless.FolderGet(name=folder, token=token))
    assert answer.folder.metadata == "made by a test"
    api.folder_delete(akeyless.FolderDelete(name=folder, token=token))


def test_a_json_secret_stays_text(api, token, folder):
    name = folder + "/json"
    create(api, token, name, '{"a": 1.0}', format="json")
    assert read(api, token, name) == {name: '{"a": 1.0}'}
    with pytest.raises(ApiException) as failure:
        create(api, token, folder + "/broken", "{", format="json")
    assert failure.value.status == 400
