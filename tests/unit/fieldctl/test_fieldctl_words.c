/* Finding the verb of a command line, and the errors if there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/str.h"
#include "fieldctl/commands.h"
#include "fieldctl/frame/dispatch.h"
#include "fieldctl/frame/words.h"

#define WORDS_MAX 16

/* The words of LINE, which are separated by single blanks. */
static int
split(const char *line, char *argv[WORDS_MAX + 1])
{
	static char text[1000];
	char *rest = text;
	int argc = 0;

	assert_true(str_copy(text, sizeof(text), line));
	while (rest != NULL && argc < WORDS_MAX)
		argv[argc++] = strsep(&rest, " ");
	argv[argc] = NULL;
	return argc;
}

/* The output of LINE, both streams; *ret_exit is its code. */
static char *
said(const char *line, int *ret_exit)
{
	char *argv[WORDS_MAX + 1], *text = NULL;
	size_t len = 0;
	FILE *in = fopen("/dev/null", "r"), *out = open_memstream(&text, &len);
	const struct command_streams streams = { in, out, out };
	int argc = split(line, argv);

	*ret_exit = command_run(
	    &command_root, argc, argv, "/tmp/fieldctl-nowhere", &streams);
	fclose(in);
	fclose(out);
	return text;
}

static void
assert_says(const char *line, int exit_code, const char *what)
{
	int code;
	char *text = said(line, &code);

	if (code != exit_code || strstr(text, what) == NULL)
		fail_msg("%s: exit %d, not %d; not \"%s\" in: %s", line, code,
		    exit_code, what, text);
	free(text);
}

static void
assert_found(const char *line, const char *title, const char *left)
{
	char *argv[WORDS_MAX + 1], rest[400] = "";
	int argc = split(line, argv);
	struct words words;

	assert_true(words_find(&command_root, argc, argv, &words));
	for (int i = 1; i < words.argc; i++) {
		strcat(rest, i > 1 ? " " : "");
		strcat(rest, words.argv[i]);
	}
	assert_string_equal(words.title, title);
	assert_string_equal(rest, left);
	words_release(&words);
}

static void
options_may_stand_before_and_between_the_verbs(void **state)
{
	(void)state;
	assert_found(
	    "fieldctl --json user list", "fieldctl user list", "--json");
	assert_found(
	    "fieldctl user -y block jane", "fieldctl user block", "-y jane");
	assert_found("fieldctl --role dispatcher user list --json",
	    "fieldctl user list", "--role dispatcher --json");
	assert_found("fieldctl --role=dispatcher user list",
	    "fieldctl user list", "--role=dispatcher");
}

static void
value_of_an_option_is_not_treated_as_a_verb(void **state)
{
	(void)state;
	assert_found(
	    "fieldctl audit --text verify", "fieldctl audit", "--text verify");
	assert_found("fieldctl --role user user list", "fieldctl user list",
	    "--role user");
}

static void
double_dash_ends_the_verbs(void **state)
{
	(void)state;
	assert_found("fieldctl policy -- help", "fieldctl policy", "-- help");
	assert_found("fieldctl audit -- verify", "fieldctl audit", "-- verify");
}

static void
argument_that_is_called_like_a_verb_is_an_argument(void **state)
{
	(void)state;
	assert_found("fieldctl user show help", "fieldctl user show", "help");
	assert_found("fieldctl policy help", "fieldctl policy", "help");
}

/* --- every verb -------------------------------------------------------------- */

static void
each_verb(const struct command *command, const char *title,
    void (*visit)(const struct command *command, const char *title))
{
	char below[200];

	for (const struct command *child = command->children;
	     child != NULL && child->name != NULL; child++) {
		assert_true(str_format(
		    below, sizeof(below), "%s %s", title, child->name));
		visit(child, below);
		each_verb(child, below, visit);
	}
}

/* Its usage line, requested in each possible way. */
static void
assert_help(const struct command *command, const char *title)
{
	static const struct {
		const char *before, *after;
	} forms[] = { { "", " --help" }, { "", " -h" }, { " --help", "" },
		{ " -h", "" }, { " help", "" } };
	char line[300], usage[300];

	if (strcmp(command->name, "help") == 0)
		return;
	(void)snprintf(usage, sizeof(usage), "Usage: %s", title);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		(void)snprintf(line, sizeof(line), "fieldctl%s%s%s",
		    forms[i].before, title + strlen("fieldctl"),
		    forms[i].after);
		assert_says(line, EX_OK, usage);
	}
}

