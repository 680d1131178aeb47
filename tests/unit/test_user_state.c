/* States of an account (S1-S7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/role.h"
#include "tests/support/company.h"

typedef int verb_function(
    struct change *change, const char *person_id, struct refusal *why);

static int
by(struct change *change, verb_function *verb, const struct user *user,
    enum reason *ret_reason)
{
	struct refusal why = { REASON_NONE, { "", "" } };
	int err = verb(change, user->id, &why);

	*ret_reason = why.reason;
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

/* By root, with success; the person afterwards. */
static struct user
done(struct company *company, verb_function *verb, const struct user *user)
{
	enum reason reason;

	assert_int_equal(
	    by(company_root(company), verb, user, &reason), FIELD_OK);
	return company_user(company, user->login);
}

static void
assert_refused(struct change *change, verb_function *verb,
    const struct user *user, enum reason expected)
{
	enum reason reason;

	assert_int_equal(by(change, verb, user, &reason), FIELD_EDENIED);
	assert_int_equal(reason, expected);
}

static int64_t
generation(struct company *company)
{
	return company_count(company, "SELECT generation FROM meta");
}

static void
deactivated_person_comes_back_active(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user after = done(company, user_deactivate, &bob);

	assert_int_equal(after.status, USER_INACTIVE);
	assert_int_equal(after.deactivated_at, COMPANY_NOW);
	assert_int_equal(after.version, bob.version + 1);
	after = done(company, user_activate, &bob);
	assert_int_equal(after.status, USER_ACTIVE);
	assert_int_equal(after.deactivated_at, 0);
}

static void
unblocking_returns_to_what_was(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user after;

	(void)done(company, user_deactivate, &bob);
	(void)done(company, user_hold, &bob);
	after = done(company, user_block, &bob);
	assert_true(after.blocked && after.held);
	after = done(company, user_unblock, &bob);
	assert_false(after.blocked);
	assert_true(after.held);
	assert_int_equal(after.status, USER_INACTIVE);
}

static void
release_clears_the_hold_and_keeps_the_password(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct secret secret = SECRET_INIT;
	struct change *change;
	struct refusal why;
	struct user after = done(company, user_hold, &bob);

	assert_true(after.held);
	assert_int_equal(
	    secret_init(&secret, COMPANY_PASSWORD, strlen(COMPANY_PASSWORD)),
	    FIELD_OK);
	change = company_root(company);
	assert_int_equal(
	    user_set_password(change, bob.id, &secret, false, &why), FIELD_OK);
	company_end(change);
	secret_release(&secret);
	after = done(company, user_release, &bob);
	assert_false(after.held);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM password"), 1);
}

static void
a_verb_that_changes_nothing_writes_nothing(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t before = generation(company);
	int64_t rows = company_count(company, "SELECT count(*) FROM audit");
	struct user after;

	after = done(company, user_activate, &bob);
	after = done(company, user_unblock, &bob);
	after = done(company, user_release, &bob);
	assert_int_equal(after.version, bob.version);
	assert_int_equal(generation(company), before);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), rows);
}

static void
a_change_of_state_raises_the_generation(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t before = generation(company);

	(void)done(company, user_block, &bob);
	assert_true(generation(company) > before);
}

static void
each_change_of_state_is_logged(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)done(company, user_deactivate, &bob);
	(void)done(company, user_activate, &bob);
	(void)done(company, user_block, &bob);
	(void)done(company, user_unblock, &bob);
	(void)done(company, user_hold, &bob);
	(void)done(company, user_release, &bob);
	(void)done(company, user_delete, &bob);
	(void)done(company, user_restore, &bob);
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT action) FROM audit"
			     " WHERE subject = (SELECT id FROM person"
			     "     WHERE login = 'bob')"
			     " AND outcome = 'done' AND action IN"
			     " ('user.deactivate', 'user.activate',"
			     " 'user.block', 'user.unblock', 'user.hold',"
			     " 'user.release', 'user.delete',"
			     " 'user.restore')"),
	    8);
}

