/*
 * The dialogue about one-time codes, as a greeter or a locker conducts it: only
 * prompts are shown, and what a person must know is in them (L2, L4, L5).
 */
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

#define OLD TERMINAL_PASSWORD
#define NEW "Four-2-lemons-argue"

static int64_t
used(void)
{
	return terminal_count(
	    "SELECT count(*) FROM one_time_code WHERE used_at IS NOT NULL");
}

static void
L5_code_is_taken_at_the_first_prompt_and_a_new_password_is_offered(void **state)
{
	struct dialogue dialogue = DIALOGUE(terminal_code("link", "jane"), "");
	struct dialogue again = DIALOGUE(dialogue.answers[0]);

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 2);
	assert_string_equal(dialogue.prompts[0], "Password: ");
	assert_string_equal(
	    dialogue.prompts[1], "New password (Enter keeps the old one): ");
	assert_false(dialogue.visible);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &again), PAM_AUTH_ERR);
	assert_int_equal(again.prompt_count, 1);
}

static void
L4_word_leads_to_a_visible_prompt_that_says_what_was_wrong(void **state)
{
	struct dialogue dialogue = DIALOGUE(
	    "invite", "nonsense", terminal_code("link", "jane"), "");

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 4);
	assert_true(dialogue.visible);
	assert_non_null(
	    strstr(dialogue.prompts[2], "incorrect or has expired"));
	assert_int_equal(dialogue.said_count, 0);
}

static void
Q3_unknown_names_and_people_get_the_same_dialogue(void **state)
{
	static const char *const words[] = { "code", "invite", "Code",
		"wrong" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct dialogue known = DIALOGUE(words[i], "a", "b", "c", "d");
		struct dialogue unknown = DIALOGUE(
		    words[i], "a", "b", "c", "d");

		assert_int_equal(
		    dialogue_authenticate("", "jane", &known), PAM_AUTH_ERR);
		assert_int_equal(dialogue_authenticate("", "nosuch", &unknown),
		    PAM_USER_UNKNOWN);
		assert_int_equal(known.prompt_count, i < 3 ? 4 : 1);
		assert_int_equal(unknown.prompt_count, known.prompt_count);
		for (size_t k = 0; k < known.prompt_count; k++)
			assert_string_equal(
			    known.prompts[k], unknown.prompts[k]);
	}
}

static void
L4_an_empty_reply_ends_the_dialogue(void **state)
{
	struct dialogue dialogue = DIALOGUE("code", "", "more");

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_AUTH_ERR);
	assert_int_equal(dialogue.prompt_count, 2);
}

/* As the password method of sshd. */
static void
L4_blind_host_takes_a_code_and_changes_nothing(void **state)
{
	struct dialogue dialogue = DIALOGUE(terminal_code("link", "jane"));
	struct dialogue word = DIALOGUE("code");
	struct dialogue right = DIALOGUE(OLD);

	(void)state;
	dialogue.blind = true;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_SUCCESS);
	word.blind = true;
	assert_int_not_equal(
	    dialogue_authenticate("", "jane", &word), PAM_SUCCESS);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
}

static void
L5_new_password_is_stored_and_its_faults_are_in_the_prompts(void **state)
{
	struct dialogue dialogue = DIALOGUE(terminal_code("link", "jane"),
	    "short", "short", NEW, "other", NEW, NEW);
	struct dialogue right = DIALOGUE(NEW);

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 7);
	assert_non_null(strstr(dialogue.prompts[3], "too short"));
	assert_non_null(strstr(dialogue.prompts[5], "do not match"));
	assert_int_equal(dialogue.said_count, 0);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
}

static void
L5_a_code_is_not_left_for_the_modules_behind(void **state)
{
	struct dialogue dialogue = DIALOGUE(
	    terminal_code("link", "jane"), NEW, NEW);
	pam_handle_t *pamh = dialogue_start(
	    "auth required pam_fieldauth.so\n"
	    "auth [success=die default=ignore] pam_fieldauth.so "
	    "use_first_pass\n",
	    "jane", &dialogue);

	(void)state;
	/* the second finds no password to use */
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 3);
	dialogue_end(pamh);
}

