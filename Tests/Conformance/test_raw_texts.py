"""Texts that Lockstep would never write: the real backend and `get` must still make the same of each of them."""

import json
import random

import pytest

SCALARS = [
    "null", "true", "0", "5432", "1.50", "1e3", "NaN", '""', '"x"', '"5432"', '"h\\u00fc"', "[]", "{}", '{"a": 1}',
    '"{\\"a\\": 1}"', '"[]"', '"http://h/p?a=1"', "12345678901234567890"]
MEMBERS = [
    "conn_type", "host", "login", "password", "schema", "port", "extra", "description", "uri", "conn_uri", "conn_id",
    "value", "unknown"]
URIS = [
    "postgres://u:p@Host:5432/d?a=1&b=true", "http://https://u:p@h:80/p", "google-cloud-platform://?project=p", "a_b://h/s",
    "http://h:x", "noscheme", "x://h/?u=http://z", "x://u%40:p%2F@h%20x/s%2Ft?__extra__=%7B%22a%22%3A1%7D", "http://h ", "",
    "http://[::1]:80/", "HTTP://H", "x://h?a=&b", "jdbc:mysql://h/d"]


def generated(count, seed):
    """Stored texts: objects of known and unknown members, scalars, wrappers and URIs, some with blanks or a stray end."""
    rng = random.Random(seed)
    for _ in range(count):
        shape = rng.random()
        if shape < 0.5:
            members = [f'"{rng.choice(MEMBERS)}": {rng.choice(SCALARS)}' for _ in range(rng.randint(0, 4))]
            if rng.random() < 0.7:
                members.insert(0, '"conn_type": "http"')
            text = "{" + ", ".join(members) + "}"
        elif shape < 0.6:
            text = rng.choice(SCALARS)
        elif shape < 0.75:
            text = '{"value": ' + rng.choice(SCALARS) + rng.choice(["}", ', "x": 1}', ""])
        else:
            text = rng.choice(URIS)
        yield rng.choice(["", "", "", " ", "\ufeff", "\n"]) + text + rng.choice(["", "", "", "\n", ","])


def as_airflow_reads(backend, kind, key):
    """What the lookup around the backend makes of it: fields, or nothing."""
    try:
        if kind == "variable":
            return backend.get_variable(key)
        connection = backend.get_connection(key)
        if connection is None:
            return None
        connection.get_uri()
    except Exception:
        return None
    names = ("conn_type", "description", "host", "login", "password", "schema", "port", "extra")
    return {name: getattr(connection, name) for name in names}


@pytest.mark.parametrize("seed", [1, 2])
def test_get_reads_every_text_as_the_real_backend_does(project, backend_for, seed):
    backend = backend_for(project.gateway)
    differing = []
    for number, text in enumerate(generated(30, seed)):
        for kind in ("connection", "variable"):
            key = f"k{number}"
            status, answer = project.gateway.call("create-secret", name=f"/airflow/{kind}s/{key}", value=text)
            assert status == 200, answer
            wanted = as_airflow_reads(backend, kind, key)
            answer = project.lockstep.json("get", kind, key, "--reveal", code=None)
            found = (answer["connection"] if kind == "connection" else answer["value"]) if answer["found"] else None
            if json.dumps(found, sort_keys=True) != json.dumps(wanted, sort_keys=True):
                differing.append((kind, text, found, wanted))
    assert differing == []
