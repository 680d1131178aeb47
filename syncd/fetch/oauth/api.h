/*
 * syncd/fetch/oauth/api: a provider's API with a token, as used by the pulls.
 * Layer: fetch.  Users: quickbooks, xero.
 */
#ifndef SYNCD_FETCH_OAUTH_API_H
#define SYNCD_FETCH_OAUTH_API_H

#include "syncd/fetch/oauth/oauth.h"

/* The meaning of a provider's response. */
enum api_verdict {
	API_GOOD,      /* 2xx with JSON in it */
	API_UNCHANGED, /* 304 */
	API_EXPIRED,   /* renew the token and retry */
	API_POISON,    /* one stored value makes the whole query fail */
	API_ABSENT,    /* no such record, or no such product */
	API_FAULT,     /* anything else: see the fault */
};

/* Classify RESPONSE; sets *ret_fault for all but the first two. */
typedef enum api_verdict api_judge(
    const struct http_response *response, struct fault *ret_fault);

struct api {
	struct call *call;   /* borrowed */
	struct oauth *oauth; /* borrowed */
	api_judge *judge;
	char tenant_header[PIPE_ID_MAX + 32]; /* "" : none */
	int64_t server_time_s; /* the provider's time in the first response */
};

/*
 * GET URL with one additional header EXTRA (or NULL).  Renews the token once on
 * API_EXPIRED.  FIELD_OK: *ret_verdict is GOOD, UNCHANGED, POISON or ABSENT,
 * and the caller releases *ret_response.  Otherwise a fault.
 */
int api_get(struct api *api, const char *url, const char *extra,
    enum api_verdict *ret_verdict, struct http_response *ret_response,
    struct fault *ret_fault);

/* Whether the body starts like JSON (after a byte order mark and blanks) and is
 * not labelled as HTML or XML. */
bool api_body_is_json(const struct http_response *response);

/* Set a fault for a response of the wrong type: says what came instead. */
int api_fault_shape(
    const struct http_response *response, struct fault *ret_fault);

#endif
