/*
 * The module inside other processes: points 1.5 of the contract. The names of
 * the tests have the numbers.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/nss_case.h"
#include "tests/support/snapshot_sample.h"

/* Runs CHECK in a child; true if it returns true and does not crash. */
static bool
child_says(bool (*check)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)alarm(20);
		_exit(check() ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static unsigned
open_descriptors(void)
{
	unsigned count = 0;
	DIR *folder = opendir("/proc/self/fd");

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count;
}

/* --- 1.5 -------------------------------------------------------------------------- */

static void
c_1_5_22_module_has_its_soname_and_binds_at_once(void **state)
{
	void *again;

	(void)state;
	/* Opened with RTLD_NOW; glibc opens it by its soname only. */
	again = dlopen("libnss_fieldusers.so.2", RTLD_NOW | RTLD_NOLOAD);
	assert_ptr_equal(again, nss.handle);
	assert_int_equal(dlclose(again), 0);
}

static bool
in_empty_root(void)
{
	char buffer[512];
	struct passwd pw;
	int e = 0;

	return mkdir("/etc/empty", 0755) == 0 && chroot("/etc/empty") == 0 &&
	    chdir("/") == 0 &&
	    nss.getpwnam_r("jane", &pw, buffer, sizeof(buffer), &e) ==
	    NSS_STATUS_NOTFOUND &&
	    e == ENOENT;
}

static void
c_1_5_23_in_a_chroot_without_a_file_no_name_is_found(void **state)
{
	(void)state;
	assert_true(child_says(in_empty_root));
}

static atomic_bool stop;

static void *
look_up_until_stopped(void *wrong)
{
	while (!atomic_load(&stop))
		if (!jane_is_right())
			atomic_fetch_add((_Atomic unsigned *)wrong, 1);
	return NULL;
}

/* 4 threads look up names while this one publishes and forks; the children,
 * which have none of the threads, look up names as well. */
static void
c_1_5_24_threads_forks_and_publishing_at_once(void **state)
{
	_Atomic unsigned wrong = 0;
	pthread_t threads[4];
	unsigned bad_children = 0;

	(void)state;
	atomic_store(&stop, false);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
				     look_up_until_stopped, &wrong),
		    0);
	for (int i = 0; i < 60; i++) {
		struct sample sample = { .generation = ++nss_case_generation };

		assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
		bad_children += !child_says(jane_is_right);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(atomic_load(&wrong), 0);
	assert_int_equal(bad_children, 0);
	/* No more mappings than slots, and none of files that were replaced
	 * permanently. */
	assert_in_range(count_lines("/proc/self/maps", "fieldusers.db"), 1, 4);
	nss_case_end(NULL);
	assert_int_equal(count_lines("/proc/self/maps", "fieldusers.db"), 0);
}

static _Atomic unsigned entries_seen, entries_torn;

static void *
take_entries(void *unused)
{
	char buffer[1024], expected[64];
	struct passwd pw;
	int e;

	(void)unused;
	while (nss.getpwent_r(&pw, buffer, sizeof(buffer), &e) ==
	    NSS_STATUS_SUCCESS) {
		atomic_fetch_add(&entries_seen, 1);
		(void)snprintf(
		    expected, sizeof(expected), "/home/%s", pw.pw_name);
		if (strcmp(pw.pw_dir, expected) != 0)
			atomic_fetch_add(&entries_torn, 1);
	}
	return NULL;
}

static void
c_1_3_15_threads_share_the_list_and_each_entry_comes_once(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation,
		.extra = 5000 };
	pthread_t threads[4];

	(void)state;
	assert_true(sample_publish(FIELDAUTH_SNAPSHOT, &sample));
	nss.setpwent(0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, take_entries, NULL), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(atomic_load(&entries_seen), 5004);
	assert_int_equal(atomic_load(&entries_torn), 0);
}

static void
c_1_5_25_no_descriptor_is_kept(void **state)
{
	unsigned before = open_descriptors();

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_true(jane_is_right());
		assert_int_equal(open_descriptors(), before);
	}
}

static bool
with_everything_closed(void)
{
	struct rlimit none = { 0 };

	/* mapped before: works without a free descriptor */
	if (!jane_is_right())
		return false;
	closefrom(0);
	return setrlimit(RLIMIT_NOFILE, &none) == 0 && jane_is_right();
}

static bool
with_0_to_2_closed(void)
{
	struct stat st;

	(void)close(0);
	(void)close(1);
	(void)close(2);
	return jane_is_right() && jane_is_right() && fstat(0, &st) < 0 &&
	    fstat(2, &st) < 0;
}

static bool
with_many_descriptors(void)
{
	struct rlimit many = { 4096, 4096 };
	int fd = 0;

	if (setrlimit(RLIMIT_NOFILE, &many) < 0)
		return false;
	while (fd >= 0 && fd < 2000)
		fd = open("/dev/null", O_RDONLY);
	return fd >= 2000 && jane_is_right() && jane_is_right();
}

static void
c_1_5_25_descriptors_of_the_host_do_not_matter(void **state)
{
	(void)state;
	assert_true(child_says(with_everything_closed));
	assert_true(child_says(with_0_to_2_closed));
	assert_true(child_says(with_many_descriptors));
	assert_true(jane_is_right());
	assert_true(child_says(with_everything_closed));
}

