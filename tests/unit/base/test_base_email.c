/*
 * Addresses (base/email): complete, or rejected.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/email.h"
#include "base/err.h"

static const char *
folded(const char *text)
{
	static char buf[EMAIL_SIZE];

	return email_fold(text, buf, sizeof(buf)) == FIELD_OK ? buf : NULL;
}

static const char *
found(const char *text)
{
	static char buf[EMAIL_SIZE];

	return email_find(text, buf, sizeof(buf)) == FIELD_OK ? buf : NULL;
}

#define assert_folds(text, form) assert_string_equal(folded(text), form)

static void
A4_an_address_is_compared_without_case_and_space(void **state)
{
	(void)state;
	assert_folds("Jane@ACME.example", "jane@acme.example");
	assert_folds(" \tjane@acme.example\r\n", "jane@acme.example");
	assert_folds("jane@localhost", "jane@localhost");
}

static void
A4_every_sign_of_an_atom_is_part_of_the_address(void **state)
{
	static const char *const texts[] = { "o'brien@acme.example",
		"jane+van7@acme.example", "jane=van@acme.example",
		"o&hara@acme.example", "jane#7@acme.example",
		"a/b@acme.example", "!$%*-?^_`{|}~@acme.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_folds(texts[i], texts[i]);
		assert_string_equal(found(texts[i]), texts[i]);
	}
}

static void
A4_an_invalid_address_is_rejected(void **state)
{
	static const char *const texts[] = { "", "jane", "@acme.example",
		"jane@", "jane@@acme.example", "jane@acme@example",
		".jane@acme.example", "jane.@acme.example",
		"ja..ne@acme.example", "jane@.example", "jane@acme..example",
		"jane@acme.example.", "jane@-acme.example",
		"jane@acme-.example", "jane@10.0.0.1", "jane@[10.0.0.1]",
		"\"jane doe\"@acme.example", "jane doe@acme.example",
		"jane@acme example", "jane@ac_me.example",
		"jane\x01@acme.example", "jane\xff@acme.example",
		"jane@acme\xff.example",
		"jane\xe2\x80\xae@acme.example", /* right to left */
		"jane\xe2\x80\x8b@acme.example", /* zero width space */
		"jane\xc2\xad@acme.example",     /* soft hyphen */
		"jane\xcd\xbe@acme.example",     /* Greek question mark */
		"jane\xc2\xa0@acme.example" };   /* no-break space */

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_null(folded(texts[i]));
		assert_null(found(texts[i]));
	}
}

static void
A4_lengths_are_those_of_smtp(void **state)
{
	char local[65 + sizeof("@acme.example")], whole[400];

	(void)state;
	memset(local, 'a', 64);
	strcpy(local + 64, "@acme.example");
	assert_folds(local, local);
	memmove(local + 65, local + 64, sizeof("@acme.example"));
	local[64] = 'a';
	assert_null(folded(local));

	strcpy(whole, "a@");
	for (int i = 0; i < 4; i++) {
		memset(whole + 2 + 63 * i, 'b', 62);
		strcpy(whole + 2 + 63 * i + 62, i < 3 ? "." : "");
	}
	assert_int_equal(strlen(whole), 253);
	assert_folds(whole, whole);
	strcat(whole, "b");
	assert_folds(whole, whole);
	whole[strlen(whole) - 20] = '.';
	strcat(whole, "b");
	assert_int_equal(strlen(whole), 255);
	assert_null(folded(whole));
}

static void
A4_other_scripts_have_addresses(void **state)
{
	(void)state;
	assert_folds(
	    "m\xc3\xbcller@acme.example", "m\xc3\xbcller@acme.example");
	/* NFD and NFC are equal */
	assert_folds(
	    "mu\xcc\x88ller@acme.example", "m\xc3\xbcller@acme.example");
	assert_folds("\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e@acme.example",
	    "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e@acme.example");
	assert_folds("T\xcc\x88@acme.example", "\xe1\xba\x97@acme.example");
	assert_folds("\xe2\x84\xaa@acme.example", "k@acme.example");
	/* a typographic apostrophe differs from the ASCII one */
	assert_folds("o\xe2\x80\x99"
		     "brien@acme.example",
	    "o\xe2\x80\x99"
	    "brien@acme.example");
	assert_folds("jane@b\xc3\xbc"
		     "cher.example",
	    "jane@xn--bcher-kva.example");
	assert_folds("jane@B\xc3\x9c"
		     "CHER.example",
	    "jane@xn--bcher-kva.example");
	assert_folds(
	    "jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example");
}

