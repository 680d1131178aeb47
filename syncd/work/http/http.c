#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "build_paths.h"
#include "conf/config.h"
#include "syncd/work/http/http.h"
#include "syncd/work/http/trust.h"

#define CONNECT_S  20
#define SLOW_BYTES 100 /* a second, for SLOW_S */
/* QuickBooks ends a request after 120 s, and responses that take 45 s have been
 * seen: silence until then is not a failure. */
#define SLOW_S     125
#define HEADER_MAX 200 /* header lines; no real response has more */

struct http {
	CURL *curl;
	struct trust trust;
	char error[CURL_ERROR_SIZE];
};

/* The output of the callbacks of one transfer. */
struct transfer {
	struct http_response *response;
	size_t capacity;
	int header_count;
	bool too_large;
	bool plain; /* http: loopback only */
};

/* --- setting up --------------------------------------------------------- */

int
http_open(const char *ca, struct http **ret_http, struct fault *ret_fault)
{
	struct http *http = calloc(1, sizeof(*http));
	int rc = FIELD_ENOMEM;

	if (http == NULL)
		return fault_internal(ret_fault, FIELD_ENOMEM, "starting");
	rc = trust_load(ca, &http->trust, ret_fault);
	if (rc < 0)
		goto out;
	rc = FIELD_ENOMEM;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->curl = curl_easy_init();
	if (http->curl != NULL)
		rc = FIELD_OK;
	else
		rc = fault_internal(ret_fault, rc, "starting libcurl");
out:
	if (rc < 0) {
		http_close(http);
		return rc;
	}
	*ret_http = http; /* transferred */
	return FIELD_OK;
}

void
http_close(struct http *http)
{
	if (http == NULL)
		return;
	if (http->curl != NULL)
		curl_easy_cleanup(http->curl);
	trust_release(&http->trust);
	free(http);
	curl_global_cleanup();
}

/* --- headers ------------------------------------------------------------ */

/* If LINE is the header NAME, copy its trimmed value to BUF. */
static bool
header_value(
    const char *line, size_t len, const char *name, char *buf, size_t size)
{
	size_t name_len = strlen(name);

	if (len <= name_len || strncasecmp(line, name, name_len) != 0 ||
	    line[name_len] != ':')
		return false;
	line += name_len + 1;
	len -= name_len + 1;
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
		len--;
	if (len >= size)
		len = size - 1;
	memcpy(buf, line, len);
	buf[len] = '\0';
	return true;
}

/* Seconds, or the difference to an HTTP date (RFC 9110 10.2.3). */
static int64_t
parse_retry_after(const char *value)
{
	int64_t wait_s;
	time_t date;

	if (str_parse_int(value, 0, PIPE_BLOCK_MAX_S, &wait_s) == FIELD_OK)
		return wait_s;
	date = curl_getdate(value, NULL);
	if (date == -1)
		return -1;
	wait_s = (int64_t)date - (int64_t)time(NULL);
	if (wait_s > PIPE_BLOCK_MAX_S)
		return -1;
	return wait_s > 0 ? wait_s : 0;
}

static void
note_number(const char *value, int64_t *ret)
{
	int64_t number;

	if (str_parse_int(value, 0, INT32_MAX, &number) == FIELD_OK)
		*ret = number;
}

/* An identifier for logs: the pipe accepts visible ASCII only. */
static void
note_correlation(struct http_response *response, const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return;
	(void)str_copy(
	    response->correlation_id, sizeof(response->correlation_id), value);
}

void
http_note_header(struct http_response *response, const char *line, size_t len)
{
	char value[256];

	if (header_value(line, len, "Retry-After", value, sizeof(value)))
		response->retry_after_s = parse_retry_after(value);
	else if (header_value(
		     line, len, "X-DayLimit-Remaining", value, sizeof(value)))
		note_number(value, &response->day_remaining);
	else if (header_value(
		     line, len, "X-MinLimit-Remaining", value, sizeof(value)))
		note_number(value, &response->minute_remaining);
	else if (header_value(
		     line, len, "X-Rate-Limit-Problem", value, sizeof(value)))
		(void)str_copy(response->limit_problem,
		    sizeof(response->limit_problem), value);
	else if (header_value(line, len, "intuit_tid", value, sizeof(value)) ||
	    header_value(
		line, len, "Xero-Correlation-Id", value, sizeof(value)))
		note_correlation(response, value);
	else if (header_value(
		     line, len, "WWW-Authenticate", value, sizeof(value)))
		(void)str_copy(response->www_authenticate,
		    sizeof(response->www_authenticate), value);
	else if (header_value(line, len, "Date", value, sizeof(value))) {
		time_t date = curl_getdate(value, NULL);

		response->date_s = date > 0 ? (int64_t)date : 0;
	}
}

static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	struct transfer *transfer = arg;

	if (++transfer->header_count > HEADER_MAX)
		return 0;
	http_note_header(transfer->response, line, size * count);
	return size * count;
}

/* --- body --------------------------------------------------------------- */

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct transfer *transfer = arg;
	struct http_response *response = transfer->response;
	size_t len = size * count;

	/* curl has decompressed it: this stops decompression bombs */
	if (len > HTTP_BODY_MAX - response->len) {
		transfer->too_large = true;
		return 0;
	}
	if (array_fit(&response->body, &transfer->capacity,
		response->len + len + 1, 1) < 0)
		return 0;
	memcpy(response->body + response->len, bytes, len);
	response->len += len;
	response->body[response->len] = '\0';
	return len;
}

