-- What the ways in need once they work: notices, former codes.

-- What a person is told at the next sign-in, in the order of its causes, and
-- then deleted.  kind selects the sentence: store/signin/notice.
CREATE TABLE notice (
	id              INTEGER PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL,
	text            TEXT NOT NULL DEFAULT '', -- the code by which it was done
	at              INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_by_person ON notice (person_id);

-- Codes are now found by person and text alone, not by kind, and have 60 bits
-- instead of 40: those made before cannot be found any more.
UPDATE one_time_code SET revoked_at = created_at
	WHERE used_at IS NULL AND revoked_at IS NULL;

-- Failed attempts count by origin only.  Those that were counted without one
-- count for the console, where locks are shortest.
CREATE TABLE attempt_new (
	person_id       TEXT NOT NULL REFERENCES person,
	source_kind     TEXT NOT NULL CHECK (source_kind IN
	                    ('console', 'address', 'network', 'caller')),
	source          TEXT NOT NULL DEFAULT '', -- the address; else ''
	failure_count   INTEGER NOT NULL CHECK (failure_count >= 0),
	first_at        INTEGER NOT NULL,
	last_at         INTEGER NOT NULL,
	locked_until    INTEGER,
	lock_count      INTEGER NOT NULL CHECK (lock_count >= 0),
	                                          -- in a row: an address's doubles
	PRIMARY KEY (person_id, source_kind, source),
	CHECK ((source_kind = 'address') = (source <> ''))
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_new
SELECT person_id, 'console', '', failure_count, first_at, last_at,
	locked_until, 0
FROM attempt;
DROP TABLE attempt;
ALTER TABLE attempt_new RENAME TO attempt;

-- Wrong attempts are not counted for codes of 60 bits.  A code may have been
-- requested by a program that a user runs ('caller').  A person who signed in with
-- a code may set a password without knowing the old one, once, until
-- change_free_until.
CREATE TABLE one_time_code_new (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL CHECK (kind IN ('invitation', 'link', 'sign-in',
	                    'lead', 'recovery', 'verify-email', 'verify-sender')),
	hash            BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	delivery        TEXT NOT NULL CHECK (delivery IN ('mail', 'text', 'print',
	                    'screen', 'sheet')),
	email_folded    TEXT NOT NULL DEFAULT '', -- the address it was mailed to
	-- Where alone it works; '': at every terminal, from every kind of source.
	terminal        TEXT NOT NULL DEFAULT '',
	source_kind     TEXT NOT NULL DEFAULT ''
	                CHECK (source_kind IN ('', 'console', 'address', 'caller')),
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	used_at         INTEGER,
	used_at_terminal TEXT NOT NULL DEFAULT '',
	revoked_at      INTEGER,
	change_free_until INTEGER,
	CHECK (kind <> 'recovery' OR source_kind = 'console'),
	CHECK (change_free_until IS NULL OR used_at IS NOT NULL)
) STRICT;
INSERT INTO one_time_code_new (id, person_id, kind, hash, delivery,
	email_folded, terminal, source_kind, created_by, created_at, expires_at,
	used_at, used_at_terminal, revoked_at)
SELECT id, person_id, kind, hash, delivery,
	email_folded, terminal, source_kind, created_by, created_at, expires_at,
	used_at, used_at_terminal, revoked_at
FROM one_time_code ORDER BY rowid;
DROP TABLE one_time_code;
ALTER TABLE one_time_code_new RENAME TO one_time_code;
CREATE INDEX one_time_code_by_person ON one_time_code (person_id);

-- The code that permits this session to set a password without the old one,
-- until session.change_free_until.
ALTER TABLE session ADD COLUMN change_code_id TEXT REFERENCES one_time_code;

-- Sign-ins whose session is not open yet: store/signin/recent.
CREATE TABLE recent_sign_in (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	method          TEXT NOT NULL,
	code_id         TEXT REFERENCES one_time_code,
	-- the code is to be used up by the change that must follow
	waits           INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1)),
	at              INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes requested at a prompt, counted by origin; 'caller': by the uid of the
-- program's user.
DROP TABLE code_budget;
CREATE TABLE code_budget (
	source_kind     TEXT NOT NULL CHECK (source_kind IN
	                    ('console', 'address', 'network', 'caller')),
	source          TEXT NOT NULL DEFAULT '', -- the address or uid; else ''
	window_at       INTEGER NOT NULL,         -- its start
	count           INTEGER NOT NULL CHECK (count >= 0),
	PRIMARY KEY (source_kind, source, window_at),
	CHECK ((source_kind IN ('address', 'caller')) = (source <> ''))
) STRICT, WITHOUT ROWID;

-- People who have signed in before are not asked for fields of the profile.
UPDATE person SET asked_at = last_sign_in_at
	WHERE asked_at IS NULL AND last_sign_in_at IS NOT NULL;

-- Mail was not sent before: what was queued until now is old, and its fields
-- have another form.
UPDATE outbox SET fields = x'', dropped_by = 'rule',
	given_up_at = created_at, last_error = 'queued before mail was sent'
	WHERE sent_at IS NULL AND given_up_at IS NULL;
-- The most urgent row that is due.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (urgency, not_before)
	WHERE sent_at IS NULL AND given_up_at IS NULL;

-- The boot in which latest_at was seen, and its uptime then: while the clock is
-- behind, time passes as the uptime does.
ALTER TABLE meta ADD COLUMN latest_boot TEXT NOT NULL DEFAULT '';
ALTER TABLE meta ADD COLUMN latest_uptime INTEGER NOT NULL DEFAULT 0;
-- Until now no time was stored: the log has one.
UPDATE meta SET latest_at = max(created_at, coalesce((SELECT max(at) FROM audit
	WHERE at <= CAST(strftime('%s', 'now') AS INTEGER)), 0));

-- The Ed25519 key that signs archives of the audit log: the public key, and the
-- secret one sealed with the machine key; x'': not made yet.
ALTER TABLE meta ADD COLUMN audit_public_key BLOB NOT NULL DEFAULT x''
	CHECK (length(audit_public_key) IN (0, 32));
ALTER TABLE meta ADD COLUMN audit_secret_key BLOB NOT NULL DEFAULT x'';
-- The details of archived rows are in the file, sealed with these keys: one for
-- each file and owner (the subject; of a row without one, its people, separated
-- by spaces).  A purge deletes those of the person.
CREATE TABLE audit_archive_key (
	first_seq       INTEGER NOT NULL,
	owner           TEXT NOT NULL,
	key             BLOB NOT NULL CHECK (length(key) = 32),
	PRIMARY KEY (first_seq, owner)
) STRICT, WITHOUT ROWID;
