"""A run that is killed while a request is under way, and what must hold after the next run."""

import itertools
import json
import re
import shutil
import signal
import time

from Blackbox.gateway import Gateway
from Blackbox.project import Project

# Longer than any test: a held request ends with the gateway, or with the process that waits for it.
HELD_FOR = 600

# The branch of the ledger.
TIP = "lockstep/default"


class Start:
    """One repository and the data of its gateway, brought to where the runs to be killed start."""

    def __init__(self, binary, folder, before, after, environment=None):
        self._binary, self._folder = binary, folder
        folder.mkdir(exist_ok=True)
        with Gateway(binary, folder) as gateway:
            self._project = Project(binary, folder / "project", gateway, environment=environment)
            if before:
                before(self._project)
                self._project.apply()
            after(self._project)

    def run(self, folder):
        """A run from here, on copies."""
        folder.mkdir(exist_ok=True)
        for file in self._folder.glob("gateway.sqlite*"):
            shutil.copy(file, folder)
        gateway = Gateway(self._binary, folder).start()
        return Run(gateway, self._project.copy_to(folder / "project", gateway))


class Run:
    """One repository and gateway of its own, and the command that is to be killed."""

    def __init__(self, gateway, project, command=("apply",), remaining=()):
        self.gateway, self.project, self.command = gateway, project, command
        # The actions that a plan may still show when all is done.
        self.remaining = set(remaining)
        self.mark()

    def mark(self):
        """Only writes and revisions from here on are compared with each other."""
        self.begin = self.project.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{TIP}").strip()
        self.gateway.reset_requests()

    def carry_out(self, *arguments, **options):
        return self.project.lockstep.json(*self.command, "--yes", "--prune", *arguments, **options)

    def killed_at(self, *rules, parallelism=16):
        """Starts the command and kills it while the gateway holds back the request, or the answer, of the last rule."""
        self.gateway.faults(*rules)
        process = self.project.lockstep.start(*self.command, "--yes", "--prune", "--parallelism", parallelism)
        deadline = time.monotonic() + 300
        while self.gateway.matches(len(rules) - 1) < rules[-1].get("nth", 1):
            assert process.poll() is None, f"the run ended before {rules}: {process.communicate()}"
            assert time.monotonic() < deadline, f"the run never came to {rules}"
            time.sleep(0.01)
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.gateway.clear()

    def state(self):
        """Every item that Airflow could read, and the trash: value, description, tags, number of versions."""
        rows = {
            row["item_name"]: row for folder in ("/airflow", "/trash") for row in self.gateway.items(folder)
            if "/lockstep/" not in row["item_name"]}
        values = self.gateway.values(list(rows))
        return {
            numbered(name): (
                values[name], row.get("item_metadata") or "", tuple(map(timeless, row.get("item_tags") or ())),
                row["last_version"])
            for name, row in rows.items()}

    def check(self, wanted):
        """The promises after the second run."""
        project = self.project
        assert wanted and self.state() == wanted
        report = project.plan("--exit-code", "--prune", code=0)
        assert {change["action"] for change in report["changes"]} <= self.remaining
        project.git("fsck", "--strict", "--no-dangling")
        assert project.git("for-each-ref", "refs/lockstep") == "", "an intent is left over"
        project.lockstep.run("verify")
        self.check_ledger(wanted)

    def check_ledger(self, wanted):
        """One record per item with the item's own version; the commits list the writes that the gateway saw and no other."""
        project = self.project
        names = [name for name in wanted if name.startswith("/airflow/")]
        for name, record in zip(names, project.files(TIP, [f"{name.lstrip('/')}.json" for name in names])):
            assert json.loads(record)["last_version"] == wanted[name][3], name
        entries = project.lockstep.json("log")["entries"]
        since = itertools.takewhile(lambda entry: entry["revision"] != self.begin, entries)
        done = [change for entry in since for change in entry["changes"] if change["outcome"] == "done"]
        recorded = {change["path"] for change in done if change["action"] in ("create", "update", "delete")}
        purged = sorted(numbered(change["path"]) for change in done if change["action"] == "purge")
        writes = [
            write for write in self.gateway.writes()
            if write["status"] == 200 and write["name"] and "/lockstep/" not in write["name"]]
        for_ever = [
            write for write in writes if write["command"] == "delete-item" and write["name"].startswith("/trash/")]
        assert {original(write["name"]) for write in writes if write not in for_ever} == recorded
        assert sorted(numbered(write["name"]) for write in for_ever) == purged

    def close(self):
        self.gateway.kill()


def original(name):
    """What comes back from the trash is written under its name there: `/trash/<environment>/<item id>/<old path>`."""
    return "/" + name.split("/", 4)[4] if name.startswith("/trash/") else name


def numbered(name):
    """A name without the item id, which differs from gateway to gateway."""
    return "/trash" + original(name) if name.startswith("/trash/") else name


def timeless(tag):
    """A tag without the time at which its item went to the trash."""
    return re.sub("^lockstep-trashed:[0-9]+$", "lockstep-trashed", tag)
