-- When session_epoch was last raised, in milliseconds since 1970: a connection
-- to control.sock that is older has been ended by it (X2).  0: not since then.
ALTER TABLE person ADD COLUMN session_epoch_at INTEGER NOT NULL DEFAULT 0;
