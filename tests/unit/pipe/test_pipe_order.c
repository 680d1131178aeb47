/* Orders to fieldauth-mail: what is written is read, and nothing that could
 * break out of its place is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/order.h"

static const struct pipe_mail a_mail = { .id = "4c1f",
	.to = "j\xc3\xbcrg@example.org",
	.to_name = "J\xc3\xbcrg \"Jay\" M",
	.from = "field@acme.example",
	.envelope_from = "field@acme.example",
	.subject = "Your code",
	.body = "Hello,\n\ncode: K7QM\\3TXP\n",
	.date_s = 1790000000 };

static int
decode(const char *line, struct pipe_order *ret_order)
{
	return pipe_order_decode(line, strlen(line), ret_order);
}

static void
mail_with_lines_and_names_is_read_as_it_was_written(void **state)
{
	struct pipe_order order = { .type = PIPE_ORDER_MAIL, .u.mail = a_mail };
	struct pipe_order read;
	char *line;
	size_t len;

	(void)state;
	assert_int_equal(pipe_order_encode(&order, &line, &len), FIELD_OK);
	assert_int_equal(line[len - 1], '\n');
	assert_ptr_equal(memchr(line, '\n', len), line + len - 1);
	assert_int_equal(pipe_order_decode(line, len - 1, &read), FIELD_OK);
	assert_int_equal(read.type, PIPE_ORDER_MAIL);
	assert_string_equal(read.u.mail.body, a_mail.body);
	assert_string_equal(read.u.mail.to_name, a_mail.to_name);
	assert_string_equal(read.u.mail.to, a_mail.to);
	assert_null(read.u.mail.reply_to);
	assert_int_equal(read.u.mail.date_s, a_mail.date_s);
	pipe_order_release(&read);
	pipe_line_free(line, len);
}

static void
only_a_body_may_have_lines(void **state)
{
	struct pipe_mail mail = a_mail;
	const char **const members[] = { &mail.to, &mail.to_name, &mail.from,
		&mail.envelope_from, &mail.subject, &mail.id, &mail.reply_to };
	char *line;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct pipe_order order = { .type = PIPE_ORDER_MAIL };

		mail = a_mail;
		*members[i] = "a\nBcc: x@example.org";
		order.u.mail = mail;
		assert_int_equal(
		    pipe_order_encode(&order, &line, &len), FIELD_EINVAL);
		*members[i] = "a\rBcc: x@example.org";
		order.u.mail = mail;
		assert_int_equal(
		    pipe_order_encode(&order, &line, &len), FIELD_EINVAL);
	}
	mail = a_mail;
	mail.body = "a\r\n.\r\nMAIL FROM:<x@example.org>";
	assert_int_equal(
	    pipe_order_encode(
		&(struct pipe_order){ .type = PIPE_ORDER_MAIL, .u.mail = mail },
		&line, &len),
	    FIELD_EINVAL);
}

static void
nothing_is_signed_in_to_without_tls(void **state)
{
	struct pipe_order order;

	(void)state;
	assert_int_equal(decode("{\"type\":\"server\",\"loopback\":true,"
				"\"auth\":\"password\",\"username\":\"u\","
				"\"secret\":\"s\"}",
			     &order),
	    FIELD_EINVAL);
	assert_int_equal(decode("{\"type\":\"server\",\"loopback\":false,"
				"\"auth\":\"password\",\"username\":\"u\"}",
			     &order),
	    FIELD_EINVAL);
	assert_int_equal(decode("{\"type\":\"server\",\"loopback\":false,"
				"\"auth\":\"none\",\"secret\":\"s\"}",
			     &order),
	    FIELD_EINVAL);
	assert_int_equal(decode("{\"type\":\"server\",\"loopback\":false,"
				"\"auth\":\"password\",\"username\":\"u\","
				"\"secret\":\"s\"}",
			     &order),
	    FIELD_OK);
	pipe_order_release(&order);
}

static void
text_is_posted_by_https_or_on_this_machine(void **state)
{
	struct pipe_order order;

	(void)state;
	assert_int_equal(decode("{\"type\":\"text\",\"id\":\"1\",\"url\":"
				"\"http://gateway.example/send\"}",
			     &order),
	    FIELD_EINVAL);
	assert_int_equal(decode("{\"type\":\"text\",\"id\":\"1\",\"url\":"
				"\"https://gateway.example/send\"}",
			     &order),
	    FIELD_OK);
	pipe_order_release(&order);
}

static void
consent_either_asks_a_person_or_renews(void **state)
{
	struct pipe_order order;

	(void)state;
	assert_int_equal(
	    decode("{\"type\":\"consent\",\"token_url\":\"https://a.example\","
		   "\"client_id\":\"c\",\"scope\":\"s\"}",
		&order),
	    FIELD_EINVAL);
	assert_int_equal(
	    decode("{\"type\":\"consent\",\"token_url\":\"https://a.example\","
		   "\"client_id\":\"c\",\"scope\":\"s\",\"refresh_token\":"
		   "\"r\"}",
		&order),
	    FIELD_OK);
	pipe_order_release(&order);
}

static void
result_must_say_why(void **state)
{
	const struct pipe_result result = { .id = "4c1f",
		.outcome = PIPE_REFUSED,
		.phase = PIPE_PHASE_RECIPIENT,
		.reply = 550,
		.words = "550 5.1.1 no such user" };
	struct pipe_message message = { .type = PIPE_RESULT,
		.u.result = result };
	struct pipe_message read;
	char *line;
	size_t len;

	(void)state;
	assert_int_equal(pipe_message_encode(&message, &line, &len), FIELD_OK);
	assert_int_equal(pipe_message_decode(line, len - 1, &read), FIELD_OK);
	assert_int_equal(read.u.result.phase, PIPE_PHASE_RECIPIENT);
	assert_int_equal(read.u.result.reply, 550);
	assert_string_equal(read.u.result.words, result.words);
	pipe_message_release(&read);
	free(line);
	message.u.result.words = NULL;
	assert_int_equal(
	    pipe_message_encode(&message, &line, &len), FIELD_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    mail_with_lines_and_names_is_read_as_it_was_written),
		cmocka_unit_test(only_a_body_may_have_lines),
		cmocka_unit_test(nothing_is_signed_in_to_without_tls),
		cmocka_unit_test(text_is_posted_by_https_or_on_this_machine),
		cmocka_unit_test(consent_either_asks_a_person_or_renews),
		cmocka_unit_test(result_must_say_why),
	};

	return cmocka_run_group_tests_name("pipe/order", tests, NULL, NULL);
}
