/* Command-line options from tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "fieldctl/frame/option.h"

static const struct option_spec specs[] = {
	{ "name", "NAME", "a name", false },
	{ "role", "ROLE", "roles", true },
	{ "active", NULL, "a switch", false },
	OPTION_END,
};
static const struct option_spec common[] = {
	{ "json", NULL, "json", false },
	OPTION_END,
};

struct parsed {
	struct options options;
	char *argv[16];
	int argc, first, err;
	char why[200];
};

static struct parsed
parse(const char *const *words)
{
	struct parsed parsed = { .argc = 1, .why = "" };

	parsed.argv[0] = (char *)(uintptr_t) "add";
	for (; *words != NULL; words++)
		parsed.argv[parsed.argc++] = (char *)(uintptr_t)*words;
	parsed.argv[parsed.argc] = NULL;
	parsed.err = options_parse(&parsed.options, specs, common, parsed.argc,
	    parsed.argv, &parsed.first, parsed.why, sizeof(parsed.why));
	return parsed;
}

static void
options_may_stand_before_between_and_after_arguments(void **state)
{
	const char *const words[] = { "--name", "Jane Doe", "jane", "--active",
		"doe", "--json", NULL };
	struct parsed parsed = parse(words);

	(void)state;
	assert_int_equal(parsed.err, FIELD_OK);
	assert_string_equal(option_text(&parsed.options, "name"), "Jane Doe");
	assert_true(option_is_set(&parsed.options, "active"));
	assert_true(option_is_set(&parsed.options, "json"));
	assert_int_equal(parsed.argc - parsed.first, 2);
	assert_string_equal(parsed.argv[parsed.first], "jane");
	assert_string_equal(parsed.argv[parsed.first + 1], "doe");
}

static void
double_dash_ends_options(void **state)
{
	const char *const words[] = { "--", "--active", NULL };
	struct parsed parsed = parse(words);

	(void)state;
	assert_int_equal(parsed.err, FIELD_OK);
	assert_false(option_is_set(&parsed.options, "active"));
	assert_string_equal(parsed.argv[parsed.first], "--active");
}

static void
repeatable_option_keeps_its_order(void **state)
{
	const char *const words[] = { "--role=b", "--role", "a", NULL };
	struct parsed parsed = parse(words);
	const char *roles[4];

	(void)state;
	assert_int_equal(option_texts(&parsed.options, "role", roles, 4), 2);
	assert_string_equal(roles[0], "b");
	assert_string_equal(roles[1], "a");
	assert_int_equal(option_texts(&parsed.options, "role", roles, 1), 1);
}

static void
bad_options_are_refused_with_their_name(void **state)
{
	const char *const unknown[] = { "--frobnicate", NULL };
	const char *const lacking[] = { "--name", NULL };
	const char *const twice[] = { "--name", "a", "--name", "b", NULL };
	const char *const valued[] = { "--active=no", NULL };
	const char *const letter[] = { "-x", NULL };
	struct parsed parsed;

	(void)state;
	parsed = parse(unknown);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	assert_non_null(strstr(parsed.why, "--frobnicate"));
	parsed = parse(lacking);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	assert_non_null(strstr(parsed.why, "--name"));
	parsed = parse(twice);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	assert_non_null(strstr(parsed.why, "--name"));
	parsed = parse(valued);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	parsed = parse(letter);
	assert_int_equal(parsed.err, FIELD_EINVAL);
}

static void
beginnings_of_names_are_not_taken(void **state)
{
	const char *const apart[] = { "--nam", "Jane", NULL };
	const char *const joined[] = { "--nam=Jane", NULL };
	const char *const toggle[] = { "--act", NULL };
	struct parsed parsed;

	(void)state;
	parsed = parse(apart);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	assert_non_null(strstr(parsed.why, "--nam"));
	parsed = parse(joined);
	assert_int_equal(parsed.err, FIELD_EINVAL);
	parsed = parse(toggle);
	assert_int_equal(parsed.err, FIELD_EINVAL);
}

static void
unset_options_are_null(void **state)
{
	const char *const words[] = { NULL };
	struct parsed parsed = parse(words);

	(void)state;
	assert_int_equal(parsed.err, FIELD_OK);
	assert_null(option_text(&parsed.options, "name"));
	assert_false(option_is_set(&parsed.options, "active"));
	assert_int_equal(option_texts(&parsed.options, "role", NULL, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    options_may_stand_before_between_and_after_arguments),
		cmocka_unit_test(double_dash_ends_options),
		cmocka_unit_test(repeatable_option_keeps_its_order),
		cmocka_unit_test(bad_options_are_refused_with_their_name),
		cmocka_unit_test(beginnings_of_names_are_not_taken),
		cmocka_unit_test(unset_options_are_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
