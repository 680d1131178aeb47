/*
 * Each call that can fail fails, one after another, in each of the six entry
 * points: no one is admitted because of it, no person of fieldauth is passed on
 * to the modules behind, and the host leaks nothing (Q1).
 */
#include <dirent.h>
#include <errno.h>
#include <security/pam_appl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <cmocka.h>

#include "build_paths.h"
#include "tests/module/faults.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define NEW   "Four-2-lemons-argue"
#define TAKER "/tmp/take-token"
#define TOKEN "/tmp/token"

#define HELPER  FIELDAUTH_LIBEXECDIR "/fieldauth-signin"
#define SOCKET  FIELDAUTH_RUNDIR "/verify.sock"
#define GATE    FIELDAUTH_LIBEXECDIR "/fieldauth-gate"
#define MANAGER "/tmp/manager"

/* --- a host ---------------------------------------------------------------------- */

/* Each code unchanged: a code that libpam would ignore counts as a failure. */
#define EXACT "[success=ok new_authtok_reqd=ok default=bad]"

/* Only the module decides; a module that permits everything is behind it. */
static const char before_permit[] = "auth required pam_fieldauth.so\n"
				    "auth required pam_permit.so\n"
				    "account required pam_fieldauth.so\n"
				    "account required pam_permit.so\n"
				    "password required pam_fieldauth.so\n"
				    "password required pam_permit.so\n"
				    "session required pam_fieldauth.so\n"
				    "session required pam_permit.so\n";
static const char exact[] = "auth " EXACT " pam_fieldauth.so\n"
			    "account " EXACT " pam_fieldauth.so\n"
			    "password " EXACT " pam_fieldauth.so\n"
			    "session " EXACT " pam_fieldauth.so\n";

/* libpam 1.5.2, pam_get_authtok(): if the second of two prompts fails, the
 * first answer is not freed. Read by the leak sanitizer. */
const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void)
{
	return "leak:pam_vprompt\n";
}

struct script {
	const char *answers[4];
	size_t at;
};

/* The host itself has enough memory. */
static int
converse(int count, const struct pam_message **messages,
    struct pam_response **ret_responses, void *data)
{
	struct script *script = data;
	bool armed = fault->armed;

	fault->armed = false;
	*ret_responses = calloc((size_t)count, sizeof(**ret_responses));
	for (int i = 0; i < count; i++)
		if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF &&
		    script->at < 4 && script->answers[script->at] != NULL)
			(*ret_responses)[i].resp = strdup(
			    script->answers[script->at++]);
	fault->armed = armed;
	return PAM_SUCCESS;
}

static int
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	(void)closedir(dir);
	return count;
}

/* The number of mappings of a file whose name contains TEXT. */
static int
count_mappings(const char *text)
{
	FILE *file = fopen("/proc/self/maps", "re");
	char line[512];
	int count = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strstr(line, text) != NULL)
			count++;
	(void)fclose(file);
	return count;
}

/* One entry point, for one person. */
struct attempt {
	const char *name; /* the code of the entry point */
	const char *stack, *user;
	const char *answers[4];
	int (*run)(pam_handle_t *pamh);
	int (*before)(pam_handle_t *pamh); /* the code without faults, or NULL
	                                    * */
	uid_t ruid, euid;
};

static int
run_once(const struct attempt *attempt)
{
	struct dialogue unused = { .fails = true };
	struct script script = { .at = 0 };
	struct pam_conv conv = { converse, &script };
	pam_handle_t *pamh = dialogue_start(
	    attempt->stack, attempt->user, &unused);
	int rc;

	memcpy(script.answers, attempt->answers, sizeof(script.answers));
	assert_int_equal(pam_set_item(pamh, PAM_CONV, &conv), PAM_SUCCESS);
	if (attempt->before != NULL)
		assert_int_equal(attempt->before(pamh), PAM_SUCCESS);
	assert_int_equal(setresuid(attempt->ruid, attempt->euid, 0), 0);
	fault->armed = true;
	rc = attempt->run(pamh);
	fault->armed = false;
	assert_int_equal(setresuid(0, 0, 0), 0);
	dialogue_end(pamh);
	return rc;
}

static void
assert_nothing_is_left(int descriptors)
{
	sigset_t mask;

	assert_int_equal(count_descriptors(), descriptors);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	assert_int_equal(errno, ECHILD);
	assert_int_equal(count_mappings("pam_fieldauth.so"), 0);
	/* NSS keeps the current one, and briefly the previous one */
	assert_in_range(count_mappings(FIELDAUTH_SNAPSHOT), 0, 2);
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
	for (int number = 1; number < NSIG; number++)
		assert_int_not_equal(sigismember(&mask, number), 1);
}

