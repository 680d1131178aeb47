/* Frames over a socket: wire/frame. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/stream.h"
#include "wire/frame.h"

#define MAX 100000

static int
set_up(void **state)
{
	static int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	*state = fds;
	return 0;
}

static int
tear_down(void **state)
{
	int *fds = *state;

	(void)close(fds[0]);
	if (fds[1] >= 0)
		(void)close(fds[1]);
	return 0;
}

static void
put(int fd, const char *bytes, size_t len)
{
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

static int
receive(int fd, int ms)
{
	char *text = NULL;
	size_t len = 0;
	int err = frame_receive(fd, MAX, stream_deadline(ms), &text, &len);

	frame_free(text, len);
	return err;
}

static void
a_frame_arrives_as_it_was_sent(void **state)
{
	int *fds = *state;
	char *text;
	size_t len;

	assert_int_equal(frame_send(fds[0], "{\"a\":1}", 7, 1000), 0);
	assert_int_equal(
	    frame_receive(fds[1], 7, stream_deadline(1000), &text, &len), 0);
	assert_int_equal(len, 7);
	assert_string_equal(text, "{\"a\":1}");
	frame_free(text, len);
}

static void
frames_follow_one_another(void **state)
{
	int *fds = *state;
	char *text;
	size_t len;

	assert_int_equal(frame_send(fds[0], "one", 3, 1000), 0);
	assert_int_equal(frame_send(fds[0], "second", 6, 1000), 0);
	assert_int_equal(receive(fds[1], 1000), 0);
	assert_int_equal(
	    frame_receive(fds[1], MAX, stream_deadline(1000), &text, &len), 0);
	assert_string_equal(text, "second");
	frame_free(text, len);
}

static void
a_frame_of_many_pieces_arrives_whole(void **state)
{
	int *fds = *state;
	char *sent = malloc(MAX), *text;
	size_t len;

	for (size_t i = 0; i < MAX; i++)
		sent[i] = (char)(i % 251);
	assert_int_equal(frame_send(fds[0], sent, MAX, 1000), 0);
	assert_int_equal(
	    frame_receive(fds[1], MAX, stream_deadline(1000), &text, &len), 0);
	assert_int_equal(len, MAX);
	assert_memory_equal(text, sent, MAX);
	frame_free(text, len);
	free(sent);
}

static void
the_end_before_a_frame_is_told_from_one_within(void **state)
{
	int *fds = *state;

	put(fds[0], "\0\0\0\3abc\0\0\0\3ab", 13);
	(void)shutdown(fds[0], SHUT_WR);
	assert_int_equal(receive(fds[1], 1000), 0);
	assert_int_equal(receive(fds[1], 1000), FIELD_EINVAL);
}

static void
a_truncated_header_is_not_an_end(void **state)
{
	int *fds = *state;

	put(fds[0], "\0\0", 2);
	(void)shutdown(fds[0], SHUT_WR);
	assert_int_equal(receive(fds[1], 1000), FIELD_EINVAL);
}

static void
the_end_after_the_last_frame_is_the_end(void **state)
{
	int *fds = *state;

	(void)shutdown(fds[0], SHUT_WR);
	assert_int_equal(receive(fds[1], 1000), FIELD_ENOTFOUND);
}

static void
a_length_of_zero_or_beyond_the_limit_is_refused(void **state)
{
	int *fds = *state;

	put(fds[0], "\0\0\0\0", 4);
	assert_int_equal(receive(fds[1], 1000), FIELD_EINVAL);
	put(fds[0], "\xff\xff\xff\xff", 4);
	assert_int_equal(receive(fds[1], 1000), FIELD_EINVAL);
	put(fds[0], "\0\1\x86\xa1", 4); /* MAX + 1 */
	assert_int_equal(receive(fds[1], 1000), FIELD_EINVAL);
}

static void
a_frame_that_does_not_come_is_given_up(void **state)
{
	int *fds = *state;

	assert_int_equal(receive(fds[1], 50), FIELD_EBUSY);
	put(fds[0], "\0\0\0\5ab", 6);
	assert_int_equal(receive(fds[1], 50), FIELD_EBUSY);
}

static void
bytes_that_trickle_in_do_not_prolong_the_deadline(void **state)
{
	int *fds = *state;
	int64_t before = stream_deadline(0), took;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		put(fds[0], "\0\0\1\0", 4);
		for (int i = 0; i < 100; i++) {
			if (send(fds[0], "x", 1, MSG_NOSIGNAL) != 1)
				break;
			(void)usleep(20000);
		}
		_exit(0);
	}
	(void)close(fds[0]);
	assert_int_equal(receive(fds[1], 300), FIELD_EBUSY);
	took = stream_deadline(0) - before;
	assert_true(took >= 300);
	(void)close(fds[1]);
	fds[1] = -1;
	fds[0] = dup(0);
}

static void
a_peer_that_reads_nothing_is_given_up(void **state)
{
	int *fds = *state;
	char *large = calloc(1, 8 << 20);

	assert_int_equal(frame_send(fds[0], large, 8 << 20, 100), FIELD_EBUSY);
	free(large);
}

static void
a_peer_that_has_gone_is_an_error_and_no_signal(void **state)
{
	int *fds = *state;

	(void)close(fds[1]);
	fds[1] = -1;
	assert_int_equal(frame_send(fds[0], "ab", 2, 1000), FIELD_EIO);
	assert_int_equal(errno, EPIPE);
}

static void
nothing_is_sent_for_an_empty_text(void **state)
{
	int *fds = *state;

	assert_int_equal(frame_send(fds[0], "", 0, 1000), FIELD_EINVAL);
	assert_int_equal(receive(fds[1], 20), FIELD_EBUSY);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_frame_arrives_as_it_was_sent),
		CASE(frames_follow_one_another),
		CASE(a_frame_of_many_pieces_arrives_whole),
		CASE(the_end_before_a_frame_is_told_from_one_within),
		CASE(a_truncated_header_is_not_an_end),
		CASE(the_end_after_the_last_frame_is_the_end),
		CASE(a_length_of_zero_or_beyond_the_limit_is_refused),
		CASE(a_frame_that_does_not_come_is_given_up),
		CASE(bytes_that_trickle_in_do_not_prolong_the_deadline),
		CASE(a_peer_that_reads_nothing_is_given_up),
		CASE(a_peer_that_has_gone_is_an_error_and_no_signal),
		CASE(nothing_is_sent_for_an_empty_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
