/*
 * The module in a stack: what it uses from modules in front of it, what it
 * leaves to modules behind it, and the effect of its own options.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define OURS                                                          \
	"[success=ok ignore=ignore user_unknown=ignore conv_err=die " \
	"buf_err=die abort=die default=bad] pam_fieldauth.so "
#define TAKE   "auth optional pam_exec.so expose_authtok quiet /tmp/take-token\n"
#define PERMIT "auth required pam_permit.so\n"

/* A script for pam_exec(8) that stores PAM_AUTHTOK. */
static void
make_taker(void)
{
	terminal_shell("rm -f /tmp/token; printf '#!/bin/sh\\n"
		       "tr -d \"\\\\000\" >/tmp/token\\n' >/tmp/take-token && "
		       "chmod 755 /tmp/take-token");
}

static void
read_token(char *buf, size_t size)
{
	FILE *file = fopen("/tmp/token", "re");
	size_t len;

	buf[0] = '\0';
	if (file == NULL)
		return;
	len = fread(buf, 1, size - 1, file);
	buf[len] = '\0';
	(void)fclose(file);
}

static int
authenticate(const char *stack, const char *user, struct dialogue *dialogue)
{
	pam_handle_t *pamh = dialogue_start(stack, user, dialogue);
	int rc = pam_authenticate(pamh, 0);

	dialogue_end(pamh);
	return rc;
}

/* --- modules in front of us (the profile's two auth lines) ---------------------- */

/* pam_unix prompts, and knows no person of fieldauth. */
#define ASKED_BEFORE                                    \
	"auth [success=1 default=ignore] pam_unix.so\n" \
	"auth " OURS "try_first_pass\n"                 \
	"auth required pam_permit.so\n"

static void
password_asked_for_in_front_is_not_asked_again(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD, "second");
	struct dialogue wrong = DIALOGUE("wrong", TERMINAL_PASSWORD);
	struct dialogue unknown = DIALOGUE("wrong", TERMINAL_PASSWORD);
	struct dialogue alone = DIALOGUE(TERMINAL_PASSWORD, "second");

	(void)state;
	assert_int_equal(
	    authenticate(ASKED_BEFORE, "jane", &right), PAM_SUCCESS);
	assert_int_equal(right.prompt_count, 1);
	assert_int_equal(
	    authenticate(ASKED_BEFORE, "jane", &wrong), PAM_AUTH_ERR);
	assert_int_equal(wrong.prompt_count, 1);
	(void)authenticate(ASKED_BEFORE, "nosuchname", &unknown);
	assert_int_equal(unknown.prompt_count, 1);
	/* no module has prompted yet: ours does */
	assert_int_equal(
	    dialogue_authenticate("try_first_pass", "jane", &alone),
	    PAM_SUCCESS);
	assert_int_equal(alone.prompt_count, 1);
}

/* --- modules behind us ----------------------------------------------------------- */

static const char refused_stack[] = "auth " OURS "\n" TAKE PERMIT;

static void
refused_guess_is_replaced_by_chance(void **state)
{
	static const char *const guesses[] = { "wrong", TERMINAL_PASSWORD };
	char tokens[2][256];

	(void)state;
	make_taker();
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
		struct dialogue dialogue = DIALOGUE(guesses[i], "again");

		assert_int_equal(authenticate(refused_stack, "jane", &dialogue),
		    PAM_AUTH_ERR);
		assert_int_equal(dialogue.prompt_count, 1);
		read_token(tokens[i], sizeof(tokens[i]));
		assert_null(strstr(tokens[i], guesses[i]));
		assert_true(strlen(tokens[i]) >= 32);
	}
	assert_string_not_equal(tokens[0], tokens[1]);
}

static void
guess_for_an_unknown_name_stays_for_the_modules_behind(void **state)
{
	struct dialogue dialogue = DIALOGUE("typed", "again");
	char token[256];

	(void)state;
	make_taker();
	(void)authenticate(refused_stack, "nosuchname", &dialogue);
	assert_int_equal(dialogue.prompt_count, 1);
	read_token(token, sizeof(token));
	assert_string_equal(token, "typed");
}

