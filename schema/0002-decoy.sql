-- What is written where a failed attempt has no audit row, since the name that
-- was typed is nobody's: one row for each tree that such a row goes into (audit,
-- its three indexes, audit_detail), each row large enough to have a page of its
-- own.  The bytes mean nothing.
CREATE TABLE decoy (
	id              INTEGER PRIMARY KEY,
	bytes           BLOB NOT NULL
) STRICT;
INSERT INTO decoy (id, bytes)
VALUES (1, randomblob(2500)), (2, randomblob(2500)), (3, randomblob(2500)),
	(4, randomblob(2500)), (5, randomblob(2500));
