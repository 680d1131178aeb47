"""What the stand-ins for accounting platforms share.

A stand-in is a small HTTPS server on a loopback address that answers as the
platform is documented, or has been seen, to answer.  It makes its own
certificate authority with openssl when it starts (CERT_DIR/ca.pem is for the
client), keeps the platform's limits unless told not to, and can be told, at
the start or while it runs, to misbehave in named ways.

By hand:

    tests/standin/quickbooks.py --people 5 --cert-dir /tmp/qb --port 8443
    curl --cacert /tmp/qb/ca.pem https://localhost:8443/_control
    curl --cacert /tmp/qb/ca.pem https://localhost:8443/_control \\
        -d '{"fault": "503:2"}'

GET /_control tells what happened so far; POST /_control takes one JSON object
with any of:

    {"clear": true}                  behave again
    {"fault": "NAME[:COUNT]"}        misbehave, COUNT times or until cleared
    {"set": {...}}                   change or add a record (by kind and id)
    {"delete": {"kind": K, "id": I}} remove a record
    {"merge": {"kind": K, "from": I, "into": J}}  where the platform merges
    {"company": ID}                  be another company, with nobody in it yet,
                                     and write the tokens for it
    {"tokens": "expire"|"kill"|"rotate"}
    {"advance": SECONDS}             let the stand-in's clock go on
    {"limits": true|false}
    {"forget": true}                 set the counters to nought

Only the standard library is used.
"""

import argparse
import base64
import datetime
import gzip
import hashlib
import http.server
import json
import os
import secrets
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

UTC = datetime.timezone.utc

FAULTS = {
    # name: what it does, on the API addresses
    "timeout": "take the request and never answer",
    "reset": "reset the connection",
    "truncate": "announce more bytes than are sent",
    "cut-json": "a body that ends in the middle, its length fitting",
    "slow": "a byte a second",
    "huge": "a body that does not end",
    "bomb": "a small gzip body that becomes a huge one",
    "redirect": "302 to another host",
    "html": "200 with an HTML page",
    "html-503": "503 with an HTML page",
    "bom-500": "500 with an HTML page behind a byte order mark",
    "bom": "a byte order mark in front of the JSON",
    "empty": "200 with no body",
    "no-json": "200 with text",
    "list": "200 with a JSON list",
    "duplicate": "an envelope with a repeated key",
    "deep": "JSON nested very deeply",
    "latin1": "bytes that are not UTF-8",
    "503": "503 with text",
    "500": "500 with text",
    "429": "429 with whatever the platform says then",
    "slow-answer": "the answer comes after 45 s",
    "forbidden": "403 with a page",
    "page-ignored": "the page that is asked for is not heard",
    "short-page": "each page brings half of the rows that it could",
    "raw-tab": "a raw tab in a string of one record",
    "twice": "a key twice in one record",
    "digits": "a number of 400 digits in one record",
    "bad-utf8": "a byte that is no UTF-8 in one record",
    "nested": "one record is nested 100 levels deep",
    "open-string": "a string of one record ends where it should not",
    # on the token address
    "token-reset": "reset the connection before the request is looked at",
    "token-lost": "renew the token, then drop the answer",
    "token-503": "503 with text",
    "token-html": "200 with an HTML page",
    "invalid-grant": "400 invalid_grant",
    "invalid-client": "401 invalid_client",
    "rotate": "a new refresh token with each renewal",
    "denied": "the person at the consent page says no",
}


LOCAL_NAMES = "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1"


def make_certificates(folder, names=LOCAL_NAMES):
    """A CA and a server certificate for NAMES; kept if they are there."""
    os.makedirs(folder, exist_ok=True)
    ca, ca_key = os.path.join(folder, "ca.pem"), os.path.join(folder, "ca.key")
    cert = os.path.join(folder, "server.pem")
    key = os.path.join(folder, "server.key")
    if all(os.path.exists(path) for path in (ca, cert, key)):
        return ca, cert, key
    request = os.path.join(folder, "server.csr")
    extensions = os.path.join(folder, "server.ext")
    with open(extensions, "w", encoding="ascii") as file:
        file.write("subjectAltName=" + names + "\n"
                   "basicConstraints=CA:FALSE\n"
                   "extendedKeyUsage=serverAuth\n")
    elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes"]
    for command in (
            ["req", "-x509", *elliptic, "-keyout", ca_key, "-out", ca,
             "-days", "30", "-subj", "/CN=fieldauth stand-in authority"],
            ["req", *elliptic, "-keyout", key, "-out", request,
             "-subj", "/CN=stand-in"],
            ["x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key,
             "-CAcreateserial", "-days", "30", "-out", cert,
             "-extfile", extensions]):
        subprocess.run(["openssl", *command], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)
    return ca, cert, key


