/*
 * The module against the contract of glibc, point by point: 1.1 status and
 * errno, 1.2 buffer. The names of the tests have the numbers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "snapshot/format.h"
#include "tests/support/nss_case.h"
#include "tests/support/snapshot_sample.h"

/* Every kind of lookup returns STATUS with ERRNUM. */
static void
assert_all_say(enum nss_status status, int errnum)
{
	gid_t *groups = calloc(1, sizeof(*groups));
	long int start = 0, size = 1;
	struct answer a;
	int e = 0;

	assert_int_equal(by_name("jane", &a), status);
	assert_int_equal(a.errnum, errnum);
	assert_int_equal(by_uid(70000, &a), status);
	assert_int_equal(a.errnum, errnum);
	assert_int_equal(group_by_name("role-dispatcher", &a), status);
	assert_int_equal(a.errnum, errnum);
	assert_int_equal(group_by_gid(65600, &a), status);
	assert_int_equal(a.errnum, errnum);
	assert_int_equal(
	    nss.initgroups_dyn("jane", 70000, &start, &size, &groups, 0, &e),
	    status);
	assert_int_equal(e, errnum);
	assert_int_equal(start, 0);
	assert_int_equal(
	    nss.getpwent_r(&a.pw, a.buffer, sizeof(a.buffer), &e), status);
	assert_int_equal(e, errnum);
	assert_int_equal(
	    nss.getgrent_r(&a.gr, a.buffer, sizeof(a.buffer), &e), status);
	assert_int_equal(e, errnum);
	free(groups);
}

/* --- 1.1 ------------------------------------------------------------------------ */

static void
c_1_1_1_found_person_is_whole(void **state)
{
	struct answer a;

	(void)state;
	for (int i = 0; i < 3; i++) { /* first with pread(), then mapped */
		assert_int_equal(by_name("jane", &a), NSS_STATUS_SUCCESS);
		assert_string_equal(a.pw.pw_name, "jane");
		assert_string_equal(a.pw.pw_passwd, "x");
		assert_int_equal(a.pw.pw_uid, 70000);
		assert_int_equal(a.pw.pw_gid, 70000);
		assert_string_equal(a.pw.pw_gecos, "Jane Doe");
		assert_string_equal(a.pw.pw_dir, "/home/jane");
		assert_string_equal(a.pw.pw_shell, "/bin/bash");
		assert_int_equal(by_uid(70001, &a), NSS_STATUS_SUCCESS);
		assert_string_equal(a.pw.pw_name, "omar");
		assert_int_equal(group_by_gid(65600, &a), NSS_STATUS_SUCCESS);
		assert_string_equal(a.gr.gr_name, "role-dispatcher");
		assert_string_equal(a.gr.gr_passwd, "x");
		assert_string_equal(a.gr.gr_mem[0], "jane");
		assert_string_equal(a.gr.gr_mem[1], "omar");
		assert_null(a.gr.gr_mem[2]);
	}
}

static void
U8_address_gives_the_real_name(void **state)
{
	struct answer a;

	(void)state;
	assert_int_equal(by_name("JANE@acme.example", &a), NSS_STATUS_SUCCESS);
	assert_string_equal(a.pw.pw_name, "jane");
	assert_int_equal(by_name("pair@acme.example", &a), NSS_STATUS_NOTFOUND);
}

static void
c_1_1_2_small_buffer_is_tryagain_with_erange(void **state)
{
	struct answer a = { 0 };

	(void)state;
	assert_int_equal(nss.getpwnam_r("jane", &a.pw, a.buffer, 10, &a.errnum),
	    NSS_STATUS_TRYAGAIN);
	assert_int_equal(a.errnum, ERANGE);
	a.errnum = 0;
	assert_int_equal(
	    nss.getgrnam_r("site-depot", &a.gr, a.buffer, 10, &a.errnum),
	    NSS_STATUS_TRYAGAIN);
	assert_int_equal(a.errnum, ERANGE);
}

