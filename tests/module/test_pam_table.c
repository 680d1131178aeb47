/*
 * The table of states and codes: the code for each state of an account and each
 * function of the module (S1-S5, R9, U8).
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

#define NOT_RUN 99

/* What libpam returns for a stack in which all modules return PAM_IGNORE. */
#define ALL_IGNORED PAM_PERM_DENIED

struct row {
	const char *sql; /* the state */
	int authenticate;
	int wrong; /* authenticate, with a wrong password */
	int setcred;
	int account;
	int change;
	int open;
	const char *sentence; /* with the correct password */
};

static int
setcred(const char *user)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), user, &dialogue);
	int rc = pam_setcred(pamh, PAM_ESTABLISH_CRED);

	dialogue_end(pamh);
	return rc;
}

static int
open_session(const char *user)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), user, &dialogue);
	int rc = pam_open_session(pamh, 0);

	if (rc == PAM_SUCCESS)
		assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
	return rc;
}

/* Root sets a person's password. */
static int
change_as_root(const char *user)
{
	struct dialogue dialogue = DIALOGUE(
	    "Four-2-lemons-argue", "Four-2-lemons-argue");
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), user, &dialogue);
	int rc = pam_chauthtok(pamh, 0);

	dialogue_end(pamh);
	return rc;
}

static void
check_row(const struct row *row, const char *user)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue wrong = DIALOGUE("wrong");
	struct dialogue silent = DIALOGUE("");

	assert_int_equal(
	    dialogue_authenticate("", user, &right), row->authenticate);
	assert_int_equal(right.said_count, row->sentence != NULL ? 1 : 0);
	if (row->sentence != NULL)
		assert_non_null(strstr(right.said[0], row->sentence));
	assert_int_equal(dialogue_authenticate("", user, &wrong), row->wrong);
	assert_int_equal(wrong.said_count, 0);
	assert_int_equal(wrong.prompt_count, 1);
	assert_string_equal(wrong.prompts[0], "Password: ");
	assert_int_equal(setcred(user), row->setcred);
	assert_int_equal(dialogue_account("", user, &silent), row->account);
	assert_int_equal(open_session(user), row->open);
	if (row->change != NOT_RUN)
		assert_int_equal(change_as_root(user), row->change);
}

static void
active_person_is_let_in(void **state)
{
	const struct row row = { "", PAM_SUCCESS, PAM_AUTH_ERR, PAM_SUCCESS,
		PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS, NULL };

	(void)state;
	check_row(&row, "jane");
}

