"""The Akeyless SDK, unmodified, against the development gateway."""

import pytest


@pytest.fixture
def client(gateway, sdk_for):
    return sdk_for(gateway)


def test_a_static_secret_lives_from_create_to_delete(client):
    import akeyless

    api, token = client
    name = "/sdk/life"
    created = api.create_secret(akeyless.CreateSecret(name=name, value="first", description="a text", tags=["t1"], token=token))
    assert created.name == name
    assert api.get_secret_value(akeyless.GetSecretValue(names=[name], token=token)) == {name: "first"}
    api.update_secret_val(akeyless.UpdateSecretVal(name=name, value="second ü", token=token))
    assert api.get_secret_value(akeyless.GetSecretValue(names=[name], token=token)) == {name: "second ü"}
    item = api.describe_item(akeyless.DescribeItem(name=name, token=token))
    assert (item.item_name, item.item_type, item.item_metadata, item.item_tags) == (name, "STATIC_SECRET", "a text", ["t1"])
    api.delete_item(akeyless.DeleteItem(name=name, token=token))
    with pytest.raises(akeyless.ApiException) as refused:
        api.describe_item(akeyless.DescribeItem(name=name, token=token))
    assert refused.value.status == 404


def test_many_values_come_in_one_answer(client):
    import akeyless

    api, token = client
    names = [f"/sdk/many/{number}" for number in range(5)]
    for name in names:
        api.create_secret(akeyless.CreateSecret(name=name, value=f"value of {name}", token=token))
    assert api.get_secret_value(akeyless.GetSecretValue(names=names, token=token)) == {name: f"value of {name}" for name in names}


def test_listing_comes_in_pages(client):
    import akeyless

    api, token = client
    names = {f"/sdk/pages/{number:04}" for number in range(1001)}
    for name in names:
        api.create_secret(akeyless.CreateSecret(name=name, value="x", token=token))
    found, page, pages = set(), None, 0
    while True:
        answer = api.list_items(akeyless.ListItems(path="/sdk/pages", pagination_token=page, token=token))
        found |= {item.item_name for item in answer.items or []}
        pages += 1
        page = answer.next_page
        if not page:
            break
    assert found == names
    assert pages == 2


def test_a_wrong_key_is_refused(gateway):
    import akeyless

    api = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=gateway.url)))
    with pytest.raises(akeyless.ApiException) as refused:
        api.auth(akeyless.Auth(access_id=gateway.access_id, access_key="wrong"))
    assert refused.value.status == 401


@pytest.mark.parametrize("base", ["", "/v2", "/api/v2"])
def test_every_base_path_is_served(gateway, base):
    import akeyless

    api = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=gateway.url + base)))
    assert api.auth(akeyless.Auth(access_id=gateway.access_id, access_key=gateway.access_key)).token


@pytest.fixture
def known(identity_gateway):
    """A client of a gateway that knows identities and secrets of every kind."""
    import akeyless

    api = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=identity_gateway.url)))
    login = akeyless.Auth(access_id=identity_gateway.access_id, access_key=identity_gateway.access_key)
    return api, api.auth(login).token


def test_versions_are_rolled_back_and_states_set(known):
    import akeyless

    api, token = known
    name = "/sdk/versions"
    api.create_secret(akeyless.CreateSecret(name=name, value="one", token=token))
    api.update_secret_val(akeyless.UpdateSecretVal(name=name, value="two", keep_prev_version="true", token=token))
    assert api.rollback_secret(akeyless.RollbackSecret(name=name, old_version=1, token=token)).version == 3
    assert api.get_secret_value(akeyless.GetSecretValue(names=[name], token=token)) == {name: "one"}
    api.set_item_state(akeyless.SetItemState(name=name, desired_state="Disabled", token=token))
    assert api.describe_item(akeyless.DescribeItem(name=name, token=token)).is_enabled is False
    with pytest.raises(akeyless.ApiException):
        api.get_secret_value(akeyless.GetSecretValue(names=[name], token=token))
    api.set_item_state(akeyless.SetItemState(name=name, desired_state="Enabled", token=token))
    assert api.get_secret_value(akeyless.GetSecretValue(names=[name], token=token)) == {name: "one"}


def test_dynamic_and_rotated_secrets_are_read(known):
    import akeyless
    from Blackbox.identities import DYNAMIC, ROTATED

    api, token = known
    assert api.get_dynamic_secret_value(akeyless.GetDynamicSecretValue(name="/dynamic/db", token=token)) == DYNAMIC
    wanted = {"value": ROTATED}
    assert api.get_rotated_secret_value(akeyless.GetRotatedSecretValue(names="/rotated/db", token=token)) == wanted
    assert api.rotated_secret_get_value(akeyless.RotatedSecretGetValue(name="/rotated/db", token=token)) == wanted


def test_a_rotated_universal_identity_ends_the_one_before(binary, identities, tmp_path):
    import akeyless
    from Blackbox.gateway import Gateway

    with Gateway(binary, tmp_path, identities=identities.document) as gateway:
        api = akeyless.V2Api(akeyless.ApiClient(akeyless.Configuration(host=gateway.url)))
        fresh = api.uid_rotate_token(akeyless.UidRotateToken(uid_token=identities.uid_token)).token
        assert fresh.startswith("u-")
        api.list_items(akeyless.ListItems(path="/", uid_token=fresh))
        with pytest.raises(akeyless.ApiException) as ended:
            api.list_items(akeyless.ListItems(path="/", uid_token=identities.uid_token))
        assert ended.value.status == 401


def test_the_limits_are_those_of_the_service(known):
    import akeyless

    api, token = known
    api.create_secret(akeyless.CreateSecret(name="/sdk/limit", value="x" * 16_384, token=token))
    for name, more in (("value", {"value": "x" * 16_385}), ("description", {"value": "x", "description": "d" * 1025})):
        with pytest.raises(akeyless.ApiException) as refused:
            api.create_secret(akeyless.CreateSecret(name=f"/sdk/{name}", token=token, **more))
        assert refused.value.status == 400


def test_a_path_without_rights_is_refused_whether_or_not_an_item_is_there(known):
    import akeyless

    api, token = known
    api.create_secret(akeyless.CreateSecret(name="/sdk/private", value="x", token=token))
    reader = api.auth(akeyless.Auth(access_id="p-reader", access_key="reader-key-77e0")).token
    refusals = []
    for name in ("/sdk/private", "/sdk/nothing"):
        with pytest.raises(akeyless.ApiException) as refused:
            api.get_secret_value(akeyless.GetSecretValue(names=[name], token=reader))
        refusals.append((refused.value.status, refused.value.body))
    assert refusals[0] == refusals[1] and refusals[0][0] == 401