/* glibc passes &errno itself; tested for each way to return. */
static void
c_1_1_3_errno_itself_may_be_the_place(void **state)
{
	struct answer a;

	(void)state;
	for (int i = 0; i < 3; i++) {
		errno = 0;
		assert_int_equal(nss.getpwnam_r("nobody-here", &a.pw, a.buffer,
				     sizeof(a.buffer), &errno),
		    NSS_STATUS_NOTFOUND);
		assert_int_equal(errno, ENOENT);
		errno = 0;
		assert_int_equal(
		    nss.getpwnam_r("jane", &a.pw, a.buffer, 3, &errno),
		    NSS_STATUS_TRYAGAIN);
		assert_int_equal(errno, ERANGE);
		errno = EXDEV;
		assert_int_equal(nss.getpwnam_r("jane", &a.pw, a.buffer,
				     sizeof(a.buffer), &errno),
		    NSS_STATUS_SUCCESS);
		assert_int_equal(errno, EXDEV);
	}
	assert_int_equal(unlink(FIELDAUTH_SNAPSHOT), 0);
	nss_module_close(&nss);
	assert_int_equal(nss_case_start(NULL), 0);
	assert_int_equal(unlink(FIELDAUTH_SNAPSHOT), 0);
	errno = 0;
	assert_int_equal(
	    nss.getpwuid_r(70000, &a.pw, a.buffer, sizeof(a.buffer), &errno),
	    NSS_STATUS_NOTFOUND);
	assert_int_equal(errno, ENOENT);
}

static void
c_1_1_4_missing_file_is_unavailable_once_set_up(void **state)
{
	FILE *key;

	(void)state;
	assert_int_equal(unlink(FIELDAUTH_SNAPSHOT), 0);
	assert_all_say(NSS_STATUS_NOTFOUND, ENOENT);
	key = fopen(NSS_CASE_KEY_FILE, "w");
	assert_non_null(key);
	assert_int_equal(fclose(key), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, ENOENT);
}

