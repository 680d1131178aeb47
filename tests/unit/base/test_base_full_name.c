/* First and last names from names in one field (base/full_name). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/full_name.h"

static void
assert_split(const char *name, const char *first, const char *last)
{
	char buf[200];
	const char *got_first, *got_last;

	(void)snprintf(buf, sizeof(buf), "%s", name);
	full_name_split(buf, &got_first, &got_last);
	if (strcmp(got_first, first) != 0 || strcmp(got_last, last) != 0)
		fail_msg("%s: '%s' '%s'", name, got_first, got_last);
}

static void
assert_core(const char *name, const char *core)
{
	struct name_part part = full_name_core(name);

	if (part.len != strlen(core) || memcmp(part.text, core, part.len) != 0)
		fail_msg("%s: '%.*s'", name, (int)part.len, part.text);
}

static void
A10_a_name_is_split_before_its_last_name(void **state)
{
	(void)state;
	assert_split("Jane Doe", "Jane", "Doe");
	assert_split("  Jane  Mary   Doe ", "Jane  Mary", "Doe");
	assert_split("Doe, Jane", "Jane", "Doe");
	assert_split("Madonna", "Madonna", "");
	assert_split("", "", "");
	assert_split("さくら\u3000田中", "さくら", "田中");
	assert_split("ジョン・スミス", "ジョン", "スミス");
}

/* Blanks between the parts are dropped; controls must not be dropped with them,
 * since a check of the parts would then accept the name. */
static void
U1_a_name_with_controls_stays_whole(void **state)
{
	(void)state;
	assert_split("Jane\tDoe", "Jane\tDoe", "");
	assert_split("Jane\nDoe", "Jane\nDoe", "");
	assert_split("Doe,\tJane", "Doe,\tJane", "");
	assert_split("Doe\t, Jane", "Doe\t, Jane", "");
	assert_split("Jane \x1b[31m Doe", "Jane \x1b[31m Doe", "");
	assert_split("Jane\u2028 Doe", "Jane\u2028 Doe", "");
	assert_split("Jane \u202eeoD", "Jane \u202eeoD", "");
	assert_split("Jane \xff Doe", "Jane \xff Doe", "");
}

static void
A10_particles_belong_to_the_last_name(void **state)
{
	(void)state;
	assert_split("Ludwig van der Berg", "Ludwig", "van der Berg");
	assert_split("Juan de la Cruz", "Juan", "de la Cruz");
	assert_split("Juan De La Cruz", "Juan", "De La Cruz");
	assert_split("Jan Van den Broeck", "Jan", "Van den Broeck");
	assert_split("JAN VAN DER BERG", "JAN", "VAN DER BERG");
	assert_split("Nguyễn Van Duc", "Nguyễn Van", "Duc");
	/* the first word is never a suffix */
	assert_split("de Vries", "de", "Vries");
	assert_split("Sean O'Brien", "Sean", "O'Brien");
	assert_split("Anna Meyer-Schulz", "Anna", "Meyer-Schulz");
}

static void
A10_a_suffix_is_not_a_last_name(void **state)
{
	(void)state;
	assert_split("Sammy Davis Jr.", "Sammy", "Davis Jr.");
	assert_split("Sammy Davis, Jr.", "Sammy", "Davis, Jr.");
	assert_split("Sammy Davis JR", "Sammy", "Davis JR");
	assert_split("Henry Ford III", "Henry", "Ford III");
	assert_split("Jane Doe, Ph.D.", "Jane", "Doe, Ph.D.");
	assert_split("Jane Doe MD, PhD", "Jane", "Doe MD, PhD");
	assert_split("Bob Vance P.E.", "Bob", "Vance P.E.");
	assert_split("João Silva Filho", "João", "Silva Filho");
	assert_split("Alexandre Dumas père", "Alexandre", "Dumas père");
	assert_split("Иван Петров мл.", "Иван", "Петров мл.");
}

static void
A10_words_that_are_names_as_well_stay(void **state)
{
	(void)state;
	assert_core("Yo-Yo Ma", "Yo-Yo Ma");
	assert_core("Yo Yo Ma", "Yo Yo Ma");
	assert_core("YO YO MA", "YO YO MA");
	assert_core("Jane Doe MA", "Jane Doe");
	assert_core("Kim Min Jun", "Kim Min Jun");
	assert_core("Karl Meier jun.", "Karl Meier");
	assert_core("Jr.", "Jr.");
	assert_core("Dr.", "Dr.");
	assert_core("Li Sr", "Li");
	assert_core("M. Night Shyamalan", "M. Night Shyamalan");
}

static void
A10_titles_are_not_part_of_a_name(void **state)
{
	(void)state;
	assert_core("Dr. Jane Doe", "Jane Doe");
	assert_core("Herr Prof. Dr. Karl Meier", "Karl Meier");
	assert_core("Mrs Jane Doe, CPA", "Jane Doe");
	assert_core("Frau Schmidt", "Schmidt");
	assert_split("Mr. Jan van der Berg Jr.", "Mr. Jan", "van der Berg Jr.");
	assert_true(full_name_is_title(" Mr. "));
	assert_true(full_name_is_title("Prof. Dr."));
	assert_false(full_name_is_title("Dr. Jane"));
	assert_false(full_name_is_title(""));
	assert_true(full_name_is_suffix("Jr., PhD"));
	assert_false(full_name_is_suffix("Ma"));
}

/* For any input, every part lies within the text. */
static void
A10_odd_texts_are_split_within_their_bounds(void **state)
{
	static const char *const texts[] = { ",", ",,,", "Jr., Jr.", "\xe3\x80",
		"a,\xc2\xa0", ". . .", "\xff\xfe x", "x \xe3\x83\xbb", "- -" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct name_part part = full_name_core(texts[i]);
		char buf[32];
		const char *first, *last;

		assert_true(part.len <= strlen(texts[i]));
		assert_true(full_name_first_len(part) <= part.len);
		assert_true(full_name_last_len(part) <= part.len);
		(void)snprintf(buf, sizeof(buf), "%s", texts[i]);
		full_name_split(buf, &first, &last);
		assert_true(strlen(first) + strlen(last) <= strlen(texts[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(A10_a_name_is_split_before_its_last_name),
		cmocka_unit_test(U1_a_name_with_controls_stays_whole),
		cmocka_unit_test(A10_particles_belong_to_the_last_name),
		cmocka_unit_test(A10_a_suffix_is_not_a_last_name),
		cmocka_unit_test(A10_words_that_are_names_as_well_stay),
		cmocka_unit_test(A10_titles_are_not_part_of_a_name),
		cmocka_unit_test(A10_odd_texts_are_split_within_their_bounds),
	};

	return cmocka_run_group_tests_name("full name", tests, NULL, NULL);
}
