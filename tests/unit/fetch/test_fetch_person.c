/* From records to people:
 * syncd/fetch/{text,person,quickbooks_person,xero_person}. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syncd/fetch/quickbooks/person.h"
#include "syncd/fetch/xero/person.h"

static struct person_draft draft;
static json_t *record;

static void
load(const char *text)
{
	json_decref(record);
	record = json_loads(text, JSON_ALLOW_NUL, NULL);
	assert_non_null(record);
}

static int
tear_down(void **state)
{
	(void)state;
	json_decref(record);
	record = NULL;
	return 0;
}

static const char *
email(const char *text)
{
	draft.pool.len = 0;
	return text_email(&draft.pool, text);
}

static void
the_first_address_of_several_is_taken(void **state)
{
	(void)state;
	assert_string_equal(email("a@b.example"), "a@b.example");
	assert_string_equal(email(" A@B.example ,c@d"), "A@B.example");
	assert_string_equal(email("home; <c@d.example>"), "c@d.example");
	assert_string_equal(email("Jane <j@d.example>"), "j@d.example");
	assert_null(email(NULL));
	assert_null(email(""));
}

/* The plan reports the person, and that the text is not an address. */
static void
text_without_an_address_is_shown_as_it_is(void **state)
{
	(void)state;
	assert_string_equal(email("none"), "none");
	assert_string_equal(email("@x"), "@x");
	assert_string_equal(email("a@b@c"), "a@b@c");
	assert_string_equal(email("a\x1b[2J@b"), "a [2J@b");
	assert_string_equal(
	    email("o&#39;hara@acme.example"), "o&#39;hara@acme.example");
	assert_null(email("a\xff@b"));
	/* unless cleaning would turn it into an address */
	assert_null(email("\xe2\x80\xae"
			  "a@b"));
}

static void
text_is_cleaned_and_cut_between_characters(void **state)
{
	(void)state;
	draft.pool.len = 0;
	assert_string_equal(
	    text_clean(&draft.pool, "  a \t\n b\x7f ", 512), "a b");
	/* a direction mark would make one name look like another */
	assert_string_equal(
	    text_clean(&draft.pool, "x\xe2\x80\xaey", 512), "x y");
	assert_string_equal(
	    text_clean(&draft.pool, "\xc3\xab\xc3\xab", 3), "\xc3\xab");
	assert_null(text_clean(&draft.pool, " \n ", 512));
	assert_null(text_clean(&draft.pool, "\xc3", 512));
}

static void
bytes_that_are_not_utf8_are_scrubbed(void **state)
{
	char text[] = "a\xe9 \xc3\xab \xf0\x9f\x98\x80 \xed\xa0\x80 \xc3";

	(void)state;
	text_scrub(text);
	assert_string_equal(text, "a? \xc3\xab \xf0\x9f\x98\x80 ??? ?");
}

static void
microsofts_dates_are_read_in_all_their_forms(void **state)
{
	int64_t t_s = 0;

	(void)state;
	assert_true(person_parse_ms_date("/Date(1573755038314+0000)/", &t_s));
	assert_int_equal(t_s, 1573755038);
	assert_true(person_parse_ms_date("/Date(1573755038314)/", &t_s));
	assert_true(person_parse_ms_date("/Date(1573755038314+1300)/", &t_s));
	assert_int_equal(t_s, 1573755038);
	assert_true(person_parse_ms_date("/Date(-1)/", &t_s));
	assert_int_equal(t_s, -1);
	assert_true(person_parse_ms_date("/Date(-2000)/", &t_s));
	assert_int_equal(t_s, -2);
	assert_false(person_parse_ms_date(NULL, &t_s));
	assert_false(person_parse_ms_date("2026-01-05", &t_s));
	assert_false(person_parse_ms_date("/Date()/", &t_s));
	assert_false(person_parse_ms_date("/Date( 5)/", &t_s));
	assert_false(person_parse_ms_date("/Date(5)", &t_s));
	assert_false(person_parse_ms_date("/Date(5)/x", &t_s));
	assert_false(
	    person_parse_ms_date("/Date(99999999999999999999)/", &t_s));
}

