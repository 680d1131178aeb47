/* Walks the table of requests: properties of each of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "tests/support/asking.h"

#define PAGE "control/REQUESTS.md"

static char *page;

static int
read_page(void **state)
{
	size_t len;

	(void)state;
	return file_read(PAGE, 1 << 20, &page, &len);
}

static int
drop_page(void **state)
{
	(void)state;
	free(page);
	return 0;
}

/* --- words ------------------------------------------------------------------- */

/* "noun.verb", or a noun alone, of letters, digits, '-' and '.'. */
static bool
is_name(const char *name)
{
	const char *dot = strchr(name, '.');

	return name[0] != '\0' && dot != name &&
	    (dot == NULL || dot[1] != '\0') &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") ==
	    strlen(name);
}

static bool
is_parameter(const char *name)
{
	return name[0] != '\0' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
	    strlen(name);
}

static bool
check_words(const struct control_request *request, void *context)
{
	const struct control_param *param = request->params;
	int *count = context;

	(*count)++;
	if (!is_name(request->name))
		fail_msg("'%s' is no name", request->name);
	if (request->help[0] == '\0' ||
	    request->help[strlen(request->help) - 1] != '.')
		fail_msg("%s: no sentence", request->name);
	if (request->handle == NULL)
		fail_msg("%s: no handler", request->name);
	if (control_find(request->name) != request)
		fail_msg("%s: there are two", request->name);
	for (; param != NULL && param->name != NULL; param++) {
		if (!is_parameter(param->name) || param->help[0] == '\0')
			fail_msg(
			    "%s: parameter '%s'", request->name, param->name);
		if (control_param(request, param->name) != param)
			fail_msg("%s: two parameters '%s'", request->name,
			    param->name);
	}
	return true;
}

static void
each_has_a_name_a_sentence_and_a_handler(void **state)
{
	int count = 0;

	(void)state;
	control_each(check_words, &count);
	assert_true(count >= 13);
}

static bool
check_page(const struct control_request *request, void *context)
{
	char heading[300];

	(void)context;
	assert_true(str_format(heading, sizeof(heading), "\n### %s\n\n%s",
	    request->name, request->help));
	if (strstr(page, heading) == NULL)
		fail_msg("%s is not in " PAGE ": make requests", request->name);
	return true;
}

static void
each_is_documented(void **state)
{
	(void)state;
	control_each(check_page, NULL);
}

/* --- rules ------------------------------------------------------------------- */

static bool
check_rule(const struct control_request *request, void *context)
{
	(void)context;
	if ((unsigned)request->rule > RULES_VERB_COUNT)
		fail_msg("%s: no rule", request->name);
	/* only root may send requests that change nothing, yet need no rule */
	if ((request->flags & (CONTROL_CHANGES | CONTROL_ROOT)) ==
		CONTROL_CHANGES &&
	    request->rule == RULES_VERB_COUNT)
		fail_msg(
		    "%s changes something, and asks no rule", request->name);
	return true;
}

static void
each_has_its_rule(void **state)
{
	(void)state;
	control_each(check_rule, NULL);
}

/* --- asking ------------------------------------------------------------------- */

static bool
check_unknown(const struct control_request *request, void *context)
{
	asked_refused(
	    ask_as_root(context, request->name, "{\"no_such_parameter\":1}"),
	    "unknown_parameter");
	return true;
}

static void
each_refuses_an_unknown_parameter(void **state)
{
	control_each(check_unknown, *state);
}

/* A valid value of PARAM; whether it is meaningful is not checked. */
static json_t *
value_for(const struct control_param *param)
{
	static const struct {
		const char *name, *text;
	} known[] = {
		{ "person", "jane" },
		{ "name", "dispatcher" },
		{ "login", "newcomer" },
		{ "first_name", "New" },
		{ "last_name", "Comer" },
		{ "site", "depot-north" },
		{ "role", "dispatcher" },
		{ "module", "invoices" },
		{ "level", "view" },
		{ "source", "books" },
		{ "entity", "employee" },
		{ "decision", "ignore" },
		{ "address", "office@acme.example" },
		{ "field", "title" },
	};

	switch (param->kind) {
	case PARAM_TEXT:
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (strcmp(known[i].name, param->name) == 0)
				return json_string(known[i].text);
		return json_string("x");
	case PARAM_SECRET:
		return json_string("R3Jhbml0ZS04OC1xdWFycnk=");
	case PARAM_BYTES:
		return json_string("bmFtZQpBCg==");
	case PARAM_FLAG:
		return json_true();
	case PARAM_NUMBER:
		return json_integer(1);
	case PARAM_TIME:
		return json_string("2027-01-01");
	case PARAM_TEXTS:
		return json_pack("[s]", "jane");
	}
	return NULL;
}

