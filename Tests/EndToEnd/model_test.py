"""Random histories against a model in memory: after each apply and rollback, Akeyless and the ledger equal the model.

The model is the decision table of the design, written a second time and without any code of Lockstep. There are two
environments, of which one overlays the other's declarations; values have descriptions, base paths move, and deleted items
go to a trash.
"""

import collections
import json
import random

from Blackbox.project import Project

KEYS = ["a", "b", "c", "d", "e", "f"]
TEXTS = ["x", "y", "z", "w"]
DESCRIPTIONS = ["", "", "first words", "other words"]
NOT_DECLARED = object()

SETTINGS = """\
limits: {{from: 1000000}}
backend: {{variables_path: {}}}
environments:
  staging:
    backend: {{connections_path: /staging/connections, variables_path: {}, config_path: /staging/config}}
    ledger: {{branch: lockstep/staging, trash_path: /trash, trash_days: 1}}
"""


def key_of(path):
    return path.rsplit("/", 1)[1]


def folder_of(path):
    return path.rsplit("/", 1)[0]


class Model:
    """One environment: what is declared, by key; what Akeyless holds, what is recorded and held back, by path; and what each
    revision recorded. A value is its text and its description."""

    def __init__(self, environment, top):
        self.environment = environment
        self.top = top
        self.bases = [f"{top}/variables", f"{top}/moved"]
        self.tip = f"lockstep/{environment}"
        self.declared = {}
        self.observed = {}
        self.recorded = {}
        self.holds = {}
        self.revisions = []

    def path(self, key):
        return f"{self.bases[0]}/{key}"

    def wanted(self):
        return {self.path(key): value for key, value in self.declared.items()}

    def decide(self, desired, applied, observed, flags):
        """What a run does about one item: an action of the plan, or nothing."""
        if desired is not None and applied is None:
            if observed is None:
                return "create"
            if observed == desired:
                return "adopt"
            return "update" if "--overwrite-unmanaged" in flags else None
        if desired is not None:
            if observed is None:
                return "create" if "--overwrite-drift" in flags else None
            if observed == applied:
                return None if desired == applied else "update"
            if observed == desired:
                return "adopt"
            return "update" if "--overwrite-drift" in flags else None
        if observed is None:
            return "forget"
        allowed = "--prune" in flags and (observed == applied or "--overwrite-drift" in flags)
        return "delete" if allowed else None

    def decisions(self, desired, flags, holds, kept=None):
        """An action or nothing for each path. What can be restored of a value is restored; nothing else is written."""
        def decide(path):
            return self.decide(desired.get(path), self.recorded.get(path), self.observed.get(path), flags)

        actions = {}
        for path in set(desired) | set(self.recorded):
            is_held = path in holds and holds[path] == desired.get(path, NOT_DECLARED)
            actions[path] = None if is_held else decide(path)
            if kept is not None and actions[path] in ("create", "update"):
                if kept[path] is None:
                    actions[path] = None
                else:
                    desired[path] = kept[path]
                    actions[path] = decide(path)
        for path in self.waiting(desired, actions):
            actions[path] = None
        return actions

    def waiting(self, desired, actions):
        """Deletes of items that are wanted under another base, and do not get there."""
        for key in KEYS:
            paths = sorted(path for path in actions if key_of(path) == key)
            arriving = [
                path for path in paths
                if path not in self.recorded or (path in desired and path not in self.observed)]
            if arriving and actions[arriving[0]] not in ("create", "update", "adopt"):
                yield from (path for path in paths if actions[path] == "delete")

    def shrunk(self, named=()):
        """Whether a listing looks as if it had lost items: a run then stops before it plans.

        Under an earlier base only what a record names is looked at."""
        if len(self.recorded) < 2:
            return False
        listed = {
            folder_of(path) for path in self.observed
            if path in self.recorded or path in named or folder_of(path) == self.bases[0]}
        counts = collections.Counter(map(folder_of, self.recorded))
        found = sum(path in self.observed for path in self.recorded)
        return found * 2 < len(self.recorded) or any(
            count > 1 and folder not in listed for folder, count in counts.items())

    def carry_out(self, path, action, desired):
        """The effect of one action on Akeyless and the ledger."""
        if action in ("create", "update"):
            self.observed[path] = desired
        if action == "delete":
            del self.observed[path]
        if action in ("delete", "forget"):
            self.recorded.pop(path, None)
        else:
            self.recorded[path] = desired

    def apply(self, flags):
        desired = self.wanted()
        for path, action in self.decisions(desired, flags, self.holds).items():
            if action:
                self.carry_out(path, action, desired.get(path))
                self.holds.pop(path, None)

    def rollback(self, target, flags, kept):
        desired = dict(target)
        for path, action in self.decisions(desired, flags, {}, kept).items():
            if action:
                applied = self.recorded.get(path)
                self.carry_out(path, action, desired.get(path))
                if desired.get(path) != applied:
                    self.holds[path] = NOT_DECLARED if applied is None else applied


