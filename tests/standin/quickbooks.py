#!/usr/bin/env python3
"""A stand-in for QuickBooks Online: employees, vendors, tokens.

    tests/standin/quickbooks.py --cert-dir DIR [--port N] [--people N]
        [--vendors N] [--people-file JSON] [--token-file FILE] [--fault NAME]

Configure a source with api_url = https://localhost:PORT, token_url =
https://localhost:PORT/oauth2/v1/tokens/bearer, revoke_url =
https://localhost:PORT/v2/oauth2/tokens/revoke, authorize_url =
https://localhost:PORT/connect/oauth2 and ca_file = DIR/ca.pem; client id and
secret are standin-client and standin-secret.  A people file is a list of
Employee objects, or {"Employee": [...], "Vendor": [...]}.
What is shared with the other stand-in is told in standin.py.
"""

import bisect
import datetime
import json
import re
import secrets
import sys
import urllib.parse

import people
import standin
from standin import Answer

PACIFIC = datetime.timezone(datetime.timedelta(hours=-8))
DAY_S = 86400

FAULTS = {
    "fault-200": "a Fault with HTTP 200",
    "xml-401": "401 in XML: a token of another company",
    "xml-429": "429 in XML though JSON was asked for",
    "old-403-throttle": "throttling as it was before 429",
    "disconnected": "403: the app was disconnected",
    "expired-always": "401: every token has expired",
    "poison": "one stored e-mail fails every query that shows it (4002)",
    "code-120": "401 with code 120, authorisation",
    "poison-hard": "the same, and its Id cannot be read either",
    "extra-row": "one row more than was asked for",
    "short-listing": "the last tenth of the rows never comes",
    "cdc-wrong-delete": "CDC calls records deleted that are there",
    "cdc-error": "CDC answers 400",
    "no-active-filter": "leave out inactive rows whatever is asked",
    "system-fault": "500 with a SystemFault",
    "number-ids": "ids as numbers",
    "odd-rows": "rows with members of unexpected types, and unknown ones",
}


def stamp(t):
    """A time as QuickBooks writes it: Pacific, with its offset."""
    return datetime.datetime.fromtimestamp(int(t), PACIFIC).isoformat()


def parse_time(text):
    text = text.replace("Z", "+00:00")
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise bad_query("4001", "Invalid query",
                        "QueryValidationError: Invalid date " + text) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=PACIFIC)
    return moment.timestamp()


def fault(status, code, message, detail, kind="ValidationFault"):
    return Answer(status, {
        "Fault": {"Error": [{"Message": message, "Detail": detail,
                             "code": code}], "type": kind},
        "time": stamp(0)})


def bad_query(code, message, detail):
    return fault(400, code, message, detail)


def lower_fault(status, kind, code, message, detail):
    """The other capitalisation, which the gateway in front uses."""
    return Answer(status, {
        "warnings": None, "intuitObject": None,
        "fault": {"error": [{"message": message, "detail": detail,
                             "code": code, "element": None}], "type": kind},
        "report": None, "requestId": None, "time": 1700000000000,
        "status": None})


def xml_fault(status, kind, code, message, detail):
    return Answer(status, (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<IntuitResponse time="2026-01-05T10:00:00.000-08:00" '
        'xmlns="http://schema.intuit.com/finance/v3"><Fault type="%s">'
        '<Error code="%s"><Message>%s</Message><Detail>%s</Detail></Error>'
        '</Fault></IntuitResponse>') % (kind, code, message, detail),
        "application/xml")


