/*
 * The gate's loop, run in a child with a shell script as its helper: the
 * guarantees in gate/loop.h.  A request of this door is a byte that gives the
 * number of bytes that follow.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "gate/loop.h"

/* Enough for a loaded machine under sanitizers; only failures take this
 * long. */
#define PATIENCE_MS 60000

static char folder[64], socket_path[96], helper_path[96], log_path[96];
static pid_t gate;

static size_t
request_len(const unsigned char *header)
{
	return header[0] == 0xff ? 0 : (size_t)header[0] + 1;
}

static struct door door;

/* --- the rig ---------------------------------------------------------------- */

static int
make_folder(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)snprintf(folder, sizeof(folder), "/tmp/gate.XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(socket_path, sizeof(socket_path), "%s/sock", folder);
	(void)snprintf(helper_path, sizeof(helper_path), "%s/helper", folder);
	(void)snprintf(log_path, sizeof(log_path), "%s/log", folder);
	return 0;
}

static int
drop_folder(void **state)
{
	(void)state;
	(void)unlink(socket_path);
	(void)unlink(helper_path);
	(void)unlink(log_path);
	return rmdir(folder);
}

static int
start(void **state)
{
	(void)state;
	door = (struct door){
		.name = "test",
		.helper = helper_path,
		.uid_places = 8,
		.places = 64,
		.request_ms = PATIENCE_MS,
		.serve_ms = PATIENCE_MS,
		.header_len = 1,
		.message_len = request_len,
	};
	gate = 0;
	return 0;
}

/* BODY: of a script that serves one connection. */
static void
helper(const char *body)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", body);
	(void)unlink(helper_path);
	assert_int_equal(
	    file_replace(helper_path, text, strlen(text), 0755), FIELD_OK);
}

static int
listen_here(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	(void)unlink(socket_path);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, SOMAXCONN), 0);
	return fd;
}

/* The gate, with at most FILES descriptors (0: as many as there are). */
static void
open_door(rlim_t files)
{
	const struct loop_door doors[] = { { &door, listen_here() } };

	gate = fork();
	assert_true(gate >= 0);
	if (gate == 0) {
		const struct rlimit limit = { files, files };

		if (files != 0 && setrlimit(RLIMIT_NOFILE, &limit) < 0)
			_exit(90);
		_exit(loop_run(doors, 1) == FIELD_OK ? 0 : 91);
	}
	(void)close(doors[0].listener);
}

static int
stop(void **state)
{
	(void)state;
	if (gate > 0) {
		(void)kill(gate, SIGKILL);
		(void)waitpid(gate, NULL, 0);
	}
	return 0;
}

static int
knock(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { PATIENCE_MS / 1000, 0 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			     sizeof(patience)),
	    0);
	assert_int_equal(
	    connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* A connection that has sent the LEN bytes of WHAT. */
static int
say(const char *what, size_t len)
{
	int fd = knock();

	(void)send(fd, what, len, MSG_NOSIGNAL);
	return fd;
}

/* The end of the connection: 0 is end of file, otherwise errno; plus 1000 if a
 * byte was received. */
static int
end_of(int fd)
{
	char byte;
	ssize_t got = recv(fd, &byte, 1, 0);
	int result = got > 0 ? 1000 + byte : got == 0 ? 0 : errno;

	(void)close(fd);
	return result;
}

static bool
is_served(void)
{
	return end_of(say("\2ab", 3)) == 1000 + 'a';
}

#define ANSWER "dd bs=1 skip=1 count=1 2>/dev/null"

/* --- guarantees
 * ------------------------------------------------------------------ */

static void
whole_request_is_served_by_a_helper_that_reads_it_all(void **state)
{
	(void)state;
	helper(ANSWER);
	open_door(0);
	for (int i = 0; i < 20; i++)
		assert_true(is_served());
}

static void
request_in_parts_is_served_when_it_is_whole(void **state)
{
	int fd;

	(void)state;
	helper(ANSWER);
	open_door(0);
	fd = say("\2", 1);
	assert_true(is_served());
	assert_int_equal(send(fd, "a", 1, 0), 1);
	assert_true(is_served());
	assert_int_equal(send(fd, "b", 1, 0), 1);
	assert_int_equal(end_of(fd), 1000 + 'a');
}

static void
senseless_and_half_closed_connections_are_closed_unread(void **state)
{
	int fd;

	(void)state;
	helper(ANSWER);
	open_door(0);
	assert_int_equal(end_of(say("\377x", 2)), ECONNRESET);
	fd = say("\2a", 2);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	assert_int_equal(end_of(fd), ECONNRESET);
	fd = knock();
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	assert_int_equal(end_of(fd), 0);
	assert_true(is_served());
}

static void
silent_peer_is_closed_when_its_time_is_over(void **state)
{
	(void)state;
	helper(ANSWER);
	door.request_ms = 100;
	open_door(0);
	assert_int_equal(end_of(knock()), 0);
	assert_int_equal(end_of(say("\2a", 2)), ECONNRESET);
}

static void
silent_peers_of_one_uid_take_its_places_and_no_more(void **state)
{
	int fds[100];

	(void)state;
	helper(ANSWER);
	open_door(0);
	for (int i = 0; i < 100; i++)
		fds[i] = say("\2", 1);
	assert_true(is_served());
	/* the ninth before the last was dropped, the last are still there */
	for (int i = 0; i < 92; i++)
		assert_int_equal(end_of(fds[i]), ECONNRESET);
	assert_int_equal(send(fds[99], "ab", 2, MSG_NOSIGNAL), 2);
	assert_int_equal(end_of(fds[99]), 1000 + 'a');
	for (int i = 92; i < 99; i++)
		(void)close(fds[i]);
}

static void
ninth_request_of_one_uid_is_turned_away_unread(void **state)
{
	int fds[8];

	(void)state;
	/* they have read, and do not exit before they are told to */
	helper("head -c 1 >/dev/null; cat >/dev/null");
	open_door(0);
	for (int i = 0; i < 8; i++)
		fds[i] = say("\0", 1);
	assert_int_equal(end_of(say("\0", 1)), ECONNRESET);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(shutdown(fds[i], SHUT_WR), 0);
		assert_int_equal(end_of(fds[i]), 0);
	}
	/* and then there is room again */
	do {
		fds[0] = say("\0", 1);
		(void)shutdown(fds[0], SHUT_WR);
	} while (end_of(fds[0]) == ECONNRESET);
}