class World:
    """A repository, a gateway and the models of both environments beside them."""

    def __init__(self, binary, gateway, folder, seed):
        self.random = random.Random(seed)
        self.gateway = gateway
        self.gateway.step_clock()
        self.base, self.overlay = {}, {}
        self.models = [Model("default", "/airflow"), Model("staging", "/staging")]
        self.project = Project(binary, folder, gateway)
        file = self.project.folder / "lockstep.yaml"
        self.head = file.read_text().replace(
            "lockstep/default}", "lockstep/default, trash_path: /trash, trash_days: 1}")
        self.declare()
        self.told = []

    def step(self):
        kinds = {
            self.commit: 6, self.describe: 2, self.override: 2, self.rename: 1, self.move: 1, self.undeclare: 2,
            self.edit_outside: 2, self.describe_outside: 1, self.delete_outside: 1, self.create_outside: 1, self.wait: 1,
            self.apply: 6, self.kill: 2, self.rollback: 3}
        kind = self.random.choices(list(kinds), weights=list(kinds.values()))[0]
        self.model = self.random.choices(self.models, weights=(2, 1))[0]
        self.told.append(f"{kind.__name__} {self.model.environment}")
        kind()

    # What people do in the repository.

    def declare(self):
        def text(entries):
            lines = {
                key: "null" if value is None else f"{{value: {value[0]}, description: '{value[1]}'}}" if value[1] else value[0]
                for key, value in sorted(entries.items())}
            return "".join(f"{key}: {line}\n" for key, line in lines.items()) or "{}\n"

        self.project.write("lockstep.yaml", self.head + SETTINGS.format(*(model.bases[0] for model in self.models)))
        self.project.write("variables/all.yaml", text(self.base))
        self.project.write("environments/staging/variables/all.yaml", text(self.overlay))
        self.project.commit()
        self.models[0].declared = dict(self.base)
        self.models[1].declared = {
            key: value for key, value in (self.base | self.overlay).items() if value is not None}

    def value(self):
        return self.random.choice(TEXTS), self.random.choice(DESCRIPTIONS)

    def commit(self):
        self.base[self.random.choice(KEYS)] = self.value()
        self.declare()

    def describe(self):
        if self.base:
            key = self.random.choice(sorted(self.base))
            self.base[key] = self.base[key][0], self.random.choice(DESCRIPTIONS)
            self.declare()

    def override(self):
        key = self.random.choice(KEYS)
        if key in self.overlay:
            del self.overlay[key]
        else:
            self.overlay[key] = self.random.choice([None, self.value()])
        self.declare()

    def rename(self):
        if self.base:
            old, new = self.random.choice(sorted(self.base)), self.random.choice(KEYS)
            self.base[new] = self.base.pop(old)
            self.declare()

    def move(self):
        self.model.bases.reverse()
        self.declare()

    def undeclare(self):
        if self.base:
            del self.base[self.random.choice(sorted(self.base))]
            self.declare()

    # What people do in the console.

    def outside(self):
        return self.random.choice(sorted(self.model.observed)) if self.model.observed else None

    def edit_outside(self):
        if path := self.outside():
            text, keeps = self.random.choice(TEXTS), self.random.choice(["true", "false"])
            self.gateway.call("update-secret-val", name=path, value=text, **{"keep-prev-version": keeps})
            self.model.observed[path] = text, self.model.observed[path][1]

    def describe_outside(self):
        if path := self.outside():
            description = self.random.choice(DESCRIPTIONS[1:])
            self.gateway.call("update-item", name=path, description=description)
            self.model.observed[path] = self.model.observed[path][0], description

    def delete_outside(self):
        if path := self.outside():
            self.gateway.call("delete-item", name=path)
            del self.model.observed[path]

    def create_outside(self):
        path, value = f"{self.random.choice(self.model.bases)}/{self.random.choice(KEYS)}", self.value()
        if path not in self.model.observed:
            self.gateway.call("create-secret", name=path, value=value[0], description=value[1])
            self.model.observed[path] = value

    def wait(self):
        """Half of the time that the trash keeps an item."""
        self.gateway.advance_clock(43_200)

    # What is run.

    def flags(self):
        every = ["--prune", "--overwrite-drift", "--overwrite-unmanaged"]
        return [flag for flag in every if self.random.random() < 0.5]

    def run(self, *arguments, stops):
        """A run; one that stops because the listing shrank is told to go on."""
        self.told[-1] += " " + " ".join(arguments)
        arguments = (*arguments, "-e", self.model.environment, "--yes", "--skip-conflicts", "--format", "json")
        result = self.project.lockstep.run(*arguments, code=None)
        if stops(result.code == 5):
            self.told[-1] += " --force"
            result = self.project.lockstep.run(*arguments, "--force", code=None)
        # A delete that waits for what does not get there is left over: 3 if other changes were made, 1 if none.
        assert result.code in (0, 1, 3, 8), result
        if result.code in (1, 3):
            left = [change for change in result.json()["changes"] if change["outcome"] not in ("done", None)]
            assert left and {(change["action"], change["outcome"]) for change in left} == {("delete", "not_tried")}, result

    def apply(self):
        flags, shrunk = self.flags(), self.model.shrunk()
        self.run("apply", *flags, stops=lambda stopped: self.same(stopped, shrunk))
        self.model.apply(flags)
        self.compare()

    def same(self, stopped, shrunk):
        assert stopped == shrunk
        return stopped

    def kill(self):
        """The run is killed after some of its requests; the next one does the rest."""
        flags = self.flags()
        self.gateway.faults({"command": "*", "nth": self.random.randint(1, 30), "action": "delay-after", "seconds": 600})
        process = self.project.lockstep.start("apply", "-e", self.model.environment, "--yes", "--skip-conflicts", *flags)
        while process.poll() is None and not self.reached():
            pass
        process.kill()
        process.communicate()
        self.gateway.clear()
        # What the killed run had done already may make the listing look shrunk, or no longer so.
        self.run("apply", *flags, stops=lambda stopped: stopped)
        self.model.apply(flags)
        self.compare()

    def reached(self):
        rule = self.gateway._control("faults", None, method="GET")["rules"][0]
        return rule["matches"] >= rule["nth"]

    def rollback(self):
        if not self.model.revisions:
            return
        revision, target = self.random.choice(self.model.revisions)
        flags, shrunk = self.flags(), self.model.shrunk(target)
        kept = {path: self.kept(revision, path, value) for path, value in target.items()}
        self.run("rollback", revision, *flags, stops=lambda stopped: self.same(stopped, shrunk))
        self.model.rollback(target, flags, kept)
        self.compare()

    def kept(self, revision, path, value):
        """What can be had of a recorded value: its text, while the recorded version of the recorded item still holds it; and
        its description where there was none, else the one of now."""
        record = json.loads(self.project.git("show", f"{revision}:{path[1:]}.json"))
        place = path if path in self.model.observed else f"/trash/{self.model.environment}/{record['item_id']}{path}"
        item = self.gateway.describe(place)
        if item is None or item["item_id"] != record["item_id"]:
            return None
        status, answer = self.gateway.call("get-secret-value", names=[place], version=record["last_version"])
        if status != 200 or answer[place] != value[0]:
            return None
        return value[0], (item.get("item_metadata") or "") if value[1] else ""

    # What must be true.

    def compare(self):
        model = self.model
        rows = {row["item_name"]: row for row in self.gateway.items(model.top) if "/lockstep/" not in row["item_name"]}
        texts = self.gateway.values(list(rows)) if rows else {}
        assert {path: (texts[path], row.get("item_metadata") or "") for path, row in rows.items()} == model.observed
        tip = self.project.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{model.tip}").strip()
        if tip and (not model.revisions or model.revisions[-1][0] != tip):
            model.revisions.append((tip, dict(model.recorded)))
        names = self.project.git("ls-tree", "-r", "--name-only", tip).split() if tip else []
        assert {f"/{name}" for name in names if not name.startswith(".")} == {f"{path}.json" for path in model.recorded}
        assert self.project.git("for-each-ref", "refs/lockstep") == ""

    def look(self):
        """What plans without flags say about each item, and that the histories are sound."""
        for model in self.models:
            here = ("-e", model.environment)
            if model.shrunk():
                self.project.plan(*here, code=5)
                continue
            report = self.project.plan("-v", *here, code=0)
            wanted = {"create", "update", "adopt", "forget"}
            said = {change["path"]: change["action"] for change in report["changes"] if change["action"] in wanted}
            actions = model.decisions(model.wanted(), [], model.holds)
            assert said == {path: action for path, action in actions.items() if action}
            if model.revisions:
                self.project.lockstep.run("verify", *here)
        self.project.git("fsck", "--strict", "--no-dangling")


def test_random_histories_equal_the_model(binary, own_gateway, tmp_path, request):
    steps, seed = request.config.getoption("--steps"), request.config.getoption("--seed")
    world = World(binary, own_gateway, tmp_path / "project", seed)
    for number in range(steps):
        try:
            world.step()
            if number % 20 == 19:
                world.look()
        except AssertionError as problem:
            told = "\n".join(f"{index}: {line}" for index, line in list(enumerate(world.told))[-12:])
            raise AssertionError(f"seed {seed}, step {number} of {steps}, after\n{told}") from problem
