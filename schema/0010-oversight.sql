-- Sessions, impersonation, entered organisations, and further names and
-- archives of the audit log.

-- The other people involved in a row (X1, X3, X4): a person's id, or
-- 'local:NAME' for a local user.  form determines which columns hash covers:
-- 1, those of the first version of this table; 2, these as well.
ALTER TABLE audit ADD COLUMN form INTEGER NOT NULL DEFAULT 1
	CHECK (form IN (1, 2));
ALTER TABLE audit ADD COLUMN behind TEXT NOT NULL DEFAULT '';
	-- behind root: whose login it is (the kernel's loginuid)
ALTER TABLE audit ADD COLUMN via TEXT NOT NULL DEFAULT '';
	-- whom sudo or pkexec name, if that is another
ALTER TABLE audit ADD COLUMN impersonator TEXT NOT NULL DEFAULT '';
	-- who acted as the actor
ALTER TABLE audit ADD COLUMN entered_from TEXT NOT NULL DEFAULT '';
	-- the actor's organisation, where org_id is one that it had entered
ALTER TABLE audit ADD COLUMN method TEXT NOT NULL DEFAULT '';
	-- of a sign-in: 'password', 'invitation', 'google', ...
CREATE INDEX audit_by_impersonator ON audit (impersonator, seq)
	WHERE impersonator <> '';

-- Rows up to audit_archived_to have been moved to files; audit_archived_hash
-- is the hash of the last one (x'': none).  Only these rows may be removed.
ALTER TABLE meta ADD COLUMN audit_archived_to INTEGER NOT NULL DEFAULT 0
	CHECK (audit_archived_to >= 0);
ALTER TABLE meta ADD COLUMN audit_archived_hash BLOB NOT NULL DEFAULT x''
	CHECK (length(audit_archived_hash) IN (0, 32));
DROP TRIGGER audit_is_kept;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
	WHEN OLD.seq > coalesce((SELECT audit_archived_to FROM meta), 0)
	BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TABLE audit_archive (
	first_seq       INTEGER PRIMARY KEY CHECK (first_seq > 0),
	last_seq        INTEGER NOT NULL CHECK (last_seq >= first_seq),
	file            TEXT NOT NULL UNIQUE,     -- below the archive folder
	digest          BLOB NOT NULL CHECK (length(digest) = 32), -- of the file
	archived_by     TEXT NOT NULL,
	archived_at     INTEGER NOT NULL
) STRICT;

-- The machine's view of a session (X2, X3): logind's id, the kernel's audit
-- session and login uid, and the unit of an impersonation, with which it
-- ends.
ALTER TABLE session ADD COLUMN logind_id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN audit_session INTEGER;
ALTER TABLE session ADD COLUMN login_uid INTEGER;
ALTER TABLE session ADD COLUMN unit TEXT NOT NULL DEFAULT '';
-- Until this time, a new password can be set once in this session without
-- the current one (password_required, sign-in by a code); NULL: it cannot.
ALTER TABLE session ADD COLUMN change_free_until INTEGER;
CREATE INDEX session_by_impersonator ON session (impersonator)
	WHERE impersonator <> '' AND closed_at IS NULL;

-- Another organisation, entered from one session for a limited time (X4,
-- cross_org).
CREATE TABLE org_entry (
	id              TEXT PRIMARY KEY,
	session_id      TEXT NOT NULL REFERENCES session,
	person_id       TEXT NOT NULL REFERENCES person,
	org_id          TEXT NOT NULL REFERENCES org,
	entered_at      INTEGER NOT NULL,
	ends_at         INTEGER NOT NULL CHECK (ends_at > entered_at),
	left_at         INTEGER
) STRICT;
CREATE UNIQUE INDEX org_entry_open ON org_entry (session_id)
	WHERE left_at IS NULL;

-- When the last sealed backup was made (N15); NULL: none.
ALTER TABLE meta ADD COLUMN backup_at INTEGER;
