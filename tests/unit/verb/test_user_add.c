/* Adding people (U1, U2, U7, S5, S6, A10). */
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
#include "store/org/user_add.h"
#include "store/people/user.h"
#include "store/secret/secret.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

/* Jane Doe, added by root, except for what the test changes. */
static struct user_new
jane(struct company *company)
{
	struct user_new in = {
		.org_id = company->org.id,
		.first_name = "Jane",
		.last_name = "Doe",
		.email = "jane@acme.example",
		.kind = USER_INTERNAL,
		.hold = -1,
	};

	return in;
}

static int
try_add(struct company *company, struct change *change,
    const struct user_new *in, struct refusal *why)
{
	int err = user_add(change, in, NULL, why);

	(void)company;
	change_abort(change);
	return err;
}

static void
assert_refused(
    struct company *company, const struct user_new *in, enum reason reason)
{
	struct refusal why = { REASON_NONE, { "", "" } };

	assert_int_equal(
	    try_add(company, company_root(company), in, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, reason);
}

static struct user
add(struct company *company, const struct user_new *in)
{
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };
	struct user user;

	assert_int_equal(user_add(change, in, &user, &why), FIELD_OK);
	company_end(change);
	return user;
}

static void
a_person_gets_login_uid_and_role(void **state)
{
	static const char *const roles[] = { "dispatcher", "viewer" };
	struct company *company = *state;
	struct user_new in = jane(company);
	struct name_list names;
	struct user user;

	in.roles = roles;
	in.role_count = 2;
	in.phone = " +1 555 0100 ";
	in.title = "Dispatcher";
	in.site = "depot-north";
	user = add(company, &in);
	assert_string_equal(user.login, "jdoe");
	assert_int_equal(user.uid, company->ada.uid + 1);
	assert_string_equal(user.phone, "+1 555 0100");
	assert_int_equal(user.created_at, COMPANY_NOW);
	assert_int_equal(user_roles(company->store, user.id, &names), 0);
	assert_int_equal(names.count, 2);
	assert_string_equal(names.names[0], "dispatcher"); /* primary */
	name_list_release(&names);
	assert_int_equal(user_sites(company->store, user.id, &names), 0);
	assert_int_equal(names.count, 1);
	assert_string_equal(names.names[0], "depot-north");
	name_list_release(&names);
}

static void
adding_is_logged_with_its_actor(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);

	(void)add(company, &in);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit AS a"
			     " JOIN audit_detail AS d USING (seq)"
			     " WHERE a.action = 'user.add'"
			     " AND a.actor = 'root'"
			     " AND d.body LIKE '%jane@acme.example%'"),
	    1);
}

static void
holding_follows_the_policies_and_the_wish(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);

	assert_true(add(company, &in).held); /* hold_new_internal = yes */
	in.kind = USER_FIELDWORKER;
	assert_false(add(company, &in).held); /* hold_new_external = no */
	in.imported = true;
	assert_true(add(company, &in).held); /* hold_imported = yes */
	in.hold = 0;
	assert_false(add(company, &in).held); /* --active */
	in.imported = false;
	in.hold = 1;
	assert_true(add(company, &in).held); /* --held */
	company_policy(company, "hold_new_internal", "no");
	in.kind = USER_INTERNAL;
	in.hold = -1;
	assert_false(add(company, &in).held);
}

static void
every_bad_text_is_refused_and_named(void **state)
{
	static const char control[] =
	    "it contains a control character, such as "
	    "a newline or a direction mark";
	static const struct {
		const char *text, *fault;
	} bad[] = {
		{ "a:b",
		    "it contains a colon" }, /* a field of passwd(5) more */
		{ "a\nb", control },         /* a line of it more */
		{ "\x1b[31mred", control },  /* a terminal's escape */
		{ "\xe2\x80\xae"
		  "evil",
		    control }, /* right-to-left override */
		{ "\xe2\x80\x8f"
		  "evil",
		    control }, /* right-to-left mark */
		{ "zero\xe2\x80\x8bwidth",
		    "it contains an invisible character" },
		{ "\xff\xfe", "it is not valid UTF-8" },
		{ "\xc0\x80", "it is not valid UTF-8" }, /* overlong */
	};
	struct company *company = *state;
	struct refusal why;

	for (size_t i = 0; i < 2; i++) {
		struct user_new in = jane(company);

		in.employee_number = i == 0 ? "4,12e+11" : "####";
		assert_refused(company, &in, REASON_BAD_TEXT);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct user_new in = jane(company);

		in.first_name = bad[i].text;
		assert_refused(company, &in, REASON_BAD_TEXT);
		in = jane(company);
		in.title = bad[i].text;
		assert_int_equal(
		    try_add(company, company_root(company), &in, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_BAD_TEXT);
		assert_string_equal(why.text[0], "job title");
		assert_string_equal(why.text[1], bad[i].fault);
	}
}

static void
ten_kilobytes_of_text_are_refused(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);
	char *huge = malloc(10241);

	assert_non_null(huge);
	memset(huge, 'x', 10240);
	huge[10240] = '\0';
	in.last_name = huge;
	assert_refused(company, &in, REASON_BAD_TEXT);
	in = jane(company);
	in.email = huge;
	assert_refused(company, &in, REASON_BAD_EMAIL);
	in = jane(company);
	in.login = huge;
	assert_refused(company, &in, REASON_BAD_LOGIN);
	free(huge);
}

