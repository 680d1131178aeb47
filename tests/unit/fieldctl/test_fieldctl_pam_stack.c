/* The files that pam-auth-update generates from our profiles, valid and
 * invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fieldctl/machine/pam_stack.h"

#define OURS                                                                   \
	"ignore=ignore user_unknown=ignore module_unknown=ignore default=die]" \
	"\tpam_fieldauth.so\n"
#define AUTH_END                             \
	"auth\trequisite\t\t\tpam_deny.so\n" \
	"auth\trequired\t\t\tpam_permit.so\n"

#define FINAL                                                              \
	"session\t[success=ok ignore=1 module_unknown=ignore default=die]" \
	"\tpam_fieldauth.so\n"
#define HOME "session optional pam_mkhomedir.so umask=0077\n"

static const char *
problem_of(const char *text, const char *type)
{
	struct pam_stack stack;

	pam_stack_read(text, type, &stack);
	return pam_stack_problem(&stack, type);
}

static void
generated_stacks_are_good(void **state)
{
	(void)state;
	assert_null(problem_of("# primary\n"
			       "auth\t[success=2 " OURS
			       "auth\t[success=1 default=ignore]\t"
			       "pam_unix.so nullok\n" AUTH_END,
	    "auth"));
	assert_null(problem_of(
	    "account\t[success=2 new_authtok_reqd=done " OURS
	    "account\t[success=1 new_authtok_reqd=done default=ignore]\t"
	    "pam_unix.so \n"
	    "account\trequisite\tpam_deny.so\n",
	    "account"));
	assert_null(problem_of(
	    "password\t[success=2 default=ignore]\tpam_unix.so obscure\n"
	    "password\t[success=1 " OURS "password\trequisite\tpam_deny.so\n",
	    "password"));
	assert_null(problem_of(FINAL HOME, "session"));
}

/* The earlier profile: a refusal is ignored, a home folder created. */
static void
session_line_that_is_not_final_or_stands_too_late_is_found(void **state)
{
	(void)state;
	assert_non_null(
	    problem_of("session optional pam_fieldauth.so\n", "session"));
	assert_non_null(
	    problem_of("session required pam_fieldauth.so\n", "session"));
	assert_non_null(problem_of(HOME FINAL, "session"));
}

static void
missing_line_is_found(void **state)
{
	(void)state;
	assert_non_null(problem_of("", "auth"));
	assert_non_null(problem_of(
	    "#auth [success=2 default=die] pam_fieldauth.so\n", "auth"));
	assert_non_null(problem_of(
	    "account [success=2 default=die] pam_fieldauth.so\n", "auth"));
	assert_non_null(
	    problem_of("session optional pam_unix.so\n", "session"));
}

static void
refusal_that_does_not_end_the_stack_is_found(void **state)
{
	const char *problem = problem_of(
	    "account [success=2 new_authtok_reqd=done default=ignore] "
	    "pam_fieldauth.so\n"
	    "account [success=1 default=ignore] pam_unix.so\n"
	    "account requisite pam_deny.so\n",
	    "account");

	(void)state;
	assert_non_null(problem);
	assert_non_null(strstr(problem, "default=bad"));
}

static void
jump_that_ends_at_pam_deny_is_found(void **state)
{
	(void)state;
	assert_non_null(
	    problem_of("auth [success=1 default=die] pam_fieldauth.so\n"
		       "auth [success=1 default=ignore] pam_unix.so\n" AUTH_END,
		"auth"));
	assert_non_null(problem_of(
	    "auth [default=die] pam_fieldauth.so\n" AUTH_END, "auth"));
	assert_non_null(problem_of(
	    "auth [success=done default=die] pam_fieldauth.so\n" AUTH_END,
	    "auth"));
}

static void
wrong_order_is_found(void **state)
{
	(void)state;
	assert_non_null(
	    problem_of("auth [success=2 default=ignore] pam_unix.so\n"
		       "auth [success=1 " OURS AUTH_END,
		"auth"));
	assert_non_null(
	    problem_of("password [success=2 " OURS
		       "password [success=1 default=ignore] pam_unix.so\n"
		       "password requisite pam_deny.so\n",
		"password"));
}

