/* Finding and listing people (U4, U7). */
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
#include "store/people/user.h"
#include "store/session/user_ties.h"
#include "tests/support/company.h"

static const struct user_filter everybody = {
	.status = -1, .kind = -1, .blocked = -1, .held = -1
};

/* The logins that the filter selects, between spaces. */
static const char *
logins(struct company *company, const struct user_filter *filter)
{
	static char text[400];
	struct user *users = NULL;
	size_t count = 0;

	assert_int_equal(
	    user_list(company->store, filter, &users, &count), FIELD_OK);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		(void)strcat(text, i == 0 ? "" : " ");
		(void)strcat(text, users[i].login);
	}
	free(users);
	return text;
}

static int
open_people(void **state)
{
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	(void)company_add(company, "zoe", "dispatcher");
	(void)company_add(company, "bob", "viewer");
	(void)company_add(company, "gone", NULL);
	company_sql(company,
	    "UPDATE person SET first_name = 'Zo\xc3\xab',"
	    " last_name = 'M\xc3\xbcller', email = 'zoe@beta.example',"
	    " email_folded = 'zoe@beta.example', kind = 'fieldworker',"
	    " last_sign_in_at = 1000 WHERE login = 'zoe';"
	    "UPDATE person SET status = 'deleted', deleted_at = 1,"
	    " email = 'old@x.example', email_folded = 'old@x.example'"
	    " WHERE login = 'gone';"
	    "UPDATE person SET blocked = 1, held = 1, status = 'inactive'"
	    " WHERE login = 'bob'");
	return 0;
}

static void
a_list_is_ordered_and_without_deleted_people(void **state)
{
	struct user_filter filter = everybody;

	assert_string_equal(logins(*state, &filter), "ada bob zoe");
	filter.with_deleted = true;
	assert_string_equal(logins(*state, &filter), "ada bob gone zoe");
	filter.with_deleted = false;
	filter.status = USER_DELETED;
	assert_string_equal(logins(*state, &filter), "gone");
}

static void
each_filter_selects_its_people(void **state)
{
	const struct {
		struct user_filter filter;
		const char *expected;
	} cases[] = {
		{ { .status = USER_ACTIVE,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1 },
		    "ada zoe" },
		{ { .status = -1,
		      .kind = USER_FIELDWORKER,
		      .blocked = -1,
		      .held = -1 },
		    "zoe" },
		{ { .status = -1, .kind = -1, .blocked = 1, .held = -1 },
		    "bob" },
		{ { .status = -1, .kind = -1, .blocked = 0, .held = -1 },
		    "ada zoe" },
		{ { .status = -1, .kind = -1, .blocked = -1, .held = 1 },
		    "bob" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .role = "dispatcher" },
		    "zoe" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .role = "none" },
		    "" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .site = "depot-north" },
		    "ada" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .site = "depot" },
		    "" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .never_signed_in = true },
		    "ada bob" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .signed_in_before = 1000 },
		    "ada bob" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .signed_in_before = 1001 },
		    "ada bob zoe" },
		{ { .status = -1,
		      .kind = -1,
		      .blocked = -1,
		      .held = -1,
		      .org_id = "another" },
		    "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    logins(*state, &cases[i].filter), cases[i].expected);
}

static void
texts_match_without_case_and_marks(void **state)
{
	struct user_filter filter = everybody;

	filter.name = "muller";
	assert_string_equal(logins(*state, &filter), "zoe");
	filter.name = "ZO\xc3\x8b"; /* ZOË */
	assert_string_equal(logins(*state, &filter), "zoe");
	filter.name = "oe M"; /* across first and last name */
	assert_string_equal(logins(*state, &filter), "zoe");
	filter.name = "%";
	assert_string_equal(logins(*state, &filter), "");
	filter.name = NULL;
	filter.email = "@BETA";
	assert_string_equal(logins(*state, &filter), "zoe");
}

struct seen {
	char text[400];
	size_t stop_after, count;
};

static bool
note(const struct user_listed *listed, void *context)
{
	struct seen *seen = context;

	(void)strcat(seen->text, listed->user->login);
	for (size_t i = 0; i < listed->role_count; i++) {
		(void)strcat(seen->text, "+");
		(void)strcat(seen->text, listed->roles[i]);
	}
	for (size_t i = 0; i < listed->site_count; i++) {
		(void)strcat(seen->text, "@");
		(void)strcat(seen->text, listed->sites[i]);
	}
	(void)strcat(seen->text, " ");
	return ++seen->count != seen->stop_after;
}

static void
people_are_listed_with_their_roles_and_sites(void **state)
{
	struct company *company = *state;
	struct user_filter filter = everybody;
	struct seen seen = { "", 0, 0 };

	company_sql(company,
	    "INSERT INTO person_role SELECT 'x', 1, p.id, r.id, 0, 'root', 0"
	    " FROM person p, role r WHERE p.login = 'zoe'"
	    " AND r.name = 'accounts'");
	assert_int_equal(
	    user_each(company->store, &filter, note, &seen), FIELD_OK);
	/* the primary role first, though 'accounts' sorts before it */
	assert_string_equal(seen.text,
	    "ada+admin@depot-north bob+viewer "
	    "zoe+dispatcher+accounts ");
}

