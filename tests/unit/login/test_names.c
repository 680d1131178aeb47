/* Login names made from people's names, in any script (A10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/login/names.h"
#include "store/script/romanize.h"
#include "tests/support/company.h"

static void
assert_login(struct company *company, const char *first, const char *last,
    const char *fallback, const char *expected)
{
	char login[USER_LOGIN_SIZE] = "";
	struct refusal why;
	int rc = names_make_login(
	    company->store, first, last, fallback, login, &why);

	if (rc != FIELD_OK || strcmp(login, expected) != 0)
		fail_msg("'%s' '%s' %s: %d '%s', not '%s'", first, last,
		    fallback != NULL ? fallback : "", rc, login, expected);
}

static void
assert_needed(struct company *company, const char *first, const char *last,
    const char *fallback)
{
	char login[USER_LOGIN_SIZE] = "untouched";
	struct refusal why;
	int rc = names_make_login(
	    company->store, first, last, fallback, login, &why);

	if (rc != FIELD_EDENIED || why.reason != REASON_LOGIN_NEEDED)
		fail_msg("'%s' '%s' %s: %d '%s'", first, last,
		    fallback != NULL ? fallback : "", rc, login);
	assert_string_equal(login, "untouched");
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

/* As given by a command line that splits at the last blank, and by accounting
 * systems whose users type titles and suffixes into name fields. */
static void
A10_a_suffix_or_a_title_is_not_a_name(void **state)
{
	assert_login(*state, "Sammy Davis", "Jr.", NULL, "sdavis");
	assert_login(*state, "Sammy Davis", "JR", NULL, "sdavis");
	assert_login(*state, "Sammy", "Davis Jr", NULL, "sdavis");
	assert_login(*state, "Sammy", "Davis, Jr., MD", NULL, "sdavis");
	assert_login(*state, "João", "da Silva Filho", NULL, "jdasilva");
	assert_login(*state, "João Silva", "Neto", NULL, "jsilva");
	assert_login(*state, "Alexandre", "Dumas père", NULL, "adumas");
	assert_login(*state, "Karl", "Meier jun.", NULL, "kmeier");
	assert_login(*state, "Bob", "Vance P.E.", NULL, "bvance");
	assert_login(*state, "Dr. Jane", "Doe", NULL, "jdoe");
	assert_login(*state, "Herr", "Schmidt", NULL, "schmidt");
	assert_login(*state, "Mr.", "Doe Jr.", NULL, "doe");
	assert_login(*state, "Mrs. Jane Doe CPA", "", NULL, "jdoe");
	assert_login(*state, "Jack", "Ma", NULL, "jma");
	assert_login(*state, "Jan van der Berg", "", NULL, "jvanderberg");
	assert_login(*state, "Juan", "de la Cruz", NULL, "jdelacruz");
}

static void
A10_kana_is_read_as_in_passports(void **state)
{
	assert_login(*state, "さくら", "たなか", NULL, "stanaka");
	assert_login(*state, "けん", "サトウ", NULL, "ksato");
	assert_login(*state, "しんいち", "おおの", NULL, "sono");
	assert_login(*state, "ゆうき", "いのうえ", NULL, "yinoue");
	assert_login(*state, "あい", "まつうら", NULL, "amatsuura");
	assert_login(*state, "りゅうたろう", "", NULL, "ryutaro");
	assert_login(*state, "ﾀﾅｶ", "", NULL, "tanaka");
	assert_login(*state, "ジョン・スミス", "", NULL, "jsumisu");
	assert_login(*state, "さくら\u3000たなか", "", NULL, "stanaka");
	assert_login(*state, "ハッチ", "ヴァン", NULL, "hvan");
}

static void
A10_cyrillic_is_read_and_not_coded(void **state)
{
	assert_login(*state, "Юлия", "Щербакова", NULL, "yshcherbakova");
	assert_login(*state, "Антон", "Чехов", NULL, "achekhov");
	assert_login(*state, "Георгий", "Жуков", NULL, "gzhukov");
	assert_login(*state, "Яна", "Цой", NULL, "ytsoj");
	assert_login(*state, "Леся", "Українка", NULL, "lukrainka");
	assert_login(*state, "Иван", "Петров мл.", NULL, "ipetrov");
	/* whose own Latin letters these are */
	assert_login(*state, "Ђорђе", "Живковић", NULL, "dzivkovic");
}