static void
c_1_1_4_damaged_file_is_unavailable(void **state)
{
	struct sample sample = { .generation = nss_case_generation };
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	bytes[HEADER_SALT] ^= 1;
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	bytes[HEADER_SALT] ^= 1;
	sample_write(FIELDAUTH_SNAPSHOT, bytes, len - 8);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	sample_write(FIELDAUTH_SNAPSHOT, bytes, 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	free(bytes);
}

static void
c_1_1_4_file_that_others_could_write_is_unavailable(void **state)
{
	(void)state;
	assert_int_equal(chmod(FIELDAUTH_SNAPSHOT, 0664), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	assert_int_equal(chmod(FIELDAUTH_SNAPSHOT, 0646), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	assert_int_equal(chmod(FIELDAUTH_SNAPSHOT, 0644), 0);
	assert_int_equal(chown(FIELDAUTH_SNAPSHOT, 1234, 0), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
}

static void
c_1_1_4_link_fifo_or_folder_is_unavailable_and_does_not_block(void **state)
{
	(void)state;
	assert_int_equal(
	    rename(FIELDAUTH_SNAPSHOT, FIELDAUTH_SNAPSHOT ".a"), 0);
	assert_int_equal(
	    symlink(FIELDAUTH_SNAPSHOT ".a", FIELDAUTH_SNAPSHOT), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	assert_int_equal(unlink(FIELDAUTH_SNAPSHOT), 0);
	assert_int_equal(mkfifo(FIELDAUTH_SNAPSHOT, 0644), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
	assert_int_equal(unlink(FIELDAUTH_SNAPSHOT), 0);
	assert_int_equal(mkdir(FIELDAUTH_SNAPSHOT, 0755), 0);
	assert_all_say(NSS_STATUS_UNAVAIL, EINVAL);
}

static void
c_1_1_4_no_descriptor_left_is_tryagain(void **state)
{
	struct rlimit old, none = { 0 };
	struct answer a;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_all_say(NSS_STATUS_TRYAGAIN, EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(by_name("jane", &a), NSS_STATUS_SUCCESS);
}

static void
c_1_1_7_an_empty_name_and_minus_one_are_not_found(void **state)
{
	char *longest = malloc(1 << 20);
	struct answer a;

	(void)state;
	assert_int_equal(by_name("", &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(group_by_name("", &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(by_uid((uid_t)-1, &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(group_by_gid((gid_t)-1, &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(by_uid(0, &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(group_by_gid(0, &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(by_name("root", &a), NSS_STATUS_NOTFOUND);
	assert_non_null(longest);
	memset(longest, 'a', (1 << 20) - 1);
	longest[(1 << 20) - 1] = '\0';
	assert_int_equal(by_name(longest, &a), NSS_STATUS_NOTFOUND);
	longest[300] = '@';
	assert_int_equal(by_name(longest, &a), NSS_STATUS_NOTFOUND);
	assert_int_equal(group_by_name(longest, &a), NSS_STATUS_NOTFOUND);
	free(longest);
}

/* --- 1.2 ------------------------------------------------------------------------ */

static bool
is_within(const char *text, const char *buffer, size_t len)
{
	return text >= buffer && text + strlen(text) + 1 <= buffer + len;
}

static void
assert_group_within(const struct group *gr, const char *buffer, size_t len)
{
	size_t n = 0;

	assert_int_equal((uintptr_t)gr->gr_mem % _Alignof(char *), 0);
	while (gr->gr_mem[n] != NULL)
		assert_true(is_within(gr->gr_mem[n++], buffer, len));
	assert_true((char *)gr->gr_mem >= buffer &&
	    (char *)(gr->gr_mem + n + 1) <= buffer + len);
	assert_true(is_within(gr->gr_name, buffer, len) &&
	    is_within(gr->gr_passwd, buffer, len));
}

/* Each alignment and each length: a heap block of exactly this size, so that a
 * sanitizer reports a byte too many; canaries in the plain build. */
static void
c_1_2_8_to_12_any_length_and_alignment_of_the_buffer(void **state)
{
	int found[2] = { 0 };

	(void)state;
	for (size_t odd = 0; odd < 16; odd++) {
		bool fitted[2] = { false, false };

		for (size_t len = 0; len < 160; len++) {
			char *block = malloc(odd + len + 16);
			char *buffer = block + odd;
			struct passwd pw, pw_before;
			struct group gr, gr_before;
			enum nss_status s;
			int e = 0;

			assert_non_null(block);
			memset(block, 0x5a, odd + len + 16);
			memset(&pw, 0x33, sizeof(pw));
			memset(&gr, 0x33, sizeof(gr));
			pw_before = pw;
			gr_before = gr;
			s = nss.getpwnam_r("jane", &pw, buffer, len, &e);
			assert_lawful(s, e);
			if (s == NSS_STATUS_SUCCESS) {
				fitted[0] = true;
				found[0]++;
				assert_true(
				    is_within(pw.pw_name, buffer, len) &&
				    is_within(pw.pw_passwd, buffer, len) &&
				    is_within(pw.pw_gecos, buffer, len) &&
				    is_within(pw.pw_dir, buffer, len) &&
				    is_within(pw.pw_shell, buffer, len));
			} else {
				assert_false(fitted[0]); /* 1.2.11 */
				assert_int_equal(e, ERANGE);
				assert_memory_equal(
				    &pw, &pw_before, sizeof(pw)); /* 1.2.12 */
			}
			e = 0;
			s = nss.getgrgid_r(65600, &gr, buffer, len, &e);
			assert_lawful(s, e);
			if (s == NSS_STATUS_SUCCESS) {
				fitted[1] = true;
				found[1]++;
				assert_group_within(&gr, buffer, len);
			} else {
				assert_false(fitted[1]);
				assert_int_equal(e, ERANGE);
				assert_memory_equal(
				    &gr, &gr_before, sizeof(gr));
			}
			for (size_t i = 0; i < 16; i++) {
				assert_int_equal(buffer[len + i], 0x5a);
				if (i < odd)
					assert_int_equal(block[i], 0x5a);
			}
			free(block);
		}
	}
	assert_true(found[0] > 100 && found[1] > 100);
}

static void
c_1_2_9_no_buffer_at_all_is_erange(void **state)
{
	struct answer a = { 0 };

	(void)state;
	assert_int_equal(nss.getpwnam_r("jane", &a.pw, NULL, 0, &a.errnum),
	    NSS_STATUS_TRYAGAIN);
	assert_int_equal(a.errnum, ERANGE);
	a.errnum = 0;
	assert_int_equal(nss.getgrnam_r("jane", &a.gr, NULL, 0, &a.errnum),
	    NSS_STATUS_TRYAGAIN);
	assert_int_equal(a.errnum, ERANGE);
	a.errnum = 0;
	assert_int_equal(
	    nss.getgrent_r(&a.gr, NULL, 0, &a.errnum), NSS_STATUS_TRYAGAIN);
	assert_int_equal(a.errnum, ERANGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, nss_case_start, nss_case_end)
		TEST(c_1_1_1_found_person_is_whole),
		TEST(U8_address_gives_the_real_name),
		TEST(c_1_1_2_small_buffer_is_tryagain_with_erange),
		TEST(c_1_1_3_errno_itself_may_be_the_place),
		TEST(c_1_1_4_missing_file_is_unavailable_once_set_up),
		TEST(c_1_1_4_damaged_file_is_unavailable),
		TEST(c_1_1_4_file_that_others_could_write_is_unavailable),
		TEST(
		    c_1_1_4_link_fifo_or_folder_is_unavailable_and_does_not_block),
		TEST(c_1_1_4_no_descriptor_left_is_tryagain),
		TEST(c_1_1_7_an_empty_name_and_minus_one_are_not_found),
		TEST(c_1_2_8_to_12_any_length_and_alignment_of_the_buffer),
		TEST(c_1_2_9_no_buffer_at_all_is_erange),
	};

	sample_enter_private_world();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
