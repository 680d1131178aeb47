/* Policies, reasons and the catalogue of permissions. */
#include <ctype.h>
#include <security/_pam_types.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/policy.h"
#include "store/org/policy_set.h"
#include "store/people/access.h"
#include "store/people/permission.h"
#include "tests/support/company.h"

/* --- policies ------------------------------------------------------------------- */

static int
set(struct company *company, const char *name, const char *value,
    struct refusal *why)
{
	struct change *change = company_root(company);
	int rc = value == NULL ?
	    policy_reset(change, company->org.id, name, why) :
	    policy_set(change, company->org.id, name, value, why);

	if (rc == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return rc;
}

static struct policies
load(struct company *company)
{
	struct policies policies;

	assert_int_equal(
	    policies_load(company->store, company->org.id, &policies),
	    FIELD_OK);
	return policies;
}

static void
every_default_is_valid_for_its_policy(void **state)
{
	(void)state;
	for (int i = 0; i < POLICY_COUNT; i++) {
		const struct policy_info *info = policy_info((enum policy)i);
		enum policy found;

		if (!policy_accepts((enum policy)i, info->fallback))
			fail_msg("%s", info->name);
		assert_int_equal(policy_by_name(info->name, &found), FIELD_OK);
		assert_int_equal(found, i);
		assert_true(info->help[0] != '\0');
	}
}

static void
each_type_accepts_only_its_values(void **state)
{
	static const struct {
		enum policy policy;
		const char *value;
		bool accepted;
	} cases[] = {
		{ POLICY_INACTIVE_LOGIN, "allow", true },
		{ POLICY_INACTIVE_LOGIN, "deny|allow", false },
		{ POLICY_INACTIVE_LOGIN, "ALLOW", false },
		{ POLICY_INACTIVE_LOGIN, "", false },
		{ POLICY_MIN_PASSWORD_LENGTH, "8", true },
		{ POLICY_MIN_PASSWORD_LENGTH, "7", false },
		{ POLICY_MIN_PASSWORD_LENGTH, "128", true },
		{ POLICY_MIN_PASSWORD_LENGTH, "129", false },
		{ POLICY_MIN_PASSWORD_LENGTH, "12x", false },
		{ POLICY_MIN_PASSWORD_LENGTH, "-9", false },
		{ POLICY_LOCKOUT_FOR, "15m", true },
		{ POLICY_LOCKOUT_FOR, "1m", true },
		{ POLICY_LOCKOUT_FOR, "59s", false },
		{ POLICY_LOCKOUT_FOR, "25h", false },
		{ POLICY_LOCKOUT_FOR, "15", false },
		{ POLICY_MAX_DEACTIVATE, "10%", true },
		{ POLICY_MAX_DEACTIVATE, "100%", true },
		{ POLICY_MAX_DEACTIVATE, "0%", false },
		{ POLICY_MAX_DEACTIVATE, "101%", false },
		{ POLICY_MAX_DEACTIVATE, "10", false },
		{ POLICY_MAX_DEACTIVATE, "%", false },
		{ POLICY_END_SESSIONS_ON, "block,delete", true },
		{ POLICY_END_SESSIONS_ON, "none", true },
		{ POLICY_END_SESSIONS_ON, "block,", false },
		{ POLICY_END_SESSIONS_ON, "", false },
		{ POLICY_END_SESSIONS_ON, "block,logout", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (policy_accepts(cases[i].policy, cases[i].value) !=
		    cases[i].accepted)
			fail_msg("%s = '%s'",
			    policy_info(cases[i].policy)->name, cases[i].value);
}

static void
a_policy_is_set_read_and_reset(void **state)
{
	struct company *company = *state;
	struct policies policies = load(company);
	struct refusal why;

	assert_int_equal(policy_number(&policies, POLICY_LOCKOUT_FOR), 900);
	assert_int_equal(policy_number(&policies, POLICY_MAX_DEACTIVATE), 10);
	assert_int_equal(set(company, "lockout_for", "1h", &why), FIELD_OK);
	assert_int_equal(set(company, "lockout_for", "2h", &why), FIELD_OK);
	assert_int_equal(
	    set(company, "end_sessions_on", "block,delete", &why), FIELD_OK);
	policies = load(company);
	assert_int_equal(policy_number(&policies, POLICY_LOCKOUT_FOR), 7200);
	assert_true(policy_has(&policies, POLICY_END_SESSIONS_ON, "block"));
	assert_true(policy_has(&policies, POLICY_END_SESSIONS_ON, "delete"));
	assert_false(
	    policy_has(&policies, POLICY_END_SESSIONS_ON, "deactivate"));
	assert_false(policy_has(&policies, POLICY_END_SESSIONS_ON, "bloc"));
	assert_int_equal(set(company, "lockout_for", NULL, &why), FIELD_OK);
	policies = load(company);
	assert_true(policy_is(&policies, POLICY_LOCKOUT_FOR, "15m"));
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit"
			     " WHERE action = 'policy.set'"),
	    4);
}

static void
bad_names_and_values_are_refused_with_a_sentence(void **state)
{
	struct company *company = *state;
	char sentence[512];
	struct refusal why;

	assert_int_equal(set(company, "no_such", "1", &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_POLICY);
	assert_int_equal(
	    set(company, "lockout_for", "soon", &why), FIELD_EDENIED);
	assert_string_equal(refusal_sentence(&why, sentence, sizeof(sentence)),
	    "invalid value 'soon' for lockout_for; use a duration such as 90s, "
	    "30m, 12h, 7d or 2w, in the range 1m..24h");
}

static void
only_people_with_the_settings_right_set_policies(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	struct change *change = company_as(company, &jane);
	struct refusal why;

	assert_int_equal(
	    policy_set(change, company->org.id, "lockout_for", "1h", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	change_abort(change);
	change = company_as(company, &company->ada);
	assert_int_equal(
	    policy_set(change, company->org.id, "lockout_for", "1h", &why),
	    FIELD_OK);
	company_end(change);
}

/* Written by a newer program, or by hand. */
static void
an_invalid_stored_value_leaves_the_default(void **state)
{
	struct company *company = *state;
	struct policies policies;

	company_sql(company,
	    "INSERT INTO policy (id, org_id, name, value)"
	    " SELECT '1', id, 'inactive_login', 'perhaps' FROM org UNION ALL"
	    " SELECT '2', id, 'from_the_future', 'x' FROM org UNION ALL"
	    " SELECT '3', id, 'lockout_after', '0' FROM org");
	policies = load(company);
	assert_true(policy_is(&policies, POLICY_INACTIVE_LOGIN, "deny"));
	assert_int_equal(policy_number(&policies, POLICY_LOCKOUT_AFTER), 10);
}

/* --- reasons ---------------------------------------------------------------------- */

static void
every_reason_has_its_own_code_a_sentence_and_an_exit(void **state)
{
	(void)state;
	for (int i = 0; i < REASON_COUNT; i++) {
		struct refusal why;
		char sentence[1024], hint[1024];

		(void)refuse(&why, (enum reason)i, "A", "B");
		assert_true(refusal_sentence(
				&why, sentence, sizeof(sentence))[0] != '\0');
		(void)refusal_hint(&why, hint, sizeof(hint));
		assert_null(strstr(sentence, "$s"));
		assert_null(strstr(hint, "$s"));
		for (const char *p = reason_code((enum reason)i); *p != '\0';
		     p++)
			assert_true(islower((unsigned char)*p) || *p == '_');
		/* of values, programs see one code */
		for (int j = 0; j < i; j++)
			if (i < REASON_BAD_VALUE || i > REASON_RULE_VALUE)
				assert_string_not_equal(
				    reason_code((enum reason)i),
				    reason_code((enum reason)j));
		assert_int_equal(
		    reason_exit_by_code(reason_code((enum reason)i)),
		    reason_exit((enum reason)i));
	}
	assert_int_equal(reason_exit_by_code("nonsense"), EX_SOFTWARE);
}

/* Signing in is explained to the person and to administrators. */
static void
no_sentence_for_administrators_speaks_to_the_person(void **state)
{
	static const char *const second[] = { "You ", "Your ", "you ",
		"your " };

	(void)state;
	for (int i = REASON_MUST_CHANGE; i <= REASON_NOT_OURS; i++) {
		struct refusal why;
		char sentence[1024];

		(void)refuse(&why, (enum reason)i, "A", NULL);
		(void)refusal_about(&why, sentence, sizeof(sentence));
		assert_null(strchr(sentence, '%'));
		for (size_t j = 0; j < sizeof(second) / sizeof(second[0]); j++)
			if (strstr(sentence, second[j]) != NULL)
				fail_msg("%s: %s", reason_code((enum reason)i),
				    sentence);
	}
}

/* Success must have one spelling. */
static void
only_the_reason_none_is_success(void **state)
{
	(void)state;
	for (int i = 0; i < REASON_COUNT; i++) {
		bool none = i == REASON_NONE;

		assert_int_equal(
		    reason_pam((enum reason)i) == PAM_SUCCESS, none);
		assert_int_equal(reason_exit((enum reason)i) == EX_OK, none);
	}
	assert_int_not_equal(reason_pam((enum reason)9999), PAM_SUCCESS);
	assert_int_not_equal(reason_pam((enum reason) - 1), PAM_SUCCESS);
	for (int err = -20; err < 0; err++)
		assert_int_not_equal(reason_of_err(err), REASON_NONE);
	assert_int_equal(reason_of_err(FIELD_OK), REASON_NONE);
}

static void
typed_text_cannot_forge_the_sentence(void **state)
{
	static const struct {
		const char *typed, *shown;
	} cases[] = {
		{ "plain", "plain" },
		{ "Zo\xc3\xab", "Zo\xc3\xab" },
		{ "a\nb\x1b[2J", "a\\x0ab\\x1b[2J" },
		{ "bad\xff\xc3", "bad\\xff\\xc3" },
		{ "\xe2\x80\xaeltr", "\\xe2\\x80\\xaeltr" },
		{ "%1$s%n%2$s", "%1$s%n%2$s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct refusal why;
		char sentence[512], want[512];

		(void)refuse(&why, REASON_NO_SUCH_ROLE, cases[i].typed, NULL);
		(void)snprintf(
		    want, sizeof(want), "no such role: '%s'", cases[i].shown);
		assert_string_equal(
		    refusal_sentence(&why, sentence, sizeof(sentence)), want);
	}
}

static void
long_texts_are_cut_at_a_character(void **state)
{
	struct refusal why;
	char text[10001], sentence[4096], tiny[8];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xab", 2);
	text[10000] = '\0';
	assert_int_equal(
	    refuse(&why, REASON_IS_DELETED, text, text), FIELD_EDENIED);
	(void)refusal_sentence(&why, sentence, sizeof(sentence));
	assert_true(str_is_utf8(sentence, strlen(sentence)));
	assert_non_null(strstr(sentence, "...' is deleted."));
	assert_int_equal(strlen(refusal_sentence(&why, tiny, sizeof(tiny))), 1);
	assert_int_equal(
	    refuse(NULL, REASON_IS_DELETED, "x", NULL), FIELD_EDENIED);
}

/* --- permissions ---------------------------------------------------------------------- */

static void
count(const char *codename, void *context)
{
	assert_true(permission_exists(codename));
	assert_true(strlen(codename) < PERMISSION_MAX);
	strbuf_printf(context, "%s ", codename);
}

static void
expect_expansion(const char *module, const char *level, const char *want)
{
	struct strbuf got = STRBUF_INIT;

	strbuf_puts(&got, "");
	assert_int_equal(
	    permission_expand(module, level, count, &got), FIELD_OK);
	assert_string_equal(got.bytes, want);
	strbuf_release(&got);
}

static void
levels_expand_as_the_table_says(void **state)
{
	struct strbuf got = STRBUF_INIT;

	(void)state;
	expect_expansion("invoices", "view", "invoices.view ");
	expect_expansion("invoices", "edit",
	    "invoices.view invoices.create invoices.edit invoices.delete ");
	expect_expansion(
	    "expenses", "approve", "expenses.view expenses.approve ");
	expect_expansion("settings", "edit", "settings.view settings.edit ");
	expect_expansion("settings", "super-admin",
	    "settings.view settings.edit settings.super-admin ");
	expect_expansion("work-orders", "edit", "work-orders.edit ");
	expect_expansion("import", "on", "import.on ");
	expect_expansion("import", "off", "");
	assert_int_equal(
	    permission_expand("map", "edit", count, &got), FIELD_EINVAL);
	assert_int_equal(
	    permission_expand("nothing", "view", count, &got), FIELD_EINVAL);
	assert_int_equal(
	    permission_expand("map", "", count, &got), FIELD_EINVAL);
	assert_int_equal(
	    permission_expand("invoices", "off", count, &got), FIELD_EINVAL);
	strbuf_release(&got);
}

static void
every_level_of_every_module_expands_and_fits_a_set(void **state)
{
	size_t actions = 0;

	(void)state;
	for (size_t i = 0; i < permission_module_count; i++) {
		const struct permission_module *module = &permission_modules[i];
		struct strbuf got = STRBUF_INIT;
		char levels[128], *rest = levels, *level;

		(void)str_copy(levels, sizeof(levels), module->levels);
		for (level = strsep(&rest, " "); level != NULL;
		     level = strsep(&rest, " "))
			assert_int_equal(
			    permission_expand(module->name, level, count, &got),
			    FIELD_OK);
		strbuf_release(&got);
		actions++;
		for (const char *p = module->actions; *p != '\0'; p++)
			actions += *p == ' ';
	}
	assert_in_range(actions, 100, ACCESS_MAX);
}

static void
the_catalogue_contains_exactly_its_permissions(void **state)
{
	(void)state;
	assert_true(permission_exists("users.edit"));
	assert_true(permission_exists("settings.super-admin"));
	assert_false(permission_exists("users"));
	assert_false(permission_exists("users."));
	assert_false(permission_exists("users.edit.more"));
	assert_false(permission_exists(".edit"));
	assert_false(permission_exists(""));
	assert_false(permission_exists("user.edit"));
	for (size_t i = 0; i < permission_default_exposed_count; i++)
		assert_true(permission_exists(permission_default_exposed[i]));
	assert_in_range(permission_default_exposed_count, 10, 15);
}

/* R10, A10. */
static void
power_over_people_and_money_is_privileged(void **state)
{
	(void)state;
	assert_true(permission_is_privileged("settings.view"));
	assert_true(permission_is_privileged("settings.super-admin"));
	assert_true(permission_is_privileged("users.edit"));
	assert_true(permission_is_privileged("payroll.view"));
	assert_true(permission_is_privileged("refunds.create"));
	assert_false(permission_is_privileged("users.view"));
	assert_false(permission_is_privileged("bookings.edit"));
	assert_true(access_is_above_subworkers("customers.view"));
	assert_true(access_is_above_subworkers("users.create"));
	assert_false(access_is_above_subworkers("work-orders.view-own"));
}

static struct access_set
set_of(const char *bits)
{
	struct access_set made = { { 0 } };

	for (; *bits != '\0'; bits++)
		access_add(&made, (size_t)(*bits - 'a') * 63);
	return made;
}

static void
effective_sets_obey_cap_grant_denial_and_ceiling(void **state)
{
	struct access_set roles = set_of("abc"), cap = set_of("a"),
			  grants = set_of("d"), denials = set_of("ad"),
			  none = set_of(""), above = set_of("b");
	struct access_facts facts = { .kind = USER_INTERNAL,
		.by_roles = &roles,
		.above = &above,
		.grants = &none,
		.denials = &none };
	struct access_set got = access_effective(&facts);

	(void)state;
	assert_memory_equal(&got, &roles, sizeof(got));
	facts.cap = &cap;
	facts.grants = &grants;
	got = access_effective(&facts);
	assert_true(access_has(&got, 0) && access_has(&got, 3 * 63));
	assert_false(access_has(&got, 63));
	facts.denials = &denials; /* a denial beats a grant */
	got = access_effective(&facts);
	assert_memory_equal(&got, &none, sizeof(got));
	facts.full_access = true;
	got = access_effective(&facts);
	assert_true(access_has(&got, 0) && access_has(&got, 255));
	assert_false(access_has(&got, ACCESS_MAX));
	facts = (struct access_facts){ .kind = USER_SUBWORKER,
		.by_roles = &roles,
		.above = &above,
		.grants = &above,
		.denials = &none };
	got = access_effective(&facts);
	assert_true(access_has(&got, 0));
	assert_false(access_has(&got, 63));
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_default_is_valid_for_its_policy),
		cmocka_unit_test(each_type_accepts_only_its_values),
		CLAIM(a_policy_is_set_read_and_reset),
		CLAIM(bad_names_and_values_are_refused_with_a_sentence),
		CLAIM(only_people_with_the_settings_right_set_policies),
		CLAIM(an_invalid_stored_value_leaves_the_default),
		cmocka_unit_test(
		    every_reason_has_its_own_code_a_sentence_and_an_exit),
		cmocka_unit_test(
		    no_sentence_for_administrators_speaks_to_the_person),
		cmocka_unit_test(only_the_reason_none_is_success),
		cmocka_unit_test(typed_text_cannot_forge_the_sentence),
		cmocka_unit_test(long_texts_are_cut_at_a_character),
		cmocka_unit_test(levels_expand_as_the_table_says),
		cmocka_unit_test(
		    every_level_of_every_module_expands_and_fits_a_set),
		cmocka_unit_test(
		    the_catalogue_contains_exactly_its_permissions),
		cmocka_unit_test(power_over_people_and_money_is_privileged),
		cmocka_unit_test(
		    effective_sets_obey_cap_grant_denial_and_ceiling),
	};

	return cmocka_run_group_tests_name("store_policy", tests, NULL, NULL);
}
