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
