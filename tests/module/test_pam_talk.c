/* Options, flags, prompts and items: how the module communicates (L1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

static int64_t
failures(void)
{
	return terminal_count("SELECT COALESCE((SELECT failure_count FROM "
			      "attempt a JOIN person p ON p.id = a.person_id "
			      "WHERE p.login = 'jane'), 0)");
}

/* --- one hidden prompt ------------------------------------------------------------ */

/* The password method of sshd: each hidden prompt gets the same answer, and a
 * visible one fails. */
static void
one_hidden_prompt_and_nothing_else_is_asked(void **state)
{
	struct dialogue blind = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	blind.blind = true;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &blind), PAM_SUCCESS);
	assert_int_equal(blind.prompt_count, 1);
	assert_false(blind.visible);
	assert_string_equal(blind.prompts[0], "Password: ");
}

static void
conversation_that_fails_or_answers_nothing_is_an_error(void **state)
{
	struct dialogue fails = { .fails = true };
	struct dialogue null = { .answer_count = 1 };
	struct dialogue none = { .answer_count = 0 };
	static const char *const users[] = { "jane", "nosuchname" };

	(void)state;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		null.prompt_count = none.prompt_count = 0;
		assert_int_equal(
		    dialogue_authenticate("", users[i], &fails), PAM_CONV_ERR);
		assert_int_equal(
		    dialogue_authenticate("", users[i], &null), PAM_CONV_ERR);
		assert_int_equal(
		    dialogue_authenticate("", users[i], &none), PAM_CONV_ERR);
	}
	assert_int_equal(failures(), 0);
}

static void
missing_pam_user_is_asked_for(void **state)
{
	struct dialogue dialogue = DIALOGUE("jane", TERMINAL_PASSWORD);
	struct dialogue empty = DIALOGUE("", TERMINAL_PASSWORD);

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", NULL, &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 2);
	assert_int_not_equal(
	    dialogue_authenticate("", NULL, &empty), PAM_SUCCESS);
}

static void
empty_password_is_refused_with_and_without_the_flag(void **state)
{
	static const int flags[] = { 0, PAM_DISALLOW_NULL_AUTHTOK };

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct dialogue empty = DIALOGUE("");
		pam_handle_t *pamh = dialogue_start(
		    dialogue_stack(""), "jane", &empty);

		assert_int_equal(
		    pam_authenticate(pamh, flags[i]), PAM_AUTH_ERR);
		dialogue_end(pamh);
	}
}

/* --- lengths, and the stand-in of sshd for a password -------------------------------- */

static void
only_the_very_bytes_are_right_whatever_their_number(void **state)
{
	static const size_t lens[] = { 511, 512, 513, 65535, 65536, 100000 };
	char *text = malloc(100001);

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct dialogue dialogue = DIALOGUE(text);

		memset(text, 'x', lens[i]);
		memcpy(text, TERMINAL_PASSWORD, sizeof(TERMINAL_PASSWORD) - 1);
		text[lens[i]] = '\0';
		assert_int_equal(
		    dialogue_authenticate("", "jane", &dialogue), PAM_AUTH_ERR);
		assert_int_equal(failures(), i + 1);
	}
	free(text);
}

static void
sshds_stand_in_for_a_password_is_not_the_persons_failure(void **state)
{
	/* four to seven characters lead to another prompt: test_pam_code */
	static const char *const junk[] = { "\b", "\b\n\r\177INCO",
		"\b\n\r\177INCORRECT", "\b\n\r\177INCORRECT\b\n\r\177INCORRE" };
	int64_t before = terminal_count(
	    "SELECT COALESCE(sum(count), 0) FROM unknown_attempt");

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		struct dialogue dialogue = DIALOGUE(junk[i]);

		assert_int_equal(
		    dialogue_authenticate("", "jane", &dialogue), PAM_AUTH_ERR);
	}
	assert_int_equal(failures(), 0);
	/* but the work was done */
	assert_int_equal(terminal_count("SELECT sum(count) FROM "
					"unknown_attempt"),
	    before + 4);
}

/* --- options ---------------------------------------------------------------------------- */

static int
behind_another(const char *options, const char *user, struct dialogue *dialogue)
{
	pam_handle_t *pamh;
	char stack[512];
	int rc;

	/* the module in front prompts, and its result does not matter */
	(void)snprintf(stack, sizeof(stack),
	    "auth optional pam_fieldauth.so\n"
	    "auth required pam_fieldauth.so %s\n",
	    options);
	pamh = dialogue_start(stack, user, dialogue);
	rc = pam_authenticate(pamh, 0);
	dialogue_end(pamh);
	return rc;
}

