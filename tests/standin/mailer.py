"""Run the real fieldauth-mail; for tests written in Python, and as a command:

    mailer.py URL [KEY=VALUE...] MAIL...

sends each MAIL, KEY=VALUE pairs separated by commas, over one run of the worker
and prints each result as "OUTCOME PHASE WORDS".
"""

import base64
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORKER = os.environ.get("MAIL", os.path.join(
    ROOT, "build", "plain", "bin", "fieldauth-mail"))
NOBODY = "65534:65534"
ACK = b'{"type":"ack","what":"tokens"}\n'


def mail(**members):
    """A mail with what is needed, and MEMBERS."""
    return {"type": "mail", "id": "row-1", "to": "jane@acme.example",
            "from": "field@acme.example",
            "envelope_from": "field@acme.example", "subject": "Hello",
            "body": "Hello\n", "date_s": 1790000000, **members}


def ca(path):
    """The file PATH as orders have it."""
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode()


class Worker:
    """One run; the messages other than results are kept."""

    def __init__(self, first):
        argv = [WORKER]
        if os.geteuid() == 0:
            argv += ["--user", NOBODY]
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={})
        self.messages = []
        self.tell(first)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout,
                     self.process.stderr):
            pipe.close()

    def tell(self, order):
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, *types):
        """The next message of one of TYPES; None at the end."""
        for line in self.process.stdout:
            message = json.loads(line)
            self.messages.append(message)
            if message["type"] in types:
                return message
        return None

    def acknowledge(self):
        self.process.stdin.write(ACK)
        self.process.stdin.flush()

    def send(self, order):
        self.tell(order)
        result = self.hear("result", "error")
        assert result is not None and result["type"] == "result", result
        assert result["id"] == order["id"], result
        return result

    def finish(self):
        """The exit status, after the end of the input."""
        self.process.stdin.close()
        last = self.hear("done", "error")
        assert last is not None, self.process.stderr.read()
        return self.process.wait()


def server(url, **members):
    return {"type": "server", "url": url, "loopback": False, "auth": "none",
            "connect_s": 20, "reply_s": 20, **members}


def send(url, *mails, **members):
    """The results of MAILS, by one run of the worker."""
    with Worker(server(url, **members)) as worker:
        results = [worker.send(one) for one in mails]
        assert worker.finish() == 0
        return results


def pairs(words):
    return dict(word.split("=", 1) for word in words)


def main():
    settings = {"url": sys.argv[1]}
    mails = []
    for number, argument in enumerate(sys.argv[2:], 1):
        words = pairs(argument.split(","))
        if "to" in words:
            mails.append(mail(**{"id": "row-%d" % number, **words}))
        else:
            settings.update(words)
    if "loopback" in settings:
        settings["loopback"] = settings["loopback"] == "yes"
    if "ca" in settings:
        settings["ca"] = ca(settings["ca"])
    for result in send(settings.pop("url"), *mails, **settings):
        print(result["outcome"], result["phase"], result["words"])


if __name__ == "__main__":
    main()
