-- All ways to sign in: codes, counters by source, former passwords, PINs,
-- ssh keys, identities of an issuer.  A purge deletes the person's rows in
-- all of them.

-- Invitations, links, codes for sign-in, leads' codes, recovery codes, and
-- codes that verify an address (L2, L4, L5, N8, U9, L10), found by a keyed
-- hash and used once.
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
	                CHECK (source_kind IN ('', 'console', 'address')),
	attempts        INTEGER NOT NULL DEFAULT 0,
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	used_at         INTEGER,
	used_at_terminal TEXT NOT NULL DEFAULT '',
	revoked_at      INTEGER,
	CHECK (kind <> 'recovery' OR source_kind = 'console')
) STRICT;
INSERT INTO one_time_code_new (id, person_id, kind, hash, delivery,
	email_folded, attempts, created_by, created_at, expires_at, used_at,
	revoked_at)
SELECT id, person_id, kind, hash, delivery,
	email_folded, attempts, created_by, created_at, expires_at, used_at,
	revoked_at
FROM one_time_code ORDER BY rowid;
DROP TABLE one_time_code;
ALTER TABLE one_time_code_new RENAME TO one_time_code;
CREATE INDEX one_time_code_by_person ON one_time_code (person_id);

-- Failed attempts and locks, counted by source (Q3): the console, one
-- network address (IPv6 by /64), the network as a whole, callers that are
-- not root. 'any' is the only counter of versions before this table.
CREATE TABLE attempt_new (
	person_id       TEXT NOT NULL REFERENCES person,
	source_kind     TEXT NOT NULL DEFAULT 'any' CHECK (source_kind IN
	                    ('any', 'console', 'address', 'network', 'caller')),
	source          TEXT NOT NULL DEFAULT '', -- the address; else ''
	failure_count   INTEGER NOT NULL DEFAULT 0 CHECK (failure_count >= 0),
	first_at        INTEGER NOT NULL,
	last_at         INTEGER NOT NULL,
	locked_until    INTEGER,
	lock_count      INTEGER NOT NULL DEFAULT 0 CHECK (lock_count >= 0),
	                                          -- in a row: an address's doubles
	PRIMARY KEY (person_id, source_kind, source),
	CHECK ((source_kind = 'address') = (source <> ''))
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_new (person_id, failure_count, first_at, last_at,
	locked_until)
SELECT person_id, failure_count, first_at, last_at, locked_until FROM attempt;
DROP TABLE attempt;
ALTER TABLE attempt_new RENAME TO attempt;

-- Addresses from which a person signed in recently: a lock of the network as
-- a whole does not apply to them (Q3).
CREATE TABLE known_address (
	person_id       TEXT NOT NULL REFERENCES person,
	address         TEXT NOT NULL,            -- IPv6 by /64
	last_at         INTEGER NOT NULL,
	PRIMARY KEY (person_id, address)
) STRICT, WITHOUT ROWID;

-- The number of codes requested at the prompt, including those for unknown
-- names (L4): a limit for each source, never by name.
CREATE TABLE code_budget (
	source_kind     TEXT NOT NULL
	                CHECK (source_kind IN ('console', 'address', 'network')),
	source          TEXT NOT NULL DEFAULT '',
	window_at       INTEGER NOT NULL,         -- its start
	count           INTEGER NOT NULL CHECK (count >= 0),
	PRIMARY KEY (source_kind, source, window_at),
	CHECK ((source_kind = 'address') = (source <> ''))
) STRICT, WITHOUT ROWID;

-- Former passwords (password_history): compared only when a new one is set.
CREATE TABLE password_history (
	person_id       TEXT NOT NULL REFERENCES person,
	hash            TEXT NOT NULL,            -- libsodium's $argon2id$ string
	replaced_at     INTEGER NOT NULL,
	PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID;

-- The PIN with which a person returns to this terminal after a full sign-in
-- (N7); its hash is bound to the terminal's key.
CREATE TABLE pin (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	hash            TEXT NOT NULL,
	tries_left      INTEGER NOT NULL CHECK (tries_left BETWEEN 0 AND 5),
	set_at          INTEGER NOT NULL,
	full_sign_in_at INTEGER                   -- NULL: the PIN opens nothing yet
) STRICT, WITHOUT ROWID;

-- ssh public keys (N2); 'cert-authority' signs for the principals listed.
CREATE TABLE ssh_key (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	type            TEXT NOT NULL,            -- 'ssh-ed25519', ...
	key             BLOB NOT NULL CHECK (length(key) BETWEEN 1 AND 8192),
	fingerprint     TEXT NOT NULL,            -- 'SHA256:...'
	is_authority    INTEGER NOT NULL DEFAULT 0 CHECK (is_authority IN (0, 1)),
	principals      TEXT NOT NULL DEFAULT '', -- comma-separated
	options         TEXT NOT NULL DEFAULT '', -- as sshd reads them
	comment         TEXT NOT NULL DEFAULT '',
	added_by        TEXT NOT NULL,
	added_at        INTEGER NOT NULL,
	last_used_at    INTEGER,
	removed_at      INTEGER,
	removed_by      TEXT NOT NULL DEFAULT ''
) STRICT;
-- One row per key: a second copy must not hide the options of the first.
CREATE UNIQUE INDEX ssh_key_once ON ssh_key (person_id, fingerprint)
	WHERE removed_at IS NULL;

-- Accounts at an OpenID issuer (L6), found by the identifier that the issuer
-- never changes, never by an address.
CREATE TABLE identity (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	issuer          TEXT NOT NULL,            -- iss: 'https://accounts.google.com'
	tenant          TEXT NOT NULL DEFAULT '', -- Microsoft's tid
	subject         TEXT NOT NULL,            -- sub; Microsoft's oid
	address_folded  TEXT NOT NULL DEFAULT '', -- as the issuer last said; shown
	linked_how      TEXT NOT NULL CHECK (linked_how IN ('address', 'administrator')),
	linked_by       TEXT NOT NULL,
	linked_at       INTEGER NOT NULL,
	last_used_at    INTEGER,
	removed_at      INTEGER,
	removed_by      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX identity_once ON identity (issuer, tenant, subject)
	WHERE removed_at IS NULL;
CREATE INDEX identity_by_person ON identity (person_id);

-- An address shared by several accounts receives no codes until an
-- administrator allows it (L4).
ALTER TABLE person ADD COLUMN shared_address_ok INTEGER NOT NULL DEFAULT 0
	CHECK (shared_address_ok IN (0, 1));
-- When the missing fields were requested after a sign-in; NULL: not yet
-- (ask_first_sign_in).
ALTER TABLE person ADD COLUMN asked_at INTEGER;

-- The latest time that this database has seen.  Rules use the later of it
-- and the clock, so that a clock without a battery cannot make anything
-- valid again.
ALTER TABLE meta ADD COLUMN latest_at INTEGER NOT NULL DEFAULT 0;
