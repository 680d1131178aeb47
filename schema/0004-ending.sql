-- People whose sessions must end.  A row is created in the transaction that
-- raises session_epoch, and removed when no process of the person is left
-- here.
CREATE TABLE ending (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	epoch           INTEGER NOT NULL,         -- sessions of a lower one end
	asked_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Expiries that have ended the person's sessions; each does so once.
CREATE TABLE expiry_ended (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_expiry ON person (expires_at)
	WHERE expires_at IS NOT NULL;

-- Catch up on what a version without this table could not end.
INSERT INTO ending (person_id, epoch, asked_at)
	SELECT p.id, p.session_epoch, p.updated_at FROM person AS p
	WHERE EXISTS (SELECT 1 FROM session AS s WHERE s.person_id = p.id
	    AND s.closed_at IS NULL AND s.epoch < p.session_epoch);
