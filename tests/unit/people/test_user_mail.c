/* The address that a person's mail is sent to (A4): never one that only
 * accounting or the person confirms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/err.h"
#include "store/people/user_mail.h"
#include "store/verb/user.h"
#include "store/verb/user_mail.h"
#include "tests/support/books.h"
#include "tests/support/outbox.h"

#define OLD "jane@acme.example"
#define NEW "evil@elsewhere.example"

static struct plan_record
jane(const char *email)
{
	return books_record("1", "Jane", "Doe", email);
}

/* Jane with the address OLD; then another actor sets NEW. */
static struct user
jane_whose_record_says_another_address(struct company *company)
{
	struct plan_record before = jane(OLD), after = jane(NEW);

	books_import(company, false, &before, 1);
	books_import(company, false, &after, 1);
	return company_user(company, "jdoe");
}

static void
assert_mail_goes_to(
    struct company *company, const char *login, const char *email)
{
	struct user user = company_user(company, login);
	char found[USER_EMAIL_SIZE];

	assert_int_equal(
	    user_mail_address(company->store, user.id, found), FIELD_OK);
	assert_string_equal(found, email);
	assert_string_equal(user.mail_address, email);
}

static int
edit_email(struct change *change, const struct user *user, const char *email,
    struct refusal *why)
{
	const struct user_edit edit = { .email = email };
	int err = user_edit(change, user->id, &edit, why);

	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static struct user
editor(struct company *company, const char *login)
{
	struct user user;

	company_sql(company,
	    "INSERT OR IGNORE INTO role_permission"
	    " SELECT id, 'users.edit' FROM role WHERE name = 'dispatcher'");
	user = company_add(company, login, "dispatcher");
	return user;
}

/* The newest row of the kind: its recipient, and the new address. */
static void
assert_told(struct company *company, enum mail_template template,
    const char *address, const char *new)
{
	struct queued queued;

	queued_newest(company, template, &queued);
	assert_string_equal(queued.address, address);
	if (new != NULL)
		assert_string_equal(queued.fields.text[MAIL_FIELD_NEW], new);
	queued_release(&queued);
}

static int64_t
told_count(struct company *company)
{
	return queued_count(company, MAIL_ADDRESS_PENDING) +
	    queued_count(company, MAIL_ADDRESS_CHANGED) +
	    queued_count(company, MAIL_ADDRESS_REMOVED);
}

/* --- who gives an address ------------------------------------------------- */

static void
A4_an_imported_new_person_gets_mail_at_the_first_address(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane(OLD);

	books_import(company, false, &record, 1);
	assert_mail_goes_to(company, "jdoe", OLD);
	assert_false(company_user(company, "jdoe").email_pending);
	assert_int_equal(told_count(company), 0);
}

static void
A4_an_import_changes_the_login_address_and_not_the_mail_address(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	struct user found;
	struct refusal why;

	assert_string_equal(user.email, NEW);
	assert_true(user.email_pending);
	assert_string_equal(user.email_by, "sync:books");
	assert_mail_goes_to(company, "jdoe", OLD);
	assert_int_equal(
	    user_find(company->store, NEW, &found, &why), FIELD_OK);
	assert_string_equal(found.login, "jdoe");
	assert_told(company, MAIL_ADDRESS_PENDING, OLD, NEW);
	assert_int_equal(told_count(company), 1);
}

static void
A4_an_import_gives_no_mail_to_an_account_that_had_no_address(void **state)
{
	struct company *company = *state;
	struct plan_record before = jane(""), after = jane(NEW);

	books_import(company, false, &before, 1);
	books_import(company, false, &after, 1);
	assert_string_equal(company_user(company, "jdoe").email, NEW);
	assert_mail_goes_to(company, "jdoe", "");
	assert_int_equal(told_count(company), 0);
}

static void
A4_two_changes_in_a_row_do_not_confirm_the_first(void **state)
{
	struct company *company = *state;
	struct plan_record third = jane("third@elsewhere.example");

	(void)jane_whose_record_says_another_address(company);
	books_import(company, false, &third, 1);
	assert_mail_goes_to(company, "jdoe", OLD);
	assert_told(
	    company, MAIL_ADDRESS_PENDING, OLD, "third@elsewhere.example");
}

static void
A4_a_reverted_address_is_no_longer_pending(void **state)
{
	struct company *company = *state;
	struct plan_record back = jane("Jane@ACME.example");

	(void)jane_whose_record_says_another_address(company);
	books_import(company, false, &back, 1);
	assert_false(company_user(company, "jdoe").email_pending);
	assert_mail_goes_to(company, "jdoe", OLD);
	assert_int_equal(told_count(company), 1);
}

static void
A4_an_administrators_edit_of_another_is_confirmed_at_once(void **state)
{
	struct company *company = *state;
	struct user boss = editor(company, "boss");
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;

	assert_int_equal(
	    edit_email(company_as(company, &boss), &bob, OLD, &why), FIELD_OK);
	assert_mail_goes_to(company, "bob", OLD);
	assert_int_equal(
	    edit_email(company_root(company), &bob, NEW, &why), FIELD_OK);
	assert_mail_goes_to(company, "bob", NEW);
	assert_told(company, MAIL_ADDRESS_CHANGED, OLD, NEW);
	assert_int_equal(
	    edit_email(company_root(company), &bob, "", &why), FIELD_OK);
	assert_mail_goes_to(company, "bob", "");
	assert_told(company, MAIL_ADDRESS_REMOVED, NEW, NULL);
}

static void
A4_peoples_own_new_address_is_pending_whatever_their_rights(void **state)
{
	struct company *company = *state;
	struct user boss = editor(company, "boss");
	struct refusal why;

	assert_int_equal(
	    edit_email(company_root(company), &boss, OLD, &why), FIELD_OK);
	assert_int_equal(
	    edit_email(company_as(company, &boss), &boss, NEW, &why), FIELD_OK);
	assert_mail_goes_to(company, "boss", OLD);
	assert_told(company, MAIL_ADDRESS_PENDING, OLD, NEW);
	assert_int_equal(edit_email(company_as(company, &company->ada),
			     &company->ada, NEW, &why),
	    FIELD_OK);
	assert_true(company_user(company, "ada").email_pending);
	company_refuses(company_as(company, &company->ada), user_confirm_email,
	    &company->ada, REASON_SELF);
}

static void
A4_typing_the_pending_address_confirms_it(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	struct refusal why;

	assert_int_equal(
	    edit_email(company_root(company), &user, NEW, &why), FIELD_OK);
	assert_mail_goes_to(company, "jdoe", NEW);
	assert_told(company, MAIL_ADDRESS_CHANGED, OLD, NEW);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person_pin WHERE field ="
			     " 'mail_address'"),
	    0);
}

