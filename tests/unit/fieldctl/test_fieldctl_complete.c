/* Suggestions of completion, compared with the tables of verbs and options. */
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
#include "fieldctl/complete/values.h"
#include "fieldctl/frame/dispatch.h"
#include "fieldctl/frame/words.h"

#define WORDS_MAX 24

/* The suggestions for LINE, whose words are separated by single blanks; the
 * last word is being completed. */
static char *
offered(const char *line)
{
	static char text[1000];
	char *argv[WORDS_MAX + 1] = { (char *)(uintptr_t) "fieldctl",
		(char *)(uintptr_t) "complete", (char *)(uintptr_t) "--" };
	char *rest = text, *out = NULL, *err = NULL;
	size_t out_len, err_len;
	FILE *in = fopen("/dev/null", "r");
	const struct command_streams streams = { in,
		open_memstream(&out, &out_len),
		open_memstream(&err, &err_len) };
	int argc = 3;

	assert_true(str_copy(text, sizeof(text), line));
	while (rest != NULL && argc < WORDS_MAX)
		argv[argc++] = strsep(&rest, " ");
	assert_int_equal(command_run(&command_root, argc, argv,
			     "/tmp/fieldctl-nowhere", &streams),
	    EX_OK);
	fclose(in);
	fclose(streams.out);
	fclose(streams.err);
	assert_string_equal(err, "");
	free(err);
	return out;
}

/* Whether WORD is suggested. */
static bool
has(const char *lines, const char *word)
{
	const size_t len = strlen(word);
	const char *at = lines;

	while (at != NULL && *at != '\0') {
		if (strncmp(at, word, len) == 0 &&
		    (at[len] == '\t' || at[len] == '\n'))
			return true;
		at = strchr(at, '\n');
		at = at != NULL ? at + 1 : NULL;
	}
	return false;
}

static size_t
count_lines(const char *lines)
{
	size_t count = 0;

	for (; *lines != '\0'; lines++)
		count += *lines == '\n' ? 1 : 0;
	return count;
}

static void
assert_offered(const char *line, const char *word)
{
	char *lines = offered(line);

	if (!has(lines, word))
		fail_msg(
		    "'%s' is not offered for '%s':\n%s", word, line, lines);
	free(lines);
}

static void
assert_only(const char *line, const char *lines)
{
	char *found = offered(line);

	assert_string_equal(found, lines);
	free(found);
}

/* --- every verb and option ----------------------------------------------------- */

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

/* TITLE without "fieldctl ", and the rest. */
static const char *
after_title(const char *title, const char *word)
{
	static char line[300];

	(void)snprintf(
	    line, sizeof(line), "%s %s", title + strlen("fieldctl "), word);
	return line;
}

static void
assert_all_options(const struct command *command, const char *title)
{
	const struct option_spec *const tables[] = { command->options,
		common_options };
	char *lines, word[100];
	size_t count = 0;

	if (strcmp(command->name, "help") == 0)
		return;
	lines = offered(after_title(title, "-"));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct option_spec *at = tables[i];
		     at != NULL && at->name != NULL; at++) {
			(void)snprintf(word, sizeof(word), "--%s", at->name);
			if (!has(lines, word))
				fail_msg("%s: %s is not offered", title, word);
			count++;
		}
	assert_int_equal(count_lines(lines), count);
	free(lines);
}

static void
every_option_of_every_verb_is_offered_and_no_other(void **state)
{
	(void)state;
	each_verb(&command_root, "fieldctl", assert_all_options);
}

static void
assert_all_verbs(const struct command *command, const char *title)
{
	char *lines;
	size_t count = 0;

	if (command->children == NULL)
		return;
	lines = offered(after_title(title, ""));
	for (const struct command *child = command->children;
	     child->name != NULL; child++) {
		if (child->help == NULL)
			continue;
		if (!has(lines, child->name))
			fail_msg("%s: %s is not offered", title, child->name);
		count++;
	}
	if (command->run == NULL)
		assert_int_equal(count_lines(lines), count);
	free(lines);
}

