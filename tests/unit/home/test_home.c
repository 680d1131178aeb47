/* Transferring a home folder: nothing outside of it, and no files of other
 * owners (Q2). */
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
#include "store/home/home.h"

#define OLD   4242
#define NEW   70001
#define OTHER 4343

static char root[64];

static int
open_folder(void **state)
{
	(void)state;
	(void)strcpy(root, "/tmp/home.XXXXXX");
	assert_non_null(mkdtemp(root));
	assert_int_equal(chdir(root), 0);
	assert_int_equal(mkdir("home", 0755), 0);
	assert_int_equal(chown("home", OLD, OLD), 0);
	return 0;
}

static int
close_folder(void **state)
{
	char command[100];

	(void)state;
	assert_int_equal(chdir("/"), 0);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static void
make_file(const char *path, uid_t owner)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	assert_true(fd >= 0);
	assert_int_equal(fchown(fd, owner, owner), 0);
	(void)close(fd);
}

static void
make_folder(const char *path, uid_t owner)
{
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(chown(path, owner, owner), 0);
}

static uid_t
owner_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_uid;
}

static enum home_state
look(const char *path)
{
	enum home_state state = HOME_MISSING;
	uint32_t owner;

	assert_int_equal(home_look(path, NEW, &state, &owner), FIELD_OK);
	return state;
}

static void
Q2_home_owned_by_the_person_or_root_is_accepted(void **state)
{
	(void)state;
	assert_int_equal(look("home"), HOME_FOREIGN);
	assert_int_equal(look("nowhere"), HOME_MISSING);
	make_folder("roots", 0);
	assert_int_equal(look("roots"), HOME_FINE);
	make_folder("own", NEW);
	assert_int_equal(look("own"), HOME_FINE);
	make_file("file", NEW);
	assert_int_equal(look("file"), HOME_NO_FOLDER);
	assert_int_equal(look("file/home"), HOME_MISSING);
	assert_int_equal(symlink("own", "link"), 0);
	assert_int_equal(look("link"), HOME_FINE);
	assert_int_equal(lchown("link", OTHER, OTHER), 0);
	assert_int_equal(look("link"), HOME_NO_FOLDER);
	assert_int_equal(symlink("home", "link-to-foreign"), 0);
	assert_int_equal(look("link-to-foreign"), HOME_FOREIGN);
}

/* A sticky one as well; and groups of the person, of root, and others. */
static void
Q2_a_world_writable_folder_is_refused(void **state)
{
	(void)state;
	make_folder("opens", NEW);
	assert_int_equal(chmod("opens", 0777), 0);
	assert_int_equal(look("opens"), HOME_OPEN);
	assert_int_equal(chown("opens", 0, 0), 0);
	assert_int_equal(chmod("opens", 01777), 0);
	assert_int_equal(look("opens"), HOME_OPEN);
	assert_int_equal(chown("opens", OTHER, OTHER), 0);
	assert_int_equal(look("opens"), HOME_FOREIGN);
	make_folder("grouped", NEW);
	assert_int_equal(chmod("grouped", 0775), 0);
	assert_int_equal(look("grouped"), HOME_FINE);
	assert_int_equal(chown("grouped", NEW, OTHER), 0);
	assert_int_equal(look("grouped"), HOME_GROUP_OPEN);
	assert_true(home_is_refused(HOME_OPEN));
	assert_false(home_is_refused(HOME_GROUP_OPEN));
}

/* Otherwise one folder would be checked and another used.  The place of a link
 * counts, and that of its target; in a sticky folder only owners can exchange
 * entries. */
static void
Q2_a_folder_that_any_user_can_replace_is_refused(void **state)
{
	(void)state;
	make_folder("pool", 0);
	make_folder("pool/person", NEW);
	assert_int_equal(symlink("pool/person", "way-in"), 0);
	assert_int_equal(look("pool/person"), HOME_FINE);
	assert_int_equal(chmod("pool", 0777), 0);
	assert_int_equal(look("pool/person"), HOME_LIES_OPEN);
	assert_int_equal(look("way-in"), HOME_LIES_OPEN);
	assert_int_equal(look("pool/missing"), HOME_LIES_OPEN);
	assert_true(home_is_refused(HOME_LIES_OPEN));
	assert_int_equal(chmod("pool", 01777), 0);
	assert_int_equal(look("pool/person"), HOME_FINE);
	assert_int_equal(look("pool/missing"), HOME_MISSING);
	make_folder("private", 0);
	make_folder("private/person", NEW);
	assert_int_equal(symlink("../private/person", "pool/link"), 0);
	assert_int_equal(look("pool/link"), HOME_FINE);
	assert_int_equal(chmod("pool", 0777), 0);
	assert_int_equal(look("pool/link"), HOME_LIES_OPEN);
}

