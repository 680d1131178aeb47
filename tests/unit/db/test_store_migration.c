/*
 * Migrations: a database of an earlier version, with people in it, is either
 * migrated completely or left unchanged.
 */
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/db/db_lock.h"
#include "store/db/db_private.h"
#include "store/db/db_swap.h"
#include "store/db/migration.h"
#include "tests/support/company.h"

#define PREVIOUS      7
#define DUMP          "tests/unit/db/schema-0007.sql"
#define TABLES_MAX    80
#define DUMP_MAX_LEN  (1 << 20)
#define SCHEMA_DIGEST "SELECT group_concat(sql, char(10)) FROM sqlite_schema"

/* The folder of a company, whose database is replaced by DUMP. */
static int
open_previous(void **state)
{
	struct company *company;
	char beside[PATHS_MAX + 8], *sql = NULL;
	sqlite3 *db = NULL;
	size_t len;

	if (company_open_empty(state) != 0)
		return -1;
	company = *state;
	store_close(company->store);
	company->store = NULL;
	assert_int_equal(unlink(company->paths.db_file), 0);
	for (int i = 0; i < 2; i++) {
		(void)str_format(beside, sizeof(beside), "%s-%s",
		    company->paths.db_file, i == 0 ? "wal" : "shm");
		assert_int_equal(unlink(beside), 0);
	}
	assert_int_equal(file_read(DUMP, DUMP_MAX_LEN, &sql, &len), FIELD_OK);
	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(sql);
	return 0;
}

static int
try_open(struct company *company)
{
	struct store_options options = {
		.paths = &company->paths,
		.config = &company->config,
		.clock = &company->clock,
		.mode = STORE_WRITE,
		.busy_timeout_ms = 60000,
	};

	return store_open(&options, &company->store);
}

static void
migrate_it(struct company *company)
{
	assert_int_equal(try_open(company), FIELD_OK);
}

