/*
 * syncd/fetch/oauth/oauth: the tokens of one connection (RFC 6749, RFC 7009).
 * Layer: fetch.  Users: api, main.
 *
 * A renewed token set goes to the agent, and is used only after the agent has
 * said that it is durable (emit_tokens()): a provider may have killed the old
 * refresh token with that very answer.
 */
#ifndef SYNCD_FETCH_OAUTH_OAUTH_H
#define SYNCD_FETCH_OAUTH_OAUTH_H

#include "base/secret.h"
#include "syncd/fetch/http/call.h"

struct oauth {
	struct call *call;                  /* borrowed */
	const struct pipe_request *request; /* borrowed */
	struct secret access, refresh;
	int64_t expires_at_s;
	int renewals;         /* in this run */
	int64_t renewed_at_s; /* the last one */
	bool refused;         /* a 401 has made us renew: once is enough */
};

int oauth_init(struct oauth *ret_oauth, struct call *call,
    const struct pipe_request *request, struct fault *ret_fault);
void oauth_release(struct oauth *oauth);

/* Have an access token that lives for another minute, if the provider's
 * tokens live that long at all. */
int oauth_ensure(struct oauth *oauth, struct fault *ret_fault);

/* Renew although it seemed to live.  The second time in a run, and right after
 * a renewal, it is a fault of kind tenant, which a later run may not meet:
 * never a loop. */
int oauth_renew(struct oauth *oauth, struct fault *ret_fault);

/* The operations `exchange' and `client_credentials'. */
int oauth_exchange(struct oauth *oauth, struct fault *ret_fault);
int oauth_client_credentials(struct oauth *oauth, struct fault *ret_fault);
/* The operation `revoke': the refresh token, else the access token. */
int oauth_revoke(struct oauth *oauth, struct fault *ret_fault);

/*
 * A token answer.  *ret_tokens' strings live as long as *ret_root, which the
 * caller releases.  Missing lifetimes take the provider's documented ones
 * (3600 s; Xero 1800 s and 60 days).  Faults: response.
 */
int oauth_parse_tokens(enum pipe_provider provider, const char *body,
    size_t len, int64_t now_s, struct pipe_tokens *ret_tokens,
    json_t **ret_root, struct fault *ret_fault);

/* An error answer of a token or revocation address; decided by its body, not
 * its status, which differs between sources. */
int oauth_parse_error(
    int status, const char *body, size_t len, struct fault *ret_fault);

#endif