static volatile sig_atomic_t alarms, wrong_in_handler;

static void
look_up_in_handler(int signal_number)
{
	(void)signal_number;
	alarms++;
	if (!jane_is_right())
		wrong_in_handler++;
}

static void
c_1_5_25_signals_at_a_kilohertz_that_look_up_themselves(void **state)
{
	struct sigaction action = { .sa_handler = look_up_in_handler }, old;
	struct itimerval tick = { { 0, 1000 }, { 0, 1000 } }, off = { 0 };
	unsigned wrong = 0;

	(void)state;
	alarms = 0;
	assert_int_equal(sigaction(SIGALRM, &action, &old), 0);
	while (alarms < 100) {
		nss_module_close(&nss); /* so that files are opened as well */
		assert_int_equal(
		    nss_module_open(&nss, sample_module_path(), "fieldusers"),
		    0);
		(void)setitimer(ITIMER_REAL, &tick, NULL);
		for (int i = 0; i < 20000; i++)
			wrong += !jane_is_right();
		(void)setitimer(ITIMER_REAL, &off, NULL);
	}
	assert_int_equal(sigaction(SIGALRM, &old, NULL), 0);
	assert_int_equal(wrong, 0);
	assert_int_equal(wrong_in_handler, 0);
}

static void *
be_cancelled(void *unused)
{
	(void)unused;
	for (;;) {
		(void)jane_is_right();
		pthread_testcancel();
	}
	return NULL;
}

/* As tst-cancel-getpwuid_r of glibc: a thread that is cancelled during a lookup
 * must leave nothing behind. Each opens a marked file again. */
static void
c_1_5_25_cancelled_threads_leave_nothing(void **state)
{
	struct sample sample = { .generation = ++nss_case_generation };
	unsigned before = open_descriptors();
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);
	pthread_t thread;
	void *result;

	(void)state;
	bytes[504] = 1;
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(
		    pthread_create(&thread, NULL, be_cancelled, NULL), 0);
		assert_int_equal(pthread_cancel(thread), 0);
		assert_int_equal(pthread_join(thread, &result), 0);
		assert_ptr_equal(result, PTHREAD_CANCELED);
	}
	assert_int_equal(open_descriptors(), before);
	assert_true(jane_is_right());
	free(bytes);
}

static void *
look_up_once(void *unused)
{
	(void)unused;
	return jane_is_right() && jane_is_right() ? (void *)1 : NULL;
}

static void
c_1_5_25_stack_of_32_kilobytes_is_enough(void **state)
{
	pthread_attr_t attr;
	pthread_t thread;
	void *result = NULL;

	(void)state;
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstacksize(&attr, 32768), 0);
	assert_int_equal(pthread_create(&thread, &attr, look_up_once, NULL), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, (void *)1);
	assert_int_equal(pthread_attr_destroy(&attr), 0);
}

static bool
as_nobody_in_a_strange_place(void)
{
	return chdir("/proc") == 0 && setenv("LC_ALL", "tr_TR.UTF-8", 1) == 0 &&
	    setgid(65534) == 0 && setuid(65534) == 0 && jane_is_right() &&
	    jane_is_right();
}

static void
c_1_5_26_the_caller_and_its_folder_do_not_matter(void **state)
{
	(void)state;
	assert_true(child_says(as_nobody_in_a_strange_place));
}

static void
c_1_5_27_signals_umask_and_folder_stay(void **state)
{
	char before[4096], after[4096];
	sigset_t mask_before, mask_after;
	mode_t mask = umask(0123);

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &mask_before), 0);
	assert_true(jane_is_right());
	assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &mask_after), 0);
	for (int i = 1; i < SIGRTMAX; i++)
		assert_int_equal(
		    sigismember(&mask_before, i), sigismember(&mask_after, i));
	assert_non_null(getcwd(after, sizeof(after)));
	assert_string_equal(before, after);
	assert_int_equal(umask(mask), 0123);
}

static void
c_1_5_28_unloading_frees_everything(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_true(jane_is_right());
		assert_true(jane_is_right());
		assert_int_equal(
		    count_lines("/proc/self/maps", "fieldusers.db"), 1);
		nss_module_close(&nss);
		assert_int_equal(
		    count_lines("/proc/self/maps", "fieldusers"), 0);
		assert_int_equal(
		    nss_module_open(&nss, sample_module_path(), "fieldusers"),
		    0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, nss_case_start, nss_case_end)
		TEST(c_1_3_15_threads_share_the_list_and_each_entry_comes_once),
		TEST(c_1_5_22_module_has_its_soname_and_binds_at_once),
		TEST(c_1_5_23_in_a_chroot_without_a_file_no_name_is_found),
		TEST(c_1_5_24_threads_forks_and_publishing_at_once),
		TEST(c_1_5_25_no_descriptor_is_kept),
		TEST(c_1_5_25_descriptors_of_the_host_do_not_matter),
		TEST(c_1_5_25_signals_at_a_kilohertz_that_look_up_themselves),
		TEST(c_1_5_25_cancelled_threads_leave_nothing),
		TEST(c_1_5_25_stack_of_32_kilobytes_is_enough),
		TEST(c_1_5_26_the_caller_and_its_folder_do_not_matter),
		TEST(c_1_5_27_signals_umask_and_folder_stay),
		TEST(c_1_5_28_unloading_frees_everything),
	};

	sample_enter_private_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