static char *
text_of(struct company *company, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	char *text;

	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	text = strdup((const char *)sqlite3_column_text(stmt, 0));
	assert_non_null(text);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

/* --- the rows of every table ------------------------------------------------ */

struct rows {
	char table[TABLES_MAX][40];
	int64_t count[TABLES_MAX];
	size_t tables;
};

static int64_t
rows_of(struct company *company, const char *table)
{
	char sql[128];

	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	return company_count(company, sql);
}

static void
count_rows(struct company *company, struct rows *rows)
{
	char *names = text_of(company,
	    "SELECT group_concat(name, ' ') FROM sqlite_schema"
	    " WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
	char *rest = names, *name;

	rows->tables = 0;
	for (name = strsep(&rest, " "); name != NULL;
	     name = strsep(&rest, " ")) {
		assert_true(rows->tables < TABLES_MAX);
		assert_true(str_copy(
		    rows->table[rows->tables], sizeof(rows->table[0]), name));
		rows->count[rows->tables++] = rows_of(company, name);
	}
	free(names);
}

/* Migrations seed permissions: there are more afterwards. */
static bool
may_grow(const char *table)
{
	return strcmp(table, "role_permission") == 0 ||
	    strcmp(table, "kind_cap") == 0;
}

static void
a_database_of_the_previous_schema_keeps_every_row(void **state)
{
	struct company *company = *state;
	struct rows before;
	size_t filled = 0;

	count_rows(company, &before);
	migrate_it(company);
	assert_int_equal(company_count(company, "PRAGMA user_version"),
	    migrations[migration_count - 1].version);
	for (size_t i = 0; i < before.tables; i++) {
		int64_t after = rows_of(company, before.table[i]);

		if (after < before.count[i] ||
		    (after > before.count[i] && !may_grow(before.table[i])))
			fail_msg("%s: %lld rows, %lld before", before.table[i],
			    (long long)after, (long long)before.count[i]);
		filled += before.count[i] > 0;
	}
	assert_true(filled >= 30); /* the dump is of a database in use */
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
}

/* References to rows of rebuilt tables are still correct. */
static void
rows_still_refer_correctly_to_a_rebuilt_table(void **state)
{
	static const struct {
		const char *sql;
		int64_t count;
	} meanings[] = {
		{ "SELECT count(*) FROM person_role n JOIN role r"
		  " ON r.id = n.role_id JOIN person p ON p.id = n.person_id"
		  " WHERE (p.login, r.name) IN (('ada', 'admin'),"
		  " ('jane', 'dispatcher'), ('lea', 'fieldworker'),"
		  " ('lea', 'helper'), ('sam', 'subworker'),"
		  " ('max', 'accounts'), ('old', 'manager'))",
		    7 },
		{ "SELECT count(*) FROM role WHERE privileged = 1"
		  " AND name IN ('admin', 'accounts')",
		    2 },
		{ "SELECT count(*) FROM role_local_group g JOIN role r"
		  " ON r.id = g.role_id WHERE r.name = 'fieldworker'"
		  " AND g.name = 'dialout'",
		    1 },
		{ "SELECT count(*) FROM delegation d JOIN role r"
		  " ON r.id = d.role_id WHERE r.name = 'dispatcher'",
		    1 },
		{ "SELECT count(*) FROM delegation d JOIN approval_group g"
		  " ON g.id = d.group_id WHERE g.name = 'people'",
		    1 },
		{ "SELECT count(*) FROM source_rule s JOIN role r"
		  " ON r.id = s.role_id JOIN place l ON l.id = s.site_id"
		  " WHERE r.name = 'fieldworker' AND l.name = 'yard'",
		    1 },
		{ "SELECT count(*) FROM terminal t JOIN place s"
		  " ON s.id = t.site_id JOIN place v ON v.id = t.vehicle_id"
		  " WHERE s.name = 'depot-north' AND v.name = 'van-7'",
		    1 },
		{ "SELECT count(*) FROM os_group g JOIN role r"
		  " ON r.id = g.owner WHERE g.name = 'role-' || r.name",
		    12 },
		{ "SELECT count(*) FROM role WHERE deleted_at IS NOT NULL"
		  " AND name = 'spare'",
		    1 },
		{ "SELECT count(*) FROM attempt a JOIN person p"
		  " ON p.id = a.person_id WHERE p.login = 'jane'"
		  " AND source_kind = 'console' AND failure_count = 3"
		  " AND locked_until = 1795558600",
		    1 },
		{ "SELECT count(*) FROM one_time_code WHERE kind = 'invitation'"
		  " AND length(hash) = 32 AND used_at IS NULL",
		    1 },
		{ "SELECT count(*) FROM org WHERE plain_names = 1", 1 },
		{ "SELECT count(*) FROM exposed_permission e JOIN os_group g"
		  " ON g.kind = 'perm' AND g.owner = e.permission",
		    13 },
	};
	struct company *company = *state;

	migrate_it(company);
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		int64_t count = company_count(company, meanings[i].sql);

		if (count != meanings[i].count)
			fail_msg("%lld: %s", (long long)count, meanings[i].sql);
	}
}

/* R10, R14: roles that exist get what the seeds give to new ones. */
static void
R14_roles_that_exist_are_given_their_capabilities(void **state)
{
	static const struct {
		const char *permission, *roles;
	} expected[] = {
		{ "self.edit",
		    "accounts admin dispatcher fieldworker helper "
		    "manager sales subworker support technician "
		    "viewer" },
		{ "crew.manage", "admin fieldworker" },
		{ "codes.issue", "admin fieldworker" },
		{ "sessions.end", "admin" },
		{ "users.impersonate", "admin" },
	};
	struct company *company = *state;

	migrate_it(company);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		char sql[256], *roles;

		(void)snprintf(sql, sizeof(sql),
		    "SELECT group_concat(name, ' ') FROM (SELECT r.name FROM"
		    " role_permission m JOIN role r ON r.id = m.role_id"
		    " WHERE m.permission = '%s' ORDER BY r.name)",
		    expected[i].permission);
		roles = text_of(company, sql);
		assert_string_equal(roles, expected[i].roles);
		free(roles);
	}
	/* a cap that is there leaves them in force */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM kind_cap"
			     " WHERE kind = 'fieldworker' AND permission IN"
			     " ('self.edit', 'crew.manage', 'codes.issue')"),
	    3);
}

