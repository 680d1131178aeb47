-- Another company was connected while the record was active (A3).  Its link
-- has no effect until the first company is connected again.
ALTER TABLE source_link ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0
	CHECK (set_aside IN (0, 1));

-- The person from whom an administrator's decision took the record; NULL
-- once a run has checked whether that person is still listed (A8).
ALTER TABLE source_decision ADD COLUMN taken_from TEXT REFERENCES person;