/* A leftover line of shadow(5) with exactly the password that was typed. */
static void
refusal_is_final_though_pam_unix_behind_says_yes(void **state)
{
	static const char stack[] = "auth " OURS "\n"
				    "auth [success=1 default=ignore] "
				    "pam_unix.so try_first_pass\n"
				    "auth requisite pam_deny.so\n" PERMIT;
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD, "again");
	struct dialogue before = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	terminal_shell("cp -p /etc/shadow /tmp/shadow.before");
	terminal_shell("printf 'jane:%%s:19000:0:99999:7:::\\n' "
		       "\"$(openssl passwd -6 '%s')\" >>/etc/shadow",
	    TERMINAL_PASSWORD);
	/* without our module pam_unix would admit the person, so the test can
	 * fail */
	assert_int_equal(
	    authenticate("auth required pam_unix.so\n", "jane", &before),
	    PAM_SUCCESS);
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(authenticate(stack, "jane", &right), PAM_AUTH_ERR);
	assert_int_equal(right.prompt_count, 1);
	terminal_shell("cat /tmp/shadow.before >/etc/shadow");
}

static void
cancelled_dialogue_ends_the_stack(void **state)
{
	static const char stack[] = "auth " OURS "\n" TAKE PERMIT;
	struct dialogue dialogue = { .fails = true };

	(void)state;
	make_taker();
	assert_int_equal(authenticate(stack, "jane", &dialogue), PAM_CONV_ERR);
	terminal_shell("test ! -e /tmp/token");
}

/* The old password is a guess like any other. */
static void
refused_change_does_not_leave_the_old_guess(void **state)
{
	static const char stack[] = "password required pam_fieldauth.so\n"
				    "password required pam_unix.so\n";
	struct dialogue dialogue = DIALOGUE("wrong", "again", "again");
	pam_handle_t *pamh;
	int rc;

	(void)state;
	terminal_sql("UPDATE person SET must_change = 1 WHERE login = 'jane'");
	pamh = dialogue_start(stack, "jane", &dialogue);
	rc = pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK);
	dialogue_end(pamh);
	assert_int_equal(rc, PAM_AUTH_ERR);
	assert_int_equal(dialogue.prompt_count, 1);
}

/* --- options ---------------------------------------------------------------------- */

static int
open_session(const char *options, const char *user)
{
	struct dialogue dialogue = DIALOGUE("");
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(options), user, &dialogue);
	int rc = pam_open_session(pamh, 0);

	dialogue_end(pamh);
	return rc;
}

static int
change(const char *options, const char *user)
{
	struct dialogue dialogue = DIALOGUE(
	    "Four-2-lemons-argue", "Four-2-lemons-argue");
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(options), user, &dialogue);
	int rc = pam_chauthtok(pamh, 0);

	dialogue_end(pamh);
	return rc;
}

static const char *const bad_options[] = { "nonsense", "portal=planner",
	"requires=users.view", "require", "require=", "require users.view",
	"Require=users.view", "require=Users.View", "require=no-such.thing",
	"require=users.view require=users.view", "debug debug",
	"[require=users.view users.edit]", "require=users.view,",
	"try_first_pas", "use_authtok=1", "debug=" };
#define BAD_COUNT (sizeof(bad_options) / sizeof(bad_options[0]))

static void
each_wrong_option_refuses_our_people_in_every_phase(void **state)
{
	(void)state;
	/* full access makes no difference */
	terminal_sql("UPDATE person SET full_access = 1 WHERE login = 'jane'");
	for (size_t i = 0; i < BAD_COUNT; i++) {
		const char *options = bad_options[i];
		struct dialogue right = DIALOGUE(TERMINAL_PASSWORD, "again");
		struct dialogue wrong = DIALOGUE("wrong", "again");
		struct dialogue silent = DIALOGUE("");

		assert_int_equal(dialogue_authenticate(options, "jane", &right),
		    PAM_AUTH_ERR);
		assert_int_equal(right.prompt_count, 1);
		assert_int_equal(right.said_count, 1);
		assert_non_null(strstr(right.said[0], "misconfigured"));
		assert_int_equal(dialogue_authenticate(options, "jane", &wrong),
		    PAM_AUTH_ERR);
		assert_int_equal(wrong.prompt_count, 1);
		assert_int_equal(wrong.said_count, 0);
		assert_int_equal(dialogue_account(options, "jane", &silent),
		    PAM_PERM_DENIED);
		assert_int_equal(
		    open_session(options, "jane"), PAM_PERM_DENIED);
		assert_int_equal(change(options, "jane"), PAM_PERM_DENIED);
		terminal_sql("DELETE FROM attempt");
	}
}

