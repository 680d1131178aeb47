/* base/file, paths, id, secret: complete operations on files, ids, wiped
 * memory. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/id.h"
#include "base/secret.h"
#include "base/str.h"
#include "conf/paths.h"

static char folder[64];

static int
set_up(void **state)
{
	(void)state;
	(void)strcpy(folder, "/tmp/base.XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : secret_library_init();
}

static int
tear_down(void **state)
{
	char command[96];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static const char *
in_folder(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];

	(void)snprintf(path, 128, "%s/%s", folder, name);
	return path;
}

static int
entries(void)
{
	char command[128];
	FILE *pipe_stream;
	int count = -1;

	(void)snprintf(command, sizeof(command), "ls -A '%s' | wc -l", folder);
	pipe_stream = popen(command, "r");
	assert_non_null(pipe_stream);
	assert_int_equal(fscanf(pipe_stream, "%d", &count), 1);
	(void)pclose(pipe_stream);
	return count;
}

/* --- files ---------------------------------------------------------------------- */

static void
a_replaced_file_is_whole_and_has_its_mode(void **state)
{
	const char *path = in_folder("a");
	char *bytes = NULL;
	struct stat st;
	size_t len;

	(void)state;
	(void)umask(077);
	assert_int_equal(file_replace(path, "first", 5, 0644), FIELD_OK);
	assert_int_equal(file_replace(path, "second\0!", 8, 0644), FIELD_OK);
	(void)umask(022);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(file_read(path, 100, &bytes, &len), FIELD_OK);
	assert_int_equal(len, 8);
	assert_memory_equal(bytes, "second\0!", 9); /* and a NUL after them */
	free(bytes);
	assert_int_equal(entries(), 1); /* no temporary file remains */
}

static void
replacing_replaces_a_link_not_its_target(void **state)
{
	const char *target = in_folder("target"), *link = in_folder("link");
	char *bytes = NULL;
	size_t len;

	(void)state;
	assert_int_equal(file_replace(target, "t", 1, 0600), FIELD_OK);
	assert_int_equal(symlink(target, link), 0);
	assert_int_equal(file_replace(link, "new", 3, 0600), FIELD_OK);
	assert_int_equal(file_read(target, 10, &bytes, &len), FIELD_OK);
	assert_string_equal(bytes, "t");
	free(bytes);
}

static void
only_regular_files_of_the_right_length_are_read(void **state)
{
	const char *path = in_folder("a");
	char *bytes = NULL;
	size_t len;

	(void)state;
	assert_int_equal(file_read(path, 10, &bytes, &len), FIELD_ENOTFOUND);
	assert_int_equal(file_read(folder, 10, &bytes, &len), FIELD_EINVAL);
	assert_int_equal(file_replace(path, "1234", 4, 0600), FIELD_OK);
	assert_int_equal(file_read(path, 3, &bytes, &len), FIELD_EINVAL);
	assert_int_equal(file_read(path, 4, &bytes, &len), FIELD_OK);
	free(bytes);
	bytes = NULL;
	assert_int_equal(symlink(path, in_folder("link")), 0);
	assert_int_not_equal(
	    file_read(in_folder("link"), 10, &bytes, &len), FIELD_OK);
	/* a pipe without a writer must not be waited for */
	assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
	assert_int_equal(
	    file_read(in_folder("pipe"), 10, &bytes, &len), FIELD_EINVAL);
	assert_null(bytes);
}

