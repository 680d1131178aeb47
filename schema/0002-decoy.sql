-- Written when a failed attempt has no audit row because the name is
-- unknown: one row for each tree that an audit row goes into (audit, its
-- three indexes, audit_detail), each large enough to have a page of its own.
-- The bytes have no meaning.
CREATE TABLE decoy (
	id              INTEGER PRIMARY KEY,
	bytes           BLOB NOT NULL
) STRICT;
INSERT INTO decoy (id, bytes)
VALUES (1, randomblob(2500)), (2, randomblob(2500)), (3, randomblob(2500)),
	(4, randomblob(2500)), (5, randomblob(2500));
