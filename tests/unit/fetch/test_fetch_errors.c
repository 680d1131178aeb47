/* The meaning of responses: syncd/fetch/{quickbooks_error,xero_error,http}. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "syncd/work/http/words.h"
#include "syncd/fetch/quickbooks/error.h"
#include "syncd/fetch/xero/error.h"

struct expectation {
	int status;
	const char *body;
	enum api_verdict verdict;
	enum pipe_error_code code; /* if there is a fault */
};

static struct http_response
response_of(int status, const char *body)
{
	return (struct http_response){ .status = status,
		.body = (char *)body,
		.len = strlen(body),
		.retry_after_s = -1 };
}

static void
assert_verdicts(api_judge *judge, const struct expectation *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct http_response response = response_of(
		    cases[i].status, cases[i].body);
		struct fault fault = { 0 };
		enum api_verdict verdict = judge(&response, &fault);

		if (verdict != cases[i].verdict ||
		    (verdict == API_FAULT && fault.code != cases[i].code))
			fail_msg("HTTP %d %s: verdict %d, code %d",
			    cases[i].status, cases[i].body, verdict,
			    fault.code);
		if (verdict != API_GOOD && verdict != API_UNCHANGED)
			assert_true(strlen(fault.sentence) > 20);
	}
}

#define FAULT(code)                                                          \
	"{\"Fault\":{\"Error\":[{\"Message\":\"m\",\"code\":\"" code "\"}]," \
	"\"type\":\"ValidationFault\"},\"time\":\"t\"}"
#define LOWER(code)                                                    \
	"{\"warnings\":null,\"fault\":{\"error\":[{\"message\":\"m\"," \
	"\"code\":\"" code "\"}],\"type\":\"AUTHENTICATION\"},\"time\":1}"
#define XML(code, detail)                                                    \
	"<?xml version=\"1.0\"?>\n<IntuitResponse time=\"t\"><Fault type="   \
	"\"X\"><Error code=\"" code "\"><Message>m</Message><Detail>" detail \
	"</Detail></Error></Fault></IntuitResponse>"
#define HTML "<html><body>error</body></html>"