static void
wrong_options_change_nothing_for_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < BAD_COUNT; i++) {
		struct dialogue local = DIALOGUE("x");
		struct dialogue unknown = DIALOGUE("x");

		assert_int_equal(
		    dialogue_authenticate(bad_options[i], "daemon", &local),
		    PAM_USER_UNKNOWN);
		assert_int_equal(local.prompt_count, 0);
		assert_int_equal(dialogue_authenticate(
				     bad_options[i], "nosuchname", &unknown),
		    PAM_USER_UNKNOWN);
		assert_int_equal(unknown.prompt_count, 1);
		assert_int_equal(unknown.said_count, 0);
		assert_int_equal(
		    dialogue_account(bad_options[i], "daemon", &local),
		    PAM_USER_UNKNOWN);
	}
}

static void
wrong_option_is_logged(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	int found = 0;

	(void)state;
	(void)terminal_logged("");
	(void)dialogue_authenticate("portal=planner", "jane", &right);
	/* the syslog of the world is another process */
	for (int i = 0; i < 200 && found == 0; i++) {
		terminal_shell("sleep 0.05");
		found = terminal_logged("unknown option: 'portal=planner'");
	}
	assert_int_equal(found, 1);
}

static void
known_options_let_in(void **state)
{
	static const char *const options[] = { "", "debug", "try_first_pass",
		"use_authtok", "try_first_pass debug", "require=users.view",
		"[require=users.view]" };

	(void)state;
	terminal_sql("UPDATE person SET full_access = 1 WHERE login = 'jane'");
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);

		assert_int_equal(
		    dialogue_authenticate(options[i], "jane", &right),
		    PAM_SUCCESS);
	}
}

/* --- a permission holds where the terminal stands -------------------------------- */

#define GRANT(place)                                                       \
	"INSERT INTO person_permission (id, person_id, permission, "       \
	"place_id, effect, granted_by, granted_at) SELECT 'grant', p.id, " \
	"'settings.edit', " place                                          \
	", 'grant', 'root', 1 FROM person p WHERE p.login = 'jane'"
#define SITE(name) "(SELECT id FROM place WHERE name = '" name "')"

static int
account(const char *options)
{
	struct dialogue silent = DIALOGUE("");

	return dialogue_account(options, "jane", &silent);
}

static void
assign(const char *site)
{
	char sql[400];

	assert_true(str_format(sql, sizeof(sql),
	    "INSERT INTO person_place (id, person_id, place_id, granted_by, "
	    "granted_at) SELECT 'at-' || y.name, p.id, y.id, 'root', 1 "
	    "FROM person p, place y WHERE p.login = 'jane' AND y.name = '%s'",
	    site));
	terminal_sql(sql);
}

static void
permission_of_this_site_alone_lets_in_here(void **state)
{
	(void)state;
	assert_int_equal(account("require=settings.edit"), PAM_PERM_DENIED);
	terminal_sql(GRANT(SITE("depot-north")));
	assert_int_equal(account("require=settings.edit"), PAM_PERM_DENIED);
	assign("depot-north");
	assert_int_equal(account("require=settings.edit"), PAM_SUCCESS);
}

static void
permission_of_another_site_alone_does_not(void **state)
{
	(void)state;
	terminal_sql("INSERT INTO place (id, org_id, kind, name, title, "
		     "created_at) SELECT 'south', org_id, kind, "
		     "'depot-south', title, 1 FROM place "
		     "WHERE name = 'depot-north'");
	terminal_sql(GRANT(SITE("depot-south")));
	assign("depot-north");
	assign("depot-south");
	assert_int_equal(account("require=settings.edit"), PAM_PERM_DENIED);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(password_asked_for_in_front_is_not_asked_again),
		TEST(refused_guess_is_replaced_by_chance),
		TEST(guess_for_an_unknown_name_stays_for_the_modules_behind),
		TEST(refusal_is_final_though_pam_unix_behind_says_yes),
		TEST(cancelled_dialogue_ends_the_stack),
		TEST(refused_change_does_not_leave_the_old_guess),
		TEST(each_wrong_option_refuses_our_people_in_every_phase),
		TEST(wrong_options_change_nothing_for_others),
		TEST(wrong_option_is_logged),
		TEST(known_options_let_in),
		TEST(permission_of_this_site_alone_lets_in_here),
		TEST(permission_of_another_site_alone_does_not),
	};

	return cmocka_run_group_tests_name(
	    "pam_stack", tests, terminal_set_up, NULL);
}
