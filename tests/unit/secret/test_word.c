/* The words that a prompt for a password understands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/people/org.h"
#include "store/secret/secret.h"
#include "store/secret/word.h"

static enum secret_word
word_of(const char *text)
{
	struct secret typed;
	enum secret_word word;

	assert_int_equal(secret_init(&typed, text, strlen(text)), 0);
	word = secret_word_of(&typed);
	secret_release(&typed);
	return word;
}

static int
set_up(void **state)
{
	(void)state;
	return secret_library_init();
}

static void
L4_a_word_is_found_in_any_case_and_with_a_blank_after_it(void **state)
{
	static const char *const codes[] = { "code", "Code", "CODE", "code " };

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_int_equal(word_of(codes[i]), SECRET_WORD_CODE);
	assert_int_equal(word_of("invite"), SECRET_WORD_INVITE);
	assert_int_equal(word_of("INVITE "), SECRET_WORD_INVITE);
}

static void
L4_other_texts_are_not_words(void **state)
{
	static const char *const texts[] = { "", " ", "cod", "codes", "co de",
		"code\t", " code", "code  ", "invite  ", "code          ",
		"invited", "code invite", "c\303\266de" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(word_of(texts[i]), SECRET_WORD_NONE);
}

static void
L1_a_word_is_refused_as_a_password_for_its_meaning(void **state)
{
	static const char *const texts[] = { "code", "Code ", "INVITE" };
	static const struct user person = { .login = "jane" };
	static const struct org company;
	struct policies policies;

	(void)state;
	policies_init(&policies);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct refusal why = { REASON_NONE, { "", "" } };
		struct secret text;

		assert_int_equal(
		    secret_init(&text, texts[i], strlen(texts[i])), 0);
		assert_int_equal(secret_check_quality(&text, NULL, &person,
				     &company, &policies, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_PASSWORD_WEAK);
		assert_non_null(strstr(why.text[0], "a code"));
		secret_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    L4_a_word_is_found_in_any_case_and_with_a_blank_after_it),
		cmocka_unit_test(L4_other_texts_are_not_words),
		cmocka_unit_test(
		    L1_a_word_is_refused_as_a_password_for_its_meaning),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
