/*
 * syncd/fetch/oauth/oauth: the tokens of one connection (RFC 6749, RFC 7009).
 * Layer: fetch.  Users: api, main.
 *
 * Renewed tokens are passed to the agent, and used only after the agent has
 * reported that they are durable (emit_tokens()): the provider may have
 * invalidated the old refresh token with the same response.
 */
#ifndef SYNCD_FETCH_OAUTH_OAUTH_H
#define SYNCD_FETCH_OAUTH_OAUTH_H

#include "base/secret.h"
#include "syncd/fetch/call/call.h"

struct oauth {
	struct call *call;                  /* borrowed */
	const struct pipe_request *request; /* borrowed */
	struct secret access, refresh;
	int64_t expires_at_s;
	int renewals;         /* in this run */
	int64_t renewed_at_s; /* the last one */
	/* a 401 has triggered a renewal: once is enough */
	bool refused;
};

int oauth_init(struct oauth *ret_oauth, struct call *call,
    const struct pipe_request *request, struct fault *ret_fault);
void oauth_release(struct oauth *oauth);

/* Ensure an access token that is valid for another minute, if the provider's
 * tokens are valid that long at all. */
int oauth_ensure(struct oauth *oauth, struct fault *ret_fault);

/* Renew a token that has not expired.  The second time in a run, and right
 * after a renewal, this is a fault of kind tenant, which may not recur in a
 * later run: never a loop. */
int oauth_renew(struct oauth *oauth, struct fault *ret_fault);

/* The operations `exchange' and `client_credentials'. */
int oauth_exchange(struct oauth *oauth, struct fault *ret_fault);
int oauth_client_credentials(struct oauth *oauth, struct fault *ret_fault);
/* The operation `revoke': the refresh token, else the access token. */
int oauth_revoke(struct oauth *oauth, struct fault *ret_fault);

#endif
