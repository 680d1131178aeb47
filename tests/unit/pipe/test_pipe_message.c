/* Output of the worker, read by root: syncd/pipe/message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/request.h"

static int
decode(const char *line, struct pipe_message *ret_message)
{
	return pipe_message_decode(line, strlen(line), ret_message);
}

static void
assert_refused(const char *line)
{
	struct pipe_message message;

	if (decode(line, &message) != FIELD_EINVAL)
		fail_msg("accepted: %s", line);
}

/* Encode MESSAGE, decode it, and encode that: the same line. */
static void
assert_round_trip(const struct pipe_message *message)
{
	struct pipe_message again;
	char *line = NULL, *line_again = NULL;
	size_t len = 0, len_again = 0;

	assert_int_equal(pipe_message_encode(message, &line, &len), 0);
	assert_int_equal(line[len - 1], '\n');
	assert_null(memchr(line, '\n', len - 1));
	assert_int_equal(pipe_message_decode(line, len - 1, &again), 0);
	assert_int_equal(again.type, message->type);
	assert_int_equal(
	    pipe_message_encode(&again, &line_again, &len_again), 0);
	assert_string_equal(line, line_again);
	pipe_message_release(&again);
	free(line);
	free(line_again);
}

static struct pipe_message
full_person(void)
{
	struct pipe_message message = { .type = PIPE_PERSON };

	message.u.person = (struct pipe_person){
		.entity = PIPE_CONTACT,
		.external_id = "5cc8cf28-567e-4d43-b287-687cfcaec47c",
		.first_name = "Zo\xc3\xab \"Z\" \\o/",
		.last_name = "M\xc3\xbcller-O'Brien",
		.display_name = "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e",
		.email = "zoe@acme.example",
		.phone = "+1 540",
		.mobile = "What's this?",
		.title = "Fitter",
		.department = "Depot",
		.employee_number = "E-1",
		.groups = { "Field crew", "B" },
		.group_count = 2,
		.provider_role = "STANDARD",
		.kind_hint = PIPE_KIND_CUSTOMER,
		.active = false,
		.inactive_reason = "ARCHIVED",
		.start_date = "2020-02-29",
		.end_date = "2030-01-31",
		.updated_at = "2026-01-05T10:00:00Z",
		.merged_to = "x",
	};
	return message;
}

static void
every_message_survives_the_pipe(void **state)
{
	struct pipe_message message = full_person();

	(void)state;
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_HELLO,
		.u.hello = { 1, true } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_TOKENS,
		.u.tokens = { "at", "rt", 1, 2, 3, "a b" } };
	assert_round_trip(&message);
	message.u.tokens.refresh_token = NULL;
	message.u.tokens.scope = NULL;
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_SKIP,
		.u.skip = { PIPE_VENDOR, NULL, "no id" } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_GONE,
		.u.gone = { PIPE_EMPLOYEE, "55" } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_TENANT,
		.u.tenant = { "c", "t", "ORGANISATION", "Demo" } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_PROGRESS,
		.u.progress = { 1, 2, 3, 4, -1, -1 } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_LIMIT,
		.u.limit = { PIPE_LIMIT_DAY, 1, 0, 2, 3, 4 } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_LOG,
		.u.log = { 5, "text", "1-2" } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_DONE,
		.u.done = { true, "{\"v\":1}", 5,
		    { { PIPE_EMPLOYEE, true, false, 7, 1 } }, 1 } };
	assert_round_trip(&message);
	message = (struct pipe_message){ .type = PIPE_ERROR,
		.u.error = { PIPE_ERROR_LIMIT, 429, "1-2", "Wait." } };
	assert_round_trip(&message);
}

static void
a_decoded_person_is_what_was_sent(void **state)
{
	struct pipe_message sent = full_person(), message;
	char *line = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(pipe_message_encode(&sent, &line, &len), 0);
	assert_int_equal(pipe_message_decode(line, len - 1, &message), 0);
	assert_string_equal(
	    message.u.person.first_name, sent.u.person.first_name);
	assert_int_equal(message.u.person.kind_hint, PIPE_KIND_CUSTOMER);
	assert_int_equal(message.u.person.group_count, 2);
	assert_string_equal(message.u.person.groups[1], "B");
	assert_string_equal(message.u.person.merged_to, "x");
	pipe_message_release(&message);
	free(line);
}

#define GONE "\"type\":\"gone\",\"entity\":\"employee\","

