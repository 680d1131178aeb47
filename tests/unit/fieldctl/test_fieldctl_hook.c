/* Links from the folders that the system searches to another prefix. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "fieldctl/machine/hook.h"

struct place {
	char folder[32];
	char installed[64];
	char system[64];
	struct hook hook;
};

static int
make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	strcpy(place->folder, "/tmp/hook.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->installed, sizeof(place->installed), "%s/ours",
	    place->folder);
	(void)snprintf(
	    place->system, sizeof(place->system), "%s/looked", place->folder);
	place->hook = (struct hook){ place->installed, place->system };
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;

	(void)unlink(place->system);
	assert_int_equal(rmdir(place->folder), 0);
	free(place);
	return 0;
}

static void
link_leads_to_what_was_installed_and_goes_again(void **state)
{
	struct place *place = *state;
	char target[64] = "";

	assert_int_equal(hook_link(&place->hook), FIELD_OK);
	assert_int_equal(hook_link(&place->hook), FIELD_OK);
	assert_true(readlink(place->system, target, sizeof(target) - 1) > 0);
	assert_string_equal(target, place->installed);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
	assert_int_not_equal(access(place->system, F_OK), 0);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
}

static void
foreign_file_is_neither_replaced_nor_removed(void **state)
{
	struct place *place = *state;
	int fd = open(place->system, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(hook_link(&place->hook), FIELD_EEXIST);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
	assert_int_equal(access(place->system, F_OK), 0);
}

static void
foreign_link_is_neither_replaced_nor_removed(void **state)
{
	struct place *place = *state;
	char target[64] = "";

	assert_int_equal(symlink("/elsewhere", place->system), 0);
	assert_int_equal(hook_link(&place->hook), FIELD_EEXIST);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
	assert_true(readlink(place->system, target, sizeof(target) - 1) > 0);
	assert_string_equal(target, "/elsewhere");
}

static void
usual_prefix_needs_no_link_and_loses_no_file(void **state)
{
	struct place *place = *state;
	int fd = open(place->system, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	(void)close(fd);
	place->hook.installed = place->system;
	assert_int_equal(hook_link(&place->hook), FIELD_OK);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
	assert_int_equal(access(place->system, F_OK), 0);
}

static void
same_file_by_another_name_needs_no_link_and_is_not_lost(void **state)
{
	struct place *place = *state;
	int fd = open(place->system, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(link(place->system, place->installed), 0);
	assert_int_equal(hook_link(&place->hook), FIELD_OK);
	assert_int_equal(hook_unlink(&place->hook), FIELD_OK);
	assert_int_equal(access(place->system, F_OK), 0);
	assert_int_equal(unlink(place->installed), 0);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(link_leads_to_what_was_installed_and_goes_again),
		CLAIM(foreign_file_is_neither_replaced_nor_removed),
		CLAIM(foreign_link_is_neither_replaced_nor_removed),
		CLAIM(same_file_by_another_name_needs_no_link_and_is_not_lost),
		CLAIM(usual_prefix_needs_no_link_and_loses_no_file),
	};

	return cmocka_run_group_tests_name("fieldctl_hook", tests, NULL, NULL);
}
