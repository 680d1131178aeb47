-- Another company was connected while the record was active (A3): its link no
-- longer counts, and counts again as it was when the first is connected again.
ALTER TABLE source_link ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0
	CHECK (set_aside IN (0, 1));

-- From whom an administrator's decision took the record away; NULL once a run
-- has seen whether that person is still there (A8).
ALTER TABLE source_decision ADD COLUMN taken_from TEXT REFERENCES person;