static void
account_that_forgets_expired_passwords_is_found(void **state)
{
	(void)state;
	assert_non_null(
	    problem_of("account [success=2 " OURS
		       "account [success=1 default=ignore] pam_unix.so\n"
		       "account requisite pam_deny.so\n",
		"account"));
}

static void
paths_dashes_and_options_are_understood(void **state)
{
	struct pam_stack stack;

	(void)state;
	pam_stack_read("-auth  required /usr/lib/x/pam_a.so debug # why\n"
		       "auth\t[success=1\tdefault=ignore] pam_b.so",
	    "auth", &stack);
	assert_int_equal(stack.count, 2);
	assert_string_equal(stack.rules[0].module, "pam_a.so");
	assert_string_equal(stack.rules[1].module, "pam_b.so");
	assert_true(pam_stack_has(&stack, "pam_a.so"));
	assert_false(pam_stack_has(&stack, "pam_c.so"));
}

static void
assert_without_us(const char *text, const char *expected)
{
	char *without = pam_stack_without_us(text);

	assert_non_null(without);
	assert_string_equal(without, expected);
	free(without);
}

static void
lines_are_taken_out_and_jumps_over_them_shortened(void **state)
{
	(void)state;
	assert_without_us("# primary\n"
			  "auth\t[success=2 " OURS
			  "auth\t[success=1 default=ignore]\tpam_unix.so x=9\n"
			  "auth optional pam_mine.so\n" AUTH_END,
	    "# primary\n"
	    "auth\t[success=1 default=ignore]\tpam_unix.so x=9\n"
	    "auth optional pam_mine.so\n" AUTH_END);
	assert_without_us(
	    "password\t[success=2 user_unknown=2 default=ignore]\tpam_unix.so "
	    "obscure\n"
	    "session required pam_unix.so\n"
	    "# not a rule\n"
	    "password\t[success=1 " OURS "password\trequisite\tpam_deny.so",
	    "password\t[success=1 user_unknown=1 default=ignore]\tpam_unix.so "
	    "obscure\n"
	    "session required pam_unix.so\n"
	    "# not a rule\n"
	    "password\trequisite\tpam_deny.so");
}

static void
files_without_our_lines_stay_byte_for_byte(void **state)
{
	static const char *const texts[] = { "", "\n", "# pam_fieldauth.so\n",
		"auth [success=1 default=ignore] pam_unix.so nullok=2\n" AUTH_END,
		"auth [broken\nauth required pam_deny.so" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_without_us(texts[i], texts[i]);
}

static void
broken_lines_are_left_out(void **state)
{
	struct pam_stack stack;
	char huge[4096];

	(void)state;
	memset(huge, 'x', sizeof(huge));
	memcpy(huge, "auth ", 5);
	huge[sizeof(huge) - 1] = '\0';
	pam_stack_read(huge, "auth", &stack);
	assert_int_equal(stack.count, 0);
	pam_stack_read("auth\nauth [success=1\nauth required\nauthx required "
		       "pam_a.so\nauth required \n",
	    "auth", &stack);
	assert_int_equal(stack.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generated_stacks_are_good),
		cmocka_unit_test(
		    session_line_that_is_not_final_or_stands_too_late_is_found),
		cmocka_unit_test(missing_line_is_found),
		cmocka_unit_test(refusal_that_does_not_end_the_stack_is_found),
		cmocka_unit_test(jump_that_ends_at_pam_deny_is_found),
		cmocka_unit_test(wrong_order_is_found),
		cmocka_unit_test(
		    account_that_forgets_expired_passwords_is_found),
		cmocka_unit_test(paths_dashes_and_options_are_understood),
		cmocka_unit_test(
		    lines_are_taken_out_and_jumps_over_them_shortened),
		cmocka_unit_test(files_without_our_lines_stay_byte_for_byte),
		cmocka_unit_test(broken_lines_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
