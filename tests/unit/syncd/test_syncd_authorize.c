/* The address of the consent page, and the parsing of its result (A1, A2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/authorize.h"

static struct config_source
xero(void)
{
	struct config_source config = { .type = CONFIG_XERO };

	(void)str_copy(config.client_id, sizeof(config.client_id), "app 1");
	(void)str_copy(config.pull, sizeof(config.pull), "payroll users");
	return config;
}

static struct config_source
quickbooks(bool sandbox)
{
	struct config_source config = { .type = CONFIG_QUICKBOOKS,
		.sandbox = sandbox };

	(void)str_copy(config.client_id, sizeof(config.client_id), "AB");
	return config;
}

static void
address_carries_state_scope_and_s256_challenge(void **state)
{
	struct config_source config = xero();
	struct authorize authorize;
	char expected[80];

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	assert_int_equal(strlen(authorize.state), 43);
	assert_int_equal(strlen(authorize.verifier), 43);
	assert_string_not_equal(authorize.state, authorize.verifier);
	(void)snprintf(
	    expected, sizeof(expected), "&state=%s", authorize.state);
	assert_non_null(strstr(authorize.url, expected));
	assert_non_null(strstr(authorize.url, "client_id=app%201&"));
	assert_non_null(strstr(authorize.url, "code_challenge_method=S256"));
	assert_non_null(strstr(authorize.url,
	    "offline_access%20accounting"
	    ".settings.read%20payroll"
	    ".employees.read"));
	assert_null(strstr(authorize.url, authorize.verifier));
}

static void
state_and_verifier_are_new_each_time(void **state)
{
	struct config_source config = xero();
	struct authorize a, b;

	(void)state;
	assert_int_equal(authorize_init(&a, &config), FIELD_OK);
	assert_int_equal(authorize_init(&b, &config), FIELD_OK);
	assert_string_not_equal(a.state, b.state);
	assert_string_not_equal(a.verifier, b.verifier);
}

/* QuickBooks production keys cannot redirect to loopback. */
static void
production_quickbooks_needs_a_registered_https_redirect(void **state)
{
	struct config_source config = quickbooks(false);
	struct authorize authorize;

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_EINVAL);
	(void)str_copy(config.redirect_url, sizeof(config.redirect_url),
	    "http://localhost:1/cb");
	assert_int_equal(authorize_init(&authorize, &config), FIELD_EINVAL);
	(void)str_copy(config.redirect_url, sizeof(config.redirect_url),
	    "https://acme.example/cb");
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	assert_false(authorize.is_loopback);
	config = quickbooks(true);
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	assert_true(authorize.is_loopback);
}

static void
redirected_address_gives_code_and_realm(void **state)
{
	struct config_source config = quickbooks(true);
	struct authorize authorize;
	struct authorize_answer answer;
	char text[300];

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	(void)snprintf(text, sizeof(text),
	    "http://localhost:8493/callback?code=Q%%2B1&state=%s&realmId=4620",
	    authorize.state);
	assert_int_equal(authorize_parse(&authorize, text, &answer), FIELD_OK);
	assert_string_equal(answer.code.bytes, "Q+1");
	assert_string_equal(answer.realm, "4620");
	authorize_answer_release(&answer);
}

static void
pasted_code_and_realm_are_taken(void **state)
{
	struct config_source config = quickbooks(true);
	struct authorize authorize;
	struct authorize_answer answer;

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	assert_int_equal(
	    authorize_parse(&authorize, "AB11=. 4620", &answer), FIELD_OK);
	assert_string_equal(answer.code.bytes, "AB11=.");
	assert_string_equal(answer.realm, "4620");
	authorize_answer_release(&answer);
}

static void
another_attempts_state_is_refused(void **state)
{
	struct config_source config = xero();
	struct authorize authorize;
	struct authorize_answer answer;
	char text[300];

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	(void)snprintf(text, sizeof(text), "https://a.example/?code=1&state=%s",
	    authorize.state);
	text[strlen(text) - 1] ^= 1;
	assert_int_equal(
	    authorize_parse(&authorize, text, &answer), FIELD_EDENIED);
	assert_int_equal(
	    authorize_parse(&authorize, "https://a.example/?code=1", &answer),
	    FIELD_EINVAL);
}

static void
declined_consent_is_told_apart(void **state)
{
	struct config_source config = xero();
	struct authorize authorize;
	struct authorize_answer answer;
	char text[300];

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	(void)snprintf(text, sizeof(text),
	    "https://a.example/?error=access_denied&state=%s", authorize.state);
	assert_int_equal(
	    authorize_parse(&authorize, text, &answer), FIELD_EDENIED);
}

static void
malformed_redirects_are_refused(void **state)
{
	static const char *const bad[] = { "", "?", "x=1&y=2",
		"https://a.example/?code=%&state=STATE",
		"https://a.example/?code=%0&state=STATE",
		"https://a.example/?code=%00&state=STATE",
		"https://a.example/?code=1&code=2&state=STATE",
		"https://a.example/?state=STATE",
		"https://a.example/?code=1&state=STATE&realmId=12x",
		"https://a.example/?code=%0d%0aX&state=STATE", "code realm" };
	struct config_source config = quickbooks(true);
	struct authorize authorize;
	struct authorize_answer answer;

	(void)state;
	assert_int_equal(authorize_init(&authorize, &config), FIELD_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[300];
		const char *mark = strstr(bad[i], "STATE");

		if (mark == NULL)
			(void)snprintf(text, sizeof(text), "%s", bad[i]);
		else
			(void)snprintf(text, sizeof(text), "%.*s%s%s",
			    (int)(mark - bad[i]), bad[i], authorize.state,
			    mark + 5);
		assert_int_equal(
		    authorize_parse(&authorize, text, &answer), FIELD_EINVAL);
	}
}

static void
count_scope(const char *scope, void *context)
{
	(void)scope;
	++*(int *)context;
}

static void
missing_scopes_are_named_one_by_one(void **state)
{
	int count = 0;

	(void)state;
	authorize_missing(
	    "a.read b.read c", "b.read a.read.more c", count_scope, &count);
	assert_int_equal(count, 1);
	authorize_missing("a b", "", count_scope, &count);
	assert_int_equal(count, 1);
}

static int
start_library(void **state)
{
	(void)state;
	return secret_library_init();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    address_carries_state_scope_and_s256_challenge),
		cmocka_unit_test(state_and_verifier_are_new_each_time),
		cmocka_unit_test(
		    production_quickbooks_needs_a_registered_https_redirect),
		cmocka_unit_test(redirected_address_gives_code_and_realm),
		cmocka_unit_test(pasted_code_and_realm_are_taken),
		cmocka_unit_test(another_attempts_state_is_refused),
		cmocka_unit_test(declined_consent_is_told_apart),
		cmocka_unit_test(malformed_redirects_are_refused),
		cmocka_unit_test(missing_scopes_are_named_one_by_one),
	};

	return cmocka_run_group_tests(tests, start_library, NULL);
}
