-- Mail and texts (L10, U9, A9, R13).

-- Codes are sent first (0), then invitations (1), then notices (2).
ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2
	CHECK (urgency BETWEEN 0 AND 2);
-- The code that a row contains.  A row whose code was used or revoked is not
-- sent, and a row with a code is sent only by verified TLS or loopback.
ALTER TABLE outbox ADD COLUMN code_id TEXT REFERENCES one_time_code;
-- A key that prevents a second row for the same event, such as one lock mail
-- per person and day; '': none.
ALTER TABLE outbox ADD COLUMN once_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX outbox_once ON outbox (once_key) WHERE once_key <> '';
-- An administrator dropped it (`mail drop`).
ALTER TABLE outbox ADD COLUMN dropped_by TEXT NOT NULL DEFAULT '';
-- The mailer is sending it.  A row that a crash left in this state is sent
-- again with the same Message-ID.
ALTER TABLE outbox ADD COLUMN taken_at INTEGER;

-- OAuth sign-in at the mail server (auth = xoauth2, `mail connect`).
CREATE TABLE mail_account (
	one             INTEGER PRIMARY KEY CHECK (one = 1),
	provider        TEXT NOT NULL,
	tokens          BLOB NOT NULL,            -- sealed with the machine key
	access_expires_at  INTEGER,
	connected_by    TEXT NOT NULL,
	connected_at    INTEGER NOT NULL,
	broken_at       INTEGER,                  -- 'connect again'
	broken_why      TEXT NOT NULL DEFAULT ''
) STRICT;

-- mail_identity is verified once a code mailed there was entered.
ALTER TABLE person ADD COLUMN mail_identity_verified_at INTEGER;
