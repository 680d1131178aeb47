/*
 * Module, helper, snapshot or database removed, damaged or locked, or a full
 * disk: people of fieldauth are admitted or refused as specified, and local
 * users are not affected (Q1).
 */
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmocka.h>

#include "build_paths.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define DB       FIELDAUTH_STATEDIR "/private/field.db"
#define HELPER   FIELDAUTH_LIBEXECDIR "/fieldauth-signin"
#define SNAPSHOT FIELDAUTH_SNAPSHOT

struct codes {
	int authenticate, account, setcred, open, change;
};

static struct codes
all_phases(const char *user)
{
	struct dialogue dialogue = DIALOGUE(
	    TERMINAL_PASSWORD, "Four-2-lemons-argue", "Four-2-lemons-argue");
	struct codes codes;
	pam_handle_t *pamh;

	codes.authenticate = dialogue_authenticate("", user, &dialogue);
	codes.account = dialogue_account("", user, &dialogue);
	dialogue.prompt_count = 1;
	pamh = dialogue_start(dialogue_stack(""), user, &dialogue);
	codes.setcred = pam_setcred(pamh, PAM_ESTABLISH_CRED);
	codes.open = pam_open_session(pamh, 0);
	codes.change = pam_chauthtok(pamh, 0);
	dialogue_end(pamh);
	return codes;
}

static void
assert_locals_are_handed_on(void)
{
	struct dialogue dialogue = DIALOGUE("");

	assert_int_equal(
	    dialogue_authenticate("", "daemon", &dialogue), PAM_USER_UNKNOWN);
	assert_int_equal(
	    dialogue_account("", "daemon", &dialogue), PAM_USER_UNKNOWN);
	assert_int_equal(dialogue.prompt_count, 0);
}

static void
assert_unavailable(void)
{
	struct codes codes = all_phases("jane");

	assert_int_equal(codes.authenticate, PAM_AUTHINFO_UNAVAIL);
	assert_int_equal(codes.account, PAM_AUTHINFO_UNAVAIL);
	assert_int_equal(codes.setcred, PAM_SUCCESS);
	assert_int_equal(codes.open, PAM_AUTHINFO_UNAVAIL);
	assert_int_equal(codes.change, PAM_TRY_AGAIN);
	assert_locals_are_handed_on();
}

/* --- the database ------------------------------------------------------------------ */

static void
each_damage_of_the_database_is_unavailable(void **state)
{
	static const char *const damages[] = {
		"rm -rf " FIELDAUTH_STATEDIR,
		"rm -f " DB "*",
		"rm -f " DB "-wal " DB "-shm && truncate -s 0 " DB,
		"rm -f " DB "-wal " DB "-shm && truncate -s 5000 " DB,
		"rm -f " DB "-wal " DB "-shm && head -c 8192 /dev/urandom | "
		"dd of=" DB " conv=notrunc status=none",
		"rm -f " DB "* && mkdir " DB,
		"rm -f " DB " && ln -s /dev/null " DB,
	};

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		terminal_shell("%s", damages[i]);
		assert_unavailable();
		assert_int_equal(terminal_renew(state), 0);
	}
}

static void
newer_database_is_unavailable_and_stays_as_it_is(void **state)
{
	(void)state;
	terminal_sql("PRAGMA user_version = 999");
	assert_unavailable();
	assert_int_equal(terminal_count("PRAGMA user_version"), 999);
}

static void
bad_configuration_of_which_nothing_was_kept_is_unavailable(void **state)
{
	(void)state;
	terminal_shell("cp %s/fieldauth.conf /tmp/conf", FIELDAUTH_SYSCONFDIR);
	terminal_shell("printf '[terminal]\nnonsense\n' >%s/fieldauth.conf",
	    FIELDAUTH_SYSCONFDIR);
	terminal_shell("rm -f " FIELDAUTH_STATEDIR "/private/terminal.conf");
	assert_unavailable();
	terminal_shell("cp /tmp/conf %s/fieldauth.conf", FIELDAUTH_SYSCONFDIR);
}

/* --- helper and snapshot ------------------------------------------------------------ */

