/*
 * syncd/work/http/http: one request and its complete response, or a fault.
 * Layer: work.  Users: call of fetch, and the mail worker.
 *
 * HTTPS with TLS 1.2 or newer and a verified server; plain http only to a
 * loopback address, which is checked at the socket.  Redirects are not
 * followed, proxies and the environment are ignored, cookies are not stored.
 * The size of a body is limited after decompression, and a body shorter than
 * announced is a fault, so that a caller never sees half a response.  No
 * retries here.
 */
#ifndef SYNCD_WORK_HTTP_HTTP_H
#define SYNCD_WORK_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syncd/work/frame/fault.h"

/* 100,000 Xero users in one response are about 30 MB. */
#define HTTP_BODY_MAX    (64u << 20)
#define HTTP_HEADERS_MAX 8

struct http;

struct http_request {
	const char *url;
	const char *post;         /* NULL: GET */
	const char *content_type; /* of post */
	/* "Name: value"; may hold secrets; ends with NULL */
	const char *headers[HTTP_HEADERS_MAX];
	bool once; /* not repeatable: call_perform() must not retry */
};

struct http_response {
	int status;
	char *body; /* NUL-terminated after len; never NULL on success */
	size_t len;
	char content_type[64];
	char correlation_id[PIPE_ID_MAX + 1];
	char www_authenticate[256];
	char limit_problem[32];   /* X-Rate-Limit-Problem */
	int64_t retry_after_s;    /* -1: not given */
	int64_t day_remaining;    /* X-DayLimit-Remaining; -1 */
	int64_t minute_remaining; /* X-MinLimit-Remaining; -1 */
	int64_t date_s;           /* Date, UTC; 0: not given */
};

/* CA is the PEM of the certificate authorities in base64 (NULL: the system's,
 * read here).  Only one struct http may exist.  The fault is of kind setting or
 * internal. */
int http_open(const char *ca, struct http **ret_http, struct fault *ret_fault);
void http_close(struct http *http);

/*
 * TIMEOUT_S limits the whole transfer; one that is slower than 100 bytes a
 * second for 125 s is ended earlier.  On success the caller releases
 * *ret_response, whatever its status.  Faults: network (may be retried), tls,
 * response (too large, a redirect), setting, internal.
 */
int http_transfer(struct http *http, const struct http_request *request,
    int64_t timeout_s, struct http_response *ret_response,
    struct fault *ret_fault);
void http_response_release(struct http_response *response);

/* Parse one header line (with or without its CRLF) into *RESPONSE; unknown
 * headers are ignored.  Separate for the tests and the fuzz target. */
void http_note_header(
    struct http_response *response, const char *line, size_t len);

#endif
