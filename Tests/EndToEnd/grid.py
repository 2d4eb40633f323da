"""What one bad answer of each endpoint makes of each command: the table of the fault grid.

Every cell is one command that meets one fault at the first call of one endpoint, or a fault that stays at all of them. The
tables say with which exit status it
ends; what must hold in every cell is in `fault_grid_test.py`.
"""

HTML = "<html><head><title>Sign in</title></head><body>Sign in</body></html>"

# The faults, and which of them the client simply asks again after.
FAULTS = {
    "400": {"action": "status", "status": 400}, "401": {"action": "status", "status": 401},
    "403": {"action": "status", "status": 403}, "404": {"action": "status", "status": 404, "body": "no such item"},
    "408": {"action": "status", "status": 408}, "409": {"action": "status", "status": 409},
    "429": {"action": "status", "status": 429}, "429 after": {"action": "status", "status": 429, "retry-after": "1"},
    "500": {"action": "status", "status": 500}, "502": {"action": "status", "status": 502},
    "503": {"action": "status", "status": 503}, "504": {"action": "status", "status": 504},
    "dropped before": {"action": "drop-before"}, "dropped after": {"action": "drop-after"},
    "delayed": {"action": "delay-before", "seconds": 40}, "truncated": {"action": "truncate"},
    "wrong type": {"action": "garbage", "body": "[1, 2, 3]", "content-type": "application/json"},
    "200 MB": {"action": "huge", "bytes": 200_000_000},
    "redirect": {"action": "redirect", "location": "https://elsewhere.example/", "status": 302},
    "HTML": {"action": "garbage", "body": HTML, "content-type": "text/html"},
}
# Those that stay until the client gives up.
LASTING = {f"{name} for good": FAULTS[name] for name in ("429", "503", "dropped before", "dropped after")}
PASSING = {"401", "408", "429", "429 after", "500", "502", "503", "504", "dropped before", "dropped after", "delayed", "truncated"}

# Which endpoints a command calls.
READS = ("auth", "list-items", "get-secret-value")
WRITES = ("create-secret", "update-secret-val", "update-item", "delete-item")
COMMANDS = {
    "plan": READS, "status": READS, "import": ("auth", "list-items", "get-secret-value"),
    "apply": READS + ("describe-item",) + WRITES, "rollback": READS + ("describe-item", "update-secret-val", "delete-item"),
}

# A refusal by its status; what a login, a listing or a description ends with.
LOGIN = {"400": 9, "401": 9, "403": 9, "404": 9, "409": 9}
LISTING = {"403": 9}
PRECONDITION = 4


def expected(command, endpoint, fault, undisturbed):
    """The exit statuses that a cell may end with; more than one only where requests side by side decide."""
    if command == "import" and endpoint == "list-items" and fault == "401":
        # The first calls of a new session: where this answer is the first one, a second login would change nothing; where
        # that of another folder was faster, the session was good, and one is tried.
        return {9, undisturbed}
    return {status(command, endpoint, fault, undisturbed)}


def status(command, endpoint, fault, undisturbed):
    """The exit status of a cell in which nothing depends on what is faster."""
    if fault in LASTING:
        return lasting(endpoint, fault, undisturbed)
    if endpoint == "auth":
        return LOGIN.get(fault, undisturbed if fault in PASSING else 1)
    if endpoint == "list-items":
        return LISTING.get(fault, undisturbed if fault in PASSING else 1)
    if endpoint == "get-secret-value":
        # The first reading is the key and the head together, or all values of an import; a refusal may be about one of
        # them, so they are asked one by one.
        return undisturbed if fault in PASSING or fault in ("400", "403", "404") else 1
    if endpoint == "describe-item":
        return undisturbed if fault in PASSING else PRECONDITION
    # A write that was refused is one failed change of several; a lost answer is looked up.
    return 3 if fault in ("400", "403", "404", "409", "redirect") else undisturbed


def lasting(endpoint, fault, undisturbed):
    """The exit status where every call of the endpoint fails."""
    if endpoint in READS:
        return 1
    if endpoint == "describe-item":
        return PRECONDITION
    # The writes themselves arrive where only their answers are lost, which reading shows.
    return undisturbed if fault.startswith("dropped after") else 3


def rule(endpoint, fault):
    """Which calls of the endpoint the fault meets: the first or all; of descriptions those of the item that is to change."""
    times = {"times": "always"} if fault in LASTING else {"nth": 1, "times": 1}
    name = {"name": "/airflow/variables/changed"} if endpoint == "describe-item" else {}
    return {"command": endpoint} | times | name | (LASTING | FAULTS)[fault]


def cells(commands):
    return [
        (command, endpoint, fault) for command in commands for endpoint in COMMANDS[command] for fault in FAULTS | LASTING]
