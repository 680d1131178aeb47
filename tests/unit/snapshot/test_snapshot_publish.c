/* Publishing a snapshot, and the state after a crash (Q5). */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "snapshot/format.h"
#include "snapshot/reader.h"
#include "snapshot/writer.h"
#include "tests/support/snapshot_sample.h"

static char folder[64], path[96];

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/snapshot-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/fieldusers.db", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	(void)state;
	if (d == NULL)
		return -1;
	for (e = readdir(d); e != NULL; e = readdir(d))
		(void)unlinkat(dirfd(d), e->d_name, 0);
	(void)closedir(d);
	return rmdir(folder);
}

/* The published generation; 0 if none can be read. */
static uint64_t
generation_out(void)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { path };
	struct snapshot_view view;
	struct snapshot_info info;

	if (snapshot_enter(&cache, &source, &view) != SNAPSHOT_OK)
		return 0;
	snapshot_get_info(&view, &info);
	assert_int_equal(snapshot_check(&view), SNAPSHOT_OK);
	snapshot_leave(&view);
	return info.generation;
}

static void
newer_generation_replaces_and_older_does_not(void **state)
{
	struct sample sample = { .generation = 5 };
	struct stat st;

	(void)state;
	assert_true(sample_publish(path, &sample));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	sample.generation = 4;
	assert_false(sample_publish(path, &sample));
	assert_int_equal(generation_out(), 5);
	sample.generation = 5;
	assert_false(sample_publish(path, &sample));
	sample.generation = 6;
	assert_true(sample_publish(path, &sample));
	assert_int_equal(generation_out(), 6);
}

static void
another_database_always_publishes(void **state)
{
	struct sample sample = { .generation = 50 };
	struct sample restored = { .generation = 1, .database_id = "db-2" };

	(void)state;
	assert_true(sample_publish(path, &sample));
	assert_true(sample_publish(path, &restored));
	assert_int_equal(generation_out(), 1);
}

static void
equal_generation_is_published_by_force_alone(void **state)
{
	struct sample sample = { .generation = 5 };
	bool published = false;
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	assert_true(sample_publish(path, &sample));
	assert_int_equal(
	    snapshot_publish(path, bytes, len, true, &published), FIELD_OK);
	assert_true(published);
	free(bytes);
}

static void
damaged_file_is_replaced_whatever_its_generation(void **state)
{
	struct sample newer = { .generation = 9 }, older = { .generation = 5 };
	size_t len;
	uint8_t *bytes = sample_make(&newer, &len);

	(void)state;
	bytes[len - 20] ^= 1;
	sample_write(path, bytes, len);
	assert_true(sample_publish(path, &older));
	assert_int_equal(generation_out(), 5);
	free(bytes);
}

static void
an_invalid_snapshot_is_not_published(void **state)
{
	struct sample sample = { .generation = 5 };
	bool published = false;
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	assert_true(sample_publish(path, &sample));
	bytes[HEADER_GENERATION] = 9;
	assert_int_equal(
	    snapshot_publish(path, bytes, len, true, &published), FIELD_EINVAL);
	bytes[HEADER_GENERATION] = 5;
	bytes[len - 20] ^= 1; /* detected only when all of it is read */
	assert_int_equal(
	    snapshot_publish(path, bytes, len, true, &published), FIELD_EIO);
	assert_false(published);
	assert_int_equal(generation_out(), 5);
	free(bytes);
}

static void
old_file_is_marked_and_never_written_otherwise(void **state)
{
	struct sample sample = { .generation = 1 };
	uint8_t now[8192];
	size_t len;
	uint8_t *before = sample_make(&sample, &len);
	int fd;

	(void)state;
	assert_true(sample_publish(path, &sample));
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	sample.generation = 2;
	assert_true(sample_publish(path, &sample));
	assert_int_equal(pread(fd, now, sizeof(now), 0), len);
	assert_int_equal(now[HEADER_SUPERSEDED], 1);
	now[HEADER_SUPERSEDED] = 0;
	assert_memory_equal(now, before, len);
	(void)close(fd);
	free(before);
}

static void *
publish_many(void *first)
{
	struct sample sample = { .generation = *(uint64_t *)first };

	for (int i = 0; i < 50; i++, sample.generation += 2)
		(void)sample_publish(path, &sample);
	return NULL;
}

