-- The shared database of a terminal, version 1.
--
-- Conventions: STRICT tables, NOT NULL by default, CHECKs for every closed
-- set.  Times are UTC seconds since 1970.  id is a UUID in lower case, by
-- which other terminals will identify the row; version increases by one with
-- each change.  An absent text is '' unless NULL has a meaning of its own.
-- People, groups and their numbers are never removed: a purge empties the
-- person's row, but keeps id, uid and login.

-- One row: the id of this database, and its counters, which never decrease.
CREATE TABLE meta (
	one             INTEGER PRIMARY KEY CHECK (one = 1),
	database_id     TEXT NOT NULL,            -- made anew by a restore
	generation      INTEGER NOT NULL CHECK (generation >= 0),
	                                          -- rises with what the snapshot shows
	next_uid        INTEGER NOT NULL CHECK (next_uid > 0),
	next_gid        INTEGER NOT NULL CHECK (next_gid > 0),
	email_key       BLOB NOT NULL CHECK (length(email_key) = 16),
	                                          -- key of the snapshot's e-mail hashes
	code_key        BLOB NOT NULL CHECK (length(code_key) = 32),
	                                          -- key of one-time code look-ups
	created_at      INTEGER NOT NULL
) STRICT;

-- Organisations and their policies ------------------------------------------

CREATE TABLE org (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	name            TEXT NOT NULL UNIQUE,     -- 'acme', also the group org-acme
	title           TEXT NOT NULL,            -- 'Acme Field Services'
	street          TEXT NOT NULL DEFAULT '',
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	phone           TEXT NOT NULL DEFAULT '',
	system_admin    INTEGER NOT NULL DEFAULT 0 CHECK (system_admin IN (0, 1)),
	created_at      INTEGER NOT NULL,
	deleted_at      INTEGER
) STRICT;

-- Only values that differ from the default in store/core/policy.
CREATE TABLE policy (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL,
	value           TEXT NOT NULL,
	UNIQUE (org_id, name)
) STRICT;

-- People ---------------------------------------------------------------------

CREATE TABLE person (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	login           TEXT NOT NULL UNIQUE,
	uid             INTEGER NOT NULL UNIQUE CHECK (uid > 0),
	kind            TEXT NOT NULL
	                CHECK (kind IN ('internal', 'external', 'fieldworker', 'subworker')),
	status          TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'deleted')),
	blocked         INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
	held            INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
	must_change     INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
	full_access     INTEGER NOT NULL DEFAULT 0 CHECK (full_access IN (0, 1)),
	first_name      TEXT NOT NULL DEFAULT '',
	last_name       TEXT NOT NULL DEFAULT '',
	email           TEXT NOT NULL DEFAULT '', -- as given
	email_folded    TEXT NOT NULL DEFAULT '', -- as compared: store/people/email
	email_verified_at INTEGER,
	phone           TEXT NOT NULL DEFAULT '',
	mobile          TEXT NOT NULL DEFAULT '',
	mobile_provider TEXT NOT NULL DEFAULT '',
	title           TEXT NOT NULL DEFAULT '',
	employee_number TEXT NOT NULL DEFAULT '',
	street          TEXT NOT NULL DEFAULT '', -- '': the organisation's (U3)
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	language        TEXT NOT NULL DEFAULT '',
	home            TEXT NOT NULL DEFAULT '', -- '': from the template
	shell           TEXT NOT NULL DEFAULT '', -- '': role's, then terminal's
	desktop         TEXT NOT NULL DEFAULT '', -- session a greeter starts (U11)
	landing         TEXT NOT NULL DEFAULT '', -- module shown first (U11)
	mail_identity   TEXT NOT NULL DEFAULT '', -- sender of own mailbox (L10)
	lead_id         TEXT REFERENCES person,   -- crew-<lead> (R10)
	session_epoch   INTEGER NOT NULL DEFAULT 0, -- sessions of a lower one end (X2)
	expires_at      INTEGER,                  -- account ends by date
	last_sign_in_at INTEGER,
	last_sign_in_method TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL,
	created_by      TEXT NOT NULL,            -- person id, 'root', or 'sync:NAME'
	updated_at      INTEGER NOT NULL,
	deactivated_at  INTEGER,
	deleted_at      INTEGER,
	purged_at       INTEGER,
	CHECK ((status = 'deleted') = (deleted_at IS NOT NULL)),
	CHECK (purged_at IS NULL OR status = 'deleted')
) STRICT;
CREATE INDEX person_by_email ON person (email_folded) WHERE email_folded <> '';
CREATE INDEX person_by_number ON person (org_id, employee_number)
	WHERE employee_number <> '';
