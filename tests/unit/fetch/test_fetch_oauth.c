/*
 * Retries and renewal of tokens: syncd/fetch/{call,oauth,api}, with simulated
 * transfers and a simulated clock.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/secret.h"
#include "syncd/fetch/oauth/api.h"
#include "syncd/fetch/quickbooks/error.h"
#include "syncd/work/oauth/answer.h"

#define NOW_S INT64_C(1800000000)

/* One response of the server; status 0: the network fails. */
struct play {
	int status;
	const char *body;
	int64_t retry_after_s; /* 0: not given */
	const char *problem;
};

struct stage {
	const struct play *plays;
	size_t play_count, played;
	int64_t now_ms, slept_ms;
	char sent[8][1024]; /* POST bodies and GET bearers, in order */
	int out_fds[2], in_fds[2];
	struct pipe_reader acks;
	struct emit emit;
	struct call call;
	struct oauth oauth;
	struct api api;
	struct pipe_request request;
	struct fault fault;
};

static struct stage stage;

static int64_t
wall_s(void *arg)
{
	(void)arg;
	return NOW_S + stage.now_ms / 1000;
}

static int64_t
monotonic_ms(void *arg)
{
	(void)arg;
	return stage.now_ms;
}

static void
sleep_ms(void *arg, int64_t ms)
{
	(void)arg;
	stage.now_ms += ms;
	stage.slept_ms += ms;
}

static uint32_t
random_below(void *arg, uint32_t bound)
{
	(void)arg;
	return bound - 1;
}

static int
transfer(void *arg, const struct http_request *request, int64_t timeout_s,
    struct http_response *ret_response, struct fault *ret_fault)
{
	const struct play *play;

	(void)arg;
	assert_true(timeout_s > 0);
	assert_true(stage.played < stage.play_count);
	play = &stage.plays[stage.played];
	if (stage.played < 8)
		(void)snprintf(stage.sent[stage.played], 1024, "%s",
		    request->post != NULL ? request->post :
					    request->headers[0]);
	stage.played++;
	if (play->status == 0)
		return fault_set(ret_fault, PIPE_ERROR_NETWORK, "reset");
	*ret_response = (struct http_response){
		.status = play->status,
		.body = strdup(play->body == NULL ? "" : play->body),
		.retry_after_s = play->retry_after_s > 0 ? play->retry_after_s :
							   -1,
		.day_remaining = -1,
		.minute_remaining = -1,
	};
	if (play->problem != NULL)
		(void)strcpy(ret_response->limit_problem, play->problem);
	ret_response->len = strlen(ret_response->body);
	return FIELD_OK;
}

static void
start(enum pipe_provider provider, const struct play *plays, size_t count)
{
	const struct call_hooks hooks = { wall_s, monotonic_ms, sleep_ms,
		random_below, transfer, NULL };

	stage.plays = plays;
	stage.play_count = count;
	stage.request = (struct pipe_request){ .provider = provider,
		.client_id = "id",
		.client_secret = "secret",
		.refresh_token = "rt-0",
		.access_token = "at-0",
		.expires_at_s = NOW_S + 600 };
	call_init(&stage.call, &hooks, &stage.request, &stage.emit);
	assert_int_equal(
	    oauth_init(&stage.oauth, &stage.call, &stage.request, &stage.fault),
	    0);
	stage.api = (struct api){ .call = &stage.call,
		.oauth = &stage.oauth,
		.judge = quickbooks_judge };
}

#define START(provider, plays) \
	start(provider, plays, sizeof(plays) / sizeof((plays)[0]))

static int
set_up(void **state)
{
	(void)state;
	memset(&stage, 0, sizeof(stage));
	if (secret_library_init() < 0 || pipe2(stage.out_fds, O_CLOEXEC) < 0 ||
	    pipe2(stage.in_fds, O_CLOEXEC) < 0 ||
	    pipe_reader_init(&stage.acks, stage.in_fds[0]) < 0)
		return -1;
	emit_init(&stage.emit, stage.out_fds[1], &stage.acks);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	oauth_release(&stage.oauth);
	emit_release(&stage.emit);
	pipe_reader_release(&stage.acks);
	(void)close(stage.in_fds[0]);
	if (stage.in_fds[1] >= 0)
		(void)close(stage.in_fds[1]);
	(void)close(stage.out_fds[0]);
	(void)close(stage.out_fds[1]);
	return 0;
}