/* --- the administrator's word ----------------------------------------------- */

static void
A4_confirming_moves_mail_and_revokes_what_was_mailed(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);

	company_sql(company,
	    "INSERT INTO one_time_code (id, person_id, kind, hash, delivery,"
	    " created_by, created_at, expires_at)"
	    " SELECT n.d, id, 'sign-in', randomblob(32), n.d, 'root', 1, 2"
	    " FROM person, (SELECT 'mail' AS d UNION SELECT 'print') AS n"
	    " WHERE login = 'jdoe'");
	company_sql(company, "UPDATE person SET email_verified_at = 5");
	user = company_do(company, user_confirm_email, &user);
	assert_false(user.email_pending);
	assert_mail_goes_to(company, "jdoe", NEW);
	assert_told(company, MAIL_ADDRESS_CHANGED, OLD, NEW);
	assert_int_equal(user.email_verified_at, 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM one_time_code"
			     " WHERE revoked_at IS NOT NULL AND id = 'mail'"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM one_time_code"
			     " WHERE revoked_at IS NULL AND id = 'print'"),
	    1);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " JOIN audit_detail AS d USING (seq) WHERE"
			     " action = 'user.confirm-email' AND actor = 'root'"
			     " AND json_extract(d.body, '$.mail_address[0]')"
			     "     = '" OLD "'"
			     " AND json_extract(d.body, '$.mail_address[1]')"
			     "     = '" NEW "'"),
	    1);
}

static void
A4_confirming_twice_changes_nothing(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	int64_t version;

	version = company_do(company, user_confirm_email, &user).version;
	assert_int_equal(
	    company_do(company, user_confirm_email, &user).version, version);
	assert_int_equal(told_count(company), 2);
}

