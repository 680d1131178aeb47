-- Login names that are kept for life (A10, U1).

-- The login name that an administrator chose for a new person, in a decision
-- to add one; '': it is made from the record.
ALTER TABLE source_decision ADD COLUMN login TEXT NOT NULL DEFAULT ''
	CHECK (login = '' OR decision = 'add');
