"""Random histories against a model in memory: after each apply and rollback, Akeyless and the ledger equal the model.

The model is the decision table of the design, written a second time and without any code of Lockstep.
"""

import json
import random

from Blackbox.project import Project

KEYS = ["a", "b", "c", "d", "e", "f"]
VALUES = ["x", "y", "z", "w"]
TIP = "lockstep/default"
NOT_DECLARED = object()


def path(key):
    return f"/airflow/variables/{key}"


class Model:
    """What is declared, held by Akeyless, and recorded; and what each revision recorded."""

    def __init__(self):
        self.declared = {}
        self.observed = {}
        self.recorded = {}
        self.holds = {}
        self.revisions = []

    def decide(self, desired, applied, observed, flags, restorable=None):
        """What a run does about one item: an action of the plan, or nothing."""
        if desired is not None and applied is None:
            if observed is None:
                action = "create"
            elif observed == desired:
                return "adopt"
            else:
                action = "update" if "--overwrite-unmanaged" in flags else None
        elif desired is not None:
            if observed is None:
                action = "create" if "--overwrite-drift" in flags else None
            elif observed == applied:
                action = None if desired == applied else "update"
            elif observed == desired:
                return "adopt"
            else:
                action = "update" if "--overwrite-drift" in flags else None
        elif applied is not None:
            if observed is None:
                return "forget"
            allowed = "--prune" in flags and (observed == applied or "--overwrite-drift" in flags)
            return "delete" if allowed else None
        else:
            return None
        return action if restorable is None or restorable() else None

    def shrunk(self):
        """Whether a listing looks as if it had lost items: a run then stops before it plans."""
        found = sum(key in self.observed for key in self.recorded)
        return len(self.recorded) > 1 and (found == 0 or found * 2 < len(self.recorded))

    def carry_out(self, key, action, desired):
        """The effect of one action on Akeyless and the ledger."""
        if action in ("create", "update"):
            self.observed[key] = desired
        if action == "delete":
            del self.observed[key]
        if action in ("delete", "forget"):
            self.recorded.pop(key, None)
        else:
            self.recorded[key] = desired

    def apply(self, flags):
        for key in set(self.declared) | set(self.recorded):
            desired = self.declared.get(key)
            hold = self.holds.get(key)
            if hold is not None and hold == (NOT_DECLARED if desired is None else desired):
                continue
            action = self.decide(desired, self.recorded.get(key), self.observed.get(key), flags)
            if action:
                self.carry_out(key, action, desired)
                self.holds.pop(key, None)

    def rollback(self, target, flags, kept):
        for key in set(target) | set(self.recorded):
            desired, applied = target.get(key), self.recorded.get(key)
            action = self.decide(desired, applied, self.observed.get(key), flags, lambda: kept(key))
            if action:
                self.carry_out(key, action, desired)
                if desired != applied:
                    self.holds[key] = NOT_DECLARED if applied is None else applied


