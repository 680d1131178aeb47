/*
 * Both ends of control.sock: control/remote asks as a person, in a process with
 * that uid, and control/serve answers in another one.  Runs as root.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/stream.h"
#include "control/protocol.h"
#include "control/serve/serve.h"
#include "control/session.h"
#include "store/verb/user.h"
#include "tests/support/asking.h"
#include "wire/frame.h"

#define PATIENCE_MS 60000

struct door {
	struct company *company;
	int listener;
	pid_t server;
};

static struct door door;

/* --- the rig ------------------------------------------------------------------- */

static int
open_door(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char path[PATHS_MAX];

	if (asking_open(state) != 0)
		return -1;
	door = (struct door){ .company = *state };
	assert_int_equal(chmod(door.company->root, 0755), 0);
	assert_int_equal(
	    file_make_folder(door.company->paths.run_dir, 0755), 0);
	assert_true(str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET));
	assert_true(str_copy(address.sun_path, sizeof(address.sun_path), path));
	door.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(door.listener, (struct sockaddr *)&address, sizeof(address)),
	    0);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(listen(door.listener, 64), 0);
	return 0;
}

static int
close_door(void **state)
{
	if (door.server > 0) {
		(void)kill(door.server, SIGKILL);
		(void)waitpid(door.server, NULL, 0);
	}
	(void)close(door.listener);
	return company_close(state);
}

/* What happens to a connection; NULL: it is served. */
typedef void treatment(int fd);

static void
say_busy(int fd)
{
	(void)frame_send(fd, CONTROL_BUSY, strlen(CONTROL_BUSY), PATIENCE_MS);
}

static void
leave_unread(int fd)
{
	/* until there is something that nobody reads */
	(void)stream_wait(fd, stream_deadline(PATIENCE_MS));
}

static void
read_and_end(int fd)
{
	char *text = NULL;
	size_t len = 0;

	(void)frame_receive(
	    fd, CONTROL_REQUEST_MAX, stream_deadline(PATIENCE_MS), &text, &len);
	frame_free(text, len);
}

static void
say_nonsense(int fd)
{
	read_and_end(fd);
	(void)frame_send(fd, "{\"exit\":0,\"error\":{}}", 21, PATIENCE_MS);
}

/* In another process: TREAT the first COUNT connections, and serve the rest. */
static void
serve(treatment *treat, int count)
{
	door.server = fork();
	assert_true(door.server >= 0);
	if (door.server > 0)
		return;
	for (int i = 0;; i++) {
		int fd = accept(door.listener, NULL, NULL);

		if (i < count)
			treat(fd);
		else
			(void)serve_connection(fd, &door.company->paths);
		(void)close(fd);
	}
}

static bool
count_row(json_t *row, void *context)
{
	(void)row;
	(*(int *)context)++;
	return true;
}

/* What a process of another uid does with a session; its exit code is an index
 * into what the test expects. */
typedef int asking(struct control_session *session);

static int
as_uid(uid_t uid, asking *ask)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct control_session *session;
		int code = 99;

		if (setresgid(uid, uid, uid) == 0 &&
		    setresuid(uid, uid, uid) == 0) {
			session = control_session_there(&door.company->paths);
			code = ask(session);
			control_session_close(session);
		}
		_exit(code);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
ask_roles(struct control_session *session)
{
	int rows = 0;
	const struct control_sink sink = { count_row, &rows };
	struct control_answer answer;
	int code = control_ask(
	    session, "role.list", NULL, false, &sink, &answer);

	control_answer_release(&answer);
	return code != EX_OK ? code : rows;
}

/* The answer's code of error for NAME, as an exit status: 0 none. */
static int
ask_for(struct control_session *session, const char *name, json_t *params,
    const char *expected)
{
	struct control_answer answer;
	const char *code;
	bool is_it;

	(void)control_ask(session, name, params, false, NULL, &answer);
	code = json_string_value(json_object_get(answer.error, "code"));
	is_it = strcmp(code != NULL ? code : "", expected) == 0;
	if (!is_it)
		print_error(
		    "'%s', not '%s'\n", code != NULL ? code : "", expected);
	control_answer_release(&answer);
	return is_it ? 0 : 1;
}

static uid_t
jane(void)
{
	return company_add(door.company, "jane", "dispatcher").uid;
}

static int
rows_here(void)
{
	struct asked asked = ask_as_root(door.company, "role.list", NULL);
	int rows = (int)json_array_size(asked.rows);

	asked_release(&asked);
	return rows;
}

/* --- answered --------------------------------------------------------------------- */

static void
a_person_is_answered(void **state)
{
	const uid_t uid = door.company->ada.uid;

	(void)state;
	serve(NULL, 0);
	assert_int_equal(as_uid(uid, ask_roles), rows_here());
}

static int
ask_three_times(struct control_session *session)
{
	int rows = 0;

	for (int i = 0; i < 3; i++)
		rows += ask_roles(session);
	return rows;
}