static void
people_left_out_do_not_lend_their_roles(void **state)
{
	struct company *company = *state;
	struct user_filter filter = everybody;
	struct seen seen = { "", 0, 0 };

	filter.name = "muller";
	assert_int_equal(
	    user_each(company->store, &filter, note, &seen), FIELD_OK);
	assert_string_equal(seen.text, "zoe+dispatcher ");
}

static void
a_visitor_can_stop_and_list_again(void **state)
{
	struct company *company = *state;
	struct user_filter filter = everybody;

	for (int i = 0; i < 2; i++) {
		struct seen seen = { "", 1, 0 };

		assert_int_equal(
		    user_each(company->store, &filter, note, &seen), FIELD_OK);
		assert_int_equal(seen.count, 1);
	}
}

static void
a_list_continues_after_a_login(void **state)
{
	struct company *company = *state;
	struct user_filter filter = everybody;
	struct seen seen = { "", 0, 0 };

	filter.after = "ada";
	assert_string_equal(logins(company, &filter), "bob zoe");
	assert_int_equal(
	    user_each(company->store, &filter, note, &seen), FIELD_OK);
	assert_string_equal(seen.text, "bob+viewer zoe+dispatcher ");
	filter.after = "bo"; /* an unknown login also marks a place in the order
	                      * */
	assert_string_equal(logins(company, &filter), "bob zoe");
	filter.after = "zoe";
	assert_string_equal(logins(company, &filter), "");
}

static void
a_person_is_found_by_login_address_or_id(void **state)
{
	struct company *company = *state;
	struct user found;
	struct refusal why;

	assert_int_equal(user_find(company->store, "ada", &found, &why), 0);
	assert_string_equal(found.id, company->ada.id);
	assert_int_equal(
	    user_find(company->store, "ADA@acme.example", &found, &why), 0);
	assert_string_equal(found.id, company->ada.id);
	assert_int_equal(
	    user_find(company->store, company->ada.id, &found, &why), 0);
	assert_string_equal(found.login, "ada");
	assert_int_equal(
	    user_by_uid(company->store, company->ada.uid, &found), 0);
	assert_string_equal(found.login, "ada");
	assert_int_equal(user_find(company->store, "nobody-here", &found, &why),
	    FIELD_ENOTFOUND);
	assert_int_equal(why.reason, REASON_NO_SUCH_PERSON);
	assert_string_equal(why.text[0], "nobody-here");
}

static void
an_ambiguous_address_names_the_people(void **state)
{
	struct company *company = *state;
	struct user found;
	struct refusal why;

	company_sql(
	    company, "UPDATE person SET email_folded = 'all@x.example'");
	assert_int_equal(
	    user_find(company->store, "all@x.example", &found, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_AMBIGUOUS);
	assert_string_equal(why.text[1], "ada, bob, zoe"); /* not the deleted */
}

static void
a_live_person_goes_before_a_deleted_one(void **state)
{
	struct company *company = *state;
	struct user found;
	struct refusal why;

	assert_int_equal(
	    user_find(company->store, "old@x.example", &found, &why), FIELD_OK);
	assert_string_equal(found.login, "gone");
	company_sql(company,
	    "UPDATE person SET email_folded = 'old@x.example'"
	    " WHERE login = 'zoe'");
	assert_int_equal(
	    user_find(company->store, "old@x.example", &found, &why), FIELD_OK);
	assert_string_equal(found.login, "zoe");
}

static void
references_to_a_person_are_counted(void **state)
{
	struct company *company = *state;
	struct user_ties ties;

	company_sql(company,
	    "UPDATE person SET lead_id = (SELECT id FROM person"
	    "     WHERE login = 'ada') WHERE login IN ('bob', 'gone');"
	    "INSERT INTO session (id, person_id, terminal, service,"
	    " leader_pid, leader_started, boot_id, epoch, opened_at, closed_at)"
	    " SELECT 's' || n, id, 't', 'sshd', 1, 1, 'b', 0, 0,"
	    "     CASE n WHEN 3 THEN 1 END"
	    " FROM person, (SELECT 1 n UNION SELECT 2 UNION SELECT 3)"
	    " WHERE login = 'ada'");
	assert_int_equal(
	    user_count_ties(company->store, company->ada.id, &ties), FIELD_OK);
	assert_int_equal(ties.open_sessions, 2);
	assert_int_equal(ties.crew, 1);
	assert_int_equal(ties.delegations, 0);
	assert_int_equal(ties.approval_groups, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_people, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_is_ordered_and_without_deleted_people),
		TEST(each_filter_selects_its_people),
		TEST(texts_match_without_case_and_marks),
		TEST(people_are_listed_with_their_roles_and_sites),
		TEST(people_left_out_do_not_lend_their_roles),
		TEST(a_visitor_can_stop_and_list_again),
		TEST(a_list_continues_after_a_login),
		TEST(a_person_is_found_by_login_address_or_id),
		TEST(an_ambiguous_address_names_the_people),
		TEST(a_live_person_goes_before_a_deleted_one),
		TEST(references_to_a_person_are_counted),
	};

	return cmocka_run_group_tests_name("user_list", tests, NULL, NULL);
}
