/* Editing people, pins and given passwords (U5, A7, L7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/verb/user.h"
#include "store/verb/user_secret.h"
#include "tests/support/company.h"

static int
edit(struct change *change, const struct user *user,
    const struct user_edit *changes, struct refusal *why)
{
	int err;

	why->reason = REASON_NONE;
	err = user_edit(change, user->id, changes, why);
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static void
only_named_fields_change(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL), after;
	struct user_edit changes = { .title = "Foreman", .phone = "5" };
	struct refusal why;

	assert_int_equal(
	    edit(company_root(company), &bob, &changes, &why), FIELD_OK);
	after = company_user(company, "bob");
	assert_string_equal(after.title, "Foreman");
	assert_string_equal(after.phone, "5");
	assert_string_equal(after.first_name, bob.first_name);
	assert_int_equal(after.version, bob.version + 1);
}

static void
old_and_new_values_are_logged(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit changes = { .last_name = "O\"Brien" };
	struct refusal why;

	assert_int_equal(
	    edit(company_root(company), &bob, &changes, &why), FIELD_OK);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " JOIN audit_detail AS d USING (seq)"
			     " WHERE action = 'user.edit'"
			     " AND json_extract(d.body, '$.last_name[0]')"
			     "     = 'Person'"
			     " AND json_extract(d.body, '$.last_name[1]')"
			     "     = 'O\"Brien'"),
	    1);
}

static void
an_edit_that_changes_nothing_writes_nothing(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit changes = { .last_name = " Person ", .pin = true };
	struct refusal why;

	assert_int_equal(
	    edit(company_root(company), &bob, &changes, &why), FIELD_OK);
	assert_int_equal(company_user(company, "bob").version, bob.version);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person_pin"), 0);
}

static void
pins_hold_exactly_what_was_changed(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit changes = {
		.title = "Foreman", .last_name = "Person", .pin = true
	};
	struct refusal why;

	assert_int_equal(
	    edit(company_root(company), &bob, &changes, &why), FIELD_OK);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person_pin"
			     " WHERE field = 'title' AND pinned_by = 'root'"),
	    1);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person_pin"), 1);
}

static void
a_new_address_is_no_longer_verified(void **state)
{
	struct company *company = *state;
	struct user_edit changes = { .email = "new@acme.example" };
	struct user_edit same = { .email = "ADA@acme.example" };
	struct refusal why;

	company_sql(company, "UPDATE person SET email_verified_at = 5");
	assert_int_equal(
	    edit(company_root(company), &company->ada, &same, &why), FIELD_OK);
	assert_int_equal(company_user(company, "ada").email_verified_at, 5);
	assert_int_equal(
	    edit(company_root(company), &company->ada, &changes, &why),
	    FIELD_OK);
	assert_int_equal(company_user(company, "ada").email_verified_at, 0);
}

static void
bad_values_are_refused(void **state)
{
	static const struct {
		struct user_edit edit;
		enum reason reason;
	} cases[] = {
		{ { .first_name = "a:b" }, REASON_BAD_TEXT },
		{ { .phone = "1\n2" }, REASON_BAD_TEXT },
		{ { .employee_number = "4.12E+11" }, REASON_BAD_TEXT },
		{ { .employee_number = "########" }, REASON_BAD_TEXT },
		{ { .first_name = "", .last_name = "" }, REASON_NAME_MISSING },
		{ { .email = "nobody" }, REASON_BAD_EMAIL },
		{ { .shell = "bash" }, REASON_BAD_PATH },
		{ { .shell = "/bin/../bin/sh" }, REASON_BAD_PATH },
		{ { .shell = "/bin/sh -c evil" }, REASON_BAD_PATH },
		{ { .desktop = "../gnome" }, REASON_BAD_WORD },
		{ { .landing = "a b" }, REASON_BAD_WORD },
	};
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct refusal why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    edit(company_root(company), &bob, &cases[i].edit, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, cases[i].reason);
	}
}

static void
people_edit_their_phone_but_not_their_kind_or_address(void **state)
{
	static const enum user_kind kind = USER_EXTERNAL;
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit phone = { .phone = "5550100" };
	struct user_edit kinds = { .kind = &kind };
	struct user_edit email = { .email = "ada2@acme.example" };
	struct refusal why;

	assert_int_equal(
	    edit(company_as(company, &vic), &vic, &phone, &why), FIELD_OK);
	assert_int_equal(
	    edit(company_as(company, &vic), &bob, &phone, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	assert_int_equal(
	    edit(company_as(company, &vic), &vic, &kinds, &why), FIELD_EDENIED);
	assert_int_equal(
	    edit(company_as(company, &vic), &vic, &email, &why), FIELD_EDENIED);
}

/* U5: every field of the profile, by the person, with and without the
 * capability; what is not in the table's OWN is for others to say. */
