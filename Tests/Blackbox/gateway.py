"""A development gateway as a process of its own, and its test controls."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import threading
import time
import urllib.error
import urllib.request


class Gateway:
    """`lockstep gateway run --port 0`, started for one test or one module of tests."""

    def __init__(self, binary, folder, controls=True, identities=None):
        """`identities` is what goes into the file of `--identities`; its first identity is then the one in use."""
        self.data = pathlib.Path(folder) / "gateway.sqlite"
        self._binary = str(binary)
        self._controls = controls
        self._identities = identities
        self._process = None
        self._lines = []
        self.url = None

    def start(self, timeout=20):
        """Starts the process and waits for the line that names its address."""
        command = [self._binary, "gateway", "run", "--port", "0", "--data", str(self.data)]
        if self._controls:
            command.append("--test-controls")
        if self._identities is not None:
            file = self.data.parent / "identities.json"
            file.write_text(json.dumps(self._identities))
            command += ["--identities", str(file)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(self.data.parent)})
        threading.Thread(target=self._collect, args=(self._process.stderr,), daemon=True).start()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for line in list(self._lines):
                found = re.search(r"listening on (http://\S+)", line)
                if found and (self._identities is not None or self.credentials_file.exists()):
                    self.url = found[1].rstrip("/")
                    self._read_credentials()
                    return self
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"the gateway did not start:\n{self.log}")

    def _collect(self, stream):
        for line in stream:
            self._lines.append(line)

    @property
    def log(self):
        """Everything the gateway wrote to standard error so far."""
        return "".join(self._lines)

    @property
    def credentials_file(self):
        return pathlib.Path(f"{self.data}.credentials")

    def _read_credentials(self):
        if self._identities is not None:
            first = self._identities["identities"][0]
            self.access_id, self.access_key = first["access_id"], first["access_key"]
            return
        # The file is made to be sourced by a shell, so a shell's own rules read it.
        words = shlex.split(self.credentials_file.read_text(), comments=True)
        pairs = dict(word.split("=", 1) for word in words if "=" in word)
        self.access_id = pairs["AKEYLESS_ACCESS_ID"]
        self.access_key = pairs["AKEYLESS_ACCESS_KEY"]

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def kill(self):
        """Ends it without waiting for the calls that it still holds back."""
        self._process.kill()
        self._process.wait()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    # One command of the API, outside of any client.

    def call(self, command, **body):
        """Answers (status, decoded body) of one API command; a token is added unless the body has one."""
        if command != "auth" and "token" not in body:
            body["token"] = self.token()
        return self._post(f"{self.url}/{command}", body)

    def token(self):
        status, answer = self._post(f"{self.url}/auth", {"access-id": self.access_id, "access-key": self.access_key})
        if status != 200:
            raise RuntimeError(f"login answered {status}: {answer}")
        return answer["token"]

    def value(self, path):
        """The stored text of one item, or None."""
        status, answer = self.call("get-secret-value", names=[path], **{"ignore-cache": "true"})
        return answer[path] if status == 200 else None

    def values(self, paths):
        """The stored texts of many items that exist."""
        token, found = self.token(), {}
        for start in range(0, len(paths), 100):
            names = paths[start:start + 100]
            status, answer = self.call("get-secret-value", names=names, token=token, **{"ignore-cache": "true"})
            if status != 200:
                raise RuntimeError(f"get-secret-value answered {status}: {answer}")
            found |= answer if len(names) > 1 else {names[0]: answer[names[0]]}
        return found

    def describe(self, path):
        status, answer = self.call("describe-item", name=path, **{"show-versions": True})
        return answer if status == 200 else None

    def items(self, folder="/"):
        """Every item below a folder, by following pages and sub-folders."""
        found, waiting, token = [], [folder], self.token()
        while waiting:
            path, page = waiting.pop(), ""
            while True:
                body = {"path": path, "token": token}
                if page:
                    body["pagination-token"] = page
                status, answer = self.call("list-items", **body)
                if status != 200:
                    raise RuntimeError(f"list-items answered {status}: {answer}")
                found += answer.get("items") or []
                waiting += [sub for sub in answer.get("folders") or [] if not page]
                page = answer.get("next_page") or ""
                if not page or not (answer.get("items") or answer.get("folders")):
                    break
        return found

    # The test controls.

    def faults(self, *rules):
        """Puts these fault rules in force, instead of all others."""
        self._control("faults", {"rules": list(rules)})

    def clear(self):
        """Lifts all faults and the rate limit."""
        self._control("faults", None, method="DELETE")
        self._control("rate-limit", None, method="DELETE")

    def matches(self, index=0):
        """How many calls a fault rule has met so far."""
        return self._control("faults", None, method="GET")["rules"][index]["matches"]

    def reset_requests(self):
        self._control("requests", None, method="DELETE")

    def requests(self):
        """Calls since the last reset, by command."""
        return self._control("requests", None, method="GET")["counts"]

    def writes(self):
        """Writes since the last reset, in order, each with command, name, status and faults."""
        return self._control("requests", None, method="GET")["writes"]

    def rate_limit(self, per_second, retry_after=True):
        self._control("rate-limit", {"per-second": per_second, "retry-after": retry_after})

    def advance_clock(self, seconds):
        self._control("clock", {"advance": seconds})

    def step_clock(self, seconds=3):
        """Lets every command happen seconds after the one before, so that no run waits for dates to be certain."""
        self._control("clock", {"step": seconds})

    def expire_tokens(self):
        self._control("tokens/expire", {"access-id": self.access_id})

    def _control(self, path, body, method="POST"):
        status, answer = self._post(f"{self.url}/_gateway/{path}", body, method)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {answer}")
        return answer

    def _post(self, url, body, method="POST"):
        request = urllib.request.Request(
            url, data=json.dumps(body).encode() if body is not None else None, method=method,
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, _decoded(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _decoded(error.read())


def _decoded(data):
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")
