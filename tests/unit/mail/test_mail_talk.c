/* How far a dialogue came: which failures are those of the mail, and which of
 * the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "syncd/mail/smtp/talk.h"

/* Lines that begin with "> " were sent. */
static struct talk
told(const char *const *lines)
{
	struct talk talk;

	talk_start(&talk);
	for (; *lines != NULL; lines++) {
		if (strncmp(*lines, "> ", 2) == 0)
			talk_sent(&talk, *lines + 2, strlen(*lines) - 2);
		else
			talk_heard(&talk, *lines, strlen(*lines));
	}
	return talk;
}

#define TOLD(...) told((const char *const[]){ __VA_ARGS__, NULL })

static void
refused_recipient_is_permanent(void **state)
{
	struct talk talk = TOLD("> MAIL FROM:<a@example>\r\n",
	    "250 2.1.0 Ok\r\n", "> RCPT TO:<b@example>\r\n",
	    "550-5.1.1 <b@example>: rejected\r\n",
	    "550 5.1.1 no such user\r\n");

	(void)state;
	assert_int_equal(talk.phase, PIPE_PHASE_RECIPIENT);
	assert_int_equal(talk.reply, 550);
	assert_string_equal(
	    talk.words, "5.1.1 <b@example>: rejected 5.1.1 no such user");
	assert_int_equal(talk_outcome(&talk), PIPE_REFUSED);
}

static void
greylisted_recipient_is_tried_again(void **state)
{
	struct talk talk = TOLD(
	    "> RCPT TO:<b@example>\r\n", "450 4.2.0 Greylisted\r\n");

	(void)state;
	assert_int_equal(talk_outcome(&talk), PIPE_RETRY);
}

static void
server_that_refuses_us_gives_up_no_mail(void **state)
{
	struct talk login = TOLD("220 hello\r\n", "> EHLO van-7\r\n",
	    "250 AUTH PLAIN\r\n", "> AUTH PLAIN\r\n", "334 \r\n",
	    "> AGFkYQBodXNo\r\n", "535 5.7.139 basic auth is disabled\r\n");
	struct talk unsigned_in = TOLD("> MAIL FROM:<a@example>\r\n",
	    "530 5.7.0 Authentication required\r\n");
	struct talk closing = TOLD(
	    "> RCPT TO:<b@example>\r\n", "421 4.3.2 shutting down\r\n");
	struct talk banned = TOLD("554 5.7.1 you are on a list\r\n");

	(void)state;
	assert_int_equal(login.phase, PIPE_PHASE_LOGIN);
	assert_int_equal(login.reply, 535);
	assert_int_equal(talk_outcome(&login), PIPE_RETRY);
	assert_int_equal(talk_outcome(&unsigned_in), PIPE_RETRY);
	assert_int_equal(talk_outcome(&closing), PIPE_RETRY);
	assert_int_equal(banned.phase, PIPE_PHASE_GREETING);
	assert_int_equal(talk_outcome(&banned), PIPE_RETRY);
}

static void
secret_that_looks_like_a_command_is_none(void **state)
{
	struct talk talk = TOLD("> AUTH LOGIN\r\n", "334 UGFzcw==\r\n",
	    "> DATA\r\n", "535 5.7.8 no\r\n");

	(void)state;
	assert_int_equal(talk.phase, PIPE_PHASE_LOGIN);
	assert_int_equal(talk_outcome(&talk), PIPE_RETRY);
}

static void
silence_after_the_message_is_neither_sent_nor_refused(void **state)
{
	struct talk talk = TOLD("> DATA\r\n", "354 go ahead\r\n");

	(void)state;
	assert_int_equal(talk.phase, PIPE_PHASE_DATA);
	talk_sent_message(&talk);
	assert_int_equal(talk.phase, PIPE_PHASE_END);
	assert_int_equal(talk.reply, 0);
	assert_int_equal(talk_outcome(&talk), PIPE_RETRY);
	talk_heard(&talk, "554 5.6.0 refused\r\n", 19);
	assert_int_equal(talk_outcome(&talk), PIPE_REFUSED);
}

static void
long_replies_are_cut_and_nonsense_is_ignored(void **state)
{
	struct talk talk;
	char line[4000];

	(void)state;
	(void)memset(line, 'x', sizeof(line));
	(void)memcpy(line, "550 ", 4);
	talk_start(&talk);
	talk_heard(&talk, line, sizeof(line));
	assert_int_equal(talk.reply, 550);
	assert_int_equal(strlen(talk.words), sizeof(talk.words) - 1);
	talk_heard(&talk, "hello\r\n", 7);
	talk_heard(&talk, "25", 2);
	assert_int_equal(talk.reply, 550);
	talk_heard(&talk, "250", 3);
	assert_int_equal(talk.reply, 250);
	assert_string_equal(talk.words, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_recipient_is_permanent),
		cmocka_unit_test(greylisted_recipient_is_tried_again),
		cmocka_unit_test(server_that_refuses_us_gives_up_no_mail),
		cmocka_unit_test(secret_that_looks_like_a_command_is_none),
		cmocka_unit_test(
		    silence_after_the_message_is_neither_sent_nor_refused),
		cmocka_unit_test(long_replies_are_cut_and_nonsense_is_ignored),
	};

	return cmocka_run_group_tests_name("mail/talk", tests, NULL, NULL);
}
