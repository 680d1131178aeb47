/*
 * syncd/fetch/quickbooks/error: the four formats of Intuit's errors.
 * Layer: fetch.  Users: quickbooks, its tests and fuzz target.
 *
 * {"Fault":..}, {"fault":..}, XML despite the Accept header, and HTML; each may
 * also come with HTTP 200.
 * https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_ERROR_H
#define SYNCD_FETCH_QUICKBOOKS_ERROR_H

#include "syncd/fetch/oauth/api.h"

struct quickbooks_error {
	bool present;
	char type[40], code[24];
	char message[200], detail[200];
	char plain[120]; /* the text of a response of unknown format */
};

/* Parse BODY of any format; .present is false when there is no fault. */
void quickbooks_error_read(
    const char *body, size_t len, struct quickbooks_error *ret_error);

/* An api_judge. */
enum api_verdict quickbooks_judge(
    const struct http_response *response, struct fault *ret_fault);

/* Whether this is throttling reported as 403, as it was before 429. */
bool quickbooks_is_throttled(const struct http_response *response);

#endif
