/*
 * A helper that hangs, lies, floods or dies: the host gets a verdict in time,
 * and has no more children or descriptors than before (Q1).
 */
#include <dirent.h>
#include <errno.h>
#include <security/_pam_types.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/stream.h"
#include "build_paths.h"
#include "pam_fieldauth/module/talk.h"
#include "pam_fieldauth/protocol.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define HELPER FIELDAUTH_LIBEXECDIR "/fieldauth-signin"
#define FAKE   "/tmp/helper"
#define ANSWER "/tmp/answer"
#define PADDED \
	"/tmp/padded" /* a correct answer, followed by zeros up to the
                              * limit */

/* A helper that exits without reading the request would reset the connection,
 * sometimes before its answer is read. */
#define GOOD_MANNERS "cat " ANSWER "; exec cat >/dev/null"

/* The time after which the module gives up in these tests: short where it must,
 * otherwise longer than the test takes; and the additional time that a busy
 * machine may need. */
#define SOON_MS     1000
#define DEADLINE_MS 60000
#define SLACK_MS    20000
static int64_t deadline_ms = DEADLINE_MS;
/* The time that a helper has to exit after its answer: spawn.c. */
#define END_MS 2000

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

static void
write_fake(const char *path, const char *commands)
{
	char text[512];
	int len = snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", commands);

	assert_int_equal(file_replace(path, text, (size_t)len, 0755), 0);
}

static void
write_answer(uint32_t code)
{
	struct protocol_answer answer = { .code = code, .method = "password" };
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_answer(&answer, buf);

	assert_int_equal(file_replace(ANSWER, buf, len, 0644), 0);
}

struct outcome {
	bool ok;
	uint32_t code;
	int64_t ms;
};

/* One exchange with COMMANDS. This process collects orphans; if there are none,
 * the helper itself has been waited for. */
static struct outcome
exchange(const char *commands)
{
	struct protocol_request request = { .verb = PROTOCOL_AUTHENTICATE };
	struct protocol_answer answer;
	struct outcome outcome;
	int before;

	write_fake(FAKE, commands);
	before = count_descriptors();
	outcome.ms = -stream_deadline(0);
	(void)alarm(120); /* the end of a module that waits for ever */
	outcome.ok = talk_to_child(
	    FAKE, &request, &answer, stream_deadline((int)deadline_ms));
	(void)alarm(0);
	outcome.ms += stream_deadline(0);
	outcome.code = answer.code;
	assert_int_equal(count_descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	assert_int_equal(errno, ECHILD);
	return outcome;
}

static void
assert_no_answer(const char *commands, int64_t limit_ms)
{
	struct outcome outcome = exchange(commands);

	if (outcome.ok || outcome.ms > limit_ms)
		fail_msg("%s: answered %d after %lld ms", commands, outcome.ok,
		    (long long)outcome.ms);
}

static void
assert_answer(const char *commands, int64_t limit_ms)
{
	struct outcome outcome = exchange(commands);

	if (!outcome.ok || outcome.code != PAM_AUTH_ERR ||
	    outcome.ms > limit_ms)
		fail_msg("%s: answered %d, code %u, after %lld ms", commands,
		    outcome.ok, outcome.code, (long long)outcome.ms);
}

/* --- one exchange ---------------------------------------------------------------- */

static void
helper_that_hangs_is_given_up_at_the_deadline(void **state)
{
	static const char *const helpers[] = {
		"exec sleep 1000",
		"trap '' TERM HUP INT PIPE; exec sleep 1000",
		"kill -STOP $$",
		"head -c 20 " ANSWER "; exec sleep 1000",
		"head -c 5 " ANSWER "; exec sleep 1000",
		"exec cat >/dev/null",
	};

	(void)state;
	deadline_ms = SOON_MS;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++)
		assert_no_answer(helpers[i], SOON_MS + SLACK_MS);
	deadline_ms = DEADLINE_MS;
}

