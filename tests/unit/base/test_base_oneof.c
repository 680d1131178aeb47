/* Closed sets of words, in each of their forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/oneof.h"

static const char *const kinds[] = { "internal", "external", NULL };
static const struct row {
	int number;
	const char *name;
} rows[] = { { 1, "map" }, { 2, "import" }, { 3, "settings" } };

static void
assert_text(struct oneof set, const char *text)
{
	char buf[100];

	assert_string_equal(oneof_text(&set, buf, sizeof(buf)), text);
}

static void
words_of_every_form_are_listed(void **state)
{
	(void)state;
	assert_text(oneof_words(kinds), "internal, external");
	assert_text(oneof_array(kinds, 1), "internal");
	assert_text(oneof_list("a|b|c"), "a, b, c");
	assert_text(oneof_list("view edit"), "view, edit");
	assert_text(oneof_list("1..10"), "1..10");
	assert_text(oneof_list(""), "");
	assert_text(ONEOF_MEMBER(rows, 3, name), "map, import, settings");
	assert_text(ONEOF_MEMBER(rows + 1, 1, name), "import");
}

/* For every size of the buffer: only whole words and "..." are written. */
static void
what_does_not_fit_is_marked(void **state)
{
	const struct oneof set = ONEOF_MEMBER(rows, 3, name);
	char buf[40];

	(void)state;
	for (size_t size = 1; size <= sizeof(buf); size++) {
		memset(buf, 'x', sizeof(buf));
		(void)oneof_text(&set, buf, size);
		assert_true(strlen(buf) < size);
		assert_true(buf[0] == '\0' || strcmp(buf, ", ...") == 0 ||
		    strcmp(buf, "map") == 0 || strcmp(buf, "map, ...") == 0 ||
		    strcmp(buf, "map, import, ...") == 0 ||
		    strcmp(buf, "map, import, settings") == 0);
	}
	assert_string_equal(buf, "map, import, settings");
}

static void
near_word_is_found_in_every_form(void **state)
{
	const struct oneof words = oneof_words(kinds);
	const struct oneof list = oneof_list("block|delete|hold");
	const struct oneof members = ONEOF_MEMBER(rows, 3, name);
	struct near near;

	(void)state;
	assert_string_equal(oneof_near(&words, "intrenal", &near), "internal");
	assert_string_equal(oneof_near(&list, "blok", &near), "block");
	assert_string_equal(oneof_near(&members, "setting", &near), "settings");
	assert_null(oneof_near(&words, "subworker", &near));
	assert_true(oneof_has(kinds, "external"));
	assert_false(oneof_has(kinds, "extern"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_every_form_are_listed),
		cmocka_unit_test(what_does_not_fit_is_marked),
		cmocka_unit_test(near_word_is_found_in_every_form),
	};

	return cmocka_run_group_tests_name("base/oneof", tests, NULL, NULL);
}