static void
folders_are_made_with_their_mode_once(void **state)
{
	struct stat st;

	(void)state;
	(void)umask(077);
	assert_int_equal(file_make_folder(in_folder("x/y/z"), 0710), FIELD_OK);
	(void)umask(022);
	assert_int_equal(stat(in_folder("x/y/z"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0710);
	/* others must be able to traverse folders to what they may read */
	assert_int_equal(stat(in_folder("x/y"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(stat(in_folder("x"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(file_make_folder(in_folder("x/y/z"), 0755), FIELD_OK);
	assert_int_equal(stat(in_folder("x/y/z"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0710); /* unchanged */
}

static void
reading_goes_on_after_short_reads_and_ends_at_the_end(void **state)
{
	char buf[16];
	size_t len = 0;
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 5; i++) {
			(void)!write(fds[1], "ab", 2);
			(void)usleep(1000);
		}
		_exit(0);
	}
	(void)close(fds[1]);
	assert_int_equal(
	    file_read_full(fds[0], buf, sizeof(buf), &len), FIELD_OK);
	assert_int_equal(len, 10);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)close(fds[0]);
	assert_int_equal(file_read_full(-1, buf, 1, &len), FIELD_EIO);
}

static void
a_full_disk_is_told_from_a_broken_one(void **state)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(file_write_full(fd, "x", 1), FIELD_EFULL);
	(void)close(fd);
	assert_int_equal(file_write_full(-1, "x", 1), FIELD_EIO);
	assert_true(file_is_full(folder, UINT64_MAX));
	assert_false(file_is_full(folder, 0));
}

static void
what_cannot_be_told_is_not_absent(void **state)
{
	(void)state;
	assert_int_equal(file_exists(folder), FIELD_OK);
	assert_int_equal(file_exists(in_folder("none")), FIELD_ENOTFOUND);
	assert_int_equal(symlink("round", in_folder("round")), 0);
	assert_int_equal(file_exists(in_folder("round")), FIELD_EIO);
	assert_int_equal(file_exists(in_folder("round/x")), FIELD_EIO);
}

static void
a_lock_is_had_by_one_and_ends_with_its_holder(void **state)
{
	const char *path = in_folder("lock");
	int fd = -1, second = -1, status;
	pid_t pid;

	(void)state;
	assert_int_equal(file_lock(path, 0, &fd), FIELD_OK);
	assert_int_equal(file_lock(path, 20, &second), FIELD_EBUSY);
	assert_int_equal(second, -1);
	(void)close(fd);
	pid = fork();
	if (pid == 0)
		_exit(file_lock(path, 0, &fd) == FIELD_OK ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(file_lock(path, 0, &fd), FIELD_OK);
	(void)close(fd);
}

/* --- paths and ids ------------------------------------------------------------------ */

static void
paths_lie_below_the_root_given(void **state)
{
	char deep[PATHS_MAX + 1];
	struct paths paths, real;

	(void)state;
	assert_int_equal(paths_init(&paths, "/somewhere"), FIELD_OK);
	assert_int_equal(paths_init(&real, NULL), FIELD_OK);
	assert_string_equal(paths.db_file + strlen("/somewhere"), real.db_file);
	assert_memory_equal(paths.conf_file, "/somewhere/", 11);
	assert_non_null(strstr(real.db_file, real.private_dir));
	assert_int_equal(paths_init(&paths, "relative"), FIELD_EINVAL);
	memset(deep, 'x', sizeof(deep) - 1);
	deep[0] = '/';
	deep[PATHS_MAX] = '\0';
	assert_int_equal(paths_init(&paths, deep), FIELD_EINVAL);
}

static void
ids_are_random_uuids(void **state)
{
	static const char *const bad[] = { "",
		"00000000-0000-4000-8000-00000000000",
		"00000000-0000-4000-8000-0000000000000",
		"00000000-0000-4000-8000-00000000000G",
		"00000000-0000-4000-8000-00000000000A",
		"00000000+0000-4000-8000-000000000000" };
	char a[ID_SIZE], b[ID_SIZE];

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_true(id_is_valid(id_make(a)));
		assert_true(id_is_valid(id_make(b)));
		assert_string_not_equal(a, b);
		assert_int_equal(a[14], '4');
		assert_non_null(strchr("89ab", a[19]));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(id_is_valid(bad[i]));
}

/* --- secrets ----------------------------------------------------------------------------- */

static int
read_line_of(const char *bytes, size_t len, size_t max_len,
    struct secret *secret, char *ret_rest)
{
	int fds[2], rc;
	ssize_t got;

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], bytes, len), len);
	(void)close(fds[1]);
	rc = secret_read_line(secret, fds[0], max_len);
	got = read(fds[0], ret_rest, 16);
	ret_rest[got < 0 ? 0 : got] = '\0';
	(void)close(fds[0]);
	return rc;
}

static void
a_secret_line_is_read_and_nothing_after_it(void **state)
{
	struct secret secret = SECRET_INIT;
	char rest[32];

	(void)state;
	assert_int_equal(
	    read_line_of("pass word\nnext", 14, 64, &secret, rest), FIELD_OK);
	assert_string_equal(secret.bytes, "pass word");
	assert_int_equal(secret.len, 9);
	assert_string_equal(rest, "next");
	secret_release(&secret);
	assert_null(secret.bytes);
	secret_release(&secret); /* releasing twice is allowed */
	assert_int_equal(
	    read_line_of("no newline", 10, 64, &secret, rest), FIELD_OK);
	assert_string_equal(secret.bytes, "no newline");
	secret_release(&secret);
	assert_int_equal(
	    read_line_of("dos\r\n", 5, 64, &secret, rest), FIELD_OK);
	assert_string_equal(secret.bytes, "dos");
	secret_release(&secret);
}

static void
empty_long_and_broken_secrets_are_refused(void **state)
{
	struct secret secret = SECRET_INIT;
	char rest[32];

	(void)state;
	assert_int_equal(
	    read_line_of("", 0, 64, &secret, rest), FIELD_ENOTFOUND);
	assert_int_equal(
	    read_line_of("\n", 1, 64, &secret, rest), FIELD_EINVAL);
	assert_int_equal(
	    read_line_of("12345\n", 6, 4, &secret, rest), FIELD_EINVAL);
	assert_int_equal(read_line_of("1234\n", 5, 4, &secret, rest), FIELD_OK);
	secret_release(&secret);
	assert_int_equal(
	    read_line_of("a\0b\n", 4, 64, &secret, rest), FIELD_EINVAL);
	assert_null(secret.bytes);
	assert_int_equal(secret_read_all(&secret, -1, 64), FIELD_EIO);
	assert_null(secret.bytes);
}

static void
secrets_are_equal_by_every_byte(void **state)
{
	struct secret a, b, c, none = SECRET_INIT, empty;

	(void)state;
	assert_int_equal(secret_init(&a, "same\0x", 6), FIELD_OK);
	assert_int_equal(secret_init(&b, "same\0x", 6), FIELD_OK);
	assert_int_equal(secret_init(&c, "same\0y", 6), FIELD_OK);
	assert_int_equal(secret_init(&empty, "", 0), FIELD_OK);
	assert_true(secret_equals(&a, &b));
	assert_false(secret_equals(&a, &c));
	assert_false(secret_equals(&a, &none));
	assert_true(secret_equals(&none, &empty));
	secret_release(&a);
	secret_release(&b);
	secret_release(&c);
	secret_release(&empty);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_replaced_file_is_whole_and_has_its_mode),
		CLAIM(replacing_replaces_a_link_not_its_target),
		CLAIM(only_regular_files_of_the_right_length_are_read),
		CLAIM(folders_are_made_with_their_mode_once),
		CLAIM(reading_goes_on_after_short_reads_and_ends_at_the_end),
		CLAIM(a_full_disk_is_told_from_a_broken_one),
		CLAIM(what_cannot_be_told_is_not_absent),
		CLAIM(a_lock_is_had_by_one_and_ends_with_its_holder),
		CLAIM(paths_lie_below_the_root_given),
		CLAIM(ids_are_random_uuids),
		CLAIM(a_secret_line_is_read_and_nothing_after_it),
		CLAIM(empty_long_and_broken_secrets_are_refused),
		CLAIM(secrets_are_equal_by_every_byte),
	};

	return cmocka_run_group_tests_name("base_file", tests, NULL, NULL);
}
