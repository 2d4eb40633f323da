"""Times plan and apply for repositories of several sizes and prints one table."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from Blackbox.gateway import Gateway
from Blackbox.project import Project

ENDPOINTS = ("auth", "list-items", "get-secret-value", "create-secret", "update-secret-val", "update-item", "delete-item", "describe-item")
COLUMNS = ("entries", "run", "seconds", "CPU s", "ms/entry", "requests", "values read", "peak MiB", "exit", "requests by endpoint")


# Passwords are references, as they should be in a repository.
PASSWORDS = {f"PASSWORD_{number}": f"password-{number}" for number in range(50)}


def connection(number, generation):
    return (
        f"conn_{number}:\n"
        f"  conn_type: postgres\n  host: db{number % 97}.example.com\n  port: 5432\n  schema: schema_{number % 13}\n"
        f"  login: user_{number}\n  password: ref+env://PASSWORD_{(number + generation) % len(PASSWORDS)}\n"
        f"  extra: {{sslmode: require, application_name: airflow, connect_timeout: 10}}\n")


def variable(number, generation):
    return f"var_{number}: value {number} of generation {generation}\n"


def write(project, count, changed=0):
    """Half connections, half variables, 1,000 to a file; the first `changed` ones are of a later generation."""
    for start in range(0, count, 1000):
        numbers = range(start, min(start + 1000, count))
        for kind, line in (("connections", connection), ("variables", variable)):
            text = "".join(line(n, 2 if n < changed else 1) for n in numbers if (n % 2 == 0) == (kind == "connections"))
            project.write(f"{kind}/part_{start // 1000:04}.yaml", text)
    project.commit()


def measure(project, *arguments):
    """Runs the program once: (seconds, its own processor seconds, peak bytes, exit status, report)."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as talk:
        started = time.monotonic()
        process = subprocess.Popen(
            [project.lockstep.binary, *arguments, "--format", "json"], cwd=project.folder, env=project.environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=talk)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        talk.seek(0)
        try:
            report = json.loads(output.read())
        except ValueError:
            sys.exit(f"error: lockstep {' '.join(arguments)} ended with {process.returncode}: {talk.read().decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, process.returncode, report


def row(count, title, seconds, processor, peak, status, report):
    requests = report["stats"]["requests"]
    named = [name for name in ENDPOINTS if requests.get(name)] + sorted(set(requests) - set(ENDPOINTS))
    return (
        f"{count:,}", title, f"{seconds:.2f}", f"{processor:.2f}", f"{seconds * 1000 / count:.3f}", f"{sum(requests.values()):,}",
        f"{report['stats']['values_read']:,}", f"{peak / 2**20:.0f}", str(status),
        " ".join(f"{name}:{requests[name]:,}" for name in named))


def table(rows):
    widths = [max(len(line[column]) for line in [COLUMNS, *rows]) for column in range(len(COLUMNS))]
    for line in [COLUMNS, tuple("-" * width for width in widths), *rows]:
        cells = [cell.ljust(width) if column in (1, 9) else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        print("| " + " | ".join(cells) + " |", flush=True)


def benchmark(binary, count):
    """The rows of one size."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="lockstep-benchmark-") as folder:
        folder = pathlib.Path(folder)
        with Gateway(binary, folder) as gateway:
            project = Project(binary, folder / "project", gateway, environment=PASSWORDS)

            def run(title, *arguments):
                print(f"    {count:,}: {title}", file=sys.stderr, flush=True)
                rows.append(row(count, title, *measure(project, *arguments)))

            write(project, count)
            run("first plan", "plan")
            run("first apply", "apply", "--yes", "--force")
            run("plan, no change", "plan")
            write(project, count, changed=max(1, count // 100))
            run("plan, 1 % changed", "plan")
            run("apply, 1 % changed", "apply", "--yes")
            run("plan, no change", "plan")
    return rows


def main(sizes):
    binary = os.environ["LOCKSTEP_BINARY"]
    rows = []
    for size in sizes or ["1000", "10000", "100000"]:
        rows += benchmark(binary, int(size.replace(",", "")))
    table(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