static void
help_of_every_verb_is_shown_in_every_form(void **state)
{
	(void)state;
	each_verb(&command_root, "fieldctl", assert_help);
	assert_says("fieldctl help", EX_OK, "Usage: fieldctl VERB");
	assert_says("fieldctl user help", EX_OK, "Usage: fieldctl user VERB");
	assert_says(
	    "fieldctl user help add", EX_OK, "Usage: fieldctl user add");
}

static void
assert_version(const struct command *command, const char *title)
{
	char line[300];

	if (strcmp(command->name, "help") == 0)
		return;
	(void)snprintf(line, sizeof(line), "%s -V", title);
	assert_says(line, EX_OK, "fieldctl 0.");
	(void)snprintf(line, sizeof(line), "%s --version", title);
	assert_says(line, EX_OK, "fieldctl 0.");
}

static void
version_is_shown_by_every_verb(void **state)
{
	(void)state;
	assert_says("fieldctl --version", EX_OK, "fieldctl 0.");
	assert_says("fieldctl -V", EX_OK, "fieldctl 0.");
	each_verb(&command_root, "fieldctl", assert_version);
}

static void
assert_too_many(const struct command *command, const char *title)
{
	char line[400], text[100];
	int used;

	if (command->run == NULL || command->max_args < 0 ||
	    command->children != NULL)
		return;
	used = snprintf(line, sizeof(line), "%s", title);
	for (int i = 0; i < command->max_args; i++)
		used += snprintf(
		    line + used, sizeof(line) - (size_t)used, " word%d", i);
	(void)snprintf(line + used, sizeof(line) - (size_t)used, " surplus");
	(void)snprintf(text, sizeof(text),
	    "too many arguments: 'surplus'; usage: %s", title);
	assert_says(line, EX_USAGE, text);
}

static void
word_too_many_is_named_by_every_verb(void **state)
{
	(void)state;
	each_verb(&command_root, "fieldctl", assert_too_many);
}

static void
assert_unknown(const struct command *command, const char *title)
{
	char line[400];

	if (strcmp(command->name, "help") == 0)
		return;
	(void)snprintf(line, sizeof(line), "%s --frobnicate", title);
	assert_says(line, EX_USAGE, "unknown option '--frobnicate'");
	(void)snprintf(line, sizeof(line), "%s --jsno", title);
	assert_says(
	    line, EX_USAGE, "unknown option '--jsno'; did you mean '--json'?");
	for (const struct option_spec *option = command->options;
	     option != NULL && option->name != NULL; option++) {
		(void)snprintf(
		    line, sizeof(line), "%s --%sx", title, option->name);
		assert_says(line, EX_USAGE, "did you mean '--");
	}
}

static void
unknown_option_is_named_by_every_verb_with_a_near_one(void **state)
{
	(void)state;
	each_verb(&command_root, "fieldctl", assert_unknown);
}

static void
unknown_verb_is_named_with_a_near_one(void **state)
{
	(void)state;
	assert_says("fieldctl usr", EX_USAGE,
	    "unknown verb 'usr'; did you mean 'user'?");
	assert_says("fieldctl user lst", EX_USAGE, "did you mean 'list'?");
	assert_says("fieldctl help user lst", EX_USAGE, "mean 'list'?");
	assert_says(
	    "fieldctl help --bogus", EX_USAGE, "unknown option '--bogus'");
	assert_says("fieldctl sync rule ad", EX_USAGE, "mean 'add'?");
	assert_says("fieldctl audit verfy", EX_USAGE, "mean 'verify'?");
	assert_says(
	    "fieldctl frobnicate", EX_USAGE, "unknown verb 'frobnicate'\n");
}

static void
value_of_an_unknown_option_is_not_repeated(void **state)
{
	int code;
	char *text = said("fieldctl user list --passwrd=Lighthouse", &code);

	(void)state;
	assert_int_equal(code, EX_USAGE);
	assert_non_null(strstr(text, "'--passwrd'"));
	assert_null(strstr(text, "Lighthouse"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    options_may_stand_before_and_between_the_verbs),
		cmocka_unit_test(value_of_an_option_is_not_treated_as_a_verb),
		cmocka_unit_test(double_dash_ends_the_verbs),
		cmocka_unit_test(
		    argument_that_is_called_like_a_verb_is_an_argument),
		cmocka_unit_test(help_of_every_verb_is_shown_in_every_form),
		cmocka_unit_test(version_is_shown_by_every_verb),
		cmocka_unit_test(word_too_many_is_named_by_every_verb),
		cmocka_unit_test(
		    unknown_option_is_named_by_every_verb_with_a_near_one),
		cmocka_unit_test(unknown_verb_is_named_with_a_near_one),
		cmocka_unit_test(value_of_an_unknown_option_is_not_repeated),
	};

	return cmocka_run_group_tests_name("fieldctl/words", tests, NULL, NULL);
}