/* The agent reports that the tokens are durable; or it exits. */
static void
agent_acknowledges(void)
{
	size_t len = strlen(pipe_ack_line);

	assert_int_equal(write(stage.in_fds[1], pipe_ack_line, len), len);
}

static void
agent_dies(void)
{
	(void)close(stage.in_fds[1]);
	stage.in_fds[1] = -1;
}

/* Everything sent to the agent so far. */
static const char *
sent_to_agent(void)
{
	static char text[65536];
	ssize_t got;

	assert_int_equal(emit_flush(&stage.emit), 0);
	(void)fcntl(stage.out_fds[0], F_SETFL, O_NONBLOCK);
	got = read(stage.out_fds[0], text, sizeof(text) - 1);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

static int
get(void)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	int rc = api_get(&stage.api, "https://api.example/x", NULL, &verdict,
	    &response, &stage.fault);

	if (rc == FIELD_OK)
		http_response_release(&response);
	return rc;
}

/* --- retrying ----------------------------------------------------------- */

static void
failures_are_repeated_after_growing_pauses(void **state)
{
	static const struct play plays[] = { { 0, NULL, 0, NULL },
		{ 503, "", 0, NULL }, { 500, "", 0, NULL },
		{ 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	assert_int_equal(get(), 0);
	assert_int_equal(stage.slept_ms, 500 + 1000 + 2000);
}

static void
five_failures_end_it(void **state)
{
	static const struct play plays[] = { { 503, "", 0, NULL },
		{ 503, "", 0, NULL }, { 503, "", 0, NULL },
		{ 503, "", 0, NULL }, { 503, "", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.played, 5);
	assert_int_equal(stage.fault.code, PIPE_ERROR_SERVER);
	assert_int_equal(stage.fault.http_status, 503);
}

static void
a_refusal_is_not_repeated(void **state)
{
	static const struct play plays[] = { { 400,
	    "{\"Fault\":{\"Error\":[{\"code\":\"4000\"}]}}", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.fault.code, PIPE_ERROR_REQUEST);
}

static void
retry_after_is_waited_for(void **state)
{
	static const struct play plays[] = { { 429, "", 7, "minute" },
		{ 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_XERO, plays);
	assert_int_equal(get(), 0);
	assert_true(stage.slept_ms >= 7000 && stage.slept_ms <= 9000);
	assert_non_null(strstr(sent_to_agent(), "\"cause\":\"minute\""));
}

static void
without_retry_after_quickbooks_is_left_alone_for_a_minute(void **state)
{
	static const struct play plays[] = { { 429, "", 0, NULL },
		{ 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	assert_int_equal(get(), 0);
	assert_true(stage.slept_ms >= 60000 && stage.slept_ms <= 70000);
}

static void
a_wait_of_hours_ends_the_run_and_is_told(void **state)
{
	static const struct play plays[] = { { 429, "", 66975, "Daily" } };

	(void)state;
	START(PIPE_XERO, plays);
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.fault.code, PIPE_ERROR_LIMIT);
	assert_int_equal(stage.slept_ms, 0);
	assert_non_null(strstr(sent_to_agent(), "\"cause\":\"day\""));
}

/* With the jitter added, it would exceed what the next run accepts. */
static void
B7_longest_wait_is_still_one_that_the_next_run_believes(void **state)
{
	static const struct play plays[] = { { 429,
	    "{\"Detail\":\"Ask next month\"}", PIPE_BLOCK_MAX_S, "day" } };

	(void)state;
	START(PIPE_XERO, plays);
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(
	    stage.call.budget.blocked_until_s, NOW_S + PIPE_BLOCK_MAX_S);
	assert_non_null(strstr(stage.fault.sentence, "says: Ask next month"));
}

static void
a_limit_of_unknown_spelling_is_still_a_limit(void **state)
{
	static const struct play plays[] = { { 429, "", 3, "Fortnight" },
		{ 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_XERO, plays);
	assert_int_equal(get(), 0);
	assert_non_null(strstr(sent_to_agent(), "\"cause\":\"other\""));
}

static void
the_deadline_ends_what_would_go_on(void **state)
{
	static const struct play plays[] = { { 429, "", 100, "minute" } };

	(void)state;
	START(PIPE_XERO, plays);
	stage.call.deadline_ms = 50000;
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.slept_ms, 0);
}

/* --- renewing ----------------------------------------------------------- */

#define TOKENS(n)                                             \
	"{\"token_type\":\"bearer\",\"access_token\":\"at-" n \
	"\",\"refresh_token\":\"rt-" n "\",\"expires_in\":3600}"
#define EXPIRED                                                          \
	"{\"fault\":{\"error\":[{\"code\":\"3200\"}],\"type\":\"AUTHENT" \
	"ICATION\"}}"

static void
new_tokens_are_stored_before_they_are_used(void **state)
{
	static const struct play plays[] = { { 200, TOKENS("1"), 0, NULL },
		{ 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	stage.oauth.expires_at_s = NOW_S - 1;
	agent_acknowledges();
	assert_int_equal(get(), 0);
	assert_non_null(strstr(stage.sent[0], "refresh_token=rt-0"));
	assert_string_equal(stage.sent[1], "Authorization: Bearer at-1");
	assert_non_null(strstr(sent_to_agent(), "\"refresh_token\":\"rt-1\""));
}

static void
without_the_acknowledgement_nothing_is_asked(void **state)
{
	static const struct play plays[] = { { 200, TOKENS("1"), 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	stage.oauth.expires_at_s = NOW_S - 1;
	agent_dies();
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.played, 1);
	assert_int_equal(stage.fault.code, PIPE_ERROR_INTERNAL);
}

static void
B7_refused_token_is_renewed_once_and_then_left_for_later(void **state)
{
	static const struct play plays[] = { { 401, EXPIRED, 0, NULL },
		{ 200, TOKENS("1"), 0, NULL }, { 401, EXPIRED, 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	agent_acknowledges();
	assert_int_equal(get(), FIELD_ENET);
	assert_int_equal(stage.played, 3);
	assert_int_equal(stage.fault.code, PIPE_ERROR_TENANT);
	assert_non_null(strstr(stage.fault.sentence, "QuickBooks (code 3200)"));
}

static void
tokens_that_die_in_a_second_do_not_loop(void **state)
{
	static const struct play plays[] = {
		{ 200, "{\"access_token\":\"a\",\"expires_in\":1}", 0, NULL },
		{ 200, "{}", 0, NULL }, { 200, "{}", 0, NULL }
	};

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	stage.oauth.expires_at_s = NOW_S - 1;
	agent_acknowledges();
	assert_int_equal(get(), 0);
	assert_int_equal(get(), 0);
	assert_int_equal(stage.played, 3);
	/* the old refresh token stays valid, RFC 6749 6 */
	assert_non_null(strstr(sent_to_agent(), "\"refresh_token\":\"rt-0\""));
}

static void
a_lost_answer_is_asked_for_with_the_same_token(void **state)
{
	static const struct play plays[] = { { 0, NULL, 0, NULL },
		{ 200, TOKENS("1"), 0, NULL }, { 200, "{}", 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	stage.oauth.expires_at_s = NOW_S - 1;
	agent_acknowledges();
	assert_int_equal(get(), 0);
	assert_string_equal(stage.sent[0], stage.sent[1]);
}

static void
a_code_is_sent_once_whatever_happens(void **state)
{
	static const struct play plays[] = { { 0, NULL, 0, NULL } };

	(void)state;
	START(PIPE_QUICKBOOKS, plays);
	stage.request.code = "c/1";
	stage.request.redirect_url = "http://localhost:1/";
	stage.request.code_verifier = "v";
	assert_int_equal(
	    oauth_exchange(&stage.oauth, &stage.fault), FIELD_ENET);
	assert_string_equal(stage.sent[0],
	    "grant_type=authorization_code&code=c%2F1&redirect_uri="
	    "http%3A%2F%2Flocalhost%3A1%2F&code_verifier=v");
}

/* --- token responses ---------------------------------------------------- */

static int
parse(enum pipe_provider provider, const char *body,
    struct pipe_tokens *ret_tokens)
{
	json_t *root = NULL;
	struct fault fault;
	int rc = answer_tokens(
	    provider, body, strlen(body), NOW_S, ret_tokens, &root, &fault);

	json_decref(root);
	return rc;
}

static void
lifetimes_are_the_servers_or_the_documented_ones(void **state)
{
	struct pipe_tokens tokens;

	(void)state;
	assert_int_equal(
	    parse(PIPE_QUICKBOOKS,
		"{\"access_token\":\"a\",\"refresh_token\":\"r\",\"token_type\":"
		"\"bearer\",\"expires_in\":3600,\"x_refresh_token_expires_in\":"
		"8726400,\"x_refresh_token_hard_expires_in\":\"100000000\"}",
		&tokens),
	    0);
	assert_int_equal(tokens.expires_at_s, NOW_S + 3600);
	assert_int_equal(tokens.refresh_expires_at_s, NOW_S + 8726400);
	assert_int_equal(tokens.refresh_hard_expires_at_s, NOW_S + 100000000);
	assert_int_equal(
	    parse(PIPE_XERO,
		"{\"access_token\":\"a\","
		"\"refresh_token\":\"r\",\"token_type\":\"Bearer\"}",
		&tokens),
	    0);
	assert_int_equal(tokens.expires_at_s, NOW_S + 1800);
	assert_int_equal(tokens.refresh_expires_at_s, NOW_S + 60 * 86400);
	assert_int_equal(parse(PIPE_XERO,
			     "{\"access_token\":\"a\","
			     "\"expires_in\":-5}",
			     &tokens),
	    0);
	assert_int_equal(tokens.expires_at_s, NOW_S + 1800);
	assert_int_equal(tokens.refresh_expires_at_s, 0);
}

static void
an_invalid_token_response_is_refused(void **state)
{
	static const char *const bad[] = { "", "<html>", "[]", "{}",
		"{\"access_token\":5}", "{\"access_token\":\"\"}",
		"{\"access_token\":\"a b\"}", "{\"access_token\":\"a\\n\"}",
		"{\"access_token\":\"a\\u0000b\"}",
		"{\"access_token\":\"a\",\"access_token\":\"b\"}",
		"{\"access_token\":\"a\",\"token_type\":\"mac\"}" };
	struct pipe_tokens tokens;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parse(PIPE_XERO, bad[i], &tokens) != FIELD_ENET)
			fail_msg("accepted: %s", bad[i]);
}

static void
token_errors_are_told_apart_by_their_body(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum pipe_error_code code;
	} cases[] = {
		{ 400, "{\"error\":\"invalid_grant\"}", PIPE_ERROR_CONNECT },
		{ 400, "{\"error\":\"access_denied\"}", PIPE_ERROR_TENANT },
		{ 400, "{\"error\":\"invalid_client\"}", PIPE_ERROR_CLIENT },
		{ 401, "{\"error\":\"invalid_client\"}", PIPE_ERROR_CLIENT },
		{ 400, "{\"error\":\"unauthorized_client\"}",
		    PIPE_ERROR_CLIENT },
		{ 400, "{\"error\":\"invalid_scope\"}", PIPE_ERROR_SCOPE },
		{ 401, "", PIPE_ERROR_CLIENT },
		{ 400, "<html>", PIPE_ERROR_RESPONSE },
		{ 404, "{\"error\":7}", PIPE_ERROR_RESPONSE },
	};
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)answer_error(cases[i].status, cases[i].body,
		    strlen(cases[i].body), &fault);
		assert_int_equal(fault.code, cases[i].code);
	}
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(failures_are_repeated_after_growing_pauses),
		STAGED(five_failures_end_it),
		STAGED(a_refusal_is_not_repeated),
		STAGED(retry_after_is_waited_for),
		STAGED(
		    without_retry_after_quickbooks_is_left_alone_for_a_minute),
		STAGED(a_wait_of_hours_ends_the_run_and_is_told),
		STAGED(B7_longest_wait_is_still_one_that_the_next_run_believes),
		STAGED(a_limit_of_unknown_spelling_is_still_a_limit),
		STAGED(the_deadline_ends_what_would_go_on),
		STAGED(new_tokens_are_stored_before_they_are_used),
		STAGED(without_the_acknowledgement_nothing_is_asked),
		STAGED(
		    B7_refused_token_is_renewed_once_and_then_left_for_later),
		STAGED(tokens_that_die_in_a_second_do_not_loop),
		STAGED(a_lost_answer_is_asked_for_with_the_same_token),
		STAGED(a_code_is_sent_once_whatever_happens),
		cmocka_unit_test(
		    lifetimes_are_the_servers_or_the_documented_ones),
		cmocka_unit_test(an_invalid_token_response_is_refused),
		cmocka_unit_test(token_errors_are_told_apart_by_their_body),
	};

	return cmocka_run_group_tests_name("fetch/oauth", tests, NULL, NULL);
}
