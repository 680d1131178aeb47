/* Another login name for a person (U1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/org/user_rename.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

static int
try(struct change *change, const struct user *user, const char *login,
    bool end_sessions, enum reason *ret_reason)
{
	struct refusal why = { REASON_NONE, { "", "" } };
	int rc = user_rename(change, user->id, login, end_sessions, &why);

	*ret_reason = why.reason;
	if (rc == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return rc;
}

static void
rename_to(struct company *company, const char *login, const char *to)
{
	struct user user = company_user(company, login);
	enum reason reason;

	if (try(company_root(company), &user, to, false, &reason) != FIELD_OK)
		fail_msg("%s to %s: %s", login, to, reason_code(reason));
}

static void
assert_refused(struct company *company, const char *login, const char *to,
    enum reason expected)
{
	struct user user = company_user(company, login);
	enum reason reason;

	assert_int_equal(try(company_root(company), &user, to, false, &reason),
	    FIELD_EDENIED);
	assert_string_equal(reason_code(reason), reason_code(expected));
	(void)company_user(company, login);
}

static void
U1_renamed_person_is_the_same_person(void **state)
{
	struct company *company = *state;
	struct user before = company_add(company, "bob", "dispatcher"), after;

	rename_to(company, "bob", "robert");
	after = company_user(company, "robert");
	assert_string_equal(after.id, before.id);
	assert_int_equal(after.uid, before.uid);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login = 'bob'"),
	    0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit JOIN audit_detail"
			     " USING (seq) WHERE action = 'user.rename' AND"
			     " body LIKE '%\"bob\"%\"robert\"%'"),
	    1);
}

static void
U1_former_name_is_never_another_persons(void **state)
{
	struct company *company = *state;
	struct refusal why;

	(void)company_add(company, "bob", NULL);
	(void)company_add(company, "kim", NULL);
	rename_to(company, "bob", "robert");
	assert_refused(company, "kim", "bob", REASON_TAKEN);
	assert_int_equal(
	    user_check_login(company->store, "bob", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
}

static void
U1_former_name_is_given_back_to_its_own_person(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "bob", NULL);
	(void)company_add(company, "kim", NULL);
	rename_to(company, "bob", "robert");
	rename_to(company, "robert", "bob");
	rename_to(company, "bob", "rob");
	assert_refused(company, "kim", "bob", REASON_TAKEN);
	assert_refused(company, "kim", "robert", REASON_TAKEN);
	rename_to(company, "rob", "robert");
}

static void
U1_new_name_obeys_the_rules_of_login_names(void **state)
{
	static const struct {
		const char *login;
		enum reason reason;
	} cases[] = {
		{ "", REASON_BAD_LOGIN },
		{ "Robert", REASON_BAD_LOGIN },
		{ "123", REASON_BAD_LOGIN },
		{ "rob ert", REASON_BAD_LOGIN },
		{ "a123456789012345678901234567890123", REASON_BAD_LOGIN },
		{ "root", REASON_LOCAL_NAME },
		{ "jlocal", REASON_LOCAL_NAME },
		{ "docker", REASON_LOCAL_NAME },
		{ "wheel", REASON_RESERVED_LOGIN },
		{ "role-admin", REASON_RESERVED_LOGIN },
		{ "crew-bob", REASON_RESERVED_LOGIN },
		{ "assignable", REASON_RESERVED_LOGIN },
		{ "ada", REASON_TAKEN },
		{ "bob", REASON_TAKEN },
	};
	struct company *company = *state;

	(void)company_add(company, "bob", NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_refused(company, "bob", cases[i].login, cases[i].reason);
}

static void
U1_deleted_person_is_not_renamed(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	enum reason reason;

	(void)company_do(company, user_delete, &bob);
	assert_int_equal(
	    try(company_root(company), &bob, "robert", false, &reason),
	    FIELD_EDENIED);
	assert_int_equal(reason, REASON_IS_DELETED);
}

static void
U1_people_cannot_rename_their_own_account(void **state)
{
	struct company *company = *state;
	enum reason reason;

	assert_int_equal(try(company_as(company, &company->ada), &company->ada,
			     "lovelace", false, &reason),
	    FIELD_EDENIED);
	assert_int_equal(reason, REASON_SELF);
}

static void
U1_open_sessions_refuse_it_unless_they_are_to_be_ended(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	enum reason reason;

	company_sql(company,
	    "INSERT INTO session (id, person_id, terminal, service,"
	    " leader_pid, leader_started, boot_id, epoch, opened_at)"
	    " SELECT 's', id, 'van-7', 'sshd', 1, 0, '', 0, 0 FROM person"
	    " WHERE login = 'bob'");
	assert_refused(company, "bob", "robert", REASON_SESSIONS_OPEN);
	assert_int_equal(
	    try(company_root(company), &bob, "robert", true, &reason),
	    FIELD_OK);
	assert_true(
	    company_user(company, "robert").session_epoch > bob.session_epoch);
}

/* --- the home folder ----------------------------------------------------------- */

