/*
 * syncd/fetch/http/http: one request, one complete answer, or a fault.
 * Layer: fetch.  Users: call.  The only file here that includes curl.h.
 *
 * HTTPS with TLS 1.2 or newer and a verified server; plain http to a loopback
 * address alone, checked at the socket.  No redirect is followed, no proxy or
 * environment is honoured, no cookie kept.  Bodies are bounded after
 * decompression, and a body shorter than announced is a fault, so that no
 * caller ever sees half an answer.  Nothing here retries.
 */
#ifndef SYNCD_FETCH_HTTP_HTTP_H
#define SYNCD_FETCH_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syncd/fetch/frame/fault.h"

/* 100,000 Xero users in one answer are about 30 MB. */
#define HTTP_BODY_MAX    (64u << 20)
#define HTTP_HEADERS_MAX 8

struct http;

struct http_request {
	const char *url;
	const char *post;         /* NULL: GET */
	const char *content_type; /* of post */
	/* "Name: value"; may hold secrets; ends with NULL */
	const char *headers[HTTP_HEADERS_MAX];
	bool once; /* not repeatable: the caller of call_perform() decides */
};

struct http_response {
	int status;
	char *body; /* NUL-terminated after len; never NULL on success */
	size_t len;
	char content_type[64];
	char correlation_id[PIPE_ID_MAX + 1];
	char www_authenticate[256];
	char limit_problem[32];   /* X-Rate-Limit-Problem */
	int64_t retry_after_s;    /* -1: not said */
	int64_t day_remaining;    /* X-DayLimit-Remaining; -1 */
	int64_t minute_remaining; /* X-MinLimit-Remaining; -1 */
	int64_t date_s;           /* Date, UTC; 0: not said */
};

/* CA is the authorities' PEM in base64 (NULL: the system's, read here).  Only
 * one struct http may exist.  The fault is of kind setting or internal. */
int http_open(const char *ca, struct http **ret_http, struct fault *ret_fault);
void http_close(struct http *http);

/*
 * TIMEOUT_S bounds all of it; a body that comes slower than 100 bytes a second
 * for 125 s is given up before.  On success *ret_response is released by the
 * caller, whatever its status.  Faults: network (may be repeated), tls,
 * response (too large, a redirect), setting, internal.
 */
int http_transfer(struct http *http, const struct http_request *request,
    int64_t timeout_s, struct http_response *ret_response,
    struct fault *ret_fault);
void http_response_release(struct http_response *response);

/* One header line (with or without its CRLF) into *RESPONSE; unknown ones are
 * passed over.  Apart for the tests and the fuzz target. */
void http_note_header(
    struct http_response *response, const char *line, size_t len);

#endif