static void
the_audit_chain_stays_valid_across_a_migration(void **state)
{
	struct company *company = *state;
	int64_t bad = 0;

	migrate_it(company);
	assert_true(rows_of(company, "audit") > 30);
	assert_int_equal(audit_verify(company->store, &bad), FIELD_OK);
	assert_int_equal(bad, 0);
}

/* Rows of the first form, whose hashes do not cover the columns that came
 * later, and rows of the second after them. */
static void
X1_the_chain_covers_old_and_new_rows(void **state)
{
	struct company *company = *state;
	struct actor actor = actor_root("fieldctl");
	struct audit_entry entry = { .action = "user.test" };
	struct change *change = NULL;
	int64_t bad = 0, old;

	migrate_it(company);
	old = company_count(company, "SELECT max(seq) FROM audit");
	actor.invoker.login.known = true;
	(void)strcpy(actor.invoker.login.name, "ada");
	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	company_end(change);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE form = 2"
			     " AND behind <> ''"),
	    1);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit WHERE form = 1"),
	    old);
	assert_int_equal(audit_verify(company->store, &bad), FIELD_OK);
	/* no hash covers it there, so it must be empty */
	company_sql(company,
	    "DROP TRIGGER audit_is_append_only;"
	    "UPDATE audit SET behind = 'local:mallory' WHERE seq = 3");
	assert_int_equal(audit_verify(company->store, &bad), FIELD_ECORRUPT);
	assert_int_equal(bad, 3);
}

/* --- names within an organisation (X4) --------------------------------------- */

static int
run_sql(struct company *company, const char *sql)
{
	return db_exec(company->store, sql);
}

static void
X4_names_are_unique_only_within_an_organisation(void **state)
{
	struct company *company = *state;

	migrate_it(company);
	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at)"
	    " VALUES ('bolt', 'bolt', 'Bolt', 1)");
	assert_int_equal(
	    run_sql(company,
		"INSERT INTO role (id, org_id, name, title, created_at)"
		" VALUES ('r1', 'bolt', 'dispatcher', 'D', 1);"
		"INSERT INTO place (id, org_id, kind, name, title, created_at)"
		" VALUES ('p1', 'bolt', 'site', 'yard', 'Y', 1);"
		"INSERT INTO approval_group (id, org_id, name, title,"
		" created_at) VALUES ('a1', 'bolt', 'people', 'P', 1);"
		"INSERT INTO exposed_permission"
		" VALUES ('bolt', 'users.edit', 1);"
		"INSERT INTO os_group (gid, name, kind, owner, org_id,"
		" created_at) VALUES (69000, 'perm-bolt-users-edit', 'perm',"
		" 'users.edit', 'bolt', 1)"),
	    FIELD_OK);
	assert_int_equal(
	    run_sql(company,
		"INSERT INTO role (id, org_id, name, title, created_at)"
		" VALUES ('r2', 'bolt', 'dispatcher', 'D', 1)"),
	    FIELD_EEXIST);
	assert_int_equal(
	    run_sql(company,
		"INSERT INTO place (id, org_id, kind, name, title, created_at)"
		" VALUES ('p2', 'bolt', 'site', 'yard', 'Y', 1)"),
	    FIELD_EEXIST);
	assert_int_equal(run_sql(company,
			     "INSERT INTO approval_group (id, org_id, name,"
			     " title, created_at)"
			     " VALUES ('a2', 'bolt', 'people', 'P', 1)"),
	    FIELD_EEXIST);
	/* and plain names always belong to the first one */
	assert_int_equal(
	    run_sql(company, "UPDATE org SET plain_names = 1"), FIELD_EEXIST);
}

/* --- references ---------------------------------------------------------------- */

static void
references_are_enforced_after_a_migration(void **state)
{
	struct company *company = *state;

	migrate_it(company);
	assert_int_equal(
	    run_sql(company, "DELETE FROM role WHERE name = 'dispatcher'"),
	    FIELD_EINVAL);
	assert_int_equal(run_sql(company,
			     "UPDATE person_role SET role_id = 'none'"
			     " WHERE role_id = (SELECT id FROM role"
			     " WHERE name = 'admin')"),
	    FIELD_EINVAL);
}

