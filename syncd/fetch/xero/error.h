/*
 * syncd/fetch/xero/error: what Xero's errors mean.
 * Layer: fetch.  Users: xero, its tests and fuzz target.
 *
 * 401 has two meanings that need opposite deeds: the token is old (renew), or
 * a scope is missing (renewing would go on for ever).  403: the organisation
 * is no longer connected.  Keys come in either case; bodies may be text, HTML
 * or nothing.
 */
#ifndef SYNCD_FETCH_XERO_ERROR_H
#define SYNCD_FETCH_XERO_ERROR_H

#include "syncd/fetch/oauth/api.h"

/* An api_judge.  API_ABSENT: 404, 405, 410 (no such product here). */
enum api_verdict xero_judge(
    const struct http_response *response, struct fault *ret_fault);

#endif
