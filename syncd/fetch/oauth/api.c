#include <string.h>
#include <syslog.h>

#include "base/err.h"
#include "syncd/work/http/words.h"
#include "syncd/fetch/oauth/api.h"

static char
first_character(const struct http_response *response)
{
	const char *body = response->body;
	size_t len = response->len;

	if (len >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0) {
		body += 3;
		len -= 3;
	}
	while (len > 0 && memchr(" \t\r\n", *body, 4) != NULL) {
		body++;
		len--;
	}
	return len > 0 ? *body : '\0';
}

bool
api_body_is_json(const struct http_response *response)
{
	char first = first_character(response);

	/* the content type is sometimes wrong (XML when JSON was requested,
	 * JSON as text/plain); the first character is reliable */
	return first == '{' || first == '[';
}

int
api_fault_shape(const struct http_response *response, struct fault *ret_fault)
{
	const char *what = "text";
	char words[WORDS_SIZE];

	if (response->len == 0)
		what = "nothing";
	else if (first_character(response) == '<')
		what = words_are_html(response) ? "HTML" : "XML";
	else if (api_body_is_json(response))
		what = "JSON of an unexpected form";
	(void)fault_set(ret_fault, PIPE_ERROR_RESPONSE,
	    "The provider answered HTTP %d with %s instead of JSON.",
	    response->status, what);
	words_of(response, words, sizeof(words));
	return words_add(ret_fault, "It", words);
}

static int
build_request(struct api *api, const char *url, const char *extra,
    struct strbuf *bearer, struct http_request *ret_request)
{
	size_t n = 0;

	strbuf_printf(
	    bearer, "Authorization: Bearer %s", api->oauth->access.bytes);
	if (bearer->failed)
		return FIELD_ENOMEM;
	*ret_request = (struct http_request){ .url = url };
	ret_request->headers[n++] = bearer->bytes;
	ret_request->headers[n++] = "Accept: application/json";
	if (api->tenant_header[0] != '\0')
		ret_request->headers[n++] = api->tenant_header;
	if (extra != NULL)
		ret_request->headers[n++] = extra;
	return FIELD_OK;
}

static int
get_once(struct api *api, const char *url, const char *extra,
    struct http_response *ret_response, struct fault *ret_fault)
{
	struct strbuf bearer = STRBUF_INIT;
	struct http_request request;
	int rc;

	rc = oauth_ensure(api->oauth, ret_fault);
	if (rc < 0)
		return rc;
	rc = build_request(api, url, extra, &bearer, &request);
	if (rc < 0)
		rc = fault_internal(ret_fault, rc, "a request");
	else
		rc = call_perform(api->call, &request, ret_response, ret_fault);
	strbuf_release(&bearer);
	return rc;
}

static enum api_verdict
judge(
    struct api *api, const struct http_response *response, struct fault *fault)
{
	enum api_verdict verdict;

	fault->http_status = response->status;
	(void)memcpy(fault->correlation_id, response->correlation_id,
	    sizeof(fault->correlation_id));
	if (api->server_time_s == 0)
		api->server_time_s = response->date_s;
	verdict = api->judge(response, fault);
	/* a deleted record that does not exist is the expected result */
	if (verdict != API_GOOD && verdict != API_UNCHANGED)
		emit_log(api->call->emit,
		    verdict == API_ABSENT ? LOG_DEBUG : LOG_NOTICE,
		    fault->correlation_id, "HTTP %d: %s", response->status,
		    fault->sentence);
	return verdict;
}

int
api_get(struct api *api, const char *url, const char *extra,
    enum api_verdict *ret_verdict, struct http_response *ret_response,
    struct fault *ret_fault)
{
	struct http_response response = { 0 };
	enum api_verdict verdict;
	int rc;

	for (;;) {
		rc = get_once(api, url, extra, &response, ret_fault);
		if (rc < 0)
			return rc;
		verdict = judge(api, &response, ret_fault);
		if (verdict == API_EXPIRED) {
			http_response_release(&response);
			rc = oauth_renew(api->oauth, ret_fault);
			if (rc < 0)
				return rc;
			continue;
		}
		if (verdict == API_FAULT) {
			http_response_release(&response);
			return FIELD_ENET;
		}
		*ret_verdict = verdict;
		*ret_response = response; /* transferred */
		return FIELD_OK;
	}
}
