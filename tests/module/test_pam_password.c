/* Choosing a new password: both phases of chauthtok (L8, L7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "build_paths.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define OLD TERMINAL_PASSWORD
#define NEW "Four-2-lemons-argue"

static int
change(
    const char *stack, const char *user, int flags, struct dialogue *dialogue)
{
	pam_handle_t *pamh = dialogue_start(stack, user, dialogue);
	int rc = pam_chauthtok(pamh, flags);

	dialogue_end(pamh);
	return rc;
}

static void
assert_password_is(const char *password)
{
	struct dialogue right = DIALOGUE(password);

	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
}

static void
must_change(void)
{
	terminal_sql("UPDATE person SET must_change = 1 WHERE login = 'jane'");
}

/* --- a person: setuid root host, real uid the person's ------------------------ */

struct as_person {
	struct dialogue *dialogue;
	int flags;
};

/* As with passwd(1): the real uid is the person's, the effective uid is
 * root's. */
static int
change_as_passwd_does(void *context)
{
	struct as_person *as = context;

	return change(dialogue_stack(""), "jane", as->flags, as->dialogue);
}

static int
passwd(struct dialogue *dialogue)
{
	uid_t uid = terminal_uid("jane");
	struct as_person as = { dialogue, 0 };
	int rc;

	assert_int_equal(setresuid(uid, 0, 0), 0);
	rc = change_as_passwd_does(&as);
	assert_int_equal(setresuid(0, 0, 0), 0);
	return rc;
}