static void
a_bad_login_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *login;
		enum reason reason;
	} cases[] = {
		{ "", REASON_BAD_LOGIN },
		{ "Jane", REASON_BAD_LOGIN },
		{ "1jane", REASON_BAD_LOGIN },
		{ "-jane", REASON_BAD_LOGIN },
		{ "jane.doe", REASON_BAD_LOGIN },
		{ "jane:x", REASON_BAD_LOGIN },
		{ "jane\n", REASON_BAD_LOGIN },
		{ "../etc", REASON_BAD_LOGIN },
		{ "j\xc3\xb6rg", REASON_BAD_LOGIN },
		{ "abcdefghijklmnopqrstuvwxyzabcdefg", REASON_BAD_LOGIN },
		{ "root", REASON_LOCAL_NAME },
		{ "sudo", REASON_LOCAL_NAME },
		{ "jlocal", REASON_LOCAL_NAME },
		{ "sshd", REASON_RESERVED_LOGIN },
		{ "wheel", REASON_RESERVED_LOGIN },
		{ "role-dispatcher", REASON_RESERVED_LOGIN },
		{ "perm-x", REASON_RESERVED_LOGIN },
		{ "assignable", REASON_RESERVED_LOGIN },
		{ "gone-70001", REASON_RESERVED_LOGIN },
		{ "_apt", REASON_RESERVED_LOGIN },
		{ "ada", REASON_TAKEN },
	};
	struct company *company = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct user_new in = jane(company);

		in.login = cases[i].login;
		assert_refused(company, &in, cases[i].reason);
	}
}

static void
a_deleted_persons_login_stays_taken(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user_new in = jane(company);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_delete(change, bob.id, &why), FIELD_OK);
	company_end(change);
	in.login = "bob";
	assert_refused(company, &in, REASON_TAKEN);
}

/* A name that was given up for another always means the former person: in
 * files, in sudoers, in logs. */
static void
a_name_that_was_given_up_stays_taken(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);
	struct change *change;
	struct refusal why;

	company_sql(company,
	    "INSERT INTO spent_name VALUES ('former', 70999, 1),"
	    " ('role-former', 65999, 1)");
	change = company_root(company);
	in.login = "former";
	assert_int_equal(user_add(change, &in, NULL, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
	assert_int_equal(
	    role_add(change, company->org.id, "former", NULL, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
	change_abort(change);
}

static void
a_uid_is_never_assigned_twice(void **state)
{
	struct company *company = *state;
	struct user bob, eve;
	struct change *change;
	struct refusal why;

	company_policy(company, "delete_mode", "purge");
	bob = company_add(company, "bob", NULL);
	change = company_root(company);
	assert_int_equal(user_delete(change, bob.id, &why), FIELD_OK);
	company_end(change);
	eve = company_add(company, "eve", NULL);
	assert_int_equal(eve.uid, bob.uid + 1);
}

static void
a_number_of_the_machine_is_skipped(void **state)
{
	struct company *company = *state;
	char path[128];
	FILE *passwd;

	(void)snprintf(path, sizeof(path), "%s/passwd", company->root);
	passwd = fopen(path, "a");
	assert_non_null(passwd);
	assert_true(fprintf(passwd, "late:x:%u:%u::/:/bin/sh\n",
			company->ada.uid + 1, company->ada.uid + 2) > 0);
	assert_int_equal(fclose(passwd), 0);
	assert_int_equal(
	    company_add(company, "bob", NULL).uid, company->ada.uid + 2);
}

static void
a_full_range_is_refused(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);

	company->config.uid_max = company->ada.uid;
	assert_refused(company, &in, REASON_NO_IDS_LEFT);
}

static void
a_person_needs_a_name_and_existing_roles(void **state)
{
	static const char *const roles[] = { "wizard" };
	struct company *company = *state;
	struct user_new in = jane(company);

	in.first_name = "  ";
	in.last_name = NULL;
	assert_refused(company, &in, REASON_NAME_MISSING);
	in = jane(company);
	in.roles = roles;
	in.role_count = 1;
	assert_refused(company, &in, REASON_NO_SUCH_ROLE);
	in = jane(company);
	in.site = "nowhere";
	assert_refused(company, &in, REASON_NO_SUCH_PLACE);
}

static void
addresses_are_folded_and_checked(void **state)
{
	static const char *const bad[] = { "jane", "@acme.example", "jane@",
		"jane@acme..example", "ja ne@acme.example", "jane@-acme.x",
		"\"jane\"@acme.example", "jane@[127.0.0.1]", "jane@127.0.0.1",
		"jane@acme.example\r\nBcc: x@y.example", "j:x@acme.example",
		".jane@acme.example", "jane@b@c.example" };
	struct company *company = *state;
	struct user_new in = jane(company);
	struct user user, found;
	struct refusal why;

	in.email = " Jane@ACME.Example ";
	user = add(company, &in);
	assert_string_equal(user.email, "Jane@ACME.Example");
	assert_int_equal(
	    user_find(company->store, "jane@acme.example", &found, &why),
	    FIELD_OK);
	assert_string_equal(found.id, user.id);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		in.email = bad[i];
		assert_refused(company, &in, REASON_BAD_EMAIL);
	}
}

static void
people_may_share_an_address_unless_the_policy_forbids_it(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);

	(void)add(company, &in);
	(void)add(company, &in); /* U7 */
	company_policy(company, "email_unique", "yes");
	assert_refused(company, &in, REASON_EMAIL_TAKEN);
	in.email = NULL;
	(void)add(company, &in);
}