/* Most of them then hang: the answer is sufficient. */
static void
helper_that_says_something_else_is_given_up_at_once(void **state)
{
	static const char *const helpers[] = {
		/* another version, a request, a body that is too long, noise */
		"printf 'FLDA\\002\\000\\002\\000\\000\\000\\000\\000'",
		"printf 'FLDA\\001\\000\\001\\000\\000\\000\\000\\000'",
		"printf 'FLDA\\001\\000\\002\\000\\001\\040\\000\\000'",
		"printf 'FLDA\\001\\000\\002\\000\\377\\377\\377\\377'",
		/* complete messages that are not valid answers: empty, or with
		 * trailing bytes */
		"printf 'FLDA\\001\\000\\002\\000\\000\\000\\000\\000'",
		"exec cat " PADDED,
		"exec head -c 100000 /dev/zero",
		"exec yes",
	};

	(void)state;
	terminal_shell("{ head -c 8 %s; printf '\\000\\040\\000\\000'; "
		       "tail -c +13 %s; head -c 9000 /dev/zero; } >%s",
	    ANSWER, ANSWER, PADDED);
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++) {
		char commands[300];

		(void)snprintf(commands, sizeof(commands),
		    "trap '' PIPE; %s; exec sleep 1000", helpers[i]);
		assert_no_answer(commands, DEADLINE_MS - 50);
	}
}

static void
helper_that_ends_without_an_answer_is_given_up_at_once(void **state)
{
	static const char *const helpers[] = {
		"exit 0",
		"exit 1",
		"kill -KILL $$",
		"head -c 20 " ANSWER,
		"exec </dev/null >/dev/null; exec sleep 1000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++)
		assert_no_answer(helpers[i], DEADLINE_MS - 50);
	(void)unlink(FAKE);
}

/* The verdict has been sent; the exit status of the helper does not matter. */
static void
helper_that_does_not_end_after_its_answer_is_ended(void **state)
{
	static const char *const helpers[] = {
		"cat " ANSWER "; exec sleep 1000",
		"cat " ANSWER "; trap '' TERM HUP; exec sleep 1000",
		"cat " ANSWER "; exec </dev/null >/dev/null; exec sleep 1000",
		"cat " ANSWER "; trap '' PIPE TERM; exec sleep 1000 >/dev/null",
		"cat " ANSWER "; kill -STOP $$",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++)
		assert_answer(helpers[i], END_MS + SLACK_MS);
	assert_answer("cat " ANSWER "; exec yes", DEADLINE_MS);
	assert_answer(GOOD_MANNERS, DEADLINE_MS);
}

/* --- through libpam ---------------------------------------------------------------- */

/* Codes that the shipped profile passes on, and invalid codes. */
static void
code_that_would_hand_a_person_on_is_a_refusal(void **state)
{
	static const uint32_t codes[] = { PAM_IGNORE, PAM_USER_UNKNOWN,
		PAM_MODULE_UNKNOWN, _PAM_RETURN_VALUES, 255, UINT32_MAX };

	(void)state;
	terminal_shell("mv %s %s.aside", HELPER, HELPER);
	write_fake(HELPER, GOOD_MANNERS);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
		struct dialogue silent = DIALOGUE("");
		struct dialogue change = DIALOGUE(
		    "Four-2-lemons-argue", "Four-2-lemons-argue");
		pam_handle_t *pamh;

		write_answer(codes[i]);
		assert_int_equal(
		    dialogue_authenticate("", "jane", &right), PAM_AUTH_ERR);
		assert_int_equal(
		    dialogue_account("", "jane", &silent), PAM_PERM_DENIED);
		pamh = dialogue_start(dialogue_stack(""), "jane", &change);
		assert_int_equal(pam_open_session(pamh, 0), PAM_PERM_DENIED);
		assert_int_equal(pam_chauthtok(pamh, 0), PAM_AUTHTOK_ERR);
		dialogue_end(pamh);
	}
	terminal_shell("mv %s.aside %s", HELPER, HELPER);
}

static int
set_up(void **state)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return -1;
	return terminal_set_up(state);
}

static int
renew_answer(void **state)
{
	(void)state;
	write_answer(PAM_AUTH_ERR);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, renew_answer)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(helper_that_hangs_is_given_up_at_the_deadline),
		TEST(helper_that_says_something_else_is_given_up_at_once),
		TEST(helper_that_ends_without_an_answer_is_given_up_at_once),
		TEST(helper_that_does_not_end_after_its_answer_is_ended),
		TEST(code_that_would_hand_a_person_on_is_a_refusal),
	};

	return cmocka_run_group_tests_name("pam_helper", tests, set_up, NULL);
}
