/* Which files are trusted, whatever their owner's number here (Q6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "snapshot/reader.h"
#include "tests/support/snapshot_sample.h"

static char top[32], folder[64], path[96];

static int
set_up(void **state)
{
	struct sample sample = { .generation = 1 };

	(void)state;
	strcpy(top, "/tmp/trust-XXXXXX");
	if (mkdtemp(top) == NULL)
		return -1;
	(void)snprintf(folder, sizeof(folder), "%s/misc", top);
	(void)snprintf(path, sizeof(path), "%s/fieldusers.db", folder);
	if (mkdir(folder, 0755) < 0)
		return -1;
	return sample_publish(path, &sample) ? 0 : -1;
}

static int
tear_down(void **state)
{
	char other[128];

	(void)state;
	(void)unlink(path);
	(void)snprintf(other, sizeof(other), "%s.lock", path);
	(void)unlink(other);
	if (rmdir(folder) < 0)
		(void)unlink(folder);
	(void)snprintf(other, sizeof(other), "%s/real", top);
	(void)rmdir(other);
	return rmdir(top);
}

static enum snapshot_status
look(void)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { path };
	enum snapshot_status status;
	struct snapshot_view view;

	status = snapshot_enter(&cache, &source, &view);
	if (status == SNAPSHOT_OK)
		snapshot_leave(&view);
	return status;
}

/* Root's files as seen in a user namespace: an owner that is not 0. */
static void
owner_is_the_owner_of_the_folder(void **state)
{
	(void)state;
	assert_int_equal(look(), SNAPSHOT_OK);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(folder, 65534, 65534), 0);
	assert_int_equal(look(), SNAPSHOT_DAMAGED);
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(look(), SNAPSHOT_OK);
	assert_int_equal(chown(folder, 0, 0), 0);
	assert_int_equal(look(), SNAPSHOT_DAMAGED);
}

static void
neither_file_nor_folder_may_be_written_by_group_or_others(void **state)
{
	static const mode_t file_modes[] = { 0664, 0646, 0666, 0620, 0602 };
	static const mode_t folder_modes[] = { 0775, 0757, 01777, 0720, 0702,
		02775 };

	(void)state;
	for (size_t i = 0; i < sizeof(file_modes) / sizeof(*file_modes); i++) {
		assert_int_equal(chmod(path, file_modes[i]), 0);
		assert_int_equal(look(), SNAPSHOT_DAMAGED);
	}
	assert_int_equal(chmod(path, 0644), 0);
	for (size_t i = 0; i < sizeof(folder_modes) / sizeof(*folder_modes);
	     i++) {
		assert_int_equal(chmod(folder, folder_modes[i]), 0);
		assert_int_equal(look(), SNAPSHOT_DAMAGED);
	}
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(look(), SNAPSHOT_OK);
}

static void
links_are_not_followed_to_the_file_or_its_folder(void **state)
{
	char real[112], link_to[128];

	(void)state;
	(void)snprintf(real, sizeof(real), "%s.real", path);
	assert_int_equal(rename(path, real), 0);
	assert_int_equal(symlink(real, path), 0);
	assert_int_equal(look(), SNAPSHOT_DAMAGED);
	assert_int_equal(rename(real, path), 0);
	assert_int_equal(look(), SNAPSHOT_OK);
	(void)snprintf(link_to, sizeof(link_to), "%s/real", top);
	assert_int_equal(rename(folder, link_to), 0);
	assert_int_equal(symlink(link_to, folder), 0);
	assert_int_equal(look(), SNAPSHOT_MISSING);
	assert_int_equal(unlink(folder), 0);
	assert_int_equal(rename(link_to, folder), 0);
	assert_int_equal(look(), SNAPSHOT_OK);
}

static void
path_without_a_folder_or_too_long_is_refused(void **state)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	char longest[SNAPSHOT_PATH_SIZE + 64];
	struct snapshot_source source = { "fieldusers.db" };
	struct snapshot_view view;

	(void)state;
	assert_int_not_equal(
	    snapshot_enter(&cache, &source, &view), SNAPSHOT_OK);
	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[sizeof(longest) - 3] = '/';
	longest[sizeof(longest) - 1] = '\0';
	source.path = longest;
	assert_int_equal(
	    snapshot_enter(&cache, &source, &view), SNAPSHOT_UNREADABLE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(owner_is_the_owner_of_the_folder),
		TEST(neither_file_nor_folder_may_be_written_by_group_or_others),
		TEST(links_are_not_followed_to_the_file_or_its_folder),
		TEST(path_without_a_folder_or_too_long_is_refused),
	};

	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