static void
L2_invitation_is_followed_by_the_change_that_uses_it_up(void **state)
{
	struct dialogue dialogue;
	pam_handle_t *pamh;

	(void)state;
	terminal_sql("DELETE FROM password WHERE person_id = "
		     "(SELECT id FROM person WHERE login = 'jane')");
	dialogue = (struct dialogue)DIALOGUE(
	    terminal_code("invite", "jane"), NEW, NEW, "+1 555 0100");
	pamh = dialogue_start(dialogue_stack(""), "jane", &dialogue);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(used(), 0);
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 4);
	assert_string_equal(
	    dialogue.prompts[3], "Phone number (Enter skips): ");
	assert_int_equal(terminal_count("SELECT count(*) FROM person WHERE "
					"phone = '+1 555 0100'"),
	    1);
	assert_non_null(strstr(dialogue.prompts[1], "New password: "));
	assert_true(strlen(dialogue.prompts[1]) > strlen("New password: "));
	assert_int_equal(used(), 1);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
}

static void
L2_a_change_that_is_cancelled_leaves_the_invitation_good(void **state)
{
	struct dialogue dialogue, again;
	pam_handle_t *pamh;

	(void)state;
	terminal_sql("DELETE FROM password WHERE person_id = "
		     "(SELECT id FROM person WHERE login = 'jane')");
	dialogue = (struct dialogue)DIALOGUE(
	    terminal_code("invite", "jane"), NEW);
	pamh = dialogue_start(dialogue_stack(""), "jane", &dialogue);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK), PAM_AUTHTOK_ERR);
	dialogue_end(pamh);
	again = (struct dialogue)DIALOGUE(dialogue.answers[0]);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &again), PAM_SUCCESS);
}

/* The handle of a host may be used for several attempts. */
static void
L5_a_later_password_does_not_inherit_what_a_code_permits(void **state)
{
	struct dialogue dialogue = DIALOGUE(
	    terminal_code("link", "jane"), "", OLD, OLD, NEW, NEW);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), "jane", &dialogue);

	(void)state;
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	terminal_sql("UPDATE person SET must_change = 1 WHERE login = 'jane'");
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK), PAM_SUCCESS);
	assert_non_null(strstr(dialogue.prompts[3], "urrent password"));
	dialogue_end(pamh);
}

static void
L9_the_record_of_the_sign_in_is_not_in_the_environment_of_the_session(
    void **state)
{
	struct dialogue dialogue = DIALOGUE(terminal_code("link", "jane"), "");
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), "jane", &dialogue);

	(void)state;
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_null(pam_getenv(pamh, "FIELDAUTH_SIGN_IN"));
	assert_int_equal(terminal_count("SELECT count(*) FROM session WHERE "
					"method = 'link' AND "
					"change_code_id IS NOT NULL"),
	    1);
	assert_int_equal(
	    terminal_count("SELECT count(*) FROM recent_sign_in"), 0);
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    L5_code_is_taken_at_the_first_prompt_and_a_new_password_is_offered),
		TEST(
		    L4_word_leads_to_a_visible_prompt_that_says_what_was_wrong),
		TEST(Q3_unknown_names_and_people_get_the_same_dialogue),
		TEST(L4_an_empty_reply_ends_the_dialogue),
		TEST(L4_blind_host_takes_a_code_and_changes_nothing),
		TEST(
		    L5_new_password_is_stored_and_its_faults_are_in_the_prompts),
		TEST(L5_a_code_is_not_left_for_the_modules_behind),
		TEST(L2_invitation_is_followed_by_the_change_that_uses_it_up),
		TEST(L2_a_change_that_is_cancelled_leaves_the_invitation_good),
		TEST(L5_a_later_password_does_not_inherit_what_a_code_permits),
		TEST(
		    L9_the_record_of_the_sign_in_is_not_in_the_environment_of_the_session),
	};

	return cmocka_run_group_tests_name(
	    "pam_code", tests, terminal_set_up, NULL);
}