def remember(secret):
    """In a world: tests/world/hunt must not find it."""
    try:
        with open("/run/world/secrets", "a", encoding="ascii") as known:
            known.write(secret + "\n")
    except OSError:
        pass


class Answer(Exception):
    """Raised to end a request with this answer."""

    def __init__(self, status, body=b"", content_type="application/json",
                 headers=None):
        super().__init__(status)
        self.status = status
        if isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False).encode()
        elif isinstance(body, str):
            body = body.encode()
        self.body = body
        self.content_type = content_type
        self.headers = dict(headers or {})


class Dropped(Exception):
    """Raised when the connection is to end without an answer."""


class Limits:
    """Rolling windows of seconds, counted by key."""

    def __init__(self):
        self.calls = {}

    def count(self, key, window_s, now):
        recent = [t for t in self.calls.get(key, []) if t > now - window_s]
        self.calls[key] = recent
        return len(recent)

    def add(self, key, now):
        self.calls.setdefault(key, []).append(now)


class Platform:
    """The state of one stand-in; the providers derive from it."""

    name = "platform"
    access_life_s = 3600
    client_id = "standin-client"
    client_secret = "standin-secret"

    def __init__(self, options):
        self.options = options
        self.lock = threading.RLock()
        self.faults = {}
        self.skew_s = 0
        self.limits_on = not options.no_limits
        self.limits = Limits()
        self.in_flight = 0
        self.codes = {}
        self.access = {}        # token -> {"expires": t, ...}
        self.refresh = None     # current refresh token
        self.refresh_since = 0
        self.old_refresh = {}   # token -> until when it is still taken
        self.revoked = False
        self.counters = {}
        self.calls = []
        for fault in options.fault:
            self.add_fault(fault)

    # --- time and chance ---------------------------------------------------

    def now(self):
        return time.time() + self.skew_s

    @staticmethod
    def token(prefix):
        token = prefix + secrets.token_urlsafe(30)
        remember(token)
        return token

    # --- faults --------------------------------------------------------------

    def known_faults(self):
        return dict(FAULTS)

    def add_fault(self, text):
        name, _, count = text.partition(":")
        if name not in self.known_faults():
            raise ValueError("unknown fault " + name)
        self.faults[name] = int(count) if count else None

    def fault(self, name):
        """Whether to misbehave in this way now; counts down."""
        with self.lock:
            if name not in self.faults:
                return False
            left = self.faults[name]
            if left is not None:
                if left <= 1:
                    del self.faults[name]
                else:
                    self.faults[name] = left - 1
            return True

    def count(self, what):
        with self.lock:
            self.counters[what] = self.counters.get(what, 0) + 1

    # --- control -------------------------------------------------------------

    def status(self):
        return {"platform": self.name, "counters": self.counters,
                "faults": self.faults, "refresh_token": self.refresh,
                "calls": self.calls[-50:], "limits": self.limits_on,
                "revoked": self.revoked}

    def control(self, order):
        if order.get("clear"):
            self.faults.clear()
        if "fault" in order:
            self.add_fault(order["fault"])
        if "set" in order:
            self.set_record(order["set"])
        if "delete" in order:
            self.delete_record(order["delete"]["kind"],
                               str(order["delete"]["id"]))
        if "merge" in order:
            self.merge_records(**{
                {"from": "loser", "into": "winner"}.get(key, key): value
                for key, value in order["merge"].items()})
        if "company" in order:
            with self.lock:
                self.access.clear()
                self.become(str(order["company"]))
                self.write_tokens()
        if order.get("tokens") == "expire":
            self.access.clear()
        elif order.get("tokens") == "kill":
            self.access.clear()
            self.refresh, self.old_refresh = None, {}
        elif order.get("tokens") == "rotate":
            self.refresh_since = 0
        if "advance" in order:
            self.skew_s += order["advance"]
        if "limits" in order:
            self.limits_on = bool(order["limits"])
        if order.get("forget"):
            self.counters.clear()
            self.calls.clear()
            self.limits = Limits()
        return self.status()

    def set_record(self, change):
        raise NotImplementedError

    def delete_record(self, kind, ident):
        raise NotImplementedError

    def merge_records(self, kind, loser, winner):
        raise ValueError("nothing is merged on this platform")

    def become(self, company):
        """Another company: its id, and none of the records."""
        raise NotImplementedError

    def token_file(self):
        """A token set as `sync connect` takes it."""
        raise NotImplementedError

    def write_tokens(self):
        if self.options.token_file:
            write_file(self.options.token_file,
                       json.dumps(self.token_file(), indent=1) + "\n")

    # --- OAuth -----------------------------------------------------------------

    def scopes(self):
        return self.options.scope

    def issue_access(self, **more):
        access = self.token("at-")
        self.access[access] = {"expires": self.now() + self.access_life_s,
                               **more}
        return access

    def first_tokens(self):
        """A token set as after a consent."""
        with self.lock:
            self.refresh = self.token("rt-")
            self.refresh_since = self.now()
            return self.issue_access(), self.refresh

    def authorize(self, query):
        """The consent page, with a person who always agrees."""
        if query.get("client_id") != self.client_id or \
                query.get("response_type") != "code":
            raise Answer(400, "unknown client", "text/plain")
        back = query.get("redirect_uri", "")
        more = {"state": query.get("state", "")}
        if self.fault("denied"):
            more["error"] = "access_denied"
        else:
            code = self.token("code-")
            self.codes[code] = {
                "redirect_uri": back, "until": self.now() + 300,
                "challenge": query.get("code_challenge"),
                "scope": query.get("scope", "")}
            more["code"] = code
            more.update(self.redirect_more())
        raise Answer(302, b"", "text/plain",
                     {"Location": back + "?" + urllib.parse.urlencode(more)})

    def redirect_more(self):
        return {}

    def check_client(self, headers, form):
        given = headers.get("Authorization", "")
        pair = ""
        if given.startswith("Basic "):
            try:
                pair = base64.b64decode(given[6:]).decode()
            except ValueError:
                pair = ""
        elif "client_id" in form:
            pair = form["client_id"] + ":" + form.get("client_secret", "")
        public = pair == self.client_id + ":" and self.options.public_client
        if pair != self.client_id + ":" + self.client_secret and not public:
            raise Answer(401, {"error": "invalid_client"})

    def refuse_grant(self):
        raise Answer(400, {"error": "invalid_grant",
                           "error_description": "Token invalid"})

    def grant(self, headers, form):
        """The token address."""
        self.count("token")
        if self.fault("token-reset"):
            raise Dropped()
        if self.fault("token-503"):
            raise Answer(503, "try later", "text/plain")
        if self.fault("token-html"):
            raise Answer(200, "<html>Sign in</html>", "text/html")
        if self.fault("invalid-client"):
            raise Answer(401, {"error": "invalid_client"})
        self.check_client(headers, form)
        if self.fault("invalid-grant"):
            self.refuse_grant()
        kind = form.get("grant_type")
        if kind == "authorization_code":
            answer = self.grant_code(form)
        elif kind == "refresh_token":
            answer = self.grant_refresh(form)
        elif kind == "client_credentials":
            answer = self.grant_client(form)
        else:
            raise Answer(400, {"error": "unsupported_grant_type"})
        if self.fault("token-lost"):
            raise Dropped()
        self.trim_tokens(answer, headers)
        raise Answer(200, answer)

    def trim_tokens(self, answer, headers):
        """Leave out what is only told to who asks for it."""

    def grant_code(self, form):
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code["until"] < self.now() or \
                code["redirect_uri"] != form.get("redirect_uri"):
            self.refuse_grant()
        if code["challenge"]:
            digest = hashlib.sha256(
                form.get("code_verifier", "").encode()).digest()
            made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if made != code["challenge"]:
                self.refuse_grant()
        self.revoked = False
        access, refresh = self.first_tokens()
        return self.token_answer(access, refresh, code["scope"])

    def grant_client(self, form):
        raise Answer(400, {"error": "unauthorized_client"})

    def grant_refresh(self, form):
        raise NotImplementedError

    def token_answer(self, access, refresh, scope=None):
        raise NotImplementedError

    def revoke(self, token):
        with self.lock:
            if token == self.refresh or token in self.access:
                self.refresh, self.old_refresh = None, {}
                self.access.clear()
                self.revoked = True
        self.count("revoke")
        raise Answer(200, b"")

    def bearer(self, headers):
        """The live access token of a request, or None."""
        given = headers.get("Authorization", "")
        token = given[7:] if given.startswith("Bearer ") else ""
        entry = self.access.get(token)
        if entry is None or entry["expires"] < self.now():
            return None
        return entry

    # --- one request -----------------------------------------------------------

    def handle(self, method, path, query, headers, body):
        raise NotImplementedError

    def too_many(self, cause="minute"):
        raise NotImplementedError