/* The exit status of a helper does not matter, only a complete message does. */
static void
helper_that_says_no_whole_message_is_unavailable(void **state)
{
	static const char *const helpers[] = {
		"exit 0",
		"exit 1",
		"kill -KILL $$",
		"echo garbage",
		"head -c 9000 /dev/zero",
		"printf 'FLDA\\001\\000\\002\\000\\004\\000\\000\\000'",
		"printf 'FLDA\\001\\000\\002\\000\\004\\000\\000\\000"
		"\\000\\000\\000\\000'",
		"printf 'FLDA\\002\\000\\002\\000\\000\\000\\000\\000'",
		"exec 0<&- 1>&-; sleep 1",
	};

	(void)state;
	terminal_shell("mv %s /tmp/helper", HELPER);
	assert_unavailable();
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		FILE *file = fopen(HELPER, "w");

		assert_non_null(file);
		fprintf(file, "#!/bin/sh\n%s\n", helpers[i]);
		(void)fclose(file);
		terminal_shell("chmod 0755 %s", HELPER);
		assert_unavailable();
	}
	terminal_shell("mv /tmp/helper %s", HELPER);
}

/* Without a helper there is no decoy work; the code is the same. */
static void
unknown_name_without_a_helper_is_still_unknown(void **state)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	terminal_shell("mv %s /tmp/helper", HELPER);
	assert_int_equal(dialogue_authenticate("", "nosuchname", &dialogue),
	    PAM_USER_UNKNOWN);
	terminal_shell("mv /tmp/helper %s", HELPER);
	assert_int_equal(dialogue.prompt_count, 1);
}

/* A long-running process checks the file once a second. Until then its
 * getpwnam() still knows the person, and the module passes the name on to
 * pam_unix, which refuses it. */
static void
wait_until_forgotten(const char *user)
{
	for (int i = 0; i < 1200 && getpwnam(user) != NULL; i++)
		(void)usleep(50000);
	assert_null(getpwnam(user));
}

static void
missing_or_damaged_snapshot_admits_none_of_our_people(void **state)
{
	static const char *const damages[] = {
		"rm -f " SNAPSHOT,
		"truncate -s 100 " SNAPSHOT,
		"truncate -s 0 " SNAPSHOT,
		"chown 1234 " SNAPSHOT,
		"chmod 0666 " SNAPSHOT,
		"head -c 64 /dev/urandom | dd of=" SNAPSHOT
		" conv=notrunc status=none",
	};

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct codes codes;

		terminal_shell("%s", damages[i]);
		wait_until_forgotten("jane");
		codes = all_phases("jane");
		assert_int_equal(codes.authenticate, PAM_AUTHINFO_UNAVAIL);
		assert_int_equal(codes.account, PAM_AUTHINFO_UNAVAIL);
		assert_int_equal(codes.setcred, PAM_CRED_UNAVAIL);
		assert_int_equal(codes.open, PAM_AUTHINFO_UNAVAIL);
		assert_int_equal(codes.change, PAM_TRY_AGAIN);
		assert_locals_are_handed_on();
		assert_int_equal(terminal_renew(state), 0);
	}
}

/* Before `fieldctl setup' there can be no people of fieldauth. */
static void
terminal_that_is_not_set_up_has_no_people(void **state)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);

	(void)state;
	terminal_shell("mv %s/secret.key /tmp/key && rm -f %s",
	    FIELDAUTH_SYSCONFDIR, SNAPSHOT);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &dialogue), PAM_USER_UNKNOWN);
	terminal_shell("mv /tmp/key %s/secret.key", FIELDAUTH_SYSCONFDIR);
}

static void
account_phase_publishes_a_snapshot_that_is_due(void **state)
{
	struct dialogue silent = DIALOGUE("");

	(void)state;
	terminal_sql("UPDATE meta SET generation = generation + 1");
	terminal_shell("stat -c %%i %s >/tmp/inode", SNAPSHOT);
	assert_int_equal(dialogue_account("", "jane", &silent), PAM_SUCCESS);
	terminal_shell("[ $(stat -c %%i %s) != $(cat /tmp/inode) ]", SNAPSHOT);
}

/* --- a writer that is stuck, a disk that is full ------------------------------------- */

