-- People who must be ended.  A row is made in the transaction that raises
-- session_epoch, and goes when nothing of the person runs here any more.
CREATE TABLE ending (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	epoch           INTEGER NOT NULL,         -- sessions of a lower one end
	asked_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Expiries that have ended their person: each does so once.
CREATE TABLE expiry_ended (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_expiry ON person (expires_at)
	WHERE expires_at IS NOT NULL;

-- What a version without this table could not end is made good.
INSERT INTO ending (person_id, epoch, asked_at)
	SELECT p.id, p.session_epoch, p.updated_at FROM person AS p
	WHERE EXISTS (SELECT 1 FROM session AS s WHERE s.person_id = p.id
	    AND s.closed_at IS NULL AND s.epoch < p.session_epoch);
