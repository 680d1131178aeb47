/* Deletion, purge and restore (S4). */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/org/user_add.h"
#include "store/people/user.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

static void
lend(struct company *company, const char *from, const char *to)
{
	char sql[512];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO delegation (id, from_id, to_id, role_id, starts_at,"
	    " ends_at, created_by, created_at)"
	    " SELECT '%s-%s', f.id, t.id, r.id, 0, 99999999999, 'root', 0"
	    " FROM person f, person t, role r WHERE f.login = '%s'"
	    " AND t.login = '%s' AND r.name = 'manager'",
	    from, to, from, to);
	company_sql(company, sql);
}

static void
give_secrets(struct company *company)
{
	company_sql(company,
	    "INSERT INTO password (person_id, hash, set_by, set_at)"
	    " SELECT id, '$argon2id$x', 'root', 0 FROM person"
	    " WHERE login = 'bob';"
	    "INSERT INTO one_time_code (id, person_id, kind, hash, delivery,"
	    " created_by, created_at, expires_at)"
	    " SELECT 'c', id, 'link', randomblob(32), 'mail', 'root', 0,"
	    " 99999999999 FROM person WHERE login = 'bob'");
}

static void
soft_deleted_person_is_hidden_and_restored_without_secrets(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");
	struct name_list roles;
	struct user after;

	give_secrets(company);
	lend(company, "ada", "bob");
	after = company_do(company, user_delete, &bob);
	assert_int_equal(after.status, USER_DELETED);
	assert_int_equal(after.deleted_at, COMPANY_NOW);
	assert_string_equal(after.first_name, "bob");
	assert_int_equal(company_count(company,
			     "SELECT (SELECT count(*) FROM password)"
			     " + (SELECT count(*) FROM one_time_code"
			     "     WHERE revoked_at IS NULL)"),
	    0);
	after = company_do(company, user_restore, &bob);
	assert_int_equal(after.status, USER_ACTIVE);
	assert_int_equal(after.deleted_at, 0);
	assert_int_equal(after.uid, bob.uid);
	assert_true(after.session_epoch > bob.session_epoch);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM delegation"
			     " WHERE ended_at IS NULL"),
	    0);
	assert_int_equal(user_roles(company->store, bob.id, &roles), 0);
	assert_int_equal(roles.count, 1);
	name_list_release(&roles);
}

static void
a_restore_lifts_no_block(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)company_do(company, user_block, &bob);
	(void)company_do(company, user_delete, &bob);
	assert_true(company_do(company, user_restore, &bob).blocked);
}

static void
purge_erases_the_person_and_keeps_uid_and_login(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");
	struct user after;

	company_policy(company, "delete_mode", "purge");
	company_sql(company,
	    "UPDATE person SET email = 'bob@x.example',"
	    " email_folded = 'bob@x.example', phone = '1', title = 't',"
	    " street = 's', employee_number = '9' WHERE login = 'bob';"
	    "INSERT INTO source (id, name, type, org_id)"
	    " SELECT 's', 'books', 'csv', id FROM org;"
	    "INSERT INTO source_link (source_id, realm, entity, external_id,"
	    " person_id, digest, first_name, last_name, email_folded,"
	    " employee_number, starts_on, active, linked_by, linked_at,"
	    " seen_at) SELECT 's', '', 'Employee', '7', id, x'01', 'Bob', 'B',"
	    " 'bob@x.example', '7', '2026-01-01', 1, 'root', 0, 0 FROM person WHERE login = 'bob'");
	give_secrets(company);
	after = company_do(company, user_delete, &bob);
	assert_true(after.purged);
	assert_int_equal(after.uid, bob.uid);
	assert_string_equal(after.login, "bob");
	assert_string_equal(after.first_name, "");
	assert_string_equal(after.last_name, "");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login = 'bob'"
			     " AND email || email_folded || phone || title"
			     " || street || employee_number = ''"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM source_link"
			     " WHERE digest = x'' AND first_name ||"
			     " last_name || email_folded || employee_number"
			     " || starts_on = ''"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT (SELECT count(*) FROM password)"
			     " + (SELECT count(*) FROM one_time_code)"
			     " + (SELECT count(*) FROM person_role AS n"
			     "     JOIN person AS p ON p.id = n.person_id"
			     "     WHERE p.login = 'bob')"),
	    0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM spent_email"
			     " WHERE length(hash) = 32"),
	    1);
}

/* Tables in which the rows of a purged person stay: their history, by id
 * only. */
#define PAST "('session', 'org_entry', 'ending', 'source_link')"

/* One row in each table of secrets, so that the count below is not zero
 * before. */
