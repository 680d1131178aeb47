/* Places, terminals and who is assigned (R7, R8). */
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
#include "store/people/place.h"
#include "store/people/terminal.h"
#include "store/people/user.h"
#include "store/verb/place.h"
#include "tests/support/company.h"

static int
end(struct change *change, int err)
{
	if (err == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return err;
}

static void
places_of_each_kind_have_their_groups(void **state)
{
	static const char *const kinds[] = { "cal", "site", "veh" };
	struct company *company = *state;
	struct place *places = NULL;
	struct refusal why;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct change *change = company_root(company);

		assert_int_equal(end(change,
				     place_add(change, company->org.id,
					 kinds[i], "north", "The North", &why)),
		    FIELD_OK);
	}
	assert_int_equal(
	    place_list(company->store, NULL, &places, &count), FIELD_OK);
	assert_int_equal(count, 4); /* and setup's depot-north */
	for (size_t i = 0; i < count; i++)
		assert_true(places[i].gid >= company->config.gid_min);
	free(places);
	assert_int_equal(
	    place_list(company->store, "veh", &places, &count), FIELD_OK);
	assert_int_equal(count, 1);
	assert_string_equal(places[0].title, "The North");
	free(places);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM os_group WHERE name IN"
			     " ('cal-north', 'site-north', 'veh-north')"),
	    3);
}

static void
bad_and_taken_names_are_refused(void **state)
{
	struct company *company = *state;
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(end(change,
			     place_add(change, company->org.id, "site",
				 "depot-north", NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
	change = company_root(company);
	assert_int_equal(end(change,
			     place_add(change, company->org.id, "site",
				 "De:pot", NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_NAME);
	change = company_root(company);
	assert_int_equal(end(change,
			     place_add(change, company->org.id, "site", "south",
				 "a\nb", &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_TEXT);
}

static void
assigning_twice_is_one_assignment(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct place place;
	struct refusal why;
	struct name_list sites;

	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &place),
	    FIELD_OK);
	for (int i = 0; i < 2; i++) {
		struct change *change = company_root(company);

		assert_int_equal(
		    end(change, place_assign(change, bob.id, place.id, &why)),
		    FIELD_OK);
	}
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " WHERE action = 'place.assign'"
			     " AND subject = (SELECT id FROM person"
			     "     WHERE login = 'bob')"),
	    1);
	for (int i = 0; i < 2; i++) {
		struct change *change = company_root(company);

		assert_int_equal(
		    end(change, place_unassign(change, bob.id, place.id, &why)),
		    FIELD_OK);
	}
	assert_int_equal(user_sites(company->store, bob.id, &sites), 0);
	assert_int_equal(sites.count, 0);
	name_list_release(&sites);
}

static void
people_without_the_permission_cannot_assign(void **state)
{
	struct company *company = *state;
	struct user vic = company_add(company, "vic", "viewer");
	struct user bob = company_add(company, "bob", NULL);
	struct change *change = company_as(company, &vic);
	struct place place;
	struct refusal why;

	assert_int_equal(
	    place_by_name(company->store, "site", "depot-north", &place),
	    FIELD_OK);
	assert_int_equal(
	    end(change, place_assign(change, bob.id, place.id, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	change = company_as(company, &vic);
	assert_int_equal(end(change,
			     place_add(change, company->org.id, "site", "south",
				 NULL, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	change = company_root(company);
	assert_int_equal(
	    end(change, place_assign(change, bob.id, "nowhere", &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_PLACE);
}

static void
a_terminal_admits_only_its_organisations(void **state)
{
	struct company *company = *state;
	struct terminal terminal;
	bool admits = true;

	assert_int_equal(terminal_here(company->store, &terminal), FIELD_OK);
	assert_int_equal(terminal_admits_org(
			     company->store, terminal.id, "another", &admits),
	    FIELD_OK);
	assert_false(admits);
	(void)strcpy(company->config.terminal_name, "van-8");
	assert_int_equal(
	    terminal_here(company->store, &terminal), FIELD_ENOTFOUND);
}

static void
a_terminal_without_a_site_is_added_once(void **state)
{
	struct company *company = *state;
	const char *orgs[] = { company->org.id };
	struct change *change = company_root(company);
	struct terminal terminal;
	struct refusal why;

	assert_int_equal(
	    end(change, terminal_add(change, "van-8", "", orgs, 1, &why)),
	    FIELD_OK);
	(void)strcpy(company->config.terminal_name, "van-8");
	assert_int_equal(terminal_here(company->store, &terminal), FIELD_OK);
	assert_string_equal(terminal.site_id, "");
	change = company_root(company);
	assert_int_equal(
	    end(change, terminal_add(change, "van-8", "", orgs, 1, &why)),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_TAKEN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(places_of_each_kind_have_their_groups),
		TEST(bad_and_taken_names_are_refused),
		TEST(assigning_twice_is_one_assignment),
		TEST(people_without_the_permission_cannot_assign),
		TEST(a_terminal_admits_only_its_organisations),
		TEST(a_terminal_without_a_site_is_added_once),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