class Table:
    """The rows of one kind, by Id, with their JSON ready."""

    def __init__(self):
        self.rows = {}
        self.order = []     # ids as numbers, ascending
        self.text = {}
        self.changed = []   # (time, id), ascending by time
        self.deleted = []   # (time, id)

    def put(self, row, now):
        ident = row["Id"]
        if ident not in self.rows:
            bisect.insort(self.order, int(ident))
        meta = row.setdefault("MetaData", {})
        meta.setdefault("CreateTime", stamp(now))
        meta["LastUpdatedTime"] = stamp(now)
        self.rows[ident] = row
        self.text.pop(ident, None)
        self.changed.append((int(now), ident))

    def remove(self, ident, now):
        if self.rows.pop(ident, None) is None:
            raise KeyError("no record " + ident)
        self.order.remove(int(ident))
        self.text.pop(ident, None)
        self.changed = [c for c in self.changed if c[1] != ident]
        self.deleted.append((int(now), ident))

    def json(self, ident):
        if ident not in self.text:
            self.text[ident] = json.dumps(self.rows[ident],
                                          ensure_ascii=False).encode()
        return self.text[ident]

    def since(self, t):
        """Ids changed at T or later, each once, oldest first."""
        start = bisect.bisect_left(self.changed, (int(t), ""))
        return list(dict.fromkeys(
            ident for _, ident in reversed(self.changed[start:])))[::-1]