static void
give_every_way_in(struct company *company)
{
	give_secrets(company);
	company_sql(company,
	    "INSERT INTO password_history SELECT id, '$argon2id$y', 1"
	    " FROM person WHERE login = 'bob';"
	    "INSERT INTO pin SELECT id, 'h', 5, 1, NULL FROM person"
	    " WHERE login = 'bob';"
	    "INSERT INTO ssh_key (id, person_id, type, key, fingerprint,"
	    " added_by, added_at) SELECT 'k', id, 'ssh-ed25519', x'01',"
	    " 'SHA256:x', 'root', 1 FROM person WHERE login = 'bob';"
	    "INSERT INTO identity (id, person_id, issuer, subject, linked_how,"
	    " linked_by, linked_at) SELECT 'i', id, 'https://x.example', '7',"
	    " 'administrator', 'root', 1 FROM person WHERE login = 'bob';"
	    "INSERT INTO known_address SELECT id, '192.0.2.7', 1 FROM person"
	    " WHERE login = 'bob';"
	    "INSERT INTO attempt SELECT id, 'console', '', 1, 1, 1, NULL, 0"
	    " FROM person WHERE login = 'bob';"
	    "INSERT INTO outbox (id, template, person_id, org_id, channel,"
	    " fields, created_at, not_before, code_id) SELECT 'm', 'link', id,"
	    " org_id, 'mail', x'', 1, 1, 'c' FROM person WHERE login = 'bob'");
}

/* Rows of PERSON_ID in all tables that have such a column, PAST left out. */
static int64_t
rows_about(struct company *company, const char *person_id)
{
	char sql[256];
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	int64_t rows = 0;

	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT t.name FROM sqlite_schema AS t,"
			     " pragma_table_info(t.name) AS c"
			     " WHERE t.type = 'table' AND c.name = 'person_id'"
			     " AND t.name NOT IN " PAST,
			     -1, &stmt, NULL),
	    SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		(void)snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM %s WHERE person_id = '%s'",
		    sqlite3_column_text(stmt, 0), person_id);
		rows += company_count(company, sql);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return rows;
}

static void
purge_leaves_no_row_of_any_way_in(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", "dispatcher");

	company_policy(company, "delete_mode", "purge");
	give_every_way_in(company);
	assert_true(rows_about(company, bob.id) >= 9);
	(void)company_do(company, user_delete, &bob);
	assert_int_equal(rows_about(company, bob.id), 0);
}

static void
purge_leaves_nothing_personal_in_the_log(void **state)
{
	struct company *company = *state;
	struct user_new in = {
		.org_id = company->org.id,
		.login = "bob",
		.first_name = "Bartholomew",
		.last_name = "Featherstone",
		.email = "bart@x.example",
		.phone = "5550177",
		.hold = 0,
	};
	struct change *change = company_root(company);
	struct refusal why;
	struct user bob;

	assert_int_equal(user_add(change, &in, &bob, &why), FIELD_OK);
	company_end(change);
	company_policy(company, "delete_mode", "purge");
	(void)company_do(company, user_delete, &bob);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit_detail"
			     " WHERE body LIKE '%Bartholomew%'"
			     " OR body LIKE '%bart@x%'"),
	    0);
	/* the history stays */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " WHERE action IN ('user.add', 'user.purge')"
			     " AND subject = (SELECT id FROM person"
			     "     WHERE login = 'bob')"),
	    2);
}

static void
a_purge_keeps_no_address_when_reuse_is_allowed(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_policy(company, "delete_mode", "purge");
	company_policy(company, "reuse_deleted_email", "yes");
	company_sql(company,
	    "UPDATE person SET email = 'bob@x.example',"
	    " email_folded = 'bob@x.example'"
	    " WHERE login = 'bob'");
	(void)company_do(company, user_delete, &bob);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM spent_email"), 0);
}

static void
hidden_person_can_be_purged_later_but_not_deleted_twice(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)company_do(company, user_delete, &bob);
	company_refuses(
	    company_root(company), user_delete, &bob, REASON_IS_DELETED);
	company_policy(company, "delete_mode", "purge");
	assert_true(company_do(company, user_delete, &bob).purged);
	company_refuses(
	    company_root(company), user_delete, &bob, REASON_IS_DELETED);
	company_refuses(
	    company_root(company), user_restore, &bob, REASON_IS_PURGED);
}

static void
deleted_person_takes_no_other_verb(void **state)
{
	static company_verb *const verbs[] = { user_activate, user_deactivate,
		user_block, user_unblock, user_hold, user_release };
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_refuses(
	    company_root(company), user_restore, &bob, REASON_NOT_DELETED);
	(void)company_do(company, user_delete, &bob);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		company_refuses(
		    company_root(company), verbs[i], &bob, REASON_IS_DELETED);
}

static void
a_restore_does_not_take_back_an_address(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	company_policy(company, "email_unique", "yes");
	company_policy(company, "reuse_deleted_email", "yes");
	company_sql(company,
	    "UPDATE person SET email = 'ada@acme.example',"
	    " email_folded = 'ada@acme.example'"
	    " WHERE login = 'bob'");
	(void)company_do(company, user_delete, &bob);
	company_refuses(
	    company_root(company), user_restore, &bob, REASON_EMAIL_TAKEN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    soft_deleted_person_is_hidden_and_restored_without_secrets),
		TEST(a_restore_lifts_no_block),
		TEST(purge_erases_the_person_and_keeps_uid_and_login),
		TEST(purge_leaves_no_row_of_any_way_in),
		TEST(purge_leaves_nothing_personal_in_the_log),
		TEST(a_purge_keeps_no_address_when_reuse_is_allowed),
		TEST(hidden_person_can_be_purged_later_but_not_deleted_twice),
		TEST(deleted_person_takes_no_other_verb),
		TEST(a_restore_does_not_take_back_an_address),
	};

	return cmocka_run_group_tests_name("user_delete", tests, NULL, NULL);
}
