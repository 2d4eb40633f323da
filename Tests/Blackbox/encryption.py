"""The real age, gpg and sops, each with keys of its own."""

import os
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def sops():
    """The sops that the set-up script finds or installs."""
    found = subprocess.run(
        ["bash", "-c", f"source '{ROOT}/setup.sh' && ensure_sops >&2 && command -v sops"], check=True, capture_output=True,
        text=True)
    return pathlib.Path(found.stdout.strip())


class Keys:
    """An age identity and a PGP key, and files encrypted for them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        self.identity = self.folder / "age.txt"
        subprocess.run(["age-keygen", "-o", self.identity], check=True, capture_output=True)
        self.recipient = subprocess.run(
            ["age-keygen", "-y", self.identity], check=True, capture_output=True, text=True).stdout.strip()
        # Its agent listens on a socket in there, whose path may have 107 bytes.
        self.gnupg = pathlib.Path(tempfile.mkdtemp(prefix="gnupg-"))
        self._gpg("--quick-generate-key", "test@example.com", "default", "default", "never")
        listed = self._gpg("--list-keys", "--with-colons").stdout
        self.fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
        self.calls = self.folder / "calls"
        for program in (sops(), pathlib.Path(shutil.which("age"))):
            self._spy(program)

    def _gpg(self, *arguments):
        return subprocess.run(
            ["gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", *arguments], check=True, capture_output=True,
            text=True, env=os.environ | {"GNUPGHOME": str(self.gnupg)})

    def _spy(self, program):
        """A program of the same name that notes each call and then becomes the real one."""
        spy = self.tools / program.name
        spy.write_text(f"#!/bin/sh\nprintf '%s %s\\n' {program.name} \"$*\" >> '{self.calls}'\nexec '{program}' \"$@\"\n")
        spy.chmod(0o755)

    def called(self):
        """The calls since the last question, as `program arguments`."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return lines

    @property
    def environment(self):
        return {
            "PATH": f"{self.tools}:{os.environ['PATH']}", "GNUPGHOME": str(self.gnupg), "SOPS_PGP_FP": self.fingerprint,
            "SOPS_AGE_KEY_FILE": str(self.identity)}

    def age(self, text, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["age", "-r", self.recipient, "-o", file], input=text.encode(), check=True)

    def sops(self, text, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = file.suffix.removeprefix(".").replace("yml", "yaml")
        ended = subprocess.run(
            [sops(), "-e", "--input-type", kind, "--output-type", kind, "/dev/stdin"], input=text.encode(), check=True,
            capture_output=True, env=os.environ | self.environment)
        file.write_bytes(ended.stdout)

    def close(self):
        subprocess.run(["gpgconf", "--kill", "all"], env=os.environ | {"GNUPGHOME": str(self.gnupg)}, check=False)
        shutil.rmtree(self.gnupg, ignore_errors=True)
