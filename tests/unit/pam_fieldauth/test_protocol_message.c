/* The messages between the PAM module and its helper. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/stream.h"
#include "pam_fieldauth/protocol.h"

static struct protocol_request
full_request(void)
{
	struct protocol_request request = {
		.verb = PROTOCOL_CHANGE,
		.flags = PROTOCOL_WITHOUT_OLD,
		.uid = 0x89abcdef,
		.leader = 4711,
		.caller = 1042,
		.invoker = "mallory",
	};

	protocol_set(request.login, sizeof(request.login), "jane");
	protocol_set(request.service, sizeof(request.service), "sshd");
	protocol_set(request.tty, sizeof(request.tty), "ssh");
	memset(request.address, 'a', sizeof(request.address) - 1);
	protocol_set(
	    request.required, sizeof(request.required), "invoices.edit");
	protocol_set(request.method, sizeof(request.method), "password");
	memset(request.secret, 's', sizeof(request.secret) - 1);
	memset(request.new_secret, 'n', sizeof(request.new_secret) - 1);
	return request;
}

static void
a_request_comes_out_as_it_went_in(void **state)
{
	struct protocol_request in = full_request(), out;
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(&in, buf);

	(void)state;
	assert_int_equal(protocol_message_len(buf, false), len);
	assert_true(protocol_get_request(buf, len, &out));
	assert_memory_equal(&in, &out, sizeof(in));
}

static void
an_answer_comes_out_as_it_went_in(void **state)
{
	struct protocol_answer in = { .code = 7, .must_change = 1 }, out;
	unsigned char buf[PROTOCOL_MAX];
	size_t len;

	(void)state;
	protocol_set(in.sentence, sizeof(in.sentence),
	    "Ihr Konto ist gesperrt \xe2\x80\x93 fragen Sie.");
	protocol_set(in.session, sizeof(in.session), "an-id");
	protocol_set(in.landing, sizeof(in.landing), "schedule");
	len = protocol_put_answer(&in, buf);
	assert_int_equal(protocol_message_len(buf, true), len);
	assert_true(protocol_get_answer(buf, len, &out));
	assert_memory_equal(&in, &out, sizeof(in));
}

static void
a_cut_message_is_none(void **state)
{
	struct protocol_request in = full_request(), out;
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(&in, buf);

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		unsigned char *part = malloc(cut + 1);

		assert_non_null(part);
		memcpy(part, buf, cut);
		assert_false(protocol_get_request(part, cut, &out));
		free(part);
	}
}

/* Also with a header that gives that short length. */
static void
a_body_that_is_too_short_or_too_long_is_none(void **state)
{
	struct protocol_request in = full_request(), out;
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(&in, buf);

	(void)state;
	for (size_t cut = PROTOCOL_HEADER; cut < len + 3; cut++) {
		size_t body = cut - PROTOCOL_HEADER;

		buf[8] = (unsigned char)body;
		buf[9] = (unsigned char)(body >> 8);
		assert_int_equal(protocol_message_len(buf, false), cut);
		assert_int_equal(
		    protocol_get_request(buf, cut, &out), cut == len);
	}
}

static void
a_refused_message_leaves_no_secret_behind(void **state)
{
	struct protocol_request in = full_request(), out, zero;
	unsigned char buf[PROTOCOL_MAX];
	size_t len;

	(void)state;
	in.verb = PROTOCOL_VERB_END; /* read before the secret is */
	len = protocol_put_request(&in, buf);
	memset(&zero, 0, sizeof(zero));
	assert_false(protocol_get_request(buf, len, &out));
	assert_memory_equal(&out, &zero, sizeof(zero));
}

