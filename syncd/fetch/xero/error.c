#include <string.h>

#include "syncd/work/http/words.h"
#include "syncd/fetch/xero/error.h"

static enum api_verdict
judge_401(const struct http_response *response, const char *detail,
    struct fault *fault)
{
	if (strstr(detail, "AuthorizationUnsuccessful") != NULL ||
	    strstr(response->www_authenticate, "insufficient_scope") != NULL) {
		(void)fault_set(fault, PIPE_ERROR_SCOPE,
		    "A permission (scope) for this is missing, or the person "
		    "who connected may not read it: connect again with it.");
		(void)words_add(fault, "Xero", detail);
		return API_FAULT;
	}
	(void)fault_set(
	    fault, PIPE_ERROR_CONNECT, "The access token was rejected.");
	(void)words_add(fault, "Xero", detail);
	return API_EXPIRED;
}

enum api_verdict
xero_judge(const struct http_response *response, struct fault *ret_fault)
{
	char detail[WORDS_SIZE];

	if (response->status == 304)
		return API_UNCHANGED;
	if (response->status == 200) {
		if (api_body_is_json(response))
			return API_GOOD;
		(void)api_fault_shape(response, ret_fault);
		return API_FAULT;
	}
	words_of(response, detail, sizeof(detail));
	switch (response->status) {
	case 401:
		return judge_401(response, detail, ret_fault);
	case 403:
		(void)fault_set(ret_fault, PIPE_ERROR_TENANT,
		    "Access to this organisation was denied: perhaps it is no "
		    "longer connected to this app.");
		(void)words_add(ret_fault, "Xero", detail);
		return API_FAULT;
	case 404:
	case 405:
	case 410:
		(void)fault_set(ret_fault, PIPE_ERROR_REGION,
		    "This organisation has no such list (HTTP %d): the "
		    "product is not in use, or not in its country.",
		    response->status);
		(void)words_add(ret_fault, "Xero", detail);
		return API_ABSENT;
	default:
		(void)fault_set(ret_fault,
		    response->status >= 400 && response->status < 500 ?
			PIPE_ERROR_REQUEST :
			PIPE_ERROR_RESPONSE,
		    "Xero rejected the request (HTTP %d).", response->status);
		(void)words_add(ret_fault, "Xero", detail);
		return API_FAULT;
	}
}
