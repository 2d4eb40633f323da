"""What the files of a repository declare, read without any code of Lockstep.

This is the oracle of the black-box tests: PyYAML and json read the files, references are resolved here, overlays are
merged here. Connection URIs are left as text; the caller lets Airflow itself parse them.
"""

import dataclasses
import json
import pathlib

import yaml


@dataclasses.dataclass
class Declared:
    """The entries of one environment by key. A connection is a mapping, or a URI text."""

    connections: dict
    variables: dict
    config: dict
    descriptions: dict


def read(folder, environment, overlay=None):
    """Reads a repository's files as `default`, or with the overlay of a named environment on top."""
    folder = pathlib.Path(folder)
    raw = {kind: _entries(folder / kind) for kind in ("connections", "variables", "config")}
    if overlay:
        for kind, entries in raw.items():
            for key, value in _entries(folder / "environments" / overlay / kind).items():
                _lay_over(entries, key, value)

    def resolved(value):
        return _resolve(value, folder, environment)

    declared = Declared({}, {}, {}, {})
    for key, value in raw["connections"].items():
        declared.connections[key] = _connection(resolved(value))
    for kind, values in (("variables", declared.variables), ("config", declared.config)):
        for key, value in raw[kind].items():
            if isinstance(value, dict) and "value" in value:
                declared.descriptions[kind, key] = value.get("description")
                value = value["value"]
            values[key] = resolved(value)
    return declared


def _entries(folder):
    """All entries below a folder; one that is declared twice would make the oracle ambiguous."""
    entries = {}
    for file in sorted(folder.rglob("*")) if folder.exists() else ():
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".json":
            found = json.loads(text)
        elif file.suffix in (".yaml", ".yml"):
            found = yaml.safe_load(text)
        elif file.suffix == ".env":
            found = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
        else:
            continue
        assert not entries.keys() & found.keys(), f"declared twice: {entries.keys() & found.keys()}"
        entries.update(found)
    return entries


def _lay_over(entries, key, value):
    """Mappings merge by field and `extra` by member, null removes, anything else replaces."""
    below = entries.get(key)
    if value is None:
        entries.pop(key, None)
    elif isinstance(value, dict) and isinstance(below, dict):
        merged = dict(below)
        for name, field in value.items():
            if field is None:
                merged.pop(name, None)
            elif name == "extra" and isinstance(field, dict) and isinstance(merged.get("extra"), dict):
                members = merged["extra"] | field
                merged["extra"] = {member: held for member, held in members.items() if held is not None}
            else:
                merged[name] = field
        entries[key] = merged
    else:
        entries[key] = value


def _resolve(value, folder, environment):
    """Replaces references, at any depth, by what they point to."""
    if isinstance(value, dict):
        return {name: _resolve(member, folder, environment) for name, member in value.items()}
    if isinstance(value, list):
        return [_resolve(member, folder, environment) for member in value]
    if not isinstance(value, str) or not value.startswith("ref+"):
        return value
    scheme, rest = value.removeprefix("ref+").split("://", 1)
    if scheme == "env":
        return environment[rest]
    if scheme == "file":
        text = (folder / rest).read_bytes().decode()
        return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")
    if scheme == "text":
        return rest
    raise AssertionError(f"the oracle does not know {scheme} references")


def _connection(value):
    """The fields Airflow should read; extra as an object, what is not set as None."""
    if isinstance(value, str):
        return value
    extra = value.get("extra")
    if isinstance(extra, str):
        extra = json.loads(extra) if extra else None
    conn_type = value["conn_type"]
    fields = {name: value.get(name) or None for name in ("description", "host", "login", "password", "schema")}
    return fields | {
        "conn_type": "postgres" if conn_type == "postgresql" else conn_type.replace("-", "_"),
        "port": value.get("port"),
        "extra": extra or {},
    }
