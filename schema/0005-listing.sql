-- How many rows the last complete listing of one kind of record had (A9).  A
-- sum over all kinds would compare unequal sets as soon as one is no longer
-- read, or was not complete.
CREATE TABLE source_listing (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,            -- 'employee', 'vendor', 'user', ...
	people          INTEGER NOT NULL,
	PRIMARY KEY (source_id, entity)
) STRICT, WITHOUT ROWID;