static void
another_version_kind_magic_or_flag_is_refused(void **state)
{
	struct protocol_request in = full_request(), out;
	unsigned char buf[PROTOCOL_MAX], bad[PROTOCOL_MAX];
	size_t len = protocol_put_request(&in, buf);

	(void)state;
	for (size_t at = 0; at < 8; at++) {
		memcpy(bad, buf, len);
		bad[at] ^= 1;
		assert_int_equal(protocol_message_len(bad, false), 0);
		assert_false(protocol_get_request(bad, len, &out));
	}
	assert_int_equal(protocol_message_len(buf, true), 0);
	in.flags = PROTOCOL_FLAGS + 1;
	len = protocol_put_request(&in, buf);
	assert_false(protocol_get_request(buf, len, &out));
}

static void
a_text_with_a_nul_inside_is_refused(void **state)
{
	struct protocol_request in = full_request(), out;
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(&in, buf);
	unsigned char *at = memmem(buf, len, "sshd", 4);

	(void)state;
	assert_non_null(at);
	at[2] = '\0';
	assert_false(protocol_get_request(buf, len, &out));
}

static void
a_long_text_is_cut_at_a_character(void **state)
{
	char buf[8];

	(void)state;
	protocol_set(buf, sizeof(buf), "abcdefgh");
	assert_string_equal(buf, "abcdefg");
	protocol_set(buf, sizeof(buf), "abcde\xe2\x82\xac");
	assert_string_equal(buf, "abcde");
	protocol_set(buf, sizeof(buf), "abcd\xe2\x82\xac");
	assert_string_equal(buf, "abcd\xe2\x82\xac");
	protocol_set(buf, sizeof(buf), NULL);
	assert_string_equal(buf, "");
}

/* --- the wire ---------------------------------------------------------------- */

static void
on_alarm(int number)
{
	(void)number;
}

static void
storm(long interval_us)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = { { 0, interval_us }, { 0, interval_us } };

	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

static void
a_deadline_holds_in_a_storm_of_signals(void **state)
{
	unsigned char buf[PROTOCOL_MAX];
	int64_t before = stream_deadline(0), took;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	storm(500);
	assert_int_equal(
	    protocol_receive_message(fds[0], true, buf, stream_deadline(200)),
	    0);
	storm(0);
	took = stream_deadline(0) - before;
	assert_in_range(took, 195, 20000);
	close(fds[0]);
	close(fds[1]);
}

static void
a_peer_that_has_gone_is_an_error_and_no_signal(void **state)
{
	unsigned char buf[PROTOCOL_MAX] = { 0 };
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	close(fds[1]);
	assert_false(
	    stream_send(fds[0], buf, sizeof(buf), stream_deadline(1000)));
	assert_int_equal(
	    protocol_receive_message(fds[0], true, buf, stream_deadline(1000)),
	    0);
	close(fds[0]);
}

static void
a_peer_that_says_half_and_stops_does_not_block(void **state)
{
	struct protocol_answer answer = { .code = 1 };
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_answer(&answer, buf);
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], buf, len - 1), len - 1);
	assert_int_equal(
	    protocol_receive_message(fds[0], true, buf, stream_deadline(100)),
	    0);
	close(fds[1]);
	close(fds[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_comes_out_as_it_went_in),
		cmocka_unit_test(an_answer_comes_out_as_it_went_in),
		cmocka_unit_test(a_cut_message_is_none),
		cmocka_unit_test(a_body_that_is_too_short_or_too_long_is_none),
		cmocka_unit_test(a_refused_message_leaves_no_secret_behind),
		cmocka_unit_test(another_version_kind_magic_or_flag_is_refused),
		cmocka_unit_test(a_text_with_a_nul_inside_is_refused),
		cmocka_unit_test(a_long_text_is_cut_at_a_character),
		cmocka_unit_test(a_deadline_holds_in_a_storm_of_signals),
		cmocka_unit_test(
		    a_peer_that_has_gone_is_an_error_and_no_signal),
		cmocka_unit_test(
		    a_peer_that_says_half_and_stops_does_not_block),
	};

	return cmocka_run_group_tests_name(
	    "protocol_message", tests, NULL, NULL);
}