static void
sessions_end_as_the_policy_says(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	int64_t epoch = bob.session_epoch;

	assert_int_equal(
	    done(company, user_block, &bob).session_epoch, ++epoch);
	assert_int_equal(
	    done(company, user_unblock, &bob).session_epoch, epoch);
	assert_int_equal(
	    done(company, user_deactivate, &bob).session_epoch, ++epoch);
	(void)done(company, user_activate, &bob);
	company_policy(company, "end_sessions_on", "block");
	assert_int_equal(
	    done(company, user_deactivate, &bob).session_epoch, epoch);
	assert_int_equal(
	    done(company, user_block, &bob).session_epoch, ++epoch);
}

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
inactive_person_leaves_approvals_and_delegations(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	bool can = false;

	(void)company_add(company, "eve", NULL);
	company_sql(company,
	    "INSERT INTO person_approval SELECT p.id, g.id, 'root', 0"
	    " FROM person p, approval_group g WHERE p.login IN ('bob', 'eve')");
	lend(company, "bob", "eve");
	lend(company, "eve", "bob");
	lend(company, "ada", "eve");
	assert_int_equal(role_person_can(company->store, bob.id,
			     "timesheet.approve", NULL, &can),
	    FIELD_OK);
	assert_true(can); /* lent */
	(void)done(company, user_deactivate, &bob);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person_approval"),
	    1); /* eve's */
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM delegation"
			     " WHERE ended_at IS NULL"),
	    1); /* ada's to eve */
	(void)done(company, user_activate, &bob);
	assert_int_equal(role_person_can(company->store, bob.id,
			     "timesheet.approve", NULL, &can),
	    FIELD_OK);
	assert_false(can);
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
	after = done(company, user_delete, &bob);
	assert_int_equal(after.status, USER_DELETED);
	assert_int_equal(after.deleted_at, COMPANY_NOW);
	assert_string_equal(after.first_name, "bob");
	assert_int_equal(company_count(company,
			     "SELECT (SELECT count(*) FROM password)"
			     " + (SELECT count(*) FROM one_time_code"
			     "     WHERE revoked_at IS NULL)"),
	    0);
	after = done(company, user_restore, &bob);
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

	(void)done(company, user_block, &bob);
	(void)done(company, user_delete, &bob);
	assert_true(done(company, user_restore, &bob).blocked);
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
	    "INSERT INTO source_link (source_id, entity, external_id,"
	    " person_id, digest, record, active, linked_by, linked_at, seen_at)"
	    " SELECT 's', 'Employee', '7', id, x'01', '{\"a\":1}', 1, 'root',"
	    " 0, 0 FROM person WHERE login = 'bob'");
	give_secrets(company);
	after = done(company, user_delete, &bob);
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
			     " WHERE record = '' AND digest = x''"),
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
	(void)done(company, user_delete, &bob);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit_detail"
			     " WHERE body LIKE '%Bartholomew%'"
			     " OR body LIKE '%bart@x%'"),
	    0);
	/* what was done stays known */
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
	(void)done(company, user_delete, &bob);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM spent_email"), 0);
}

static void
hidden_person_can_be_purged_later_but_not_deleted_twice(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)done(company, user_delete, &bob);
	assert_refused(
	    company_root(company), user_delete, &bob, REASON_IS_DELETED);
	company_policy(company, "delete_mode", "purge");
	assert_true(done(company, user_delete, &bob).purged);
	assert_refused(
	    company_root(company), user_delete, &bob, REASON_IS_DELETED);
	assert_refused(
	    company_root(company), user_restore, &bob, REASON_IS_PURGED);
}