static void
make_home(struct company *company, const char *name)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", company->root, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int
open_with_homes(void **state)
{
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	(void)snprintf(company->config.home_template,
	    sizeof(company->config.home_template), "%s/%%s", company->root);
	return 0;
}

static void
U1_home_folder_stays_the_persons_where_it_is(void **state)
{
	struct company *company = *state;
	char path[200], from[PATHS_MAX], to[PATHS_MAX];
	struct user user;

	(void)company_add(company, "bob", NULL);
	make_home(company, "bob");
	rename_to(company, "bob", "robert");
	user = company_user(company, "robert");
	(void)snprintf(path, sizeof(path), "%s/bob", company->root);
	assert_string_equal(user.home, path);
	assert_true(user_home_differs(company->store, &user, from, to));
	assert_string_equal(from, path);
	(void)snprintf(path, sizeof(path), "%s/robert", company->root);
	assert_string_equal(to, path);
	/* and again, and back: it is still the same one */
	rename_to(company, "robert", "rob");
	assert_string_equal(company_user(company, "rob").home, from);
	rename_to(company, "rob", "bob");
	assert_string_equal(company_user(company, "bob").home, "");
}

static void
U1_home_folder_that_is_not_there_follows_the_name(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "bob", NULL);
	rename_to(company, "bob", "robert");
	assert_string_equal(company_user(company, "robert").home, "");
}

static void
U1_home_folder_follows_when_it_was_moved(void **state)
{
	struct company *company = *state;
	struct change *change;
	struct refusal why;
	struct user user;

	(void)company_add(company, "bob", NULL);
	make_home(company, "bob");
	rename_to(company, "bob", "robert");
	user = company_user(company, "robert");
	change = company_root(company);
	assert_int_equal(
	    user_home_follow(change, user.id, false, &why), FIELD_OK);
	company_end(change);
	assert_string_equal(company_user(company, "robert").home, "");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " WHERE action = 'user.move-home'"),
	    1);
}

/* --- the crew ------------------------------------------------------------------ */

static void
U1_crew_of_a_renamed_lead_has_the_new_name_and_the_same_number(void **state)
{
	struct company *company = *state;
	struct user lea = company_add(company, "lea", NULL);
	struct user sam = company_add(company, "sam", NULL);
	struct user_edit edit = { .lead_id = lea.id };
	struct change *change = company_root(company);
	struct refusal why;
	int64_t gid;

	assert_int_equal(user_edit(change, sam.id, &edit, &why), FIELD_OK);
	company_end(change);
	gid = company_count(
	    company, "SELECT gid FROM os_group WHERE name = 'crew-lea'");
	rename_to(company, "lea", "lena");
	assert_int_equal(
	    company_count(
		company, "SELECT gid FROM os_group WHERE name = 'crew-lena'"),
	    gid);
	assert_int_equal(
	    company_count(company,
		"SELECT number FROM spent_name WHERE name = 'crew-lea'"),
	    gid);
	rename_to(company, "lena", "lea");
	assert_int_equal(
	    company_count(
		company, "SELECT gid FROM os_group WHERE name = 'crew-lea'"),
	    gid);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_with_homes, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(U1_renamed_person_is_the_same_person),
		TEST(U1_former_name_is_never_another_persons),
		TEST(U1_former_name_is_given_back_to_its_own_person),
		TEST(U1_new_name_obeys_the_rules_of_login_names),
		TEST(U1_deleted_person_is_not_renamed),
		TEST(U1_people_cannot_rename_their_own_account),
		TEST(U1_open_sessions_refuse_it_unless_they_are_to_be_ended),
		TEST(U1_home_folder_stays_the_persons_where_it_is),
		TEST(U1_home_folder_that_is_not_there_follows_the_name),
		TEST(U1_home_folder_follows_when_it_was_moved),
		TEST(
		    U1_crew_of_a_renamed_lead_has_the_new_name_and_the_same_number),
	};

	return cmocka_run_group_tests_name("user rename", tests, NULL, NULL);
}