static void
several_requests_go_over_one_connection(void **state)
{
	(void)state;
	/* the second connection would be cut off */
	serve(NULL, 0);
	assert_int_equal(
	    as_uid(door.company->ada.uid, ask_three_times), 3 * rows_here());
}

static int
ask_for_refusals(struct control_session *session)
{
	return ask_for(session, "user.bolck", NULL, "no_such_request") +
	    ask_for(session, "user.block", NULL, "no_person_given") +
	    ask_for(session, "role.list", json_pack("{s:i}", "x", 1),
		"unknown_parameter") +
	    ask_for(session, "user.block",
		json_pack("{s:[s]}", "people", "nobody"), "no_such_person");
}

static void
refusals_come_as_they_do_here(void **state)
{
	(void)state;
	serve(NULL, 0);
	assert_int_equal(as_uid(door.company->ada.uid, ask_for_refusals), 0);
}

static int
ask_as_stranger(struct control_session *session)
{
	return ask_for(session, "role.list", NULL, "not_a_person");
}

static void
who_is_no_person_is_refused(void **state)
{
	static const uid_t uids[] = { 0, 1, 65534, 4242 };

	(void)state;
	serve(NULL, 0);
	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++)
		assert_int_equal(as_uid(uids[i], ask_as_stranger), 0);
}

static int
connect_here(void)
{
	char path[PATHS_MAX];

	(void)str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET);
	return stream_connect(
	    door.company->paths.run_dir, path, stream_deadline(PATIENCE_MS));
}

/* The beginning of a long request, and what comes of it; without a session. */
static int
begin_long_request(struct control_session *session)
{
	char path[PATHS_MAX], *text = NULL;
	size_t len = 0;
	int fd, err;

	(void)session;
	(void)str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET);
	fd = stream_connect(
	    door.company->paths.run_dir, path, stream_deadline(PATIENCE_MS));
	if (fd < 0)
		return 98;
	/* who is refused at once may have gone already */
	(void)send(fd, "\0\1\0\0{", 5, MSG_NOSIGNAL);
	err = frame_receive(fd, CONTROL_FRAME_MAX,
	    stream_deadline(CONTROL_REQUEST_MS / 2), &text, &len);
	(void)close(fd);
	if (err != FIELD_OK)
		return err == FIELD_EBUSY ? 2 : 3;
	return strstr(text, "not_a_person") != NULL ? 0 : 4;
}

static void
a_stranger_is_refused_before_its_request_is_whole(void **state)
{
	(void)state;
	serve(NULL, 0);
	assert_int_equal(as_uid(4242, begin_long_request), 0);
	assert_int_equal(as_uid(100000, begin_long_request), 0);
	/* and a person is waited for */
	assert_int_equal(as_uid(door.company->ada.uid, begin_long_request), 2);
}

/* Whether the last frame of an answer to role.list says that it was done. */
static bool
is_answered(int fd)
{
	static const char request[] = "{\"request\":\"role.list\"}";
	bool is_end = false, is_done = false;

	if (frame_send(fd, request, sizeof(request) - 1, PATIENCE_MS) != 0)
		return false;
	while (!is_end) {
		char *text = NULL;
		size_t len = 0;

		if (frame_receive(fd, CONTROL_FRAME_MAX,
			stream_deadline(PATIENCE_MS), &text, &len) != 0)
			return false;
		is_end = strstr(text, "\"exit\":") != NULL;
		is_done = strstr(text, "\"exit\":0") != NULL;
		frame_free(text, len);
	}
	return is_done;
}

/* It hears that its sessions have been ended, or has been closed already. */
static int
ask_before_and_after(struct control_session *session)
{
	const int fd = connect_here();
	char byte = 'x';
	int failed = is_answered(fd) ? 0 : 1;

	/* the parent blocks us, and lifts it */
	if (write(7, &byte, 1) != 1 || read(8, &byte, 1) != 1)
		return 98;
	failed += is_answered(fd) ? 1 : 0;
	(void)close(fd);
	/* and on another connection */
	return failed + (ask_roles(session) > 0 ? 0 : 1);
}

