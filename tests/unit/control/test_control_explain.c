/* The request user.explain: control/explain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/str.h"
#include "tests/support/asking.h"

/* The member KEY of the explanation, as text. */
static const char *
fact(const struct asked *asked, const char *key)
{
	const json_t *explanation = json_object_get(
	    asked->answer.result, "explanation");
	const char *text = json_string_value(json_object_get(explanation, key));

	return text != NULL ? text : "";
}

static int
exit_of(const struct asked *asked)
{
	assert_int_equal(asked->answer.exit_code, EX_OK);
	return (int)json_integer_value(
	    json_object_get(asked->answer.result, "exit_code"));
}

/* About WHO, asked by WHOM (NULL: root), with MORE parameters. */
static struct asked
explain(struct company *company, const struct user *whom, const char *who,
    const char *more)
{
	char params[400];

	assert_true(str_format(params, sizeof(params),
	    "{\"person\":\"%s\",\"service\":\"sshd\"%s}", who, more));
	return ask_as(company, whom, "user.explain", params);
}

static void
assert_rule(struct company *company, const char *who, const char *more,
    const char *rule)
{
	struct asked asked = explain(company, NULL, who, more);

	if (strcmp(fact(&asked, "rule"), rule) != 0)
		fail_msg(
		    "%s%s: %s, not %s", who, more, fact(&asked, "rule"), rule);
	asked_release(&asked);
}

static void
give_password(struct company *company, const char *login)
{
	char params[200];

	assert_true(str_format(params, sizeof(params),
	    "{\"person\":\"%s\",\"password\":"
	    "\"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==\"}",
	    login));
	asked_ends(ask_as_root(company, "user.password", params), EX_OK);
}

static void
the_rule_and_the_people_who_can_change_it_are_named(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_add(company, "jane", NULL);
	asked = explain(company, NULL, "jane", "");
	assert_int_equal(exit_of(&asked), EX_NOPERM);
	assert_string_equal(fact(&asked, "rule"), "no_secret");
	assert_string_equal(
	    fact(&asked, "command"), "fieldctl user passwd jane");
	asked_release(&asked);
	asked = explain(company, NULL, "ada", "");
	assert_int_equal(exit_of(&asked), EX_OK);
	assert_string_equal(fact(&asked, "rule"), "none");
	asked_release(&asked);
	asked_refused(explain(company, NULL, "nonesuch", ""), "no_such_person");
}

/* R9: ada has all permissions. */
static void
the_first_gate_that_refuses_decides(void **state)
{
	struct company *company = *state;
	struct asked asked;

	assert_rule(company, "ada", ",\"gates\":[\"users.view\"]", "none");
	/* there is no such permission */
	assert_rule(company, "ada", ",\"gates\":[\"users.view\",\"no.such\"]",
	    "bad_service");
	company_add(company, "jane", NULL);
	give_password(company, "jane");
	assert_rule(company, "jane", ",\"gates\":[\"users.view\",\"-\"]",
	    "lacks_permission");
	assert_rule(company, "ada", ",\"gates\":[\"password:-\"]", "none");
	asked = explain(company, NULL, "ada",
	    ",\"gates\":[\"users.view\",\"-\",\"no.such\"]");
	assert_string_equal(fact(&asked, "rule"), "bad_service");
	assert_int_equal(
	    json_integer_value(json_object_get(asked.answer.result, "gate")),
	    1);
	asked_release(&asked);
}

static void
where_a_password_is_chosen_its_gates_count(void **state)
{
	struct company *company = *state;

	company_sql(company, "UPDATE person SET must_change = 1");
	assert_rule(
	    company, "ada", ",\"gates\":[\"users.view\"]", "must_change");
	assert_rule(
	    company, "ada", ",\"gates\":[\"password:-\"]", "bad_service");
}

static void
U7_an_address_counts_where_the_service_takes_one(void **state)
{
	struct company *company = *state;

	assert_rule(company, "ada", ",\"no_address\":true", "none");
	assert_rule(company, company->ada.email, "", "none");
	assert_rule(
	    company, company->ada.email, ",\"no_address\":true", "alias");
}

static void
an_explanation_leaves_no_trace(void **state)
{
	static const char rows[] = "SELECT count(*) FROM audit";
	struct company *company = *state;
	const int64_t before = company_count(company, rows);

	assert_rule(company, "ada", "", "none");
	assert_int_equal(company_count(company, rows), before);
}