static void
the_four_shapes_of_quickbooks_errors_are_understood(void **state)
{
	static const struct expectation cases[] = {
		{ 200, "{\"QueryResponse\":{}}", API_GOOD, 0 },
		{ 200,
		    "{\"QueryResponse\":{\"Employee\":[{\"GivenName\":"
		    "\"Fault\"}]}}",
		    API_GOOD, 0 },
		{ 401, LOWER("3200"), API_EXPIRED, 0 },
		{ 401, FAULT("3200"), API_EXPIRED, 0 },
		{ 401, XML("3200", "d"), API_EXPIRED, 0 },
		{ 401, HTML, API_EXPIRED, 0 },
		{ 401, "", API_EXPIRED, 0 },
		{ 401, XML("100", "SRV-110-Authentication"), API_FAULT,
		    PIPE_ERROR_TENANT },
		{ 401, LOWER("100"), API_FAULT, PIPE_ERROR_TENANT },
		{ 403, LOWER("003100"), API_FAULT, PIPE_ERROR_TENANT },
		{ 403, HTML, API_FAULT, PIPE_ERROR_TENANT },
		{ 401, FAULT("120"), API_FAULT, PIPE_ERROR_TENANT },
		{ 400, FAULT("120"), API_FAULT, PIPE_ERROR_TENANT },
		{ 400, FAULT("4002"), API_POISON, 0 },
		{ 400, XML("4002", "d"), API_POISON, 0 },
		{ 400, FAULT("610"), API_ABSENT, 0 },
		{ 400, FAULT("4000"), API_FAULT, PIPE_ERROR_REQUEST },
		{ 400, HTML, API_FAULT, PIPE_ERROR_REQUEST },
		{ 404, HTML, API_FAULT, PIPE_ERROR_RESPONSE },
	};

	(void)state;
	assert_verdicts(
	    quickbooks_judge, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
a_fault_with_http_200_is_a_fault(void **state)
{
	static const struct expectation cases[] = {
		{ 200, FAULT("6000"), API_FAULT, PIPE_ERROR_REQUEST },
		{ 200, FAULT("10000"), API_FAULT, PIPE_ERROR_SERVER },
		{ 200, LOWER("3200"), API_EXPIRED, 0 },
		{ 200, XML("4002", "d"), API_POISON, 0 },
		{ 200, HTML, API_FAULT, PIPE_ERROR_RESPONSE },
		{ 200, "", API_FAULT, PIPE_ERROR_RESPONSE },
		{ 200, "\xef\xbb\xbf", API_FAULT, PIPE_ERROR_RESPONSE },
		{ 200, "ok", API_FAULT, PIPE_ERROR_RESPONSE },
	};

	(void)state;
	assert_verdicts(
	    quickbooks_judge, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
throttling_is_seen_in_every_form(void **state)
{
	struct http_response response;

	(void)state;
	response = response_of(403, XML("3001", "limit"));
	assert_true(quickbooks_is_throttled(&response));
	response = response_of(403, LOWER("3001"));
	assert_true(quickbooks_is_throttled(&response));
	response = response_of(403, XML("9", "message=ThrottleExceeded;"));
	assert_true(quickbooks_is_throttled(&response));
	response = response_of(403, LOWER("3100"));
	assert_false(quickbooks_is_throttled(&response));
	response = response_of(200, "{\"a\":\"ThrottleExceeded\"}");
	assert_false(quickbooks_is_throttled(&response));
}

static void
a_cut_or_strange_error_is_read_without_harm(void **state)
{
	static const char *const bodies[] = { "<Fault", "<Fault type=\"",
		"<Fault type=\"x\"><Error code=\"1", "{\"Fault\":5}",
		"{\"Fault\":{}}", "{\"Fault\":{\"Error\":{}}}",
		"{\"Fault\":{\"Error\":[5]}}",
		"{\"fault\":{\"error\":[{\"code\":3200}]}}" };
	struct quickbooks_error error;

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		quickbooks_error_read(bodies[i], strlen(bodies[i]), &error);
		assert_string_equal(error.code, "");
	}
}

#define GATEWAY(detail)                                             \
	"{\"Type\":null,\"Title\":\"Unauthorized\",\"Status\":401," \
	"\"Detail\":\"" detail "\",\"Extensions\":{}}"

static void
xeros_401_is_told_apart_by_its_cause(void **state)
{
	static const struct expectation cases[] = {
		{ 401, GATEWAY("TokenExpired: token expired at 04/28/2026"),
		    API_EXPIRED, 0 },
		{ 401,
		    "{\"title\":\"x\",\"detail\":"
		    "\"AuthenticationUnsuccessful\"}",
		    API_EXPIRED, 0 },
		{ 401, GATEWAY("AuthorizationUnsuccessful"), API_FAULT,
		    PIPE_ERROR_SCOPE },
		{ 401, "{\"detail\":\"AuthorizationUnsuccessful\"}", API_FAULT,
		    PIPE_ERROR_SCOPE },
		{ 403, GATEWAY("AuthenticationUnsuccessful"), API_FAULT,
		    PIPE_ERROR_TENANT },
		{ 403, HTML, API_FAULT, PIPE_ERROR_TENANT },
	};
	struct http_response response = response_of(401, "");
	struct fault fault;

	(void)state;
	assert_verdicts(xero_judge, cases, sizeof(cases) / sizeof(cases[0]));
	(void)strcpy(response.www_authenticate, "insufficient_scope");
	assert_int_equal(xero_judge(&response, &fault), API_FAULT);
	assert_int_equal(fault.code, PIPE_ERROR_SCOPE);
}

static void
xeros_other_answers_have_their_meaning(void **state)
{
	static const struct expectation cases[] = {
		{ 200, "{\"Users\":[]}", API_GOOD, 0 },
		{ 200, "[]", API_GOOD, 0 },
		{ 304, "", API_UNCHANGED, 0 },
		{ 200, HTML, API_FAULT, PIPE_ERROR_RESPONSE },
		{ 200, "<Response/>", API_FAULT, PIPE_ERROR_RESPONSE },
		{ 404, HTML, API_ABSENT, 0 },
		{ 405, "", API_ABSENT, 0 },
		{ 410, "", API_ABSENT, 0 },
		{ 400,
		    "{\"ErrorNumber\":16,\"Type\":\"QueryParseException\","
		    "\"Message\":\"no\"}",
		    API_FAULT, PIPE_ERROR_REQUEST },
		{ 400, "{\"problem\":{\"title\":\"t\",\"detail\":\"d\"}}",
		    API_FAULT, PIPE_ERROR_REQUEST },
	};

	(void)state;
	assert_verdicts(xero_judge, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
note(struct http_response *response, const char *line)
{
	http_note_header(response, line, strlen(line));
}

static void
headers_are_read_whatever_their_case(void **state)
{
	struct http_response response = response_of(429, "");

	(void)state;
	note(&response, "retry-after:  66975 \r\n");
	note(&response, "X-DAYLIMIT-REMAINING: 4998\r\n");
	note(&response, "X-MinLimit-Remaining: 59\r\n");
	note(&response, "X-Rate-Limit-Problem: Daily\r\n");
	note(&response, "INTUIT_TID: 1-abc\r\n");
	note(&response, "Date: Tue, 24 Nov 2026 21:07:00 GMT\r\n");
	assert_int_equal(response.retry_after_s, 66975);
	assert_int_equal(response.day_remaining, 4998);
	assert_int_equal(response.minute_remaining, 59);
	assert_string_equal(response.limit_problem, "Daily");
	assert_string_equal(response.correlation_id, "1-abc");
	assert_int_equal(response.date_s, 1795554420);
}

static void
impossible_headers_are_passed_over(void **state)
{
	struct http_response response = response_of(429, "");

	(void)state;
	response.day_remaining = -1;
	note(&response, "Retry-After: soon\r\n");
	note(&response, "Retry-After: -5\r\n");
	note(&response, "Retry-After: 99999999999999999999\r\n");
	note(&response, "X-DayLimit-Remaining: many\r\n");
	note(&response, "Xero-Correlation-Id: a b\x1b[2J\r\n");
	note(&response, "Date: never\r\n");
	note(&response, ":\r\n");
	note(&response, "");
	assert_int_equal(response.retry_after_s, -1);
	assert_int_equal(response.day_remaining, -1);
	assert_string_equal(response.correlation_id, "");
	assert_int_equal(response.date_s, 0);
}

/* The verdict of JUDGE for STATUS and BODY ends with WORDS. */
static void
assert_ends(api_judge *judge, int status, const char *body, const char *words)
{
	struct http_response response = response_of(status, body);
	struct fault fault = { 0 };
	size_t len;

	(void)judge(&response, &fault);
	len = strlen(fault.sentence);
	if (len < strlen(words) ||
	    strcmp(fault.sentence + len - strlen(words), words) != 0)
		fail_msg("HTTP %d: %s", status, fault.sentence);
}

static void
B9_refusal_ends_in_the_servers_words_or_says_that_there_were_none(void **state)
{
	static const char page[] =
	    "<html><head><title>Sorry</title><style>a{}</style></head>\n"
	    "<body>Come back\nat nine</body></html>";
	static const int statuses[] = { 400, 401, 403, 404, 405, 410, 418 };

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		assert_ends(xero_judge, statuses[i], page,
		    "says: Sorry Come back at nine");
		assert_ends(quickbooks_judge, statuses[i], page,
		    "says: Sorry Come back at nine");
		assert_ends(xero_judge, statuses[i], "", "gives no reason.");
		assert_ends(
		    quickbooks_judge, statuses[i], "", "gives no reason.");
		assert_ends(
		    xero_judge, statuses[i], "go away", "says: go away");
		assert_ends(xero_judge, statuses[i], GATEWAY("Not you"),
		    "says: Not you");
	}
	assert_ends(
	    quickbooks_judge, 403, XML("3100", "Not you"), "says: Not you");
	assert_ends(quickbooks_judge, 400, FAULT("4000"), "says: m");
	assert_ends(
	    quickbooks_judge, 200, page, "says: Sorry Come back at nine");
}

static void
B9_token_that_is_sent_back_is_not_shown(void **state)
{
	struct http_response response = response_of(403,
	    "<html>No: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6IjFDQUY4RTY2</html>");
	struct fault fault = { 0 };

	(void)state;
	(void)xero_judge(&response, &fault);
	assert_null(strstr(fault.sentence, "eyJ"));
	assert_non_null(strstr(fault.sentence, "No: Bearer ..."));
}

/* The code that waits or retries does not know the platform's judge. */
static void
B9_words_of_any_answer_are_those_in_its_json(void **state)
{
	static const struct {
		const char *body, *words;
	} cases[] = {
		{ FAULT("3001"), "m" },
		{ LOWER("3001"), "m" },
		{ "\xef\xbb\xbf {\"Title\":\"t\",\"Detail\":\"The day is "
		  "over\"}",
		    "The day is over" },
		{ "{\"problem\":{\"title\":\"Busy\",\"detail\":null}}",
		    "Busy" },
		{ "{\"message\":\"\",\"error\":\"down\"}", "down" },
		{ "{\"Detail\":\"eyJhbGciOiJSUzI1NiIsImtpZCI6IjFDQUY4RTY2\"}",
		    "..." },
		{ "{\"Detail\":7,\"Error\":[1],\"Fault\":[]}", "" },
		{ "{\"Detail\":\"cut", "" },
		{ "[]", "" },
	};
	char words[WORDS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_response response = response_of(503, cases[i].body);

		words_of(&response, words, sizeof(words));
		assert_string_equal(words, cases[i].words);
	}
	assert_ends(quickbooks_judge, 403, "{\"message\":\"Forbidden\"}",
	    "says: Forbidden");
}

static void
B9_xml_is_not_called_html(void **state)
{
	static const char *const xml[] = { "<Response><Status>OK</Status>"
					   "</Response>",
		"<?xml version=\"1.0\"?><IntuitResponse/>", "<a/>",
		"\xef\xbb\xbf<ApiException/>" };
	struct http_response response;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(xml) / sizeof(xml[0]); i++) {
		response = response_of(200, xml[i]);
		(void)api_fault_shape(&response, &fault);
		assert_non_null(strstr(fault.sentence, "with XML"));
	}
	response = response_of(200, "<!doctype HTML>\n<p>a");
	(void)api_fault_shape(&response, &fault);
	assert_non_null(strstr(fault.sentence, "with HTML"));
	response = response_of(200, HTML);
	(void)api_fault_shape(&response, &fault);
	assert_non_null(strstr(fault.sentence, "with HTML"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_four_shapes_of_quickbooks_errors_are_understood),
		cmocka_unit_test(a_fault_with_http_200_is_a_fault),
		cmocka_unit_test(throttling_is_seen_in_every_form),
		cmocka_unit_test(a_cut_or_strange_error_is_read_without_harm),
		cmocka_unit_test(xeros_401_is_told_apart_by_its_cause),
		cmocka_unit_test(xeros_other_answers_have_their_meaning),
		cmocka_unit_test(headers_are_read_whatever_their_case),
		cmocka_unit_test(impossible_headers_are_passed_over),
		cmocka_unit_test(
		    B9_refusal_ends_in_the_servers_words_or_says_that_there_were_none),
		cmocka_unit_test(B9_token_that_is_sent_back_is_not_shown),
		cmocka_unit_test(B9_words_of_any_answer_are_those_in_its_json),
		cmocka_unit_test(B9_xml_is_not_called_html),
	};

	return cmocka_run_group_tests_name("fetch/errors", tests, NULL, NULL);
}