static void
deleted_person_takes_no_other_verb(void **state)
{
	static verb_function *const verbs[] = { user_activate, user_deactivate,
		user_block, user_unblock, user_hold, user_release };
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	assert_refused(
	    company_root(company), user_restore, &bob, REASON_NOT_DELETED);
	(void)done(company, user_delete, &bob);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		assert_refused(
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
	(void)done(company, user_delete, &bob);
	assert_refused(
	    company_root(company), user_restore, &bob, REASON_EMAIL_TAKEN);
}

static void
nobody_removes_itself(void **state)
{
	static verb_function *const verbs[] = { user_deactivate, user_block,
		user_hold, user_delete };
	struct company *company = *state;

	(void)company_add(company, "second", "admin");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		assert_refused(company_as(company, &company->ada), verbs[i],
		    &company->ada, REASON_SELF);
}

static void
the_last_super_admin_stays_even_against_root(void **state)
{
	static verb_function *const verbs[] = { user_deactivate, user_block,
		user_hold, user_delete };
	struct company *company = *state;
	struct user second = company_add(company, "second", "admin");

	/* one who cannot sign in does not count */
	(void)done(company, user_block, &second);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		assert_refused(company_root(company), verbs[i], &company->ada,
		    REASON_LAST_SUPER_ADMIN);
	(void)done(company, user_unblock, &second);
	assert_int_equal(done(company, user_deactivate, &company->ada).status,
	    USER_INACTIVE);
	assert_refused(company_root(company), user_block, &second,
	    REASON_LAST_SUPER_ADMIN);
}

static void
people_without_the_permission_change_nobody(void **state)
{
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	struct user bob = company_add(company, "bob", NULL);

	assert_refused(
	    company_as(company, &vic), user_block, &bob, REASON_NOT_PERMITTED);
	(void)done(company, user_deactivate, &bob);
	assert_refused(
	    company_as(company, &bob), user_block, &vic, REASON_NOT_PERMITTED);
	assert_refused(company_as(company, &company->ada), user_restore, &bob,
	    REASON_NOT_DELETED);
}

static void
an_import_lifts_no_block_hold_or_deletion(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);

	(void)done(company, user_block, &bob);
	assert_refused(
	    company_sync(company), user_unblock, &bob, REASON_NOT_PERMITTED);
	(void)done(company, user_hold, &bob);
	assert_refused(
	    company_sync(company), user_release, &bob, REASON_NOT_PERMITTED);
	assert_refused(
	    company_sync(company), user_delete, &bob, REASON_NOT_PERMITTED);
	(void)done(company, user_delete, &bob);
	assert_refused(
	    company_sync(company), user_restore, &bob, REASON_NOT_PERMITTED);
	assert_refused(
	    company_sync(company), user_activate, &bob, REASON_IS_DELETED);
}

static void
an_unknown_person_is_not_found(void **state)
{
	struct user nobody = { .id = "00000000-0000-4000-8000-000000000000" };
	enum reason reason;

	assert_int_equal(by(company_root(*state), user_block, &nobody, &reason),
	    FIELD_ENOTFOUND);
	assert_int_equal(reason, REASON_NO_SUCH_PERSON);
}

static void
an_aborted_change_leaves_everything(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_delete(change, bob.id, &why), FIELD_OK);
	change_abort(change); /* a dry run */
	assert_int_equal(company_user(company, "bob").status, USER_ACTIVE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(deactivated_person_comes_back_active),
		TEST(unblocking_returns_to_what_was),
		TEST(release_clears_the_hold_and_keeps_the_password),
		TEST(a_verb_that_changes_nothing_writes_nothing),
		TEST(a_change_of_state_raises_the_generation),
		TEST(each_change_of_state_is_logged),
		TEST(sessions_end_as_the_policy_says),
		TEST(inactive_person_leaves_approvals_and_delegations),
		TEST(
		    soft_deleted_person_is_hidden_and_restored_without_secrets),
		TEST(a_restore_lifts_no_block),
		TEST(purge_erases_the_person_and_keeps_uid_and_login),
		TEST(purge_leaves_nothing_personal_in_the_log),
		TEST(a_purge_keeps_no_address_when_reuse_is_allowed),
		TEST(hidden_person_can_be_purged_later_but_not_deleted_twice),
		TEST(deleted_person_takes_no_other_verb),
		TEST(a_restore_does_not_take_back_an_address),
		TEST(nobody_removes_itself),
		TEST(the_last_super_admin_stays_even_against_root),
		TEST(people_without_the_permission_change_nobody),
		TEST(an_import_lifts_no_block_hold_or_deletion),
		TEST(an_unknown_person_is_not_found),
		TEST(an_aborted_change_leaves_everything),
	};

	return cmocka_run_group_tests_name("user_state", tests, NULL, NULL);
}
