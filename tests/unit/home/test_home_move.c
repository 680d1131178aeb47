/* Moving a home folder: by root, against its owner (U1, Q2). */
#include <fcntl.h>
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

#include "base/err.h"
#include "store/home/home_move.h"

#define JANE  70001
#define OTHER 70002

static char root[64];

static char *
path_of(const char *name)
{
	static char paths[4][128];
	static size_t next;
	char *path = paths[next++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
	return path;
}

static int
open_folder(void **state)
{
	(void)state;
	(void)strcpy(root, "/tmp/home-move.XXXXXX");
	assert_non_null(mkdtemp(root));
	assert_int_equal(mkdir(path_of("old"), 0700), 0);
	assert_int_equal(chown(path_of("old"), JANE, JANE), 0);
	assert_int_equal(mkdir(path_of("old/inside"), 0700), 0);
	return 0;
}

static int
close_folder(void **state)
{
	char command[100];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) == 0 ? 0 : -1;
}

static bool
is_there(const char *name)
{
	struct stat st;

	return lstat(path_of(name), &st) == 0;
}

static int
move(const char *from, const char *to, struct refusal *why)
{
	return home_move(path_of(from), path_of(to), JANE, false, why);
}

static void
assert_refused(const char *from, const char *to)
{
	struct refusal why;

	assert_int_equal(move(from, to, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_HOME_NOT_MOVED);
}

static void
U1_home_folder_moves_as_a_whole(void **state)
{
	struct refusal why;
	struct stat st;

	(void)state;
	assert_int_equal(
	    home_move(path_of("old"), path_of("new"), JANE, true, &why),
	    FIELD_OK);
	assert_true(is_there("old"));
	assert_int_equal(move("old", "new", &why), FIELD_OK);
	assert_false(is_there("old"));
	assert_true(is_there("new/inside"));
	assert_int_equal(stat(path_of("new"), &st), 0);
	assert_int_equal(st.st_uid, JANE);
}

static void
U1_nothing_is_moved_over_what_is_there(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of("new"), 0700), 0);
	assert_refused("old", "new");
	assert_int_equal(symlink("/nowhere", path_of("link")), 0);
	assert_refused("old", "link");
	assert_true(is_there("old/inside"));
}

static void
U1_link_in_place_of_a_home_is_not_followed(void **state)
{
	(void)state;
	assert_int_equal(symlink(path_of("old"), path_of("link")), 0);
	assert_int_equal(lchown(path_of("link"), JANE, JANE), 0);
	assert_refused("link", "new");
	assert_true(is_there("link"));
}

static void
U1_folder_of_another_owner_or_a_file_is_not_moved(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(mkdir(path_of("theirs"), 0700), 0);
	assert_int_equal(chown(path_of("theirs"), OTHER, OTHER), 0);
	assert_refused("theirs", "new");
	fd = open(path_of("file"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(fchown(fd, JANE, JANE), 0);
	(void)close(fd);
	assert_refused("file", "new");
	assert_refused("nothing", "new");
	assert_false(is_there("new"));
}

/* Where others can exchange what lies there, a name means nothing. */
static void
U1_nothing_moves_in_a_folder_that_others_can_change(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of("old/home"), 0700), 0);
	assert_int_equal(chown(path_of("old/home"), JANE, JANE), 0);
	assert_refused("old/home", "new");
	assert_refused("old", "old/new");
	assert_int_equal(chmod(root, 0777 | S_ISVTX), 0);
	assert_refused("old", "new");
	assert_int_equal(chmod(root, 0775), 0);
	assert_refused("old", "new");
	assert_true(is_there("old"));
}

static void
U1_home_folder_stays_on_its_filesystem(void **state)
{
	struct refusal why;
	struct stat st, other;

	(void)state;
	assert_int_equal(stat(root, &st), 0);
	assert_int_equal(stat("/proc", &other), 0);
	assert_int_not_equal(st.st_dev, other.st_dev);
	assert_int_equal(
	    home_move(path_of("old"), "/proc/new", JANE, false, &why),
	    FIELD_EDENIED);
	assert_true(is_there("old"));
}

static void
U1_odd_paths_are_refused(void **state)
{
	static const char *const odd[] = { "relative", "/", "/.", "/..", "",
		"/no/such/folder/x" };
	struct refusal why;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(
		    home_move(odd[i], path_of("new"), JANE, false, &why),
		    FIELD_EDENIED);
		assert_int_equal(
		    home_move(path_of("old"), odd[i], JANE, false, &why),
		    FIELD_EDENIED);
	}
	assert_true(is_there("old"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_folder, close_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(U1_home_folder_moves_as_a_whole),
		TEST(U1_nothing_is_moved_over_what_is_there),
		TEST(U1_link_in_place_of_a_home_is_not_followed),
		TEST(U1_folder_of_another_owner_or_a_file_is_not_moved),
		TEST(U1_nothing_moves_in_a_folder_that_others_can_change),
		TEST(U1_home_folder_stays_on_its_filesystem),
		TEST(U1_odd_paths_are_refused),
	};

	return cmocka_run_group_tests_name("home move", tests, NULL, NULL);
}
