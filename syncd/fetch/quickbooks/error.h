/*
 * syncd/fetch/quickbooks/error: the four shapes of Intuit's errors.
 * Layer: fetch.  Users: quickbooks, its tests and fuzz target.
 *
 * {"Fault":..}, {"fault":..}, XML in spite of Accept, and HTML; each may come
 * with HTTP 200 as well.
 * https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting
 */
#ifndef SYNCD_FETCH_QUICKBOOKS_ERROR_H
#define SYNCD_FETCH_QUICKBOOKS_ERROR_H

#include "syncd/fetch/oauth/api.h"

struct quickbooks_error {
	bool present;
	char type[40], code[24];
	char message[200], detail[200];
	char plain[120]; /* what an answer of no known form says */
};

/* Read BODY, of whatever shape; .present is false when there is no fault. */
void quickbooks_error_read(
    const char *body, size_t len, struct quickbooks_error *ret_error);

/* An api_judge. */
enum api_verdict quickbooks_judge(
    const struct http_response *response, struct fault *ret_fault);

/* Throttling that came as 403, as it did before 429. */
bool quickbooks_is_throttled(const struct http_response *response);

#endif