static void
person_gives_the_old_and_twice_the_new_one(void **state)
{
	struct dialogue dialogue = DIALOGUE(OLD, NEW, NEW);

	(void)state;
	assert_int_equal(passwd(&dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 3);
	assert_non_null(strstr(dialogue.prompts[0], "urrent"));
	assert_non_null(strstr(dialogue.prompts[1], "New"));
	assert_non_null(strstr(dialogue.prompts[2], "Retype"));
	assert_password_is(NEW);
}

static void
wrong_old_password_ends_it_before_a_new_one_is_asked(void **state)
{
	struct dialogue dialogue = DIALOGUE("wrong", NEW, NEW);

	(void)state;
	assert_int_equal(passwd(&dialogue), PAM_AUTH_ERR);
	assert_int_equal(dialogue.prompt_count, 1);
	assert_password_is(OLD);
	assert_int_equal(terminal_count("SELECT count(*) FROM audit WHERE "
					"action = 'user.password' AND "
					"outcome = 'failed'"),
	    1);
}

/* A greeter shows nothing but prompts. */
static void
assert_prompt_says(
    const struct dialogue *dialogue, size_t at, const char *reason)
{
	const char *prompt = dialogue->prompts[at];
	const char *end = strstr(prompt, " New password: ");

	assert_non_null(strstr(prompt, reason));
	assert_non_null(end);
	assert_string_equal(end, " New password: ");
}

static void
weak_ones_are_explained_and_asked_again_three_times(void **state)
{
	struct dialogue thrice = DIALOGUE(OLD, "short", "short", OLD, OLD,
	    "password1", "password1", NEW, NEW);
	struct dialogue then_good = DIALOGUE(OLD, "short", "short", NEW, NEW);

	(void)state;
	assert_int_equal(passwd(&thrice), PAM_AUTHTOK_ERR);
	assert_int_equal(thrice.prompt_count, 7);
	assert_string_equal(thrice.prompts[1], "New password: ");
	assert_prompt_says(&thrice, 3, "too short");
	assert_prompt_says(&thrice, 5, "same as the old");
	assert_string_equal(thrice.prompts[6], "Retype new password: ");
	/* no prompt follows the last refusal */
	assert_int_equal(thrice.said_count, 1);
	assert_non_null(strstr(thrice.said[0], "too weak"));
	assert_password_is(OLD);
	assert_int_equal(passwd(&then_good), PAM_SUCCESS);
	assert_int_equal(then_good.said_count, 0);
	assert_password_is(NEW);
}

static void
mistyped_ones_are_asked_again(void **state)
{
	struct dialogue dialogue = DIALOGUE(OLD, NEW, "other", NEW, NEW);
	struct dialogue never = DIALOGUE(NEW, "a", "b", "c", "d", "e", "f");

	(void)state;
	assert_int_equal(passwd(&dialogue), PAM_SUCCESS);
	assert_prompt_says(&dialogue, 3, "The passwords do not match.");
	assert_password_is(NEW);
	assert_int_equal(passwd(&never), PAM_TRY_AGAIN);
	assert_int_equal(never.prompt_count, 7);
	assert_prompt_says(&never, 5, "The passwords do not match.");
	assert_password_is(NEW);
}

static void
end_of_the_conversation_changes_nothing(void **state)
{
	struct dialogue at_old = { .fails = true };
	struct dialogue at_new = DIALOGUE(OLD);
	struct dialogue null = DIALOGUE(OLD, NULL);

	(void)state;
	assert_int_equal(passwd(&at_old), PAM_AUTHTOK_ERR);
	assert_int_equal(passwd(&at_new), PAM_AUTHTOK_ERR);
	null.answer_count = 2;
	assert_int_equal(passwd(&null), PAM_AUTHTOK_ERR);
	assert_password_is(OLD);
}

static void
too_long_ones_are_refused(void **state)
{
	char text[1024];
	struct dialogue dialogue = DIALOGUE(
	    OLD, text, text, text, text, text, text);

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(passwd(&dialogue), PAM_AUTHTOK_ERR);
	assert_password_is(OLD);
}

/* --- root, and hosts of root's that make a person change ------------------------ */

static void
root_gives_one_without_the_old(void **state)
{
	struct dialogue dialogue = DIALOGUE(NEW, NEW);

	(void)state;
	assert_int_equal(
	    change(dialogue_stack(""), "jane", 0, &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 2);
	assert_password_is(NEW);
}

static void
change_of_expired_ones_alone_asks_nothing_when_none_is(void **state)
{
	struct dialogue dialogue = DIALOGUE(OLD, NEW, NEW);

	(void)state;
	assert_int_equal(change(dialogue_stack(""), "jane",
			     PAM_CHANGE_EXPIRED_AUTHTOK, &dialogue),
	    PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 0);
	assert_password_is(OLD);
}

/* As the keyboard-interactive method of sshd and login do. */
static void
must_change_ends_with_the_change_in_the_same_dialogue(void **state)
{
	struct dialogue dialogue = DIALOGUE(OLD, OLD, NEW, NEW);
	pam_handle_t *pamh;

	(void)state;
	must_change();
	pamh = dialogue_start(dialogue_stack(""), "jane", &dialogue);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
	assert_string_equal(dialogue.prompts[1],
	    "You must choose a new password. Current password: ");
	assert_string_equal(dialogue.prompts[2], "New password: ");
	/* a greeter may not show a prompt that follows a message */
	assert_int_equal(dialogue.said_count, 0);
	assert_password_is(NEW);
}

static void
must_change_refused_stays_must_change(void **state)
{
	struct dialogue dialogue = DIALOGUE(OLD, "a", "a", "b", "b", "c", "c");
	struct dialogue silent = DIALOGUE("");

	(void)state;
	must_change();
	assert_int_equal(change(dialogue_stack(""), "jane",
			     PAM_CHANGE_EXPIRED_AUTHTOK, &dialogue),
	    PAM_AUTHTOK_ERR);
	assert_int_equal(
	    dialogue_account("", "jane", &silent), PAM_NEW_AUTHTOK_REQD);
}

/* --- flags, options, other modules ------------------------------------------------ */

static void
silence_is_kept(void **state)
{
	struct dialogue dialogue = DIALOGUE("short", "short", NEW, NEW);

	(void)state;
	assert_int_equal(
	    change(dialogue_stack(""), "jane", PAM_SILENT, &dialogue),
	    PAM_SUCCESS);
	assert_int_equal(dialogue.said_count, 0);
	assert_prompt_says(&dialogue, 2, "too short");
}

static void
use_authtok_takes_what_another_module_asked_for(void **state)
{
	static const char alone[] =
	    "password required pam_fieldauth.so use_authtok\n";
	static const char behind[] =
	    "password required pam_pwquality.so enforce_for_root retry=1\n"
	    "password required pam_fieldauth.so use_authtok\n";
	struct dialogue dialogue = DIALOGUE(NEW, NEW);

	(void)state;
	assert_int_equal(change(alone, "jane", 0, &dialogue), PAM_AUTHTOK_ERR);
	assert_int_equal(dialogue.prompt_count, 0);
	if (access(FIELDAUTH_PAMDIR "/pam_pwquality.so", R_OK) == 0) {
		assert_int_equal(
		    change(behind, "jane", 0, &dialogue), PAM_SUCCESS);
		assert_int_equal(dialogue.prompt_count, 2);
		assert_password_is(NEW);
	}
	assert_password_is(dialogue.prompt_count == 2 ? NEW : OLD);
}

/* A module behind ours uses it as the new key of a keyring. */
static void
new_password_is_left_for_the_modules_behind(void **state)
{
	static const char stack[] =
	    "password required pam_fieldauth.so\n"
	    "password required pam_fieldauth.so use_authtok\n";
	struct dialogue dialogue = DIALOGUE(NEW, NEW);

	(void)state;
	/* the second module uses what the first has left, or fails */
	assert_int_equal(change(stack, "jane", 0, &dialogue), PAM_SUCCESS);
	assert_int_equal(dialogue.prompt_count, 2);
	assert_password_is(NEW);
}

/* --- races ---------------------------------------------------------------------------- */

static void
block_between_the_phases_stops_the_update(void **state)
{
	static const char stack[] = "password required pam_fieldauth.so\n"
				    "password required pam_permit.so\n";
	struct dialogue dialogue = DIALOGUE(NEW, NEW);

	(void)state;
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(change(stack, "jane", 0, &dialogue), PAM_PERM_DENIED);
	assert_int_equal(dialogue.prompt_count, 0);
	terminal_sql("UPDATE person SET blocked = 0 WHERE login = 'jane'");
	assert_password_is(OLD);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(person_gives_the_old_and_twice_the_new_one),
		TEST(wrong_old_password_ends_it_before_a_new_one_is_asked),
		TEST(weak_ones_are_explained_and_asked_again_three_times),
		TEST(mistyped_ones_are_asked_again),
		TEST(end_of_the_conversation_changes_nothing),
		TEST(too_long_ones_are_refused),
		TEST(root_gives_one_without_the_old),
		TEST(change_of_expired_ones_alone_asks_nothing_when_none_is),
		TEST(must_change_ends_with_the_change_in_the_same_dialogue),
		TEST(must_change_refused_stays_must_change),
		TEST(silence_is_kept),
		TEST(use_authtok_takes_what_another_module_asked_for),
		TEST(new_password_is_left_for_the_modules_behind),
		TEST(block_between_the_phases_stops_the_update),
	};

	return cmocka_run_group_tests_name(
	    "pam_password", tests, terminal_set_up, NULL);
}
