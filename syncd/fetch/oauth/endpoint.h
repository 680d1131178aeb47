/*
 * syncd/fetch/oauth/endpoint: the providers' addresses and how to build one.
 * Layer: fetch.  Users: oauth, quickbooks, xero.
 *
 * The agent may override each (a stand-in, a sandbox); otherwise these are
 * used:
 *   QuickBooks  intuit/oauth-jsclient src/OAuthClient.js;
 *               singer-io/tap-quickbooks tap_quickbooks/client.py
 *   Xero        XeroAPI/Xero-OpenAPI 16.1.0, `servers'
 */
#ifndef SYNCD_FETCH_OAUTH_ENDPOINT_H
#define SYNCD_FETCH_OAUTH_ENDPOINT_H

#include "base/str.h"
#include "syncd/pipe/request.h"

const char *endpoint_api(const struct pipe_request *request);
const char *endpoint_token(const struct pipe_request *request);
const char *endpoint_revoke(const struct pipe_request *request);
const char *endpoint_connections(const struct pipe_request *request);

#endif