/* The required parameters, the people concerned, and what a new object
 * needs. */
static json_t *
plausible_params(const struct control_request *request)
{
	static const char *const wanted[] = { "people", "login", "first_name",
		"last_name", "phone" };
	const struct control_param *param = request->params;
	json_t *params = json_object();

	for (; param != NULL && param->name != NULL; param++) {
		bool is_wanted = param->required;

		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			is_wanted = is_wanted ||
			    strcmp(wanted[i], param->name) == 0;
		if (is_wanted)
			assert_int_equal(json_object_set_new(params,
					     param->name, value_for(param)),
			    0);
	}
	return params;
}

/* Nothing that a reader of the database sees is changed by a dry run, except
 * that previewing a file is a run of its source. */
static int64_t
state_of(struct company *company)
{
	return company_count(company,
	    "SELECT (SELECT count(*) FROM audit WHERE action <> 'source.add') "
	    "* 1000000 + "
	    "(SELECT count(*) FROM person) * 10000 + "
	    "(SELECT total(version) FROM person) * 100 + "
	    "(SELECT count(*) FROM role_permission)");
}

struct walk {
	struct company *company;
	int changes, done;
};

static bool
check_dry_run(const struct control_request *request, void *context)
{
	struct walk *walk = context;
	struct control_host host = host_of(walk->company, NULL);
	const int64_t before = state_of(walk->company);
	json_t *params;
	struct asked asked;
	char *text;

	if ((request->flags & CONTROL_CHANGES) == 0) {
		asked_refused(ask_by(&host, request->name, NULL, true),
		    "unknown_parameter");
		return true;
	}
	params = plausible_params(request);
	text = json_dumps(params, 0);
	asked = ask_by(&host, request->name, text, true);
	walk->changes++;
	walk->done += asked.answer.exit_code == EX_OK;
	if (state_of(walk->company) != before)
		fail_msg("%s: a dry run has changed something", request->name);
	asked_release(&asked);
	free(text);
	json_decref(params);
	return true;
}

static void
each_change_has_a_dry_run_and_nothing_else_has(void **state)
{
	struct walk walk = { .company = *state };

	company_add(*state, "jane", "dispatcher");
	control_each(check_dry_run, &walk);
	/* not all of them were refused early */
	if (walk.done * 2 < walk.changes)
		fail_msg(
		    "%d of %d dry runs went through", walk.done, walk.changes);
}

/* A caller who is not a person of the company gets no answer to any request. */
static bool
check_stranger(const struct control_request *request, void *context)
{
	struct company *company = context;
	struct control_host host = host_of(company, &company->ada);
	json_t *params = plausible_params(request);
	char *text = json_dumps(params, 0);
	struct asked asked;

	host.uid = 4242;
	asked = ask_by(&host, request->name, text, false);
	if (strcmp(asked_code(&asked),
		(request->flags & CONTROL_ROOT) != 0 ? "root_only" :
						       "not_a_person") != 0)
		fail_msg("%s answers a stranger: %d %s", request->name,
		    asked.answer.exit_code, asked_code(&asked));
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
	free(text);
	json_decref(params);
	return true;
}

static void
each_refuses_a_uid_that_is_not_a_persons(void **state)
{
	company_add(*state, "jane", NULL);
	control_each(check_stranger, *state);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, asking_open, company_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_name_a_sentence_and_a_handler),
		cmocka_unit_test(each_is_documented),
		cmocka_unit_test(each_has_its_rule),
		CASE(each_refuses_an_unknown_parameter),
		CASE(each_change_has_a_dry_run_and_nothing_else_has),
		CASE(each_refuses_a_uid_that_is_not_a_persons),
	};

	return cmocka_run_group_tests(tests, read_page, drop_page);
}
