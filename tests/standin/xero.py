#!/usr/bin/env python3
"""A stand-in for Xero: users, contacts, payroll employees, tokens.

    tests/standin/xero.py --cert-dir DIR [--port N] [--users N]
        [--contacts N] [--payroll N] [--country AU|GB|NZ|US]
        [--people-file JSON] [--custom-connection] [--fault NAME]

Configure a source with api_url = https://localhost:PORT, token_url =
https://localhost:PORT/connect/token, revoke_url =
https://localhost:PORT/connect/revocation, connections_url =
https://localhost:PORT/connections, authorize_url =
https://localhost:PORT/identity/connect/authorize and ca_file = DIR/ca.pem;
client id and secret are standin-client and standin-secret.  A people file is
{"Users": [...], "Contacts": [...], "Employees": [...], "Groups": [...]}.
What is shared with the other stand-in is told in standin.py.
"""

import datetime
import json
import re
import secrets
import sys
import time
import urllib.parse
import uuid

import people
import standin
from standin import Answer

UTC = datetime.timezone.utc
DAY_S = 86400
GRACE_S = 1800

FAULTS = {
    "scope": "401: the token lacks a scope",
    "expired": "401: the token has expired",
    "invalid-token": "401: the token is no good, keys in lower case",
    "wrong-tenant": "403: the organisation is not connected",
    "two-tenants": "the consent is for two organisations",
    "no-tenants": "the consent is for no organisation",
    "fewer-scopes": "the consent is given without payroll",
    "day-limit": "429: the day is used up, for 66975 s",
    "minute-limit": "429: the minute is used up, for 2 s",
    "short-day-limit": "429: the day is used up, for 2 s",
    "no-names": "connections without tenantName",
    "concurrent": "429: too many at once, without Retry-After",
    "not-modified": "304 instead of an empty list",
    "short-listing": "the last tenth of the rows never comes",
    "payroll-405": "the payroll address answers 405",
    "where-ignored": "payroll: the filter that is asked for is not heard",
    "payroll-scope": "401 on payroll alone: no payroll administrator",
    "unknown-status": "a ContactStatus and a role that nobody knows",
    "no-pagination": "contacts without a pagination object",
    "validation": "400 with a ValidationException",
}


def ms_date(t):
    return "/Date(%d+0000)/" % int(t * 1000)


def iso(t):
    return datetime.datetime.fromtimestamp(int(t), UTC).strftime(
        "%Y-%m-%dT%H:%M:%S")


def guid(kind, number):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "%s-%d" % (kind, number)))


def gateway(status, title, detail, headers=None, lower=False):
    body = {"Type": None, "Title": title, "Status": status, "Detail": detail,
            "Instance": str(uuid.uuid4()), "Extensions": {}}
    if lower:
        body = {key.lower(): value for key, value in body.items()
                if value is not None}
    return Answer(status, body, headers=headers)


