/* The person behind a process of root's (X1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/invoker.h"

#define NOBODY_KNOWS 1999999999 /* a uid without an entry */

/* --- claims of the environment
 * --------------------------------------------- */

static void
X1_claims_only_name_another_account(void **state)
{
	const struct invoker_login none = { .known = false };
	const struct invoker_login ada = { .known = true, .uid = 1001 };
	static const struct {
		bool by_ada;
		const char *sudo, *pkexec;
		int64_t uid; /* -1: none */
	} cases[] = {
		{ true, NULL, NULL, -1 },
		{ true, "1001", NULL, -1 },
		{ true, "1002", NULL, 1002 },
		{ true, NULL, "1002", 1002 },
		{ true, "1001", "1002", 1002 },
		{ true, "1002", "1003", 1002 },
		{ true, "junk", "1002", 1002 },
		{ false, "1001", NULL, 1001 },
		{ true, "4294967294", NULL, 4294967294 },
		/* root's own account is the actor */
		{ true, "0", NULL, -1 },
		{ false, "0", "0", -1 },
		/* garbage */
		{ true, "", NULL, -1 },
		{ true, " 1002", NULL, -1 },
		{ true, "1002 ", NULL, -1 },
		{ true, "+1002", NULL, -1 },
		{ true, "-1", NULL, -1 },
		{ true, "4294967295", NULL, -1 },
		{ true, "4294967296", NULL, -1 },
		{ true, "99999999999999999999999999", NULL, -1 },
		{ true, "1002\nroot", NULL, -1 },
		{ true, "0x3ea", NULL, -1 },
		{ true, "\x1b[31m1002", NULL, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uid_t uid = 77;
		bool is = invoker_claim(cases[i].by_ada ? &ada : &none,
		    cases[i].sudo, cases[i].pkexec, &uid);

		if (is != (cases[i].uid >= 0) ||
		    (is && (int64_t)uid != cases[i].uid) || (!is && uid != 77))
			fail_msg("case %zu: %d, %u", i, is, uid);
	}
}

static void
X1_a_claimed_uid_becomes_a_name_and_no_text_of_the_claim(void **state)
{
	struct invoker invoker;
	char claim[32];

	(void)state;
	(void)snprintf(claim, sizeof(claim), "%d", NOBODY_KNOWS);
	invoker_identify(claim, NULL, &invoker);
	assert_true(invoker.via.known);
	assert_int_equal(invoker.via.uid, NOBODY_KNOWS);
	assert_string_equal(invoker.via.name, "#1999999999");
	/* daemon, on every Debian */
	invoker_identify(NULL, "00001", &invoker);
	assert_string_equal(invoker.via.name, "daemon");
	invoker_identify("daemon\n", NULL, &invoker);
	assert_false(invoker.via.known);
	assert_string_equal(invoker.via.name, "");
}

/* --- the kernel's record
 * --------------------------------------------------- */

/* As cat(1) would. */
static int64_t
login_uid_in_proc(void)
{
	FILE *file = fopen("/proc/self/loginuid", "re");
	unsigned long uid = UINT32_MAX;

	if (file == NULL)
		return -1;
	if (fscanf(file, "%lu", &uid) != 1)
		uid = UINT32_MAX;
	(void)fclose(file);
	return uid == UINT32_MAX ? -1 : (int64_t)uid;
}

static void
X1_the_login_uid_is_the_kernels(void **state)
{
	const int64_t expected = login_uid_in_proc();
	struct invoker invoker;
	uid_t uid = 0;

	(void)state;
	assert_int_equal(invoker_login_uid(0, &uid), expected >= 0);
	if (expected >= 0)
		assert_int_equal(uid, expected);
	assert_int_equal(invoker_login_uid(getpid(), &uid), expected >= 0);
	assert_false(invoker_login_uid(1 << 30, &uid));
	/* in a login of root's, no person is behind root */
	invoker_identify(NULL, NULL, &invoker);
	assert_int_equal(invoker.login.known, expected > 0);
	if (expected > 0)
		assert_int_equal(invoker.login.uid, expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(X1_claims_only_name_another_account),
		cmocka_unit_test(
		    X1_a_claimed_uid_becomes_a_name_and_no_text_of_the_claim),
		cmocka_unit_test(X1_the_login_uid_is_the_kernels),
	};

	return cmocka_run_group_tests_name("base_invoker", tests, NULL, NULL);
}
