/* Giving an address to a second person (U7), after which it is no longer the
 * login name of either: who may do so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/org/user_add.h"
#include "store/verb/user.h"
#include "tests/support/staff.h"

#define OFFICE "office@acme.example"

static const struct {
	const char *actor, *holder;
	bool may;
} cases[] = {
	/* a person with rights that the actor lacks */
	{ "helper", "ada", false },
	{ "helper", "manager", false },
	{ "helper", "plain", true },
	{ "helper", "helper", true },
	{ "helper", "gone", true },
	{ "ada", "manager", true },
	/* no right extends to another organisation */
	{ "helper", "bolt", false },
	{ "ada", "bolt", false },
};

/* OFFICE becomes the address of LOGIN alone; IS_MAIL: another is pending, and
 * the mail goes there still. */
static void
give_office(struct company *company, const char *login, bool is_mail)
{
	char sql[400];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE person SET email = '', email_folded = '',"
	    " mail_address = '', mail_folded = '';"
	    "UPDATE person SET %s = '" OFFICE "' WHERE login = '%s'",
	    is_mail ? "mail_folded" : "email_folded", login);
	company_sql(company, sql);
}

typedef int giving(
    struct company *company, struct change *change, struct refusal *why);

static int
give_to_new(struct company *company, struct change *change, struct refusal *why)
{
	const struct user_new in = { .org_id = company->org.id,
		.login = "fresh",
		.first_name = "Fresh",
		.email = "Office@ACME.example",
		.kind = USER_INTERNAL,
		.hold = 0 };

	return user_add(change, &in, NULL, why);
}

static int
give_to_plain(
    struct company *company, struct change *change, struct refusal *why)
{
	const struct user_edit edit = { .email = "Office@ACME.example" };

	return user_edit(change, company_user(company, "plain").id, &edit, why);
}

static void
expect(struct company *company, giving *give, size_t i, bool is_mail)
{
	struct user by = company_user(company, cases[i].actor);
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change *change;
	int err;

	give_office(company, cases[i].holder, is_mail);
	change = company_as(company, &by);
	err = give(company, change, &why);
	change_abort(change);
	if ((err == FIELD_OK) != cases[i].may ||
	    (err != FIELD_OK && why.reason != REASON_EMAIL_TAKEN))
		fail_msg("%s, of %s: %d (%s)", cases[i].actor, cases[i].holder,
		    err, reason_code(why.reason));
}

static void
U7_people_cannot_add_a_person_with_the_address_of_one_above_them(void **state)
{
	company_policy(*state, "reuse_deleted_email", "yes");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(*state, give_to_new, i, false);
		expect(*state, give_to_new, i, true);
	}
}

static void
U7_people_cannot_assign_the_address_of_a_person_above_them(void **state)
{
	company_policy(*state, "reuse_deleted_email", "yes");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(*state, give_to_plain, i, false);
		expect(*state, give_to_plain, i, true);
	}
}

/* R10: crew.manage permits adding people, but not this. */
static void
R10_a_lead_takes_no_address_with_a_new_subworker(void **state)
{
	struct company *company = *state;
	struct user lead = company_user(company, "fieldworker");
	struct user_new in = { .org_id = company->org.id,
		.login = "fresh",
		.first_name = "Fresh",
		.email = "ada@acme.example",
		.kind = USER_SUBWORKER,
		.lead_id = lead.id,
		.hold = 0 };
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change *change = company_as(company, &lead);

	assert_int_equal(user_add(change, &in, NULL, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_EMAIL_TAKEN);
	change_abort(change);
	in.email = "nobody@acme.example";
	change = company_as(company, &lead);
	assert_int_equal(user_add(change, &in, NULL, &why), FIELD_OK);
	change_abort(change);
}

/* It already names neither; root and accounting may do it. */
static void
U7_keeping_an_address_needs_no_permission(void **state)
{
	const struct user_edit edit = { .email = "OFFICE@acme.example" };
	struct company *company = *state;
	struct user helper = company_user(company, "helper");
	struct user plain = company_user(company, "plain");
	struct refusal why = { REASON_NONE, { "", "" } };
	struct change *change;

	company_sql(company,
	    "UPDATE person SET email = '" OFFICE "', email_folded = '" OFFICE
	    "' WHERE login IN ('ada', 'plain')");
	change = company_as(company, &helper);
	assert_int_equal(user_edit(change, plain.id, &edit, &why), FIELD_OK);
	change_abort(change);
	change = company_root(company);
	assert_int_equal(give_to_new(company, change, &why), FIELD_OK);
	change_abort(change);
	change = company_sync(company);
	assert_int_equal(give_to_new(company, change, &why), FIELD_OK);
	change_abort(change);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, staff_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(
		    U7_people_cannot_add_a_person_with_the_address_of_one_above_them),
		CLAIM(
		    U7_people_cannot_assign_the_address_of_a_person_above_them),
		CLAIM(R10_a_lead_takes_no_address_with_a_new_subworker),
		CLAIM(U7_keeping_an_address_needs_no_permission),
	};

	return cmocka_run_group_tests_name("address_taken", tests, NULL, NULL);
}
