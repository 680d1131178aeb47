/* Failures of requests through control.sock: control/remote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/stream.h"
#include "control/protocol.h"
#include "control/session.h"
#include "tests/support/doorway.h"
#include "wire/frame.h"

static void
say_busy(int fd)
{
	(void)frame_send(fd, CONTROL_BUSY, strlen(CONTROL_BUSY), PATIENCE_MS);
}

static void
leave_unread(int fd)
{
	/* until there are bytes that are not read */
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
an_unread_request_is_sent_again(void **state)
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
	/* a retry would be answered */
	serve(read_and_end, 1);
	assert_int_equal(as_uid(door.company->ada.uid, ask_in_vain), 0);
}

static void
an_invalid_frame_is_not_accepted_as_an_answer(void **state)
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
		CASE(a_busy_door_is_tried_again),
		CASE(a_door_that_stays_busy_is_said_to_be),
		CASE(an_unread_request_is_sent_again),
		CASE(a_request_that_was_read_is_not_sent_again),
		CASE(an_invalid_frame_is_not_accepted_as_an_answer),
		CASE(without_a_socket_there_is_no_service),
		CASE(a_folder_that_others_can_write_is_not_believed),
		CASE(what_is_too_large_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