static void
A4_the_author_of_an_address_cannot_confirm_it(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	struct user boss = editor(company, "boss");
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE person SET email_by = '%s' WHERE login = 'jdoe'", boss.id);
	company_sql(company, sql);
	company_refuses(
	    company_as(company, &boss), user_confirm_email, &user, REASON_SELF);
	company_refuses(company_sync(company), user_confirm_email, &user,
	    REASON_NOT_PERMITTED);
	company_sql(company, "UPDATE person SET email_by = 'sync:books'");
	company_refuses(company_as(company, &user), user_confirm_email, &boss,
	    REASON_NOT_PERMITTED);
	assert_mail_goes_to(company, "jdoe", OLD);
}

static void
A4_a_pending_address_leaves_the_verified_one_verified(void **state)
{
	struct company *company = *state;
	struct plan_record before = jane(OLD), after = jane(NEW);

	books_import(company, false, &before, 1);
	company_sql(company, "UPDATE person SET email_verified_at = 5");
	books_import(company, false, &after, 1);
	assert_int_equal(company_user(company, "jdoe").email_verified_at, 5);
}

static bool
note_login(const char *login, void *context)
{
	(void)strcat(context, login);
	return true;
}

static void
A4_people_with_pending_addresses_are_listed(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	char logins[100] = "";

	assert_int_equal(
	    user_each_pending_email(company->store, note_login, logins),
	    FIELD_OK);
	assert_string_equal(logins, "jdoe");
	(void)company_do(company, user_confirm_email, &user);
	logins[0] = '\0';
	assert_int_equal(
	    user_each_pending_email(company->store, note_login, logins),
	    FIELD_OK);
	assert_string_equal(logins, "");
}

/* --- decisions about records ------------------------------------------------ */

static void
decide(struct company *company, const char *id, const char *login)
{
	struct source source = books_source(company);
	struct change *change = company_root(company);
	struct user user = company_user(company, login);
	struct refusal why;

	assert_int_equal(source_decide(change, source.id, "employee", id,
			     SOURCE_LINK, user.id, &why),
	    FIELD_OK);
	company_end(change);
}

/* Name and address change together: the administrator who decides sees both. */
static void
A4_a_decision_that_showed_the_address_confirms_it(void **state)
{
	struct company *company = *state;
	struct plan_record before = jane(OLD);
	struct plan_record after = books_record("1", "Janet", "Dow", NEW);

	books_import(company, false, &before, 1);
	books_import(company, false, &after, 1);
	assert_string_equal(company_user(company, "jdoe").email, OLD);
	decide(company, "1", "jdoe");
	books_import(company, false, &after, 1);
	assert_string_equal(company_user(company, "jdoe").email, NEW);
	assert_mail_goes_to(company, "jdoe", NEW);
	assert_told(company, MAIL_ADDRESS_CHANGED, OLD, NEW);
}

static void
A4_a_decision_in_advance_confirms_no_address(void **state)
{
	struct company *company = *state;
	struct plan_record before = jane(OLD), after = jane(NEW);

	books_import(company, false, &before, 1);
	decide(company, "1", "jdoe");
	books_import(company, false, &after, 1);
	assert_string_equal(company_user(company, "jdoe").email, NEW);
	assert_mail_goes_to(company, "jdoe", OLD);
	/* nor by going away and coming back, now that it is carried out */
	books_import(company, false, &before, 1);
	books_import(company, false, &after, 1);
	assert_mail_goes_to(company, "jdoe", OLD);
}

static void
A4_a_preview_shows_where_mail_is_still_sent(void **state)
{
	struct company *company = *state;
	struct plan_record before = jane(OLD), after = jane(NEW);
	struct plan *plan;

	books_import(company, false, &before, 1);
	plan = books_plan(company, false, &after, 1);
	assert_true(books_line(plan, "1")->email_pending);
	assert_string_equal(books_line(plan, "1")->mail_address, OLD);
	plan_free(plan);
	after = jane(OLD);
	after.phone = "555 0199";
	plan = books_plan(company, false, &after, 1);
	assert_false(books_line(plan, "1")->email_pending);
	plan_free(plan);
}

/* --- taken, spent, erased ------------------------------------------------------ */