/* Nothing that a reader or a later try could see has changed. */
static void
expect_untouched(
    struct company *company, const char *schema, const struct rows *before)
{
	struct rows after;
	char *now = text_of(company, SCHEMA_DIGEST);

	assert_string_equal(now, schema);
	free(now);
	assert_int_equal(
	    company_count(company, "PRAGMA user_version"), PREVIOUS);
	count_rows(company, &after);
	assert_int_equal(after.tables, before->tables);
	assert_memory_equal(
	    after.count, before->count, after.tables * sizeof(after.count[0]));
}

static void
a_broken_reference_stops_a_migration_and_nothing_changes(void **state)
{
	struct company *company = *state;
	struct rows before;
	char *schema;

	company_sql(company,
	    "PRAGMA foreign_keys = OFF;"
	    "INSERT INTO role_permission VALUES ('no-such-role', 'map.view')");
	count_rows(company, &before);
	schema = text_of(company, SCHEMA_DIGEST);
	assert_int_equal(try_open(company), FIELD_ECORRUPT);
	assert_null(company->store);
	expect_untouched(company, schema, &before);
	/* after the repair it continues */
	company_sql(company,
	    "DELETE FROM role_permission WHERE role_id = 'no-such-role'");
	migrate_it(company);
	assert_int_equal(store_check_integrity(company->store), FIELD_OK);
	free(schema);
}

/* A database of this version, and a migration that is one too many. */
static void
expect_failed_migration(
    struct company *company, const char *sql, int code, const char *said)
{
	int last = migrations[migration_count - 1].version;
	struct migration bad = { last + 1, "next.sql", sql };
	char *schema = text_of(company, SCHEMA_DIGEST), *now;
	int64_t roles = rows_of(company, "role");

	assert_int_equal(db_migrate(company->store, &bad, 1, last), code);
	assert_non_null(strstr(store_last_error(company->store), said));
	now = text_of(company, SCHEMA_DIGEST);
	assert_string_equal(now, schema);
	assert_int_equal(company_count(company, "PRAGMA user_version"), last);
	assert_int_equal(rows_of(company, "role"), roles);
	free(schema);
	free(now);
	/* references are enforced again, and others can write */
	assert_int_equal(
	    run_sql(company, "DELETE FROM role WHERE name = 'dispatcher'"),
	    FIELD_EINVAL);
	assert_int_equal(db_begin(company->store), FIELD_OK);
	assert_int_equal(db_commit(company->store), FIELD_OK);
}

static void
a_migration_that_would_break_a_reference_is_rolled_back(void **state)
{
	struct company *company = *state;

	migrate_it(company);
	/* rebuilt, and one row forgotten */
	expect_failed_migration(company,
	    "CREATE TABLE role_new (id TEXT PRIMARY KEY, name TEXT) STRICT;"
	    "INSERT INTO role_new SELECT id, name FROM role"
	    " WHERE name <> 'dispatcher';"
	    "DROP TABLE role; ALTER TABLE role_new RENAME TO role;",
	    FIELD_ECORRUPT, "refers to a row of role that does not exist");
}

static void
a_migration_that_fails_half_way_is_rolled_back(void **state)
{
	struct company *company = *state;

	migrate_it(company);
	expect_failed_migration(company,
	    "CREATE TABLE more (id TEXT PRIMARY KEY) STRICT; DROP TABLE role;"
	    "INSERT INTO nowhere VALUES (1);",
	    FIELD_EIO, "nowhere");
}

/* --- replaced meanwhile ------------------------------------------------------- */