static void
what_is_not_one_known_object_is_refused(void **state)
{
	(void)state;
	assert_refused("");
	assert_refused("null");
	assert_refused("[]");
	assert_refused("\"gone\"");
	assert_refused("{}");
	assert_refused("{" GONE "\"external_id\":\"5\"} x");
	assert_refused("{" GONE "\"external_id\":\"5\"}{}");
	assert_refused("{\"type\":\"shell\"}");
	assert_refused("{\"type\":5}");
	assert_refused("{" GONE "\"external_id\":\"5\",\"more\":1}");
	assert_refused("{" GONE "\"external_id\":\"5\","
		       "\"external_id\":\"6\"}");
	assert_refused("{\"type\":\"gone\",\"entity\":\"employee\"}");
	assert_refused("{" GONE "\"external_id\":[[[[[[[[[[[[1]]]]]]]]]]]]}");
}

static void
identifiers_are_visible_ascii_and_short(void **state)
{
	char line[400];

	(void)state;
	assert_refused("{" GONE "\"external_id\":\"\"}");
	assert_refused("{" GONE "\"external_id\":\"5 5\"}");
	assert_refused("{" GONE "\"external_id\":\"\xc3\xab\"}");
	assert_refused("{" GONE "\"external_id\":\"5\\u0000\"}");
	assert_refused("{" GONE "\"external_id\":\"5\\n\"}");
	assert_refused("{" GONE "\"external_id\":5}");
	assert_refused("{" GONE "\"external_id\":null}");
	(void)snprintf(
	    line, sizeof(line), "{" GONE "\"external_id\":\"%0129d\"}", 7);
	assert_refused(line);
}

#define PERSON                                                               \
	"\"type\":\"person\",\"entity\":\"employee\",\"external_id\":\"5\"," \
	"\"kind_hint\":\"employee\","

static void
texts_that_could_deceive_are_refused(void **state)
{
	(void)state;
	assert_refused("{" PERSON "\"active\":true,\"email\":\"\"}");
	assert_refused("{" PERSON "\"active\":true,\"title\":\"a\\nb\"}");
	assert_refused("{" PERSON "\"active\":true,\"title\":\"\\u001b[2J\"}");
	assert_refused("{" PERSON "\"active\":true,\"title\":\"\\u202e\"}");
	assert_refused("{" PERSON "\"active\":true,\"title\":\"\xff\"}");
	assert_refused("{" PERSON "\"active\":true,\"groups\":[\"a\\tb\"]}");
	assert_refused("{" PERSON "\"active\":true,\"groups\":\"a\"}");
}

static void
impossible_values_are_refused(void **state)
{
	(void)state;
	assert_refused("{" PERSON "\"active\":1}");
	assert_refused("{" PERSON "\"active\":\"true\"}");
	assert_refused("{" PERSON "\"active\":true,"
		       "\"inactive_reason\":\"ARCHIVED\"}");
	assert_refused("{" PERSON "\"active\":true,\"start_date\":"
		       "\"2026-02-30\"}");
	assert_refused("{" PERSON "\"active\":true,\"start_date\":"
		       "\"2026-02-03T00:00:00Z\"}");
	assert_refused("{" PERSON "\"active\":true,\"updated_at\":"
		       "\"2026-01-05T10:00:00\"}");
	assert_refused("{\"type\":\"hello\",\"version\":0,"
		       "\"sandboxed\":true}");
	assert_refused("{\"type\":\"hello\",\"version\":1.0,"
		       "\"sandboxed\":true}");
	assert_refused("{\"type\":\"log\",\"level\":3,\"text\":\"x\"}");
	assert_refused("{\"type\":\"error\",\"code\":\"magic\","
		       "\"http_status\":1,\"sentence\":\"x\"}");
	assert_refused("{\"type\":\"error\",\"code\":\"limit\","
		       "\"http_status\":99999999999,\"sentence\":\"x\"}");
}

static void
a_line_beyond_the_limit_is_refused(void **state)
{
	struct pipe_message message;
	char *line = malloc(PIPE_LINE_MAX + 1);

	(void)state;
	memset(line, ' ', PIPE_LINE_MAX);
	line[PIPE_LINE_MAX] = '\0';
	assert_int_equal(decode(line, &message), FIELD_EINVAL);
	free(line);
}