static void
Q2_only_the_old_owners_files_within_change(void **state)
{
	struct home_taken taken;

	(void)state;
	make_file("outside", OLD);
	make_folder("home/sub", OLD);
	make_file("home/sub/file", OLD);
	make_file("home/others", OTHER);
	make_folder("home/others-folder", OTHER);
	make_file("home/others-folder/file", OLD);
	make_file("home/twice", OLD);
	assert_int_equal(link("home/twice", "second"), 0);
	assert_int_equal(symlink("../outside", "home/link"), 0);
	assert_int_equal(lchown("home/link", OLD, OLD), 0);
	assert_int_equal(symlink("..", "home/up"), 0);
	assert_int_equal(lchown("home/up", OLD, OLD), 0);

	assert_int_equal(home_take("home", OLD, NEW, &taken), FIELD_OK);
	assert_int_equal(owner_of("home"), NEW);
	assert_int_equal(owner_of("home/sub"), NEW);
	assert_int_equal(owner_of("home/sub/file"), NEW);
	assert_int_equal(owner_of("home/link"), NEW);
	assert_int_equal(owner_of("outside"), OLD);
	assert_int_equal(owner_of("second"), OLD);
	assert_int_equal(owner_of("home/others"), OTHER);
	assert_int_equal(owner_of("home/others-folder/file"), OLD);
	assert_int_equal(owner_of("."), 0);
	assert_int_equal(taken.taken, 5);
	assert_int_equal(taken.left, 3);
}

static void
Q2_a_setuid_program_does_not_become_the_persons(void **state)
{
	struct home_taken taken;
	struct stat st;

	(void)state;
	make_file("home/setuid", OLD);
	assert_int_equal(chmod("home/setuid", 06755), 0);
	assert_int_equal(home_take("home", OLD, NEW, &taken), FIELD_OK);
	assert_int_equal(stat("home/setuid", &st), 0);
	assert_int_equal(st.st_mode & 06000, 0);
}

static void
Q2_only_a_folder_of_the_old_owner_is_taken(void **state)
{
	struct home_taken taken;

	(void)state;
	assert_int_equal(home_take("home", OTHER, NEW, &taken), FIELD_EINVAL);
	assert_int_equal(symlink("home", "link"), 0);
	assert_int_equal(home_take("link", OLD, NEW, &taken), FIELD_EINVAL);
	make_folder("roots", 0);
	assert_int_equal(home_take("roots", 0, NEW, &taken), FIELD_EINVAL);
	assert_int_equal(owner_of("home"), OLD);
	assert_int_equal(owner_of("roots"), 0);
}

/* A tree that would exhaust the descriptors stops it; the top is unchanged. */
static void
Q2_a_tree_that_is_too_deep_leaves_the_folder_refused(void **state)
{
	struct home_taken taken;

	(void)state;
	assert_int_equal(chdir("home"), 0);
	for (int i = 0; i < 300; i++) {
		make_folder("d", OLD);
		assert_int_equal(chdir("d"), 0);
	}
	assert_int_equal(chdir(root), 0);
	assert_int_equal(home_take("home", OLD, NEW, &taken), FIELD_EINVAL);
	assert_int_equal(owner_of("home"), OLD);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_folder, close_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(Q2_home_owned_by_the_person_or_root_is_accepted),
		TEST(Q2_a_world_writable_folder_is_refused),
		TEST(Q2_a_folder_that_any_user_can_replace_is_refused),
		TEST(Q2_only_the_old_owners_files_within_change),
		TEST(Q2_a_setuid_program_does_not_become_the_persons),
		TEST(Q2_only_a_folder_of_the_old_owner_is_taken),
		TEST(Q2_a_tree_that_is_too_deep_leaves_the_folder_refused),
	};

	return cmocka_run_group_tests_name("home", tests, NULL, NULL);
}
