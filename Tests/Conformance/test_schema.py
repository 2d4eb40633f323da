"""The JSON Schemas, by a validator that is not ours: what `validate` takes is taken, what is broken is not."""

import copy
import json
import re

import jsonschema
import pytest
import yaml


@pytest.fixture(scope="module")
def schemas(binary, tmp_path_factory):
    """Every schema by the name of its file, as `schema --out` writes them."""
    import subprocess

    folder = tmp_path_factory.mktemp("schemas")
    subprocess.run([binary, "schema", "--out", folder], check=True, capture_output=True)
    found = {file.name: json.loads(file.read_text()) for file in folder.iterdir()}
    for schema in found.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    return found


def problems(schema, document):
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def content(file):
    text = file.read_text()
    return json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)


@pytest.mark.parametrize("example", ["quickstart", "multi-team"])
def test_every_file_of_an_example_is_valid_by_the_schema_that_it_names(schemas, quickstart, example):
    checked = 0
    example = quickstart.parent / example
    for file in example.rglob("*.yaml"):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())
        assert named, f"{file} names no schema"
        folder = (file.parent / named[1]).resolve().parent
        assert folder == example / ".lockstep/schemas", "the comment leads to where init puts the schemas"
        assert problems(schemas[named[1].split("/")[-1]], content(file)) == [], file
        checked += 1
    assert checked >= 8


def test_real_exports_are_valid(schemas, quickstart):
    vectors = quickstart.parent.parent / "Tests/DeclarationsTests/Vectors/file_formats/exports"
    for name in ("connections.json", "connections.yaml"):
        assert problems(schemas["connections.json"], content(vectors / name)) == []


def test_the_samples_of_init_are_valid_and_their_schemas_are_there(schemas, binary, tmp_path):
    import subprocess

    subprocess.run([binary, "init", tmp_path / "p", "--name", "p"], check=True, capture_output=True)
    for file in (tmp_path / "p").rglob("*.yaml"):
        schema = file.parent / re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())[1]
        assert problems(json.loads(schema.read_text()), content(file)) == []


BROKEN = {
    "connections.json": [
        {"c": {"host": "h"}}, {"c": {"conn_type": "http", "prot": 1}}, {"c": None}, {"c": 5}, {"c": []},
        {"c": {"conn_type": "http", "port": 70000}}, {"c": {"conn_type": "http", "port": "x"}},
        {"c": {"conn_type": "ref+env://X"}}, {"c": {"conn_type": "http", "login": 5}},
        {"c": {"conn_type": "http", "extra": [1]}}, {"c": {"uri": "http://h", "host": "h"}}, {"c": "no uri"},
        {"c": {"conn_type": "http", "extra": "{}", "extra_dejson": {}}}, []],
    "variables.json": [
        {"v": None}, {"v": {"value": None}}, {"v": {"value": "x", "descripton": "y"}},
        {"v": {"value": "x", "description": 5}}, {"v": {"value": "x", "description": "d" * 1025}}, ["v"]],
    "config.json": [{"core.fernet_key": None}, {"core.fernet_key": {"value": "x", "more": 1}}],
}


@pytest.mark.parametrize("name, document", [(name, document) for name, all in BROKEN.items() for document in all])
def test_a_broken_file_is_invalid_and_refused(schemas, project, name, document):
    assert problems(schemas[name], document)
    project.write(f"{name.removesuffix('.json')}/broken.json", json.dumps(document))
    project.lockstep.run("validate", code=7)


def test_null_removes_in_an_overlay_only(schemas):
    removal = {"c": None, "d": {"host": None, "extra": {"a": None}}}
    assert problems(schemas["connections.overlay.json"], removal) == []
    assert problems(schemas["connections.json"], removal)


def test_the_project_file_knows_every_setting_and_no_other(schemas, project, quickstart):
    schema = schemas["project.json"]
    document = content(quickstart / "lockstep.yaml")
    for change in (
            {"version": 2}, {"verison": 1}, {"limits": {"delete": "x%"}}, {"checks": {"plain-secret": "loud"}},
            {"checks": {"plain": "off"}}, {"backend": {"connection_path": "/x"}}, {"airflow": {"multi_team": "yes"}},
            {"drift": {"connections/*": "keep"}}, {"environments": {"a/b": {}}}, {"gateway": {"auth": {"access_tpye": "x"}}},
            {"environments": {"prod": {"project": {"name": "x"}}}}):
        broken = copy.deepcopy(document) | change
        assert problems(schema, broken), change
        project.write("lockstep.yaml", yaml.safe_dump(broken))
        project.lockstep.run("validate", code=7)
    for change in (
            {"checks": {"plain-secret": "error", "nested-key": "off"}}, {"limits": {"delete": "30%", "update": 5}},
            {"airflow": {"version": 3.3}}, {"values": {"encoding": "wrapped"}}, {"environments": {"prod": None}},
            {"drift": {"connections/*": "ignore", "ignore_fields": ["description"]}}):
        assert problems(schema, copy.deepcopy(document) | change) == [], change


def test_one_document_holds_all_schemas_or_the_one_that_is_named(schemas, project):
    shown = project.lockstep.json("schema")
    assert list(shown) == ["project", "connections", "variables", "config"]
    assert shown["variables"] == project.lockstep.json("schema", "variables") == schemas["variables.json"]
    assert project.lockstep.json("schema", "config", "--overlay") == schemas["config.overlay.json"]
    project.lockstep.run("schema", "everything", code=64)
