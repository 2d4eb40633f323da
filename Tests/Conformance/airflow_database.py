"""Fills a fresh metadata database of Airflow, exports it with Airflow's own commands, and tells what the rows hold.

Called as `python airflow_database.py FOLDER`, with AIRFLOW_HOME in the environment. FOLDER/rows.json holds what to
insert; connections.json, connections.yaml and variables.json are the exports, read.json is what Airflow reads.
"""

import json
import pathlib
import sys

FIELDS = ("conn_type", "description", "host", "login", "password", "schema", "port", "extra")


def main(folder):
    from airflow.cli.cli_parser import get_parser
    from airflow.models import Connection, Variable
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session

    initdb()
    rows = json.loads((folder / "rows.json").read_text())
    with create_session() as session:
        for key, fields in rows["connections"].items():
            session.add(Connection(conn_id=key, **fields))
        for key, value in rows["variables"].items():
            session.add(Variable(key=key, val=value))
    for kind, file in (("connections", "connections.json"), ("connections", "connections.yaml"), ("variables", "variables.json")):
        arguments = get_parser().parse_args([kind, "export", str(folder / file)])
        arguments.func(arguments)
    with create_session() as session:
        connections = {row.conn_id: {name: getattr(row, name) for name in FIELDS} for row in session.query(Connection)}
        variables = {row.key: row.val for row in session.query(Variable)}
    (folder / "read.json").write_text(json.dumps({"connections": connections, "variables": variables}))


main(pathlib.Path(sys.argv[1]))