static void
U5_self_edit_covers_its_fields_and_nothing_else(void **state)
{
	static const enum user_kind kind = USER_EXTERNAL;
	static const int64_t expiry = COMPANY_NOW + 1000;
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	const struct {
		struct user_edit edit;
		bool own;
	} cases[] = {
		{ { .first_name = "Victoria" }, true },
		{ { .last_name = "Viewer" }, true },
		{ { .phone = "5550100" }, true },
		{ { .mobile = "5550101" }, true },
		{ { .mobile_provider = "bigcell" }, true },
		{ { .street = "Main St 1" }, true },
		{ { .city = "Town" }, true },
		{ { .region = "North" }, true },
		{ { .postcode = "12345" }, true },
		{ { .country = "US" }, true },
		{ { .language = "es" }, true },
		{ { .email = "vic@home.example" }, false },
		{ { .title = "Boss" }, false },
		{ { .employee_number = "1" }, false },
		{ { .shell = "/bin/dash" }, false },
		{ { .desktop = "gnome" }, false },
		{ { .landing = "bookings" }, false },
		{ { .kind = &kind }, false },
		{ { .expires_at = &expiry }, false },
		{ { .lead_id = company->ada.id }, false },
		/* one that is not own refuses those beside it */
		{ { .phone = "5550102", .title = "Boss" }, false },
	};
	struct refusal why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int err = edit(
		    company_as(company, &vic), &vic, &cases[i].edit, &why);

		if ((err == FIELD_OK) != cases[i].own)
			fail_msg("case %zu: %d", i, err);
		if (!cases[i].own)
			assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	}
	vic = company_user(company, "vic");
	assert_string_equal(vic.first_name, "Victoria");
	assert_string_equal(vic.mobile_provider, "bigcell");
	assert_string_equal(vic.street, "Main St 1");
	assert_string_equal(vic.country, "US");
	assert_string_equal(vic.language, "es");
	assert_string_equal(vic.phone, "5550100");
	company_sql(company,
	    "DELETE FROM role_permission WHERE permission = 'self.edit'");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    edit(company_as(company, &vic), &vic, &cases[i].edit, &why),
		    FIELD_EDENIED);
}

/* --- leads (R10) ---------------------------------------------------------------- */

static int
lead(struct company *company, const struct user *user, const char *lead_id,
    struct refusal *why)
{
	struct user_edit changes = { .lead_id = lead_id };

	return edit(company_root(company), user, &changes, why);
}

static void
R10_a_lead_has_a_crew_and_its_group(void **state)
{
	struct company *company = *state;
	struct user lea = company_add(company, "lea_m", "fieldworker");
	struct user sam = company_add(company, "sam", "subworker");
	struct user tim = company_add(company, "tim", "subworker");
	struct refusal why;

	assert_int_equal(lead(company, &sam, lea.id, &why), FIELD_OK);
	assert_int_equal(lead(company, &tim, lea.id, &why), FIELD_OK);
	assert_string_equal(company_user(company, "sam").lead_id, lea.id);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM os_group g JOIN person p"
		" ON p.id = g.owner WHERE g.kind = 'crew'"
		" AND g.name = 'crew-lea_m' AND p.login = 'lea_m'"),
	    1);
	assert_int_equal(lead(company, &sam, "", &why), FIELD_OK);
	assert_string_equal(company_user(company, "sam").lead_id, "");
}

