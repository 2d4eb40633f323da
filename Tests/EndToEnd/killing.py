"""A run of apply that is killed while a request is under way, and what must hold after the next run."""

import json
import shutil
import signal
import time

from Blackbox.gateway import Gateway
from Blackbox.project import Project

# Longer than any test: a held request ends with the gateway, or with the process that waits for it.
HELD_FOR = 600


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
    """One repository and gateway of its own."""

    def __init__(self, gateway, project):
        self.gateway, self.project = gateway, project

    def apply(self, *arguments, **options):
        return self.project.apply("--prune", *arguments, **options)

    def killed_at(self, *rules, parallelism=16):
        """Starts an apply and kills it while the gateway holds back the request, or the answer, of the last rule."""
        self.gateway.faults(*rules)
        process = self.project.lockstep.start("apply", "--yes", "--prune", "--parallelism", parallelism)
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
        """Every item that Airflow could read: value, description, tags, number of versions."""
        rows = {row["item_name"]: row for row in self.gateway.items("/airflow") if "/lockstep/" not in row["item_name"]}
        values = self.gateway.values(list(rows))
        return {
            name: (values[name], row.get("item_metadata") or "", tuple(row.get("item_tags") or ()), row["last_version"])
            for name, row in rows.items()}

    def check(self, wanted):
        """The promises after the second run."""
        project = self.project
        assert wanted and self.state() == wanted
        report = project.plan("--exit-code", "--prune", code=0)
        assert report["changes"] == []
        project.git("fsck", "--strict", "--no-dangling")
        assert project.git("for-each-ref", "refs/lockstep") == "", "an intent is left over"
        if project.lockstep.has("verify"):
            project.lockstep.run("verify")
        self.check_ledger(wanted)

    def check_ledger(self, wanted):
        """One record per item with the item's own version, and a commit for every write the gateway saw."""
        project = self.project
        records = project.files("lockstep/default", [f"{name.lstrip('/')}.json" for name in wanted])
        for (name, (_, _, _, version)), record in zip(wanted.items(), records):
            assert json.loads(record)["last_version"] == version, name
        recorded = [
            change["path"] for entry in project.lockstep.json("log")["entries"] for change in entry["changes"]]
        for write in self.gateway.writes():
            name = write["name"]
            if write["status"] == 200 and name and "/lockstep/" not in name:
                assert name in recorded, f"{write['command']} of {name} is in no commit"

    def close(self):
        self.gateway.stop()