static void
times_without_a_year_of_four_digits_are_left_out(void **state)
{
	(void)state;
	draft.pool.len = 0;
	assert_null(text_time(&draft.pool, INT64_C(-30610224001)));
	assert_string_equal(text_time(&draft.pool, INT64_C(-30610224000)),
	    "1000-01-01T00:00:00Z");
	assert_string_equal(
	    text_date(&draft.pool, INT64_C(253402300799)), "9999-12-31");
	assert_null(text_time(&draft.pool, INT64_C(253402300800)));
}

static void
a_deleted_suffix_does_not_become_part_of_a_name(void **state)
{
	static const char *const names[] = { "Rick Left (deleted)",
		"Rick Left (Deleted)", "Rick Left(deleted)" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		draft.pool.len = 0;
		assert_string_equal(
		    text_undeleted(&draft.pool, names[i]), "Rick Left");
	}
	draft.pool.len = 0;
	assert_null(text_undeleted(&draft.pool, "(deleted)"));
	assert_string_equal(
	    text_undeleted(&draft.pool, "Del (deleted) x"), "Del (deleted) x");
}

static void
an_employee_without_active_is_active(void **state)
{
	(void)state;
	load("{\"Id\":\"5\",\"GivenName\":\"Jane\",\"Title\":\"Ms\","
	     "\"SSN\":\"xxx-xx-xxxx\",\"MetaData\":{\"LastUpdatedTime\":"
	     "\"2014-02-11T22:38:09-08:00\"}}");
	assert_int_equal(person_from_qb_employee(&draft, record), PERSON_GOOD);
	assert_true(draft.person.active);
	assert_null(draft.person.inactive_reason);
	/* Title is Ms, not a job title; the offset is kept */
	assert_null(draft.person.title);
	assert_string_equal(draft.person.updated_at, "2014-02-12T06:38:09Z");
}

static void
members_of_any_type_fail_no_row(void **state)
{
	static const char *const odd[] = {
		"{\"Id\":\"5\",\"GivenName\":7,\"FamilyName\":\"X\","
		"\"PrimaryEmailAddr\":[],\"PrimaryPhone\":\"1\",\"Active\":1,"
		"\"MetaData\":5,\"HiredDate\":{},\"ReleasedDate\":\"soon\"}",
		"{\"Id\":5,\"FamilyName\":\"X\",\"Mobile\":null}",
		"{\"Id\":\"5\",\"FamilyName\":\"X\",\"GivenName\":"
		"\"a\\u0000b\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		load(odd[i]);
		assert_int_equal(
		    person_from_qb_employee(&draft, record), PERSON_GOOD);
		assert_string_equal(draft.person.external_id, "5");
		assert_string_equal(draft.person.last_name, "X");
		assert_null(draft.person.first_name);
		assert_null(draft.person.end_date);
		assert_true(draft.person.active);
	}
}

static void
a_row_without_id_or_without_any_name_is_skipped(void **state)
{
	(void)state;
	load("{\"GivenName\":\"Jane\"}");
	assert_int_equal(person_from_qb_employee(&draft, record), PERSON_SKIP);
	assert_null(draft.person.external_id);
	load("{\"Id\":\"5 5\",\"GivenName\":\"Jane\"}");
	assert_int_equal(person_from_qb_employee(&draft, record), PERSON_SKIP);
	load("{\"Id\":\"5\"}");
	assert_int_equal(person_from_qb_employee(&draft, record), PERSON_SKIP);
	assert_string_equal(draft.person.external_id, "5");
	assert_non_null(draft.why);
}

static void
only_contractors_among_vendors_are_ours(void **state)
{
	(void)state;
	load("{\"Id\":\"1\",\"DisplayName\":\"Shop\",\"Vendor1099\":false}");
	assert_int_equal(person_from_qb_vendor(&draft, record), PERSON_OTHER);
	assert_string_equal(draft.person.external_id, "1");
	load("{\"Id\":\"1\",\"DisplayName\":\"Ltd\",\"Vendor1099\":true}");
	assert_int_equal(person_from_qb_vendor(&draft, record), PERSON_GOOD);
	assert_int_equal(draft.person.kind_hint, PIPE_KIND_COMPANY);
	load("{\"Id\":\"1\",\"GivenName\":\"Al\",\"IsSubContractor\":true}");
	assert_int_equal(person_from_qb_vendor(&draft, record), PERSON_GOOD);
	assert_int_equal(draft.person.kind_hint, PIPE_KIND_CONTRACTOR);
}