static void
each_other_state_is_refused_in_every_phase(void **state)
{
	static const struct row rows[] = {
		{ "UPDATE person SET blocked = 1 WHERE login = 'jane'",
		    PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS, PAM_PERM_DENIED,
		    PAM_PERM_DENIED, PAM_PERM_DENIED, "blocked" },
		{ "UPDATE person SET blocked = 0, held = 1 "
		  "WHERE login = 'jane'",
		    PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS, PAM_PERM_DENIED,
		    PAM_PERM_DENIED, PAM_PERM_DENIED, "released" },
		{ "UPDATE person SET held = 0, status = 'inactive' "
		  "WHERE login = 'jane'",
		    PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS, PAM_PERM_DENIED,
		    PAM_PERM_DENIED, PAM_PERM_DENIED, "not active" },
		/* the snapshot still contains the person: the database
		 * decides */
		{ "UPDATE person SET status = 'deleted', deleted_at = 1 "
		  "WHERE login = 'jane'",
		    PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS, PAM_PERM_DENIED,
		    PAM_PERM_DENIED, PAM_PERM_DENIED, "no longer exists" },
		{ "UPDATE person SET status = 'active', deleted_at = NULL, "
		  "expires_at = 1 WHERE login = 'jane'",
		    PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS, PAM_ACCT_EXPIRED,
		    PAM_ACCT_EXPIRED, PAM_ACCT_EXPIRED, "expired" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		terminal_sql(rows[i].sql);
		check_row(&rows[i], "jane");
	}
}

/* During a lock, the correct password is answered like a wrong one; the account
 * phase, which keys and cron go through, does not look at it. */
static void
locked_person_is_refused_without_a_sentence(void **state)
{
	const struct row row = { "", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS,
		PAM_SUCCESS, NOT_RUN, PAM_SUCCESS, NULL };
	struct dialogue wrong = DIALOGUE("wrong");

	(void)state;
	(void)dialogue_authenticate("", "jane", &wrong);
	terminal_sql("UPDATE attempt SET locked_until = 9999999999");
	check_row(&row, "jane");
}

static void
must_change_is_let_in_and_told_to_change(void **state)
{
	const struct row row = { "", PAM_SUCCESS, PAM_AUTH_ERR, PAM_SUCCESS,
		PAM_NEW_AUTHTOK_REQD, NOT_RUN, PAM_SUCCESS, NULL };

	(void)state;
	terminal_sql("UPDATE person SET must_change = 1 WHERE login = 'jane'");
	check_row(&row, "jane");
}

static void
person_without_a_password_is_never_let_in_by_one(void **state)
{
	struct dialogue empty = DIALOGUE("");
	const struct row row = { "", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_SUCCESS,
		PAM_NEW_AUTHTOK_REQD, PAM_SUCCESS, PAM_SUCCESS, NULL };

	(void)state;
	terminal_sql("DELETE FROM password");
	assert_int_equal(
	    dialogue_authenticate("", "jane", &empty), PAM_AUTH_ERR);
	check_row(&row, "jane");
}

static void
unknown_name_gets_the_same_prompt_and_user_unknown(void **state)
{
	const struct row row = { "", PAM_USER_UNKNOWN, PAM_USER_UNKNOWN,
		ALL_IGNORED, PAM_USER_UNKNOWN, PAM_USER_UNKNOWN, ALL_IGNORED,
		NULL };
	int64_t before = terminal_count(
	    "SELECT COALESCE(sum(count), 0) FROM unknown_attempt");

	(void)state;
	check_row(&row, "nosuchname");
	check_row(&row, "nobody@acme.example");
	/* decoy work was done for each of the four guesses */
	assert_int_equal(terminal_count("SELECT sum(count) FROM "
					"unknown_attempt"),
	    before + 4);
}

/* The stack succeeds if and only if the code is PAM_IGNORE. */
static void
credentials_and_sessions_of_others_are_ignored(void **state)
{
	static const char stack[] =
	    "auth [ignore=1 default=ignore] pam_fieldauth.so\n"
	    "auth requisite pam_deny.so\n"
	    "auth required pam_permit.so\n"
	    "session [ignore=1 default=ignore] pam_fieldauth.so\n"
	    "session requisite pam_deny.so\n"
	    "session required pam_permit.so\n";
	static const char *const names[] = { "daemon", "nosuchname" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct dialogue dialogue = DIALOGUE("x");
		pam_handle_t *pamh = dialogue_start(stack, names[i], &dialogue);

		assert_int_equal(
		    pam_setcred(pamh, PAM_ESTABLISH_CRED), PAM_SUCCESS);
		assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
		assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
		dialogue_end(pamh);
	}
}

static void
local_user_is_handed_on_at_once(void **state)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue silent = DIALOGUE("");

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("", "daemon", &dialogue), PAM_USER_UNKNOWN);
	assert_int_equal(dialogue.prompt_count, 0);
	assert_int_equal(
	    dialogue_account("", "daemon", &silent), PAM_USER_UNKNOWN);
	assert_int_equal(change_as_root("daemon"), PAM_USER_UNKNOWN);
	assert_int_equal(dialogue.prompt_count, 0);
}

/* A local user with this name was added later: the name now means the local
 * user. */
static void
name_that_the_machine_has_too_is_handed_on(void **state)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	terminal_shell("cp /etc/passwd /tmp/passwd.before");
	terminal_shell("echo 'jane:x:1234:1234::/:/bin/sh' >>/etc/passwd");
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_USER_UNKNOWN);
	assert_int_equal(dialogue.prompt_count, 0);
	terminal_shell("cat /tmp/passwd.before >/etc/passwd");
}

static void
missing_permission_is_refused_in_both_phases(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue silent = DIALOGUE("");

	(void)state;
	assert_int_equal(
	    dialogue_authenticate("require=settings.edit", "jane", &right),
	    PAM_AUTH_ERR);
	assert_non_null(strstr(right.said[0], "settings.edit"));
	assert_int_equal(
	    dialogue_account("require=settings.edit", "jane", &silent),
	    PAM_PERM_DENIED);
	terminal_sql("UPDATE person SET full_access = 1 WHERE login = 'jane'");
	assert_int_equal(
	    dialogue_account("require=settings.edit", "jane", &silent),
	    PAM_SUCCESS);
}

static void
email_address_signs_in_and_stays_pam_user(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	const void *user = NULL;
	pam_handle_t *pamh;

	(void)state;
	pamh = dialogue_start(dialogue_stack(""), "Jane@ACME.example", &right);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_get_item(pamh, PAM_USER, &user), PAM_SUCCESS);
	assert_string_equal(user, "Jane@ACME.example");
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_setcred(pamh, PAM_ESTABLISH_CRED), PAM_SUCCESS);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	assert_string_equal(user, "Jane@ACME.example");
	dialogue_end(pamh);
}

