"""Certificates, throttling and sessions that end, between the built program and a gateway on real sockets."""

import collections
import json
import threading
import time

import pytest
from Blackbox.identities import Authority
from Blackbox.tls import TLSFront

# Whom the program trusts.


@pytest.fixture
def front(own_gateway, tmp_path):
    """Makes a front with a certificate for a host, and says where the authority's certificate lies."""
    authority = Authority("Private Authority")
    authority_file = tmp_path / "authority.pem"
    authority_file.write_text(authority.pem)
    running = []

    def make(host="localhost"):
        front = TLSFront(own_gateway, tmp_path, *authority.issue(host))
        running.append(front.__enter__())
        return front, f"https://localhost:{front.port}", authority_file

    yield make
    for front in running:
        front.__exit__()


def refused(project, *arguments):
    result = project.lockstep.run("plan", "--format", "json", *arguments, code=1, timeout=60)
    assert project.gateway.requests() == {}
    return json.loads(result.stdout)["error"]


def test_a_private_certificate_is_refused_unless_its_authority_is_named(declared, front):
    _, url, authority = front()
    declared.gateway.reset_requests()
    error = refused(declared, "--gateway", url)
    assert "certificate" in " ".join(error["causes"])
    assert "--ca-file" in " ".join([*error["causes"], *error["hints"]])
    declared.plan("--gateway", url, "--ca-file", authority)
    declared.lockstep.run("plan", "--gateway", url, environment={"LOCKSTEP_CA_FILE": str(authority)})
    assert declared.gateway.requests()["auth"] == 2


def test_a_certificate_for_another_host_is_refused(declared, front):
    _, url, authority = front("other.example")
    declared.gateway.reset_requests()
    error = refused(declared, "--gateway", url, "--ca-file", authority)
    assert "host" in " ".join(error["causes"])


def test_another_authority_does_not_vouch(declared, front, tmp_path):
    _, url, _ = front()
    other = tmp_path / "other.pem"
    other.write_text(Authority("Private Authority").pem)
    declared.gateway.reset_requests()
    refused(declared, "--gateway", url, "--ca-file", other)


# A service that is busy, and sessions that end.


def declare_variables(project, count):
    lines = (f"v{number:04}: value of {number}\n" for number in range(count))
    project.write("variables/many.yaml", "".join(lines))
    project.commit()


def written_once(gateway, count):
    """Every variable was created by exactly one write that the gateway processed."""
    done = collections.Counter(write["name"] for write in gateway.writes() if write["status"] == 200)
    mine = {name: times for name, times in done.items() if name.startswith("/airflow/variables/")}
    assert len(mine) == count
    assert set(mine.values()) == {1}


@pytest.mark.parametrize("count, per_second, retry_after", [(500, 50, True), (60, 5, False)])
def test_an_apply_gets_through_a_storm_of_429(project, count, per_second, retry_after):
    """So few requests a second that the slowest machine sends more."""
    declare_variables(project, count)
    project.gateway.rate_limit(per_second, retry_after=retry_after)
    report = project.apply(timeout=240)
    assert report["summary"]["create"] == count
    assert {change["outcome"] for change in report["changes"]} == {"done"}
    written_once(project.gateway, count)
    assert any(write["status"] is None for write in project.gateway.writes()), "nothing was throttled"
    project.gateway.clear()
    project.plan("--exit-code", code=0)


def test_a_session_that_ends_during_a_long_apply_costs_one_login(project):
    count = 2000
    declare_variables(project, count)
    gateway = project.gateway
    gateway.reset_requests()
    running = project.lockstep.start("apply", "--yes", "--format", "json")

    def end_the_session():
        while gateway.requests().get("create-secret", 0) < count / 2:
            if running.poll() is not None:
                return
            time.sleep(0.05)
        gateway.expire_tokens()

    watcher = threading.Thread(target=end_the_session)
    watcher.start()
    output, _ = running.communicate(timeout=300)
    watcher.join()
    report = json.loads(output)
    assert report["exit_code"] == 0
    assert {change["outcome"] for change in report["changes"]} == {"done"}
    assert len(report["changes"]) == count
    assert gateway.requests()["auth"] == 2
    written_once(gateway, count)
    refused_calls = [write for write in gateway.writes() if write["status"] == 401]
    assert refused_calls, "the session did not end in the middle"