/* R14: callers with users.view; people about their own account. */
static void
R14_callers_who_may_view_people_may_ask(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct user omar = company_add(company, "omar", NULL);
	struct asked asked = explain(company, &jane, "omar", "");

	assert_int_equal(exit_of(&asked), EX_NOPERM);
	assert_string_equal(fact(&asked, "rule"), "no_secret");
	asked_release(&asked);
	asked = explain(company, &omar, "omar", "");
	assert_string_equal(fact(&asked, "rule"), "no_secret");
	asked_release(&asked);
	/* callers without the right do not even learn whether the person
	 * exists */
	asked_refused(explain(company, &omar, "jane", ""), "not_permitted");
	asked_refused(explain(company, &omar, "nonesuch", ""), "not_permitted");
}

/* Ada can sign in. */
static int
explain_open(void **state)
{
	if (asking_open(state) != 0)
		return -1;
	give_password(*state, "ada");
	return 0;
}

/* --- all reasons --------------------------------------------------------------- */

static void
assert_reasons(struct asked *asked, const char *const *rules)
{
	const json_t *reasons = json_object_get(
	    json_object_get(asked->answer.result, "explanation"), "reasons");
	size_t i = 0;

	for (; rules[i] != NULL; i++)
		assert_string_equal(json_string_value(json_object_get(
					json_array_get(reasons, i), "rule")),
		    rules[i]);
	assert_int_equal(json_array_size(reasons), i);
	asked_release(asked);
}

static void
X1_all_reasons_are_given_in_the_order_in_which_they_refuse(void **state)
{
	static const char *const all[] = { "inactive", "blocked", "held",
		"lacks_permission", "bad_service", "expired", "no_secret",
		"shell_missing", NULL };
	static const char *const one[] = { "no_secret", NULL };
	struct company *company = *state;
	struct asked asked;

	(void)company_add(company, "jane", NULL);
	asked = explain(company, NULL, "jane", "");
	assert_reasons(&asked, one);
	company_sql(company,
	    "UPDATE person SET blocked = 1, held = 1, status = 'inactive',"
	    " expires_at = 1, shell = '/nonexistent/sh'"
	    " WHERE login = 'jane'");
	asked = explain(
	    company, NULL, "jane", ",\"gates\":[\"users.view\",\"-\"]");
	assert_reasons(&asked, all);
	assert_rule(company, "jane", "", "inactive");
}

static void
X1_shell_keeps_out_where_the_service_starts_it(void **state)
{
	struct company *company = *state;
	struct asked asked;

	company_sql(company,
	    "UPDATE person SET shell = '/usr/sbin/nologin'"
	    " WHERE login = 'ada'");
	asked = explain(company, NULL, "ada", "");
	assert_int_not_equal(exit_of(&asked), EX_OK);
	assert_string_equal(fact(&asked, "rule"), "shell_no_login");
	assert_string_equal(fact(&asked, "shell"), "/usr/sbin/nologin");
	assert_string_equal(fact(&asked, "terminal"), "van-7");
	assert_string_equal(fact(&asked, "site"), "depot-north");
	asked_release(&asked);
	asked = ask_as_root(company, "user.explain",
	    "{\"person\":\"ada\",\"service\":\"sudo\"}");
	assert_int_equal(exit_of(&asked), EX_OK);
	asked_release(&asked);
}

static void
X1_local_account_is_not_ours_to_decide_about(void **state)
{
	struct company *company = *state;

	asked_refused(explain(company, NULL, "root", ""), "local_account");
	asked_refused(explain(company, NULL, "nonesuch", ""), "no_such_person");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, explain_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_rule_and_the_people_who_can_change_it_are_named),
		CASE(the_first_gate_that_refuses_decides),
		CASE(
		    X1_all_reasons_are_given_in_the_order_in_which_they_refuse),
		CASE(X1_shell_keeps_out_where_the_service_starts_it),
		CASE(X1_local_account_is_not_ours_to_decide_about),
		CASE(where_a_password_is_chosen_its_gates_count),
		CASE(U7_an_address_counts_where_the_service_takes_one),
		CASE(an_explanation_leaves_no_trace),
		CASE(R14_callers_who_may_view_people_may_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