class Xero(standin.Platform):
    name = "xero"
    access_life_s = 1800

    def __init__(self, options):
        super().__init__(options)
        self.tenant = options.tenant
        self.day_calls = 0
        self.born = self.now() - 90 * DAY_S
        self.rows = {"Users": {}, "Contacts": {}, "Employees": {}}
        self.when = {kind: {} for kind in self.rows}
        self.text = {kind: {} for kind in self.rows}
        self.sorted = None      # contacts by change; a page is a slice of it
        self.groups = ["Field crew", "Suppliers"]
        if options.people_file:
            self.load(options.people_file)
        else:
            for number in range(options.users):
                self.put("Users", user(number), self.born)
            for number in range(options.contacts):
                self.put("Contacts", contact(number), self.born)
            for number in range(options.payroll):
                self.put("Employees", self.employee(number), self.born)

    def load(self, path):
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
        self.groups = given.pop("Groups", self.groups)
        for kind, rows in given.items():
            for row in rows:
                self.put(kind, row, self.born)

    def known_faults(self):
        return {**standin.FAULTS, **FAULTS}

    def is_au(self):
        return self.options.country == "AU"

    def id_key(self, kind):
        return {"Users": "UserID", "Contacts": "ContactID",
                "Employees": "EmployeeID" if self.is_au() else
                             "employeeID"}[kind]

    def put(self, kind, row, now):
        ident = row[self.id_key(kind)]
        if kind == "Employees" and not self.is_au():
            row["updatedDateUTC"] = iso(now)
        else:
            row["UpdatedDateUTC"] = ms_date(now)
        self.rows[kind][ident] = row
        self.when[kind][ident] = int(now)
        self.sorted = None
        self.text[kind].pop(ident, None)

    def json(self, kind, ident):
        if ident not in self.text[kind]:
            text = json.dumps(self.rows[kind][ident], ensure_ascii=False)
            self.text[kind][ident] = text.replace("/", "\\/").encode()
        return self.text[kind][ident]

    def set_record(self, change):
        kind = change.pop("kind", "Contacts")
        ident = str(change[self.id_key(kind)])
        row = dict(self.rows[kind].get(ident, {}))
        row.update(change)
        self.put(kind, row, self.now())

    def delete_record(self, kind, ident):
        del self.rows[kind][ident]
        del self.when[kind][ident]
        self.sorted = None

    def merge_records(self, kind, loser, winner):
        """The loser is archived and names the winner, as contacts do."""
        if kind != "Contacts" or winner not in self.rows[kind]:
            raise ValueError("contacts alone are merged, into one another")
        row = dict(self.rows[kind][loser], ContactStatus="ARCHIVED",
                   MergedToContactID=winner)
        self.put(kind, row, self.now())

    def become(self, company):
        self.tenant = company
        for store in (self.rows, self.when, self.text):
            for kind in store:
                store[kind] = {}
        self.sorted = None

    # --- tokens ------------------------------------------------------------------

    def token_file(self):
        access, refresh = self.first_tokens()
        return {"access_token": access, "refresh_token": refresh,
                "expires_at": int(self.access[access]["expires"]),
                "tenant_id": self.tenant}

    def grant_refresh(self, form):
        """Each use gives a new one; the old one may be repeated a while."""
        given = form.get("refresh_token", "")
        with self.lock:
            repeated = self.old_refresh.get(given, 0) >= self.now()
            if given != self.refresh and not repeated:
                self.refuse_grant()
            if self.refresh:
                self.old_refresh[self.refresh] = self.now() + GRACE_S
            self.old_refresh.setdefault(given, self.now() + GRACE_S)
            self.refresh = self.token("xrt-")
            self.count("rotations")
            return self.token_answer(self.issue_access(), self.refresh)

    def grant_client(self, form):
        if not self.options.custom_connection:
            raise Answer(400, {"error": "unauthorized_client"})
        self.revoked = False
        answer = self.token_answer(self.issue_access(), None,
                                   form.get("scope"))
        del answer["refresh_token"]
        return answer

    def token_answer(self, access, refresh, scope=None):
        scope = scope or self.scopes()
        if self.fault("fewer-scopes"):
            scope = " ".join(word for word in scope.split()
                             if not word.startswith("payroll"))
        return {"access_token": access, "expires_in": self.access_life_s,
                "token_type": "Bearer", "refresh_token": refresh,
                "scope": scope}

    # --- requests ------------------------------------------------------------------

    def handle(self, method, path, query, headers, body):
        if path in ("/identity/connect/authorize", "/authorize"):
            self.authorize(query)
        form = dict(urllib.parse.parse_qsl(body.decode())) if body else {}
        if path in ("/connect/token", "/token") and method == "POST":
            self.grant(headers, form)
        if path in ("/connect/revocation", "/revoke") and method == "POST":
            self.check_client(headers, form)
            self.revoke(form.get("token"))
        try:
            self.api(path, query, headers)
        except Answer as answer:
            answer.headers.setdefault("Xero-Correlation-Id",
                                      str(uuid.uuid4()))
            if answer.status == 200 and path != "/connections":
                answer.headers.update({
                    "X-DayLimit-Remaining":
                        str(max(0, self.options.day_limit - self.day_calls)),
                    "X-MinLimit-Remaining": str(max(0, 60 - self.limits.count(
                        "tenant", 60, self.now()))),
                    "X-AppMinLimit-Remaining": "9999"})
            raise

    def api(self, path, query, headers):
        self.count("api")
        standin.misbehave(self)
        self.check_token(headers)
        if path == "/connections":
            raise Answer(200, self.connections())
        if headers.get("xero-tenant-id", "") != self.tenant and \
                not self.options.custom_connection or \
                self.fault("wrong-tenant"):
            raise gateway(403, "Forbidden", "AuthenticationUnsuccessful",
                          lower=True)
        self.keep_limits()
        if "application/json" not in headers.get("Accept", ""):
            raise Answer(200, "<Response><Status>OK</Status></Response>",
                         "text/xml")
        if self.options.latency:
            time.sleep(self.options.latency)
        if self.fault("validation"):
            raise Answer(400, {
                "ErrorNumber": 10, "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": [{"ValidationErrors": [{"Message": "no"}]}]})
        with self.lock:
            answer = self.route(path, query, headers)
        answer.headers.update(spoil="yes", gzip="yes")
        raise answer

    def connections(self):
        tenants = [(self.tenant, "Standin Field Services")]
        if self.fault("two-tenants"):
            tenants.append((guid("tenant", 2), "Standin Holding"))
        if self.fault("no-tenants"):
            tenants = []
        if self.fault("no-names"):
            return [{"id": guid("connection", number), "tenantId": tenant}
                    for number, (tenant, _) in enumerate(tenants, 1)]
        return [{"id": guid("connection", number),
                 "authEventId": guid("event", 1), "tenantId": tenant,
                 "tenantType": "ORGANISATION", "tenantName": name,
                 "createdDateUtc": "2026-01-02T19:17:58.1117990",
                 "updatedDateUtc": "2026-01-02T19:17:58.1117990"}
                for number, (tenant, name) in enumerate(tenants, 1)]

    def check_token(self, headers):
        if self.fault("scope"):
            raise gateway(401, "Unauthorized", "AuthorizationUnsuccessful",
                          {"WWW-Authenticate": "insufficient_scope"})
        if self.fault("invalid-token") or self.revoked:
            raise gateway(401, "Unauthorized", "AuthenticationUnsuccessful",
                          {"WWW-Authenticate": "Bearer error=invalid_token"},
                          lower=True)
        if self.bearer(headers) is None or self.fault("expired"):
            raise gateway(401, "Unauthorized", "TokenExpired: token expired "
                          "at 01/23/2026 18:21:16")

    def keep_limits(self):
        """5 in flight, 60 a minute, so many a day, for a tenant."""
        if self.fault("day-limit"):
            self.too_many("day", 66975)
        if self.fault("short-day-limit"):
            self.too_many("day", 2)
        if self.fault("minute-limit"):
            self.too_many("minute", 2)
        if self.fault("concurrent"):
            self.too_many("concurrent", None)
        if not self.limits_on:
            return
        with self.lock:
            now = self.now()
            if self.in_flight > 5:
                self.too_many("concurrent", None)
            if self.day_calls >= self.options.day_limit:
                self.too_many("day", 66975)
            if self.limits.count("tenant", 60, now) >= 60:
                self.count("throttled")
                self.too_many("minute", 30)
            self.limits.add("tenant", now)
            self.day_calls += 1

    def too_many(self, cause="minute", wait_s=2):
        headers = {"X-Rate-Limit-Problem": cause}
        if wait_s is not None:
            headers["Retry-After"] = str(wait_s)
        raise Answer(429, b"", "text/plain", headers)

    # --- lists ---------------------------------------------------------------------

    def route(self, path, query, headers):
        since = self.since(headers)
        if path == "/api.xro/2.0/Organisation":
            return self.envelope("Organisations", [json.dumps({
                "OrganisationID": guid("organisation", 1),
                "Name": "Standin Field Services",
                "CountryCode": self.options.country,
                "Class": "PREMIUM"}).encode()])
        if path == "/api.xro/2.0/Users":
            return self.users(since)
        if path == "/api.xro/2.0/ContactGroups":
            return self.envelope("ContactGroups", [json.dumps({
                "ContactGroupID": guid("group", i), "Name": name,
                "Status": "ACTIVE", "Contacts": [],
            }).encode() for i, name in enumerate(self.groups)])
        if path == "/api.xro/2.0/Contacts":
            return self.contacts(query, since)
        if path == "/payroll.xro/%s/Employees" % (
                "1.0" if self.is_au() else "2.0") and \
                self.options.country in ("AU", "GB", "NZ"):
            return self.payroll(query, since)
        if path.startswith("/payroll.xro/"):
            raise Answer(405, "", "text/plain")
        raise Answer(404, "The resource you're looking for cannot be found",
                     "text/html")

    @staticmethod
    def since(headers):
        """If-Modified-Since: any form but the right one is ignored."""
        text = headers.get("If-Modified-Since", "")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text):
            return None
        return datetime.datetime.fromisoformat(text).replace(
            tzinfo=UTC).timestamp()

    def changed(self, kind, since):
        idents = list(self.rows[kind])
        if since is not None:
            idents = [i for i in idents if self.when[kind][i] >= since]
            if not idents and "not-modified" in self.faults:
                raise Answer(304)
        if "short-listing" in self.faults and since is None:
            idents = idents[:len(idents) - max(1, len(idents) // 10)]
        return idents

    def envelope(self, key, rows, more=b""):
        return Answer(200, b'{"Id":"%s","Status":"OK","ProviderName":'
                      b'"standin","DateTimeUTC":"\\/Date(%d)\\/",%s"%s":[%s]}'
                      % (str(uuid.uuid4()).encode(), int(self.now() * 1000),
                         more, key.encode(), b",".join(rows)))

    def users(self, since):
        rows = [self.json("Users", i) for i in self.changed("Users", since)]
        if "unknown-status" in self.faults:
            rows.append(json.dumps({
                "UserID": guid("odd", 1), "FirstName": "Odd",
                "LastName": "Role", "OrganisationRole": "ARCHITECT",
                "SomethingNew": {"a": [1]}}).encode())
        return self.envelope("Users", rows)

    def contacts_by_change(self, since):
        """The order of the specification: UpdatedDateUTC, ContactID."""
        when = self.when["Contacts"]
        if since is not None or "short-listing" in self.faults:
            return sorted(self.changed("Contacts", since),
                          key=lambda i: (when[i], i))
        if self.sorted is None:
            self.sorted = sorted(when, key=lambda i: (when[i], i))
        return self.sorted

    def contacts(self, query, since):
        idents = self.contacts_by_change(since)
        total = len(self.rows["Contacts"]) if since is None else len(idents)
        if query.get("includeArchived") != "true":
            idents = [i for i in idents if self.rows["Contacts"][i].get(
                "ContactStatus") == "ACTIVE"]
            total = len(idents)
        if "page" not in query:
            rows = [json.dumps({
                key: value for key, value in self.rows["Contacts"][i].items()
                if key not in ("ContactGroups", "MergedToContactID",
                               "ContactPersons")}).encode() for i in idents]
            return self.envelope("Contacts", rows)
        page = max(1, int(query["page"]))
        size = min(1000, max(1, int(query.get("pageSize", 100))))
        if "page-ignored" in self.faults:
            page = 1
        rows = [self.json("Contacts", i)
                for i in idents[(page - 1) * size:page * size]]
        if page == 1:
            rows = standin.spoil_row(self, rows)
        if "unknown-status" in self.faults and page == 1:
            rows.append(json.dumps({
                "ContactID": guid("odd", 2), "ContactStatus": "PENDING",
                "Name": "Odd Status",
                "ContactGroups": [{"Name": self.groups[0]}]}).encode())
        more = b"" if "no-pagination" in self.faults else (
            b'"pagination":{"page":%d,"pageSize":%d,"pageCount":%d,'
            b'"itemCount":%d},' % (page, size, -(-total // size), total))
        return self.envelope("Contacts", rows, more)

    def payroll(self, query, since):
        if self.fault("payroll-405"):
            raise Answer(405, "", "text/plain")
        if self.fault("payroll-scope"):
            raise gateway(401, "Unauthorized", "AuthorizationUnsuccessful",
                          {"WWW-Authenticate": "insufficient_scope"})
        page = max(1, int(query.get("page", 1)))
        if "page-ignored" in self.faults:
            page = 1
        if self.is_au():
            idents = self.changed("Employees", since)
            match = re.fullmatch(r'Status=="(\w+)"', query.get("where", ""))
            status = match[1] if match else "ACTIVE"
            if "where-ignored" not in self.faults:
                idents = [i for i in idents if
                          self.rows["Employees"][i].get("Status") == status]
            return self.envelope("Employees", [
                self.json("Employees", i)
                for i in idents[(page - 1) * 100:page * 100]])
        idents = self.changed("Employees", None)
        total = len(self.rows["Employees"])
        rows = [self.json("Employees", i)
                for i in idents[(page - 1) * 100:page * 100]]
        return Answer(200, b'{"id":"%s","providerName":"standin",'
                      b'"dateTimeUTC":"%s.123456","httpStatusCode":"OK",'
                      b'"pagination":{"page":%d,"pageSize":100,"pageCount":%d,'
                      b'"itemCount":%d},"problem":null,"employees":[%s]}' % (
                          secrets.token_hex(8).encode(),
                          iso(self.now()).encode(), page,
                          -(-total // 100), total, b",".join(rows)))

    def employee(self, number):
        first, last = people.name(number)
        left = people.has_left(number)
        if self.is_au():
            row = {"EmployeeID": guid("payroll", number), "FirstName": first,
                   "LastName": last, "Email": people.email(number),
                   "Status": "TERMINATED" if left else "ACTIVE",
                   "Mobile": people.phone(number), "Gender": "N",
                   "DateOfBirth": ms_date(-86400 * 365),
                   "StartDate": ms_date(1547164800)}
            if left:
                row["TerminationDate"] = ms_date(1719705600)
            return row
        return {"employeeID": guid("payroll", number), "firstName": first,
                "lastName": last, "dateOfBirth": "1987-12-23T00:00:00Z",
                "gender": "N", "phoneNumber": people.phone(number),
                "email": None if number % 10 == 9 else people.email(number),
                "startDate": "2020-02-03T00:00:00",
                "endDate": "2024-06-30T00:00:00" if left else None,
                "isOffPayrollWorker": False,
                "address": {"addressLine1": "171 Midsummer Boulevard"}}


def user(number):
    first, last = people.name(number)
    role = ("FINANCIALADVISER" if number % 12 == 11 else
            "REMOVED" if people.has_left(number) else "STANDARD")
    return {"UserID": guid("user", number), "FirstName": first,
            "LastName": last, "EmailAddress": people.email(number),
            "IsSubscriber": number == 0, "OrganisationRole": role}


def contact(number):
    first, last = people.name(number)
    row = {"ContactID": guid("contact", number), "ContactStatus": "ACTIVE",
           "Name": "%s %s %d" % (first, last, number), "FirstName": first,
           "LastName": last, "EmailAddress": people.email(number),
           "Phones": [
               {"PhoneType": "DEFAULT", "PhoneNumber": "", "PhoneAreaCode": "",
                "PhoneCountryCode": ""},
               {"PhoneType": "MOBILE", "PhoneNumber": "555-%04d" %
                (number % 10000), "PhoneAreaCode": "540",
                "PhoneCountryCode": "+1"}],
           "Addresses": [{"AddressType": "STREET", "City": ""}],
           "IsSupplier": number % 5 != 4, "IsCustomer": number % 5 == 4,
           "ContactGroups": [{"ContactGroupID": guid("group", 0),
                              "Name": "Field crew"}]}
    if number % 5 == 3:
        row["ContactGroups"] = []
    if number % 20 == 7:
        del row["FirstName"], row["LastName"]
    if people.has_left(number):
        row["ContactStatus"] = "ARCHIVED"
    return row


def main():
    parser = standin.parser(
        "Xero", "offline_access accounting.settings.read "
        "accounting.contacts.read payroll.employees.read")
    parser.add_argument("--tenant",
                        default="45e4708e-d862-4111-ab3a-dd8cd03913e1")
    parser.add_argument("--users", type=int, metavar="N")
    parser.add_argument("--contacts", type=int, metavar="N")
    parser.add_argument("--payroll", type=int, metavar="N")
    parser.add_argument("--country", default="AU",
                        choices=["AU", "GB", "NZ", "US"])
    parser.add_argument("--custom-connection", action="store_true",
                        help="take client_credentials")
    parser.add_argument("--day-limit", type=int, default=5000, metavar="N")
    parser.add_argument("--latency", type=float, default=0.0,
                        metavar="SECONDS")
    options = parser.parse_args()
    for name in ("users", "contacts", "payroll"):
        if getattr(options, name) is None:
            setattr(options, name, options.people)
    standin.run(Xero, options)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
