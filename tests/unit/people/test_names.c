/* Login names out of people's names, in any script (A10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/people/names.h"
#include "tests/support/company.h"

static void
assert_login(struct company *company, const char *first, const char *last,
    const char *fallback, const char *expected)
{
	char login[USER_LOGIN_SIZE] = "";

	assert_int_equal(
	    names_make_login(company->store, first, last, fallback, login),
	    FIELD_OK);
	assert_string_equal(login, expected);
}

static void
initial_and_last_name_make_a_login(void **state)
{
	assert_login(*state, "Jane", "Doe", NULL, "jdoe");
	assert_login(*state, "  Jane ", " van der Berg", NULL, "jvanderberg");
	assert_login(*state, "JANE", "DOE", NULL, "jdoe");
}

static void
any_script_becomes_ascii(void **state)
{
	assert_login(*state, "Zoë", "Müller-O'Brien", NULL, "zmullerobrien");
	assert_login(*state, "小明", "王", NULL, "xwang");
	assert_login(*state, "王小明", "", NULL, "wangxiaoming");
	assert_login(*state, "Seán", "Ó Súilleabháin", NULL, "sosuilleabhain");
	assert_login(*state, "", "Ó Súilleabháin", NULL, "osuilleabhain");
	assert_login(*state, "Фёдор", "Достоевский", NULL, "fdostoevskij");
	assert_login(*state, "Jürgen", "Groß", NULL, "jgross");
	assert_login(*state, "Øyvind", "Ærlig", NULL, "oaerlig");
	assert_login(*state, "Γιώργος", "Παπαδόπουλος", NULL, "gpapadopoulos");
}

static void
one_word_is_taken_whole_and_several_are_split(void **state)
{
	assert_login(*state, "Madonna", "", NULL, "madonna");
	assert_login(*state, "", "Cher", NULL, "cher");
	assert_login(*state, "Jane Mary Doe", "", NULL, "jdoe");
}

static void
suffixes_are_left_out(void **state)
{
	assert_login(*state, "Sammy", "Davis Jr.", NULL, "sdavis");
	assert_login(*state, "Henry", "Ford III", NULL, "hford");
	assert_login(*state, "Jane Doe, Ph.D.", "", NULL, "jdoe");
	/* but not when there is nothing else */
	assert_login(*state, "Li", "Sr", NULL, "lsr");
}

static void
nothing_usable_falls_back(void **state)
{
	assert_login(*state, "", "", "jane.doe@acme.example", "janedoe");
	assert_login(
	    *state, "\xf0\x9f\x98\x80", "\xf0\x9f\x9a\x80", NULL, "person");
	assert_login(*state, "", "", NULL, "person");
	assert_login(*state, "---", "''", "42@acme.example", "person");
	assert_login(*state, "123", "456", NULL, "person");
}

static void
emoji_between_letters_vanish(void **state)
{
	assert_login(*state, "\xf0\x9f\x98\x80Jane", "D\xf0\x9f\x9a\x80oe",
	    NULL, "jdoe");
}

static void
hostile_bytes_give_a_name_or_person(void **state)
{
	struct company *company = *state;
	char login[USER_LOGIN_SIZE], *huge = malloc(10241);

	assert_non_null(huge);
	memset(huge, 'x', 10240);
	huge[10240] = '\0';
	assert_login(
	    company, huge, huge, NULL, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	for (size_t i = 0; i + 1 < 10240; i += 2) {
		huge[i] = '\xd0'; /* Ж, cut in the middle by any limit */
		huge[i + 1] = '\x96';
	}
	assert_int_equal(
	    names_make_login(company->store, huge, huge, NULL, login),
	    FIELD_OK);
	assert_int_equal(login[0], 'z');
	memset(huge, 0xff, 10240);
	assert_login(company, huge, huge, NULL, "person");
	assert_login(company, "root:x:0\n", "\x1b[31m", NULL, "r31m");
	free(huge);
}

static void
a_taken_name_gets_a_number(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "jdoe", NULL);
	assert_login(company, "John", "Doe", NULL, "jdoe2");
	(void)company_add(company, "jdoe2", NULL);
	assert_login(company, "John", "Doe", NULL, "jdoe3");
}

static void
many_namesakes_each_get_a_name(void **state)
{
	struct company *company = *state;
	char login[USER_LOGIN_SIZE];

	for (int i = 0; i < 60; i++) {
		assert_int_equal(names_make_login(company->store, "John", "Doe",
				     NULL, login),
		    FIELD_OK);
		/* company_add() fails when the name is not free */
		(void)company_add(company, login, NULL);
	}
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT login) FROM person"
			     " WHERE login LIKE 'jdoe%'"),
	    60);
}

static void
a_long_name_keeps_room_for_its_number(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "xaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL);
	assert_login(company, "X", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL, "xaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2");
}

static void
reserved_and_local_names_are_avoided(void **state)
{
	assert_login(*state, "Root", "", NULL, "root2");
	assert_login(*state, "S", "udo", NULL, "sudo2");
	assert_login(*state, "P", "Odman", NULL, "podman2");
	assert_login(*state, "Q", "Emu", NULL, "qemu2");
	assert_login(*state, "", "Libvirtd", NULL, "libvirtd2");
	assert_login(*state, "J", "Local", NULL, "jlocal2");
	/* signs are dropped, so no group's name space can be entered */
	assert_login(*state, "role-dispatcher", "", NULL, "roledispatcher");
	assert_login(*state, "", "", "role-admin@x.example", "roleadmin");
	assert_login(*state, "Assignable", "", NULL, "assignable2");
}

static void
ascii_of_a_name_keeps_case_and_spaces(void **state)
{
	char ascii[64];

	(void)state;
	assert_int_equal(
	    names_to_ascii("Zoë Müller", ascii, sizeof(ascii)), FIELD_OK);
	assert_string_equal(ascii, "Zoe Muller");
	assert_int_equal(names_to_ascii("plain", ascii, 4), FIELD_OK);
	assert_string_equal(ascii, "pla");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(initial_and_last_name_make_a_login),
		TEST(any_script_becomes_ascii),
		TEST(one_word_is_taken_whole_and_several_are_split),
		TEST(suffixes_are_left_out),
		TEST(nothing_usable_falls_back),
		TEST(emoji_between_letters_vanish),
		TEST(hostile_bytes_give_a_name_or_person),
		TEST(a_taken_name_gets_a_number),
		TEST(many_namesakes_each_get_a_name),
		TEST(a_long_name_keeps_room_for_its_number),
		TEST(reserved_and_local_names_are_avoided),
		TEST(ascii_of_a_name_keeps_case_and_spaces),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
