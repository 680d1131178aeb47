/* base/account: an unknown name, and a failed look-up (Q5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/account.h"
#include "base/err.h"

static void
Q5_an_account_has_its_numbers(void **state)
{
	struct account account = { 77, 77 };

	(void)state;
	assert_int_equal(account_find("daemon", &account), FIELD_OK);
	assert_int_equal(account.uid, 1);
	assert_int_equal(account.gid, 1);
}

static void
Q5_an_unknown_name_is_not_found(void **state)
{
	struct account account = { 77, 77 };

	(void)state;
	assert_int_equal(
	    account_find("no-such-user.here", &account), FIELD_ENOTFOUND);
	assert_int_equal(account.uid, 77);
}

static void
Q5_without_a_descriptor_left_nothing_is_known(void **state)
{
	struct rlimit before, none;
	struct account account;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(account_find("daemon", &account), FIELD_EIO);
	assert_int_equal(
	    account_find("no-such-user.here", &account), FIELD_EIO);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(account_find("daemon", &account), FIELD_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(Q5_an_account_has_its_numbers),
		cmocka_unit_test(Q5_an_unknown_name_is_not_found),
		cmocka_unit_test(Q5_without_a_descriptor_left_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
