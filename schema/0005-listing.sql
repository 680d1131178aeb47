-- The number of rows in the last complete listing of each kind of record
-- (A9). A sum over all kinds would compare different sets as soon as one
-- kind is no longer read, or was incomplete.
CREATE TABLE source_listing (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,            -- 'employee', 'vendor', 'user', ...
	people          INTEGER NOT NULL,
	PRIMARY KEY (source_id, entity)
) STRICT, WITHOUT ROWID;
