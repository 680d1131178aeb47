-- Mail and texts (L10, U9, A9, R13).

-- Codes leave first (0), then invitations (1), then notices (2).
ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2
	CHECK (urgency BETWEEN 0 AND 2);
-- The code that a row carries: a row whose code was used or revoked is not
-- sent, and one that carries any leaves by verified TLS or loopback only.
ALTER TABLE outbox ADD COLUMN code_id TEXT REFERENCES one_time_code;
-- What makes a second row for one and the same event impossible, such as one
-- lock mail a person a day; '': nothing does.
ALTER TABLE outbox ADD COLUMN once_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX outbox_once ON outbox (once_key) WHERE once_key <> '';
-- An administrator gave it up (`mail drop`).
ALTER TABLE outbox ADD COLUMN dropped_by TEXT NOT NULL DEFAULT '';
-- The mailer has it: a row that a crash left like this is sent again under the
-- same Message-ID.
ALTER TABLE outbox ADD COLUMN taken_at INTEGER;

-- Signing in at the mail server by OAuth (auth = xoauth2, `mail connect`).
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

-- mail_identity is the person's own once a code mailed there was given back.
ALTER TABLE person ADD COLUMN mail_identity_verified_at INTEGER;
