-- Personal levels, approvals, delegations, import rules, terminals (R6, R10,
-- R12, U11).

-- The 'module:level' of the personal level (I's Customize) that created the
-- row, so that the next level of that module replaces it; '': granted by its
-- codename.
ALTER TABLE person_permission ADD COLUMN by_level TEXT NOT NULL DEFAULT '';

-- Requests that wait for a member of appr-people (R12).  A request is for
-- one content; any change of the content voids it.
CREATE TABLE approval_request (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	kind            TEXT NOT NULL CHECK (kind IN ('import', 'release', 'plan')),
	subject         TEXT NOT NULL,            -- id of the person or the run
	content_hash    BLOB NOT NULL CHECK (length(content_hash) = 32),
	asked_by        TEXT NOT NULL,            -- who never approves it
	asked_at        INTEGER NOT NULL,
	state           TEXT NOT NULL DEFAULT 'open'
	                CHECK (state IN ('open', 'approved', 'rejected', 'void')),
	decided_by      TEXT NOT NULL DEFAULT '',
	decided_at      INTEGER,
	reason          TEXT NOT NULL DEFAULT '',
	CHECK ((state = 'open') = (decided_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX approval_request_open ON approval_request (kind, subject)
	WHERE state = 'open';
CREATE INDEX approval_request_by_org ON approval_request (org_id, asked_at);

-- The actor who ended a delegation early, and when the people concerned were
-- told that it is about to end.
ALTER TABLE delegation ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE delegation ADD COLUMN told_at INTEGER;

-- What else new people of a source get: the crew of a lead, and an
-- invitation when they are released (R10).
ALTER TABLE source_rule ADD COLUMN lead_id TEXT REFERENCES person;
ALTER TABLE source_rule ADD COLUMN invite INTEGER NOT NULL DEFAULT 0
	CHECK (invite IN (0, 1));

-- A renamed terminal stays the same one, identified by its /etc/machine-id.
ALTER TABLE terminal ADD COLUMN machine_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX terminal_by_machine ON terminal (machine_id)
	WHERE machine_id <> '';
