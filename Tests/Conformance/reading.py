"""Comparing what Airflow reads with what the files declare."""

import importlib.metadata
import json
import math

AIRFLOW_2 = importlib.metadata.version("apache-airflow").startswith("2.")


def connection_fields(connection):
    """The fields of an Airflow connection, with empty texts as None, as `declared` has them."""
    from_extra = json.loads(connection.extra) if connection.extra else {}
    fields = {name: getattr(connection, name) or None for name in ("description", "host", "login", "password", "schema")}
    return fields | {"conn_type": connection.conn_type, "port": connection.port, "extra": from_extra}


def expected_fields(conn_id, declared):
    """The fields a declaration stands for. Airflow itself parses a connection that is given as a URI."""
    if not isinstance(declared, str):
        return declared
    from airflow.models.connection import Connection

    return connection_fields(Connection(conn_id, uri=declared))


def same(left, right):
    """Equality as JSON values: types count, and NaN equals itself."""
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left):
        return math.isnan(right)
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def differences(backend, declared):
    """Everything that the backend reads differently from what the files declare, as lines that name the entry."""
    found = []
    for conn_id, wanted in declared.connections.items():
        read = backend.get_connection(conn_id)
        if read is None:
            found.append(f"connection {conn_id}: not found")
        elif not same(connection_fields(read), expected_fields(conn_id, wanted)):
            found.append(f"connection {conn_id}: read {connection_fields(read)!r}, declared {expected_fields(conn_id, wanted)!r}")
    for kind, entries, get in (
        ("variable", declared.variables, backend.get_variable), ("config", declared.config, backend.get_config)):
        for key, wanted in entries.items():
            read = get(key)
            if isinstance(wanted, str):
                equal = read == wanted
            else:
                equal = isinstance(read, str) and same(json.loads(read), wanted)
            if not equal:
                found.append(f"{kind} {key}: read {read!r}, declared {wanted!r}")
    return found