static void
a_deleted_persons_address_is_spent(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);
	struct user first = add(company, &in);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(user_delete(change, first.id, &why), FIELD_OK);
	company_end(change);
	assert_refused(company, &in, REASON_EMAIL_SPENT);
	company_policy(company, "delete_mode", "purge");
	change = company_root(company);
	assert_int_equal(user_delete(change, first.id, &why), FIELD_OK);
	company_end(change);
	in.email = "JANE@acme.example";
	assert_refused(company, &in, REASON_EMAIL_SPENT);
	company_policy(company, "reuse_deleted_email", "yes");
	(void)add(company, &in);
}

static void
a_password_is_checked_and_its_hash_is_stored(void **state)
{
	struct company *company = *state;
	struct user_new in = jane(company);
	struct secret secret = SECRET_INIT;
	struct user user;

	assert_int_equal(secret_init(&secret, "jdoe", 4), FIELD_OK);
	in.password = &secret;
	in.must_change = true;
	assert_refused(company, &in, REASON_PASSWORD_SHORT);
	secret_release(&secret);
	assert_int_equal(
	    secret_init(&secret, COMPANY_PASSWORD, strlen(COMPANY_PASSWORD)),
	    FIELD_OK);
	in.password_hash = "$argon2id$made before the change";
	user = add(company, &in);
	assert_true(user.must_change);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM password"
		" WHERE hash = '$argon2id$made before the change'"),
	    1);
	secret_release(&secret);
}

static void
people_without_the_permission_cannot_add_people(void **state)
{
	struct company *company = *state;
	struct user viewer = company_add(company, "vic", "viewer");
	struct user_new in = jane(company);
	struct refusal why;

	assert_int_equal(
	    try_add(company, company_as(company, &viewer), &in, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	assert_int_equal(
	    try_add(company, company_as(company, &company->ada), &in, &why),
	    FIELD_OK);
}

static void
an_import_assigns_no_privileged_role(void **state)
{
	static const char *const admin[] = { "admin" };
	static const char *const worker[] = { "fieldworker" };
	struct company *company = *state;
	struct user_new in = jane(company);
	struct refusal why;

	in.imported = true;
	in.roles = admin;
	in.role_count = 1;
	assert_int_equal(
	    try_add(company, company_sync(company), &in, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_PRIVILEGED_ROLE);
	assert_string_equal(why.text[0], "admin");
	in.roles = worker;
	assert_int_equal(
	    try_add(company, company_sync(company), &in, &why), FIELD_OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_person_gets_login_uid_and_role),
		TEST(adding_is_logged_with_its_actor),
		TEST(holding_follows_the_policies_and_the_wish),
		TEST(every_bad_text_is_refused_and_named),
		TEST(ten_kilobytes_of_text_are_refused),
		TEST(a_bad_login_is_refused_with_its_reason),
		TEST(a_deleted_persons_login_stays_taken),
		TEST(a_name_that_was_given_up_stays_taken),
		TEST(a_uid_is_never_assigned_twice),
		TEST(a_number_of_the_machine_is_skipped),
		TEST(a_full_range_is_refused),
		TEST(a_person_needs_a_name_and_existing_roles),
		TEST(addresses_are_folded_and_checked),
		TEST(people_may_share_an_address_unless_the_policy_forbids_it),
		TEST(a_deleted_persons_address_is_spent),
		TEST(a_password_is_checked_and_its_hash_is_stored),
		TEST(people_without_the_permission_cannot_add_people),
		TEST(an_import_assigns_no_privileged_role),
	};

	return cmocka_run_group_tests_name("user_add", tests, NULL, NULL);
}