/*
 * Runs ATTEMPT with the first, second, ... CALL failing, until no call is left;
 * CHECK decides whether the code is allowed. Returns the number of calls.
 */
static int
fail_each(const struct attempt *attempt, enum call call, bool (*check)(int rc))
{
	int descriptors = count_descriptors();

	fault->call = call;
	for (fault->nth = 1;; fault->nth++) {
		int rc;

		fault->fired = false;
		fault->seen = 0;
		rc = run_once(attempt);
		if (!check(rc))
			fail_msg("%s of %s, %s number %d fails: %d",
			    attempt->user, attempt->name, fault_names[call],
			    fault->nth, rc);
		assert_nothing_is_left(descriptors);
		if (!fault->fired)
			return fault->nth - 1;
	}
}

static void
fail_each_call(const struct attempt *attempt, bool (*check)(int rc))
{
	int total = 0;

	for (int call = 0; call < CALL_END; call++)
		total += fail_each(attempt, (enum call)call, check);
	/* it looked up the person at least */
	assert_true(total > 3);
}

static int
authenticate(pam_handle_t *pamh)
{
	return pam_authenticate(pamh, 0);
}

static int
account(pam_handle_t *pamh)
{
	return pam_acct_mgmt(pamh, 0);
}

/* It has not been used. */
static int
renew_temporary(pam_handle_t *pamh)
{
	(void)pamh;
	terminal_sql("UPDATE password SET temporary = 1");
	terminal_sql("UPDATE person SET must_change = 1 WHERE login = 'jane'");
	return PAM_SUCCESS;
}

static int
setcred(pam_handle_t *pamh)
{
	return pam_setcred(pamh, PAM_ESTABLISH_CRED);
}

static int
open_session(pam_handle_t *pamh)
{
	return pam_open_session(pamh, 0);
}

static int
close_session(pam_handle_t *pamh)
{
	return pam_close_session(pamh, 0);
}

static int
change(pam_handle_t *pamh)
{
	return pam_chauthtok(pamh, 0);
}

/* --- no fault admits anyone --------------------------------------------------------- */

static bool
is_refusal(int rc)
{
	return rc != PAM_SUCCESS && rc != PAM_NEW_AUTHTOK_REQD;
}

static void
block_jane(void)
{
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
}

static void
wrong_password_is_refused_whatever_fails(void **state)
{
	static const struct attempt attempt = { "authenticate", before_permit,
		"jane", { "wrong" }, authenticate, NULL, 0 };

	(void)state;
	fail_each_call(&attempt, is_refusal);
}

static void
unknown_name_is_refused_whatever_fails(void **state)
{
	static const struct attempt attempt = { "authenticate", before_permit,
		"nosuchname", { TERMINAL_PASSWORD }, authenticate, NULL, 0 };

	(void)state;
	fail_each_call(&attempt, is_refusal);
}

static void
blocked_person_is_refused_in_each_phase_whatever_fails(void **state)
{
	static const struct attempt attempts[] = {
		{ "authenticate", before_permit, "jane", { TERMINAL_PASSWORD },
		    authenticate, NULL, 0 },
		{ "account", before_permit, "jane", { NULL }, account, NULL,
		    0 },
		{ "open_session", before_permit, "jane", { NULL }, open_session,
		    NULL, 0 },
		{ "change", before_permit, "jane", { NEW, NEW }, change, NULL,
		    0 },
	};

	(void)state;
	block_jane();
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		fail_each_call(&attempts[i], is_refusal);
}

/* --- no person of fieldauth is passed on --------------------------------------------- */

static bool
is_own(int rc)
{
	return rc != PAM_IGNORE && rc != PAM_USER_UNKNOWN;
}