/* The text received before the connection ended. */
static void
hears(int fd, const char *bytes, size_t len)
{
	char heard[64];
	size_t got = 0;

	assert_true(len <= sizeof(heard));
	while (got < len) {
		ssize_t more = recv(fd, heard + got, len - got, 0);

		assert_true(more > 0);
		got += (size_t)more;
	}
	assert_memory_equal(heard, bytes, len);
}

static void
connection_that_is_turned_away_is_told_that_the_door_is_busy(void **state)
{
	int fds[8], silent;

	(void)state;
	door.busy = "{\"busy\":1}";
	helper("head -c 1 >/dev/null; cat >/dev/null");
	open_door(0);
	silent = say("\2", 1);
	for (int i = 0; i < 8; i++)
		fds[i] = say("\0", 1);
	/* the silent one was dropped for the eighth */
	hears(silent, "\0\0\0\12{\"busy\":1}", 14);
	assert_int_equal(end_of(silent), ECONNRESET);
	silent = say("\0", 1);
	hears(silent, "\0\0\0\12{\"busy\":1}", 14);
	assert_int_equal(end_of(silent), ECONNRESET);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(shutdown(fds[i], SHUT_WR), 0);
		assert_int_equal(end_of(fds[i]), 0);
	}
}

static void
helper_without_a_limit_is_not_killed(void **state)
{
	int fd;

	(void)state;
	helper("head -c 1 >/dev/null; exec cat");
	door.serve_ms = 0;
	open_door(0);
	fd = say("\0", 1);
	/* many iterations of the loop, each of which checks deadlines */
	for (int i = 0; i < 50; i++)
		(void)end_of(say("\377", 1));
	assert_int_equal(send(fd, "z", 1, MSG_NOSIGNAL), 1);
	assert_int_equal(end_of(fd), 1000 + 'z');
}

static void
helper_that_hangs_is_killed_and_gives_its_place_back(void **state)
{
	(void)state;
	helper("head -c 1 >/dev/null; exec sleep 1000");
	door.serve_ms = 100;
	open_door(0);
	for (int i = 0; i < 12; i++) {
		int end = end_of(say("\0", 1));

		assert_true(end == 0 || end == ECONNRESET);
	}
	helper(ANSWER);
	for (int i = 0; i < 500 && !is_served(); i++)
		(void)usleep(10000);
	assert_true(is_served());
}

static void
helper_that_is_missing_turns_peers_away_and_ends_nothing(void **state)
{
	(void)state;
	(void)unlink(helper_path);
	open_door(0);
	for (int i = 0; i < 20; i++)
		assert_int_equal(end_of(say("\0", 1)), ECONNRESET);
	helper(ANSWER);
	assert_true(is_served());
}

/* 14 descriptors: three of them standard, listener, epoll, signals, spare. */
static void
without_descriptors_it_goes_on(void **state)
{
	int fds[200];

	(void)state;
	helper(ANSWER);
	door.uid_places = 64;
	open_door(14);
	for (int i = 0; i < 200; i++)
		fds[i] = say("\2", 1);
	for (int i = 0; i < 500 && !is_served(); i++)
		(void)usleep(10000);
	assert_true(is_served());
	for (int i = 0; i < 200; i++)
		(void)close(fds[i]);
	assert_true(is_served());
}