CREATE INDEX person_by_lead ON person (lead_id) WHERE lead_id IS NOT NULL;

-- Fields that an import does not overwrite (A7).
CREATE TABLE person_pin (
	person_id       TEXT NOT NULL REFERENCES person,
	field           TEXT NOT NULL,
	pinned_by       TEXT NOT NULL,
	pinned_at       INTEGER NOT NULL,
	PRIMARY KEY (person_id, field)
) STRICT, WITHOUT ROWID;

-- Addresses of purged people (reuse_deleted_email), as keyed hashes only.
CREATE TABLE spent_email (
	org_id          TEXT NOT NULL REFERENCES org,
	hash            BLOB NOT NULL CHECK (length(hash) = 32),
	spent_at        INTEGER NOT NULL,
	PRIMARY KEY (org_id, hash)
) STRICT, WITHOUT ROWID;

-- Groups of the operating system ---------------------------------------------

-- All groups except people's own, with names and numbers that are never
-- reused.  owner is the id of the role, place, person (crew), approval group
-- or organisation, the codename of a permission, or '' for 'assignable'.
CREATE TABLE os_group (
	gid             INTEGER PRIMARY KEY CHECK (gid > 0),
	name            TEXT NOT NULL UNIQUE,
	kind            TEXT NOT NULL CHECK (kind IN ('role', 'perm', 'site', 'crew',
	                    'cal', 'veh', 'appr', 'org', 'assignable')),
	owner           TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	retired_at      INTEGER,
	UNIQUE (kind, owner)
) STRICT;

-- Roles and permissions ------------------------------------------------------

CREATE TABLE role (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL UNIQUE,     -- 'dispatcher': group role-dispatcher
	title           TEXT NOT NULL,
	privileged      INTEGER NOT NULL DEFAULT 0 CHECK (privileged IN (0, 1)),
	                                          -- an import never gives it (A10)
	assignable      INTEGER NOT NULL DEFAULT 0 CHECK (assignable IN (0, 1)),
	shell           TEXT NOT NULL DEFAULT '',
	desktop         TEXT NOT NULL DEFAULT '',
	landing         TEXT NOT NULL DEFAULT '',
	skeleton        TEXT NOT NULL DEFAULT '', -- home folder skeleton (N1)
	created_at      INTEGER NOT NULL,
	deleted_at      INTEGER
) STRICT;

