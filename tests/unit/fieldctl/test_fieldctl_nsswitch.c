/* The lines of nsswitch.conf for users and groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fieldctl/machine/nsswitch.h"

/* Debian 12's file, as installed. */
static const char debian[] = "# /etc/nsswitch.conf\n"
			     "#\n"
			     "passwd:         files systemd\n"
			     "group:          files systemd\n"
			     "shadow:         files systemd\n"
			     "gshadow:        files systemd\n"
			     "\n"
			     "hosts:          files dns\n"
			     "netgroup:       nis\n";

static void
assert_added(const char *before, const char *after)
{
	char *text = nsswitch_add(before);

	assert_non_null(text);
	assert_string_equal(text, after);
	free(text);
}

static void
service_goes_behind_files_and_nothing_else_changes(void **state)
{
	(void)state;
	assert_added(debian,
	    "# /etc/nsswitch.conf\n"
	    "#\n"
	    "passwd:         files fieldusers systemd\n"
	    "group:          files fieldusers systemd\n"
	    "shadow:         files systemd\n"
	    "gshadow:        files systemd\n"
	    "\n"
	    "hosts:          files dns\n"
	    "netgroup:       nis\n");
}

static void
adding_twice_is_adding_once(void **state)
{
	char *once = nsswitch_add(debian), *twice;

	(void)state;
	assert_non_null(once);
	twice = nsswitch_add(once);
	assert_non_null(twice);
	assert_string_equal(once, twice);
	free(once);
	free(twice);
}

static void
removing_gives_back_the_very_bytes(void **state)
{
	static const char *const texts[] = {
		debian,
		"passwd: files\ngroup: files\n",
		"passwd: files\ngroup:\tfiles\tsss # local first",
		"group:files [NOTFOUND=continue] sss\npasswd:compat\n",
		"passwd: sss\ngroup: files\ninitgroups: files sss\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *added = nsswitch_add(texts[i]), *removed;

		assert_non_null(added);
		assert_string_not_equal(added, texts[i]);
		removed = nsswitch_remove(added);
		assert_non_null(removed);
		assert_string_equal(removed, texts[i]);
		free(added);
		free(removed);
	}
}

static void
trailing_comments_and_actions_are_respected(void **state)
{
	(void)state;
	assert_added("passwd: files # our people\ngroup: files#x\n",
	    "passwd: files fieldusers # our people\n"
	    "group: files fieldusers#x\n");
	assert_added("passwd: files [SUCCESS=merge] sss\ngroup: compat\n",
	    "passwd: files [SUCCESS=merge] fieldusers sss\n"
	    "group: compat fieldusers\n");
}

static void
initgroups_line_is_changed_only_if_it_exists(void **state)
{
	(void)state;
	assert_added("passwd: files\ngroup: files\ninitgroups: files\n",
	    "passwd: files fieldusers\ngroup: files fieldusers\n"
	    "initgroups: files fieldusers\n");
}

static void
missing_lines_are_added_at_the_end(void **state)
{
	(void)state;
	assert_added("hosts: dns",
	    "hosts: dns\npasswd: files fieldusers\n"
	    "group: files fieldusers\n");
	assert_added("", "passwd: files fieldusers\ngroup: files fieldusers\n");
}

static void
look_tells_good_absent_early_and_blocked_apart(void **state)
{
	(void)state;
	assert_int_equal(
	    nsswitch_look("passwd: files fieldusers", "passwd"), NSSWITCH_GOOD);
	assert_int_equal(nsswitch_look(debian, "passwd"), NSSWITCH_ABSENT);
	assert_int_equal(nsswitch_look("", "passwd"), NSSWITCH_ABSENT);
	assert_int_equal(nsswitch_look("#passwd: files fieldusers\n", "passwd"),
	    NSSWITCH_ABSENT);
	assert_int_equal(
	    nsswitch_look("passwd: files # fieldusers\n", "passwd"),
	    NSSWITCH_ABSENT);
	assert_int_equal(nsswitch_look("passwd: fieldusers files\n", "passwd"),
	    NSSWITCH_EARLY);
	assert_int_equal(
	    nsswitch_look(
		"passwd: files [NOTFOUND=return] fieldusers\n", "passwd"),
	    NSSWITCH_BLOCKED);
	assert_int_equal(
	    nsswitch_look(
		"passwd: files [!SUCCESS=return] fieldusers\n", "passwd"),
	    NSSWITCH_BLOCKED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    service_goes_behind_files_and_nothing_else_changes),
		cmocka_unit_test(adding_twice_is_adding_once),
		cmocka_unit_test(removing_gives_back_the_very_bytes),
		cmocka_unit_test(trailing_comments_and_actions_are_respected),
		cmocka_unit_test(initgroups_line_is_changed_only_if_it_exists),
		cmocka_unit_test(missing_lines_are_added_at_the_end),
		cmocka_unit_test(
		    look_tells_good_absent_early_and_blocked_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
