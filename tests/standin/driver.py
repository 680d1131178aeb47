"""Run the real worker against a stand-in; for tests written in Python.

    with Standin("quickbooks", "--people", "50") as standin:
        run = standin.pull(entities=["employee"])
        assert run.done["complete"]

What the agent does with the pipe is done here in the plainest way: answer
tokens with an acknowledgement, keep the messages.
"""

import base64
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORKER = os.environ.get("FETCH", os.path.join(
    ROOT, "build", "plain", "bin", "fieldauth-fetch"))
NOBODY = "65534:65534"
ACK = b'{"type":"ack","what":"tokens"}\n'

PATHS = {
    "quickbooks": {"token_url": "/oauth2/v1/tokens/bearer",
                   "revoke_url": "/v2/oauth2/tokens/revoke"},
    "xero": {"token_url": "/connect/token",
             "revoke_url": "/connect/revocation",
             "connections_url": "/connections"},
}


class Run:
    """What one worker said, and how it ended."""

    def __init__(self):
        self.messages = []
        self.status = None
        self.seconds = 0.0
        self.errors = b""
        self.argv = []

    def of(self, kind):
        return [m for m in self.messages if m["type"] == kind]

    def one(self, kind):
        found = self.of(kind)
        assert len(found) == 1, "%d %s messages: %s" % (
            len(found), kind, json.dumps(self.messages[-3:])[:600])
        return found[0]

    @property
    def people(self):
        return {(m["entity"], m["external_id"]): m for m in self.of("person")}

    @property
    def done(self):
        return self.one("done")

    @property
    def error(self):
        return self.one("error")

    def listing(self, entity):
        found = [entry for entry in self.done["listings"]
                 if entry["entity"] == entity]
        assert len(found) == 1, self.done
        return found[0]


class Standin:
    def __init__(self, platform, *arguments, plain=False):
        self.platform = platform
        self.arguments = list(arguments)
        self.plain = plain
        self.folder = tempfile.mkdtemp(prefix="standin-")
        os.chmod(self.folder, 0o755)
        self.process = None
        self.tokens = {}
        self.url = ""

    def file(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        command = [sys.executable, os.path.join(HERE, self.platform + ".py"),
                   "--cert-dir", self.folder, "--port-file",
                   self.file("port"), "--token-file", self.file("tokens"),
                   *self.arguments]
        if self.plain:
            command.append("--plain")
        self.process = subprocess.Popen(command)
        deadline = time.monotonic() + 60
        while not os.path.exists(self.file("port")):
            if self.process.poll() is not None or \
                    time.monotonic() > deadline:
                raise RuntimeError("the stand-in does not start")
            time.sleep(0.05)
        with open(self.file("port"), encoding="ascii") as file:
            self.url = "%s://localhost:%s" % (
                "http" if self.plain else "https", file.read().strip())
        with open(self.file("tokens"), encoding="ascii") as file:
            self.tokens = json.load(file)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder)

    def control(self, **order):
        context = None if self.plain else ssl.create_default_context(
            cafile=self.file("ca.pem"))
        if context is not None:
            context.check_hostname = False
        with urllib.request.urlopen(
                self.url + "/_control", json.dumps(order).encode(),
                context=context) as answer:
            return json.load(answer)

    def only(self, fault):
        """Behave again, but for FAULT."""
        self.control(clear=True, fault=fault)

    def authorities(self, name):
        """As the agent hands them over: PEM in base64; None if plain."""
        if self.plain:
            return None
        with open(self.file(name), "rb") as file:
            return base64.b64encode(file.read()).decode()

    def request(self, **changes):
        made = {"type": "request", "operation": "pull",
                "provider": self.platform, "api_url": self.url,
                "ca": self.authorities("ca.pem"),
                "client_id": "standin-client",
                "client_secret": "standin-secret",
                "tenant": self.tokens.get("realm_id") or
                self.tokens.get("tenant_id"),
                "access_token": self.tokens["access_token"],
                "refresh_token": self.tokens["refresh_token"],
                "expires_at_s": self.tokens["expires_at"],
                "limits": False, "max_wait_s": 5}
        for name, path in PATHS[self.platform].items():
            made[name] = self.url + path
        made.update(changes)
        return {k: v for k, v in made.items() if v is not None}

    def pull(self, acknowledge=True, **changes):
        """Run the worker; keeps the tokens that it hands out."""
        return self.run(self.request(**changes), acknowledge)

    def run(self, request, acknowledge=True):
        run = Run()
        run.argv = [WORKER]
        if os.geteuid() == 0:
            run.argv += ["--user", NOBODY]
        began = time.monotonic()
        worker = subprocess.Popen(run.argv, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env={})
        worker.stdin.write(json.dumps(request).encode() + b"\n")
        worker.stdin.flush()
        for line in worker.stdout:
            message = json.loads(line)
            run.messages.append(message)
            if message["type"] != "tokens":
                continue
            if not acknowledge:
                worker.stdin.close()
                continue
            self.tokens.update(
                access_token=message["access_token"],
                refresh_token=message.get("refresh_token",
                                          self.tokens["refresh_token"]),
                expires_at=message["expires_at_s"])
            worker.stdin.write(ACK)
            worker.stdin.flush()
        run.errors = worker.stderr.read()
        run.status = worker.wait()
        run.seconds = time.monotonic() - began
        return run


class Tap:
    """Test Anything Protocol: each claim is a function; its name says it."""

    def __init__(self):
        self.claims = []

    def claim(self, function):
        self.claims.append(function)
        return function

    def run(self, *arguments):
        print("1..%d" % len(self.claims), flush=True)
        failed = 0
        for number, function in enumerate(self.claims, 1):
            try:
                function(*arguments)
                print("ok %d - %s" % (number, function.__name__), flush=True)
            except Exception as error:  # any failure is the claim's
                failed += 1
                print("not ok %d - %s" % (number, function.__name__))
                for line in ("%s: %s" % (type(error).__name__,
                                         error)).splitlines():
                    print("#   " + line[:1000], flush=True)
                frame = error.__traceback__
                while frame.tb_next is not None:
                    frame = frame.tb_next
                print("#   line %d" % frame.tb_lineno, flush=True)
        return 1 if failed else 0
