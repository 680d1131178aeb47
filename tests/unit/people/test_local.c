/* The machine's own users and groups (Q2, R16). */
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
#include "store/people/local_word.h"

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
	(void)state;
	assert_true(has_name("zed"));
	assert_true(has_name("adm"));
	assert_true(has_name("last")); /* without a newline */
	assert_false(has_name("ze"));
	assert_true(has_id(1001));
	assert_true(has_id(2000));
	assert_true(has_id(4294967294u));
	assert_false(has_id(1002));
}

static void
invalid_lines_are_skipped(void **state)
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
a_missing_file_is_empty_and_an_unreadable_one_is_an_error(void **state)
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
names_of_every_system_are_reserved(void **state)
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

static enum local_grant
grant_of(const struct config *config, const char *name)
{
	enum local_grant grant = LOCAL_GRANT_POWER;
	uint32_t gid;

	assert_int_equal(
	    local_group_grant(config, name, &grant, &gid), FIELD_OK);
	return grant;
}

static void
powerful_groups_are_known_by_name_number_and_configuration(void **state)
{
	struct config config = { .denied_groups = "tools,  other" };

	(void)state;
	write_text(group,
	    "root:x:0:\nsudo:x:27:\ndialout:x:20:\nlp:x:7:\nplain:x:2001:\n"
	    "harmless:x:0:\ncameras:x:44:\ntools:x:2000:\ntoo:x:2002:\n");
	assert_int_equal(grant_of(NULL, "sudo"), LOCAL_GRANT_POWER);
	assert_int_equal(grant_of(NULL, "harmless"), LOCAL_GRANT_POWER);
	assert_int_equal(grant_of(NULL, "cameras"), LOCAL_GRANT_POWER);
	assert_int_equal(grant_of(NULL, "dialout"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(NULL, "lp"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(NULL, "plain"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(NULL, "tools"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(&config, "tools"), LOCAL_GRANT_POWER);
	assert_int_equal(grant_of(&config, "too"), LOCAL_GRANT_GOOD);
}

/* docker has another number on each machine; on this one, crates has it. */
static void
R16_another_name_of_a_powerful_number_is_powerful(void **state)
{
	struct config config = { .denied_groups = "tools" };

	(void)state;
	write_text(group,
	    "crates:x:998:\ndocker:x:998:\npaint:x:2000:\ntools:x:2000:\n");
	assert_int_equal(grant_of(NULL, "crates"), LOCAL_GRANT_POWER);
	assert_int_equal(grant_of(NULL, "paint"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(&config, "paint"), LOCAL_GRANT_POWER);
	/* the same name twice: getgrnam() knows the first, others perhaps not */
	write_text(group, "crates:x:2001:\ncrates:x:27:\n");
	assert_int_equal(grant_of(NULL, "crates"), LOCAL_GRANT_POWER);
}

static void
R16_number_outside_the_local_range_is_not_granted(void **state)
{
	uint32_t gid = 0;
	enum local_grant grant;

	(void)state;
	write_text(group,
	    "a:x:65533:\nb:x:65534:\nc:x:65535:\nd:x:65600:\ne:x:70000:\n"
	    "f:x:4294967295:\n");
	assert_int_equal(grant_of(NULL, "a"), LOCAL_GRANT_GOOD);
	assert_int_equal(grant_of(NULL, "b"), LOCAL_GRANT_NUMBER);
	assert_int_equal(grant_of(NULL, "c"), LOCAL_GRANT_NUMBER);
	assert_int_equal(grant_of(NULL, "d"), LOCAL_GRANT_NUMBER);
	assert_int_equal(grant_of(NULL, "e"), LOCAL_GRANT_NUMBER);
	assert_int_equal(grant_of(NULL, "f"), LOCAL_GRANT_NUMBER);
	assert_int_equal(local_group_grant(NULL, "a", &grant, &gid), FIELD_OK);
	assert_int_equal(gid, 65533);
	assert_int_equal(
	    local_group_grant(NULL, "g", &grant, &gid), FIELD_ENOTFOUND);
}

static void
R16_one_list_has_powerful_groups_and_reserved_names(void **state)
{
	static const char *const power[] = { "root", "sudo", "wheel", "video",
		"render", "input", "uinput", "gpio", "i2c", "spi", "kvm",
		"mock", "sbuild", "lxc", "lxd", "incus", "incus-admin",
		"nixbld", "docker", "podman", "containerd", "libvirt",
		"libvirtd", "libvirt-qemu", "qemu", "vboxusers", "adm", "disk",
		"shadow", "kmem", "mem", "tty", "utmp", "staff", "backup",
		"operator", "src", "tape", "crontab", "tss", "netdev",
		"wireshark", "ssl-cert", "postgres", "mysql", "www-data",
		"nogroup", "lpadmin", "systemd-journal", "systemd-network",
		"_ssh", "_chrony", "debian-tor", "fieldauth-fetch" };
	static const char *const harmless[] = { "dialout", "lp", "scanner",
		"cdrom", "audio", "plugdev", "bluetooth", "uucp" };

	(void)state;
	for (size_t i = 0; i < sizeof(power) / sizeof(power[0]); i++) {
		assert_true(local_word_is_powerful(NULL, power[i]));
		assert_true(local_name_is_reserved(power[i]));
	}
	assert_true(local_word_is_powerful(NULL, "Debian-exim"));
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		assert_false(local_word_is_powerful(NULL, harmless[i]));
		assert_true(local_name_is_reserved(harmless[i]));
	}
	assert_false(local_word_is_powerful(NULL, "tools"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(users_and_groups_are_known_by_name_and_number),
		TEST(invalid_lines_are_skipped),
		TEST(a_changed_file_is_read_again),
		TEST(a_missing_file_is_empty_and_an_unreadable_one_is_an_error),
		TEST(names_of_every_system_are_reserved),
		TEST(
		    powerful_groups_are_known_by_name_number_and_configuration),
		TEST(R16_another_name_of_a_powerful_number_is_powerful),
		TEST(R16_number_outside_the_local_range_is_not_granted),
		TEST(R16_one_list_has_powerful_groups_and_reserved_names),
	};

	return cmocka_run_group_tests_name("local", tests, NULL, NULL);
}