def spoil(platform, answer):
    """Apply the faults that change an answer of the API."""
    if platform.fault("empty"):
        return Answer(200, b"")
    if platform.fault("html"):
        return Answer(200, "<html><body>Please sign in</body></html>",
                      "text/html")
    if platform.fault("no-json"):
        return Answer(200, "all is well", "text/plain")
    if platform.fault("list"):
        return Answer(200, b"[]")
    if platform.fault("duplicate"):
        answer.body = answer.body.rstrip()[:-1] + b',"time":"a","time":"b"}'
    if platform.fault("deep"):
        return Answer(200, b'{"a":' * 5000 + b"1" + b"}" * 5000)
    if platform.fault("latin1"):
        answer.body = answer.body.replace(b'"', b'"\xe9', 1)
    if platform.fault("cut-json"):
        answer.body = answer.body[:len(answer.body) * 2 // 3]
    if platform.fault("bom"):
        answer.body = b"\xef\xbb\xbf" + answer.body
    return answer


def misbehave(platform):
    """Faults that come instead of an answer; called before the work."""
    if platform.fault("reset"):
        raise Dropped()
    if platform.fault("timeout"):
        time.sleep(600)
        raise Dropped()
    if platform.fault("redirect"):
        raise Answer(302, b"", "text/plain",
                     {"Location": "https://elsewhere.example/"})
    if platform.fault("503"):
        raise Answer(503, "The API is temporarily unavailable", "text/plain")
    if platform.fault("500"):
        raise Answer(500, "oops", "text/plain")
    if platform.fault("html-503"):
        raise Answer(503, "<html>Zero size object</html>", "text/html")
    if platform.fault("bom-500"):
        raise Answer(500, b"\xef\xbb\xbf<!DOCTYPE html><html>error</html>",
                     "text/html")
    if platform.fault("429"):
        platform.too_many()
    if platform.fault("slow-answer"):
        time.sleep(45)
    if platform.fault("forbidden"):
        raise Answer(403, "<html><title>Not now</title></html>", "text/html")


BAD_MEMBERS = {
    # what one record holds besides
    "raw-tab": b'"Odd":"a\tb"',
    "twice": b'"Odd":1,"Odd":2',
    "digits": b'"Odd":' + b"7" * 400,
    "bad-utf8": b'"Odd":"\xe9"',
    "nested": b'"Odd":' + b"[" * 100 + b"]" * 100,
    "open-string": b'"Odd":"5" pipe"',
}


def spoil_row(platform, rows):
    """ROWS, of which the second cannot be read."""
    for name, member in BAD_MEMBERS.items():
        if len(rows) > 1 and name in platform.faults:
            rows[1] = rows[1].rstrip()[:-1] + b"," + member + b"}"
    return rows


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "standin"
    timeout = 60
    disable_nagle_algorithm = True

    def log_message(self, format, *args):
        if self.server.platform.options.verbose:
            sys.stderr.write("%s %s\n" % (self.command, format % args))

    def do_GET(self):
        self.serve("GET", b"")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.serve("POST", self.rfile.read(length))

    def do_DELETE(self):
        self.serve("DELETE", b"")

    def serve(self, method, body):
        platform = self.server.platform
        path, _, text = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
        try:
            if path == "/_control":
                with platform.lock:
                    self.answer_control(platform, method, body)
                return
            with platform.lock:
                platform.in_flight += 1
                platform.counters["most in flight"] = max(
                    platform.in_flight,
                    platform.counters.get("most in flight", 0))
            try:
                platform.handle(method, path, query, self.headers, body)
            finally:
                with platform.lock:
                    platform.in_flight -= 1
        except Answer as answer:
            with platform.lock:
                platform.calls.append([method, self.path[:300],
                                       answer.status])
                del platform.calls[:-200]
            self.send(answer)
        except Dropped:
            self.drop()
        except (BrokenPipeError, ConnectionError, ssl.SSLError):
            self.close_connection = True

    def answer_control(self, platform, method, body):
        try:
            order = json.loads(body) if method == "POST" else {}
            answer = Answer(200, platform.control(order))
        except (ValueError, KeyError, TypeError) as error:
            answer = Answer(400, {"error": str(error)})
        self.send(answer)

    def drop(self):
        """A TCP reset, so that the client cannot take it for an end."""
        self.close_connection = True
        sock = self.connection
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))
            os.close(sock.detach())
        except OSError:
            pass

    def send(self, answer):
        platform = self.server.platform
        body = answer.body
        try:
            if answer.headers.pop("spoil", None):
                if self.send_strange(platform, answer):
                    return
                answer = spoil(platform, answer)
                body = answer.body
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            if len(body) > 4096 and answer.headers.pop("gzip", None):
                body = gzip.compress(body, 1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionError, ssl.SSLError, OSError):
            self.close_connection = True

    def send_strange(self, platform, answer):
        """Faults in how a body is sent."""
        if platform.fault("truncate"):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body) + 100))
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()
            self.drop()
        elif platform.fault("slow"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(1)
        elif platform.fault("huge"):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.close_connection = True
            self.wfile.write(b'{"a":"')
            for _ in range(200):
                self.wfile.write(b"x" * 1000000)
        elif platform.fault("bomb"):
            packed = gzip.compress(b'{"a":"' + b"x" * 200000000 + b'"}', 9)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)
        else:
            return False
        return True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def finish_request(self, request, client_address):
        # the handshake in the request's own thread: a client that does not
        # go on must not stop the others
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        if self.platform.options.verbose:
            super().handle_error(request, client_address)

    tls = None
    platform = None