static void
a_xero_user_who_was_removed_has_left(void **state)
{
	(void)state;
	load("{\"UserID\":\"u\",\"LastName\":\"X\",\"OrganisationRole\":"
	     "\"REMOVED\"}");
	assert_int_equal(person_from_xero_user(&draft, record), PERSON_GOOD);
	assert_false(draft.person.active);
	load("{\"UserID\":\"u\",\"LastName\":\"X\",\"OrganisationRole\":"
	     "\"FINANCIALADVISER\"}");
	assert_int_equal(person_from_xero_user(&draft, record), PERSON_GOOD);
	assert_int_equal(draft.person.kind_hint, PIPE_KIND_ADVISER);
	load("{\"UserID\":\"u\",\"LastName\":\"X\",\"OrganisationRole\":"
	     "\"ASTRONAUT\"}");
	assert_int_equal(person_from_xero_user(&draft, record), PERSON_GOOD);
	assert_true(draft.person.active);
	assert_string_equal(draft.person.provider_role, "ASTRONAUT");
}

static void
a_contact_outside_of_the_chosen_groups_is_not_ours(void **state)
{
	const char *const groups[] = { "Crew" };

	(void)state;
	load("{\"ContactID\":\"c\",\"Name\":\"N\",\"ContactGroups\":"
	     "[{\"Name\":\"Other\"}]}");
	assert_int_equal(
	    person_from_xero_contact(&draft, record, groups, 1), PERSON_OTHER);
	load("{\"ContactID\":\"c\",\"Name\":\"N\",\"ContactGroups\":"
	     "[{\"Name\":\"Other\"},{\"Name\":\"CREW\"},5,{}]}");
	assert_int_equal(
	    person_from_xero_contact(&draft, record, groups, 1), PERSON_GOOD);
	assert_int_equal(draft.person.group_count, 2);
	load("{\"ContactID\":\"c\",\"Name\":\"N\"}");
	assert_int_equal(
	    person_from_xero_contact(&draft, record, groups, 1), PERSON_OTHER);
}

static void
payroll_dates_are_days_whatever_their_form(void **state)
{
	(void)state;
	load("{\"EmployeeID\":\"e\",\"FirstName\":\"J\",\"Status\":"
	     "\"TERMINATED\",\"StartDate\":\"/Date(1547164800000+0000)/\","
	     "\"TerminationDate\":\"/Date(1719705600000+0000)/\"}");
	assert_int_equal(
	    person_from_xero_payroll_au(&draft, record), PERSON_GOOD);
	assert_string_equal(draft.person.start_date, "2019-01-11");
	assert_string_equal(draft.person.end_date, "2024-06-30");
	assert_false(draft.person.active);
	load("{\"employeeID\":\"e\",\"firstName\":\"J\",\"email\":null,"
	     "\"startDate\":\"2020-02-03T00:00:00\","
	     "\"endDate\":\"2031-12-31T00:00:00\"}");
	assert_int_equal(
	    person_from_xero_payroll_uknz(&draft, record), PERSON_GOOD);
	assert_string_equal(draft.person.start_date, "2020-02-03");
	assert_string_equal(draft.person.end_date, "2031-12-31");
	assert_true(draft.person.active);
	assert_null(draft.person.email);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_address_of_several_is_taken),
		cmocka_unit_test(text_without_an_address_is_shown_as_it_is),
		cmocka_unit_test(text_is_cleaned_and_cut_between_characters),
		cmocka_unit_test(bytes_that_are_not_utf8_are_scrubbed),
		cmocka_unit_test(microsofts_dates_are_read_in_all_their_forms),
		cmocka_unit_test(
		    times_without_a_year_of_four_digits_are_left_out),
		cmocka_unit_test(
		    a_deleted_suffix_does_not_become_part_of_a_name),
		cmocka_unit_test(an_employee_without_active_is_active),
		cmocka_unit_test(members_of_any_type_fail_no_row),
		cmocka_unit_test(
		    a_row_without_id_or_without_any_name_is_skipped),
		cmocka_unit_test(only_contractors_among_vendors_are_ours),
		cmocka_unit_test(a_xero_user_who_was_removed_has_left),
		cmocka_unit_test(
		    a_contact_outside_of_the_chosen_groups_is_not_ours),
		cmocka_unit_test(payroll_dates_are_days_whatever_their_form),
	};

	return cmocka_run_group_tests_name(
	    "fetch/person", tests, NULL, tear_down);
}