/* Two publishers race; a reader never sees the generation decrease. */
static void
generations_never_go_back_under_parallel_publishers(void **state)
{
	uint64_t odd = 1, even = 2, seen = 0;
	struct sample zero = { .generation = 0 };
	pthread_t a, b;

	(void)state;
	assert_true(sample_publish(path, &zero));
	assert_int_equal(pthread_create(&a, NULL, publish_many, &odd), 0);
	assert_int_equal(pthread_create(&b, NULL, publish_many, &even), 0);
	for (int i = 0; i < 2000; i++) {
		uint64_t now = generation_out();

		assert_true(now >= seen);
		seen = now;
	}
	assert_int_equal(pthread_join(a, NULL), 0);
	assert_int_equal(pthread_join(b, NULL), 0);
	assert_int_equal(generation_out(), 100);
}

/* Let the child run STEPS system calls of its publishing, then kill it.  True
 * if it was still running. */
static bool
publish_killed_after(unsigned steps, const struct sample *sample)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		(void)raise(SIGSTOP);
		(void)sample_publish(path, sample);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	for (unsigned i = 0; i < steps; i++) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) < 0 ||
		    waitpid(pid, &status, 0) != pid)
			break;
		if (WIFEXITED(status))
			return false;
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return true;
}

/* 's' fsync, 'r' rename, 'w' a write at an offset: the mark in the old file. */
static char
letter_of(uint64_t number)
{
	switch (number) {
	case SYS_fsync:
		return 's';
#ifdef SYS_rename
	case SYS_rename:
#endif
	case SYS_renameat:
	case SYS_renameat2:
		return 'r';
	case SYS_pwrite64:
		return 'w';
	default:
		return '\0';
	}
}

static void
Q5_bytes_are_durable_before_they_have_the_name(void **state)
{
	struct sample sample = { .generation = 1 };
	struct __ptrace_syscall_info info;
	char order[16] = "";
	int status;
	pid_t pid;

	(void)state;
	assert_true(sample_publish(path, &sample));
	sample.generation = 2;
	pid = fork();
	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		(void)raise(SIGSTOP);
		(void)sample_publish(path, &sample);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD), 0);
	while (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) == 0 &&
	    waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		char letter;

		if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <=
			0 ||
		    info.op != PTRACE_SYSCALL_INFO_ENTRY)
			continue;
		letter = letter_of(info.entry.nr);
		if (letter != '\0' && strlen(order) < sizeof(order) - 1)
			order[strlen(order)] = letter;
	}
	assert_true(WIFEXITED(status));
	assert_string_equal(order, "srws");
}

static unsigned
files_in_folder(void)
{
	DIR *d = opendir(folder);
	unsigned count = 0;
	struct dirent *e;

	assert_non_null(d);
	for (e = readdir(d); e != NULL; e = readdir(d))
		count += e->d_name[0] != '.';
	(void)closedir(d);
	return count;
}

/* Each stop at entry to or exit from a system call is a step. */
static void
Q5_publisher_killed_at_any_step_leaves_the_old_or_the_new(void **state)
{
	struct sample sample = { .generation = 1 };
	unsigned old = 0, new = 0;

	(void)state;
	assert_true(sample_publish(path, &sample));
	for (unsigned steps = 1; steps < 1000; steps++) {
		uint64_t before = generation_out(), out;
		bool killed;

		sample.generation = before + 1;
		killed = publish_killed_after(steps, &sample);
		out = generation_out();
		assert_true(out == before || out == before + 1);
		old += out == before;
		new += out != before;
		/* the file, its lock, and at most one left over */
		assert_in_range(files_in_folder(), 2, 3);
		if (!killed) {
			assert_int_equal(out, before + 1);
			break;
		}
	}
	assert_true(old > 10 && new > 3);
	sample.generation += 10;
	assert_true(sample_publish(path, &sample));
	assert_int_equal(files_in_folder(), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
		TEST(newer_generation_replaces_and_older_does_not),
		TEST(another_database_always_publishes),
		TEST(equal_generation_is_published_by_force_alone),
		TEST(damaged_file_is_replaced_whatever_its_generation),
		TEST(an_invalid_snapshot_is_not_published),
		TEST(old_file_is_marked_and_never_written_otherwise),
		TEST(generations_never_go_back_under_parallel_publishers),
		TEST(Q5_bytes_are_durable_before_they_have_the_name),
		TEST(Q5_publisher_killed_at_any_step_leaves_the_old_or_the_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
