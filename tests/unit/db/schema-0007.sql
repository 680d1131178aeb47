-- A database as version 7 of the schema left it, for the tests of migrations:
-- made by that version's fieldctl (setup, roles, people in every state, a
-- purge, a CSV import), with rows of the tables that had no verb yet.
-- sqlite3 field.db .dump
PRAGMA application_id = 1717663092;
PRAGMA user_version = 7;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
	one             INTEGER PRIMARY KEY CHECK (one = 1),
	database_id     TEXT NOT NULL,            -- made anew by a restore
	generation      INTEGER NOT NULL CHECK (generation >= 0),
	                                          -- rises with what the snapshot shows
	next_uid        INTEGER NOT NULL CHECK (next_uid > 0),
	next_gid        INTEGER NOT NULL CHECK (next_gid > 0),
	email_key       BLOB NOT NULL CHECK (length(email_key) = 16),
	                                          -- key of the snapshot's e-mail hashes
	code_key        BLOB NOT NULL CHECK (length(code_key) = 32),
	                                          -- key of one-time code look-ups
	created_at      INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES(1,'7500dadb-c48f-41a7-bf63-99604aab0fc3',22,70008,65633,X'338afb4dff370a3030aaa18b6b223840',X'a70fa0d06d1ea0f0a810624bf9b76becbb487b7247c63b873892fa64257a5bc5',1795901919);