CREATE TABLE role_permission (
	role_id         TEXT NOT NULL REFERENCES role,
	permission      TEXT NOT NULL,            -- 'invoices.edit', store/people/permission
	PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;

-- Local groups that a role carries, by name (R16); only root assigns them.
CREATE TABLE role_local_group (
	role_id         TEXT NOT NULL REFERENCES role,
	name            TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (role_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_role (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	role_id         TEXT NOT NULL REFERENCES role,
	is_primary      INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, role_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_role_primary ON person_role (person_id)
	WHERE is_primary = 1;
CREATE INDEX person_role_by_role ON person_role (role_id);

-- Grants and denials of one person, in addition to their roles (R6); only at
-- one place if place_id is not '' (R9).
CREATE TABLE person_permission (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	permission      TEXT NOT NULL,
	place_id        TEXT NOT NULL DEFAULT '',
	effect          TEXT NOT NULL CHECK (effect IN ('grant', 'deny')),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, permission, place_id)
) STRICT, WITHOUT ROWID;

-- The most that roles can give to people of a kind (R6, R10).
CREATE TABLE kind_cap (
	org_id          TEXT NOT NULL REFERENCES org,
	kind            TEXT NOT NULL CHECK (kind IN ('fieldworker', 'subworker')),
	permission      TEXT NOT NULL,
	PRIMARY KEY (org_id, kind, permission)
) STRICT, WITHOUT ROWID;

-- Permissions that are groups of the operating system (R3); gid in os_group.
CREATE TABLE exposed_permission (
	permission      TEXT PRIMARY KEY,
	exposed_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Places, terminals, portals ---------------------------------------------------

-- Facilities, calendars and vehicles, which are scopes of the same form (R7,
-- R8).
CREATE TABLE place (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	kind            TEXT NOT NULL CHECK (kind IN ('site', 'cal', 'veh')),
	name            TEXT NOT NULL,            -- 'depot-north': group site-depot-north
	title           TEXT NOT NULL,
	street          TEXT NOT NULL DEFAULT '',
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL,
	archived_at     INTEGER,
	UNIQUE (kind, name)
) STRICT;

CREATE TABLE person_place (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	place_id        TEXT NOT NULL REFERENCES place,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, place_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_place_by_place ON person_place (place_id);

-- 'All' calendars or vehicles, including future ones (R8).
CREATE TABLE person_every_place (
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL CHECK (kind IN ('site', 'cal', 'veh')),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE terminal (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	name            TEXT NOT NULL UNIQUE,     -- [terminal] name
	site_id         TEXT REFERENCES place,
	vehicle_id      TEXT REFERENCES place,
	created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal_org (
	terminal_id     TEXT NOT NULL REFERENCES terminal,
	org_id          TEXT NOT NULL REFERENCES org,
	PRIMARY KEY (terminal_id, org_id)
) STRICT, WITHOUT ROWID;

-- A portal is a set of PAM services (R11).
CREATE TABLE portal (
	name            TEXT PRIMARY KEY,
	title           TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE portal_service (
	service         TEXT PRIMARY KEY,
	portal          TEXT NOT NULL REFERENCES portal
) STRICT, WITHOUT ROWID;
CREATE TABLE person_portal (
	person_id       TEXT NOT NULL REFERENCES person,
	portal          TEXT NOT NULL REFERENCES portal,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, portal)
) STRICT, WITHOUT ROWID;
INSERT INTO portal (name, title) VALUES
	('planner', 'External Planner'), ('purchasing', 'External Purchasing');

-- Approval groups, delegations ---------------------------------------------------

CREATE TABLE approval_group (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL UNIQUE,     -- 'people': group appr-people
	title           TEXT NOT NULL,
	created_at      INTEGER NOT NULL
) STRICT;
CREATE TABLE person_approval (
	person_id       TEXT NOT NULL REFERENCES person,
	group_id        TEXT NOT NULL REFERENCES approval_group,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, group_id)
) STRICT, WITHOUT ROWID;

-- A role or an approval group, lent for a limited time (R12).
CREATE TABLE delegation (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	from_id         TEXT NOT NULL REFERENCES person,
	to_id           TEXT NOT NULL REFERENCES person,
	role_id         TEXT REFERENCES role,
	group_id        TEXT REFERENCES approval_group,
	starts_at       INTEGER NOT NULL,
	ends_at         INTEGER NOT NULL CHECK (ends_at > starts_at),
	ended_at        INTEGER,
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	CHECK ((role_id IS NULL) <> (group_id IS NULL)),
	CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX delegation_by_time ON delegation (ends_at) WHERE ended_at IS NULL;

-- Secrets -------------------------------------------------------------------------

-- The one password of a person: their own, or a temporary one.
CREATE TABLE password (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	hash            TEXT NOT NULL,            -- libsodium's $argon2id$ string
	temporary       INTEGER NOT NULL DEFAULT 0 CHECK (temporary IN (0, 1)),
	set_by          TEXT NOT NULL,
	set_at          INTEGER NOT NULL,
	expires_at      INTEGER
) STRICT, WITHOUT ROWID;
-- Finds the most expensive parameters in use without reading every row.
CREATE INDEX password_by_cost ON password (substr(hash, 1, instr(hash, ',p=')));

-- Invitations, links and sign-in codes, found by a keyed hash and used once.
CREATE TABLE one_time_code (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL CHECK (kind IN
	                    ('invitation', 'link', 'sign-in', 'lead', 'verify-email')),
	hash            BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	delivery        TEXT NOT NULL CHECK (delivery IN ('mail', 'print')),
	email_folded    TEXT NOT NULL DEFAULT '', -- the address it was mailed to
	attempts        INTEGER NOT NULL DEFAULT 0,
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	used_at         INTEGER,
	revoked_at      INTEGER
) STRICT;
CREATE INDEX one_time_code_by_person ON one_time_code (person_id);

-- Failed attempts and locks (Q3).
CREATE TABLE attempt (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	failure_count   INTEGER NOT NULL DEFAULT 0 CHECK (failure_count >= 0),
	first_at        INTEGER NOT NULL,
	last_at         INTEGER NOT NULL,
	locked_until    INTEGER
) STRICT, WITHOUT ROWID;
-- Failures for unknown names, counted by hour; the name itself is never
-- stored.
CREATE TABLE unknown_attempt (
	hour            INTEGER NOT NULL,         -- start of the hour
	service         TEXT NOT NULL,
	count           INTEGER NOT NULL,
	PRIMARY KEY (hour, service)
) STRICT, WITHOUT ROWID;

-- Sessions (X2, X6) -----------------------------------------------------------------

CREATE TABLE session (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	terminal        TEXT NOT NULL,
	service         TEXT NOT NULL,
	tty             TEXT NOT NULL DEFAULT '',
	address         TEXT NOT NULL DEFAULT '', -- PAM_RHOST
	method          TEXT NOT NULL DEFAULT '',
	leader_pid      INTEGER NOT NULL,
	leader_started  INTEGER NOT NULL,         -- clock ticks, proc(5) starttime
	boot_id         TEXT NOT NULL,            -- pids mean nothing after a boot
	epoch           INTEGER NOT NULL,
	impersonator    TEXT NOT NULL DEFAULT '', -- login-as (X3)
	opened_at       INTEGER NOT NULL,
	closed_at       INTEGER,
	close_reason    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_open ON session (person_id) WHERE closed_at IS NULL;

-- Oversight (X1) -----------------------------------------------------------------------

-- Append-only and chained: hash = BLAKE2b(previous hash, this row's fields,
-- detail_hash).  Names and other personal details are in audit_detail, and
-- the chain covers their salted hash, so that a purge does not break it.
CREATE TABLE audit (
	seq             INTEGER PRIMARY KEY,
	at              INTEGER NOT NULL,
	actor           TEXT NOT NULL,            -- person id, 'root', 'sync:NAME'
	action          TEXT NOT NULL,            -- 'user.block', 'sign-in.success'
	module          TEXT NOT NULL,            -- 'users', 'roles', 'sign-in', ...
	subject         TEXT NOT NULL DEFAULT '', -- id of what was acted on
	org_id          TEXT NOT NULL DEFAULT '',
	terminal        TEXT NOT NULL DEFAULT '',
	service         TEXT NOT NULL DEFAULT '',
	outcome         TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
	reason          TEXT NOT NULL DEFAULT '', -- code of store/core/reason
	detail_hash     BLOB NOT NULL CHECK (length(detail_hash) = 32),
	hash            BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_time ON audit (at);
CREATE TABLE audit_detail (
	seq             INTEGER PRIMARY KEY REFERENCES audit,
	salt            BLOB NOT NULL CHECK (length(salt) = 16),
	body            TEXT NOT NULL             -- JSON object: logins, tty, address, changes
) STRICT;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
	BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
	BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- Mail and texts waiting to be sent ------------------------------------------------------

CREATE TABLE outbox (
	id              TEXT PRIMARY KEY,         -- idempotency key: Message-ID
	template        TEXT NOT NULL,
	person_id       TEXT REFERENCES person,   -- NULL: to the organisation's admins
	org_id          TEXT NOT NULL REFERENCES org,
	channel         TEXT NOT NULL CHECK (channel IN ('mail', 'text')),
	sender_id       TEXT REFERENCES person,
	fields          BLOB NOT NULL,            -- JSON, sealed with the machine key
	created_at      INTEGER NOT NULL,
	not_before      INTEGER NOT NULL,
	tries           INTEGER NOT NULL DEFAULT 0,
	last_error      TEXT NOT NULL DEFAULT '',
	sent_at         INTEGER,
	given_up_at     INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (not_before)
	WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE TABLE subscription (
	person_id       TEXT NOT NULL REFERENCES person,
	event           TEXT NOT NULL,
	channel         TEXT NOT NULL CHECK (channel IN ('mail', 'text')),
	PRIMARY KEY (person_id, event, channel)
) STRICT, WITHOUT ROWID;

-- Accounting import ------------------------------------------------------------------------

-- The state of a connection; its settings are [source NAME] of the
-- configuration.
CREATE TABLE source (
	id              TEXT PRIMARY KEY,
	name            TEXT NOT NULL UNIQUE,
	type            TEXT NOT NULL CHECK (type IN ('quickbooks', 'xero', 'csv')),
	org_id          TEXT NOT NULL REFERENCES org,
	realm           TEXT NOT NULL DEFAULT '', -- QuickBooks realmId, Xero tenantId
	realm_title     TEXT NOT NULL DEFAULT '',
	tokens          BLOB,                     -- sealed; NULL: not connected
	scopes          TEXT NOT NULL DEFAULT '',
	access_expires_at  INTEGER,
	refresh_expires_at INTEGER,
	connected_by    TEXT NOT NULL DEFAULT '',
	connected_at    INTEGER,
	broken_at       INTEGER,                  -- 'connect again'
	broken_why      TEXT NOT NULL DEFAULT '',
	cursor          TEXT NOT NULL DEFAULT '', -- the provider's own opaque text
	full_at         INTEGER,                  -- last complete listing
	full_count      INTEGER NOT NULL DEFAULT 0, -- people in it
	data_at         INTEGER,                  -- age of what is imported
	blocked_until   INTEGER,                  -- rate limit, survives a restart
	blocked_why     TEXT NOT NULL DEFAULT '',
	budget_left     INTEGER,                  -- calls left today, if known
	budget_known_at INTEGER NOT NULL DEFAULT 0,
	recent_calls    INTEGER NOT NULL DEFAULT 0, -- in the minute before recent_at
	recent_at       INTEGER NOT NULL DEFAULT 0,
	failure_count   INTEGER NOT NULL DEFAULT 0,
	next_run_at     INTEGER
) STRICT;

-- A person's record in accounting: the identity that imports use (A4).
CREATE TABLE source_link (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,            -- 'Employee', 'Vendor', 'User', ...
	external_id     TEXT NOT NULL,
	person_id       TEXT NOT NULL REFERENCES person,
	digest          BLOB NOT NULL,            -- of the record as last applied
	record          TEXT NOT NULL DEFAULT '', -- JSON of the record's fields
	active          INTEGER NOT NULL CHECK (active IN (0, 1)),
	ends_on         TEXT NOT NULL DEFAULT '', -- ISO date on which it ends
	missing_count   INTEGER NOT NULL DEFAULT 0, -- complete runs without it
	linked_by       TEXT NOT NULL,
	linked_at       INTEGER NOT NULL,
	seen_at         INTEGER NOT NULL,
	PRIMARY KEY (source_id, entity, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_link_by_person ON source_link (person_id);

-- Decisions of administrators about records that matching could not settle.
CREATE TABLE source_decision (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,
	external_id     TEXT NOT NULL,
	decision        TEXT NOT NULL CHECK (decision IN ('link', 'add', 'ignore')),
	person_id       TEXT REFERENCES person,
	decided_by      TEXT NOT NULL,
	decided_at      INTEGER NOT NULL,
	PRIMARY KEY (source_id, entity, external_id),
	CHECK ((decision = 'link') = (person_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Mapping rules: the first match determines kind, role, site and crew.
CREATE TABLE source_rule (
	id              TEXT PRIMARY KEY,
	source_id       TEXT NOT NULL REFERENCES source,
	position        INTEGER NOT NULL,
	match_field     TEXT NOT NULL CHECK (match_field IN ('any', 'entity', 'kind',
	                    'title', 'department', 'contact-group', 'provider-role')),
	match_value     TEXT NOT NULL DEFAULT '',
	kind            TEXT NOT NULL DEFAULT ''
	                CHECK (kind IN ('', 'internal', 'external', 'fieldworker', 'subworker')),
	role_id         TEXT REFERENCES role,
	site_id         TEXT REFERENCES place,
	refuse          INTEGER NOT NULL DEFAULT 0 CHECK (refuse IN (0, 1)),
	UNIQUE (source_id, position)
) STRICT;

CREATE TABLE sync_run (
	id              TEXT PRIMARY KEY,
	source_id       TEXT NOT NULL REFERENCES source,
	started_at      INTEGER NOT NULL,
	finished_at     INTEGER,
	trigger         TEXT NOT NULL CHECK (trigger IN ('schedule', 'hand', 'preview')),
	full_listing    INTEGER NOT NULL CHECK (full_listing IN (0, 1)),
	outcome         TEXT NOT NULL CHECK (outcome IN
	                    ('running', 'applied', 'unchanged', 'guarded', 'failed', 'previewed')),
	plan_hash       TEXT NOT NULL DEFAULT '',
	seen_count      INTEGER NOT NULL DEFAULT 0,
	added_count     INTEGER NOT NULL DEFAULT 0,
	changed_count   INTEGER NOT NULL DEFAULT 0,
	linked_count    INTEGER NOT NULL DEFAULT 0,
	deactivated_count INTEGER NOT NULL DEFAULT 0,
	reactivated_count INTEGER NOT NULL DEFAULT 0,
	refused_count   INTEGER NOT NULL DEFAULT 0,
	undecided_count INTEGER NOT NULL DEFAULT 0,
	message         TEXT NOT NULL DEFAULT '', -- why it failed or was guarded
	correlation_id  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sync_run_by_source ON sync_run (source_id, started_at);

-- The people of a run that were refused or left undecided, and why.
CREATE TABLE sync_run_line (
	run_id          TEXT NOT NULL REFERENCES sync_run,
	position        INTEGER NOT NULL,
	action          TEXT NOT NULL,
	entity          TEXT NOT NULL,
	external_id     TEXT NOT NULL,
	name            TEXT NOT NULL,
	reason          TEXT NOT NULL,
	PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
