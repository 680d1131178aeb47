-- The time when session_epoch was last raised, in milliseconds since 1970:
-- it ended all older connections to control.sock (X2).  0: not since this
-- column was added.
ALTER TABLE person ADD COLUMN session_epoch_at INTEGER NOT NULL DEFAULT 0;
