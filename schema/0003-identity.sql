-- The person that a record in accounting belongs to (A4): a link names the
-- company of the record, and what the record contained when it was last
-- applied.  An id is unique only within one company, and a simultaneous
-- change of several fields can only be noticed by comparison with the
-- previous ones.
CREATE TABLE source_link_new (
	source_id       TEXT NOT NULL REFERENCES source,
	realm           TEXT NOT NULL,            -- source.realm at that time
	entity          TEXT NOT NULL,            -- 'employee', 'vendor', 'user', ...
	external_id     TEXT NOT NULL,
	person_id       TEXT NOT NULL REFERENCES person,
	digest          BLOB NOT NULL,            -- of the record as last applied
	first_name      TEXT NOT NULL DEFAULT '', -- the record's; '' when not known
	last_name       TEXT NOT NULL DEFAULT '',
	email_folded    TEXT NOT NULL DEFAULT '',
	employee_number TEXT NOT NULL DEFAULT '',
	starts_on       TEXT NOT NULL DEFAULT '', -- ISO date: the first day
	active          INTEGER NOT NULL CHECK (active IN (0, 1)),
	ends_on         TEXT NOT NULL DEFAULT '', -- ISO date on which it ends
	missing_count   INTEGER NOT NULL DEFAULT 0, -- complete runs without it
	linked_by       TEXT NOT NULL,
	linked_at       INTEGER NOT NULL,
	seen_at         INTEGER NOT NULL,
	PRIMARY KEY (source_id, realm, entity, external_id)
) STRICT, WITHOUT ROWID;
INSERT INTO source_link_new (source_id, realm, entity, external_id, person_id,
	digest, active, ends_on, missing_count, linked_by, linked_at, seen_at)
SELECT l.source_id, s.realm, l.entity, l.external_id, l.person_id,
	l.digest, l.active, l.ends_on, l.missing_count, l.linked_by, l.linked_at,
	l.seen_at
FROM source_link l JOIN source s ON s.id = l.source_id;
DROP TABLE source_link;
ALTER TABLE source_link_new RENAME TO source_link;
CREATE INDEX source_link_by_person ON source_link (person_id);

-- A decision applies to a record as it was seen, not to its later contents;
-- NULL until the decision is carried out.
ALTER TABLE source_decision ADD COLUMN digest BLOB;
UPDATE source_decision SET digest = (SELECT l.digest FROM source_link l
	WHERE l.source_id = source_decision.source_id
	AND l.entity = source_decision.entity
	AND l.external_id = source_decision.external_id);
ALTER TABLE sync_run_line ADD COLUMN digest BLOB;
