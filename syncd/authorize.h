/*
 * syncd/authorize: the address of the consent page, and what comes back from
 * it (RFC 6749 section 4.1, RFC 7636).
 * Layer: syncd (base).  Users: syncd/connect; tests and fuzzing.
 */
#ifndef SYNCD_AUTHORIZE_H
#define SYNCD_AUTHORIZE_H

#include <stdbool.h>

#include "base/secret.h"
#include "conf/config.h"

/* Longest text that a person may paste. */
#define AUTHORIZE_REDIRECTED_MAX 4096

struct authorize {
	char state[44];    /* 32 random bytes, base64url without padding */
	char verifier[44]; /* the same, RFC 7636 section 4.1 */
	char redirect_url[200];
	char scopes[400]; /* that are asked for, separated by spaces */
	char url[2048];
	bool is_loopback; /* a listener on this machine can catch it */
};

/*
 * New state and verifier, and the address to open.  REDIRECT_URL of CONFIG,
 * or http://localhost:8493/callback where the platform allows loopback:
 * Xero and QuickBooks' sandbox.  FIELD_EINVAL: production keys of QuickBooks
 * without a redirect_url, which must be https and no IP address; or a setting
 * that is too long.
 */
int authorize_init(
    struct authorize *ret_authorize, const struct config_source *config);

/* What a consent gave. */
struct authorize_answer {
	struct secret code;
	char realm[64]; /* QuickBooks realmId, digits; "" otherwise */
};

/*
 * Read what came back: the whole address ("https://…/callback?code=…"), its
 * query alone, or the bare code, then with the company's number after a blank
 * for QuickBooks.  An address must carry our state.  FIELD_EINVAL: nothing of
 * the kind; FIELD_EDENIED: the person declined, or the state is another's.
 */
int authorize_parse(const struct authorize *authorize, const char *text,
    struct authorize_answer *ret_answer);
void authorize_answer_release(struct authorize_answer *answer);

/* The scopes that a source needs, separated by spaces. */
const char *authorize_scopes(
    const struct config_source *config, char *buf, size_t size);

/* VISIT each of NEEDED that GRANTED lacks; scopes as the platform sent them,
 * separated by blanks.  An empty GRANTED was not said: nothing is missing. */
void authorize_missing(const char *needed, const char *granted,
    void (*visit)(const char *scope, void *context), void *context);

#endif
