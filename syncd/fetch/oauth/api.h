/*
 * syncd/fetch/oauth/api: a provider's API with a token, as the pulls see it.
 * Layer: fetch.  Users: quickbooks, xero.
 */
#ifndef SYNCD_FETCH_OAUTH_API_H
#define SYNCD_FETCH_OAUTH_API_H

#include "syncd/fetch/oauth/oauth.h"

/* What a provider's answer means. */
enum api_verdict {
	API_GOOD,      /* 2xx with JSON in it */
	API_UNCHANGED, /* 304 */
	API_EXPIRED,   /* renew the token and ask again */
	API_POISON,    /* one stored value spoils the whole answer */
	API_ABSENT,    /* no such record, or no such product */
	API_FAULT,     /* anything else: the fault says */
};

/* Judge RESPONSE; sets *ret_fault for all but the first two. */
typedef enum api_verdict api_judge(
    const struct http_response *response, struct fault *ret_fault);

struct api {
	struct call *call;   /* borrowed */
	struct oauth *oauth; /* borrowed */
	api_judge *judge;
	char tenant_header[PIPE_ID_MAX + 32]; /* "" : none */
	int64_t server_time_s; /* the provider's clock at the first answer */
};

/*
 * GET URL with EXTRA as one more header (or NULL).  Renews the token once on
 * API_EXPIRED.  FIELD_OK: *ret_verdict is GOOD, UNCHANGED, POISON or ABSENT,
 * and *ret_response is the caller's to release.  Otherwise a fault.
 */
int api_get(struct api *api, const char *url, const char *extra,
    enum api_verdict *ret_verdict, struct http_response *ret_response,
    struct fault *ret_fault);

/* Whether the body begins like JSON (after a mark and blanks) and is not
 * said to be HTML or XML. */
bool api_body_is_json(const struct http_response *response);

/* A fault for an answer of a wrong kind: says what came instead. */
int api_fault_shape(
    const struct http_response *response, struct fault *ret_fault);

#endif
