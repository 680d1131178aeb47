-- The actor who added the rule: when it is applied, it gives no more than its
-- author may assign (A10).  '': the rule is older than this column.
ALTER TABLE source_rule ADD COLUMN author TEXT NOT NULL DEFAULT '';