static void
what_the_decoder_would_refuse_is_not_encoded(void **state)
{
	struct pipe_message message = full_person();
	char *line = NULL;
	size_t len = 0;

	(void)state;
	message.u.person.title = "two\nlines";
	assert_int_equal(
	    pipe_message_encode(&message, &line, &len), FIELD_EINVAL);
	message = full_person();
	message.u.person.external_id = NULL;
	assert_int_equal(
	    pipe_message_encode(&message, &line, &len), FIELD_EINVAL);
	message = full_person();
	message.u.person.group_count = PIPE_GROUPS_MAX + 1;
	assert_int_equal(
	    pipe_message_encode(&message, &line, &len), FIELD_EINVAL);
	assert_null(line);
}

static struct pipe_request
full_request(void)
{
	return (struct pipe_request){
		.operation = PIPE_PULL,
		.provider = PIPE_XERO,
		.api_url = "https://localhost:1",
		.token_url = "https://localhost:1/t",
		.ca = "LS0tLS1CRUdJTg==",
		.client_id = "id",
		.client_secret = "s\"\\",
		.tenant = "t-1",
		.access_token = "at",
		.refresh_token = "rt",
		.expires_at_s = 5,
		.entities = { [PIPE_USER] = true, [PIPE_PAYROLL] = true },
		.contact_groups = { "Field crew" },
		.contact_group_count = 1,
		.cursor = "{\"v\":1}",
		.limits = true,
		.limit_state = { PIPE_LIMIT_DAY, 9, 0, 8, 7, 6 },
		.max_wait_s = 10,
	};
}

static void
a_request_survives_the_pipe(void **state)
{
	struct pipe_request sent = full_request(), request;
	json_t *root = NULL;
	char *line = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(pipe_request_encode(&sent, &line, &len), 0);
	assert_int_equal(
	    pipe_request_decode(line, len - 1, &request, &root), 0);
	assert_string_equal(request.client_secret, "s\"\\");
	assert_true(request.entities[PIPE_USER]);
	assert_true(request.entities[PIPE_PAYROLL]);
	assert_false(request.entities[PIPE_CONTACT]);
	assert_int_equal(request.limit_state.cause, PIPE_LIMIT_DAY);
	assert_int_equal(request.limit_state.blocked_until_s, 9);
	assert_int_equal(request.limit_state.recent_calls, 7);
	assert_string_equal(request.contact_groups[0], "Field crew");
	assert_null(request.code);
	json_decref(root);
	pipe_line_free(line, len);
}

static void
an_address_without_tls_is_for_loopback_alone(void **state)
{
	struct pipe_request request = full_request();
	char *line = NULL;
	size_t len = 0;

	(void)state;
	request.api_url = "http://api.example";
	assert_int_equal(
	    pipe_request_encode(&request, &line, &len), FIELD_EINVAL);
	request.api_url = "file:///etc/passwd";
	assert_int_equal(
	    pipe_request_encode(&request, &line, &len), FIELD_EINVAL);
	request.api_url = "http://127.0.0.1:8080";
	assert_int_equal(pipe_request_encode(&request, &line, &len), 0);
	pipe_line_free(line, len);
}

static void
only_the_very_acknowledgement_is_one(void **state)
{
	size_t len = strlen(pipe_ack_line);

	(void)state;
	assert_int_equal(pipe_ack_line[len - 1], '\n');
	assert_true(pipe_line_is_ack(pipe_ack_line, len - 1));
	assert_false(pipe_line_is_ack(pipe_ack_line, len - 2));
	assert_false(pipe_line_is_ack("{\"type\":\"nak\"}", 14));
	assert_false(pipe_line_is_ack("", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_survives_the_pipe),
		cmocka_unit_test(a_decoded_person_is_what_was_sent),
		cmocka_unit_test(what_is_not_one_known_object_is_refused),
		cmocka_unit_test(identifiers_are_visible_ascii_and_short),
		cmocka_unit_test(texts_that_could_deceive_are_refused),
		cmocka_unit_test(impossible_values_are_refused),
		cmocka_unit_test(a_line_beyond_the_limit_is_refused),
		cmocka_unit_test(what_the_decoder_would_refuse_is_not_encoded),
		cmocka_unit_test(a_request_survives_the_pipe),
		cmocka_unit_test(an_address_without_tls_is_for_loopback_alone),
		cmocka_unit_test(only_the_very_acknowledgement_is_one),
	};

	return cmocka_run_group_tests_name("pipe/message", tests, NULL, NULL);
}
