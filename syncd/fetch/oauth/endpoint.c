#include <string.h>

#include "syncd/fetch/oauth/endpoint.h"

static const char *
or_default(const char *given, const char *usual)
{
	return given != NULL ? given : usual;
}

const char *
endpoint_api(const struct pipe_request *request)
{
	if (request->provider == PIPE_XERO)
		return or_default(request->api_url, "https://api.xero.com");
	return or_default(request->api_url,
	    request->sandbox ? "https://sandbox-quickbooks.api.intuit.com" :
			       "https://quickbooks.api.intuit.com");
}

const char *
endpoint_token(const struct pipe_request *request)
{
	return or_default(request->token_url,
	    request->provider == PIPE_XERO ?
		"https://identity.xero.com/connect/token" :
		"https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer");
}

const char *
endpoint_revoke(const struct pipe_request *request)
{
	return or_default(request->revoke_url,
	    request->provider == PIPE_XERO ?
		"https://identity.xero.com/connect/revocation" :
		"https://developer.api.intuit.com/v2/oauth2/tokens/revoke");
}

const char *
endpoint_connections(const struct pipe_request *request)
{
	return or_default(
	    request->connections_url, "https://api.xero.com/connections");
}