def parser(name, scope):
    made = argparse.ArgumentParser(
        description="A stand-in for %s; see standin.py." % name,
        epilog="Faults: " + ", ".join(sorted(FAULTS)) +
               ", and those of the platform (--list-faults).")
    made.add_argument("--port", type=int, default=0)
    made.add_argument("--port-file", help="where the port is written")
    made.add_argument("--cert-dir", help="folder for ca.pem and the keys")
    made.add_argument("--cert-names", default=LOCAL_NAMES,
                      help="whom the certificate is for, as openssl has it")
    made.add_argument("--plain", action="store_true",
                      help="http instead of https")
    made.add_argument("--people", type=int, default=25, metavar="N",
                      help="how many people are made up")
    made.add_argument("--people-file", metavar="JSON",
                      help="people in the platform's own form instead")
    made.add_argument("--token-file", metavar="FILE",
                      help="write tokens there, as sync connect takes them")
    made.add_argument("--secret-file", metavar="FILE",
                      help="write the client secret there")
    made.add_argument("--client-id", default="standin-client")
    made.add_argument("--client-secret", default="standin-secret")
    made.add_argument("--public-client", action="store_true",
                      help="take a client without a secret (PKCE)")
    made.add_argument("--access-life", type=int, metavar="SECONDS")
    made.add_argument("--scope", default=scope)
    made.add_argument("--fault", action="append", default=[], metavar="NAME")
    made.add_argument("--no-limits", action="store_true")
    made.add_argument("--list-faults", action="store_true")
    made.add_argument("--verbose", action="store_true")
    return made


