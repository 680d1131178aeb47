-- The address that a person's mail is sent to (A4).  email is a name to sign
-- in with and follows accounting at once; codes, links, resets, notices and
-- identities use mail_address.  It becomes the new address when an
-- administrator sets or confirms it; until then the two differ.
ALTER TABLE person ADD COLUMN mail_address TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN mail_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN mail_by TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN mail_at INTEGER;
-- The actor who set the current email, and the time: '' and NULL if unknown.
ALTER TABLE person ADD COLUMN email_by TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN email_at INTEGER;
UPDATE person SET mail_address = email, mail_folded = email_folded;
CREATE INDEX person_by_mail ON person (mail_folded) WHERE mail_folded <> '';
CREATE INDEX person_pending_email ON person (login)
	WHERE email_folded <> mail_folded;

-- A mail that notifies the previous address of a change is sent only to that
-- address; '' is the person's mail_address at the time of sending.
ALTER TABLE outbox ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- A decision about a record confirms its address only if the address was
-- shown: folded, or '' if the line or the decision showed none.
ALTER TABLE sync_run_line ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE source_decision ADD COLUMN address TEXT NOT NULL DEFAULT '';