static void
A10_other_scripts_that_write_vowels_are_read(void **state)
{
	assert_login(*state, "Δημήτρης", "Χρήστου", NULL, "dchristou");
	assert_login(*state, "Ντόρα", "Μπάκα", NULL, "dbaka");
	assert_login(*state, "민준", "김", NULL, "mkim");
	assert_login(*state, "서연", "이", NULL, "slee");
	assert_login(*state, "정훈", "박", NULL, "jpark");
	assert_login(*state, "김민준", "", NULL, "kimminjun");
	assert_login(*state, "राजेश", "कुमार", NULL, "rkumar");
	assert_login(*state, "कृष्ण", "शर्मा", NULL, "ksharma");
	assert_login(*state, "રમેશ", "પટેલ", NULL, "rpatel");
	assert_login(*state, "İbrahim", "Yıldız", NULL, "iyildiz");
	assert_login(*state, "Văn Đức", "Nguyễn", NULL, "vnguyen");
	assert_login(*state, "Łukasz", "Wałęsa", NULL, "lwalesa");
	assert_login(*state, "გიორგი", "", NULL, "giorgi");
}

/* A family name is put first where people write it first. */
static void
A10_a_family_name_that_stands_first_is_known(void **state)
{
	assert_login(*state, "王", "小明", NULL, "xwang");
	assert_login(*state, "김", "민준", NULL, "mkim");
	assert_login(*state, "娜", "欧阳", NULL, "nouyang");
	assert_login(*state, "민", "남궁", NULL, "mnamgung");
	assert_login(*state, "军", "曾", NULL, "jzeng");
	assert_login(*state, "欧阳娜娜", "", NULL, "ouyangnana");
}

static void
A10_scripts_without_vowels_give_no_login_name(void **state)
{
	assert_needed(*state, "محمد", "علي", NULL);
	assert_needed(*state, "דוד", "כהן", NULL);
	assert_needed(*state, "ܕܘܝܕ", "", NULL);
	assert_needed(*state, "สมชาย", "ใจดี", NULL);
	assert_needed(*state, "David", "כהן", NULL);
	assert_login(
	    *state, "محمد", "علي", "mohammed.ali@acme.example", "mohammedali");
	assert_login(*state, "דוד", "כהן", "David.Cohen+work@acme.example",
	    "davidcohen");
}

static void
A10_han_in_a_japanese_name_is_not_read_as_mandarin(void **state)
{
	assert_needed(*state, "さくら", "田中", NULL);
	assert_needed(*state, "田中", "さくら", NULL);
	assert_needed(*state, "太郎", "田中", NULL);
	assert_needed(*state, "田中太郎", "", NULL);
	assert_needed(*state, "明", "中沢", NULL);
	assert_needed(*state, "健", "佐々木", NULL);
	assert_needed(*state, "林", "桜", NULL);
	assert_needed(*state, "民俊", "김", NULL);
	assert_login(*state, "さくら", "田中", "sakura.tanaka@acme.example",
	    "sakuratanaka");
	assert_login(*state, "恵", "林", "megumi@hayashi.co.jp", "megumi");
	assert_login(*state, "伟", "林", "wei@acme.example", "wlin");
}

static void
A10_the_terminals_language_says_whose_han_it_is(void **state)
{
	struct company *company = *state;

	(void)strcpy(company->config.language, "ja");
	assert_needed(company, "一", "林", NULL);
	(void)strcpy(company->config.language, "zh");
	assert_login(company, "一", "林", NULL, "ylin");
}

static void
A10_an_address_that_names_no_person_gives_no_login_name(void **state)
{
	static const char *const addresses[] = { "info@acme.example",
		"Info2@acme.example", "office@acme.example",
		"admin@acme.example", "sales.berlin@acme.example",
		"no-reply@acme.example", "root@acme.example",
		"backup@acme.example", "12345678@qq.com", "محمد@acme.example",
		"--@acme.example", "assignable@acme.example",
		"postmaster+x@acme.example" };

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		assert_needed(*state, "محمد", "علي", addresses[i]);
}

