"""Fixtures of the black-box tests: the built program, a gateway that runs it, a repository."""

import os
import pathlib
import subprocess
import sys

import pytest

from Blackbox.clouds import Clouds
from Blackbox.gateway import Gateway
from Blackbox.identities import Identities
from Blackbox.project import Project

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True


def pytest_addoption(parser):
    parser.addoption("--entries", type=int, default=300, help="generated entries of the differential test")
    parser.addoption("--own-reads", type=int, default=60, help="how many of them `lockstep get` reads as well")
    parser.addoption("--kill-entries", type=int, default=60, help="entries of the runs that are killed at named steps")
    parser.addoption("--kills", type=int, default=40, help="kills at random moments, beside those at named steps")
    parser.addoption("--points", type=int, default=6, help="requests at which each scenario is killed; 0 for all of them")
    parser.addoption("--steps", type=int, default=120, help="random steps of the comparison with the model")
    parser.addoption("--cells", type=int, default=25, help="cells of the fault grid, a sample; 0 for all of them")
    parser.addoption("--seed", type=int, default=2026, help="what the random steps and samples begin with")


@pytest.fixture(scope="session")
def binary():
    """The program under test: LOCKSTEP_BINARY, or the debug build of this repository."""
    named = os.environ.get("LOCKSTEP_BINARY")
    if not named:
        shown = subprocess.run(["swift", "build", "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
        named = f"{shown.stdout.strip()}/lockstep"
    if not pathlib.Path(named).exists():
        pytest.exit(f"no program at {named}: run swift build first", returncode=1)
    return pathlib.Path(named)


@pytest.fixture(scope="module")
def gateway(binary, tmp_path_factory):
    """A gateway that the tests of one file share."""
    with Gateway(binary, tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="session")
def identities():
    """One access id for each way to log in."""
    return Identities()


@pytest.fixture(scope="module")
def identity_gateway(binary, identities, tmp_path_factory):
    """A gateway that knows all of them, and one dynamic and one rotated secret."""
    with Gateway(binary, tmp_path_factory.mktemp("gateway"), identities=identities.document) as running:
        yield running


@pytest.fixture
def clouds(identities):
    """The metadata and token services of a cloud."""
    with Clouds(identities) as running:
        yield running


@pytest.fixture
def own_gateway(binary, tmp_path):
    """A gateway for one test alone."""
    with Gateway(binary, tmp_path) as running:
        yield running


@pytest.fixture
def project(binary, own_gateway, tmp_path):
    """An empty repository whose project file names a gateway of its own."""
    return Project(binary, tmp_path / "project", own_gateway)


@pytest.fixture(scope="session")
def quickstart():
    """The folder of the example that most tests apply."""
    return ROOT / "examples" / "quickstart"
