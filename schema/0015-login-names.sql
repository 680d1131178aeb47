-- Login names that are kept for life (A10, U1).

-- The login name that an administrator chose for a new person, in a decision
-- to add one; '': it is made from the record.
ALTER TABLE source_decision ADD COLUMN login TEXT NOT NULL DEFAULT ''
	CHECK (login = '' OR decision = 'add');

-- Former login names of people (user rename).  They are never given to
-- another person; the person who had a name may get it back.
CREATE TABLE spent_login (
	login           TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	spent_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