CREATE TABLE org (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	name            TEXT NOT NULL UNIQUE,     -- 'acme', also the group org-acme
	title           TEXT NOT NULL,            -- 'Acme Field Services'
	street          TEXT NOT NULL DEFAULT '',
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	phone           TEXT NOT NULL DEFAULT '',
	system_admin    INTEGER NOT NULL DEFAULT 0 CHECK (system_admin IN (0, 1)),
	created_at      INTEGER NOT NULL,
	deleted_at      INTEGER
) STRICT;
INSERT INTO org VALUES('f68b7d12-bdae-4f7b-901a-681f8412dc1d',1,'acme','Acme Field Services','','','','','','',0,1795901919,NULL);
CREATE TABLE policy (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL,
	value           TEXT NOT NULL,
	UNIQUE (org_id, name)
) STRICT;
INSERT INTO policy VALUES('5acac6d8-7a40-48cb-9d1d-220887083149',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','delete_mode','soft');
CREATE TABLE person (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	login           TEXT NOT NULL UNIQUE,
	uid             INTEGER NOT NULL UNIQUE CHECK (uid > 0),
	kind            TEXT NOT NULL
	                CHECK (kind IN ('internal', 'external', 'fieldworker', 'subworker')),
	status          TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'deleted')),
	blocked         INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
	held            INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
	must_change     INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
	full_access     INTEGER NOT NULL DEFAULT 0 CHECK (full_access IN (0, 1)),
	first_name      TEXT NOT NULL DEFAULT '',
	last_name       TEXT NOT NULL DEFAULT '',
	email           TEXT NOT NULL DEFAULT '', -- as given
	email_folded    TEXT NOT NULL DEFAULT '', -- as compared: store/people/email
	email_verified_at INTEGER,
	phone           TEXT NOT NULL DEFAULT '',
	mobile          TEXT NOT NULL DEFAULT '',
	mobile_provider TEXT NOT NULL DEFAULT '',
	title           TEXT NOT NULL DEFAULT '',
	employee_number TEXT NOT NULL DEFAULT '',
	street          TEXT NOT NULL DEFAULT '', -- '': the organisation's (U3)
	city            TEXT NOT NULL DEFAULT '',
	region          TEXT NOT NULL DEFAULT '',
	postcode        TEXT NOT NULL DEFAULT '',
	country         TEXT NOT NULL DEFAULT '',
	language        TEXT NOT NULL DEFAULT '',
	home            TEXT NOT NULL DEFAULT '', -- '': from the template
	shell           TEXT NOT NULL DEFAULT '', -- '': role's, then terminal's
	desktop         TEXT NOT NULL DEFAULT '', -- session a greeter starts (U11)
	landing         TEXT NOT NULL DEFAULT '', -- module shown first (U11)
	mail_identity   TEXT NOT NULL DEFAULT '', -- sender of own mailbox (L10)
	lead_id         TEXT REFERENCES person,   -- crew-<lead> (R10)
	session_epoch   INTEGER NOT NULL DEFAULT 0, -- sessions of a lower one end (X2)
	expires_at      INTEGER,                  -- account ends by date
	last_sign_in_at INTEGER,
	last_sign_in_method TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL,
	created_by      TEXT NOT NULL,            -- person id, 'root', or 'sync:NAME'
	updated_at      INTEGER NOT NULL,
	deactivated_at  INTEGER,
	deleted_at      INTEGER,
	purged_at       INTEGER, mail_address TEXT NOT NULL DEFAULT '', mail_folded TEXT NOT NULL DEFAULT '', mail_by TEXT NOT NULL DEFAULT '', mail_at INTEGER, email_by TEXT NOT NULL DEFAULT '', email_at INTEGER,
	CHECK ((status = 'deleted') = (deleted_at IS NOT NULL)),
	CHECK (purged_at IS NULL OR status = 'deleted')
) STRICT;
INSERT INTO person VALUES('46e46bfa-e8c8-4aeb-8f07-e6347976df1e',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','ada',70000,'internal','active',0,0,0,0,'Ada','Admin','ada@acme.example','ada@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,0,NULL,NULL,'',1795901919,'root',1795901919,NULL,NULL,NULL,'ada@acme.example','ada@acme.example','root',1795901919,'root',1795901919);
INSERT INTO person VALUES('eb0d2a29-50fb-44f9-b74f-4b5081fd5508',5,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','jane',70001,'internal','active',0,0,0,0,'Jane','Doe','jane.doe@acme.example','jane.doe@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,1,NULL,NULL,'',1795901928,'root',1795901929,NULL,NULL,NULL,'jane.doe@acme.example','jane.doe@acme.example','root',1795901929,'root',1795901929);
INSERT INTO person VALUES('8c325cb7-a1e8-44df-9a24-77b36f85604a',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','lea',70002,'fieldworker','active',0,0,0,0,'Lea','Lead','lea@acme.example','lea@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,0,NULL,NULL,'',1795901928,'root',1795901928,NULL,NULL,NULL,'lea@acme.example','lea@acme.example','root',1795901928,'root',1795901928);
INSERT INTO person VALUES('f643f2c9-2350-4476-a2ed-c7d397a5b67b',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','sam',70003,'subworker','active',0,0,0,0,'Sam','Sub','','',NULL,'','','','','','','','','','','','','','','','','8c325cb7-a1e8-44df-9a24-77b36f85604a',0,NULL,NULL,'',1795901928,'root',1795901928,NULL,NULL,NULL,'','','root',1795901928,'root',1795901928);
INSERT INTO person VALUES('9c32ccd0-02f9-4690-8591-f16280574946',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','max',70004,'internal','active',1,1,0,0,'Max','Money','max@acme.example','max@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,1,NULL,NULL,'',1795901928,'root',1795901928,NULL,NULL,NULL,'max@acme.example','max@acme.example','root',1795901928,'root',1795901928);
INSERT INTO person VALUES('b72a881a-4057-4fdd-b56c-da51cd5888ba',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','old',70005,'internal','deleted',0,0,0,0,'Old','Hand','old@acme.example','old@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,1,NULL,NULL,'',1795901928,'root',1795901928,NULL,1795901928,NULL,'old@acme.example','old@acme.example','root',1795901928,'root',1795901928);
INSERT INTO person VALUES('9e6b6fc6-5077-4b29-a96c-c8c87d448522',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','gone',70006,'internal','deleted',0,0,0,0,'','','','',NULL,'','','','','','','','','','','','','','','','',NULL,1,NULL,NULL,'',1795901928,'root',1795901929,NULL,1795901929,1795901929,'','','',NULL,'',NULL);
INSERT INTO person VALUES('40c74c55-49ff-4a61-9fba-6e8337417b2b',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','ccsv',70007,'fieldworker','active',0,1,0,0,'Cara','Csv','cara@acme.example','cara@acme.example',NULL,'','','','','','','','','','','','','','','','',NULL,0,NULL,NULL,'',1795901948,'sync:file',1795901948,NULL,NULL,NULL,'cara@acme.example','cara@acme.example','sync:file',1795901948,'sync:file',1795901948);
CREATE TABLE person_pin (
	person_id       TEXT NOT NULL REFERENCES person,
	field           TEXT NOT NULL,
	pinned_by       TEXT NOT NULL,
	pinned_at       INTEGER NOT NULL,
	PRIMARY KEY (person_id, field)
) STRICT, WITHOUT ROWID;
INSERT INTO person_pin VALUES('eb0d2a29-50fb-44f9-b74f-4b5081fd5508','email','root',1795901929);
CREATE TABLE spent_email (
	org_id          TEXT NOT NULL REFERENCES org,
	hash            BLOB NOT NULL CHECK (length(hash) = 32),
	spent_at        INTEGER NOT NULL,
	PRIMARY KEY (org_id, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO spent_email VALUES('f68b7d12-bdae-4f7b-901a-681f8412dc1d',X'04e003312278936cc2cd61379c3d9dcc8cdc3f91d31e3abe40da81a3adef2c39',1795901929);
CREATE TABLE os_group (
	gid             INTEGER PRIMARY KEY CHECK (gid > 0),
	name            TEXT NOT NULL UNIQUE,
	kind            TEXT NOT NULL CHECK (kind IN ('role', 'perm', 'site', 'crew',
	                    'cal', 'veh', 'appr', 'org', 'assignable')),
	owner           TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	retired_at      INTEGER,
	UNIQUE (kind, owner)
) STRICT;
INSERT INTO os_group VALUES(65600,'org-acme','org','f68b7d12-bdae-4f7b-901a-681f8412dc1d',1795901919,NULL);
INSERT INTO os_group VALUES(65601,'assignable','assignable','',1795901919,NULL);
INSERT INTO os_group VALUES(65602,'perm-bookings-edit','perm','bookings.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65603,'perm-customers-view','perm','customers.view',1795901919,NULL);
INSERT INTO os_group VALUES(65604,'perm-customers-edit','perm','customers.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65605,'perm-inventory-edit','perm','inventory.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65606,'perm-invoices-view','perm','invoices.view',1795901919,NULL);
INSERT INTO os_group VALUES(65607,'perm-invoices-edit','perm','invoices.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65608,'perm-reports-view','perm','reports.view',1795901919,NULL);
INSERT INTO os_group VALUES(65609,'perm-scheduling-view','perm','scheduling.view',1795901919,NULL);
INSERT INTO os_group VALUES(65610,'perm-scheduling-edit','perm','scheduling.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65611,'perm-service-reports-create','perm','service-reports.create',1795901919,NULL);
INSERT INTO os_group VALUES(65612,'perm-settings-edit','perm','settings.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65613,'perm-users-edit','perm','users.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65614,'perm-work-orders-edit','perm','work-orders.edit',1795901919,NULL);
INSERT INTO os_group VALUES(65615,'role-admin','role','66419d09-39cf-4a75-84ac-5ce13d279c28',1795901919,NULL);
INSERT INTO os_group VALUES(65616,'role-dispatcher','role','98a5d493-65fa-46ac-8fb8-24a3f727fcc8',1795901919,NULL);
INSERT INTO os_group VALUES(65617,'role-sales','role','f8aa4458-567f-4683-92cb-93ba2919b020',1795901919,NULL);
INSERT INTO os_group VALUES(65618,'role-support','role','0291ee29-72b8-48c0-9acc-67f1ffecee74',1795901919,NULL);
INSERT INTO os_group VALUES(65619,'role-accounts','role','51339a76-c4fa-4228-a274-7b401beb5ce1',1795901919,NULL);
INSERT INTO os_group VALUES(65620,'role-fieldworker','role','c9d118bb-5425-4edc-9b62-5dedd5835801',1795901919,NULL);
INSERT INTO os_group VALUES(65621,'role-subworker','role','4b68c501-6120-4318-a917-10b8a26b5a8b',1795901919,NULL);
INSERT INTO os_group VALUES(65622,'role-manager','role','b3803d58-b782-45dd-a4fb-1895fc061d16',1795901919,NULL);
INSERT INTO os_group VALUES(65623,'role-technician','role','695fccc4-f318-492e-8dcf-e3c49420c7b1',1795901919,NULL);
INSERT INTO os_group VALUES(65624,'role-viewer','role','59fceb54-cb78-4753-9e21-0104fc84ee0e',1795901919,NULL);
INSERT INTO os_group VALUES(65625,'appr-people','appr','928036b7-2070-4d7c-a473-b7ebf94d9666',1795901919,NULL);
INSERT INTO os_group VALUES(65626,'site-depot-north','site','b1143d7f-a7cf-4f37-969e-6feb7fc9d61d',1795901919,NULL);
INSERT INTO os_group VALUES(65627,'site-yard','site','e9a5fa5c-e73d-45e2-9db7-b0649503ff89',1795901928,NULL);
INSERT INTO os_group VALUES(65628,'role-helper','role','08b9a05d-0225-4eb5-a970-79539fae1591',1795901928,NULL);
INSERT INTO os_group VALUES(65629,'role-spare','role','9d4f4729-7ee2-4ba4-8914-962b92ba6143',1795901928,1795901928);
INSERT INTO os_group VALUES(65630,'veh-van-7','veh','v1',1795557600,NULL);
INSERT INTO os_group VALUES(65631,'cal-week','cal','c1',1795557600,NULL);
INSERT INTO os_group VALUES(65632,'crew-lea','crew','8c325cb7-a1e8-44df-9a24-77b36f85604a',1795557600,NULL);
CREATE TABLE role (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL UNIQUE,     -- 'dispatcher': group role-dispatcher
	title           TEXT NOT NULL,
	privileged      INTEGER NOT NULL DEFAULT 0 CHECK (privileged IN (0, 1)),
	                                          -- an import never gives it (A10)
	assignable      INTEGER NOT NULL DEFAULT 0 CHECK (assignable IN (0, 1)),
	shell           TEXT NOT NULL DEFAULT '',
	desktop         TEXT NOT NULL DEFAULT '',
	landing         TEXT NOT NULL DEFAULT '',
	skeleton        TEXT NOT NULL DEFAULT '', -- home folder skeleton (N1)
	created_at      INTEGER NOT NULL,
	deleted_at      INTEGER
) STRICT;
INSERT INTO role VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','admin','Admin/Owner',1,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','dispatcher','Dispatcher',0,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('f8aa4458-567f-4683-92cb-93ba2919b020',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','sales','Sales/Estimator',0,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','support','Customer Support',0,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','accounts','Accounts/Finance',1,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','fieldworker','Fieldworker (Lead)',0,1,'','','','',1795901919,NULL);
INSERT INTO role VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','subworker','Subworker',0,1,'','','','',1795901919,NULL);
INSERT INTO role VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','manager','Manager',0,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','technician','Technician',0,1,'','','','',1795901919,NULL);
INSERT INTO role VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','viewer','View Only',0,0,'','','','',1795901919,NULL);
INSERT INTO role VALUES('08b9a05d-0225-4eb5-a970-79539fae1591',2,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','helper','Helper',0,0,'','','','',1795901928,NULL);
INSERT INTO role VALUES('9d4f4729-7ee2-4ba4-8914-962b92ba6143',4,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','spare','spare',0,0,'','','','',1795901928,1795901928);
CREATE TABLE role_permission (
	role_id         TEXT NOT NULL REFERENCES role,
	permission      TEXT NOT NULL,            -- 'invoices.edit', store/people/permission
	PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','assets.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','bookings.create');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','bookings.delete');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','bookings.edit');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','bookings.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','customer-notification.on');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','customers.create');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','customers.delete');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','customers.edit');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','customers.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','dashboard.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','estimation.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','facilities.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','invoices.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','messaging.create');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','messaging.delete');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','messaging.edit');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','messaging.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','scheduling.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','service-reports.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','tickets.create');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','tickets.delete');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','tickets.edit');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','tickets.view');
INSERT INTO role_permission VALUES('0291ee29-72b8-48c0-9acc-67f1ffecee74','work-orders.view');
INSERT INTO role_permission VALUES('08b9a05d-0225-4eb5-a970-79539fae1591','tickets.create');
INSERT INTO role_permission VALUES('08b9a05d-0225-4eb5-a970-79539fae1591','tickets.delete');
INSERT INTO role_permission VALUES('08b9a05d-0225-4eb5-a970-79539fae1591','tickets.edit');
INSERT INTO role_permission VALUES('08b9a05d-0225-4eb5-a970-79539fae1591','tickets.view');
INSERT INTO role_permission VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b','forms.view');
INSERT INTO role_permission VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b','scheduling.view');
INSERT INTO role_permission VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b','service-reports.view-own');
INSERT INTO role_permission VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b','timesheet.view');
INSERT INTO role_permission VALUES('4b68c501-6120-4318-a917-10b8a26b5a8b','work-orders.view-own');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','accounting-integration.on');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','bookings.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','contracts.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','customers.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','dashboard.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','estimation.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','expenses.create');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','expenses.delete');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','expenses.edit');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','expenses.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','import.on');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','inventory.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','invoices.create');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','invoices.delete');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','invoices.edit');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','invoices.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payments.create');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payments.delete');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payments.edit');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payments.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payroll.create');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payroll.delete');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payroll.edit');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','payroll.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','refunds.create');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','refunds.delete');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','refunds.edit');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','refunds.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','reports.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','revenue.view');
INSERT INTO role_permission VALUES('51339a76-c4fa-4228-a274-7b401beb5ce1','timesheet.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','assets.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','bookings.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','contractors.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','contracts.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','customers.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','dashboard.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','estimation.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','expenses.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','facilities.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','forms.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','integration.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','inventory.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','invoices.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','map.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','membership.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','messaging.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','reports.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','revenue.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','scheduling.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','service-reports.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','tickets.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','timesheet.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','users.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','warehouses.view');
INSERT INTO role_permission VALUES('59fceb54-cb78-4753-9e21-0104fc84ee0e','work-orders.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','accounting-integration.on');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','assets.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','assets.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','assets.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','assets.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','assets.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','audit-logs.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','bookings.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','bookings.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','bookings.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','bookings.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','bookings.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contractors.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contractors.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contractors.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contractors.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contractors.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contracts.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contracts.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contracts.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contracts.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','contracts.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','customer-notification.on');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','customers.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','customers.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','customers.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','customers.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','dashboard.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','dashboard.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','dashboard.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','dashboard.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','estimation.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','estimation.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','estimation.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','estimation.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','estimation.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','expenses.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','expenses.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','expenses.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','expenses.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','expenses.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','facilities.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','facilities.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','facilities.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','facilities.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','facilities.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','forms.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','forms.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','forms.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','forms.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','import.on');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','integration.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','integration.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','integration.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','integration.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','inventory-tracking.on');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','inventory.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','inventory.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','inventory.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','inventory.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','invoices.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','invoices.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','invoices.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','invoices.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','invoices.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','map.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','membership.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','membership.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','membership.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','membership.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','messaging.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','messaging.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','messaging.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','messaging.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payments.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payments.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payments.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payments.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payroll.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payroll.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payroll.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payroll.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','payroll.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','refunds.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','refunds.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','refunds.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','refunds.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','refunds.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','reports.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','revenue.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','revenue.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','revenue.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','revenue.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','scheduling.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','scheduling.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','scheduling.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','scheduling.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.send');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','service-reports.view-own');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','settings.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','settings.super-admin');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','settings.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','tickets.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','tickets.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','tickets.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','tickets.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','timesheet.approve');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','timesheet.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','timesheet.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','timesheet.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','timesheet.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','users.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','users.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','users.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','users.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','vehicle-tracking.on');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','warehouses.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','warehouses.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','warehouses.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','warehouses.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.archive');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.create');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.delete');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.edit');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.send');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.view');
INSERT INTO role_permission VALUES('66419d09-39cf-4a75-84ac-5ce13d279c28','work-orders.view-own');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','assets.create');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','assets.edit');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','assets.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','facilities.create');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','facilities.edit');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','facilities.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','forms.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','inventory.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','map.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','scheduling.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','service-reports.create');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','service-reports.edit');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','service-reports.send');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','service-reports.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','service-reports.view-own');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','tickets.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','timesheet.create');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','timesheet.delete');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','timesheet.edit');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','timesheet.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','work-orders.create');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','work-orders.edit');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','work-orders.send');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','work-orders.view');
INSERT INTO role_permission VALUES('695fccc4-f318-492e-8dcf-e3c49420c7b1','work-orders.view-own');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','assets.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','bookings.create');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','bookings.delete');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','bookings.edit');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','bookings.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','contractors.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','customer-notification.on');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','customers.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','dashboard.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','facilities.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','forms.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','map.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','messaging.create');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','messaging.delete');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','messaging.edit');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','messaging.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','scheduling.create');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','scheduling.delete');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','scheduling.edit');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','scheduling.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','service-reports.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','tickets.create');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','tickets.delete');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','tickets.edit');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','tickets.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','timesheet.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','users.view');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','vehicle-tracking.on');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','work-orders.create');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','work-orders.edit');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','work-orders.send');
INSERT INTO role_permission VALUES('98a5d493-65fa-46ac-8fb8-24a3f727fcc8','work-orders.view');
INSERT INTO role_permission VALUES('9d4f4729-7ee2-4ba4-8914-962b92ba6143','tickets.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','assets.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','bookings.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','contractors.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','contracts.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','customers.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','dashboard.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','estimation.approve');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','estimation.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','expenses.approve');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','expenses.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','facilities.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','forms.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','integration.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','inventory.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','invoices.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','map.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','membership.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','messaging.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','reports.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','revenue.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','scheduling.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','service-reports.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','tickets.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','timesheet.approve');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','timesheet.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','users.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','warehouses.view');
INSERT INTO role_permission VALUES('b3803d58-b782-45dd-a4fb-1895fc061d16','work-orders.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','assets.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','bookings.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','facilities.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','forms.create');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','forms.delete');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','forms.edit');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','forms.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','inventory.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','map.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','messaging.create');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','messaging.delete');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','messaging.edit');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','messaging.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','scheduling.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','service-reports.create');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','service-reports.edit');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','service-reports.send');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','service-reports.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','service-reports.view-own');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','timesheet.create');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','timesheet.delete');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','timesheet.edit');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','timesheet.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','work-orders.edit');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','work-orders.view');
INSERT INTO role_permission VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','work-orders.view-own');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','bookings.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','bookings.delete');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','bookings.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','bookings.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','contracts.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','contracts.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','contracts.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','customers.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','customers.delete');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','customers.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','customers.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','dashboard.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','estimation.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','estimation.delete');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','estimation.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','estimation.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','facilities.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','forms.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','inventory.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','invoices.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','membership.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','membership.delete');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','membership.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','membership.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','messaging.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','messaging.delete');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','messaging.edit');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','messaging.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','scheduling.view');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','work-orders.create');
INSERT INTO role_permission VALUES('f8aa4458-567f-4683-92cb-93ba2919b020','work-orders.view');
CREATE TABLE role_local_group (
	role_id         TEXT NOT NULL REFERENCES role,
	name            TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (role_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO role_local_group VALUES('c9d118bb-5425-4edc-9b62-5dedd5835801','dialout',1795557600);
CREATE TABLE person_role (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	role_id         TEXT NOT NULL REFERENCES role,
	is_primary      INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, role_id)
) STRICT, WITHOUT ROWID;
INSERT INTO person_role VALUES('3505ca0f-fc0d-4c4f-b41c-bb4526acb251',1,'46e46bfa-e8c8-4aeb-8f07-e6347976df1e','66419d09-39cf-4a75-84ac-5ce13d279c28',1,'root',1795901919);
INSERT INTO person_role VALUES('4b283cd1-77d9-4562-b4c8-bc40a7670c4e',1,'8c325cb7-a1e8-44df-9a24-77b36f85604a','08b9a05d-0225-4eb5-a970-79539fae1591',0,'root',1795901928);
INSERT INTO person_role VALUES('77e36d86-0fe4-4dab-8215-81e3073714e6',1,'8c325cb7-a1e8-44df-9a24-77b36f85604a','c9d118bb-5425-4edc-9b62-5dedd5835801',1,'root',1795901928);
INSERT INTO person_role VALUES('e0d6f7cc-7872-45aa-904b-a0dc6e75cdf9',1,'9c32ccd0-02f9-4690-8591-f16280574946','51339a76-c4fa-4228-a274-7b401beb5ce1',1,'root',1795901928);
INSERT INTO person_role VALUES('5ce5c202-b047-4047-8413-94972760d59e',1,'b72a881a-4057-4fdd-b56c-da51cd5888ba','b3803d58-b782-45dd-a4fb-1895fc061d16',1,'root',1795901928);
INSERT INTO person_role VALUES('f4533ff3-4d10-486b-98cd-369714c798f4',1,'eb0d2a29-50fb-44f9-b74f-4b5081fd5508','98a5d493-65fa-46ac-8fb8-24a3f727fcc8',1,'root',1795901928);
INSERT INTO person_role VALUES('a5033a05-772d-440c-9a67-b2e3b956d854',1,'f643f2c9-2350-4476-a2ed-c7d397a5b67b','4b68c501-6120-4318-a917-10b8a26b5a8b',1,'root',1795901928);
CREATE TABLE person_permission (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	permission      TEXT NOT NULL,
	place_id        TEXT NOT NULL DEFAULT '',
	effect          TEXT NOT NULL CHECK (effect IN ('grant', 'deny')),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, permission, place_id)
) STRICT, WITHOUT ROWID;
INSERT INTO person_permission VALUES('pp1',1,'eb0d2a29-50fb-44f9-b74f-4b5081fd5508','invoices.view','','grant','root',1795557600);
CREATE TABLE kind_cap (
	org_id          TEXT NOT NULL REFERENCES org,
	kind            TEXT NOT NULL CHECK (kind IN ('fieldworker', 'subworker')),
	permission      TEXT NOT NULL,
	PRIMARY KEY (org_id, kind, permission)
) STRICT, WITHOUT ROWID;
INSERT INTO kind_cap VALUES('f68b7d12-bdae-4f7b-901a-681f8412dc1d','fieldworker','tickets.view');
CREATE TABLE exposed_permission (
	permission      TEXT PRIMARY KEY,
	exposed_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO exposed_permission VALUES('bookings.edit',1795901919);
INSERT INTO exposed_permission VALUES('customers.edit',1795901919);
INSERT INTO exposed_permission VALUES('customers.view',1795901919);
INSERT INTO exposed_permission VALUES('inventory.edit',1795901919);
INSERT INTO exposed_permission VALUES('invoices.edit',1795901919);
INSERT INTO exposed_permission VALUES('invoices.view',1795901919);
INSERT INTO exposed_permission VALUES('reports.view',1795901919);
INSERT INTO exposed_permission VALUES('scheduling.edit',1795901919);
INSERT INTO exposed_permission VALUES('scheduling.view',1795901919);
INSERT INTO exposed_permission VALUES('service-reports.create',1795901919);
INSERT INTO exposed_permission VALUES('settings.edit',1795901919);
INSERT INTO exposed_permission VALUES('users.edit',1795901919);
INSERT INTO exposed_permission VALUES('work-orders.edit',1795901919);
CREATE TABLE place (
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
	UNIQUE (kind, name)
) STRICT;
INSERT INTO place VALUES('b1143d7f-a7cf-4f37-969e-6feb7fc9d61d',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','site','depot-north','depot-north','','','','','',1795901919,NULL);
INSERT INTO place VALUES('e9a5fa5c-e73d-45e2-9db7-b0649503ff89',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','site','yard','Yard','','','','','',1795901928,NULL);
INSERT INTO place VALUES('c1',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','cal','week','Week','','','','','',1795557600,NULL);
INSERT INTO place VALUES('v1',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','veh','van-7','Van 7','','','','','',1795557600,NULL);
CREATE TABLE person_place (
	id              TEXT NOT NULL UNIQUE,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	person_id       TEXT NOT NULL REFERENCES person,
	place_id        TEXT NOT NULL REFERENCES place,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, place_id)
) STRICT, WITHOUT ROWID;
INSERT INTO person_place VALUES('aa395059-2be1-4215-a49d-63be487a0dfb',1,'46e46bfa-e8c8-4aeb-8f07-e6347976df1e','b1143d7f-a7cf-4f37-969e-6feb7fc9d61d','root',1795901919);
INSERT INTO person_place VALUES('a3ed073c-52c4-46fb-a66d-3f5831d9b4e1',1,'8c325cb7-a1e8-44df-9a24-77b36f85604a','e9a5fa5c-e73d-45e2-9db7-b0649503ff89','root',1795901928);
INSERT INTO person_place VALUES('d2fac569-7072-40e8-82e8-2ab0eb234402',1,'eb0d2a29-50fb-44f9-b74f-4b5081fd5508','b1143d7f-a7cf-4f37-969e-6feb7fc9d61d','root',1795901928);
CREATE TABLE person_every_place (
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL CHECK (kind IN ('site', 'cal', 'veh')),
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE terminal (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	name            TEXT NOT NULL UNIQUE,     -- [terminal] name
	site_id         TEXT REFERENCES place,
	vehicle_id      TEXT REFERENCES place,
	created_at      INTEGER NOT NULL
) STRICT;
INSERT INTO terminal VALUES('45c760a9-b598-417a-82e9-73675c374a87',1,'van-7','b1143d7f-a7cf-4f37-969e-6feb7fc9d61d','v1',1795901919);
CREATE TABLE terminal_org (
	terminal_id     TEXT NOT NULL REFERENCES terminal,
	org_id          TEXT NOT NULL REFERENCES org,
	PRIMARY KEY (terminal_id, org_id)
) STRICT, WITHOUT ROWID;
INSERT INTO terminal_org VALUES('45c760a9-b598-417a-82e9-73675c374a87','f68b7d12-bdae-4f7b-901a-681f8412dc1d');
CREATE TABLE portal (
	name            TEXT PRIMARY KEY,
	title           TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO portal VALUES('planner','External Planner');
INSERT INTO portal VALUES('purchasing','External Purchasing');
CREATE TABLE portal_service (
	service         TEXT PRIMARY KEY,
	portal          TEXT NOT NULL REFERENCES portal
) STRICT, WITHOUT ROWID;
CREATE TABLE person_portal (
	person_id       TEXT NOT NULL REFERENCES person,
	portal          TEXT NOT NULL REFERENCES portal,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, portal)
) STRICT, WITHOUT ROWID;
CREATE TABLE approval_group (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	org_id          TEXT NOT NULL REFERENCES org,
	name            TEXT NOT NULL UNIQUE,     -- 'people': group appr-people
	title           TEXT NOT NULL,
	created_at      INTEGER NOT NULL
) STRICT;
INSERT INTO approval_group VALUES('928036b7-2070-4d7c-a473-b7ebf94d9666',1,'f68b7d12-bdae-4f7b-901a-681f8412dc1d','people','People',1795901919);
CREATE TABLE person_approval (
	person_id       TEXT NOT NULL REFERENCES person,
	group_id        TEXT NOT NULL REFERENCES approval_group,
	granted_by      TEXT NOT NULL,
	granted_at      INTEGER NOT NULL,
	PRIMARY KEY (person_id, group_id)
) STRICT, WITHOUT ROWID;
INSERT INTO person_approval VALUES('eb0d2a29-50fb-44f9-b74f-4b5081fd5508','928036b7-2070-4d7c-a473-b7ebf94d9666','root',1795557600);
CREATE TABLE delegation (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	from_id         TEXT NOT NULL REFERENCES person,
	to_id           TEXT NOT NULL REFERENCES person,
	role_id         TEXT REFERENCES role,
	group_id        TEXT REFERENCES approval_group,
	starts_at       INTEGER NOT NULL,
	ends_at         INTEGER NOT NULL CHECK (ends_at > starts_at),
	ended_at        INTEGER,
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	CHECK ((role_id IS NULL) <> (group_id IS NULL)),
	CHECK (from_id <> to_id)
) STRICT;
INSERT INTO delegation VALUES('d1',1,'eb0d2a29-50fb-44f9-b74f-4b5081fd5508','8c325cb7-a1e8-44df-9a24-77b36f85604a','98a5d493-65fa-46ac-8fb8-24a3f727fcc8',NULL,1795557600,1795644000,NULL,'root',1795557600);
INSERT INTO delegation VALUES('d2',1,'eb0d2a29-50fb-44f9-b74f-4b5081fd5508','8c325cb7-a1e8-44df-9a24-77b36f85604a',NULL,'928036b7-2070-4d7c-a473-b7ebf94d9666',1795557600,1795644000,NULL,'root',1795557600);
CREATE TABLE password (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	hash            TEXT NOT NULL,            -- libsodium's $argon2id$ string
	temporary       INTEGER NOT NULL DEFAULT 0 CHECK (temporary IN (0, 1)),
	set_by          TEXT NOT NULL,
	set_at          INTEGER NOT NULL,
	expires_at      INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO password VALUES('46e46bfa-e8c8-4aeb-8f07-e6347976df1e','$argon2id$v=19$m=65536,t=2,p=1$AEOixf/IZ69VDNjq/kf5nQ$dxsUXcl2vyFqDYJ86BxdD5o+BYG6Y13O/W2QwxhyWU4',0,'root',1795901919,NULL);
INSERT INTO password VALUES('eb0d2a29-50fb-44f9-b74f-4b5081fd5508','$argon2id$v=19$m=65536,t=2,p=1$UDml/30qmYK647hqxY9RJg$Cz3aKJeYWWGKamaHvE2+zOQckHQyMQ4tcsniY/UEi+0',0,'root',1795901928,NULL);
CREATE TABLE one_time_code (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	kind            TEXT NOT NULL CHECK (kind IN
	                    ('invitation', 'link', 'sign-in', 'lead', 'verify-email')),
	hash            BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
	delivery        TEXT NOT NULL CHECK (delivery IN ('mail', 'print')),
	email_folded    TEXT NOT NULL DEFAULT '', -- the address it was mailed to
	attempts        INTEGER NOT NULL DEFAULT 0,
	created_by      TEXT NOT NULL,
	created_at      INTEGER NOT NULL,
	expires_at      INTEGER NOT NULL,
	used_at         INTEGER,
	revoked_at      INTEGER
) STRICT;
INSERT INTO one_time_code VALUES('k1','8c325cb7-a1e8-44df-9a24-77b36f85604a','invitation',X'000972b65bdfa675c9c292d498b725106c18d1334efee2a01863e9ab50fcff3c','mail','lea@acme.example',0,'root',1795557600,1796162400,NULL,NULL);
CREATE TABLE attempt (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	failure_count   INTEGER NOT NULL DEFAULT 0 CHECK (failure_count >= 0),
	first_at        INTEGER NOT NULL,
	last_at         INTEGER NOT NULL,
	locked_until    INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO attempt VALUES('eb0d2a29-50fb-44f9-b74f-4b5081fd5508',3,1795557600,1795557660,1795558600);
CREATE TABLE unknown_attempt (
	hour            INTEGER NOT NULL,         -- start of the hour
	service         TEXT NOT NULL,
	count           INTEGER NOT NULL,
	PRIMARY KEY (hour, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
	id              TEXT PRIMARY KEY,
	person_id       TEXT NOT NULL REFERENCES person,
	terminal        TEXT NOT NULL,
	service         TEXT NOT NULL,
	tty             TEXT NOT NULL DEFAULT '',
	address         TEXT NOT NULL DEFAULT '', -- PAM_RHOST
	method          TEXT NOT NULL DEFAULT '',
	leader_pid      INTEGER NOT NULL,
	leader_started  INTEGER NOT NULL,         -- clock ticks, proc(5) starttime
	boot_id         TEXT NOT NULL,            -- pids mean nothing after a boot
	epoch           INTEGER NOT NULL,
	impersonator    TEXT NOT NULL DEFAULT '', -- login-as (X3)
	opened_at       INTEGER NOT NULL,
	closed_at       INTEGER,
	close_reason    TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO session VALUES('s1','8c325cb7-a1e8-44df-9a24-77b36f85604a','van-7','sshd','pts/3','','',4711,99,'boot',0,'',1795557600,NULL,'');
CREATE TABLE audit (
	seq             INTEGER PRIMARY KEY,
	at              INTEGER NOT NULL,
	actor           TEXT NOT NULL,            -- person id, 'root', 'sync:NAME'
	action          TEXT NOT NULL,            -- 'user.block', 'sign-in.success'
	module          TEXT NOT NULL,            -- 'users', 'roles', 'sign-in', ...
	subject         TEXT NOT NULL DEFAULT '', -- id of what was acted on
	org_id          TEXT NOT NULL DEFAULT '',
	terminal        TEXT NOT NULL DEFAULT '',
	service         TEXT NOT NULL DEFAULT '',
	outcome         TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
	reason          TEXT NOT NULL DEFAULT '', -- code of store/reason
	detail_hash     BLOB NOT NULL CHECK (length(detail_hash) = 32),
	hash            BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit VALUES(1,1795901919,'root','org.setup','settings','f68b7d12-bdae-4f7b-901a-681f8412dc1d','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'ad9bdefa0092fbfa7a19e5a5697e1a6d4d67612a9f899abf47f1c233b58cd885',X'ab9c47173a8d6e57012636628121c5874005619a95829bec0153fd13260ded61');
INSERT INTO audit VALUES(2,1795901919,'root','place.add','places','b1143d7f-a7cf-4f37-969e-6feb7fc9d61d','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'500a4811f235f5d85a2f60a3c9a31ff12ddcb5da00eb88e242f8744811f41b28',X'8f3aec4ca0343fe733ebcf4d06eb0925019f16f7d5676c517db1715a9f8bc774');
INSERT INTO audit VALUES(3,1795901919,'root','terminal.add','places','45c760a9-b598-417a-82e9-73675c374a87','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'f1ee07c0b98f587c057c55b4d9ced337eb05718cb1f34a519cb4aab9709a1da3',X'6fb20f8512662c9994e87a03455dfa391b52250cfe83547fb0352cec30739cf7');
INSERT INTO audit VALUES(4,1795901919,'root','user.add','users','46e46bfa-e8c8-4aeb-8f07-e6347976df1e','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'f3cce527289f60006f0f2c1bf094c370adb9238aa58b8a295801428d5624f3a4',X'7bd22e624f5df2f662d40ff47bac021daf3d52292ff475a78194985e5b554287');
INSERT INTO audit VALUES(5,1795901919,'root','role.assign','roles','46e46bfa-e8c8-4aeb-8f07-e6347976df1e','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'6108a7cd89ed1f5dcb9a909b19567c3235e30579944db123a468364707ee9d0b',X'4855f8047b6d2739ecb72f483ab88289778177101b2e53875ee432c6fb6dde11');
INSERT INTO audit VALUES(6,1795901919,'root','place.assign','places','46e46bfa-e8c8-4aeb-8f07-e6347976df1e','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'bc6230bca7c8513ede708e0fa3e040a9bec0db80c15caa322bbe228a5a6c6826',X'6be99588798b8d1a0099bfcf6c4227a45c5b491c2f850b7bda9930340a582080');
INSERT INTO audit VALUES(7,1795901919,'root','user.password','users','46e46bfa-e8c8-4aeb-8f07-e6347976df1e','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'c0589ba22fe9efb02e0c50bd15452d25598e0d5a41539b3d8302d90eb41ca431',X'31d0d3155c96999830a9d7c2e12c0f815a95ed757a16cc2895a1452c0f066348');
INSERT INTO audit VALUES(8,1795901928,'root','place.add','places','e9a5fa5c-e73d-45e2-9db7-b0649503ff89','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'8279e8f92de836c111babc924298b868ac009ec568b19009ebc4fde7a13b8a25',X'33966af99a4854a6440f10600123c2387dc2b055a6e811dc7d9692e1dd5dfd44');
INSERT INTO audit VALUES(9,1795901928,'root','user.add','users','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'22697587a82203481a621f76b8b4920c84ea85ad14c6d1faa78ccf4d4ed69ae5',X'681bd4325089d960cd337265db0dddee27a49acf2a98cd4c2b22f14c0329fdbe');
INSERT INTO audit VALUES(10,1795901928,'root','role.assign','roles','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'2f1a4f92ca1297b2ca97cfa445d9d5fcbf41470f66a908f680f860699c0c7360',X'b4c4ad8383a12affa841225d5b2ffdb725f56c63b1ff1bfe0d29d953f8d4faea');
INSERT INTO audit VALUES(11,1795901928,'root','place.assign','places','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'84116d05b349f29bc739ee46b42b75fb0dcc18d841976ef8533b271022699911',X'0b05ad888345d71d7475acde6e80124c3d6346b7d2ff20866f702f5d015c9122');
INSERT INTO audit VALUES(12,1795901928,'root','user.password','users','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'd22ad7cdcf922c784d7a517c98aaa0f12b1c56514676b9583f8b9c97eb11b57c',X'c78c1bd44502330e3dfc32f77c4a9b847f27f5492ea281b7cf7a170d9e19d96a');
INSERT INTO audit VALUES(13,1795901928,'root','user.add','users','8c325cb7-a1e8-44df-9a24-77b36f85604a','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'8818267cc2416ec2d10b5565a4f283c40f821f9aeb7c17338486ad60bc911b4d',X'8e22badfed25f741700141db51fed09de5954173f788cbfb5cf807d2bbbb43e7');
INSERT INTO audit VALUES(14,1795901928,'root','role.assign','roles','8c325cb7-a1e8-44df-9a24-77b36f85604a','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'9e9eb7e3b4e9463f767076576978a673eb5819ef8d0a5a8601955c6b38183424',X'8fb39a1e9ac633f0a31e2697f2547158801a13b9355f9f5b56cc86bf7bc9c03b');
INSERT INTO audit VALUES(15,1795901928,'root','place.assign','places','8c325cb7-a1e8-44df-9a24-77b36f85604a','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'c8d540ba67e3faa2db9294c9d948edaf42959d25d91e44305e11dc6aeec2b886',X'51c4bd0cb563543994f622a46eddcb6bd7c1ab901c6cc02f28c8c27d44ac7420');
INSERT INTO audit VALUES(16,1795901928,'root','user.add','users','f643f2c9-2350-4476-a2ed-c7d397a5b67b','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'a8b091ce3aabd8670f39adc45fe9ed92b162675b981492f24b562b93ff9bb97d',X'a6aeaec36482f3fa5de68e602b028d3f41a86fb77f8bdc30b38c6d6fbfd4ca6b');
INSERT INTO audit VALUES(17,1795901928,'root','role.assign','roles','f643f2c9-2350-4476-a2ed-c7d397a5b67b','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'e8527c677f16c36b9d226fe0c50fc3efa14b6bd5b95d13547ad0fa7407862bbb',X'2cbacaec69b05991fae9b8f0ce20768aa3180cdb8af1c867d1b4d6e7ef5206e5');
INSERT INTO audit VALUES(18,1795901928,'root','user.add','users','9c32ccd0-02f9-4690-8591-f16280574946','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'35617e232e8556ad28e6e4926aef8c7daab1f4165f8e84e436e865b4da6f5415',X'697505470c99f3613db758de244312442d517e6a54294a4c2381df0dbf9f3419');
INSERT INTO audit VALUES(19,1795901928,'root','role.assign','roles','9c32ccd0-02f9-4690-8591-f16280574946','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'0a95c578c26981ac1d74343b4484fcf0ae71ff8977096265443933e47f986db2',X'21ff39b93e2584155b6f09f9b373397c9351f6de0f8e6720dafb082077868e82');
INSERT INTO audit VALUES(20,1795901928,'root','user.add','users','b72a881a-4057-4fdd-b56c-da51cd5888ba','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'1f73d25a205d5b0f2b89c038766faaa611bf5da90e31c7af09a712cbb2c14861',X'309a11115ff2f67dbda2996cbcc2b99101ad21bb9a7f4bd52a02edf13a854bbd');
INSERT INTO audit VALUES(21,1795901928,'root','role.assign','roles','b72a881a-4057-4fdd-b56c-da51cd5888ba','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'889fa83bf58f0f08ba49ac2844aabe166bd7274e51566680961da30ed18112ae',X'ca97ea9fac69c5869400317b9f3eba615b7af1722caa91fb65a129677f5c826b');
INSERT INTO audit VALUES(22,1795901928,'root','user.add','users','9e6b6fc6-5077-4b29-a96c-c8c87d448522','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'ed3e97272eefd7789ced2fce7578ffefed88cb9c265d3ce4c43dd44fa900ea27',X'e107614edfbb6baadc426482fc62fcbda2949717254bb31321bc294af3b1d740');
INSERT INTO audit VALUES(23,1795901928,'root','role.assign','roles','9e6b6fc6-5077-4b29-a96c-c8c87d448522','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'ff2b2989b38d560e32a5cd49322989e1dbe4ced010ffe903c7a9d72a7615344c',X'f15ddc545618bb2d3b9418998039d305800ddb297ed224b709fc583bb5b75aeb');
INSERT INTO audit VALUES(24,1795901928,'root','role.add','roles','08b9a05d-0225-4eb5-a970-79539fae1591','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'b05dd9d4df5f21906ad8aa92006614cbc821493218aea02b16b0f29abea8a5b9',X'249be31f478d2e6203f7061e8fb47806e3b08b8e8b1b0d71989ec2541220907d');
INSERT INTO audit VALUES(25,1795901928,'root','role.edit','roles','08b9a05d-0225-4eb5-a970-79539fae1591','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'3afa399bd736ba7a3278416e207e7c1c9c4ac9f2f6de9fe70cf2fdbe1b8b0b1b',X'82f26e889ef327a62052e4e627dcdfea155f75d155adcb41ac01f605df9e5716');
INSERT INTO audit VALUES(26,1795901928,'root','role.assign','roles','8c325cb7-a1e8-44df-9a24-77b36f85604a','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'f80da87801f6b608317af16542a2a75c624fac10ce2df1d369503e9b8389715c',X'32eeb9cd0ce9445ef070d5aeca2070dce29a6ac90ca344def8c67c088416fb6e');
INSERT INTO audit VALUES(27,1795901928,'root','role.add','roles','9d4f4729-7ee2-4ba4-8914-962b92ba6143','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'aa00bfa90fcda7c37a9f5d3cc8185d0e443e93f1c148ef2c84a4f305b716eb2e',X'b74110782ebec9cb914452fe36516c79945445a0167fbeec0d07502f704fa455');
INSERT INTO audit VALUES(28,1795901928,'root','role.edit','roles','9d4f4729-7ee2-4ba4-8914-962b92ba6143','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'93d20b98a31ac8c940c89e3a4aba546aa8e92b7cda186a9f6518e6cf26c15e11',X'798b4c3c39ce34cd57baa4bf1f9f03f1262f53bbe6b3d1513c750f18aecc091c');
INSERT INTO audit VALUES(29,1795901928,'root','role.remove','roles','9d4f4729-7ee2-4ba4-8914-962b92ba6143','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'f0d51ba1d9cd9e5d5daa1b15eab477b5eda1f7d184fd1b6b6706316b9edf7019',X'a124fac8633a1de6295d0c50b9dcce5d4ba49d4f163a6398a11793cef33b9c8a');
INSERT INTO audit VALUES(30,1795901928,'root','user.block','users','9c32ccd0-02f9-4690-8591-f16280574946','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'295cd53f0313ccbbc5f1fd33ab2e3745017c6095b9698a8de536df51470f261e',X'1654f8fb16f2cb04be898017eb5679e4faf0f7b8f68a54e49ea5cd13e800a60c');
INSERT INTO audit VALUES(31,1795901928,'root','user.delete','users','b72a881a-4057-4fdd-b56c-da51cd5888ba','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'b4c03501aaf22775dfbf3f9530dec7200cb4dbc6637298b9a1fef004e7357831',X'b15b201a71358049a02bd96d3c6a594a8521249e61b217c18ecc3487da52baa6');
INSERT INTO audit VALUES(32,1795901928,'root','user.deactivate','users','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'ec78a289fa6a18dfaf7f1f384c859879542b422e780c3885892b0907644921bc',X'2aa3301f7367d164637e9e7ab0cde4b6d7b18bfd91f409519b6277ea93e02b8f');
INSERT INTO audit VALUES(33,1795901928,'root','user.activate','users','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'b5b88e2d364c421beb89a6c08f1de11452aa607468b1f68001b36cc7595de495',X'dff825320e28122e2de00a079590752136ec7bc29093c2328a3fbd14e328771e');
INSERT INTO audit VALUES(34,1795901928,'root','policy.set','settings','f68b7d12-bdae-4f7b-901a-681f8412dc1d','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'f96cc3c33dc74d3cb6e77d96a2ea0eb3f7ffba879a168a94c0c7938961d805c8',X'8a4af01efa48911d1e67550099b14395beedae3e64ce7431e9ba825161025267');
INSERT INTO audit VALUES(35,1795901929,'root','user.purge','users','9e6b6fc6-5077-4b29-a96c-c8c87d448522','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'b328d6c73989fbc8b7eb3da1572ed0dd1daccc47c1da73138ea244b728f60d85',X'84a6553c9daae77e65b58be22a2fb82ded4acfe8ca0d0fb3bbdbdb95f4d092b8');
INSERT INTO audit VALUES(36,1795901929,'root','user.delete','users','9e6b6fc6-5077-4b29-a96c-c8c87d448522','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','refused','is_deleted',X'3d81fce0a8c7dd4197645078d2ceb7ec3e29b37367403b9d9889732da5f44bef',X'40a623f0d1307d9a506bb58782b3cce83f3d4f4d7d0fd8fb0dde0c024547f04a');
INSERT INTO audit VALUES(37,1795901929,'root','policy.set','settings','f68b7d12-bdae-4f7b-901a-681f8412dc1d','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'b3124892fd7d0a2c3bac7e6fd20b519638433db029a6772b67049c104c2e97bc',X'3db469a0d5b119a73cdb79b080a6934aeb539410b3edeec9f6a342ef9a7789b7');
INSERT INTO audit VALUES(38,1795901929,'root','user.edit','users','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'6aeb4da469d875136c0d990769ba3727bc13f30b30b64633941f16adfed50ef6',X'b82ef795c0a5cacd68e80931a5383b7bed17c4b328d8ea8f36d7828faeccae0e');
INSERT INTO audit VALUES(39,1795901948,'root','source.add','sources','d5cbe521-ed45-403c-96b1-deb0ea0220dc','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','fieldctl','done','',X'564bd948cd6bb91de68497c246b50c37db4ddc9a9ba68359bf695c58d77d2a0d',X'c60d74fe364d525ca18945e526c273891f3372d1076d7d85dbccfdd89a3d52d4');
INSERT INTO audit VALUES(40,1795901948,'sync:file','user.add','users','40c74c55-49ff-4a61-9fba-6e8337417b2b','f68b7d12-bdae-4f7b-901a-681f8412dc1d','van-7','syncd','done','',X'f70253c8aa38e93a85b5c7c1593e483a1b2ad1def88cfe6f2860efa1174286c0',X'6c47fc4f92ccf8f10a59bb23cdbde2a4a7ef55a9e7604f1861540fb6494d2d91');
CREATE TABLE audit_detail (
	seq             INTEGER PRIMARY KEY REFERENCES audit,
	salt            BLOB NOT NULL CHECK (length(salt) = 16),
	body            TEXT NOT NULL             -- JSON object: logins, tty, address, changes
) STRICT;
INSERT INTO audit_detail VALUES(1,X'0077cf3489ddd7eb74152eb894f7cf0d','{"org":"acme","terminal":"van-7","site":"depot-north"}');
INSERT INTO audit_detail VALUES(2,X'ebc587862b639a74a90bc34cf9fd3235','{"place":"depot-north"}');
INSERT INTO audit_detail VALUES(3,X'5772f70d9083dc7b539678b2029d516e','{}');
INSERT INTO audit_detail VALUES(4,X'32a542618a08e7b2def7fa9c9214a4e0','{"login":"ada","uid":70000,"name":"Ada Admin","email":"ada@acme.example","kind":"internal","state":"active"}');
INSERT INTO audit_detail VALUES(5,X'47b9958ec7e2fff27698bed0c3903ae6','{"role":"admin"}');
INSERT INTO audit_detail VALUES(6,X'16148ddfd6cf0b80a8d202883907a1db','{"place":"depot-north"}');
INSERT INTO audit_detail VALUES(7,X'b38096aecce8d45c9ffa2f9e2aa4236d','{}');
INSERT INTO audit_detail VALUES(8,X'4fd0f10d820ad2ae78b3340f1a0c97dd','{"place":"yard"}');
INSERT INTO audit_detail VALUES(9,X'883089fde147b739b106f88e65bbe76d','{"login":"jane","uid":70001,"name":"Jane Doe","email":"jane@acme.example","kind":"internal","state":"active"}');
INSERT INTO audit_detail VALUES(10,X'e91882696fa7d7972fe8ba0022dc078c','{"role":"dispatcher"}');
INSERT INTO audit_detail VALUES(11,X'f88325fe22d001cbdcc5535ba9088d74','{"place":"depot-north"}');
INSERT INTO audit_detail VALUES(12,X'8b8585467ba0daf1ab53438b429f4af1','{}');
INSERT INTO audit_detail VALUES(13,X'7ced832637296108d63ef5a3c1634064','{"login":"lea","uid":70002,"name":"Lea Lead","email":"lea@acme.example","kind":"fieldworker","state":"active"}');
INSERT INTO audit_detail VALUES(14,X'11671c548226ef48d661fc483ce19a27','{"role":"fieldworker"}');
INSERT INTO audit_detail VALUES(15,X'e8eca2fd5c86b6cdd4702dbabea42fb2','{"place":"yard"}');
INSERT INTO audit_detail VALUES(16,X'ae403d599f26a23ca44071b9f2e6ac71','{"login":"sam","uid":70003,"name":"Sam Sub","email":"","kind":"subworker","state":"active"}');
INSERT INTO audit_detail VALUES(17,X'f75a42482c17c019176d237cc6a7f8d4','{"role":"subworker"}');
INSERT INTO audit_detail VALUES(18,X'4cdd74cabba59a100e7745f8b7270bd7','{"login":"max","uid":70004,"name":"Max Money","email":"max@acme.example","kind":"internal","state":"held"}');
INSERT INTO audit_detail VALUES(19,X'5614fe9aba31210ecb5b16c6891fb657','{"role":"accounts"}');
INSERT INTO audit_detail VALUES(20,X'be12d1fc7c566b16c7f613f58f5ceae3','{"login":"old","uid":70005,"name":"Old Hand","email":"old@acme.example","kind":"internal","state":"active"}');
INSERT INTO audit_detail VALUES(21,X'692a5a1e3b1e44df2da9cf9742270c76','{"role":"manager"}');
INSERT INTO audit_detail VALUES(24,X'a0c99ebfe3b0d3b6f944d33142bd2454','{"role":"helper"}');
INSERT INTO audit_detail VALUES(25,X'0364d183a33aafa14ddc97867161e876','{"role":"helper","module":"tickets","level":"edit"}');
INSERT INTO audit_detail VALUES(26,X'2c3ea39d5cbaf0d2cc4053bea7d36a6e','{"role":"helper"}');
INSERT INTO audit_detail VALUES(27,X'1794239006a7a2aecab0bceecf88622e','{"role":"spare"}');
INSERT INTO audit_detail VALUES(28,X'd2c3bd0a2df182ed4c41c2cd42c824a1','{"role":"spare","module":"tickets","level":"view"}');
INSERT INTO audit_detail VALUES(29,X'5525273d7880870bdd24f2a3dafe9e5f','{"role":"spare","people":0}');
INSERT INTO audit_detail VALUES(30,X'dfaf19a1f25710bda5aac8c7acc52fc8','{}');
INSERT INTO audit_detail VALUES(31,X'cd4834304568b74906b030f948a6d9f7','{}');
INSERT INTO audit_detail VALUES(32,X'69fb03e0eec722f55fef302d6c1b1de9','{}');
INSERT INTO audit_detail VALUES(33,X'd611edfe80bcc9fe25e9b966453d8182','{}');
INSERT INTO audit_detail VALUES(34,X'8fd41afec67a31478c9c5d7f61cc0b12','{"policy":"delete_mode","value":["soft","purge"]}');
INSERT INTO audit_detail VALUES(35,X'3f99ebe630e254576007413977fd4283','{}');
INSERT INTO audit_detail VALUES(36,X'aaa0ee4d1e7501d4b0c133044d9ab762','{"about":"gone"}');
INSERT INTO audit_detail VALUES(37,X'10e53b56c5c4f1ce128ecd2a44257eef','{"policy":"delete_mode","value":["purge","soft"]}');
INSERT INTO audit_detail VALUES(38,X'9875a1bac4d25f6130c98766fd41225d','{"email":["jane@acme.example","jane.doe@acme.example"],"mail_address":["jane@acme.example","jane.doe@acme.example"]}');
INSERT INTO audit_detail VALUES(39,X'02f71f436cba453aa0e95e306887fdbe','{}');
INSERT INTO audit_detail VALUES(40,X'493148fedf2d7881af2b4bf1074f8d28','{"login":"ccsv","uid":70007,"name":"Cara Csv","email":"cara@acme.example","kind":"fieldworker","state":"held"}');
CREATE TABLE outbox (
	id              TEXT PRIMARY KEY,         -- idempotency key: Message-ID
	template        TEXT NOT NULL,
	person_id       TEXT REFERENCES person,   -- NULL: to the organisation's admins
	org_id          TEXT NOT NULL REFERENCES org,
	channel         TEXT NOT NULL CHECK (channel IN ('mail', 'text')),
	sender_id       TEXT REFERENCES person,
	fields          BLOB NOT NULL,            -- JSON, sealed with the machine key
	created_at      INTEGER NOT NULL,
	not_before      INTEGER NOT NULL,
	tries           INTEGER NOT NULL DEFAULT 0,
	last_error      TEXT NOT NULL DEFAULT '',
	sent_at         INTEGER,
	given_up_at     INTEGER
, address TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO outbox VALUES('886b1414-1079-4b8e-854b-a1503f465576','address-changed','eb0d2a29-50fb-44f9-b74f-4b5081fd5508','f68b7d12-bdae-4f7b-901a-681f8412dc1d','mail',NULL,X'01322ee00421946734d6d989cb2e69f214c75886395d873bcce646a5f9b7916c923fbf30bb0071c6b62050f05f91082518d70f94ca24a0a890fb1aad0cf2c22dd578dbd3494a8ab22af799d5b63bf7cd1f8250bd8689fa00aeb9a51153e916fbbe441133245ea92b1ab36efe404e6b0f54c96e69490ad8f7e04eb0149e0ce2cfa40b8c45af',1795901929,1795901929,0,'',NULL,NULL,'jane@acme.example');
INSERT INTO outbox VALUES('m1','invitation','8c325cb7-a1e8-44df-9a24-77b36f85604a','f68b7d12-bdae-4f7b-901a-681f8412dc1d','mail',NULL,X'00',1795557600,1795557600,0,'',NULL,NULL,'');
CREATE TABLE subscription (
	person_id       TEXT NOT NULL REFERENCES person,
	event           TEXT NOT NULL,
	channel         TEXT NOT NULL CHECK (channel IN ('mail', 'text')),
	PRIMARY KEY (person_id, event, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE source (
	id              TEXT PRIMARY KEY,
	name            TEXT NOT NULL UNIQUE,
	type            TEXT NOT NULL CHECK (type IN ('quickbooks', 'xero', 'csv')),
	org_id          TEXT NOT NULL REFERENCES org,
	realm           TEXT NOT NULL DEFAULT '', -- QuickBooks realmId, Xero tenantId
	realm_title     TEXT NOT NULL DEFAULT '',
	tokens          BLOB,                     -- sealed; NULL: not connected
	scopes          TEXT NOT NULL DEFAULT '',
	access_expires_at  INTEGER,
	refresh_expires_at INTEGER,
	connected_by    TEXT NOT NULL DEFAULT '',
	connected_at    INTEGER,
	broken_at       INTEGER,                  -- 'connect again'
	broken_why      TEXT NOT NULL DEFAULT '',
	cursor          TEXT NOT NULL DEFAULT '', -- the provider's own opaque text
	full_at         INTEGER,                  -- last complete listing
	full_count      INTEGER NOT NULL DEFAULT 0, -- people in it
	data_at         INTEGER,                  -- age of what is imported
	blocked_until   INTEGER,                  -- rate limit, survives a restart
	blocked_why     TEXT NOT NULL DEFAULT '',
	budget_left     INTEGER,                  -- calls left today, if known
	budget_known_at INTEGER NOT NULL DEFAULT 0,
	recent_calls    INTEGER NOT NULL DEFAULT 0, -- in the minute before recent_at
	recent_at       INTEGER NOT NULL DEFAULT 0,
	failure_count   INTEGER NOT NULL DEFAULT 0,
	next_run_at     INTEGER
) STRICT;
INSERT INTO source VALUES('d5cbe521-ed45-403c-96b1-deb0ea0220dc','file','csv','f68b7d12-bdae-4f7b-901a-681f8412dc1d','','',NULL,'',NULL,NULL,'',NULL,NULL,'','',NULL,0,1795901948,NULL,'',NULL,0,0,0,0,NULL);
INSERT INTO source VALUES('q1','books','quickbooks','f68b7d12-bdae-4f7b-901a-681f8412dc1d','','',NULL,'',NULL,NULL,'',NULL,NULL,'','',NULL,0,NULL,NULL,'',NULL,0,0,0,0,NULL);
CREATE TABLE source_decision (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,
	external_id     TEXT NOT NULL,
	decision        TEXT NOT NULL CHECK (decision IN ('link', 'add', 'ignore')),
	person_id       TEXT REFERENCES person,
	decided_by      TEXT NOT NULL,
	decided_at      INTEGER NOT NULL, digest BLOB, address TEXT NOT NULL DEFAULT '', taken_from TEXT REFERENCES person,
	PRIMARY KEY (source_id, entity, external_id),
	CHECK ((decision = 'link') = (person_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE source_rule (
	id              TEXT PRIMARY KEY,
	source_id       TEXT NOT NULL REFERENCES source,
	position        INTEGER NOT NULL,
	match_field     TEXT NOT NULL CHECK (match_field IN ('any', 'entity', 'kind',
	                    'title', 'department', 'contact-group', 'provider-role')),
	match_value     TEXT NOT NULL DEFAULT '',
	kind            TEXT NOT NULL DEFAULT ''
	                CHECK (kind IN ('', 'internal', 'external', 'fieldworker', 'subworker')),
	role_id         TEXT REFERENCES role,
	site_id         TEXT REFERENCES place,
	refuse          INTEGER NOT NULL DEFAULT 0 CHECK (refuse IN (0, 1)),
	UNIQUE (source_id, position)
) STRICT;
INSERT INTO source_rule VALUES('sr1','q1',1,'any','','fieldworker','c9d118bb-5425-4edc-9b62-5dedd5835801','e9a5fa5c-e73d-45e2-9db7-b0649503ff89',0);
CREATE TABLE sync_run (
	id              TEXT PRIMARY KEY,
	source_id       TEXT NOT NULL REFERENCES source,
	started_at      INTEGER NOT NULL,
	finished_at     INTEGER,
	trigger         TEXT NOT NULL CHECK (trigger IN ('schedule', 'hand', 'preview')),
	full_listing    INTEGER NOT NULL CHECK (full_listing IN (0, 1)),
	outcome         TEXT NOT NULL CHECK (outcome IN
	                    ('running', 'applied', 'unchanged', 'guarded', 'failed', 'previewed')),
	plan_hash       TEXT NOT NULL DEFAULT '',
	seen_count      INTEGER NOT NULL DEFAULT 0,
	added_count     INTEGER NOT NULL DEFAULT 0,
	changed_count   INTEGER NOT NULL DEFAULT 0,
	linked_count    INTEGER NOT NULL DEFAULT 0,
	deactivated_count INTEGER NOT NULL DEFAULT 0,
	reactivated_count INTEGER NOT NULL DEFAULT 0,
	refused_count   INTEGER NOT NULL DEFAULT 0,
	undecided_count INTEGER NOT NULL DEFAULT 0,
	message         TEXT NOT NULL DEFAULT '', -- why it failed or was guarded
	correlation_id  TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO sync_run VALUES('97c51450-5bb1-4419-ba8e-cce4f3422113','d5cbe521-ed45-403c-96b1-deb0ea0220dc',1795901948,1795901948,'hand',0,'applied','f8b795bc9e5cd1e29bfe2f31c571232537f2c8024cdd7ab8b345168067c7b86e',1,1,0,0,0,0,0,0,'','');
CREATE TABLE sync_run_line (
	run_id          TEXT NOT NULL REFERENCES sync_run,
	position        INTEGER NOT NULL,
	action          TEXT NOT NULL,
	entity          TEXT NOT NULL,
	external_id     TEXT NOT NULL,
	name            TEXT NOT NULL,
	reason          TEXT NOT NULL, digest BLOB, address TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE decoy (
	id              INTEGER PRIMARY KEY,
	bytes           BLOB NOT NULL
) STRICT;
INSERT INTO decoy VALUES(1,X'68ab1a4ca9b5cd1cb1359c2b60a7ba28181de72f236ba4310ce4e74e47613b53b82ec69164020d58fb8a714d826b8c52c8317c1cf3ae3fcc36dca82b23ecffec1b187fe9b78e9f594c76d863e4b3da09eb75b716e9c151b3c8091f939af0a320fd374e0fc89a78b6d4851032f2c1cc8b39c46a80a5480b871ebfaec586f8382ea7db50e81982025cf05e7ab50facb1e8f12a6dd85669248eb262c5e7b1204573614cfa314bcf3a926e852a0c016e3a5447e677d831807ba18c42d201fb49cbeb558f88b330a68364c75408c327f2f9b4efff739643e744359954df99dde289b0ce43fb5f8e3b671fe791c24a0a0dd4601a941e5135f041fbf76e2fa6fc92184c41e040ea33d29baa5572f73aa4aae6d0b1b260b1e785c21c75d1e6478fddbf2da3872e033220569f220bc6b92b30fa9d63a5c57d8451a4bbf256e6a622583176acda4340831b480353e8f08ea1dd3fc1a13fa326002dd686f1c3adbc5554b8215c26314ae56a18f902dee75dceb3bebdef9b237a332fcfc74760e8bb820aa510be833f9a24115d00182d34506a62ba1aca6fc45d096a71318c53ee86c27be6ab3bfd5b9ac9ea34b2ce7dc224e2a05bba2502e90b701bc0354ab42ed75d19e0b0c8622532d3709954046ee81c92085bb8908a9f50e0920888e2564e5ee59899844bd7b9279e5d20470e7d29784028990d6237d02075d1df0a96308b9822fce585d31b8d13c0e81e92831a568d5025e5592fab32fc8121c1876a6821e86428d4fb770880d6f1ae62882b895efbbbeb487de88333ee335c0c82b54b84a73ea48c2e374aa1d816cc555c159c2c49828ab7a8c51013e295d1b3b6c3dbdd792e32a49aea49aa1f4142988256e18adce87b90034e99a1a57d0688ea3ea2ad829df17e63a6477cb2221df3680acfb286152f8fab7acf3f124e4da0b8be9f8c5d1df0aa1c12395ce40095c5d1e8f1ea0a9a925389eca8a14851b1155c636529a80b36ab30e80cd64d91d522cc4a683f814f1bbd396b52b3eecc6d8b6417cfb29e65c34ff3a82e7ee417baf56615db23d3c7c77b9522becefee0c33e4be1917bc1b921cd883a39b0aa9fc6cb0e8dccc12211574cefd567d4af076768bb200ffc8a5985250935e36111ff64d0fd8262f28574dba42f78a45cdcae7f340020636c2a4d8bff7639a75ffd9629f844b419762cbcc96c0a3c1cdd591b959a0761cf03395f5267f7ebdbd6147a5aface53fb702a0f2b4f4eff4464a7be0033dddea1f7511b4baeec265e03347aa282dd25a9d0f22c17e65ca1d6308be39bb6de00930e52613a8d426482fa7fd5ed60166d2332b555351ad1845c079236a430bc4c2444f193745bc7a04d49ce41168137f254b7fcc85bd7b0f93004eb3301bfb9fe73bb96795df6fccb98edb898d5367f48ad00f375103850bedcaf05124275bc90bba4c472fa9d10674d0768ed18c1261b1645578731a848508f9cdd4d445d38572200cef1243462077c81c4cc13b25261f7dde5dfbdace63d25770ca6628cd5616e1f9b19627a493a308919973a2132938799a191de4146d7ca59077aee54a7555e23f99906bce9a96424db0993f07bb417a1a99b35c253e68810dfeddd910ba7f2c6bf22f2746dd1e2c92dde29a457e078adce6599e60cdca27fcb15f9e9798223a5a3b7cb56ef470149aeb89be7719f9464ba2177818e4c5597d501794d0e4b970779a5de89f5f4790e4a8ddc9e3ef886c654dd50971fe5f75ced0f7d1c5b2d17f089b50c3498d8202350e104c852cec85c764105edd73699cefaffa2a473b0a8e84704138b2f3369b4abd89ab397c180f40e81568d744a34b54a30e23afbed112681a395a5d528354420009ffb5da1002e72885bcf3a91f2b544bf029b33201ea9aa4e6a6029edb13491d0b5428524662acabc8bb079c204a5fd45681cb8a46bf67a9c852d70f4e19976989c6372c6b296187f1a33b27c72049bf40483636247b9b283175ad6117af19b81ae31fb719dd1335db98b922b24d871928f1ef72de834dd7d221b94288bcad800d7c6f11900c4356d3faf96a870208502b14da3ec1c398ebfaf3060eb2659d4ada01090c50430143a84427556a38478c4a0d3de4734c0041d49c0e120536aac0f4b7eeebc175ba101bdf490f559fca91c173043a876ce53eaa85a3380883322dbeca1d8218423c9b8cc0a489a752123976fbb3fbff4fafd6df703f6fadc2d9b9eaf7c9e704eff7d97f767cbc4046d1f08d0d26a96aaf7b48ae25e192cdf0647be1949b5d8f406ecf225818a7d34bfd57164eb07bc62af75667c6bb0d5c6fb831b370468106912f5fc0f729b3ea028d31ccf1cd731c64422e8eddcf4d8d52de8838b28f71a759b1218b0caef5078c93b82590df648cebc57fbe816f3c585dfb1268bacbc40aeb8865d9ec9a50d0e07363ffa4bb066b201c2a68ee6fea3a115323d024b7ff9e58c7d021b8c4943867742417d84a4446a40f74a718d57eaf4470deb801af5091ebd75b5ea04284af935b501997dd733812facf1df313cc37cb140a272ae691b55a731ee9aee88928f31139078c09173c162d8f5c4f0a82b8cc215c23f79b04f437917b8012e4318c4fbc6cc5931112cdffff405a76661ec46520c5f46129bc3752b7e07a6b28b4534e69d6a450cbad4cafac0d60a556d3ba5a5efc83bb6176e9b39d70283ffbf34fb4a874e5478f3c224f6bfe216c1dbc652358ee458490b140adfaec04f8b604eb779ca5069a23def195b72bdf81e832367cf17331a746e59b42bf2fd86ed860d2b3674a1044f3a7e370a62fc6f956e604a71de7f264711601ec09a1743f0bea19c1764a7dde556c786c0d4d25341662698640afd50d3874174b22b90f1ee48cdd1463ea1ada2800c6f081614021053e35a53ece8bd51fae7d0349e2e6df494be37cbcbc0117b5ba9eb2576efffabc0815dea427b8df53084d1cd3ebeb4163216aa92804a7d3e30b53c2d26138fbc47ce8fa6dc7eb39f0be95b17327dcba773e1024c93ce110f71d276a13429f28e792ed0528e3446ac982c9d04d245b2b374ab754211050106950c8168ac8727d7ba9bd1400f5a765459122438d4b7f60fdead051ba0b0a67d7034642cbf478406bf83f825929bb201582fd91d0e46ac1c8eae87c1fe354d9fc25c7f82c9501f9c5abb8a14382a05b3a7c9aca1b01f299357ec3142c6fd1e9e04209f34224a182040ed8f2dc946ec1b3ae9c83e65fb4cbaeaa6a22ac2c9a3b7bf70dc6abb822496eb8f0d77d65fd7ecc14ef030a3e14b1d7d9d47097e101455ab8e627362f390d2fafa81f91fc327d319076cdad314bff1c38c379d8b37d86d23606d48616b31dbefd212b9be164a4249265544723c5726891b172a9e346ec8c7acadb43bb941ebbd42abc338cdd318a143268ea630074c3d1c0f6821854c6e1f9ce0f9100d4cfdc4505ad2e893c80965fa6b79abe588af1e9014d7aa3724c104a9734aa79d1a6a19f674dc3d62077476798f62169a75f188d27ba2c14ae943b111f02aefde2bcdef3341a7cd');
INSERT INTO decoy VALUES(2,X'894077f16cbebb60c09ef3c65ec7a943dfcdeda6dc6c7519a608b14512457113451c5196d1a2e768a3a2bae0376a038bc7cc08032fc7ffd3e70b422d86fbaf4a416674b78d3e0c0efec7866053199b995d4b9541c67e6d51ed2de1098724dc8f0ae90b00bd8552883a18fe8b71a0d2ee83776c1c145e04bcf8324a8fb4214fad296be9729f6ba6b0c199351fa80e84734347c112346cf4d7450c9b125e4f320f41a96e0795297daae5d0c4ee89feeada0631d48933bc6f3593976de75dfa0b89b197e02ad105660ed0c436b92b5e3a5eca288d7b125ed7c489c9785b4e1ee5ed582e15f77bbad71c3640ae74d0345b211690582e63e71e961d1a05a9b721755ccf29db5ae46bc518c5f6e26575c1a5ec6b7a0f7515ee50800b4ec83c08638b01c4ffb4aa2b1f74d9445988764b271f13292bab130cc4531f228b23b5b72f6e7e2a64a57605c76446c50a161223d474a220d586f2fb58763bde1e977ae3a02312f73967d9dd14fbb5e412a7cf0a688f6de9311ec198c9d197ad980ccaef1ecd8c42ab2209962b93329e8314a33dbbea19a4785a1c5952e7302146290e3642a732bd8c1ef7edc9fb92b5c68d5c4c10e492c7c36fcc69acdbde758aef19db14079f5f57ec50c7d6548c7074723bde7419c91a02bf15dd61c12d688d225b6cdb597f96b60cdc2302b07393f9b5161812ce78939614c06df8bf5d8bdd8b35befac6f8ab044b5b86793494163973a459c2187ad07b2dd34c7a14203fc160a6ffc10d22f4db63c81db19e5316a01c26196e44e3747d301afb4ce043ead62d9dc70f259361ddbcd85e8bb2789e79747291fe03ef3dd85afd6afa202a1d8471aa87236ee11c2f7837f12107b134f3373d384d0ea316814c42cd46133b8c3b6ad88303f4514f01caf794774a4ab96e28445ff2c48fd046087abd94ca1a9e91587221ffb957767a80a2bf5b65db8754b6db2e1b06b30188ad4691786d3d2f6c05691718cb9b754456bb29c776f997be2e1508fd0c6c94743e6f52c1e197c5d15fac2c2838d2369772e0a49e5d799a6d51e029d2411e62cad0c55aff83e21e08586e674b385bade6b44397fba6ac394a7bd53e407f4e3adc6d6a445b7d3decbc6f8ab0f413bbb1077767cec0c2d32ab5d52323ffd4b982912f48551f4d8d265abb030c43a2ee57f8d98238fabb2a9f8655a2fc1569ddb1177b0722f6b853d8540f7fb2634cd7b9fafe45f7eca04e56275bfd305e048cd1771b7888be9fd005258a01b66ea0137bcef1c06a0cd54b6cd973865622f9cd4bf3637f5f6e405c3ce4505622121fdcf2e74ebb63b3a27a4bcd63fc9996a01cbb8761f925a6d39357a61b3da68a2c2e08b1bd2466a92bc0e9aac6f0cc305b36f738bf838ff521eb1c7a42d9817cecd0fde0660fd58c60d8abe5498dee2df5b838037d466b6b34f84bfc0b6f41a344ef63d533d68b739c07e004c087a5accbc9e5b8c34e2850f33ec2f9036a7f469ad43fb49448e43580af0593a2d1c0357dcb2f931ae4f62419dbe2b417a58e0c7787de4f4bc36fc2cca65e0bf9bf2b023ab9430c2f186d8a4ab71791f91ee6e0897b609d1edb99f9f9dcfcf7554ccf7e6c6c87c22d27453b7842748d84ad823b9c7c6dba53b4bc30f13d02890583fc630dd67e00fead0bbf00adae3a3e75b90dd290e462ee8396ae56aabf687a4e2bd1d118972975e7064f9256ba378c7aefcb407211c80c8547bc71750556c65fd5cf0e45ea5ba7138f840ec4ab0aefa27af0b7a4df00dd4bd9290f9932a75cf03a179b49736ff3126487de47279ee3c01f671dd7d312908e67808c47702bd25991965758678df0e45c0b51dd60d7ed68451464abe6d230cad7a3b913bd257d52d851aa69454a1d43f521b4f94347bfac46fc100c2ef07ef389eeca41139fbfe8eedf6017da4603ee42ffeaa5289b18ceb457b043dc748de221d812e8b2ffffa24e9adeee39db59a4067f2831391c7e9d6905808b2194642e645c2780249e0f4701492940c7f7531ad575073ed97b6b29c026a435921450e4285215f56e7e28136071cef0f5683b875fb5c535e34f0d2dbb28d19070e676877df1447db6ded3aa451761b24dfe09e51b1781497927d16d86de39a2917af858b3c44508f7590e00a53b4924b8327457ad28f32ed3f21e6307122600d7a84dc247defa000d7997e155e2f9fdc0239812e39a0160a7f75adab69758efb1c4e1f15f538b5fe4066095e538aa0a4f8677cd1ee24a9efd9556deb51428fd56240cb7a44424b5d32ba93652008a3b1b364b8d3fcedc7785ce3b6ca79f62d27bf114e013c3c52f79484f2661d08699aa05f5884e86697a945e211def54eee66c2efb066623d23c4434eeecd6d08473aba10ac38482a7d13bc87b9f6113d45f968e971d1eb54ae4ad4bbc10c70fcd064e6c450cf9db890f26dae30b6d197111613b430ccffe989380178dff4a80ac83d730b5de8576f8469ba66ea661d1399943d86a192b6ec67d6e4848ab6686f49f866a3c80221a26f0bd393a87ead787990caf9108bfa0e7b658fe87baceae8bafcc89bc70335bfaacbe8e9c8cf41580f20a419998ac94a5ea3a50f042b231294fe977cb6f0ef5cef038c93f1c4ffc8cc8723338827fcceebd3602a24fabf2d5909be136d34cac7bc18628f90955632bfda88698931079789c24c261718e114a2eff6b4cd8cd5998d3a5200338b0d19b004f9d4c6f064d70bf3ba561e341924470eef4d551e4a5269308eb2fba1209d5b2ff45586e4defdacb83df6be1392c4ecd24aadb76fa2ad15502eaaa571a7890e9b94ab367393fa7e3c826fea32c0b91a398b99d23ed5d5f76f7bc29cd604f4f8c2baa6d104324733fcd6fbee01d61b0f26b862a18830d68c64bfc7a7c9a54cc2918bdf85d4711ee819296505db9417059fb84b5f5c83ad13bd9626adbf1be5693c0ac980171343c38c6bf149c537a0f5313dc602f819c20750d3984b091e4d2a2b94fdbc82130a66d5317a468261fd022480dc580a70a12aba8a76f505c2cb6cbfe226429e421b748e42ff2ade45fca70620a83eccd4d0370158a304a8fa45852883a224eec578d3c336c10c5f139e368f4d65e5a4371ce70f3a09663189f6f398f13a282495770feebb7a2da3a9223e70a0a35b1d8034c68134b1745ba244ee40587cb633aaff58ca6dcbbcc8509578fadf0f70ac129ca4a7e58afbd6dfd7be155eded1caf6d93085de278a9fef35b0c408b1a4d9e1e13fcf91ac581262161cbe127f50ee9c5827d52eeeb718e0ba539f45039f9f03e4bc51d93885c9c2ccc1597751313c5f3eeb473dbe43ecdbf9e77ecf8c18eb74f7ea408e21d62945594cd7462dfd89553031909033b28e84b9edb11059035e6f2cd2f43ecee54c9b0bb5e9357bf87aa2ab6d05f4acef497b1f4028b0dabe006b5cefea6eb6023fd6169f769d940c631d2b311dc027cf2f148cf6cd6a326525a556adfbd72ea79781c29ad61874335872dedbf5392a45b35cdd2f17af82075327e7cbfed9dba2943fb97c966b8760d');
INSERT INTO decoy VALUES(3,X'20dcf1e93a0e9e72608205683226ecfe6ad56b9d6f092df0c74c825cf9aa59b9a43bbbefb23ce7362773217fb9d9375f89aa1736488b51da4ab463fab2a2bf083745845e8bc832323b3c89a90c273ca08f963a16df66967884d3fdbbb61c24998a7ebf74a413dd492ca634e0c133a9b78aff4232d75c83f4aa914c9338066241f9ee41bdee2c3bc2257324fdbd20f26e0e89683574d0ec6aa6a40c21bce6070b291017a288ed6c1d451f96fb63ffda6d8687a70076bb885939b524f628931d398387751f576e345470b335cb9a8981f0ee4ee83cd15e707bf1b1b37741e88e96101105909ef931e72faec42f4e874fab84a8c000ee963486d405b85a891e6b63bd1535469075afc0c0d8e1c01e859c8a1d532b8c1e23b09229c7d1fd24f3ce016cd73e5ca5b2642015eb1f7d4a2532073ceac6a481ea78dfe5e76d17d3edc6945475ab42b476ca86b8b9000ef7f3b2a4a88a7910371e77ddb700488f9dbd29415508f20ac07523aac13aa98a2c4036455e6fc0b7536494ec0ac822a87371fdb5544e2b3ed9ab15e19c54fd9e0fcb0768d2cdeedff3d6a6a076d64404583c0741bfe0314f4dd0936a17da6ebaf61da0a634e88fbd75ba8001aada5de610645899b536c7c951d943d22eb9ca4805d3ad24649319bd89402deb83d55b9a3a1873f51fc4976ca2308fd5b5dfac36d02092131289be9e8812d31263816d1f763a5bf867a3800e260720771b7762c959ccc55a49bc6b272c349dec686cfd5fc19d96a0e32cea652a1633c230adf86902c682be96a9dad0f259e87df8d43124ba3ef7a55ce6aecf54dba7e28ae6930abce56bfc3d2ff105f18b833c2c2cbafcf642d76dc4fffd35f47eb49413f25d21c1d7da580975b63b2408c63c77381097b2733d5fd1d0b7b8c0b6e6b568ff2eea5c24865f8388ac5bd9bbcbb87922c759c5d5da387ffc7abfb9de28c86a34a9021a6d70180c1c44f42b7f27b2e4a9589ffb7e1b82d496c33c29709d80c417758fe8d067e0bcf0fde0e247e64190da11d29d288559623081c8a170308d525e3fd110b94926029e6728548469c1b9b3fa50473ada2c01ed631186370e6a3fec6edcd138fd625faf956105dbd5277822362d92bdccf8f60313f80790dce20a02d4d54325bae325873c8b6a0ac51e10278d7eb1aa937fc970eb28612efc36cf428de206edaca26b27a29197eb0bf321777df8f5e406daf8d5b2f57413077476a2cd6dee1cfd1b6d65f4efa243a4319b4abc982186a585128c73bc8349e2f0bd72d62225c7f8e90868a7c38568c2928c94eb0f5cb1130c7a77abe08e9e59e3de29b8ceceae02090c1d220e79884aac6dbf779c20ea6161721aa346a9ebbabe8e8b72f915f280f59f4ee7ce043b4139ae553e6caff26412b2d88964ffae753aa3e321bd800f26cbf5b19404ae8517156ee38d9477e31f7b7c537e63f01b6364f2651661f285984b5a1936f3e07193b9475621eb89508961ba3b79dc8e17ecbe4aaa51faf3b543e043b150d0343196fd22c349360bacf05f7f7800887f3cf7a1e31cc791d015008f33c22b544f2a661f2ca251839d186a9d802e382e1875e93abc6d27f2589cb45696ec3625fe63e94e801a4948f0cc6fdebd547f7d8ae42ebc92e3c6aa5c468c18adc4612669a2cc2b5bc190da7beaeae25d4f4b2f411edd203453ef03d58de54c1f4fb0e288f97c1b17d6ce60cf454a1c06be012718529047009b2835346ece2c64a37dfe6ce75e8442766c049b38ef0b44a20eeb8986ba6865382f9b2af0d812cc3ab343a8063f4422cbf540c6cab859053825f4a716c8702d65f804fd2665fb4928a5d0627746020bda04dc39e6ee080cf1edfdba160ada0aef89cefc4ad0a5b47272bcfb0b8d960b7e72b63dd156e1a253d197cf0346c5b45623122461a59ec097fc980196dfee776c47c596eab348fb58b910be55bf4e0a8ebe1859cdfde61b58b75e0eed955160a5057e4b33709fbeec172301e1623bc99cb11ef7e75fcd10e11efd8a140c266d3c77d83166dcb6a9169a686222ac4cd27e1ea04b29c7b1732286cbf4f1af98022f8137d568cb73a318b688c2e731382b45ccbe47ffd2355134c609f540cf10eec35ac8923b2a799b99876998b4a819a9affef635561cd59c2662e130ee07c0ab2cf2337804a6922cf85d5a80046d34e96b51336ec0236a3530881d402881316fd34e85432690c1cac3f301989683bbbc183bb3aa3fbd502513d63d0fe23b168c7a42da99d5eb675a34c0c611c15d4742f6abeb148cfaa66017e2ba4bb027869cd2c2d955a846bbb2790d957d629497c241f4e72375918bd02942996dbadbc863bbff270c69bea86f7f688457d8e91d723803890abdca53259336ed640b9e27f068629f466f25379b7577086c04b94061bc599c9f8558e7e5e26e82758d185627c0413700ca607cac62766a3d6c956e6650435e8d2ef071fb1b8617d8d890d715064ddd94100c1106e494f486223f5ca8f7e1f0b3522f1a1801d95b230a151df7e07c155d33d27a18112f598d8f539e0406494decb3da77e60bea19ee525095a6f62753d1fc675e881ce58d12ec70f7505f74b70db5f8350f62990e2057664eb993602a28d92cfa18e2d0153aa1864108f4d6115ba67806d64718a306ddeb309a5890703fd592136768b58ca02fe0412426af90cc2ac34d4958d9d21b0550169b2876de94e4b66154038b836bb934a7054c474de12fa7af0f437e4d6e5221f3072e77fe5d6595d48a7afff80c80a345f179bc28a0be050f98478d284d329bd20697b861980a09ded885483abee1719a35f786bb86952009cd3896f12e4708ece4ad654ee8f48cb7e4ad8b790b9be0944519f1dc02268ec891654f160696f15e9afd0cb7c4bb56ed61719093c8ffa56f3e4a08819f4df79b4aa92534313291345f81d83ccc3e8984e96d2f686f30dde39d4bb9cee6b6b1a22105f43118d106afdf3beab7acda6094e761cd1e55cbb590181403ed769f8bc2063f3ba70257b8461465914ad72c0bd339d43eb4ff902b7fe9e8a64b951b29d3cdffc9ffd99f78e62f26d2f1c9b9e25190613d077c545600ffe462289ea4b4bccc08c5ec7e1eada744f94c126adfa02edfd551f33da63d5254990c79b7eae69aa07cf8567e76264bf7e336d89b3674d449096116f79d45c3d542935f85a81b1f061c395fb236eadd43f77479159e262a42edc9176a0fb960dd2886366d24cf72201e18e0a4ddd5d1a88d0b538a5bedf7549564551cdad0a1b1f5e24a631910f9afe26a0ec1923d0980cc5c9b938107b3eb3d482a7ea980dd952b5044affc2b05e52170a091955375de6671dd2fbe269e14c79bb08b4ae70c0ef8d99e5f0d121bd784ce8a3d208b072d7e9991dff78b6918f1ef2b2cd744a9b252608c61f0ece21af70cbfdd6d76f3549f09054a90fc3866a942d6680eb065962d7b77ae4b770f47d905fcc35a54337d231c80181c583b344e56e33437a544f52de76632dd4f27295e30ea54279bc3297ac7b2e5c9b3126009084a');
INSERT INTO decoy VALUES(4,X'869e19adccef8ef663b833f5e7a561f8d91f2adc61995b97f07c96fa950635ba75271de907500c987c2c1d77dc398be3375e3e33a967a1175e21c1e743a42d6a16e5b4fe029691b619c97bcaab674594f061bc216f80dcf91e7337cca1e96ddeac1ae66e08f2d7fb82e54abcd02e6b680182318cbb30901e669f9aa91e7a1756835a75ada4c0807f7df06b12ba0e0d2be359b7ba5ba08169e950eb3ea36eb67c5c700fd4d6c98bda16ca8bdf023c021c8d999cdaac55c6afec532a42b8ef99e77151ba8a313ceabad1f691ec2b529907c20aa90dace4d412bc40a5658f785b81f63411c202d6567787b58451d437d95aaa7c31b02832a8696c1c6c64e3a978897960e4b0c4655821f44b92858eb76c2ec2fafda068867aabaf8b290a62e2616b0d9d9b207e59cfb157014a5dc700458b18d0d66d852b1202539933c8b67d9da4aa86b324ec54a45eea76c667ae498030d10ba68916ca2f9d36aa359b9d07d00d92eea284c04d2db206ca1ea62f114a6ce053730cf9be072843fd7189ea147733b8c8504842b310c0801074d7debe83d9a34efa041a9821d850186743d42033663fab05239ae4f6eb51ad49b6bd7779c51cc36903579efb9cfdbad663d79f9131e04b16363e45be49508203c44a0d52c687b686fd2a7b4abecdb3ce11b2020f7622917fcd604810e720965c5c87e79e827633b855932792893b8b8b13393befb7f86c272c97c0f714ef8190c6d85bc9f338e38d58f85b337ff62f10bc106bd87c21a326614c6cd1d971b65fa910e6ee8c06644e08be60f8ce978317a0e2e29c044dc3a6ebd1b689953b0d7b637a5b5a6959e23159f3d3ff2b1e7767a93fddec1d7126789a9310c44465752ce0dad354f11c2309cfebb109903430483f0f1dcccee30e1931c24db04a502a06cdd2014e32fb5baa9805e781f682b471f5460862d1660774c955a6614c5a60e3739d59c8d9f046467a74703b1077bd97b889d2c693e9b3d319ab2da60356ddd55fefe14b59d15844772c54c64e0787a1b9280c9c311e7c50d0f2161af3f95907ad6c8cacf1f43fff630383e7c80bbf82c99eb8858eafa282b5d83ddf88f740b6e106b6a9cc5c4afdb433a90176fea758203c23acb3d5ff4e4a4485e5a7b8e52bfb5546604bcdd9e039e01f784522e1b9336396c02d7b16fdbc3b59a0b0638f1637d7728461f0613fa3445703e6f2aa5b975e2758b309c9abc013c94b8fcac46e39571aad353028a9271fdf830e72b2abeb9710754d4d10871139b13c11c66ce6c3d841eb1ceb55f7f08d8e3a1baa3bd7aafdee33ffcf82f08c43da827bf9aa8fd9e9684ea7ea2ef2c674155554a1425ff894db6fa1fce4e626b49673bb657782506a4570f9596ba638b5e621125107b1a1ade1aaca88e597dd92f8ebd135a37bb96e28a417d8c481dbd9232bb3bd2253207d15ed1faa20110632f3314ec69b39a3000dac9fdf3ef4ae9ac419a1cfe205c3fabc114c7a51ce2ebe0420c7e1a903a0f0c0e2170d7b286cb9e3dc544228589f117de4df8e69303acbe010e4c836b319e26f1de76e83df2926624058ea0b0aae6f6d894826f34e0b38365c958d124bc82702c197fc497b01d1adc60bd0355449c2ab3cb7aa67aa34919808c6cd06fb514b9476eeb5351b1bbc2ff41657c5854c00622ed49b48736564378a52018efda0a61c360cd9927210db1eab0d913e3458887cb769585a4032bf5095b0538813d828b3feb8e23110d41303fe9f97608f56c0f649b027314d49b4cde7556cb0f9a46434efa05335420229999cf49315c0de38ed556b0ea1a530c224032120381098c83f77e21bff72a11d653a466b08dac40dece83b4e4fc7214ed593b8214c3f1c3fc8bac7c2ac84016c38a96577116f242349f3d9d8fa7ad46f5e4b0839be4d44f35e84c960adbc415f28fb7c67709d8e276032066ca7586b0291549b6e03835addf2305ddfe2ce3532102e147d14eef656e2e180ab74249d8bf006d8bfa9ad8f51d65c16526a172087872aa5293dbf1f284fc80fa159372131e712cc6ab14272da8beb995e7f79a5c3701c3df321e736f2d9bc016d36978ff53a32e72ae60ed1c08d93e4438d675e700d42273e0325acdf5c288955c013a05c73c1a803842e0a64729bf1307408a4c44023415c515299ce6302a3bfa2d14006d156f80eaba10165add0b5ed193920fedbe3e414c8edb6861aa2d53b00688d9315503d3921427382a607768fe7cc3bc3c12d726336da6263439932fc6139f9de6df36aafd1d78589f0d261693cc7765efb6dec271d0ec2d5147a74c2f60a23e8531a8d76dfe27c2cd58efd16fe4ac026c6cc1b5b8d814144f70ff2d267434ed8e6039f551b58822ef1eb851cd169b033db2119d9a5178d39d52caa4200a4e040e76aa9ba465bbe173cb7e43688bc441e14e3e07019481e63c8fc2972cbeb1a007da3e29c8c27727fe71fe8b16e4e24c533265f61f0c020d8ad34b671143aa66988e336067bc8f78ccacec6d595d3ffbcaddbb86ac81d5c4522566003237824cc5debd0dc2ef6d95dce2f876ef7c6a1bce0dc76efa0f3c2228e163e66287e06126c5dc20b1293714c7df31cdba3f367d5a33e87c873f730f41e3dabfb33b1edf8b7ec4d4a28ce74bd1dbe6da4b47eab74c82c69cb055ea96a34c26442dfa14d680ed59b95d60e94b505ca0b22de9d8dac1821ba465096d102a70461f19fe4bc5a36f8e67cea587dc687390f30463c507fa2b52e6e90f1384de94a6ceb6771e52cea8caae536a21336c36bf0e49939888e16b23a805394f94500e9126295da46433969af26f8cfcebd7ceaa6f6955e358bdbbda3675f778de8d5135e7ff90eff2e7b278db1a997c82f66e5dad20f7033efd43afc1d518fc567944c81369b478b5233d62ef698b1d015ba092caacc2741cbab416e36a91c43bc0eb6ea45a79d2c5a5de9830230f21864986f7e84393355d6f2109e7a8420d6a781ed1a88e81d9fa7b56c614c0e8c4124d7cf417ad2399d108d550816172738160f5b366cf67d7e3f7028e3cde2ebd1df5b22d76e9f422962179e3c833ab4b7987afe2aeef182c588f1f0add02cc93e4c4d3ff11d506efba613490bb4374d12e1c8c0da5aa4e26270d811cbe0da73da44d4c6db65b29d57a880ff50a3707e9fe84d9551c1f1fde0b27ad2c6eb389299ed46a9169404b9ba5dbcd68c5d24d061fb73838cd97c9e723600357506c56be31bd755b639cb4ca7e64be924625f1442f66512364e46cc864f2d3fccb2e3db895b46eab59e7aba51cc82e1d1909576238246a142d443700e9914deacd79db7bf3714fc42c9072b1354d03c1e72f2cd9b259e4518a8549912d7dd3e782e2e1de8e72d7bd5673d474eda416d25d420a648d474a503c31414116ab8bc4e863a6fd25eb8b50bb146b6d5995df2f36c0c19a20d58650d815d02113ff7f22ed75d2cf8903bcbeb2ee6dbcd581d224e106da6755b78bf9a93fd3ce3adfe690aba3b398ad4732542e3d7183817c79ab21d4d775a46288e0aaef18ec3');
INSERT INTO decoy VALUES(5,X'ad562032eb489abf8048796d412af6e1f04f92d26483072c88bbfb3519d326738020bcbba3fce555198f79bd88dd8080e918604ffb7c76021df1c59e600e63bd5ad96ca219a2c2ccf28b0199d07da3cea2367428a4bd8baf096b937a49998599a93f26dcab6f9634f85113b96f14eaea72729f375567c2cee21355ba18db16c89cca29a45ee4b73df95fa0287a9683cc0b954bda150c284dc0366ec3bbaa182ec87fbf8e5a29f7e972c1cd820085287e5773a9c098e5919fcb6f8bb21cecec6c1bce1a6547b1a048abadefa90f99fd3a3ab6b7d7848e13c7afee72ffbd289b2415626c6aecaf7582606e1797b5457461560974e84e974dc5fe1fbe670be4a8e2a6a91674fa031f9b68f41432e9e284c3745353a956c5ba98eabb42ff35cb589b00f0e56169718904a73184ec247777d0876c0426942bb5f5eee64ad8e47a2ffa962cb81236d8428e6ca8819b4c9e31b8dcaf5def1f982477316f258745e078e38e3f7c78407e8c03aa63ef55099ca2ea1b4f6c91d6359354e2137ad7a02845459b304fb4285c7c0f5538194f3be2f24b8b1192d231b5a3b84ce4b6d0d9935ac7c07ec74fd7c9458cc39e8fccb82b5b283328c8762d5a9f89762f73823608e2f7f3e7ba8066f05f642c13859a08b9dfb50f2b7f9baf4a24784121aec4b6aab68d1bc9268c42fd449f208f33de0908050d1caf68addab660e07c65dea7f5f8438e789b17261c8e4d72cd4f07df343fd02c8db0de530ca1d00015d0f4e84ce130be55cef3be68a2de3f2084f77270f45c0d5905f00fc308101fd632da7224fabd5f094480b798d9b5649e3314bbd3d3848e51e87e0c45d8629869408fa1dbd9afc76203469dc8c6606f42192950eb341d23bfa9853d05655c0c0cc12c700caa7c041fc45d874fade5e295c5d14e2eef2488d772da995a5b95a635e543c9f1d30e07da026b8a81727330a476b64aafb4f9b81769d5753dee582f4570305003b3cf684129fa78408d204fb5653ae0c22e4910132fbb9d7cdf90b60982d20449a58d7b78dd6b744c4d8afff2b9499a2fee3a66f8ca985d75a4e26a2a8f44c96e046211595bebf223f19447f02a7da4e19811d8082e7ca8adabca4b21de9fe3f9d214008b8e762c514c1b4517846d94246a428936d15b10e4aaf25d68240450d78b89fa161db17528f4a79f1b128578febfd47e8b2b57eaffdc8e589bcd734732e05daa761f0ddcefdb15e7be3fb258c721600137bb7fc2d6a858d56bdcb27ea92aba2d181361b05780883961650cb2a7bc8fba6d6189db959ed6144e0214e2f6dc5f1204961403ea9b08abb65a19d1a641e3e33c02c4ffd0b993412db822649b37b41bbeaa35e15c5d8fccc64234bb1a21ab1ed7743894218adbeae1cb5795b9fdd939d1cfe2e6d950cbb9571f8197577cb9e046730f6bc3150452f3ef9a7edc50fcb4dd34ca369fd3113fbef3f0be93a232c04826f42b85ecf88f6d55da9a681ecd378084366a0af6ab8a69e5f30c86a4917db630cf2345a3ccebbdfdb76b55fa595d0aed35319facdc952f4814b0e68ed6e7740dc177face72ca59029782ca51f6bc86b986f8577ec0ac4dc0ea16a688d9cc0ea6bf212c4fb696be84d28bf3cd3f88a88d6aa89066de0b2939164fc1af75e367221cf64efc29984f12689a3545cf5acfc12fe6821a8808e544aac42cfe201b1c91e1e2da57138f270846daeba3d16255ce690a485802dc460bf9132f2944b564ccf4f2684475877f7f9d9355a9ae46bc8f957965ff72e4d549837254cebf22bd833b251dec90425555f4a33c28b5a2c0e61eeff3428707efc57b2174ba4629832b305b5ea4f8ed669ae999dbf0b32677030237ead55e6d4086092322e1ba79104bb4bee96bda4f544040648d7f6c17276fc762ab120d6769627df4e8a518e399b9b8f37ca413db4073e2841b7474797d455c778aa1f839a14b32c3cd11c9700ee5bfd831ef470ba1ca6af7e13cae485407dd4d294a6038b4cc9ce76de1431d5457a2f598326028403cce9627c9d275610070a846db3f017f93aa65fdcabf86aaef811942e37c625640c0d5deb514d6361eb130ab05c06a046b0014f8295260e8fa49972ac162e6f13743205555d57f41f1e28d8958e59aacd319e20a65c75198b7ab5a5830da506d1c1b978235a0ddf23317e7f39874f03cdcdb60812ce26018d7bd99bf6de1f097167088110cad9eeb0dbfa32e1365aad748220d09e2d801c8e0321e4efbcee8b58cf07f17bfa8d18663120da76d7d0b59d2ee543f0d0e097c940bf1bafc1a9021e0fbbd46f8a2b88322ed931c2f249233d65016857baa6cba4efcde4a4d834504d51b57f36de12dec7964216e04cf917e2d8be229a4c76cc69fbd78a3b9fc5b677ac2ee3326a3eba8c6f2878c768d98fd66c67f352e51d1a081f48df48e5a9f168a4a55cf9a472d2420c22670978231f39203f13abd65f0c7d2bb64f965b9bd37dcefbbe2027083e8e5f7eb9ecdc520a0a6c7a671291490323ef79e9f27b49c498c789583651c8295f24dc6f12ffa1f407d52d131a6610cf64ffbf0e2b665ff5d4cf7b94cc0c59ffce55347f57b64425e938486ec77642a4e7ad9fe736a4a14dbe7fa5df8c23767b0ef1fba7923e8845fe539d1d01bc2d58e89208278f56bdcaf03024b54e2fd305dde763d0a85d24b7eb80b1fff85f6fe99451ea7ee1df6a2f24e70a9fc37d37524e372683ab4049b37b2acfb781a12d538d19256b32681531c6ee77d1523a76d153bb5aef847cb9d78fd893166d8e33928a8ebb7df45bca9543e6cef03ad5c08d9934315e11b000fd975ae803ecde8fd8e8f574dc84cd6ce319f37777e5f21f74469e289dd086bb19ed481503f35ac28438c34f6be64657c707de3b4594c7da85e0e428c2ef19d53b7a2406d6fca77c50884222d15f6713b2b62b06423ec12f57a49884d9ac4a32e85c8af5c9b37bf1139edee6817abd937fea833929e7a767df21b4e5987038eab6aebefb405caea09bc19382c3ec40d37225a56995777d66d5731d353929a1056d6547f4a66cf6df28abfe4508fe865bcef9074ed8942496d8e6cc8351cee672008ace4e0e2402c8d919cde0543422b054f52df966eec08dd7dd475955efce193abbcf377ca0fe641b1f2456cc1710f9979b50b75baab48963a5f88a880b971ef90e4fca2eab6dac6dc215eab9e9854208c43feeb51af234bcf92cde43227350c98dd8419f81473526d23e840730dbcaaf3c82230fbbdaa4f1617302e1ed59606b3a76236928a9fa19e476d90e8b2e683ccc1b933ebf65347c70e8b1244af8e0d3abcc2f213bf3ddc1cd0041272b950d1db05ead490f7b5d175a81dd2aeaae62b744d91a2b46f8d5a186e708718970ac4a39fe95dc4f23cb79ac4617da3759652d8d7bdaf181714a51748fb618802ee82f6a02e94ab0f2557affa2b9dffcf8a923d91128cc63609caa5d7bbbb151069fb5a57226401b8c1b944d403db15218c9294b14a66ae1aa721604be08e56876f021c18c1860ce52b6e5292b42f');
CREATE TABLE IF NOT EXISTS "source_link" (
	source_id       TEXT NOT NULL REFERENCES source,
	realm           TEXT NOT NULL,            -- source.realm at that time
	entity          TEXT NOT NULL,            -- 'employee', 'vendor', 'user', ...
	external_id     TEXT NOT NULL,
	person_id       TEXT NOT NULL REFERENCES person,
	digest          BLOB NOT NULL,            -- of the record as last applied
	first_name      TEXT NOT NULL DEFAULT '', -- the record's; '' when not known
	last_name       TEXT NOT NULL DEFAULT '',
	email_folded    TEXT NOT NULL DEFAULT '',
	employee_number TEXT NOT NULL DEFAULT '',
	starts_on       TEXT NOT NULL DEFAULT '', -- ISO date: the first day
	active          INTEGER NOT NULL CHECK (active IN (0, 1)),
	ends_on         TEXT NOT NULL DEFAULT '', -- ISO date on which it ends
	missing_count   INTEGER NOT NULL DEFAULT 0, -- complete runs without it
	linked_by       TEXT NOT NULL,
	linked_at       INTEGER NOT NULL,
	seen_at         INTEGER NOT NULL, set_aside INTEGER NOT NULL DEFAULT 0
	CHECK (set_aside IN (0, 1)),
	PRIMARY KEY (source_id, realm, entity, external_id)
) STRICT, WITHOUT ROWID;
INSERT INTO source_link VALUES('d5cbe521-ed45-403c-96b1-deb0ea0220dc','','person','mail:cara@acme.example','40c74c55-49ff-4a61-9fba-6e8337417b2b',X'd434dff6ce6ec23eebf7213964ef067610d1b0ebacf7bc25823845b2ac7dacd8','Cara','Csv','cara@acme.example','','',1,'',0,'sync:file',1795901948,1795901948,0);
INSERT INTO source_link VALUES('q1','','employee','55','8c325cb7-a1e8-44df-9a24-77b36f85604a',X'00','','','','','',1,'',0,'root',1,1,0);
CREATE TABLE ending (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	epoch           INTEGER NOT NULL,         -- sessions of a lower one end
	asked_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE expiry_ended (
	person_id       TEXT PRIMARY KEY REFERENCES person,
	expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE source_listing (
	source_id       TEXT NOT NULL REFERENCES source,
	entity          TEXT NOT NULL,            -- 'employee', 'vendor', 'user', ...
	people          INTEGER NOT NULL,
	PRIMARY KEY (source_id, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_email ON person (email_folded) WHERE email_folded <> '';
CREATE INDEX person_by_number ON person (org_id, employee_number)
	WHERE employee_number <> '';
CREATE INDEX person_by_lead ON person (lead_id) WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX person_role_primary ON person_role (person_id)
	WHERE is_primary = 1;
CREATE INDEX person_role_by_role ON person_role (role_id);
CREATE INDEX person_place_by_place ON person_place (place_id);
CREATE INDEX delegation_by_time ON delegation (ends_at) WHERE ended_at IS NULL;
CREATE INDEX password_by_cost ON password (substr(hash, 1, instr(hash, ',p=')));
CREATE INDEX one_time_code_by_person ON one_time_code (person_id);
CREATE INDEX session_open ON session (person_id) WHERE closed_at IS NULL;
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_time ON audit (at);
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
	BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
	BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX outbox_waiting ON outbox (not_before)
	WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX sync_run_by_source ON sync_run (source_id, started_at);
CREATE INDEX source_link_by_person ON source_link (person_id);
CREATE INDEX person_by_expiry ON person (expires_at)
	WHERE expires_at IS NOT NULL;
CREATE INDEX person_by_mail ON person (mail_folded) WHERE mail_folded <> '';
CREATE INDEX person_pending_email ON person (login)
	WHERE email_folded <> mail_folded;
COMMIT;
