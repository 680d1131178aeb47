/* What the machine itself knows (Q2, R16). */
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
#include "base/file.h"
#include "store/people/local.h"

static char root[] = "/tmp/local.XXXXXX";
static char passwd[64], group[64];

static void
write_text(const char *path, const char *text)
{
	assert_int_equal(file_replace(path, text, strlen(text), 0644), 0);
}

static int
set_up(void **state)
{
	(void)state;
	(void)strcpy(root, "/tmp/local.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	(void)snprintf(passwd, sizeof(passwd), "%s/passwd", root);
	(void)snprintf(group, sizeof(group), "%s/group", root);
	write_text(passwd,
	    "root:x:0:0::/root:/bin/sh\n"
	    "zed:x:1001:1001::/:/bin/sh\n"
	    "# comment:x:5:5::/:\n"
	    "+nis:x:6:6:::\n"
	    "broken\n"
	    "bad:x:many:1::/:\n"
	    "big:x:4294967294:1::/:/bin/sh\n"
	    "last:x:7:7::/:");
	write_text(group, "root:x:0:\nadm:x:4:zed\nown:x:2000:\n");
	local_use_files(passwd, group);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	local_use_files(NULL, NULL);
	(void)unlink(passwd);
	(void)unlink(group);
	return rmdir(root);
}

static bool
has_name(const char *name)
{
	bool has = false;

	assert_int_equal(local_has_name(name, &has), FIELD_OK);
	return has;
}

static bool
has_id(uint32_t id)
{
	bool has = false;

	assert_int_equal(local_has_id(id, &has), FIELD_OK);
	return has;
}

static void
users_and_groups_are_known_by_name_and_number(void **state)
{
	uint32_t id;

	(void)state;
	assert_true(has_name("zed"));
	assert_true(has_name("adm"));
	assert_true(has_name("last")); /* without a newline */
	assert_false(has_name("ze"));
	assert_true(has_id(1001));
	assert_true(has_id(2000));
	assert_true(has_id(4294967294u));
	assert_false(has_id(1002));
	assert_int_equal(local_user_id("zed", &id), FIELD_OK);
	assert_int_equal(id, 1001);
	assert_int_equal(local_group_id("adm", &id), FIELD_OK);
	assert_int_equal(id, 4);
	assert_int_equal(local_group_id("zed", &id), FIELD_ENOTFOUND);
}

static void
lines_that_are_no_entries_are_passed_over(void **state)
{
	(void)state;
	assert_false(has_name("# comment"));
	assert_false(has_name("+nis"));
	assert_false(has_name("broken"));
	assert_false(has_name("bad"));
	assert_false(has_id(5));
	assert_false(has_id(6));
}

static void
a_changed_file_is_read_again(void **state)
{
	(void)state;
	assert_false(has_name("new"));
	write_text(passwd, "new:x:3000:3000::/:/bin/sh\n");
	assert_true(has_name("new"));
	assert_false(has_name("zed"));
	assert_true(has_name("adm"));
}

static void
a_missing_file_holds_nobody_and_an_unreadable_one_is_an_error(void **state)
{
	char path[128];
	bool has;

	(void)state;
	assert_int_equal(unlink(passwd), 0);
	assert_false(has_name("zed"));
	assert_true(has_name("own"));
	(void)snprintf(path, sizeof(path), "%s/group/below", root);
	local_use_files(path, group);
	assert_int_equal(local_has_name("own", &has), FIELD_EIO);
}

static void
words_of_every_system_are_reserved(void **state)
{
	static const char *const reserved[] = { "root", "nobody", "sshd",
		"wheel", "docker", "role-x", "perm-a-b", "site-", "crew-jane",
		"cal-x", "veh-x", "appr-people", "org-acme", "gone-70000",
		"assignable", "systemd-network", "_apt", "fieldauth" };
	static const char *const free_names[] = { "jane", "role", "rolex",
		"sitemanager", "rooter", "gone", "organ" };

	(void)state;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		assert_true(local_name_is_reserved(reserved[i]));
	for (size_t i = 0; i < sizeof(free_names) / sizeof(free_names[0]); i++)
		assert_false(local_name_is_reserved(free_names[i]));
}

static void
power_is_told_by_name_number_and_configuration(void **state)
{
	struct config config = { .denied_groups = "tools,  other" };

	(void)state;
	assert_true(local_group_is_powerful(NULL, "sudo", 27));
	assert_true(local_group_is_powerful(NULL, "shadow", 42));
	assert_true(local_group_is_powerful(NULL, "harmless", 0));
	assert_false(local_group_is_powerful(NULL, "dialout", 20));
	assert_false(local_group_is_powerful(NULL, "lp", 7));
	assert_true(local_group_is_powerful(&config, "tools", 2000));
	assert_true(local_group_is_powerful(&config, "other", 2000));
	assert_false(local_group_is_powerful(&config, "too", 2000));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(users_and_groups_are_known_by_name_and_number),
		TEST(lines_that_are_no_entries_are_passed_over),
		TEST(a_changed_file_is_read_again),
		TEST(
		    a_missing_file_holds_nobody_and_an_unreadable_one_is_an_error),
		TEST(words_of_every_system_are_reserved),
		TEST(power_is_told_by_name_number_and_configuration),
	};

	return cmocka_run_group_tests_name("local", tests, NULL, NULL);
}
