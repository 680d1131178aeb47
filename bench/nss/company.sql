-- A company of (SELECT people FROM wanted) people, for bench/nss/company.c.
-- Ids are random, so that the order of ids differs from the order in which people
-- were added.  Each person has five of 200 roles and is in the groups of a
-- permission, of one of 40 sites and of the organisation: eight groups.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -524288;
BEGIN;

CREATE TEMP TABLE small (i INTEGER PRIMARY KEY);
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
INSERT INTO small SELECT i FROM n;
CREATE TEMP TABLE fresh (i INTEGER PRIMARY KEY, id TEXT NOT NULL);
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL
	SELECT i + 1 FROM n WHERE i < (SELECT people - 1 FROM wanted))
INSERT INTO fresh SELECT i, lower(printf('%s-%s-4%s-8%s-%s',
	hex(randomblob(4)), hex(randomblob(2)),
	substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2),
	hex(randomblob(6)))) FROM n;

INSERT INTO org (id, name, title, created_at) VALUES
	('02d0c2b4-75a6-4f0e-8d5e-2f3a1f0c9b11', 'acme', 'Acme', 1);
INSERT INTO role (id, org_id, name, title, created_at)
	SELECT printf('%08x-7b1c-4d2e-9f3a-5c6d7e8f9a0b', i * 7919), org.id,
	'role' || i, 'Role ' || i, 1 FROM small, org;
INSERT INTO role_permission SELECT id, 'map.view' FROM role;
INSERT OR IGNORE INTO exposed_permission VALUES ('map.view', 1);
INSERT INTO place (id, org_id, kind, name, title, created_at)
	SELECT printf('%08x-1a2b-4c3d-8e4f-a5b6c7d8e9f0', i * 104729), org.id,
	'site', 'site' || i, 'Site ' || i, 1 FROM small, org WHERE i < 40;
INSERT INTO os_group (gid, name, kind, owner, created_at)
	SELECT 65699 + row_number() OVER (), kind || '-' || name, kind, owner, 1
	FROM (SELECT 'role' AS kind, name, id AS owner FROM role
	UNION ALL SELECT 'site', name, id FROM place
	UNION ALL SELECT 'org', name, id FROM org
	UNION ALL VALUES ('perm', 'map-view', 'map.view'));

INSERT INTO person (id, org_id, login, uid, kind, status, first_name, last_name,
	email, email_folded, phone, title, street, city, created_at, created_by,
	updated_at)
	SELECT fresh.id, org.id, 'p' || (70006 + i), 70006 + i, 'internal', 'active',
	'Person', 'Number ' || i, 'p' || i || '@acme.example',
	'p' || i || '@acme.example', '+1 555 0100', 'Technician', '1 Main Street',
	'Springfield', 1, 'root', 1 FROM fresh, org ORDER BY i;
INSERT INTO person_role (id, person_id, role_id, is_primary, granted_by,
	granted_at)
	SELECT fresh.id || '-' || small.i, fresh.id, role.id, small.i = 0, 'root', 1
	FROM fresh, small JOIN role ON
	role.name = 'role' || ((fresh.i * 7 + small.i) % 200) WHERE small.i < 5;
INSERT INTO person_place (id, person_id, place_id, granted_by, granted_at)
	SELECT fresh.id, fresh.id, place.id, 'root', 1
	FROM fresh JOIN place ON place.name = 'site' || (fresh.i % 40);
COMMIT;