def write_file(path, text, mode=0o600):
    with open(path + ".new", "w", encoding="utf-8",
              opener=lambda p, f: os.open(p, f, mode)) as file:
        file.write(text)
    os.rename(path + ".new", path)


def run(platform_class, options):
    """Serve until killed."""
    platform = platform_class(options)
    if options.list_faults:
        for name, what in sorted(platform.known_faults().items()):
            print("%-20s %s" % (name, what))
        return
    platform.client_id = options.client_id
    platform.client_secret = options.client_secret
    if options.access_life:
        platform.access_life_s = options.access_life
    server = Server(("127.0.0.1", options.port), Handler)
    server.platform = platform
    if not options.plain:
        if not options.cert_dir:
            sys.exit("--cert-dir is needed, or --plain")
        _, cert, key = make_certificates(options.cert_dir,
                                         options.cert_names)
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        server.tls.load_cert_chain(cert, key)
    platform.write_tokens()
    if options.secret_file:
        remember(options.client_secret)
        write_file(options.secret_file, options.client_secret + "\n")
    port = server.server_address[1]
    if options.port_file:
        write_file(options.port_file, "%d\n" % port, 0o644)
    if options.verbose or not options.port_file:
        print("%s://localhost:%d" % ("http" if options.plain else "https",
                                     port), flush=True)
    server.serve_forever(poll_interval=0.2)