static void
use_first_pass_never_asks(void **state)
{
	struct dialogue none = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue wrong = DIALOGUE("wrong", TERMINAL_PASSWORD);

	(void)state;
	assert_int_equal(dialogue_authenticate("use_first_pass", "jane", &none),
	    PAM_AUTH_ERR);
	assert_int_equal(none.prompt_count, 0);
	assert_int_equal(
	    behind_another("use_first_pass", "jane", &right), PAM_SUCCESS);
	assert_int_equal(right.prompt_count, 1);
	assert_int_equal(
	    behind_another("use_first_pass", "jane", &wrong), PAM_AUTH_ERR);
	assert_int_equal(wrong.prompt_count, 1);
}

static void
silence_keeps_the_sentence_back(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(dialogue_stack(""), "jane", &right);

	(void)state;
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(pam_authenticate(pamh, PAM_SILENT), PAM_AUTH_ERR);
	assert_int_equal(pam_acct_mgmt(pamh, PAM_SILENT), PAM_PERM_DENIED);
	assert_int_equal(right.said_count, 0);
	dialogue_end(pamh);
}

static void
sentences_are_in_the_terminals_language_whatever_the_hosts(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	assert_int_equal(setenv("LANGUAGE", "de", 1), 0);
	assert_int_equal(setenv("LC_ALL", "de_DE.UTF-8", 1), 0);
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	(void)dialogue_authenticate("", "jane", &right);
	assert_string_equal(
	    right.said[0], "Your account is blocked. Ask your administrator.");
	(void)unsetenv("LANGUAGE");
	(void)unsetenv("LC_ALL");
}

/* --- PAM_AUTHTOK ----------------------------------------------------------------------------- */

static void
verified_password_is_left_for_the_modules_behind(void **state)
{
	static const char stack[] =
	    "auth required pam_fieldauth.so\n"
	    "auth required pam_exec.so expose_authtok quiet /tmp/take-token\n";
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(stack, "jane", &right);

	(void)state;
	terminal_shell("printf '#!/bin/sh\\ncat >/tmp/token\\n' "
		       ">/tmp/take-token && chmod 755 /tmp/take-token");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	terminal_shell("grep -a -q -F -e '%s' /tmp/token", TERMINAL_PASSWORD);
	dialogue_end(pamh);
}

/* Otherwise a keyring would be opened or created with a one-time secret. */
static void
temporary_password_is_not_left_behind(void **state)
{
	static const char stack[] =
	    "auth required pam_fieldauth.so\n"
	    "auth optional pam_exec.so expose_authtok quiet /tmp/take-token\n";
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD, "");
	pam_handle_t *pamh;

	(void)state;
	terminal_sql("UPDATE password SET temporary = 1");
	terminal_shell("rm -f /tmp/token; printf '#!/bin/sh\\ncat "
		       ">/tmp/token\\n' >/tmp/take-token && "
		       "chmod 755 /tmp/take-token");
	pamh = dialogue_start(stack, "jane", &right);
	(void)pam_authenticate(pamh, 0);
	dialogue_end(pamh);
	terminal_shell("! grep -a -q -F -e '%s' /tmp/token", TERMINAL_PASSWORD);
}

/* A name may be a password that was typed at the wrong prompt; a line may be
 * forged. */
static void
nothing_that_was_typed_gets_into_the_log(void **state)
{
	struct dialogue dialogue = DIALOGUE("typed-secret-7");
	struct dialogue right = DIALOGUE("typed-secret-8");
	pam_handle_t *pamh;

	(void)state;
	terminal_wait_for_syslog();
	(void)terminal_logged("");
	(void)dialogue_authenticate(
	    "debug", "typed-secret-6\nforged: line", &dialogue);
	pamh = dialogue_start(dialogue_stack("debug"), "jane", &right);
	assert_int_equal(
	    pam_set_item(pamh, PAM_RHOST, "evil\nforged: line"), PAM_SUCCESS);
	(void)pam_authenticate(pamh, 0);
	dialogue_end(pamh);
	terminal_wait_for_syslog();
	terminal_shell("! grep -q typed-secret /run/world/syslog");
	terminal_shell("! grep -q '^forged' /run/world/syslog");
	terminal_shell("grep -q 'evil.x0aforged' /run/world/syslog");
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_hidden_prompt_and_nothing_else_is_asked),
		TEST(conversation_that_fails_or_answers_nothing_is_an_error),
		TEST(missing_pam_user_is_asked_for),
		TEST(empty_password_is_refused_with_and_without_the_flag),
		TEST(only_the_very_bytes_are_right_whatever_their_number),
		TEST(sshds_stand_in_for_a_password_is_not_the_persons_failure),
		TEST(use_first_pass_never_asks),
		TEST(silence_keeps_the_sentence_back),
		TEST(
		    sentences_are_in_the_terminals_language_whatever_the_hosts),
		TEST(verified_password_is_left_for_the_modules_behind),
		TEST(temporary_password_is_not_left_behind),
		TEST(nothing_that_was_typed_gets_into_the_log),
	};

	return cmocka_run_group_tests_name(
	    "pam_talk", tests, terminal_set_up, NULL);
}