static void
thousand_connects_at_once_are_answered_or_turned_away(void **state)
{
	int fds[900];

	(void)state;
	helper(ANSWER);
	open_door(0);
	for (int i = 0; i < 900; i++)
		fds[i] = say("\2ab", 3);
	for (int i = 0; i < 900; i++) {
		int end = end_of(fds[i]);

		assert_true(end == 1000 + 'a' || end == ECONNRESET);
	}
	while (!is_served())
		(void)usleep(10000);
}

static void
told_to_end_it_lets_a_helper_finish_and_turns_the_others_away(void **state)
{
	int fd, silent, status;

	(void)state;
	helper("head -c 1; head -c 1 >/dev/null; printf z");
	open_door(0);
	silent = say("\5a", 2);
	fd = say("\0", 1);
	/* it has started; the test ends it */
	char byte = 1;

	assert_int_equal(recv(fd, &byte, 1, 0), 1);
	assert_int_equal(byte, 0);
	assert_int_equal(kill(gate, SIGTERM), 0);
	assert_int_equal(end_of(silent), ECONNRESET);
	assert_int_equal(send(fd, "x", 1, 0), 1);
	assert_int_equal(end_of(fd), 1000 + 'z');
	assert_int_equal(waitpid(gate, &status, 0), gate);
	gate = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
told_to_end_it_ends_though_a_helper_does_not(void **state)
{
	int fd, status;
	char byte = 1;

	(void)state;
	helper("head -c 1; exec cat >/dev/null");
	open_door(0);
	fd = say("\0", 1);
	assert_int_equal(recv(fd, &byte, 1, 0), 1);
	assert_int_equal(kill(gate, SIGTERM), 0);
	assert_int_equal(waitpid(gate, &status, 0), gate);
	gate = 0;
	assert_int_equal(status, 0);
	(void)close(fd);
}

static void
hangup_and_signals_of_children_change_nothing(void **state)
{
	(void)state;
	helper(ANSWER);
	open_door(0);
	assert_true(is_served());
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(kill(gate, SIGHUP), 0);
		assert_int_equal(kill(gate, SIGCHLD), 0);
	}
	assert_true(is_served());
}

static void
helper_gets_its_connection_and_when_it_came_and_nothing_else(void **state)
{
	char text[256] = "", *arrived;
	const int64_t before = clock_monotonic_ms();
	size_t len;
	int fd;

	(void)state;
	helper("head -c 1 >/dev/null\n"
	       "env\n"
	       "echo arrived=$#:$1\n"
	       "grep SigBlk /proc/self/status\n"
	       "exec ls -m /proc/self/fd");
	assert_int_equal(setenv("SECRET", "x", 1), 0);
	open_door(0);
	fd = say("\0", 1);
	assert_int_equal(
	    file_read_full(fd, text, sizeof(text) - 1, &len), FIELD_OK);
	(void)close(fd);
	/* the fourth belongs to ls */
	assert_non_null(strstr(text, "\n0, 1, 2, 3\n"));
	assert_null(strstr(text, "SECRET"));
	arrived = strstr(text, "arrived=1:");
	assert_non_null(arrived);
	assert_in_range(strtoll(arrived + strlen("arrived=1:"), NULL, 10),
	    before, clock_monotonic_ms());
	assert_non_null(strstr(text, "SigBlk:\t0000000000000000"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_request_is_served_by_a_helper_that_reads_it_all),
		TEST(request_in_parts_is_served_when_it_is_whole),
		TEST(senseless_and_half_closed_connections_are_closed_unread),
		TEST(silent_peer_is_closed_when_its_time_is_over),
		TEST(silent_peers_of_one_uid_take_its_places_and_no_more),
		TEST(ninth_request_of_one_uid_is_turned_away_unread),
		TEST(
		    connection_that_is_turned_away_is_told_that_the_door_is_busy),
		TEST(helper_without_a_limit_is_not_killed),
		TEST(helper_that_hangs_is_killed_and_gives_its_place_back),
		TEST(helper_that_is_missing_turns_peers_away_and_ends_nothing),
		TEST(without_descriptors_it_goes_on),
		TEST(thousand_connects_at_once_are_answered_or_turned_away),
		TEST(
		    told_to_end_it_lets_a_helper_finish_and_turns_the_others_away),
		TEST(told_to_end_it_ends_though_a_helper_does_not),
		TEST(hangup_and_signals_of_children_change_nothing),
		TEST(
		    helper_gets_its_connection_and_when_it_came_and_nothing_else),
	};

	return cmocka_run_group_tests_name(
	    "gate_loop", tests, make_folder, drop_folder);
}
