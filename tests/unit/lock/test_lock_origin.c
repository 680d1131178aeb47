/* Which counter an attempt concerns, from what a host reports (Q3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/lock/origin.h"

static void
each_origin_is_recognised(void **state)
{
	static const struct {
		const char *address, *tty;
		enum origin_kind kind;
		const char *counted;
	} table[] = {
		{ NULL, NULL, ORIGIN_CONSOLE, "" },
		{ "", "/dev/tty1", ORIGIN_CONSOLE, "" },
		{ "localhost", ":0", ORIGIN_CONSOLE, "" },
		{ "LOCALHOST", NULL, ORIGIN_CONSOLE, "" },
		/* sshd with UseDNS */
		{ "localhost", "ssh", ORIGIN_ADDRESS, "localhost" },
		{ "127.0.0.1", "ssh", ORIGIN_ADDRESS, "127.0.0.1" },
		{ "::1", "ssh", ORIGIN_ADDRESS, "::/64" },
		{ "192.0.2.7", "ssh", ORIGIN_ADDRESS, "192.0.2.7" },
		{ "::ffff:192.0.2.7", "ssh", ORIGIN_ADDRESS, "192.0.2.7" },
		{ "2001:db8:1:2:3:4:5:6", "ssh", ORIGIN_ADDRESS,
		    "2001:db8:1:2::/64" },
		{ "2001:DB8:1:2::9", "ssh", ORIGIN_ADDRESS,
		    "2001:db8:1:2::/64" },
		{ "2001:db8:1:3::9", "ssh", ORIGIN_ADDRESS,
		    "2001:db8:1:3::/64" },
		{ "fe80::1%eth0", "ssh", ORIGIN_ADDRESS, "fe80::/64" },
		{ "Van-7.Example.COM", "ssh", ORIGIN_ADDRESS,
		    "van-7.example.com" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct origin origin = origin_of(
		    table[i].address, table[i].tty, false);

		assert_int_equal(origin.kind, table[i].kind);
		assert_string_equal(origin.address, table[i].counted);
	}
}

static void
a_program_of_a_user_is_neither_the_console_nor_an_address(void **state)
{
	static const char *const claims[] = { NULL, "", "localhost",
		"192.0.2.7" };

	(void)state;
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		struct origin origin = origin_of(claims[i], "/dev/tty1", true);

		assert_int_equal(origin.kind, ORIGIN_CALLER);
		assert_string_equal(origin.address, "");
	}
}

static void
a_long_name_counts_by_its_end(void **state)
{
	char name[300], expected[ORIGIN_ADDRESS_SIZE];
	struct origin origin;

	(void)state;
	memset(name, 'a', sizeof(name));
	strcpy(name + 200, ".attacker.example");
	origin = origin_of(name, "ssh", false);
	memset(expected, 'a', sizeof(expected));
	strcpy(expected + ORIGIN_ADDRESS_SIZE - 1 - strlen(".attacker.example"),
	    ".attacker.example");
	assert_string_equal(origin.address, expected);
}

static void
names_of_kinds_are_those_of_the_database(void **state)
{
	enum origin_kind kind;

	(void)state;
	for (int i = 0; i < ORIGIN_KIND_END; i++) {
		assert_true(origin_kind_parse(origin_kind_name(i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(origin_kind_parse("network", &kind));
	assert_false(origin_kind_parse("", &kind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_origin_is_recognised),
		cmocka_unit_test(
		    a_program_of_a_user_is_neither_the_console_nor_an_address),
		cmocka_unit_test(a_long_name_counts_by_its_end),
		cmocka_unit_test(names_of_kinds_are_those_of_the_database),
	};

	return cmocka_run_group_tests_name("lock_origin", tests, NULL, NULL);
}
