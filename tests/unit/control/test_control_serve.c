/* Answers at control.sock, and their callers: control/serve. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/lane.h"
#include "base/str.h"
#include "base/stream.h"
#include "control/protocol.h"
#include "control/session.h"
#include "store/verb/user.h"
#include "tests/support/doorway.h"
#include "wire/frame.h"

static uid_t
jane(void)
{
	return company_add(door.company, "jane", "dispatcher").uid;
}

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
	/* the second connection would be closed */
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
callers_who_are_not_people_are_refused(void **state)
{
	static const uid_t uids[] = { 0, 1, 65534, 4242 };

	(void)state;
	serve(NULL, 0);
	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++)
		assert_int_equal(as_uid(uids[i], ask_as_stranger), 0);
}

/* The start of a long request, and the outcome; without a session. */
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
	/* a refused caller may have been disconnected already */
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

/* Whether the last frame of an answer to role.list reports success. */
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

/* It is told that its sessions have been ended, or has been disconnected. */
static int
ask_before_and_after(struct control_session *session)
{
	const int fd = connect_here();
	char byte = 'x';
	int failed = is_answered(fd) ? 0 : 1;

	/* the parent blocks us, then unblocks us */
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

/* How an idle connection ends; without a session. */
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
	/* the connection ends before its idle limit */
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

static int
ask_events_busy(struct control_session *session)
{
	return ask_for(session, "events", NULL, "busy") +
	    ask_for(session, "events", json_pack("{s:b}", "follow", 1), "busy");
}

static void
events_wait_for_the_lane_of_their_uid(void **state)
{
	const uid_t uid = door.company->ada.uid;
	char name[64];
	int lane;

	(void)state;
	(void)str_format(name, sizeof(name), "control.%lu", (unsigned long)uid);
	assert_int_equal(
	    lane_enter(door.company->paths.run_dir, name, PATIENCE_MS, &lane),
	    FIELD_OK);
	assert_true(lane >= 0);
	serve(NULL, 0);
	assert_int_equal(as_uid(uid, ask_events_busy), 0);
	(void)close(lane);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_door, close_door)
	const struct CMUnitTest tests[] = {
		CASE(a_person_is_answered),
		CASE(several_requests_go_over_one_connection),
		CASE(refusals_come_as_they_do_here),
		CASE(callers_who_are_not_people_are_refused),
		CASE(a_stranger_is_refused_before_its_request_is_whole),
		CASE(a_raised_epoch_ends_the_connection),
		CASE(a_raised_epoch_ends_a_connection_that_asks_nothing),
		CASE(events_wait_for_the_lane_of_their_uid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
