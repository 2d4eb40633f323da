"""A repository of declarations in a temporary folder."""

import copy
import importlib.metadata
import json
import pathlib
import shutil
import subprocess
import textwrap

from .tool import Lockstep, clean_environment

PROJECT_FILE = """\
version: 1
project: {{name: blackbox, id: 0badc0de}}
gateway:
  url: {url}
  auth: {auth}
airflow: {airflow}
ledger: {{branch: lockstep/default}}
{more}
"""


def installed_airflow():
    """The releases in this environment, which judge what the program makes, as a section of a project file."""
    try:
        airflow, provider = map(importlib.metadata.version, ("apache-airflow", "apache-airflow-providers-akeyless"))
    except importlib.metadata.PackageNotFoundError:
        # The benchmarks run without Airflow: nobody judges there.
        airflow, provider = "3.3", "0.3.2"
    return f'{{version: "{airflow}", provider_version: {provider}}}'


API_KEY = {
    "access_type": "api_key", "access_id": "ref+env://AKEYLESS_ACCESS_ID", "access_key": "ref+env://AKEYLESS_ACCESS_KEY"}


class Project:
    """A Git repository with a project file for one gateway, and the program to run in it."""

    def __init__(self, binary, folder, gateway, more="", environment=None, auth=API_KEY, exists=False):
        self.gateway = gateway
        self.home = pathlib.Path(folder)
        self.folder = self.home / "repository"
        self.environment = clean_environment(self.home) | {
            "AKEYLESS_ACCESS_ID": gateway.access_id, "AKEYLESS_ACCESS_KEY": gateway.access_key,
        } | (environment or {})
        self.lockstep = Lockstep(binary, self.folder, self.environment)
        if exists:
            return
        self.folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.write("lockstep.yaml", PROJECT_FILE.format(
            url=gateway.url, auth=json.dumps(auth), airflow=installed_airflow(), more=more))

    def git(self, *arguments):
        """Runs the real git, which is the judge of what libgit2 wrote."""
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, env=self.environment, check=True, capture_output=True, text=True).stdout

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    def commit(self, message="Change the declarations"):
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def copy_example(self, source):
        """Takes over the files of an example, with this gateway and this Airflow in its project file."""
        shutil.copytree(source, self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("run", "README.md"))
        project_file = self.folder / "lockstep.yaml"
        text = project_file.read_text()
        replaced = {"url:": f"  url: {self.gateway.url}", "airflow:": f"airflow: {installed_airflow()}"}
        lines = [replaced.get((line.split() or [""])[0], line) for line in text.splitlines()]
        project_file.write_text("\n".join(lines) + "\n")

    def copy_to(self, folder, gateway):
        """The repository with its home in another place, and with another gateway of the same content."""
        other = copy.copy(self)
        other.gateway = gateway
        other.home = pathlib.Path(shutil.copytree(self.home, folder, symlinks=True))
        other.folder = other.home / "repository"
        other.environment = self.environment | {"HOME": str(other.home), "LOCKSTEP_GATEWAY_URL": gateway.url}
        other.lockstep = Lockstep(self.lockstep.binary, other.folder, other.environment)
        return other

    def apply(self, *arguments, **options):
        return self.lockstep.json("apply", "--yes", *arguments, **options)

    def plan(self, *arguments, **options):
        return self.lockstep.json("plan", *arguments, **options)

    def objects(self):
        """Every object of the repository, unpacked: loose, packed and unreachable ones."""
        return self._unpack(self.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split())

    def files(self, revision, paths):
        """The contents of some files of a revision, in the order of the paths."""
        packed, found = self._unpack([f"{revision}:{path}" for path in paths]), []
        for path in paths:
            head, packed = packed.split(b"\n", 1)
            assert not head.endswith(b" missing"), f"{revision} has no {path}"
            size = int(head.split()[2])
            found.append(packed[:size].decode())
            packed = packed[size + 1:]
        return found

    def _unpack(self, names):
        ended = subprocess.run(
            ["git", "cat-file", "--batch"], cwd=self.folder, env=self.environment, check=True, capture_output=True,
            input="\n".join(names).encode() + b"\n")
        return ended.stdout
