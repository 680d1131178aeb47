/*
 * syncd/fetch/xero/error: the meaning of Xero's errors.
 * Layer: fetch.  Users: xero, its tests and fuzz target.
 *
 * 401 has two meanings that require opposite actions: the token has expired
 * (renew), or a scope is missing (renewing would never end).  403: the
 * organisation is no longer connected.  Keys come in either case; bodies may be
 * text, HTML or empty.
 */
#ifndef SYNCD_FETCH_XERO_ERROR_H
#define SYNCD_FETCH_XERO_ERROR_H

#include "syncd/fetch/oauth/api.h"

/* An api_judge.  API_ABSENT: 404, 405, 410 (the product does not exist
 * here). */
enum api_verdict xero_judge(
    const struct http_response *response, struct fault *ret_fault);

#endif