static void
A10_an_address_of_another_person_gives_no_login_name(void **state)
{
	struct company *company = *state;

	company_sql(company,
	    "UPDATE person SET email = 'family@acme.example',"
	    " email_folded = 'family@acme.example' WHERE login = 'ada'");
	assert_needed(company, "محمد", "علي", "Family@ACME.example");
	company_sql(company,
	    "UPDATE person SET email = '', email_folded = ''"
	    " WHERE login = 'ada'");
	assert_login(company, "محمد", "علي", "family@acme.example", "family");
}

static void
A10_a_taken_address_gets_a_number(void **state)
{
	struct company *company = *state;

	(void)company_add(company, "mali", NULL);
	assert_login(company, "محمد", "علي", "m.ali@acme.example", "mali2");
}

static void
nothing_usable_falls_back_to_the_address(void **state)
{
	assert_login(*state, "", "", "jane.doe@acme.example", "janedoe");
	assert_login(*state, "-", "--", "q@acme.example", "q");
	assert_needed(*state, "\xf0\x9f\x98\x80", "\xf0\x9f\x9a\x80", NULL);
	assert_needed(*state, "", "", NULL);
	assert_needed(*state, "---", "''", "42@acme.example");
	assert_needed(*state, "123", "456", NULL);
}

static void
emoji_between_letters_are_dropped(void **state)
{
	assert_login(*state, "\xf0\x9f\x98\x80Jane", "D\xf0\x9f\x9a\x80oe",
	    NULL, "jdoe");
}

static void
hostile_bytes_give_a_name_or_none(void **state)
{
	struct company *company = *state;
	char login[USER_LOGIN_SIZE], *huge = malloc(10241);
	struct refusal why;

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
	    names_make_login(company->store, huge, huge, NULL, login, &why),
	    FIELD_OK);
	assert_int_equal(login[0], 'z');
	memset(huge, 0xff, 10240);
	assert_needed(company, huge, huge, NULL);
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
	struct refusal why;

	for (int i = 0; i < 60; i++) {
		assert_int_equal(names_make_login(company->store, "John", "Doe",
				     NULL, login, &why),
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
	assert_needed(*state, "", "", "role-admin@x.example");
	assert_login(*state, "Assignable", "", NULL, "assignable2");
}

static void
ascii_of_a_name_keeps_case_and_spaces(void **state)
{
	char ascii[64];

	(void)state;
	assert_int_equal(
	    romanize("Zoë Müller", ascii, sizeof(ascii)), FIELD_OK);
	assert_string_equal(ascii, "Zoe Muller");
	assert_int_equal(romanize("plain", ascii, 4), FIELD_OK);
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
		TEST(A10_a_suffix_or_a_title_is_not_a_name),
		TEST(A10_kana_is_read_as_in_passports),
		TEST(A10_cyrillic_is_read_and_not_coded),
		TEST(A10_other_scripts_that_write_vowels_are_read),
		TEST(A10_a_family_name_that_stands_first_is_known),
		TEST(A10_scripts_without_vowels_give_no_login_name),
		TEST(A10_han_in_a_japanese_name_is_not_read_as_mandarin),
		TEST(A10_the_terminals_language_says_whose_han_it_is),
		TEST(A10_an_address_that_names_no_person_gives_no_login_name),
		TEST(A10_an_address_of_another_person_gives_no_login_name),
		TEST(A10_a_taken_address_gets_a_number),
		TEST(nothing_usable_falls_back_to_the_address),
		TEST(emoji_between_letters_are_dropped),
		TEST(hostile_bytes_give_a_name_or_none),
		TEST(a_taken_name_gets_a_number),
		TEST(many_namesakes_each_get_a_name),
		TEST(a_long_name_keeps_room_for_its_number),
		TEST(reserved_and_local_names_are_avoided),
		TEST(ascii_of_a_name_keeps_case_and_spaces),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
