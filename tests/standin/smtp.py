"""A mail server for what a real one does not do on demand: being silent or
cutting the connection at a given point, and the responses of Microsoft 365.

    with Smtp(folder) as server:
        server.stall = "rcpt"

Points: connect, greeting, ehlo, starttls, tls, auth, mail, rcpt, data (the
command), message (in the middle of it), end.  Mails that were accepted are in
`mails', commands in `commands'.
"""

import base64
import os
import socket
import ssl
import subprocess
import sys
import threading
import time


def make_certificate(folder, name="localhost"):
    """A certificate authority in FOLDER/ca.pem, and a server's NAME.pem."""
    key, cert = (os.path.join(folder, name + end) for end in (".key", ".pem"))
    ca_key, ca = (os.path.join(folder, "ca" + end) for end in (".key", ".pem"))
    for command in (
            ["-subj", "/CN=Test CA", "-keyout", ca_key, "-out", ca],
            ["-subj", "/CN=" + name, "-addext",
             "subjectAltName=DNS:" + name, "-addext",
             "basicConstraints=critical,CA:FALSE", "-CA", ca, "-CAkey",
             ca_key, "-keyout", key, "-out", cert]):
        # RSA: OpenSMTPD 6.8 with OpenSSL 3 cannot use keys of other kinds
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048",
                        "-nodes", "-days", "2", *command], check=True,
                       stderr=subprocess.DEVNULL)
    os.chmod(ca, 0o644)
    return cert, key


class Cut(Exception):
    """The connection is to end here."""


class Smtp:
    def __init__(self, certificate=None, implicit=False):
        self.stall = self.cut = None
        self.refuse = {}       # point: the reply that is given instead
        self.offers = ["8BITMIME", "SMTPUTF8", "SIZE 1000000"]
        self.mails = []
        self.commands = []
        self.connections = 0
        self.password = None   # (user, password) that is accepted
        self.token = None      # (user, token) that is accepted
        self.implicit = implicit
        self.context = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.waiting = threading.Event()

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.waiting.set()
        # a thread in accept() would keep it listening
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    @property
    def url(self):
        return "%s://localhost:%d" % (
            "smtps" if self.implicit else "smtp", self.port)

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(peer,),
                             daemon=True).start()

    def at(self, point):
        if self.stall == point:
            self.waiting.wait()
        if self.stall == point or self.cut == point:
            raise Cut

    def serve(self, peer):
        try:
            self.at("connect")
            if self.implicit:
                self.at("tls")
                peer = self.context.wrap_socket(peer, server_side=True)
            self.dialogue(peer)
        except (Cut, OSError, ssl.SSLError):
            pass
        finally:
            peer.close()

    def say(self, peer, point, reply):
        self.at(point)
        reply = self.refuse.get(point, reply)
        peer.sendall(reply.encode() + b"\r\n")
        return reply[0] in "23"

    def offer(self, peer, secured):
        offers = ["localhost", *self.offers]
        if self.context is not None and not secured:
            offers.append("STARTTLS")
        if self.password or self.token:
            offers.append("AUTH PLAIN LOGIN XOAUTH2")
        self.at("ehlo")
        marks = ["-"] * (len(offers) - 1) + [" "]
        peer.sendall("".join("250%s%s\r\n" % pair for pair in
                             zip(marks, offers)).encode())

    def dialogue(self, peer):
        secured = self.implicit
        lines = peer.makefile("rb")
        self.say(peer, "greeting", "220 localhost ESMTP")
        while line := lines.readline():
            command = line.decode().strip()
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "EHLO":
                self.offer(peer, secured)
            elif verb == "STARTTLS":
                if self.say(peer, "starttls", "220 go ahead"):
                    self.at("tls")
                    peer = self.context.wrap_socket(peer, server_side=True)
                    lines = peer.makefile("rb")
                    secured = True
            elif verb == "AUTH":
                self.login(peer, lines, command)
            elif verb == "DATA":
                if self.say(peer, "data", "354 go ahead"):
                    self.message(peer, lines)
            elif verb in ("MAIL", "RCPT", "RSET", "NOOP"):
                self.say(peer, verb.lower(), "250 2.1.0 Ok")
            elif verb == "QUIT":
                self.say(peer, "quit", "221 Bye")
                return
            else:
                self.say(peer, "unknown", "502 5.5.2 unknown command")

    def login(self, peer, lines, command):
        words = command.split(" ")
        if words[1] == "XOAUTH2":
            good = self.token and (
                "user=%s\x01auth=Bearer %s\x01\x01" % self.token)
        else:
            good = self.password and "\0%s\0%s" % self.password
        if len(words) < 3:
            peer.sendall(b"334 \r\n")
            words.append(lines.readline().decode().strip())
            self.commands.append(words[-1])
        if good == base64.b64decode(words[2]).decode():
            self.say(peer, "auth", "235 2.7.0 welcome")
        elif words[1] == "XOAUTH2":
            peer.sendall(b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n")
            lines.readline()
            self.say(peer, "auth", "535 5.7.8 token refused")
        else:
            self.say(peer, "auth", "535 5.7.8 wrong password")

    def message(self, peer, lines):
        text = []
        for line in lines:
            if line == b".\r\n":
                break
            text.append(line[1:] if line.startswith(b".") else line)
            self.at("message")
        if self.cut == "end" or self.stall == "end":
            self.mails.append(b"".join(text))
        if self.say(peer, "end", "250 2.0.0 queued"):
            self.mails.append(b"".join(text))



def main():
    """Serve until killed: smtp.py PORT-FILE FOLDER [NAME=VALUE...], with mails
    in FOLDER as 1, 2, ...; login=USER:PASSWORD, stall, cut, or a point with
    the reply for it."""
    port_file, folder, *settings = sys.argv[1:]
    certificate = [os.path.join(folder, "localhost" + end)
                   for end in (".pem", ".key")]
    with Smtp(certificate if os.path.exists(certificate[0]) else None) as smtp:
        for setting in settings:
            name, _, value = setting.partition("=")
            if name == "login":
                smtp.password = tuple(value.split(":"))
            elif name in ("stall", "cut"):
                setattr(smtp, name, value)
            else:
                smtp.refuse[name] = value
        with open(port_file + ".new", "w", encoding="ascii") as file:
            file.write("%d\n" % smtp.port)
        os.rename(port_file + ".new", port_file)
        written = 0
        while True:
            for text in smtp.mails[written:]:
                written += 1
                path = os.path.join(folder, str(written))
                with open(path + ".new", "wb") as file:
                    file.write(text)
                os.rename(path + ".new", path)
            time.sleep(0.02)


if __name__ == "__main__":
    main()
