/* The text of a template: what is refused, and what it gives (L10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/mail/template_text.h"

static int
check(enum mail_template id, bool by_text, const char *text,
    struct template_problem *problem)
{
	return template_check(id, by_text, text, strlen(text), problem);
}

static void
L10_a_template_with_its_fields_is_accepted(void **state)
{
	struct template_problem problem;

	(void)state;
	assert_int_equal(
	    check(MAIL_LINK, false,
		"Subject: {{a}} {terminal}\n\nCódigo:\t{code}\n{expires} {by}",
		&problem),
	    FIELD_OK);
	assert_int_equal(
	    check(MAIL_LINK, true, "{code}\n", &problem), FIELD_OK);
	assert_int_equal(
	    check(MAIL_TEST, false, "Subject: x\n", &problem), FIELD_OK);
}

static void
L10_an_error_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *why;
	} cases[] = {
		{ "", 0, "the field is missing: code" },
		{ "Hello\n", 1, "the first line must be" },
		{ "Subject:  \n\n{code} {expires}", 1, "the first line must" },
		{ "Subject: a\nBcc: all@x.example\n\n{code}", 2,
		    "the second line must be empty" },
		{ "Subject: a\n\n{expires}\n", 0,
		    "the field is missing: code" },
		{ "Subject: a\n\n{code}\n", 0,
		    "the field is missing: expires" },
		{ "Subject: a\n\n{code} {expires}\n{cod}\n", 4,
		    "no such field: {cod}" },
		{ "Subject: a\n\n{code} {expires} {plan}", 3,
		    "mails of this kind have no field: plan" },
		{ "Subject: {code}\n\n{code} {expires}", 1,
		    "a subject must not have the field: code" },
		{ "Subject: {none}\n\n{code} {expires}", 1, "no such field" },
		{ "Subject: a\n\n{code} {expires} {", 3, "a brace without" },
		{ "Subject: a\n\n{code} {expires} }", 3, "a brace without" },
		{ "Subject: a\n\n{code} {expires}\x1b[2J", 3,
		    "the line has control characters" },
		{ "Subject: a\r\n\r\n{code} {expires}", 1,
		    "the line has control characters" },
		{ "Subject: a\n\n{code} {expires} \xff", 3,
		    "the line has control characters or is not UTF-8" },
	};
	struct template_problem problem;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    check(MAIL_LINK, false, cases[i].text, &problem),
		    FIELD_EINVAL);
		if (problem.line != cases[i].line ||
		    strncmp(problem.why, cases[i].why, strlen(cases[i].why)) !=
			0)
			fail_msg("%zu: %d: %s", i, problem.line, problem.why);
	}
	assert_int_equal(template_check(MAIL_TEST, false, "Subject: a\n\na\0b",
			     15, &problem),
	    FIELD_EINVAL);
	assert_int_equal(problem.line, 3);
	assert_int_equal(check(MAIL_TEST, false, "", &problem), FIELD_EINVAL);
}

static void
L10_a_line_that_is_too_long_is_refused(void **state)
{
	struct template_problem problem;
	char text[TEMPLATE_LINE_MAX + 20];

	(void)state;
	(void)snprintf(text, sizeof(text), "Subject: %-*s", 8, "x");
	memset(text + 10, 'x', TEMPLATE_LINE_MAX - 10);
	text[TEMPLATE_LINE_MAX] = '\0';
	assert_int_equal(check(MAIL_TEST, false, text, &problem), FIELD_OK);
	text[TEMPLATE_LINE_MAX] = 'x';
	text[TEMPLATE_LINE_MAX + 1] = '\0';
	assert_int_equal(check(MAIL_TEST, false, text, &problem), FIELD_EINVAL);
}

/* --- filling ------------------------------------------------------------------ */

static void
fills(const char *text, bool by_text, const struct template_values *values,
    const char *expected_subject, const char *expected_body)
{
	struct strbuf subject = STRBUF_INIT, body = STRBUF_INIT;

	template_fill(text, by_text, values, &subject, &body);
	if (expected_subject != NULL)
		assert_string_equal(subject.bytes, expected_subject);
	else
		assert_null(subject.bytes);
	assert_string_equal(body.bytes, expected_body);
	strbuf_release(&subject);
	strbuf_release(&body);
}

static void
L10_fields_are_replaced_and_braces_stay(void **state)
{
	const struct template_values values = {
		.text = { [MAIL_FIELD_LOGIN] = "jane",
		    [MAIL_FIELD_CODE] = "K7QM-3TXP-9RVW" },
	};

	(void)state;
	fills("Subject: for {login}\n\n{{{code}}}\n", false, &values,
	    "for jane", "{K7QM-3TXP-9RVW}\n");
	fills("{login}: {code}", true, &values, NULL, "jane: K7QM-3TXP-9RVW\n");
}

static void
L10_a_line_with_a_field_without_a_value_is_left_out(void **state)
{
	const struct template_values values = {
		.text = { [MAIL_FIELD_LOGIN] = "jane", [MAIL_FIELD_BY] = "" },
	};

	(void)state;
	fills("Subject: a\n\n{login}\n\nby {by}\n\nask {help}\nend\n", false,
	    &values, "a", "jane\n\nend\n");
	/* a subject is needed */
	fills("Subject: {by}\n\nend\n", false, &values, "fieldauth", "end\n");
}

/* A person's name may come from accounting. */
static void
L10_a_value_adds_no_line_and_no_field(void **state)
{
	const struct template_values values = {
		.text = { [MAIL_FIELD_NAME] = "J\r\nBcc: all@x.example {code}",
		    [MAIL_FIELD_CODE] = "secret",
		    [MAIL_FIELD_LOGINS] = "jane\njoe" },
	};

	(void)state;
	fills("Subject: {name}\n\n{name}\n    {logins}\n", false, &values,
	    "J  Bcc: all@x.example {code}",
	    "J  Bcc: all@x.example {code}\n    jane\n    joe\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(L10_a_template_with_its_fields_is_accepted),
		cmocka_unit_test(L10_an_error_is_told_with_its_line),
		cmocka_unit_test(L10_a_line_that_is_too_long_is_refused),
		cmocka_unit_test(L10_fields_are_replaced_and_braces_stay),
		cmocka_unit_test(
		    L10_a_line_with_a_field_without_a_value_is_left_out),
		cmocka_unit_test(L10_a_value_adds_no_line_and_no_field),
	};

	return cmocka_run_group_tests_name("template_text", tests, NULL, NULL);
}