static void
person_of_ours_is_never_handed_on_whatever_fails(void **state)
{
	static const struct attempt attempts[] = {
		{ "authenticate", exact, "jane", { TERMINAL_PASSWORD },
		    authenticate, NULL, 0 },
		{ "account", exact, "jane", { NULL }, account, NULL, 0 },
		{ "setcred", exact, "jane", { NULL }, setcred, NULL, 0 },
		{ "open_session", exact, "jane", { NULL }, open_session, NULL,
		    0 },
		{ "close_session", exact, "jane", { NULL }, close_session,
		    open_session, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		fail_each_call(&attempts[i], is_own);
}

/* The password that the module behind received, if it was called. */
static bool
is_forgotten(int rc)
{
	char text[64] = "";
	FILE *file = fopen(TOKEN, "re");

	(void)rc;
	if (file == NULL)
		return true;
	if (fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	(void)fclose(file);
	(void)unlink(TOKEN);
	return strstr(text, TERMINAL_PASSWORD) == NULL;
}

/* Otherwise it becomes the key of a keyring. */
static void
one_time_password_is_left_to_no_module_behind_whatever_fails(void **state)
{
	static const struct attempt attempt = { "authenticate",
		"auth [success=ok default=die] pam_fieldauth.so\n"
		"auth optional pam_exec.so expose_authtok quiet " TAKER "\n",
		"jane", { TERMINAL_PASSWORD }, authenticate, renew_temporary,
		0 };

	(void)state;
	terminal_shell("printf '#!/bin/sh\\ncat >%s\\n' >%s && chmod 755 %s",
	    TOKEN, TAKER, TAKER);
	assert_true(fail_each(&attempt, CALL_pam_set_item, is_forgotten) > 3);
}

/* --- a host that is not root's --------------------------------------------------------- */

/* The service manager, which is not a child of this process. */
static void
start_manager(void)
{
	terminal_shell("systemd-socket-activate --fdname=verify -l %s %s "
		       ">/dev/null 2>&1 & echo $! >%s",
	    SOCKET, GATE, MANAGER);
	terminal_shell("for i in $(seq 250); do [ ! -S %s ] || break; "
		       "sleep 0.02; done; chmod 0666 %s",
	    SOCKET, SOCKET);
}

static void
person_who_verifies_their_own_password_is_refused_and_never_passed_on(
    void **state)
{
	uid_t jane = terminal_uid("jane");
	struct attempt right = { "authenticate", exact, "jane",
		{ TERMINAL_PASSWORD }, authenticate, NULL, jane, jane };
	struct attempt wrong = { "authenticate", before_permit, "jane",
		{ "wrong" }, authenticate, NULL, jane, jane };
	struct attempt lock = { "account", exact, "jane", { NULL }, account,
		NULL, jane, jane };

	(void)state;
	start_manager();
	fault->nth = 0;
	assert_int_equal(run_once(&right), PAM_SUCCESS);
	fail_each_call(&right, is_own);
	fail_each_call(&wrong, is_refusal);
	fail_each_call(&lock, is_own);
	block_jane();
	fail_each_call(&right, is_refusal);
	terminal_shell("kill $(cat %s) && rm %s", MANAGER, SOCKET);
}

/* --- a password is the old one or the new one ----------------------------------------- */

static bool
password_is(const char *password)
{
	struct dialogue right = DIALOGUE(password);

	return dialogue_authenticate("", "jane", &right) == PAM_SUCCESS;
}

static const char *old_password, *new_password;
static struct attempt by_root = { "change by root", exact, "jane", { NULL },
	change, NULL, 0 };
static struct attempt by_jane = { "change by the person", exact, "jane",
	{ NULL }, change, NULL, 0 };

static void
expect_passwords(const char *old, const char *new)
{
	old_password = old;
	new_password = new;
	by_root.answers[0] = by_root.answers[1] = new;
	by_jane.answers[0] = old;
	by_jane.answers[1] = by_jane.answers[2] = new;
}

/* If the person is told that it was changed, it is; otherwise it may be,
 * because an answer can be lost. Exactly one of the two passwords is
 * correct. */
static bool
is_told_the_truth(int rc)
{
	bool is_new = password_is(new_password);

	if (!is_own(rc) || is_new == password_is(old_password) ||
	    (rc == PAM_SUCCESS && !is_new))
		return false;
	if (is_new)
		expect_passwords(new_password, old_password);
	return true;
}

static void
password_is_the_old_or_the_new_one_whatever_fails(void **state)
{
	(void)state;
	expect_passwords(TERMINAL_PASSWORD, NEW);
	by_jane.ruid = terminal_uid("jane");
	fail_each_call(&by_root, is_told_the_truth);
	fail_each_call(&by_jane, is_told_the_truth);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(wrong_password_is_refused_whatever_fails),
		TEST(unknown_name_is_refused_whatever_fails),
		TEST(blocked_person_is_refused_in_each_phase_whatever_fails),
		TEST(person_of_ours_is_never_handed_on_whatever_fails),
		TEST(
		    one_time_password_is_left_to_no_module_behind_whatever_fails),
		TEST(
		    person_who_verifies_their_own_password_is_refused_and_never_passed_on),
		TEST(password_is_the_old_or_the_new_one_whatever_fails),
	};

	fault_init();
	/* the connection of the host to the log stays open from here on */
	syslog(LOG_DEBUG, "faults begin");
	return cmocka_run_group_tests_name(
	    "pam_faults", tests, terminal_set_up, NULL);
}