static void
a_raised_epoch_ends_the_connection(void **state)
{
	int to_us[2], to_them[2], status;
	char byte;
	struct user user;
	pid_t pid;

	(void)state;
	(void)jane();
	user = company_user(door.company, "jane");
	assert_int_equal(pipe(to_us), 0);
	assert_int_equal(pipe(to_them), 0);
	serve(NULL, 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(to_us[1], 7);
		(void)dup2(to_them[0], 8);
		_exit(as_uid(user.uid, ask_before_and_after));
	}
	assert_int_equal(read(to_us[0], &byte, 1), 1);
	(void)company_do(door.company, user_block, &user);
	(void)company_do(door.company, user_unblock, &user);
	assert_int_equal(write(to_them[1], &byte, 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	for (int i = 0; i < 2; i++) {
		(void)close(to_us[i]);
		(void)close(to_them[i]);
	}
}

/* How a connection ends that asks nothing more; without a session. */
static int
ask_and_wait(struct control_session *session)
{
	const int fd = connect_here();
	char byte = 'x', *text = NULL;
	size_t len = 0;
	int err;

	(void)session;
	if (!is_answered(fd) || write(7, &byte, 1) != 1)
		return 98;
	/* the end of the connection, before it is one of an idle one */
	err = frame_receive(fd, CONTROL_FRAME_MAX,
	    stream_deadline(CONTROL_IDLE_MS - 5000), &text, &len);
	(void)close(fd);
	return err == FIELD_ENOTFOUND ? 0 : 1;
}

static void
a_raised_epoch_ends_a_connection_that_asks_nothing(void **state)
{
	int to_us[2], status;
	char byte;
	struct user user;
	pid_t pid;

	(void)state;
	(void)jane();
	user = company_user(door.company, "jane");
	assert_int_equal(pipe(to_us), 0);
	serve(NULL, 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(to_us[1], 7);
		_exit(as_uid(user.uid, ask_and_wait));
	}
	assert_int_equal(read(to_us[0], &byte, 1), 1);
	(void)company_do(door.company, user_block, &user);
	(void)company_do(door.company, user_unblock, &user);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	(void)close(to_us[0]);
	(void)close(to_us[1]);
}

/* --- not answered ------------------------------------------------------------------ */

static void
a_busy_door_is_tried_again(void **state)
{
	(void)state;
	serve(say_busy, 3);
	assert_int_equal(as_uid(door.company->ada.uid, ask_roles), rows_here());
}

static int
ask_a_busy_door(struct control_session *session)
{
	return ask_for(session, "role.list", NULL, "busy");
}

static void
a_door_that_stays_busy_is_said_to_be(void **state)
{
	(void)state;
	serve(say_busy, 100000);
	assert_int_equal(as_uid(door.company->ada.uid, ask_a_busy_door), 0);
}

static void
a_request_that_nobody_read_is_sent_again(void **state)
{
	(void)state;
	serve(leave_unread, 2);
	assert_int_equal(as_uid(door.company->ada.uid, ask_roles), rows_here());
}

static int
ask_in_vain(struct control_session *session)
{
	return ask_for(session, "role.list", NULL, "no_answer");
}

static void
a_request_that_was_read_is_not_sent_again(void **state)
{
	(void)state;
	/* a second try would be answered */
	serve(read_and_end, 1);
	assert_int_equal(as_uid(door.company->ada.uid, ask_in_vain), 0);
}

static void
nonsense_is_no_answer(void **state)
{
	(void)state;
	serve(say_nonsense, 1);
	assert_int_equal(as_uid(door.company->ada.uid, ask_in_vain), 0);
}

static int
ask_nobody(struct control_session *session)
{
	return ask_for(session, "role.list", NULL, "no_service");
}

static void
without_a_socket_there_is_no_service(void **state)
{
	char path[PATHS_MAX];

	(void)state;
	assert_true(str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(as_uid(door.company->ada.uid, ask_nobody), 0);
}

static void
a_folder_that_others_can_write_is_not_believed(void **state)
{
	(void)state;
	serve(NULL, 0);
	assert_int_equal(chmod(door.company->paths.run_dir, 0777), 0);
	assert_int_equal(as_uid(door.company->ada.uid, ask_nobody), 0);
}

static int
ask_too_much(struct control_session *session)
{
	json_t *texts = json_array();
	char *large = malloc(CONTROL_REQUEST_MAX + 1);
	int failed;

	memset(large, 'x', CONTROL_REQUEST_MAX);
	large[CONTROL_REQUEST_MAX] = '\0';
	(void)json_array_append_new(texts, json_string(large));
	free(large);
	failed = ask_for(session, "user.block",
	    json_pack("{s:o}", "people", texts), "request_too_large");
	return failed;
}

static void
what_is_too_large_is_not_sent(void **state)
{
	(void)state;
	assert_int_equal(as_uid(door.company->ada.uid, ask_too_much), 0);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_door, close_door)
	const struct CMUnitTest tests[] = {
		CASE(a_person_is_answered),
		CASE(several_requests_go_over_one_connection),
		CASE(refusals_come_as_they_do_here),
		CASE(who_is_no_person_is_refused),
		CASE(a_stranger_is_refused_before_its_request_is_whole),
		CASE(a_raised_epoch_ends_the_connection),
		CASE(a_raised_epoch_ends_a_connection_that_asks_nothing),
		CASE(a_busy_door_is_tried_again),
		CASE(a_door_that_stays_busy_is_said_to_be),
		CASE(a_request_that_nobody_read_is_sent_again),
		CASE(a_request_that_was_read_is_not_sent_again),
		CASE(nonsense_is_no_answer),
		CASE(without_a_socket_there_is_no_service),
		CASE(a_folder_that_others_can_write_is_not_believed),
		CASE(what_is_too_large_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