static void
R10_an_unfit_lead_is_refused(void **state)
{
	static const enum user_kind subworker = USER_SUBWORKER;
	struct company *company = *state;
	struct user lea = company_add(company, "lea", "fieldworker");
	struct user sam = company_add(company, "sam", "subworker");
	struct user tim = company_add(company, "tim", "subworker");
	struct user_edit kind = { .kind = &subworker };
	struct refusal why;

	assert_int_equal(
	    lead(company, &lea, lea.id, &why), FIELD_EDENIED); /* oneself */
	assert_int_equal(why.reason, REASON_LEAD_UNFIT);
	assert_int_equal(lead(company, &sam, lea.id, &why), FIELD_OK);
	assert_int_equal(lead(company, &lea, sam.id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LEAD_UNFIT); /* in a circle */
	assert_int_equal(
	    edit(company_root(company), &sam, &kind, &why), FIELD_OK);
	assert_int_equal(lead(company, &tim, sam.id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_LEAD_UNFIT); /* a subworker */
	assert_int_equal(lead(company, &tim, "nobody", &why), FIELD_ENOTFOUND);
	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at)"
	    " VALUES ('bolt', 'bolt', 'Bolt', 1);"
	    "UPDATE person SET org_id = 'bolt' WHERE login = 'lea'");
	assert_int_equal(lead(company, &tim, lea.id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_OTHER_ORG);
	(void)company_do(company, user_delete, &sam);
	assert_int_equal(lead(company, &tim, sam.id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_IS_DELETED);
	assert_string_equal(company_user(company, "tim").lead_id, "");
}

/* --- others -------------------------------------------------------------------- */

static void
deleted_person_is_not_edited(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_edit changes = { .phone = "5" };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_delete(change, bob.id, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    edit(company_root(company), &bob, &changes, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_IS_DELETED);
}

static int
give_password(struct change *change, const struct user *user, const char *text,
    struct refusal *why)
{
	struct secret secret = SECRET_INIT;
	int err;

	assert_int_equal(secret_init(&secret, text, strlen(text)), FIELD_OK);
	err = user_set_password(change, user->id,
	    &(struct user_password){
		.text = &secret, .hash = "$argon2id$", .must_change = true },
	    why);
	secret_release(&secret);
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static void
an_administrator_sets_a_password_even_for_held_people(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user vic = company_add(company, "vic", "viewer");
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_hold(change, bob.id, &why), FIELD_OK);
	company_end(change);
	assert_int_equal(give_password(company_as(company, &company->ada), &bob,
			     COMPANY_PASSWORD, &why),
	    FIELD_OK);
	assert_true(company_user(company, "bob").must_change);
	assert_int_equal(give_password(company_as(company, &vic), &bob,
			     COMPANY_PASSWORD, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	assert_int_equal(
	    give_password(company_root(company), &bob, "short", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PASSWORD_SHORT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_named_fields_change),
		TEST(old_and_new_values_are_logged),
		TEST(an_edit_that_changes_nothing_writes_nothing),
		TEST(pins_hold_exactly_what_was_changed),
		TEST(a_new_address_is_no_longer_verified),
		TEST(bad_values_are_refused),
		TEST(people_edit_their_phone_but_not_their_kind_or_address),
		TEST(U5_self_edit_covers_its_fields_and_nothing_else),
		TEST(R10_a_lead_has_a_crew_and_its_group),
		TEST(R10_an_unfit_lead_is_refused),
		TEST(deleted_person_is_not_edited),
		TEST(an_administrator_sets_a_password_even_for_held_people),
	};

	return cmocka_run_group_tests_name("user_edit", tests, NULL, NULL);
}
