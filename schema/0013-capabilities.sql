-- Capabilities (R3, R10, R14) for existing roles, the same as in the seeds
-- of a new organisation.  All people edit their own profile; leads manage
-- their own crew and issue codes to it; people with full access get these as
-- well.
CREATE TEMP TABLE capability (permission TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO capability VALUES ('crew.manage'), ('codes.issue'),
	('self.edit'), ('sessions.end'), ('users.impersonate');

INSERT OR IGNORE INTO role_permission (role_id, permission)
	SELECT id, 'self.edit' FROM role WHERE deleted_at IS NULL;
INSERT OR IGNORE INTO role_permission (role_id, permission)
	SELECT r.id, c.permission FROM role AS r JOIN capability AS c
	WHERE r.deleted_at IS NULL AND r.name = 'fieldworker'
	AND c.permission IN ('crew.manage', 'codes.issue');
INSERT OR IGNORE INTO role_permission (role_id, permission)
	SELECT m.role_id, c.permission
	FROM role_permission AS m JOIN capability AS c
	WHERE m.permission = 'settings.super-admin';

-- A kind with a cap keeps what its roles are given here (R6).
INSERT OR IGNORE INTO kind_cap (org_id, kind, permission)
	SELECT DISTINCT org_id, kind, 'self.edit' FROM kind_cap;
INSERT OR IGNORE INTO kind_cap (org_id, kind, permission)
	SELECT DISTINCT k.org_id, k.kind, c.permission
	FROM kind_cap AS k JOIN capability AS c
	WHERE k.kind = 'fieldworker'
	AND c.permission IN ('crew.manage', 'codes.issue');
DROP TABLE temp.capability;
