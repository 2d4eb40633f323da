"""The built program, called as a user calls it, in an environment that holds nothing else."""

import dataclasses
import json
import os
import subprocess


@dataclasses.dataclass
class Result:
    """What one call wrote and how it ended."""

    arguments: list
    code: int
    stdout: str
    stderr: str

    def json(self):
        return json.loads(self.stdout)

    def __str__(self):
        return f"lockstep {' '.join(self.arguments)} -> {self.code}\n{self.stdout}\n{self.stderr}"


class Lockstep:
    """Runs the program in one repository. Everything it ever wrote is kept for the search for leaks."""

    def __init__(self, binary, folder, environment):
        self.binary = str(binary)
        self.folder = folder
        self.environment = environment
        self.transcript = []

    def start(self, *arguments, **options):
        """Starts the program without waiting for its end."""
        return subprocess.Popen(
            [self.binary, *map(str, arguments)], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def run(self, *arguments, code=0, environment=None, timeout=300, stdin=None):
        """Runs the program to its end and checks its exit status; `code=None` accepts any."""
        arguments = [str(argument) for argument in arguments]
        ended = subprocess.run(
            [self.binary, *arguments], cwd=self.folder, env=self.environment | (environment or {}), timeout=timeout,
            capture_output=True, **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}))
        result = Result(
            arguments, ended.returncode, ended.stdout.decode(errors="replace"), ended.stderr.decode(errors="replace"))
        self.transcript.append(str(result))
        if code is not None:
            assert result.code == code, f"expected exit status {code}\n{result}"
        return result

    def json(self, *arguments, **options):
        """Runs the program with `--format json` and decodes the one document on standard output."""
        return self.run(*arguments, "--format", "json", **options).json()

    def has(self, *command):
        """Whether this build has a command. Help of an unknown one is the help of the whole program."""
        shown = subprocess.run([self.binary, *command, "--help"], capture_output=True, stdin=subprocess.DEVNULL, text=True)
        return f"lockstep {' '.join(command)}" in shown.stdout


def clean_environment(home):
    """An environment for the program: a home of its own, a Git identity, and no word about CI."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
    }


def rest_of(terminal):
    """Everything that is still shown on a terminal until nobody has its other side; it is closed then."""
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:
        pass  # The other side is closed.
    os.close(terminal)
    return shown