static void
names_of_every_length_and_form_are_unknown(void **state)
{
	static const size_t lens[] = { 1, 32, 33, 63, 64, 255, 256, 4096,
		65536 };
	static const char *const shapes[] = { "JANE", "jane ", " jane", "jane@",
		"@", "jane\n", "jane:x", "../jane", "ja'ne", "%s%n",
		"jane\xcc\x81", "-1", "0", "70000" };
	struct dialogue dialogue;
	char *name = malloc(65537);

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		memset(name, 'j', lens[i]);
		name[lens[i]] = '\0';
		dialogue = (struct dialogue)DIALOGUE(TERMINAL_PASSWORD);
		assert_int_equal(dialogue_authenticate("", name, &dialogue),
		    PAM_USER_UNKNOWN);
	}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		dialogue = (struct dialogue)DIALOGUE(TERMINAL_PASSWORD);
		assert_int_equal(
		    dialogue_authenticate("", shapes[i], &dialogue),
		    PAM_USER_UNKNOWN);
	}
	free(name);
}

static void
session_is_recorded_named_in_the_environment_and_closed(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(dialogue_stack(""), "jane", &right);
	char sql[256];

	(void)state;
	assert_int_equal(pam_set_item(pamh, PAM_TTY, "pts/7"), PAM_SUCCESS);
	assert_int_equal(
	    pam_set_item(pamh, PAM_RHOST, "192.0.2.9"), PAM_SUCCESS);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_string_equal(pam_getenv(pamh, "FIELDAUTH_ROLE"), "dispatcher");
	assert_string_equal(pam_getenv(pamh, "FIELDAUTH_SITE"), "depot-north");
	assert_null(pam_getenv(pamh, "FIELDAUTH_LANDING"));
	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM session WHERE closed_at IS NULL AND "
	    "leader_pid = %d AND leader_started > 0 AND tty = 'pts/7' AND "
	    "address = '192.0.2.9' AND method = 'password' AND "
	    "terminal = 'van-7' AND service = 'test'",
	    (int)getpid());
	assert_int_equal(terminal_count(sql), 1);
	assert_int_equal(pam_close_session(pamh, PAM_SILENT), PAM_SUCCESS);
	assert_int_equal(terminal_count("SELECT count(*) FROM session WHERE "
					"closed_at IS NULL"),
	    0);
	dialogue_end(pamh);
}

/* The block happens between the phases. */
static void
account_phase_judges_by_fresh_data(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(dialogue_stack(""), "jane", &right);

	(void)state;
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_PERM_DENIED);
	assert_int_equal(pam_open_session(pamh, 0), PAM_PERM_DENIED);
	dialogue_end(pamh);
}

/* Behind another module that succeeds, a refusal is still a refusal. */
static void
refusal_is_not_lost_in_a_stack_that_permits(void **state)
{
	static const char stack[] = "auth required pam_fieldauth.so\n"
				    "auth required pam_permit.so\n"
				    "account required pam_fieldauth.so\n"
				    "account required pam_permit.so\n";
	struct dialogue wrong = DIALOGUE("wrong");
	pam_handle_t *pamh = dialogue_start(stack, "jane", &wrong);

	(void)state;
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_AUTH_ERR);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_PERM_DENIED);
	dialogue_end(pamh);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(active_person_is_let_in),
		TEST(each_other_state_is_refused_in_every_phase),
		TEST(locked_person_is_refused_without_a_sentence),
		TEST(must_change_is_let_in_and_told_to_change),
		TEST(person_without_a_password_is_never_let_in_by_one),
		TEST(unknown_name_gets_the_same_prompt_and_user_unknown),
		TEST(credentials_and_sessions_of_others_are_ignored),
		TEST(local_user_is_handed_on_at_once),
		TEST(name_that_the_machine_has_too_is_handed_on),
		TEST(missing_permission_is_refused_in_both_phases),
		TEST(email_address_signs_in_and_stays_pam_user),
		TEST(names_of_every_length_and_form_are_unknown),
		TEST(session_is_recorded_named_in_the_environment_and_closed),
		TEST(account_phase_judges_by_fresh_data),
		TEST(refusal_is_not_lost_in_a_stack_that_permits),
	};

	return cmocka_run_group_tests_name(
	    "pam_table", tests, terminal_set_up, NULL);
}
