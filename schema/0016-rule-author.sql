-- Who has added a rule, an actor's id: a rule gives no more than its author
-- may give when it is applied (A10).  '': it is older than this.
ALTER TABLE source_rule ADD COLUMN author TEXT NOT NULL DEFAULT '';
