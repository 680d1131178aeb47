-- What the ways in need once they work: notices, former codes.

-- What a person is told at the next sign-in, in the order of its causes, and
-- then deleted.  kind selects the sentence: store/signin/notice.
CREATE TABLE notice (
	id              INTEGER PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL,
	text            TEXT NOT NULL DEFAULT '', -- what the sentence names
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

-- The number of wrong attempts is not counted for codes of 60 bits.
ALTER TABLE one_time_code DROP COLUMN attempts;

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