static void
every_verb_is_offered_but_the_hidden_one(void **state)
{
	char *lines = offered("");

	(void)state;
	for (const struct command *child = command_root.children;
	     child->name != NULL; child++)
		assert_int_equal(has(lines, child->name), child->help != NULL);
	assert_false(has(lines, "complete"));
	free(lines);
	each_verb(&command_root, "fieldctl", assert_all_verbs);
}

/* Each name of a value has a source of words, or is free text: see
 * fieldctl/complete/values.h. */
static void
assert_known(const struct command *command, const char *title)
{
	char synopsis[200], *rest = synopsis, *name;
	const struct option_spec *option = command->options;

	assert_true(str_copy(synopsis, sizeof(synopsis), command->args));
	while ((name = strsep(&rest, "[] .")) != NULL)
		if (name[0] != '\0' && !values_are_known(title, name))
			fail_msg("%s %s: add a row for %s to "
				 "fieldctl/complete/values.c",
			    title, command->args, name);
	for (; option != NULL && option->name != NULL; option++)
		if (strcmp(option->name, "columns") == 0)
			assert_non_null(option->columns);
		else if (option->arg != NULL &&
		    !values_are_known(title, option->arg))
			fail_msg("%s --%s: add a row for %s to "
				 "fieldctl/complete/values.c",
			    title, option->name, option->arg);
}

static void
every_value_of_every_verb_has_an_origin(void **state)
{
	(void)state;
	each_verb(&command_root, "fieldctl", assert_known);
}

/* --- parsing an incomplete line
 * --------------------------------------------------- */

static void
verbs_are_found_behind_options(void **state)
{
	(void)state;
	assert_offered("us", "user");
	assert_offered("--json us", "user");
	assert_offered("user -y bl", "block");
	assert_offered("--role x user li", "list");
	assert_offered("help us", "user");
	assert_offered("help user bl", "block");
	assert_offered("sync rule a", "add");
}

static void
values_of_options_are_offered_in_both_forms(void **state)
{
	(void)state;
	assert_only("user list --kind e", "external\n");
	assert_only("user list --kind=e", "--kind=external\n");
	assert_only("--kind e", "external\n");
	assert_only("user edit jane --lead no", "none\n");
	assert_only("user edit jane --expires n", "never\n");
	assert_only("user add --password-file ", "\tfile\n");
	assert_only("audit --module se", "settings\n");
	assert_only("audit --action user.unb", "user.unblock\n");
	assert_only("sync rule add src dep", "department\n");
	assert_only("user list --columns login,na", "login,name\tNAME\n");
	assert_only("site list --columns=gi", "--columns=gid\tGID\n");
	assert_only("sync import f --map Job=ti", "Job=title\n");
	assert_only("sync import f --map=Job=ti", "--map=Job=title\n");
}

static void
option_that_was_given_is_offered_again_only_if_it_may_be_repeated(void **state)
{
	(void)state;
	assert_only("user list --kind internal --kin", "");
	assert_only("user list -y --ye", "");
	assert_offered("user add --role a --rol", "--role");
}

static void
nothing_is_offered_where_nothing_may_stand(void **state)
{
	(void)state;
	assert_only("user list x", "");
	assert_only("user show jane x", "");
	assert_only("user list -- --js", "");
	assert_only("user list --kind -", "");
	assert_only("nonsense x", "");
	assert_only("user list --frobnicate=", "");
}

/* Without a database, and without a word to complete. */
static void
what_fails_is_silent(void **state)
{
	(void)state;
	assert_only("user show j", "");
	assert_only("role show x y", "");
	assert_only("policy end_sessions_on ", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_option_of_every_verb_is_offered_and_no_other),
		cmocka_unit_test(every_verb_is_offered_but_the_hidden_one),
		cmocka_unit_test(every_value_of_every_verb_has_an_origin),
		cmocka_unit_test(verbs_are_found_behind_options),
		cmocka_unit_test(values_of_options_are_offered_in_both_forms),
		cmocka_unit_test(
		    option_that_was_given_is_offered_again_only_if_it_may_be_repeated),
		cmocka_unit_test(nothing_is_offered_where_nothing_may_stand),
		cmocka_unit_test(what_fails_is_silent),
	};

	return cmocka_run_group_tests_name(
	    "fieldctl/complete", tests, NULL, NULL);
}
