"""Listings in pages between which items move: what is on no page is not absent, and of two rows the later one counts."""

import http.server
import json
import threading
import urllib.error
import urllib.request

import pytest
from Blackbox.project import Project

VARIABLES = "/airflow/variables"
NAMES = [f"v{number}" for number in range(9)]


class Pages(http.server.ThreadingHTTPServer):
    """Stands before a gateway and cuts its listings into pages of two rows, between which things happen."""

    daemon_threads = True

    def __init__(self, gateway):
        self.gateway = gateway
        self.lost = set()
        self.between = {}
        super().__init__(("127.0.0.1", 0), Passage)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def page(self, listing, token):
        """One page of the rows as they are now, after what happens before it."""
        items = [row for row in listing.get("items") or [] if row["item_name"] not in self.lost]
        start = int(token or 0)
        last = start + 2 >= len(items)
        return listing | {
            "items": items[start:start + 2], "folders": None if token else listing.get("folders"),
            "next_page": "" if last else str(start + 2), "has_next": not last}


class Passage(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        token = ""
        if self.path.endswith("list-items"):
            asked = json.loads(body)
            token = asked.pop("pagination-token", "")
            body = json.dumps(asked).encode()
            if asked["path"].startswith(VARIABLES):
                self.server.between.pop(token, lambda: None)()
        request = urllib.request.Request(
            self.server.gateway.url + self.path, body, {"Content-Type": "application/json"}, method="POST")
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        data = answer.read()
        if self.path.endswith("list-items") and answer.status == 200:
            data = json.dumps(self.server.page(json.loads(data), token)).encode()
        self.send_response(answer.status)
        for name in ("Content-Type", "Date"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_response(self, code, message=None):
        # Without a `Date` of its own: the gateway's clock is the service's.
        self.send_response_only(code, message)

    def log_message(self, *_):
        pass


@pytest.fixture
def pages(own_gateway):
    own_gateway.step_clock()
    with Pages(own_gateway) as running:
        yield running


@pytest.fixture
def paged(binary, pages, own_gateway, tmp_path):
    """Nine variables, applied through pages that hold still."""
    project = Project(binary, tmp_path / "project", own_gateway)
    project.environment["LOCKSTEP_GATEWAY_URL"] = pages.url
    declare(project, NAMES)
    assert project.apply()["summary"]["create"] == 9
    own_gateway.reset_requests()
    return project


def declare(project, names, **values):
    project.write("variables/all.yaml", "".join(f"{name}: {values.get(name, 'x')}\n" for name in names))
    project.commit()


def written(project):
    return [(write["command"], write["name"]) for write in project.gateway.writes() if "/lockstep/" not in (write["name"] or "")]


def test_an_item_that_no_page_shows_is_not_absent(paged, pages):
    pages.lost = {f"{VARIABLES}/v2", f"{VARIABLES}/v5"}
    report = paged.plan("--prune", "--exit-code", code=0)
    assert report["summary"]["unchanged"] == 9 and report["stats"]["requests"]["describe-item"] == 2
    assert paged.apply("--prune")["summary"]["unchanged"] == 9
    assert paged.lockstep.run("status") and written(paged) == []
    declare(paged, NAMES[:8], v2="y")
    report = paged.apply("--prune")
    assert (report["summary"]["update"], report["summary"]["delete"]) == (1, 1)
    assert sorted(written(paged)) == [("delete-item", f"{VARIABLES}/v8"), ("update-secret-val", f"{VARIABLES}/v2")]
    assert paged.gateway.describe(f"{VARIABLES}/v2")["last_version"] == 2
    pages.lost = set()
    assert paged.plan("--prune", "--exit-code", code=0)["summary"]["unchanged"] == 8


def test_an_item_of_someone_else_that_no_page_shows_is_not_overwritten(paged, pages):
    pages.lost = {f"{VARIABLES}/theirs"}
    paged.gateway.call("create-secret", name=f"{VARIABLES}/theirs", value="theirs")
    paged.gateway.reset_requests()
    for more in ([], [f"new{number}" for number in range(12)]):
        declare(paged, [*NAMES, "theirs", *more])
        report = paged.apply("--prune", "--overwrite-unmanaged", code=None)
        assert report["exit_code"] in (1, 3, 4)
        assert paged.gateway.value(f"{VARIABLES}/theirs") == "theirs"
        assert ("create-secret", 200) not in {
            (write["command"], write["status"]) for write in paged.gateway.writes()
            if (write["name"] or "").endswith("/theirs")}
    pages.lost = set()
    assert paged.plan("--exit-code", code=8)["summary"]["conflict"] == 1


def test_a_delete_between_two_pages_that_moves_all_rows_hides_none(paged, pages):
    """Rows move up by one, so that the first row of the next page is on no page."""
    pages.between["4"] = lambda: paged.gateway.call("delete-item", name=f"{VARIABLES}/v0")
    report = paged.plan("--prune", "--exit-code", code=None)
    assert report["summary"]["unchanged"] + report["summary"]["drift"] == 9
    assert not {"delete", "forget", "create"} & {change["action"] for change in report["changes"]}
    assert paged.plan("--prune", "--exit-code", code=8)["summary"]["drift"] == 1


def test_an_item_that_two_pages_show_counts_as_the_later_one_shows_it(paged, pages):
    """Rows move down by one, so that one is shown twice; before it is shown again, someone edits it."""
    def happen():
        paged.gateway.call("create-secret", name=f"{VARIABLES}/a", value="theirs")
        paged.gateway.call("update-secret-val", name=f"{VARIABLES}/v3", value="by hand")

    declare(paged, NAMES, v3="y")
    pages.between["4"] = happen
    report = paged.apply("--prune", "--skip-conflicts", code=8)
    assert [(change["key"], change["action"]) for change in report["changes"]] == [("v3", "conflict")]
    assert paged.gateway.value(f"{VARIABLES}/v3") == "by hand"