static void
A4_the_first_address_of_a_field_is_found(void **state)
{
	static const struct {
		const char *text, *address;
	} cases[] = {
		{ " A@B.example ,c@d", "A@B.example" },
		{ "a@b.example;c@d.example", "a@b.example" },
		{ "a@b.example c@d.example", "a@b.example" },
		{ ", ;a@b.example;", "a@b.example" },
		{ "home; <c@d.example>", "c@d.example" },
		{ "Doe, Jane <j@d.example>; x@y.example", "j@d.example" },
		{ "Jane <j@d.example>", "j@d.example" },
		{ "Jane < j@d.example >", "j@d.example" },
		{ "<j@d.example>", "j@d.example" },
		{ "\"Doe, Jane @ work\" <j@d.example>", "j@d.example" },
		{ "j@old.example <j@d.example>", "j@old.example" },
		{ "Jane O'Brien <o'brien@d.example>, x@y.example",
		    "o'brien@d.example" },
		{ "(work) j@d.example (not at night)", "j@d.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(found(cases[i].text), cases[i].address);
}

/* Each of them contains an address of another person. */
static void
A4_an_address_is_never_cut_out_of_a_longer_text(void **state)
{
	static const char *const texts[] = { "o&#39;hara@acme.example",
		"o&apos;hara@acme.example", "o'; hara@acme.example x",
		"o, brien@acme.example", "o ,brien@acme.example",
		"o; brien@acme.example", "\"o\", brien@acme.example",
		"o, (home) brien@acme.example", "home; brien@acme.example",
		"a@b.example, o, brien@acme.example", "o,\nbrien@acme.example",
		"<>o, brien@acme.example", "brien@acme.example, o",
		"o brien@acme.example", "jane.o brien@acme.example",
		"jane,doe@acme.example", "jane;doe@acme.example",
		"jane<doe@acme.example", "jane<doe@acme.example>x",
		"jane>doe@acme.example", "jane\"doe@acme.example",
		"\"jane\"doe@acme.example", "jane(x)doe@acme.example",
		"jane:doe@acme.example", "mailto:jane@acme.example",
		"jane\\doe@acme.example", "'jane@acme.example'",
		"jane@acme.example'", "jane@acme.example.au,b@",
		"jane@acme .example", "jane@acme,example x@",
		"jane@acme.example com", "x@y@acme.example, a@b.example",
		"a@b.example, x@y@acme.example", "jane@acme.example>",
		"<jane@acme.example", "jane@acme.example<",
		"jane\xe2\x80\xa8@acme.example",
		"jane[at]acme.example a@b.example" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (found(texts[i]) != NULL)
			fail_msg("'%s' gives '%s'", texts[i], found(texts[i]));
}

static void
A4_an_empty_field_is_not_a_bad_one(void **state)
{
	char buf[EMAIL_SIZE] = "as it was";

	(void)state;
	assert_int_equal(email_find("", buf, sizeof(buf)), FIELD_ENOTFOUND);
	assert_int_equal(
	    email_find(" ,; \t", buf, sizeof(buf)), FIELD_ENOTFOUND);
	assert_int_equal(email_find("<>", buf, sizeof(buf)), FIELD_ENOTFOUND);
	assert_int_equal(email_find("none", buf, sizeof(buf)), FIELD_EINVAL);
	assert_int_equal(email_find("a@b.example", buf, 5), FIELD_EINVAL);
	assert_int_equal(email_fold("a@b.example", buf, 5), FIELD_EINVAL);
	assert_string_equal(buf, "as it was");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    A4_an_address_is_compared_without_case_and_space),
		cmocka_unit_test(
		    A4_every_sign_of_an_atom_is_part_of_the_address),
		cmocka_unit_test(A4_an_invalid_address_is_rejected),
		cmocka_unit_test(A4_lengths_are_those_of_smtp),
		cmocka_unit_test(A4_other_scripts_have_addresses),
		cmocka_unit_test(A4_the_first_address_of_a_field_is_found),
		cmocka_unit_test(
		    A4_an_address_is_never_cut_out_of_a_longer_text),
		cmocka_unit_test(A4_an_empty_field_is_not_a_bad_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