class World:
    """A repository, a gateway and the model beside them."""

    def __init__(self, binary, gateway, folder, seed):
        self.random = random.Random(seed)
        self.gateway = gateway
        self.gateway.step_clock()
        self.model = Model()
        self.project = Project(binary, folder, gateway, more="limits: {from: 1000000}")
        self.project.commit()
        self.told = []

    def tip(self):
        return self.project.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{TIP}").strip()

    def step(self):
        kinds = {
            self.commit: 6, self.rename: 1, self.undeclare: 2, self.edit_outside: 2, self.delete_outside: 1,
            self.create_outside: 1, self.apply: 5, self.kill: 2, self.rollback: 2}
        kind = self.random.choices(list(kinds), weights=list(kinds.values()))[0]
        self.told.append(kind.__name__)
        kind()

    def declare(self):
        text = "".join(f"{key}: {value}\n" for key, value in sorted(self.model.declared.items()))
        self.project.write("variables/all.yaml", text or "{}\n")
        self.project.commit()

    def commit(self):
        self.model.declared[self.random.choice(KEYS)] = self.random.choice(VALUES)
        self.declare()

    def rename(self):
        if self.model.declared:
            old, new = self.random.choice(sorted(self.model.declared)), self.random.choice(KEYS)
            self.model.declared[new] = self.model.declared.pop(old)
            self.declare()

    def undeclare(self):
        if self.model.declared:
            del self.model.declared[self.random.choice(sorted(self.model.declared))]
            self.declare()

    def edit_outside(self):
        if self.model.observed:
            key, value = self.random.choice(sorted(self.model.observed)), self.random.choice(VALUES)
            keeps = self.random.choice(["true", "false"])
            self.gateway.call("update-secret-val", name=path(key), value=value, **{"keep-prev-version": keeps})
            self.model.observed[key] = value

    def delete_outside(self):
        if self.model.observed:
            key = self.random.choice(sorted(self.model.observed))
            self.gateway.call("delete-item", name=path(key))
            del self.model.observed[key]

    def create_outside(self):
        key, value = self.random.choice(KEYS), self.random.choice(VALUES)
        if key not in self.model.observed:
            self.gateway.call("create-secret", name=path(key), value=value)
            self.model.observed[key] = value

    def flags(self):
        every = ["--prune", "--overwrite-drift", "--overwrite-unmanaged"]
        return [flag for flag in every if self.random.random() < 0.5]

    def run(self, *arguments, stops):
        """A run; one that stops because the listing shrank is told to go on."""
        self.told[-1] += " " + " ".join(arguments)
        arguments = (*arguments, "--yes", "--skip-conflicts", "--format", "json")
        result = self.project.lockstep.run(*arguments, code=None)
        if stops(result.code == 5):
            self.told[-1] += " --force"
            result = self.project.lockstep.run(*arguments, "--force", code=None)
        assert result.code in (0, 8), result

    def stops(self, stopped):
        assert stopped == self.model.shrunk()
        return stopped

    def apply(self):
        flags = self.flags()
        self.run("apply", *flags, stops=self.stops)
        self.model.apply(flags)
        self.compare()

    def kill(self):
        """The run is killed after some of its requests; the next one does the rest."""
        flags = self.flags()
        self.gateway.faults({"command": "*", "nth": self.random.randint(1, 30), "action": "delay-after", "seconds": 600})
        process = self.project.lockstep.start("apply", "--yes", "--skip-conflicts", *flags)
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
        flags = self.flags()

        def kept(key):
            """Whether the recorded version of the recorded item still holds the recorded value."""
            record = json.loads(self.project.git("show", f"{revision}:airflow/variables/{key}.json"))
            item = self.gateway.describe(path(key))
            if item is None or item["item_id"] != record["item_id"]:
                return False
            status, answer = self.gateway.call("get-secret-value", names=[path(key)], version=record["last_version"])
            return status == 200 and answer[path(key)] == target[key]

        can = {key: kept(key) for key in target}
        self.run("rollback", revision, *flags, stops=self.stops)
        self.model.rollback(target, flags, lambda key: can[key])
        self.compare()

    def compare(self):
        found = {item["item_name"]: self.gateway.value(item["item_name"]) for item in self.gateway.items("/airflow/variables")}
        assert found == {path(key): value for key, value in self.model.observed.items()}
        tip = self.tip()
        if tip and (not self.model.revisions or self.model.revisions[-1][0] != tip):
            self.model.revisions.append((tip, dict(self.model.recorded)))
        names = self.project.git("ls-tree", "-r", "--name-only", tip).split() if tip else []
        assert {name for name in names if name.startswith("airflow/")} == {
            f"airflow/variables/{key}.json" for key in self.model.recorded}
        assert self.project.git("for-each-ref", "refs/lockstep") == ""

    def look(self):
        """What a plan without flags says about each item, and that the history is sound."""
        if self.model.shrunk():
            self.project.plan(code=5)
            return
        report = self.project.plan("-v", code=0)
        wanted = {"create", "update", "adopt", "forget"}
        said = {change["key"]: change["action"] for change in report["changes"] if change["action"] in wanted}
        model = Model()
        model.holds = self.model.holds
        expected = {}
        for key in set(self.model.declared) | set(self.model.recorded):
            desired, hold = self.model.declared.get(key), self.model.holds.get(key)
            if hold is None or hold != (NOT_DECLARED if desired is None else desired):
                action = model.decide(desired, self.model.recorded.get(key), self.model.observed.get(key), [])
                if action:
                    expected[key] = action
        assert said == expected
        if self.tip():
            self.project.lockstep.run("verify")
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