/* --- one transfer ------------------------------------------------------- */

static void
set_options(struct http *http, const struct http_request *request,
    int64_t timeout_s, struct transfer *transfer)
{
	CURL *curl = http->curl;

	/* drops the last request's options, keeps connections and sessions */
	curl_easy_reset(curl);
	(void)trust_apply(&http->trust, curl, transfer->plain);
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(
	    curl, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)timeout_s);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(
	    curl, CURLOPT_USERAGENT, "fieldauth/" FIELDAUTH_VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->error);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	if (request->post != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->post);
		curl_easy_setopt(
		    curl, CURLOPT_POSTFIELDSIZE, (long)strlen(request->post));
	}
}

static bool
append_header(struct curl_slist **list, const char *header)
{
	struct curl_slist *longer = curl_slist_append(*list, header);

	if (longer == NULL)
		return false;
	*list = longer;
	return true;
}

static int
build_headers(const struct http_request *request, struct curl_slist **ret_list)
{
	struct curl_slist *list = NULL;
	struct strbuf type = STRBUF_INIT;
	bool good = true;

	for (size_t i = 0; i < HTTP_HEADERS_MAX && request->headers[i] != NULL;
	     i++)
		good = good && append_header(&list, request->headers[i]);
	if (request->post != NULL) {
		strbuf_printf(&type, "Content-Type: %s", request->content_type);
		good = good && !type.failed &&
		    append_header(&list, type.bytes) &&
		    append_header(&list, "Expect:");
	}
	strbuf_release(&type);
	if (!good) {
		curl_slist_free_all(list);
		return FIELD_ENOMEM;
	}
	*ret_list = list; /* transferred */
	return FIELD_OK;
}

/* Map libcurl's CODE to a fault.  Its error text names hosts and certificates,
 * never headers or bodies. */
static int
explain(const struct http *http, const struct transfer *transfer, CURLcode code,
    struct fault *fault)
{
	const char *why = http->error[0] != '\0' ? http->error :
						   curl_easy_strerror(code);

	if (transfer->too_large)
		return fault_set(fault, PIPE_ERROR_RESPONSE,
		    "The response is larger than %u MB.", HTTP_BODY_MAX >> 20);
	/* only the codes that are not network failures */
	if (trust_is_tls_failure(code))
		return fault_set(fault, PIPE_ERROR_TLS,
		    "The server's identity could not be verified: %s.", why);
	if (code == CURLE_BAD_CONTENT_ENCODING ||
	    code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_WRITE_ERROR ||
	    code == CURLE_UNSUPPORTED_PROTOCOL)
		return fault_set(fault, PIPE_ERROR_RESPONSE,
		    "The response is invalid: %s.", why);
	if (code == CURLE_OUT_OF_MEMORY)
		return fault_internal(fault, FIELD_ENOMEM, "a transfer");
	if (code == CURLE_URL_MALFORMAT)
		return fault_set(fault, PIPE_ERROR_SETTING,
		    "The address is invalid: %s.", why);
	return fault_set(fault, PIPE_ERROR_NETWORK,
	    "The server could not be reached, or closed the connection: %s.",
	    why);
}

static int
perform(struct http *http, struct transfer *transfer, struct fault *fault)
{
	const char *type = NULL;
	long status = 0;
	CURLcode code;

	http->error[0] = '\0';
	code = curl_easy_perform(http->curl);
	if (code != CURLE_OK)
		return explain(http, transfer, code, fault);
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(http->curl, CURLINFO_CONTENT_TYPE, &type);
	transfer->response->status = (int)status;
	if (type != NULL)
		(void)str_copy(transfer->response->content_type,
		    sizeof(transfer->response->content_type), type);
	if (status >= 300 && status < 400 && status != 304) {
		fault->http_status = (int)status;
		return fault_set(fault, PIPE_ERROR_RESPONSE,
		    "The server sent a redirect (HTTP %ld); redirects are "
		    "refused.",
		    status);
	}
	return FIELD_OK;
}

int
http_transfer(struct http *http, const struct http_request *request,
    int64_t timeout_s, struct http_response *ret_response,
    struct fault *ret_fault)
{
	struct http_response response = {
		.retry_after_s = -1, .day_remaining = -1, .minute_remaining = -1
	};
	struct transfer transfer = { .response = &response,
		.plain = strncmp(request->url, "http:", 5) == 0 };
	struct curl_slist *headers = NULL;
	int rc;

	ret_fault->http_status = 0;
	ret_fault->correlation_id[0] = '\0';
	if (!config_url_is_safe(request->url))
		return fault_set(ret_fault, PIPE_ERROR_SETTING,
		    "An address of the provider is neither https nor "
		    "loopback.");
	rc = build_headers(request, &headers);
	if (rc < 0)
		return fault_internal(ret_fault, rc, "a request");
	set_options(http, request, timeout_s, &transfer);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	rc = perform(http, &transfer, ret_fault);
	curl_slist_free_all(headers);
	if (rc == FIELD_OK && response.body == NULL) {
		response.body = calloc(1, 1);
		if (response.body == NULL)
			rc = fault_internal(ret_fault, FIELD_ENOMEM, "a body");
	}
	if (rc < 0) {
		(void)str_copy(ret_fault->correlation_id,
		    sizeof(ret_fault->correlation_id), response.correlation_id);
		http_response_release(&response);
		return rc;
	}
	*ret_response = response; /* transferred */
	return FIELD_OK;
}

void
http_response_release(struct http_response *response)
{
	free(response->body);
	response->body = NULL;
	response->len = 0;
}
