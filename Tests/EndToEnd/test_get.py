"""`get`: what Airflow would read now, in which order it asks, and how the answer came about."""

import json

import pytest

URI = "postgresql://airflow:plain-pw@DB.example.com:5432/s?port=5432"


@pytest.fixture
def stored(project):
    """A gateway with items that nobody declared."""

    def put(**items):
        for path, value in items.items():
            status, answer = project.gateway.call("create-secret", name=path, value=value)
            assert status == 200, answer

    put(**{
        "/airflow/connections/uri": URI, "/airflow/connections/json": '{"conn_type": "http", "host": "h"}',
        "/airflow/connections/broken": '{"conn_type": "http", "conn_id": "x"}',
        "/airflow/variables/wrapped": '{"value": "inside"}', "/airflow/variables/null": '{"value": null}',
        "/airflow/variables/number": '{"value": 5}', "/airflow/config/core.fernet_key": "key",
    })
    project.put = put
    return project


def test_the_fields_are_those_of_the_contract(stored):
    found = stored.lockstep.json("get", "connection", "uri", "--reveal")
    assert list(found) == [
        "format_version", "kind", "key", "team", "asked", "answered", "found", "refused", "connection", "value",
        "value_type", "redacted", "error", "exit_code"]
    assert list(found["connection"]) == [
        "conn_type", "description", "host", "login", "password", "schema", "port", "extra"]
    assert found["connection"]["host"] == "db.example.com"
    assert found["connection"]["extra"] == '{"port": 5432}'
    assert found["asked"] == [found["answered"]] == ["/airflow/connections/uri"]


def test_nothing_is_shown_unless_asked(stored):
    shown = stored.lockstep.run("get", "connection", "uri", "--explain", "--format", "json").stdout
    assert "plain-pw" not in shown
    assert {"password", "login", "host"} <= set(json.loads(shown)["redacted"])


@pytest.mark.parametrize("kind, key, code, found, error", [
    ("connection", "json", 0, True, None), ("connection", "nowhere", 1, False, "absent"),
    ("connection", "broken", 1, False, "unknown-member"), ("variable", "wrapped", 0, True, None),
    ("variable", "null", 1, False, "missing-value"), ("config", "core.fernet_key", 0, True, None)])
def test_the_status_says_what_came_of_it(stored, kind, key, code, found, error):
    answer = stored.lockstep.json("get", kind, key, code=code)
    assert answer["found"] is found
    assert (answer["error"] or {}).get("code") == error


def test_the_type_of_a_broken_value_is_told(stored):
    assert stored.lockstep.json("get", "variable", "number")["value_type"] == "number"
    assert stored.lockstep.json("get", "variable", "wrapped", "--reveal")["value"] == "inside"


def test_the_other_generation_is_told_where_it_differs(stored):
    other = stored.lockstep.json("get", "connection", "uri", "--explain", "--reveal")["other_release"]
    assert other["version"] == "2.11" and other["differs"] and other["fields"] == ["extra"]
    assert other["connection"]["extra"] == '{"port": "5432"}'
    same = stored.lockstep.json("get", "connection", "json", "--explain")["other_release"]
    assert not same["differs"]
    text = stored.lockstep.run("get", "connection", "uri", "--explain").stdout
    assert "Airflow 2.11 would read another value of extra" in text
    stored.put(**{"/airflow/connections/two": '{"conn_type": "x", "extra": "nope"}'})
    assert "Airflow 2.11 would find it" in stored.lockstep.run("get", "connection", "two", "--explain", code=1).stdout


def test_a_cache_of_the_gateway_is_told(stored):
    stored.gateway.faults({"command": "get-secret-value", "action": "stale", "times": "always"})
    stored.gateway.call("update-secret-val", name="/airflow/variables/wrapped", value="new")
    answer = stored.lockstep.json("get", "variable", "wrapped", "--reveal", "--explain")
    assert answer["value"] == "inside", "asked as the provider asks: through the cache"
    assert answer["fresh"] == [{"path": "/airflow/variables/wrapped", "state": "changed"}]


@pytest.mark.parametrize("status, code, error", [(401, 9, "denied"), (403, 9, "denied"), (400, 1, None)])
def test_a_refused_read_is_not_absence(stored, status, code, error):
    body = json.dumps({"error": f"Status {status}, Error: UnauthorizedAccess. Message: no"})
    stored.gateway.faults({"command": "get-secret-value", "action": "status", "status": status, "body": body, "times": "always"})
    answer = stored.lockstep.json("get", "variable", "wrapped", code=code)
    assert not answer["found"] and answer["asked"] == ["/airflow/variables/wrapped"]
    if error:
        assert answer["error"]["code"] == error


@pytest.fixture
def teams(stored):
    text = (stored.folder / "lockstep.yaml").read_text().replace("0.3.2}", "0.3.2, multi_team: true}")
    stored.write("lockstep.yaml", text)
    stored.put(**{"/airflow/variables/a/own": "team's", "/airflow/variables/own": "shared"})
    return stored


def test_a_team_is_asked_before_the_shared_entry(teams):
    own = teams.lockstep.json("get", "variable", "own", "--team", "a", "--reveal")
    assert own["asked"] == ["/airflow/variables/a/own"] and own["value"] == "team's"
    shared = teams.lockstep.json("get", "variable", "own", "--team", "b", "--reveal")
    assert shared["asked"] == ["/airflow/variables/b/own", "/airflow/variables/own"] and shared["value"] == "shared"


def test_a_key_that_could_name_another_team_is_refused_unasked(teams):
    answer = teams.lockstep.json("get", "variable", "a/own", code=7)
    assert answer["refused"] and answer["asked"] == [] and answer["error"]["code"] == "refused"


def test_a_denied_team_entry_gives_the_shared_one_and_says_so(teams):
    body = json.dumps({"error": "Status 401 Unauthorized, Error: UnauthorizedAccess. Message: no"})
    teams.gateway.faults({
        "command": "get-secret-value", "name": "/a/own", "action": "status", "status": 401, "body": body, "times": "always"})
    answer = teams.lockstep.json("get", "variable", "own", "--team", "a", "--explain", "--reveal")
    assert answer["value"] == "shared"
    assert any("denied" in step for step in answer["steps"])


@pytest.mark.parametrize("backend, path, codes", [
    ("{sep: ''}", "/airflow/variablesk", []),
    ("{variables_path: /}", "/k", ["ambiguous-prefixes"] * 2),
    ("{global_secrets_path: /global}", "/airflow/variables//global/k", ["unusable-base-path"] * 2),
    ("{variables_path: bare}", "bare/k", ["backend-path", "unusable-base-path"]),
])
def test_settings_that_are_too_odd_for_a_plan_are_asked_with_all_the_same(teams, backend, path, codes):
    text = (teams.folder / "lockstep.yaml").read_text()
    single = text if "global" in backend else text.replace("true}", "false}")
    teams.write("lockstep.yaml", single + f"backend: {backend}\n")
    teams.put(**{path: "odd"})
    got = teams.lockstep.json("get", "variable", "k", "--reveal")
    assert got["asked"] == [path] and got["answered"] == path and got["value"] == "odd"
    assert [found["code"] for found in got.get("diagnostics", [])] == codes
    assert all(found["severity"] == "warning" for found in got.get("diagnostics", []))
    planned = teams.plan(code=7 if codes else 0)
    assert sorted({found["code"] for found in planned["diagnostics"] if found["severity"] == "error"}) == sorted(set(codes))