static void
stuck_writer_changes_no_verdict_and_failures_are_counted_later(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue wrong = DIALOGUE("wrong");
	struct dialogue more = DIALOGUE("wrong");
	struct dialogue silent = DIALOGUE("");
	int fd;

	(void)state;
	fd = fileno(fopen(FIELDAUTH_STATEDIR "/private/write.lock", "r+"));
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
	assert_int_equal(dialogue_account("", "jane", &silent), PAM_SUCCESS);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &wrong), PAM_AUTH_ERR);
	assert_int_equal(terminal_count("SELECT count(*) FROM attempt"), 0);
	assert_int_equal(flock(fd, LOCK_UN), 0);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &more), PAM_AUTH_ERR);
	assert_int_equal(
	    terminal_count("SELECT failure_count FROM attempt"), 2);
}

/* The private folder on a separate small disk. */
static void
small_disk(void)
{
	terminal_shell("mv %s/private /tmp/private && mkdir %s/private && "
		       "mount -t tmpfs -o size=12m,mode=0700 small %s/private "
		       "&& cp -a /tmp/private/. %s/private/ && "
		       "rm -rf /tmp/private",
	    FIELDAUTH_STATEDIR, FIELDAUTH_STATEDIR, FIELDAUTH_STATEDIR,
	    FIELDAUTH_STATEDIR);
}

static void
assert_judged_by_a_copy(void)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue wrong = DIALOGUE("wrong");
	struct dialogue silent = DIALOGUE("");
	struct dialogue change = DIALOGUE(
	    "Four-2-lemons-argue", "Four-2-lemons-argue");
	pam_handle_t *pamh;

	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
	assert_int_equal(dialogue_account("", "jane", &silent), PAM_SUCCESS);
	assert_int_equal(
	    dialogue_authenticate("", "omar", &wrong), PAM_AUTH_ERR);
	pamh = dialogue_start(dialogue_stack(""), "jane", &change);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_string_equal(pam_getenv(pamh, "FIELDAUTH_ROLE"), "dispatcher");
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_chauthtok(pamh, 0), PAM_TRY_AGAIN);
	assert_int_equal(change.prompt_count, 0);
	dialogue_end(pamh);
	/* no copy of the database is left, and the failure is counted */
	terminal_shell("! ls -d %s/judge.* 2>/dev/null", FIELDAUTH_RUNDIR);
	terminal_shell("grep -q 1 %s/failures/*", FIELDAUTH_RUNDIR);
}

static void
full_disk_changes_no_decision(void **state)
{
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct dialogue wrong = DIALOGUE("wrong");

	(void)state;
	small_disk();
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'ada'");
	terminal_shell("dd if=/dev/zero of=%s/private/fill bs=64k "
		       "status=none 2>/dev/null || true",
	    FIELDAUTH_STATEDIR);
	assert_judged_by_a_copy();
	terminal_shell("rm %s/private/fill", FIELDAUTH_STATEDIR);
	/* there is space again: failures that were counted elsewhere are
	 * recorded */
	assert_int_equal(
	    dialogue_authenticate("", "omar", &wrong), PAM_AUTH_ERR);
	assert_int_equal(
	    terminal_count("SELECT failure_count FROM attempt"), 2);
	assert_int_equal(
	    dialogue_authenticate("", "omar", &right), PAM_SUCCESS);
	terminal_shell("umount %s/private", FIELDAUTH_STATEDIR);
}

static void
read_only_disk_prevents_no_sign_in(void **state)
{
	(void)state;
	small_disk();
	terminal_shell("mount -o remount,ro %s/private", FIELDAUTH_STATEDIR);
	assert_judged_by_a_copy();
	terminal_shell("umount %s/private", FIELDAUTH_STATEDIR);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_damage_of_the_database_is_unavailable),
		TEST(newer_database_is_unavailable_and_stays_as_it_is),
		TEST(
		    bad_configuration_of_which_nothing_was_kept_is_unavailable),
		TEST(helper_that_says_no_whole_message_is_unavailable),
		TEST(unknown_name_without_a_helper_is_still_unknown),
		TEST(missing_or_damaged_snapshot_admits_none_of_our_people),
		TEST(terminal_that_is_not_set_up_has_no_people),
		TEST(account_phase_publishes_a_snapshot_that_is_due),
		TEST(
		    stuck_writer_changes_no_verdict_and_failures_are_counted_later),
		TEST(full_disk_changes_no_decision),
		TEST(read_only_disk_prevents_no_sign_in),
	};

	return cmocka_run_group_tests_name(
	    "pam_damage", tests, terminal_set_up, NULL);
}
