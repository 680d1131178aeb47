/* The agent's side of the communication with fieldauth-fetch: it trusts
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>

#include "base/err.h"
#include "base/file.h"
#include "syncd/worker.h"

static char folder[64];

static int
make_folder(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)snprintf(folder, sizeof(folder), "/tmp/worker.XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
drop_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A worker that runs BODY, a shell script, in the test's folder. */
static const char *
script(const char *body)
{
	static char path[128];
	char text[2048];

	(void)snprintf(path, sizeof(path), "%s/worker", folder);
	(void)snprintf(
	    text, sizeof(text), "#!/bin/sh\ndir=%s\n%s", folder, body);
	(void)unlink(path);
	assert_int_equal(
	    file_replace(path, text, strlen(text), 0755), FIELD_OK);
	return path;
}

static char *
read_result(const char *name)
{
	char path[128], *bytes;
	size_t len;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(file_read(path, 65536, &bytes, &len), FIELD_OK);
	return bytes;
}

static struct worker *
start(const char *program, int timeout_s, int idle_s)
{
	const struct pipe_request request = { .operation = PIPE_PULL,
		.provider = PIPE_QUICKBOOKS,
		.client_id = "id",
		.client_secret = "hush",
		.tenant = "46",
		.access_token = "access",
		.refresh_token = "refresh",
		.entities = { true },
		.full = true };
	struct worker *worker;

	assert_int_equal(
	    worker_start(program, &request, timeout_s, idle_s, &worker),
	    FIELD_OK);
	return worker;
}

#define HELLO "echo '{\"type\":\"hello\",\"version\":1,\"sandboxed\":true}'\n"

static void
it_is_given_three_pipes_and_an_empty_environment(void **state)
{
	struct pipe_message message;
	struct worker *worker;
	char *result;
	int spare = open("/dev/null", O_RDONLY); /* not close-on-exec */

	(void)state;
	assert_in_range(spare, 3, 9);
	(void)setenv("LEAK", "leak", 1);
	worker = start(script("read request\n"
			      "for n in 3 4 5 6 7 8 9; do\n"
			      "[ ! -e /proc/$$/fd/$n ] || echo $n\n"
			      "done >$dir/descriptors\n"
			      "tr '\\0' '\\n' </proc/$$/environ >$dir/environ\n"
			      "pwd >$dir/cwd\n" HELLO),
	    20, 20);
	assert_int_equal(worker_next(worker, &message), FIELD_OK);
	assert_int_equal(message.type, PIPE_HELLO);
	pipe_message_release(&message);
	worker_stop(worker);
	/* 10 and up are used by the shell: its script, its saved output */
	result = read_result("descriptors");
	assert_string_equal(result, "");
	free(result);
	result = read_result("environ");
	assert_string_equal(result, "");
	free(result);
	result = read_result("cwd");
	assert_string_equal(result, "/\n");
	free(result);
	(void)close(spare);
}

static void
secrets_go_through_the_pipe_alone(void **state)
{
	struct pipe_message message;
	struct worker *worker;
	char *result;

	(void)state;
	worker = start(
	    script("read request\n"
		   "echo \"$request\" >$dir/request\n"
		   "tr '\\0' ' ' </proc/$$/cmdline >$dir/args\n" HELLO),
	    20, 20);
	assert_int_equal(worker_next(worker, &message), FIELD_OK);
	pipe_message_release(&message);
	worker_stop(worker);
	result = read_result("request");
	assert_non_null(strstr(result, "hush"));
	free(result);
	result = read_result("args");
	assert_null(strstr(result, "hush"));
	free(result);
}

static void
an_invalid_message_ends_the_conversation(void **state)
{
	static const char *const bodies[] = { "echo 'not json'\n",
		"echo '{\"type\":\"person\"}'\n",
		"echo '{\"type\":\"surprise\"}'\n", "echo '[]'\n", "echo\n",
		"printf '{\"type\":\"hello\",\"version\":1'\n",
		"head -c 70000 /dev/zero | tr '\\0' x; echo\n" };
	struct pipe_message message;

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct worker *worker = start(script(bodies[i]), 20, 20);

		assert_int_equal(worker_next(worker, &message), FIELD_EINVAL);
		worker_stop(worker);
	}
}

static void
an_early_end_is_told_apart(void **state)
{
	struct pipe_message message;
	struct worker *worker = start(script(HELLO "exit 0\n"), 20, 20);

	(void)state;
	assert_int_equal(worker_next(worker, &message), FIELD_OK);
	pipe_message_release(&message);
	assert_int_equal(worker_next(worker, &message), FIELD_ENOTFOUND);
	worker_stop(worker);
}

static void
silence_ends_the_talk_and_the_worker(void **state)
{
	struct pipe_message message;
	struct worker *worker;
	char *pid;

	(void)state;
	worker = start(script("echo $$ >$dir/pid\nexec sleep 600\n"), 120, 5);
	assert_int_equal(worker_next(worker, &message), FIELD_ENET);
	worker_stop(worker);
	pid = read_result("pid");
	assert_int_equal(kill((pid_t)atoi(pid), 0), -1);
	free(pid);
}

/* It may send for ever, but not past its deadline. */
static void
chatter_ends_at_the_deadline(void **state)
{
	struct pipe_message message;
	struct worker *worker = start(
	    script("while :; do " HELLO "sleep 0.1; done\n"), 1, 20);
	int rc = FIELD_OK;

	(void)state;
	while (rc == FIELD_OK) {
		rc = worker_next(worker, &message);
		if (rc == FIELD_OK)
			pipe_message_release(&message);
	}
	assert_int_equal(rc, FIELD_ENET);
	worker_stop(worker);
}

static void
a_flood_on_standard_error_blocks_no_reader(void **state)
{
	struct pipe_message message;
	struct worker *worker = start(
	    script("head -c 300000 /dev/zero | tr '\\0' e >&2\n" HELLO), 20,
	    20);

	(void)state;
	assert_int_equal(worker_next(worker, &message), FIELD_OK);
	pipe_message_release(&message);
	worker_stop(worker);
}

static void
acknowledgement_arrives_as_its_line(void **state)
{
	struct pipe_message message;
	struct worker *worker = start(
	    script("read request\nread ack\necho \"$ack\" >$dir/ack\n" HELLO),
	    20, 20);
	char *ack;

	(void)state;
	assert_int_equal(worker_ack(worker), FIELD_OK);
	assert_int_equal(worker_next(worker, &message), FIELD_OK);
	pipe_message_release(&message);
	worker_stop(worker);
	ack = read_result("ack");
	assert_string_equal(ack, pipe_ack_line);
	free(ack);
}

static void
a_missing_worker_is_not_found(void **state)
{
	const struct pipe_request request = { .operation = PIPE_REVOKE,
		.provider = PIPE_XERO,
		.client_id = "id" };
	struct worker *worker;

	(void)state;
	assert_int_equal(
	    worker_start("/nonexistent/fetch", &request, 1, 1, &worker),
	    FIELD_ENOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    it_is_given_three_pipes_and_an_empty_environment),
		cmocka_unit_test(secrets_go_through_the_pipe_alone),
		cmocka_unit_test(an_invalid_message_ends_the_conversation),
		cmocka_unit_test(an_early_end_is_told_apart),
		cmocka_unit_test(silence_ends_the_talk_and_the_worker),
		cmocka_unit_test(chatter_ends_at_the_deadline),
		cmocka_unit_test(a_flood_on_standard_error_blocks_no_reader),
		cmocka_unit_test(acknowledgement_arrives_as_its_line),
		cmocka_unit_test(a_missing_worker_is_not_found),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