class QuickBooks(standin.Platform):
    name = "quickbooks"

    def __init__(self, options):
        super().__init__(options)
        self.realm = options.realm
        self.tables = {"Employee": Table(), "Vendor": Table()}
        self.born = self.now() - 90 * DAY_S
        if options.people_file:
            self.load(options.people_file)
        else:
            for number in range(options.people):
                self.tables["Employee"].put(employee(number), self.born)
            for number in range(options.vendors):
                self.tables["Vendor"].put(vendor(number), self.born)

    def load(self, path):
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
        if isinstance(given, list):
            given = {"Employee": given}
        for kind, rows in given.items():
            for row in rows:
                self.tables[kind].put(row, self.born)

    def known_faults(self):
        return {**standin.FAULTS, **FAULTS}

    def token_file(self):
        access, refresh = self.first_tokens()
        return {"access_token": access, "refresh_token": refresh,
                "expires_at": int(self.access[access]["expires"]),
                "realm_id": self.realm}

    # --- changes ---------------------------------------------------------------

    def set_record(self, change):
        kind = change.pop("kind", "Employee")
        table = self.tables[kind]
        ident = str(change["Id"])
        row = dict(table.rows.get(ident, {"Id": ident, "Active": True}))
        row.update(change, Id=ident)
        row["MetaData"] = dict(row.get("MetaData", {}))
        if row.get("Active") is False and \
                not row.get("DisplayName", "").endswith(" (deleted)"):
            row["DisplayName"] = row.get("DisplayName", "") + " (deleted)"
        table.put(row, self.now())

    def delete_record(self, kind, ident):
        self.tables[kind].remove(ident, self.now())

    def become(self, company):
        self.realm = company
        self.tables = {kind: Table() for kind in self.tables}

    # --- tokens ------------------------------------------------------------------

    def redirect_more(self):
        return {"realmId": self.realm}

    def grant_refresh(self, form):
        """The value changes once a day; the one before is dead at once."""
        with self.lock:
            if self.refresh is None or \
                    form.get("refresh_token") != self.refresh:
                self.refuse_grant()
            if self.fault("rotate") or \
                    self.now() - self.refresh_since >= DAY_S:
                self.refresh = self.token("rt-")
                self.refresh_since = self.now()
                self.count("rotations")
            return self.token_answer(self.issue_access(), self.refresh)

    def token_answer(self, access, refresh, scope=None):
        return {"token_type": "bearer", "expires_in": self.access_life_s,
                "refresh_token": refresh, "access_token": access,
                "x_refresh_token_expires_in": 8726400,
                "x_refresh_token_hard_expires_in": 5 * 365 * DAY_S}

    def trim_tokens(self, answer, headers):
        if headers.get("x-include-refresh-token-hard-expires-in") != "true":
            del answer["x_refresh_token_hard_expires_in"]

    # --- requests ------------------------------------------------------------------

    def handle(self, method, path, query, headers, body):
        if path in ("/connect/oauth2", "/authorize"):
            self.authorize(query)
        if path in ("/oauth2/v1/tokens/bearer", "/token") and method == "POST":
            self.grant(headers, dict(urllib.parse.parse_qsl(body.decode())))
        if path in ("/v2/oauth2/tokens/revoke", "/revoke") and method == "POST":
            self.check_client(headers, {})
            self.revoke(json.loads(body).get("token"))
        match = re.fullmatch(r"/v3/company/([^/]+)/(query|cdc|employee|vendor)"
                             r"(?:/([^/]+))?", path)
        if match is None:
            raise Answer(404, "<html>not found</html>", "text/html")
        try:
            self.api(match, query, headers)
        except Answer as answer:
            answer.headers.setdefault(
                "intuit_tid", "1-%s" % secrets.token_hex(12))
            raise

    def api(self, match, query, headers):
        self.count("api")
        standin.misbehave(self)
        self.keep_limits()
        self.check_token(headers, match[1])
        self.spoil_early()
        if query.get("minorversion") != "75":
            raise bad_query("4001", "Invalid minorversion", "use 75")
        if "application/json" not in headers.get("Accept", ""):
            raise Answer(200, "<IntuitResponse/>", "application/xml")
        with self.lock:
            if match[2] == "query":
                answer = self.query(query.get("query", ""))
            elif match[2] == "cdc":
                answer = self.cdc(query)
            else:
                answer = self.read(match[2].capitalize(), match[3] or "")
        answer.headers.update(spoil="yes", gzip="yes")
        raise answer

    def keep_limits(self):
        """500 a minute for a realm and 10 a second."""
        if not self.limits_on:
            return
        with self.lock:
            now = self.now()
            if self.limits.count("realm", 60, now) >= 500 or \
                    self.limits.count("realm", 1, now) >= 10:
                self.count("throttled")
                self.too_many()
            self.limits.add("realm", now)

    def too_many(self, cause="minute"):
        raise lower_fault(
            429, "SERVICE", "3001",
            "message=ThrottleExceeded; errorCode=003001; statusCode=429",
            "The request limit was reached.  Try again later")

    def check_token(self, headers, realm):
        if self.fault("xml-401") or \
                (realm != self.realm and self.bearer(headers) is not None):
            raise xml_fault(401, "AuthenticationFault", "100",
                            "General Authentication Error",
                            "SRV-110-Authentication Failure , statusCode: 401")
        if self.fault("code-120"):
            raise fault(401, "120", "Authorization Failure", "Denied",
                        "AUTHENTICATION")
        if self.fault("disconnected") or self.revoked:
            raise lower_fault(
                403, "AUTHORIZATION", "3100",
                "message=ApplicationAuthorizationFailed; errorCode=003100; "
                "statusCode=403", "Application authorization failed")
        if self.bearer(headers) is None or self.fault("expired-always"):
            raise lower_fault(
                401, "AUTHENTICATION", "3200",
                "message=AuthenticationFailed; errorCode=003200; "
                "statusCode=401", "Token expired: AB01")

    def spoil_early(self):
        if self.fault("fault-200"):
            answer = fault(200, "6000", "A business validation error",
                           "Something is wrong with the company")
            raise answer
        if self.fault("system-fault"):
            raise fault(500, "10000", "An application error has occurred",
                        "System Failure Error", "SystemFault")
        if self.fault("xml-429"):
            raise xml_fault(
                429, "SERVICE", "3001",
                "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                "The request limit was reached.  Try again later")
        if self.fault("old-403-throttle"):
            raise xml_fault(
                403, "SERVICE", "3001",
                "message=ThrottleExceeded; errorCode=003001; statusCode=403",
                "The request limit was reached.  Try again later")

    # --- the query language ----------------------------------------------------

    STATEMENT = re.compile(
        r"\s*select\s+(?P<what>\*|count\(\*\)|Id)\s+from\s+(?P<kind>\w+)"
        r"(?:\s+where\s+(?P<where>.*?))?"
        r"(?:\s+order\s?by\s+(?P<order>[\w.]+(?:\s*,\s*[\w.]+)*)"
        r"(?:\s+(?:asc|desc))?)?"
        r"(?:\s+startposition\s+(?P<start>\d+))?"
        r"(?:\s+maxresults\s+(?P<max>\d+))?\s*", re.I | re.S)

    def query(self, statement):
        match = self.STATEMENT.fullmatch(statement)
        if match is None:
            raise bad_query("4000", "Error parsing query",
                            "QueryParserError: Encountered \" <IDENTIFIER> \"")
        kind = match["kind"]
        if kind not in self.tables:
            raise bad_query("4001", "Invalid query",
                            "QueryValidationError: no Entity " + kind)
        start = int(match["start"] or 1)
        most = int(match["max"] or 100)
        if start < 1:
            raise bad_query(
                "4001", "Invalid query", "QueryValidationError: value 0 is "
                "too small. Min allowed value is 1")
        if most > 1000:
            raise bad_query(
                "4001", "Invalid query", "QueryValidationError: value %d is "
                "too large. Max allowed value is 1000" % most)
        ids = self.select(kind, match["where"])
        what = match["what"].lower()
        if what == "count(*)":
            return Answer(200, {"QueryResponse": {"totalCount": len(ids)},
                                "time": stamp(self.now())})
        if "short-listing" in self.faults:
            ids = ids[:len(ids) - max(1, len(ids) // 10)]
        more = 1 if "extra-row" in self.faults else 0
        if "short-page" in self.faults:
            most = max(1, most // 2)
        if "page-ignored" in self.faults:
            start = 1
        page = ids[start - 1:start - 1 + most + more]
        self.check_poison(kind, page, what)
        return self.page(kind, page, start, what)

    CONDITION = re.compile(
        r"\s*(?:Active\s+in\s*\(\s*(?P<both>true\s*,\s*false|false\s*,\s*true)"
        r"\s*\)|Active\s*=\s*(?P<one>true|false)|MetaData\.LastUpdatedTime\s*"
        r">=\s*'(?P<since>[^']*)'|Id\s*=\s*'(?P<id>\d+)')\s*", re.I)

    def select(self, kind, where):
        """The ids of the rows that WHERE admits, by Id."""
        table = self.tables[kind]
        active, since, only = True, None, None
        for part in re.split(r"\s+and\s+", where or "", flags=re.I):
            if not part.strip():
                continue
            match = self.CONDITION.fullmatch(part)
            if match is None:
                raise bad_query("4001", "Invalid query",
                                "QueryValidationError: Property not found: " +
                                part)
            if match["both"]:
                active = None
            elif match["one"]:
                active = match["one"].lower() == "true"
            elif match["since"] is not None:
                since = parse_time(match["since"])
            else:
                only = match["id"]
        if "no-active-filter" in self.faults:
            active = True
        if only is not None:
            ids = [only] if only in table.rows else []
        elif since is not None:
            ids = sorted(table.since(since), key=int)
        else:
            ids = [str(ident) for ident in table.order]
        if active is None:
            return ids
        return [ident for ident in ids
                if table.rows[ident].get("Active", True) is active]

    def check_poison(self, kind, ids, what):
        hard = "poison-hard" in self.faults
        if not hard and ("poison" not in self.faults or what == "id"):
            return
        spoilt = str(self.tables[kind].order[len(
            self.tables[kind].order) // 2]) if self.tables[kind].order else ""
        if spoilt in ids:
            self.count("poisoned")
            raise bad_query("4002", "Invalid e-mail format",
                            "QueryValidationError: Email Address does not "
                            "conform to the syntax rules of RFC 822.")

    def page(self, kind, ids, start, what):
        if not ids:
            response = b"{}"
        else:
            table = self.tables[kind]
            if what == "id":
                rows = [json.dumps({"Id": ident}).encode() for ident in ids]
            elif "number-ids" in self.faults:
                rows = [json.dumps({**table.rows[i], "Id": int(i)}).encode()
                        for i in ids]
            else:
                rows = [table.json(ident) for ident in ids]
            if start == 1 and what == "*":
                rows = standin.spoil_row(self, rows)
            if "odd-rows" in self.faults:
                rows += ODD_ROWS
            response = b'{"%s":[%s],"startPosition":%d,"maxResults":%d}' % (
                kind.encode(), b",".join(rows), start, len(ids))
        return Answer(200, b'{"QueryResponse":%s,"time":"%s"}' % (
            response, stamp(self.now()).encode()))

    # --- change data capture, single records --------------------------------------

    def cdc(self, query):
        self.count("cdc")
        if self.fault("cdc-error"):
            raise bad_query("4001", "Invalid query", "cdc")
        since = parse_time(query.get("changedSince", ""))
        if since < self.now() - 30 * DAY_S:
            raise bad_query("4001", "Invalid changedSince",
                            "changedSince is older than 30 days")
        left = 1000
        parts = []
        for kind in query.get("entities", "").split(","):
            table = self.tables.get(kind)
            if table is None:
                raise bad_query("4001", "Invalid entity", kind)
            gone = [i for t, i in table.deleted if t >= int(since)]
            rows = [table.json(i) for i in table.since(since)][:left]
            if "cdc-wrong-delete" in self.faults:
                gone += [json.loads(row)["Id"] for row in rows]
                rows = []
            rows += [json.dumps({
                "domain": "QBO", "status": "Deleted", "Id": i,
                "MetaData": {"LastUpdatedTime": stamp(self.now())},
            }).encode() for i in gone]
            left -= len(rows)
            parts.append(b'{"%s":[%s],"startPosition":1,"maxResults":%d}' % (
                kind.encode(), b",".join(rows), len(rows)) if rows else b"{}")
        return Answer(200, b'{"CDCResponse":[{"QueryResponse":[%s]}],'
                           b'"time":"%s"}' % (b",".join(parts),
                                              stamp(self.now()).encode()))

    def read(self, kind, ident):
        if ident not in self.tables[kind].rows:
            raise fault(400, "610", "Object Not Found",
                        "Object Not Found : Something you're trying to use "
                        "has been made inactive.")
        return Answer(200, b'{"%s":%s,"time":"%s"}' % (
            kind.encode(), self.tables[kind].json(ident),
            stamp(self.now()).encode()))


ODD_ROWS = [json.dumps(row).encode() for row in (
    {"Id": "900001", "Active": "yes", "GivenName": 7, "FamilyName": None,
     "DisplayName": "Odd \u202eOne\n", "PrimaryEmailAddr": "x@y",
     "Mobile": [], "NewThing": {"a": [1, 2]}},
    {"Id": "900002"},
    {"Id": "", "DisplayName": "No Id"},
)]


def employee(number):
    first, last = people.name(number)
    left = people.has_left(number)
    row = {
        "Id": str(number + 1), "SyncToken": "0", "domain": "QBO",
        "sparse": False, "GivenName": first, "FamilyName": last,
        "DisplayName": "%s %s %d" % (first, last, number),
        "PrintOnCheckName": "%s %s" % (first, last),
        "PrimaryEmailAddr": {"Address": people.email(number)},
        "PrimaryPhone": {"FreeFormNumber": people.phone(number)},
        "Active": not left, "EmployeeNumber": "E%05d" % number,
        "HiredDate": "2019-03-01", "BillableTime": False,
        "SSN": "xxx-xx-xxxx",
        "PrimaryAddr": {"Id": str(number), "Line1": "45 N. Elm Street",
                        "City": "Middlefield", "PostalCode": "93242"},
    }
    if left:
        row["DisplayName"] += " (deleted)"
        row["ReleasedDate"] = "2024-06-30"
    return row


def vendor(number):
    first, last = people.name(number + 7)
    row = {"Id": str(number + 1), "SyncToken": "0", "Active": True,
           "DisplayName": "%s %s Plumbing %d" % (first, last, number),
           "Vendor1099": number % 3 != 2, "CompanyName": "Plumbing Ltd",
           "Balance": 0, "TaxIdentifier": "XX-XXX6789",
           "PrimaryEmailAddr": {"Address": "vendor%d@standin.example"
                                           % number}}
    if number % 3 == 0:
        row.update(GivenName=first, FamilyName=last)
    return row


def main():
    parser = standin.parser("QuickBooks Online",
                            "com.intuit.quickbooks.accounting")
    parser.add_argument("--realm", default="9130347957983546")
    parser.add_argument("--vendors", type=int, default=6, metavar="N")
    standin.run(QuickBooks, parser.parse_args())


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