/* Whether process PID has PATH open. */
static bool
has_open(pid_t pid, const char *path)
{
	char folder[40], name[320], target[PATHS_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	(void)snprintf(folder, sizeof(folder), "/proc/%d/fd", (int)pid);
	dir = opendir(folder);
	assert_non_null(dir);
	while (!found && (entry = readdir(dir)) != NULL) {
		ssize_t len;

		(void)snprintf(
		    name, sizeof(name), "%s/%s", folder, entry->d_name);
		len = readlink(name, target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
		found = strcmp(target, path) == 0;
	}
	(void)closedir(dir);
	return found;
}

/* Start a process whose first migration waits for the writers' lock, which
 * LOCK_FD holds.  Returns when it has the database open. */
static pid_t
start_to_migrate(struct company *company, int lock_fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		int rc;

		(void)close(lock_fd); /* the other half of the lock */
		rc = try_open(company);
		_exit(rc < 0                              ? -rc :
			store_is_replaced(company->store) ? 100 :
							    0);
	}
	while (!has_open(pid, company->paths.db_file)) {
		assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
		(void)poll(NULL, 0, 5);
	}
	return pid;
}

/* A copy of the database that differs from it: its path, in BUF. */
static void
prepare_other(const struct company *company, char *buf, size_t size)
{
	sqlite3 *db = NULL;
	char *bytes;
	size_t len;

	(void)str_format(buf, size, "%s.other", company->paths.db_file);
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 28, &bytes, &len), FIELD_OK);
	assert_int_equal(file_replace(buf, bytes, len, 0600), FIELD_OK);
	free(bytes);
	assert_int_equal(sqlite3_open(buf, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE meta SET generation = 7000",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
a_migration_that_waits_while_the_file_is_replaced_is_of_the_new_one(
    void **state)
{
	struct company *company = *state;
	char other[PATHS_MAX + 8];
	int fd = -1, status;
	pid_t pid;

	prepare_other(company, other, sizeof(other));
	assert_int_equal(db_lock_acquire(&company->paths, 0, &fd), FIELD_OK);
	pid = start_to_migrate(company, fd);
	/* waits until the process has passed the gate */
	assert_int_equal(
	    db_swap_commit(&company->paths, other, 60000), FIELD_OK);
	assert_int_equal(close(fd), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(company_count(company, "PRAGMA user_version"),
	    migrations[migration_count - 1].version);
	assert_int_equal(
	    company_count(company, "SELECT generation >= 7000 FROM meta"), 1);
	(void)str_format(company->paths.db_file, PATHS_MAX, "%s/%s",
	    company->paths.private_dir, "field.db.replaced");
	assert_int_equal(
	    company_count(company, "PRAGMA user_version"), PREVIOUS);
}

/* --- what may leave the log ------------------------------------------------------ */

static void
X1_only_rows_that_were_archived_may_leave_the_log(void **state)
{
	struct company *company = *state;

	migrate_it(company);
	assert_int_equal(
	    run_sql(company, "DELETE FROM audit_detail"), FIELD_OK);
	assert_int_not_equal(
	    run_sql(company, "DELETE FROM audit WHERE seq = 1"), FIELD_OK);
	assert_int_equal(
	    run_sql(company, "UPDATE meta SET audit_archived_to = 2"),
	    FIELD_OK);
	assert_int_not_equal(
	    run_sql(company, "DELETE FROM audit WHERE seq = 3"), FIELD_OK);
	assert_int_equal(
	    run_sql(company, "DELETE FROM audit WHERE seq <= 2"), FIELD_OK);
	assert_int_not_equal(
	    run_sql(company, "UPDATE audit SET actor = 'x' WHERE seq = 3"),
	    FIELD_OK);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, open_previous, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_database_of_the_previous_schema_keeps_every_row),
		CLAIM(rows_still_refer_correctly_to_a_rebuilt_table),
		CLAIM(R14_roles_that_exist_are_given_their_capabilities),
		CLAIM(the_audit_chain_stays_valid_across_a_migration),
		CLAIM(X1_the_chain_covers_old_and_new_rows),
		CLAIM(X4_names_are_unique_only_within_an_organisation),
		CLAIM(references_are_enforced_after_a_migration),
		CLAIM(a_broken_reference_stops_a_migration_and_nothing_changes),
		CLAIM(a_migration_that_would_break_a_reference_is_rolled_back),
		CLAIM(a_migration_that_fails_half_way_is_rolled_back),
		CLAIM(
		    a_migration_that_waits_while_the_file_is_replaced_is_of_the_new_one),
		CLAIM(X1_only_rows_that_were_archived_may_leave_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
