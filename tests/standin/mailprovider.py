#!/usr/bin/env python3
"""A mail provider with OAuth 2.0, as Microsoft 365 is: the device authorization
grant (RFC 8628), refresh tokens that are replaced with each use, and a mail
server that accepts the last access token alone.

    mailprovider.py FOLDER [NAME=VALUE...]

Certificates for localhost are in FOLDER; mails appear there as 1, 2, ..., and
the ports in FOLDER/ports, "SMTP HTTPS".  pending=N: so many times the person
has not decided; deny=yes: and then refuses; expires_in=S: of access tokens.
FOLDER/revoked, if it exists: no refresh token is accepted.
"""

import http.server
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

from smtp import Smtp

USER = "field@acme.example"


class Provider(http.server.BaseHTTPRequestHandler):
    settings = {"pending": "1", "deny": "no", "expires_in": "3600"}
    folder = smtp = None
    issued = pending = 0

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def tokens(self):
        Provider.issued += 1
        access = "access-lathe-%d" % Provider.issued
        self.smtp.token = (USER, access)
        self.answer(200, {
            "token_type": "Bearer", "access_token": access,
            "refresh_token": "refresh-lathe-%d" % Provider.issued,
            "expires_in": int(self.settings["expires_in"])})

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        with open(os.path.join(self.folder, "log"), "a",
                  encoding="ascii") as log:
            log.write(json.dumps([self.path, form]) + "\n")
        if form.get("client_id") != "the-client":
            self.answer(401, {"error": "invalid_client"})
        elif self.path == "/device":
            self.answer(200, {
                "device_code": "device-lathe", "user_code": "WDJB-MJHT",
                "verification_uri": "https://login.example/device",
                "interval": 1, "expires_in": 60})
        elif form["grant_type"] == "refresh_token":
            if form["refresh_token"] == "refresh-lathe-%d" % self.issued and \
                    not os.path.exists(os.path.join(self.folder, "revoked")):
                self.tokens()
            else:
                self.answer(400, {"error": "invalid_grant"})
        elif form.get("device_code") != "device-lathe":
            self.answer(400, {"error": "invalid_grant"})
        elif Provider.pending < int(self.settings["pending"]):
            Provider.pending += 1
            self.answer(400, {"error": "authorization_pending"})
        elif self.settings["deny"] == "yes":
            self.answer(400, {"error": "access_denied"})
        else:
            self.tokens()


def main():
    folder, *settings = sys.argv[1:]
    Provider.settings.update(word.split("=", 1) for word in settings)
    certificate = [os.path.join(folder, "localhost" + end)
                   for end in (".pem", ".key")]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with Smtp(certificate) as smtp:
        smtp.token = (USER, "none yet")
        Provider.folder, Provider.smtp = folder, smtp
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open(os.path.join(folder, "ports.new"), "w",
                  encoding="ascii") as file:
            file.write("%d %d\n" % (smtp.port, server.server_port))
        os.rename(os.path.join(folder, "ports.new"),
                  os.path.join(folder, "ports"))
        written = 0
        while True:
            for text in smtp.mails[written:]:
                written += 1
                with open(os.path.join(folder, str(written)), "wb") as file:
                    file.write(text)
            time.sleep(0.02)


if __name__ == "__main__":
    main()
