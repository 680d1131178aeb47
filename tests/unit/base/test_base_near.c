/* The known word that is most similar to a mistyped one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/near.h"

static const char *const verbs[] = { "activate", "add", "block", "deactivate",
	"delete", "edit", "list", "release", "restore", "show", "unblock" };

/* The suggestion for WORD among verbs; "" for none. */
static const char *
found(const char *word)
{
	static struct near near;

	near_start(&near, word);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		near_offer(&near, verbs[i]);
	return near_found(&near) != NULL ? near_found(&near) : "";
}

static void
one_slip_of_each_kind_is_found(void **state)
{
	(void)state;
	assert_string_equal(found("lst"), "list");   /* left out */
	assert_string_equal(found("listt"), "list"); /* inserted */
	assert_string_equal(found("lisk"), "list");  /* replaced */
	assert_string_equal(found("lsit"), "list");  /* swapped */
	assert_string_equal(found("LIST"), "list");  /* case */
	assert_string_equal(found("relaese"), "release");
	assert_string_equal(found("deactviate"), "deactivate");
}

static void
beginning_of_a_word_is_found(void **state)
{
	(void)state;
	assert_string_equal(found("deact"), "deactivate");
	assert_string_equal(found("unbl"), "unblock");
}

static void
another_word_is_not_suggested(void **state)
{
	char longest[3 * NEAR_SIZE];

	(void)state;
	memset(longest, 'l', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(found("frobnicate"), "");
	assert_string_equal(found("x"), "");
	assert_string_equal(found(""), "");
	assert_string_equal(found("abc"), "");
	assert_string_equal(found(longest), "");
}

static void
nearest_word_wins_and_of_equals_the_first(void **state)
{
	struct near near;

	(void)state;
	assert_string_equal(found("blck"), "block");
	near_start(&near, "sitt");
	near_offer(&near, "site");
	near_offer(&near, "sits");
	assert_string_equal(near_found(&near), "site");
	near_offer(&near, "Sitt");
	assert_string_equal(near_found(&near), "Sitt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_slip_of_each_kind_is_found),
		cmocka_unit_test(beginning_of_a_word_is_found),
		cmocka_unit_test(another_word_is_not_suggested),
		cmocka_unit_test(nearest_word_wins_and_of_equals_the_first),
	};

	return cmocka_run_group_tests_name("base/near", tests, NULL, NULL);
}