static void
A4_no_other_person_gets_either_address_where_they_are_unique(void **state)
{
	static const char *const taken[] = { OLD, NEW };
	struct company *company = *state;
	struct user bob;
	struct refusal why;

	(void)jane_whose_record_says_another_address(company);
	bob = company_add(company, "bob", NULL);
	company_policy(company, "email_unique", "yes");
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		assert_int_equal(
		    edit_email(company_root(company), &bob, taken[i], &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_EMAIL_TAKEN);
	}
}

static void
A4_an_import_cannot_take_over_an_address_that_gets_mail(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(NEW),
		books_record("2", "Eve", "Low", "eve@acme.example") };
	struct plan *plan;
	struct refusal why;

	(void)jane_whose_record_says_another_address(company);
	company_policy(company, "email_unique", "yes");
	books_import(company, false, records, 2);
	records[1].email = OLD;
	plan = books_plan(company, false, records, 2);
	assert_int_equal(books_line(plan, "2")->why.reason, REASON_EMAIL_TAKEN);
	assert_int_equal(
	    books_apply(company, plan, plan_hash(plan), &why), FIELD_OK);
	plan_free(plan);
	assert_string_equal(
	    company_user(company, "elow").email, "eve@acme.example");
}

static void
A4_a_purge_erases_and_spends_both_addresses(void **state)
{
	static const char *const spent[] = { OLD, NEW };
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;

	company_policy(company, "delete_mode", "purge");
	user = company_do(company, user_delete, &user);
	assert_true(user.purged);
	assert_string_equal(user.mail_address, "");
	assert_false(user.email_pending);
	assert_string_equal(user.email_by, "");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE address <> ''"),
	    0);
	for (size_t i = 0; i < sizeof(spent) / sizeof(spent[0]); i++) {
		assert_int_equal(
		    edit_email(company_root(company), &bob, spent[i], &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_EMAIL_SPENT);
	}
}

static void
A4_a_restored_persons_address_is_still_pending(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);

	(void)company_do(company, user_delete, &user);
	company_refuses(company_root(company), user_confirm_email, &user,
	    REASON_IS_DELETED);
	user = company_do(company, user_restore, &user);
	assert_true(user.email_pending);
	assert_mail_goes_to(company, "jdoe", OLD);
}

static void
A4_a_restore_takes_no_mail_of_another_person(void **state)
{
	struct company *company = *state;
	struct user user = jane_whose_record_says_another_address(company);
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;

	company_policy(company, "email_unique", "yes");
	company_policy(company, "reuse_deleted_email", "yes");
	(void)company_do(company, user_delete, &user);
	assert_int_equal(
	    edit_email(company_root(company), &bob, OLD, &why), FIELD_OK);
	company_refuses(
	    company_root(company), user_restore, &user, REASON_EMAIL_TAKEN);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(A4_an_imported_new_person_gets_mail_at_the_first_address),
		TEST(
		    A4_an_import_changes_the_login_address_and_not_the_mail_address),
		TEST(
		    A4_an_import_gives_no_mail_to_an_account_that_had_no_address),
		TEST(A4_two_changes_in_a_row_do_not_confirm_the_first),
		TEST(A4_a_reverted_address_is_no_longer_pending),
		TEST(A4_an_administrators_edit_of_another_is_confirmed_at_once),
		TEST(
		    A4_peoples_own_new_address_is_pending_whatever_their_rights),
		TEST(A4_typing_the_pending_address_confirms_it),
		TEST(A4_confirming_moves_mail_and_revokes_what_was_mailed),
		TEST(A4_confirming_twice_changes_nothing),
		TEST(A4_the_author_of_an_address_cannot_confirm_it),
		TEST(A4_a_pending_address_leaves_the_verified_one_verified),
		TEST(A4_people_with_pending_addresses_are_listed),
		TEST(A4_a_decision_that_showed_the_address_confirms_it),
		TEST(A4_a_decision_in_advance_confirms_no_address),
		TEST(A4_a_preview_shows_where_mail_is_still_sent),
		TEST(
		    A4_no_other_person_gets_either_address_where_they_are_unique),
		TEST(A4_an_import_cannot_take_over_an_address_that_gets_mail),
		TEST(A4_a_purge_erases_and_spends_both_addresses),
		TEST(A4_a_restored_persons_address_is_still_pending),
		TEST(A4_a_restore_takes_no_mail_of_another_person),
	};

	return cmocka_run_group_tests_name("user_mail", tests, NULL, NULL);
}
