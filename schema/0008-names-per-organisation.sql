-- Several organisations share a database (X4): the names of roles, places
-- and approval groups are unique within one organisation, and each exposes
-- its own permissions.  Group names are unique in the whole database.

-- The organisation that setup created: only its groups have plain names
-- ('role-dispatcher'); those of all others contain their organisation's name
-- ('role-bolt-dispatcher').  This never changes.
ALTER TABLE org ADD COLUMN plain_names INTEGER NOT NULL DEFAULT 0
	CHECK (plain_names IN (0, 1));
UPDATE org SET plain_names = 1
	WHERE id = (SELECT id FROM org ORDER BY created_at, rowid LIMIT 1);
CREATE UNIQUE INDEX org_with_plain_names ON org (plain_names)
	WHERE plain_names = 1;

CREATE TABLE role_new (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL,            -- 'dispatcher': group role-dispatcher
	title           TEXT NOT NULL,
	privileged      INTEGER NOT NULL DEFAULT 0 CHECK (privileged IN (0, 1)),
	                                          -- an import never gives it (A10)
	assignable      INTEGER NOT NULL DEFAULT 0 CHECK (assignable IN (0, 1)),
	shell           TEXT NOT NULL DEFAULT '',
	desktop         TEXT NOT NULL DEFAULT '',
	landing         TEXT NOT NULL DEFAULT '',
	skeleton        TEXT NOT NULL DEFAULT '', -- home folder skeleton (N1)
	sign_in_methods TEXT NOT NULL DEFAULT '', -- narrower than the policy (L6);
	                                          -- '': as the policy says
	created_at      INTEGER NOT NULL,
	deleted_at      INTEGER,
	UNIQUE (org_id, name)
) STRICT;
INSERT INTO role_new (id, version, org_id, name, title, privileged, assignable,
	shell, desktop, landing, skeleton, created_at, deleted_at)
SELECT id, version, org_id, name, title, privileged, assignable,
	shell, desktop, landing, skeleton, created_at, deleted_at
FROM role ORDER BY rowid;
DROP TABLE role;
ALTER TABLE role_new RENAME TO role;

CREATE TABLE place_new (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	kind            TEXT NOT NULL CHECK (kind IN ('site', 'cal', 'veh')),
	name            TEXT NOT NULL,            -- 'depot-north': group site-depot-north
	title           TEXT NOT NULL,
	street          TEXT NOT NULL DEFAULT '',
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL,
	archived_at     INTEGER,
	UNIQUE (org_id, kind, name)
) STRICT;
INSERT INTO place_new (id, version, org_id, kind, name, title, street, city,
	region, postcode, country, created_at, archived_at)
SELECT id, version, org_id, kind, name, title, street, city,
	region, postcode, country, created_at, archived_at
FROM place ORDER BY rowid;
DROP TABLE place;
ALTER TABLE place_new RENAME TO place;

CREATE TABLE approval_group_new (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL,            -- 'people': group appr-people
	title           TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	UNIQUE (org_id, name)
) STRICT;
INSERT INTO approval_group_new (id, version, org_id, name, title, created_at)
SELECT id, version, org_id, name, title, created_at
FROM approval_group ORDER BY rowid;
DROP TABLE approval_group;
ALTER TABLE approval_group_new RENAME TO approval_group;

-- All groups except people's own, with names and numbers that are never
-- reused.  owner is the id of the role, place, person (crew), approval group
-- or organisation, the codename of a permission, or '' for 'assignable'.
-- org_id is the organisation of a group that is not owned by a row (a
-- permission's, 'assignable'); it is '' for the organisation with plain
-- names, and if owner is the id of a row.
CREATE TABLE os_group_new (
	gid             INTEGER PRIMARY KEY CHECK (gid > 0),
	name            TEXT NOT NULL UNIQUE,
	kind            TEXT NOT NULL CHECK (kind IN ('role', 'perm', 'site', 'crew',
	                    'cal', 'veh', 'appr', 'org', 'assignable')),
	owner           TEXT NOT NULL,
	org_id          TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL,
	retired_at      INTEGER,
	UNIQUE (kind, owner, org_id),
	CHECK (org_id = '' OR kind IN ('perm', 'assignable'))
) STRICT;
INSERT INTO os_group_new (gid, name, kind, owner, created_at, retired_at)
SELECT gid, name, kind, owner, created_at, retired_at FROM os_group;
DROP TABLE os_group;
ALTER TABLE os_group_new RENAME TO os_group;

-- Names that were given up for others (`user rename`, a crew whose lead has
-- another name).  They are never reused, so that a file, a sudoers rule or a
-- log with the old name never refers to another person.
CREATE TABLE spent_name (
	name            TEXT PRIMARY KEY,         -- a login name or a group's name
	number          INTEGER NOT NULL,         -- the uid or gid that had it
	spent_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Permissions that are groups of the operating system (R3), for the people of
-- one organisation; gid in os_group.
CREATE TABLE exposed_permission_new (
	org_id          TEXT NOT NULL REFERENCES org,
	permission      TEXT NOT NULL,
	exposed_at      INTEGER NOT NULL,
	PRIMARY KEY (org_id, permission)
) STRICT, WITHOUT ROWID;
INSERT INTO exposed_permission_new (org_id, permission, exposed_at)
SELECT o.id, e.permission, e.exposed_at
FROM exposed_permission AS e JOIN org AS o ON o.plain_names = 1;
DROP TABLE exposed_permission;
ALTER TABLE exposed_permission_new RENAME TO exposed_permission;
